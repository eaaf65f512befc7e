"""Two arithmetics in which a NumPy function can run: modulo a prime, and with 40 digits.

``Modular`` computes modulo the prime 2^61 - 1, where nothing is rounded: a formula at a random
point. ``Real`` computes with 40 decimal digits at a real point.

Source: R. Zippel, "Probabilistic algorithms for sparse polynomials" (1979), and J. T. Schwartz,
"Fast probabilistic algorithms for verification of polynomial identities" (1980).
"""

import random
from fractions import Fraction
from functools import lru_cache

import mpmath  # comes with SymPy
import numpy as np

P = 2**61 - 1  # a prime; 3 modulo 4, so that -1 is no square
DIGITS = 40
SIMPLE = 10**5  # a float stands for the fraction with a denominator up to this that it is near to
ROUNDED = Fraction(1, 2**51)  # near: after two roundings, relative
NEAR = 64  # x**n and x**(n + k) are known to be related for whole k up to this


class NoMeaning(Exception):
    """An operation that has no exact meaning; its text names the operation."""


class NoRoot(Exception):
    """No square root exists modulo P at this point; another point has one."""


class Residue:
    """A number modulo P, and bounds on the degrees of the fraction that it is the value of."""

    __slots__ = ("value", "top", "bottom")

    def __init__(self, value, top=0, bottom=0):
        self.value, self.top, self.bottom = value, top, bottom

    def __add__(self, other):
        top = max(self.top + other.bottom, other.top + self.bottom)
        return Residue((self.value + other.value) % P, top, self.bottom + other.bottom)

    def __neg__(self):
        return Residue(-self.value % P, self.top, self.bottom)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if self.is_zero or other.is_zero:
            return ZERO
        product = self.value * other.value % P
        return Residue(product, self.top + other.top, self.bottom + other.bottom)

    def __truediv__(self, other):
        if not other.value:
            raise ZeroDivisionError
        return self * Residue(pow(other.value, -1, P), other.bottom, other.top)

    def __pow__(self, whole):
        if whole < 0:
            return ONE / self**-whole
        return Residue(pow(self.value, whole, P), whole * self.top, whole * self.bottom)

    def __hash__(self):
        return hash(self.value)

    @property
    def is_zero(self):
        """Is this the constant 0, and not a formula that happens to vanish at this point?"""
        return not (self.value or self.top or self.bottom)

    def gap(self, other):
        """A bound on the degree of the numerator of the difference of two fractions."""
        return max(self.top + other.bottom, other.top + self.bottom)


ZERO, ONE, TWO = Residue(0), Residue(1), Residue(2)


