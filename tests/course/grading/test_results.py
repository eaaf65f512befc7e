"""Results are whole or not there; the earlier one is kept; one grader at once."""

import json
import os

import pytest

from course.grading import results

RESULT = {"version": results.VERSION, "assignment": "06", "student": "bob", "state": "graded",
          "points": 6, "of": 7, "questions": [], "by_hand": [], "notes": [], "digest": "x"}


def test_a_result_comes_back(tmp_path):
    results.store(tmp_path, RESULT)
    assert results.load(tmp_path, "06", "bob") == RESULT
    assert [path.name for path in tmp_path.iterdir()] == ["bob.json"]


def test_the_earlier_one_is_kept(tmp_path):
    for points in (6, 4, 5):
        results.store(tmp_path, {**RESULT, "points": points})
    assert results.load(tmp_path, "06", "bob")["points"] == 5
    kept = [json.loads(path.read_text())["points"]
            for path in sorted((tmp_path / "earlier").iterdir())]
    assert kept == [6, 4]


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000,
    json.dumps({**RESULT, "student": "eve"}).encode(),
    json.dumps({**RESULT, "state": "failed by the machine"}).encode(),
    json.dumps({**RESULT, "points": "6"}).encode(), json.dumps({**RESULT, "version": 1}).encode(),
    json.dumps({"points": 7}).encode()])
def test_a_cut_or_foreign_file_is_no_result(content, tmp_path):
    (tmp_path / "bob.json").write_bytes(content)
    assert results.load(tmp_path, "06", "bob") is None
    results.store(tmp_path, RESULT)
    assert results.load(tmp_path, "06", "bob") == RESULT


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    results.store(tmp_path, RESULT)

    def full(*_):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        results.store(tmp_path, {**RESULT, "points": 7})
    assert results.load(tmp_path, "06", "bob") == RESULT
    assert not list(tmp_path.glob(".*"))


def test_only_one_grades_at_once(tmp_path):
    with results.locked(tmp_path, "06"):
        for part in (None, (1, 2)):
            with pytest.raises(results.Busy), results.locked(tmp_path, "06", part):
                pass
        with results.locked(tmp_path, "07"):
            pass
    with results.locked(tmp_path, "06", (1, 2)), results.locked(tmp_path, "06", (2, 2)):
        for part in (None, (1, 2)):
            with pytest.raises(results.Busy), results.locked(tmp_path, "06", part):
                pass


@pytest.mark.parametrize("student", [
    "bob", "M\u00fcller, \u00c4nne", "x" * 255, "../../etc", "...", "a\x1bb", "\udcff\udcfe", "a/b",
    "-rf", ""])
def test_every_student_has_a_file_of_their_own(student, tmp_path):
    name = results.file_name(student)
    assert name == results.file_name(student)
    assert "/" not in name and not name.startswith((".", "-"))
    (tmp_path / f"{name}.json").write_text("")
    assert name != results.file_name(student + "x")
