"""Rules with matrices: a layer, a batch, softmax, normalisation, a convolution with its borders.

Each is verified like any rule, and its plausible wrong forms are rejected.
"""

import autograd.numpy as np
import numpy
import pytest
import sympy as sp

from matrixcalculus import (
    Domain,
    NotYet,
    Rule,
    RuleError,
    check,
    entry,
    pullback,
    relu,
    vectors,
    verify,
)
from matrixcalculus.derive import i, j, k, m, n, plain
from matrixcalculus.errors import ExactError
from matrixcalculus.evidence import Evidence
from matrixcalculus.exact import exact
from matrixcalculus.mutate import matrix_mistakes
from tests.helpers.rules import but, refuted

W_, X_, Z_, x_, y_, z_, w_, b_ = vectors("W X Z x y z w b")
p, q, s = sp.symbols("p q s", integer=True, positive=True)
K = sp.Symbol("K", integer=True, positive=True)
eps_ = sp.Symbol("e", real=True)

# A layer ------------------------------------------------------------------------------------------

LAYER = Domain(W="m n", x="n", b="m")
layer_ = sp.Sum(W_[i, k] * x_[k], (k, 1, n)) + b_[i]


def layer(W, x, b):
    return W @ x + b


layer_w = Rule(
    "R-layer-W-pull",
    f=layer,
    wrt="W",
    pullback=lambda G, x: np.outer(G, x),
    shape=("m", "m n"),
    domain=LAYER,
    derivation=entry(layer_, W_[p, q]),
    wrong={
        "the outer product turned round": lambda G, x: np.outer(x, G),
        "turned round, in the right shape": lambda G, x: np.outer(x, G).reshape(len(G), len(x)),
        "the input left out": lambda G, W: np.outer(G, np.ones(W.shape[1])),
    },
)
layer_w_entries = Rule(
    "R-layer-W",
    f=layer,
    wrt="W",
    jacobian=lambda W, x: np.kron(np.eye(len(W)), x),
    shape=("m", "m n"),
    domain=LAYER,
    derivation=entry(layer_, W_[p, q]),
    wrong={
        "stacked by columns": lambda W, x: np.kron(x, np.eye(len(W))),
        "three axes": lambda W, x: np.einsum("ip,q->ipq", np.eye(len(W)), x),
    },
)
layer_x = Rule(
    "R-layer-x-pull",
    f=layer,
    wrt="x",
    pullback=lambda G, W: W.T @ G,
    shape=("m", "n"),
    domain=LAYER,
    derivation=entry(layer_, x_[j]),
    wrong={"the factor not transposed": lambda G, W: W @ np.resize(G, W.shape[1])},
)
layer_b = Rule(
    "R-layer-b-pull",
    f=layer,
    wrt="b",
    pullback=lambda G: G,
    shape=("m", "m"),
    domain=LAYER,
    derivation=entry(layer_, b_[j]),
    wrong={"summed": lambda G: np.sum(G) * np.ones(len(G))},
)
square_x = but(
    layer_x,
    id="R-layer-square",
    domain=Domain(W="n n", x="n", b="n"),
    shape=("n", "n"),
    wrong={"the factor not transposed": lambda G, W: W @ G},
)

relu_layer = Rule(
    "R-relu-layer-W",
    f=lambda W, x, b: np.maximum(0, W @ x + b),
    wrt="W",
    pullback=lambda G, W, x, b: np.outer(G * (W @ x + b > 0), x),
    shape=("m", "m n"),
    domain=Domain(W="m n", x="n", b="m", kink={"b": lambda W, x: -(W @ x)}),
    convention=0,
    derivation=entry(relu(layer_), W_[p, q]),
    wrong={
        "the mask lost": lambda G, x: np.outer(G, x),
        "one mask for all": lambda G, W, x, b: np.outer(G * ((W @ x + b)[0] > 0), x),
    },
)
V_, phi = vectors("V"), sp.Function("phi")
two_layers = Rule(
    "R-two-layer-W1",
    f=lambda V, W, x: V @ np.sin(W @ x),
    wrt="W",
    pullback=lambda G, V, W, x: np.outer((V.T @ G) * np.cos(W @ x), x),
    shape=("d", "m n"),
    domain=Domain(V="d m", W="m n", x="n"),
    derivation=entry(
        sp.Sum(V_[i, k] * phi(sp.Sum(W_[k, s] * x_[s], (s, 1, n))), (k, 1, m)), W_[p, q]),
    instance={phi: sp.sin},
    wrong={
        "the slope left out": lambda G, V, W, x: np.outer(V.T @ G, x),
        "value for slope": lambda G, V, W, x: np.outer((V.T @ G) * np.sin(W @ x), x),
    },
)

