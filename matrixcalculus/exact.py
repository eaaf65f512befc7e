"""The exact witness: a closed form against the derivative of f, with no rounding anywhere.

The rule's own NumPy functions run on dual numbers modulo the prime 2^61 - 1, at random points, with
every combination of answers to the comparisons in them. Two formulas that differ agree at such a
point only if the point is a zero of their difference, and of 2^61 points a polynomial of degree d
has at most one in 2^61/d (Schwartz and Zippel). The page "Exact arithmetic" derives the bound and
says what it proves, and what not.
"""

import itertools
import math
import re
from dataclasses import dataclass

import numpy as np

from . import fields
from .dual import Dual, Numbers, lift
from .errors import DomainError, ExactError
from .fields import DIGITS, Modular, NoMeaning, NoRoot, Real
from .pullback import units
from .sampling import call
from .shapes import SCALAR

SIZES = ((2, 3, 4, 3, 2), (3, 4, 2, 2, 3), (4, 2, 3, 3, 2), (2, 2, 2, 2, 2), (1, 1, 1, 1, 1))
ALL_MASKS = 4  # up to so many masks every combination of their sides is tried
SOME_MASKS = 8  # for more, this many combinations at random, and their opposites
DRAWS = 6  # of arguments that the domain draws in its own way, such as a power
TRIES = 256  # points drawn at most until all roots in a function exist
REAL_POINTS = 9
SETTLED = 1e-30  # the relative error that 40 digits leave at most
SETTLED_DRAWN = 1e-10  # where the domain draws numbers that meet a condition, to rounding
ROUNDED = 1e-13  # what a constant that was rounded before can leave


@dataclass(frozen=True)
class Exact:
    """What the exact comparison found.

    Attributes
    ----------
    equal : bool
        No entry differed, at any point, on any side of any mask.
    points : int
        Random points in all.
    cases : int
        The sizes that were tried, times the draws of an argument that the domain draws in its own
        way. Each has equally many points.
    masks : int
        The most comparisons with an outcome of its own, at any one point.
    both_sides : bool
        Was each of them answered both ways?
    every_combination : bool
        Were they answered in every combination?
    degree : int
        The largest degree that the numerator of a difference can have.
    bits : int
        A form that is wrong in one of these cases passes with probability below 2^-bits.
    difference : str
        Where the two differ; empty if they do not.
    apart : float
        If they do: by how much at real points of the domain, computed with 40 digits and relative
        to the largest entry.
    constants : tuple of float
        The constants met there that may have been rounded before, as pi is.
    settled : bool
        Not equal, but the same at the real points: an identity may be missing here, such as
        sin(2x) = 2 sin(x) cos(x), or the domain may leave no room for the difference.
    refuted : bool
        Not equal, not settled, and further apart than rounded constants explain.
    """

    equal: bool
    points: int
    cases: int
    masks: int
    both_sides: bool
    every_combination: bool
    degree: int
    bits: int
    difference: str = ""
    apart: float = 0.0
    constants: tuple = ()
    settled: bool = False

    @property
    def refuted(self):
        rounded = self.constants and self.apart < ROUNDED
        return not (self.equal or self.settled or rounded)

    @property
    def bound(self):
        """The probability below which a form that is wrong in one of these cases passes."""
        return 2.0**-self.bits

    @property
    def sides(self):
        """Which sides of the masks were seen, in words; empty where there is none."""
        masks = f"{self.masks} masks" if self.masks > 1 else "its mask" if self.masks else ""
        if not masks:
            return ""
        if not self.both_sides:
            return f"{masks}, not everywhere on both sides"
        every = " in every combination" if self.every_combination and self.masks > 1 else ""
        return f"{masks} on both sides{every}"

    @property
    def data(self):
        """What the evidence keeps: ``{"points": 12, "sides": "", "bound": "2^-159"}``."""
        if self.equal:
            return {"points": self.points, "sides": self.sides, "bound": f"2^-{self.bits}"}
        if self.settled:
            return {"points": self.points, "settled": DIGITS}
        return {"points": self.points, "apart": f"{self.apart:.0e}",
                "constant": str(self.constants[0]) if self.constants else ""}

    def __str__(self):
        if self.equal:
            where = ", ".join(filter(None, [f"{self.points} random points", self.sides]))
            return (f"equal in exact arithmetic at {where}; "
                    f"a wrong form would pass with probability below 2^-{self.bits}")
        if self.settled:
            why = f"but equal at real points with {DIGITS} digits: an identity may be missing"
        else:
            why = f"and {self.apart:.0e} apart at real points with {DIGITS} digits"
            if not self.refuted:
                why += f", as a rounded constant such as {self.constants[0]} may leave it"
        return f"not equal in exact arithmetic ({self.difference}), {why}"


