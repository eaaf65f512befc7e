"""A small differentiator: the value and the slope of each part of an expression, at one point.

It walks over a text such as ``"x * np.exp(x * y)"`` and can make one slip at one part. A part of
shape S has a slope of shape S + (k,), for an argument with k entries.
"""

import ast

import autograd.numpy as differentiable
import numpy as np

from . import neuron, numdiff
from .misread import constant, is_call, is_operation, name, other_tests, said
from .parts import code_of, distinct, misread_as, names_in, parsed, places, within
from .wrong_rules import CHAIN, FUNCTIONS, OVER, POWER, PRODUCT, QUOTIENT

KNOWN = {"np": differentiable, "numdiff": numdiff, "neuron": neuron}  # what a text may use


class Walk:
    """An expression at one point: the value and the slope of each part, right or with one slip."""

    def __init__(self, text, by, point):
        self.tree, self.by, self.point = parsed(text) if isinstance(text, str) else text, by, point
        self.names = {**KNOWN, **point}
        self.seed = np.atleast_1d(np.asarray(point[by], dtype=float)) if by else np.zeros(0)
        self.known, self.ways, self.made = {}, {}, {}

    # The right derivative

    def right(self, node):
        """The value and the slope of a part."""
        if node not in self.known:
            self.known[node] = self.value(node), self._slope(node)
        return self.known[node]

    def value(self, node):
        if node in self.known:
            return self.known[node][0]
        with np.errstate(all="ignore"):
            return np.asarray(eval(code_of(node), self.names), dtype=float)

    def moves(self, node):
        """Does a part depend on the argument?"""
        return self.by in names_in(node)

    def _slope(self, node):
        if not self.by:
            return np.zeros((*np.shape(self.value(node)), 0))
        if not self.moves(node):
            return np.zeros((*self.value(node).shape, self.seed.size))
        return next(iter(self._rules_of(node)))[2]()

    def _entries(self, node):
        """Which entries of the argument a part contains; all, where it does not say."""
        found, named = set(), 0
        for one in within(node):
            named += isinstance(one, ast.Name) and one.id == self.by
            if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant) and \
                    isinstance(one.value, ast.Name) and one.value.id == self.by:
                found.add(one.slice.value)
                named -= 1
        return found if not named else set(range(self.seed.size))

    # One slip

    def slips(self):
        """All slips: from (what is said, parts, how it is made) to a rank."""
        found = {}
        for at, place in places(self.tree):
            node = at[0]
            for rank, says, _ in self._ways(node, "rule") if self.by else ():
                found.setdefault((place + says, at, "rule"), rank)
            for rank, says, _ in self._ways(node, "both"):
                for how in ("both", "slope", "value") if self.by else ("both",):
                    found.setdefault((place + says, at, how), rank)
        return found

    def ranked(self):
        """All slips, common ones first."""
        found = self.slips()
        return sorted(found, key=found.get)

    def slipped(self, says, at, how):
        """The whole derivative (or value) with a slip, in each way in which it is made."""
        if (says, at, how) not in self.made:
            self.made[says, at, how] = [*self._made(says, at, how)]
        return self.made[says, at, how]

    def _made(self, says, at, how):
        for way in [way for _, what, way in self._ways(at[0], how) if says.endswith(what)]:
            try:
                with np.errstate(all="ignore"):
                    value, slope = self._slipped(self.tree, at, self._pair_of(at[0], how, way))
            except Exception:  # such as shapes that do not fit: nobody can have slipped this way
                continue
            found = slope if self.by else value
            if np.all(np.isfinite(found)):
                yield found

    def _ways(self, node, how):
        if (node, how) not in self.ways:
            self.ways[node, how] = [*(self.wrong_rules if how == "rule" else self.misread)(node)]
        return self.ways[node, how]

    def _pair_of(self, node, how, way):
        """The value and the slope that a slip gives to its part."""
        value, slope = self.right(node)
        if how == "rule":
            found = way()
            value, found = found if isinstance(found, tuple) else (value, found)
            return value, np.broadcast_to(found, slope.shape)
        other, other_slope = self.right(way)
        if other.shape != value.shape:
            other_slope = np.broadcast_to(_padded(other_slope, slope.ndim), slope.shape)
            other = np.broadcast_to(other, value.shape)
        return {"both": (other, other_slope), "value": (other, slope),
                "slope": (value, other_slope)}[how]

    def _slipped(self, node, at, pair):
        if any(node is one for one in at):
            return pair
        changed = {one: self._slipped(one, at, pair) for one in ast.iter_child_nodes(node)
                   if not within(one).isdisjoint(at)}
        return self._rebuilt(node, changed) if changed else self.right(node)

    def _rebuilt(self, node, changed):
        """A part some of whose parts have another value and slope."""
        before, self.known = self.known, {**self.known, **changed}
        self.known.pop(node, None)
        try:
            names = {f"__{k}": pair[0] for k, pair in enumerate(changed.values())}
            marks = tuple(zip(changed, names, strict=True))
            value = np.asarray(eval(code_of(node, marks), {**self.names, **names}), dtype=float)
            return value, self._slope(node)
        finally:
            self.known = before

    def misread(self, node):
        yield from misread_as(node)
        if isinstance(node, ast.Name) and node.id in self.point:
            shape = np.shape(self.point[node.id])
            for other, value in self.point.items():
                if other != node.id and np.shape(value) == shape:
                    yield 60, f"{other} stands in a place where {node.id} belongs", name(other)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            for size, whose in self._sizes():
                yield 30, f"the divisor is {said(node)}, the number of terms, not {whose}", \
                    constant(size)

    def _sizes(self):
        """The sizes at this point, each with where it comes from; vectors first."""
        for what, value in sorted(self.point.items(), key=lambda one: np.ndim(one[1])):
            for axis, size in enumerate(np.shape(value)):
                kind = ("rows", "columns")[axis] if np.ndim(value) == 2 else "entries"
                yield size, f"the number of {kind} of {what}"

    # Rules: the right one first, then the wrong ones; what is said of the right one is empty

    def wrong_rules(self, node):
        """Yield (rank, what is said, function that returns the slope, or a value and a slope)."""
        if self.moves(node):
            yield from [one for one in self._rules_of(node) if one[1]]
            yield from self._anywhere(node)

    def _rules_of(self, node):
        kind = {ast.Name: self._name, ast.BinOp: self._operation, ast.UnaryOp: self._unary,
                ast.Call: self._call, ast.Subscript: self._entry, ast.List: self._list,
                }.get(type(node), self._measured)
        return kind(node)

    def _anywhere(self, node):
        """What can go wrong with any part."""
        (value, slope), text = self.right(node), said(node)
        pattern, whole = (slope != 0).astype(float), node is self.tree
        if whole:
            yield 11, "that is the function itself, not its derivative", \
                lambda: value[..., None] * pattern
        else:
            yield 40, f"{text} was not differentiated: its value stands where its slope belongs", \
                lambda: value[..., None] * pattern
        if not isinstance(node, ast.Name) and not whole:
            yield 45, f"{text} was taken for a constant", lambda: 0 * slope
            yield 48, f"chain rule: the slope of {text} is missing", lambda: pattern
        if value.ndim == 1 and value.size == self.seed.size > 1:
            yield 50, f"not diagonal: entry i of {text} does not depend on every entry of " \
                f"{self.by}", lambda: np.ones(2 * value.shape) * np.diag(slope)[:, None]

    def _measured(self, node):
        """A part of a kind that has no rule here: its slope is measured."""
        def slope():
            f = lambda moved: np.reshape(eval(code_of(node), {**self.names, self.by: moved}), -1)
            found = numdiff.jacobian(f, self.point[self.by])
            return found.reshape(*self.value(node).shape, self.seed.size)

        yield 0, "", slope

    def _name(self, node):
        k = self.seed.size
        yield 0, "", lambda: np.eye(k).reshape(*self.value(node).shape, k)

    def _list(self, node):
        yield 0, "", lambda: np.array([self.right(one)[1] for one in node.elts])

    def _entry(self, node):
        if self.moves(node.slice):
            yield from self._measured(node)
        else:
            place = ast.Subscript(name("__slope"), node.slice)
            yield 0, "", lambda: eval(code_of(place), {
                **self.names, "__slope": self.right(node.value)[1]})

    def _unary(self, node):
        if not isinstance(node.op, ast.USub):
            yield from self._measured(node)
        else:
            yield 0, "", lambda: -self.right(node.operand)[1]

    def _operation(self, node):
        kind = {ast.Add: self._sum, ast.Sub: self._sum, ast.Mult: self._product,
                ast.Div: self._quotient, ast.Pow: self._power, ast.MatMult: self._matrices,
                }.get(type(node.op), self._measured)
        yield from kind(node)

    def _pair(self, one, other):
        """Values and slopes of two parts, spread to the shape that they have together."""
        (a, s), (b, t) = self.right(one), self.right(other)
        axes = max(a.ndim, b.ndim) + 1
        return a[..., None], _padded(s, axes), b[..., None], _padded(t, axes)

    def _sum(self, node):
        a, s, b, t = self._pair(node.left, node.right)
        sign, one, two = (1 if is_operation(node, ast.Add) else -1), node.left, node.right
        yield 0, "", lambda: s + sign * t
        if self.moves(one) and self.moves(two):
            yield 20, f"sign: that of the slope of {said(two)}", lambda: s - sign * t
            yield 20, f"sign: that of the slope of {said(one)}", lambda: sign * t - s
            yield 15, f"sum rule: the term that comes from {said(one)} is missing", \
                lambda: sign * t + 0 * s
            yield 15, f"sum rule: the term that comes from {said(two)} is missing", \
                lambda: s + 0 * t
            yield 30, "the slopes of the terms were multiplied: along several paths they are " \
                "added", lambda: s * t
        elif self.moves(one):
            yield from self._constant_term(two, s, sign * b)
        else:
            yield from self._constant_term(one, sign * t, a)
        yield from self._own_entry(node)

    def _constant_term(self, node, slope, value):
        """A term that does not depend on the argument has the slope 0."""
        text, pattern = said(node), slope != 0
        for spread in (pattern, 1) + (np.eye(len(slope)),) * (slope.ndim == 2 and len(slope) > 1):
            yield 26, f"the constant term {text} was kept: its slope is 0", \
                lambda spread=spread: slope + value * spread
        way = np.sign(value[..., :1]) * np.sign(self.value(node)[..., None][..., :1])
        spreads = [pattern, 1] + [np.eye(len(slope))] * (slope.ndim == 2 and len(slope) > 1)
        for spread in spreads:
            yield 26, f"the constant term {text} was given the slope 1: its slope is 0", \
                lambda spread=spread: slope + way * spread
        for other, own in self._own_slopes(node):
            yield 27, f"the constant term {text} was differentiated too, with respect to {other}", \
                lambda own=own: slope + way * own

    def _own_slopes(self, node):
        """The slopes of a part along the other arguments that it contains, entry by entry."""
        if self.seed.size > 1:
            return
        shape = self.value(node).shape
        for other in sorted(names_in(node) & set(self.point) - {self.by}):
            if np.shape(self.point[other]) in ((), shape):
                own = Walk(node, other, self.point).right(node)[1]
                yield other, own if own.shape[-1:] == (1,) or not shape else (
                    np.diagonal(own)[:, None])

    def _product(self, node):
        one, two = node.left, node.right
        a, s, b, t = self._pair(one, two)
        yield 0, "", lambda: s * b + a * t
        if self.moves(one) and self.moves(two):
            yield from _filled(PRODUCT, a, s, b, t, a=one, b=two)
            if self._entries(one) & self._entries(two):
                yield 12, "product rule: the slope of a product is not the product of the " \
                    "slopes (M19)", lambda: s * t
        for part, other, own_part, rest in ((one, two, a * t, b), (two, one, s * b, a)):
            if self.moves(other) and not self.moves(part):
                for letter, own in self._own_slopes(part):
                    yield 27, f"{said(part)} is a constant factor: it was differentiated too, " \
                        f"with respect to {letter}", lambda o=own, m=own_part, r=rest: m + o * r
                    yield 27, "product rule: the product of the slopes was taken (M19), though " \
                        f"{said(part)} is a constant factor", \
                        lambda o=own, x=(t if part is one else s): o * x
        yield from self._own_entry(node)

    def _quotient(self, node):
        one, two = node.left, node.right
        a, s, b, t = self._pair(one, two)
        yield 0, "", lambda: (s * b - a * t) / b**2
        if self.moves(two):
            table = QUOTIENT if self.moves(one) else OVER
            yield from _filled(table, a, s, b, t, a=one, b=two)
            if table is OVER and is_operation(two, ast.Pow):
                u, inner, n, _ = self._pair(two.left, two.right)
                yield 13, f"power rule: the exponent of {said(two)} in the divisor moved the " \
                    "wrong way", lambda: -n * a * u ** (1 - n) * inner
        else:
            yield from self._active(node, s / b)
        yield from self._own_entry(node)

    def _active(self, node, slope):
        """A sum over the number of all, where the number of the active was taken."""
        counts = [one for one in ast.walk(node.right) if isinstance(one, ast.Call)]
        totals = [one for one in ast.walk(node.left) if is_call(one, "sum")]
        if counts and totals:
            number = self.value(counts[0])
            for active in self._counted(totals[0].args[0]):
                yield 15, "a mean over the active terms only: the mean divides by the number of " \
                    "all", lambda n=active: slope * number / n

    def _counted(self, inside):
        """How many terms have a slope: two ways to count where none has one."""
        rows = self.right(inside)[1].reshape(-1, self.seed.size)
        number = np.count_nonzero(rows.any(axis=1))
        return max(number, 1), max(number, 1e-9)

    def _power(self, node):
        base, exponent = node.left, node.right
        if self.moves(exponent):
            yield from self._measured(node)
            return
        (u, s), n = self.right(base), self.value(exponent)
        u, text = u[..., None], said(node)
        yield 0, "", lambda: n * u ** (n - 1) * s
        for rank, says, wrong in POWER:
            if "more than one" not in says or n != 2:
                yield rank, f"power rule for {text}: {says.format(n=said(exponent))}", \
                    lambda wrong=wrong: wrong(u, n, s)
        if self.seed.size == u.size == 1:
            for inner in (1, s):
                yield 21, f"integrated: {text} was integrated, not differentiated", \
                    lambda i=inner: u ** (n + 1) / (n + 1) / i
        yield from self._chain(node, base, lambda x: x**n, lambda x: n * x ** (n - 1))

    def _chain(self, node, inside, function, outer):
        """The chain rule for a function of one part: outer slope times inner slope."""
        (u, s), x = self.right(inside), self.seed
        u, texts = u[..., None], {"f": said(node), "u": said(inside), "x": self.by}
        pattern = (s != 0).astype(float)
        if isinstance(inside, ast.Name):
            return
        yield 11, "chain rule: the inner slope, that of {u}, is missing".format(**texts), \
            lambda: outer(u) * pattern
        yield 12, "chain rule: the outer slope, that of {f}, is missing".format(**texts), lambda: s
        yield 22, "sign: the inner slope, that of {u}, has another sign".format(**texts), \
            lambda: -outer(u) * s
        yield 23, "chain rule: the value of {u} stands where its slope belongs".format(**texts), \
            lambda: outer(u) * u * pattern
        if u[..., 0].shape == x.shape:
            yield 16, f"chain rule: {CHAIN[0][1].format(**texts)}", \
                lambda: outer(x)[..., None] * s
        if u.size == x.size == 1:
            for rank, says, wrong in CHAIN:
                yield rank, f"chain rule: {says.format(**texts)}", \
                    lambda wrong=wrong: wrong(function, outer, u, s, x)
        for other, own in self._own_slopes(inside):
            yield 24, f"chain rule: the inner slope, that of {said(inside)}, was taken with " \
                f"respect to {other}", lambda own=own: outer(u) * own
        yield from self._skipped(node, inside)

    def _skipped(self, node, inside):
        """Several steps of the chain at once, down to what stands inside all of them."""
        deep = self._deep(inside)
        if deep is inside:
            return
        (value, _), slope = self.right(node), self.right(deep)[1]
        yield 13, f"chain rule: the outer slope, that of {said(node)}, is missing", lambda: slope
        yield 41, f"{said(node)} was not differentiated: its value stands where its slope " \
            "belongs", lambda: value[..., None] * slope

    def _deep(self, node):
        """What stands inside all functions and operations that work entry by entry."""
        while not isinstance(node, ast.Name | ast.Subscript | ast.Constant):
            inner = [one for one in ast.iter_child_nodes(node)
                     if isinstance(one, ast.expr) and self.moves(one)]
            if len(inner) != 1 or is_operation(node, ast.MatMult) or is_call(
                    node, "sum", "mean", "dot", "array"):
                break
            node = inner[0]
        return node

    def _call(self, node):
        kind = node.func.attr if isinstance(node.func, ast.Attribute) else None
        rule = {"sum": self._total, "mean": self._total, "dot": self._matrices,
                "maximum": self._larger, "minimum": self._larger, "where": self._cases,
                "array": self._array}.get(kind)
        if node.keywords or not (rule or kind in FUNCTIONS):
            yield from self._measured(node)
        else:
            yield from (rule or self._function)(node)

    def _array(self, node):
        yield 0, "", lambda: self.right(node.args[0])[1]

    def _function(self, node):
        function, outer, wrong = FUNCTIONS[node.func.attr]
        inside = node.args[0]
        u, s = self.right(inside)
        u, pattern = u[..., None], (s != 0).astype(float)
        yield 0, "", lambda: outer(u) * s
        for rank, says, other in wrong:
            for inner in (s, pattern):
                yield rank, says.format(f=said(node)), \
                    lambda other=other, inner=inner: other(u) * inner
        yield 15, f"{said(node)} was not differentiated: its value stands where its slope " \
            "belongs", lambda: function(u) * s
        yield from self._chain(node, inside, function, outer)

    def _total(self, node):
        inside, mean = node.args[0], is_call(node, "mean")
        u, s = self.right(inside)
        rows, count = s.reshape(-1, self.seed.size), u.size
        total = rows.sum(axis=0) / (count if mean else 1)
        yield 0, "", lambda: total
        yield 18, f"sum: only the first term of the sum over {said(inside)} counts", \
            lambda: rows[0] / (count if mean else 1)
        deep = self._deep(inside)
        each = self.right(deep)[1].reshape(-1, self.seed.size)
        if each.shape == rows.shape and len(rows) > 1:
            size = (each**2).sum(axis=1)
            outer = (rows * each).sum(axis=1) / np.where(size, size, 1)
            yield 29, f"the product of the sums is not the sum of the products: each slope of " \
                f"{said(deep)} has a factor of its own", \
                lambda: outer.sum() * each.sum(axis=0) / (count if mean else 1)
        if self.seed.size > 1:
            yield 19, f"sum: all terms were added up, though entry j of {self.by} moves only " \
                "its own", lambda: np.full(total.shape, total.sum())
        if mean:
            yield from self._mean(inside, total, count)

    def _mean(self, inside, mean, count):
        for active in self._counted(inside):
            yield 15, "a mean over the active terms only: the mean divides by the number of all", \
                lambda n=active: mean * count / n
        yield 16, "the mean divides by n, the number of its terms, not by n - 1", \
            lambda: mean * count / (count - 1)
        yield 17, "the mean divides by the number of its terms once, not twice", \
            lambda: mean / count
        for size, whose in self._sizes():
            yield 16, f"the mean divides by the number of its terms, not by {whose}", \
                lambda size=size: mean * count / size

    def _own_entry(self, node):
        """A number that every output depends on, taken for one that belongs to each entry alone."""
        k = self.seed.size
        for part, other in ((node.left, node.right), (node.right, node.left)):
            if k > 1 and self.moves(part) and self.value(part).ndim == 0 \
                    and self.value(other).shape == (k,):
                alone = np.eye(k) * self.right(part)[1]
                yield 28, f"not diagonal: by way of {said(part)}, every output depends on every " \
                    f"entry of {self.by} (M11)", \
                    lambda part=part, alone=alone: self._spread(node, part, alone)

    def _spread(self, node, part, slope):
        """The slope of an operation one of whose parts has another slope, spread already."""
        a, s, b, t = self._pair(node.left, node.right)
        s, t = (slope, t) if part is node.left else (s, slope)
        if isinstance(node.op, ast.Add | ast.Sub):
            return s + t if is_operation(node, ast.Add) else s - t
        return s * b + a * t if is_operation(node, ast.Mult) else s / b - a * t / b**2

    def _matrices(self, node):
        one, two = node.args if isinstance(node, ast.Call) else (node.left, node.right)
        (a, s), (b, t) = self.right(one), self.right(two)
        left, right = lambda b=b, s=s: _along_left(s, b), lambda a=a, t=t: _along_right(a, t)
        yield 0, "", lambda: left() + right()
        if self.moves(one) and self.moves(two):
            for term in (left, right):
                yield 14, f"product rule: {self.by} stands in both factors of {said(node)}; one " \
                    "of the two terms is missing", term
            return
        moving, fixed = (one, two) if self.moves(one) else (two, one)
        lost = (lambda: left(np.ones_like(b))) if moving is one else (
            lambda: right(np.ones_like(a)))
        yield 15, f"chain rule: the factor {said(fixed)} is lost, which is the slope of " \
            f"{said(node)}", lost
        if self.value(moving).ndim == 1:
            kept = (lambda: left(b, s * a[:, None])) if moving is one else (
                lambda: right(a, t * b[:, None]))
            yield 22, f"the terms of {said(node)} were not differentiated: values stand where " \
                "slopes belong", kept

    # Masks

    def _larger(self, node):
        one, two = node.args
        a, s, b, t = self._pair(one, two)
        sign = 1 if is_call(node, "maximum") else -1
        # the slope from below, our convention: max(0, z) has the slope 0 at z = 0
        first = ~(sign * b > sign * a) if self.moves(two) and not self.moves(one) \
            else sign * a > sign * b
        yield 0, "", lambda: np.where(first, s, t)
        branch = one if self.moves(one) else two
        turned = branch is one
        for rank, says, where in self._conditions(node, first if turned else ~first, branch):
            slope = lambda w=where: np.where(w if turned else ~w, s, t)
            yield rank, says, slope
            yield rank, says, lambda slope=slope: (self.value(branch), slope())
        yield 40, f"{said(node)} was not differentiated: its value stands where its slope " \
            "belongs", lambda: self.value(node)[..., None] * (s + t)

    def _cases(self, node):
        test, one, two = node.args
        a, s, b, t = self._pair(one, two)
        where = np.asarray(eval(code_of(test), self.names))[..., None]
        yield 0, "", lambda: np.where(where, s, t)
        for rank, says, other in self._conditions(node, where, one):
            yield rank, says, lambda other=other: np.where(other, s, t)
        yield 24, f"sign: that of the branch where {said(test)} does not hold", \
            lambda: np.where(where, s, -t)
        yield 24, f"branch: where {said(test)} does not hold, the slope is not 0", \
            lambda: np.where(where, s, 0 * t)
        yield 30, f"outer slope: the value of {said(one)} stands where the slope of " \
            f"{said(node)} belongs", lambda: a * s

    def _conditions(self, node, where, branch):
        """Yield (rank, what is said, where the first branch is taken) for other conditions."""
        text = said(node)
        yield 14, f"the mask is lost: {text} has two cases, and its first branch was taken " \
            "always", np.ones_like(where)
        yield 16, f"the mask is lost: {text} has two cases, and its second branch was taken " \
            "always", np.zeros_like(where)
        yield 15, "the mask is turned the wrong way round: its branches are exchanged", ~where
        if where.size > 1:
            added = any(is_call(one, "sum", "mean", "dot") for one in within(self.tree))
            where_it_stands = "mask outside the sum" if added else "the mask"
            for rank, says, all_ in (
                (14.5, "if it holds for any, all count", where.any()),
                (17, "all count only if it holds for all", where.all()),
                (17, "the first one decides for all", where.reshape(-1)[0]),
                (17, "their sum decides for all", self.value(branch).sum() > 0),
            ):
                yield rank, f"{where_it_stands}: one condition for all; {says} (M17)", \
                    np.full_like(where, all_)
        yield from self._other_conditions(node, where, branch)

    def _other_conditions(self, node, where, branch):
        says = "the mask asks whether {} > 0, and that is another condition"
        own, value = distinct(self.tree).get(ast.unparse(branch)), self.value(branch)
        for part in distinct(self.tree).values():
            if part is own or isinstance(part, ast.Constant):
                continue
            try:
                asked = self.value(part)
            except Exception:  # a part that is no array
                continue
            for found in self._fitting(asked > 0, where):
                yield 20, says.format(said(part)), found
            if isinstance(part, ast.Name) and asked.shape in (value.shape, ()):
                yield 21, f"the mask asks whether {said(branch)} > {said(part)}, and that is " \
                    "another condition", (value > asked)[..., None]
        test = node.args[0]
        for what, other in other_tests(test):
            yield 21, f"the mask asks another condition: {what}", \
                np.asarray(eval(code_of(other), self.names))[..., None]

    def _fitting(self, asked, where):
        """A condition in each way in which it can be laid over a slope."""
        if asked.shape == where.shape[:-1]:
            yield asked[..., None]
        elif asked.shape in ((self.seed.size,), (*where.shape[:-1], self.seed.size)):
            yield asked
        elif asked.shape == ():
            yield np.full_like(where, bool(asked))




def _filled(table, *values, **parts):
    texts = {letter: said(node) for letter, node in parts.items()}
    for rank, says, wrong in table:
        yield rank, says.format(**texts), lambda wrong=wrong: wrong(*values)


def _padded(slope, axes):
    """A slope with axes of length one in front, so that it fits to one with more axes."""
    return slope.reshape((1,) * (axes - slope.ndim) + slope.shape)


def _along_left(s, b):
    """The slope of a @ b along a: s has shape (..., n, k)."""
    return np.einsum("...nk,n->...k", s, b) if b.ndim == 1 else np.einsum("...nk,np->...pk", s, b)


def _along_right(a, t):
    """The slope of a @ b along b: t has shape (n, k) or (n, p, k)."""
    return np.tensordot(a, t, axes=([-1], [0]))
