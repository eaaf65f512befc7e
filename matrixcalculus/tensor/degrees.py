"""How high the degrees of an expression can be: the bound on passing by accident rests on it."""

from .exact import NEAR

KINDS = {op: kind for kind, ops in (
    ("leaf", ("var", "const", "size", "eye")), ("sum", ("add", "sub", "max")),
    ("product", ("mul", "scale")), ("quotient", ("div", "over")),
    ("total", ("sum", "columns", "rows", "tr")), ("exponentials", ("lse", "softmax")),
    ("solved", ("det", "inv")), ("circle", ("sin", "cos", "tanh", "sigmoid")),
    ("same", ("neg", "t", "fill", "down", "across", "diag", "dpart", "relu", "abs", "amax",
              "rmax"))) for op in ops}


class Degrees:
    """Bounds on the degrees of the fractions that the entries of each node are.

    A node has (top, bottom); functions are symbols, of degree 1.
    """

    def __init__(self, sizes):
        self.sizes, self.asked = sizes, 1

    def size(self, one):
        return one if isinstance(one, int) else self.sizes[one]

    def summed(self, one, count):
        top, bottom = one
        return top + (count - 1) * bottom, count * bottom

    def times(self, a, b):
        return a[0] + b[0], a[1] + b[1]

    def of(self, nodes):
        """The degree of the last of some nodes, as ``ordered`` gives them; counts their entries."""
        found = []
        for node in nodes:
            args = [found[one.number] for one in node.args]
            found.append(self.node(node, args))
            self.asked += self.size(node.shape[0]) * self.size(node.shape[1])
        return max([top + bottom for top, bottom in found])

    def node(self, node, args):
        op = node.op
        kind = KINDS.get(op, op)
        if kind == "leaf":
            return (2, 0)
        if kind == "same":
            return args[0]
        if kind == "sum":
            a, b = args
            return max(a[0] + b[1], b[0] + a[1]), a[1] + b[1]
        if kind == "product":
            return self.times(args[0], args[1])
        if kind == "quotient":
            return args[0][0] + args[1][1], args[0][1] + args[1][0]
        if op == "pow":
            k = node.args[1].data if node.args[1].op == "const" else (NEAR, 1)
            k = abs(k[0]) + 1
            return (k * (args[0][0] + args[0][1]), k * (args[0][0] + args[0][1]))
        if op == "matmul":
            return self.summed(self.times(args[0], args[1]), self.size(node.args[0].shape[1]))
        if kind == "total" or kind == "exponentials":
            shape = node.args[0].shape
            count = self.size(shape[0]) * self.size(shape[1])
            if kind == "exponentials":
                return (count + 1, count + 1)
            return self.summed(args[0], count)
        if kind == "solved":
            n = self.size(node.args[0].shape[0])
            top, bottom = n * args[0][0] + n * n * args[0][1], n * n * args[0][1]
            return (top, bottom) if op == "det" else (top + bottom, top + bottom)
        if kind == "circle":
            return (2, 2)
        if op == "norm":
            n = self.size(node.args[0].shape[0]) * self.size(node.args[0].shape[1])
            return self.summed((2 * args[0][0], 2 * args[0][1]), n)
        return (1, 0)
