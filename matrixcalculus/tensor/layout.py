"""How a value is written, in any notation: signs, fractions, norms, sums, named parts.

A layout is a tuple:
("num", p), ("name", name, shape), ("size", letter), ("ones", n), ("eye", n), ("zero", shape),
("sum", [(sign, layout)]), ("prod", sign, over, under), ("chain", layouts), ("had", over, under),
("pow", base, exponent), ("t", layout), ("inv", layout), ("call", name, layouts, shape),
("compare", sign, left, right), ("norm", layout), ("fill", number, shape, layout),
("entrysum", layout), and of entries ("entry", layout, indices), ("delta", i, j),
("sigma", index, layout).
``over`` and ``under`` are lists: what stands above and below a fraction bar.
"""

from .normal import num, once, scaled, t, term, unit, whole


def lay(value, names=None):
    """The layout of a value; ``names`` gives those of parts that are named, by id."""
    return Writer(names).of(value) if names else without_names(value)


@once
def without_names(value):
    return Writer({}).made(value)


class Writer:
    def __init__(self, names):
        self.names = names

    def of(self, value, flip=False):
        if value.id in self.names:
            return ("name", self.names[value.id], value.shape)
        if flip and value.op == "add":
            return self.of_add(value, True)
        return self.made(value) if self.names else without_names(value)

    def made(self, value):
        return getattr(self, "of_" + value.op)(value)

    def of_num(self, value):
        p, q = value.data
        if q == 1 and p >= 0:
            return ("num", p)
        return ("prod", -1 if p < 0 else 1, [("num", abs(p))], [("num", q)] if q != 1 else [])

    def of_size(self, value):
        return ("size", value.data)

    def of_var(self, value):
        return ("name", value.data[0], value.shape)

    def of_ones(self, value):
        return ("ones", value.shape[0])

    def of_eye(self, value):
        return ("eye", value.shape[0])

    def of_zero(self, value):
        return ("zero", value.shape)

    def of_t(self, value):
        return ("t", self.of(value.args[0]))

    def of_inv(self, value):
        return ("inv", self.of(value.args[0]))

    # Products ------------------------------------------------------------------------------------

    def of_term(self, value, flipped=None):
        coef, pairs = value.data
        sign = 1 if coef[0] > 0 else -1
        if sign < 0 and flipped is None:
            flipped = self.to_flip(value)
            sign = -1 if flipped is None else 1
        over = [("num", abs(coef[0]))] if abs(coef[0]) != 1 else []
        under = [("num", coef[1])] if coef[1] != 1 else []
        for base, e in pairs:
            self.power(base, e, over, under, flipped)
        chain = [self.factor(one, flipped) for one in value.args]
        if len(chain) == 1 and chain[0][0] == "had":
            over += chain[0][1]
            under += chain[0][2]
            if not chain[0][1]:
                over = over or [("num", 1)]
        elif chain:
            over.append(chain[0] if len(chain) == 1 else ("chain", chain))
        if sign > 0 and len(over) == 1 and not under:
            return over[0]
        return ("prod", sign, over, under)

    def to_flip(self, value):
        """A difference among the factors, whose terms can change places instead of a minus."""
        candidates = self.odd_factors(value)
        ids = [one.id for one in candidates]
        for one in candidates:
            if one.op == "add" and ids.count(one.id) == 1:
                if any([unit(each)[0][0] < 0 for each in one.args]):
                    return one.id
        return None

    def odd_factors(self, value):
        """What is multiplied, an odd number of times: also inside of factors that are products."""
        if value.id in self.names:
            return []
        if value.op == "t":
            return self.odd_factors(value.args[0])
        if value.op == "term":
            pairs, rest = value.data[1], value.args
        elif value.op == "had":
            pairs, rest = list(zip(value.args, value.data)), ()
        else:
            return [value]
        found = []
        for base, e in pairs:
            if whole(e) is not None and whole(e) % 2:
                found += self.odd_factors(base) if whole(e) == 1 else [base]
        for one in rest:
            found += self.odd_factors(one)
        return found

    def factor(self, value, flipped):
        if value.id in self.names:
            return self.of(value)
        if value.op == "add":
            return self.of(value, value.id == flipped)
        if value.op == "t":
            return ("t", self.factor(value.args[0], flipped))
        if value.op == "had":
            return self.of_had(value, flipped)
        if value.op == "term" and flipped is not None:
            return self.of_term(value, flipped)
        return self.of(value)

    def power(self, base, e, over, under, flipped=None):
        """Append base**e to what stands above or below the bar."""
        square = squared(base)
        if e.op == "num":
            p, q = e.data
            target = over if p > 0 else under
            p = abs(p)
            if square is not None and base.id not in self.names and not (
                    (p, q) == (1, 1) and square.op in ("var", "t")):
                target.append(raised(("norm", self.of(square)), 2 * p, q))
                return
            target.append(raised(self.factor(base, flipped), p, q))
            return
        over.append(("pow", self.factor(base, flipped), self.of(e)))

    def of_had(self, value, flipped=None):
        over, under = [], []
        for base, e in zip(value.args, value.data):
            if e.op == "num":
                p, q = e.data
                (over if p > 0 else under).append(raised(self.factor(base, flipped), abs(p), q))
            else:
                over.append(("pow", self.factor(base, flipped), self.of(e)))
        return ("had", over, under)

    def of_form(self, value):
        chain = list(value.args)
        first = chain[0].op == "t" and chain[0].args[0].op == "ones"
        last = chain[-1].op == "ones"
        square = squared(value)
        if square is not None:
            return ("pow", ("norm", self.of(square)), ("num", 2))
        if first or last:
            inside = chain[1 if first else 0 : len(chain) - 1 if last else len(chain)]
            if not first:
                inside = [t(one) for one in reversed(inside)]
            laid = [self.of(one) for one in inside]
            return ("entrysum", laid[0] if len(laid) == 1 else ("chain", laid))
        return ("chain", [self.of(one) for one in chain])

    def of_sum(self, value):
        inside = value.args[0]
        if inside.op != "had" or inside.id in self.names:
            return ("entrysum", self.of(inside))
        exponents = [whole(e) for e in inside.data]
        if exponents == [1, 1]:
            a, b = inside.args
            return ("chain", [("t", self.of(a)), self.of(b)])
        if exponents == [2]:
            a = inside.args[0]
            if a.op == "var":
                return ("chain", [("t", self.of(a)), self.of(a)])
            return ("pow", ("norm", self.of(a)), ("num", 2))
        return ("entrysum", self.of(inside))

    # Sums ----------------------------------------------------------------------------------------

    def of_add(self, value, flip=False):
        parts = []
        for one in value.args:
            coef, rest = unit(one)
            sign = -1 if (coef[0] < 0) != flip else 1
            laid = self.of(scaled((abs(coef[0]), coef[1]), rest))
            if laid[0] == "prod" and laid[1] < 0:
                sign, laid = -sign, ("prod", 1, laid[2], laid[3])
            number = filled(one)
            if number is not None and not all([filled(each) is not None for each in value.args]):
                inside = self.of(scaled((-1, 1), number) if coef[0] < 0 else number)
                laid = ("fill", inside, value.shape, laid)
            parts.append((sign, laid))
        number = value.shape == (1, 1)
        order = sorted([(sign < 0, not number and turned(laid), at)
                        for at, (sign, laid) in enumerate(parts)])
        return ("sum", [parts[at] for _, _, at in order])

    # Functions -----------------------------------------------------------------------------------

    def of_fun(self, value):
        inside = value.args[0]
        if value.data != "step":
            return ("call", value.data, [self.of(inside)], value.shape)
        if inside.op == "add" and len(inside.args) == 2 and inside.id not in self.names:
            signs = [unit(one)[0][0] > 0 for one in inside.args]
            if signs[0] != signs[1]:
                high, low = inside.args if signs[0] else (inside.args[1], inside.args[0])
                high, low = self.of(high), self.of(scaled((-1, 1), low))
                return ("compare", ">", high, low)
        return ("compare", ">", self.of(inside), ("num", 0))

    def of_top(self, value):
        inside = self.of(value.args[0])
        return ("compare", "==", inside, ("call", "max", [inside], (1, 1)))

    def of_rtop(self, value):
        inside = self.of(value.args[0])
        return ("compare", "==", inside, ("call", "max_kept", [inside], (value.shape[0], 1)))

    def of_rmax(self, value):
        return ("call", "max_rows", [self.of(value.args[0])], value.shape)

    def called(self, name):
        return lambda value: ("call", name, [self.of(one) for one in value.args], value.shape)

    def of_max(self, value):
        return self.called("maximum")(value)

    def of_amax(self, value):
        return self.called("max")(value)

    def of_tr(self, value):
        return self.called("tr")(value)

    def of_det(self, value):
        return self.called("det")(value)

    def of_diag(self, value):
        return self.called("diag")(value)

    def of_dpart(self, value):
        return self.called("diag")(value)

    def of_softmax(self, value):
        return self.called("softmax")(value)

    def of_lse(self, value):
        return ("call", "logsumexp", [self.of(value.args[0])], value.args[0].shape)


