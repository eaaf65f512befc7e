"""Verify a rule: four witnesses that share no code, and every wrong form of it rejected.

The closed form of a rule is compared with its symbolic derivation (SymPy), with the complex step,
with automatic differentiation (autograd) and with exact arithmetic modulo a prime, after its shape
was compared exactly: arrays that broadcast agree too easily. Then plausible wrong forms go through
the same check and must fail it.
Beside the points of the domain stand special ones, where mistakes hide; beside the instance of a
law about unknown functions, drawn ones.

Verification in this style: HIPS/autograd ``check_grads``; MIT 18.S096 "Finite-difference
approximations". Layout: numerator (Parr & Howard 2018, section "Matrix calculus").
"""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version

import numpy as np
import sympy as sp

from . import autodiff, numdiff
from .corners import SCALES, corners
from .derive import plain, put_functions
from .diagnose import shape_cause, value_cause
from .errors import ExactError, RuleError, VerificationError
from .evidence import Evidence
from .exact import exact
from .formula import Formula, written_out
from .instances import INSTANCES, instances, unknown
from .mutate import array_mistakes, formula_mistakes, matrix_mistakes
from .rule import TOLERANCE, Rule
from .sampling import CHECK_SIZES, OTHER_SIZES, Domain, call, show, show_array
from .shapes import SCALAR, axes_of, in_words, jacobian_axes

EQUAL = 1e-9  # made mistakes closer than this to the rule, or to each other, are the same form
KINK_GAP = 1e-9  # how far from a kink its one-sided Jacobians are taken
KINK_TOLERANCE = 1e-6  # they move by about the gap; a wrong side moves by about 1
SETTLED = 1e-13  # where rounding the arguments moves the derivative further, nothing can be judged
LEAST = 1e-30  # an entry below this counts as 0: what the complex step leaves of higher orders
POINTS, OTHER_POINTS, KINK_POINTS = 60, 40, 6
LIBRARIES = ("sympy", "numpy", "autograd")  # whose versions the evidence names
FEWEST_POINTS = 9  # three sizes, and one in three near a kink


def verify(rule, points=POINTS, seed=0):
    """Check a rule by shape and four witnesses; reject its mutants.

    Parameters
    ----------
    rule : Rule
    points : int
        How many seeded points of the domain to check, in three sizes; every third near a kink.
        At least 9.
    seed : int
        Seed of the points; the points that decide whether a mutant is really wrong use another.

    Returns
    -------
    Evidence
        Its ``data`` is also stored in the output of the cell.

    Raises
    ------
    RuleError
        If the rule cannot be checked as it is written.
    DomainError
        If the domain yields no point.
    VerificationError
        If a witness disagrees, or a wrong form passes. It names witness, point, size and cause.
    """
    if not isinstance(rule, Rule):
        raise RuleError(f"verify takes a Rule, not {rule!r}")
    if points < FEWEST_POINTS:
        rule.refuse(f"{points} points are too few; take {FEWEST_POINTS} or more")
    checked = rule.domain.points(points, seed, CHECK_SIZES)
    _check_domain(rule, checked)
    closed = _at_points(rule.closed, checked)
    said = {name: _at_points(witness(rule), checked) for name, witness in WITNESSES.items()}
    _check_shapes(rule, checked, closed, said["numeric"])
    _check_derivation(rule, checked)
    errors = _check_agreement(rule, checked, closed, said)
    exactly = _check_exact(rule)
    on_kink = _check_convention(rule)
    special = _check_special(rule, seed)
    drawn = _check_instances(rule, seed)
    of_the_law = _check_law(rule, seed)
    trial = _Trial(rule, checked, said["numeric"], on_kink, special, drawn)
    rejected, equal = trial.verdict()
    return Evidence(
        id=rule.id,
        shape=tuple(map(in_words, rule.shape)),
        sizes=rule.domain.letters,
        entry=plain(rule.derivation.value),
        indices=_indices(rule.derivation),
        pullback=rule.pullback is not None,
        instance=", ".join(_named(f, g) for f, g in (rule.instance or {}).items()),
        points=points,
        near_kink=sum(rule.domain.near_kink(number) for number in range(points)),
        numeric_error_below=_bound(errors["numeric"]),
        autodiff_error_below=_bound(errors["autodiff"]),
        exact=exactly,
        convention=rule.convention,
        mutants=(*rejected, *of_the_law),
        equal_forms=tuple(equal),
        about=rule.about,
        at=_size((rule.law or rule).at),
        unknown=tuple(map(str, _unknown(rule))),
        drawn=INSTANCES if rule.law else len(drawn),
        special=dict(Counter(kind for kind, *_ in special)),
        not_independent=rule.not_independent,
        versions={name: version(name) for name in LIBRARIES},
    )


