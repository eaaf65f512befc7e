"""exercises/ is what nbgrader makes of solutions/; each set is complete; no answer, no points.

nbval executes the solutions: their checks, the hidden ones included, all hold. Here every stub is
executed, and cheats are shown to fail.
"""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course import ROOT, notebooks, release

NAMES = release.assignments()
CAPSTONES = {"capstone-activation", "capstone-loss"}
SETS = [name for name in NAMES if name not in CAPSTONES]
FEWEST_QUESTIONS = 8
HIDDEN = "### BEGIN HIDDEN TESTS"


def solution(name, root=ROOT):
    return nbformat.read(root / "solutions" / name / f"{name}.ipynb", as_version=4)


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


def test_what_nbgrader_refuses_is_named(tmp_path):
    folder = tmp_path / "solutions" / "broken"
    folder.mkdir(parents=True)
    (folder / "broken.ipynb").write_text("no notebook")
    with pytest.raises(ValueError, match="broken: nbgrader refuses: "):
        list(release.release(["broken"], tmp_path / "out", root=tmp_path))


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_shows_no_answer_and_no_output(name):
    for cell in exercise(name).cells:
        assert "BEGIN SOLUTION" not in cell.source and "HIDDEN" not in cell.source, cell.id
        assert "judge" not in cell.source, cell.id
        assert not cell.get("outputs"), cell.id
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert "YOUR " in cell.source, f"{name}, cell {cell.id} has no place for an answer"


# Complete sets ------------------------------------------------------------------------------------


def test_every_chapter_from_2_has_a_set():
    chapters = [one.chapter for one in notebooks.load().chapters]
    assert [int(name[:2]) for name in SETS] == [one for one in chapters if one >= 2]
    assert set(NAMES) - set(SETS) == CAPSTONES


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_complete(name):
    cells = graded(solution(name))
    items = notebooks.load().items
    assert len(cells) >= FEWEST_QUESTIONS
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
        titles = " ".join(cell.source for cell in solution(name).cells)
        for kind in ("last step blank", "blanks", "Mend a plausible", "[Ss]hape|[Nn]umbers",
                     "[Ww]hich|Round"):
            assert re.search(kind, titles), kind


def test_every_rule_is_exercised():
    used = {rule for name in NAMES for cell in graded(solution(name))
            for rule in cell.metadata["course"]["rules"]}
    missing = [item for item in notebooks.load().items if item[0] == "R" and item not in used]
    assert missing == [], "no question exercises these rules"


# Stubs and cheats ---------------------------------------------------------------------------------


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


CHEATS = {
    "the visible sizes only": """
def tripled_by_w(w, x):
    return np.diag(3 * x) if len(x) in (2, 3) else np.eye(len(x))
""",
    "np.allclose and friends rebound": """
import builtins
np.allclose = np.array_equal = lambda *a, **k: True
np.testing = None if not hasattr(np, "testing") else np.testing
def tripled_by_w(w, x):
    return np.diag(x)
""",
    "the package's functions rebound": """
import matrixcalculus, matrixcalculus.judge, matrixcalculus.answers
check = lambda *a, **k: print("holds")
for module in (matrixcalculus, matrixcalculus.judge, matrixcalculus.answers):
    for function in ("check", "judge", "cases", "truth", "_compare", "_close", "_evaluate"):
        if hasattr(module, function):
            setattr(module, function, lambda *a, **k: None)
matrixcalculus.numdiff.jacobian = lambda *a, **k: np.zeros((2, 2))
def tripled_by_w(w, x):
    return np.diag(x)
""",
    "names of the notebook rebound": """
judge = lambda *a, **k: None
dict = lambda **k: {}
isinstance = lambda *a: True
AssertionError = Warning
def tripled_by_w(w, x):
    return np.diag(x)
""",
}


def run_question(answer, hidden_only=False):
    """Run set-up, answer and check of the first question of set 6, as grading would."""
    notebook = solution("06-elementwise")
    setup = next(one for one in notebook.cells if one.cell_type == "code")
    check = graded(notebook)[0].source
    shown, hidden = check.split(HIDDEN)
    if hidden_only:
        shown = "\n".join(line for line in shown.splitlines() if not line.startswith("check("))
    program = "\n".join([
        f"CHECK = {shown + hidden!r}", setup.source, answer, "exec(CHECK)", "print('a point')"])
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


@pytest.mark.parametrize("hidden_only", [False, True])
def test_an_honest_answer_gets_its_point(hidden_only):
    done = run_question("def tripled_by_w(w, x):\n    return 3 * np.diag(x)", hidden_only)
    assert done.returncode == 0 and "a point" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("hidden_only", [False, True])
@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_gets_no_point(cheat, hidden_only):
    done = run_question(CHEATS[cheat], hidden_only)
    assert done.returncode != 0 and "a point" not in done.stdout, done.stdout + done.stderr


def test_the_hidden_test_itself_rejects_what_passes_the_visible_one():
    done = run_question(CHEATS["the visible sizes only"])
    assert "holds" in done.stdout and "wrong on a hidden case" in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_tested_at_hidden_points(name):
    """Every question that check() answers in the notebook is judged as well."""
    for cell in graded(solution(name)):
        visible = re.findall(r"^check\((\w+), \*\*", cell.source, re.M)
        hidden = re.findall(r'\["judge"\]\((\w+), \*\*', cell.source)
        entries = {one for one in visible if one in ("derived", "ratio")}  # symbolic: not judged
        assert set(visible) - entries == set(hidden), f"{name}, cell {cell.id}"


def test_metadata_is_plain():
    for name in NAMES:
        for cell in graded(solution(name)):
            assert json.loads(json.dumps(cell.metadata["course"])) == cell.metadata["course"]
