"""Shapes as a page writes them: "scalar", "n" for a vector, "N n" for a matrix of N rows."""

import math
import re
from functools import cached_property, lru_cache

import numpy as np
import sympy as sp

from .errors import DomainError, RuleError

SCALAR = (1, 1)  # the shape of a Jacobian of a number by a number
_SHAPE = re.compile(r"scalar|(?:[A-Za-z]+|[1-9]\d*)(?: (?:[A-Za-z]+|[1-9]\d*))*")


class Shape(str):
    """The shape of an argument: ``Shape("N n")`` is that of a matrix of N rows and n columns.

    It may have any number of axes: ``Shape("m c h w")`` for the kernels of a convolution. A letter
    is a size that may change from point to point; a number is a fixed size. It is a string, so it
    compares and prints as it is written.

    Raises
    ------
    DomainError
        If the text is not understood.
    """

    def __new__(cls, text):
        if not isinstance(text, str) or not _SHAPE.fullmatch(text):
            raise DomainError(f"a shape is 'scalar', 'n' or 'N n', not {text!r}")
        return super().__new__(cls, text)

    @cached_property
    def sides(self):
        """The sides as they are written: () for a scalar, ("N", "n") for a matrix."""
        return () if self == "scalar" else tuple(self.split())

    @cached_property
    def letters(self):
        """The size letters, in order: ("N", "n")."""
        return tuple(dict.fromkeys(side for side in self.sides if not side.isdigit()))

    def at(self, sizes):
        """The shape in numbers, for ``sizes`` such as ``{"N": 3, "n": 2}``: (3, 2)."""
        return tuple(int(side) if side.isdigit() else sizes[side] for side in self.sides)

    def sizes_of(self, array):
        """The numbers for the letters that an array of this shape has: ``{"N": 3, "n": 2}``.

        Raises ValueError if the array has another number of axes.
        """
        pairs = zip(self.sides, np.shape(array), strict=True)
        return {side: size for side, size in pairs if not side.isdigit()}


def sizes_at(shapes, point):
    """The sizes at a point, from the shapes of its arguments: ``{"N": 3, "n": 2}``."""
    found = {}
    for name, shape in shapes.items():
        shape = shape if isinstance(shape, Shape) else Shape(shape)
        found |= shape.sizes_of(point[name])
    return found


def jacobian_shape(sides, sizes):
    """The numbers for a declared pair: ("N m", "m n") is (15, 10) for N = 3, m = 5, n = 2.

    Raises RuleError if a side is neither a size nor a positive whole number.
    """
    return tuple(math.prod(one) for one in jacobian_axes(sides, sizes))


def jacobian_axes(sides, sizes):
    """The shapes of the output and of the argument: ("N m", "m n") is ((3, 5), (5, 2)).

    A side is a number, a letter, or like "n + 1"; for an array several of them, "N m", or a tuple.
    Raises RuleError if one of them is neither a size nor a positive whole number.
    """
    return _axes(tuple(sides), tuple(sizes.items()))


@lru_cache(maxsize=1000)
def _axes(sides, sizes):
    return tuple(tuple(_side(one, dict(sizes), sides) for one in axes_of(side)) for side in sides)


def in_words(side):
    """A side of a declared pair as a page writes it: "m·n" for the entries of a matrix."""
    one, *others = (str(axis) for axis in axes_of(side))
    if not others:
        return one
    return "·".join(f"({axis})" if " " in axis else axis for axis in (one, *others))


def axes_of(side):
    """The axes that a side of a declared pair is made of: "N m" has the two "N" and "m"."""
    if isinstance(side, str) and side != "scalar" and _SHAPE.fullmatch(side):
        return tuple(side.split())
    return side if isinstance(side, tuple) else (side,)


def _side(side, sizes, sides):
    if side in sizes:
        return sizes[side]
    try:
        number = side if isinstance(side, int) else sp.sympify(side, locals=dict(sizes))
        if number == int(number) and number > 0:
            return int(number)
    except (TypeError, ValueError, AttributeError, sp.SympifyError):
        pass
    raise RuleError(
        f"shape {sides}: {side!r} is neither a size of an argument nor a positive number"
    )