def _named(function, known):
    """Say which function was put for an undefined one: f = sin, g(x) = x^2."""
    if isinstance(known, sp.Lambda):
        return f"{function}({', '.join(map(str, known.signature))}) = {plain(known.expr)}"
    return f"{function} = {plain(known)}"


def _indices(derivation):
    """The indices of an entry where there are several for a side: "i; p, q"; else "i, j"."""
    sides = derivation.rows, derivation.columns
    if max(map(len, sides)) < 2:
        return "i, j"
    return "; ".join(", ".join(map(str, side)) for side in sides if side)


def _size(at):
    return ", ".join(f"{name} = {number}" for name, number in at.items())


def _unknown(rule):
    return unknown(*(rule.law.outputs if rule.law else [rule.derivation.y]))


# The witnesses: functions of a rule that return a function of a point ----------------------------


def _symbolic(rule):
    return _formula(rule, rule.derived.value)


def _numeric(rule):
    advice = "write f for complex input too: without float, real, abs and the module math"
    return partial(_differentiated, rule, numdiff, "the complex step", advice)


def _autodiff(rule):
    return partial(_differentiated, rule, autodiff, "autograd", "import autograd.numpy as np")


def _differentiated(rule, module, name, advice, point):
    rule.value(point)
    try:
        return module.jacobian(lambda t: call(rule.f, {**point, rule.wrt: t}), point[rule.wrt])
    except Exception as error:
        raise RuleError(
            f"{rule.id}: {name} could not differentiate f at {show(point)}: {error}. "
            f"Perhaps {advice}."
        ) from error


WITNESSES = {"symbolic": _symbolic, "numeric": _numeric, "autodiff": _autodiff}


# What they must agree on -------------------------------------------------------------------------


def _check_domain(rule, points):
    """A domain in which an argument cannot move tells nothing apart."""
    alike = points[::len(CHECK_SIZES)]  # of one size
    for name in rule.domain.shapes:
        if all(np.array_equal(alike[0][name], point[name]) for point in alike):
            rule.refuse(f"{name} is the same at every point of the domain, {show(alike[0])}, so a "
                        f"wrong form may pass. Let it vary, or write it into f.")


def _check_shapes(rule, points, closed, numeric):
    for point, ours, theirs in zip(points, closed(), numeric(), strict=True):
        want = rule.shape_at(point)
        if theirs.shape != want:
            rule.refuse(
                f"the rule declares shape {want}, but f has {theirs.shape[0]} outputs for "
                f"{theirs.shape[1]} inputs. Correct shape= or f."
            )
        if why := rule.no_jacobian(point):
            _fail(rule, "shape" if ours.shape != want else "linear", point, ours, theirs, np.inf,
                  why)
        if ours.shape != want:
            cause = shape_cause(ours.shape, want)
            _fail(rule, "shape", point, ours, theirs, np.inf, cause)
        if not np.all(np.isfinite(ours)):
            rule.refuse(f"the closed form gives NaN or infinity at {show(point)}. "
                        "Narrow the domain or mend the form.")


def _check_derivation(rule, points):
    """The differentiated component must be f itself, and Matrix.jacobian must agree."""
    derived = rule.derived
    component = Formula(derived.y, derived, rule)
    for point in points[:9]:
        theirs = np.reshape(rule.value(point), -1)
        ours = component.matrix(point, (rule.axes_at(point)[0], 1))[:, 0]
        # Absolute too: close to a kink f itself may be what is left of a cancellation.
        if not np.allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE):
            rule.refuse(f"the derivation is about {plain(derived.y)}, which is {ours} where f is "
                        f"{theirs}. Derive the function that f computes.")
    symbols = derived.y.free_symbols | derived.value.free_symbols
    for choice in ((2, 3, 4), (3, 2, 4)):
        sizes = rule.domain.sizes(choice)
        known = frozenset((one, sizes[one.name]) for one in symbols if one.name in sizes)
        ours, sympys, equal = written_out(derived, jacobian_axes(rule.shape, sizes), known)
        if not equal:
            rule.refuse(f"the derived entry gives {ours} where Matrix.jacobian gives {sympys} for "
                        f"sizes {sizes}. The derivation is wrong.")