def turned(laid):
    """Does it begin with a transpose? Such terms come later: A + A'."""
    if laid[0] == "prod":
        return any([turned(one) for one in laid[2]])
    return laid[0] == "t" or (laid[0] == "chain" and turned(laid[1][0]))


def raised(base, p, q):
    if (p, q) == (1, 1):
        return base
    if (p, q) == (1, 2):
        return ("call", "sqrt", [base], None)
    if q == 1 or p % q == 0:
        return ("pow", base, ("num", p // q)) if p // q != 1 else base
    return ("pow", base, ("prod", 1, [("num", p)], [("num", q)]))


def squared(value):
    """Of a sum of squares the value that was squared, or None."""
    inside = None
    if value.op == "sum":
        inside = value.args[0]
    elif value.op == "form" and len(value.args) == 3:
        ends = value.args[0], value.args[2]
        if ends[0].op == "t" and ends[0].args[0].op == "ones" and ends[1].op == "ones":
            inside = value.args[1]
    if inside is not None and inside.op == "had" and len(inside.args) == 1:
        if whole(inside.data[0]) == 2:
            return inside.args[0]
    return None


def filled(value):
    """The number that stands in every entry, or None."""
    if value.op == "ones":
        return num(1)
    chain = value.args if value.op == "term" else ()
    if len(chain) == 1 and chain[0].op == "ones" or len(chain) == 2 and chain[0].op == "ones" \
            and chain[1].op == "t" and chain[1].args[0].op == "ones":
        return term(value.data[0], value.data[1], (), (1, 1))
    return None


NUMBERS = {"num", "size", "norm", "entrysum", "entry", "delta", "sigma"}


def shape_of(laid):
    """(rows, columns) of a layout."""
    kind = laid[0]
    if kind == "name" or kind == "fill":
        return laid[2]
    if kind in NUMBERS:
        return (1, 1)
    if kind == "ones":
        return (laid[1], 1)
    if kind == "eye":
        return (laid[1], laid[1])
    if kind == "zero":
        return laid[1]
    if kind == "t":
        rows, columns = shape_of(laid[1])
        return (columns, rows)
    if kind == "chain":
        return (shape_of(laid[1][0])[0], shape_of(laid[1][-1])[1])
    if kind == "inv" or kind == "pow":
        return shape_of(laid[1])
    if kind == "compare":
        left = shape_of(laid[2])
        return left if left != (1, 1) else shape_of(laid[3])
    if kind == "call":
        name, inside, shape = laid[1:]
        if name == "logsumexp":
            return (1, 1) if shape[1] == 1 else (shape[0], 1)
        return shape if shape is not None else shape_of(inside[0])
    parts = [one for _, one in laid[1]] if kind == "sum" else list(laid[-2]) + list(laid[-1])
    for one in parts:
        shape = shape_of(one)
        if shape != (1, 1):
            return shape
    return (1, 1)
