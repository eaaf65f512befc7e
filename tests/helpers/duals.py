"""Closed forms that are no code of a chapter, written so that they run on dual numbers too."""

import inspect

import numpy as np
import sympy as sp

from matrixcalculus.derive import letters_of

FUNCTIONS = {name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sqrt")}


def taking(rule, form):
    """``form(point)`` as a function of the arguments of the rule, by name."""
    def closed(**point):
        return form(point)

    closed.__signature__ = inspect.Signature([
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in rule.domain.shapes])
    return closed


def from_entry(rule, expr):
    """The closed form that a SymPy entry says, row by row and column by column."""
    derived = rule.derived
    letters = sorted(letters_of(expr), key=str)
    code = sp.lambdify(letters, expr, modules=[FUNCTIONS, "math"], docstring_limit=0)

    def form(point):
        known = {name: OneBased(value) if np.ndim(value) else value
                 for name, value in point.items()}
        known |= rule.domain.sizes_at(point)
        entries = np.empty(rule.shape_at(point), dtype=object)
        for row, column in np.ndindex(entries.shape):
            known |= {str(derived.row): row + 1, str(derived.column): column + 1}
            entries[row, column] = code(*[known[letter.name] for letter in letters])
        return entries

    return taking(rule, form)


class OneBased:
    """An array that counts from 1, and wraps round where an index has slipped."""

    def __init__(self, array):
        self.array = array

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        return self.array[tuple((i - 1) % n for i, n in zip(index, self.array.shape, strict=True))]
