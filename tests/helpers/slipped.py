"""Random derivations with one slip, and right ones in another form, made of the text alone.

Nothing of the workbook's own slips is used: a text is read into a tree, one place of it is changed,
and it is written again.
"""

import random
import warnings
from collections import Counter

import numpy as np

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.infer import graph
from matrixcalculus.tensor.parse import statements
from matrixcalculus.tensor.workbook import Task, judged

from .expressions import NEAR, SHAPES, expression, names_of, point, run

NAMES = {  # a change of the text: names of slips that are right for it
    "sign": {"sign"}, "factor": {"factor"}, "power": {"power"},
    "transpose": {"transpose", "row for column"},
    "exchange": {"exchange", "transpose", "inner for outer"},
    "lost term": {"lost term", "total for partial"}, "lost mask": {"lost mask"},
}


def tree(text):
    """("op", sign, left, right), ("minus", a), ("t", a), ("index", a, kind), ("call", ...)."""
    [(_, steps)] = statements(text)
    stack = []
    for step in steps:
        kind = step[0]
        if kind in ("number", "name"):
            stack.append((kind, step[3]))
        elif kind == "op":
            right, left = stack.pop(), stack.pop()
            stack.append(("op", step[3], left, right))
        elif kind == "call":
            count = step[4]
            args = stack[len(stack) - count:]
            del stack[len(stack) - count:]
            stack.append(("call", step[3], args, step[5]))
        elif kind == "minus":
            stack.append(("minus", stack.pop()))
        elif kind == "transpose":
            stack.append(("t", stack.pop()))
        else:
            stack.append(("index", stack.pop(), step[3]))
    return stack[0]


def written(one):
    kind = one[0]
    if kind in ("number", "name"):
        return one[1]
    if kind == "op":
        return f"({written(one[2])} {one[1]} {written(one[3])})"
    if kind == "minus":
        return f"(-{written(one[1])})"
    if kind == "t":
        return f"({written(one[1])})'"
    if kind == "index":
        return f"({written(one[1])}){'[:, None]' if one[2] == 'column' else '[None, :]'}"
    inside = [written(each) for each in one[2]] + [f"{key}={value}"
                                                   for key, value in one[3].items()]
    return f"{one[1]}({', '.join(inside)})"


def places(one, path=()):
    """Every part of a tree, sizes, exponents and x == max(x) aside: (path to it, part)."""
    yield path, one
    if one[0] == "call" and one[1] in ("ones", "zeros", "eye") or one[:2] == ("op", "=="):
        return
    if one[0] == "op" and one[1] == "**":
        one = one[:3]
    for at, part in enumerate(one):
        if isinstance(part, tuple):
            yield from places(part, (*path, at))
        elif isinstance(part, list):
            for k, each in enumerate(part):
                yield from places(each, (*path, at, k))


def changed(one, path, new):
    if not path:
        return new
    parts = list(one)
    parts[path[0]] = changed(parts[path[0]], path[1:], new)
    return parts if isinstance(one, list) else tuple(parts)


def slips(one):
    """Yield (what was done, what stands there instead) for one part."""
    if one[0] == "op":
        _, sign, a, b = one
        if sign in "+-":
            yield "sign", ("op", "-" if sign == "+" else "+", a, b)
            yield "lost term", a
        if sign == "@":
            yield "exchange", ("op", "@", b, a)
            yield "transpose", ("op", "@", a, ("t", b))
        if sign == "*":
            for factor, other in ((a, b), (b, a)):
                if factor[0] == "op" and factor[1] == ">":
                    yield "lost mask", other
        if sign == "**" and b[0] == "number":
            yield "power", ("op", "**", a, ("number", str(float(b[1]) + 1)))
    if one[0] == "minus":
        yield "sign", one[1]
    if one[0] == "t":
        yield "transpose", one[1]
    if one[0] == "number":
        yield "factor", ("op", "*", ("number", "2"), one)


def other_forms(one):
    """Yield what a part is equal to."""
    if one[0] == "op":
        _, sign, a, b = one
        if sign == "+":
            yield ("op", "+", b, a)
        if sign == "-":
            yield ("minus", ("op", "-", b, a))
        if sign == "@":
            yield ("t", ("op", "@", ("t", b), ("t", a)))
        if sign == "*":
            yield ("op", "*", b, a)
    if one[0] == "name":
        yield ("op", "/", ("op", "*", ("number", "2"), one), ("number", "2"))
        yield ("op", "-", ("op", "*", ("number", "3"), one), ("op", "*", ("number", "2"), one))


def value(text, shapes, values):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return run(graph(text, shapes)[0], values)


def drawn(draw, one, kind):
    """One change of a random part: (what, the new tree), or None."""
    found = [(path, *made) if kind is slips else (path, "", made)
             for path, part in places(one) for made in kind(part)]
    if not found:
        return None
    wanted = draw.choice(sorted({what for _, what, _ in found}))
    path, what, new = draw.choice([each for each in found if each[1] == wanted])
    return what, changed(one, path, new)


def given(seed, depth):
    """(Task, its answer as a tree, shapes, numbers) of a random expression, or None."""
    text, _ = expression(seed, depth)
    names = names_of(text)
    by = random.Random(seed).choice(names)
    shapes = {one: SHAPES[one] for one in names}
    try:
        found = derive(text, by, **shapes)
        if found.kind not in ("gradient", "jacobian") or found.parts:
            return None
        return Task(text, by, shapes), tree(found.answer), shapes, point(seed, found.names)
    except InputError:
        return None


def trial(seed, depth=2):
    """Counts of what came of one random expression: one slip, and one other form."""
    found, counts = given(seed, depth), Counter()
    if found is None:
        return counts, ""
    task, answer, shapes, values = found
    draw, lines = random.Random(seed), []
    try:
        right = value(written(answer), shapes, values)
    except np.linalg.LinAlgError:
        return counts, ""
    other = drawn(draw, answer, other_forms)
    if other:
        book = judged(task, written(other[1]))
        counts["accepted" if book.verdicts[0].state == "right" else "right ones refused"] += 1
        if book.verdicts[0].state != "right":
            lines.append(f"refused: {seed}: {task.expression} by {task.by}: {written(other[1])}: "
                         f"{book.verdicts[0].says}")
    slip = drawn(draw, answer, slips)
    if slip is None:
        return counts, "\n".join(lines)
    text = written(slip[1])
    try:
        wrong = value(text, shapes, values)
    except (InputError, np.linalg.LinAlgError):
        return counts, "\n".join(lines)
    size = np.abs(right).max()
    if wrong.shape == right.shape and (not np.all(np.isfinite(wrong)) or np.abs(
            wrong - right).max() <= NEAR * (1 + size)):
        return counts, "\n".join(lines)  # not wrong, or too large to tell
    verdict = judged(task, text).verdicts[0]
    counts["slips"] += 1
    if verdict.state not in ("wrong", "fault"):
        counts["wrong ones accepted"] += 1
        lines.append(f"accepted: {seed}: {task.expression} by {task.by}: {text}")
    counts["refused"] += verdict.state in ("wrong", "fault")
    named = verdict.slip is not None
    counts["named"] += named
    counts["named uniquely"] += named and not verdict.others
    counts["named as it was made"] += named and verdict.slip in NAMES[slip[0]]
    if not named:
        lines.append(f"not named: {seed}: {slip[0]}: {task.expression} by {task.by}: {text}")
    return counts, "\n".join(lines)
