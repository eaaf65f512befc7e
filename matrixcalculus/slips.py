"""One slip in a derivation: the wrong derivatives that an expression invites, each with its place.

A small differentiator walks over a question's own text, such as ``"x * np.exp(x * y)"``, and
carries each part's value and its derivative with respect to one argument, as numbers. It can make
one slip at one part: leave a factor of the chain out, forget a term of the product rule, take the
outer slope at the wrong place. Whoever made the same slip has the same numbers, at every point::

    matching("x * np.exp(x * y)", "x", points, answers)
    # ['product rule: the term in which exp(x * y) is differentiated is missing']

Two kinds of slips. A *misreading* puts another expression in the place of a part (a term is lost,
a sum is taken for a mean); in its value, in its slope, or in both. A *wrong rule* differentiates a
part wrongly. Shapes: a part of shape S has a derivative of shape S + (k,), for an argument with k
entries.
"""

import ast
import copy
from functools import lru_cache

import autograd.numpy as differentiable
import numpy as np

from . import numdiff

CLOSE = 1e-7  # relative: how closely a slip must reproduce an answer


def matching(text, by, points, answers, right=None):
    """Name the slips that reproduce wrong answers at all points, the most basic first.

    Parameters
    ----------
    text : str
        The function, as an expression of its arguments and ``np``.
    by : str or None
        The argument to differentiate with respect to; None, if the answer is the function's value.
    points : list of dict
        The arguments at each point.
    answers : list of array
        What was answered there: Jacobians (m, n), flat gradients (n,), or values.
    right : list of array, optional
        What is right there: then only entries that are wrong at some point are compared. All of
        them have one shape.

    Returns
    -------
    list of str
        Sentences without repetition; empty, if no single slip leads to these answers.
    """
    try:
        walks = [_Walk(text, by, point) for point in points]
        slips = walks[0].slips()
    except Exception:  # a text that nobody has taught this to read invites no slip that we know
        return []
    where = [Ellipsis] * len(answers)
    if right is not None:
        wrong = np.any([~near(a, b) for a, b in zip(answers, right, strict=True)], axis=0)
        where = [wrong] * len(answers)
    found = {}
    for rank, says, slip in slips:
        if says not in found and all(
            any(_same(one, answer, at) for one in walk.slipped(says, *slip))
            for walk, answer, at in zip(walks, answers, where, strict=True)
        ):
            found[says] = rank
    return sorted(found, key=found.get)


def has_mask(text):
    """Does an expression tell cases apart? And does it add up?"""
    return any(one in text for one in ("maximum", "minimum", "where", "clip", ">", "<"))


def adds_up(text):
    """Is there a sum, a mean or a product of matrices in an expression?"""
    return any(one in text for one in ("sum", "mean", "dot", "@"))


def derivative(text, by, point):
    """The derivative of an expression at a point without a slip: value and slope, as a pair."""
    walk = _Walk(text, by, point)
    return walk.right(walk.tree)


def near(a, b, close=CLOSE):
    """Entry by entry: is ``a`` close to ``b``, relative to the largest entry?"""
    size = max(float(np.max(np.abs(b), initial=0)), 1e-3)
    return np.abs(a - b) <= close * size


def _same(ours, answer, at):
    if ours is None or np.size(ours) != np.size(answer):
        return False
    ours = np.reshape(ours, np.shape(answer))
    return bool(np.all(near(ours, answer)[at]))


