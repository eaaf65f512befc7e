"""Plausible wrong closed forms, made from a right one.

A check that cannot fail proves nothing. So every verification is also run on the mistakes that
people make: a sign, a factor, a lost mask, a slipped index, a transpose, w for x.

Two kinds. *Formula* mistakes rewrite the derived entry, one place at a time. *Array* mistakes
rearrange the finished Jacobian, as code does when a shape is wrong.
"""

import itertools

import numpy as np
import sympy as sp

from .derive import plain as in_full


def formula_mistakes(derived, shapes=None):
    """Make wrong entries, each with one mistake.

    Parameters
    ----------
    derived : Entry
        Its value is the right entry (i, j).
    shapes : dict, optional
        Which arguments could be mistaken for each other: ``{"w": "n", "x": "n"}``; without it,
        indexed ones with as many indices.

    Returns
    -------
    dict
        ``{what went wrong: wrong entry}``. Some may still be equal to the right one, or to each
        other, by another route (x_i for x_j beside a delta_ij); the caller decides that by
        evaluating them.
    """
    right = derived.value
    found = {
        "sign flipped": -right,
        "factor 2 gained": 2 * right,
        "halved": right / 2,
        "1 added to every entry": right + 1,
    }
    found.update(_swapped(derived, shapes))
    if derived.row is not None and derived.column is not None:
        found["row and column index exchanged"] = right.subs(
            {derived.row: derived.column, derived.column: derived.row}, simultaneous=True
        )
    for path, node in _places(right):
        for name, wrong in _mistakes_at(node, derived):
            number = sum(other.split(" (place ")[0] == name for other in found) + 1
            found[name if number == 1 else f"{name} (place {number})"] = _put(right, path, wrong)
    return {name: wrong for name, wrong in found.items() if wrong != right}


def array_mistakes(square):
    """Make wrong arrays: ``{what went wrong: function of the right (m, n) Jacobian}``.

    ``square`` says that m = n for every size; a function may return another shape than (m, n).
    """
    found = {
        "transposed": lambda J: J.T,
        "1-D array instead of 2-D": lambda J: J.reshape(-1),
        "rows slipped by one": lambda J: np.roll(J, 1, axis=0),
        "columns slipped by one": lambda J: np.roll(J, 1, axis=1),
    }
    if square:
        found["diagonal as a vector"] = lambda J: np.diagonal(J).copy()
        found["diagonal slipped by one"] = lambda J: np.roll(J, 1, axis=(0, 1))
    return found


def plain(expr, width=36):
    """A part of a formula in one short line."""
    text = in_full(expr)
    return text if len(text) <= width else text[: width - 1] + "…"


def _mistakes_at(node, derived):
    if isinstance(node, sp.Add):
        for term in node.args:
            yield f"term {plain(term)} lost", node - term
            yield f"sign of {plain(term)} flipped", node - 2 * term
    elif isinstance(node, sp.Mul):
        for factor in node.args:
            if not isinstance(factor, sp.KroneckerDelta):  # has a mistake of its own
                yield f"factor {plain(factor)} lost", node / factor
    elif isinstance(node, sp.Pow):
        yield f"power of {plain(node.base)} one too high", node.base ** (node.exp + 1)
        yield f"power of {plain(node.base)} one too low", node.base ** (node.exp - 1)
    elif isinstance(node, sp.KroneckerDelta):
        yield f"{plain(node)} lost: every entry filled", sp.S.One
    elif isinstance(node, sp.Indexed):
        yield from _index_mistakes(node, derived)
    elif isinstance(node, sp.Piecewise):
        yield from _mask_mistakes(node)
    elif isinstance(node, sp.Sum):
        yield from _sum_mistakes(node)
    elif isinstance(node, sp.sin):
        yield "cos for sin", sp.cos(node.args[0])
    elif isinstance(node, sp.cos):
        yield "sin for cos", sp.sin(node.args[0])
    elif isinstance(node, sp.Derivative):
        yield f"{plain(node.expr)} not differentiated", node.expr


def _index_mistakes(node, derived):
    exchanged = {derived.row: derived.column, derived.column: derived.row}
    for place, index in enumerate(node.indices):
        which = f"index {plain(index)}" if len(node.indices) > 1 else "index"
        yield f"{which} of {plain(node)} slipped by one", _reindex(node, place, index + 1)
        if exchanged.get(index) is not None:
            yield f"{plain(node)} with the other index", _reindex(node, place, exchanged[index])


def _mask_mistakes(node):
    values = [value for value, _ in node.args]
    for value in values:
        yield f"mask lost: always {plain(value)}", value
    if len(values) == 2:
        condition = node.args[0][1]
        yield "wrong branch", sp.Piecewise((values[1], condition), (values[0], True))
        other = _STRICTNESS.get(type(condition))
        if other:
            edge = sp.Piecewise((values[0], other(*condition.args)), (values[1], True))
            yield "value at the kink taken from the other side", edge


_STRICTNESS = {
    sp.StrictGreaterThan: sp.GreaterThan,
    sp.GreaterThan: sp.StrictGreaterThan,
    sp.StrictLessThan: sp.LessThan,
    sp.LessThan: sp.StrictLessThan,
}


def _sum_mistakes(node):
    index, first, last = node.limits[0]
    term, rest = node.function.subs(index, first), node.limits[1:]
    yield f"sum over {index} lost: first term only", sp.Sum(term, *rest) if rest else term
    yield f"mean for sum over {index}", node / (last - first + 1)
    summand = sp.piecewise_fold(node.function)
    if isinstance(summand, sp.Piecewise) and len(summand.args) == 2 and not rest:
        value, condition = summand.args[0]
        if value.has(index) and condition.has(index):
            outside = sp.Piecewise(
                (sp.Sum(value, *node.limits), condition.subs(index, first)), (0, True)
            )
            yield "mask outside the sum: the first sample decides for all", outside


def _swapped(derived, shapes):
    indexed = derived.y.atoms(sp.Indexed) | derived.value.atoms(sp.Indexed)
    symbols = {one.name: one for one in derived.y.free_symbols if isinstance(one, sp.Symbol)}
    symbols |= {str(part.base): part.base for part in indexed}
    shapes = shapes or {str(part.base): len(part.indices) for part in indexed}
    for one, two in itertools.combinations(sorted(shapes), 2):
        if shapes[one] == shapes[two] and one in symbols and two in symbols:
            swap = {symbols[one]: symbols[two], symbols[two]: symbols[one]}
            swapped = derived.value.replace(
                sp.Indexed, lambda base, *at, s=swap: s.get(base, base)[at]
            )
            if shapes[one] == "scalar":
                swapped = derived.value.xreplace(swap)
            yield f"{one} and {two} swapped", swapped


def _places(expr, path=()):
    """Yield (path, node) for every part of the formula that a mistake could change."""
    yield path, expr
    if isinstance(expr, (sp.Indexed, sp.KroneckerDelta, sp.Derivative)):
        return
    for number, part in enumerate(expr.args):
        if isinstance(expr, sp.Sum) and number > 0:
            return
        yield from _places(part, (*path, number))


def _put(expr, path, new):
    if not path:
        return new
    parts = list(expr.args)
    parts[path[0]] = _put(parts[path[0]], path[1:], new)
    return expr.func(*parts)


def _reindex(node, place, index):
    return node.base[(*node.indices[:place], index, *node.indices[place + 1 :])]
