"""Verify a rule: three independent witnesses, and every wrong form of it rejected.

The closed form of a rule is compared with its symbolic derivation (SymPy), with the complex step
and with automatic differentiation (autograd), after its shape was compared exactly: arrays that
broadcast agree too easily. Then plausible wrong forms go through the same check and must fail it.

Verification in this style: HIPS/autograd ``check_grads``; MIT 18.S096 "Finite-difference
approximations". Layout: numerator (Parr & Howard 2018, section "Matrix calculus").
"""

import html
import inspect
import itertools
from dataclasses import dataclass, field

import numpy as np
import sympy as sp

from . import autodiff, numdiff
from .derive import Entry, jacobian_at, plain
from .diagnose import shape_cause, value_cause
from .errors import RuleError, VerificationError
from .mutate import array_mistakes, formula_mistakes
from .sampling import CHECK_SIZES, OTHER_SIZES, Domain, call

MIME = "application/vnd.matrixcalculus.evidence+json"
TOLERANCE = 1e-12  # relative, of the largest entry; the witnesses themselves err by about 1e-15
KINK_GAP = 1e-9  # how far from a kink its one-sided Jacobians are taken
KINK_TOLERANCE = 1e-6  # they move by about the gap; a wrong side moves by about 1
POINTS, OTHER_POINTS = 60, 40
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
        The closed form; arguments as in ``f`` (any subset). Returns shape (m, n), rows outputs.
        If f and ``wrt`` are both scalar, it may return a number.
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
    derivation: Entry
    instance: dict | None = None
    convention: float | None = None
    wrong: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """What a verification found, as data; displays itself as text and HTML."""

    data: dict

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: self.data, "text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        name, formula, rows = self._rows()
        width = max(len(label) for label, _, _ in rows)
        table = [f"  {label:{width}}  {what}  →  {found}" for label, what, found in rows]
        return "\n".join([f"{name}   {formula}", *table])

    __repr__ = __str__

    def _rows(self):
        data = self.data
        rows, columns = data["shape"]
        derived = "derived by SymPy"
        if data["sizes"]:
            derived += f" for every {', '.join(data['sizes'])}; Matrix.jacobian at sizes 2, 3"
        if data["instance"]:
            derived += f"; run with {data['instance']}"
        near = f", {data['near_kink']} of them near a kink" if data["near_kink"] else ""
        error = "relative error below {:.0e}".format
        found = [
            ("shape", f"{data['points']} points{near}", f"always {rows} × {columns}"),
            ("symbolic", derived, "equal"),
            ("numeric", "complex step", error(data["numeric_error_below"])),
            ("autodiff", "autograd", error(data["autodiff_error_below"])),
        ]
        if data["convention"] is not None:
            side = {0: "from below", 1: "from above"}.get(data["convention"], "between the two")
            found.append(("kink", f"convention: the slope {side}", "holds"))
        tried = len(data["mutants"])
        found.append(("mutants", f"{tried} wrong forms tried", f"{tried} rejected"))
        return data["id"], f"entry: {data['entry']}", found

    def _html(self):
        name, formula, rows = self._rows()
        cells = "".join(
            f"<tr><th scope='row'>{label}</th><td>{html.escape(what)}</td>"
            f"<td>{html.escape(found)}</td></tr>"
            for label, what, found in rows
        )
        forms = "".join(
            f"<li>{html.escape(one['form'])} <span>(by {one['by']})</span></li>"
            for one in self.data["mutants"]
        )
        return (
            f"<div class='evidence'><p class='evidence-title'><strong>Verified</strong> "
            f"<code>{name}</code> <span>{html.escape(formula)}</span></p>"
            f"<table>{cells}</table><details><summary>The wrong forms, each rejected</summary>"
            f"<ul>{forms}</ul></details></div>"
        )


