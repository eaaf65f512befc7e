"""Seeded points inside the domain of a rule: anywhere, close to its kinks, and on them.

Sizes differ from each other and are at least 2, and entries are distinct: with n = 1 or equal
entries most mistakes cannot be seen.
"""

import inspect
from functools import lru_cache

import numpy as np

from .errors import DomainError
from .shapes import Shape, sizes_at

# Sizes are handed out so that two size letters never coincide, and the points that decide
# whether a wrong form is really wrong have other sizes than the points that check it.
CHECK_SIZES = ((2, 5, 4, 3, 6), (3, 4, 2, 5, 7), (5, 2, 3, 4, 6))
OTHER_SIZES = ((4, 6, 5, 2, 3), (6, 3, 5, 2, 4))
TRIES = 2000
GRID = 64  # on a kink, entries are multiples of 1/64: sums of products are exact in any order


class Domain:
    """Where a rule holds.

    Parameters
    ----------
    where : callable, optional
        Called with the arguments by name; true (everywhere, for arrays) inside the domain.
        Where it is left out, every point counts, so say x != 0 where you divide by x.
    kink : dict, optional
        ``{"w": lambda x: x}`` says that f has a kink where w equals x. The function takes the
        other arguments by name and returns the value of the named one at the kink.
    sample : dict, optional
        ``{"n": lambda rng: rng.integers(-4, 5)}``: how to draw an argument that is not real.
    **shapes : str
        One per argument: "scalar", "n" for a vector of shape (n,), "N n" for a matrix (N, n),
        "m c h w" for an array of four axes; a number is a fixed size, "2" for a vector of shape
        (2,). At most five letters in all.

    Unless said otherwise, entries have a random sign and a size between 0.2 and 3.

    Raises
    ------
    DomainError
        If a shape is not understood, a function is none or names an unknown argument, or (when
        points are drawn) no point satisfies ``where`` or one has not the declared shape.
    """

    def __init__(self, where=None, kink=None, sample=None, **shapes):
        if not shapes:
            raise DomainError("a domain needs at least one argument, e.g. Domain(x='n')")
        shapes = {name: _shape(name, text) for name, text in shapes.items()}
        for option, found in (("kink", kink), ("sample", sample)):
            if found is not None and not (isinstance(found, dict) and found):
                raise DomainError(
                    f"{option} must be a dict such as {{'w': a function}}, not {found!r}"
                )
        if kink and len(kink) != 1:
            raise DomainError("a kink places one argument: kink={'w': lambda x: x}")
        for name in [*(kink or {}), *(sample or {})]:
            if name not in shapes:
                raise DomainError(f"{name} is not an argument; the domain has {', '.join(shapes)}")
        self.where, self.kink, self.sample, self.shapes = where, kink, sample, shapes
        for name in self.letters:
            if name in shapes:
                raise DomainError(f"{name} names both an argument and a size: rename one of them")
        for option, function in (("where", where), *(kink or {}).items()):
            if function is not None and (unknown := set(needs(function)) - set(shapes)):
                raise DomainError(f"{option}: its function takes {', '.join(sorted(unknown))}, "
                                  f"but the domain has {', '.join(shapes)}")
        for name, function in (sample or {}).items():
            if not callable(function):
                raise DomainError(f"sample: {name} needs a function of rng, not {function!r}")

    @property
    def letters(self):
        """The size letters in order of appearance, e.g. ('N', 'n')."""
        return tuple(dict.fromkeys(one for shape in self.shapes.values() for one in shape.letters))

    def sizes(self, choice):
        """Assign the numbers of ``choice`` to the size letters, in order of appearance.

        Raises DomainError if there are more letters than numbers.
        """
        if len(self.letters) > len(choice):
            raise DomainError(f"a domain has at most {len(choice)} sizes, not {self.letters}")
        return dict(zip(self.letters, choice, strict=False))

    def sizes_at(self, point):
        """The sizes at a point: ``{"N": 3, "n": 2}``."""
        return sizes_at(self.shapes, point)

    def draw(self, rng, sizes, grid=None):
        """Return one point: a dict from argument name to float or read-only array.

        With ``grid``, entries are rounded to multiples of 1/grid.
        Raises DomainError if none of 2000 candidates satisfies ``where``.
        """
        point = {name: self._draw_one(rng, name, sizes, grid) for name in self.shapes}
        for _ in range(TRIES):
            good = True if self.where is None else np.asarray(call(self.where, point))
            if np.all(good):
                return point
            fresh = {name: self._draw_one(rng, name, sizes, grid) for name in self.shapes}
            # A condition that judges entry by entry keeps the entries that it likes.
            point = {
                name: fixed(np.where(good, point[name], new)) if np.shape(good) == np.shape(new)
                else new for name, new in fresh.items()
            }
        raise DomainError(f"no point in {TRIES} candidates satisfies the condition 'where'")

    def on_kink(self, point, gap):
        """Put ``point`` on its kink, off by ``gap``: in the units and the shape of the argument.

        Raises DomainError if the kink has another shape than the argument that it places.
        """
        name, place = next(iter(self.kink.items()))
        moved = np.asarray(call(place, point) + gap, dtype=float)
        if moved.shape != np.shape(point[name]):
            raise DomainError(f"the kink of {name} has shape {moved.shape}, but {name} has "
                              f"{np.shape(point[name])}")
        return {**point, name: fixed(moved)}

    def points(self, count, seed, choices=CHECK_SIZES):
        """Return ``count`` points; where there is a kink, every third lies close to it.

        Close means at a distance between 1e-6 and 1e-3, on either side, entry by entry.
        Raises DomainError if the domain yields no point, or one near the kink lies outside.
        """
        rng = np.random.default_rng(seed)
        found = []
        for number in range(count):
            point = self.draw(rng, self.sizes(choices[number % len(choices)]))
            if self.near_kink(number):
                shape = np.shape(point[next(iter(self.kink))])
                gap = rng.choice([-1, 1], shape) * 10.0 ** rng.uniform(-6, -3, shape)
                point = self.on_kink(point, gap)
                if not self.contains(point):
                    raise DomainError("a point near the kink lies outside the condition 'where'")
            found.append(point)
        return found

    def kink_points(self, count, seed, choices=CHECK_SIZES):
        """Return ``count`` points exactly on the kink; none where the domain has no kink."""
        if not self.kink:
            return []
        rng = np.random.default_rng(seed)
        sizes = [self.sizes(choices[number % len(choices)]) for number in range(count)]
        return [self.on_kink(self.draw(rng, one, GRID), 0.0) for one in sizes]

    def near_kink(self, number):
        """Does the point of this number lie close to a kink? Every third, in each size in turn."""
        return bool(self.kink) and (number + number // 3) % 3 == 2

    def contains(self, point):
        """Does a point of the declared shapes satisfy ``where``?"""
        return self.where is None or bool(np.all(call(self.where, point)))

    def _draw_one(self, rng, name, sizes, grid):
        shape = self.shapes[name].at(sizes)
        if self.sample and name in self.sample:
            value = np.asarray(self.sample[name](rng))
            if value.shape != shape:
                raise DomainError(f"sample: {name} was drawn with shape {value.shape}, not {shape}")
            return fixed(value)
        value = rng.choice([-1, 1], shape) * rng.uniform(0.2, 3, shape)
        return fixed(np.round(value * grid) / grid if grid else value)


def _shape(name, text):
    try:
        return Shape(text)
    except DomainError as error:
        raise DomainError(f"{name}: {error}") from None


def call(function, point, *first):
    """Call ``function`` with those arguments of ``point`` that it names; its defaults stand.

    What comes ``first`` takes the places of its first arguments.
    """
    try:
        names = _named(function)
    except TypeError:  # an object that can be called, but is no key
        names = _named.__wrapped__(function)
    return function(*first, **{name: point[name] for name in names[len(first):] if name in point})


@lru_cache(maxsize=1000)
def _named(function):
    return tuple(inspect.signature(function).parameters)


def needs(function):
    """Name the arguments that ``function`` cannot do without. Raises DomainError if unknowable."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise DomainError(f"{function!r} is not a function with named arguments") from None
    if any(one.kind in (one.POSITIONAL_ONLY, one.VAR_POSITIONAL) for one in parameters):
        raise DomainError(f"{function!r} hides its arguments: write lambda x: ... around it")
    needed = [one for one in parameters if one.kind != one.VAR_KEYWORD]
    return [one.name for one in needed if one.default is one.empty]


def show(point):
    """A point in one line: w = [1. 2.], b = 3."""
    return ", ".join(f"{name} = {show_array(value)}" for name, value in point.items())


def show_array(value):
    """An array in one line, to four digits."""
    value = np.asarray(value, dtype=float) + 0.0  # no "-0."
    return np.array2string(value, precision=4, threshold=30).replace("\n", "")


def fixed(value):
    """A number, or an array that nobody can change by mistake."""
    value = np.array(value)
    value.flags.writeable = False
    return value[()]
