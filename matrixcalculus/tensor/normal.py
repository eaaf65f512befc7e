"""Values in a normal form: built by functions that keep them simple, and shared where equal.

A value has a shape (rows, columns) of numbers and letters; vectors are columns, numbers are 1 x 1.

op       args, data                        meaning
num      (numerator, denominator)          a fraction
size     letter                            the number of rows or columns that a letter stands for
var      (name, symmetric)                 what the reader named
ones     -                                 a column of ones;   eye, zero: identity, zeros
t        value                             transpose of a value that is no product and no sum
term     factors                           fraction * powers of numbers * a product of matrices
add      values                            a sum
had      bases + exponents                 product entry by entry of powers
fun      argument; name                    a function, entry by entry
sum, form, tr, det, inv, diag, dpart, softmax, lse, top, amax, rtop, rmax: what they say;
form = x' A y
"""

ONE_BY_ONE = (1, 1)


class Value:
    __slots__ = ("op", "args", "data", "shape", "id")

    def __init__(self, op, args, data, shape, number):
        self.op, self.args, self.data, self.shape, self.id = op, args, data, shape, number


class Store:
    """All values of one derivation: equal ones are the same object."""

    known, products, hads = {}, {}, {}
    count = 0
    tables = [products, hads]  # what was worked out already


def fresh():
    """Forget the values of earlier derivations."""
    Store.known = {}
    for one in Store.tables:
        one.clear()


def once(function):
    """A function of a value that works out each value once: most parts come many times."""
    table = {}
    Store.tables.append(table)

    def found(value):
        known = table.get(value.id, table)
        if known is table:
            known = table[value.id] = function(value)
        return known

    return found


def make(op, args=(), data=None, shape=ONE_BY_ONE):
    key = (op, tuple([one.id for one in args]), data, shape)
    found = Store.known.get(key)
    if found is None:
        Store.count += 1
        found = Store.known[key] = Value(op, tuple(args), data, shape, Store.count)
    return found


# Fractions ---------------------------------------------------------------------------------------