def verify(rule, points=POINTS, seed=0):
    """Check a rule by shape, symbolic derivation, complex step and autodiff; reject its mutants.

    Parameters
    ----------
    rule : Rule
    points : int
        How many seeded points of the domain to check, in three sizes; every third near a kink.
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
    _check_rule(rule)
    derived = rule.derivation.instance(rule.instance or {})
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
        "instance": ", ".join(f"{f} = {plain(g)}" for f, g in (rule.instance or {}).items()),
        "points": points,
        "near_kink": points // 3 if rule.domain.kink else 0,
        "numeric_error_below": _bound(errors["numeric"]),
        "autodiff_error_below": _bound(errors["autodiff"]),
        "convention": rule.convention,
        "mutants": mutants,
        "equal_forms": equal,
    })


class _Check:
    """One verification under way: the points, and what each witness says there."""

    def __init__(self, rule, derived, points, seed):
        self.rule, self.derived = rule, derived
        self.points = rule.domain.points(points, seed, CHECK_SIZES)
        self.closed = [_closed(rule, point) for point in self.points]
        self.numeric = [_measured(rule, point, numdiff.jacobian) for point in self.points]
        self.autodiff = [_measured(rule, point, autodiff.jacobian) for point in self.points]

    def shapes(self):
        for point, closed, measured in zip(self.points, self.closed, self.numeric, strict=True):
            want = _declared(self.rule, point)
            if measured.shape != want:
                raise RuleError(
                    f"{self.rule.id}: the rule declares shape {want}, but f has {measured.shape[0]} "
                    f"outputs for {measured.shape[1]} inputs. Correct shape= or f."
                )
            if closed.shape != want:
                cause = shape_cause(closed.shape, want)
                self._fail("shape", point, closed, measured, np.inf, cause)
            if not np.all(np.isfinite(closed)):
                raise RuleError(
                    f"{self.rule.id}: the closed form gives NaN or infinity at {_show(point)}. "
                    f"Narrow the domain or mend the form."
                )

    def derivation_is_about_f(self):
        """The differentiated component must be f itself, and Matrix.jacobian must agree."""
        values = _Formula(self.derived.y, self.derived, self.rule.domain)
        for point in self.points[:9]:
            theirs = np.atleast_1d(_call_f(self.rule, point))
            ours = np.array([values(point, row) for row in range(1, theirs.size + 1)])
            if _error(ours, theirs) > TOLERANCE:
                raise RuleError(
                    f"{self.rule.id}: the derivation is about {plain(self.derived.y)}, which is "
                    f"{ours} where f is {theirs}. Derive the function that f computes."
                )
        for choice in ((2, 3), (3, 2)):
            sizes = self.rule.domain.sizes(choice)
            symbols = {s: sizes[s.name] for s in self._symbols() if s.name in sizes}
            rows, columns = _size_of(self.rule.shape, sizes)
            ours, sympys = jacobian_at(self.derived, rows, columns, symbols)
            if any(sp.simplify(a - b) != 0 for a, b in zip(ours, sympys, strict=True)):
                raise RuleError(
                    f"{self.rule.id}: the derived entry gives {ours} where Matrix.jacobian gives "
                    f"{sympys} for sizes {sizes}. The derivation is wrong."
                )

    def witnesses(self):
        symbolic = _Formula(self.derived.value, self.derived, self.rule.domain)
        shapes = [closed.shape for closed in self.closed]
        say = {
            "symbolic": [symbolic.matrix(p, s) for p, s in zip(self.points, shapes, strict=True)],
            "numeric": self.numeric,
            "autodiff": self.autodiff,
        }
        errors = {name: max(self._errors(theirs)) for name, theirs in say.items()}
        against = [name for name in say if errors[name] > TOLERANCE]
        if not against:
            return errors
        first = self._readable(say[against[0]])
        if len(against) == 3:
            cause = self._cause(self.numeric)
        else:
            cause = _WITNESS_TROUBLE.get(against[0] if len(against) == 1 else None, _SPLIT)
        self._fail(
            ", ".join(against), self.points[first], self.closed[first], say[against[0]][first],
            max(errors[name] for name in against), cause,
        )

    def _errors(self, theirs):
        return [_error(a, b) for a, b in zip(self.closed, theirs, strict=True)]

    def _readable(self, theirs):
        """The number of the smallest point at which the disagreement is about its largest."""
        errors = self._errors(theirs)
        bad = [number for number, error in enumerate(errors) if error > max(errors) / 2]
        return min(bad, key=lambda number: self.closed[number].size)

    def convention(self):
        if self.rule.domain.kink is None:
            return
        for point in self._kink_points(0):
            expected, closed = self._declared_at(point), _closed(self.rule, point)
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
        other = self.rule.domain.points(OTHER_POINTS, 1_000_003, OTHER_SIZES)
        kinks = self._kink_points(1)
        rejected, equal = [], []
        for name, form in self._wrong_forms().items():
            if self._same(form, other) and self._same(form, kinks):
                equal.append(name)
                continue
            by = self._rejected_by(form)
            if by is None:
                raise VerificationError(
                    self.rule.id, "mutants", None, 0.0, name,
                    f"{self.rule.id}: the check accepts a wrong form ({name}). It would not notice "
                    f"this mistake in the rule either: give the domain points that tell them apart.",
                )
            rejected.append({"form": name, "by": by})
        return rejected, equal

    def _wrong_forms(self):
        rule, shape = self.rule, self.rule.shape
        forms = {}
        for name, expr in formula_mistakes(rule.derivation).items():
            expr = expr.subs(rule.instance or {}).doit() if rule.instance else expr
            formula = _Formula(expr, self.derived, rule.domain)
            forms[name] = lambda point, f=formula: f.matrix(point, _declared(rule, point))
        for name, change in array_mistakes(square=shape[0] == shape[1]).items():
            forms[name] = lambda point, c=change: c(_closed(rule, point))
        for name, form in rule.wrong.items():
            forms[name] = lambda point, f=form: _two_d(rule, point, call(f, point))
        return forms

    def _same(self, form, points):
        """Does a form agree with the rule at all these points? A form that raises does not."""
        return all(_agree(_quiet(form, point), _closed(self.rule, point)) for point in points)

    def _rejected_by(self, form):
        for point, truth in zip(self.points, self.numeric, strict=True):
            got = _quiet(form, point)
            if np.shape(got) != truth.shape:
                return "shape"
            if not _agree(got, truth):
                return "value"
        for point in self._kink_points(0):
            if not _agree(_quiet(form, point), self._declared_at(point), KINK_TOLERANCE):
                return "convention at the kink"
        return None

    def _kink_points(self, seed):
        domain = self.rule.domain
        if domain.kink is None:
            return []
        sizes = OTHER_SIZES if seed else CHECK_SIZES
        rng = np.random.default_rng(seed + 17)
        drawn = [domain.draw(rng, domain.sizes(sizes[c % len(sizes)])) for c in range(6)]
        return [domain.on_kink(point, 0.0) for point in drawn]

    def _declared_at(self, point):
        """The Jacobian that the convention declares at a kink, from the slopes on its two sides."""
        below, above = (
            _measured(self.rule, self.rule.domain.on_kink(point, gap), numdiff.jacobian)
            for gap in (-KINK_GAP, KINK_GAP)
        )
        return (1 - self.rule.convention) * below + self.rule.convention * above

    def _cause(self, truth):
        pairs = list(zip(self.closed, truth, strict=True))
        sizes = [_sizes_at(self.rule.domain, point) for point in self.points]
        return value_cause(pairs, sizes, self._swapped())

    def _swapped(self):
        """The true Jacobians with two arguments of one shape exchanged, for each such pair."""
        found, shapes = {}, self.rule.domain.shapes
        for one, two in itertools.combinations(shapes, 2):
            if shapes[one] != shapes[two]:
                continue
            exchanged = [{**p, one: p[two], two: p[one]} for p in self.points]
            try:
                found[f"{one} and {two}"] = [
                    _measured(self.rule, point, numdiff.jacobian) for point in exchanged
                ]
            except RuleError:  # outside the domain: no such hypothesis
                continue
        return found

    def _symbols(self):
        return self.derived.y.free_symbols | self.derived.value.free_symbols

    def _fail(self, witness, point, closed, expected, error, cause):
        raise VerificationError(
            self.rule.id, witness, point, float(error), cause,
            f"{self.rule.id}: the closed form is refuted.\n"
            f"  witness   {witness}\n"
            f"  point     {_show(point)}\n"
            f"  closed    {_show_array(closed)}\n"
            f"  expected  {_show_array(expected)}\n"
            f"  size      relative error {error:.2g} (tolerance {TOLERANCE:.0e})\n"
            f"  likely    {cause}",
        )


_SPLIT = "the witnesses disagree with each other: is f differentiable at this point?"
_WITNESS_TROUBLE = {
    "symbolic": "code and derivation are different formulas",
    "numeric": "f loses the complex step: it calls abs, real or float; use where or sqrt(x**2)",
    "autodiff": "autograd has another convention or no derivative for an operation in f",
}


class _Formula:
    """A symbolic entry as a fast function of a point and 1-based row and column."""

    def __init__(self, expr, derived, domain):
        self.domain = domain
        self.row, self.column = derived.row, derived.column
        names = sorted(
            {s.name: s for s in expr.free_symbols if not isinstance(s, sp.Indexed)}.items()
        )
        self.names = [name for name, _ in names]
        self.function = sp.lambdify([symbol for _, symbol in names], expr, modules="math")

    def __call__(self, point, row=None, column=None):
        known = {name: _OneBased(value) for name, value in point.items()}
        known |= _sizes_at(self.domain, point)
        known |= {str(self.row): row, str(self.column): column}
        return self.function(*(known[name] for name in self.names))

    def matrix(self, point, shape):
        rows, columns = shape
        return np.array([
            [self(point, r, c) for c in range(1, columns + 1)] for r in range(1, rows + 1)
        ], dtype=float)


class _OneBased:
    """An array that counts from 1, as formulas do, and wraps round where an index has slipped."""

    def __new__(cls, value):
        return super().__new__(cls) if np.ndim(value) else float(value)

    def __init__(self, value):
        self.array = value

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        place = tuple((i - 1) % s for i, s in zip(index, self.array.shape, strict=True))
        return float(self.array[place])


def _check_rule(rule):
    """Say in one sentence what is missing or misspelt in a rule."""
    def refuse(why):
        raise RuleError(f"{rule.id}: {why}")

    if not isinstance(rule.domain, Domain):
        refuse("domain must be a Domain, e.g. Domain(w='n', x='n')")
    if not isinstance(rule.derivation, Entry):
        refuse("a rule without a derivation proves nothing: pass derivation=entry(y_i, x_j)")
    arguments = set(rule.domain.shapes)
    if rule.wrt not in arguments:
        refuse(f"wrt={rule.wrt!r} is not an argument of the domain ({', '.join(arguments)})")
    for name, function in (("f", rule.f), ("jacobian", rule.jacobian), *rule.wrong.items()):
        if not callable(function):
            refuse(f"{name} must be a function, not {type(function).__name__}")
        unknown = set(inspect.signature(function).parameters) - arguments
        if unknown:
            refuse(f"{name} takes {', '.join(sorted(unknown))}, which the domain does not have")
    if not (isinstance(rule.shape, tuple) and len(rule.shape) == 2):
        refuse(f"shape must be a pair such as ('n', 'n') or (1, 'n'), not {rule.shape!r}")
    if (rule.domain.kink is None) != (rule.convention is None):
        refuse("a kink needs a convention, and a convention needs a kink: give both or neither")


def _call_f(rule, point, **changed):
    try:
        value = np.asarray(call(rule.f, {**point, **changed}))
    except Exception as error:
        raise RuleError(
            f"{rule.id}: f raised {type(error).__name__} ({error}) at {_show(point)}"
        ) from error
    if not np.all(np.isfinite(value)):
        raise RuleError(f"{rule.id}: f gives NaN or infinity at {_show(point)}. Narrow the domain.")
    if value.ndim > 1:
        raise RuleError(
            f"{rule.id}: f returned shape {value.shape}; it must return a number or a 1-D array"
        )
    return value


def _measured(rule, point, method):
    """The Jacobian of f by one numerical witness, with errors in the rule's own terms."""
    _call_f(rule, point)
    try:
        return method(lambda t: call(rule.f, {**point, rule.wrt: t}), point[rule.wrt])
    except Exception as error:
        raise RuleError(
            f"{rule.id}: f could not be differentiated at {_show(point)}: {error}"
        ) from error


