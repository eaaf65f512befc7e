"""The largest entry of each row, or of each column: its derivative, its code, its kinks."""

import numpy as np
import pytest

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.check import compared
from matrixcalculus.tensor.workbook import Task, judged
from tests.helpers.expressions import trial


@pytest.mark.parametrize("text, by, right, wrong", [
    ("sum(max(X, axis=1))", "X", "X == max(X, axis=1)[:, None]", "X == max(X)"),
    ("sum(max(X, axis=1)**2)", "X", "2 * diag(max(X, axis=1)) @ (X == max(X, axis=1)[:, None])",
     "2 * (X == max(X, axis=1)[:, None])"),
    ("sum(max(X, axis=0))", "X", "(X' == max(X', axis=1)[:, None])'",
     "X == max(X, axis=1)[:, None]"),
    ("sum(min(X, axis=1))", "X", "-X == max(-X, axis=1)[:, None]", "X == max(X, axis=1)[:, None]"),
    ("sum(X - max(X, axis=1, keepdims=True))", "X",
     "1 - n * (X == max(X, axis=1)[:, None])", "1 - (X == max(X, axis=1)[:, None])"),
])
def test_the_derivative_and_a_wrong_one(text, by, right, wrong):
    found = derive(text, by, X="N n")
    assert compared(found.root, found.names, by, [("gradient", right)])
    assert not compared(found.root, found.names, by, [("gradient", wrong)])
    assert any("two entries of a row are the largest" in one for one in found.kinks)


def test_its_code_gives_the_numbers_of_a_difference_quotient():
    space, rng = {}, np.random.default_rng(0)
    exec(derive("sum(max(X @ W, axis=1) * y)", "W", X="N n", W="n m", y="N").numpy(), space)
    X, W, y = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=5)
    value = lambda W: np.sum(np.max(X @ W, axis=1) * y)
    step = 1e-6 * rng.normal(size=W.shape)
    slope = (value(W + step) - value(W - step)) / 2
    got = np.sum(space["gradient"](X, W, y) * step)
    assert got == pytest.approx(slope, rel=1e-6) and got != 0


def test_a_vector_has_one_axis_and_no_other_axis_is_known():
    assert derive("max(x, axis=0)", "x", x="n").answer == "x == max(x)"
    with pytest.raises(InputError, match="There is no axis 2"):
        derive("max(X, axis=2)", "X", X="N n")


def test_a_comparison_with_the_largest_of_something_else_is_refused():
    for text in ("c @ (x == max(c))", "sum(X == max(2 * X, axis=1)[:, None])", "c @ (x == c)"):
        with pytest.raises(InputError, match=r"only as x == max\(x\)"):
            derive(text, "X" if "X" in text else "x")


def test_a_line_of_the_workbook_may_have_it():
    task = Task("sum(max(X, axis=1))", "X", {"X": "N n"})
    assert judged(task, "grad = X == max(X, axis=1)[:, None]").done
    assert judged(task, "grad = 0 * X + 1").verdicts[0].slip == "lost mask"


def test_random_expressions_with_it_are_derived():
    outcomes = [trial(seed, depth=2)[0] for seed in range(300)]
    assert outcomes.count("wrong") == 0 and outcomes.count("derived") > 200
