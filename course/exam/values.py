"""What a question's texts are worth: as numbers, as SymPy expressions, and as numbers to print."""

import ast
from types import SimpleNamespace

import numpy as np
import sympy as sp

LARGEST = 99  # what is calculated with by hand
POINTS = 3  # at which two formulas are compared, beside the printed one
SEED = 7


def _each(function):
    """A SymPy function of an array of expressions, or of one."""
    return lambda u: np.vectorize(function, otypes=[object])(u)[()]


SYMBOLIC = SimpleNamespace(**{
    **{name: getattr(np, name) for name in ("dot", "sum", "diag", "array", "outer", "eye", "ones")},
    **{name: _each(getattr(sp, name)) for name in ("exp", "log", "sin", "cos")}})


def value(text, point, np_=np):
    """What an expression of the arguments and ``np`` gives."""
    return eval(text.strip(), {"np": np_, **point})


def plain(one):
    """A text that is a number, or a list of numbers, as such; any other text as it is."""
    if isinstance(one, list | tuple):
        return [plain(part) for part in one]
    if isinstance(one, dict):
        return {name: plain(part) for name, part in one.items()}
    try:
        return ast.literal_eval(one.strip()) if isinstance(one, str) else one
    except (ValueError, SyntaxError):
        return one


def arrays(at):
    """The arguments at the printed point, as floats and arrays of them."""
    return {name: np.array(plain(one), dtype=float)[()] for name, one in at.items()}


def elsewhere(at):
    """Points of the same sizes, away from anything special, positive."""
    rng = np.random.default_rng(SEED)
    return [{name: rng.uniform(0.5, 2, np.shape(one))[()] for name, one in at.items()}
            for _ in range(POINTS)]


def derived(of, by, at):
    """The Jacobian that SymPy derives, as a function of a point."""
    symbols = {name: _symbols(name, np.shape(one)) for name, one in at.items()}
    outputs = np.ravel(np.asarray(value(of, symbols, SYMBOLIC), dtype=object))
    slopes = sp.Matrix([[sp.diff(one, x) for x in np.ravel(symbols[by])] for one in outputs])
    flat = [x for one in symbols.values() for x in np.ravel(one)]
    function = sp.lambdify(flat, slopes, "numpy")
    return lambda point: np.array(
        function(*(x for name in symbols for x in np.ravel(point[name]))), dtype=float)


def _symbols(name, shape):
    flat = [sp.Symbol("_".join([name, *map(str, where)]), real=True)
            for where in np.ndindex(shape)]
    return np.array(flat, dtype=object).reshape(shape) if shape else flat[0]


def same(one, other):
    """Two arrays of one shape, equal but for rounding; a lone number counts as 1 by 1."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    alike = one.shape == other.shape or one.size == other.size == 1
    return bool(alike and np.allclose(one.ravel(), other.ravel(), rtol=1e-9, atol=1e-9))


def small(numbers):
    """Are all of them whole, and small enough for a pencil?"""
    flat = np.ravel(np.asarray(numbers, dtype=float))
    return bool(np.all(np.abs(flat - np.round(flat)) < 1e-9) and np.all(np.abs(flat) <= LARGEST))


def tex(numbers):
    """Whole numbers as LaTeX: one, a row, or a matrix."""
    rows = np.atleast_2d(np.asarray(numbers, dtype=float))
    said = [[f"{round(one)}" for one in row] for row in rows]
    if rows.size == 1:
        return said[0][0]
    return r"\begin{bmatrix}" + r"\\".join(" & ".join(row) for row in said) + r"\end{bmatrix}"
