"""The rules, one row an operation: its value, what it pulls back, its rule in the book, its domain.

A pullback takes the cotangent of the output (what a change of each entry of the output does to the
result) and gives that of each operand. ``G`` is the cotangent, ``y`` the output; both and the
operands are values in normal form.
"""

from .normal import (
    add,
    amax,
    det,
    diag,
    dpart,
    eye,
    full,
    fun,
    had,
    inv,
    lse,
    make,
    negative,
    num,
    ones,
    power,
    product,
    rmax,
    rtop,
    softmax,
    t,
    top,
    total,
    trace,
)


class Row:
    """One operation.

    Attributes
    ----------
    value : function of the operands and the data
    pulls : one function (G, y, operands..., data) an operand; None where nothing flows back
    ids : the rule of the book behind each pullback
    words : what each pullback does, in words
    domain : (sign, operand), such as (">", 0): where the operation has a derivative
    kink : words for where it has none, or ""
    """

    def __init__(self, value, pulls, ids, words, domain=None, kink=""):
        self.value, self.pulls, self.ids, self.words = value, pulls, ids, words
        self.domain, self.kink = domain, kink


def matrix_total(a):
    return product([t(ones(a.shape[0])), a, ones(a.shape[1])]) if a.shape[1] != 1 else total(a)


def inner(a, b):
    """<A, B>, the sum of the products of their entries."""
    if a.shape == (1, 1):
        return product([a, b])
    if a.shape[1] == 1:
        return total(had([a, b]))
    if a.shape[0] == 1:
        return total(had([t(a), t(b)]))
    return trace(product([t(a), b]))


def constant(data):
    return num(data[0], data[1]) if isinstance(data, tuple) else make("size", (), data)


def minus(a, b):
    return add([a, negative(b)])


def rowwise(column, shape):
    """A column, repeated to the right."""
    return product([column, t(ones(shape[1]))])


def softmax_back(G, y, a, d):
    if a.shape[1] == 1:
        return had([y, minus(G, product([total(had([y, G])), ones(y.shape[0])]))])
    inside = product([had([y, G]), ones(y.shape[1])])
    return had([y, minus(G, rowwise(inside, y.shape))])


def lse_back(G, y, a, d):
    if a.shape[1] == 1:
        return product([G, softmax(a)])
    return product([diag(G), softmax(a)])


def step(a):
    return fun("step", a)