class _Walk:
    """An expression at one point: the value and the slope of each part, right or with one slip."""

    def __init__(self, text, by, point):
        self.tree, self.by = _parsed(text), by
        self.names = {"np": differentiable, **point}
        self.point = point
        self.seed = np.atleast_1d(np.asarray(point[by], dtype=float)) if by else np.zeros(0)
        self.known = {}

    # The right derivative

    def right(self, node):
        """The value and the slope of a part."""
        if node not in self.known:
            value = self.value(node)
            slope = next(self.rules(node))[2]() if self.by else None
            self.known[node] = value, slope
        return self.known[node]

    def value(self, node):
        with np.errstate(all="ignore"):
            return np.asarray(eval(_code(node), self.names), dtype=float)

    def moves(self, node):
        """Does a part depend on the argument?"""
        return any(isinstance(one, ast.Name) and one.id == self.by for one in ast.walk(node))

    # One slip

    def slips(self):
        """All slips: {(rank, sentence, (part, how))}; some make several wrong derivatives."""
        found = {}
        for node, place in _parts(self.tree):
            for rank, says, _ in [*self.rules(node)][1:] if self.by else ():
                found[place + says, node, "rule"] = rank
            for rank, says, _ in self.misreadings(node):
                for how in ("both", "value", "slope") if self.by else ("both",):
                    found[place + says, node, how] = rank
        return [(rank, says, (node, how)) for (says, node, how), rank in found.items()]

    def slipped(self, says, at, how):
        """Yield the whole derivative (or value) with a slip, in each way in which it is made."""
        said_so = lambda one: says.endswith(one[1]) and one[1]
        ways = self.rules(at) if how == "rule" else self.misreadings(at)
        for *_, way in filter(said_so, ways):
            try:
                with np.errstate(all="ignore"):
                    value, slope = self._slipped(self.tree, at, self._pair_of(at, how, way))
            except Exception:  # such as shapes that do not fit: nobody can have slipped this way
                continue
            found = slope if self.by else value
            if np.all(np.isfinite(found)):
                yield found

    def _pair_of(self, node, how, way):
        """The value and the slope that a slip gives to its part."""
        value, slope = self.right(node)
        if how == "rule":
            return value, np.broadcast_to(way(), (*value.shape, self.seed.size))
        other, other_slope = self.right(way)
        return {"both": (other, other_slope), "value": (other, slope),
                "slope": (value, other_slope)}[how]

    def _slipped(self, node, at, pair):
        if node is at:
            return pair
        path = _inside(node, at)
        return self._rebuilt(node, path, self._slipped(path, at, pair))

    def _rebuilt(self, node, path, pair):
        """A part whose part ``path`` has been replaced by a (value, slope)."""
        before = self.known.get(path)
        kept = {one: self.known.pop(one) for one in [node] if one in self.known}
        self.known[path] = pair
        try:
            if self.by:
                slope = next(self.rules(node))[2]()
            else:
                slope = None
            return self._value_with(node, path, pair[0]), slope
        finally:
            self.known.update(kept)
            if before is None:
                del self.known[path]
            else:
                self.known[path] = before

    def _value_with(self, node, path, value):
        names = {**self.names, "__slipped": value}
        return np.asarray(eval(_code_with(node, path), names), dtype=float)

    # Rules: the right one first, then the wrong ones

    def rules(self, node):
        """Yield (rank, sentence, function without arguments that returns the slope)."""
        rule = {
            ast.Name: self._name, ast.Constant: self._constant, ast.BinOp: self._binary,
            ast.UnaryOp: self._unary, ast.Call: self._call, ast.Subscript: self._subscript,
            ast.List: self._list,
        }.get(type(node), self._measured)
        yield from rule(node)
        yield from self._anywhere(node)

    def _anywhere(self, node):
        """What can go wrong at any part."""
        if not self.moves(node):
            return
        value, text, whole = self.value(node), said(node), node is self.tree
        pattern = lambda: self.right(node)[1] != 0
        if whole:
            yield 10, "that is the function itself, not its derivative", \
                lambda: value[..., None] * pattern()
        else:
            yield 40, f"{text} was not differentiated: its value stands where its slope belongs", \
                lambda: value[..., None] * pattern()
        if not isinstance(node, ast.Name) and not whole:
            yield 45, f"{text} was taken for a constant", lambda: 0 * self.right(node)[1]
        if value.ndim == 1 and value.size == self.seed.size > 1:
            yield 50, f"not diagonal: entry i of {text} does not depend on every entry of " \
                f"{self.by}", lambda: np.ones((value.size, value.size)) * (
                    np.diag(self.right(node)[1])[:, None])
        if not isinstance(node, ast.Name):
            yield 48, f"chain rule: the slope of {text} is missing", \
                lambda: np.asarray(pattern(), dtype=float)

    def _measured(self, node):
        """A part of a kind that has no rule here: its slope is measured."""
        yield 0, "", lambda: self._measure(node)

    def _measure(self, node):
        shape = np.shape(self.value(node))
        if not self.moves(node):
            return np.zeros((*shape, self.seed.size))
        f = lambda moved: eval(_code(node), {**self.names, self.by: moved})
        found = numdiff.jacobian(lambda moved: np.reshape(f(moved), -1), self.point[self.by])
        return found.reshape(*shape, self.seed.size)

    def _name(self, node):
        value, k = self.value(node), self.seed.size
        if node.id == self.by:
            yield 0, "", lambda: np.eye(k).reshape(*value.shape, k)
        else:
            yield 0, "", lambda: np.zeros((*value.shape, k))

    def _constant(self, node):
        yield 0, "", lambda: np.zeros(self.seed.size)

    def _list(self, node):
        yield 0, "", lambda: np.array([np.broadcast_to(
            self.right(one)[1], (*np.shape(self.right(one)[0]), self.seed.size))
            for one in node.elts])

    def _subscript(self, node):
        if self.moves(node.slice):
            yield from self._measured(node)
            return
        places = ast.Subscript(ast.Name("__slope"), node.slice)
        yield 0, "", lambda: eval(_code(places), {
            **self.names, "__slope": self.right(node.value)[1]})

    def _unary(self, node):
        if not isinstance(node.op, ast.USub):
            yield from self._measured(node)
            return
        yield 0, "", lambda: -self.right(node.operand)[1]
        if self.moves(node):
            yield 20, f"sign: the minus of {said(node)} is lost", \
                lambda: self.right(node.operand)[1]

    def _binary(self, node):
        rule = {ast.Add: self._sum, ast.Sub: self._sum, ast.Mult: self._product,
                ast.Div: self._quotient, ast.Pow: self._power,
                ast.MatMult: self._matrix_product}.get(type(node.op), self._measured)
        yield from rule(node)

    def _pair(self, node):
        """Both operands, spread to one shape: values without a last axis, slopes with it."""
        (a, s), (b, t) = self.right(node.left), self.right(node.right)
        return a[..., None], s, b[..., None], t

    def _sum(self, node):
        sign = 1 if isinstance(node.op, ast.Add) else -1
        slopes = lambda: _spread(self.right(node.left), self.right(node.right))
        yield 0, "", lambda: slopes()[0] + sign * slopes()[1]
        left, right = self.moves(node.left), self.moves(node.right)
        if left and right:
            yield 20, f"sign: that of the slope of {said(node.right)}", \
                lambda: slopes()[0] - sign * slopes()[1]
            for part, one in ((node.left, 1), (node.right, 0)):
                yield 15, f"sum rule: the term that comes from {said(part)} is missing", \
                    lambda one=one: (1, sign)[one] * slopes()[one]
            yield 30, "the slopes of the terms were multiplied: the paths are added", \
                lambda: slopes()[0] * slopes()[1]
        for one, other, factor in ((node.left, node.right, sign), (node.right, node.left, 1)):
            if self.moves(other) and not self.moves(one):
                moving = lambda other=other, f=factor: (f if other is node.right else 1) * (
                    slopes()[1] if other is node.right else slopes()[0])
                part = 1 if one is node.left else sign
                value = self.value(one)[..., None]
                text = said(one)
                yield 25, f"the constant term {text} was kept: it has the slope 0", \
                    lambda m=moving, p=part, v=value: m() + p * v
                yield 26, f"the constant term {text} was given the slope 1: it has the slope 0", \
                    lambda m=moving, p=part: m() + p
                for name, own in self._own_slopes(one):
                    yield 27, f"the constant term {text} was differentiated too, with respect " \
                        f"to {name}: it has the slope 0", \
                        lambda m=moving, p=part, o=own: m() + p * o
        yield from self._spread_diagonal(node)

    def _spread_diagonal(self, node):
        """A number that every output hears, taken for one that hears its own entry alone."""
        k = self.seed.size
        for part, other in ((node.left, node.right), (node.right, node.left)):
            if self.value(part).ndim == 0 and self.value(other).shape == (k,) and k > 1 \
                    and self.moves(part):
                yield 28, f"not diagonal: every output depends on every entry of {self.by}, by " \
                    f"way of {said(part)} (M11)", lambda part=part: self._with(
                        node, part, np.eye(k) * self.right(part)[1])

    def _with(self, node, part, slope):
        """The slope of a sum or product with another slope of one of its parts, spread already."""
        a, s, b, t = self._pair(node)
        s, t = (slope, t) if part is node.left else (s, slope)
        if isinstance(node.op, ast.Mult):
            return s * b + a * t
        if isinstance(node.op, ast.Div):
            return s / b - a * t / b**2
        return s + t if isinstance(node.op, ast.Add) else s - t

    def _own_slopes(self, node):
        """The slopes of a constant part along the arguments that it does contain."""
        for name in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
            value = self.point.get(name)
            if value is not None and np.ndim(value) == 0 and self.seed.size == 1:
                other = _Walk.__new__(_Walk)
                other.tree, other.by, other.names, other.point = node, name, self.names, self.point
                other.seed, other.known = np.atleast_1d(np.asarray(value, dtype=float)), {}
                yield name, other.right(node)[1]

    def _product(self, node):
        a, s, b, t = self._pair(node)
        one, two = said(node.left), said(node.right)
        yield 0, "", lambda: s * b + a * t
        left, right = self.moves(node.left), self.moves(node.right)
        if left and right:
            yield 14, f"product rule: the term in which {two} is differentiated is missing", \
                lambda: s * b + 0 * t
            yield 14, f"product rule: the term in which {one} is differentiated is missing", \
                lambda: a * t + 0 * s
            yield 12, "product rule: the slope of a product is not the product of the slopes " \
                "(M19)", lambda: s * t
            yield 16, "product rule: the sum of the slopes was taken, without the other factors", \
                lambda: s + t
            yield 20, "product rule: the sign between the two terms is plus", \
                lambda: s * b - a * t
            yield 20, "product rule: the sign between the two terms is plus", \
                lambda: a * t - s * b
            yield 18, "product rule: the factors are exchanged; each slope is multiplied by the " \
                "other factor", lambda: s * a + b * t
            yield 17, f"product rule: the factor {two} beside the slope of {one} is lost", \
                lambda: s + a * t
            yield 17, f"product rule: the factor {one} beside the slope of {two} is lost", \
                lambda: s * b + t
            if a.size == b.size == 1:
                yield 19, "product rule: the factor in one of the two terms is the wrong one", \
                    lambda: s * b + b * t
                yield 19, "product rule: the factor in one of the two terms is the wrong one", \
                    lambda: s * a + a * t
        for part, other, moving, factor in (
            (node.left, node.right, lambda: a * t, lambda own: own * b),
            (node.right, node.left, lambda: s * b, lambda own: own * a),
        ):
            if self.moves(other) and not self.moves(part) and not isinstance(part, ast.Constant):
                for name, own in self._own_slopes(part):
                    yield 27, f"{said(part)} is a constant factor: it was differentiated too, " \
                        f"with respect to {name}", lambda f=factor, o=own, m=moving: m() + f(o)
                    yield 27, f"product rule: the product of the slopes was taken, though " \
                        f"{said(part)} is a constant factor (M19)", \
                        lambda o=own, t=(t if part is node.left else s): o * t
        yield from self._spread_diagonal(node)

    def _quotient(self, node):
        a, s, b, t = self._pair(node)
        over, under = said(node.left), said(node.right)
        yield 0, "", lambda: (s * b - a * t) / b**2
        top, bottom = self.moves(node.left), self.moves(node.right)
        if not bottom:
            return
        if top:
            yield 14, f"quotient rule: the divisor {under} moves as well; its term is missing", \
                lambda: s / b + 0 * t
            yield 14, f"quotient rule: the numerator {over} moves as well; its term is missing", \
                lambda: -a * t / b**2 + 0 * s
            yield 12, "quotient rule: the slope of a quotient is not the quotient of the slopes", \
                lambda: s / t
            yield 18, "quotient rule: the sign in the numerator is minus, not plus", \
                lambda: (s * b + a * t) / b**2
            yield 18, "quotient rule: the sign, as the terms of the numerator are exchanged", \
                lambda: (a * t - s * b) / b**2
            yield 17, f"quotient rule: a factor is lost in the numerator, beside the slope of " \
                f"{over}", lambda: (s - a * t) / b**2
            yield 17, f"quotient rule: a factor is lost in the numerator, beside the slope of " \
                f"{under}", lambda: (s * b - t) / b**2
            yield 17, "quotient rule: the slopes alone, without the other factors", \
                lambda: (s - t) / b**2
        else:
            yield 18, f"sign: {over} / {under} falls where the divisor grows, so that the " \
                "quotient's slope has a minus", lambda: a * t / b**2
            yield 17, f"quotient rule: {over} over the slope of the divisor {under}", \
                lambda: a / t
            yield 17, f"quotient rule: 1 over the divisor {under} was given the slope 1", \
                lambda: a * t
            yield 31, f"integrated: the logarithm of {under} stands where a slope is asked", \
                lambda: a * np.log(np.abs(b)) * t
            yield 17, f"the numerator {over} is lost as a factor", lambda: -t / b**2
        yield 13, f"quotient rule: the divisor {under} is not squared", \
            lambda: (s * b - a * t) / b
        yield 19, f"quotient rule: the divisor {under} is squared, with no higher power", \
            lambda: (s * b - a * t) / b**3
        yield from self._spread_diagonal(node)

    def _power(self, node):
        if self.moves(node.right):
            yield from self._measured(node)
            return
        (u, s), n = self.right(node.left), self.value(node.right)
        u, base, text = u[..., None], said(node.left), said(node)
        outer = lambda x: n * x ** (n - 1)
        yield 0, "", lambda: outer(u) * s
        if not self.moves(node.left):
            return
        rule = f"power rule for {text}"
        yield 13, f"{rule}: the exponent must come down as a factor, {said(node.right)}", \
            lambda: u ** (n - 1) * s
        yield 13, f"{rule}: the exponent was not lowered by one", lambda: n * u**n * s
        yield 18, f"{rule}: the exponent was lowered by more than one", \
            lambda: n * u ** (n - 2) * s
        yield 18, f"{rule}: the exponent was lowered by more than one", \
            lambda: n * (n - 1) * u ** (n - 2) * s
        yield 17, f"{rule}: the exponent moved the wrong way", lambda: n * u ** (n + 1) * s
        yield 18, f"{rule}: the factor is the exponent itself, not the lowered one", \
            lambda: (n - 1) * u ** (n - 1) * s
        yield 19, f"{rule}: only the exponent came down, and the power is lost", lambda: n * s
        yield 19, f"sign: {rule}, where the factor is the exponent with its sign", \
            lambda: -outer(u) * s
        yield 20, f"integrated: {text} was integrated, not differentiated", \
            lambda: u ** (n + 1) / (n + 1)
        if self._linear(node.left):
            yield 21, f"integrated: {text} was integrated, not differentiated", \
                lambda: u ** (n + 1) / (n + 1) / s
        yield from self._chain(node, node.left, outer, lambda x: x**n)

    def _linear(self, node):
        return self.seed.size == 1 and np.ndim(self.value(node)) == 0

    def _chain(self, node, inside, outer, function):
        """The chain rule for a function of one part: outer slope times inner slope."""
        u, s = self.right(inside)
        u, text, base, x = u[..., None], said(node), said(inside), self.seed
        if isinstance(inside, ast.Name):
            return
        pattern = (s != 0).astype(float)
        yield 11, f"chain rule: the inner slope, that of {base}, is missing", \
            lambda: outer(u) * pattern
        yield 12, f"chain rule: the outer slope, that of {text}, is missing", lambda: s
        if u.size == 1 and self.seed.size == 1:
            yield 16, f"chain rule: the outer slope, that of {text}, was taken at {self.by}, " \
                f"not at {base}", lambda: outer(x) * s
            yield 18, f"chain rule: the outer slope of {text} was taken at the inner slope", \
                lambda: outer(s) * s
            yield 18, f"chain rule: the outer slope of {text} was taken at the inner slope", \
                lambda: outer(s)
            yield 18, f"chain rule: {text} was taken at the inner slope, of {base}: keep {base} " \
                "inside, multiply by its slope", lambda: function(s)
            yield 17, f"chain rule: the inner slope of {base} was added, where the two slopes " \
                "are multiplied", lambda: outer(u) + s
            yield 19, f"chain rule: divided by the inner slope of {base}, where the two slopes " \
                "are multiplied", lambda: outer(u) / s
            yield 19, f"chain rule: the inner slope of {base} was multiplied in twice", \
                lambda: outer(u) * s * s
        elif u[..., 0].shape == x.shape:
            yield 16, f"chain rule: the outer slope, that of {text}, was taken at {self.by}, " \
                f"not at {base}", lambda: outer(x)[..., None] * s
        yield 22, f"sign: the inner slope, that of {base}, has another sign", \
            lambda: -outer(u) * s
        yield 23, f"chain rule: the value of {base} stands where its inner slope belongs", \
            lambda: outer(u) * u * pattern

    def _call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if name in _FUNCTIONS and len(node.args) == 1:
            yield from self._function(node, name)
        elif name in ("sum", "mean") and len(node.args) == 1 and not node.keywords:
            yield from self._total(node, name)
        elif name == "dot":
            yield from self._matrix_product(node)
        elif name in ("maximum", "minimum") and len(node.args) == 2:
            yield from self._larger(node, 1 if name == "maximum" else -1)
        elif name == "where" and len(node.args) == 3:
            yield from self._cases(node)
        elif name == "array" and len(node.args) == 1 and not node.keywords:
            yield from self._list(node.args[0])
        else:
            yield from self._measured(node)

    def _function(self, node, name):
        function, outer, wrong = _FUNCTIONS[name]
        inside = node.args[0]
        u, s = self.right(inside)
        yield 0, "", lambda: outer(u[..., None]) * s
        if not self.moves(inside):
            return
        for says, other in wrong.items():
            yield 15, says.format(said(node)), lambda other=other: other(u[..., None]) * s
        yield 15, f"{said(node)} was not differentiated: its value stands where its slope " \
            "belongs", lambda: function(u[..., None]) * s
        yield from self._chain(node, inside, outer, function)

    def _total(self, node, name):
        inside = node.args[0]
        u, s = self.right(inside)
        axes = tuple(range(u.ndim))
        count = u.size if name == "mean" else 1
        total = lambda: s.sum(axis=axes)
        yield 0, "", lambda: total() / count
        if not self.moves(inside):
            return
        text, flat = said(inside), lambda: s.reshape(-1, self.seed.size)
        counted = np.count_nonzero(flat().any(axis=1))
        if name == "mean":
            yield 13, "a sum for the mean: the 1 over the number of terms is lost (M14)", total
            yield 15, "a mean over the active terms only: the mean divides by the number of all", \
                lambda: total() / max(counted, 1)
            yield 15, "a mean over the active terms only: the mean divides by the number of all", \
                lambda: total() / counted
            yield 16, "the mean divides by n, the number of its terms, not by n - 1", \
                lambda: total() / (count - 1)
            yield 17, "the mean divides by the number of its terms once, not twice", \
                lambda: total() / count**2
            for size, whose in self._sizes():
                yield 16, f"the mean divides by the number of its terms, not by {whose}", \
                    lambda size=size: total() / size
        else:
            yield 13, "a mean for the sum: the terms are added up, and not divided by their " \
                "number (M14)", lambda: total() / u.size
        yield 18, f"sum: only the first term of the sum over {text} counts", \
            lambda: flat()[0] / count
        if self.seed.size > 1 and u.ndim:
            yield 19, f"sum: all terms were added up, though entry j of {self.by} moves only its " \
                "own", lambda: np.full(self.seed.size, s.sum() / count)

    def _sizes(self):
        """The sizes at this point, each with where it comes from."""
        for name, value in self.point.items():
            for axis, size in enumerate(np.shape(value)):
                kind = "rows columns".split()[axis] if np.ndim(value) == 2 else "entries"
                yield size, f"the number of {kind} of {name}"

    def _matrix_product(self, node):
        left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else node.args
        (a, s), (b, t) = self.right(left), self.right(right)
        first = lambda: np.tensordot(s, b, axes=([a.ndim - 1], [0])) if b.ndim == 0 else \
            _contract(s, b)
        second = lambda: _contract_right(a, t)
        yield 0, "", lambda: first() + second()
        one, two = self.moves(left), self.moves(right)
        if one and two:
            yield 14, f"product rule: {self.by} stands in both factors of {said(node)}; one of " \
                "the two terms is missing", first
            yield 14, f"product rule: {self.by} stands in both factors of {said(node)}; one of " \
                "the two terms is missing", second
        elif one and b.ndim:
            yield 15, f"chain rule: the factor {said(right)} is lost, which is the inner slope " \
                f"of {said(node)}", lambda: _contract(s, np.ones_like(b))
            if a.ndim == b.ndim == 1:
                yield 22, f"the terms of {said(node)} were not differentiated: values stand " \
                    "where slopes belong", lambda: _contract(s * a[:, None], b)
        elif two and a.ndim:
            yield 15, f"chain rule: the factor {said(left)} is lost, which is the inner slope " \
                f"of {said(node)}", lambda: _contract_right(np.ones_like(a), t)
            if b.ndim == 1:
                yield 22, f"the terms of {said(node)} were not differentiated: values stand " \
                    "where slopes belong", lambda: _contract_right(a, t * b[:, None])

    def _larger(self, node, sign):
        (a, s), (b, t) = (self.right(one) for one in node.args)
        left = lambda: np.broadcast_to(sign * a > sign * b, np.broadcast(a, b).shape)
        slopes = lambda: _spread((a, s), (b, t))
        choose = lambda where: np.where(where[..., None], *slopes())
        if self.moves(node.args[1]) and not self.moves(node.args[0]):
            # the slope from below, our convention: max(0, z) has slope 0 at z = 0
            here = lambda: ~np.broadcast_to(sign * b > sign * a, np.broadcast(a, b).shape)
        else:
            here = left
        yield 0, "", lambda: choose(here())
        if self.moves(node):
            yield from self._masks(node, here, slopes)

    def _cases(self, node):
        test, one, two = node.args
        where = lambda: np.asarray(eval(_code(test), self.names))
        pairs = self.right(one), self.right(two)
        slopes = lambda: _spread(*pairs)
        full = lambda: np.broadcast_to(where(), np.broadcast(where(), *[p[0] for p in pairs]).shape)
        yield 0, "", lambda: np.where(full()[..., None], *slopes())
        if self.moves(node):
            yield from self._masks(node, full, slopes)
            yield 24, f"sign: that of the branch where {said(test)} does not hold", \
                lambda: np.where(full()[..., None], slopes()[0], -slopes()[1])
            yield 24, f"branch: where {said(test)} does not hold, the slope is not 0", \
                lambda: np.where(full()[..., None], slopes()[0], 0)

    def _masks(self, node, here, slopes):
        """Slopes under another condition than the right one."""
        text = said(node)
        for rank, says, where in self._conditions(node, here()):
            yield rank, says, lambda w=where: np.where(
                np.broadcast_to(w, slopes()[0].shape), *slopes())

    def _conditions(self, node, here):
        """Yield (rank, sentence, where the first branch is taken: with the last axis)."""
        k, text = self.seed.size, said(node)
        full = here[..., None]
        yield 14, f"the mask is lost: the slope of {text} is 0, or another one, where the other " \
            "case holds", np.ones_like(full)
        yield 16, f"the mask is lost: {text} has two cases, and the other one was taken always", \
            np.zeros_like(full)
        yield 15, f"the mask is turned the wrong way round: the branches of {text} are exchanged", \
            ~full
        if here.size > 1:
            plain = not here.size or node.func.attr != "maximum" or self.moves(node.args[0])
            turned = full if plain else ~full
            keep = (lambda w: w) if plain else (lambda w: ~w)
            shape = full.shape
            yield 17, f"mask outside the sum: one condition for all; if any holds, all count " \
                f"(M17)", keep(np.full(shape, turned.any()))
            yield 17, "mask outside the sum: all count only if the condition holds for all (M17)", \
                keep(np.full(shape, turned.all()))
            yield 17, "mask outside the sum: the first one decides for all (M17)", \
                keep(np.full(shape, turned.reshape(-1)[0]))
        yield from self._other_conditions(node, here)

    def _other_conditions(self, node, here):
        flip = node.func.attr == "maximum" and not self.moves(node.args[0])
        asked = said(node.args[1] if flip else node.args[0])
        for part in _distinct(self.tree):
            try:
                value = self.value(part)
            except Exception:
                continue
            for rank, where in self._fitting(value > 0, here.shape):
                yield rank, f"the mask asks whether {said(part)} > 0: the condition is another " \
                    f"one, of {asked}", (~where if flip else where)
        test = node.args[0]
        if isinstance(test, ast.Compare):
            for says, other in _other_tests(test):
                where = np.asarray(eval(_code(other), self.names))
                if where.shape == here.shape:
                    yield 21, f"the mask asks another condition: {says}", where[..., None]

    def _fitting(self, where, shape):
        if where.shape == shape:
            yield 20, where[..., None]
        elif where.shape == () and shape:
            yield 22, np.full((*shape, 1), bool(where))
        if where.shape == (*shape, self.seed.size):
            yield 22, where
        if where.shape == (self.seed.size,) and self.seed.size > 1:
            yield 22, np.broadcast_to(where, (*shape, self.seed.size))

    # Misreadings: another expression in the place of a part

    def misreadings(self, node):
        """Yield (rank, sentence, other node)."""
        for rank, says, other in _misreadings(node):
            yield rank, says, other
        for rank, says, other in self._other_names(node):
            yield rank, says, other

    def _other_names(self, node):
        if isinstance(node, ast.Name) and node.id in self.point:
            shape = np.shape(self.point[node.id])
            for name, value in self.point.items():
                if name != node.id and np.shape(value) == shape:
                    yield 60, f"{name} stands in a place where {node.id} belongs", _name(name)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            for size, whose in self._sizes():
                yield 30, f"divide by {said(node)}, the number of terms, not by {whose}", \
                    _constant(size)