def ratio(p, q=1):
    if q == 1:
        return p, 1
    a, b = abs(p), abs(q)
    while b:
        a, b = b, a % b
    a = a or 1
    return (p // a, q // a) if q > 0 else (-p // a, -q // a)


def times(a, b):
    if a == (1, 1) or b == (1, 1):
        return b if a == (1, 1) else a
    return ratio(a[0] * b[0], a[1] * b[1])


def plus(a, b):
    return ratio(a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def raised(a, whole):
    return ratio(a[0] ** whole, a[1] ** whole) if whole >= 0 else ratio(a[1] ** -whole,
                                                                       a[0] ** -whole)


def num(p, q=1):
    found = Store.known.get((p, q))
    if found is None:
        found = Store.known[p, q] = make("num", (), ratio(p, q))
    return found


def size(letter):
    return num(letter) if isinstance(letter, int) else make("size", (), letter)


def zero(shape=ONE_BY_ONE):
    return num(0) if shape == ONE_BY_ONE else make("zero", (), None, shape)


def is_zero(value):
    return value.op == "zero" or (value.op == "num" and value.data[0] == 0)


def is_one(value):
    return value.op == "num" and value.data == (1, 1)


def whole(exponent):
    """The integer that an exponent is, or None."""
    return exponent.data[0] if exponent.op == "num" and exponent.data[1] == 1 else None


def ones(rows):
    return num(1) if rows == 1 else make("ones", (), None, (rows, 1))


def full(shape):
    """A matrix of ones, as a product of a column and a row."""
    return product([ones(shape[0]), t(ones(shape[1]))])


def eye(rows):
    return num(1) if rows == 1 else make("eye", (), None, (rows, rows))


def var(name, shape, symmetric=False):
    return make("var", (), (name, symmetric), shape)


# Products ----------------------------------------------------------------------------------------


class Factors:
    """A fraction, powers of numbers, and the rest."""

    def __init__(self):
        self.coef, self.powers = (1, 1), {}

    def scalar(self, value, exponent=None):
        """Multiply by a number, raised to a power."""
        exponent = exponent or num(1)
        n = whole(exponent)
        if value.op == "num" and n is not None and (value.data[0] or n > 0):
            self.coef = times(self.coef, raised(value.data, n))
        elif value.op == "term" and n is not None:
            self.coef = times(self.coef, raised(value.data[0], n))
            for base, old in value.data[1]:
                self.scalar(base, multiply(old, exponent))
        elif value.op == "add" and n is not None:
            coef, value = content(value)
            self.coef = times(self.coef, raised(coef, n))
            self.power(value, exponent)
        else:
            self.power(value, exponent)

    def power(self, base, exponent):
        old = self.powers.get(base.id)
        exponent = add([old[1], exponent]) if old else exponent
        if base.op == "fun" and base.data == "step" and whole(exponent):
            exponent = num(1) if whole(exponent) > 0 else exponent
        if is_zero(exponent):
            self.powers.pop(base.id, None)
        elif base.op == "num" and whole(exponent) is not None:
            self.powers.pop(base.id, None)
            self.coef = times(self.coef, raised(base.data, whole(exponent)))
        else:
            self.powers[base.id] = (base, exponent)

    def pairs(self):
        """(base, exponent), in a fixed order."""
        if not self.powers:
            return ()
        found = absorbed([self.powers[key] for key in sorted(self.powers)])
        return tuple(found)


def absorbed(pairs):
    """relu(z) [z > 0] is relu(z)."""
    active = [base.args[0].id for base, _ in pairs if base.op == "fun" and base.data == "relu"]
    return [(base, e) for base, e in pairs
            if not (base.op == "fun" and base.data == "step" and base.args[0].id in active
                    and positive_power(pairs, base.args[0].id))]


def positive_power(pairs, argument):
    for base, e in pairs:
        if base.op == "fun" and base.data == "relu" and base.args[0].id == argument:
            return e.op == "num" and e.data[0] > 0
    return False


def multiply(a, b):
    return product([a, b])


def product(parts):
    """The product of numbers and matrices, in this order."""
    key = tuple([part.id for part in parts])
    found = Store.products.get(key)
    if found is None:
        found = Store.products[key] = multiplied(parts)
    return found


def multiplied(parts):
    factors, chain = Factors(), []
    shape = None
    for part in parts:
        if part.shape != ONE_BY_ONE:
            shape = (shape[0], part.shape[1]) if shape else part.shape
    shape = shape or ONE_BY_ONE
    for part in parts:
        if is_zero(part):
            return zero(shape)
        if part.shape == ONE_BY_ONE:
            factors.scalar(part)
        else:
            gather(part, factors, chain)
    chain = shortened(chain, factors)
    if chain is None or factors.coef[0] == 0:
        return zero(shape)
    return term(factors.coef, factors.pairs(), chain, shape)


def gather(part, factors, chain):
    if part.op == "term":
        factors.coef = times(factors.coef, part.data[0])
        for base, exponent in part.data[1]:
            factors.scalar(base, exponent)
        chain.extend(part.args)
    elif part.op == "add":
        coef, rest = content(part)
        factors.coef = times(factors.coef, coef)
        chain.append(rest)
    elif part.op == "t" and part.args[0].op == "add":
        coef, rest = content(part.args[0])
        factors.coef = times(factors.coef, coef)
        chain.append(t(rest))
    else:
        chain.append(part)


def term(coef, pairs, chain, shape):
    if shape == ONE_BY_ONE:
        if not pairs:
            return num(coef[0], coef[1])
        if coef == (1, 1) and len(pairs) == 1 and is_one(pairs[0][1]):
            return pairs[0][0]
        return Term((), coef, pairs, shape)
    if coef == (1, 1) and not pairs and len(chain) == 1:
        return chain[0]
    return Term(chain, coef, pairs, shape)


def Term(chain, coef, pairs, shape):
    """A value whose data are (fraction, pairs): shared by the ids of what stands in it."""
    key = ("term", tuple([one.id for one in chain]), coef,
           tuple([(base.id, e.id) for base, e in pairs]), shape)
    found = Store.known.get(key)
    if found is None:
        Store.count += 1
        found = Value("term", tuple(chain), (coef, pairs), shape, Store.count)
        Store.known[key] = found
    return found


def shortened(chain, factors):
    """The chain with everything done that is possible between neighbours; numbers go to factors.

    None stands for zero.
    """
    chain = list(chain)
    again = True
    while again:
        again = False
        for at, one in enumerate(chain):
            if one.op == "eye" and len(chain) > 1:
                del chain[at]
                again = True
                break
            follows = chain[at + 1] if at + 1 < len(chain) else None
            if follows is not None:
                pair = neighbours(one, follows)
                if pair is not None:
                    chain[at : at + 2] = pair
                    again = True
                    break
            if one.op != "diag":
                continue
            if one.args[0].op == "ones":
                chain[at] = eye(one.shape[0])
                again = True
                break
            if at + 1 < len(chain) and column_from(chain, at + 1):
                tail = column_from(chain, at + 1)
                rest = product(chain[at + 1 : tail])
                chain[at:tail] = opened(had([one.args[0], rest]), factors)
                again = True
                break
            if at and row_until(chain, at) is not None:
                start = row_until(chain, at)
                rest = t(product(chain[start:at]))
                chain[start : at + 1] = opened(t(had([one.args[0], rest])), factors)
                again = True
                break
        if not again:
            again = number_in(chain, factors)
        if chain and any([is_zero(one) for one in chain]):
            return None
    return chain


def opened(value, factors):
    """The chain of a value; its numbers go to factors."""
    chain = []
    gather(value, factors, chain)
    return chain


def column_from(chain, start):
    """Where the column ends that starts here, or None."""
    for at in range(start, len(chain)):
        if chain[at].shape[0] == 1:
            return None
        if chain[at].shape[1] == 1:
            return at + 1
    return None


def row_until(chain, end):
    """Where the row starts that ends here, or None."""
    at = end - 1
    while at >= 0:
        if chain[at].shape[1] == 1:
            return None
        if chain[at].shape[0] == 1:
            return at
        at -= 1
    return None


def neighbours(a, b):
    """What takes the place of two neighbours of a chain, or None."""
    if a.op == "diag" and b.op == "diag":
        return [diag(had([a.args[0], b.args[0]]))]
    if a.op not in MAY_UNDO and b.op not in MAY_UNDO:
        return None
    if (undoes(a, b) or undoes(b, a)) and a.shape[0] == a.shape[1]:
        return [eye(a.shape[0])]
    return None


MAY_UNDO = ("inv", "t")


def undoes(a, b):
    """Is a the inverse of b?"""
    turned = a.op == "t"
    a = a.args[0] if turned else a
    return a.op == "inv" and (t(a.args[0]) if turned else a.args[0]) is b


def number_in(chain, factors):
    """Take a row times ... times a column out of the chain; was there one?"""
    start = None
    for at, one in enumerate(chain):
        if one.shape[0] == 1:
            start = at
        if one.shape[1] == 1 and start is not None:
            if start == at:
                return False
            factors.scalar(number(chain[start : at + 1]))
            del chain[start : at + 1]
            return True
    return False


def number(chain):
    """Row times matrices times column, as a number."""
    if len(chain) == 2:
        return dot(t(chain[0]), chain[1])
    turned = [t(one) for one in reversed(chain)]
    if tuple([one.id for one in turned]) < tuple([one.id for one in chain]):
        chain = turned
    return make("form", chain)


def dot(a, b):
    """The product of two columns, as a number."""
    return total(had([a, b]))


def total(column):
    """The sum of the entries of a column."""
    if is_zero(column):
        return num(0)
    if column.op == "ones":
        return size(column.shape[0])
    if column.op == "term":
        coef, pairs = column.data
        inside = number([t(ones(column.shape[0]))] + list(column.args)) if len(
            column.args) > 1 else total(column.args[0])
        factors = Factors()
        factors.coef = coef
        for base, exponent in pairs:
            factors.scalar(base, exponent)
        factors.scalar(inside)
        return term(factors.coef, factors.pairs(), (), ONE_BY_ONE)
    if column.op == "had":
        chains = [base for base, e in zip(column.args, column.data)
                  if base.op == "term" and is_one(e)]
        if len(chains) == 1 or (len(chains) == 2 and len(column.args) == 2):
            last = chains[-1]
            rest = had([base for base in column.args if base is not last],
                       [e for base, e in zip(column.args, column.data) if base is not last])
            return number(list(t(rest).args if rest.op == "term" else [t(rest)])
                          + list(last.args))
    return make("sum", (column,))


# Products entry by entry -------------------------------------------------------------------------


def outer(chain):
    """Where a chain falls into a column times a row, or None."""
    for at in range(len(chain) - 1):
        if chain[at].shape[1] == 1 and chain[at + 1].shape[0] == 1:
            return at + 1
    return None


def had(parts, exponents=None):
    """The product, entry by entry, of powers of values of one shape."""
    exponents = exponents or [num(1)] * len(parts)
    key = tuple([one.id for one in parts] + [e.id for e in exponents])
    found = Store.hads.get(key)
    if found is None:
        found = Store.hads[key] = entrywise(parts, exponents)
    return found


def entrywise(parts, exponents):
    shape = parts[0].shape
    factors, inner = Factors(), Factors()
    if shape == ONE_BY_ONE:
        for part, e in zip(parts, exponents):
            if is_zero(part):
                return num(0)
            factors.scalar(part, e)
        return term(factors.coef, factors.pairs(), (), shape)
    columns, rows = [], []
    if shape[0] == 1:
        return t(had([t(part) for part in parts], exponents))
    work = [(part, e) for part, e in zip(parts, exponents)]
    while work:
        part, e = work.pop(0)
        n = whole(e)
        if is_zero(part):
            return zero(shape)
        if part.op == "ones":
            continue
        if part.op == "had" and n is not None:
            work = [(one, multiply(old, e)) for one, old in zip(part.args, part.data)] + work
        elif part.op == "term" and n is not None:
            factors.coef = times(factors.coef, raised(part.data[0], n))
            for base, old in part.data[1]:
                factors.scalar(base, multiply(old, e))
            place = outer(part.args)
            if place is not None:
                columns.append((product(part.args[:place]), e))
                rows.append((t(product(part.args[place:])), e))
            elif len(part.args) == 1:
                work = [(part.args[0], e)] + work
            else:
                inner.power(Term(part.args, (1, 1), (), shape), e)
        elif part.op == "add" and n is not None:
            coef, rest = content(part)
            factors.coef = times(factors.coef, raised(coef, n))
            inner.power(rest, e)
        else:
            inner.power(part, e)
    pairs = inner.pairs()
    if not columns and len(pairs) > 1 and [b for b, _ in pairs if b.op in ("eye", "diag")]:
        on_it = had([dpart(b) for b, _ in pairs], [e for _, e in pairs])
        return product([term(factors.coef, factors.pairs(), (), ONE_BY_ONE), diag(on_it)])
    value = None
    if len(pairs) == 1 and is_one(pairs[0][1]):
        value = pairs[0][0]
    elif pairs:
        value = Had(pairs, shape)
    if columns:
        left = had([c for c, _ in columns], [e for _, e in columns])
        right = had([r for r, _ in rows], [e for _, e in rows])
        inside = [left, t(right)] if value is None else [diag(left), value, diag(right)]
    else:
        inside = [value] if value is not None else [full(shape)]
    pulled = term(factors.coef, factors.pairs(), (), ONE_BY_ONE)
    return product([pulled] + inside)


def Had(pairs, shape):
    key = ("had", tuple([(base.id, e.id) for base, e in pairs]), shape)
    found = Store.known.get(key)
    if found is None:
        Store.count += 1
        found = Value("had", tuple([base for base, _ in pairs]), tuple([e for _, e in pairs]),
                      shape, Store.count)
        Store.known[key] = found
    return found


def power(base, exponent):
    return had([base], [exponent])


# Sums --------------------------------------------------------------------------------------------


def unit(value):
    """(fraction, the rest) of a summand."""
    if value.op == "num":
        return value.data, num(1)
    if value.op == "term" and value.data[0] != (1, 1):
        return value.data[0], term((1, 1), value.data[1], value.args, value.shape)
    return (1, 1), value


def scaled(coef, value):
    return product([num(coef[0], coef[1]), value])


def add(parts):
    shape = parts[0].shape
    if shape[0] == 1 and shape[1] != 1:
        return t(add([t(part) for part in parts]))
    found = {}
    for part in parts:
        for one in part.args if part.op == "add" else (part,):
            if not is_zero(one):
                coef, rest = unit(one)
                old = found.get(rest.id)
                found[rest.id] = (plus(old[0], coef) if old else coef, rest)
    left = [scaled(found[key][0], found[key][1]) for key in sorted(found) if found[key][0][0]]
    if not left:
        return zero(shape)
    if len(left) > 1 and any([one.op == "add" for one in left]):
        return add(left)
    return left[0] if len(left) == 1 else make("add", left, None, shape)


def negative(value):
    return scaled((-1, 1), value)


@once
def content(value):
    """(fraction, sum) of a sum, whose first summand is then positive: one form of +-c(a - b)."""
    coefs = [unit(one)[0] for one in value.args]
    top, bottom = 0, 1
    for p, q in coefs:
        a, b = abs(p), top
        while b:
            a, b = b, a % b
        top = a
        a, b = q, bottom
        while b:
            a, b = b, a % b
        bottom = q * bottom // a
    coef = ratio(-top if coefs[0][0] < 0 else top, bottom)
    if coef == (1, 1):
        return coef, value
    return coef, add([scaled(ratio(coef[1], coef[0]), one) for one in value.args])


# The other operations ----------------------------------------------------------------------------


@once
def t(value):
    """The transpose, pushed in as far as it goes."""
    op, shape = value.op, (value.shape[1], value.shape[0])
    if value.shape == ONE_BY_ONE or op in ("eye", "diag"):
        return value
    if op == "t":
        return value.args[0]
    if op == "var" and value.data[1]:
        return value
    if op == "inv" and t(value.args[0]) is value.args[0]:
        return value
    if op == "zero":
        return zero(shape)
    if op == "term":
        return term(value.data[0], value.data[1],
                    tuple([t(one) for one in reversed(value.args)]), shape)
    if op == "add" and 1 not in shape:
        return add([t(one) for one in value.args])
    if op == "had" and 1 not in shape:
        return had([t(one) for one in value.args], list(value.data))
    return make("t", (value,), None, shape)


def fun(name, argument):
    """A function entry by entry; of a row or of a transpose, the transpose of its values."""
    if argument.op == "t" or (argument.shape[0] == 1 and argument.shape[1] != 1):
        return t(fun(name, t(argument)))
    if 1 not in argument.shape:
        turned = t(argument)
        if turned.id < argument.id:
            return t(fun(name, turned))
    if is_zero(argument):
        known = {"exp": 1, "cos": 1, "sin": 0, "tanh": 0, "relu": 0, "abs": 0, "sign": 0}
        if name in known:
            return full_of(known[name], argument.shape)
    if argument.op == "num" and argument.data == (1, 1) and name == "log":
        return num(0)
    if argument.op == "fun" and (name, argument.data) in (("log", "exp"), ("exp", "log")):
        return argument.args[0]
    return make("fun", (argument,), name, argument.shape)


def full_of(number, shape):
    if number == 0 or shape == ONE_BY_ONE:
        return zero(shape) if number == 0 else num(number)
    return scaled((number, 1), full(shape))


def diag(column):
    if column.shape == ONE_BY_ONE:
        return column
    if is_zero(column):
        return zero((column.shape[0], column.shape[0]))
    if column.op == "ones":
        return eye(column.shape[0])
    shape = (column.shape[0], column.shape[0])
    if column.op == "term":
        coef, pairs = column.data
        inside = column.args[0] if len(column.args) == 1 else Term(column.args, (1, 1), (),
                                                                   column.shape)
        if coef != (1, 1) or pairs:
            return product([term(coef, pairs, (), ONE_BY_ONE), diag(inside)])
    if column.op == "add":
        coef, rest = content(column)
        if coef != (1, 1):
            return scaled(coef, diag(rest))
    return make("diag", (column,), None, shape)


def dpart(matrix):
    """The diagonal of a matrix, as a column."""
    if matrix.shape == ONE_BY_ONE:
        return matrix
    shape = (matrix.shape[0], 1)
    if is_zero(matrix):
        return zero(shape)
    if matrix.op == "t":
        return dpart(matrix.args[0])
    if matrix.op == "eye":
        return ones(shape[0])
    if matrix.op == "diag":
        return matrix.args[0]
    if matrix.op == "add":
        return add([dpart(one) for one in matrix.args])
    if matrix.op == "term":
        coef, pairs = matrix.data
        number_ = term(coef, pairs, (), ONE_BY_ONE)
        chain = list(matrix.args)
        place = outer(chain)
        if place is not None:
            inside = had([product(chain[:place]), t(product(chain[place:]))])
        elif chain[0].op == "diag" and len(chain) > 1:
            inside = had([chain[0].args[0], dpart(product(chain[1:]))])
        elif chain[-1].op == "diag" and len(chain) > 1:
            inside = had([dpart(product(chain[:-1])), chain[-1].args[0]])
        elif len(chain) == 1:
            inside = dpart(chain[0])
        elif [one for one in chain if one.op == "diag"]:
            at = [one.op for one in chain].index("diag")
            before, after = product(chain[:at]), product(chain[at + 1 :])
            inside = product([had([before, t(after)]), chain[at].args[0]])
        else:
            turned = tuple([t(one) for one in reversed(chain)])
            if tuple([one.id for one in turned]) < tuple([one.id for one in chain]):
                chain = turned
            inside = make("dpart", (Term(tuple(chain), (1, 1), (), matrix.shape),), None, shape)
        return product([number_, inside])
    return make("dpart", (matrix,), None, shape)


def trace(matrix):
    if matrix.shape == ONE_BY_ONE or is_zero(matrix):
        return matrix if matrix.shape == ONE_BY_ONE else num(0)
    if matrix.op == "t":
        return trace(matrix.args[0])
    if matrix.op == "eye":
        return size(matrix.shape[0])
    if matrix.op == "diag":
        return total(matrix.args[0])
    if matrix.op == "add":
        return add([trace(one) for one in matrix.args])
    if matrix.op == "term":
        coef, pairs = matrix.data
        number_ = term(coef, pairs, (), ONE_BY_ONE)
        return product([number_, cyclic(list(matrix.args))])
    return make("tr", (matrix,))


def cyclic(chain):
    """The trace of a product: of all the ways to turn it round, always the same one."""
    if len(chain) == 1:
        return trace(chain[0])
    for at in range(len(chain)):
        turned = chain[at:] + chain[:at]
        if turned[0].shape[0] == 1:
            return product(turned)
        if turned[0].op == "diag":
            return total(had([turned[0].args[0], dpart(product(turned[1:]))]))
        done = product(turned)
        if done.op != "term" or len(done.args) < len(chain):
            return trace(done)
    best = chain
    for way in (chain, [t(one) for one in reversed(chain)]):
        for at in range(len(way)):
            turned = way[at:] + way[:at]
            if [one.id for one in turned] < [one.id for one in best]:
                best = turned
    inside = Term(tuple(best), (1, 1), (), (best[0].shape[0], best[-1].shape[1]))
    return make("tr", (inside,))


def det(matrix):
    if matrix.shape == ONE_BY_ONE:
        return matrix
    if is_zero(matrix):
        return num(0)
    if matrix.op == "t":
        return det(matrix.args[0])
    if matrix.op == "eye":
        return num(1)
    if matrix.op == "inv":
        return power(det(matrix.args[0]), num(-1))
    if matrix.op == "term":
        if all([one.shape[0] == one.shape[1] for one in matrix.args]):
            parts = [det(one) for one in matrix.args]
            outside = term(matrix.data[0], matrix.data[1], (), ONE_BY_ONE)
            if not is_one(outside):
                parts.append(power(outside, size(matrix.shape[0])))
            return product(parts) if len(parts) > 1 else make("det", (matrix,))
    turned = t(matrix)
    return make("det", (turned if turned.id < matrix.id else matrix,))


def inv(matrix):
    if matrix.shape == ONE_BY_ONE:
        return power(matrix, num(-1))
    if matrix.op == "eye":
        return matrix
    if matrix.op == "inv":
        return matrix.args[0]
    if matrix.op == "t":
        return t(inv(matrix.args[0]))
    if matrix.op == "diag":
        return diag(power(matrix.args[0], num(-1)))
    if matrix.op == "term":
        coef, pairs = matrix.data
        if coef != (1, 1) or pairs:
            inside = term((1, 1), (), matrix.args, matrix.shape)
            return product([power(term(coef, pairs, (), ONE_BY_ONE), num(-1)), inv(inside)])
        if all([one.shape[0] == one.shape[1] for one in matrix.args]):
            return product([inv(one) for one in reversed(matrix.args)])
    turned = t(matrix)
    if turned.id < matrix.id:
        return t(inv(turned))
    return make("inv", (matrix,), None, matrix.shape)


def softmax(value):
    """Of a column; of a matrix row by row."""
    return make("softmax", (value,), None, value.shape)


def lse(value):
    """log(sum(exp(...))) of a column; of a matrix row by row, a column."""
    if value.shape[1] == 1:
        return make("lse", (value,))
    return make("lse", (value,), None, (value.shape[0], 1))


def top(value):
    """One where the largest entry of all stands, zero elsewhere."""
    return make("top", (value,), None, value.shape)


def amax(value):
    return make("amax", (value,))


def rtop(value):
    """One where the largest entry of each row stands, zero elsewhere."""
    return make("rtop", (value,), None, value.shape)


def rmax(value):
    return make("rmax", (value,), None, (value.shape[0], 1))
