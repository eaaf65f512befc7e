"""Dual numbers: a value and its slope, carried through a function together.

A NumPy function runs on them unchanged, since NumPy asks an array of objects for ``+``, ``>`` or
``exp``. What they compute in, exactly or with 40 digits, is one of the ``fields``.
"""

from fractions import Fraction

import numpy as np

from . import elimination
from .fields import NoMeaning, fraction_of

PLAIN = (bool, int, float, Fraction, np.bool_, np.integer, np.floating)


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
            exponent = fraction_of(other)
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

    def __hash__(self):
        return hash(self.value)

    def __float__(self):
        raise NoMeaning("float(), perhaps to fill an array of np.zeros (np.stack makes one of any)")

    __int__ = __complex__ = __index__ = __float__

    def rint(self):
        raise NoMeaning("rounding")

    __floor__ = __ceil__ = __trunc__ = __round__ = rint

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
