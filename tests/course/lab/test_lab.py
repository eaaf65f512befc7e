"""How the lab is built: what it takes, what it refuses, what stands in it."""

import base64
import hashlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from course import PARTS
from course.lab import build, contents, pyodide, site
from course.notebooks import chapter_pages
from matrixcalculus import check
from matrixcalculus.answers import NotYet


@pytest.fixture
def dist(tmp_path, monkeypatch):
    """A distribution of two small files, and what is pinned of it."""
    names = "pyodide.js", "numpy.whl"
    for name in names:
        (tmp_path / name).write_text(f"the file {name}", encoding="utf-8")
    known = {name: pyodide.digest((tmp_path / name).read_bytes()) for name in names}
    monkeypatch.setattr(pyodide, "expected", lambda: known)
    return tmp_path


def test_the_pinned_files_are_accepted(dist):
    pyodide.check(dist)


def test_a_changed_file_is_refused_by_name(dist):
    (dist / "numpy.whl").write_text("another file", encoding="utf-8")
    with pytest.raises(pyodide.WrongFile, match="numpy.whl .* is not the pinned one"):
        pyodide.check(dist)


def test_a_missing_file_is_refused_by_name(dist):
    (dist / "pyodide.js").unlink()
    with pytest.raises(pyodide.WrongFile, match="pyodide.js is missing"):
        pyodide.check(dist)


def test_missing_files_are_fetched_and_compared(dist, tmp_path):
    folder = tmp_path / "fetched"
    pyodide.fetch(folder, f"{dist.as_uri()}/")
    assert sorted(one.name for one in folder.iterdir()) == ["numpy.whl", "pyodide.js"]
    (dist / "numpy.whl").write_text("another file", encoding="utf-8")
    pyodide.fetch(folder, f"{dist.as_uri()}/")  # what is there is not fetched again
    (folder / "numpy.whl").unlink()
    with pytest.raises(pyodide.WrongFile, match="numpy.whl as fetched is not the pinned one"):
        pyodide.fetch(folder, f"{dist.as_uri()}/")
    assert not (folder / "numpy.whl").exists()
    (dist / "numpy.whl").unlink()
    with pytest.raises(pyodide.WrongFile, match="numpy.whl could not be fetched"):
        pyodide.fetch(folder, f"{dist.as_uri()}/")


def test_the_folder_is_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv("PYODIDE_DIST", str(tmp_path))
    assert pyodide.distribution() == tmp_path
    monkeypatch.delenv("PYODIDE_DIST")
    assert pyodide.distribution() is None


def test_fetching_needs_nothing_that_is_installed(root, tmp_path):
    """The workflow fetches before set-up: with the standard library, and nothing beside it."""
    done = subprocess.run([sys.executable, "-S", "-m", "course.lab.pyodide", "pin", str(tmp_path)],
                          cwd=root, capture_output=True, text=True)
    assert "FileNotFoundError" in done.stderr and "pyodide-lock.json" in done.stderr


def test_every_chapter_and_exercise_is_there_without_outputs(html, root):
    chapters = sorted(f"{page.removeprefix('book/')}.ipynb" for page in chapter_pages().values())
    sets = sorted(one.name for one in (root / "exercises").glob("*/*.ipynb"))
    files = html / "lab" / "files"
    there = [path for part in PARTS for path in files.glob(f"{Path(part.folder).name}/*.ipynb")]
    assert sorted(path.relative_to(files).as_posix() for path in there) == chapters
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
    done = json.loads(contents.stripped({"cells": [cell], "metadata": {}}))
    assert done["cells"][0]["outputs"] == []
    assert done["cells"][0]["source"] == "2+2"


def test_the_books_own_markup_is_taken_out():
    text = """(place)=
:::{prf:rule} Sum, by a vector
:label: R-sum

<!-- stepper product -->
As {prf:ref}`R-row` says; see {eq}`eq-one`, {numref}`fig-a` and {cite:p}`petersen2012`.
$$
y = x
$$ (eq-one)
:::
:::{admonition} Answer
:class: dropdown

[A page](../beyond/index.md), not [a chapter](02-scalar-rules.ipynb).
:::"""
    cell = {"cell_type": "markdown", "source": text.splitlines(keepends=True)}
    contents.plain([cell])
    said = [line for line in cell["source"].splitlines() if line]
    assert said == [
        "<blockquote>", "**Rule R-sum: Sum, by a vector**",
        "As Rule R-row says; see (1), the figure and [petersen2012].",
        "$$", "y = x", r"\tag{1} $$", "</blockquote>",
        "<details>", "<summary>Answer</summary>",
        "A page, not [a chapter](02-scalar-rules.ipynb).", "</details>"]