def _parts(node, place=""):
    """Yield every part of an expression that can be differentiated, and in which row it stands."""
    yield node, place
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp):
        parts = [node.operand]
    elif isinstance(node, ast.Call):
        parts = node.args
    elif isinstance(node, ast.Subscript):
        parts = [node.value]
    elif isinstance(node, ast.List):
        for number, one in enumerate(node.elts, start=1):
            yield from _parts(one, place or f"row {number}: ")
        return
    else:
        return
    for one in parts:
        if not isinstance(one, ast.Compare | ast.Constant | ast.BoolOp):
            yield from _parts(one, place)


def _distinct(tree):
    found = {}
    for node, _ in _parts(tree):
        found.setdefault(ast.unparse(node), node)
    return found.values()


def _inside(node, part):
    """The direct part of ``node`` that contains ``part``."""
    for one in ast.iter_child_nodes(node):
        if one is part or any(other is part for other in ast.walk(one)):
            return one
    return None


# Misreadings --------------------------------------------------------------------------------------


def _misreadings(node):
    if isinstance(node, ast.BinOp):
        yield from _of_binary(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield 33, f"sign: the minus of {said(node)} is lost", node.operand
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Subscript):
        yield from _of_subscript(node)


def _of_binary(node):
    a, b = node.left, node.right
    if isinstance(node.op, ast.Add | ast.Sub):
        minus = isinstance(node.op, ast.Sub)
        yield 31, f"the term {said(b)} is missing from {said(node)}", a
        yield 31, f"the term {said(a)} is missing from {said(node)}", \
            ast.UnaryOp(ast.USub(), b) if minus else b
        yield 33, f"sign: that of {said(b)} in {said(node)}", \
            ast.BinOp(a, ast.Add() if minus else ast.Sub(), b)
    elif isinstance(node.op, ast.Mult):
        for lost, kept in ((a, b), (b, a)):
            yield 29, f"the factor {said(lost)} is lost", kept
    elif isinstance(node.op, ast.Div):
        yield 29, f"the divisor {said(b)} is lost as a factor", a
        yield 36, f"multiplied by the divisor {said(b)}", ast.BinOp(a, ast.Mult(), b)
        if not isinstance(a, ast.Constant):
            yield 36, f"the numerator {said(a)} is lost as a factor", \
                ast.BinOp(_constant(1), ast.Div(), b)
    elif isinstance(node.op, ast.MatMult):
        yield from _of_product(node, a, b)
    elif isinstance(node.op, ast.Pow):
        yield 35, f"the power of {said(node)} is lost", a
        if isinstance(b, ast.Constant):
            for change, way in ((1, "high"), (-1, "low")):
                yield 38, f"the power in {said(node)} is one too {way}", \
                    ast.BinOp(a, ast.Pow(), _constant(b.value + change))
        if _is(a, "sum", "mean"):
            yield 30, f"the {a.func.attr} of powers is not the power of the {a.func.attr}: " \
                f"{said(node)}", _call_np(a.func.attr, ast.BinOp(a.args[0], ast.Pow(), b))
        elif isinstance(a, ast.Call) and len(a.args) == 1:
            yield 34, f"{said(node)} was read as a function of the power", \
                ast.Call(a.func, [ast.BinOp(a.args[0], ast.Pow(), b)], [])


