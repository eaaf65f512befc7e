"""Closed forms that are no code of a chapter, written so that they run on dual numbers too."""

import inspect
from functools import partial

import numpy as np
import sympy as sp

from matrixcalculus.derive import letters_of, places
from matrixcalculus.pullback import units
from matrixcalculus.sampling import call

FUNCTIONS = {name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sqrt")}


def taking(rule, form):
    """The Jacobian ``form(point)`` as the rule states its own: a function of the arguments by name,
    or of a cotangent and of them."""
    Parameter = inspect.Parameter
    names = [Parameter(name, Parameter.KEYWORD_ONLY) for name in rule.domain.shapes]
    if rule.pullback is None:
        def stated(**point):
            return form(point)
    else:
        def stated(cotangent, **point):
            pulled = np.ravel(cotangent) @ form(point)
            return pulled.reshape(np.shape(point[rule.wrt]))

        names.insert(0, Parameter("cotangent", Parameter.POSITIONAL_OR_KEYWORD))
    stated.__signature__ = inspect.Signature(names)
    return stated


def jacobian(rule, form=None):
    """The Jacobian that a rule states, or another form in its place, as a function of a point."""
    form = form or rule.form

    def rows(point):
        outputs = np.shape(call(rule.f, point))
        return np.array([np.ravel(call(partial(form, unit), point)) for unit in units(outputs)],
                        dtype=object)

    def closed(point):
        return np.asarray(call(form, point), dtype=object)

    return closed if rule.pullback is None else rows


def from_entry(rule, expr):
    """The form that a SymPy entry says, output by output and input by input."""
    derived = rule.derived
    letters = sorted(letters_of(expr), key=str)
    code = sp.lambdify(letters, expr, modules=[FUNCTIONS, "math"], docstring_limit=0)

    def filled(point):
        known = {name: OneBased(value) if np.ndim(value) else value
                 for name, value in point.items()}
        known |= rule.domain.sizes_at(point)
        entries = np.array([code(*[(known | at)[letter.name] for letter in letters])
                            for at in _indices(rule, point, derived)], dtype=object)
        return entries.reshape(rule.shape_at(point))

    return taking(rule, filled)


def _indices(rule, point, derived):
    """The letters of each row and column, with their numbers: row by row."""
    outputs, inputs = rule.axes_at(point)
    for row in places(outputs):
        for column in places(inputs):
            numbers = [*zip(derived.rows, row, strict=False),  # a number has no letters
                       *zip(derived.columns, column, strict=False)]
            yield {str(letter): number for letter, number in numbers}


class OneBased:
    """An array that counts from 1, and wraps round where an index has slipped."""

    def __init__(self, array):
        self.array = array

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        return self.array[tuple((i - 1) % n for i, n in zip(index, self.array.shape, strict=True))]
