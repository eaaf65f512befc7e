"""Which rules lead from one line to the next, and how a line was written in another way."""

from .exact import NoRoot, Run
from .expr import ordered
from .lines import CHANGE, DERIVATIVES, NAMED, VALUE
from .rules import RULES
from .slips import moving

SILENT = ("t", "fill")  # operations that need no rule of their own


class Trace(Run):
    """A run that remembers the value of each node."""

    def of(self, root):
        self.all = []
        for node in ordered(root):
            self.all.append(self.node(node, [self.all[one.number] for one in node.args]))
        return self.all[-1]


def passed(book, line, before):
    """(rules that were used between two lines, names of what they differentiated)."""
    if line.kind == VALUE or before.kind in DERIVATIVES:
        return [], set()
    gone = [one for one in before.moving if one not in line.moving]
    found, names = [], set()
    if before.kind in (VALUE, NAMED):
        found += between(book, before.root, line)
        if found:
            names.add(line.target)
    elif line.kind in DERIVATIVES:
        names.add("read off")
    for one in gone:
        name = one[1:]
        if name in dict(book.parts) and book.last.get(name) is not None:
            last = book.last[name]
            if last.kind == CHANGE:  # its own lines have said it
                continue
            more = between(book, dict(book.parts)[name].root, line)
            if more:
                names.add(name)
            found += more
    rules = []
    for one in found:
        if one and one not in rules:
            rules.append(one)
    return rules, names


def between(book, root, line):
    """The rules of the operations from a graph's value down to the parts whose changes remain."""
    stops, names = [], [book.task.by] + [name for name, _ in book.parts]
    scene = book.scenes[0]
    for one in line.moving:
        if one[1:] in scene.tables and one[1:] != book.task.by:
            stops.append(scene.tables[one[1:]].value)
    trace = Trace(scene.field, scene.sizes, scene.tables)
    try:
        trace.of(root)
    except (NoRoot, ZeroDivisionError):
        return []
    moves, found, waiting, seen = moving(root, names), [], [root], []
    ordered(root)
    while waiting:
        node = waiting.pop(0)
        if node.number in seen or (node is not root and trace.all[node.number].value in stops):
            continue
        seen.append(node.number)
        row = RULES.get(node.op)
        for at, one in enumerate(node.args):
            if moves[one.number]:
                if node.op not in SILENT and row.pulls[at] is not None:
                    found.append(row.ids[at])
                waiting.append(one)
    return found


def ops(line):
    return [one.op for one in ordered(line.root)]


def rewritten(line, before):
    """In words, how a line that is equal was written in another way."""
    if line.kind in DERIVATIVES and before.kind == CHANGE:
        return "what multiplies the change is read off"
    if line.kind in DERIVATIVES and before.kind in DERIVATIVES and line.kind != before.kind:
        return "the layout is another"
    new, old = ops(line), ops(before)
    for op, words in (("tr", "a trace may be turned round"),
                      ("diag", "a diagonal matrix multiplies entry by entry"),
                      ("inv", "inverses were put together"),
                      ("step", "the mask is written in another way")):
        if new.count(op) != old.count(op):
            return words
    if new.count("t") != old.count("t"):
        return "a transpose was carried out"
    if sorted(new) == sorted(old):
        return "the same, in another order"
    return "written in another way"
