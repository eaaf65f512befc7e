"""A graph in plain floating point, at a small example: the numbers that a reader is shown.

Nothing is judged by these numbers; they only show where two lines differ.
"""

import math

from .expr import ordered

SMALLEST = 1e-3  # a comparison closer than this is too close to its kink for an example


class NearKink(Exception):
    """A comparison is too close to call: take another example."""


class Grid:
    """A matrix of floats, row by row."""

    __slots__ = ("rows", "columns", "value")

    def __init__(self, rows, columns, value):
        self.rows, self.columns, self.value = rows, columns, value

    def at(self, i, j):
        return self.value[i * self.columns + j]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


EACH = {
    "neg": lambda x: -x, "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos,
    "tanh": math.tanh, "sigmoid": sigmoid, "softplus": lambda x: math.log(1 + math.exp(x)),
    "relu": lambda x: x if x > 0 else 0.0, "abs": abs, "sign": lambda x: 1.0 if x > 0 else -1.0,
    "step": lambda x: 1.0 if x > 0 else 0.0,
}
PAIRS = {
    "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y, "max": lambda x, y: x if x > y else y,
}


class Real:
    """Values of graphs for given sizes and Grids of names."""

    def __init__(self, sizes, values):
        self.sizes, self.values = sizes, values

    def size(self, one):
        return one if isinstance(one, int) else self.sizes[one]

    def of(self, root):
        """The Grid of a graph. Raises NearKink, ZeroDivisionError, ValueError, OverflowError."""
        found = []
        for node in ordered(root):
            args = [found[one.number] for one in node.args]
            rows, columns = self.size(node.shape[0]), self.size(node.shape[1])
            if node.op == "var":
                made = self.values[node.data[0]].value
            else:
                made = self.node(node, rows, columns, args)
            found.append(Grid(rows, columns, made))
        return found[-1]

    def node(self, node, rows, columns, args):
        op = node.op
        if op in EACH:
            if op in ("relu", "abs", "sign", "step"):
                self.apart(args[0].value)
            return [EACH[op](x) for x in args[0].value]
        if op in PAIRS:
            a, b = args[0].value, args[1].value
            if op == "max":
                self.apart([x - y for x, y in zip(a, b)])
            return [PAIRS[op](x, y) for x, y in zip(a, b)]
        if op in ("scale", "over"):
            a, b = (args[0], args[1]) if op == "over" else (args[1], args[0])
            number = b.value[0]
            return [x / number if op == "over" else x * number for x in a.value]
        return getattr(self, "do_" + op)(node, rows, columns, *args)

    def apart(self, values):
        if any([abs(x) < SMALLEST for x in values]):
            raise NearKink

    def do_const(self, node, rows, columns):
        return [node.data[0] / node.data[1]]

    def do_size(self, node, rows, columns):
        return [float(self.size(node.data))]

    def do_eye(self, node, rows, columns):
        return [float(i == j) for i in range(rows) for j in range(columns)]

    def do_pow(self, node, rows, columns, a, e):
        k = e.value[0]
        if k != int(k) and any([x < 0 for x in a.value]):
            raise ValueError("a root of a negative number")
        return [x ** (int(k) if k == int(k) else k) for x in a.value]

    def do_fill(self, node, rows, columns, s):
        return s.value * (rows * columns)

    def do_down(self, node, rows, columns, b):
        return b.value * rows

    def do_across(self, node, rows, columns, b):
        return [x for x in b.value for _ in range(columns)]

    def do_matmul(self, node, rows, columns, a, b):
        return [sum([a.at(i, k) * b.at(k, j) for k in range(a.columns)])
                for i in range(rows) for j in range(columns)]

    def do_t(self, node, rows, columns, a):
        return [a.at(j, i) for i in range(rows) for j in range(columns)]

    def do_sum(self, node, rows, columns, a):
        return [sum(a.value)]

    def do_columns(self, node, rows, columns, a):
        return [sum([a.at(i, j) for i in range(a.rows)]) for j in range(a.columns)]

    def do_rows(self, node, rows, columns, a):
        return [sum(one) for one in lines(a)]

    def do_tr(self, node, rows, columns, a):
        return [sum([a.at(k, k) for k in range(a.rows)])]

    def do_diag(self, node, rows, columns, a):
        return [a.value[i] if i == j else 0.0 for i in range(rows) for j in range(columns)]

    def do_dpart(self, node, rows, columns, a):
        return [a.at(k, k) for k in range(a.rows)]

    def do_norm(self, node, rows, columns, a):
        return [math.sqrt(sum([x * x for x in a.value]))]

    def do_softmax(self, node, rows, columns, a):
        found = []
        for one in [a.value] if a.columns == 1 else lines(a):
            parts = [math.exp(x - max(one)) for x in one]
            found += [x / sum(parts) for x in parts]
        return found

    def do_lse(self, node, rows, columns, a):
        return [max(one) + math.log(sum([math.exp(x - max(one)) for x in one]))
                for one in ([a.value] if a.columns == 1 else lines(a))]

    def do_amax(self, node, rows, columns, a):
        return [max(a.value)]

    def do_top(self, node, rows, columns, a):
        return [float(x == max(a.value)) for x in a.value]

    def do_rmax(self, node, rows, columns, a):
        return [max(one) for one in lines(a)]

    def do_rtop(self, node, rows, columns, a):
        return [float(x == max(one)) for one in lines(a) for x in one]

    def do_det(self, node, rows, columns, a):
        return [self.eliminated(a)[0]]

    def do_inv(self, node, rows, columns, a):
        right = self.eliminated(a)[1]
        if right is None:
            raise ZeroDivisionError
        return [x for row in right for x in row]

    def eliminated(self, a):
        """(determinant, rows of the inverse), by Gauss and Jordan with pivots."""
        n, det = a.rows, 1.0
        left = [one + [float(i == j) for j in range(n)] for i, one in enumerate(lines(a))]
        for k in range(n):
            best = max(range(k, n), key=lambda i, k=k: abs(left[i][k]))
            if abs(left[best][k]) < 1e-12:
                return 0.0, None
            if best != k:
                left[k], left[best], det = left[best], left[k], -det
            pivot = left[k][k]
            det *= pivot
            left[k] = [x / pivot for x in left[k]]
            for i in range(n):
                if i != k and left[i][k]:
                    factor = left[i][k]
                    left[i] = [x - factor * y for x, y in zip(left[i], left[k])]
        return det, [row[n:] for row in left]


def lines(a):
    """The rows of a Grid, as lists."""
    return [a.value[i * a.columns : (i + 1) * a.columns] for i in range(a.rows)]