def _of_product(node, a, b):
    yield 34, f"sum: the product of the sums is not the sum of the products, in {said(node)}", \
        ast.BinOp(_call_np("sum", a), ast.Mult(), _call_np("sum", b))


def _of_call(node):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in ("sum", "mean") and len(node.args) == 1:
        inside = node.args[0]
        other = {"sum": "mean", "mean": "sum"}[name]
        yield 28, f"a {other} for the {name} (M14)", _call_np(other, inside)
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Pow):
            yield 30, f"the power of the {name} is not the {name} of the powers: {said(node)}", \
                ast.BinOp(_call_np(name, inside.left), ast.Pow(), inside.right)
        elif isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Mult):
            yield 32, f"{name}: the product of the {name}s is not the {name} of the products", \
                ast.BinOp(_call_np(name, inside.left), ast.Mult(), _call_np(name, inside.right))
        elif isinstance(inside, ast.Call) and len(inside.args) == 1:
            yield 32, f"the function of the {name} is not the {name} of the function: " \
                f"{said(node)}", ast.Call(inside.func, [_call_np(name, inside.args[0])], [])
    elif name == "dot":
        yield from _of_product(node, *node.args)
    elif name in ("maximum", "minimum"):
        for one, other in (node.args, node.args[::-1]):
            if isinstance(one, ast.Constant):
                yield 27, f"the mask is lost: {said(other)} stands where {said(node)} belongs", \
                    other
                yield 33, f"the mask is turned the wrong way round: {said(node)}", \
                    _call_np("minimum" if name == "maximum" else "maximum", *node.args)
    elif name == "where":
        yield 27, f"the mask is lost: always the branch where {said(node.args[0])}", node.args[1]
        yield 27, f"the mask is lost: never the branch where {said(node.args[0])}", node.args[2]
        yield 33, "the mask is turned the wrong way round: the branches are exchanged", \
            _call_np("where", node.args[0], node.args[2], node.args[1])
        if isinstance(node.args[0], ast.Compare):
            for says, other in _other_tests(node.args[0]):
                yield 35, f"the mask asks another condition: {says}", \
                    _call_np("where", other, *node.args[1:])
    elif name in _FUNCTIONS and len(node.args) == 1:
        yield 37, f"{node.func.attr} is lost: {said(node.args[0])} stands where {said(node)} " \
            "belongs", node.args[0]


