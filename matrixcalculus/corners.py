"""Points where mistakes hide that ordinary points do not show.

Random entries at lengths 2 to 5 are good at most mistakes. Some hide from them: at length 1, where
two lengths or two entries coincide, at zeros and whole numbers, at very large and very small ones,
and where a single entry sits on a kink.
"""

import itertools

import numpy as np

from .errors import DomainError
from .sampling import CHECK_SIZES, GRID, fixed

LENGTHS = {
    "length 1": (1, 1, 1, 1, 1),
    "equal lengths": (3, 3, 3, 3, 3),
    "other lengths": (4, 6, 5, 2, 3),
    "greater lengths": (7, 9, 8, 6, 5),
}
SCALES = {
    "× 10⁶": 1e6,
    "× 10³": 1e3,
    "× 10⁻³": 1e-3,
    "× 10⁻⁶": 1e-6,
}
TRIES = 10


def corners(domain, seed, admits=lambda kind, point: True):
    """Special points of a domain: a list of (kind, point).

    Parameters
    ----------
    domain : Domain
        Arguments that it samples in its own way stay as it draws them.
    seed : int
    admits : callable, optional
        Takes a kind and a point of it inside the domain, and says whether it can be judged there.

    Returns
    -------
    list of (str, dict)
        For each kind and length the first point that is inside the domain and admitted; none
        where ten candidates are not.
    """
    rng = np.random.default_rng(seed)
    found = []
    for kind, choice, change in _kinds(domain):
        for _ in range(TRIES):
            point = _candidate(domain, rng, choice, change)
            if point and domain.contains(point) and admits(kind, point):
                found.append((kind, point))
                break
    return found


def _candidate(domain, rng, choice, change):
    try:
        return change(rng, domain.draw(rng, domain.sizes(choice), GRID))
    except DomainError:  # none of this length, where two entries must differ, say
        return None


def _kinds(domain):
    """Yield (kind, choice of sizes, function of rng and a point that makes it of that kind)."""
    same = lambda rng, point: point
    if domain.letters:
        for kind, choice in LENGTHS.items():
            yield from [(kind, choice, same)] * 2
    for kind, change in _changes(domain):
        for choice in CHECK_SIZES[:2]:
            yield kind, choice, change


def _changes(domain):
    free = [name for name in domain.shapes if name not in (domain.sample or {})]
    yield "all zero", _each(free, lambda rng, value: 0 * value)
    yield "whole numbers", _each(free, lambda rng, value: rng.integers(-4, 5, value.shape) + 0.0)
    for kind, scale in SCALES.items():
        yield kind, _each(free, lambda rng, value, s=scale: s * value)
    for name in free:
        yield "one zero", _each([name], lambda rng, value: _one(rng, value, 0.0))
        if domain.shapes[name] != "scalar":
            yield "two equal entries", _each([name], _pair)
            yield "equal entries", _each([name], lambda rng, value: 0 * value + value.flat[0])
    for one, two in itertools.combinations(free, 2):
        if domain.shapes[one] == domain.shapes[two]:
            yield "one tie", _tie(one, two)
    if domain.kink:
        yield "one entry on a kink", lambda rng, point: _on_kink(domain, rng, point)


def _each(names, change):
    """Change some arguments of a point, each by itself."""
    def changed(rng, point):
        return {**point, **{name: fixed(change(rng, np.array(point[name], dtype=float)))
                            for name in names}}

    return changed


def _one(rng, value, entry):
    value.flat[rng.integers(value.size)] = entry
    return value


def _pair(rng, value):
    """The array with its first entry in one other place, too."""
    value.flat[rng.integers(1, max(value.size, 2)) % value.size] = value.flat[0]
    return value


def _tie(one, two):
    """One entry of the first argument becomes that of the second."""
    def tied(rng, point):
        value, other = np.array(point[one]), np.asarray(point[two])
        at = rng.integers(value.size)
        value.flat[at] = other.flat[at]
        return {**point, one: fixed(value)}

    return tied


def _on_kink(domain, rng, point):
    """One entry of the argument that has a kink sits on it; the others stay where they are."""
    name = next(iter(domain.kink))
    value, kink = np.array(point[name]), np.asarray(domain.on_kink(point, 0.0)[name])
    at = rng.integers(value.size)
    value.flat[at] = kink.flat[at]
    return {**point, name: fixed(value)}
