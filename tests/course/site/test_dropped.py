"""A chapter that an edition leaves out: the book builds, and nothing points into the void."""

import json
import re

import pytest

from course import ROOT
from course.site import dropped
from tests.helpers import small_book

RULE = "R-ew-mul-w"
FIRST = "(E-here)=\nAn aside.\n\n$$\ny = x\n$$ (eq-here)"
SECOND = """## Why

By {prf:ref}`R-ew-mul-w`, by {prf:ref}`what was shown <R-ew-mul-w>`, by {eq}`eq-here`, and as
[chapter 6](06-elementwise.ipynb) says ({ref}`an aside <E-here>`).

:::{prf:rule} Mine
:label: R-mine

$y = 2 x$
:::

{prf:ref}`R-mine` stays.
"""
TOC = """format: jb-book
root: book/index
parts:
- numbered: true
  chapters:
  - file: book/paper/06-elementwise
  - file: book/paper/07-scalar-expansion
- chapters:
  - file: book/review
  - file: book/your-data
"""


def _cell(name, text):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book of two chapters; builds its editions, and returns the page of the second."""
    folder = tmp_path_factory.mktemp("edition")
    first = [*small_book._notebook("06-elementwise", small_book.LABELS)["cells"],
             _cell("more", FIRST)]
    second = [_cell("head", small_book.HEADER.format(name="07")), _cell("why", SECOND)]
    status, output = small_book.make(ROOT, folder, elementwise=first, scalar_expansion=[
        _cell("head", small_book.HEADER.format(name="07"))])
    assert status == 0, output[-3000:]
    path = folder / "book" / "paper" / "07-scalar-expansion.ipynb"
    path.write_text(json.dumps({**json.loads(path.read_text()), "cells": second}))
    (folder / "book" / "index.md").write_text("# <!-- title -->\n\nWords.\n", encoding="utf-8")
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")

    def page(edition):
        (folder / "course.yml").write_text(edition)
        status, output = small_book.build(folder)
        assert status == 0, output[-3000:]
        html = folder / "_build" / "html" / "book"
        text = (html / "paper" / "07-scalar-expansion.html").read_text(encoding="utf-8")
        return html, text.partition("<article")[2].partition("</article>")[0]

    return page


def test_a_chapter_can_go_and_come_back(book):
    html, whole = book("title: Mine\n")
    assert "<h1>Mine" in (html / "index.html").read_text(encoding="utf-8")
    assert (html / "paper" / "06-elementwise.html").exists()
    assert whole.count('href="06-elementwise.html') == 5 and "Rule 7.1" in whole

    without = "chapters: {without: [06-elementwise]%s}\n"
    html, plain = book(without % "")
    assert not (html / "paper" / "06-elementwise.html").exists()
    assert "06-elementwise" not in plain
    text = " ".join(re.sub("<[^>]+>", "", plain).split())
    assert ("By Rule R-ew-mul-w, by what was shown, by an equation of chapter 6, and as chapter 6 "
            "says (an aside).") in text
    assert "Rule 7.1" in text and "7. " in text, "numbers stay"

    _, linked = book(without % ", instead: https://example.org/all")
    assert linked.count('href="https://example.org/all/book/paper/06-elementwise.html') == 5
    assert 'elementwise.html#R-ew-mul-w">what was shown</a>' in linked
    assert "elementwise.html#equation-eq-here" in linked and "elementwise.html#e-here" in linked


def test_a_reference_that_nobody_leads_elsewhere_stops_the_build(book, monkeypatch):
    monkeypatch.setattr(dropped, "_lead_elsewhere", lambda app, doctree: None)
    with pytest.raises(AssertionError, match="label 'R-ew-mul-w' not found"):
        book("title: Another\nchapters: {without: [06-elementwise]}\n")


def test_a_fault_in_course_yml_stops_the_build_with_its_cure(book):
    with pytest.raises(AssertionError, match="there is no '06-elementwize'; cure: 06-elementwise?"):
        book("chapters: {without: [06-elementwize]}\n")


def test_a_part_without_chapters_goes():
    toc = {"root": "i", "parts": [{"caption": "a", "chapters": [{"file": "x"}]},
                                  {"caption": "b", "chapters": [{"file": "y"}, {"file": "z"}]}]}
    assert dropped._without(toc, {"x", "z"})["parts"] == [
        {"caption": "b", "chapters": [{"file": "y"}]}]
