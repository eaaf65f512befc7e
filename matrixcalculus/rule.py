"""A rule of differentiation in code: what it says, and how its parts are called safely.

Whatever is missing or misspelt in a rule, or goes wrong in one of its functions, becomes a
``RuleError`` that says so in the rule's own terms.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from . import pullback
from .derive import Entry, letters_of
from .errors import DomainError, RuleError
from .instances import composes, own_derivative, unknown
from .law import Law
from .sampling import CHECK_SIZES, Domain, call, needs, show
from .shapes import SCALAR, axes_of, jacobian_axes, jacobian_shape

APPLYING = ("symbolic", "autodiff")  # the witnesses that know rules of differentiation
TOLERANCE = 1e-12  # relative, of the largest entry; the witnesses themselves err by about 1e-15


@dataclass(frozen=True)
class Rule:
    """A rule of differentiation, in code. It checks itself when it is made.

    Parameters
    ----------
    id : str
        The rule's ID, the label of the box that states it, e.g. "R-ew-mul-w".
    f : callable
        The function, written with ``autograd.numpy``; its arguments are those of the domain.
    wrt : str
        The argument to differentiate by: a number or an array of any number of axes.
    jacobian : callable
        The closed form; arguments as in ``f`` (any subset). Returns shape (m, n), rows outputs,
        in double precision. If f and ``wrt`` are both scalar, it may return a number. Outputs and
        arguments that are matrices are read row by row.
    shape : tuple
        (m, n), in sizes of the domain or numbers: ("n", "n"), (1, "n"), (1, 1). A matrix has a
        side of several axes: ("N m", "m n") for an output of shape (N, m) by an argument of shape
        (m, n); ("n + 1", "n") is a vector by a vector, (("n + 1", "m"), "n") a matrix by one.
    domain : Domain
        Where the rule holds.
    derivation : Entry
        What ``entry(...)`` returned, about the same function.
    instance : dict, optional
        Functions to put for the undefined ones of the derivation: ``{f: sp.sin}``; those that f
        and the closed form compute. More of them are drawn.
    convention : float, optional
        What is declared at the kink: 0 the Jacobian just below it, 1 just above, 0.5 their mean.
        Needed when the domain has a kink.
    wrong : dict, optional
        Further wrong forms that must be rejected: ``{"what went wrong": closed form}``, or
        pullbacks where the rule is stated as one.
    about : {"law", "example"}
        What the derivation is about: the law itself, or an example of it.
    at : dict, optional
        The size at which it was derived, ``{"n": 2}``, where the law holds for others too.
    law : Law, optional
        The law itself at one size, beside the derivation of an example.
    applied_by : sequence of str, optional
        The witnesses that apply this very rule when they differentiate, and so are not independent
        of it: of "symbolic" and "autodiff". Both are added where the derivation composes unknown
        functions, which takes the chain rule.
    pullback : callable, optional
        In place of ``jacobian``: what the rule pulls back, ``lambda G, x: np.outer(G, x)``. It
        takes a cotangent of the output's shape first, then arguments as in ``f``, and returns an
        array of the shape of ``wrt``.

    Raises
    ------
    RuleError
        In one sentence, if something is missing or misspelt.

    Source: the rule's section in Parr & Howard (2018), named in the chapter.
    """

    id: str
    f: Callable
    wrt: str
    jacobian: Callable | None = field(default=None, kw_only=True)
    shape: tuple
    domain: Domain
    derivation: Entry | None = None
    instance: dict | None = None
    convention: float | None = None
    wrong: dict = field(default_factory=dict)
    about: str = "law"
    at: dict = field(default_factory=dict)
    law: Law | None = None
    applied_by: tuple = ()
    pullback: Callable | None = None

    def __post_init__(self):
        if not (isinstance(self.id, str) and self.id):
            raise RuleError(f"id must be a name such as 'R-ew-mul-w', not {self.id!r}")
        for check in (_check_frame, _check_functions, _check_shape, _check_kink, _check_letters,
                      _check_instance, _check_claims):
            check(self)

    def refuse(self, why):
        """Raise a RuleError about this rule."""
        raise RuleError(f"{self.id}: {why}")

    @cached_property
    def derived(self):
        """The derivation with its undefined functions replaced: an ``Entry``."""
        try:
            return self.derivation.instance(self.instance or {})
        except Exception as error:
            raise RuleError(
                f"{self.id}: instance does not fit the derivation ({type(error).__name__}: "
                f"{error}); give SymPy functions, {{f: sp.sin}}"
            ) from error

    @property
    def not_independent(self):
        """The witnesses that apply this very rule, in the order in which they are named."""
        exprs = (*self.law.outputs, self.derivation.y) if self.law else (self.derivation.y,)
        applied = APPLYING if composes(*exprs) else self.applied_by
        return tuple(one for one in APPLYING if one in applied)

    def shape_at(self, point):
        """The declared shape (m, n) of the Jacobian at a point, in numbers."""
        return jacobian_shape(self.shape, self.domain.sizes_at(point))

    def axes_at(self, point):
        """The shapes of output and argument at a point: ((N, m), (m, n)) in numbers."""
        return jacobian_axes(self.shape, self.domain.sizes_at(point))

    @property
    def form(self):
        """The closed form or the pullback, whichever states the rule."""
        return self.jacobian if self.pullback is None else self.pullback

    def value(self, point):
        """f at a point: a number or an array of shape (m,). Raises RuleError if it has none."""
        try:
            value = call(self.f, point)
        except Exception as error:
            raise RuleError(
                f"{self.id}: f raised {type(error).__name__} ({error}) at {show(point)}"
            ) from error
        value = self._numbers("f", value)
        if not np.all(np.isfinite(value)):
            self.refuse(f"f gives NaN or infinity at {show(point)}. Narrow the domain.")
        if value.ndim > 1 and value.shape != (want := self.axes_at(point)[0]):
            self.refuse(f"f returned shape {value.shape}, but the rule declares an output of shape "
                        f"{want}. Correct shape= or f.")
        return value

    def closed(self, point):
        """The closed form at a point, an array as the form returns it. Raises RuleError."""
        what = "the closed form" if self.pullback is None else "the pullback"
        try:
            return self.stated(what, self.form, point)
        except RuleError:
            raise
        except Exception as error:
            raise RuleError(
                f"{self.id}: {what} raised {type(error).__name__} ({error}) at {show(point)}"
            ) from error

    def stated(self, what, form, point):
        """The Jacobian that a form states at a point; see :func:`pullback.jacobian`."""
        if self.pullback is None:
            return self.as_jacobian(what, call(form, point), point)
        pull, shapes = self.pulling(what, form, point)
        return pullback.jacobian(pull, *shapes)

    def pulling(self, what, form, point):
        """A pullback at a point, as a function of the cotangent alone, and the two shapes."""
        pull = lambda G: self._numbers(what, call(form, point, G)).astype(float)
        return pull, (np.shape(self.value(point)), np.shape(point[self.wrt]))

    def no_jacobian(self, point):
        """Why the pullback stands for no Jacobian at a point; "" if it does, or there is none."""
        if self.pullback is None:
            return ""
        pull, shapes = self.pulling("the pullback", self.pullback, point)
        return pullback.fault(pull, *shapes, self.wrt)

    def as_jacobian(self, what, value, point):
        """A form's value as a float array: scalar by scalar may be a bare number.

        Nothing else is reshaped. Raises RuleError if it is no array of real numbers.
        """
        value = self._numbers(what, value).astype(float)
        bare = value.ndim == 0 and self.shape_at(point) == SCALAR
        return value.reshape(SCALAR) if bare else value

    def _numbers(self, what, value):
        """An array of what a function returned, if it is one of numbers in double precision."""
        try:
            array = np.asarray(value)
        except ValueError:
            raise RuleError(f"{self.id}: {what} returned rows of different lengths") from None
        if array.dtype.kind not in "biuf":
            name = f"{type(value).__name__}, no numbers"
            name = "complex numbers" if array.dtype.kind == "c" else name
            self.refuse(f"{what} returned {name}")
        if array.dtype.kind == "f" and array.dtype.itemsize < 8:
            self.refuse(f"{what} returned {array.dtype}, too coarse to be checked to "
                        f"{TOLERANCE:.0e}; compute in float64")
        return array


# Is it whole? ------------------------------------------------------------------------------------


def _check_frame(rule):
    if not isinstance(rule.domain, Domain):
        rule.refuse("domain must be a Domain, e.g. Domain(w='n', x='n')")
    if not isinstance(rule.derivation, Entry):
        rule.refuse("a rule without a derivation proves nothing: pass derivation=entry(y_i, x_j)")
    shapes = rule.domain.shapes
    if rule.wrt not in shapes:
        rule.refuse(f"wrt={rule.wrt!r} is not an argument of the domain ({', '.join(shapes)})")
    if (rule.jacobian is None) == (rule.pullback is None):
        rule.refuse("state it as jacobian=, or as pullback=: one of the two")
    if not isinstance(rule.wrong, dict):
        rule.refuse("wrong must be a dict: {'what went wrong': closed form}")
    if rule.instance is not None and not isinstance(rule.instance, dict):
        rule.refuse("instance must be a dict such as {f: sp.sin}")


def _check_functions(rule):
    stated = "jacobian" if rule.pullback is None else "pullback"
    for name, function in (("f", rule.f), (stated, rule.form), *rule.wrong.items()):
        try:
            needed = needs(function)
        except DomainError as error:
            rule.refuse(f"{name} must be a function of arguments of the domain: {error}")
        if rule.pullback is not None and name != "f":
            if not needed or needed[0] in rule.domain.shapes:
                rule.refuse(f"{name} takes the cotangent of the output first: lambda G, "
                            f"{', '.join(rule.domain.shapes)}: ...")
            needed = needed[1:]
        if unknown := set(needed) - set(rule.domain.shapes):
            rule.refuse(f"{name} takes {', '.join(sorted(unknown))}, which the domain does not "
                        "have")


def _check_shape(rule):
    if not (isinstance(rule.shape, tuple) and len(rule.shape) == 2):
        rule.refuse(f"shape must be a pair such as ('n', 'n') or (1, 'n'), not {rule.shape!r}")
    try:
        inputs = jacobian_axes(rule.shape, rule.domain.sizes(CHECK_SIZES[0]))[1]
    except RuleError as error:
        rule.refuse(error)
    want = rule.domain.shapes[rule.wrt]
    if len(want.sides) > 1 and axes_of(rule.shape[1]) != want.sides:
        rule.refuse(f"shape {rule.shape}: the columns are the entries of {rule.wrt}, read row by "
                    f"row, so its second side is {str(want)!r}")
    if len(want.sides) < 2 and len(inputs) > 1:
        rule.refuse(f"shape {rule.shape}: {rule.shape[1]!r} is neither a size of an argument nor a "
                    f"positive number; {rule.wrt} is of shape {str(want)!r}")


def _check_kink(rule):
    kink, convention = rule.domain.kink, rule.convention
    if (kink is None) != (convention is None):
        rule.refuse("a kink needs a convention, and a convention needs a kink: "
                    "give both or neither")
    if kink and not (isinstance(convention, (int, float)) and 0 <= convention <= 1):
        rule.refuse("convention must be 0 (the slope below), 1 (above) or between, "
                    f"not {convention!r}")


def _check_letters(rule):
    """The derivation must speak of the rule's arguments, and of nothing else."""
    derivation, domain = rule.derivation, rule.domain
    x = derivation.x
    name = str(x.base) if isinstance(x, sp.Indexed) else x.name
    if name != rule.wrt:
        rule.refuse(f"the derivation differentiates by {name}, but wrt={rule.wrt!r}")
    if isinstance(x, sp.Indexed) != (domain.shapes[name] != "scalar"):
        shape = str(domain.shapes[name])
        rule.refuse(f"the derivation differentiates by {x}, but {name} is of shape {shape!r}")
    _check_indices(rule)
    undefined = {part.func for part in (derivation.y + derivation.value).atoms(AppliedUndef)}
    missing = sorted(map(str, undefined - set(rule.instance or {})))
    if missing:
        rule.refuse(f"the derivation holds the undefined {', '.join(missing)}; "
                    f"say what to run: instance={{{missing[0]}: sp.sin}}")
    known = {*domain.shapes, *domain.letters}
    derived = rule.derived
    indices = {str(index) for index in (*derived.rows, *derived.columns)}
    if clash := indices & known:
        rule.refuse(f"{min(clash)} is an index of the derivation and an argument or size of the "
                    "domain")
    letters = {symbol.name for symbol in letters_of(derived.y) | letters_of(derived.value)}
    if unknown := letters - indices - known:
        rule.refuse(f"the derivation uses {', '.join(sorted(unknown))}, which the domain does not "
                    "have")


