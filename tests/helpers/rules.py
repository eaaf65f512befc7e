"""Right rules that several tests start from; ``but(rule, ...)`` returns a changed copy."""

import dataclasses

import autograd.numpy as np
import pytest
import sympy as sp

from matrixcalculus import Domain, Rule, VerificationError, entry, relu, vectors, verify
from matrixcalculus.derive import N, i, j, k, n

w_, x_, y_, v_ = vectors("w x y v")
X_, A_, B_ = vectors("X A B")
b_, t_, s_ = sp.symbols("b t s", real=True)
z_ = sp.Sum(w_[k] * x_[k], (k, 1, n)) + b_
zi_ = sp.Sum(w_[k] * X_[i, k], (k, 1, n)) + b_
loss_ = sp.Sum((y_[i] - relu(zi_)) ** 2, (i, 1, N)) / N

but = dataclasses.replace


def verified(rule):
    """The evidence for an unchanged example, computed once."""
    if rule.id not in _EVIDENCE:
        _EVIDENCE[rule.id] = rule, verify(rule)
    known, evidence = _EVIDENCE[rule.id]
    return evidence if known is rule else verify(rule)


_EVIDENCE = {}


def refuted(rule, **changes):
    """Verify a changed rule, which must be refuted; return the error."""
    with pytest.raises(VerificationError) as caught:
        verify(but(rule, **changes))
    error = caught.value
    assert error.rule == rule.id and rule.id in str(error)
    assert error.cause in str(error)
    return error


def wrong_value(rule, form):
    """The error that a wrong closed form meets: all three witnesses, a point and a size named."""
    error = refuted(rule, jacobian=form)
    assert error.witness == "symbolic, numeric, autodiff"
    assert set(error.point) == set(rule.domain.shapes) and error.error > 1e-12
    for part in ("witness", "point", "closed", "expected", "size", "likely"):
        assert f"\n  {part}" in str(error)
    return error.cause


def wrong_shape(rule, form):
    error = refuted(rule, jacobian=form)
    assert error.witness == "shape" and error.error == np.inf
    assert set(error.point) == set(rule.domain.shapes)
    return error.cause


VECTORS = Domain(w="n", x="n")

