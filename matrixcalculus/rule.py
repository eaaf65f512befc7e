"""A rule of differentiation in code: what it says, and how its parts are called safely.

Whatever is missing or misspelt in a rule, or goes wrong in one of its functions, becomes a
``RuleError`` that says so in the rule's own terms.
"""

from dataclasses import dataclass, field

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from . import autodiff, numdiff
from .derive import Entry
from .errors import DomainError, RuleError
from .sampling import CHECK_SIZES, Domain, call, needs

TOLERANCE = 1e-12  # relative, of the largest entry; the witnesses themselves err by about 1e-15
SCALAR = (1, 1)


@dataclass
class Rule:
    """A rule of differentiation, in code.

    Parameters
    ----------
    id : str
        The rule's ID, the label of the box that states it, e.g. "R-ew-mul-w".
    f : callable
        The function, written with ``autograd.numpy``; its arguments are those of the domain.
    wrt : str
        The argument to differentiate by: a number or a 1-D array.
    jacobian : callable
        The closed form; arguments as in ``f`` (any subset). Returns shape (m, n), rows outputs,
        in double precision. If f and ``wrt`` are both scalar, it may return a number.
    shape : tuple
        (m, n), in sizes of the domain or numbers: ("n", "n"), (1, "n"), (1, 1).
    domain : Domain
        Where the rule holds.
    derivation : Entry
        What ``entry(...)`` returned, about the same function.
    instance : dict, optional
        Functions to put for the undefined ones of the derivation: ``{f: sp.sin}``.
    convention : float, optional
        What is declared at the kink: 0 the Jacobian just below it, 1 just above, 0.5 their mean.
        Needed when the domain has a kink.
    wrong : dict, optional
        Further wrong forms that must be rejected: ``{"what went wrong": closed form}``.

    Source: the rule's section in Parr & Howard (2018), named in the chapter.
    """

    id: str
    f: object
    wrt: str
    jacobian: object
    shape: tuple
    domain: Domain
    derivation: Entry | None = None
    instance: dict | None = None
    convention: float | None = None
    wrong: dict = field(default_factory=dict)


def check_rule(rule):
    """Say in one sentence what is missing or misspelt in a rule."""
    def refuse(why):
        raise RuleError(f"{rule.id}: {why}")

    if not (isinstance(rule.id, str) and rule.id):
        raise RuleError(f"id must be a name such as 'R-ew-mul-w', not {rule.id!r}")
    if not isinstance(rule.domain, Domain):
        refuse("domain must be a Domain, e.g. Domain(w='n', x='n')")
    if not isinstance(rule.derivation, Entry):
        refuse("a rule without a derivation proves nothing: pass derivation=entry(y_i, x_j)")
    arguments = rule.domain.shapes
    if rule.wrt not in arguments:
        refuse(f"wrt={rule.wrt!r} is not an argument of the domain ({', '.join(arguments)})")
    if " " in arguments[rule.wrt]:
        refuse(f"{rule.wrt} is a matrix; differentiate by a number or a 1-D array (its row, say)")
    if not isinstance(rule.wrong, dict):
        refuse("wrong must be a dict: {'what went wrong': closed form}")
    for name, function in (("f", rule.f), ("jacobian", rule.jacobian), *rule.wrong.items()):
        try:
            unknown = set(needs(function)) - set(arguments)
        except DomainError as error:
            refuse(f"{name} must be a function of arguments of the domain: {error}")
        if unknown:
            refuse(f"{name} takes {', '.join(sorted(unknown))}, which the domain does not have")
    if not (isinstance(rule.shape, tuple) and len(rule.shape) == 2):
        refuse(f"shape must be a pair such as ('n', 'n') or (1, 'n'), not {rule.shape!r}")
    try:
        size_of(rule.shape, rule.domain.sizes(CHECK_SIZES[0]))
    except RuleError as error:
        refuse(error)
    kink, convention = rule.domain.kink, rule.convention
    if (kink is None) != (convention is None):
        refuse("a kink needs a convention, and a convention needs a kink: give both or neither")
    if kink and not (isinstance(convention, (int, float)) and 0 <= convention <= 1):
        refuse(f"convention must be 0 (the slope below), 1 (above) or between, not {convention!r}")
    _check_derivation(rule, refuse)


def _check_derivation(rule, refuse):
    """The derivation must speak of the rule's arguments, and of nothing else."""
    derivation, domain = rule.derivation, rule.domain
    x = derivation.x
    name = str(x.base) if isinstance(x, sp.Indexed) else x.name
    if name != rule.wrt:
        refuse(f"the derivation differentiates by {name}, but wrt={rule.wrt!r}")
    if isinstance(x, sp.Indexed) != (domain.shapes[name] != "scalar"):
        shape = domain.shapes[name]
        refuse(f"the derivation differentiates by {x}, but {name} is of shape {shape!r}")
    undefined = {
        part.func for part in (derivation.y + derivation.value).atoms(AppliedUndef)
    }
    if rule.instance is not None and not isinstance(rule.instance, dict):
        refuse("instance must be a dict such as {f: sp.sin}")
    missing = sorted(map(str, undefined - set(rule.instance or {})))
    if missing:
        refuse(f"the derivation holds the undefined {', '.join(missing)}; "
               f"say what to run: instance={{{missing[0]}: sp.sin}}")
    derived = instance_of(rule)
    indices = {str(index) for index in (derived.row, derived.column) if index is not None}
    clash = indices & {*domain.shapes, *domain.letters}
    if clash:
        refuse(f"{min(clash)} is an index of the derivation and an argument or size of the domain")
    letters = {symbol.name for symbol in letters_of(derived.y) | letters_of(derived.value)}
    unknown = letters - indices - {*domain.shapes, *domain.letters}
    if unknown:
        refuse(f"the derivation uses {', '.join(sorted(unknown))}, which the domain does not have")


