"""A question as data: what is asked, at which points, and what is true there.

A question is described by text, so that it can be stored, and sent from process to process::

    Question(of="3 * w * x", by="w", w="n", x="n")

asks for the Jacobian of ``3 * w * x`` with respect to ``w``, for vectors of every length n.
"""

import re
from functools import cached_property

import autograd.numpy as differentiable
import numpy as np

from . import numdiff
from .sampling import Domain, call

SEED = 7
SIZES = ((2, 3, 4), (3, 5, 2))
POINTS = 6
ON_KINK = 2
KINK_GAP = 1e-12


class Question:
    """One function to differentiate, or to compute.

    Parameters
    ----------
    of : str
        The function, as an expression of its arguments and ``np``: ``"np.sum(w * x)"``.
    by : str, optional
        The argument to differentiate with respect to; without it the answer is the function's
        value.
    where : str, optional
        A condition on the arguments, entry by entry: ``"x != 0"``.
    kink : str, optional
        ``"z = 0"``: where the argument left of ``=`` has a kink. Points lie close to it, and two
        on it, where the truth is the slope from below, our convention.
    flat : bool
        A gradient of shape (n,), as an update uses it, instead of the row (1, n).
    **shapes : str
        Each argument's shape, as in :class:`matrixcalculus.Domain`.

    Raises
    ------
    DomainError
        If a shape or a condition is badly described.
    SyntaxError
        If a text is no expression.
    """

    id = "your derivation"  # what messages call it

    def __init__(self, of, by=None, where=None, kink=None, flat=False, **shapes):
        self.of, self.by, self.flat, self.shapes = of, by, flat, shapes
        self.kinked, place = (part.strip() for part in kink.split("=")) if kink else (None, None)
        self.domain = Domain(where=self.function(where) if where else None,
                             kink={self.kinked: self.function(place)} if kink else None, **shapes)

    def function(self, text):
        """An expression as a function of those arguments that it names."""
        named = [name for name in self.shapes if re.search(rf"\b{name}\b", text)]
        return eval(f"lambda {', '.join(named)}: {text}", {"np": differentiable})

    @cached_property
    def asked(self):
        """The function itself, of those arguments that it needs."""
        return self.function(self.of)

    def points(self, seed=SEED, sizes=SIZES, count=POINTS):
        """Points of the domain, the last two on the kink, if there is one.

        Returns
        -------
        list of dict
            From each argument's name to a float or an array.
        """
        return [*self.domain.points(count, seed, sizes),
                *self.domain.kink_points(ON_KINK, seed, sizes)]

    def truth(self, point):
        """What is right at a point.

        Returns
        -------
        array
            The Jacobian (m, n), the flat gradient (n,), or, without ``by``, the value. On the
            kink, the slope from below.
        """
        if self.by is None:
            return np.asarray(call(self.asked, point), dtype=float)
        if self.on_kink(point):
            point = {**point, self.kinked: point[self.kinked] - KINK_GAP}
        measured = numdiff.jacobian(
            lambda moved: call(self.asked, {**point, self.by: moved}), point[self.by])
        return measured[0] if self.flat else measured

    def on_kink(self, point):
        """Does a point lie exactly on the kink, in every entry?"""
        if not self.kinked:
            return False
        return bool(np.all(point[self.kinked] == call(self.domain.kink[self.kinked], point)))
