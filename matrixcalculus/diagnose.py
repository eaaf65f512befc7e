"""What a wrong answer usually means: from the pattern of a disagreement to its likely cause.

These patterns know nothing of the function; cause.py asks the function's own expression as well.
A cause is named only if it leads to the answer's own numbers at every point. Nothing that is said
gives a right entry away, neither by itself nor by a ratio.
"""

from fractions import Fraction

import numpy as np

CLOSE = 1e-7  # relative: how closely a mistake must reproduce an answer
NEARLY = 3e-3  # relative: what is closer than that is right, but for its last digits



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
    if len(got) > 2 and np.prod(got) == np.prod(want):
        return (f"{len(got)} axes, where a Jacobian has rows and columns: read arrays row by row, "
                f"as .reshape({want[0]}, -1) does")
    if len(got) == 0:
        return f"a number where a Jacobian of shape {want} was meant"
    if got == (1, 1):
        return f"one number where {want} was meant: what should stand apart was added up"
    if len(got) == 2 and 1 in want and got[0] == got[1]:
        return (
            f"square where shape {want} was meant: a row and a column were broadcast against each "
            "other, or a sum over the outputs is missing"
        )
    if len(got) == 2 and want == (1, got[1]):
        return f"{got[0]} rows where one was meant: the sum over them is missing"
    outputs, inputs = (f"{count} {what}{'s' * (count != 1)}" for count, what in zip(
        want, ("output", "input"), strict=True))
    return f"{outputs} by {inputs} were expected"


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
    if close := nearly(*zip(*pairs, strict=True)):
        return close
    if not any(np.any(wrong) for wrong in wrongs):
        return "every entry 0: what depends on the variable was taken for a constant"
    causes = [
        f"{names} swapped" for names, others in (swapped or {}).items() if _same(wrongs, others)
    ]
    for cause, repair in PATTERNS.items():
        if all(_close(wrong, repair(right)) for wrong, right in pairs):
            causes.append(cause)
            break
    if causes:
        return ", or ".join(causes)
    forms = wrong_forms or {}
    named = [name for name, others in forms.items() if _same(wrongs, others())]
    return _factor(pairs, sizes) or _mask_outside(wrongs, forms) or _mask(pairs, forms) or (
        named[0] if named else _UNKNOWN
    )


_UNKNOWN = "no single common mistake: compare the two arrays entry by entry"

