"""One entry of a derivative, in indices: what stands in row i and column j."""

from .layout import lay, raised
from .normal import num, whole


class Entries:
    """Layouts of entries; sums over inner indices are written out as sums.

    Parameters
    ----------
    names : dict
        Names of parts, by id.
    change : Value or None
        The small change dX of a differential: its entry (a, b) is 1 for a = p and b = q.
    taken : set of str
        Letters that are no index.
    """

    def __init__(self, names, change, taken):
        self.names, self.change = names, change
        self.free = [one for one in ("k", "l", "r", "s", "t", "h") if one not in taken]
        self.count = 0

    def fresh(self):
        self.count += 1
        place = self.count - 1
        return self.free[place] if place < len(self.free) else f"k_{place}"

    def of(self, value, i, j):
        """The layout of entry (i, j); an index is None where the value has one row, or column."""
        if value.shape == (1, 1):
            return lay(value, self.names)
        if value is self.change:
            return deltas([(i, "p"), (j, "q")])
        if value.id in self.names or value.op == "var":
            return self.entry(lay(value, self.names), i, j)
        op = value.op
        if op == "t":
            return self.of(value.args[0], j, i)
        if op == "ones":
            return ("num", 1)
        if op == "zero":
            return ("num", 0)
        if op == "eye":
            return ("delta", i, j)
        if op == "diag":
            return product([("delta", i, j), self.of(value.args[0], i, None)])
        if op == "dpart":
            return self.of(value.args[0], i, i)
        if op == "add":
            return ("sum", [self.signed(self.of(one, i, j)) for one in value.args])
        if op == "term":
            return self.of_term(value, i, j)
        if op == "had":
            over, under = [], []
            for base, e in zip(value.args, value.data):
                self.power(self.of(base, i, j), e, over, under)
            return ("prod", 1, over, under)
        if op == "fun" and value.data != "step":
            return ("call", value.data, [self.of(value.args[0], i, j)], (1, 1))
        if op == "fun":
            return ("compare", ">", self.of(value.args[0], i, j), ("num", 0))
        if op == "max":
            return ("call", "maximum", [self.of(one, i, j) for one in value.args], (1, 1))
        if op == "rtop":
            largest = ("call", "max_rows", [lay(value.args[0], self.names)], (value.shape[0], 1))
            return ("compare", "==", self.of(value.args[0], i, j), self.entry(largest, i, None))
        if op == "top":
            largest = ("call", "max", [lay(value.args[0], self.names)], (1, 1))
            return ("compare", "==", self.of(value.args[0], i, j), largest)
        return self.entry(lay(value, self.names), i, j)

    def entry(self, laid, i, j):
        return ("entry", laid, [one for one in (i, j) if one is not None])

    def signed(self, laid):
        if laid[0] == "prod" and laid[1] < 0:
            return (-1, ("prod", 1, laid[2], laid[3]))
        return (1, laid)

    def power(self, laid, e, over, under):
        n = whole(e)
        if n is not None or e.op == "num":
            p, q = e.data
            (over if p > 0 else under).append(raised(laid, abs(p), q))
        else:
            over.append(("pow", laid, lay(e, self.names)))

    def of_term(self, value, i, j):
        coef, pairs = value.data
        outside = lay(num(abs(coef[0]), coef[1]))
        over, under = [], []
        if outside[0] == "prod":
            over, under = [] if abs(coef[0]) == 1 else [("num", abs(coef[0]))], list(outside[3])
        elif abs(coef[0]) != 1:
            over = [outside]
        for base, e in pairs:
            self.power(lay(base, self.names), e, over, under)
        over.append(self.of_chain(list(value.args), i, j))
        over = [one for one in over if one != ("num", 1)] or [("num", 1)]
        return ("prod", -1 if coef[0] < 0 else 1, flat(over), under)

    def of_chain(self, chain, i, j):
        """A_ik B_kl ..., summed over the inner indices that remain."""
        sums, factors, current, equal = [], [], i, []
        for at, one in enumerate(chain):
            last = at == len(chain) - 1
            inside = one.args[0] if one.op == "t" else one
            turned = one.op == "t"
            if inside is self.change:
                first, second = ("q", "p") if turned else ("p", "q")
                self.meet(current, first if one.shape[0] != 1 else None, sums, factors, equal)
                current = second if one.shape[1] != 1 else None
                if last:
                    self.meet(j, current, sums, factors, equal)
                continue
            following = j if last else (None if one.shape[1] == 1 else self.fresh())
            if one.op == "diag" and not last:
                factors.append((one.args[0], current, None))
                continue
            if following is not None and not last:
                sums.append(following)
            factors.append((one, current, following))
            current = following
        renamed = {old: new for old, new in equal if old in sums}
        sums = [one for one in sums if one not in renamed]
        laid = [("delta", old, new) for old, new in equal if old not in renamed]
        for one, a, b in factors:
            laid.append(self.of(one, renamed.get(a, a), renamed.get(b, b)))
        inside = product(laid)
        for one in reversed(sums):
            inside = ("sigma", one, inside)
        return inside

    def meet(self, index, letter, sums, factors, equal):
        """An index of the chain is this letter of the change."""
        if letter is not None and index is not None:
            equal.append((index, letter))


def flat(parts):
    """Without products inside products, where there is nothing below them."""
    found = []
    for one in parts:
        if one[0] == "prod" and one[1] > 0 and not one[3]:
            found += flat(one[2])
        else:
            found.append(one)
    return found


def product(parts):
    parts = [one for one in flat(parts) if one != ("num", 1)]
    if len(parts) == 1:
        return parts[0]
    return ("prod", 1, parts, []) if parts else ("num", 1)


def deltas(pairs):
    return product([("delta", a, b) for a, b in pairs if a is not None])
