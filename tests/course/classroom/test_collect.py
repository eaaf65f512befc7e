"""What a platform gives finds its students, the last attempt counts, and nothing is lost."""

import stat
import zipfile
from datetime import datetime

import pytest

from course import ROOT, edition
from course.classroom import (
    archives,
    collect,
    gradebook,
    handed_in,
    names,
    roster,
    tables,
)
from tests.course.classroom import conftest
from tests.course.classroom.conftest import notebook

SET, OTHERS = "06-elementwise", ("05-jacobian", "07-scalar-expansion")


@pytest.fixture
def run(tmp_path):
    """Collect from a source; returns what came of it, and ``text(student)`` of the notebook."""
    def collected(source, listed=None):
        people = roster.read(listed) if listed else None
        return collect.collect(source, SET, tmp_path / "grading", people, OTHERS)

    def text(student, name=f"{SET}.ipynb"):
        path = tmp_path / "grading" / "submitted" / student / SET / name
        return path.read_text(encoding="utf-8") if path.exists() else None

    collected.text = text
    return collected


@pytest.mark.parametrize(("path", "whose", "file", "late"), [
    ("doejane_101_5551_06-elementwise.ipynb", ("doejane_101", "canvas 101", "doejane"),
     "06-elementwise.ipynb", False),
    ("doejane_LATE_101_5551_06-elementwise-2.ipynb", ("doejane_101", "canvas 101", "doejane"),
     "06-elementwise-2.ipynb", True),
    ("vanderberg_101_text.html", ("vanderberg_101", "canvas 101", "vanderberg"), "text.html",
     False),
    ("Jane Doe_901_assignsubmission_file_/06 (1).ipynb",
     ("Jane Doe 901", "participant 901", "Jane Doe", "Jane Doe"), "06 (1).ipynb", False),
    ("Group A-Jane Doe_901_assignsubmission_file/in/06.ipynb",
     ("Group A-Jane Doe 901", "participant 901", "Group A-Jane Doe", "Jane Doe"), "06.ipynb",
     False),
    ("Jane Doe_901_assignsubmission_file_06.ipynb",
     ("Jane Doe 901", "participant 901", "Jane Doe", "Jane Doe"), "06.ipynb", False),
    ("jdoe/06-elementwise/06-elementwise.ipynb", ("jdoe",), "06-elementwise.ipynb", False),
    ("jdoe.ipynb", ("jdoe",), "jdoe.ipynb", False),
    ("jdoe-06-elementwise (3).ipynb", ("jdoe",), "jdoe-06-elementwise (3).ipynb", False),
])
def test_a_path_says_whose_it_is(path, whose, file, late):
    name = names.read(path, SET)
    assert (name.whose, name.file, name.late) == (whose, file, late)


def test_canvas(run, zipped, canvas):
    source = zipped({
        "doejane_101_5551_06-elementwise.ipynb": notebook("first"),
        "doejane_LATE_101_5560_06-elementwise-1.ipynb": notebook("second"),
        "mllerzo_102_5552_06-elementwise (1).ipynb": notebook("zoe"),
        "smithal_104_5553_homework.ipynb": notebook("the other Al"),
        "smithal_104_5554_notes.pdf": b"%PDF",
        "stranger_999_5555_06-elementwise.ipynb": notebook("?"),
    })
    done = run(source, canvas)
    assert "second" in run.text("jdoe") and "zoe" in run.text("zmueller")
    assert "first" in run.text("jdoe", "earlier/06-elementwise.ipynb")
    assert "other Al" in run.text("asmith2") and run.text("asmith2", "notes.pdf") == "%PDF"
    assert done.unmatched == ["stranger_999_5555_06-elementwise.ipynb"]
    assert done.missing == ["asmith"]
    again = run(source, canvas)
    assert sorted(again.taken) == sorted(done.taken)
    assert run.text("jdoe", "earlier/06-elementwise-before-1.ipynb") is None, "nothing is doubled"