def _of_subscript(node):
    if isinstance(node.slice, ast.Constant):
        for other in range(2):
            if other != node.slice.value:
                yield 40, f"another entry of {said(node.value)} stands in a place where " \
                    f"{said(node)} belongs", ast.Subscript(node.value, _constant(other))
    elif isinstance(node.slice, ast.Slice):
        yield 30, f"the order: {said(node.value)} is reversed", node.value


def _other_tests(test):
    """Yield (what is asked, another comparison)."""
    left, right, op = test.left, test.comparators[0], test.ops[0]
    if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Pow):
        yield f"{said(left.left)} in place of its power", _compare(left.left, op, right)
        if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Pow):
            yield f"{said(left.left)} in place of its square", \
                _compare(left.left, op, right.left)
    if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub):
        yield f"without {said(left.right)}", _compare(left.left, op, right)
    if isinstance(left, ast.Name):
        yield "without a condition", _compare(left, op, left)


def _compare(left, op, right):
    return ast.Compare(left, [op], [right])


# Small tools --------------------------------------------------------------------------------------


def _is(node, *names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) \
        and node.func.attr in names


def _name(text):
    return ast.Name(text, ast.Load())


def _constant(number):
    return ast.Constant(number)


def _call(function, *arguments):
    return ast.Call(_name(function), [*arguments], [])


