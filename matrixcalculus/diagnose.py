"""What a wrong Jacobian usually means: from the pattern of a disagreement to its likely cause."""

import numpy as np


def shape_cause(got, want):
    """Explain an array of shape ``got`` where the Jacobian has shape ``want`` = (m, n)."""
    if got == want[::-1]:
        return f"transposed: rows are outputs, columns inputs, so the shape is {want}"
    if len(got) == 1:
        return (
            "1-D where 2-D was meant: np.diag(v) makes a diagonal Jacobian of a vector, "
            "v[None, :] a row, v[:, None] a column"
        )
    if len(got) == 0:
        return f"a number where a Jacobian of shape {want} was meant"
    return f"{want[0]} outputs by {want[1]} inputs were expected"


def value_cause(pairs, sizes=(), swapped=None):
    """Name the mistake that turns every right Jacobian into the wrong one, if there is one.

    Parameters
    ----------
    pairs : list of (wrong, right)
        Arrays of equal shape (m, n), one pair per point.
    sizes : list of dict, optional
        The sizes at each point, e.g. ``{"n": 3}``: tells a factor 2 from a factor n.
    swapped : dict, optional
        ``{"w and x": [...]}``: the right Jacobians with two arguments exchanged.

    Returns
    -------
    str
        One line; says so when no common pattern was found.
    """
    for names, others in (swapped or {}).items():
        if _all_close(zip([wrong for wrong, _ in pairs], others, strict=True)):
            return f"{names} swapped"
    for cause, repair in _PATTERNS.items():
        if _all_close((wrong, repair(right)) for wrong, right in pairs):
            return cause
    return _factor(pairs, sizes) or _mask(pairs) or _UNKNOWN


_UNKNOWN = "no single common mistake: compare the two arrays entry by entry"

_PATTERNS = {
    "sign": lambda J: -J,
    "transposed": lambda J: J.T,
    "sign and transposed": lambda J: -J.T,
    "index slip: rows moved by one": lambda J: np.roll(J, 1, axis=0),
    "index slip: rows moved back by one": lambda J: np.roll(J, -1, axis=0),
    "index slip: columns moved by one": lambda J: np.roll(J, 1, axis=1),
    "index slip: columns moved back by one": lambda J: np.roll(J, -1, axis=1),
    "index slip: each diagonal entry moved by one": lambda J: np.roll(J, 1, axis=(0, 1)),
    "index slip: each diagonal entry moved back by one": lambda J: np.roll(J, -1, axis=(0, 1)),
}


def _factor(pairs, sizes):
    ratios = []
    for wrong, right in pairs:
        if not np.any(right):
            if np.any(wrong):
                return None
            ratios.append(None)
            continue
        largest = np.unravel_index(np.argmax(np.abs(right)), right.shape)
        ratio = wrong[largest] / right[largest]
        if not _close(wrong, ratio * right):
            return None
        ratios.append(ratio)
    known = [ratio for ratio in ratios if ratio is not None]
    if not known:
        return None
    if np.allclose(known, known[0], rtol=1e-6):
        return f"factor: {known[0]:.6g} times the right value at every point"
    for letter in sizes[0] if sizes else ():
        for name, power in ((letter, 1), (f"1/{letter}", -1)):
            guess = [float(size[letter]) ** power for size in sizes]
            if all(r is None or np.isclose(r, g) for r, g in zip(ratios, guess, strict=True)):
                return f"factor {name}: a sum taken for a mean, or the other way round"
    return None


def _mask(pairs):
    differ = [~np.isclose(wrong, right, rtol=1e-6, atol=1e-9) for wrong, right in pairs]
    if all(not np.any(right[off]) for (_, right), off in zip(pairs, differ, strict=True)):
        return "mask lost: right wherever the derivative is not 0, filled where it is 0"
    if all(not np.any(wrong[off]) for (wrong, _), off in zip(pairs, differ, strict=True)):
        return "mask: right where it is not 0, but 0 at entries that have a derivative"
    return None


def _all_close(pairs):
    return all(np.shape(a) == np.shape(b) and _close(a, b) for a, b in pairs)


def _close(a, b):
    return np.allclose(a, b, rtol=1e-6, atol=1e-9)
