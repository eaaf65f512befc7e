"""Slips of the pen: a line with one operation that is another one (see slips for those of a rule).

A slip is a function (run, node, operands) that gives the wrong table, or None where it has none.
"""

from .exact import P, Run, Table, inverse
from .expr import ordered

HALF = (P + 1) // 2


class WrongValue(Run):
    """A run in which one operation is another one."""

    def __init__(self, field, sizes, point, at, how):
        Run.__init__(self, field, sizes, point)
        self.at, self.how = at, how

    def node(self, node, args):
        if node.number != self.at:
            return Run.node(self, node, args)
        made = self.how(self, node, args)
        rows, columns = self.size(node.shape[0]), self.size(node.shape[1])
        if made is None or (made.rows, made.columns) != (rows, columns):
            raise ZeroDivisionError
        return made


def keep(at):
    return lambda run, node, args: args[at]


def turned_sign(at):
    def how(run, node, args):
        a, b = args
        a = [-x if at == 0 else x for x in a.value]
        sign = (-1 if at == 1 else 1) * (-1 if node.op == "sub" else 1)
        return plain(node, args[0], [(x + sign * y) % P for x, y in zip(a, b.value)])
    return how


def plain(node, like, values):
    return Table(like.rows, like.columns, values, [0] * len(values))


def no_sign(run, node, args):
    return args[0]


def raised(by):
    def how(run, node, args):
        made = Run.node(run, node, args)
        return plain(node, made, [y * (x if by > 0 else inverse(x)) % P
                                  for y, x in zip(made.value, args[0].value)])
    return how


def exchanged(run, node, args):
    b, a = args
    if a.columns != b.rows:
        return None
    value, slope = run.do_matmul(node, a.rows, b.columns, a, b)
    return Table(a.rows, b.columns, value, slope)


def inner(run, node, args):
    """The inner product, in every place of what is an outer one."""
    made = exchanged(run, node, args)
    rows, columns = run.size(node.shape[0]), run.size(node.shape[1])
    if made is None or len(made.value) != 1 or rows * columns == 1:
        return None
    return Table(rows, columns, made.value * (rows * columns), made.slope * (rows * columns))


def times(factor):
    def how(run, node, args):
        made = Run.node(run, node, args)
        return plain(node, made, [x * factor % P for x in made.value])
    return how


def turned(at):
    def how(run, node, args):
        args = list(args)
        one = args[at]
        value, slope = run.do_t(node, one.columns, one.rows, one)
        args[at] = Table(one.columns, one.rows, value, slope)
        if args[0].columns != args[1].rows:
            return None
        value, slope = run.do_matmul(node, args[0].rows, args[1].columns, args[0], args[1])
        return Table(args[0].rows, args[1].columns, value, slope)
    return how


def ones(run, node, args):
    count = run.size(node.shape[0]) * run.size(node.shape[1])
    return Table(run.size(node.shape[0]), run.size(node.shape[1]), [1] * count, [0] * count)


def is_mask(node):
    if node.op in ("step", "top", "rtop"):
        return True
    return node.op in ("t", "diag", "fill") and is_mask(node.args[0])


def of_the_pen(root):
    """Yield (slip, node, how) for each operation of a line."""
    exponents = []
    for node in ordered(root):
        op, args = node.op, node.args
        if op == "pow":
            exponents.append(args[1])
        if op in ("add", "sub"):
            yield "lost term", node, keep(0)
            yield ("lost term" if op == "add" else "sign"), node, \
                keep(1) if op == "add" else turned_sign(1)
            if op == "sub":
                yield "lost term", node, lambda run, node, args: plain(
                    node, args[1], [-y % P for y in args[1].value])
            else:
                yield "sign", node, turned_sign(1)
            yield "sign", node, turned_sign(0)
        elif op == "const" and node not in exponents:
            yield "factor", node, times(2)
            yield "factor", node, times(HALF)
        elif op == "neg":
            yield "sign", node, no_sign
        elif op in ("scale", "mul", "over", "div"):
            for at in (0, 1):
                other = args[1 - at]
                slip = "factor" if other.op == "const" else "mean" if other.op == "size" else \
                    "lost mask" if is_mask(other) else "lost factor"
                if op in ("over", "div") and at == 1:
                    continue
                if args[at].shape == node.shape:
                    yield slip, node, keep(at)
        elif op == "pow":
            for one in (no_sign, raised(1), raised(-1)):
                yield "power", node, one
        elif op in ("step", "top", "rtop"):
            yield "lost mask", node, ones
        elif op in ("sin", "cos"):
            yield "sign", node, lambda run, node, args: plain(node, args[0], [
                -y % P for y in Run.node(run, node, args).value])
        elif op == "t":
            yield "transpose", node, no_sign
        elif op == "matmul":
            yield "exchange", node, exchanged
            yield "inner for outer", node, inner
            for at in (0, 1):
                yield "transpose", node, turned(at)
                if args[at].shape == node.shape:
                    yield ("lost mask" if is_mask(args[1 - at]) else "lost factor"), node, keep(at)


def whole(letters):
    """Slips of a whole line: (slip, factor); a letter stands for its size."""
    found = [("sign", -1), ("factor", 2), ("factor", HALF), ("factor", -2 % P),
             ("factor", 4), ("factor", inverse(4))]
    for one in letters:
        found += [("mean", one), ("mean", "1/" + one)]
    return found
