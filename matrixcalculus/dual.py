"""Dual numbers: a value and its slope, carried through a function together.

Two kinds of arithmetic drive them. ``Modular`` computes modulo the prime 2^61 - 1, where nothing is
rounded: a formula at a random point. ``Real`` computes with 40 digits at a real point. A NumPy
function runs on either unchanged, since NumPy asks an array of objects for ``+``, ``>`` or ``exp``.

Source: R. Zippel, "Probabilistic algorithms for sparse polynomials" (1979), and J. T. Schwartz,
"Fast probabilistic algorithms for verification of polynomial identities" (1980).
"""

import random
from fractions import Fraction
from functools import lru_cache

import mpmath
import numpy as np

from . import elimination

P = 2**61 - 1  # a prime; 3 modulo 4, so that -1 is no square
DIGITS = 40
SIMPLE = 10**6  # a float stands for a fraction with a denominator up to this, if one rounds to it
NEAR = 64  # x**n and x**(n + k) are known to be related for whole k up to this
PLAIN = (bool, int, float, Fraction, np.bool_, np.integer, np.floating)


class NoMeaning(Exception):
    """An operation that has no exact meaning; its text names the operation."""


class NoRoot(Exception):
    """No square root exists modulo P at this point; another point has one."""


class Residue:
    """A number modulo P, with bounds on the degrees of the fraction of polynomials it stands for."""

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
        return _modular(_fraction(number))

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
    """Arithmetic with 40 decimal digits, at a real point: masks and functions are what they are."""

    def __init__(self):
        self.numbers = mpmath.mp.clone()
        self.numbers.dps = DIGITS
        for name in ("exp", "log", "sin", "cos", "sqrt", "power"):
            setattr(self, name, getattr(self.numbers, name))
        self.arctan = self.numbers.atan

    def argument(self, name, place, real):
        return self.numbers.mpf(float(real))

    def constant(self, number):
        fraction = _fraction(number)
        return self.numbers.mpf(fraction.numerator) / fraction.denominator

    def vanishes(self, value):
        return value == 0

    def positive(self, value):
        return value > 0


def lift(number, field):
    """A plain number as a dual number; None for what is no number, such as an array."""
    if isinstance(number, np.ndarray) and number.ndim == 0:
        number = number[()]  # autograd's array() wraps every entry
    if isinstance(number, Dual):
        return number
    if isinstance(number, PLAIN):
        return Dual(field.constant(number), field.constant(0), field)
    if isinstance(number, (complex, np.complexfloating)):
        raise NoMeaning("complex numbers")
    return None