def _closed(rule, point):
    try:
        return _two_d(rule, point, call(rule.jacobian, point))
    except Exception as error:
        raise RuleError(
            f"{rule.id}: the closed form raised {type(error).__name__} ({error}) at {_show(point)}"
        ) from error


def _two_d(rule, point, value):
    """Scalar by scalar may be a bare number; nothing else is reshaped."""
    value = np.asarray(value, dtype=float)
    return value.reshape(SCALAR) if value.ndim == 0 and _declared(rule, point) == SCALAR else value


def _declared(rule, point):
    return _size_of(rule.shape, _sizes_at(rule.domain, point))


def _size_of(shape, sizes):
    try:
        return tuple(int(sp.sympify(str(size), locals=dict(sizes))) for size in shape)
    except TypeError as error:
        raise RuleError(f"shape {shape} uses a size that no argument has") from error


def _sizes_at(domain, point):
    sizes = {}
    for name, text in domain.shapes.items():
        if text != "scalar":
            sizes.update(zip(text.split(), np.shape(point[name]), strict=True))
    return sizes


def _quiet(form, point):
    """Evaluate a wrong form; one that cannot even be evaluated counts as NaN."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(form(point), dtype=float)
    except (ArithmeticError, ValueError, TypeError, IndexError, RuleError):
        return np.full(SCALAR, np.nan)


def _error(a, b):
    """Largest difference, relative to the largest entry of either."""
    scale = max(np.max(np.abs(a)), np.max(np.abs(b)))
    return 0.0 if scale == 0 else float(np.max(np.abs(a - b)) / scale)


def _agree(a, b, tolerance=TOLERANCE):
    return np.shape(a) == np.shape(b) and _error(a, b) <= tolerance


def _bound(error):
    """Round an error up to a power of ten from 1e-14: the last bits differ between processors."""
    return next(bound for bound in (1e-14, 1e-13, TOLERANCE) if error < bound or bound == TOLERANCE)


def _show(point):
    return ", ".join(f"{name} = {_show_array(value)}" for name, value in point.items())


def _show_array(value):
    value = np.asarray(value, dtype=float) + 0.0  # no "-0."
    return np.array2string(value, precision=4, threshold=30).replace("\n", "")