A_, B_ = vectors("A B")
sandwich = Rule(  # four sizes
    "R-sandwich",
    f=lambda A, X, B: A @ X @ B,
    wrt="X",
    pullback=lambda G, A, B: A.T @ G @ B.T,
    shape=("m d", "n K"),
    domain=Domain(A="m n", X="n K", B="K d"),
    derivation=entry(
        sp.Sum(sp.Sum(A_[i, k] * X_[k, s] * B_[s, j], (k, 1, n)), (s, 1, K)), X_[p, q],
        row=(i, j)),
    wrong={"the left factor not transposed": lambda G, A, B: np.resize(A, A.T.shape) @ G @ B.T},
)

# A batch ------------------------------------------------------------------------------------------

BATCH = Domain(X="N n", W="m n", b="m")
batch_ = sp.Sum(X_[i, k] * W_[j, k], (k, 1, n)) + b_[j]


def batch(X, W, b):
    return X @ W.T + b


batch_x = Rule(
    "R-batch-X",
    f=batch,
    wrt="X",
    pullback=lambda G, W: G @ W,
    shape=("N m", "N n"),
    domain=BATCH,
    derivation=entry(batch_, X_[p, q], row=(i, j)),
    wrong={"the factor transposed": lambda G, W: G @ np.resize(W.T, W.shape)},
)
batch_w = Rule(
    "R-batch-W",
    f=batch,
    wrt="W",
    pullback=lambda G, X: G.T @ X,
    shape=("N m", "m n"),
    domain=BATCH,
    derivation=entry(batch_, W_[p, q], row=(i, j)),
    wrong={
        "the product turned round": lambda G, X: X.T @ G,
        "the sum over the batch lost": lambda G, X: np.outer(G[0], X[0]),
        "the mean over the batch": lambda G, X: G.T @ X / len(X),
    },
)
batch_b = Rule(
    "R-batch-b",
    f=batch,
    wrt="b",
    pullback=lambda G: np.sum(G, axis=0),
    shape=("N m", "m"),
    domain=BATCH,
    derivation=entry(batch_, b_[p], row=(i, j)),
    wrong={
        "the sum over the batch lost": lambda G: G[0],
        "the mean over the batch": lambda G: np.mean(G, axis=0),
        "the cotangent itself": lambda G: G,
        "summed over the outputs": lambda G: np.sum(G, axis=1),
    },
)

# Softmax, cross-entropy, normalisation ------------------------------------------------------------


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def rows(Z):
    return np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)


softmax_rows = Rule(
    "R-softmax-rows",
    f=rows,
    wrt="Z",
    pullback=lambda G, Z: rows(Z) * (G - np.sum(G * rows(Z), axis=1, keepdims=True)),
    shape=("N n", "N n"),
    domain=Domain(Z="N n"),
    derivation=entry(sp.exp(Z_[i, j]) / sp.Sum(sp.exp(Z_[i, k]), (k, 1, n)), Z_[p, q], row=(i, j)),
    wrong={
        "diagonal": lambda G, Z: rows(Z) * (1 - rows(Z)) * G,
        "summed over the columns": lambda G, Z: rows(Z) * (G - np.sum(G * rows(Z), axis=0)),
        "mean for sum": lambda G, Z: rows(Z) * (G - np.mean(G * rows(Z), axis=1, keepdims=True)),
        "summed over the batch": lambda G, Z: rows(Z) * (G - np.sum(G * rows(Z))),
    },
)
cross_entropy = Rule(
    "R-cross-entropy",
    f=lambda z, y: np.log(np.sum(np.exp(z))) * np.sum(y) - np.sum(y * z),
    wrt="z",
    pullback=lambda G, z, y: G * (np.sum(y) * softmax(z) - y),
    shape=(1, "n"),
    domain=Domain(z="n", y="n"),
    derivation=entry(
        sp.log(sp.Sum(sp.exp(z_[k]), (k, 1, n))) * sp.Sum(y_[k], (k, 1, n))
        - sp.Sum(y_[k] * z_[k], (k, 1, n)), z_[j]),
    wrong={
        "the other way round": lambda G, z, y: G * (y - np.sum(y) * softmax(z)),
        "as if the labels summed to 1": lambda G, z, y: G * (softmax(z) - y),
        "the softmax left out": lambda G, z, y: -G * y,
    },
)


