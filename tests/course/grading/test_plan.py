"""What is run: the course's own cells as given out, a student's where they stand."""

import copy
import json

import pytest

from course import ROOT
from course.grading import door, plan, tools
from course.lab import contents
from tests.hostile import answered, cell, notebook


def cells(nb):
    return door.cells(json.dumps(nb).encode())[0]


@pytest.fixture
def nb():
    """Set 6 with every right answer filled in."""
    return answered(ROOT)


def planned(nb, names=None):
    return plan.plan(cells(notebook()), cells(nb), names or {})


def sources(found):
    return [step.source for step in found.steps]


def test_every_question_is_asked_in_its_place(nb):
    found = planned(nb)
    asked = [step.question for step in found.steps if step.question]
    machine, hand = plan.points(cells(notebook()))
    assert asked == list(machine) and sum(machine.values()) == 17 and hand == {"own-words": 1}
    assert found.notes == [] and [one["question"] for one in found.by_hand] == ["own-words"]
    for number, step in enumerate(found.steps):
        if step.question:
            assert found.steps[number - 1].answer == step.question


def test_a_notebook_from_the_lab_is_planned_like_any_other(nb):
    from_lab = json.loads(contents.stripped(copy.deepcopy(nb)))
    assert from_lab["metadata"]["kernelspec"]["name"] == "python"  # that of the browser
    assert planned(from_lab) == planned(nb)


def test_an_edited_check_is_replaced(nb):
    cell(nb, "tripled-check")["source"] = "points = 100"
    found = planned(nb)
    assert found.notes == ["tripled-check was edited: the original was used"]
    assert "points = 100" not in sources(found)


def test_deleted_cells_are_restored(nb):
    gone = ("ratio-check", "tripled", "own-words")
    nb["cells"] = [one for one in nb["cells"]
                   if one["metadata"].get("nbgrader", {}).get("grade_id") not in gone]
    found = planned(nb)
    assert sorted(found.notes) == [
        "own-words was deleted: no answer", "ratio-check was deleted: restored",
        "tripled was deleted: no answer"]
    assert sum(bool(step.question) for step in found.steps) == 10 and found.by_hand == []


def test_a_copied_cell_counts_once(nb):
    twin = copy.deepcopy(cell(nb, "tripled"))
    twin["source"] = "raise SystemExit"
    nb["cells"].append(twin)
    found = planned(nb)
    assert found.notes == ["tripled is there twice: the first counts"]
    assert "raise SystemExit" not in sources(found)


def test_own_cells_run_where_they_stand(nb):
    where = nb["cells"].index(cell(nb, "squares"))
    for number, source in ((where, "before = 1"), (where + 2, "after = 1")):
        nb["cells"].insert(number, {"cell_type": "code", "id": source[:3], "metadata": {},
                                    "source": source})
    found = sources(planned(nb))
    squares = next(n for n, one in enumerate(found) if "def squares_by_w" in one)
    assert found.index("before = 1") < squares < found.index("after = 1")


def test_an_import_added_to_the_courses_first_cell_runs(nb):
    first = next(one for one in nb["cells"] if one["cell_type"] == "code")
    first["source"] = "".join(first["source"]) + "\nimport math"
    found = planned(nb)
    assert found.notes == [] and sources(found)[1].endswith("import math")


def test_lost_metadata_costs_nothing(nb):
    whole = planned(nb)
    for one in nb["cells"]:
        one["metadata"] = {}
    assert sources(planned(nb)) == sources(whole)
    for number, one in enumerate(nb["cells"]):
        one["id"] = f"new-{number}"
    found = planned(nb)
    asked = [(step.source, step.question) for step in found.steps]
    for step in whole.steps:
        assert (step.source, step.question) in asked


# What an answer was computed with -----------------------------------------------------------------

FIRST = "from matrixcalculus import numdiff\nimport autograd.numpy as np\nimport sympy as sp\n" \
        "x = sp.Symbol('x')"
FOUND = {
    "slope = sp.diff(x**2, x)": "sympy",
    "slope = (x**2).diff(x)": "sympy",
    "slope = sp.Derivative(x**2, x).doit()": "sympy",
    "def f(x):\n    return numdiff.jacobian(np.sin, x)\n\ng = f\nslope = g": "numdiff",
    "from matrixcalculus.numdiff import jacobian as q\nslope = lambda x: q(np.sin, x)": "numdiff",
    "from matrixcalculus import numdiff as other\nslope = lambda x: other.jacobian(np.sin, x)":
        "numdiff",
    "from autograd import grad as g\n\ndef slope(x):\n    return g(np.sin)(x)": "autograd",
    "import autograd\nslope = autograd.grad(np.sin)": "autograd",
    "def slope(x):\n    from autograd import elementwise_grad as e\n    return e(np.sin)(x)":
        "autograd",
    "if True:\n    slope = sp.diff(x**2, x)": "sympy",
    "def slope(x):\n    return np.imag(np.sin(x + 1e-30j)) / 1e-30": "numdiff",
}
NOT_FOUND = [
    "slope = 2 * x\nprint(numdiff.jacobian(np.sin, 1.0))",
    "slope = sp.diff(x**2, x)\nassert slope == 2 * x\nslope = 2 * x",
    "measured = numdiff.jacobian(np.sin, 1.0)\n\ndef slope(x):\n    measured = 3 * x\n"
    "    return measured",
    "def slope(x):\n    return np.diff(x)",
    "slope = (",
    "slope = " + "-" * 50_000 + "1",
]


@pytest.mark.parametrize("source", FOUND)
def test_a_tool_is_found_wherever_it_stands(source):
    assert FOUND[source] in tools.used([FIRST, *source.split("\n\ng")[:1], source], ["slope"])


@pytest.mark.parametrize("source", NOT_FOUND, ids=range(len(NOT_FOUND)))
def test_a_check_of_ones_own_is_no_tool(source):
    assert tools.used([FIRST, source], ["slope"]) == []