def _call_np(function, *arguments):
    return ast.Call(ast.Attribute(_name("np"), function, ast.Load()), [*arguments], [])


def _spread(one, other):
    """Two slopes, spread to the shape that their values have together."""
    (a, s), (b, t) = one, other
    shape = (*np.broadcast_shapes(np.shape(a), np.shape(b)), s.shape[-1])
    return [np.broadcast_to(x.reshape((1,) * (len(shape) - x.ndim) + x.shape), shape)
            for x in (s, t)]


def _contract(s, b):
    """The slope of a @ b along a: s has shape (..., n, k), b (n,) or (n, p)."""
    return np.einsum("...nk,n->...k", s, b) if b.ndim == 1 else np.einsum("...nk,np->...pk", s, b)


def _contract_right(a, t):
    """The slope of a @ b along b: t has shape (n, k) or (n, p, k)."""
    return np.tensordot(a, t, axes=([-1], [0]))


@lru_cache(maxsize=500)
def _parsed(text):
    return ast.parse(text.strip(), mode="eval").body


_CODES = {}


def _code(node):
    text = ast.unparse(node)
    if text not in _CODES:
        _CODES[text] = compile(text, "<question>", "eval")
    return _CODES[text]


def _code_with(node, path):
    """The code of a part in which one direct part is a number that is known."""
    key = (ast.unparse(node), ast.dump(path), _position(node, path))
    if key not in _CODES:
        other = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if value is path:
                setattr(other, field, _name("__slipped"))
            elif isinstance(value, list) and any(one is path for one in value):
                setattr(other, field, [_name("__slipped") if one is path else one
                                       for one in value])
        _CODES[key] = compile(ast.unparse(other), "<question>", "eval")
    return _CODES[key]


