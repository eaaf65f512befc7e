"""What a wrong answer usually means: from the pattern of a disagreement to its likely cause.

A cause is named only if it leads to the answer's own numbers at every point. Nothing that is said
gives a right entry away, neither by itself nor by a ratio.
"""

from fractions import Fraction

import numpy as np

from . import slips


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
    if close := nearly(*zip(*pairs, strict=True)):
        return close
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


# An answer to a question --------------------------------------------------------------------------


def answer_cause(question, points, got, want):
    """Name the mistake behind wrong answers to a question about a derivative or a function.

    Parameters
    ----------
    question : Question
        ``of``, ``by``, ``shapes``, ``domain`` and ``truth`` are used.
    points : list of dict
        The arguments at each point.
    got, want : list of array
        What was answered there, and what is right, of the same shapes.

    Returns
    -------
    str or None
        One line, or None where nothing is known. Where two mistakes have the same effect, both
        are named.
    """
    asked = _Asked(question, points, got, want)
    return asked.cause() or asked.off_kink().cause() if question.kinked else asked.cause()


def nearly(got, want):
    """Right, but for the last digits: rounded, measured, or in single precision. Or None."""
    got = [np.asarray(one) for one in got]
    for digits in range(1, 8):
        if all(np.array_equal(np.round(b, digits), a) for a, b in zip(got, want, strict=True)) \
                and any(np.any(a % 1) for a in got):
            return (f"right to {digits} decimals: rounded? Give the formula itself, and leave "
                    "rounding to the end")
    if not all(np.all(slips.near(a, b, NEARLY)) for a, b in zip(got, want, strict=True)):
        return None
    if all(np.array_equal(one.astype(np.float32), one) for one in got):
        return "right to about 7 digits: computed in float32? Keep float64, NumPy's own precision"
    error = max(float(np.max(np.abs(a - b)) / max(np.max(np.abs(b)), 1e-3))
                for a, b in zip(got, want, strict=True))
    return (f"close: right to about {max(1, int(-np.log10(error)))} digits. Rounded, measured by "
            "differences, or is there a small number too many? Give the formula itself")


NEARLY = 3e-3  # relative: what is closer than that is right, but for its last digits
COMMON = 20  # slips of a lower rank are named beside another cause that fits as well


