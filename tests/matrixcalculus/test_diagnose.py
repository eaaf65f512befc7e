"""diagnose: each planted mistake is called by its own name, and by no other's."""

import functools

import autograd.numpy as np
import pytest
import sympy as sp

from matrixcalculus.diagnose import shape_cause, value_cause
from tests.helpers.rules import (
    B_,
    VECTORS,
    act_w,
    but,
    div_x,
    dot_w,
    entry,
    i,
    j,
    k,
    linear,
    loss_b,
    loss_w,
    maximum,
    mean_square,
    mul,
    n,
    product,
    relu_vector,
    scale_z,
    softmax,
    square,
    sum_x,
    w_,
    wrong_shape,
    wrong_value,
    x_,
)

CAUSES = {
    "transposed": "transposed",
    "sign": "sign",
    "factor": "factor",
    "mask outside": "mask outside",
    "mask lost": "mask lost",
    "index slip": "index slip",
    "swapped": "w and x swapped",
    "1-D": "1-D where 2-D was meant",
    "constant": "every entry 0",
    "masked away": "mask: right",
}
dot_power = but(  # its gradient is a row in which w and x differ
    dot_w,
    f=lambda w, x: np.dot(w**2, x**3),
    jacobian=lambda w, x: (2 * w * x**3)[None],
    derivation=entry(sp.Sum(w_[k] ** 2 * x_[k] ** 3, (k, 1, n)), w_[j]),
)


def roll(axis, by=1):
    return lambda J: np.roll(J, by, axis)


def of(rule, change):
    """The closed form of a rule, spoiled afterwards; it takes the same arguments."""

    @functools.wraps(rule.jacobian)  # so that verify sees which arguments it needs
    def spoiled(**arguments):
        return change(np.asarray(rule.jacobian(**arguments)))

    return spoiled


PLANTED = [
    (square, lambda J: J.T, "transposed"),
    (square, lambda J: -J, "sign"),
    (mul, lambda J: -J, "sign"),
    (product, lambda J: -J, "sign"),
    (loss_w, lambda J: -J, "sign"),
    (softmax, lambda J: -J, "sign"),
    (mul, lambda J: 2 * J, "factor: 2 times"),
    (loss_w, lambda J: J / 2, "factor: 0.5 times"),
    (loss_b, lambda J: J / 2, "factor: 0.5 times"),
    (relu_vector, lambda J: 2 * J, "factor: 2 times"),
    (mean_square, lambda J: J * J.size, "factor n:"),
    (sum_x, lambda J: J / J.size, "factor 1/n:"),
    (mean_square, lambda J: -J * J.size, "factor -1 times n:"),
    (square, roll(0), "index slip: rows moved by one"),
    (square, roll(0, -1), "index slip: rows moved back"),
    (square, roll(1), "index slip: columns moved by one"),
    (square, roll(1, -1), "index slip: columns moved back"),
    (linear, roll(1), "index slip: columns moved by one"),
    (dot_w, roll(1), "index slip: columns moved by one"),
    (scale_z, roll(0), "index slip: rows moved by one"),
    (mul, roll((0, 1)), "index slip: each diagonal entry moved by one"),
    (div_x, roll((0, 1), -1), "index slip: each diagonal entry moved back"),
    (mul, lambda J: J + 0 * J + (J.sum(0) * (1 - np.eye(len(J)))),
     "right wherever the derivative is not 0"),
    (softmax, lambda J: np.diag(np.diag(J)), "right where it is not 0, but 0"),
    (mul, lambda J: 0 * J, "every entry 0"),
    (loss_w, lambda J: 0 * J, "every entry 0"),
]


def only(cause, expected):
    """The expected name, and none of the others."""
    assert cause.startswith(expected), cause
    for name in CAUSES.values():
        if not expected.startswith(name):
            assert name not in cause or name in expected, cause


@pytest.mark.parametrize("rule, change, expected", PLANTED)
def test_a_spoiled_jacobian_is_diagnosed(rule, change, expected):
    only(wrong_value(rule, of(rule, change)), expected)


def z(w, X, b):
    return X @ w + b