def _check_indices(rule):
    """As many indices as axes: with fewer, entries would be derived that nobody asked for."""
    derivation, axes = rule.derivation, rule.domain.shapes[rule.wrt].sides
    if len(derivation.columns) != len(axes):
        rule.refuse(f"the derivation differentiates by {derivation.x}, with "
                    f"{_count(len(derivation.columns), 'index', 'indices')}, but {rule.wrt} has "
                    f"{_count(len(axes), 'axis', 'axes')}: {' by '.join(axes)}")
    outputs = axes_of(rule.shape[0])
    if max(len(derivation.rows), 1) != len(outputs):
        rule.refuse(f"the derivation has {_count(len(derivation.rows), 'index', 'indices')} for "
                    f"the output, which has {_count(len(outputs), 'axis', 'axes')}: "
                    f"{' by '.join(map(str, outputs))}; name them in their order, row=(i, j)")


def _count(number, one, several):
    return f"{number} {one if number == 1 else several}"


def _check_instance(rule):
    for function, arity in unknown(rule.derivation.y).items():
        try:
            hides = own_derivative(rule.instance[function], arity)
        except Exception:  # not a function of so many arguments: said when it is put
            continue
        if hides:
            rule.refuse(f"instance: {function} is its own derivative, as e^x is, so a value taken "
                        "for a slope would not show; take another function")


def _check_claims(rule):
    if rule.about not in ("law", "example"):
        rule.refuse(f"about must be 'law' or 'example', not {rule.about!r}")
    if rule.law is not None and not isinstance(rule.law, Law):
        rule.refuse(f"law must be a Law, not {rule.law!r}")
    if not isinstance(rule.at, dict):
        rule.refuse(f"at must be a dict of sizes such as {{'n': 2}}, not {rule.at!r}")
    if others := set(rule.applied_by) - set(APPLYING):
        rule.refuse(f"applied_by may name {' and '.join(APPLYING)}, not "
                    f"{', '.join(sorted(map(str, others)))}")