def _check_agreement(rule, points, closed, said):
    """The largest error of each witness: ``{"numeric": 1e-16, ...}``."""
    errors = {name: max(_errors(closed, theirs)) for name, theirs in said.items()}
    against = [name for name in said if errors[name] > TOLERANCE]
    if not against:
        return errors
    trusted, cause = _whom_to_trust(rule, points, closed, said, against)
    apart = _errors(closed, trusted)
    at = _readable(list(closed()), apart)
    _fail(rule, ", ".join(against), points[at], list(closed())[at], list(trusted())[at],
          apart[at], cause)


def _check_exact(rule):
    """What exact arithmetic finds, as the evidence keeps it."""
    try:
        found = exact(rule)
    except ExactError as error:
        return {"silent": error.why}
    if not found.refuted:
        return found.data
    raise VerificationError(
        rule.id, "exact", None, found.apart, _UNSEEN,
        f"{rule.id}: the closed form is refuted.\n"
        f"  witness   exact\n"
        f"  point     any; {found.difference}\n"
        f"  size      relative error {found.apart:.2g}, computed with 40 digits\n"
        f"  likely    {_UNSEEN}",
    )


_UNSEEN = "a constant is off in its last digits, or a mask by very little"


def _whom_to_trust(rule, points, closed, said, against):
    """Return (one witness's Jacobians, the cause): do the witnesses agree with each other?"""
    split = any(max(_errors(said[one], said[two])) > TOLERANCE
                for one, two in itertools.combinations(said, 2))
    if not split:
        return said["numeric"], _cause(rule, points, closed, said["numeric"])
    cause = _WITNESS_TROUBLE[against[0]] if len(against) == 1 else _SPLIT
    return said[against[0]], cause


def _readable(closed, errors):
    """The number of the smallest point at which the disagreement is about its largest."""
    bad = [number for number, error in enumerate(errors) if error >= max(errors) / 2]
    return min(bad, key=lambda number: closed[number].size)


def _cause(rule, points, closed, truth):
    pairs = list(zip(closed(), truth(), strict=True))
    sizes = [rule.domain.sizes_at(point) for point in points]
    named = {one.name: _at_points(partial(_value_of, rule, one.name, one.form), points)
             for one in _wrong_formulas(rule)}
    return value_cause(pairs, sizes, _swapped(rule, points), named)


def _swapped(rule, points):
    """The true Jacobians with two arguments of one shape exchanged, for each such pair."""
    found, shapes, truth = {}, rule.domain.shapes, _numeric(rule)
    for one, two in itertools.combinations(shapes, 2):
        if shapes[one] != shapes[two]:
            continue
        try:
            found[f"{one} and {two}"] = [
                truth({**point, one: point[two], two: point[one]}) for point in points]
        except RuleError:  # outside the domain: no such hypothesis
            continue
    return found


# The convention at a kink ------------------------------------------------------------------------


def _check_convention(rule):
    """Points on the kink, each with the Jacobian that is declared there; [] without a kink."""
    points = rule.domain.kink_points(KINK_POINTS, 17)
    sides = [_sides(rule, point) for point in points]
    if sides and all(_agree(below, above, KINK_TOLERANCE) for below, above in sides):
        rule.refuse("f has no kink where the domain declares one")
    upper = rule.convention
    declared = [(1 - upper) * below + upper * above for below, above in sides]
    for point, expected in zip(points, declared, strict=True):
        closed = rule.closed(point)
        error = _error(closed, expected)
        if error > KINK_TOLERANCE:
            cause = (f"at the kink the closed form is not the declared convention "
                     f"({upper}: 0 the slope below it, 1 above, 0.5 between); "
                     f"> for >= or the other way round?")
            _fail(rule, "kink", point, closed, expected, error, cause)
    return list(zip(points, declared, strict=True))


def _sides(rule, point):
    """The Jacobians just below and just above the kink that a point lies on."""
    truth = _numeric(rule)
    return [truth(rule.domain.on_kink(point, gap)) for gap in (-KINK_GAP, KINK_GAP)]


# Special points ----------------------------------------------------------------------------------


