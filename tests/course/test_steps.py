"""A step of a worked solution is compared with what is right, and a wrong one is named."""

import re

import pytest

from course import specs, steps

SLOPE = {"answer": "slope", "of": "np.sin(x**2)", "by": "x", "shapes": {"x": "scalar"}}
MASKED = {"answer": "slope", "of": "np.sum(np.maximum(x, 0))", "by": "x", "kink": "x = 0 * x",
          "shapes": {"x": "n"}}
VALUE = {"answer": "rate", "of": "0.1 / 4"}
SHAPE = {"answer": "shape", "shape_of": "np.ones((2, 3))"}
CHOICE = {"answer": "rule", "among": ["sum", "product"], "right": "sum"}


def wrong(*parts, **step):
    step = {"do": "So.", "because": "So it is.", **step}
    return list(steps.wrong(specs.Task("one", "One", 1, 1, "?", answers=[*parts], steps=[step])))


@pytest.mark.parametrize("part, right, false, says", [
    (SLOPE, "2 * x * np.cos(x**2)", "np.cos(x**2)", "off by "),
    (SLOPE, "2 * x * np.cos(x**2)", "2 * x * np.cos(y**2)", "it stops: NameError"),
    (MASKED, "1.0 * (x > 0)[None, :]", "1.0 * (x >= 0)[None, :]", "off by 1. Cure: mend the step"),
    (MASKED, "1.0 * (x > 0)[None, :]", "1.0 * (x > 0)", r"\(\d,\), where \(1, \d\) is"),
    (VALUE, "0.025", "0.4", "off by 0.375"),
    (SHAPE, "(2, 3)", "(3, 2)", r"its shape is \(2, 3\)"),
    (CHOICE, "'sum'", "'product'", "another one is meant"),
])
def test_a_step_equals_its_answer_or_is_named(part, right, false, says):
    assert wrong(part, equals=right) == []
    [found] = wrong(part, equals=false)
    assert re.search(says, found) and false in found


def test_a_step_says_which_answer_it_is_of():
    assert wrong(VALUE, SHAPE, equals="(2, 3)", answer="shape") == []
    assert "which is not rate" in wrong(VALUE, SHAPE, equals="(2, 3)")[0]


def test_a_step_need_not_equal_anything():
    assert wrong(SLOPE) == []
