"""Why an answer to a question is wrong: patterns of the array, and slips of its own expression.

A cause is named only if it leads to the answer's own numbers at every point. Nothing that is said
gives a right entry away, neither by itself nor by a ratio.
"""

import numpy as np

from . import slips
from .diagnose import PATTERNS, agree, near, nearly, not_holding, place

SIGN = "the sign is wrong"
WORDS = {"sign": SIGN, "transposed": "transposed: rows are outputs, columns are inputs",
         "sign and transposed": "the sign is wrong, and transposed: rows are outputs"}
COMMON = 20  # slips of a lower rank are named beside another cause that fits as well


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
    if not question.kinked:
        return asked.named() or asked.described()
    off_kink = asked.off_kink()
    return asked.named() or off_kink.named() or off_kink.described()


class _Asked:
    """An answer beside what is right, at all points of a question."""

    def __init__(self, question, points, got, want, family=None, only=None):
        self.question, self.points, self.got, self.want = question, points, got, want
        self.slips, self.only = family or slips.Slips(question.of, question.by, points), only
        self.pairs = [*zip(got, want, strict=True)]
        self.wrong = self._wrong_entries()

    def off_kink(self):
        """The same without the points on the kink, where only a convention decides."""
        kept = [number for number, point in enumerate(self.points)
                if not self.question.on_kink(point)]
        points, got, want = ([one[k] for k in kept] for one in (self.points, self.got, self.want))
        return _Asked(self.question, points, got, want, self.slips, kept)

    def named(self):
        """A mistake that leads to these numbers, or None."""
        return (nearly(self.got, self.want) or self._nothing() or self._in_part()
                or self._pattern_or_slip() or self._off_by_a_factor() or self._twice_wrong())

    def described(self):
        """What can be said of it at least: where it is right, and where not; or None."""
        return self._constant() or self._where()

    def _matching(self, answers=None, right=None):
        return self.slips.matching(self.got if answers is None else answers, right, self.only)

    def _nothing(self):
        if self.question.by and all(np.all(near(a, 0 * b)) for a, b in self.pairs):
            mask = ", or a condition holds nowhere" if _has_mask(self.question) else ""
            return f"every entry 0: what depends on the variable was taken for a constant{mask}"

    def _pattern_or_slip(self):
        """A pattern of the whole array, a slip at one place, or both where they coincide."""
        others = [*_other_arguments(self.question, self.points, self.got)]
        arranged = _arranged(self.got, self.want)[:1]
        found = self._matching()
        if not _alike(self.want) and _alike(self.got):
            found = [one for one in found if one[0] < COMMON]
        if arranged == [SIGN]:
            arranged = [says for _, says in found if says.startswith("sign")][:1] or arranged
        first = _basic(found)
        if others and found and found[0][0] < 2 * COMMON and _has_mask(self.question):
            others = []  # few points tell masks apart: the more basic cause
        if others and not arranged:
            first = [says for says in first if found[0][0] < COMMON]
        elif arranged:
            first = []
        return ", or ".join([*others[:1], *arranged, *first][:2]) or None

    def _in_part(self):
        """Where every entry has a name of its own: which of them are wrong, and by which slip."""
        if self.wrong is None or self.wrong.all():
            return None
        at = place(self.wrong)
        if self.wrong.ndim == 2 and all(map(_is_diagonal, self.got)):
            return _diagonal(self.got, self.want)
        for name, change in _WITHIN.items():
            if all(agree(a[self.wrong], change(b)[self.wrong]) for a, b in self.pairs):
                return f"{at}: {name}; the rest holds"
        found = self._matching(right=self.want)
        if found:
            says = found[0][1]  # a slip in a row says so itself
            return says if says.startswith("row") else f"{at}: {says}"
        return None

    def _wrong_entries(self):
        """Which entries are wrong at some point, where the size is fixed; None where it is not."""
        size = self.want[0].size
        if len({one.shape for one in self.want}) > 1 or not self.question.domain \
                or self.question.domain.letters or size == 1:
            return None
        return np.any([~near(a, b) for a, b in self.pairs], axis=0)

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

    def _where(self):
        """Where it is right, and where not."""
        if self.wrong is not None and not self.wrong.all():
            return f"{not_holding(self.wrong)}; the rest does"
        if self.question.by and all(one.ndim == 2 and len(one) == one.shape[1] > 1
                                    for one in self.want):
            if found := _diagonal(self.got, self.want):
                return found
        if all(_permuted(a, b) for a, b in self.pairs):
            return "the order: the right rows, in other places"
        return self._zeros()

    def _zeros(self):
        differ = [~near(a, b) for a, b in self.pairs]
        by = " by a mask" if _has_mask(self.question) else ""
        if all(not np.any(b[off]) for b, off in zip(self.want, differ, strict=True)):
            return f"right wherever it should not be 0, and filled where it should be 0{by}"
        if all(not np.any(a[off]) for a, off in zip(self.got, differ, strict=True)):
            return "right wherever it is not 0, and 0 where it should not be"
        return None


