"""The rules of the engine go through the book's own check: page and book cannot disagree.

What is verified is the engine's own code for what a row pulls back; ``verify`` compares it with
SymPy, the complex step, autograd and exact arithmetic, and its wrong forms must be rejected.
"""

import autograd.numpy as np
import pytest
import sympy as sp

from matrixcalculus import Domain, Rule, entry, relu, vectors, verify
from matrixcalculus.derive import i, j, k, m, n
from matrixcalculus.tensor import derive
from matrixcalculus.tensor.rules import RULES

A_, B_, W_, X_, w_, x_, y_, z_ = vectors("A B W X w x y z")
p, q, r = sp.symbols("p q r", integer=True, positive=True)
N = sp.Symbol("N", integer=True, positive=True)
s_ = sp.Symbol("s", real=True)
FEW = 12  # points: three sizes, four each; the chapters take 60
VECTORS, PAIR = {"x": "n"}, {"x": "n", "y": "n"}
MATRICES = {"A": "m n", "B": "n d"}


def total(of, *limits):
    for limit in limits:
        of = sp.Sum(of, limit)
    return of


def soft(z, index):
    return sp.exp(z[index]) / sp.Sum(sp.exp(z[k]), (k, 1, n))


def each(function):
    return function(x_[i])


# row: (expression, by, shapes, f, entry of the output, its indices, shape of the output, more)
ROWS = {
    "add": ("x + y", "x", PAIR, lambda x, y: x + y, x_[i] + y_[i], "n", {}),
    "sub": ("x - y", "y", PAIR, lambda x, y: x - y, x_[i] - y_[i], "n", {}),
    "neg": ("-x", "x", VECTORS, lambda x: -x, -x_[i], "n", {}),
    "mul": ("x * y", "x", PAIR, lambda x, y: x * y, x_[i] * y_[i], "n", {}),
    "scale": ("s * x", "s", {"s": "1", "x": "n"}, lambda s, x: s * x, s_ * x_[i], "n", {}),
    "div": ("x / y", "y", PAIR, lambda x, y: x / y, x_[i] / y_[i], "n",
            {"where": lambda y: np.all(y != 0)}),
    "over": ("x / s", "s", {"s": "1", "x": "n"}, lambda s, x: x / s, x_[i] / s_, "n",
             {"where": lambda s: s != 0}),
    "pow": ("x**3", "x", VECTORS, lambda x: x**3, x_[i] ** 3, "n", {}),
    "matmul": ("A @ B", "A", MATRICES, lambda A, B: A @ B,
               total(A_[i, k] * B_[k, j], (k, 1, n)), "m d", {}),
    "matmul right": ("A @ B", "B", MATRICES, lambda A, B: A @ B,
                     total(A_[i, k] * B_[k, j], (k, 1, n)), "m d", {}),
    "t": ("A'", "A", {"A": "m n"}, lambda A: A.T, A_[j, i], "n m", {}),
    "sum": ("sum(A)", "A", {"A": "m n"}, lambda A: np.sum(A),
            total(A_[k, r], (r, 1, n), (k, 1, m)), 1, {}),
    "columns": ("sum(A, axis=0)", "A", {"A": "m n"}, lambda A: np.sum(A, axis=0),
                total(A_[k, i], (k, 1, m)), "n", {}),
    "rows": ("sum(A, axis=1)", "A", {"A": "m n"}, lambda A: np.sum(A, axis=1),
             total(A_[i, k], (k, 1, n)), "m", {}),
    "fill": ("x + s", "s", {"x": "n", "s": "1"}, lambda x, s: x + s, x_[i] + s_, "n", {}),
    "down": ("A + x", "x", {"A": "m n", "x": "n"}, lambda A, x: A + x, A_[i, j] + x_[j], "m n",
             {}),
    "across": ("A + x[:, None]", "x", {"A": "m n", "x": "m"}, lambda A, x: A + x[:, None],
               A_[i, j] + x_[i], "m n", {}),
    "tr": ("tr(A)", "A", {"A": "n n"}, lambda A: np.trace(A), total(A_[k, k], (k, 1, n)), 1, {}),
    "diag": ("diag(x)", "x", VECTORS, lambda x: np.diag(x), x_[i] * sp.KroneckerDelta(i, j),
             "n n", {}),
    "dpart": ("diag(A)", "A", {"A": "n n"}, lambda A: np.diag(A), A_[i, i], "n", {}),
    "norm": ("norm(x)", "x", VECTORS, lambda x: np.sqrt(np.sum(x**2)),
             sp.sqrt(sp.Sum(x_[k] ** 2, (k, 1, n))), 1, {"where": lambda x: np.any(x != 0)}),
    "softmax": ("softmax(z)", "z", {"z": "n"}, lambda z: np.exp(z) / np.sum(np.exp(z)),
                soft(z_, i), "n", {}),
    "lse": ("logsumexp(z)", "z", {"z": "n"}, lambda z: np.log(np.sum(np.exp(z))),
            sp.log(sp.Sum(sp.exp(z_[k]), (k, 1, n))), 1, {}),
    "exp": ("exp(x)", "x", VECTORS, lambda x: np.exp(x), each(sp.exp), "n", {}),
    "log": ("log(x)", "x", VECTORS, lambda x: np.log(x), each(sp.log), "n",
            {"where": lambda x: np.all(x > 0)}),
    "sin": ("sin(x)", "x", VECTORS, lambda x: np.sin(x), each(sp.sin), "n", {}),
    "cos": ("cos(x)", "x", VECTORS, lambda x: np.cos(x), each(sp.cos), "n", {}),
    "tanh": ("tanh(x)", "x", VECTORS, lambda x: np.tanh(x), each(sp.tanh), "n", {}),
    "sigmoid": ("sigmoid(x)", "x", VECTORS, lambda x: 1 / (1 + np.exp(-x)),
                each(lambda one: 1 / (1 + sp.exp(-one))), "n", {}),
    "softplus": ("softplus(x)", "x", VECTORS, lambda x: np.log(1 + np.exp(x)),
                 each(lambda one: sp.log(1 + sp.exp(one))), "n", {}),
    "relu": ("relu(x)", "x", VECTORS, lambda x: np.maximum(0, x), each(relu), "n",
             {"kink": {"x": lambda x: 0 * x}, "convention": 0}),
}
# Rows whose derivation is not one of indices (an inverse, a determinant), or whose kink lies where
# no argument has one value (a largest entry): exact arithmetic and autograd have them, see
# test_rules and test_random.
OTHERS = {"det", "inv", "amax", "max", "abs", "sign", "step", "top", "rmax", "rtop"}


