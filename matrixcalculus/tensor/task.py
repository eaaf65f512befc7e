"""A task of the workbook: what is to be derived, by what, and in which layout."""

from .answer import derive
from .check import letters_of
from .errors import InputError
from .expr import ordered, shown
from .infer import graph, written
from .layout import lay
from .lines import CHANGE, DERIVATIVES, GRADIENT, JACOBIAN, VALUE
from .text import text


class Task:
    """What is to be derived.

    Parameters
    ----------
    expression, by : str
    shapes : dict
    letter : str, optional
        What the value is called: ``dL = ...`` begins a line about its change.
    goal : str, optional
        "jacobian" (rows outputs: the row of a number), "gradient" (shaped like the argument) or
        "differential"; what a line without a sign of equality is.
    """

    def __init__(self, expression, by=None, shapes=None, letter="", goal=""):
        self.expression, self.found = expression, []
        self.root, self.names, builder = graph(expression, shapes or {})
        if by is None and len(self.names) == 1:
            by = list(self.names)[0]
        if by not in self.names:
            raise InputError(f"{by} does not occur in the expression." if by else
                             "With respect to which name?", "choose one of {}.".format(
                                 ", ".join(self.names)), kind="variable").about(expression)
        self.by = by
        self.arg, out = self.names[by][:2], self.root.shape
        taken = list(self.names) + ["d" + by] + letters_of(self.names)
        letters = "LCfEQ" if out == (1, 1) else "yuvf" if 1 in out else "YZFU"
        self.letter = letter or [one for one in letters if one not in taken][0]
        if self.letter in taken:
            raise InputError(f"{self.letter} has a meaning already.", "give the value another "
                             "letter.", kind="name").about(expression)
        self.goal = goal or (GRADIENT if out == (1, 1) else JACOBIAN if self.shape_of(JACOBIAN)
                             else CHANGE)
        if self.goal in DERIVATIVES and not self.shape_of(self.goal):
            raise InputError("This derivative has three or four indices.",
                             f"ask for the differential: d{self.letter} = ...",
                             kind="shape").about(expression)

    def shape_of(self, kind):
        """(rows, columns) of a derivative in a layout, or None if it has more indices."""
        out, arg = self.root.shape, self.arg
        if out == (1, 1):
            return arg if kind == GRADIENT else (arg[1], arg[0])
        if arg == (1, 1):
            return out
        return (out[0], arg[0]) if kind == JACOBIAN and out[1] == arg[1] == 1 else None

    def answer(self):
        """The derivative, as the engine finds it, as a line; None if it does not know it."""
        if not self.found:
            self.found = [self.derived()]
        return self.found[0]

    def derived(self):
        words = {}
        for name in self.names:
            words[name] = written(self.names[name])
        try:
            made = derive(self.expression, self.by, **words)
            words["d" + self.by] = words[self.by]
            found = Given(self)
            found.root = graph(text(lay(made.result)), words)[0]
        except (InputError, RuntimeError):
            return None
        found.kind = {"gradient": GRADIENT, "map": CHANGE}.get(made.kind, JACOBIAN)
        return found

    def start(self):
        """The task itself as the line above the first."""
        return Given(self)


class Given:
    """What is given, as a line."""

    def __init__(self, task):
        self.text, self.kind, self.name, self.target = task.expression, VALUE, "", task.letter
        self.root, self.used, self.moving = task.root, list(task.names), []


def said(shape):
    return shown(shape, 0 if shape == (1, 1) else 1 if shape[1] == 1 else 2)


def size_of(root):
    """Operations of a graph, what is only repetition aside."""
    return sum([one.op not in ("var", "const", "size", "eye", "fill", "down", "across")
                for one in ordered(root)])


def size(line, parts):
    """Operations of a line and of the parts that it uses."""
    total, waiting, seen = size_of(line.root), list(line.used), []
    while waiting:
        name = waiting.pop()
        if name in parts and name not in seen:
            seen.append(name)
            total += size_of(parts[name].root)
            waiting += parts[name].used
    return total