class _Asked:
    """An answer beside what is right, at all points of a question."""

    def __init__(self, question, points, got, want):
        self.question, self.points, self.got, self.want = question, points, got, want
        self.pairs = [*zip(got, want, strict=True)]
        self.wrong = self._wrong_entries()

    def off_kink(self):
        """The same without the points on the kink, where only a convention decides."""
        kept = [number for number, point in enumerate(self.points)
                if not self.question.on_kink(point)]
        return _Asked(self.question, *([one[k] for k in kept] for one in (
            self.points, self.got, self.want)))

    def cause(self):
        return (nearly(self.got, self.want) or self._nothing() or self._in_part()
                or self._pattern_or_slip() or self._off_by_a_factor() or self._twice_wrong()
                or self._constant() or self._by_place())

    def _matching(self, answers=None, right=None):
        return slips.matching(self.question.of, self.question.by, self.points,
                              self.got if answers is None else answers, right)

    def _nothing(self):
        if self.question.by and all(np.all(slips.near(a, 0 * b)) for a, b in self.pairs):
            mask = ", or a condition holds nowhere" if _has_mask(self.question) else ""
            return f"every entry 0: what depends on the variable was taken for a constant{mask}"

    def _pattern_or_slip(self):
        """A pattern of the whole array, a slip at one place, or both where they coincide."""
        others = [*_other_arguments(self.question, self.points, self.got)]
        arranged = _arranged(self.got, self.want)[:1]
        found = self._matching()
        if not _alike(self.want) and _alike(self.got):
            found = [one for one in found if one[0] < COMMON]
        if arranged == ["sign"]:
            arranged = [says for _, says in found if says.startswith("sign")][:1] or arranged
        first = [says for rank, says in found if rank == found[0][0]]
        if others and found and found[0][0] < 2 * COMMON and _has_mask(self.question):
            others = []  # few points tell masks apart: the more basic cause
        if others and not arranged:
            first = [says for says in first if found[0][0] < COMMON]
        elif arranged:
            first = []
        return ", or ".join([*others, *arranged, *first][:2]) or None

    def _in_part(self):
        """Where every entry has a name of its own: which of them are wrong, and by which slip."""
        if self.wrong is None or self.wrong.all():
            return None
        place = _place(self.wrong)
        if self.wrong.ndim == 2 and all(_is_diagonal(a) for a in self.got):
            return _diagonal(self.got, self.want)
        for name, change in _WITHIN.items():
            if all(_agree(a[self.wrong], change(b)[self.wrong]) for a, b in self.pairs):
                return f"{place}: {name}; the rest holds"
        found = self._matching(right=self.want)
        if found:
            says = found[0][1]  # a slip in a row says so itself
            return says if says.startswith("row") else f"{place}: {says}"
        return None

    def _wrong_entries(self):
        """Which entries are wrong at some point, where the size is fixed; None where it is not."""
        size = self.want[0].size
        if len({one.shape for one in self.want}) > 1 or not self.question.domain \
                or self.question.domain.letters or size == 1:
            return None
        return np.any([~slips.near(a, b) for a, b in self.pairs], axis=0)

    def _off_by_a_factor(self):
        """The same factor everywhere; its size is not told, unless it is a length."""
        ratios = [_ratio(a, b) for a, b in self.pairs]
        known = [one for one in ratios if one is not None and np.isfinite(one)]
        if not known or None in ratios:
            return None
        if np.allclose(known, known[0], rtol=1e-6):
            way = ("large by the same factor at every point: a factor stands there too often, or "
                   "nothing was divided by it" if abs(known[0]) > 1 else
                   "small by the same factor at every point: a constant factor is lost")
            return f"too {way}{', and the sign is wrong' if known[0] < 0 else ''}"
        sizes = [self.question.domain.sizes_at(point) for point in self.points]
        for letter in sizes[0]:
            for name, power in ((letter, 1), (f"1/{letter}", -1)):
                rest = [r / size[letter] ** power for r, size in zip(ratios, sizes, strict=True)
                        if np.isfinite(r)]
                if np.allclose(rest, rest[0], rtol=1e-6):
                    return f"a factor {name} too much: a sum taken for a mean, or a mean for a sum"
        return None

    def _twice_wrong(self):
        """One slip, and a sign or a 2 as well."""
        for factor, says in ((-1, "the sign is wrong as well"), (2, "a constant factor as well"),
                             (0.5, "a constant factor as well")):
            found = self._matching([one / factor for one in self.got])
            if found and found[0][0] < 2 * COMMON:
                return f"{found[0][1]}; and {says}"
        return None

    def _constant(self):
        if _alike(self.got) and not _alike(self.want):
            return "the same at every point: right for one example at most, not for every argument"

    def _by_place(self):
        """Where it is right, and where not."""
        if self.question.by and all(one.ndim == 2 and len(one) == one.shape[1] > 1
                                    for one in self.want):
            if found := _diagonal(self.got, self.want):
                return found
        if all(_permuted(a, b) for a, b in self.pairs):
            return "the order: the right rows, in other places"
        if self.wrong is not None and not self.wrong.all():
            return f"{_place(self.wrong)} does not hold; the rest does"
        return self._zeros()

    def _zeros(self):
        differ = [~slips.near(a, b) for a, b in self.pairs]
        masked = _has_mask(self.question)
        if all(not np.any(b[off]) for b, off in zip(self.want, differ, strict=True)):
            what = "the mask is lost: " if masked else ""
            return f"{what}right wherever it should not be 0, and filled where it should be 0"
        if all(not np.any(a[off]) for a, off in zip(self.got, differ, strict=True)):
            what = "the mask covers too much: " if masked else ""
            return f"{what}right wherever it is not 0, and 0 where it should not be"
        return None


def _has_mask(question):
    return any(one in question.of for one in slips.MASKS)


def _alike(arrays):
    return all(_agree(one, arrays[0]) for one in arrays)


def _permuted(a, b):
    """Are the rows of one array those of the other, in another order?"""
    if a.ndim != 2 or len(a) < 2:
        return False
    order = lambda rows: rows[np.lexsort(np.round(rows, 9).T[::-1])]
    return _agree(order(a), order(b))


def _arranged(got, want):
    """The right entries with another sign, or in other places."""
    rows = [(np.atleast_2d(a), np.atleast_2d(b)) for a, b in zip(got, want, strict=True)]
    few = want[0].ndim == 2 and all(len(b) == 2 for b in want)
    names = {"rows": "rows", "columns": "entries" if all(len(b) == 1 for _, b in rows)
             else "columns"}
    patterns = {**_PATTERNS} if not few and want[0].ndim == 2 else {
        name: repair for name, repair in _PATTERNS.items() if "moved" not in name}
    patterns |= {
        f"the {names['rows']} are exchanged: their order is reversed": lambda J: J[::-1],
        f"the {names['columns']} are exchanged: their order is reversed": lambda J: J[:, ::-1],
        "the order is lost: the rows are reversed": lambda J: J[::-1, ::-1],
    }
    return [name for name, repair in patterns.items()
            if all(_agree(a, repair(b)) for a, b in rows)]


