"""Right rules in unusual but equal forms: every one is verified."""

import autograd.numpy as np
import numpy
import pytest
import sympy as sp

from matrixcalculus import Domain, Rule, RuleError, entry, verify
from tests.helpers.rules import (
    X_,
    N,
    act_w,
    b_,
    but,
    chain,
    div_x,
    dot_w,
    i,
    j,
    k,
    linear,
    loss_w,
    maximum,
    mul,
    n,
    product,
    relu_vector,
    scale_z,
    softmax,
    sub_x,
    sum_x,
    w_,
    x_,
    x_plus_x2,
    y_,
)

FORMS = {
    "einsum": (mul, lambda x: np.einsum("ij,j->ij", np.eye(len(x)), x)),
    "x * eye": (mul, lambda x: x * np.eye(len(x))),
    "where": (mul, lambda x: np.where(np.eye(len(x)) == 1, x, 0)),
    "outer with a mask": (mul, lambda x: np.outer(np.ones(len(x)), x) * np.eye(len(x))),
    "columns stacked": (
        mul,
        lambda x: np.stack([x[c] * np.eye(len(x))[c] for c in range(len(x))], 1),
    ),
    "blocks": (
        mul,
        lambda x: np.block(
            [
                [np.diag(x[:1]), np.zeros((1, len(x) - 1))],
                [np.zeros((len(x) - 1, 1)), np.diag(x[1:])],
            ]
        ),
    ),
    "Fortran order": (mul, lambda x: np.asfortranarray(np.diag(x))),
    "a view with strides": (mul, lambda x: np.repeat(np.diag(x), 2, axis=0)[::2]),
    "a matrix object": (mul, lambda x: numpy.asmatrix(np.diag(x))),
    "nested lists": (mul, lambda x: np.diag(x).tolist()),
    "a tuple of rows": (mul, lambda x: tuple(np.diag(x))),
    "keyword defaults": (mul, lambda x, scale=1.0, *, power=1: scale * np.diag(x**power)),
    "every argument": (mul, lambda w, x: np.diag(x) + 0 * np.diag(w)),
    "long double": (mul, lambda x: np.diag(x).astype(np.longdouble)),
    "integers": (sum_x, lambda x: np.ones((1, len(x)), dtype=int)),
    "truth values": (sum_x, lambda x: np.ones((1, len(x)), dtype=bool)),
    "negative zeros": (sub_x, lambda x: -1.0 * np.eye(len(x))),
    "atleast_2d": (dot_w, lambda x: np.atleast_2d(x)),
    "ones times diag": (dot_w, lambda x: np.ones((1, len(x))) @ np.diag(x)),
    "reshape": (scale_z, lambda x: x.reshape(-1, 1)),
    "vstack": (scale_z, lambda x: np.vstack(list(x))),
    "1 x 1 for a scalar": (x_plus_x2, lambda t: np.array([[1 + 2 * t]])),
    "a Python float": (x_plus_x2, lambda t: float(1 + 2 * t)),
    "factored": (product, lambda t: (np.cos(t) - np.sin(t)) * (np.cos(t) + np.sin(t))),
    "another trig form": (product, lambda t: np.cos(2 * t)),
    "quotient rule": (div_x, lambda w, x: np.diag((0 * x - w) / (x * x))),
    "rows stacked": (linear, lambda A: np.stack([A[row] for row in range(len(A))])),
    "transposed twice": (linear, lambda A: A.T.copy().T),
    "softmax from its output": (
        softmax,
        lambda w: (lambda s: s[:, None] * (np.eye(len(s)) - s))(
            np.exp(w - np.max(w)) / np.sum(np.exp(w - np.max(w)))
        ),
    ),
    "sign": (relu_vector, lambda x: np.diag((np.sign(x) + np.abs(np.sign(x))) / 2)),
    "maximum by comparison": (maximum, lambda w, x: np.diag(np.where(w > x, 1, 0))),
    "outer of mask and row": (act_w, lambda w, x, b: np.outer([np.sum(w * x) + b > 0], x)),
    "sum over samples": (
        loss_w,
        lambda w, X, b, y: sum(
            2 / len(y) * (w @ row + b - t) * row[None] * (w @ row + b > 0)
            for row, t in zip(X, y, strict=True)
        ),
    ),
    "einsum of the loss": (
        loss_w,
        lambda w, X, b, y: (
            np.einsum(
                "i,i,ij->j",
                1.0 * (np.einsum("ij,j->i", X, w) + b > 0),
                np.einsum("ij,j->i", X, w) + b - y,
                X,
            )[None]
            * 2
            / len(y)
        ),
    ),
    "residual times Jacobian": (
        loss_w,
        lambda w, X, b, y: (
            -2
            / len(y)
            * (y - np.maximum(0, X @ w + b))[None]
            @ (np.heaviside(X @ w + b, 0)[:, None] * X)
        ),
    ),
    "one einsum": (chain, lambda A, B, x: np.einsum("ik,k,kj->ij", A, np.cos(B @ x), B)),
}


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("form", FORMS)
def test_an_equal_closed_form_is_accepted(form):
    rule, closed = FORMS[form]
    assert verify(but(rule, jacobian=closed)).data["points"] == 60


