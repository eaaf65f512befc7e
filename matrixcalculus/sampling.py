"""Seeded points inside the domain of a rule: anywhere, close to its kinks, and on them.

Sizes differ from each other and are at least 2, and entries are distinct: with n = 1 or equal
entries most mistakes cannot be seen.
"""

import inspect

import numpy as np

from .errors import DomainError

# Sizes are handed out so that two size letters never coincide, and the points that decide
# whether a wrong form is really wrong have other sizes than the points that check it.
CHECK_SIZES = ((2, 5), (3, 4), (5, 2))
OTHER_SIZES = ((4, 3), (6, 4))
TRIES = 2000


class Domain:
    """Where a rule holds.

    Parameters
    ----------
    where : callable, optional
        Called with the arguments by name; true (everywhere, for arrays) inside the domain.
    kink : dict, optional
        ``{"w": lambda x: x}`` says that f has a kink where w equals x. The function takes the
        other arguments by name and returns the value of the named one at the kink.
    sample : dict, optional
        ``{"n": lambda rng: rng.integers(-4, 5)}``: how to draw an argument that is not real.
    **shapes : str
        One per argument: "scalar", "n" for a vector of shape (n,), "N n" for a matrix (N, n).

    Unless said otherwise, entries have a random sign and a size between 0.2 and 3.

    Raises
    ------
    DomainError
        If a shape is not understood, a kink or a sample names an unknown argument, or (when
        points are drawn) no point satisfies ``where``.
    """

    def __init__(self, where=None, kink=None, sample=None, **shapes):
        if not shapes:
            raise DomainError("a domain needs at least one argument, e.g. Domain(x='n')")
        for name, shape in shapes.items():
            if not isinstance(shape, str) or not shape.replace(" ", "").isalnum():
                raise DomainError(f"the shape of {name} must be 'scalar', 'n' or 'N n', not {shape!r}")
        for name in [*(kink or {}), *(sample or {})]:
            if name not in shapes:
                raise DomainError(f"{name} is not an argument; the domain has {', '.join(shapes)}")
        if kink and len(kink) != 1:
            raise DomainError("a kink places one argument: kink={'w': lambda x: x}")
        self.where, self.kink, self.sample, self.shapes = where, kink, sample, shapes

    @property
    def letters(self):
        """The size letters in order of appearance, e.g. ('N', 'n')."""
        found = " ".join(s for s in self.shapes.values() if s != "scalar").split()
        return tuple(dict.fromkeys(found))

    def sizes(self, choice):
        """Assign the numbers of ``choice`` to the size letters, in order of appearance."""
        if len(self.letters) > len(choice):
            raise DomainError(f"a domain has at most {len(choice)} sizes, not {self.letters}")
        return dict(zip(self.letters, choice, strict=False))

    def draw(self, rng, sizes):
        """Return one point: a dict from argument name to float or array.

        Raises DomainError if none of 2000 candidates satisfies ``where``.
        """
        for _ in range(TRIES):
            point = {name: self._draw_one(rng, name, sizes) for name in self.shapes}
            if self.where is None or np.all(call(self.where, point)):
                return point
        raise DomainError(f"no point in {TRIES} candidates satisfies the domain's condition 'where'")

    def on_kink(self, point, gap):
        """Move ``point`` to the given distance (``gap``, same shape) from its kink."""
        name, place = next(iter(self.kink.items()))
        return {**point, name: np.asarray(call(place, point) + gap)[()]}

    def points(self, count, seed, choices=CHECK_SIZES):
        """Return ``count`` points; where there is a kink, every third lies close to it.

        Close means at a distance between 1e-6 and 1e-3, on either side, entry by entry.
        """
        rng = np.random.default_rng(seed)
        found = []
        for number in range(count):
            point = self.draw(rng, self.sizes(choices[number % len(choices)]))
            if self.kink and number % 3 == 2:
                shape = np.shape(point[next(iter(self.kink))])
                gap = rng.choice([-1, 1], shape) * 10.0 ** rng.uniform(-6, -3, shape)
                point = self._inside(self.on_kink(point, gap))
            found.append(point)
        return found

    def _inside(self, point):
        if self.where is not None and not np.all(call(self.where, point)):
            raise DomainError("a point near the kink lies outside the domain's condition 'where'")
        return point

    def _draw_one(self, rng, name, sizes):
        if self.sample and name in self.sample:
            return self.sample[name](rng)
        text = self.shapes[name]
        shape = () if text == "scalar" else tuple(sizes[letter] for letter in text.split())
        return (rng.choice([-1, 1], shape) * rng.uniform(0.2, 3, shape))[()]


def call(function, point):
    """Call ``function`` with those arguments of ``point`` that it names."""
    names = inspect.signature(function).parameters
    return function(**{name: point[name] for name in names})
