"""Verify a rule: three independent witnesses, and every wrong form of it rejected.

The closed form of a rule is compared with its symbolic derivation (SymPy), with the complex step
and with automatic differentiation (autograd), after its shape was compared exactly: arrays that
broadcast agree too easily. Then plausible wrong forms go through the same check and must fail it.

Verification in this style: HIPS/autograd ``check_grads``; MIT 18.S096 "Finite-difference
approximations". Layout: numerator (Parr & Howard 2018, section "Matrix calculus").
"""

import itertools
from functools import cache, cached_property, partial
from importlib.metadata import version

import numpy as np
import sympy as sp

from .derive import plain, put_functions
from .diagnose import shape_cause, value_cause
from .errors import RuleError, VerificationError
from .evidence import Evidence
from .formula import Formula, written_out
from .mutate import array_mistakes, formula_mistakes
from .rule import (
    SCALAR,
    TOLERANCE,
    call_f,
    check_rule,
    closed_form,
    declared_shape,
    instance_of,
    measured,
    show,
    show_array,
    size_of,
    sizes_at,
    traced,
    two_d,
)
from .sampling import CHECK_SIZES, OTHER_SIZES, call

EQUAL = 1e-9  # made mistakes closer than this to the rule, or to each other, are the same form
KINK_GAP = 1e-9  # how far from a kink its one-sided Jacobians are taken
KINK_TOLERANCE = 1e-6  # they move by about the gap; a wrong side moves by about 1
POINTS, OTHER_POINTS, KINK_POINTS = 60, 40, 6
WITNESSES = ("sympy", "numpy", "autograd")  # whose versions the evidence names
FEWEST_POINTS = 9  # three sizes, and one in three near a kink


