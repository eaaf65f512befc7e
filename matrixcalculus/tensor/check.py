"""The check of an answer: its text is read again and compared with the dual numbers of the input.

Nothing of the rules is used here. The direction is random, and so is the point: an answer that is
wrong agrees with the derivative only where a polynomial that is not zero vanishes.
"""

from .degrees import Degrees
from .errors import InputError
from .exact import (
    Field,
    NoPoint,
    NoRoot,
    P,
    Run,
    Table,
    random_point,
    under_roots,
)
from .expr import ordered
from .infer import graph

SIZES = ((4, 3, 5, 2, 6, 3), (3, 4, 2, 5, 3, 2), (2, 5, 3, 4, 2, 3))
SMALL = ((2, 3, 2, 3, 2, 3), (3, 2, 2, 2, 3, 2), (2, 2, 3, 2, 2, 2), (2, 2, 2, 2, 2, 2))
TRIES = 40
POINTS = 3
MORE = 9


class Checked:
    """What the check found.

    Attributes
    ----------
    equal : bool
    points, masks, bits : int
        Random points; comparisons of the input; a wrong answer passes with probability 2^-bits.
    both_sides : bool
        Was each comparison answered both ways?
    sizes : str
    why : str
        Of an answer that is not equal, where it differs.
    """

    def __init__(self, equal, points, masks, both_sides, bits, sizes, why=""):
        self.equal, self.points, self.masks = equal, points, masks
        self.both_sides, self.bits, self.sizes, self.why = both_sides, bits, sizes, why

    def __bool__(self):
        return self.equal

    def __str__(self):
        if not self.equal:
            return "not equal in exact arithmetic: " + self.why
        sides = ""
        if self.masks:
            masks = "its mask" if self.masks == 1 else f"each of its {self.masks} masks"
            sides = f", {masks} seen on both sides" if self.both_sides else \
                f", {masks} not seen on both sides"
        return ("equal in exact arithmetic at {} random points{}{}; a wrong formula would pass "
                "with probability below 2^-{}".format(
                    self.points, " of sizes " + self.sizes if self.sizes else "", sides,
                    self.bits))


def letters_of(shapes):
    found = []
    for name in shapes:
        for one in shapes[name][:2]:
            if isinstance(one, str) and one not in found:
                found.append(one)
    return found


def compared(root, shapes, by, forms, first=0):
    """Compare the forms of an answer with the derivative of a graph by one of its names.

    Parameters
    ----------
    root : Node
    shapes : dict
        (rows, columns, rank, symmetric) of all names.
    by : str
    forms : list of (kind, text)
        "gradient": its product with the direction is the slope; "jacobian": times the direction;
        "map": the text is the slope for a direction named ``d`` + by; "pulled": it is what a
        cotangent ``G_`` pulls back.

    Raises
    ------
    NoPoint
        If the input has no value at any point.
    """
    letters = letters_of(shapes)
    extra = {name: shapes[name] for name in shapes}
    extra["d" + by] = shapes[by]
    rows, columns = root.shape
    rank = 0 if root.shape == (1, 1) else 2 if columns != 1 else 1
    extra["G_"] = (rows, columns, rank, False)
    nodes = ordered(root)
    parsed = [(kind, ordered(read(text, extra))) for kind, text in forms]
    seen, masks, bits, points, sizes_said = {}, set(), 400, 0, ""
    for number in range(MORE):
        found, sizes = at_a_point(nodes, shapes, letters, by, parsed, first + number)
        points += 1
        if points == 1:
            sizes_said = ", ".join([f"{one} = {sizes[one]}" for one in letters])
        why, answers, one_bits = found
        for place in answers:
            seen.setdefault(place, set()).update(answers[place])
        masks.update(answers)
        if why:
            return Checked(False, points, len(masks), False, 0, sizes_said, why)
        bits = min(bits, one_bits)
        both = all([len(seen[place]) == 2 for place in seen])
        if points >= POINTS and both:
            break
    return Checked(True, points, len(masks), both, points * max(bits, 0), sizes_said)