def _other_arguments(question, points, got):
    """Is it the derivative with respect to another argument, or with two of them exchanged?"""
    if not question.by:
        return
    shapes, by = question.shapes, question.by
    for other in shapes:
        if other != by and _reproduces(got, lambda p, o=other: _by(question, o, p), points):
            yield f"that is the derivative with respect to {other}, not {by}"
    for one in shapes:
        for other in shapes:
            if one < other and shapes[one] == shapes[other] and _reproduces(
                    got, lambda p, a=one, b=other: question.truth({**p, a: p[b], b: p[a]}), points):
                yield f"{one} and {other} swapped"
    if all(shape == "scalar" for shape in shapes.values()) and len(shapes) > 1 and _reproduces(
            got, lambda p: sum(_by(question, one, p) for one in shapes), points):
        yield (f"the slopes along {', '.join(shapes)} were added up: with respect to {by}, "
               "everything else is held constant")


def _by(question, other, point):
    """The derivative with respect to another argument."""
    found = slips.derivative(question.of, other, point)[1]
    return found if question.flat else np.atleast_2d(found)


def _reproduces(got, form, points):
    try:
        return all(np.shape(a) == np.shape(b) and _agree(a, b)
                   for a, b in ((one, form(p)) for one, p in zip(got, points, strict=True)))
    except Exception:  # shapes that do not fit: it is not that
        return False


_WITHIN = {
    "sign": lambda J: -J,
    "the entries are exchanged": lambda J: J[..., ::-1],
    "0, though it depends on the variable": lambda J: 0 * J,
    "exchanged with another row": lambda J: J[::-1],
}


def _place(wrong):
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


def _ratio(a, b):
    """The factor between two arrays; NaN where both are 0, None where there is none."""
    if not np.any(b):
        return None if np.any(a) else np.nan
    largest = np.unravel_index(np.argmax(np.abs(b)), b.shape)
    ratio = a[largest] / b[largest]
    return ratio if ratio and _agree(a, ratio * b) else None


def _is_diagonal(array):
    return array.shape[0] == array.shape[-1] > 1 and not np.any(array[~np.eye(len(array), dtype=bool)])


def _diagonal(got, want):
    off = [~np.eye(len(one), dtype=bool) for one in want]
    pairs = [*zip(got, want, off, strict=True)]
    if all(not np.any(b[o]) for _, b, o in pairs) and any(np.any(a[o]) for a, _, o in pairs):
        return ("not diagonal, though it should be: output i depends on entry i alone, so that "
                "every entry off the diagonal is 0")
    if all(not np.any(a[o]) for a, _, o in pairs) and any(np.any(b[o]) for _, b, o in pairs):
        return ("diagonal, though it should not be: an output depends on other entries than its "
                "own as well (M11)")
    if all(_agree(np.diag(a), np.diag(b)) for a, b, _ in pairs):
        return "right on the diagonal, and wrong off it"
    if all(_agree(a[o], b[o]) for a, b, o in pairs) and any(np.any(b[o]) for _, b, o in pairs):
        return "right off the diagonal, and wrong on it"
    return None


# A number or an array that is no derivative -------------------------------------------------------


def plain_cause(given, right):
    """Say how a number, an array or booleans differ from what is right; no entry is given away."""
    if right.dtype.kind == "b":
        return _of_booleans(given != 0, right)
    if close := nearly([given], [right]):
        return close
    for what, (changed,) in repairs([given]):
        if _agree(changed, right):
            return what
    if right.size == 1:
        return "too large" if given > right else "too small"
    wrong = ~slips.near(given, right)
    return f"{_place(np.reshape(wrong, right.shape))} does not hold"


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
        yield "upside down: one over what was meant", each(lambda a: 1 / a)
        if sum(one.size for one in arrays) > 1 and all(np.isin(one, (0, 1)).all() for one in arrays):
            yield ("the other way round: True where False belongs, and False where True belongs",
                   each(lambda a: 1 - a))
        for number in range(min(4, *(one.size for one in arrays)) if arrays[0].size > 1 else 0):
            yield "the sign of an entry", each(lambda a, k=number: _changed(a, k, -1))
        for factor in (2, 3, 4, 5, 10, 50, 100):
            yield "too large: by a factor", each(lambda a, f=factor: a / f)
            yield "too small: by a factor", each(lambda a, f=factor: a * f)
        for step in (1, 2):
            yield "too large", each(lambda a, s=step: a - s)
            yield "too small", each(lambda a, s=step: a + s)
        yield "close: rounded? Give more digits, or the formula itself", each(_fractions)


def _changed(array, number, factor):
    found = array.copy()
    found.reshape(-1)[number] *= factor
    return found


def _fractions(array):
    """The simple fractions that have been rounded."""
    flat = [float(Fraction(one).limit_denominator(12)) for one in array.ravel()]
    return np.reshape(flat, array.shape)


def _agree(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(slips.near(a, b)))