def _position(node, path):
    return [one is path for one in ast.iter_child_nodes(node)].index(True)


def said(node, width=44):
    """A part of an expression in a message: without ``np.``, and not too long."""
    text = ast.unparse(node).replace("np.", "")
    return text if len(text) <= width else text[: width - 1] + "…"


# A function, its slope, and slopes that it is given by mistake.
_FUNCTIONS = {
    "sin": (np.sin, np.cos, {
        "sign: the slope of {} has the sign of the cosine": lambda u: -np.cos(u)}),
    "cos": (np.cos, lambda u: -np.sin(u), {
        "sign: the cosine falls where the sine is positive, in {}": np.sin}),
    "exp": (np.exp, np.exp, {
        "{} is no power: the power rule does not apply to it": lambda u: u * np.exp(u - 1),
        "the slope of {} is the function itself, not its exponent": lambda u: u}),
    "log": (np.log, lambda u: 1 / u, {
        "the slope of {} is one over what is inside, with no higher power": lambda u: 1 / u**2,
        "sign: that of the slope of {}": lambda u: -1 / u}),
    "sqrt": (np.sqrt, lambda u: 0.5 / np.sqrt(u), {
        "the factor 1/2 of the root's slope is lost, in {}": lambda u: 1 / np.sqrt(u),
        "the power of a root is 1/2, and was not lowered, in {}": lambda u: np.sqrt(u) / 2,
        "sign: that of the slope of {}": lambda u: -0.5 / np.sqrt(u)}),
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u) ** 2, {
        "the slope of {} is one minus its square": lambda u: np.tanh(u) ** 2}),
    "abs": (np.abs, np.sign, {"the slope of {} has two signs": np.ones_like}),
}
