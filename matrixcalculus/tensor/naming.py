"""The slip behind a line that is not equal: slips are made, and their values compared with it."""

from .check import letters_of
from .exact import NoRoot, P, Table, inverse
from .expr import ordered
from .lines import CHANGE, DERIVATIVES, NAMED, VALUE
from .pen import WrongValue, of_the_pen, whole
from .scene import change, one_sided, still
from .slips import FIRST, SLIPS, WrongSlope, wrong_rules

CONFIRMED = 3  # points at which a slip must explain a line of another shape
SAME = {  # a slip, and those that say the same better
    "lost term": ("total for partial", "diagonal only"),
    "lost factor": ("lost mask", "constant factor lost"), "factor": ("lost mask",),
    "product of slopes": ("total for partial",), "exchange": ("transpose",),
}
LONGEST = 60  # operations of what slips are made in


def known_slip(book, line, before):
    """[(name, (misconception, words), where)] of the slips that explain a line, likeliest first."""
    found = {}
    for slip, where, values in candidates(book, line, before):
        if slip in found:
            continue
        if explains(book, line, values):
            found[slip] = where
    return [(slip, SLIPS[slip], found[slip]) for slip in FIRST
            if slip in found and not any([one in found for one in SAME.get(slip, ())])]


def explains(book, line, values):
    """Is the line what the slip makes of the line before, at every point?"""
    good, seen = 0, {}
    for scene in book.scenes + book.more:
        try:
            if change(book.task, line, scene) != values(scene):
                return False
            good += 1
            for place in scene.answers:
                seen.setdefault(place, set()).update(scene.answers[place])
        except NoRoot:
            continue
        except (ZeroDivisionError, KeyError):
            return False
    return good > 1 and not one_sided(seen, book.scenes)


def candidates(book, line, before):
    """Yield (slip, where, function of a scene that gives the change)."""
    task = book.task
    for slip, factor in whole(letters_of(task.names)):
        yield slip, "", lambda scene, factor=factor: multiplied(
            scene, change(task, before, scene), factor)
    names = [task.by] + [name for name, _ in book.parts]
    sources = []
    if before.kind in (VALUE, NAMED):
        sources.append((before, None))
    parts = dict(book.parts)
    for one in before.moving:
        if one[1:] in parts and one not in line.moving and not book.own.get(one[1:]):
            sources.append((parts[one[1:]], one))
    for source, name in sources:
        if len(ordered(source.root)) > LONGEST:
            continue
        for slip, node, run, more in wrong_rules(source.root, names):
            more = more if run is not WrongSlope else more + (None,)
            where = part(source, node)
            yield slip, where, wrong_slope(task, before, source, name, run, more)
    if before.kind not in (VALUE, NAMED) and len(ordered(before.root)) <= LONGEST:
        for slip, node, how in of_the_pen(before.root):
            yield slip, part(before, node), lambda scene, at=node.number, how=how: change(
                task, before, scene, scene.of(before.root, WrongValue, at, how))
    if line.target == task.letter and before.kind not in DERIVATIVES and not book.slipped():
        truth = task.answer()
        if truth is not None and len(ordered(truth.root)) <= LONGEST:
            for slip, node, how in of_the_pen(truth.root):
                yield slip, "", lambda scene, at=node.number, how=how: change(
                    task, truth, scene, scene.of(truth.root, WrongValue, at, how))


def multiplied(scene, values, factor):
    if isinstance(factor, str):
        size = scene.sizes[factor[-1]] if factor[:2] == "1/" else scene.sizes[factor]
        factor = inverse(size) if factor[:2] == "1/" else size
    return [x * factor % P for x in values]


def wrong_slope(task, before, source, name, run, more):
    """The change of the line before, if one operation of a source follows a wrong rule."""
    def values(scene):
        arguments = more[:-1] + (scene.direction,) if run is WrongSlope else more
        made = scene.of(source.root, run, *arguments)
        if name is None:
            return made.slope
        kept = scene.tables[name]
        scene.tables[name] = still(made)
        try:
            return change(task, before, scene)
        finally:
            scene.tables[name] = kept
    return values


def part(line, node):
    """The text of an operation in a line."""
    if not node.place or node.label:
        return node.label or ""
    words = line.text[node.place[0] : node.place[1]].strip()
    return words if len(words) <= 40 else words[:36] + " ..."


# Shapes that do not fit ---------------------------------------------------------------------------


def misshaped(task, scenes, line, before, meant):
    """The slip behind another shape, or None: (name, (misconception, words), where)."""
    for slip, made in (("row for column", transposed), ("vector for a diagonal matrix", diagonal),
                       ("broadcasting not folded", folded(0)),
                       ("broadcasting not folded", folded(1)), ("sum lost", summed)):
        if line.kind == CHANGE and slip == "broadcasting not folded":
            continue
        if fits(task, scenes, line, before, meant, made):
            if slip == "sum lost" and line.kind in DERIVATIVES:
                slip = "broadcasting not folded"
            return slip, SLIPS[slip], ""
    return None


def fits(task, scenes, line, before, meant, made):
    for scene in scenes[:CONFIRMED]:
        try:
            table = made(scene.of(line.root))
            rows, columns = [one if isinstance(one, int) else scene.sizes[one] for one in meant]
            if (table.rows, table.columns) != (rows, columns):
                table = transposed(table)
            if (table.rows, table.columns) != (rows, columns):
                return False
            want = scene.of(before.root).value if line.kind == VALUE else change(
                task, before, scene)
            got = table.value if line.kind == VALUE else change(task, line, scene, table)
            if got != want:
                return False
        except (NoRoot, ZeroDivisionError, KeyError):
            return False
    return True


def transposed(table):
    order = [j * table.columns + i for i in range(table.columns) for j in range(table.rows)]
    return Table(table.columns, table.rows, [table.value[k] for k in order],
                 [table.slope[k] for k in order])


def diagonal(table):
    n = len(table.value)
    values = [table.value[k // n] if k % n == k // n else 0 for k in range(n * n)]
    return Table(n, n, values, [0] * len(values))


def folded(axis):
    """Added up over its rows, or its columns."""
    def made(table):
        if axis == 0:
            groups = [range(j, len(table.value), table.columns) for j in range(table.columns)]
        else:
            groups = [range(i * table.columns, (i + 1) * table.columns)
                      for i in range(table.rows)]
        values = [sum([table.value[k] for k in one]) % P for one in groups]
        return Table(len(values), 1, values, [0] * len(values))
    return made


def summed(table):
    return Table(1, 1, [sum(table.value) % P], [0])
