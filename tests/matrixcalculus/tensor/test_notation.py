"""Formulas say what was checked: LaTeX and MathML read back, entries, Kronecker products."""

import itertools
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from matrixcalculus.tensor import derive
from matrixcalculus.tensor.check import compared
from matrixcalculus.tensor.entries import Entries
from matrixcalculus.tensor.layout import lay, shape_of
from matrixcalculus.tensor.notation import Formula
from matrixcalculus.tensor.page import layouts
from tests.helpers import expressions

from .identities import COOKBOOK, LEARNING

ALL = COOKBOOK + LEARNING


class Typed(Formula):
    """The same formulas in signs that can be typed: what LaTeX and MathML group, this groups."""

    number = staticmethod(str)
    operator = staticmethod(lambda sign: {"−": " - ", "⊙": " * ", "·": " * ", "=": " == "}.get(
        sign, f" {sign} "))
    times = staticmethod(lambda: " * ")
    matrix_product = staticmethod(lambda: " @ ")
    upright = staticmethod(str)
    row = staticmethod("".join)
    paren = staticmethod(lambda inside: f"({inside})")
    fraction = staticmethod(lambda top, bottom: f"(({top}) / ({bottom}))")
    root = staticmethod(lambda inside: f"sqrt({inside})")
    sub = staticmethod(lambda base, below: f"{base}_{below}")

    def letter(self, name, shape):
        return name

    def identifier(self, name, bold=False):
        return name

    def of_ones(self, n):
        return f"ones({n})", 5

    def of_eye(self, n):
        return f"eye({n})", 5

    def of_zero(self, shape):
        return f"zeros({', '.join(map(str, shape if shape[1] != 1 else shape[:1]))})", 5

    def of_t(self, laid):
        return self.bound(laid, 5) + "'", 3

    def of_inv(self, laid):
        return f"inv({self.write(laid)})", 5

    def of_norm(self, laid):
        return f"norm({self.write(laid)})", 5

    def of_compare(self, sign, left, right):
        left, right = (f"({self.write(one)})" for one in (left, right))
        return f"({left} {sign} {right})", 5

    def of_pow(self, base, exponent):
        return f"({self.bound(base, 5)})**({self.write(exponent)})", 3

    def of_call(self, name, laid, shape):
        if name in ("max_rows", "max_kept"):
            kept = "[:, None]" if name == "max_kept" else ""
            return f"max({self.write(laid[0])}, axis=1){kept}", 5
        rows = ", axis=1" if name in ("softmax", "logsumexp") and shape[1] != 1 else ""
        return f"{name}({', '.join(map(self.write, laid))}{rows})", 5


def derived(expression, by, shapes):
    return derive(expression, by, **{one: shapes[one] for one in shapes if one in expression})


@pytest.mark.parametrize(("name", "expression", "by", "shapes", "_"), ALL,
                         ids=[one[0] for one in ALL])
def test_a_formula_read_back_is_the_derivative(name, expression, by, shapes, _):
    found = derived(expression, by, shapes)
    typed = Typed().write(lay(found.result))
    assert compared(found.root, found.names, by, [(found.kind, typed)]), typed


def test_random_formulas_read_back_are_the_derivative():
    for seed in range(120):
        text, _ = expressions.expression(seed, 2)
        names = expressions.names_of(text)
        found = derive(text, names[0], **{one: expressions.SHAPES[one] for one in names})
        if found.kind != "slope":
            typed = Typed().write(lay(found.result))
            assert compared(found.root, found.names, found.by, [(found.kind, typed)]), typed


@pytest.mark.parametrize(("name", "expression", "by", "shapes", "_"), ALL,
                         ids=[one[0] for one in ALL])
def test_every_layout_is_whole(name, expression, by, shapes, _):
    found = derived(expression, by, shapes)
    for one in layouts(found):
        ElementTree.fromstring(f"<math>{one['mathml'].replace('&#x2062;', '')}</math>")
        assert one["latex"].count("{") == one["latex"].count("}")
        assert one["latex"].count("\\left") == one["latex"].count("\\right")
        assert not re.search(r"\b(None|Value|object)\b", one["latex"] + one["mathml"])


# Entries -----------------------------------------------------------------------------------------


