"""Derivations in sets of exercises: authored, sealed, and refused where they cannot be read."""

import pytest

from course import sealing, specs
from matrixcalculus.derivation import Derived

from .test_specs import CODE, FACTS, authored

TASK = {"derivation": "slope", "of": "sum((X @ w - y)**2)", "by": "w",
        "shapes": {"X": "N n", "w": "n", "y": "N"}}
GOOD = {**FACTS, "code": CODE, "answers": [TASK]}


def test_a_derivation_is_read_and_handed_out_as_its_task(tmp_path):
    task = authored(tmp_path, GOOD).questions[0]
    asked = {name: TASK[name] for name in ("of", "by", "shapes")}
    assert task.answers == [{"answer": "slope", "derivation": asked}]
    assert sealing.seal(task.answers[0], "07/square/slope") == task.answers[0]
    assert Derived(**asked).judged("dL = 2*(X@w - y)' @ X @ dw\ngrad = 2*X'@(X@w - y)").right


@pytest.mark.parametrize("change, says", [
    ({"of": "sum((X @ w - y)**2"}, "cannot be read: Here ) is expected"),
    ({"by": "v"}, "cannot be read: v does not occur"),
    ({"shapes": {"X": "N n", "w": "N"}}, "cannot be read: The shapes do not fit"),
    ({"derivation": "other"}, "'code' gives no other. Cure: one of slope"),
    ({"tolerance": 1}, "no such field: tolerance. Cure: one of by, derivation"),
    ({"layout": "differential", "letter": "w"}, "w has a meaning already"),
])
def test_what_cannot_be_read_is_named(change, says, tmp_path):
    with pytest.raises(specs.SpecError, match=says.replace("(", r"\(").replace(")", r"\)")):
        authored(tmp_path, {**GOOD, "answers": [{**TASK, **change}]})


def test_a_step_cannot_equal_a_derivation(tmp_path):
    step = {"do": "So.", "because": "So.", "equals": "2 * x"}
    with pytest.raises(specs.SpecError, match="there is none"):
        authored(tmp_path, {**GOOD, "steps": [step, step]})
