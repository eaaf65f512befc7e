"""The wrong forms of a rule, each put through the check that the rule has passed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import sympy as sp

from .derive import put_functions
from .errors import RuleError, VerificationError
from .mutate import array_mistakes, formula_mistakes, matrix_mistakes
from .rule import TOLERANCE
from .sampling import CHECK_SIZES, OTHER_SIZES, Domain
from .shapes import SCALAR, axes_of
from .witnesses import agree, all_agree, at_points, formula, once, symbolic, value_of

EQUAL = 1e-9  # made mistakes closer than this to the rule, or to each other, are the same form
KINK_TOLERANCE = 1e-6  # one-sided Jacobians move by about the gap; a wrong side by about 1
OTHER_POINTS, KINK_POINTS = 40, 6


class Trial:
    """Every wrong form of a rule, put through the check that the rule has passed.

    Parameters
    ----------
    rule : Rule
    points : list of dict
        Where the rule was checked.
    truth : callable
        Yields the true Jacobian at each of them.
    on_kink : list of (point, Jacobian)
        Points on the kink, with what is declared there.
    special : list of (kind, point, Jacobian, tolerance)
    drawn : list of (Instance, points, Jacobians)
        The law with drawn functions; empty for a rule about none.
    """

    def __init__(self, rule, points, truth, on_kink, special, drawn):
        self.rule, self.points, self.truth, self.on_kink = rule, points, truth, on_kink
        self.special, self.drawn = special, drawn
        self.others = rule.domain.points(OTHER_POINTS, 1_000_003, OTHER_SIZES)
        self.others += rule.domain.kink_points(KINK_POINTS, 18, OTHER_SIZES)
        self.others += [point for _, point, _, _ in special]
        derived = partial(value_of, rule, "the derived entry", symbolic(rule))
        self.derived = at_points(derived, self.others)
        self.free = Domain(**rule.domain.shapes).points(len(CHECK_SIZES) * 2, 5, CHECK_SIZES)
        self.form = drawn[0][0].form if drawn else partial(formula, rule)
        self.right_at_drawn = [once(instance.form(rule.derivation.value))
                               for instance, _, _ in drawn]

    @cached_property
    def right(self):
        """The derived formula itself, as a function of a point."""
        return once(self.form(self.rule.derivation.value))

    def verdict(self):
        """The forms that were rejected, each with by what; the names of those equal to the rule."""
        closed = once(self.rule.closed)
        right = at_points(closed, self.others)
        rejected, equal, tried = [], [], []
        for wrong in _wrong_forms(self.rule, closed):
            name, planned = wrong.name, wrong.planned
            values = at_points(partial(value_of, self.rule, name, wrong.form), self.others)
            if not planned and all(value is None for value in values()):
                continue  # nowhere defined: no mistake that anybody could make
            if self._equals(wrong, values, right):
                if planned:
                    self._accepts(name, "is right: it equals the rule wherever it was tried")
                equal.append(name)
                continue
            if not planned and any(all_agree(values, others, EQUAL) for others in tried):
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
            return all_agree(values, right, TOLERANCE)
        same = all(derived is None or agree(one, other, EQUAL) for one, other, derived
                   in zip(values(), right(), self.derived(), strict=True))
        return same and not self._told_apart(wrong)

    def _told_apart(self, wrong):
        """Do the two formulas differ anywhere, inside the domain or not?"""
        other = wrong.at_law(self.form, self.right)
        for point in self.free:
            one, two = (value_of(self.rule, wrong.name, each, point)
                        for each in (self.right, other))
            if one is not None and two is not None and np.all(np.isfinite(one)) \
                    and not agree(one, two, EQUAL):
                return True
        return False

    def _accepts(self, name, why):
        message = f"{self.rule.id}: a form meant to be wrong ({name}) {why}."
        raise VerificationError(self.rule.id, "mutants", None, 0.0, name, message)

    def _rejected_by(self, name, form):
        for point, truth in zip(self.points, self.truth(), strict=True):
            got = value_of(self.rule, name, form, point)
            if got is None:
                return "error"
            if got.shape != truth.shape:
                return "shape"
            if not agree(got, truth):
                return "value"
        for point, declared in self.on_kink:
            if not agree(value_of(self.rule, name, form, point), declared, KINK_TOLERANCE):
                return "convention at the kink"
        for kind, point, truth, tolerance in self.special:
            got = value_of(self.rule, name, form, point)
            if got is None or not agree(got, truth, tolerance):
                return f"value ({kind})"
        return None

    def _rejected_by_drawn(self, wrong):
        if wrong.planned:
            return None
        for (instance, points, truth), right in zip(self.drawn, self.right_at_drawn, strict=True):
            form = wrong.at_law(instance.form, right)
            values = at_points(partial(value_of, self.rule, wrong.name, form), points)
            if not all_agree(values, truth, TOLERANCE):
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


def _wrong_forms(rule, closed):
    """Yield the rule's own wrong forms, then the made ones, some of what ``closed`` gives.

    Of several forms with the same values the first is kept, so the plainest names come first.
    """
    for name, form in rule.wrong.items():
        yield _Wrong(name, lambda p, f=form: rule.stated("a wrong form", f, p), True)
    yield from wrong_matrices(rule, closed)
    if rule.shape != SCALAR and not rule.pullback:  # which has no Jacobian of a wrong shape
        for name, change in array_mistakes(square=rule.shape[0] == rule.shape[1]).items():
            yield _Wrong(name, lambda p, c=change: c(closed(p)),
                         change=lambda J, point, c=change: c(J))
    yield from wrong_formulas(rule)


def wrong_matrices(rule, right):
    """Yield the wrong forms that are made by a mistake with matrices, or in what is pulled back.

    They are made of ``right``, the Jacobian as a function of a point.
    """
    sides = map(axes_of, rule.shape)
    for name, change in matrix_mistakes(*sides, pulled=rule.pullback is not None).items():
        changed = lambda J, point, c=change: c(J, rule.axes_at(point))
        yield _Wrong(name, lambda p, c=changed: c(right(p), p), change=changed)


def wrong_formulas(rule):
    """Yield the wrong forms that are made by a mistake in the derived formula."""
    for name, expr in formula_mistakes(rule.derivation, rule.domain.shapes).items():
        try:
            form = formula(rule, put_functions(expr, rule.instance) if rule.instance else expr)
        except RuleError:  # SymPy cannot write this one as code
            continue
        yield _Wrong(name, form, formula=expr)