def spread(x, e):
    return np.sqrt(np.mean((x - np.mean(x)) ** 2) + e)


def normal(x, e):
    return (x - np.mean(x)) / spread(x, e)


mean_ = sp.Sum(x_[k], (k, 1, n)) / n
variance_ = sp.Sum((x_[s] - mean_) ** 2, (s, 1, n)) / n
layernorm = Rule(
    "R-layernorm-pull",
    f=normal,
    wrt="x",
    pullback=lambda G, x, e: (
        (G - np.mean(G) - normal(x, e) * np.mean(G * normal(x, e))) / spread(x, e)),
    shape=("n", "n"),
    domain=Domain(x="n", e="scalar", sample={"e": lambda rng: rng.uniform(0.1, 1)}),
    derivation=entry((x_[i] - mean_) / sp.sqrt(variance_ + eps_), x_[j]),
    wrong={
        "mean and spread held constant": lambda G, x, e: G / spread(x, e),
        "the spread held constant": lambda G, x, e: (G - np.mean(G)) / spread(x, e),
        "the mean held constant": lambda G, x, e: (
            (G - normal(x, e) * np.mean(G * normal(x, e))) / spread(x, e)),
        "sum for mean": lambda G, x, e: (
            (G - np.mean(G) - normal(x, e) * np.sum(G * normal(x, e))) / spread(x, e)),
    },
)

# A convolution with its borders: y_i sums w_k x_p over all k + p = i + 1 --------------------------

CONVOLUTION = Domain(w="K", x="n")


def convolution(w, x):
    shifted = [np.concatenate([np.zeros(at), w[at] * x, np.zeros(len(w) - 1 - at)])
               for at in range(len(w))]
    return sum(shifted)


def windows(G, size):
    return np.stack([G[at : at + size] for at in range(len(G) - size + 1)])


term_ = sp.KroneckerDelta(i, p + k - 1) * w_[k] * x_[p]
conv_x = Rule(
    "R-conv-x-pull",
    f=convolution,
    wrt="x",
    pullback=lambda G, w: windows(G, len(w)) @ w,
    shape=("n + K - 1", "n"),
    domain=CONVOLUTION,
    derivation=entry(sp.Sum(sp.Sum(term_, (k, 1, K)), (p, 1, n)), x_[j], row=i),
    wrong={
        "the kernel flipped": lambda G, w: windows(G, len(w)) @ w[::-1],
        "the borders wrap round": lambda G, w, x: np.stack(
            [np.dot(np.roll(G, -at - 1)[: len(w)], w) for at in range(len(x))]),
        "a border lost": lambda G, w: windows(np.append(G[:-1], 0), len(w)) @ w,
    },
)
conv_w = Rule(
    "R-conv-w-pull",
    f=convolution,
    wrt="w",
    pullback=lambda G, x: windows(G, len(x)) @ x,
    shape=("n + K - 1", "K"),
    domain=CONVOLUTION,
    derivation=entry(sp.Sum(sp.Sum(term_, (p, 1, n)), (k, 1, K)), w_[j], row=i),
    wrong={
        "the input flipped": lambda G, x: windows(G, len(x)) @ x[::-1],
        "a border lost": lambda G, x: windows(np.append(G[:-1], 0), len(x)) @ x,
    },
)

# An array of four axes: the energy of each kernel -------------------------------------------------

kernels_ = vectors("K")
c, r, t, u = sp.symbols("c r t u", integer=True, positive=True)
squares_ = sp.Sum(sp.Sum(sp.Sum(kernels_[i, k, p, q] ** 2, (k, 1, c)), (p, 1, 2)), (q, 1, 2))
energy = Rule(
    "R-kernel-energy",
    f=lambda K: np.sum(K**2, axis=(1, 2, 3)),
    wrt="K",
    pullback=lambda G, K: 2 * G[:, None, None, None] * K,
    shape=("m", "m c 2 2"),
    domain=Domain(K="m c 2 2"),
    derivation=entry(squares_, kernels_[r, s, t, u]),
    wrong={
        "one axis for another": lambda G, K: 2 * G[:, None, None, None] * np.swapaxes(K, 2, 3),
        "the cotangent summed": lambda G, K: 2 * np.sum(G) * K,
    },
)