def pullback(expression, by, shapes):
    """What the engine pulls back, as a function of the cotangent and the arguments."""
    space = {}
    exec(derive(expression, by, **shapes).pullback(), space)
    return lambda G, **given: space["pullback"](G, **given)


def rule_of(name):
    expression, by, shapes, f, of, output, more = ROWS[name]
    domain = Domain(where=more.get("where"), kink=more.get("kink"),
                    **{one: "scalar" if shape == "1" else shape for one, shape in shapes.items()})
    base = {"s": s_, "x": x_, "y": y_, "z": z_, "A": A_, "B": B_}[by]
    axes = shapes[by].split() if shapes[by] != "1" else []
    indices = (p, q)[:len(axes)]
    wrt = base[indices] if indices else base
    rows = {0: None, 1: i, 2: (i, j)}[0 if output == 1 else len(str(output).split())]
    pull = pullback(expression, by, shapes)
    names = ", ".join(shapes)
    given = ", ".join(f"{one}={one}" for one in shapes)
    form = lambda change: eval(f"lambda G, {names}: change(pull(G, {given}))",
                               {"pull": pull, "change": change})
    return Rule(
        f"T-{name.replace(' ', '-')}", f=f, wrt=by, pullback=form(lambda pulled: pulled),
        shape=(output, 1 if shapes[by] == "1" else shapes[by]), domain=domain,
        derivation=entry(of, wrt, row=rows), convention=more.get("convention"),
        wrong={"the sign lost": form(lambda pulled: -pulled),
               "twice": form(lambda pulled: 2 * pulled),
               "one too many": form(lambda pulled: pulled + 1)})


def test_every_row_is_verified_here_or_is_named():
    assert {name.split()[0] for name in ROWS} | OTHERS == set(RULES)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_a_rule_of_the_book(name):
    assert verify(rule_of(name), points=FEW)
