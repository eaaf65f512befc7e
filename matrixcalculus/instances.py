"""Known functions, drawn for the unknown ones of a law, and the Jacobian that they give.

A law about any f and g is run with several of them, each a sum of a line, a parabola and a sine
with drawn numbers: none is its own derivative, and no two are alike. The Jacobian is measured by
the complex step, which knows no rule of differentiation.
"""

import itertools
from functools import cache, lru_cache

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from . import numdiff
from .derive import put_functions
from .formula import Formula

INSTANCES = 3


def unknown(*exprs):
    """The undefined functions of expressions, each with its number of arguments, by name."""
    parts = set().union(*(sp.sympify(expr).atoms(AppliedUndef) for expr in exprs))
    return dict(sorted({part.func: len(part.args) for part in parts}.items(), key=str))


def composes(*exprs):
    """Is an unknown function applied to anything but a letter? Then the chain rule is applied."""
    parts = set().union(*(sp.sympify(expr).atoms(AppliedUndef) for expr in exprs))
    return any(not isinstance(one, sp.Symbol | sp.Indexed) for part in parts for one in part.args)


@lru_cache(maxsize=100)
def own_derivative(known, arity):
    """Is a known function its own derivative by one of its arguments, as e^x is?"""
    places = sp.symbols(f"place:{arity}", real=True)
    value = known(*places)
    somewhere = {one: sp.Rational(number, 7) for number, one in enumerate(places, start=2)}

    def is_zero(gap):
        there = gap.subs(somewhere).evalf()  # which decides, but for 0, at a small part of the cost
        return not (there.is_Float and abs(there) > 1e-6) and sp.simplify(gap) == 0

    return any(is_zero(sp.diff(value, one) - value) for one in places)


def draw(functions, rng):
    """Draw a known function for each unknown one, ``{f: arity}``; return how to put them.

    That is a function of an expression: it replaces the unknown functions and their derivatives.
    Each is worked out once, however many expressions hold it, and so is each slope of a function.
    """
    known = {function: _drawn(arity, rng) for function, arity in functions.items()}

    @cache
    def slope(function, place):
        places = known[function].signature
        return sp.Lambda(places, sp.diff(known[function].expr, places[place]))

    @cache
    def worked_out(part):
        if isinstance(part, AppliedUndef) and part.func in known:
            return known[part.func](*map(put, part.args))
        inside, at = (part.expr, dict(zip(part.variables, part.point, strict=True))) \
            if isinstance(part, sp.Subs) else (part, {})
        if (place := _slot(inside)) is not None and inside.expr.func in known:
            slots = [slot.xreplace(at) for slot in inside.expr.args]
            return slope(inside.expr.func, place)(*map(put, slots))
        return put_functions(part, known)

    def put(expr):
        parts = expr.atoms(AppliedUndef, sp.Derivative, sp.Subs)
        return expr.xreplace({part: worked_out(part) for part in parts})

    return put


def _slot(part):
    """The number of the slot by which an unknown function is differentiated, once; or None.

    In d f(u, v) / d v it is the second, if nothing else in f moves with v.
    """
    if isinstance(part, sp.Derivative) and isinstance(part.expr, AppliedUndef) \
            and len(part.variables) == 1:
        by, slots = part.variables[0], part.expr.args
        moving = [place for place, one in enumerate(slots) if one.has(by)]
        if len(moving) == 1 and slots[moving[0]] == by:
            return moving[0]
    return None


def _drawn(arity, rng):
    places = sp.symbols(f"place:{arity}", real=True)
    number = lambda: sp.Rational(int(rng.choice([-1, 1]) * rng.integers(2, 10)), 8)
    line = sum(number() * one for one in places)
    bend = sum(number() * one * two / 4
               for one, two in itertools.combinations_with_replacement(places, 2))
    wave = sp.sin(sum(number() * one for one in places) + number())
    return sp.Lambda(places, line + bend + wave)


class Instance:
    """A rule's derivation with drawn functions: what it derives, and what is measured.

    Parameters
    ----------
    rule : Rule
    put : callable
        Replaces the undefined functions of an expression; see :func:`draw`.
    """

    def __init__(self, rule, put):
        self.rule, self.put = rule, put
        self.component = Formula(put(rule.derivation.y), rule.derivation, rule, complex)

    def measured(self, point):
        """The Jacobian at a point by the complex step, an array of shape (m, n)."""
        rows = self.rule.axes_at(point)[0]
        return numdiff.jacobian(
            lambda t: self.component.matrix({**point, self.rule.wrt: t}, (rows, 1))[:, 0],
            point[self.rule.wrt])

    def form(self, expr):
        """A formula of the derivation's letters, as a function of a point."""
        formula = Formula(self.put(expr), self.rule.derivation, self.rule)
        return lambda point: formula.matrix(point, self.rule.axes_at(point))


def instances(rule, seed):
    """Several instances of a rule about unknown functions; [] where it names none."""
    rng = np.random.default_rng(seed)
    functions = unknown(rule.derivation.y)
    return [Instance(rule, draw(functions, rng)) for _ in range(INSTANCES if functions else 0)]