FUNCTIONS = {
    "where": (maximum, lambda w, x: np.where(w > x, w, x)),
    "a mask": (relu_vector, lambda x: x * (x > 0)),
    "a list": (mul, lambda w, x: [w[c] * x[c] for c in range(len(w))]),
    "a loop": (dot_w, lambda w, x: sum(w[c] * x[c] for c in range(len(w)))),
    "length 1": (dot_w, lambda w, x: np.array([np.dot(w, x)])),
    "einsum": (dot_w, lambda w, x: np.einsum("i,i->", w, x)),
    "matmul": (linear, lambda A, x: A @ x),
    "keyword default": (mul, lambda w, x, scale=1.0: scale * w * x),
    "expanded": (x_plus_x2, lambda t: (t + 0.5) ** 2 - 0.25),
}


@pytest.mark.parametrize("form", FUNCTIONS)
def test_an_equal_function_is_accepted(form):
    rule, f = FUNCTIONS[form]
    verify(but(rule, f=f))


p, q, r = sp.symbols("p q r", integer=True, positive=True)
DERIVATIONS = {
    "other letters": (mul, entry(w_[p] * x_[p], w_[q])),
    "i for the dummy": (dot_w, entry(sp.Sum(w_[i] * x_[i], (i, 1, n)), w_[j])),
    "another dummy": (dot_w, entry(sp.Sum(w_[r] * x_[r], (r, 1, n)), w_[j])),
    "two sums": (
        dot_w,
        entry(
            sp.Sum((w_[k] + x_[k]) ** 2 / 4, (k, 1, n))
            - sp.Sum((w_[k] - x_[k]) ** 2 / 4, (k, 1, n)),
            w_[j],
        ),
    ),
    "squares": (mul, entry(((w_[i] + x_[i]) ** 2 - (w_[i] - x_[i]) ** 2) / 4, w_[j])),
    "logarithm": (div_x, entry(w_[i] * x_[i] ** -1, x_[j])),
    "less for greater": (
        maximum,
        entry(sp.Piecewise((x_[i], w_[i] <= x_[i]), (w_[i], True)), w_[j]),
    ),
    "a lambda": (product, entry(sp.sin(sp.Symbol("t")) * sp.cos(sp.Symbol("t")), sp.Symbol("t"))),
    "factored": (x_plus_x2, entry(sp.Symbol("t") * (1 + sp.Symbol("t")), sp.Symbol("t"))),
    "expanded loss": (
        loss_w,
        entry(
            sp.Sum(
                sp.Piecewise(
                    (
                        (y_[r] - sp.Sum(w_[q] * X_[r, q], (q, 1, n)) - b_) ** 2,
                        sp.Sum(w_[q] * X_[r, q], (q, 1, n)) + b_ > 0,
                    ),
                    (y_[r] ** 2, True),
                ),
                (r, 1, N),
            )
            / N,
            w_[p],
        ),
    ),
}


@pytest.mark.parametrize("form", DERIVATIONS)
def test_an_equal_derivation_is_accepted(form):
    rule, derivation = DERIVATIONS[form]
    instance = None if form == "a lambda" else rule.instance
    verify(but(rule, derivation=derivation, instance=instance))


def test_single_precision_is_refused_with_the_reason():
    """Seven digits cannot be told from an error; even a right float32 form is sent back."""
    with pytest.raises(RuleError, match="closed form returned float32, too coarse.*float64"):
        verify(but(mul, jacobian=lambda x: np.diag(x).astype(np.float32)))
    with pytest.raises(RuleError, match="f returned float32, too coarse"):
        verify(but(mul, f=lambda w, x: np.float32(1) * (w * x).astype(np.float32)))


def test_a_rule_of_fixed_size_is_accepted():
    """Two functions of two numbers, stacked: X-jacobian-fg of the paper."""
    two = sp.IndexedBase("p", real=True)
    f, g = 3 * two[1] ** 2 * two[2], 2 * two[1] + two[2] ** 8
    rows = sp.KroneckerDelta(i, 1) * f + sp.KroneckerDelta(i, 2) * g
    evidence = verify(
        Rule(
            "X-jacobian-fg",
            f=lambda p: np.array([3 * p[0] ** 2 * p[1], 2 * p[0] + p[1] ** 8]),
            wrt="p",
            jacobian=lambda p: [[6 * p[0] * p[1], 3 * p[0] ** 2], [2, 8 * p[1] ** 7]],
            shape=(2, 2),
            domain=Domain(p="2"),
            derivation=entry(rows, two[j], row=i),
        )
    )
    assert evidence.data["sizes"] == [] and evidence.data["shape"] == ["2", "2"]


def test_a_size_may_be_a_formula():
    verify(
        but(
            mul,
            f=lambda w, x: np.concatenate([w * x, np.zeros(1)]),
            shape=("n + 1", "n"),
            jacobian=lambda x: np.vstack([np.diag(x), np.zeros(len(x))]),
            derivation=entry(sp.Piecewise((w_[i] * x_[i], i <= n), (0, True)), w_[j]),
        )
    )