ALL = [layer_w, layer_w_entries, layer_x, layer_b, square_x, relu_layer, two_layers, sandwich,
       batch_x, batch_w, batch_b, softmax_rows, cross_entropy, layernorm, conv_x, conv_w, energy]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_with_matrices_holds_and_its_wrong_forms_are_rejected(rule):
    evidence = verify(rule, points=12)
    assert not list(evidence.weaknesses())
    rejected = {one["form"] for one in evidence.mutants}
    assert set(rule.wrong) <= rejected and len(rejected) > len(rule.wrong) + 3
    assert evidence.exact["bound"] and evidence.agrees_with("numeric")


@pytest.mark.parametrize("rule, name", [
    (rule, name) for rule in ALL for name in rule.wrong], ids=lambda one: getattr(one, "id", one))
def test_a_wrong_form_put_for_the_rule_is_refuted(rule, name):
    form = "jacobian" if rule.pullback is None else "pullback"
    assert refuted(rule, **{form: rule.wrong[name]}, wrong={}).error > 1e-12
    assert not exact(rule, form=rule.wrong[name], points=1).equal


def test_made_mistakes_of_matrices_are_among_the_rejected():
    made = {one["form"]: one["by"] for one in verify(but(batch_w, wrong={}), points=12).mutants}
    for name in ("the outer product turned round: each gradient transposed",
                 "columns for rows: the output read column by column",
                 "the sum over N lost: the first only", "the mean over N for the sum",
                 "X_iq with its indices exchanged: a factor transposed"):
        assert made[name] == "value"
    made = {one["form"] for one in verify(but(layer_x, wrong={}), points=12).mutants}
    assert "the factor not transposed" in made
    made = {one["form"] for one in verify(but(layer_w_entries, wrong={}), points=12).mutants}
    assert "columns for rows: the argument read column by column" in made


def test_each_mistake_of_matrices_is_what_it_says():
    X, shapes = numpy.arange(6.0).reshape(3, 2), ((3, 4), (4, 2))
    J = pullback.jacobian(lambda G: G.T @ X, *shapes)
    wrong = matrix_mistakes(("N", "m"), ("m", "n"), pulled=True)
    G = numpy.arange(1.0, 13).reshape(3, 4)
    pulled = {name: (G.ravel() @ change(J, shapes)) for name, change in wrong.items()}
    right = G.T @ X
    assert pulled["the sum over N lost: the first only"].tolist() == numpy.outer(
        G[0], X[0]).ravel().tolist()
    assert numpy.allclose(pulled["the mean over N for the sum"], right.ravel() / 3)
    turned = "the outer product turned round: each gradient transposed"
    assert numpy.allclose(pulled[turned], right.T.ravel())


# Derivations --------------------------------------------------------------------------------------


def test_entries_have_as_many_indices_as_the_arrays_have_axes():
    derived = layer_w.derivation
    assert (derived.rows, derived.columns) == ((i,), (p, q))
    assert plain(derived.value) == "δ_ip·x_q"
    derived = batch_w.derivation
    assert (derived.rows, derived.columns) == ((i, j), (p, q))
    assert plain(derived.value) == "δ_jp·X_iq"
    assert plain(batch_x.derivation.value) == "δ_ip·W_jq"


def test_the_borders_of_a_convolution_stay_in_its_entry():
    band = conv_x.derivation.value
    assert band.has(sp.Piecewise)
    at = lambda row, column: band.subs({K: 2, n: 3, i: row, j: column}).doit()
    assert [[at(r, c) for c in (1, 2, 3)] for r in (1, 2, 3, 4)] == [
        [w_[1], 0, 0], [w_[2], w_[1], 0], [0, w_[2], w_[1]], [0, 0, w_[2]]]


# Bad input, named ---------------------------------------------------------------------------------

