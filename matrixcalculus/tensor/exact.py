"""Arithmetic without rounding: dual numbers modulo the prime 2^61 - 1, at random points.

exp, log, ... are symbols with their rule of differentiation; a comparison is answered by a random
sign that belongs to the value; square roots are taken where they exist, and points are drawn anew
where they do not.
"""

from .expr import ordered

P = 2**61 - 1
MASK = 2**64 - 1
NEAR = 12  # x**a and x**(a + k) are known to belong together for whole k up to this


class NoRoot(Exception):
    """There is no square root modulo P at this point; another point has one."""


class NoPoint(Exception):
    """The expression has no value at any point: a division by zero, an inverse that is none."""


def mixed(number):
    """Sixty-four bits that follow from a number, and look like drawn (splitmix64)."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


def inverse(a):
    if a == 1:
        return 1
    if a % P == 0:
        raise ZeroDivisionError
    return pow(a, P - 2, P)


def inverses(numbers):
    """The inverses of some numbers, by one of their product: an inverse costs sixty products."""
    if len(numbers) < 2:
        return [inverse(one) for one in numbers]
    before, product = [], 1
    for one in numbers:
        before.append(product)
        product = product * one % P
    after, found = inverse(product), []
    for at in range(len(numbers) - 1, -1, -1):
        found.append(after * before[at] % P)
        after = after * numbers[at] % P
    found.reverse()
    return found


class Field:
    """Everything that is random at one point, and what was asked there."""

    def __init__(self, seed):
        self.seed, self.count = mixed(seed), 0
        self.exps, self.logs, self.powers, self.answers = {}, {}, {}, {}

    def draw(self):
        self.count += 1
        return mixed(self.seed + self.count * 0x632BE59BD9B4E019) % (P - 1) + 1

    def symbol(self, kind, value):
        """The number that stands for a function of a value."""
        return mixed(mixed(self.seed ^ kind) ^ (value * 0x9E3779B97F4A7C15 & MASK)) % (P - 1) + 1

    def positive(self, value, place):
        """A random answer, the opposite one for the negative, noted under the asking place."""
        if value == 0:
            return False
        turned = value > P // 2
        answer = (self.symbol(7, P - value if turned else value) & 1 == 1) != turned
        self.answers.setdefault(place, set()).add(answer)
        return answer

    def exp(self, value):
        if value == 0:
            return 1
        if value not in self.exps:
            turned = value > P // 2
            found = self.symbol(1, P - value if turned else value)
            self.exps[value] = inverse(found) if turned else found
            self.logs[self.exps[value]] = value
        return self.exps[value]

    def log(self, value):
        if value == 1:
            return 0
        if value == 0:
            raise ZeroDivisionError
        if value not in self.logs:
            self.logs[value] = self.symbol(2, value)
            self.exps[self.logs[value]] = value
            self.exps[P - self.logs[value]] = inverse(value)
        return self.logs[value]

    def circle(self, value):
        """(sine, cosine): a point of the circle, drawn by the tangent of half the angle."""
        if value == 0:
            return 0, 1
        turned = value > P // 2
        half = self.symbol(3, P - value if turned else value)
        below = inverse(1 + half * half)
        sine = 2 * half * below % P
        return (P - sine if turned else sine), (1 - half * half) * below % P

    def root(self, value):
        found = pow(value, (P + 1) // 4, P)
        if found * found % P != value:
            raise NoRoot
        return P - found if self.symbol(4, value) & 1 else found

    def power(self, base, exponent):
        """base**exponent for an exponent that is a number of the field."""
        if exponent < 64:
            return pow(base, exponent, P)
        if P - exponent < 64:
            return inverse(pow(base, P - exponent, P))
        for half in range(1, 24, 2):
            if (2 * exponent - half) % P == 0:
                return pow(self.root(base), half, P)
            if (2 * exponent + half) % P == 0:
                return inverse(pow(self.root(base), half, P))
        for shift in range(-NEAR, NEAR + 1):
            found = self.powers.get((base, (exponent - shift) % P))
            if found is not None:
                whole = pow(base, abs(shift), P)
                return found * (whole if shift >= 0 else inverse(whole)) % P
        found = self.symbol(5, (base * 31 + exponent) % P)
        self.powers[(base, exponent)] = found
        return found


class Table:
    """A matrix of dual numbers: two lists, values and slopes, row by row."""

    __slots__ = ("rows", "columns", "value", "slope")

    def __init__(self, rows, columns, value, slope):
        self.rows, self.columns, self.value, self.slope = rows, columns, value, slope


def multiplied(a, b, rows, columns):
    """The product of two matrices, row by row."""
    inner = len(a) // rows
    left = [a[i * inner : i * inner + inner] for i in range(rows)]
    right = [[b[k * columns + j] for k in range(inner)] for j in range(columns)]
    return [sum([x * y for x, y in zip(one, other)]) % P for one in left for other in right]


class Run:
    """A graph at one point: what its nodes are, and how fast they change in one direction."""

    def __init__(self, field, sizes, point):
        self.field, self.sizes, self.point = field, sizes, point
        self.methods = {}

    def of(self, root):
        return self.along(ordered(root))

    def along(self, nodes):
        """The table of the last of some nodes, as :func:`ordered` gives them."""
        found, act = [], self.node
        for node in nodes:
            found.append(act(node, [found[one.number] for one in node.args]))
        return found[-1]

    def size(self, one):
        return one if isinstance(one, int) else self.sizes[one]

    def node(self, node, args):
        op = node.op
        if op == "var":
            return self.point[node.data[0]]
        method = self.methods.get(op)
        if method is None:
            method = self.methods[op] = getattr(self, "do_" + op)
        rows, columns = node.shape
        if not isinstance(rows, int):
            rows = self.sizes[rows]
        if not isinstance(columns, int):
            columns = self.sizes[columns]
        value, slope = method(node, rows, columns, *args)
        return Table(rows, columns, value, slope)

    def do_const(self, node, rows, columns):
        return [node.data[0] * inverse(node.data[1]) % P], [0]

    def do_size(self, node, rows, columns):
        return [self.size(node.data)], [0]

    def do_eye(self, node, rows, columns):
        count = rows * columns
        return [int(k // columns == k % columns) for k in range(count)], [0] * count

    # Entry by entry -------------------------------------------------------------------------------

    def do_add(self, node, rows, columns, a, b):
        return ([(x + y) % P for x, y in zip(a.value, b.value)],
                [(x + y) % P for x, y in zip(a.slope, b.slope)])

    def do_sub(self, node, rows, columns, a, b):
        return ([(x - y) % P for x, y in zip(a.value, b.value)],
                [(x - y) % P for x, y in zip(a.slope, b.slope)])

    def do_neg(self, node, rows, columns, a):
        return [-x % P for x in a.value], [-x % P for x in a.slope]

    def do_mul(self, node, rows, columns, a, b):
        return ([x * y % P for x, y in zip(a.value, b.value)],
                [(x * dy + y * dx) % P for x, dx, y, dy in zip(a.value, a.slope, b.value,
                                                               b.slope)])

    def do_scale(self, node, rows, columns, s, a):
        x, dx = s.value[0], s.slope[0]
        return ([x * y % P for y in a.value],
                [(x * dy + y * dx) % P for y, dy in zip(a.value, a.slope)])

    def do_over(self, node, rows, columns, a, s):
        below, change = inverse(s.value[0]), s.slope[0]
        value = [x * below % P for x in a.value]
        return value, [(dx - y * change) * below % P for y, dx in zip(value, a.slope)]

    def do_div(self, node, rows, columns, a, b):
        value, slope = [], []
        for x, dx, below, dy in zip(a.value, a.slope, inverses(b.value), b.slope):
            ratio = x * below % P
            value.append(ratio)
            slope.append((dx - ratio * dy) * below % P)
        return value, slope

    def do_pow(self, node, rows, columns, a, e):
        k, dk = e.value[0], e.slope[0]
        if 0 < k < 64 and not dk:
            lower = [pow(x, k - 1, P) for x in a.value] if k != 2 else a.value
            return ([x * y % P for x, y in zip(a.value, lower)],
                    [k * y * dx % P for y, dx in zip(lower, a.slope)])
        value, slope = [], []
        for x, dx in zip(a.value, a.slope):
            if x == 0 and k >= 64:
                raise ZeroDivisionError
            y = self.field.power(x, k)
            value.append(y)
            change = k * dx % P * y % P * inverse(x) % P if x else (dx if k == 1 else 0)
            if dk:
                change += dk * self.field.log(x) % P * y
            slope.append(change % P)
        return value, slope

    def do_fill(self, node, rows, columns, s):
        return s.value * (rows * columns), s.slope * (rows * columns)

    def do_down(self, node, rows, columns, b):
        return b.value * rows, b.slope * rows

    def do_across(self, node, rows, columns, b):
        return ([x for x in b.value for _ in range(columns)],
                [x for x in b.slope for _ in range(columns)])

    def each(self, a, function):
        """A function entry by entry, which gives (value, slope)."""
        pairs = [function(x, dx) for x, dx in zip(a.value, a.slope)]
        return [one[0] for one in pairs], [one[1] for one in pairs]

    def do_exp(self, node, rows, columns, a):
        def one(x, dx):
            y = self.field.exp(x)
            return y, y * dx % P
        return self.each(a, one)

    def do_log(self, node, rows, columns, a):
        return ([self.field.log(x) for x in a.value],
                [dx * y % P for y, dx in zip(inverses(a.value), a.slope)])

    def do_sin(self, node, rows, columns, a):
        def one(x, dx):
            sine, cosine = self.field.circle(x)
            return sine, cosine * dx % P
        return self.each(a, one)

    def do_cos(self, node, rows, columns, a):
        def one(x, dx):
            sine, cosine = self.field.circle(x)
            return cosine, -sine * dx % P
        return self.each(a, one)

    def do_tanh(self, node, rows, columns, a):
        squares = [self.field.exp(x) for x in a.value]
        squares = [e * e % P for e in squares]
        below = inverses([e + 1 for e in squares])
        value = [(e - 1) * y % P for e, y in zip(squares, below)]
        return value, [(1 - y * y) * dx % P for y, dx in zip(value, a.slope)]

    def do_sigmoid(self, node, rows, columns, a):
        powers = [self.field.exp(x) for x in a.value]
        value = [e * y % P for e, y in zip(powers, inverses([e + 1 for e in powers]))]
        return value, [y * (1 - y) % P * dx % P for y, dx in zip(value, a.slope)]

    def do_softplus(self, node, rows, columns, a):
        def one(x, dx):
            e = self.field.exp(x)
            return self.field.log((1 + e) % P), e * inverse(1 + e) % P * dx % P
        return self.each(a, one)

    def ask(self, value, node):
        return self.field.positive(value, node.number)

    def do_relu(self, node, rows, columns, a):
        return self.each(a, lambda x, dx: (x, dx) if self.ask(x, node) else (0, 0))

    def do_abs(self, node, rows, columns, a):
        return self.each(a, lambda x, dx: (x, dx) if self.ask(x, node) else (-x % P, -dx % P))

    def do_sign(self, node, rows, columns, a):
        return self.each(a, lambda x, dx: (1 if self.ask(x, node) else P - 1, 0))

    def do_step(self, node, rows, columns, a):
        return self.each(a, lambda x, dx: (int(self.ask(x, node)), 0))

    def do_max(self, node, rows, columns, a, b):
        value, slope = [], []
        for x, dx, y, dy in zip(a.value, a.slope, b.value, b.slope):
            first = self.ask((x - y) % P, node)
            value.append(x if first else y)
            slope.append(dx if first else dy)
        return value, slope

    # Whole arrays ---------------------------------------------------------------------------------

    def do_matmul(self, node, rows, columns, a, b):
        value = multiplied(a.value, b.value, rows, columns)
        moving = [multiplied(one, other, rows, columns) for one, other in (
            (a.value, b.slope), (a.slope, b.value)) if any(one) and any(other)]
        if not moving:
            return value, [0] * len(value)
        return value, moving[0] if len(moving) == 1 else [(x + y) % P for x, y in zip(*moving)]

    def do_t(self, node, rows, columns, a):
        order = [j * rows + i for i in range(rows) for j in range(columns)]
        return [a.value[k] for k in order], [a.slope[k] for k in order]

    def do_sum(self, node, rows, columns, a):
        return [sum(a.value) % P], [sum(a.slope) % P]

    def do_columns(self, node, rows, columns, a):
        return self.sums(a, [[i * a.columns + j for i in range(a.rows)] for j in range(a.columns)])

    def do_rows(self, node, rows, columns, a):
        return self.sums(a, [[i * a.columns + j for j in range(a.columns)] for i in range(a.rows)])

    def sums(self, a, groups):
        return ([sum([a.value[k] for k in one]) % P for one in groups],
                [sum([a.slope[k] for k in one]) % P for one in groups])

    def do_tr(self, node, rows, columns, a):
        return self.sums(a, [[k * a.columns + k for k in range(a.rows)]])

    def do_diag(self, node, rows, columns, a):
        value, slope = [0] * (rows * rows), [0] * (rows * rows)
        for k in range(rows):
            value[k * rows + k], slope[k * rows + k] = a.value[k], a.slope[k]
        return value, slope

    def do_dpart(self, node, rows, columns, a):
        return self.sums(a, [[k * a.columns + k] for k in range(a.rows)])

    def do_norm(self, node, rows, columns, a):
        root = self.field.root(sum([x * x for x in a.value]) % P)
        change = sum([x * dx for x, dx in zip(a.value, a.slope)])
        return [root], [change * inverse(root) % P]

    def do_softmax(self, node, rows, columns, a):
        value, slope = [0] * len(a.value), [0] * len(a.value)
        for group in self.groups(a):
            parts = [self.field.exp(a.value[k]) for k in group]
            below = inverse(sum(parts))
            parts = [one * below % P for one in parts]
            mean = sum([one * a.slope[k] for one, k in zip(parts, group)]) % P
            for one, k in zip(parts, group):
                value[k], slope[k] = one, one * (a.slope[k] - mean) % P
        return value, slope

    def do_lse(self, node, rows, columns, a):
        value, slope = [], []
        for group in self.groups(a):
            parts = [self.field.exp(a.value[k]) for k in group]
            total = sum(parts) % P
            value.append(self.field.log(total))
            slope.append(sum([one * a.slope[k] for one, k in zip(parts, group)]) * inverse(total)
                         % P)
        return value, slope

    def groups(self, a):
        """The entries of a column; of a matrix those of each row."""
        if a.columns == 1:
            return [range(a.rows)]
        return [range(i * a.columns, (i + 1) * a.columns) for i in range(a.rows)]

    def largest(self, a, place):
        best = 0
        for k in range(1, len(a.value)):
            if self.field.positive((a.value[k] - a.value[best]) % P, ("max", place)):
                best = k
        return best

    def do_amax(self, node, rows, columns, a):
        best = self.largest(a, node.number)
        return [a.value[best]], [a.slope[best]]

    def do_rmax(self, node, rows, columns, a):
        best = [self.of_row(a, group, node) for group in self.groups(a)]
        return [a.value[k] for k in best], [a.slope[k] for k in best]

    def do_rtop(self, node, rows, columns, a):
        best = [self.of_row(a, group, node) for group in self.groups(a)]
        return [int(k in best) for k in range(len(a.value))], [0] * len(a.value)

    def of_row(self, a, group, node):
        best = group[0]
        for k in group[1:]:
            if self.field.positive((a.value[k] - a.value[best]) % P, ("max", node.number)):
                best = k
        return best

    def do_top(self, node, rows, columns, a):
        best = self.largest(a, node.number)
        return [int(k == best) for k in range(len(a.value))], [0] * len(a.value)

    def do_det(self, node, rows, columns, a):
        value, slope, _ = self.eliminated(a)
        return [value], [slope]

    def do_inv(self, node, rows, columns, a):
        _, _, right = self.eliminated(a)
        if right is None:
            raise ZeroDivisionError
        return ([x for row in right for x in row[0]], [x for row in right for x in row[1]])

    def eliminated(self, a):
        """(determinant, its slope, rows of the inverse): Gauss and Jordan, on dual numbers."""
        n = a.rows
        left = [[list(a.value[i * n : i * n + n]), list(a.slope[i * n : i * n + n])]
                for i in range(n)]
        for i in range(n):
            left[i][0] += [int(i == j) for j in range(n)]
            left[i][1] += [0] * n
        det, change = 1, 0
        for k in range(n):
            pivot = [i for i in range(k, n) if left[i][0][k]]
            if not pivot:
                if any([left[i][1][k] for i in range(k, n)]):
                    raise NoRoot  # a determinant of 0 that changes: take another point
                return 0, 0, None
            if pivot[0] != k:
                left[k], left[pivot[0]] = left[pivot[0]], left[k]
                det, change = -det, -change
            x, dx = left[k][0][k], left[k][1][k]
            det, change = det * x % P, (change * x + det * dx) % P
            below = inverse(x)
            values = [y * below % P for y in left[k][0]]
            left[k] = [values, [(dy - y * dx) * below % P
                                for y, dy in zip(values, left[k][1])]]
            for i in range(n):
                x, dx = left[i][0][k], left[i][1][k]
                if i != k and (x or dx):
                    pairs = list(zip(left[k][0], left[k][1], left[i][0], left[i][1]))
                    left[i] = [[(z - x * y) % P for y, dy, z, dz in pairs],
                               [(dz - x * dy - dx * y) % P for y, dy, z, dz in pairs]]
        return det, change, [(row[0][n:], row[1][n:]) for row in left]


def symmetric(table):
    n = table.rows
    for i in range(n):
        for j in range(i):
            table.value[i * n + j] = table.value[j * n + i]
            table.slope[i * n + j] = table.slope[j * n + i]
    return table


def random_point(field, shapes, sizes, moving=None, squares=()):
    """A table for every name; the moving one has a random direction as its slope."""
    point = {}
    for name in sorted(shapes):
        rows, columns, _, is_symmetric = shapes[name]
        rows = rows if isinstance(rows, int) else sizes[rows]
        columns = columns if isinstance(columns, int) else sizes[columns]
        count = rows * columns
        value = [field.draw() for _ in range(count)]
        if name in squares:
            value = [x * x % P for x in value]
        slope = [field.draw() if name == moving else 0 for _ in range(count)]
        table = Table(rows, columns, value, slope)
        point[name] = symmetric(table) if is_symmetric else table
    return point


def under_roots(nodes):
    """The names of which a root is taken as they are: squares are drawn for them."""
    found = []
    for node in nodes:
        if node.op == "pow" and node.args[0].op == "var" and node.args[1].op == "const":
            if node.args[1].data[1] == 2:
                found.append(node.args[0].data[0])
    return found
