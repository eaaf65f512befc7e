"""The random points at which the lines of a derivation are compared.

A scene is one point in exact arithmetic (see exact): all names have values, the variable has a
random direction, every named part has its value and, as ``d`` and its name, its change.
"""

from .check import MORE, letters_of, somewhere
from .exact import NoRoot, P, Run, Table, random_point, under_roots
from .expr import ordered
from .lines import CHANGE, JACOBIAN, NAMED, VALUE

POINTS = 4
LARGE = ((2, 3, 4, 5, 3, 2), (4, 3, 5, 2, 6, 3), (5, 4, 2, 3, 2, 4), (3, 5, 4, 2, 3, 6))
EXTRA = 30  # more points, for lines that have a value only at some


class Scene:
    """One exact point of a task."""

    def __init__(self, task, number, seed=0):
        self.seed = seed
        self.sizes, self.field, self.out = self.drawn(task, number)
        self.answers = dict(self.field.answers)
        self.direction = self.given[task.by]
        self.reset(task)

    def reset(self, task):
        """Forget all parts."""
        self.tables = dict(self.given)
        self.tables["d" + task.by] = still(self.direction)
        self.true = {task.letter: self.out}

    def drawn(self, task, number):
        def at(sizes, field):
            squares = under_roots(ordered(task.root))
            self.given = random_point(field, task.names, sizes, task.by, squares)
            return sizes, field, Run(field, sizes, self.given).of(task.root)

        return somewhere(at, letters_of(task.names), LARGE, number,
                         7000 + 1000 * number + self.seed)

    def of(self, root, run=Run, *more):
        """The Table of a graph here. Raises NoRoot, ZeroDivisionError."""
        return run(self.field, self.sizes, self.tables, *more).of(root)

    def take(self, name, root):
        """A named part: its value, and its change."""
        try:
            made = self.of(root)
        except (NoRoot, ZeroDivisionError):
            return  # lines with it have no value here, and are judged at other points
        self.tables[name], self.true[name] = made, made
        self.tables["d" + name] = still(made)


def still(table):
    """What changes, as a value that does not."""
    return Table(table.rows, table.columns, table.slope, [0] * len(table.slope))


def scenes(task, seed=0):
    """Points until each comparison of the expression was seen on both sides, and a few more."""
    found, seen = [], {}
    for number in range(MORE):
        found.append(Scene(task, number, seed))
        for place in found[-1].answers:
            seen.setdefault(place, set()).update(found[-1].answers[place])
        if len(found) >= POINTS and all([len(seen[place]) == 2 for place in seen]):
            break
    return found


def one_sided(seen, points):
    """Is there a comparison that has two sides, of which only one was seen?"""
    both = {}
    for scene in points:
        for place in scene.answers:
            both.setdefault(place, set()).update(scene.answers[place])
    return any([len(both[place]) == 2 and len(seen.get(place, ())) < 2 for place in both])


def change(task, line, scene, table=None):
    """What a line says of the change in the scene's direction: the entries of the output.

    ``table`` takes the place of the line's own value.
    """
    table = scene.of(line.root) if table is None else table
    if line.kind in (VALUE, NAMED):
        return table.slope
    if line.kind == CHANGE:
        return table.value
    return applied(task, table, scene.direction.slope, line.kind == JACOBIAN)


def applied(task, table, direction, row):
    """A derivative times a direction; ``row``: its rows are outputs, its columns inputs."""
    rows, columns = table.rows, table.columns
    if task.root.shape == (1, 1):
        if row:
            direction = [direction[j * rows + i] for i in range(rows) for j in range(columns)]
        return [sum([x * d for x, d in zip(table.value, direction)]) % P]
    if len(direction) == 1:
        return [x * direction[0] % P for x in table.value]
    return [sum([table.value[i * columns + j] * direction[j] for j in range(columns)]) % P
            for i in range(rows)]
