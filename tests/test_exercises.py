"""exercises/ is what nbgrader makes of solutions/, and nothing else."""

import nbformat
import pytest

import exercises


@pytest.mark.parametrize("name", exercises.assignments())
def test_the_exercise_is_what_its_solution_releases(name, root, tmp_path):
    released = exercises.release(name, tmp_path)
    for path in released.glob("*.ipynb"):
        committed = root / "exercises" / name / path.name
        assert committed.exists(), f"{committed} is missing; cure: make exercises"
        assert committed.read_text() == path.read_text(), (
            f"{committed} differs from what solutions/{name} releases; cure: make exercises"
        )


def test_every_exercise_has_a_solution(root):
    orphans = {path.name for path in (root / "exercises").iterdir()} - set(exercises.assignments())
    assert not orphans, f"exercises without a solution: {orphans}; cure: remove them"


@pytest.mark.parametrize("name", exercises.assignments())
def test_an_exercise_shows_no_answer_and_no_output(name, root):
    for path in (root / "exercises" / name).glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            assert "BEGIN SOLUTION" not in cell.source, f"{path}, cell {cell.id}"
            assert not cell.get("outputs"), f"{path}, cell {cell.id}"
            if cell.metadata.get("nbgrader", {}).get("solution"):
                assert "YOUR " in cell.source, f"{path}, cell {cell.id} has no place for an answer"
