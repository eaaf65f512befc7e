"""Verify a rule: three independent witnesses, and every wrong form of it rejected.

The closed form of a rule is compared with its symbolic derivation (SymPy), with the complex step
and with automatic differentiation (autograd), after its shape was compared exactly: arrays that
broadcast agree too easily. Then plausible wrong forms go through the same check and must fail it.

Verification in this style: HIPS/autograd ``check_grads``; MIT 18.S096 "Finite-difference
approximations". Layout: numerator (Parr & Howard 2018, section "Matrix calculus").
"""

import html
import itertools
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from . import autodiff, numdiff
from .derive import Entry, jacobian_at, plain, put_functions
from .diagnose import shape_cause, value_cause
from .errors import DomainError, RuleError, VerificationError
from .mutate import array_mistakes, formula_mistakes
from .sampling import CHECK_SIZES, OTHER_SIZES, Domain, call, needs

MIME = "application/vnd.matrixcalculus.evidence+json"
TOLERANCE = 1e-12  # relative, of the largest entry; the witnesses themselves err by about 1e-15
EQUAL = 1e-9  # made mistakes closer than this to the rule, or to each other, are the same form
KINK_GAP = 1e-9  # how far from a kink its one-sided Jacobians are taken
KINK_TOLERANCE = 1e-6  # they move by about the gap; a wrong side moves by about 1
POINTS, OTHER_POINTS, KINK_POINTS = 60, 40, 6
FEWEST_POINTS = 9  # three sizes, and one in three near a kink
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
        what = "derivative" if data["shape"] == ["1", "1"] else "entry (i, j)"
        return data["id"], f"{what}: {data['entry']}", found

    def _html(self):
        name, formula, rows = self._rows()
        cells = "".join(
            f"<tr><th scope='row'>{label}</th><td>{html.escape(what)}</td>"
            f"<td>{html.escape(found)}</td></tr>"
            for label, what, found in rows
        )
        forms = "".join(
            f"<li>{html.escape(one['form'])} <span>(by {html.escape(one['by'])})</span></li>"
            for one in self.data["mutants"]
        )
        return (
            f"<div class='evidence'><p class='evidence-title'><strong>Verified</strong> "
            f"<code>{html.escape(name)}</code> <span>{html.escape(formula)}</span></p>"
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
        At least 9.
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
    if points < FEWEST_POINTS:
        raise RuleError(f"{rule.id}: {points} points are too few; take {FEWEST_POINTS} or more")
    derived = _instance(rule)
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
        "instance": ", ".join(_named(f, g) for f, g in (rule.instance or {}).items()),
        "points": points,
        "near_kink": sum(rule.domain.near_kink(number) for number in range(points)),
        "numeric_error_below": _bound(errors["numeric"]),
        "autodiff_error_below": _bound(errors["autodiff"]),
        "convention": rule.convention,
        "mutants": mutants,
        "equal_forms": equal,
    })


def _named(function, known):
    """Say which function was put for an undefined one: f = sin, g(x) = x^2."""
    if isinstance(known, sp.Lambda):
        return f"{function}({', '.join(map(str, known.signature))}) = {plain(known.expr)}"
    return f"{function} = {plain(known)}"