SAME = "passes on to each term as it is"
OTHER = "is multiplied by the other factor, entry by entry"
RULES = {
    "add": Row(lambda a, b, d: add([a, b]),
               [lambda G, y, a, b, d: G, lambda G, y, a, b, d: G],
               ["R-ew-add-w", "R-ew-add-x"], [SAME, SAME]),
    "sub": Row(lambda a, b, d: minus(a, b),
               [lambda G, y, a, b, d: G, lambda G, y, a, b, d: negative(G)],
               ["R-ew-sub-w", "R-ew-sub-x"], [SAME, "passes on with its sign changed"]),
    "neg": Row(lambda a, d: negative(a), [lambda G, y, a, d: negative(G)],
               ["R-scalar-constmul"], ["passes on with its sign changed"]),
    "mul": Row(lambda a, b, d: had([a, b]),
               [lambda G, y, a, b, d: had([G, b]), lambda G, y, a, b, d: had([G, a])],
               ["R-ew-mul-w", "R-ew-mul-x"],
               [OTHER, OTHER]),
    "scale": Row(lambda s, a, d: product([s, a]),
                 [lambda G, y, s, a, d: inner(G, a), lambda G, y, s, a, d: product([s, G])],
                 ["R-smul-z", "R-smul-x"],
                 ["is multiplied by the other factor, and the entries are added up",
                  "is multiplied by the number"]),
    "div": Row(lambda a, b, d: had([a, b], [num(1), num(-1)]),
               [lambda G, y, a, b, d: had([G, b], [num(1), num(-1)]),
                lambda G, y, a, b, d: negative(had([G, a, b], [num(1), num(1), num(-2)]))],
               ["R-ew-div-w", "R-ew-div-x"],
               ["is divided by the denominator",
                "is multiplied by minus the numerator over the denominator squared"],
               ("!= 0", 1)),
    "over": Row(lambda a, s, d: product([a, power(s, num(-1))]),
                [lambda G, y, a, s, d: product([G, power(s, num(-1))]),
                 lambda G, y, a, s, d: negative(product([inner(G, y), power(s, num(-1))]))],
                ["R-smul-x", "R-smul-z"],
                ["is divided by the number",
                 "is multiplied by minus the quotient, added up, over the number"],
                ("!= 0", 1)),
    "pow": Row(lambda a, e, d: power(a, e),
               [lambda G, y, a, e, d: product([e, had([G, a], [num(1), add([e, num(-1)])])]),
                lambda G, y, a, e, d: inner(G, had([y, fun("log", a)]))],
               ["R-scalar-power", "R-scalar-chain"],
               ["is multiplied by the exponent and by the power one lower",
                "is multiplied by the logarithm of the base and by the power"]),
    "matmul": Row(lambda a, b, d: product([a, b]),
                  [lambda G, y, a, b, d: product([G, t(b)]),
                   lambda G, y, a, b, d: product([t(a), G])],
                  ["R-layer-W-pull", "R-layer-x-pull"],
                  ["is multiplied by the transposed right factor, from the right",
                   "is multiplied by the transposed left factor, from the left"]),
    "t": Row(lambda a, d: t(a), [lambda G, y, a, d: t(G)], ["R-move"], ["is transposed"]),
    "sum": Row(lambda a, d: matrix_total(a),
               [lambda G, y, a, d: product([G, full(a.shape)])],
               ["R-sum-x"], ["goes to every entry that was added up"]),
    "columns": Row(lambda a, d: product([t(a), ones(a.shape[0])]),
                   [lambda G, y, a, d: product([ones(a.shape[0]), t(G)])],
                   ["R-sum-f"], ["goes down each column that was added up"]),
    "rows": Row(lambda a, d: product([a, ones(a.shape[1])]),
                [lambda G, y, a, d: rowwise(G, a.shape)],
                ["R-sum-f"], ["goes along each row that was added up"]),
    "fill": Row(lambda s, d: product([s, full(d)]),
                [lambda G, y, s, d: matrix_total(G)],
                ["R-sadd-z"], ["is added up over all entries that the number went to"]),
    "down": Row(lambda b, d: product([ones(d[0]), t(b)]),
                [lambda G, y, b, d: product([t(G), ones(d[0])])],
                ["R-broadcast"], ["is added up over the rows that the vector was repeated in"]),
    "across": Row(lambda b, d: product([b, t(ones(d[1]))]),
                  [lambda G, y, b, d: product([G, ones(d[1])])],
                  ["R-broadcast"], ["is added up over the columns that it was repeated in"]),
    "tr": Row(lambda a, d: trace(a), [lambda G, y, a, d: product([G, eye(a.shape[0])])],
              ["R-trace-linear"], ["stands on the diagonal"]),
    "det": Row(lambda a, d: det(a), [lambda G, y, a, d: product([G, y, t(inv(a))])],
               ["R-determinant"], ["is multiplied by the determinant, by the transposed inverse"],
               ("invertible", 0)),
    "inv": Row(lambda a, d: inv(a),
               [lambda G, y, a, d: negative(product([t(y), G, t(y)]))],
               ["R-inverse"], ["stands between two transposed inverses, with its sign changed"],
               ("invertible", 0)),
    "diag": Row(lambda a, d: diag(a), [lambda G, y, a, d: dpart(G)],
                ["D-diag"], ["leaves its diagonal, as a vector"]),
    "dpart": Row(lambda a, d: dpart(a), [lambda G, y, a, d: diag(G)],
                 ["D-diag"], ["stands on the diagonal of a matrix"]),
    "norm": Row(lambda a, d: power(matrix_total(had([a], [num(2)])), num(1, 2)),
                [lambda G, y, a, d: product([G, power(y, num(-1)), a])],
                ["R-norm"], ["is multiplied by the argument over its norm"], ("!= 0", 0)),
    "softmax": Row(lambda a, d: softmax(a), [softmax_back], ["R-softmax-pull"],
                   ["loses its mean under the softmax, and is multiplied by it"]),
    "lse": Row(lambda a, d: lse(a), [lse_back], ["R-logsumexp"], ["is multiplied by the softmax"]),
    "amax": Row(lambda a, d: amax(a), [lambda G, y, a, d: product([G, top(a)])],
                ["R-ew-max-w"], ["goes to the largest entry alone"], None,
                "two entries are the largest"),
    "rmax": Row(lambda a, d: rmax(a), [lambda G, y, a, d: product([diag(G), rtop(a)])],
                ["R-ew-max-w"], ["goes to the largest entry of each row alone"], None,
                "two entries of a row are the largest"),
    "max": Row(lambda a, b, d: make("max", (a, b), None, a.shape),
               [lambda G, y, a, b, d: G if a is b else had([G, step(minus(a, b))]),
                lambda G, y, a, b, d: had([G, step(minus(b, a))])],
               ["R-ew-max-w", "R-ew-max-w"],
               ["passes where the first is larger", "passes where the second is larger"], None,
               "the two are equal"),
    "step": Row(lambda a, d: step(a), [None], [""], [""], None, "the two sides are equal"),
    "rtop": Row(lambda a, d: rtop(a), [None], [""], [""], None,
                "two entries of a row are the largest"),
    "top": Row(lambda a, d: top(a), [None], [""], [""], None, "two entries are the largest"),
}


def times_slope(slope):
    return lambda G, y, a, d: had([G, slope(a, y)])


def one_minus(a):
    return minus(full(a.shape) if a.shape != (1, 1) else num(1), a)


def elementwise(name, slope, words, domain=None, kink="", rule="R-chain-diag"):
    RULES[name] = Row(lambda a, d: fun(name, a), [times_slope(slope)], [rule],
                      ["is multiplied by " + words], domain, kink)


elementwise("exp", lambda a, y: y, "the exponential itself")
elementwise("log", lambda a, y: power(a, num(-1)), "one over the argument", ("> 0", 0))
elementwise("sin", lambda a, y: fun("cos", a), "the cosine")
elementwise("cos", lambda a, y: negative(fun("sin", a)), "minus the sine")
elementwise("tanh", lambda a, y: one_minus(power(y, num(2))), "1 - tanh squared")
elementwise("sigmoid", lambda a, y: had([y, one_minus(y)]), "sigmoid (1 - sigmoid)")
elementwise("softplus", lambda a, y: fun("sigmoid", a), "the sigmoid")
elementwise("relu", lambda a, y: step(a), "1 where the argument is positive, else 0", None,
            "the argument is 0: there 0 is declared", "R-relu-vector")
elementwise("abs", lambda a, y: fun("sign", a), "the sign of the argument", None,
            "the argument is 0")
RULES["sign"] = Row(lambda a, d: fun("sign", a), [None], [""], [""], None, "the argument is 0")
FUNCTIONS = ("exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "relu", "abs", "sign")
