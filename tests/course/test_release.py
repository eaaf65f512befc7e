"""What releases exercises: nbgrader's own command gives the same, and a fault destroys nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import ROOT, release


@pytest.fixture
def clone(tmp_path):
    """What nbgrader needs of the course, as a fresh clone has it."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / "06-elementwise", tmp_path / folder / "06-elementwise")
    return tmp_path


def test_nbgraders_own_command_works_on_a_fresh_clone_and_agrees(clone):
    nbgrader = Path(sys.executable).with_name("nbgrader")
    done = subprocess.run([nbgrader, "generate_assignment", "06-elementwise", "--force"], cwd=clone,
                          env={"PATH": "/usr/bin:/bin", "HOME": str(clone)},
                          text=True, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    made = clone / "exercises" / "06-elementwise" / "06-elementwise.ipynb"
    folder, = release.release(["06-elementwise"], clone / "released")
    assert made.read_bytes() == (folder / made.name).read_bytes()


def test_a_solution_that_is_refused_leaves_its_exercise(clone):
    (clone / "solutions" / "06-elementwise" / "06-elementwise.ipynb").write_text("no notebook")
    before = (clone / "exercises" / "06-elementwise" / "06-elementwise.ipynb").read_bytes()
    with pytest.raises(ValueError, match="06-elementwise: nbgrader refuses: "):
        list(release.release(["06-elementwise"], clone / "exercises", root=clone))
    after = (clone / "exercises" / "06-elementwise" / "06-elementwise.ipynb").read_bytes()
    assert after == before