class _Check:
    """One verification under way: the points, and what each witness says there."""

    def __init__(self, rule, derived, points, seed):
        self.rule, self.derived = rule, derived
        self.points = rule.domain.points(points, seed, CHECK_SIZES)
        self.closed = [_closed(rule, point) for point in self.points]
        self.numeric = [_measured(rule, point) for point in self.points]
        self.autodiff = [_traced(rule, point) for point in self.points]

    def shapes(self):
        for point, closed, measured in zip(self.points, self.closed, self.numeric, strict=True):
            want = _declared(self.rule, point)
            if measured.shape != want:
                raise RuleError(
                    f"{self.rule.id}: the rule declares shape {want}, but f has "
                    f"{measured.shape[0]} outputs for {measured.shape[1]} inputs. "
                    f"Correct shape= or f."
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
        component = _Formula(self.derived.y, self.derived, self.rule)
        for point in self.points[:9]:
            theirs = np.atleast_1d(_call_f(self.rule, point))
            ours = component.matrix(point, (theirs.size, 1))[:, 0]
            # Absolute too: close to a kink f itself may be what is left of a cancellation.
            if not np.allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE):
                raise RuleError(
                    f"{self.rule.id}: the derivation is about {plain(self.derived.y)}, which is "
                    f"{ours} where f is {theirs}. Derive the function that f computes."
                )
        for choice in ((2, 3, 4), (3, 2, 4)):
            sizes = self.rule.domain.sizes(choice)
            symbols = [(s, sizes[s.name]) for s in self._symbols() if s.name in sizes]
            shape = _size_of(self.rule.shape, sizes)
            ours, sympys, equal = _written_out(self.derived, shape, frozenset(symbols))
            if not equal:
                raise RuleError(
                    f"{self.rule.id}: the derived entry gives {ours} where Matrix.jacobian gives "
                    f"{sympys} for sizes {sizes}. The derivation is wrong."
                )

    def witnesses(self):
        symbolic = _Formula(self.derived.value, self.derived, self.rule)
        say = {
            "symbolic": [symbolic.matrix(p, _declared(self.rule, p)) for p in self.points],
            "numeric": self.numeric,
            "autodiff": self.autodiff,
        }
        errors = {name: max(_errors(self.closed, theirs)) for name, theirs in say.items()}
        against = [name for name in say if errors[name] > TOLERANCE]
        if not against:
            return errors
        trusted, cause = self._whom_to_trust(say, against)
        first = self._readable(trusted)
        self._fail(
            ", ".join(against), self.points[first], self.closed[first], trusted[first],
            max(errors[name] for name in against), cause,
        )

    def _whom_to_trust(self, say, against):
        """Return (one witness's Jacobians, the cause): do the witnesses agree with each other?"""
        apart = {
            name for one, two in itertools.combinations(say, 2)
            if max(_errors(say[one], say[two])) > TOLERANCE for name in (one, two)
        }
        if not apart:
            return self.numeric, self._cause(self.numeric)
        if len(against) == 1:
            return say[against[0]], _WITNESS_TROUBLE[against[0]]
        return say[against[0]], _SPLIT

    def _readable(self, theirs):
        """The number of the smallest point at which the disagreement is about its largest."""
        errors = _errors(self.closed, theirs)
        bad = [number for number, error in enumerate(errors) if error >= max(errors) / 2]
        return min(bad, key=lambda number: self.closed[number].size)

    def convention(self):
        sides = [self._sides(point) for point in self.kink_points]
        if sides and all(_agree(below, above, KINK_TOLERANCE) for below, above in sides):
            raise RuleError(f"{self.rule.id}: f has no kink where the domain declares one")
        for point, expected in zip(self.kink_points, self.declared, strict=True):
            closed = _closed(self.rule, point)
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
        domain = self.rule.domain
        points = domain.points(OTHER_POINTS, 1_000_003, OTHER_SIZES)
        points += domain.kink_points(KINK_POINTS, 18, OTHER_SIZES)
        right = _at_points(partial(_closed, self.rule), points)
        rejected, equal, tried = [], [], []
        for name, form, planned in self._wrong_forms():
            values = _at_points(partial(self._try, name, form), points)
            if not planned and all(value is None for value in values()):
                continue  # nowhere defined: no mistake that anybody could make
            if _all_agree(values, right, TOLERANCE if planned else EQUAL):
                if planned:
                    self._accepts(name, "is right: it equals the rule wherever it was tried")
                equal.append(name)
                continue
            if not planned and any(_all_agree(values, others, EQUAL) for others in tried):
                continue  # the same mistake under another name
            tried.append(values)
            by = self._rejected_by(name, form)
            if by is None:
                self._accepts(
                    name, "passes the check, which would not notice this mistake in the rule "
                    "either: give the domain points that tell them apart",
                )
            rejected.append({"form": name, "by": by})
        return rejected, equal

    def _accepts(self, name, why):
        message = f"{self.rule.id}: a form meant to be wrong ({name}) {why}."
        raise VerificationError(self.rule.id, "mutants", None, 0.0, name, message)

    def _wrong_forms(self):
        """Yield (name, form, planned): the rule's own wrong forms, then the made ones.

        Of several forms with the same values the first is kept, so the plainest names come first.
        """
        rule, shape = self.rule, self.rule.shape
        for name, form in rule.wrong.items():
            yield name, lambda p, f=form: _two_d(rule, p, "a wrong form", call(f, p)), True
        if shape != SCALAR:
            for name, change in array_mistakes(square=shape[0] == shape[1]).items():
                yield name, lambda p, c=change: c(_closed(rule, p)), False
        for name, form in self._formulas():
            yield name, form, False

    def _formulas(self):
        rule = self.rule
        for name, expr in formula_mistakes(rule.derivation, rule.domain.shapes).items():
            try:
                expr = put_functions(expr, rule.instance) if rule.instance else expr
                formula = _Formula(expr, self.derived, rule)
            except RuleError:  # SymPy cannot write this one as code
                continue
            yield name, lambda p, f=formula: f.matrix(p, _declared(rule, p))

    def _rejected_by(self, name, form):
        for point, truth in zip(self.points, self.numeric, strict=True):
            got = self._try(name, form, point)
            if got is None:
                return "error"
            if got.shape != truth.shape:
                return "shape"
            if not _agree(got, truth):
                return "value"
        for point, declared in zip(self.kink_points, self.declared, strict=True):
            if not _agree(self._try(name, form, point), declared, KINK_TOLERANCE):
                return "convention at the kink"
        return None

    def _try(self, name, form, point):
        """Evaluate a wrong form; None where it cannot be, such as a logarithm below 0."""
        try:
            with np.errstate(all="ignore"):
                return np.asarray(form(point), dtype=float)
        except (ArithmeticError, ValueError, IndexError):
            return None
        except Exception as error:
            raise RuleError(
                f"{self.rule.id}: the wrong form {name!r} raised {type(error).__name__} ({error})"
            ) from error

    @cached_property
    def kink_points(self):
        return self.rule.domain.kink_points(KINK_POINTS, 17)

    @cached_property
    def declared(self):
        """The Jacobians that the convention declares on the kink, from those on its two sides."""
        upper = self.rule.convention
        sides = [self._sides(point) for point in self.kink_points]
        return [(1 - upper) * below + upper * above for below, above in sides]

    def _sides(self, point):
        below, above = (self.rule.domain.on_kink(point, gap) for gap in (-KINK_GAP, KINK_GAP))
        return _measured(self.rule, below), _measured(self.rule, above)

    def _cause(self, truth):
        pairs = list(zip(self.closed, truth, strict=True))
        sizes = [_sizes_at(self.rule.domain, point) for point in self.points]
        named = {
            name: _at_points(partial(self._try, name, form), self.points)
            for name, form in self._formulas()
        }
        return value_cause(pairs, sizes, self._swapped(), named)

    def _swapped(self):
        """The true Jacobians with two arguments of one shape exchanged, for each such pair."""
        found, shapes = {}, self.rule.domain.shapes
        for one, two in itertools.combinations(shapes, 2):
            if shapes[one] != shapes[two]:
                continue
            exchanged = [{**p, one: p[two], two: p[one]} for p in self.points]
            try:
                found[f"{one} and {two}"] = [_measured(self.rule, point) for point in exchanged]
            except RuleError:  # outside the domain: no such hypothesis
                continue
        return found

    def _symbols(self):
        return self.derived.y.free_symbols | self.derived.value.free_symbols

    def _fail(self, witness, point, closed, expected, error, cause):
        raise VerificationError(
            self.rule.id, witness, point, float(error), cause,
            f"{self.rule.id}: the closed form {_VERDICT.get(cause, 'is refuted')}.\n"
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
_VERDICT = dict.fromkeys([_SPLIT, *_WITNESS_TROUBLE.values()], "is not confirmed by every witness")


class _Formula:
    """A symbolic entry as a fast function of a point and 1-based row and column."""

    def __init__(self, expr, derived, rule):
        self.expr, self.rule = expr, rule
        self.row, self.column = str(derived.row), str(derived.column)
        symbols = sorted(_letters(expr), key=str)
        self.names = [symbol.name for symbol in symbols]
        try:
            self.function = _code(tuple(symbols), expr)
        except Exception as error:
            self._refuse(error)

    def matrix(self, point, shape):
        known = {name: _OneBased(value) for name, value in point.items()}
        known |= _sizes_at(self.rule.domain, point)
        rows, columns = shape
        try:
            return np.array([
                [self._at(known, r, c) for c in range(1, columns + 1)] for r in range(1, rows + 1)
            ], dtype=float)
        except Exception as error:
            self._refuse(error, f" at {_show(point)}")

    def _at(self, known, row, column):
        known[self.row], known[self.column] = row, column
        return self.function(*[known[name] for name in self.names])

    def _refuse(self, error, where=""):
        raise RuleError(
            f"{self.rule.id}: the derivation gives no number{where}: {plain(self.expr)} raised "
            f"{type(error).__name__} ({error}). Narrow the domain, or derive another form."
        ) from error


@lru_cache(maxsize=2000)
def _code(symbols, expr):
    return sp.lambdify(symbols, expr, modules="math")


@lru_cache(maxsize=200)
def _written_out(derived, shape, sizes):
    """The Jacobian from the derived entry, the one from Matrix.jacobian, and whether they agree."""
    ours, sympys = jacobian_at(derived, *shape, dict(sizes))
    pairs = zip(ours, sympys, strict=True)
    return ours, sympys, all(a == b or sp.simplify(a - b) == 0 for a, b in pairs)


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
        _size_of(rule.shape, rule.domain.sizes(CHECK_SIZES[0]))
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
    derived = _instance(rule)
    indices = {str(index) for index in (derived.row, derived.column) if index is not None}
    clash = indices & {*domain.shapes, *domain.letters}
    if clash:
        refuse(f"{min(clash)} is an index of the derivation and an argument or size of the domain")
    letters = {symbol.name for symbol in _letters(derived.y) | _letters(derived.value)}
    unknown = letters - indices - {*domain.shapes, *domain.letters}
    if unknown:
        refuse(f"the derivation uses {', '.join(sorted(unknown))}, which the domain does not have")


def _instance(rule):
    """The rule's derivation with its undefined functions replaced."""
    try:
        return rule.derivation.instance(rule.instance or {})
    except Exception as error:
        raise RuleError(
            f"{rule.id}: instance does not fit the derivation ({type(error).__name__}: {error}); "
            "give SymPy functions, {f: sp.sin}"
        ) from error


def _letters(expr):
    """The free symbols of an expression: arguments, sizes and indices."""
    return {symbol for symbol in expr.free_symbols if not isinstance(symbol, sp.Indexed)}


def _call_f(rule, point):
    try:
        value = call(rule.f, point)
    except Exception as error:
        raise RuleError(
            f"{rule.id}: f raised {type(error).__name__} ({error}) at {_show(point)}"
        ) from error
    value = _numbers(rule, "f", value)
    if not np.all(np.isfinite(value)):
        raise RuleError(f"{rule.id}: f gives NaN or infinity at {_show(point)}. Narrow the domain.")
    if value.ndim > 1:
        raise RuleError(
            f"{rule.id}: f returned shape {value.shape}; it must return a number or a 1-D array"
        )
    return value


def _measured(rule, point):
    """The Jacobian of f by the complex step."""
    advice = "write f for complex input too: without float, real, abs and the module math"
    return _witness(rule, point, numdiff.jacobian, "the complex step", advice)


def _traced(rule, point):
    """The Jacobian of f by automatic differentiation."""
    return _witness(rule, point, autodiff.jacobian, "autograd", "import autograd.numpy as np")


def _witness(rule, point, method, name, advice):
    _call_f(rule, point)
    try:
        return method(lambda t: call(rule.f, {**point, rule.wrt: t}), point[rule.wrt])
    except Exception as error:
        raise RuleError(
            f"{rule.id}: {name} could not differentiate f at {_show(point)}: {error}. "
            f"Perhaps {advice}."
        ) from error


def _closed(rule, point):
    try:
        value = call(rule.jacobian, point)
    except Exception as error:
        raise RuleError(
            f"{rule.id}: the closed form raised {type(error).__name__} ({error}) at {_show(point)}"
        ) from error
    return _two_d(rule, point, "the closed form", value)


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


def _two_d(rule, point, what, value):
    """Scalar by scalar may be a bare number; nothing else is reshaped."""
    value = _numbers(rule, what, value).astype(float)
    return value.reshape(SCALAR) if value.ndim == 0 and _declared(rule, point) == SCALAR else value


def _declared(rule, point):
    return _size_of(rule.shape, _sizes_at(rule.domain, point))


def _size_of(shape, sizes):
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


def _sizes_at(domain, point):
    sizes = {}
    for name, text in domain.shapes.items():
        if text != "scalar":
            sides = zip(text.split(), np.shape(point[name]), strict=True)
            sizes.update((letter, size) for letter, size in sides if not letter.isdigit())
    return sizes


def _error(a, b):
    """Largest difference, relative to the largest entry of either; infinite if one is NaN."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    error = 0.0 if scale == 0 else float(np.abs(a - b).max() / scale)
    return error if np.isfinite(error) else np.inf


def _errors(ones, others):
    return [_error(one, other) for one, other in zip(ones, others, strict=True)]


def _agree(a, b, tolerance=TOLERANCE):
    return np.shape(a) == np.shape(b) and a is not None and _error(a, b) <= tolerance


def _all_agree(ones, others, tolerance):
    return all(_agree(one, other, tolerance) for one, other in zip(ones(), others(), strict=True))


def _at_points(form, points):
    """The values of a form, as a function that yields them; each is computed when asked for."""
    value = cache(lambda number: form(points[number]))
    return lambda: map(value, range(len(points)))


def _bound(error):
    """Round an error up to a power of ten from 1e-14: the last bits differ between processors."""
    return next(bound for bound in (1e-14, 1e-13, TOLERANCE) if error < bound or bound == TOLERANCE)


def _show(point):
    return ", ".join(f"{name} = {_show_array(value)}" for name, value in point.items())


def _show_array(value):
    value = np.asarray(value, dtype=float) + 0.0  # no "-0."
    return np.array2string(value, precision=4, threshold=30).replace("\n", "")
