"""Walk the dataflow graph of an expression: its values, then its derivatives, there and back.

``walk`` reads an expression as the steps of a :mod:`tape`, which computes and checks every number;
``Walk`` puts what the tape found into words, lines and a table. The rule behind a slope is named by
a plain word ("product"); a page turns it into a link of its own.

Source: Parr & Howard (2018), "The chain rules", where forward and backward differentiation are
described.
"""

import html
import numbers
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy as sp

from .derive import plain
from .tape import OPERATIONS, Tape, check

ONE_PATH, MANY_PATHS, VECTORS = "one path", "several paths", "vectors"


# What one step says ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """An operation on a page, as functions of the HTML of its arguments.

    ``rules`` takes, for each argument, whether it is constant, and names the rule behind each
    slope, or "" for the slope of an elementary function, which needs none.
    """

    formula: Callable
    slopes: Callable
    rules: Callable


def _elementary(name, slope):
    return Words(lambda u: f"{name}({_bare(u)})", lambda u: [slope(u)], lambda _: [""])


def _others(factors):
    return [" · ".join(factors[:at] + factors[at + 1:]) or "1" for at in range(len(factors))]


def _power(base, exponent):
    return base if exponent == "1" else f"{base}<sup>{_bare(exponent)}</sup>"


def _power_slope(base, exponent):
    lower = number(float(_bare(exponent).replace("−", "-")) - 1)
    return f"{exponent} · {_power(base, lower)}" if lower != "0" else exponent


def _product_rules(constant):
    """A single factor that moves is the rule of the constant factor."""
    alone = len(constant) - sum(constant) == 1
    return ["constant factor" if alone else "product"] * len(constant)


WORDS = {
    "add": Words(lambda *u: " + ".join(u), lambda *u: ["1"] * len(u),
                 lambda constant: ["sum"] * len(constant)),
    "sub": Words(lambda u, v: f"{u} − {v}", lambda u, v: ["1", "(−1)"],
                 lambda constant: ["difference"] * 2),
    "mul": Words(lambda *u: " · ".join(u), lambda *u: _others(u), _product_rules),
    "div": Words(lambda u, v: f"{u} / {v}", lambda u, v: [f"1/{v}", f"(−{u}/{v}<sup>2</sup>)"],
                 lambda constant: ["constant factor" if constant[1] else "dividend", "divisor"]),
    "pow": Words(_power, lambda u, p: [_power_slope(u, p), "0"], lambda constant: ["power", ""]),
    "sin": _elementary("sin", lambda u: f"cos({_bare(u)})"),
    "cos": _elementary("cos", lambda u: f"(−sin({_bare(u)}))"),
    "tan": _elementary("tan", lambda u: f"1/cos({_bare(u)})<sup>2</sup>"),
    "tanh": _elementary("tanh", lambda u: f"(1 − tanh({_bare(u)})<sup>2</sup>)"),
    "exp": _elementary("exp", lambda u: f"exp({_bare(u)})"),
    "ln": _elementary("ln", lambda u: f"1/{u}"),
    "relu": Words(lambda z: f"max(0, {_bare(z)})", lambda z: [f"<b>1</b>[{_bare(z)} &gt; 0]"],
                  lambda _: ["relu"]),
}


# The walk ----------------------------------------------------------------------------------------


def walk(expression, /, *, by=None, **values):
    """Walk the dataflow graph of an expression forwards and backwards, and check every number.

    Parameters
    ----------
    expression : SymPy expression, list of them, or list of steps
        A number f(x, ...), or a list of m numbers. Or the graph itself: a list of
        (name, operation, arguments) such as ``("u", "pow", ("x", 2))``, where an argument is an
        earlier name, an input, or a constant; what no step uses is the output.
    by : str or sequence of str, optional
        The n inputs to differentiate by. Default: all of them. The others are held still.
    **values : float
        A number for each input: ``walk(sp.sin(x**2), x=1.5)``.

    Returns
    -------
    Walk
        Shows itself as a table. ``jacobian`` is the array of shape (m, n), rows outputs.

    Raises
    ------
    ValueError
        If a value is missing, superfluous or no finite number, or an operation is unknown.
    DomainError
        If a step or its slope has no finite value there, such as ln(0).
    VerificationError
        If a derivative disagrees with the complex step or with automatic differentiation.
    """
    steps, outputs = _graph_of(expression)
    values = _checked_values(steps, outputs, values)
    by = tuple(values) if by is None else (by,) if isinstance(by, str) else tuple(by)
    if not by or set(by) - set(values):
        raise ValueError(f"by={by!r}: name inputs of the expression, {', '.join(values)}")
    found = Walk(tuple(steps), outputs, by, values)
    check(found)
    return found


class Walk(Tape):
    """A tape in words: the lines of each node, the rule behind each slope, and a table."""

    def paths_in(self, node):
        """(argument, local slope, its text, its rule) for each argument that moves."""
        if node.operation is None:
            return []
        words = WORDS[node.operation]
        texts = words.slopes(*map(_argument, node.arguments))
        rules = words.rules([not self._moves(one) for one in node.arguments])
        return [(self.node[one], slope, text, rule) for one, slope, text, rule in
                zip(node.arguments, node.slopes, texts, rules, strict=True) if self._moves(one)]

    def paths_out(self, node):
        """(who uses it, local slope, its text, its rule) for each use of a node."""
        return [(user, slope, text, rule) for user in self.moving
                for feed, slope, text, rule in self.paths_in(user) if feed is node]

    def _moves(self, argument):
        return isinstance(argument, str) and self.node[argument].forward is not None

    def formula(self, node):
        """The step of a node as HTML: what it is computed from."""
        if node.operation is None:
            return "given" if node.forward else "given, held still"
        return WORDS[node.operation].formula(*map(_argument, node.arguments))

    def value_lines(self, node):
        """The value of a node: name, formula with numbers."""
        if node.operation is None:
            return [f"{name_html(node.name)} = {number(node.value)}"]
        put = [_factor(self.node[one].value if isinstance(one, str) else one)
               for one in node.arguments]
        text = WORDS[node.operation].formula(*put)
        return [f"{name_html(node.name)} = {self.formula(node)}",
                f"= {text} = {number(node.value)}"]

    def forward_lines(self, node):
        """d node / d input for each input, as lists of HTML lines; [] for a node held still."""
        if node.forward is None:
            return []
        return [self._forward_line(node, at) for at in range(len(self.by))]

    def _forward_line(self, node, at):
        by = self.by[at]
        left = _slope(node.name, by)
        if node.operation is None:
            why = "moves with itself" if node.name == by else f"does not hear {name_html(by)}"
            return [f"{left} = {number(node.forward[at])}: {name_html(node.name)} {why}"]
        feeds = [one for one in self.paths_in(node) if self._hears(one[0], by)]
        if not feeds:
            return [f"{left} = 0: {name_html(node.name)} does not hear {name_html(by)}"]
        return _sum_of_products(
            left, node.forward[at],
            [(_slope(node.name, feed.name, "∂"), _slope(feed.name, by), text, slope,
              feed.forward[at]) for feed, slope, text, _ in feeds])

    def _hears(self, node, by):
        return node.name == by or any(
            self._hears(feed, by) for feed, *_ in self.paths_in(node))

    def adjoint_lines(self, node):
        """d output / d node for each output, as lists of HTML lines; [] for a node held still."""
        if node.adjoint is None:
            return []
        return [self._adjoint_line(node, at) for at in range(len(self.outputs))]

    def _adjoint_line(self, node, at):
        output = self.outputs[at]
        left = _slope(output, node.name)
        if node.name == output:
            return [f"{left} = 1: {name_html(output)} moves with itself"]
        uses = [one for one in self.paths_out(node) if self._hears(self.node[output], one[0].name)]
        if not uses:
            return [f"{left} = 0: {name_html(output)} does not hear {name_html(node.name)}"]
        return _sum_of_products(
            left, node.adjoint[at],
            [(_slope(output, user.name), _slope(user.name, node.name, "∂"), text, user.adjoint[at],
              slope) for user, slope, text, _ in uses], backward=True)

    def rules(self, node, phase="forward"):
        """The rules behind a step: of the local slopes, and of how they are combined."""
        paths = self.paths_in(node) if phase == "forward" else self.paths_out(node)
        local = [rule for *_, rule in paths if rule]
        if not paths:
            return []
        joined = VECTORS if len(self.outputs) > 1 else ONE_PATH if len(paths) == 1 else MANY_PATHS
        return [*dict.fromkeys(local), joined]

    def html(self, link=lambda rule: f"<em>{rule}</em>"):
        """The whole walk as a table. ``link`` turns the name of a rule into HTML."""
        rows = "".join(self._row(node, link) for node in self.nodes)
        head = "".join(f"<th scope='col'>{one}</th>" for one in (
            "step", "value ↓", "forward derivative ↓", "adjoint ↑", "local rule"))
        return (f"<table class='walk-table'><thead><tr>{head}</tr></thead>"
                f"<tbody>{rows}</tbody></table>")

    def _row(self, node, link):
        local = [f"{_slope(node.name, feed.name, '∂')} = {_bare(text)}"
                 + (f" {link(rule)}" if rule else " (elementary)")
                 for feed, _, text, rule in self.paths_in(node)]
        joined = self.rules(node)[-1:]
        cells = [
            " ".join(self.value_lines(node)),
            "<br>".join(map(_short, self.forward_lines(node))),
            "<br>".join(map(_short, self.adjoint_lines(node))),
            "<br>".join([*local, *map(link, joined)]),
        ]
        empty = "held still" if node.forward is None else "given"
        cells = "".join(f"<td>{cell or empty}</td>" for cell in cells)
        return f"<tr><th scope='row'>{name_html(node.name)}</th>{cells}</tr>"

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        lines = []
        for node in self.nodes:
            derivatives = self.forward_lines(node) + self.adjoint_lines(node)
            found = [" ".join(self.value_lines(node)), *map(_short, derivatives)]
            lines.append(";  ".join(map(_as_text, found)))
        return "\n".join(lines)

    __repr__ = __str__


def _checked_values(steps, outputs, values):
    made = {name for name, *_ in steps}
    used = [one for _, _, arguments in steps for one in arguments if isinstance(one, str)]
    needed = [one for one in dict.fromkeys([*used, *outputs]) if one not in made]
    if missing := [one for one in needed if one not in values]:
        raise ValueError(f"give values, as in walk(..., {missing[0]}=1.5): {', '.join(missing)}")
    if unknown := [one for one in values if one not in needed]:
        raise ValueError(f"the expression does not contain {', '.join(unknown)}")
    for name, value in values.items():
        if not (isinstance(value, (numbers.Real, sp.Number)) and np.isfinite(float(value))):
            raise ValueError(f"{name} must be a finite number, not {value!r}")
    return {name: np.float64(float(value)) for name, value in values.items()}


# From an expression to steps ---------------------------------------------------------------------


def _graph_of(expression):
    """(steps, names of the outputs) of whatever ``walk`` accepts."""
    if isinstance(expression, sp.MatrixBase):
        expression = list(expression)
    if not isinstance(expression, (list, tuple)):
        return _Writer([sp.sympify(expression)]).graph()
    if not expression:
        raise ValueError("there is nothing to walk: the list is empty")
    if all(isinstance(one, tuple) for one in expression):
        return _given(expression)
    return _Writer([sp.sympify(one) for one in expression]).graph()


def _given(steps):
    seen = set()
    for name, operation, arguments in steps:
        if operation not in OPERATIONS:
            raise ValueError(f"{name}: no operation {operation!r}; known: {', '.join(OPERATIONS)}")
        if name in seen or name in arguments:
            raise ValueError(f"{name} is computed twice, or from itself")
        seen |= {name, *(one for one in arguments if isinstance(one, str))}
    used = {one for *_, arguments in steps for one in arguments}
    return list(steps), tuple(name for name, *_ in steps if name not in used)


class _Writer:
    """Writes SymPy expressions as steps; equal parts are computed once."""

    KNOWN = {sp.sin: "sin", sp.cos: "cos", sp.tan: "tan", sp.tanh: "tanh", sp.log: "ln",
             sp.exp: "exp"}

    def __init__(self, expressions):
        self.expressions, self.steps, self.made = expressions, [], {}
        symbols = set().union(*(one.free_symbols for one in expressions))
        taken = {str(one) for one in symbols}
        free = lambda letters: next(
            one for one in letters if not any(name.split("_")[0] == one for name in taken))
        self.inner, self.outer = free("uvhtpqrs"), free("yfCFGQRS")

    def graph(self):
        if constant := [one for one in self.expressions if not one.free_symbols]:
            raise ValueError(f"{plain(constant[0])} is constant: there is nothing to walk")
        outputs = [self.write(one) for one in self.expressions]
        inner = [name for name, *_ in self.steps if name not in outputs]
        new = {name: f"{self.inner}_{at}" for at, name in enumerate(inner, 1)}
        if len(inner) == 1:
            new = {inner[0]: self.inner}
        ends = list(dict.fromkeys(name for name, *_ in self.steps if name in outputs))
        ends.sort(key=outputs.index)
        for at, name in enumerate(ends, 1):
            new[name] = self.outer if len(outputs) == 1 else f"{self.outer}_{at}"
        rename = lambda one: new.get(one, one) if isinstance(one, str) else one
        steps = [(new[name], operation, tuple(map(rename, arguments)))
                 for name, operation, arguments in self.steps]
        return steps, tuple(map(rename, outputs))

    def write(self, expr):
        """The name of the node that computes ``expr``, or the number if it is one."""
        if isinstance(expr, sp.Symbol):
            return expr.name
        if not expr.free_symbols:
            return self._constant(expr)
        if expr not in self.made:
            self.made[expr] = self._step(expr)
        return self.made[expr]

    def _constant(self, expr):
        if not (expr.is_number and expr.is_real and expr.is_finite):
            raise ValueError(f"{plain(expr)} is not a real number")
        return int(expr) if expr.is_Integer else float(expr)

    def _add(self, operation, *arguments):
        name = f"step {len(self.steps)}"
        self.steps.append((name, operation, arguments))
        return name

    def _step(self, expr):
        if expr.is_Add:
            return self._sum(expr)
        if expr.is_Mul:
            return self._product(expr)
        if expr.func in self.KNOWN:
            return self._add(self.KNOWN[expr.func], self.write(expr.args[0]))
        if expr.is_Pow:
            return self._power(*expr.as_base_exp() if expr.exp.free_symbols else expr.args)
        inside = _inside_relu(expr)
        if inside is not None:
            return self._add("relu", self.write(inside))
        known = ", ".join([*sorted(self.KNOWN.values()), "max(0, .)", "powers, + − · /"])
        raise ValueError(f"walk does not know {plain(expr)}; it knows {known}")

    def _sum(self, expr):
        terms = expr.as_ordered_terms()
        minus = [one for one in terms if one.as_coeff_Mul()[0].is_negative]
        plus = [one for one in terms if one not in minus]
        if not plus:
            return self._add("mul", -1, self._total([-one for one in minus]))
        if not minus:
            return self._total(plus)
        return self._add("sub", self._total(plus), self._total([-one for one in minus]))

    def _total(self, terms):
        written = [self.write(one) for one in terms]
        return written[0] if len(written) == 1 else self._add("add", *written)

    def _product(self, expr):
        above, below = [], []
        for one in expr.args:
            base, exponent = one.as_base_exp()
            if one.is_Rational and not one.is_Integer:
                above, below = [*above, sp.Integer(one.p)], [*below, sp.Integer(one.q)]
            elif one.is_Pow and exponent.is_Rational and exponent < 0:
                below.append(base ** -exponent)
            else:
                above.append(one)
        above = [one for one in above if one != 1]
        top = self._factors(above) if above else 1
        return self._add("div", top, self._factors(below)) if below else top

    def _factors(self, factors):
        written = [self.write(one) for one in factors]
        return written[0] if len(written) == 1 else self._add("mul", *written)

    def _power(self, base, exponent):
        if not exponent.free_symbols:
            if exponent == -1:
                return self._add("div", 1, self.write(base))
            return self._add("pow", self.write(base), self._constant(exponent))
        # The exponent moves: a power is exp(exponent · ln base).
        if not base.free_symbols:
            logarithm = self._constant(sp.log(base))
        else:
            logarithm = self.write(sp.log(base))
        return self._add("exp", self._add("mul", self.write(exponent), logarithm))


def _inside_relu(expr):
    """z, if the expression is max(0, z) in one of its usual forms."""
    if isinstance(expr, sp.Max) and len(expr.args) == 2 and 0 in expr.args:
        return next(one for one in expr.args if one != 0)
    if isinstance(expr, sp.Piecewise) and len(expr.args) == 2:
        (z, condition), (rest, otherwise) = expr.args
        if condition in (z > 0, z >= 0) and rest == 0 and otherwise == True:  # noqa: E712
            return z
    return None


# HTML --------------------------------------------------------------------------------------------


def number(value):
    """A number as a page shows it: four digits, a true minus."""
    text = f"{value + 0.0:.4g}"
    return "0" if text == "-0" else text.replace("-", "−")


def name_html(name):
    """A name such as u_1 as HTML."""
    base, _, below = name.partition("_")
    below = f"<sub>{html.escape(below)}</sub>" if below else ""
    return f"<i>{html.escape(base)}</i>{below}"


def _factor(value):
    """A number inside a product or a sum: a negative one in parentheses."""
    return f"({number(value)})" if value < 0 else number(value)


def _bare(text):
    """Without the parentheses that only a product needs."""
    inside = re.fullmatch(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)", text)
    return inside[1] if inside else text


def _argument(one):
    return name_html(one) if isinstance(one, str) else _factor(one)


def _slope(above, below, d="d"):
    return f"{d}{name_html(above)}/{d}{name_html(below)}"


def _sum_of_products(left, total, terms, backward=False):
    """Three lines: in names, with the local slopes, in numbers.

    A term is (name of the left factor, name of the right one, text of the local slope, number of
    the left factor, number of the right one); the local slope is the left factor, or the right
    one on the way back.
    """
    names = " + ".join(f"{first} · {second}" for first, second, *_ in terms)
    local = " + ".join(f"{first} · {text}" if backward else f"{text} · {second}"
                       for first, second, text, *_ in terms)
    numbers = " + ".join(f"{_factor(first)} · {_factor(second)}" for *_, first, second in terms)
    return [f"{left} = {names}", f"= {local}", f"= {numbers} = {number(total)}"]


def _short(lines):
    """The first line and the numbers; the local slopes have a column of their own."""
    return " ".join([lines[0], *lines[2:]])


def _as_text(text):
    text = re.sub(r"<sub>(.*?)</sub>", r"_\1", text)
    text = re.sub(r"<sup>(.*?)</sup>", r"^\1", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text))