def _check_special(rule, seed):
    """Special points, each as (kind, point, true Jacobian, how exactly it is known)."""
    with np.errstate(all="ignore"):
        points = corners(rule.domain, seed + 2, partial(_can_be_judged, rule))
    found = []
    for kind, point in points:
        truth, tolerance = _truth(rule, point)
        closed, want = rule.closed(point), rule.shape_at(point)
        if closed.shape != want:
            _fail(rule, "shape", point, closed, truth, np.inf, shape_cause(closed.shape, want))
        witnesses = {"numeric": truth}
        if tolerance == TOLERANCE:  # on a kink the convention alone counts
            witnesses["autodiff"] = _autodiff(rule)(point)
            witnesses["symbolic"] = _value_of(rule, "the derived entry", _symbolic(rule), point)
        against = {name: one for name, one in witnesses.items()
                   if one is not None and not _error(closed, one) <= tolerance}
        if against:
            name, expected = next(iter(against.items()))
            _fail(rule, ", ".join(against), point, closed, expected, _error(closed, expected),
                  f"right at ordinary points, wrong at this one ({kind})")
        found.append((kind, point, truth, tolerance))
    return found


def _can_be_judged(rule, kind, point):
    """Does the derivative stay where it is when the last digits of the arguments change?"""
    rng = np.random.default_rng(0)
    try:
        truth, tolerance = _truth(rule, point)
        if kind in SCALES and not _witnessed(rule, point, truth, tolerance):
            return False
        return all(_agree(truth, _truth(rule, _rounded(rule, rng, point))[0],
                          SETTLED * tolerance / TOLERANCE) for _ in range(3))
    except RuleError:
        if kind in SCALES:  # beyond what numbers can hold
            return False
        raise


def _witnessed(rule, point, truth, tolerance):
    """Are the numbers neither too large nor too small for the form and for autograd?"""
    traced = _autodiff(rule)(point)
    return np.all(np.isfinite(rule.closed(point))) and (
        tolerance != TOLERANCE or _agree(truth, traced))


def _rounded(rule, rng, point):
    drawn = rule.domain.sample or {}
    last = {name: 2.0**-52 * rng.integers(-4, 5, np.shape(value)) for name, value in point.items()}
    return {name: value if name in drawn else value * (1 + last[name])
            for name, value in point.items()}


def _truth(rule, point):
    """The Jacobian at a point, measured, and its tolerance; on a kink what is declared there."""
    if rule.domain.kink:
        name = next(iter(rule.domain.kink))
        gap = KINK_GAP * (max(float(np.max(np.abs(one))) for one in point.values()) or 1.0)
        below, above = (_numeric(rule)({**point, name: point[name] + side})
                        for side in (-gap, gap))
        if not _agree(below, above, KINK_TOLERANCE):
            return (1 - rule.convention) * below + rule.convention * above, KINK_TOLERANCE
    return _numeric(rule)(point), TOLERANCE


# The law itself ----------------------------------------------------------------------------------


def _check_instances(rule, seed):
    """Drawn instances of the law, each as (instance, points, Jacobians measured there)."""
    found = []
    for instance in instances(rule, seed + 3):
        points = rule.domain.points(len(CHECK_SIZES), seed + 3, CHECK_SIZES)
        truth = _at_points(instance.measured, points)
        derived = _at_points(instance.form(rule.derivation.value), points)
        errors = _errors(derived, truth)
        if not max(errors) <= TOLERANCE:
            at = int(np.argmax(errors))
            _fail(rule, "symbolic", points[at], list(derived())[at], list(truth())[at], errors[at],
                  "the derivation does not hold for every function that may be put into it")
        found.append((instance, points, truth))
    return found


def _check_law(rule, seed):
    """Wrong forms of the law itself at one size, each rejected."""
    if rule.law is None:
        return []
    if not rule.law.is_derived():
        rule.refuse("law: SymPy's Jacobian of the outputs is another one than what it says")
    trials = rule.law.trials(seed + 4)
    if not _holds(rule.law.stated, trials):
        rule.refuse("law: what it says differs from the complex step for drawn functions")
    rejected = []
    for name, wrong in rule.law.mistakes().items():
        if _holds(wrong, trials):
            raise VerificationError(
                rule.id, "mutants", None, 0.0, name,
                f"{rule.id}: a wrong form of the law ({name}) passes for drawn functions.")
        rejected.append({"form": f"in the law at {_size(rule.law.at)}, {name}",
                         "by": "value, drawn functions"})
    return rejected


