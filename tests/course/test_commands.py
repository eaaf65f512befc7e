"""make's targets answer what goes wrong before they start with one sentence and its cure."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from course import ROOT, execute, serve


def make(*arguments):
    """Run make here; returns (exit status, what it said)."""
    done = subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, text=True,
                          capture_output=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_grade_wants_a_set():
    code, said = make("grade")
    assert code and "Cure: name one, as in: make grade ASSIGNMENT=06-elementwise" in said


def test_notebooks_wants_notebooks():
    code, said = make("notebooks", "NB=book/paper/99-none.ipynb")
    assert code and "book/paper/99-none.ipynb is not a notebook of this folder. Cure: name" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("target", ["book", "check", "test", "notebooks", "text", "exercises"])
def test_a_folder_that_cannot_be_written_is_said_first(target):
    code, said = make("LOCKED=. _build", target)  # as make finds it on a disk for reading only
    assert code and len(said.splitlines()) == 1
    assert "cannot be written: . _build. Cure: mend their rights, or clone" in said


def test_to_look_at_the_targets_needs_no_right_to_write():
    assert make("LOCKED=.", "help")[0] == 0


def test_a_port_in_use_is_named(tmp_path):
    (tmp_path / "index.html").write_text("a book")
    with serve.server(tmp_path, 0) as taken, pytest.raises(SystemExit) as stop:
        serve.main(str(taken.server_port), tmp_path)
    assert re.match(r"Port \d+ cannot be used: .*in use. Cure: name another", str(stop.value))


@pytest.mark.parametrize("port", ["eighty", "70000"])
def test_a_port_that_is_none(tmp_path, port):
    (tmp_path / "index.html").write_text("a book")
    with pytest.raises(SystemExit, match=f"Port {port} cannot be used"):
        serve.main(port, tmp_path)


def test_without_a_book_there_is_nothing_to_serve(tmp_path):
    with pytest.raises(SystemExit, match="Cure: make book"):
        serve.main("0", tmp_path)


def test_every_target_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (help .*)$", text, re.M)[1].split())
    assert phony == set(re.findall(r"^([a-z]+):.*## \S", text, re.M))


@pytest.fixture
def draft(monkeypatch):
    """A notebook of the course's folder, with a text beside it."""
    folder = ROOT / "_build" / "draft"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "draft.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    subprocess.run([sys.executable, "-m", "jupytext", "--quiet", "--sync", str(path)], check=True)
    yield path
    shutil.rmtree(folder)


def test_notebooks_carries_an_edited_text_over_and_the_text_stays_in_step(draft):
    text = draft.parent / ".text" / "draft.md"
    text.write_text(text.read_text().replace("1 + 1", "40 + 2"))
    os.utime(text, (draft.stat().st_mtime + 5,) * 2)
    code, said = make("notebooks", f"NB={draft}")
    assert code == 0, said
    cell = nbformat.read(draft, as_version=4).cells[0]
    assert cell.source == "40 + 2" and cell.outputs[0].data["text/plain"] == "42"
    assert "40 + 2" in text.read_text() and not list(draft.parent.glob("*.part"))


def test_a_notebook_without_a_text_gets_none(draft):
    shutil.rmtree(draft.parent / ".text")
    execute.synchronise([draft])
    assert not (draft.parent / ".text").exists()
