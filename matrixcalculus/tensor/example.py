"""A small example: the numbers that two lines give there, and the first entry that differs."""

from .check import letters_of
from .lines import CHANGE, JACOBIAN, NAMED, VALUE
from .real import Grid, NearKink, Real

STEP = 1e-4
PLAIN, EXAMPLES = 12, 40  # with whole numbers; and smaller ones after them
AGREED = 15  # examples at which lines must agree to be called equal
NEAR = 1e-6


class Example:
    """Small numbers for all names, and what the lines of a derivation are there."""

    def __init__(self, task, number, parts):
        """``parts`` is a list of (name, Line, the student's Line of its change or None)."""
        self.task, self.parts, self.count = task, parts, number * 7
        self.positive, self.scale = number % 3 == 2, 1.0 if number < PLAIN else 0.25
        letters = letters_of(task.names)
        sizes = (2, 3, 2, 3) if number % 2 == 0 else (3, 2, 3, 2)
        self.sizes = {one: sizes[at % 4] for at, one in enumerate(letters)}
        self.names = {name: self.drawn(*task.names[name]) for name in task.names}

    def drawn(self, rows, columns, rank, symmetric):
        rows = rows if isinstance(rows, int) else self.sizes[rows]
        columns = columns if isinstance(columns, int) else self.sizes[columns]
        value = []
        for _ in range(rows * columns):
            self.count += 1
            one = (2.0, -1.0, 3.0, 1.0, -2.0, 4.0, 0.5)[self.count * self.count % 19 % 7]
            value.append(self.scale * (abs(one) if self.positive else one))
        if symmetric:
            for i in range(rows):
                for j in range(i):
                    value[i * rows + j] = value[j * rows + i]
        return Grid(rows, columns, value)

    def directions(self):
        """The variable's unit directions, one an entry."""
        grid = self.names[self.task.by]
        for at in range(len(grid.value)):
            yield [float(k == at) for k in range(len(grid.value))]

    def moved(self, direction, step):
        values = dict(self.names)
        grid = values[self.task.by]
        values[self.task.by] = Grid(grid.rows, grid.columns, [
            x + step * d for x, d in zip(grid.value, direction)])
        for name, line, _ in self.parts:
            values[name] = Real(self.sizes, values).of(line.root)
        return values

    def slope(self, root, direction):
        """The change of a graph in a direction, by a central difference."""
        high, low = [Real(self.sizes, self.moved(direction, step)).of(root)
                     for step in (STEP, -STEP)]
        return Grid(high.rows, high.columns, [(x - y) / (2 * STEP) for x, y in zip(
            high.value, low.value)])

    def values(self, direction):
        """Values of all names, parts and differentials."""
        values = self.moved(direction, 0.0)
        grid = self.names[self.task.by]
        values["d" + self.task.by] = Grid(grid.rows, grid.columns, direction)
        for name, line, own in self.parts:
            values["d" + name] = Real(self.sizes, values).of(own.root) if own else \
                self.slope(line.root, direction)
        return values

    def change(self, line, direction):
        """What a line says of the change in a direction, as a list."""
        if line.kind in (VALUE, NAMED):
            return self.slope(line.root, direction).value
        found = Real(self.sizes, self.values(direction)).of(line.root)
        if line.kind == CHANGE:
            return found.value
        if self.task.root.shape == (1, 1):
            if line.kind == JACOBIAN:
                direction = [direction[j * found.rows + i] for i in range(found.rows)
                             for j in range(found.columns)]
            return [sum([x * d for x, d in zip(found.value, direction)])]
        if len(direction) == 1:
            return [x * direction[0] for x in found.value]
        return [sum([found.at(i, j) * direction[j] for j in range(found.columns)])
                for i in range(found.rows)]

    def both(self, line, before):
        """(the line's Grid, what the line before says of each of its entries)."""
        units = list(self.directions())
        if line.kind == CHANGE or line.kind == VALUE:
            direction = [float(k % 3 + 1) for k in range(len(units[0]))]
            found = Real(self.sizes, self.values(direction)).of(line.root)
            if line.kind == VALUE:
                return found, Real(self.sizes, self.values(direction)).of(before.root).value
            self.direction = direction
            return found, self.change(before, direction)
        found = Real(self.sizes, self.values(units[0])).of(line.root)
        columns = [self.change(before, one) for one in units]
        if self.task.root.shape == (1, 1):
            want = [one[0] for one in columns]
            grid = self.names[self.task.by]
            if line.kind == JACOBIAN:
                want = [want[i * grid.columns + j] for j in range(grid.columns)
                        for i in range(grid.rows)]
        else:
            want = [one[i] for i in range(len(columns[0])) for one in columns]
        return found, want


def first_difference(task, line, before, parts, against):
    """Where two lines differ, at a small example: (words, do they agree at all of them?)."""
    agreed = 0
    for number in range(EXAMPLES):
        example = Example(task, number, parts)
        try:
            found, want = example.both(line, before)
        except (NearKink, ZeroDivisionError, ValueError, OverflowError):
            continue
        if len(want) != len(found.value):
            return "", False
        for at, (x, y) in enumerate(zip(found.value, want)):
            if not abs(x - y) <= NEAR * (1 + abs(x) + abs(y)):
                return told(task, example, line, found, at, x, y, against), False
        agreed += 1
    return "", agreed >= AGREED


def told(task, example, line, found, at, x, y, against):
    i, j = at // found.columns + 1, at % found.columns + 1
    place = "the value" if len(found.value) == 1 else f"entry {at + 1}" if 1 in (
        found.rows, found.columns) else f"entry ({i}, {j})"
    used = ", ".join([f"{name} = {array(example.names[name])}" for name in task.names])
    if line.kind == CHANGE:
        grid = example.names[task.by]
        moved = Grid(grid.rows, grid.columns, example.direction)
        used += f", d{task.by} = {array(moved)}"
    return f"With {used}, {place} is {number(x)} here, and {number(y)} by {against}."


def array(grid):
    rows = ["[{}]".format(", ".join([number(x) for x in grid.value[
        i * grid.columns : (i + 1) * grid.columns]])) for i in range(grid.rows)]
    if len(grid.value) == 1:
        return number(grid.value[0])
    if grid.columns == 1:
        return "[{}]".format(", ".join([number(x) for x in grid.value]))
    return "[{}]".format(", ".join(rows))


def number(x):
    """Four digits, without zeros that say nothing."""
    near = round(x) if abs(x) < 1e9 else 0
    if abs(x - near) < 1e-6 * (1 + abs(x)):
        return str(int(near))
    return f"{x:.4g}"