def test_the_parts_of_an_essay_are_read_as_markdown():
    text = """<!-- chain z-a -->
<!-- question Q11-3 -->
:::{derivation} R-dot-w

$$
y
$$
is what is asked.
:::
:::{predict}
Which?

- (a) one
:::
:::{predict} draw
:area: 0 1 0 1
How?
:::
:::{because} a
You saw one.
:::
:::{admonition} About this chapter
:class: about dropdown

It.
:::"""
    cell = {"cell_type": "markdown", "source": text.splitlines(keepends=True)}
    contents.plain([cell])
    said = [line for line in cell["source"].splitlines() if line]
    assert said[0].startswith("**Q11-3. One entry at a point.** $")
    assert contents.SHOWN_IN_THE_BOOK in said
    assert said[said.index("<blockquote>"):] == [
        "<blockquote>", "**By hand**", "$$", "y", "$$", "is what is asked.", "</blockquote>",
        "<blockquote>", "**Predict**", "Which?", "- (a) one", "</blockquote>",
        "<blockquote>", "**Predict**", "How?", "</blockquote>",
        "<details>", "<summary>What you saw, and why</summary>", "You saw one.", "</details>",
        "<details>", "<summary>About this chapter</summary>", "It.", "</details>"]


def test_a_question_with_choices_shows_them_and_no_answer():
    cell = {"cell_type": "markdown", "source": ["<!-- question Q11-1 -->"]}
    contents.plain([cell])
    choices = [line for line in cell["source"].splitlines() if line.startswith("- ")]
    assert len(choices) == 4 and "{prf:ref}" not in cell["source"]


def test_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="does not know the role sub"):
        contents.plain([{"cell_type": "markdown", "source": ["{sub}`2`"]}])


RAW = re.compile(r":::|<!--|\{[\w:]+\}`|\$\$ \(|^:\w+: |^\([\w-]+\)=|\.md\)", re.MULTILINE)


def test_no_markup_of_the_book_is_left(html):
    for path in (html / "lab" / "files").rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join(cell["source"] if isinstance(cell["source"], str) else
                         "".join(cell["source"]) for cell in cells
                         if cell["cell_type"] == "markdown")
        assert RAW.findall(text) == [], path.name
        for tag in ("blockquote", "details"):
            assert text.count(f"<{tag}>") == text.count(f"</{tag}>"), path.name
    assert RAW.search("see {eq}`eq-one`") and RAW.search("<!-- ledger -->")  # it can fail


def test_python_comes_from_the_book_or_from_its_official_address(html):
    lock = json.loads((html / "lab/static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    version = pyodide.pinned()["info"]["version"]
    numpy = lock["packages"]["numpy"]["file_name"]
    start = (html / "lab/static/pyodide/start.js").read_text(encoding="utf-8")
    if pyodide.distribution():
        assert "://" not in numpy
        assert 'var OFFICIAL = ""' in start
    else:
        assert numpy.startswith(pyodide.OFFICIAL.format(version))
        assert f'var OFFICIAL = "{pyodide.OFFICIAL.format(version)}"' in start
    for name, one in lock["packages"].items():
        if "://" not in one["file_name"]:
            file = html / "lab/static/pyodide" / one["file_name"]
            assert pyodide.digest(file.read_bytes()) == one["sha256"], name


def test_nothing_is_done_when_nothing_has_changed():
    assert build.ready()
    assert not build.build()


def test_a_check_needs_no_signals(monkeypatch, capsys):
    monkeypatch.delattr(signal, "setitimer")  # a browser has none
    check(lambda x: 2 * x, of="x**2", by="x", x="scalar")
    assert "holds" in capsys.readouterr().out
    with pytest.raises(NotYet):
        check(lambda x: x, of="x**2", by="x", x="scalar")


def test_pythons_own_files_are_known_by_their_hashes(tmp_path):
    """Those of the official address as they were pinned, our own as they are."""
    pinned = site.core(tmp_path)
    assert set(pinned) == set(pyodide.CORE)
    (tmp_path / "pyodide.js").write_text("ours")
    (tmp_path / "pyodide-lock.json").write_text("{}")
    here = site.core(tmp_path)
    ours = base64.b64encode(hashlib.sha256(b"ours").digest()).decode()
    assert here.pop("pyodide.js") == f"sha256-{ours}" and here.pop("pyodide-lock.json")
    del pinned["pyodide.js"]
    assert here == pinned


def test_the_lab_knows_the_python_that_it_has(html):
    start = (html / "lab/static/pyodide/start.js").read_text(encoding="utf-8")
    known = json.loads(re.search(r"CORE = (\{.*?\})", start)[1])
    assert known == site.core(html / "lab/static/pyodide") and "pyodide-lock.json" in known