mul = Rule(
    "R-ew-mul-w",
    f=lambda w, x: w * x,
    wrt="w",
    jacobian=lambda x: np.diag(x),
    shape=("n", "n"),
    domain=VECTORS,
    derivation=entry(w_[i] * x_[i], w_[j]),
)
sub_x = Rule(
    "R-ew-sub-x",
    f=lambda w, x: w - x,
    wrt="x",
    jacobian=lambda x: -np.eye(len(x)),
    shape=("n", "n"),
    domain=VECTORS,
    derivation=entry(w_[i] - x_[i], x_[j]),
)
div_x = Rule(
    "R-ew-div-x",
    f=lambda w, x: w / x,
    wrt="x",
    jacobian=lambda w, x: np.diag(-w / x**2),
    shape=("n", "n"),
    domain=Domain(w="n", x="n", where=lambda x: x != 0),
    derivation=entry(w_[i] / x_[i], x_[j]),
)
maximum = Rule(
    "R-ew-max-w",
    f=lambda w, x: np.maximum(w, x),
    wrt="w",
    jacobian=lambda w, x: np.diag(1.0 * (w > x)),
    shape=("n", "n"),
    domain=Domain(w="n", x="n", kink={"w": lambda x: x}),
    convention=0,
    derivation=entry(sp.Piecewise((w_[i], w_[i] > x_[i]), (x_[i], True)), w_[j]),
)
sum_x = Rule(
    "R-sum-x",
    f=lambda x: np.sum(x),
    wrt="x",
    jacobian=lambda x: np.ones((1, len(x))),
    shape=(1, "n"),
    domain=Domain(x="n"),
    derivation=entry(sp.Sum(x_[k], (k, 1, n)), x_[j]),
)
mean_square = Rule(
    "R-mean-square",
    f=lambda v: np.mean(v**2),
    wrt="v",
    jacobian=lambda v: 2 * v[None] / len(v),
    shape=(1, "n"),
    domain=Domain(v="n"),
    derivation=entry(sp.Sum(v_[k] ** 2, (k, 1, n)) / n, v_[j]),
)
scale_z = Rule(
    "R-smul-z",
    f=lambda x, s: x * s,
    wrt="s",
    jacobian=lambda x: x[:, None],
    shape=("n", 1),
    domain=Domain(x="n", s="scalar"),
    derivation=entry(x_[i] * s_, s_),
)
dot_w = Rule(
    "R-dot-w",
    f=lambda w, x: np.dot(w, x),
    wrt="w",
    jacobian=lambda x: x[None],
    shape=(1, "n"),
    domain=VECTORS,
    derivation=entry(sp.Sum(w_[k] * x_[k], (k, 1, n)), w_[j]),
)
linear = Rule(
    "R-linear",
    f=lambda A, x: np.dot(A, x),
    wrt="x",
    jacobian=lambda A: A,
    shape=("m", "n"),
    domain=Domain(A="m n", x="n"),
    derivation=entry(sp.Sum(A_[i, k] * x_[k], (k, 1, n)), x_[j]),
)
square = Rule(
    "R-square-matrix",
    f=lambda A, x: np.dot(A, x),
    wrt="x",
    jacobian=lambda A: A,
    shape=("n", "n"),
    domain=Domain(A="n n", x="n"),
    derivation=entry(sp.Sum(A_[i, k] * x_[k], (k, 1, n)), x_[j]),
)
softmax = Rule(
    "R-softmax-plus",
    f=lambda w, x: np.exp(w) / np.sum(np.exp(w)) + x,
    wrt="w",
    jacobian=lambda w: np.diag(soft(w)) - np.outer(soft(w), soft(w)),
    shape=("n", "n"),
    domain=VECTORS,
    derivation=entry(sp.exp(w_[i]) / sp.Sum(sp.exp(w_[k]), (k, 1, n)) + x_[i], w_[j]),
)
relu_vector = Rule(
    "R-relu-vector",
    f=lambda x: np.maximum(0, x),
    wrt="x",
    jacobian=lambda x: np.diag(1.0 * (x > 0)),
    shape=("n", "n"),
    domain=Domain(x="n", kink={"x": lambda x: 0 * x}),
    convention=0,
    derivation=entry(relu(x_[i]), x_[j]),
)
relu_scalar = Rule(
    "R-relu",
    f=lambda t: np.maximum(0, t),
    wrt="t",
    jacobian=lambda t: 1.0 * (t > 0),
    shape=(1, 1),
    domain=Domain(t="scalar", kink={"t": lambda: 0.0}),
    convention=0,
    derivation=entry(relu(t_), t_),
)
act_w = Rule(
    "R-act-w",
    f=lambda w, x, b: np.maximum(0, np.dot(w, x) + b),
    wrt="w",
    jacobian=lambda w, x, b: (np.dot(w, x) + b > 0) * x[None],
    shape=(1, "n"),
    domain=Domain(w="n", x="n", b="scalar", kink={"b": lambda w, x: -np.dot(w, x)}),
    convention=0,
    derivation=entry(relu(z_), w_[j]),
)
DATA = Domain(w="n", X="N n", b="scalar", y="N", kink={"b": lambda w, X: -(X @ w)[0]})
loss_w = Rule(
    "R-loss-w",
    f=lambda w, X, b, y: np.mean((y - np.maximum(0, X @ w + b)) ** 2),
    wrt="w",
    jacobian=lambda w, X, b, y: 2 / len(y) * ((X @ w + b > 0) * (X @ w + b - y) @ X)[None],
    shape=(1, "n"),
    domain=DATA,
    convention=0,
    derivation=entry(loss_, w_[j]),
)
loss_b = Rule(
    "R-loss-b",
    f=loss_w.f,
    wrt="b",
    jacobian=lambda w, X, b, y: 2 / len(y) * np.sum((X @ w + b > 0) * (X @ w + b - y)),
    shape=(1, 1),
    domain=DATA,
    convention=0,
    derivation=entry(loss_, b_),
)
x_plus_x2 = Rule(
    "X-total-x-plus-x2",
    f=lambda t: t + t**2,
    wrt="t",
    jacobian=lambda t: 1 + 2 * t,
    shape=(1, 1),
    domain=Domain(t="scalar"),
    derivation=entry(t_ + t_**2, t_),
)
f_, g_ = sp.Function("f"), sp.Function("g")
product = Rule(
    "R-scalar-product",
    f=lambda t: np.sin(t) * np.cos(t),
    wrt="t",
    jacobian=lambda t: np.cos(t) * np.cos(t) - np.sin(t) * np.sin(t),
    shape=(1, 1),
    domain=Domain(t="scalar"),
    derivation=entry(f_(t_) * g_(t_), t_),
    instance={f_: sp.sin, g_: sp.cos},
)
chain = Rule(
    "R-chain-vector",
    f=lambda A, B, x: np.dot(A, np.sin(np.dot(B, x))),
    wrt="x",
    jacobian=lambda A, B, x: A @ np.diag(np.cos(B @ x)) @ B,
    shape=("m", "n"),
    domain=Domain(A="m k", B="k n", x="n"),
    derivation=entry(
        sp.Sum(
            A_[i, sp.Symbol("p", integer=True)]
            * sp.sin(
                sp.Sum(
                    B_[sp.Symbol("p", integer=True), sp.Symbol("q", integer=True)]
                    * x_[sp.Symbol("q", integer=True)],
                    (sp.Symbol("q", integer=True), 1, n),
                )
            ),
            (sp.Symbol("p", integer=True), 1, k),
        ),
        x_[j],
    ),
)
ALL = [
    mul,
    sub_x,
    div_x,
    maximum,
    sum_x,
    mean_square,
    scale_z,
    dot_w,
    linear,
    square,
    softmax,
    relu_vector,
    relu_scalar,
    act_w,
    loss_w,
    loss_b,
    x_plus_x2,
    product,
    chain,
]


def soft(w):
    return np.exp(w) / np.sum(np.exp(w))
