"""Every row of the rules matters: broken in any of six ways, its answers are refused."""

import pytest

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.exact import Run
from matrixcalculus.tensor.normal import add, full, had, num, product, size, t, zero
from matrixcalculus.tensor.rules import FUNCTIONS, RULES, Row

SHAPES = {"x": "n", "y": "n", "c": "n", "s": "1", "r": "1", "A": "n m", "B": "n m", "C": "n m",
          "S": "n n", "Q": "n n", "d": "m", "k": "m n", "D": "m m"}
CASES = {  # of each row: an expression for each operand, with another cotangent at every entry
    "add": [("c @ (x + y)", "x"), ("c @ (x + y)", "y")],
    "sub": [("c @ (x - y)", "x"), ("c @ (x - y)", "y")],
    "neg": [("c @ (-x)", "x")],
    "mul": [("c @ (x * y)", "x"), ("c @ (x * y)", "y")],
    "scale": [("c @ (s * y)", "s"), ("c @ (s * y)", "y")],
    "div": [("c @ (x / y)", "x"), ("c @ (x / y)", "y")],
    "over": [("c @ (x / s)", "x"), ("c @ (x / s)", "s")],
    "pow": [("c @ x**3", "x"), ("sum(c) * s**r", "r")],
    "matmul": [("tr(k @ S @ A)", "S"), ("tr(S @ A @ k)", "A")],
    "t": [("tr(S' @ Q)", "S")],
    "sum": [("sum(x)**2", "x")],
    "columns": [("d @ sum(A, axis=0)", "A")],
    "rows": [("c @ sum(A, axis=1)", "A")],
    "fill": [("c @ (x + s)", "s")],
    "down": [("tr((A + d) @ k)", "d")],
    "across": [("tr((A + x[:, None]) @ k)", "x")],
    "tr": [("tr(S)**2", "S")],
    "det": [("det(S)", "S")],
    "inv": [("tr(inv(S) @ Q)", "S")],
    "diag": [("tr(diag(x) @ Q)", "x")],
    "dpart": [("c @ diag(S)", "S")],
    "norm": [("norm(A)", "A")],
    "softmax": [("c @ softmax(x)", "x")],
    "lse": [("d @ logsumexp(k, axis=1)", "k")],
    "amax": [("s * max(x * c)", "x")],
    "rmax": [("c @ max(A * B, axis=1)", "A")],
    "max": [("c @ maximum(x, y)", "x"), ("c @ maximum(x, y)", "y")],
}
CASES.update({name: [(f"c @ {name}(x)", "x")] for name in FUNCTIONS if name != "sign"})
FLAT = ("step", "sign", "top", "rtop")  # no derivative but 0
WAYS = {
    "twice": lambda pulled: product([num(2), pulled]),
    "sign": lambda pulled: product([num(-1), pulled]),
    "lost": lambda pulled: zero(pulled.shape),
    "one too many": lambda pulled: add([pulled, ones(pulled.shape)]),
    "entries squared": lambda pulled: had([pulled, pulled]),
    "mean for sum": lambda pulled: product([pulled, had([size("n")], [num(-1)])]),
}


def ones(shape):
    return num(1) if shape == (1, 1) else full(shape)


def broken(row, operand, way):
    pulls = list(row.pulls)
    right = pulls[operand]
    pulls[operand] = lambda *given: way(right(*given))
    return Row(row.value, pulls, row.ids, row.words, row.domain, row.kink)


PULLS = [(name, operand) for name in CASES for operand in range(len(RULES[name].pulls))]


def test_every_row_has_a_case_and_an_exact_meaning():
    assert set(CASES) | set(FLAT) == set(RULES)
    for name, row in RULES.items():
        assert hasattr(Run, "do_" + name)
        assert len(row.pulls) == len(row.ids) == len(row.words)


@pytest.mark.parametrize(("name", "operand"), PULLS, ids=[f"{a}-{b}" for a, b in PULLS])
def test_a_row_is_right_and_broken_in_six_ways_it_is_caught(name, operand, monkeypatch):
    expression, by = CASES[name][operand]
    shapes = {one: shape for one, shape in SHAPES.items() if one in expression}
    assert derive(expression, by, **shapes).checked
    row, caught = RULES[name], []
    for way, change in WAYS.items():
        monkeypatch.setitem(RULES, name, broken(row, operand, change))
        with pytest.raises(InputError, match="does not pass its own exact check") as error:
            derive(expression, by, **shapes)
        caught.append((way, error.value.kind))
    assert caught == [(way, "unknown") for way in WAYS]


@pytest.mark.parametrize(("name", "operand"), [("matmul", 0), ("matmul", 1), ("inv", 0),
                                               ("det", 0), ("t", 0)])
def test_a_transpose_too_many_is_caught(name, operand, monkeypatch):
    expression, by = {"matmul": [("tr(Q @ S @ Q)", "S"), ("tr(S @ Q @ S)", "Q")]}.get(
        name, CASES[name])[operand]
    monkeypatch.setitem(RULES, name, broken(RULES[name], operand, t))
    with pytest.raises(InputError, match="does not pass"):
        derive(expression, by, S="n n", Q="n n")


def test_a_lost_mask_is_caught(monkeypatch):
    row = RULES["relu"]
    monkeypatch.setitem(RULES, "relu", Row(row.value, [lambda G, y, a, d: G], row.ids, row.words))
    with pytest.raises(InputError, match="does not pass"):
        derive("c @ relu(x)", "x", c="n", x="n")


@pytest.mark.parametrize("name", FLAT)
def test_what_is_flat_has_the_derivative_zero(name):
    expression = {
        "top": "c @ (x == max(x))",
        "rtop": "sum(outer(c, x) == max(outer(c, x), axis=1)[:, None])"}.get(name, f"c @ {name}(x)")
    assert derive(expression, "x", c="n", x="n").answer == "zeros(n)"