class Modular:
    """Arithmetic modulo P: exp, log, ... are independent symbols, comparisons random answers.

    A symbol is drawn for each function and argument, and kept, so that the same argument meets the
    same symbol. What is built in: exp(-x) = 1/exp(x), exp and log undo each other,
    sin^2 + cos^2 = 1, sin odd, cos even, sqrt(x)^2 = x, x**(n + 1) = x**n x, and the values at 0.

    Parameters
    ----------
    seed : str
        Everything drawn follows from it.
    plan : sequence of bool
        The answers to the first questions "is this positive?"; any further one is random.
    """

    def __init__(self, seed, plan=()):
        self.seed, self.plan = seed, plan
        self.answers, self.symbols, self.asked, self.roots = {}, {}, {}, 0

    def argument(self, name, place, real):
        """A random number for an entry of an argument, whatever it is in a real point."""
        return self.draw("argument", name, place)

    def draw(self, *key):
        """A number that follows from the seed and the key, drawn evenly from 1 to P - 1."""
        number = random.Random(f"{self.seed} {key}").randrange(1, P)
        return Residue(number, 1)

    def constant(self, number):
        return _modular(fraction_of(number))

    def vanishes(self, value):
        return not value.value

    def positive(self, value):
        """A random answer, kept for each value, and the opposite one for its negative."""
        self._ask(value)
        if not value.value:
            return False
        half, turned = _half(value)
        return self._answer("sign", half) != turned

    def exp(self, value):
        half, turned = _half(value)
        found = self._symbol("exp", half) if value.value else ONE
        found = ONE / found if turned else found
        self._ask(found)
        self.symbols.setdefault(("log", found.value), value)
        return found

    def log(self, value):
        found = self._symbol("log", value) if value.value != 1 else ZERO
        self._ask(found)
        self.symbols.setdefault(("exp", _half(found)[0].value), self._undone(found, value))
        return found

    def sin(self, value):
        half, turned = _half(value)
        t = self._tangent(half)
        found = TWO * t / (ONE + t * t)
        return -found if turned else found

    def cos(self, value):
        t = self._tangent(_half(value)[0])
        return (ONE - t * t) / (ONE + t * t)

    def arctan(self, value):
        half, turned = _half(value)
        found = self._symbol("arctan", half) if value.value else ZERO
        return -found if turned else found

    def sqrt(self, value):
        """Either square root, as the plan says; raises NoRoot where there is none."""
        root = pow(value.value, (P + 1) // 4, P)
        if root * root % P != value.value:
            raise NoRoot
        self.roots += ("root", value.value) not in self.answers
        root = root if self._answer("root", value) else P - root
        return Residue(root, value.top, value.bottom)

    def power(self, base, exponent):
        """A symbol for base**exponent, the same for exponents that differ by a whole number."""
        for key in self.symbols:
            if key[0] == "power" and key[1] == base.value:
                steps = (exponent.value - key[2] + NEAR) % P - NEAR
                if steps <= NEAR:
                    return self.symbols[key] * base**steps
        return self._symbol("power", base, exponent)

    def _ask(self, value):
        self.asked[value.value] = value

    @property
    def coincidences(self):
        """At so many points, at most, do two different arguments have the same value, or so."""
        degree = max((value.top + value.bottom for value in self.asked.values()), default=0)
        near = 2 * NEAR + 1 if any(key[0] == "power" for key in self.symbols) else 2
        return len(self.asked) ** 2 * degree * near

    def _tangent(self, half):
        """tan(x/2), of which sine and cosine are fractions."""
        return self._symbol("tan", half) if half.value else ZERO

    def _undone(self, found, value):
        return ONE / value if _half(found)[1] else value

    def _symbol(self, name, *values):
        key = (name, *(value.value for value in values))
        if key not in self.symbols:
            for value in values:
                self._ask(value)
            self.symbols[key] = self.draw(*key)
        return self.symbols[key]

    def _answer(self, kind, value):
        key = (kind, value.value)
        if key not in self.answers:
            self._ask(value)
            number = len(self.answers)
            known = number < len(self.plan)
            self.answers[key] = self.plan[number] if known else self.draw(*key).value % 2 == 1
        return self.answers[key]


class Real:
    """Arithmetic with 40 decimal digits, at a real point: masks and functions are what they are.

    ``rounded`` lists the constants that it met and that may have been rounded before, as pi is.
    """

    def __init__(self):
        self.numbers = mpmath.mp.clone()
        self.numbers.dps = DIGITS
        self.rounded = []
        for name in ("exp", "log", "sin", "cos", "sqrt", "power"):
            setattr(self, name, getattr(self.numbers, name))
        self.arctan = self.numbers.atan

    def argument(self, name, place, real):
        return self.numbers.mpf(float(real))

    def constant(self, number):
        fraction = fraction_of(number)
        if fraction.denominator > SIMPLE:
            self.rounded.append(number)
        return self.numbers.mpf(fraction.numerator) / fraction.denominator

    def vanishes(self, value):
        return value == 0

    def positive(self, value):
        return value > 0


def _half(value):
    """One of a value and its negative, always the same one, and whether it is the negative."""
    return (value, False) if value.value <= P // 2 else (-value, True)


@lru_cache(maxsize=1000)
def fraction_of(number):
    """The fraction that a number stands for: 1/3 for 0.3333333333333333, 1/10 for 0.1.

    That is the one with a denominator up to 100 000 that is as near as two roundings leave it;
    where there is none, the float itself, which is a fraction with a power of two below.
    """
    if isinstance(number, (int, Fraction)):
        return Fraction(number)
    if not np.isfinite(number):
        raise NoMeaning(str(number))
    exact = Fraction(float(number))
    simple = exact.limit_denominator(SIMPLE)
    return simple if abs(simple - exact) <= abs(exact) * ROUNDED else exact


@lru_cache(maxsize=1000)
def _modular(fraction):
    if fraction.denominator % P == 0:
        raise ZeroDivisionError
    return Residue(fraction.numerator * pow(fraction.denominator, -1, P) % P)
