"""What a wrong Jacobian usually means: from the pattern of a disagreement to its likely cause."""

import numpy as np


def shape_cause(got, want):
    """Explain an array of shape ``got`` where the Jacobian has shape ``want`` = (m, n)."""
    if got == want[::-1]:
        kind = {want[0]: "a column for a row: ", want[1]: "a row for a column: "}.get(1, "")
        return f"transposed: {kind}rows are outputs, columns inputs, so the shape is {want}"
    if len(got) == 1:
        return (
            "1-D where 2-D was meant: np.diag(v) makes a diagonal Jacobian of a vector, "
            "v[None, :] a row, v[:, None] a column"
        )
    if len(got) == 0:
        return f"a number where a Jacobian of shape {want} was meant"
    if len(got) == 2 and 1 in want and got[0] == got[1]:
        return (
            f"square where shape {want} was meant: a row and a column were broadcast against each "
            "other, or a sum over the outputs is missing"
        )
    if len(got) == 2 and want == (1, got[1]):
        return f"{got[0]} rows where one was meant: the sum over them is missing"
    return f"{want[0]} outputs by {want[1]} inputs were expected"


def value_cause(pairs, sizes=(), swapped=None, wrong_forms=None):
    """Name the mistake that turns every right Jacobian into the wrong one, if there is one.

    Parameters
    ----------
    pairs : list of (wrong, right)
        Arrays of equal shape (m, n), one pair per point.
    sizes : list of dict, optional
        The sizes at each point, e.g. ``{"n": 3}``: tells a factor 2 from a factor n.
    swapped : dict, optional
        ``{"w and x": [...]}``: the right Jacobians with two arguments exchanged.
    wrong_forms : dict, optional
        ``{"sum over i lost": function}``: known mistakes, as functions that yield their Jacobians.

    Returns
    -------
    str
        One line; says so when no common pattern was found. Where two mistakes have the same
        effect, both are named.
    """
    wrongs = [wrong for wrong, _ in pairs]
    if not any(np.any(wrong) for wrong in wrongs):
        return "every entry 0: what depends on the variable was taken for a constant"
    causes = [
        f"{names} swapped" for names, others in (swapped or {}).items() if _same(wrongs, others)
    ]
    for cause, repair in _PATTERNS.items():
        if all(_close(wrong, repair(right)) for wrong, right in pairs):
            causes.append(cause)
            break
    if causes:
        return ", or ".join(causes)
    forms = wrong_forms or {}
    named = [name for name, others in forms.items() if _same(wrongs, others())]
    return _factor(pairs, sizes) or _mask_outside(wrongs, forms) or _mask(pairs) or (
        named[0] if named else _UNKNOWN
    )


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
            rest = [r / size[letter] ** power for r, size in zip(ratios, sizes, strict=True) if r]
            if len(rest) == len(known) and np.allclose(rest, rest[0], rtol=1e-6):
                times = "" if np.isclose(rest[0], 1) else f"{rest[0]:.6g} times "
                return f"factor {times}{name}: a sum taken for a mean, or the other way round"
    return None


def _mask(pairs):
    differ = [~np.isclose(wrong, right, rtol=1e-6, atol=1e-9) for wrong, right in pairs]
    if all(not np.any(right[off]) for (_, right), off in zip(pairs, differ, strict=True)):
        return "mask lost: right wherever the derivative is not 0, filled where it is 0"
    if all(not np.any(wrong[off]) for (wrong, _), off in zip(pairs, differ, strict=True)):
        return "mask: right where it is not 0, but 0 at entries that have a derivative"
    return None


def _mask_outside(wrongs, wrong_forms):
    """Is the wrong form, at each point, the one without a mask or nothing at all?"""
    for name, others in wrong_forms.items():
        if name.startswith("mask lost") and not _same(wrongs, others()):
            if all(_close(a, b) or not np.any(a) for a, b in zip(wrongs, others(), strict=True)):
                return "mask outside the sum: at each point all terms count, or none"
    return None


def _same(ones, others):
    return all(_close(one, other) for one, other in zip(ones, others, strict=True))


def _close(a, b):
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-6, atol=1e-9)