PATTERNS = {
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


def _mask(pairs, forms):
    """Zeros that are missing, or too many: a mask's doing, if the formula has one."""
    masked = any("mask" in name for name in forms)
    differ = [~np.isclose(wrong, right, rtol=1e-6, atol=1e-9) for wrong, right in pairs]
    if all(not np.any(right[off]) for (_, right), off in zip(pairs, differ, strict=True)):
        what = "right wherever the derivative is not 0, filled where it is 0"
        return f"mask lost: {what}" if masked else what
    if all(not np.any(wrong[off]) for (wrong, _), off in zip(pairs, differ, strict=True)):
        what = "right where it is not 0, but 0 at entries that have a derivative"
        return f"mask: {what}" if masked else what
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


# Nearly right -------------------------------------------------------------------------------------


def near(a, b, close=CLOSE):
    """Entry by entry: is ``a`` close to ``b``, relative to the largest entry?"""
    size = max(float(np.max(np.abs(b), initial=0)), 1e-3)
    return np.abs(a - b) <= close * size


def agree(a, b):
    """Are two arrays of one shape, and close everywhere?"""
    return np.shape(a) == np.shape(b) and bool(np.all(near(a, b)))


def nearly(got, want):
    """Right, but for the last digits: rounded, measured, or in single precision. Or None."""
    got = [np.asarray(one) for one in got]
    for digits in range(1, 8):
        if all(np.array_equal(np.round(b, digits), a) for a, b in zip(got, want, strict=True)) \
                and any(np.any(a % 1) for a in got):
            return (f"right to {digits} decimals: rounded? Give the formula itself, and leave "
                    "rounding to the end")
    if not all(np.all(near(a, b, NEARLY)) for a, b in zip(got, want, strict=True)):
        return None
    if all(np.array_equal(one.astype(np.float32), one) for one in got):
        return "right to about 7 digits: computed in float32? Keep float64, NumPy's own precision"
    error = max(float(np.max(np.abs(a - b)) / max(np.max(np.abs(b)), 1e-3))
                for a, b in zip(got, want, strict=True))
    return (f"close: right to about {max(1, int(-np.log10(error)))} digits. Rounded, measured by "
            "differences, or is there a small number too many? Give the formula itself")


# A number or an array that is no derivative -------------------------------------------------------


def plain_cause(given, right):
    """Say how a number, an array or booleans differ from what is right; no entry is given away."""
    if right.dtype.kind == "b":
        return _of_booleans(given != 0, right)
    if close := nearly([given], [right]):
        return close
    for what, (changed,) in repairs([given]):
        if agree(changed, right):
            return what
    if right.size == 1:
        return "too large" if given > right else "too small"
    wrong = ~near(given, right)
    return not_holding(np.reshape(wrong, right.shape))


def _of_booleans(given, right):
    wrong = given != right
    if wrong.all():
        return "the other way round: True where False belongs, and False where True belongs"
    too_many = np.all(given[wrong])
    if too_many or not np.any(given[wrong]):
        return f"True at {'too many' if too_many else 'too few'} entries"
    return "some entries hold, and others do not"


def repairs(arrays):
    """What may have happened to right arrays, and how to undo it: (what, arrays that were right).

    For answers of which nothing is known but whether they hold. A factor is not told.
    """

    def each(change):
        try:
            changed = [change(one) for one in arrays]
        except (ValueError, IndexError, ZeroDivisionError):
            return arrays
        fits = all(a.shape == b.shape and np.all(np.isfinite(a))
                   for a, b in zip(changed, arrays, strict=True))
        return changed if fits else arrays

    with np.errstate(all="ignore"):
        yield "the sign", each(lambda a: -a)
        yield "rows and columns are exchanged", each(lambda a: a.T)
        yield "the entries are exchanged: their order is reversed", each(lambda a: a[::-1])
        yield "the columns are exchanged: their order is reversed", each(lambda a: a[..., ::-1])
        zeros_and_ones = all(np.isin(one, (0, 1)).all() for one in arrays)
        if zeros_and_ones and sum(one.size for one in arrays) > 1:
            yield ("the other way round: True where False belongs, and False where True belongs",
                   each(lambda a: 1 - a))
        for number in range(min(4, *(one.size for one in arrays)) if arrays[0].size > 1 else 0):
            yield "the sign of an entry", each(lambda a, k=number: _changed(a, k, -1))
        for factor in (2, 3, 4, 5, 10, 50, 100):
            yield "too large", each(lambda a, f=factor: a / f)
            yield "too small", each(lambda a, f=factor: a * f)
        for step in (1, 2):
            yield "too large", each(lambda a, s=step: a - s)
            yield "too small", each(lambda a, s=step: a + s)
        yield "close: rounded? Give more digits, or the formula itself", each(_fractions)
        yield "close, but not in the last digit: round as the question says", each(_decimals)


def _changed(array, number, factor):
    found = array.copy()
    found.reshape(-1)[number] *= factor
    return found


def _fractions(array):
    """The simple fractions, such as thirds, that have been rounded."""
    found = [Fraction(one).limit_denominator(12) for one in array.ravel()]
    if all(10**6 % one.denominator == 0 for one in found):
        raise ValueError("decimals, and no fractions that need rounding")
    return np.reshape([float(one) for one in found], array.shape)


def _decimals(array):
    """Numbers with a digit less."""
    digits = max(len(f"{one:.9f}".rstrip("0").partition(".")[2]) for one in array.ravel())
    return np.round(array, digits - 1)


def not_holding(wrong):
    """Say which entries are wrong: "row 2 does not hold"."""
    where = place(wrong)
    return f"{where} do{'' if where.startswith(('rows', 'entries')) else 'es'} not hold"


def place(wrong):
    """Name wrong entries: "row 2", "entry 1", "entry (2, 1)", "column 2"."""
    if wrong.ndim == 1 or wrong.shape[0] == 1:
        which = np.flatnonzero(wrong) + 1
        return f"entr{'y' if len(which) == 1 else 'ies'} {', '.join(map(str, which))}"
    rows, columns = wrong.any(axis=1), wrong.any(axis=0)
    if wrong.sum() == 1:
        return f"row {np.argmax(rows) + 1}, entry {np.argmax(columns) + 1}"
    if rows.sum() == 1:
        return f"row {np.argmax(rows) + 1}"
    if columns.sum() == 1:
        return f"column {np.argmax(columns) + 1}"
    return f"rows {', '.join(str(k + 1) for k in np.flatnonzero(rows))}"