def exact(rule, points=3, seed=0, form=None):
    """Compare a rule's closed form with the exact derivative of its f.

    Parameters
    ----------
    rule : Rule
    points : int
        Random points in each of the sizes (and for each draw of an argument that the domain draws
        in its own way).
    seed : int
    form : callable, optional
        Another closed form to compare, in place of the rule's.

    Returns
    -------
    Exact

    Raises
    ------
    ExactError
        If f or the closed form uses an operation without an exact meaning, such as
        ``np.linalg.eigh`` or ``np.sort``, divides by zero wherever it is run, or fails.
    """
    form = form or rule.form
    cases, found = list(_cases(rule, seed)), []
    for case in cases:
        for _ in range(points):
            found.append(_at_a_point(rule, form, *case, f"{seed} {len(found)}"))
            if found[-1].bits <= 0:
                raise ExactError(rule.id, f"a degree of {found[-1].degree} leaves no bound on the "
                                 "probability of error")
            if found[-1].difference:
                real = _at_real_points(rule, form, seed, case[0])
                return _summary(found, points, len(cases), **real)
    if not found:
        raise ExactError(rule.id, "its domain yields no point of sizes 1 to 4")
    return _summary(found, points, len(cases))


def _summary(found, points, cases, **real):
    return Exact(
        equal=not found[-1].difference,
        points=len(found),
        cases=cases,
        masks=max(one.masks for one in found),
        both_sides=all(one.both_sides for one in found),
        every_combination=all(one.every_combination for one in found),
        degree=max(one.degree for one in found),
        bits=points * min(one.bits for one in found),
        difference=found[-1].difference,
        **real,
    )


def _cases(rule, seed):
    """Yield (choice of sizes, a real point): its shapes and its drawn whole numbers count."""
    rng = np.random.default_rng(seed)
    for choice in _choices(rule.domain):
        for _ in range(DRAWS if rule.domain.sample else 1):
            try:
                yield choice, rule.domain.draw(rng, rule.domain.sizes(choice))
            except DomainError:  # none of this size, where two entries must differ, say
                break


def _choices(domain):
    """Those of SIZES that give the letters of the domain different sizes."""
    return {tuple(domain.sizes(choice).items()): choice for choice in SIZES}.values()


@dataclass(frozen=True)
class _Point:
    """What was found at one point, over all the combinations of sides that were tried."""

    masks: int
    both_sides: bool
    every_combination: bool
    degree: int
    bits: int
    difference: str


def _at_a_point(rule, form, choice, point, seed):
    """Compare at the first point drawn at which all roots exist."""
    for attempt in range(TRIES):
        try:
            return _compared(rule, form, rule.domain.sizes(choice), point, f"{seed} {attempt}")
        except NoRoot:
            continue
    raise ExactError(rule.id, f"of {TRIES} random points not one has all the square roots in f")


def _compared(rule, form, sizes, point, seed):
    """Run with the first answers that come, then with those planned from the questions asked."""
    runs = [_Run(rule, form, sizes, point, seed)]
    for plan in _plans(runs[0]):
        if runs[-1].difference:
            break
        runs.append(_Run(rule, form, sizes, point, seed, plan))
    questions = {key for run in runs for key in run.field.answers}
    answers = {tuple(run.field.answers.get(key) for key in questions) for run in runs}
    return _Point(
        masks=max(len(run.masks) for run in runs),
        both_sides=all(set(column) >= {True, False} for column in zip(*answers, strict=True)),
        every_combination=sum(None not in one for one in answers) == 2 ** len(questions),
        degree=max(run.degree for run in runs),
        bits=min(run.bits for run in runs),
        difference=runs[-1].difference,
    )


def _plans(run):
    """Answers for the further runs: every combination, or some with their opposites."""
    questions = len(run.field.answers)
    if questions <= ALL_MASKS:
        return itertools.product((True, False), repeat=questions) if questions else ()
    first = [[run.field.draw("plan", number, place).value % 2 == 1 for place in range(questions)]
             for number in range(SOME_MASKS)]
    return first + [[not answer for answer in plan] for plan in first]