def _basic(found):
    """The most basic slip, and another one of a rank like it, if it is of another kind."""
    kinds = {}
    for rank, says in found:
        if rank < found[0][0] + 1:
            kinds.setdefault((slips.general(says), "lost" in says), says)
    return [*kinds.values()]


def _has_mask(question):
    return any(one in question.of for one in slips.MASKS)


def _alike(arrays):
    return all(agree(one, arrays[0]) for one in arrays)


def _permuted(a, b):
    """Are the rows of one array those of the other, in another order?"""
    if a.ndim != 2 or len(a) < 2:
        return False
    order = lambda rows: rows[np.lexsort(np.round(rows, 9).T[::-1])]
    return agree(order(a), order(b))


def _arranged(got, want):
    """The right entries with another sign, or in other places."""
    rows = [(np.atleast_2d(a), np.atleast_2d(b)) for a, b in zip(got, want, strict=True)]
    one_row = all(len(b) == 1 for _, b in rows)
    few = want[0].ndim == 2 and all(len(b) == 2 for b in want)
    patterns = {**PATTERNS} if not few and want[0].ndim == 2 else {
        name: repair for name, repair in PATTERNS.items() if "moved" not in name}
    patterns |= {
        "the rows are exchanged: their order is reversed": lambda J: J[::-1],
        f"the {'entries' if one_row else 'columns'} are exchanged: their order is reversed":
            lambda J: J[:, ::-1],
        "rows and columns are in reverse order": lambda J: J[::-1, ::-1],
    }
    return [WORDS.get(name, name) for name, repair in patterns.items()
            if all(agree(a, repair(b)) for a, b in rows)]


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
        return all(np.shape(a) == np.shape(b) and agree(a, b)
                   for a, b in ((one, form(p)) for one, p in zip(got, points, strict=True)))
    except Exception:  # shapes that do not fit: it is not that
        return False


_WITHIN = {
    SIGN: lambda J: -J,
    "the entries are exchanged": lambda J: J[..., ::-1],
    "0, though it depends on the variable": lambda J: 0 * J,
    "exchanged with another row": lambda J: J[::-1],
}


def _ratio(a, b):
    """The factor between two arrays; NaN where both are 0, None where there is none."""
    if not np.any(b):
        return None if np.any(a) else np.nan
    largest = np.unravel_index(np.argmax(np.abs(b)), b.shape)
    ratio = a[largest] / b[largest]
    return ratio if ratio and agree(a, ratio * b) else None


def _is_diagonal(array):
    square = array.shape[0] == array.shape[-1] > 1
    return square and not np.any(array[~np.eye(len(array), dtype=bool)])


def _diagonal(got, want):
    off = [~np.eye(len(one), dtype=bool) for one in want]
    pairs = [*zip(got, want, off, strict=True)]
    if all(not np.any(b[o]) for _, b, o in pairs) and any(np.any(a[o]) for a, _, o in pairs):
        return ("not diagonal, though it should be: output i depends on entry i alone, so that "
                "every entry off the diagonal is 0")
    if all(not np.any(a[o]) for a, _, o in pairs) and any(np.any(b[o]) for _, b, o in pairs):
        return ("diagonal, though it should not be: an output depends on other entries than its "
                "own as well (M11)")
    if all(agree(np.diag(a), np.diag(b)) for a, b, _ in pairs):
        return "right on the diagonal, and wrong off it"
    if all(agree(a[o], b[o]) for a, b, o in pairs) and any(np.any(b[o]) for _, b, o in pairs):
        return "right off the diagonal, and wrong on it"
    return None
