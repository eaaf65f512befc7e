"""One slip in a derivation: the wrong derivatives that an expression invites, each with its place.

A small differentiator walks over a question's own text, such as ``"x * np.exp(x * y)"``, and
carries each part's value and its derivative with respect to one argument, as numbers. It can make
one slip at one part: leave a factor of the chain out, forget a term of the product rule, take the
outer slope at the wrong place. Whoever made the same slip has the same numbers, at every point::

    matching("x * np.exp(x * y)", "x", points, answers)
    # [(14, 'product rule: the term in which exp(x * y) is differentiated is missing')]

Two kinds of slips. A *misreading* puts another expression in the place of a part (misread.py); in
its value, in its slope, or in both. A *wrong rule* differentiates a part wrongly (wrong_rules.py,
slope.py).
"""

import ast
import re

import numpy as np

from .diagnose import near
from .misread import is_call
from .parts import code_of, parsed
from .slope import KNOWN, Walk

MASKS = ("maximum", "minimum", "where", "clip", ">", "<")


def matching(text, by, points, answers, right=None):
    """Find the slips that reproduce wrong answers at all points: see :class:`Slips`."""
    return Slips(text, by, points).matching(answers, right)


class Slips:
    """All slips that an expression invites, at some points.

    Parameters
    ----------
    text : str
        The function, as an expression of its arguments and ``np``.
    by : str or None
        The argument to differentiate with respect to; None, if the answer is the function's value.
    points : list of dict
        The arguments at each point.
    """

    def __init__(self, text, by, points):
        try:
            self.walks = [Walk(text, by, point) for point in points]
            self.ranks = self.walks[0].slips()
        except Exception:  # a text that nobody has taught this to read invites no slip that we know
            self.walks, self.ranks = [], {}

    def matching(self, answers, right=None, only=None):
        """Find the slips that reproduce wrong answers at all points, the most basic first.

        Parameters
        ----------
        answers : list of array
            What was answered: Jacobians (m, n), flat gradients (n,), or values.
        right : list of array, optional
            What is right there: then only entries that are wrong at some point are compared. All
            of them have one shape.
        only : list of int, optional
            The numbers of the points that the answers belong to, if not to all.

        Returns
        -------
        list of (float, str)
            A rank, low for common mistakes, and what is said; empty, if no single slip leads to
            these answers.
        """
        where = Ellipsis
        if right is not None:
            where = np.any([~near(a, b) for a, b in zip(answers, right, strict=True)], axis=0)
        walks = self.walks if only is None else [self.walks[k] for k in only if self.walks]
        found = {}
        for (says, at, how), rank in self.ranks.items():
            if rank < found.get(says, np.inf) and all(
                any(_same(one, answer, where) for one in walk.slipped(says, at, how))
                for walk, answer in zip(walks, answers, strict=True)
            ):
                found[says] = rank
        return sorted(((rank, says) for says, rank in found.items()), key=lambda one: one[0])


def wrong_values(text, points):
    """Yield (what is said, values at the points) for the slips that a computation invites.

    A derivative within it, ``numdiff.jacobian(lambda w: ..., 1.0)``, is taken apart too. What is
    said is general: it names no part, as whoever reads it would read the computation.
    """
    for says, values in _all_wrong_values(text, points):
        yield general(says), values


GENERAL = {  # what a slip is called where its place may not be told
    r"\bsign\b": "the sign of a term, or of a slope",
    r"mask": "a mask is lost, or it asks another condition",
    r"inner slope": "chain rule: an inner slope is missing, or it is another one",
    r"outer slope": "chain rule: an outer slope is missing, or was taken at another place",
    r"chain rule": "a slip in the chain rule",
    r"product rule": "a slip in the product rule",
    r"quotient rule": "a slip in the quotient rule",
    r"power": "a slip with a power: it is lost, or off by one, or its factor is missing",
    r"of the products": "the product of the sums is not the sum of the products",
    r"mean|number of": "a sum for a mean, or a mean for a sum, or another number of terms (M14)",
    r"^sum:": "a sum is lost",
    r"term": "a term is missing, or one too many",
    r"factor|divisor": "a factor is lost, or a divisor",
    r"not differentiated|function itself": "a value stands where a slope belongs",
    r"entry": "the entries are exchanged",
}


def general(says):
    """A slip without its place."""
    return next((words for part, words in GENERAL.items() if re.search(part, says)),
                "one part is read as another one")


def _all_wrong_values(text, points):
    tree = parsed(text)
    if any(is_call(node, "descend") for node in ast.walk(tree)):
        return  # hundreds of steps for each slip, and who trains makes other mistakes
    for node in ast.walk(tree):
        if is_call(node, "jacobian") and len(node.args) == 2 and isinstance(
                node.args[0], ast.Lambda):
            yield from _wrong_inside(tree, node, points)
    walks = [Walk(text, None, point) for point in points]
    for says, at, how in walks[0].ranked():
        values = [next(iter(walk.slipped(says, at, how)), None) for walk in walks]
        if all(one is not None for one in values):
            yield says, values


def _wrong_inside(tree, node, points):
    """The slips in a derivative that a computation contains."""
    by, body = node.args[0].args.args[0].arg, ast.unparse(node.args[0].body)
    walks = []
    for point in points:
        try:
            at = np.asarray(eval(code_of(node.args[1]), {**KNOWN, **point}), dtype=float)
        except NameError:  # it stands in a function whose arguments are not known here
            return
        walks.append(Walk(body, by, {**point, by: at}))
    for says, at, how in walks[0].ranked():
        values = []
        for walk, point in zip(walks, points, strict=True):
            for found in walk.slipped(says, at, how):
                rows = np.reshape(found, (-1, walk.seed.size))
                with np.errstate(all="ignore"):
                    values.append(np.asarray(eval(code_of(tree, ((node, "__0"),)), {
                        **KNOWN, **point, "__0": rows}), dtype=float))
                break
        if len(values) == len(points):
            yield says, values


def derivative(text, by, point):
    """The derivative of an expression at a point without a slip: its value and its slope."""
    walk = Walk(text, by, point)
    return walk.right(walk.tree)


def _same(ours, answer, where):
    if np.size(ours) != np.size(answer):
        return False
    return bool(np.all(near(np.reshape(ours, np.shape(answer)), answer)[where]))
