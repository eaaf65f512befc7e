"""A class from the zip of a learning platform to the file that it takes back, by its commands."""

import csv
import json
import zipfile

import pytest

from course.classroom import collect, gradebook
from course.grading import __main__ as grading
from tests import hostile

EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,06-elementwise (901),Final Score
    Points Possible,,,,,7,(read only)
"Doe, Jane",101,S1,jdoe,A,,
"Smith, Al",102,S2,asmith,A,,
"M\u00fcller, Zo\u00eb",103,S3,zmueller,A,,
"Lazy, Lou",104,S4,llazy,A,,
"""
EDITION = """
lms: canvas
roster: grading/export.csv
late: {percent: 10}
sets: {06-elementwise: {due: 2027-03-01}}
"""


@pytest.fixture
def root(tmp_path):
    """A course of one short set, with an edition, a roster and what Canvas gave."""
    root = hostile.short_set(tmp_path / "course")
    (root / "course.yml").write_text(EDITION)
    (root / "grading").mkdir()
    (root / "grading" / "export.csv").write_text(EXPORT, encoding="utf-8")
    right, half = hostile.answered(root), hostile.answered(root)
    hostile.cell(half, "tripled")["source"] = "def tripled_by_w(w, x):\n    return 3 * x"
    with zipfile.ZipFile(root / "submissions.zip", "w") as archive:
        archive.writestr("doejane_101_5001_06-elementwise.ipynb", json.dumps(half))
        archive.writestr("doejane_101_5007_06-elementwise-1.ipynb", json.dumps(right))
        archive.writestr("smithal_LATE_102_5002_06-elementwise (1).ipynb", json.dumps(half))
        archive.writestr("mllerzo_103_5003_essay.pdf", b"%PDF")
        archive.writestr("guest_999_5004_06-elementwise.ipynb", json.dumps(right))
    return root


def test_from_canvas_and_back(root, isolated, capsys):
    name, folder = hostile.NAME, root / "grading"
    collect.main([name, "--source", str(root / "submissions.zip"), "--folder", str(folder)], root)
    said = capsys.readouterr().out
    assert "2 notebooks in" in said and "1 late as the platform says" in said
    assert "guest_999_5004" in said and "nothing handed in:\n  llazy" in said

    grade = lambda: grading.main([name, "--submitted", str(folder / "submitted")], root)
    grade()
    by_hand = folder / "by-hand" / f"{name}.csv"
    rows = list(csv.DictReader(by_hand.read_text().splitlines(keepends=True)))
    assert [row["student"] for row in rows] == ["asmith", "jdoe"]
    assert all(row["asked"] and row["good answer"] and row["criteria"].startswith("1.")
               for row in rows)
    by_hand.write_text(by_hand.read_text().replace("own-words,,1,", "own-words,1,1,"))
    capsys.readouterr()
    grade()
    assert "already graded" in capsys.readouterr().out, "nobody is graded again for that"

    gradebook.main([name, "--source", str(folder / "export.csv"), "--folder", str(folder)], root)
    said = capsys.readouterr().out
    assert "3 students' points" in said and "llazy" in said
    back = (folder / "gradebook" / f"{name}.csv").read_text(encoding="utf-8")
    # Al lost a point for his answer and 10 % of 7 for a day; Zoë handed in no notebook.
    assert back == EXPORT.replace("jdoe,A,", "jdoe,A,7").replace(
        "asmith,A,", "asmith,A,5.3").replace("zmueller,A,", "zmueller,A,0")

    feedback = {one.name: (one / f"{name}.md").read_text()
                for one in (folder / "feedback").iterdir()}
    assert "7 of 7 points\n" in feedback["jdoe"]
    assert "tripled: 0 of 1. " in feedback["asmith"] and "late by 1 day: 0.7" in feedback["asmith"]
    assert "no 06-elementwise.ipynb; found: essay.pdf" in feedback["zmueller"]
    view = (folder / f"{name}-class.md").read_text()
    assert "| tripled | 1 of 2 (50%)" in view and "`tripled`" in view.partition("Monday")[2]


@pytest.mark.parametrize(("main", "arguments", "said"), [
    (collect.main, [], "Which set, and from where\\? Cure: make collect"),
    (collect.main, [hostile.NAME, "--source", "none.zip"], "there is no none.zip; cure"),
    (gradebook.main, [hostile.NAME], "say the set, the platform and its export. Cure"),
    (gradebook.main, [hostile.NAME, "--source", "none.csv"], "none.csv cannot be read .*; cure"),
])
def test_what_is_missing_is_said_with_its_cure(main, arguments, said, root):
    with pytest.raises(SystemExit, match=said):
        main([*arguments, "--folder", str(root / "grading")], root)


def test_a_fault_in_course_yml_ends_every_command_with_its_cure(root):
    (root / "course.yml").write_text("lms: canvass\n")
    for main, more in ((collect.main, ["--source", "x"]), (gradebook.main, []),
                       (grading.main, [])):
        where = [] if main is grading.main else ["--folder", str(root / "grading")]
        (root / "grading" / "submitted").mkdir(exist_ok=True)
        with pytest.raises(SystemExit, match="course.yml, lms: there is no 'canvass'; cure: canv"):
            main([hostile.NAME, *more, *where], root)
