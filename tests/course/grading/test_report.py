"""What students wrote stays a quotation: in a page, in a spreadsheet, on a terminal."""

import csv
import io
from types import SimpleNamespace

import pytest

from course.grading import report, results

COURSE = SimpleNamespace(name="06", machine={"tripled": 2}, hand={"own-words": 3})


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
    assert report.cell(value)[0] not in "=+-@\t\r"


def test_points_stay_numbers():
    assert report.cell(3) == "3" and report.cell("M\u00fcller") == "M\u00fcller"


@pytest.mark.parametrize("text", [
    "\x1b[31mred", "\x07", "a\rb", "\u202eabc", "\udcff", "a\nb", "\x9b1m"])
def test_a_terminal_gets_no_control_characters(text):
    assert report.shown(text).isprintable()


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
    assert path.read_bytes() == before
    assert table(tmp_path)["bob"]["points"] == "4.5"
    assert table(tmp_path)["eve"]["tripled"] == "1"  # a human has the last word
    text = (tmp_path / "06-report.md").read_text()
    assert "06.csv has no row yet: `late,own-words,,`" in text and "### bob" not in text
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
    assert (tmp_path / "feedback" / "bob" / "06.md").read_text() == "# 06: not graded yet\n"
