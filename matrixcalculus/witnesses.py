"""The witnesses of a derivative, and how what they say is compared.

A witness is a function of a rule; it returns a function of a point, which gives the Jacobian there.
"""

from functools import cache, partial

import numpy as np

from . import autodiff, numdiff
from .errors import RuleError
from .formula import Formula
from .rule import TOLERANCE
from .sampling import call, show

LEAST = 1e-30  # an entry below this counts as 0: what the complex step leaves of higher orders


def symbolic(rule):
    """The derived entry, written as code."""
    return formula(rule, rule.derived.value)


def measured(rule):
    """The complex step. Raises RuleError where f loses it."""
    advice = "write f for complex input too: without float, real, abs and the module math"
    return partial(_differentiated, rule, numdiff, "the complex step", advice)


def traced(rule):
    """Automatic differentiation. Raises RuleError where autograd cannot follow f."""
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


WITNESSES = {"symbolic": symbolic, "numeric": measured, "autodiff": traced}


def formula(rule, expr):
    """A formula of the derivation's letters, as a function of a point."""
    code = Formula(expr, rule.derived, rule)
    return lambda point: code.matrix(point, rule.axes_at(point))


def value_of(rule, name, form, point):
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


def error_of(a, b):
    """Largest difference, relative to the largest entry of either; infinite if one is NaN."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    error = 0.0 if scale < LEAST else float(np.abs(a - b).max() / scale)
    return error if np.isfinite(error) else np.inf


def errors_of(ones, others):
    """The error at each point, of two forms as :func:`at_points` makes them."""
    return [error_of(one, other) for one, other in zip(ones(), others(), strict=True)]


def agree(a, b, tolerance=TOLERANCE):
    """Are two arrays of one shape, and as close as ``tolerance``? None agrees with nothing."""
    return np.shape(a) == np.shape(b) and a is not None and error_of(a, b) <= tolerance


def all_agree(ones, others, tolerance):
    """Do two forms agree at every point? Stops at the first at which they do not."""
    return all(agree(one, other, tolerance) for one, other in zip(ones(), others(), strict=True))


def once(form):
    """The same function of a point; what it is at a point is computed once."""
    known = {}

    def value(point):
        if id(point) not in known:
            known[id(point)] = form(point), point  # which is kept, so that no other has its id
        return known[id(point)][0]

    return value


def at_points(form, points):
    """The values of a form, as a function that yields them; each is computed when asked for."""
    value = cache(lambda number: form(points[number]))
    return lambda: map(value, range(len(points)))
