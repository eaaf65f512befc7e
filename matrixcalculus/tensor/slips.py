"""Known slips: what a line is when one thing goes wrong, to be compared with what was typed.

Two sorts. A slip of a rule, here, changes the slope of one operation while the expression is run in
dual numbers: the mask of a ReLU is lost, one path is forgotten. A slip of the pen (see pen) changes
one operation of a line: a sign, a factor, a transpose. No form is compared, only values; so a slip
is found in whatever way the rest of the line is written.
"""

from .exact import P, Run, Table, inverse
from .expr import ordered

SLIPS = {  # name: (misconception of the book, what is said)
    "transpose": ("M1", "something is transposed that is not, or the other way round"),
    "exchange": ("M1", "two factors stand in the wrong order"),
    "inner for outer": ("M6", "an inner product stands where an outer one belongs"),
    "row for column": ("M4", "rows and columns are exchanged: it is right once it is transposed"),
    "sign": ("M26", "a sign is wrong"),
    "factor": ("M26", "a number as a factor is wrong or lost"),
    "mean": ("M14", "sum and mean are exchanged: a factor that counts the entries is wrong"),
    "total for partial": ("M15", "one path is lost: the variable moves in more than one place"),
    "lost term": ("M26", "a term is lost"),
    "lost mask": ("M25", "a mask is lost: the slope of what has a kink is missing"),
    "power": ("M26", "a power is wrong: the exponent comes down, and is one lower"),
    "product of slopes": ("M19", "slopes of a product were multiplied, where each belongs to the "
                                 "other factor"),
    "constant factor lost": ("M20", "a factor that is held constant has vanished"),
    "lost factor": ("M25", "a factor of the chain is lost"),
    "value for slope": ("M27", "a value stands where a slope belongs"),
    "wrong factor": ("M19", "a factor itself stands where a product's slope has the other one"),
    "vector for a diagonal matrix": ("M21", "its entries belong on the diagonal of a matrix"),
    "diagonal only": ("M11", "only the diagonal is there: here each output uses every input"),
    "broadcasting not folded": ("M9", "what was repeated is not added up again"),
    "sum lost": ("M26", "a sum is missing: this has an entry for each place"),
}
FIRST = list(SLIPS)


class WrongSlope(Run):
    """A run in which the slope at one operation follows a wrong rule."""

    def __init__(self, field, sizes, point, at, how, by):
        Run.__init__(self, field, sizes, point)
        self.at, self.how, self.by = at, how, by

    def node(self, node, args):
        made = Run.node(self, node, args)
        if node.number == self.at:
            slope = self.how(made, args, self.by)
            if len(slope) != len(made.value):
                raise ZeroDivisionError  # this wrong rule has no place here
            made = Table(made.rows, made.columns, made.value, [one % P for one in slope])
        return made


# Wrong rules: (made, operands, the variable's direction) -> the wrong slope ----------------------


def argument_slope(made, args, by):
    return args[0].slope


def value_times(made, args, by):
    return [y * d for y, d in zip(made.value, args[0].slope)]


def minus(made, args, by):
    return [-one for one in made.slope]


def without_inside(made, args, by):
    """f'(x) times the change of the variable itself, as if nothing were inside."""
    found = []
    for x, d, y in zip(args[0].slope, by.slope, made.slope):
        found.append(y * inverse(x) * d)
    return found


def times_argument(made, args, by):
    return [y * x for y, x in zip(made.slope, args[0].value)]


def without_exponent(made, args, by):
    below = inverse(args[1].value[0])
    return [y * below for y in made.slope]


def value_for_slope(made, args, by):
    return [y * d for y, d in zip(made.value, by.slope)]


def own_factor(at):
    """The factor that moves, where the other one belongs."""
    def how(made, args, by):
        one = args[at]
        return [x * d for x, d in zip(one.value, one.slope)]
    return how


