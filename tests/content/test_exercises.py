"""exercises/ is what is made of solutions/; each set is complete; no answer, no points.

Every solution is executed, and its checks hold; every stub is executed, and its checks say what is
missing. tests/course/grading grades both.
"""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course import ROOT, exercises, notebooks, release, specs
from course.grading import tools, truth

NAMES = specs.names()
NO_CHAPTER = {"capstone-activation", "capstone-loss", "challenge", "project"}
SETS = [name for name in NAMES if name not in NO_CHAPTER]
USUAL = 8  # questions, at least
FEWEST_QUESTIONS = {"project": 7}


def solution(name):
    return exercises.notebook(specs.load(name))


def exercise(name, root=ROOT):
    return nbformat.read(root / "exercises" / name / f"{name}.ipynb", as_version=4)


def graded(notebook):
    """The cells that carry points, one a question."""
    return [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade")]


# One source ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("released")
    return {path.name: path for path in release.release(NAMES, folder)}


@pytest.mark.parametrize("name", NAMES)
def test_the_exercise_is_what_its_solution_releases(name, root, released):
    for path in released[name].glob("*.ipynb"):
        committed = root / "exercises" / name / path.name
        assert committed.exists(), f"{committed} is missing; cure: make exercises"
        assert committed.read_text() == path.read_text(), (
            f"{committed} differs from what solutions/{name} releases; cure: make exercises"
        )


def test_every_exercise_has_a_solution(root):
    orphans = {path.name for path in (root / "exercises").iterdir()} - set(NAMES)
    assert not orphans, f"exercises without a solution: {orphans}; cure: remove them"


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_shows_no_answer_and_no_output(name):
    for cell in exercise(name).cells:
        assert "BEGIN SOLUTION" not in cell.source and "HIDDEN" not in cell.source, cell.id
        assert not cell.get("outputs"), cell.id
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert "YOUR " in cell.source, f"{name}, cell {cell.id} has no place for an answer"


# Complete sets ------------------------------------------------------------------------------------


def test_every_chapter_from_2_has_a_set():
    chapters = [one.chapter for one in notebooks.load().chapters]
    assert [int(name[:2]) for name in SETS] == [one for one in chapters if one >= 2]
    assert set(NAMES) - set(SETS) == NO_CHAPTER


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_complete(name):
    cells = graded(solution(name))
    items = notebooks.load().items
    assert len(cells) >= FEWEST_QUESTIONS.get(name, USUAL)
    for cell in cells:
        course = cell.metadata["course"]
        assert cell.metadata["nbgrader"]["points"] >= 1 and course["minutes"] >= 1
        assert all(rule in items for rule in course["rules"]), course["rules"]
    own = int(name[:2]) if name in SETS else 16
    assert all(one < own for cell in cells for one in cell.metadata["course"]["from"])
    if name in SETS and own > 2:  # before Chapter 2 there is only the introduction
        earlier = [cell for cell in cells if cell.metadata["course"]["from"]]
        assert 3 * len(earlier) >= len(cells), f"{len(earlier)} of {len(cells)}"
    by_hand = [cell for cell in cells if cell.cell_type == "markdown"]
    assert by_hand, "no question for a human to grade"
    if name in SETS:
        ids = " ".join(one.id for one in specs.load(name).questions)
        for kind in ("mend", "shapes|values|count", "which"):
            assert re.search(kind, ids), kind


def test_each_question_has_a_title_of_its_own():
    titles = [one.title for name in NAMES for one in specs.load(name).questions]
    assert [one for one in titles if titles.count(one) > 1] == []


def test_every_rule_is_exercised():
    used = {rule for name in NAMES for cell in graded(solution(name))
            for rule in cell.metadata["course"]["rules"]}
    missing = [item for item in notebooks.load().items if item[0] == "R" and item not in used]
    assert missing == [], "no question exercises these rules"


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_keep_their_names(name):
    one = specs.load(name)
    ids = [cell.id for cell in exercise(name).cells]
    assert len(set(ids)) == len(ids) and all(cell.startswith(f"{one.key}-") for cell in ids)
    assert [f"{one.key}-{task.id}-text" for task in one.questions] == [
        cell for cell in ids if cell.endswith("-text")]


def test_the_code_of_the_sets_is_in_style(tmp_path, root):
    for name in NAMES:
        nbformat.write(solution(name), tmp_path / f"{name}.ipynb")
    command = [sys.executable, "-m", "ruff", "check", "--config", root / "pyproject.toml",
               "--extend-ignore", "F401", tmp_path]  # imported: what a student may need
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# Solutions and stubs ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_checks_of_a_solution_hold(name):
    notebook = solution(name)
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    asked = specs.read(name)
    for cell in graded(notebook):
        if cell.cell_type == "code":
            said = "".join(one.get("text", "") for one in cell.outputs).splitlines()
            question = cell.metadata.nbgrader.grade_id.removesuffix("-check")
            assert len(said) == len(asked[question]["answers"]), question
            assert all(line.startswith("holds: ") for line in said), question


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_stub_gets_no_points_and_a_line_for_each_question(name):
    notebook = exercise(name)
    NotebookClient(notebook, allow_errors=True, timeout=60, kernel_name="python3").execute()
    for cell in notebook.cells:
        errors = [one for one in cell.get("outputs", []) if one.output_type == "error"]
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            assert [one.ename for one in errors] == ["NotYet"], f"{name}, cell {cell.id}"
            assert len(errors[0].traceback) == 1 and "\n" not in errors[0].traceback[0]
        else:
            assert errors == [], f"{name}, cell {cell.id}: {errors}"


# What is asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_check_names_its_question_and_tells_nothing_of_it(name):
    key = name.split("-")[0] if name in SETS else name
    asked = specs.read(name)
    checks = [cell for cell in graded(exercise(name)) if cell.cell_type == "code"]
    assert [cell.metadata.nbgrader.grade_id for cell in checks] == [f"{one}-check" for one in asked]
    for cell, (question, one) in zip(checks, asked.items(), strict=True):
        answers = ", ".join(part["answer"] for part in one["answers"])
        assert cell.source == f'check("{key}/{question}", {answers})'


@pytest.mark.parametrize("name", NAMES)
def test_every_machine_point_has_hidden_cases(name):
    for question, answers in truth.questions(name, "a secret").items():
        for answer in answers:
            assert answer.cases, question
            assert answer.kind != "value" or len(answer.cases) in (1, truth.POINTS,
                                                                   truth.POINTS + 2), question


@pytest.mark.parametrize("name", NAMES)
def test_a_derivative_that_a_tool_computes_is_told_from_one_that_is_derived(name):
    setup = next(one.source for one in exercise(name).cells if one.id.endswith("-setup"))
    for question, one in specs.read(name).items():
        for part in (part for part in one["answers"] if "by" in part):
            code = (f"from matrixcalculus import numdiff\n\ndef {part['answer']}(**point):\n"
                    f"    return numdiff.jacobian(lambda {part['by']}: {part['of']}, 1.0)")
            assert tools.used([setup, code], [part["answer"]]) == ["numdiff"], question
    for question, one in specs.read(name).items():
        answers = [part["answer"] for part in one["answers"]]
        code = [cell.source for cell in solution(name).cells if cell.cell_type == "code"
                and cell.metadata.get("nbgrader", {}).get("grade_id") == question]
        assert set(tools.used([setup, *code], answers)) <= set(one["allow"]), question


def test_metadata_is_plain():
    for name in NAMES:
        for cell in graded(solution(name)):
            assert json.loads(json.dumps(cell.metadata["course"])) == cell.metadata["course"]
