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
from functools import partial
from importlib.metadata import version

import numpy as np
import sympy as sp

from .corners import SCALES, corners
from .derive import plain
from .diagnose import shape_cause, value_cause
from .errors import ExactError, RuleError, VerificationError
from .evidence import Evidence
from .exact import exact
from .formula import Formula, written_out
from .instances import INSTANCES, instances, unknown
from .rule import TOLERANCE, Rule
from .sampling import CHECK_SIZES, show, show_array
from .shapes import in_words, jacobian_axes
from .trial import KINK_POINTS, KINK_TOLERANCE, Trial, wrong_formulas, wrong_matrices
from .witnesses import (
    WITNESSES,
    agree,
    at_points,
    error_of,
    errors_of,
    measured,
    once,
    symbolic,
    traced,
    value_of,
)

KINK_GAP = 1e-9  # how far from a kink its one-sided Jacobians are taken
SETTLED = 1e-13  # where rounding the arguments moves the derivative further, nothing can be judged
POINTS = 60
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
    closed = at_points(rule.closed, checked)
    said = {name: at_points(witness(rule), checked) for name, witness in WITNESSES.items()}
    _check_shapes(rule, checked, closed, said["numeric"])
    _check_derivation(rule, checked)
    errors = _check_agreement(rule, checked, closed, said)
    on_kink = _check_convention(rule)
    special = _check_special(rule, seed)
    exactly = _check_exact(rule)
    drawn = _check_instances(rule, seed)
    of_the_law = _check_law(rule, seed)
    trial = Trial(rule, checked, said["numeric"], on_kink, special, drawn)
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
        letters = [sp.Symbol(str(one).lstrip("_")) for one in known.signature]  # x -> x has an _x
        return f"{function}({', '.join(map(str, letters))}) = {plain(known(*letters))}"
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
    for choice in ((2, 3, 4, 3, 2), (3, 2, 4, 2, 3)):
        sizes = rule.domain.sizes(choice)
        known = frozenset((one, sizes[one.name]) for one in symbols if one.name in sizes)
        ours, sympys, equal = written_out(derived, jacobian_axes(rule.shape, sizes), known)
        if not equal:
            rule.refuse(f"the derived entry gives {ours} where Matrix.jacobian gives {sympys} for "
                        f"sizes {sizes}. The derivation is wrong.")


def _check_agreement(rule, points, closed, said):
    """The largest error of each witness: ``{"numeric": 1e-16, ...}``."""
    errors = {name: max(errors_of(closed, theirs)) for name, theirs in said.items()}
    against = [name for name in said if errors[name] > TOLERANCE]
    if not against:
        return errors
    trusted, cause = _whom_to_trust(rule, points, closed, said, against)
    apart = errors_of(closed, trusted)
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
    split = any(max(errors_of(said[one], said[two])) > TOLERANCE
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
    named = {one.name: at_points(partial(value_of, rule, one.name, one.form), points)
             for one in (*wrong_matrices(rule, symbolic(rule)), *wrong_formulas(rule))}
    return value_cause(pairs, sizes, _swapped(rule, points), named)


def _swapped(rule, points):
    """The true Jacobians with two arguments of one shape exchanged, for each such pair."""
    found, shapes, truth = {}, rule.domain.shapes, measured(rule)
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
    if sides and all(agree(below, above, KINK_TOLERANCE) for below, above in sides):
        rule.refuse("f has no kink where the domain declares one")
    upper = rule.convention
    declared = [(1 - upper) * below + upper * above for below, above in sides]
    for point, expected in zip(points, declared, strict=True):
        closed = rule.closed(point)
        error = error_of(closed, expected)
        if error > KINK_TOLERANCE:
            cause = (f"at the kink the closed form is not the declared convention "
                     f"({upper}: 0 the slope below it, 1 above, 0.5 between); "
                     f"> for >= or the other way round?")
            _fail(rule, "kink", point, closed, expected, error, cause)
    return list(zip(points, declared, strict=True))


def _sides(rule, point):
    """The Jacobians just below and just above the kink that a point lies on."""
    truth = measured(rule)
    return [truth(rule.domain.on_kink(point, gap)) for gap in (-KINK_GAP, KINK_GAP)]


# Special points ----------------------------------------------------------------------------------


def _check_special(rule, seed):
    """Special points, each as (kind, point, true Jacobian, how exactly it is known)."""
    truth_at, derived = once(partial(_truth, rule)), symbolic(rule)
    with np.errstate(all="ignore"):
        points = corners(rule.domain, seed + 2, partial(_can_be_judged, rule, truth_at))
    found = []
    for kind, point in points:
        truth, tolerance = truth_at(point)
        closed, want = rule.closed(point), rule.shape_at(point)
        if closed.shape != want:
            _fail(rule, "shape", point, closed, truth, np.inf, shape_cause(closed.shape, want))
        witnesses = {"numeric": truth}
        if tolerance == TOLERANCE:  # on a kink the convention alone counts
            witnesses["autodiff"] = traced(rule)(point)
            witnesses["symbolic"] = value_of(rule, "the derived entry", derived, point)
        against = {name: one for name, one in witnesses.items()
                   if one is not None and not error_of(closed, one) <= tolerance}
        if against:
            name, expected = next(iter(against.items()))
            _fail(rule, ", ".join(against), point, closed, expected, error_of(closed, expected),
                  f"right at ordinary points, wrong at this one ({kind})")
        found.append((kind, point, truth, tolerance))
    return found


def _can_be_judged(rule, truth_at, kind, point):
    """Does the derivative stay where it is when the last digits of the arguments change?"""
    rng = np.random.default_rng(0)
    try:
        truth, tolerance = truth_at(point)
        if kind in SCALES and not _witnessed(rule, point, truth, tolerance):
            return False
        return all(agree(truth, _truth(rule, _rounded(rule, rng, point))[0],
                          SETTLED * tolerance / TOLERANCE) for _ in range(3))
    except RuleError:
        if kind in SCALES:  # beyond what numbers can hold
            return False
        raise


def _witnessed(rule, point, truth, tolerance):
    """Are the numbers neither too large nor too small for the form and for autograd?"""
    said = traced(rule)(point)
    return np.all(np.isfinite(rule.closed(point))) and (
        tolerance != TOLERANCE or agree(truth, said))


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
        below, above = (measured(rule)({**point, name: point[name] + side})
                        for side in (-gap, gap))
        if not agree(below, above, KINK_TOLERANCE):
            return (1 - rule.convention) * below + rule.convention * above, KINK_TOLERANCE
    return measured(rule)(point), TOLERANCE


# The law itself ----------------------------------------------------------------------------------


def _check_instances(rule, seed):
    """Drawn instances of the law, each as (instance, points, Jacobians measured there)."""
    found = []
    for instance in instances(rule, seed + 3):
        points = rule.domain.points(len(CHECK_SIZES), seed + 3, CHECK_SIZES)
        truth = at_points(instance.measured, points)
        derived = at_points(instance.form(rule.derivation.value), points)
        errors = errors_of(derived, truth)
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
    return all(agree(form(stated), truth) for form, truth in trials)


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


def _bound(error):
    """Round an error up, generously: its last bits differ between processors."""
    return 1e-13 if error < 1e-13 else TOLERANCE