def test_a_newer_attempt_takes_the_place_and_the_older_is_kept(run, zipped, canvas):
    run(zipped({"doejane_101_1_06-elementwise.ipynb": notebook("old")}), canvas)
    run(zipped({"doejane_101_2_06-elementwise-1.ipynb": notebook("new")}), canvas)
    assert "new" in run.text("jdoe")
    assert "old" in run.text("jdoe", "earlier/06-elementwise-before-1.ipynb")


def test_moodle(run, zipped, worksheet):
    where = "_assignsubmission_file_"
    done = run(zipped({
        f"Jane Doe_901{where}/06-elementwise.ipynb": notebook("jane"),
        f"Jane Doe_901{where}/06-elementwise (1).ipynb": notebook("jane again"),
        f"Zoë Müller_902{where}/06-elementwise.ipynb.txt": notebook("zoe"),
        "Zoë Müller_902_assignsubmission_onlinetext_/onlinetext.html": b"<p>Hello</p>",
        f"Nobody_903{where}/06-elementwise.ipynb": notebook(),
    }), worksheet)
    assert "again" in run.text("jane@example.org") and "zoe" in run.text("zoe@example.org")
    assert run.text("zoe@example.org", "onlinetext.html") == "<p>Hello</p>"
    assert len(done.unmatched) == 1


def test_folders_zips_and_zips_in_zips(run, zipped, tmp_path):
    inner = zipped({"my/06-elementwise.ipynb": notebook("in a zip")}, "alice.zip")
    folder = tmp_path / "in" / "submissions"
    for path, text in ((f"bob/{SET}/{SET}.ipynb", "bob"), ("carl-06-elementwise.ipynb", "carl"),
                       ("dora/05-jacobian/05-jacobian.ipynb", "another set"),
                       ("emil/05-jacobian.ipynb", "wrong set"), ("dora/06.ipynb", "dora")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(notebook(text))
    inner.rename(folder / "alice.zip")
    (folder / "carl-06-elementwise.ipynb").rename(folder.parent / "carl-06-elementwise.ipynb")
    run(folder.parent)  # submissions/ is a student's folder here
    done = run(folder)
    assert set(done.taken) == {"alice", "bob", "dora"}
    assert "in a zip" in run.text("alice") and "bob" in run.text("bob")
    assert run.text("dora", "05-jacobian.ipynb") is None
    assert "wrong set" in run.text("emil", "05-jacobian.ipynb") and run.text("emil") is None


def test_what_leads_out_of_an_archive_is_refused_and_said(run, tmp_path, monkeypatch):
    path = tmp_path / "evil.zip"
    link = zipfile.ZipInfo("mallory/06-elementwise.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../../evil/x.ipynb", "/evil/y.ipynb", "..\\evil\\z.ipynb", "C:/evil/w.ipynb"):
            archive.writestr(name, notebook("evil"))
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb/06-elementwise.ipynb", b"0" * (archives.LARGEST + 1))
        archive.writestr("ana/06-elementwise.ipynb", notebook("ana"))
    done = run(path)
    assert set(done.taken) == {"ana"} and len(done.refused) == 6
    assert not [one for one in tmp_path.rglob("*") if one.is_dir() and one.name == "evil"]
    monkeypatch.setattr(archives, "ALL", 100)
    with pytest.raises(archives.Refused, match="larger than"):
        run(path)
    monkeypatch.setattr(archives, "MOST", 3)
    with pytest.raises(archives.Refused, match="more than 3"):
        run(path)


def test_a_zip_whose_sizes_lie_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 1000)
    path = tmp_path / "lies.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/06.ipynb", b"0" * 50_000)
    content = path.read_bytes().replace((50_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    path.write_bytes(content)
    [file] = archives.files(path)
    assert file.content == b"" and file.refused


@pytest.mark.parametrize("name", ["a\nb.ipynb", "..ipynb", "x" * 300 + ".ipynb", "\u202e.ipynb"])
def test_no_name_is_more_than_a_name(name):
    safe = collect._safe(name)
    assert safe.isprintable() and "/" not in safe and not safe.startswith(".") and len(safe) < 100


def test_what_is_no_archive_is_said_with_its_cure(run, tmp_path):
    (tmp_path / "a.zip").write_text("no zip")
    for source in (tmp_path / "a.zip", tmp_path / "none.zip"):
        with pytest.raises(archives.Refused, match="cure"):
            run(source)


# The roster ---------------------------------------------------------------------------------------


def test_a_roster_is_the_platforms_own_list(canvas, worksheet, tmp_path):
    mine = roster.read(canvas)
    assert [one.student for one in mine.people] == ["jdoe", "zmueller", "asmith", "asmith2"]
    assert mine.find("Zoe Mueller") is None and mine.find("Zoé MULLER").student == "zmueller"
    assert mine.find("Al Smith") is None, "there are two"
    assert mine.find("nobody", "S3").student == "asmith"
    assert roster.read(worksheet).find("participant 902").student == "zoe@example.org"
    own = tmp_path / "own.csv"
    own.write_text("student;name\njd;Doe, Jane\n")
    assert roster.read(own).find("jane doe").student == "jd"
    moodle = tmp_path / "moodle.csv"
    moodle.write_text('"First name","Last name","ID number","Email address"\nJane,Doe,7,j@x.org\n')
    assert roster.read(moodle).find("jane doe").student == "7"


def test_a_name_that_no_folder_can_have_stays_one_person(run, zipped, tmp_path):
    """From the roster to the folder, to the day it came, to the row of the gradebook."""
    export = tmp_path / "odd.csv"
    head = conftest.CANVAS.splitlines(keepends=True)[0]
    export.write_text(head + '"O\'Brien, Pat/Q",101,,pat/q\'s,A,,\n')
    done = run(zipped({f"obrienpatq_101_1_{SET}.ipynb": notebook("pat")}), export)
    [student] = done.taken
    assert "/" not in student and "pat" in run.text(student) and done.missing == []
    found, _ = handed_in.read(tmp_path / "grading", SET, edition.Edition(ROOT, ""))
    assert set(found) == {student}
    table = tables.Table.open(export)
    row = {"student": student, "points": "3", "of": "18", "not yet by hand": "0"}
    assert gradebook.fill(table, "canvas", SET, {student: row}, roster.read(export)).given == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "student,name\n", "student\nx\nx\n"])
