"""The times of a chapter are counted: each part of a page adds what it should, and nothing else."""

import json

import pytest

from course import notebooks, times
from course.bank.kinds import KINDS

HEADER = """# Title

:::{admonition} About this chapter
:class: about dropdown

Many words that nobody reads unless the box is opened.
:::
"""


def notebook(*cells):
    return notebooks.Notebook("book/paper/02-two.ipynb", {"cells": list(cells)})


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source, *outputs, **metadata):
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}


def drawn(caption):
    return {"mystnb": {"figure": {"caption": caption}, "image": {"alt": "Not read by the eye."}}}


SEEN = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}
WORD = 60 / times.WORDS
PARTS = {  # a cell, and the seconds that it adds
    "words": (text("Six words stand in this line."), 6 * WORD),
    "a formula in a line is a word": (text("Here $x + y + z$ and `a_long.name(x)`."), 4 * WORD),
    "a displayed formula": (text("See\n\n$$\nx + y\n$$"), WORD + times.SECONDS["display"]),
    "a derivation": (text(":::{derivation} R-a-b\n\n$$\nx\n$$\nbecause so\n\n$$\n= y\n$$\nagain"
                          "\n:::"),
                     4 * WORD + 2 * times.SECONDS["step"]),
    "a rule's box": (text(":::{prf:rule} Two words\n:label: R-a\n\nThree more words\n:::"),
                     5 * WORD),
    "a link": (text("[Chapter one](01-one.ipynb), {prf:ref}`R-a`"), 3 * WORD),
    "a mark": (text("<!-- question Q02-1 -->"), 0),
    "a folded answer": (text(":::{admonition} Answer\n:class: dropdown\n\nIt is long.\n:::"), WORD),
    "a figure": (code("plot()", SEEN, tags=["plot"], **drawn("Three words here")),
                 3 * WORD + times.SECONDS["figure"]),
    "code that teaches": (code("a = 1\n\nb = 2"), 2 * times.SECONDS["code"]),
    "the set-up": (code("import numpy", tags=["setup"]), 0),
    "evidence": (code("verify(Rule())", tags=["evidence"]), 0),
    "the machine's": (code("# it agrees\nprint(1)", tags=["machine"]), 0),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_adds_its_seconds(name):
    cell, seconds = PARTS[name]
    assert times.reading(notebook(cell)) == pytest.approx(seconds)


def test_the_closed_header_is_not_counted():
    title_and_heading = 4  # the box's own title stands there, closed or not
    assert times.reading(notebook(text(HEADER))) == pytest.approx(title_and_heading * WORD)


def test_every_kind_of_question_has_its_minutes():
    assert set(times.QUESTION) == set(KINDS)


@pytest.fixture(scope="module")
def pages():
    return notebooks.chapter_pages()


def test_the_real_chapters_are_counted(pages, root):
    for page in pages.values():
        found = times.of(root, page)
        assert 5 <= found["read"] <= 45, page
        number, minutes = found["questions"]
        assert number >= 8 and number <= minutes <= 5 * number and minutes % 5 == 0, page
    assert times.of(root, pages[1])["exercises"] == 0 < times.of(root, pages[2])["exercises"]


def test_more_text_and_more_questions_take_longer(pages, root, tmp_path):
    """Nothing is typed: an edited copy of a chapter has other times."""
    page = pages[6]
    for file in (f"{page}.ipynb", "book/questions/06-elementwise.yml"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((root / file).read_text(encoding="utf-8"), encoding="utf-8")
    before = times.of(tmp_path, page)
    data = json.loads((tmp_path / f"{page}.ipynb").read_text(encoding="utf-8"))
    data["cells"] += [text("word " * 10 * times.WORDS),
                      text(":::{admonition} Answer\n:class: dropdown\n\nYes.\n:::")]
    (tmp_path / f"{page}.ipynb").write_text(json.dumps(data), encoding="utf-8")
    after = times.of(tmp_path, page)
    assert after["read"] in (before["read"] + 10, before["read"] + 11)
    assert after["questions"][0] == before["questions"][0] + 1
    assert before["exercises"] == after["exercises"] == 0  # no solutions were copied


def test_the_times_are_said():
    assert times.said({"read": 18, "questions": (12, 15), "exercises": 50}) == (
        "18 min to read · 12 questions, 15 min · exercises, 50 min")
    assert times.said({"read": 18, "questions": (0, 0), "exercises": 0}) == "18 min to read"


def test_a_chapters_page_shows_its_times(pages, root, html):
    for page in pages.values():
        shown = (html / f"{page}.html").read_text(encoding="utf-8")
        assert times.said(times.of(root, page)) in shown, page