class _Run:
    """f and the closed form at one point modulo P, with one set of answers to the comparisons."""

    def __init__(self, rule, form, sizes, point, seed, plan=()):
        self.field = Modular(seed, plan)
        derivative, closed = _both(rule, form, point, self.field)
        self.degree, self.difference = 1, ""
        if derivative.shape != closed.shape:
            self.difference = f"shape {closed.shape} where f has {derivative.shape}"
            return
        pairs = zip(derivative.flat, closed.flat, strict=True)
        self.degree = max(right.gap(ours) for right, ours in pairs)
        for place, right in np.ndenumerate(derivative):
            if closed[place].value != right.value:
                entry = ", ".join(str(index + 1) for index in place)
                at = ", ".join(f"{name} = {size}" for name, size in sizes.items())
                self.difference = f"entry ({entry})" + (f" at {at}" if at else "")
                return

    @property
    def masks(self):
        return [key for key in self.field.answers if key[0] == "sign"]

    @property
    def bits(self):
        """A difference that is not 0 vanishes at a random point with probability below 2^-bits."""
        zeros = max(self.degree, 1) * 2**self.field.roots * (TRIES if self.field.roots else 1)
        return math.floor(math.log2((fields.P - 1) / (zeros + self.field.coincidences)))


def _both(rule, form, point, field):
    """The derivative of f and the closed form at a point, as arrays of numbers of the field."""
    columns = []
    for place in np.ndindex(np.shape(point[rule.wrt])):
        output = _run(rule, "f", rule.f, _lifted(rule, point, field, place), field)
        columns.append([number.slope for number in output.flat])
    closed = _closed(rule, form, point, field, output.shape)
    values = np.empty(closed.shape, object)
    values.flat = [number.value for number in closed.flat]
    return np.array(columns, object).T, values


def _closed(rule, form, point, field, outputs):
    """The closed form, or the rows that a pullback makes of the unit cotangents."""
    at = _lifted(rule, point, field)
    if rule.pullback:
        rows = [_run(rule, "the pullback", form, at, field, unit)
                for unit in units(outputs)]
        want = np.shape(point[rule.wrt])
        return np.stack([row.reshape(-1) if row.shape == want else row[None] for row in rows])
    closed = _run(rule, "the closed form", form, at, field)
    return closed.reshape(SCALAR) if closed.ndim == 0 and rule.shape_at(point) == SCALAR else closed


def _lifted(rule, point, field, place=None):
    """The point in the field, moving by ``wrt`` at the given place; drawn whole numbers as such."""
    sampled = rule.domain.sample or {}
    return {
        name: value if name in sampled and name != rule.wrt and np.all(value == np.round(value))
        else _duals(name, value, field, place if name == rule.wrt else None)
        for name, value in point.items()
    }


def _duals(name, value, field, moving):
    array = np.empty(np.shape(value), object)
    for place, real in np.ndenumerate(value):
        slope = field.constant(int(place == moving))
        array[place] = Dual(field.argument(name, place, real), slope, field)
    return array.view(Numbers) if array.ndim else array[()]


def _run(rule, what, function, point, field, *first):
    """The output as an array of dual numbers."""
    try:
        output = np.asarray(call(function, point, *first), dtype=object)
        numbers = [lift(number, field) for number in output.flat]
    except NoRoot:
        raise
    except ZeroDivisionError:
        raise ExactError(rule.id, f"{what} divides by zero at a random point") from None
    except Exception as error:
        why = f"{what} raised {type(error).__name__} ({error}) on exact numbers"
        if operation := _operation(error):
            why = f"{what} uses {operation}, which has no exact meaning"
        raise ExactError(rule.id, why) from error
    for number, returned in zip(numbers, output.flat, strict=True):
        if number is None:
            raise ExactError(rule.id, f"{what} returned a {type(returned).__name__}, no number")
    array = np.empty(output.shape, object)
    array.flat = numbers
    return array


_UNKNOWN = re.compile(r"[Uu]func '([a-z]+)|callable (\w+) method")


def _operation(error):
    if isinstance(error, NoMeaning):
        return str(error)
    found = _UNKNOWN.search(str(error))
    return found and f"{found[1] or found[2]}()"


def _at_real_points(rule, form, seed, choice):
    """How far closed form and derivative are apart with 40 digits, and what may explain it."""
    field, apart = Real(), 0.0
    for point in rule.domain.points(REAL_POINTS, seed, (choice,)):
        derivative, closed = _both(rule, form, point, field)
        if derivative.shape != closed.shape:
            return {"apart": math.inf}
        size = max(map(abs, [*derivative.flat, *closed.flat]))
        apart = max(apart, float(max(map(abs, (derivative - closed).flat)) / (size or 1)))
        if apart > ROUNDED and not rule.domain.sample:
            break  # nothing can explain that
    settled = apart <= (SETTLED_DRAWN if rule.domain.sample else SETTLED)
    return {"apart": apart, "constants": tuple(field.rounded[:1]), "settled": settled}