def test_what_is_no_roster_is_said_with_its_cure(text, tmp_path):
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(tables.TableError, match="cure"):
        roster.read(tmp_path / "r.csv")


# When it came -------------------------------------------------------------------------------------


def test_days_late_are_counted_and_an_instructor_has_the_last_word(tmp_path):
    mine = edition.Edition(ROOT, "", sets={SET: edition.Dated(datetime.fromisoformat(
        "2027-03-01T12:00+00:00"))}, late=edition.Late(10, grace=5))
    when = datetime.fromisoformat
    handed_in.add(tmp_path, SET, [
        ("ana", "a", when("2027-03-01T12:04+00:00"), False),
        ("ben", "b", when("2027-03-03T11:00+00:00"), False),
        ("cy", "canvas", None, True), ("=dan", "d", when("2027-03-09T11:00+00:00"), False)])
    found, odd = handed_in.read(tmp_path, SET, mine)
    assert [found[one].days for one in ("ana", "ben", "cy", "=dan")] == [0, 2, 1, 8]
    assert found["cy"].doubt and odd == []
    path = handed_in.path_of(tmp_path, SET)
    row = "b,2027-03-03T11:00+00:00,"
    path.write_text(path.read_text().replace(row, f"{row}0"))
    before = path.read_text()
    handed_in.add(tmp_path, SET, [("ben", "b", when("2027-03-03T11:00+00:00"), False)])
    assert path.read_text() == before, "a row that is known is not added, or changed"
    assert handed_in.read(tmp_path, SET, mine)[0]["ben"].days == 0
    path.write_text(before + "eve,e,yesterday,,\n")
    assert "line 6: cannot be read" in handed_in.read(tmp_path, SET, mine)[1][0]