class Dual:
    """A value and its slope in one arithmetic; every operation carries both."""

    __slots__ = ("value", "slope", "field")

    def __init__(self, value, slope, field):
        self.value, self.slope, self.field = value, slope, field

    def of(self, value, slope):
        return Dual(value, slope, self.field)

    def lift(self, other):
        return lift(other, self.field)

    def __pos__(self):
        return self

    def __neg__(self):
        return self.of(-self.value, -self.slope)

    def __add__(self, other):
        if (other := self.lift(other)) is None:
            return NotImplemented
        return self.of(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other):
        if (other := self.lift(other)) is None:
            return NotImplemented
        return self.of(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other):
        if (other := self.lift(other)) is None:
            return NotImplemented
        slope = self.slope * other.value + self.value * other.slope
        return self.of(self.value * other.value, slope)

    def __truediv__(self, other):
        if (other := self.lift(other)) is None:
            return NotImplemented
        quotient = self.value / other.value
        return self.of(quotient, (self.slope - quotient * other.slope) / other.value)

    def __pow__(self, other):
        if isinstance(other, PLAIN):
            exponent = _fraction(other)
            if exponent.denominator == 1:
                return self._whole_power(exponent.numerator)
            if exponent.denominator == 2:
                return self.sqrt() ** exponent.numerator
        if (other := self.lift(other)) is None:
            return NotImplemented
        power = self.field.power(self.value, other.value)
        slope = power * other.value / self.value * self.slope
        if not self.field.vanishes(other.slope):
            slope = slope + power * self.field.log(self.value) * other.slope
        return self.of(power, slope)

    def _whole_power(self, n):
        if n == 0:
            return self.lift(1)
        slope = self.field.constant(n) * self.value ** (n - 1) * self.slope
        return self.of(self.value**n, slope)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return NotImplemented if (other := self.lift(other)) is None else other - self

    def __rtruediv__(self, other):
        return NotImplemented if (other := self.lift(other)) is None else other / self

    def __rpow__(self, other):
        return NotImplemented if (other := self.lift(other)) is None else other**self

    def __abs__(self):
        return self if self > 0 else -self

    def __bool__(self):
        return not self.field.vanishes(self.value)

    def __eq__(self, other):
        other = self.lift(other)
        return NotImplemented if other is None else not bool(self - other)

    def __gt__(self, other):
        other = self.lift(other)
        return NotImplemented if other is None else self.field.positive(self.value - other.value)

    def __lt__(self, other):
        other = self.lift(other)
        return NotImplemented if other is None else self.field.positive(other.value - self.value)

    def __ge__(self, other):
        return NotImplemented if (found := self.__lt__(other)) is NotImplemented else not found

    def __le__(self, other):
        return NotImplemented if (found := self.__gt__(other)) is NotImplemented else not found

    __hash__ = None

    def __float__(self):
        raise NoMeaning("float(), as in A[0] = x where A was made by np.zeros")

    __int__ = __complex__ = __index__ = __float__

    # What NumPy calls on every entry of an array: np.exp(x) asks x.exp().

    def exp(self):
        value = self.field.exp(self.value)
        return self.of(value, value * self.slope)

    def log(self):
        return self.of(self.field.log(self.value), self.slope / self.value)

    def sin(self):
        return self.of(self.field.sin(self.value), self.field.cos(self.value) * self.slope)

    def cos(self):
        return self.of(self.field.cos(self.value), -(self.field.sin(self.value) * self.slope))

    def arctan(self):
        return self.of(self.field.arctan(self.value), self.slope / (self * self + 1).value)

    def sqrt(self):
        root = self.field.sqrt(self.value)
        return self.of(root, self.slope / (root + root))

    def tan(self):
        return self.sin() / self.cos()

    def tanh(self):
        square = (self + self).exp()
        return (square - 1) / (square + 1)

    def sinh(self):
        return (self.exp() - (-self).exp()) / 2

    def cosh(self):
        return (self.exp() + (-self).exp()) / 2

    def log1p(self):
        return (self + 1).log()

    def expm1(self):
        return self.exp() - 1

    def conjugate(self):
        return self


class Numbers(np.ndarray):
    """An array of dual numbers. NumPy does with it what it does with any; it cannot be sorted."""

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return array[()] if array.ndim == 0 else super().__array_wrap__(array, context, False)

    def __array_function__(self, function, types, arguments, options):
        if function in elimination.FUNCTIONS:
            return elimination.FUNCTIONS[function](*arguments, **options)
        try:
            found = super().__array_function__(function, types, arguments, options)
        except NoMeaning as error:
            raise NoMeaning(f"{function.__name__}()") from error
        return found.view(Numbers) if type(found) is np.ndarray and found.dtype == object else found

    def sort(self, *arguments, **options):
        raise NoMeaning("sort()")

    argsort = partition = argpartition = sort


def _half(value):
    """One of a value and its negative, always the same one, and whether it is the negative."""
    return (value, False) if value.value <= P // 2 else (-value, True)


@lru_cache(maxsize=1000)
def _fraction(number):
    """The fraction that a number stands for: 1/3 for 0.3333333333333333, 1/10 for 0.1.

    That is the one with a denominator up to a million that rounds to the float; where there is
    none, the float itself, which is a fraction with a power of two below.
    """
    if isinstance(number, (int, Fraction)):
        return Fraction(number)
    if not np.isfinite(number):
        raise NoMeaning(str(number))
    exact = Fraction(float(number))
    simple = exact.limit_denominator(SIMPLE)
    return simple if float(simple) == exact else exact


@lru_cache(maxsize=1000)
def _modular(fraction):
    if fraction.denominator % P == 0:
        raise ZeroDivisionError
    return Residue(fraction.numerator * pow(fraction.denominator, -1, P) % P)
