"""A law at one size, with functions that stay unknown.

"For all f and g" cannot be derived for vectors of every length at once: SymPy has no unknown
function of a vector of unknown length. At one size it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from . import numdiff
from .derive import Entry
from .errors import RuleError
from .formula import as_code
from .instances import INSTANCES, draw, unknown
from .mutate import array_mistakes, formula_mistakes

POINTS = 3  # for each instance


@dataclass(frozen=True)
class Law:
    """What a law says at one size, for unknown functions.

    Parameters
    ----------
    outputs : sequence of sympy expressions
        The m outputs, in unknown functions such as ``f_1(g_1(x_1, x_2), g_2(x_1, x_2))``.
    by : sequence of Symbol
        The n variables to differentiate by.
    jacobian : sympy.Matrix
        What the law says, of shape (m, n): a product of two Jacobians, say.
    at : dict
        The size, in numbers: ``{"m": 2, "K": 3, "n": 2}``.

    Raises
    ------
    RuleError
        If nothing is unknown, or the shape is not (m, n).
    """

    outputs: Sequence
    by: Sequence
    jacobian: sp.Matrix
    at: dict

    def __post_init__(self):
        if not unknown(*self.outputs):
            raise RuleError("a law holds for unknown functions, but its outputs name none")
        want = (len(self.outputs), len(self.by))
        if self.jacobian.shape != want:
            raise RuleError(f"a law of {want[0]} outputs by {want[1]} variables has shape {want}, "
                            f"not {self.jacobian.shape}")

    @cached_property
    def stated(self):
        """What the law says, of shape (m, n), as a matrix that nobody can change."""
        return sp.ImmutableMatrix(self.jacobian).doit()

    def is_derived(self):
        """Does SymPy's Jacobian of the outputs equal what the law says, entry by entry?"""
        derived = sp.Matrix(self.outputs).jacobian(list(self.by))
        return (derived - self.stated).doit().expand().is_zero_matrix is True

    def trials(self, seed):
        """Drawn functions at drawn points: a list of (function of a stated Jacobian, truth).

        The function turns a Jacobian in unknown functions into numbers; the truth is measured by
        the complex step, which knows no rule of differentiation. Both are of shape (m, n).
        """
        rng = np.random.default_rng(seed)
        functions = unknown(*self.outputs)
        return [trial for _ in range(INSTANCES)
                for trial in self._trials_of(draw(functions, rng), rng)]

    def _trials_of(self, put, rng):
        letters = sorted(set().union(*(one.free_symbols for one in self.outputs)), key=str)
        places = [letters.index(one) for one in self.by]
        code = cache(lambda part: as_code(put(part), letters))
        for _ in range(POINTS):
            at = rng.choice([-1, 1], len(letters)) * rng.uniform(0.2, 2, len(letters))

            def moved(t, at=at):
                at = at.astype(complex)
                at[places] = t
                return np.array([code(one)(*at) for one in self.outputs])

            yield partial(_numbers, letters, code, at), numdiff.jacobian(moved, at[places])

    def mistakes(self):
        """Wrong forms of what the law says: ``{what went wrong: sympy.ImmutableMatrix}``."""
        J = self.stated
        changed = {name: change(np.array(J.tolist(), dtype=object))
                   for name, change in array_mistakes(J.is_square).items()}
        found = {name: sp.ImmutableMatrix(wrong) for name, wrong in changed.items()
                 if wrong.ndim == 2 and sp.ImmutableMatrix(wrong) != J}
        entry = Entry(self.outputs[0], self.by[-1], J[0, J.cols - 1], None, None)
        for name, wrong in formula_mistakes(entry, {}).items():
            matrix = J.as_mutable()
            matrix[0, J.cols - 1] = wrong
            found[f"entry (1, {J.cols}): {name}"] = matrix.as_immutable()
        return found


def _numbers(letters, code, at, stated):
    """A Jacobian in unknown functions, once each of them and of its slopes is a number."""
    known = dict(zip(letters, at, strict=True))
    parts = {part for part in stated.atoms(AppliedUndef, sp.Derivative, sp.Subs)
             if part.free_symbols <= set(letters)}  # none of the inside of a Subs
    values = {part: sp.Float(code(part)(*at).real, 17) for part in parts}
    return np.array(stated.xreplace(values).xreplace(known).evalf(17), dtype=float)