def _holds(stated, trials):
    return all(_agree(form(stated), truth) for form, truth in trials)


# The wrong forms ---------------------------------------------------------------------------------


class _Trial:
    """Every wrong form of a rule, put through the check that the rule has passed."""

    def __init__(self, rule, points, truth, on_kink, special, drawn):
        self.rule, self.points, self.truth, self.on_kink = rule, points, truth, on_kink
        self.special, self.drawn = special, drawn
        self.others = rule.domain.points(OTHER_POINTS, 1_000_003, OTHER_SIZES)
        self.others += rule.domain.kink_points(KINK_POINTS, 18, OTHER_SIZES)
        self.others += [point for _, point, _, _ in special]
        derived = partial(_value_of, rule, "the derived entry", _symbolic(rule))
        self.derived = _at_points(derived, self.others)

    def verdict(self):
        """The forms that were rejected, each with by what; the names of those equal to the rule."""
        right = _at_points(self.rule.closed, self.others)
        rejected, equal, tried = [], [], []
        for wrong in _wrong_forms(self.rule):
            name, planned = wrong.name, wrong.planned
            values = _at_points(partial(_value_of, self.rule, name, wrong.form), self.others)
            if not planned and all(value is None for value in values()):
                continue  # nowhere defined: no mistake that anybody could make
            if self._equals(wrong, values, right):
                if planned:
                    self._accepts(name, "is right: it equals the rule wherever it was tried")
                equal.append(name)
                continue
            if not planned and any(_all_agree(values, others, EQUAL) for others in tried):
                continue  # the same mistake under another name
            tried.append(values)
            by = self._rejected_by(name, wrong.form) or self._rejected_by_drawn(wrong)
            if by is None:
                self._accepts(
                    name, "passes the check, which would not notice this mistake in the rule "
                    "either: give the domain points that tell them apart",
                )
            rejected.append({"form": name, "by": by})
        return rejected, equal

    def _equals(self, wrong, values, right):
        """Is it the rule in another form: in the domain, and for SymPy, which knows no domain?"""
        if wrong.planned:
            return _all_agree(values, right, TOLERANCE)
        same = all(derived is None or _agree(one, other, EQUAL) for one, other, derived
                   in zip(values(), right(), self.derived(), strict=True))
        return same and not self._told_apart(wrong)

    def _told_apart(self, wrong):
        """Do the two formulas differ anywhere, inside the domain or not?"""
        free = Domain(**self.rule.domain.shapes).points(len(CHECK_SIZES) * 2, 5, CHECK_SIZES)
        form = self.drawn[0][0].form if self.drawn else partial(_formula, self.rule)
        right = form(self.rule.derivation.value)
        other = wrong.at_law(form, right)
        for point in free:
            one, two = (_value_of(self.rule, wrong.name, each, point) for each in (right, other))
            if one is not None and two is not None and np.all(np.isfinite(one)) \
                    and not _agree(one, two, EQUAL):
                return True
        return False

    def _accepts(self, name, why):
        message = f"{self.rule.id}: a form meant to be wrong ({name}) {why}."
        raise VerificationError(self.rule.id, "mutants", None, 0.0, name, message)

    def _rejected_by(self, name, form):
        for point, truth in zip(self.points, self.truth(), strict=True):
            got = _value_of(self.rule, name, form, point)
            if got is None:
                return "error"
            if got.shape != truth.shape:
                return "shape"
            if not _agree(got, truth):
                return "value"
        for point, declared in self.on_kink:
            if not _agree(_value_of(self.rule, name, form, point), declared, KINK_TOLERANCE):
                return "convention at the kink"
        for kind, point, truth, tolerance in self.special:
            got = _value_of(self.rule, name, form, point)
            if got is None or not _agree(got, truth, tolerance):
                return f"value ({kind})"
        return None

    def _rejected_by_drawn(self, wrong):
        if wrong.planned:
            return None
        for instance, points, truth in self.drawn:
            form = wrong.at_law(instance.form, instance.form(self.rule.derivation.value))
            values = _at_points(partial(_value_of, self.rule, wrong.name, form), points)
            if not _all_agree(values, truth, TOLERANCE):
                return "value, drawn functions"
        return None


@dataclass(frozen=True)
class _Wrong:
    """A wrong form: its name, its values, and how it is made from a right one.

    ``planned`` ones come with the rule; the others are made, of an array or of a formula.
    """

    name: str
    form: Callable
    planned: bool = False
    change: Callable | None = None
    formula: sp.Expr | None = None

    def at_law(self, form, right):
        """The same mistake in the law itself; ``form`` turns a formula into a function."""
        if self.change:
            return lambda point: self.change(right(point), point)
        return form(self.formula)


