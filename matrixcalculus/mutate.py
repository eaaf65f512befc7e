"""Plausible wrong closed forms, made from a right one.

A check that cannot fail proves nothing. So every verification is also run on the mistakes that
people make: a sign, a factor, a lost mask, a slipped index, a transpose, w for x.

Two kinds. *Formula* mistakes rewrite the derived entry, one place at a time. *Array* mistakes
rearrange the finished Jacobian, as code does when a shape is wrong, or when a matrix is read
column by column.
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
    if len(derived.rows) == len(derived.columns) > 0:
        found["row and column index exchanged"] = right.subs(_across(derived), simultaneous=True)
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


def matrix_mistakes(outputs, inputs, pulled):
    """Make wrong arrays of a derivative in which the output or the argument is a matrix.

    Parameters
    ----------
    outputs, inputs : tuple of str
        Their axes, in letters: ("N", "m").
    pulled : bool
        Is the rule stated as a pullback? Then it has products and sums to get wrong.

    Returns
    -------
    dict
        ``{what went wrong: function of the right (m, n) Jacobian and of the two shapes}``.
    """
    found = {}
    if len(inputs) > 1:
        name = ("the outer product turned round: each gradient transposed" if pulled else
                "columns for rows: the argument read column by column")
        found[name] = lambda J, shapes: _by_columns(J, shapes[1])
    if len(outputs) > 1:
        found["columns for rows: the output read column by column"] = \
            lambda J, shapes: _by_columns(J.T, shapes[0]).T
    if pulled and len(outputs) == len(inputs) == 1:
        found["the factor not transposed"] = lambda J, shapes: J.T
    for axis, letter in enumerate(outputs):
        if pulled and len(outputs) > 1 and letter not in inputs:
            found[f"the sum over {letter} lost: the first only"] = \
                lambda J, shapes, axis=axis: _first_only(J, shapes[0], axis)
            found[f"the mean over {letter} for the sum"] = \
                lambda J, shapes, axis=axis: J / shapes[0][axis]
    return found


def _by_columns(J, shape):
    """Columns that belong to the entries of an array, in the order in which Fortran reads it."""
    return J[:, np.arange(J.shape[1]).reshape(shape).ravel(order="F")]


def _first_only(J, shape, axis):
    """Rows that belong to the entries of an array: 0 but for the first place along an axis."""
    first = np.indices(shape)[axis].reshape(-1, 1) == 0
    return np.where(first, J, 0)


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
    exchanged = _across(derived)
    for place, index in enumerate(node.indices):
        which = f"index {plain(index)}" if len(node.indices) > 1 else "index"
        yield f"{which} of {plain(node)} slipped by one", _reindex(node, place, index + 1)
        if exchanged.get(index) is not None:
            yield f"{plain(node)} with the other index", _reindex(node, place, exchanged[index])
        for other in _beside(derived, index):
            yield (f"{plain(node)} with {plain(other)} for {plain(index)}",
                   _reindex(node, place, other))
    if len(node.indices) == 2 and max(len(derived.rows), len(derived.columns)) > 1:
        turned = node.base[node.indices[::-1]]
        yield f"{plain(node)} with its indices exchanged: a factor transposed", turned


def _across(derived):
    """From each index of the output to that of the argument in its place, and back."""
    pairs = [*zip(derived.rows, derived.columns, strict=False)]
    return {**dict(pairs), **{column: row for row, column in pairs}}


def _beside(derived, index):
    """The other indices of the array that an index belongs to."""
    return [other for indices in (derived.rows, derived.columns) if index in indices
            for other in indices if other != index]


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
