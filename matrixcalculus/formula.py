"""A derived entry as code: fast to evaluate, and written out in full at a concrete size."""

import builtins
import cmath
import math
from functools import cache, lru_cache

import numpy as np
import sympy as sp
from sympy.printing.pycode import CmathPrinter, PythonCodePrinter

from .derive import jacobian_at, letters_of, places, plain
from .errors import RuleError
from .sampling import show
from .shapes import sizes_at


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
        letters, sides = letters_of(expr), (derived.rows, derived.columns)
        self.used = [[at for at, one in enumerate(side) if one in letters] for side in sides]
        indices = tuple(side[at] for side, used in zip(sides, self.used, strict=True)
                        for at in used)
        try:
            self.names, self.function = _code(expr, indices, number)
        except Exception as error:
            self._refuse(error)

    def matrix(self, point, shape):
        """Every entry at a point, as an array of ``shape`` = (rows, columns).

        Rows and columns that are those of an array are its shape: ``((3, 2), 4)`` gives six rows.
        Raises RuleError if an entry has no value there.
        """
        known = {name: _OneBased(value, self.number) for name, value in point.items()}
        known |= sizes_at(self.rule.domain.shapes, point)
        try:
            rows, columns = ([[place[at] for at in used] for place in places(one)]
                             for one, used in zip(shape, self.used, strict=True))
            entry = self.function(*[known[name] for name in self.names])
            return np.array([[entry(*r, *c) for c in columns] for r in rows], dtype=self.number)
        except Exception as error:
            self._refuse(error, f" at {show(point)}")

    def _refuse(self, error, where=""):
        raise RuleError(
            f"{self.rule.id}: the derivation gives no number{where}: {plain(self.expr)} raised "
            f"{type(error).__name__} ({error}). Narrow the domain, or derive another form."
        ) from error


@lru_cache(maxsize=2000)
def _code(expr, indices, number):
    """The names of what a formula holds beside its indices, and a function of what they are.

    That returns the entry as a function of the indices.
    """
    bound = {limit[0] for total in expr.atoms(sp.Sum) for limit in total.limits}
    code = _printer(number, frozenset({*indices} | bound))
    fixed = sorted(letters_of(expr) - {*indices}, key=str)
    entry = code.text(expr)
    source = [
        f"def at_a_point({code.names(fixed)}):",
        *(f"    {name} = cache(lambda {letters}: {total})"
          for name, letters, total in code.sums_in(entry)),
        f"    return lambda {code.names(indices)}: {entry}",
    ]
    names = {**vars(code.module), code.module.__name__: code.module,
             "cache": cache, "builtins": builtins}
    exec(compile("\n".join(source), "<formula>", "exec"), names)
    return [letter.name for letter in fixed], names["at_a_point"]


def as_code(expr, letters):
    """An expression without indices as a fast function of complex numbers, one for each letter."""
    # Letters may have names that Python has not.
    plain = tuple(sp.Symbol(f"letter_{place}", **letter.assumptions0)
                  for place, letter in enumerate(letters))
    _, at_a_point = _code(expr.xreplace(dict(zip(letters, plain, strict=True))), plain, complex)
    return at_a_point()


class _Code:
    """SymPy's printer of Python code, with a function for each sum.

    It has the letters that the sum depends on and that are ``changing`` at a point, so that each
    of its values is computed once, in however many entries and other sums it stands. A part of
    several expressions is printed once.
    """

    def __init__(self, changing):
        super().__init__({"fully_qualified_modules": False, "allow_unknown_functions": True})
        self.changing, self.sums, self.printed = changing, {}, {}

    def text(self, expr):
        return self._print(expr)

    def sums_in(self, text):
        """The sums that stand in a piece of code or in each other: (name, letters, code)."""
        found = []
        for (total, letters), name in reversed(self.sums.items()):  # the innermost came first
            if f"{name}(" in text:
                found.append((name, letters, total))
                text += total
        return found

    def _print(self, expr, **options):
        if options or not isinstance(expr, sp.Basic):
            return super()._print(expr, **options)
        if expr not in self.printed:
            self.printed[expr] = super()._print(expr)
        return self.printed[expr]

    def names(self, letters):
        return ", ".join(map(self.text, letters))

    def _print_Sum(self, expr):
        letters = self.names(sorted(letters_of(expr) & self.changing, key=str))
        total = super()._print_Sum(expr), letters
        return f"{self.sums.setdefault(total, f'sum_{len(self.sums)}')}({letters})"


class _RealCode(_Code, PythonCodePrinter):
    module = math


class _ComplexCode(_Code, CmathPrinter):
    module = cmath


_PRINTERS = {float: _RealCode, complex: _ComplexCode}


@lru_cache(maxsize=200)
def _printer(number, changing):
    return _PRINTERS[number](changing)


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