BAD = {
    "too few indices": (
        layer_w, {"derivation": entry(W_[i] * x_[i], W_[q])},
        r"differentiates by W\[q\], with 1 index, but W has 2 axes: m by n"),
    "too few indices of the output": (
        batch_w, {"derivation": entry(batch_, W_[p, q], row=i)},
        "1 index for the output, which has 2 axes: N by m; name them in their order"),
    "both": (layer_x, {"jacobian": lambda W: W}, "jacobian=, or as pullback=: one of the two"),
    "neither": (layer_x, {"pullback": None}, "jacobian=, or as pullback=: one of the two"),
    "no cotangent": (
        layer_x, {"pullback": lambda W, x: W.T @ x, "wrong": {}},
        "takes the cotangent of the output first: lambda G, W, x, b"),
    "another argument": (
        layer_x, {"pullback": lambda G, V: V.T @ G, "wrong": {}},
        "pullback takes V, which the domain does not have"),
    "an index twice": (
        batch_w, {"derivation": entry(X_[i, j] * W_[p, q], W_[s, k], row=(i, j))},
        "the derivation is about|uses p, q"),
    "columns of another order": (
        layer_w, {"shape": ("m", "n m")}, "the columns are the entries of W, read row by row"),
    "an output of another shape": (
        batch_w, {"shape": ("m N", "m n"), "wrong": {}},
        r"f returned shape \(2, 4\), but the rule declares an output of shape \(4, 2\)"),
}


@pytest.mark.parametrize("rule, changes, words", BAD.values(), ids=BAD)
def test_bad_input_is_named_in_one_sentence(rule, changes, words):
    with pytest.raises(RuleError, match=words) as caught:
        verify(but(rule, **changes), points=9)
    assert "\n" not in str(caught.value)


def test_too_few_indices_of_what_is_differentiated_by_are_named():
    with pytest.raises(ValueError, match=r"as many indices .*: W\[q\] has 1, W\[i, k\] has 2"):
        entry(layer_, W_[q])


def test_a_component_with_two_free_indices_asks_for_their_order():
    with pytest.raises(ValueError, match=r"row=\(i, j\)"):
        entry(batch_, W_[p, q])


@pytest.mark.parametrize("rule, pull, words", [
    (layer_w, lambda G, x: np.outer(x, G), "the outer product turned round, or a factor transp"),
    (layer_w, lambda G, x: np.outer(G, x).ravel(), "its entries belong in the shape of W"),
    (batch_b, lambda G: G, "a sum over an axis is lost"),
])
def test_a_pullback_of_another_shape_has_a_sentence_of_its_own(rule, pull, words):
    error = refuted(rule, pullback=pull, wrong={})
    assert error.witness == "shape" and words in error.cause
    assert "the pullback returned shape" in error.cause
    assert "shape" in exact(rule, form=pull).difference


def test_a_pullback_that_is_right_at_unit_cotangents_alone_is_refuted():
    error = refuted(layer_w, pullback=lambda G, x: np.outer(G**2, x), wrong={})
    assert error.witness == "linear" and "not linear in its cotangent" in error.cause


@pytest.mark.parametrize("jacobian, words", [
    (lambda W, x: np.kron(x, np.eye(len(W))), "columns for rows"),
    (lambda W, x: np.einsum("ip,q->ipq", np.eye(len(W)), x), "3 axes"),
    (lambda W, x: np.kron(np.eye(len(W)), x).T, "transposed"),
])
def test_a_jacobian_of_the_wrong_layout_has_a_sentence_of_its_own(jacobian, words):
    error = refuted(layer_w_entries, jacobian=jacobian, wrong={})
    assert words in error.cause


def test_what_has_no_exact_meaning_is_named_for_matrices_too():
    with pytest.raises(ExactError, match=r"sort\(\), which has no exact meaning"):
        exact(but(layer_w, f=lambda W, x, b: np.sort(W @ x + b), wrong={}))


# What the evidence says ---------------------------------------------------------------------------


def test_the_evidence_says_entry_shape_and_pullback():
    evidence = verify(batch_w, points=9)
    assert evidence.shape == ("N·m", "m·n") and evidence.indices == "i, j; p, q"
    said = str(evidence)
    assert "entry (i, j; p, q): δ_jp·X_iq" in said and "always N·m × m·n" in said
    assert "a pullback, at every unit cotangent and a random one" in said
    assert Evidence.read(evidence.data) == evidence


def test_the_evidence_of_vectors_stays_as_it_was():
    data = Evidence(id="R", shape=("n", "n"), entry="x").data
    assert "indices" not in data and "pullback" not in data


# Answers ------------------------------------------------------------------------------------------