@pytest.mark.parametrize(
    "rule, form, expected",
    [
        (mul, lambda w: np.diag(w), "w and x swapped"),
        (dot_w, lambda w: w[None], "w and x swapped"),
        (dot_power, lambda w, x: (2 * x * w**3)[None], "w and x swapped"),
        (div_x, lambda w, x: np.diag(-x / w**2), "w and x swapped"),
        (maximum, lambda w, x: np.diag(1.0 * (x > w)), "w and x swapped"),
        (maximum, lambda w: np.eye(len(w)), "mask lost"),
        (relu_vector, lambda x: np.eye(len(x)), "mask lost"),
        (act_w, lambda x: x[None], "mask lost"),
        (loss_w, lambda w, X, b, y: 2 / len(y) * ((z(w, X, b) - y) @ X)[None], "mask lost"),
        (loss_b, lambda w, X, b, y: 2 / len(y) * np.sum(z(w, X, b) - y), "mask lost"),
        (
            loss_w,
            lambda w, X, b, y: np.any(z(w, X, b) > 0) * 2 / len(y) * ((z(w, X, b) - y) @ X)[None],
            "mask outside the sum",
        ),
        (
            loss_b,
            lambda w, X, b, y: (z(w, X, b)[0] > 0) * 2 / len(y) * np.sum(z(w, X, b) - y),
            "mask outside the sum",
        ),
        (
            loss_w,
            lambda w, X, b, y: 2 * ((z(w, X, b) > 0) * (z(w, X, b) - y) @ X)[None],
            "factor N:",
        ),
        (loss_b, lambda w, X, b, y: 2 * np.sum((z(w, X, b) > 0) * (z(w, X, b) - y)), "factor N:"),
        (
            loss_w,
            lambda w, X, b, y: ((z(w, X, b) > 0) * (z(w, X, b) - y) @ X)[None] / len(y) ** 2,
            "factor 0.5 times 1/N:",
        ),
    ],
)
def test_a_wrong_closed_form_is_diagnosed(rule, form, expected):
    only(wrong_value(rule, form), expected)


@pytest.mark.parametrize(
    "rule, form, expected",
    [
        (mul, lambda x: x, "1-D where 2-D was meant"),
        (dot_w, lambda x: x, "1-D where 2-D was meant"),
        (linear, lambda A: A.T, "transposed: rows are outputs"),
        (dot_w, lambda x: x[:, None], "transposed: a column for a row"),
        (scale_z, lambda x: x[None], "transposed: a row for a column"),
        (dot_w, lambda x: np.diag(x), "square where shape"),
        (loss_w, lambda w, X, b, y: X, "5 rows where one was meant: the sum over them is missing"),
        (dot_w, lambda x: 1.0, "a number where a Jacobian of shape (1, 2) was meant"),
        (mul, lambda x: np.zeros((7, 2)), "2 outputs by 2 inputs were expected"),
        (mul, lambda x: np.zeros((2, 2, 2)), "2 outputs by 2 inputs were expected"),
    ],
)
def test_a_wrong_shape_is_diagnosed(rule, form, expected):
    only(wrong_shape(rule, form), expected)


def test_a_mistake_of_the_list_is_called_by_its_name():
    assert wrong_value(product, lambda t: np.cos(t) * np.cos(t)) == "term f(t)·g'(t) lost"
    assert wrong_value(div_x, lambda w, x: np.diag(-1 / x**2)) == "factor w_i lost"
    assert wrong_value(square, lambda A: A**3).startswith("no single common mistake")


def test_two_mistakes_with_one_effect_are_both_named():
    both = but(
        mul,
        f=lambda w, x: (w - x) ** 2,
        jacobian=lambda w, x: np.diag(2 * (w - x)),
        derivation=entry((w_[i] - x_[i]) ** 2, w_[j]),
    )
    assert wrong_value(both, lambda w, x: np.diag(2 * (x - w))) == "w and x swapped, or sign"


def test_values_and_shapes_are_diagnosed_without_a_rule_too():
    J = np.arange(1.0, 7).reshape(2, 3)
    assert value_cause([(-J, J), (J, -J)]) == "sign"
    assert value_cause([(J + 1, J)]).startswith("no single common mistake")
    assert shape_cause((3, 2), (2, 3)).startswith("transposed: rows")
    assert VECTORS and B_ is not None
