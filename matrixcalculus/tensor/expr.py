"""Expressions with shapes: a graph of operations, made from what was read.

Numbers have rank 0, vectors rank 1 (columns, as in the book, that fit like NumPy's), matrices rank
2. A transposed vector is a row: a matrix of one row.
"""

from .calls import Calls
from .errors import InputError
from .words import nearest


class Node:
    """One operation: what it is, on what, its shape (rows, columns), its rank and its place."""

    __slots__ = ("op", "args", "data", "shape", "rank", "place", "value", "number", "label")

    def __init__(self, op, args, data, shape, rank, place):
        self.op, self.args, self.data = op, args, data
        self.shape, self.rank, self.place = shape, rank, place
        self.value, self.number = None, 0
        self.label = None  # its text, where that is not what stands at its place


class Sizes:
    """Letters of sizes, and which unknown ones are equal."""

    def __init__(self):
        self.same, self.count = {}, 0

    def new(self):
        self.count += 1
        return f"?{self.count}"

    def find(self, one):
        while one in self.same:
            one = self.same[one]
        return one

    def unify(self, a, b):
        """Make two sizes equal; False if they are known to differ."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        for one, other in ((a, b), (b, a)):
            if isinstance(one, str) and one[0] == "?" and other != 1:
                self.same[one] = other
                return True
        return False


def shown(shape, rank):
    if rank == 0:
        return "a number"
    if rank == 1:
        return f"a vector of length {shape[0]}"
    if shape[0] == 1:
        return f"a row of length {shape[1]}"
    return "{} × {}".format(*shape)


OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


class Builder(Calls):
    """Makes the graph of statements; ``shapes`` gives (rows, columns, rank, symmetric) of names."""

    def __init__(self, text, shapes, sizes):
        self.text, self.shapes, self.sizes = text, shapes, sizes
        self.known, self.variables, self.notes, self.mixed = {}, {}, [], 0
        self.letters = {one for shape in shapes.values() for one in shape[:2]}

    def fault(self, message, cure, place, kind="shape"):
        return InputError(message, cure, place[0], place[1], kind).about(self.text)

    def graph(self, statements):
        for name, steps in statements:
            value = self.run(steps)
            if name is not None:
                self.known[name] = value
        return value

    def run(self, steps):
        stack, sized = [], set()
        for at, step in enumerate(steps):
            if step[0] == "call" and step[3] in ("ones", "zeros", "eye"):
                sized.update(range(at - step[4], at))
        for at, step in enumerate(steps):
            kind, place = step[0], (step[1], step[2])
            if at in sized:
                stack.append(step)
            elif kind == "number":
                stack.append(self.constant(step[3], place))
            elif kind == "name":
                stack.append(self.name(step[3], place))
            elif kind == "op":
                right, left = stack.pop(), stack.pop()
                stack.append(self.operator(step[3], left, right, place))
            elif kind == "call":
                cut = len(stack) - step[4]
                arguments = stack[cut:]
                del stack[cut:]
                stack.append(self.call(step[3], arguments, step[5], place))
            elif kind == "minus":
                inside = stack.pop()
                if inside.op == "const":
                    p, q = inside.data
                    stack.append(self.leaf("const", (-p, q), (1, 1), 0, place))
                else:
                    stack.append(self.node("neg", [inside], inside.shape, inside.rank, place))
            elif kind == "transpose":
                stack.append(self.transpose(stack.pop(), place))
            else:
                stack.append(self.index(stack.pop(), step[3], place))
        return stack[0]

    # Leaves ---------------------------------------------------------------------------------------

    def node(self, op, args, shape, rank, place, data=None):
        return Node(op, tuple(args), data, shape, rank, place)

    def leaf(self, op, data, shape, rank, place):
        return Node(op, (), data, shape, rank, place)

    def constant(self, digits, place):
        return self.leaf("const", fraction(digits), (1, 1), 0, place)

    def name(self, name, place):
        if name in self.known:
            return self.known[name]
        if name in self.variables:
            return self.variables[name]
        if name in self.shapes:
            rows, columns, rank, symmetric = self.shapes[name]
            node = self.leaf("var", (name, symmetric), (rows, columns), rank, place)
            self.variables[name] = node
            return node
        if name in self.letters:
            return self.leaf("size", name, (1, 1), 0, place)
        if name == "I":
            one = self.sizes.new()
            return self.leaf("eye", None, (one, one), 2, place)
        near = nearest(name, list(self.shapes) + list(self.known))
        raise self.fault(
            f"{name} has no shape.",
            f"did you mean {near}?" if near else f"give it one: {name}=\"n\".", place, "name")

    # Shapes that fit ------------------------------------------------------------------------------

    def find(self, node):
        return (self.sizes.find(node.shape[0]), self.sizes.find(node.shape[1]))

    def said(self, node):
        return f"{self.words(node)} is {shown(self.find(node), node.rank)}"

    def words(self, node):
        part = self.text[node.place[0] : node.place[1]]
        return part if len(part) < 40 else part[:36] + " ..."

    def same(self, a, b, left, right, sign, place, cure=""):
        if not self.sizes.unify(a, b):
            message = f"The shapes do not fit for {sign}: {self.said(left)}, {self.said(right)}."
            raise self.fault(message, cure or "write both with the sizes that they have; "
                             "a transpose is X'.", place)

    def stretched(self, node, shape, place):
        """The same, repeated until it has the shape (rows, columns), rank 2."""
        if node.rank == 0:
            return self.node("fill", [node], shape, 2, place, shape)
        rows, columns = node.shape
        if node.rank == 1:
            return self.node("down", [node], shape, 2, place, shape)
        if rows == 1 and shape[0] != 1:
            return self.node("down", [self.transpose(node, place)], shape, 2, place, shape)
        if columns == 1 and shape[1] != 1:
            return self.node("across", [node], shape, 2, place, shape)
        return node

    def fitted(self, sign, a, b, place):
        """Both operands in one shape."""
        if a.rank == b.rank == 0:
            return a, b, (1, 1), 0
        if a.rank < 2 and b.rank < 2:
            if a.rank == b.rank:
                self.same(a.shape[0], b.shape[0], a, b, sign, place, self.product_cure(sign, a, b))
            shape = a.shape if a.rank else b.shape
            if a.rank != b.rank:
                self.mixed += 1
                a, b = [one if one.rank else self.node("fill", [one], shape, 1, place, shape)
                        for one in (a, b)]
            return a, b, shape, 1
        if a.rank == b.rank:
            rows, columns = [
                self.side(i, a, b, sign, place) for i in (0, 1)]
        elif 0 in (a.rank, b.rank):
            self.mixed += 1
            rows, columns = a.shape if a.rank else b.shape
        else:
            matrix, vector = (a, b) if a.rank == 2 else (b, a)
            rows, columns = matrix.shape
            if columns == 1:
                raise self.fault(
                    f"{self.said(a)}, {self.said(b)}: that would be a table of all pairs.",
                    "write outer(a, b), or leave out [:, None].", place)
            self.same(columns, vector.shape[0], a, b, sign, place, self.down_cure(
                sign, a, b, matrix, vector))
            self.mixed += 1.5 * (rows != 1)
        shape = (rows, columns)
        return self.stretched(a, shape, place), self.stretched(b, shape, place), shape, 2

    def side(self, i, a, b, sign, place):
        if a.shape[i] == 1 or b.shape[i] == 1:
            return b.shape[i] if a.shape[i] == 1 else a.shape[i]
        self.same(a.shape[i], b.shape[i], a, b, sign, place, self.product_cure(sign, a, b))
        return a.shape[i]

    def product_cure(self, sign, a, b):
        if sign == "*" and a.rank == b.rank == 2 and self.find(a)[1] == self.find(b)[0]:
            return ("* multiplies entry by entry, which needs one shape; the product of matrices, "
                    f"{self.find(a)[0]} × {self.find(b)[1]}, is {self.words(a)} @ {self.words(b)}.")
        if sign == "@" and self.find(a)[1] == self.find(b)[1]:
            return f"perhaps {self.words(a)} @ {self.words(b)}'."
        return ""

    def down_cure(self, sign, a, b, matrix, vector):
        rows = self.find(matrix)[0]
        if rows == self.find(vector)[0]:
            return ("a vector is added to each row, as in NumPy; to add it to each column write "
                    f"{self.words(vector)}[:, None].")
        if sign == "*":
            return "the product of a matrix and a vector is written with @."
        return ""

    # Operators ------------------------------------------------------------------------------------

    def operator(self, sign, a, b, place):
        if sign == "@":
            return self.matmul(a, b, place)
        if sign == "**":
            return self.power(a, b, place)
        if sign in ("<", ">", "<=", ">=", "=="):
            return self.comparison(sign, a, b, place)
        if sign in ("*", "/") and (a.rank == 0 or b.rank == 0) and a.rank != b.rank:
            return self.scale(sign, a, b, place)
        if sign == "*" and max(a.rank, b.rank) == 2:
            self.note_star(a, b)
        a, b, shape, rank = self.fitted(sign, a, b, place)
        return self.node(OPERATORS[sign], [a, b], shape, rank, place)

    def note_star(self, a, b):
        left, right = self.words(a), self.words(b)
        if a.rank != 2 or 1 in self.find(a):
            return
        if not plain(left) or not plain(right) or not left[0].isupper():
            return
        fits = (self.find(a)[1] == self.find(b)[0])
        self.notes.append(
            "{} * {} multiplies entry by entry{}.".format(
                left, right, f"; the product is {left} @ {right}" if fits else ""))

    def scale(self, sign, a, b, place):
        if sign == "*":
            number, other = (a, b) if a.rank == 0 else (b, a)
        elif b.rank == 0:
            return self.node("over", [a, b], a.shape, a.rank, place)
        else:
            filled = self.node("fill", [a], b.shape, b.rank, place, b.shape)
            return self.node("div", [filled, b], b.shape, b.rank, place)
        return self.node("scale", [number, other], other.shape, other.rank, place)

    def power(self, a, b, place):
        if b.rank:
            raise self.fault(f"The exponent {self.words(b)} must be a number: {self.said(b)}.",
                             "write exp(b * log(a)) for powers entry by entry.", place)
        return self.node("pow", [a, b], a.shape, a.rank, place)

    def comparison(self, sign, a, b, place):
        a, b, shape, rank = self.fitted(sign, a, b, place)
        if sign == "==":
            for other, one in ((a, b), (b, a)):
                largest = largest_in(one)
                if largest is not None and alike(largest.args[0], other):
                    op = "top" if largest.op == "amax" else "rtop"
                    return self.node(op, [other], shape, rank, place)
            raise self.fault("== has no derivative, and is known only as x == max(x).",
                             "use a number of which you know whether it is 0 or 1.", place,
                             "unknown")
        if sign in ("<", "<="):
            a, b = b, a
        difference = self.node("sub", [a, b], shape, rank, place)
        return self.node("step", [difference], shape, rank, place)

    def matmul(self, a, b, place):
        if a.rank == 0 or b.rank == 0:
            raise self.fault(f"@ needs vectors or matrices: {self.said(a)}, {self.said(b)}.",
                             "multiply by a number with *.", place)
        if a.rank == 1 and b.rank == 1:
            self.same(a.shape[0], b.shape[0], a, b, "@", place)
            return self.node("matmul", [self.transpose(a, a.place), b], (1, 1), 0, place)
        if a.rank == 1 and b.shape[0] == 1:
            return self.node("matmul", [a, b], (a.shape[0], b.shape[1]), 2, place)
        if a.rank == 1:
            self.same(a.shape[0], b.shape[0], a, b, "@", place)
            if b.shape[1] == 1:
                return self.node("matmul", [self.transpose(a, a.place), b], (1, 1), 0, place)
            turned = self.transpose(b, b.place)
            return self.node("matmul", [turned, a], (b.shape[1], 1), 1, place)
        self.same(a.shape[1], b.shape[0], a, b, "@", place, self.product_cure("@", a, b))
        shape = (a.shape[0], b.shape[1])
        rank = 0 if shape == (1, 1) else b.rank
        return self.node("matmul", [a, b], shape, rank, place)

    def transpose(self, a, place):
        if a.rank == 0:
            return a
        if a.op == "t":
            return a.args[0]
        shape = (a.shape[1], a.shape[0])
        return self.node("t", [a], shape, 1 if shape[1] == 1 else 2, place)

    def index(self, a, kind, place):
        if a.rank != 1:
            raise self.fault(f"[:, None] is for vectors: {self.said(a)}.", "delete it.", place)
        if kind == "row":
            return self.transpose(a, place)
        turned = self.node("t", [a], (1, a.shape[0]), 2, place)
        return self.node("t", [turned], a.shape, 2, place)


def largest_in(node):
    """The node of max(x), or of max(X, axis=1)[:, None], that was repeated; None for another."""
    if node.op == "fill" or node.op == "amax":
        inside = node.args[0] if node.op == "fill" else node
        return inside if inside.op == "amax" else None
    if node.op != "across":
        return None
    inside = node.args[0]
    while inside.op == "t":
        inside = inside.args[0]
    return inside if inside.op == "rmax" else None


def alike(a, b):
    """Are two graphs the same, written twice?"""
    if a is b:
        return True
    if a.op != b.op or len(a.args) != len(b.args):
        return False
    if a.op in ("var", "const", "size") and a.data != b.data:
        return False
    return all([alike(one, other) for one, other in zip(a.args, b.args)])


def plain(word):
    return word.replace("_", "a").replace("'", "").isalpha()


def fraction(digits):
    """2.5e-3 as (numerator, denominator)."""
    digits = digits.lower()
    body, _, power = digits.partition("e")
    left, _, right = body.partition(".")
    top, bottom = int((left + right) or "0"), 10 ** len(right)
    shift = int(power or "0")
    if abs(shift) > 30:
        shift = 30 if shift > 0 else -30
    top, bottom = (top * 10**shift, bottom) if shift >= 0 else (top, bottom * 10**-shift)
    a, b = top, bottom
    while b:
        a, b = b, a % b
    a = a or 1
    return top // a, bottom // a


def ordered(root):
    """The nodes of a graph, each after its operands."""
    found, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if id(node) in seen and not done:
            continue
        if done:
            node.number = len(found)
            found.append(node)
            continue
        seen.add(id(node))
        stack.append((node, True))
        for one in reversed(node.args):
            if id(one) not in seen:
                stack.append((one, False))
    return found