def product_of_slopes(made, args, by):
    a, b = args
    if len(a.slope) == 1:
        a, b = b, a
    other = b.slope if len(b.slope) == len(a.slope) else b.slope * len(a.slope)
    return [x * y * inverse(d) for x, y, d in zip(a.slope, other, by.slope)]


def softmax_alone(made, args, by):
    return [y * (1 - y) * d for y, d in zip(made.value, args[0].slope)]


def softmax_itself(made, args, by):
    return [y * d for y, d in zip(made.value, args[0].slope)]


def rules(node, moves):
    """[(slip, how)] of an operation; ``moves`` says which operands depend on the variable."""
    op, found = node.op, []
    one = sum(moves) == 1
    if op in ("relu", "abs"):
        found += [("lost mask", argument_slope), ("value for slope", value_times)]
    if op in ("exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "norm", "lse", "det"):
        found.append(("sign", minus))
    if op in ("exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus"):
        found += [("lost factor", argument_slope), ("value for slope", value_times),
                  ("lost factor", without_inside)]
    if op == "pow":
        found += [("factor", without_exponent), ("power", times_argument),
                  ("lost factor", argument_slope), ("lost factor", without_inside),
                  ("value for slope", value_for_slope)]
    if op in ("inv", "neg", "sub"):
        found.append(("sign", minus))
    if op == "norm":
        found.append(("lost factor", lambda m, a, b: [s * m.value[0] for s in m.slope]))
    if op == "softmax":
        found += [("diagonal only", softmax_alone), ("diagonal only", softmax_itself)]
    if op in ("over", "div", "scale", "mul") and one:
        at = list(moves).index(True)
        constant = node.args[1 - at]
        slip = "mean" if constant.op == "size" else "factor" if constant.op == "const" else \
            "constant factor lost"
        if node.args[at].shape == node.shape:
            found.append((slip, lambda m, a, b, at=at: a[at].slope))
            found.append(("value for slope", value_for_slope))
            if op == "mul":
                found.append(("wrong factor", own_factor(at)))
    if op in ("mul", "scale") and all(moves):
        found.append(("product of slopes", product_of_slopes))
    return found


def paths(node, moves):
    """Operands of which one is forgotten; and one whose sign is."""
    found = []
    if sum(moves) > 1 and node.op in ("add", "sub", "mul", "scale", "matmul", "div", "over", "max"):
        slip = "lost term" if node.op in ("add", "sub") else "total for partial"
        found += [(slip, (0, 1)), (slip, (1, 0))]
        if node.op != "max":
            found += [("sign", (-1, 1)), ("sign", (1, -1))]
        if node.op == "matmul":
            found += [("transpose", (0, 2)), ("transpose", (2, 0))]
    return found


class OnePath(Run):
    """A run in which an operation sees its operands move by other factors than 1."""

    def __init__(self, field, sizes, point, at, factors):
        Run.__init__(self, field, sizes, point)
        self.at, self.factors = at, factors

    def node(self, node, args):
        if node.number == self.at:
            args = [Table(one.rows, one.columns, one.value, [k * d % P for d in one.slope])
                    for one, k in zip(args, self.factors)]
        return Run.node(self, node, args)


def moving(root, names):
    """For each operation in order: does it depend on one of the names?"""
    found = []
    for node in ordered(root):
        found.append(node.op == "var" and node.data[0] in names or any(
            [found[one.number] for one in node.args]))
    return found


def wrong_rules(root, names):
    """Yield (slip, node, Run class, its further arguments without the direction or None)."""
    moves = moving(root, names)
    nodes = ordered(root)
    for node in nodes:
        if not moves[node.number] or not node.args:
            continue
        mine = [moves[one.number] for one in node.args]
        for slip, how in rules(node, mine):
            yield slip, node, WrongSlope, (node.number, how)
        for slip, factors in paths(node, mine):
            yield slip, node, OnePath, (node.number, factors)
