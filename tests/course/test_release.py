"""What releases exercises: nbgrader's own command gives the same, and a fault destroys nothing."""

import copy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import ROOT, exercises, release, specs

NAME = "06-elementwise"


@pytest.fixture
def clone(tmp_path):
    """What nbgrader needs of the course, as a fresh clone has it."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / NAME, tmp_path / "solutions" / NAME)
    shutil.copytree(ROOT / "exercises" / NAME, tmp_path / "exercises" / NAME)
    return tmp_path


def test_nbgraders_own_command_works_on_a_fresh_clone_and_agrees(clone):
    nbgrader = Path(sys.executable).with_name("nbgrader")
    done = subprocess.run([nbgrader, "generate_assignment", NAME, "--force"], cwd=clone,
                          env={"PATH": "/usr/bin:/bin", "HOME": str(clone)},
                          text=True, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    made = clone / "exercises" / NAME / f"{NAME}.ipynb"
    folder, = release.release([NAME], clone / "released")
    assert made.read_bytes() == (folder / made.name).read_bytes()


def test_a_variant_is_released_as_the_book_is():
    notebook = exercises.notebook(specs.load(NAME))
    quick = release.released(copy.deepcopy(notebook), release.steps_of_a_variant())
    assert quick == release.released(notebook, release.steps())


@pytest.mark.parametrize("begin, instead, says", [
    ("title: ", "titel: ", "questions.yml:1: no 'title'"),
    ("def tripled_by_w", "### BEGIN HIDDEN TESTS\n    def tripled_by_w", "nbgrader refuses: "),
])
def test_a_set_that_is_refused_leaves_its_exercise(clone, begin, instead, says):
    path, given = clone / "solutions" / NAME / specs.FILE, clone / "exercises" / NAME
    path.write_text(path.read_text().replace(begin, instead, 1))
    before = (given / f"{NAME}.ipynb").read_bytes()
    with pytest.raises(ValueError, match=says):
        list(release.release([NAME], given.parent, root=clone))
    assert (given / f"{NAME}.ipynb").read_bytes() == before