def read(text, shapes):
    """The graph of an answer; its letters are those of the shapes."""
    words = {}
    for name in shapes:
        rows, columns, rank, symmetric = shapes[name]
        words[name] = "1" if rank == 0 else f"{rows}" if rank == 1 else "{} {}{}".format(
            rows, columns, " symmetric" if symmetric else "")
    root, used, _ = graph(text, words)
    for name in used:
        if name not in shapes:
            raise InputError(f"{name} does not occur in the expression.",
                             f"use {', '.join(sorted([one for one in shapes if one != 'G_']))}.",
                             kind="name").about(text)
    return root


def at_a_point(nodes, shapes, letters, by, parsed, number):
    """((why it differs or "", answers to comparisons, bits), sizes)."""
    return somewhere(
        lambda sizes, field: (at_this_point(nodes, shapes, sizes, field, by, parsed), sizes),
        letters, SIZES, number, 1000 * number + 1)


def somewhere(act, letters, large, number, seed):
    """What ``act(sizes, field)`` returns at the first drawn point at which it has a value.

    Sizes are those of ``large``, and small ones after a quarter of the tries: fewer roots to draw.
    Raises NoPoint.
    """
    zero = False
    for attempt in range(TRIES):
        table = large if attempt < TRIES // 4 else SMALL
        row = table[(number + attempt) % len(table)]
        sizes = {one: row[at % len(row)] for at, one in enumerate(letters)}
        try:
            return act(sizes, Field(seed + attempt))
        except NoRoot:
            continue
        except ZeroDivisionError:
            zero = True
    raise NoPoint("a division by zero, or an inverse that does not exist" if zero else
                  "square roots of too many numbers at once")


def at_this_point(nodes, shapes, sizes, field, by, parsed):
    point = random_point(field, shapes, sizes, by, under_roots(nodes))
    out = Run(field, sizes, point).along(nodes)
    answers = dict(field.answers)
    moving = point[by]
    still = {name: Table(one.rows, one.columns, one.value, [0] * len(one.value))
             for name, one in point.items()}
    still["d" + by] = Table(moving.rows, moving.columns, moving.slope, [0] * len(moving.slope))
    cotangent = [field.draw() for _ in out.value]
    still["G_"] = Table(out.rows, out.columns, cotangent, [0] * len(cotangent))
    degrees = Degrees(sizes)
    degree = degrees.of(nodes)
    for kind, other in parsed:
        degree = max(degree, degrees.of(other))
        found = Run(field, sizes, still).along(other)
        why = difference(kind, out, moving, found, cotangent, shapes[by][3])
        if why:
            return why, answers, 0
    total = 4 * degree + degrees.asked * degrees.asked * degree
    count = 0
    while total:
        total, count = total // 2, count + 1
    return "", answers, 60 - count


def difference(kind, out, moving, found, cotangent, symmetric):
    """Why an answer differs, or ""."""
    if kind in ("gradient", "pulled"):
        if (found.rows, found.columns) != (moving.rows, moving.columns):
            return "its shape is another"
        got = sum([x * h for x, h in zip(found.value, moving.slope)]) % P
        want = sum([g * s for g, s in zip(cotangent, out.slope)]) % P
        if kind == "gradient":
            want = out.slope[0]
        n = found.rows
        if symmetric and any([found.value[i * n + j] != found.value[j * n + i]
                              for i in range(n) for j in range(i)]):
            return "it is not symmetric"
        return "" if got == want else "the slope in a random direction differs"
    if kind == "jacobian":
        n = len(moving.slope)
        if (found.rows, found.columns) != (len(out.slope), n):
            return f"its shape is {found.rows} x {found.columns}, not {len(out.slope)} x {n}"
        values = [sum([found.value[i * n + j] * moving.slope[j] for j in range(n)]) % P
                  for i in range(found.rows)]
    else:
        if len(found.value) != len(out.slope):
            return "its shape differs"
        values = found.value
    for at, (x, y) in enumerate(zip(values, out.slope)):
        if x != y:
            return "entry %s of the slope in a random direction differs" % (at + 1)
    return ""


