"""Read an answer: a function, an expression, an array or a number, as a function of a point.

One reading for all: what the notebook's check accepts, the grader accepts as well.
"""

import inspect

import numpy as np
import sympy as sp

from .derive import Entry
from .formula import Formula

LARGEST = 1_000_000  # entries of an answer


class NotYet(AssertionError):
    """An answer that does not hold yet; a notebook shows its one line, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def answered(answer, name="the answer"):
    """Raise NotYet where nothing has been filled in."""
    if answer is None or answer is Ellipsis:
        raise NotYet(f"not yet: {name} is {answer}: fill it in")


def as_function(answer, question, outputs):
    """The answer as a function of a point and of the output's shape there, whatever its form.

    Parameters
    ----------
    answer : callable, array, number, SymPy expression or Entry
        A function may take the question's arguments by name, in any order and any selection, or
        all of them by position; it may have defaults, ``*args`` and ``**rest``.
    question : Question or Sealed
        Its ``shapes`` name the arguments.
    outputs : list of tuple
        The shape of what is right, at each point: an answer that is no function has one shape.

    Raises
    ------
    NotYet
        In one line, if it cannot be read.
    """
    answered(answer)
    shapes = question.shapes
    if isinstance(answer, str):
        raise NotYet("not yet: text where a formula was meant: leave out the quotation marks")
    if isinstance(answer, Entry) and hasattr(question, "domain"):
        return _every_entry(answer, question)
    if isinstance(answer, sp.Lambda):
        return _by_position(answer, shapes)
    if _symbolic(answer) and _done(answer).free_symbols:
        return _expression(_done(answer), shapes)
    if callable(answer) and not _symbolic(answer):
        return _callable(answer, shapes)
    fixed = as_array(answer)
    if len(set(outputs)) > 1:
        raise NotYet("not yet: one array, but the question is for every length: write a function")
    return lambda point, shape: fixed


def _every_entry(answer, question):
    """A derived entry: every row and column, those of a matrix read row by row."""
    formula = Formula(answer.value, answer, question)
    asked_for = question.by  # a grader's machine for answers is not told
    if not asked_for and len(answer.columns) < 2:
        return formula.matrix

    def jacobian(point, shape):
        rows = np.shape(question.value(question.asked, point)) if asked_for else shape[0]
        columns = np.shape(point[asked_for or str(answer.x.base)])
        return formula.matrix(point, (rows, columns)).reshape(shape)

    return jacobian


def as_array(value, name="what the function returns"):
    """A result as an array of floats: numbers of any kind, in lists, tuples, arrays or matrices.

    Raises NotYet, in one line, for what is no array of real numbers.
    """
    answered(value, name)
    if _symbolic(value):
        value = _done(value)
        value = value.tolist() if hasattr(value, "tolist") else value
    try:
        array = np.asarray(value)
    except ValueError:
        raise NotYet("not yet: rows of different lengths: no array can be made of them") from None
    if array.size > LARGEST:
        raise NotYet(f"not yet: an array of shape {array.shape}: two axes were stretched against "
                     "each other by broadcasting?")
    if array.dtype.kind == "O":
        array = _numbers(array)
    if array.dtype.kind not in "biuf":
        kind = type(value).__name__ if array.dtype.kind in "OUS" else array.dtype
        raise NotYet(f"not yet: {kind} where numbers were meant")
    return array.astype(float)


def as_shape(said, name):
    """A shape as a tuple of whole numbers. Raises NotYet for what is none."""
    answered(said, name)
    try:
        sides = tuple(int(one) for one in said)
        if all(one == side for one, side in zip(said, sides, strict=True)):
            return sides
    except (TypeError, ValueError):
        pass
    raise NotYet(f"not yet: {name}: a shape is a tuple such as (3, 1), not {said!r}")


# SymPy --------------------------------------------------------------------------------------------


def _symbolic(answer):
    return isinstance(answer, sp.Basic | sp.MatrixBase | sp.NDimArray)


def _done(answer):
    """Without derivatives, integrals or sums that are only written down."""
    if isinstance(answer, sp.Equality):
        raise NotYet("not yet: an equation: give its right-hand side alone")
    if isinstance(answer, sp.Poly):
        answer = answer.as_expr()
    return answer.doit() if hasattr(answer, "doit") else answer


def _expression(answer, shapes):
    if any(shape != "scalar" for shape in shapes.values()):
        raise NotYet("not yet: a SymPy expression knows no vectors of any length: write a function")
    free = {symbol.name for symbol in answer.free_symbols}
    if unknown := sorted(free - set(shapes)):
        raise NotYet(f"not yet: {', '.join(unknown)} stands in the answer; "
                     f"only {', '.join(shapes)} may")
    plain = answer.subs({symbol: sp.Symbol(symbol.name) for symbol in answer.free_symbols})
    code = sp.lambdify([sp.Symbol(name) for name in shapes], plain, modules="numpy")
    return lambda point, shape: code(**point)


def _by_position(answer, shapes):
    """A ``sp.Lambda``: by the names of its variables, or else by their places."""
    names = [one.name for one in answer.variables]
    order = names if set(names) <= set(shapes) else [*shapes]
    if len(order) != len(names):
        raise NotYet(f"not yet: the function takes {', '.join(names)}; "
                     f"the question has {', '.join(shapes)}")
    renamed = {one: sp.Symbol(name) for one, name in zip(answer.variables, order, strict=True)}
    return _expression(_done(answer.expr).subs(renamed), shapes)


# Functions ----------------------------------------------------------------------------------------


def _callable(answer, shapes):
    """Call it with what it asks for."""
    names = [*shapes]
    if isinstance(answer, np.ufunc):
        return lambda point, shape: answer(*[point[name] for name in names])
    try:
        asked = inspect.signature(getattr(answer, "pyfunc", answer)).parameters.values()
    except (TypeError, ValueError):  # compiled: nothing is known of its arguments
        return lambda point, shape: answer(*[point[name] for name in names])
    if _renamed(asked, names):
        return lambda point, shape: answer(*[point[name] for name in names])
    if unknown := [one.name for one in asked if _needed(one) and one.name not in shapes]:
        raise NotYet(f"not yet: the function takes {', '.join(unknown)}; "
                     f"the question has {', '.join(names)}")
    return lambda point, shape: answer(*_positional(asked, point), **_named(asked, point))


def _needed(one):
    return one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)


def _renamed(asked, names):
    """Does it take all arguments by position, under names of its own?"""
    needed = [one for one in asked if _needed(one)]
    if not needed:
        return any(one.kind == one.VAR_POSITIONAL for one in asked)
    return len(needed) == len(names) and not any(one.name in names for one in needed) and all(
        one.kind != one.KEYWORD_ONLY for one in needed)


def _positional(asked, point):
    return [point[one.name] for one in asked
            if one.kind == one.POSITIONAL_ONLY and one.name in point]


def _named(asked, point):
    kinds = {one.name: one.kind for one in asked}
    rest = any(one.kind == one.VAR_KEYWORD for one in asked)
    return {name: value for name, value in point.items() if
            (rest if name not in kinds else kinds[name] != inspect.Parameter.POSITIONAL_ONLY)}


def _numbers(array):
    """Fractions, decimals, SymPy numbers: whatever is a real number, as floats."""
    flat = [_number(one) for one in array.ravel()]
    return np.array(flat, dtype=float).reshape(array.shape)


def _number(one):
    if one is None or one is Ellipsis:
        raise NotYet(f"not yet: {one} stands among the numbers: fill it in")
    if isinstance(one, str):
        raise NotYet("not yet: text where numbers were meant")
    try:
        return float(_done(one) if _symbolic(one) else one)
    except TypeError:
        if _symbolic(one) and one.free_symbols:
            raise NotYet("not yet: the result holds symbols, where numbers were meant") from None
        kind = type(one).__name__
        raise NotYet(f"not yet: {kind} where numbers were meant") from None
    except ValueError:
        raise NotYet("not yet: rows of different lengths: no array can be made of them") from None


# What Python says, in the words of the exercise ---------------------------------------------------


VECTORISED = ("truth value of an array", "only length-1 arrays", "only 0-dimensional arrays",
              "cannot convert the series", "Cannot convert expression to float")
HINTS = {
    ("boolean negative", "boolean subtract"):
        "NumPy has no minus for booleans: multiply the mask by a number first, as in "
        "-1.0 * (z > 0)",
    ("for ^", "bitwise_xor"): "a power is written ** in Python, not ^",
    ("no callable", "loop of ufunc"):
        "a NumPy function has met a SymPy symbol: use sp.sin, sp.exp ... in expressions",
    ("could not be broadcast", "mismatch in its core", "not aligned"):
        "two shapes do not fit together",
}


def fault(error):
    """An exception of a student's function in one line, with its cure where we know one."""
    lines = [one.strip() for one in str(error).splitlines() if one.strip()]
    told = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    if any(part in told for part in VECTORISED):
        return ("not vectorised: it works on one number and fails on an array. Use NumPy's "
                f"functions and np.where in place of if ({told})")
    for parts, hint in HINTS.items():
        if any(part in told for part in parts):
            return f"{hint} ({told})"
    return f"your function raised {told}"
