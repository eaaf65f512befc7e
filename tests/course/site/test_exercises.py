"""The exercises in the book: table, archive, answers and the switch that holds them back."""

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pytest

from course import ROOT, edition, notebooks
from course.site import exercises
from tests.helpers.page import Page


@pytest.fixture(scope="module")
def answers():
    """Lines that only a solution holds: its last, of each code answer."""
    found = []
    for one in exercises.sets(ROOT):
        for task in one.questions:
            inside = re.search(r"### BEGIN SOLUTION\n(.*?)\n\s*### END", task.code, re.S)
            found.append((inside[1] if inside else task.model).strip().splitlines()[-1].strip())
    return found


def test_the_page_lists_every_set(html):
    page = Page(html / "book/exercises.html")
    text = " ".join(page.text)
    for one in exercises.sets(ROOT):
        file = f"{one.name}.ipynb"
        assert file in text or any(file in link for link in page.links)
        assert one.title in " ".join(text.split())


def test_every_chapter_with_exercises_links_to_them(html):
    for chapter in notebooks.load().chapters:
        links = Page(html / chapter.file.replace(".ipynb", ".html")).links
        has = (ROOT / "exercises" / chapter.name.removesuffix(".ipynb")).is_dir()
        # The navigation links to the page as well: one link more where there is a set.
        assert has == (links.count("../exercises.html") >= 2), chapter.file


def test_the_answers_are_shown_or_held_back(answers):
    page, empty = ("".join(exercises.the_answers(ROOT, group, show) for group in exercises.GROUPS)
                   for show in (True, False))
    assert len(answers) > 150
    assert all(one in page for one in answers)
    assert not any(one in empty for one in answers) and "held back" in empty
    assert "SOLUTION" not in page and " = None\n" not in page


def test_the_answers_stand_below_their_questions_hints_and_reasons():
    page = "".join(exercises.the_answers(ROOT, group, True) for group in exercises.GROUPS)
    for one in exercises.sets(ROOT):
        for number, task in enumerate(one.questions, 1):
            begin = page.index(f"::::{{admonition}} {number}. {task.title}", page.index(one.title))
            inside = page[begin:page.index("\n::::\n", begin)]
            hints = [f"}} Hint {k}\n" for k in range(1, len(task.hints) + 1)]
            parts = [task.ask.splitlines()[0], *hints,
                     "} Answer\n", *(step["because"].splitlines()[0] for step in task.steps)]
            places = [inside.find(part) for part in parts]
            assert -1 not in places and places == sorted(places), f"{one.name}, {task.id}"
            assert all(text.splitlines()[-1].strip() in inside for text in task.criteria)


def test_a_reason_is_shown_with_its_step():
    task = replace(exercises.sets(ROOT)[0].questions[0],
                   steps=[{"do": "Take $x$.\n\nThen $y$.", "because": "It is there."}])
    shown = exercises._answer(task)
    assert shown.startswith("1. Take $x$.\n\n   Then $y$.\n\n   *Why:* It is there.\n\n```")
    task = replace(task, steps=[{"do": "$y = x$, with $x$", "because": "So it is."}])
    assert exercises._answer(task).startswith("1. $\\displaystyle y = x$, with $x$\n")


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
    assert names == {f"{one.name}.ipynb" for one in exercises.sets(ROOT)}
    assert not any("BEGIN SOLUTION" in path.read_text() for path in folder.glob("*.ipynb"))
    program = ("import matrixcalculus as m; print(m.__file__); m.check(lambda x: 2 * x, "
               "of='x**2', by='x', x='scalar')")
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True,
                          text=True)
    assert str(folder) in done.stdout and "holds" in done.stdout, done.stderr
    pins = (folder.parent / "requirements.txt").read_text().split()
    assert len(pins) == len(exercises.NEEDED) and all("==" in one for one in pins)


def test_colab_is_offered_where_it_would_work(monkeypatch):
    """A notebook that Colab opens from the repository has to know the address of its book."""
    mine = edition.Edition(ROOT, "", book_url="https://example.org/b/", branch="spring",
                           repository_url="https://github.com/owner/name")
    monkeypatch.setattr(edition, "read", lambda root=ROOT: mine)
    where = "colab.research.google.com/github/owner/name/blob/spring/exercises/06-elementwise/"
    assert where in exercises.the_exercises(ROOT)
    for less in ({"book_url": ""}, {"repository_url": ""}, {"repository_url": "https://x.org/o/n"}):
        lacking = replace(mine, **less)
        monkeypatch.setattr(edition, "read", lambda root=ROOT, one=lacking: one)
        assert "colab" not in exercises.the_exercises(ROOT)


def test_a_download_of_a_published_book_knows_its_address(tmp_path):
    path = tmp_path / "_downloads" / "abc" / "06-elementwise.ipynb"
    path.parent.mkdir(parents=True)
    given = ROOT / "exercises" / "06-elementwise" / path.name
    for book in ("", "https://example.org/b/"):
        path.write_text(given.read_text(encoding="utf-8"), encoding="utf-8")
        app = SimpleNamespace(outdir=tmp_path, config=SimpleNamespace(html_baseurl=book))
        exercises._address_downloads(app, None)
        assert f'BOOK = "{book}"' in nbformat.read(path, 4).cells[1].source