def verify(rule, points=POINTS, seed=0):
    """Check a rule by shape, symbolic derivation, complex step and autodiff; reject its mutants.

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
    check_rule(rule)
    if points < FEWEST_POINTS:
        raise RuleError(f"{rule.id}: {points} points are too few; take {FEWEST_POINTS} or more")
    derived = instance_of(rule)
    check = _Check(rule, derived, points, seed)
    check.shapes()
    check.derivation_is_about_f()
    errors = check.witnesses()
    check.convention()
    mutants, equal = check.mutants()
    return Evidence({
        "id": rule.id,
        "shape": [str(size) for size in rule.shape],
        "sizes": list(rule.domain.letters),
        "entry": plain(rule.derivation.value),
        "instance": ", ".join(_named(f, g) for f, g in (rule.instance or {}).items()),
        "points": points,
        "near_kink": sum(rule.domain.near_kink(number) for number in range(points)),
        "numeric_error_below": _bound(errors["numeric"]),
        "autodiff_error_below": _bound(errors["autodiff"]),
        "convention": rule.convention,
        "mutants": mutants,
        "equal_forms": equal,
        "versions": {name: version(name) for name in WITNESSES},
    })


def _named(function, known):
    """Say which function was put for an undefined one: f = sin, g(x) = x^2."""
    if isinstance(known, sp.Lambda):
        return f"{function}({', '.join(map(str, known.signature))}) = {plain(known.expr)}"
    return f"{function} = {plain(known)}"


class _Check:
    """One verification under way: the points, and what each witness says there."""

    def __init__(self, rule, derived, points, seed):
        self.rule, self.derived = rule, derived
        self.points = rule.domain.points(points, seed, CHECK_SIZES)
        self.closed = [closed_form(rule, point) for point in self.points]
        self.numeric = [measured(rule, point) for point in self.points]
        self.autodiff = [traced(rule, point) for point in self.points]

    def shapes(self):
        for point, closed, numeric in zip(self.points, self.closed, self.numeric, strict=True):
            want = declared_shape(self.rule, point)
            if numeric.shape != want:
                raise RuleError(
                    f"{self.rule.id}: the rule declares shape {want}, but f has "
                    f"{numeric.shape[0]} outputs for {numeric.shape[1]} inputs. "
                    f"Correct shape= or f."
                )
            if closed.shape != want:
                cause = shape_cause(closed.shape, want)
                self._fail("shape", point, closed, numeric, np.inf, cause)
            if not np.all(np.isfinite(closed)):
                raise RuleError(
                    f"{self.rule.id}: the closed form gives NaN or infinity at {show(point)}. "
                    f"Narrow the domain or mend the form."
                )

    def derivation_is_about_f(self):
        """The differentiated component must be f itself, and Matrix.jacobian must agree."""
        component = Formula(self.derived.y, self.derived, self.rule)
        for point in self.points[:9]:
            theirs = np.atleast_1d(call_f(self.rule, point))
            ours = component.matrix(point, (theirs.size, 1))[:, 0]
            # Absolute too: close to a kink f itself may be what is left of a cancellation.
            if not np.allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE):
                raise RuleError(
                    f"{self.rule.id}: the derivation is about {plain(self.derived.y)}, which is "
                    f"{ours} where f is {theirs}. Derive the function that f computes."
                )
        for choice in ((2, 3, 4), (3, 2, 4)):
            sizes = self.rule.domain.sizes(choice)
            symbols = [(s, sizes[s.name]) for s in self._symbols() if s.name in sizes]
            shape = size_of(self.rule.shape, sizes)
            ours, sympys, equal = written_out(self.derived, shape, frozenset(symbols))
            if not equal:
                raise RuleError(
                    f"{self.rule.id}: the derived entry gives {ours} where Matrix.jacobian gives "
                    f"{sympys} for sizes {sizes}. The derivation is wrong."
                )

    def witnesses(self):
        symbolic = Formula(self.derived.value, self.derived, self.rule)
        say = {
            "symbolic": [symbolic.matrix(p, declared_shape(self.rule, p)) for p in self.points],
            "numeric": self.numeric,
            "autodiff": self.autodiff,
        }
        errors = {name: max(_errors(self.closed, theirs)) for name, theirs in say.items()}
        against = [name for name in say if errors[name] > TOLERANCE]
        if not against:
            return errors
        trusted, cause = self._whom_to_trust(say, against)
        first = self._readable(trusted)
        self._fail(
            ", ".join(against), self.points[first], self.closed[first], trusted[first],
            max(errors[name] for name in against), cause,
        )

    def _whom_to_trust(self, say, against):
        """Return (one witness's Jacobians, the cause): do the witnesses agree with each other?"""
        apart = {
            name for one, two in itertools.combinations(say, 2)
            if max(_errors(say[one], say[two])) > TOLERANCE for name in (one, two)
        }
        if not apart:
            return self.numeric, self._cause(self.numeric)
        if len(against) == 1:
            return say[against[0]], _WITNESS_TROUBLE[against[0]]
        return say[against[0]], _SPLIT

    def _readable(self, theirs):
        """The number of the smallest point at which the disagreement is about its largest."""
        errors = _errors(self.closed, theirs)
        bad = [number for number, error in enumerate(errors) if error >= max(errors) / 2]
        return min(bad, key=lambda number: self.closed[number].size)

    def convention(self):
        sides = [self._sides(point) for point in self.kink_points]
        if sides and all(_agree(below, above, KINK_TOLERANCE) for below, above in sides):
            raise RuleError(f"{self.rule.id}: f has no kink where the domain declares one")
        for point, expected in zip(self.kink_points, self.declared, strict=True):
            closed = closed_form(self.rule, point)
            error = _error(closed, expected)
            if error > KINK_TOLERANCE:
                cause = (
                    f"at the kink the closed form is not the declared convention "
                    f"({self.rule.convention}: 0 the slope below it, 1 above, 0.5 between); "
                    f"> for >= or the other way round?"
                )
                self._fail("kink", point, closed, expected, error, cause)

    def mutants(self):
        """Try every wrong form; return those rejected, and the names of those equal to the rule."""
        domain = self.rule.domain
        points = domain.points(OTHER_POINTS, 1_000_003, OTHER_SIZES)
        points += domain.kink_points(KINK_POINTS, 18, OTHER_SIZES)
        right = _at_points(partial(closed_form, self.rule), points)
        rejected, equal, tried = [], [], []
        for name, form, planned in self._wrong_forms():
            values = _at_points(partial(self._try, name, form), points)
            if not planned and all(value is None for value in values()):
                continue  # nowhere defined: no mistake that anybody could make
            if _all_agree(values, right, TOLERANCE if planned else EQUAL):
                if planned:
                    self._accepts(name, "is right: it equals the rule wherever it was tried")
                equal.append(name)
                continue
            if not planned and any(_all_agree(values, others, EQUAL) for others in tried):
                continue  # the same mistake under another name
            tried.append(values)
            by = self._rejected_by(name, form)
            if by is None:
                self._accepts(
                    name, "passes the check, which would not notice this mistake in the rule "
                    "either: give the domain points that tell them apart",
                )
            rejected.append({"form": name, "by": by})
        return rejected, equal

    def _accepts(self, name, why):
        message = f"{self.rule.id}: a form meant to be wrong ({name}) {why}."
        raise VerificationError(self.rule.id, "mutants", None, 0.0, name, message)

    def _wrong_forms(self):
        """Yield (name, form, planned): the rule's own wrong forms, then the made ones.

        Of several forms with the same values the first is kept, so the plainest names come first.
        """
        rule, shape = self.rule, self.rule.shape
        for name, form in rule.wrong.items():
            yield name, lambda p, f=form: two_d(rule, p, "a wrong form", call(f, p)), True
        if shape != SCALAR:
            for name, change in array_mistakes(square=shape[0] == shape[1]).items():
                yield name, lambda p, c=change: c(closed_form(rule, p)), False
        for name, form in self._formulas():
            yield name, form, False

    def _formulas(self):
        rule = self.rule
        for name, expr in formula_mistakes(rule.derivation, rule.domain.shapes).items():
            try:
                expr = put_functions(expr, rule.instance) if rule.instance else expr
                formula = Formula(expr, self.derived, rule)
            except RuleError:  # SymPy cannot write this one as code
                continue
            yield name, lambda p, f=formula: f.matrix(p, declared_shape(rule, p))

    def _rejected_by(self, name, form):
        for point, truth in zip(self.points, self.numeric, strict=True):
            got = self._try(name, form, point)
            if got is None:
                return "error"
            if got.shape != truth.shape:
                return "shape"
            if not _agree(got, truth):
                return "value"
        for point, declared in zip(self.kink_points, self.declared, strict=True):
            if not _agree(self._try(name, form, point), declared, KINK_TOLERANCE):
                return "convention at the kink"
        return None

    def _try(self, name, form, point):
        """Evaluate a wrong form; None where it cannot be, such as a logarithm below 0."""
        try:
            with np.errstate(all="ignore"):
                return np.asarray(form(point), dtype=float)
        except (ArithmeticError, ValueError, IndexError):
            return None
        except Exception as error:
            raise RuleError(
                f"{self.rule.id}: the wrong form {name!r} raised {type(error).__name__} ({error})"
            ) from error

    @cached_property
    def kink_points(self):
        return self.rule.domain.kink_points(KINK_POINTS, 17)

    @cached_property
    def declared(self):
        """The Jacobians that the convention declares on the kink, from those on its two sides."""
        upper = self.rule.convention
        sides = [self._sides(point) for point in self.kink_points]
        return [(1 - upper) * below + upper * above for below, above in sides]

    def _sides(self, point):
        below, above = (self.rule.domain.on_kink(point, gap) for gap in (-KINK_GAP, KINK_GAP))
        return measured(self.rule, below), measured(self.rule, above)

    def _cause(self, truth):
        pairs = list(zip(self.closed, truth, strict=True))
        sizes = [sizes_at(self.rule.domain, point) for point in self.points]
        named = {
            name: _at_points(partial(self._try, name, form), self.points)
            for name, form in self._formulas()
        }
        return value_cause(pairs, sizes, self._swapped(), named)

    def _swapped(self):
        """The true Jacobians with two arguments of one shape exchanged, for each such pair."""
        found, shapes = {}, self.rule.domain.shapes
        for one, two in itertools.combinations(shapes, 2):
            if shapes[one] != shapes[two]:
                continue
            exchanged = [{**p, one: p[two], two: p[one]} for p in self.points]
            try:
                found[f"{one} and {two}"] = [measured(self.rule, point) for point in exchanged]
            except RuleError:  # outside the domain: no such hypothesis
                continue
        return found

    def _symbols(self):
        return self.derived.y.free_symbols | self.derived.value.free_symbols

    def _fail(self, witness, point, closed, expected, error, cause):
        raise VerificationError(
            self.rule.id, witness, point, float(error), cause,
            f"{self.rule.id}: the closed form {_VERDICT.get(cause, 'is refuted')}.\n"
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
    error = 0.0 if scale == 0 else float(np.abs(a - b).max() / scale)
    return error if np.isfinite(error) else np.inf


def _errors(ones, others):
    return [_error(one, other) for one, other in zip(ones, others, strict=True)]


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
