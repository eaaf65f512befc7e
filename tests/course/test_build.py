"""A build is whole, or says that it is not; two builds of one commit are equal."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from course import build, edition, wheel
from course.lab import site

PAGE = '<html><head><link rel="stylesheet" href="../style.css?v=1"></head><body>{}</body></html>'


@pytest.fixture
def half(tmp_path):
    """A folder of builds that one was killed in: its pages are there, its pictures are not."""
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "page.html").write_text("half")
    (tmp_path / ".doctrees").mkdir()
    (tmp_path / "lab").mkdir()
    return tmp_path


def test_a_build_that_was_killed_is_noticed_by_the_next(half, capsys):
    program = ("import pathlib, time; from course import build\n"
               f"with build.marked(pathlib.Path({str(half)!r})): print('at work', flush=True);"
               " time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as killed:
        assert killed.stdout.readline() == b"at work\n"
        with pytest.raises(build.Busy), build.marked(half):
            pass
        killed.send_signal(signal.SIGKILL)
    with build.marked(half):
        assert "The last build was cut short: this one starts afresh." in capsys.readouterr().out
        assert {path.name for path in half.iterdir()} == {"building", "lab"}
    (half / "html").mkdir()
    with build.marked(half):
        assert (half / "html").is_dir(), "a build that ended well is kept"
    assert capsys.readouterr().out == ""


def test_what_a_killed_build_has_started_must_end_too(half):
    program = ("import pathlib, subprocess, time; from course import build\n"
               f"with build.marked(pathlib.Path({str(half)!r})) as mark:\n"
               "    child = subprocess.Popen(['sleep', '60'], pass_fds=[mark.fileno()])\n"
               "    print(child.pid, flush=True); time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as killed:
        child = int(killed.stdout.readline())
        killed.send_signal(signal.SIGKILL)
    with pytest.raises(build.Busy), build.marked(half):
        pass
    os.kill(child, signal.SIGKILL)
    for _ in range(600):
        try:
            with build.marked(half):
                return
        except build.Busy:
            time.sleep(0.1)
    pytest.fail("the lock outlives the processes")


def test_a_build_that_is_ended_from_outside_is_half(half, monkeypatch):
    (half / "_build").mkdir()
    monkeypatch.setattr(build, "COMMAND", ["sh", "-c", "kill -9 $$"])
    with pytest.raises(KeyboardInterrupt):
        build.build(half, half / "_build" / "book.log")
    assert (half / "_build" / "building").read_text()


def test_sphinxs_note_of_the_folder_stays_out_of_the_book_and_is_not_lost(tmp_path):
    html = tmp_path / "html"
    html.mkdir()
    with build.without_its_note(html):
        (html / ".buildinfo").write_text("of this folder")
    assert not list(html.iterdir())
    with build.without_its_note(html):
        assert (html / ".buildinfo").read_text() == "of this folder"
    html.rmdir()
    with build.without_its_note(html):  # cleared, as after a build that was killed
        pass
    assert not html.exists()


def test_a_picture_that_is_not_there_is_named(tmp_path):
    (tmp_path / "book" / "paper").mkdir(parents=True)
    (tmp_path / "style.css").touch()
    page = tmp_path / "book" / "page.html"
    page.write_text(PAGE.format('<img alt="a" src="../a%20b.svg"> <img src="https://b.org/c.png">'
                                '<img src="data:image/png;base64,00"><script src="no.js">'))
    found = sorted(build.missing(tmp_path))
    assert found == ["book/page.html: ../a%20b.svg is missing", "book/page.html: no.js is missing"]
    (tmp_path / "a b.svg").touch()
    assert list(build.missing(tmp_path)) == ["book/page.html: no.js is missing"]


def test_templates_of_the_theme_and_the_lab_are_no_pages(tmp_path):
    for folder in ("_static", "lab"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.html").write_text(PAGE)
    assert list(build.missing(tmp_path)) == []


def test_nothing_of_the_book_is_missing(html):
    assert list(build.missing(html)) == []
    assert len(list((html / "_images").glob("*.svg"))) > 20


def test_the_edition_has_the_date_of_its_commit(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert abs(edition.epoch(tmp_path) - time.time()) < 60, "without a commit: now"
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "a"], check=True,
                   env={**os.environ, "GIT_COMMITTER_DATE": "1234567890 +0000"})
    assert edition.epoch(tmp_path) == 1234567890
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # notebooks are executed with it
    assert edition.epoch(tmp_path) == 1234567890
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    assert edition.epoch(tmp_path) == 5


def test_the_labs_lists_do_not_tell_when_or_where_they_were_made(tmp_path, monkeypatch):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.ipynb").write_text("{}")
    folder = tmp_path / "api" / "contents"
    folder.mkdir(parents=True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    found = []
    for names, date, size in ((["b", "a.ipynb"], "2026-01-01", 7), (["a.ipynb", "b"], "2027", 2)):
        entries = [{"path": name, "created": date, "last_modified": date, "size": size,
                    "type": "notebook" if "." in name else "directory"} for name in names]
        listing = {"path": "", "type": "directory", "created": date, "content": entries}
        (folder / "all.json").write_text(json.dumps(listing))
        site.list_contents(tmp_path)
        found.append(json.loads((folder / "all.json").read_text()))
    for one in found:
        for entry in one["content"]:
            if entry["type"] == "directory":
                del entry["size"]
    assert found[0] == found[1]
    assert found[0]["content"][0] == {"path": "a.ipynb", "type": "notebook", "size": 2,
                                      "created": "2009-02-13T23:31:30Z",
                                      "last_modified": "2009-02-13T23:31:30Z"}


def test_the_labs_wheel_holds_the_package_and_nothing_of_the_machine():
    first, second = wheel.files(), wheel.files()
    assert first == second
    folders = {name.partition("/")[0] for name, _ in first}
    assert {one.partition("-")[0] for one in folders} == {"matrixcalculus"}
    assert b"Requires-Dist: sympy" in next(text for name, text in first if "METADATA" in name)