LOSS = {"of": "np.sum((W @ x - y)**2)", "by": "W", "W": "m n", "x": "n", "y": "m"}
SQUARE = {**LOSS, "W": "n n", "y": "n"}
MEAN = {"of": "np.sum((X @ W.T + b - Y)**2) / len(X)", "by": "W",
        "W": "m n", "X": "N n", "b": "m", "Y": "N m"}
BIAS = {**MEAN, "of": "np.sum((X @ W.T + b - Y)**2)", "by": "b", "flat": True}
OUTPUTS = {"of": "W @ x", "by": "W", "W": "m n", "x": "n"}
TOTAL = {"of": "np.sum(W @ x)", "by": "W", "W": "m n", "x": "n"}
ROWS = {"of": "X @ W.T", "by": "W", "X": "N n", "W": "m n"}
scores_ = sp.Sum(W_[i, k] * x_[k], (k, 1, n))


def slope(X, W, b, Y):
    return 2 * (X @ W.T + b - Y)


@pytest.mark.parametrize("answer, question", [
    (lambda W, x, y: 2 * np.outer(W @ x - y, x), LOSS),
    (lambda W, x, y: 2 * np.outer(W @ x - y, x), SQUARE),
    (lambda X, W, b, Y: slope(X, W, b, Y).T @ X / len(X), MEAN),
    (lambda X, W, b, Y: np.sum(slope(X, W, b, Y), axis=0), BIAS),
    (lambda W, x: np.kron(np.eye(len(W)), x), OUTPUTS),
    (entry(scores_, W_[p, q]), OUTPUTS),
    (entry(sp.Sum(W_[s, k] * x_[k], (k, 1, n), (s, 1, m)), W_[p, q]), TOTAL),
    (entry(sp.Sum(X_[i, k] * W_[j, k], (k, 1, n)), W_[p, q], row=(i, j)), ROWS),
])
def test_an_answer_by_a_matrix_has_its_shape(answer, question, capsys):
    check(answer, **question)
    assert capsys.readouterr().out.startswith("holds: at 6 points")


@pytest.mark.parametrize("answer, question, words", [
    (lambda W, x, y: 2 * np.outer(x, W @ x - y), LOSS, "transposed, as an outer product turned"),
    (lambda W, x, y: 2 * np.outer(x, W @ x - y), SQUARE, "transposed, as an outer product turned"),
    (lambda W, x, y: 2 * np.outer(W @ x - y, x).ravel(), LOSS, "entries in a row or a column"),
    (lambda W, x, y: 2 * np.outer(W.T @ x - y, x), SQUARE, "W is transposed where it should not"),
    (lambda W, x, y: 2 * np.outer(y - W @ x, x), LOSS, "sign"),
    (lambda X, W, b, Y: X.T @ slope(X, W, b, Y) / len(X), MEAN, "turned round"),
    (lambda X, W, b, Y: slope(X, W, b, Y).T @ X / len(X) ** 2, MEAN, "1/N too much"),
    (lambda X, W, b, Y: np.outer(slope(X, W, b, Y)[0], X[0]) / len(X), MEAN,
     "the sum over N is lost: the first alone counts"),
    (lambda X, W, b, Y: np.einsum("ij,ik->ijk", slope(X, W, b, Y), X) / len(X), MEAN,
     "a sum over the first axis is missing"),
    (lambda X, W, b, Y: slope(X, W, b, Y)[0], BIAS, "the sum over N is lost"),
    (lambda X, W, b, Y: np.mean(slope(X, W, b, Y), axis=0), BIAS, "mean for a sum"),
    (lambda W, x: np.kron(x, np.eye(len(W))), OUTPUTS, "read column by column"),
    (lambda W, x: np.einsum("ip,q->ipq", np.eye(len(W)), x), OUTPUTS, "3 axes, where a Jacob"),
    (entry(2 * scores_, W_[p, q]), OUTPUTS, "too large by the same factor"),
    (entry(sp.Sum(X_[i, k] * W_[j, k], (k, 1, n)), X_[p, q], row=(i, j)), ROWS, "not yet"),
])
def test_a_wrong_answer_by_a_matrix_is_named(answer, question, words):
    with pytest.raises(NotYet, match="not yet: ") as caught:
        check(answer, **question)
    assert words in str(caught.value) and "\n" not in str(caught.value)
