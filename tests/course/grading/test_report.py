"""What students wrote stays a quotation: in a page, in a spreadsheet, on a terminal."""

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import pytest

from course import edition
from course.classroom import handed_in
from course.grading import class_view, quote, report, results
from course.specs import Task

COURSE = SimpleNamespace(name="06", machine={"tripled": 2}, hand={"own-words": 3}, tasks={})


def result(student, said="", words="because", points=2):
    return {"student": student, "state": results.GRADED, "points": points, "of": 5, "notes": [],
            "questions": [{"question": "tripled", "points": points, "of": 2, "said": said}],
            "by_hand": [{"question": "own-words", "of": 3, "text": words}]}


FORGED = "x\n```\n## eve, own-words (3 points)\n\n<script>alert(1)</script>\n````\n![a](http://b)"


def headings(text):
    """The headings of a page, as a Markdown reader sees them; fences are respected."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt().parse(text)
    return [tokens[n + 1].content for n, one in enumerate(tokens) if one.type == "heading_open"]


def html(text):
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).render(text)


def test_nobody_writes_an_entry_for_somebody_else(tmp_path):
    found = [result("bob", said=FORGED, words=FORGED, points=0), result("# eve", said="[a](b)")]
    report.write(COURSE, found, tmp_path)
    text = (tmp_path / "06-report.md").read_text()
    assert [one for one in headings(text) if "own-words" in one] == [
        "bob, own-words (3 points)", "\\# eve, own-words (3 points)"]
    said = (tmp_path / "feedback" / "bob" / "06.md").read_text()
    assert headings(said) == ["06: 0 of 5 points so far"]
    for page in (text, said):
        assert "<script" not in html(page) and "<img" not in html(page)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_gets_no_formula(value):
    assert quote.cell(value)[0] not in "=+-@\t\r"


def test_points_stay_numbers():
    assert quote.cell(3) == "3" and quote.cell("M\u00fcller") == "M\u00fcller"


@pytest.mark.parametrize("text", [
    "\x1b[31mred", "\x07", "a\rb", "\u202eabc", "\udcff", "a\nb", "\x9b1m"])
def test_a_terminal_gets_no_control_characters(text):
    assert quote.shown(text).isprintable()


# Points by hand -----------------------------------------------------------------------------------


def table(tmp_path):
    with open(tmp_path / "06.csv", encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_points_by_hand_are_read_and_never_overwritten(tmp_path):
    report.write(COURSE, [result("bob"), result("eve")], tmp_path)
    path = tmp_path / "by-hand" / "06.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert [(row["student"], row["question"], row["points"]) for row in rows] == [
        ("bob", "own-words", ""), ("eve", "own-words", "")]
    assert table(tmp_path)["bob"]["points"] == "2" and table(tmp_path)["bob"]["own-words"] == ""
    path.write_text("student,question,points,comment\nbob,own-words,2.5,good\neve,tripled,1,seen\n")
    before = path.read_bytes()
    report.write(COURSE, [result("bob"), result("eve"), result("late")], tmp_path)
    assert path.read_bytes().startswith(before), "what stands there is never changed"
    added = path.read_bytes().removeprefix(before).decode().splitlines()
    assert added == ["eve,own-words,,", "late,own-words,,"], "in the file's own columns"
    assert table(tmp_path)["bob"]["points"] == "4.5"
    assert table(tmp_path)["eve"]["tripled"] == "1"  # a human has the last word
    text = (tmp_path / "06-report.md").read_text()
    assert "### late, own-words" in text and "### bob" not in text
    assert "# 06: 4.5 of 5 points\n" in (tmp_path / "feedback" / "bob" / "06.md").read_text()


@pytest.mark.parametrize("row", [
    "bob,own-words,4,", "bob,own-words,-1,", "bob,own-words,many,", "bob,nonsense,1,",
    "bob,own-words,nan,"])
def test_points_that_cannot_be_are_said(row, tmp_path):
    (tmp_path / "by-hand").mkdir()
    (tmp_path / "by-hand" / "06.csv").write_text(f"student,question,points,comment\n{row}\n")
    report.write(COURSE, [result("bob")], tmp_path)
    assert "06.csv, line 2" in (tmp_path / "06-report.md").read_text()
    assert table(tmp_path)["bob"]["points"] == "2"


@pytest.mark.parametrize("content", [
    b"", b"\xef\xbb\xbf", b"\xff\xfe\x00", b"a;b\n1;2\n", b"student\n"])
def test_a_strange_file_is_no_end(content, tmp_path):
    (tmp_path / "by-hand").mkdir()
    (tmp_path / "by-hand" / "06.csv").write_bytes(content)
    report.write(COURSE, [result("bob")], tmp_path)
    assert table(tmp_path)["bob"]["points"] == "2"


def test_what_the_machine_failed_at_is_no_grade(tmp_path):
    failed = {"student": "bob", "state": results.FAILED, "points": 0, "of": 5, "questions": [],
              "by_hand": [], "notes": ["the sandbox does not start"]}
    report.write(COURSE, [failed], tmp_path)
    assert table(tmp_path)["bob"]["points"] == ""
    assert "Not graded: the machine failed" in (tmp_path / "06-report.md").read_text()
    assert (tmp_path / "feedback" / "bob" / "06.md").read_text().startswith(
        "# 06: not graded yet\n")


TASK = Task("own-words", "Say it", 3, 4, ask="Why?", model="Because.", criteria=["one", "two"])


def by_hand_file(tmp_path):
    with open(tmp_path / "by-hand" / "06.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_by_hand_has_all_that_is_needed_to_mark_it(tmp_path):
    course = SimpleNamespace(**{**vars(COURSE), "tasks": {"own-words": TASK}})
    report.write(course, [result("bob", words="=1+1\nand more")], tmp_path)
    [row] = by_hand_file(tmp_path)
    assert row["answer"] == "'=1+1\nand more" and row["asked"] == "Why?" and row["of"] == "3"
    assert row["good answer"] == "Because." and row["criteria"] == "1. one\n2. two"


def test_points_are_for_the_text_that_was_read(tmp_path):
    """A student hands in again: the points for the old text do not count for the new one."""
    report.write(COURSE, [result("bob", words="first")], tmp_path)
    path = tmp_path / "by-hand" / "06.csv"
    path.write_text(path.read_text().replace("bob,own-words,,3,", "bob,own-words,3,3,Well put"))
    report.write(COURSE, [result("bob", words="first ")], tmp_path)
    assert table(tmp_path)["bob"]["points"] == "5" and len(by_hand_file(tmp_path)) == 1
    assert "own-words: 3 of 3. Well put" in (tmp_path / "feedback" / "bob" / "06.md").read_text()
    report.write(COURSE, [result("bob", words="second")], tmp_path)
    assert [row["answer"] for row in by_hand_file(tmp_path)] == ["first", "second"]
    assert table(tmp_path)["bob"]["points"] == "2" and table(tmp_path)["bob"]["own-words"] == ""


@pytest.mark.parametrize(("mark", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")])
def test_a_file_that_a_spreadsheet_saved_in_its_own_way_is_read_and_kept(mark, encoding, tmp_path):
    report.write(COURSE, [result("M\u00fcller")], tmp_path)
    path = tmp_path / "by-hand" / "06.csv"
    text = path.read_text(encoding="utf-8").replace(",own-words,,3", ",own-words,2,3")
    path.write_bytes(text.replace(",", mark).encode(encoding))
    report.write(COURSE, [result("M\u00fcller"), result("eve")], tmp_path)
    assert table(tmp_path)["M\u00fcller"]["points"] == "4"
    assert f"eve{mark}own-words{mark}" in path.read_bytes().decode(encoding)


# Lateness, and those of whom there is nothing -----------------------------------------------------


def test_late_days_cost_points_and_are_said(tmp_path):
    late = {"bob": handed_in.Lateness(2), "eve": handed_in.Lateness(1, "late by how much?")}
    report.write(COURSE, [result("bob"), result("eve"), result("ana")], tmp_path, late,
                 edition.Late(percent=10))
    assert [table(tmp_path)[one]["points"] for one in ("bob", "eve", "ana")] == ["1", "1.5", "2"]
    assert table(tmp_path)["bob"]["days late"] == "2" and table(tmp_path)["bob"]["lost"] == "1"
    said = (tmp_path / "feedback" / "bob" / "06.md").read_text()
    assert "06: 1 of 5 points so far" in said and "late by 2 days: 1 points less" in said
    assert "**eve**: late by how much?" in (tmp_path / "06-report.md").read_text()


def test_feedback_is_never_empty(tmp_path):
    why = "no notebook was handed in: no 06.ipynb; found: essay.pdf"
    refused = {**result("bob"), "state": results.REFUSED, "points": 0, "questions": [],
               "by_hand": [], "notes": [why]}
    report.write(COURSE, [refused], tmp_path)
    said = (tmp_path / "feedback" / "bob" / "06.md").read_text()
    assert "# 06: 0 of 5 points\n" in said and "essay.pdf" in said and "File, Download" in said


# The class ----------------------------------------------------------------------------------------


def test_the_class_view_says_what_failed_why_and_what_to_say():
    wrong = lambda who, said: result(who, said=said, points=0)
    found = [result("a"), wrong("b", "factor: 2 times the right value"),
             wrong("c", "factor: 0.5 times the right value"), wrong("d", "not yet: transposed"),
             wrong("e", "not yet: x is None: fill it in")]
    task = replace(TASK, id="tripled", title="Tripled", rules=["R-ew-mul-w"], hints=["Try n = 1."])
    course = SimpleNamespace(**{**vars(COURSE), "tasks": {"tripled": task}})
    text = class_view.text(course, found)
    assert "| tripled | 1 of 5 (20%) | 1 | factor: 2 times the right value (2) |" in text
    assert "### 1. Tripled (`tripled`): right in 1 of 5 (20%)" in text
    assert "- 2 times: factor" in text and "- 1 times: transposed" in text
    assert "R-ew-mul-w (" in text and "Try n = 1." in text
    assert "go on" in class_view.text(course, [result("a")])
    assert "## What to say" in class_view.text(course, [])