def instance_of(rule):
    """The rule's derivation with its undefined functions replaced."""
    try:
        return rule.derivation.instance(rule.instance or {})
    except Exception as error:
        raise RuleError(
            f"{rule.id}: instance does not fit the derivation ({type(error).__name__}: {error}); "
            "give SymPy functions, {f: sp.sin}"
        ) from error


def letters_of(expr):
    """The free symbols of an expression: arguments, sizes and indices."""
    return {symbol for symbol in expr.free_symbols if not isinstance(symbol, sp.Indexed)}


def call_f(rule, point):
    try:
        value = call(rule.f, point)
    except Exception as error:
        raise RuleError(
            f"{rule.id}: f raised {type(error).__name__} ({error}) at {show(point)}"
        ) from error
    value = _numbers(rule, "f", value)
    if not np.all(np.isfinite(value)):
        raise RuleError(f"{rule.id}: f gives NaN or infinity at {show(point)}. Narrow the domain.")
    if value.ndim > 1:
        raise RuleError(
            f"{rule.id}: f returned shape {value.shape}; it must return a number or a 1-D array"
        )
    return value


def measured(rule, point):
    """The Jacobian of f by the complex step."""
    advice = "write f for complex input too: without float, real, abs and the module math"
    return _witness(rule, point, numdiff.jacobian, "the complex step", advice)


def traced(rule, point):
    """The Jacobian of f by automatic differentiation."""
    return _witness(rule, point, autodiff.jacobian, "autograd", "import autograd.numpy as np")


def _witness(rule, point, method, name, advice):
    call_f(rule, point)
    try:
        return method(lambda t: call(rule.f, {**point, rule.wrt: t}), point[rule.wrt])
    except Exception as error:
        raise RuleError(
            f"{rule.id}: {name} could not differentiate f at {show(point)}: {error}. "
            f"Perhaps {advice}."
        ) from error


def closed_form(rule, point):
    try:
        value = call(rule.jacobian, point)
    except Exception as error:
        raise RuleError(
            f"{rule.id}: the closed form raised {type(error).__name__} ({error}) at {show(point)}"
        ) from error
    return two_d(rule, point, "the closed form", value)


def _numbers(rule, what, value):
    """An array of what a function returned, if it is one of real numbers in double precision."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise RuleError(f"{rule.id}: {what} returned rows of different lengths") from None
    if array.dtype.kind not in "biuf":
        name = f"{type(value).__name__}, no numbers"
        name = "complex numbers" if array.dtype.kind == "c" else name
        raise RuleError(f"{rule.id}: {what} returned {name}")
    if array.dtype.kind == "f" and array.dtype.itemsize < 8:
        raise RuleError(
            f"{rule.id}: {what} returned {array.dtype}, too coarse to be checked to "
            f"{TOLERANCE:.0e}; compute in float64"
        )
    return array


def two_d(rule, point, what, value):
    """Scalar by scalar may be a bare number; nothing else is reshaped."""
    value = _numbers(rule, what, value).astype(float)
    bare = value.ndim == 0 and declared_shape(rule, point) == SCALAR
    return value.reshape(SCALAR) if bare else value


def declared_shape(rule, point):
    return size_of(rule.shape, sizes_at(rule.domain, point))


def size_of(shape, sizes):
    """The numbers for a declared shape, whose sides are numbers, letters, or like "n + 1"."""
    return tuple(_side(side, sizes, shape) for side in shape)


def _side(side, sizes, shape):
    if side in sizes:
        return sizes[side]
    try:
        number = side if isinstance(side, int) else sp.sympify(side, locals=dict(sizes))
        if number == int(number) and number > 0:
            return int(number)
    except (TypeError, ValueError, AttributeError, sp.SympifyError):
        pass
    raise RuleError(
        f"shape {shape}: {side!r} is neither a size of an argument nor a positive number"
    )


def sizes_at(domain, point):
    sizes = {}
    for name, text in domain.shapes.items():
        if text != "scalar":
            sides = zip(text.split(), np.shape(point[name]), strict=True)
            sizes.update((letter, size) for letter, size in sides if not letter.isdigit())
    return sizes


def show(point):
    return ", ".join(f"{name} = {show_array(value)}" for name, value in point.items())


def show_array(value):
    value = np.asarray(value, dtype=float) + 0.0  # no "-0."
    return np.array2string(value, precision=4, threshold=30).replace("\n", "")
