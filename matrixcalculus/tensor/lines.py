"""The lines of a derivation as they are typed: what each claims, and about what.

    a = relu(X @ w + b)              a name for a part
    L = sum((a - y)**2)              the value, written in another way
    dL = 2 * (a - y)' @ da           a differential, of the value or of a named part
    grad = 2 * X' @ ((a - y) * m)    the derivative, shaped like the argument
    J = 2 * (a - y)' @ X             the derivative, a row for each output (also dL/dw = ...)
    = 2 * (X @ w - y)' @ X           goes on with the line above

A line without a sign of equality is the derivative in the layout that the task asks for. What
follows # is a remark.
"""

from .errors import InputError
from .expr import ordered
from .infer import graph, names_in, written
from .parse import is_letter, statements
from .words import nearest

LONGEST = 200  # operations of a line
MOST = 60  # lines
VALUE, CHANGE, GRADIENT, JACOBIAN, NAMED = "value", "differential", "gradient", "jacobian", "name"
DERIVATIVES = (GRADIENT, JACOBIAN)


class Line:
    """One line, read.

    Attributes
    ----------
    text, kind, name : str
        ``name`` is what stands left of the sign of equality, or "".
    target : str
        What it is about: the output's letter, or the name of a part.
    root : Node
    used, moving : list of str
        The names at the right, and which of them are differentials.
    """

    def __init__(self, text, kind, name, target, root, used, moving):
        self.text, self.kind, self.name, self.target = text, kind, name, target
        self.root, self.used, self.moving = root, used, moving


def split(text):
    """The lines of a derivation: (line number from 1, text), without remarks and empty ones."""
    found, depth, start, line, began = [], 0, 0, 1, 1
    signs, cut, at = text + "\n", "", 0
    while at < len(signs):
        sign = signs[at]
        if sign == "#":
            cut += signs[start:at]
            while signs[at] != "\n":
                at += 1
            start, sign = at, "\n"
        depth += (sign in "([") - (sign in ")]")
        if sign == ";" or (sign == "\n" and (depth <= 0 or at == len(signs) - 1)):
            cut += signs[start:at]
            if cut.strip():
                found.append((began, cut.replace("\n", " ").rstrip()))
            cut, start, depth = "", at + 1, 0
            began = line + (sign == "\n")
        elif sign == "\n" and not (cut + signs[start:at]).strip():
            cut, start, began = "", at + 1, line + 1
        line += sign == "\n"
        at += 1
    if len(found) > MOST:
        raise InputError(f"A derivation has {len(found)} lines here; at most {MOST} are read.",
                         "leave out what only repeats.", kind="size")
    return found


