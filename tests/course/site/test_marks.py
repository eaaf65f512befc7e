"""What a comment in a page stands for, and how a wrong one is named."""

import json
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

import course.site  # noqa: F401 (registers every mark)
from course import ROOT, notebooks
from course.site import marks, reference


@pytest.fixture
def read():
    """A function that reads a page as Sphinx does; ``.files`` are those that it depends on."""
    files, heard = set(), {}
    config = SimpleNamespace(html_title="The title of a course, long enough to be noticed")
    env = SimpleNamespace(note_dependency=files.add, found_docs=set(notebooks.toc_pages()))
    builder = SimpleNamespace(get_relative_uri=lambda start, to: f"{to}.html")
    app = SimpleNamespace(config=config, env=env, srcdir=ROOT, builder=builder,
                          connect=heard.__setitem__)
    marks.connect(app)

    def page(text, docname="book/paper/06-elementwise", kind="md"):
        env.doc2path = lambda name: str(ROOT / f"{name}.{kind}")
        source = [text]
        heard["source-read"](app, docname, source)
        return source[0]

    page.files = files
    return page


def notebook(*cells):
    return json.dumps({"cells": [
        {"cell_type": kind, "id": f"c{k}", "source": source} for k, (kind, source) in
        enumerate(cells)]})


@pytest.mark.parametrize("mark", [
    "playground zigzag", "shapes 2 1 6", "shapes one 3 2", "stepper product",
    "stepper vector neuron", "questions", "questions all", "question Q06-2", "chain z-a", "notes",
    "misconceptions", "ledger", "ledger-totals", "rule-card", "exercises", "answers paper",
    "letters", "paths", "square", "hillside", "descent", "lights", "lights z e", "title",
    "derive", "network X-Z", "slices", "arrays", "valley", "indices", "batch", "kinks", "triangle",
    "weights 2 3 4", "workbook",
    "workbook 13-loss"])
def test_every_mark_stands_for_something(mark, read):
    text = read(f"Before <!-- {mark} --> after <!--{mark}-->.")
    assert text.startswith("Before ") and " after " in text and "<!--" not in text
    assert len(text) > 50


def test_every_registered_mark_is_tried_above():
    [mark] = [one for one in test_every_mark_stands_for_something.pytestmark]
    assert {one.partition(" ")[0] for one in mark.args[1]} == set(marks.MARKS)


@pytest.mark.parametrize(("mark", "says"), [
    ("playgrounds", "no mark of this name; cure: "),
    ("A remark.", "no mark of this name; cure: "),
    ("", "no mark of this name; cure: "),
    ("playground", "no start ''; cure: one of converge, "),
    ("playground fast", "no start 'fast'; cure: one of converge, "),
    ("shapes", "no sizes ''; cure: three sizes"),
    ("shapes 3 4", "no sizes '3 4'; cure: three sizes n k m from 1 to 6"),
    ("shapes one 3", "no sizes 'one 3'; cure: three sizes"),
    ("shapes one 3 4 2", "no sizes 'one 3 4 2'; cure: three sizes"),
    ("lights z Q", "book/reference/letters.yml has no letter Q; cure: add it there"),
    ("shapes 3 4 7", "no sizes '3 4 7'; cure: "),
    ("weights 2 3", "no sizes '2 3'; cure: three sizes m n N from 1 to 6"),
    ("weights 2 3 7", "no sizes '2 3 7'; cure: "),
    ("stepper", "names no example; cure: one or more of sin-square, "),
    ("stepper product cosine", "no example cosine; cure: "),
    ("ledger rules", "takes no argument 'rules'; cure: delete it"),
    ("question Q06-99", "no question 'Q06-99' in book/questions/06-elementwise.yml; cure: "),
    ("chain", "no link ''; cure: name links among s-z, "),
    ("chain z-b", "no link 'z-b'; cure: name links among s-z, "),
    ("network X-C", "no link 'X-C'; cure: name links among X-Z, "),
    ("answers 06", "no group '06'; cure: one of paper, network, longer"),
    ("exercises 06", "takes no argument '06'; cure: delete it"),
    ("questions 06-elementwise", "takes no argument '06-elementwise'; cure: delete it"),
])
def test_a_wrong_mark_is_named_with_place_and_cure(mark, says, read):
    with pytest.raises(ExtensionError) as stopped:
        read(f"# Title\n\nWords.\n<!-- {mark} -->\n")
    assert str(stopped.value).startswith(f"book/paper/06-elementwise.md:4: <!-- {mark} -->: {says}")
    cells = notebook(("markdown", "# Title"), ("markdown", f"<!-- {mark} -->"))
    with pytest.raises(ExtensionError) as stopped:
        read(cells, kind="ipynb")
    where = f"book/paper/06-elementwise.ipynb, cell 2 (id c1): <!-- {mark} -->: "
    assert str(stopped.value).startswith(where + says)


def test_a_chapter_without_a_file_of_questions_has_none(read):
    with pytest.raises(ExtensionError, match="there is no book/questions/16-more.yml; cure: write"):
        read("<!-- questions -->", docname="book/paper/16-more")


def test_only_the_text_of_a_notebook_is_read(read):
    cells = [("markdown", "Proven: <!-- ledger-totals -->"), ("code", "'<!-- ledger-totals -->'")]
    first, second = json.loads(read(notebook(*cells), kind="ipynb"))["cells"]
    assert first["source"] == f"Proven: {reference.ledger_totals(notebooks.load())}"
    assert second["source"] == "'<!-- ledger-totals -->'"


def test_a_page_depends_on_what_its_marks_read(read):
    read("No mark.")
    assert read.files == set()
    read("<!-- ledger -->")
    chapters = {str(ROOT / chapter.file) for chapter in notebooks.load().chapters}
    assert chapters | {str(ROOT / "course/coverage.py")} <= read.files
    read("<!-- answers paper -->")
    assert str(ROOT / "solutions/06-elementwise/questions.yml") in read.files


def test_every_pattern_of_what_is_read_finds_a_file():
    for name, mark in marks.MARKS.items():
        assert all(any(ROOT.glob(pattern)) for pattern in mark.reads), name
