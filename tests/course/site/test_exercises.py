"""The exercises in the book: table, archive, answers and the switch that holds them back."""

import re
import subprocess
import sys
import zipfile

import pytest

from course import ROOT, notebooks
from course.site import exercises
from tests.helpers.page import Page


@pytest.fixture(scope="module")
def answers():
    """Lines that only a solution holds: its last, of each code answer."""
    found = []
    for _, notebook in exercises.sets(ROOT):
        for _, cell, *_ in exercises.questions(notebook):
            inside = re.search(r"### BEGIN SOLUTION\n(.*?)\n\s*### END", cell.source, re.S)
            found.append(inside[1].strip().splitlines()[-1].strip())
    return found


def test_every_question_has_title_answer_points_and_minutes():
    for name, notebook in exercises.sets(ROOT):
        found = list(exercises.questions(notebook))
        graded = [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade")]
        assert len(found) == len(graded), name
        for title, cell, points, minutes in found:
            assert title and "BEGIN SOLUTION" in cell.source and points >= 1 and minutes >= 1


def test_the_page_lists_every_set(html):
    page = Page(html / "book/exercises.html")
    text = " ".join(page.text)
    for name, notebook in exercises.sets(ROOT):
        assert f"{name}.ipynb" in text or any(f"{name}.ipynb" in one for one in page.links)
        title = re.search(r"^# (.+)$", notebook.cells[0].source, re.M)[1]
        assert title in " ".join(text.split())


def test_every_chapter_with_exercises_links_to_them(html):
    for chapter in notebooks.load().chapters:
        links = Page(html / chapter.file.replace(".ipynb", ".html")).links
        has = (ROOT / "exercises" / chapter.name.removesuffix(".ipynb")).is_dir()
        # The navigation links to the page as well: one link more where there is a set.
        assert has == (links.count("../exercises.html") >= 2), chapter.file


def test_the_answers_are_shown_or_held_back(answers):
    page, empty = exercises.the_answers(ROOT, show=True), exercises.the_answers(ROOT, show=False)
    assert len(answers) > 150
    assert all(one in page for one in answers)
    assert not any(one in empty for one in answers) and "held back" in empty
    assert "SOLUTION" not in page


@pytest.mark.parametrize("value, expected", [("no", False), ("yes", True), (None, True)])
def test_the_switch(monkeypatch, value, expected):
    if value is None:
        monkeypatch.delenv("SOLUTIONS", raising=False)
    else:
        monkeypatch.setenv("SOLUTIONS", value)
    assert exercises.shown() is expected


def test_no_other_page_shows_an_answer(html, answers):
    """Long ones, that is: short ones such as ``return A`` may stand anywhere."""
    long_ones = [one for one in answers if len(one) > 45]
    for path in html.glob("book/exercises*.html"):
        text = path.read_text(encoding="utf-8")
        assert not any(one in text for one in long_ones)


def test_the_archive_runs_on_its_own(tmp_path):
    exercises.write_archive(tmp_path / "one.zip", ROOT)
    exercises.write_archive(tmp_path / "two.zip", ROOT)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "matrix-calculus" / "exercises"
    names = {path.name for path in folder.glob("*.ipynb")}
    assert names == {f"{name}.ipynb" for name, _ in exercises.sets(ROOT)}
    assert not any("BEGIN SOLUTION" in path.read_text() for path in folder.glob("*.ipynb"))
    program = ("import matrixcalculus as m; print(m.__file__); m.check(lambda x: 2 * x, "
               "of='x**2', by='x', x='scalar')")
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True,
                          text=True)
    assert str(folder) in done.stdout and "holds" in done.stdout, done.stderr
    pins = (folder.parent / "requirements.txt").read_text().split()
    assert len(pins) == len(exercises.NEEDED) and all("==" in one for one in pins)