class Number:
    """The value of a layout of an entry, for arrays and for numbers in the place of indices."""

    def __init__(self, values, sizes, inner):
        self.values, self.sizes, self.inner = values, sizes, inner

    def of(self, laid, at):
        kind = laid[0]
        if kind == "entry":
            array = self.array(laid[1])
            return array[tuple(at[one] for one in laid[2])]
        if kind == "delta":
            return float(at[laid[1]] == at[laid[2]])
        if kind == "sigma":
            length = self.length(laid[2], laid[1])
            return sum(self.of(laid[2], {**at, laid[1]: k}) for k in range(length))
        if kind == "prod":
            over = np.prod([self.of(one, at) for one in laid[2]])
            return laid[1] * over / np.prod([self.of(one, at) for one in laid[3]])
        if kind == "sum":
            return sum(sign * self.of(one, at) for sign, one in laid[1])
        if kind == "pow":
            return self.of(laid[1], at) ** self.of(laid[2], at)
        if kind == "compare":
            left, right = self.of(laid[2], at), self.of(laid[3], at)
            return float(left > right if laid[1] == ">" else left == right)
        if kind == "call" and laid[1] not in ("det", "tr", "max", "logsumexp"):
            return self.function(laid[1])(*(self.of(one, at) for one in laid[2]))
        return float(self.array(laid))

    def function(self, name):
        return {"relu": lambda a: max(a, 0.0), "maximum": max, "abs": abs,
                "sigmoid": lambda a: 1 / (1 + np.exp(-a))}.get(name) or getattr(np, name)

    def array(self, laid):
        """A part without indices: by the code that was checked by itself."""
        from matrixcalculus.tensor.code import Code
        code = Code()
        text = code.write(laid)
        return np.asarray(eval(text, {"np": np, **self.sizes, **self.values}), float)

    def length(self, laid, index):
        """How far an index runs: the length of the axis at which it first stands."""
        if laid[0] == "entry" and index in laid[2]:
            shape = [one for one in shape_of(laid[1]) if one != 1]
            size = shape[laid[2].index(index)]
            return self.sizes.get(size, size)
        for one in laid[1:]:
            parts = one if isinstance(one, (list, tuple)) else ()
            if parts and isinstance(parts[0], str):
                parts = [parts]
            for each in parts:
                each = each[1] if isinstance(each, tuple) and isinstance(each[0], int) else each
                found = self.length(each, index) if isinstance(each, tuple) else None
                if found is not None:
                    return found
        return None


SIZES = {"n": 3, "m": 2, "k": 4, "N": 5, "p": 2, "d": 3, "e": 2, "M": 4}
NUMBERS = ("power", "exponent", "single chain")  # they have no entries
SOME = [one for one in ALL if one[0] not in NUMBERS]


@pytest.mark.parametrize(("name", "expression", "by", "shapes", "_"), SOME,
                         ids=[one[0] for one in SOME])
def test_an_entry_in_indices_is_that_of_autograd(name, expression, by, shapes, _):
    found = derived(expression, by, shapes)
    values = expressions.point(3, found.names, SIZES)
    jacobian = np.asarray(expressions.autograd.jacobian(
        lambda v: expressions.run(found.root, {**values, by: v}, SIZES))(values[by]))
    rank, output = values[by].ndim, found.root.shape
    change = found.change if found.kind == "map" else None
    taken = set(found.names)
    if found.kind == "map":
        letters = ["i" if output[0] != 1 else None, "j" if output[1] != 1 else None]
        inputs = ["p", "q"][:rank]
    elif found.kind == "gradient":
        letters = ["i" if found.result.shape[0] != 1 else None,
                   "j" if found.result.shape[1] != 1 else None]
        inputs = []
    else:
        letters, inputs = ["i", "j" if found.result.shape[1] != 1 else None], []
    laid = Entries({}, change, taken).of(found.result, *letters)
    number = Number(values, SIZES, None)
    shape = jacobian.shape
    flat = jacobian.reshape([one for one in shape[:2] if one != 1] + list(shape[2:]))
    names = [one for one in letters if one] + inputs
    for at in itertools.product(*(range(one) for one in flat.shape)):
        got = number.of(laid, dict(zip(names, at, strict=True)))
        assert np.isclose(got, flat[at], rtol=1e-8, atol=1e-9), (at, laid)


@pytest.mark.parametrize(("expression", "by"), [
    ("inv(X)", "X"), ("X @ X", "X"), ("A @ X' @ B", "X"), ("X' @ X", "X"), ("W @ x + b", "W"),
    ("2 * A @ X - X", "X")])
def test_a_kronecker_product_is_the_jacobian_of_stacked_columns(expression, by):
    found = derive(expression, by)
    values = expressions.point(2, found.names, SIZES)
    jacobian = expressions.autograd.jacobian(
        lambda v: expressions.run(found.root, {**values, by: v}, SIZES))(values[by])
    rows, columns = jacobian.shape[:2], values[by].shape
    order = lambda shape: np.arange(np.prod(shape)).reshape(shape).T.ravel()
    want = jacobian.reshape(np.prod(rows), -1)[order(rows)][:, order(columns)]
    number = Number(values, SIZES, None)
    got = 0
    for factor, right, left, turned in found.kronecker():
        one = np.kron(*(np.atleast_2d(number.array(lay(part))).reshape(
            [SIZES.get(size, size) for size in part.shape]) for part in (right, left)))
        if turned:
            exchange = np.zeros((np.prod(columns),) * 2)
            for i in range(columns[0]):
                for j in range(columns[1]):
                    exchange[i * columns[1] + j, j * columns[0] + i] = 1
            one = one @ exchange
        got = got + number.of(lay(factor), {}) * one
    assert np.allclose(got, want)