def _wrong_forms(rule):
    """Yield the rule's own wrong forms, then the made ones.

    Of several forms with the same values the first is kept, so the plainest names come first.
    """
    for name, form in rule.wrong.items():
        yield _Wrong(name, lambda p, f=form: rule.stated("a wrong form", f, p), True)
    for name, change in _array_mistakes(rule).items():
        yield _Wrong(name, lambda p, c=change: c(rule.closed(p), p), change=change)
    yield from _wrong_formulas(rule)


def _array_mistakes(rule):
    """Mistakes of the finished array, as functions of the Jacobian and the point."""
    if rule.shape == SCALAR:
        return {}
    axes = [axes_of(side) for side in rule.shape]
    of_matrices = matrix_mistakes(*axes, pulled=rule.pullback is not None)
    found = {name: lambda J, point, c=change: c(J, rule.axes_at(point))
             for name, change in of_matrices.items()}
    if rule.pullback:  # there is no Jacobian whose shape could be wrong
        return found
    of_arrays = array_mistakes(square=rule.shape[0] == rule.shape[1])
    return found | {name: lambda J, point, c=change: c(J) for name, change in of_arrays.items()}


def _wrong_formulas(rule):
    for name, expr in formula_mistakes(rule.derivation, rule.domain.shapes).items():
        try:
            form = _formula(rule, put_functions(expr, rule.instance) if rule.instance else expr)
        except RuleError:  # SymPy cannot write this one as code
            continue
        yield _Wrong(name, form, formula=expr)


def _formula(rule, expr):
    """A formula of the derivation's letters, as a function of a point."""
    formula = Formula(expr, rule.derived, rule)
    return lambda point: formula.matrix(point, rule.axes_at(point))


def _value_of(rule, name, form, point):
    """Evaluate a wrong form; None where it cannot be, such as a logarithm below 0."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(form(point), dtype=float)
    except (ArithmeticError, ValueError, IndexError):
        return None
    except Exception as error:
        raise RuleError(
            f"{rule.id}: the wrong form {name!r} raised {type(error).__name__} ({error})"
        ) from error


# Words and comparisons ---------------------------------------------------------------------------


def _fail(rule, witness, point, closed, expected, error, cause):
    raise VerificationError(
        rule.id, witness, point, float(error), cause,
        f"{rule.id}: the closed form {_VERDICT.get(cause, 'is refuted')}.\n"
        f"  witness   {witness}\n"
        f"  point     {show(point)}\n"
        f"  closed    {show_array(closed)}\n"
        f"  expected  {show_array(expected)}\n"
        f"  size      relative error {error:.2g} (tolerance {TOLERANCE:.0e})\n"
        f"  likely    {cause}",
    )


_SPLIT = "the witnesses disagree with each other: is f differentiable at this point?"
_WITNESS_TROUBLE = {
    "symbolic": "code and derivation are different formulas",
    "numeric": "f loses the complex step: it calls abs, real or float; use where or sqrt(x**2)",
    "autodiff": "autograd has another convention or no derivative for an operation in f",
}
_VERDICT = dict.fromkeys([_SPLIT, *_WITNESS_TROUBLE.values()], "is not confirmed by every witness")


def _error(a, b):
    """Largest difference, relative to the largest entry of either; infinite if one is NaN."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    error = 0.0 if scale < LEAST else float(np.abs(a - b).max() / scale)
    return error if np.isfinite(error) else np.inf


def _errors(ones, others):
    return [_error(one, other) for one, other in zip(ones(), others(), strict=True)]


def _agree(a, b, tolerance=TOLERANCE):
    return np.shape(a) == np.shape(b) and a is not None and _error(a, b) <= tolerance


def _all_agree(ones, others, tolerance):
    return all(_agree(one, other, tolerance) for one, other in zip(ones(), others(), strict=True))


def _at_points(form, points):
    """The values of a form, as a function that yields them; each is computed when asked for."""
    value = cache(lambda number: form(points[number]))
    return lambda: map(value, range(len(points)))


def _bound(error):
    """Round an error up, generously: its last bits differ between processors."""
    return 1e-13 if error < 1e-13 else TOLERANCE
