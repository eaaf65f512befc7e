"""How the lab is built: what it takes, what it refuses, what stands in it."""

import json

import lab
import pytest

from matrixcalculus import answers


@pytest.fixture
def dist(tmp_path, monkeypatch):
    """A distribution of two small files, and what is pinned of it."""
    for name in ("pyodide.js", "numpy.whl"):
        (tmp_path / name).write_text(f"the file {name}", encoding="utf-8")
    known = {name: lab.digest((tmp_path / name).read_bytes()) for name in ("pyodide.js", "numpy.whl")}
    monkeypatch.setattr(lab, "expected", lambda: known)
    return tmp_path


def test_the_pinned_files_are_accepted(dist):
    lab.check_distribution(dist)


def test_a_changed_file_is_refused_by_name(dist):
    (dist / "numpy.whl").write_text("another file", encoding="utf-8")
    with pytest.raises(lab.WrongFile, match="numpy.whl .* is not the pinned one"):
        lab.check_distribution(dist)


def test_a_missing_file_is_refused_by_name(dist):
    (dist / "pyodide.js").unlink()
    with pytest.raises(lab.WrongFile, match="pyodide.js is missing"):
        lab.check_distribution(dist)


def test_the_folder_is_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv("PYODIDE_DIST", str(tmp_path))
    assert lab.distribution() == tmp_path
    monkeypatch.delenv("PYODIDE_DIST")
    assert lab.distribution() is None


def test_every_chapter_and_exercise_is_there_without_outputs(html, root):
    chapters = sorted(one.name for one in (root / "book/paper").glob("*.ipynb"))
    sets = sorted(one.name for one in (root / "exercises").glob("*/*.ipynb"))
    files = html / "lab" / "files"
    assert sorted(one.name for one in (files / "paper").glob("*.ipynb")) == chapters
    assert sorted(one.name for one in (files / "exercises").glob("*.ipynb")) == sets
    for path in files.rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def test_no_solution_and_no_hidden_test_is_there(html):
    for path in (html / "lab" / "files" / "exercises").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text


def test_outputs_are_taken_out():
    cell = {"cell_type": "code", "outputs": [{"text": "4"}], "execution_count": 3, "source": "2+2"}
    done = json.loads(lab.stripped(json.dumps({"cells": [cell], "metadata": {}})))
    assert done["cells"][0]["outputs"] == []
    assert done["cells"][0]["source"] == "2+2"


def test_python_comes_from_the_book_or_from_its_official_address(html):
    lock = json.loads((html / "lab/static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    version = lab.pinned()["info"]["version"]
    numpy = lock["packages"]["numpy"]["file_name"]
    start = (html / "lab/static/pyodide/start.js").read_text(encoding="utf-8")
    if lab.distribution():
        assert "://" not in numpy
        assert 'OFFICIAL = ""' in start
    else:
        assert numpy.startswith(lab.OFFICIAL.format(version))
        assert f'OFFICIAL = "{lab.OFFICIAL.format(version)}"' in start
    for name, one in lock["packages"].items():
        if "://" not in one["file_name"]:
            file = html / "lab/static/pyodide" / one["file_name"]
            assert lab.digest(file.read_bytes()) == one["sha256"], name


def test_nothing_is_done_when_nothing_has_changed():
    assert lab.ready()
    assert not lab.build()


def test_a_check_needs_no_signals(monkeypatch):
    monkeypatch.delattr(answers.signal, "setitimer")  # a browser has none
    with answers._time_limit(1):
        pass
