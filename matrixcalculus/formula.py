"""A derived entry as code: fast to evaluate, and written out in full at a concrete size."""

from functools import lru_cache

import numpy as np
import sympy as sp

from .derive import jacobian_at, letters_of, places, plain
from .errors import RuleError
from .sampling import show
from .shapes import sizes_at

MODULES = {float: "math", complex: "cmath"}  # what runs the code that SymPy writes


class Formula:
    """A symbolic entry as a fast function of a point and 1-based row and column.

    Parameters
    ----------
    expr : sympy expression
        The value of ``derived``, or its component y, or a wrong form of either.
    derived : Entry
        Says which letters are row and column.
    rule : Rule
        Only its ``id`` and the shapes of its domain are used.
    number : float or complex
        What the arguments and the result are.

    Raises
    ------
    RuleError
        If SymPy cannot write the expression as code.
    """

    def __init__(self, expr, derived, rule, number=float):
        self.expr, self.rule, self.number = expr, rule, number
        self.rows, self.columns = [*map(str, derived.rows)], [*map(str, derived.columns)]
        symbols = sorted(letters_of(expr), key=str)
        self.names = [symbol.name for symbol in symbols]
        try:
            self.function = _code(tuple(symbols), expr, MODULES[number])
        except Exception as error:
            self._refuse(error)

    def matrix(self, point, shape):
        """Every entry at a point, as an array of ``shape`` = (rows, columns).

        Rows and columns that are those of an array are its shape: ``((3, 2), 4)`` gives six rows.
        Raises RuleError if an entry has no value there.
        """
        known = {name: _OneBased(value, self.number) for name, value in point.items()}
        known |= sizes_at(self.rule.domain.shapes, point)
        rows, columns = map(places, shape)
        try:
            return np.array([[self._at(known, r, c) for c in columns] for r in rows],
                            dtype=self.number)
        except Exception as error:
            self._refuse(error, f" at {show(point)}")

    def _at(self, known, row, column):
        known.update(zip(self.rows, row, strict=False))
        known.update(zip(self.columns, column, strict=False))
        return self.function(*[known[name] for name in self.names])

    def _refuse(self, error, where=""):
        raise RuleError(
            f"{self.rule.id}: the derivation gives no number{where}: {plain(self.expr)} raised "
            f"{type(error).__name__} ({error}). Narrow the domain, or derive another form."
        ) from error


@lru_cache(maxsize=2000)
def _code(symbols, expr, modules):
    return sp.lambdify(symbols, expr, modules=modules, docstring_limit=0)


@lru_cache(maxsize=200)
def written_out(derived, shape, sizes):
    """The Jacobian from the derived entry, the one from Matrix.jacobian, and whether they agree.

    ``shape`` is the pair (rows, columns), of numbers or of shapes; ``sizes`` a frozen set of
    (letter, number).
    """
    ours, sympys = jacobian_at(derived, *shape, dict(sizes))
    return ours, sympys, all(map(_equal, ours, sympys))


def _equal(a, b):
    # In the order of their cost: expanding is often enough, and ten times as fast as simplifying.
    return a == b or sp.expand(a) == sp.expand(b) or sp.simplify(a - b) == 0


class _OneBased(dict):
    """An array that counts from 1, as formulas do, and wraps round where an index has slipped.

    An entry is looked up in it once, and remembered: a sum within a sum asks for it many times.
    """

    def __new__(cls, value, number):
        return super().__new__(cls) if np.ndim(value) else number(value)

    def __init__(self, value, number):
        super().__init__()
        self.array, self.number = value, number

    def __missing__(self, index):
        places = index if isinstance(index, tuple) else (index,)
        place = tuple((i - 1) % s for i, s in zip(places, self.array.shape, strict=True))
        self[index] = self.number(self.array[place])
        return self[index]