def head(text):
    """(what stands left of the sign of equality, where the right begins); (None, 0) without one."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "=" and not depth:
            if text[at + 1 : at + 2] == "=" or text[at - 1 : at] in ("<", ">", "=", "!"):
                continue
            return text[:at].strip(), at + 1
    return None, 0


def is_name(text):
    return bool(text) and is_letter(text[0]) and all([is_letter(s) or s.isdigit() for s in text])


class Reader:
    """Reads the lines of a task; ``scope`` grows with every named part."""

    def __init__(self, task):
        self.task, self.output, self.by = task, task.letter, task.by
        self.parts = []  # names of parts, in their order
        self.shapes = {name: written(task.names[name]) for name in task.names}
        self.shapes["d" + self.by] = self.shapes[self.by]
        self.letters = [one for shape in task.names.values() for one in shape[:2]]

    def read(self, text, before):
        """The Line of a text; ``before`` is the line above it, or None. Raises InputError."""
        name, start = head(text)
        kind, target = self.meaning(name, text, before)
        root, used = self.right(" " * start + text[start:])
        moving = [one for one in used if one[0] == "d" and one[1:] in [self.by] + self.parts]
        if moving and kind != CHANGE:
            self.refuse_change(moving[0], text, kind)
        line = Line(text, kind, name or "", target, root, used, moving)
        if kind == NAMED:
            self.take(name, root)
        return line

    def take(self, name, root):
        rank = 0 if root.shape == (1, 1) else root.rank
        shape = written((root.shape[0], root.shape[1], rank, False))
        self.parts.append(name)
        self.shapes[name] = self.shapes["d" + name] = shape

    def forget(self, name):
        self.parts.remove(name)
        del self.shapes[name], self.shapes["d" + name]

    def meaning(self, name, text, before):
        """(kind, target) by what stands left."""
        if name is None:
            return self.goal(), self.output
        if name == "":
            if before is None or before.kind == NAMED:
                raise InputError("There is no line above that this one could go on with.",
                                 f"write d{self.output} = ... before it.", 0, 1).about(text)
            return before.kind, before.target
        plain = name.replace(" ", "").replace("_", "")
        out, by = self.output, self.by.replace("_", "")
        if name == out:
            return VALUE, out
        if name in self.task.names:
            raise InputError(f"{name} is given, and needs no other meaning.",
                             "take another letter for a part.", 0, len(name), "name").about(text)
        if name in self.parts:
            raise InputError(f"{name} has a meaning already.", "take another letter.", 0,
                             len(name), "name").about(text)
        if plain in ("grad", "gradient", "grad" + by, "grad" + out, "grad" + by + out):
            return GRADIENT, out
        if plain in ("J", "∇", "∇" + out, "∇" + by + out, f"d{out}/d{by}", f"∂{out}/∂{by}",
                     f"d{out}/d{self.by}"):
            return JACOBIAN, out
        if name[0] == "d" and (name[1:] == out or name[1:] in self.parts):
            return CHANGE, name[1:]
        if name[0] == "d" and name[1:] in self.task.names:
            raise InputError(f"{name} is a given change, or none: only {self.by} moves.",
                             f"begin with d{out} = ..., or with a part of your own.", 0,
                             len(name), "name").about(text)
        if not is_name(name):
            raise InputError(f"{name} cannot stand left of =.",
                             f"write {out} = ..., d{out} = ..., grad = ..., J = ..., or a name "
                             "for a part.", 0, len(name), "name").about(text)
        return NAMED, name

    def goal(self):
        return self.task.goal if self.task.goal in DERIVATIVES else CHANGE

    def right(self, text):
        """The graph of what stands right, and the names in it."""
        if not text.strip():
            raise InputError("Nothing stands right of =.", "complete the line.", 0,
                             max(1, len(text))).about(text)
        steps = statements(text)
        if len(steps) > 1:
            raise InputError("Two lines stand in one.", "begin a new line.", 0, 1).about(text)
        names = names_in(steps)
        for one in names:
            if one not in self.shapes and one not in self.letters and one != "I":
                self.unknown(one, steps[0][1], text)
        used = [one for one in names if one in self.shapes]
        root, _, builder = graph(text, {one: self.shapes[one] for one in self.needed(used)})
        nodes = ordered(root)
        if len(nodes) > LONGEST:
            raise InputError(f"The line has {len(nodes)} operations; at most {LONGEST} are read.",
                             "name a part of it.", kind="size").about(text)
        for node in nodes:
            node.shape = builder.find(node)
            if node.op in ("fill", "down", "across"):
                node.data = node.shape
            if any([isinstance(one, str) and one[0] == "?" for one in node.shape]):
                raise InputError("The size of I does not follow from what stands beside it.",
                                 "write eye(n).", kind="shape").about(text)
        return root, used

    def needed(self, used):
        """The names in a line; and those that hold its letters of sizes, such as N in 2 / N."""
        found = list(used)
        for name in self.task.names:
            if name not in found:
                found.append(name)
        return found

    def unknown(self, name, steps, text):
        place = [step for step in steps if step[0] == "name" and step[3] == name][0]
        if name[0] == "d" and name[1:] in self.task.names:
            raise InputError(f"Only {self.by} moves here, so there is no {name}.",
                             f"write 0 for it, or leave its term out; d{self.by} is the change.",
                             place[1], place[2], "name").about(text)
        if name[0] == "d" and name[1:] == self.output:
            raise InputError(f"{name} stands at the left, and nowhere else.",
                             "write at the right what it is equal to.", place[1], place[2],
                             "name").about(text)
        near = nearest(name, list(self.shapes)) if len(name) > 1 else None
        raise InputError(f"{name} has no meaning here.",
                         (f"did you mean {near}? Or " if near else "") +
                         f"name it in a line before: {name} = ...", place[1], place[2],
                         "name").about(text)

    def refuse_change(self, name, text, kind):
        said = {VALUE: "A value", NAMED: "A part"}.get(kind, "A derivative")
        at = text.rfind(name)
        raise InputError(f"{said} has no {name} in it.",
                         f"write d{self.output} = ... for a line with differentials." if
                         kind != NAMED else "name values, and write their changes as d and the "
                         "name.", at, at + len(name), "name").about(text)
