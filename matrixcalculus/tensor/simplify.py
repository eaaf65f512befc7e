"""Of the ways to write a value, the shortest: multiplied out, common factors taken out."""

from .layout import filled, lay, squared
from .normal import (
    add,
    diag,
    dpart,
    eye,
    had,
    inv,
    is_one,
    num,
    once,
    power,
    product,
    t,
    total,
    trace,
    whole,
)
from .text import text

MOST = 40
LETTERS = {"size", "ones", "eye", "zero"}


@once
def simplified(value):
    """The form that reads best among those that were tried; the earlier one of equals."""
    best, tried = None, []
    for one in (value, expanded(value)):
        for form in (one, one and factored(one)):
            if form is not None and form not in tried:
                tried.append(form)
                price = cost(lay(form))
                if best is None or price < best[0] - 0.01:
                    best = (price, form)
    return best[1]


def cost(laid):
    """How much there is to read: letters above all, then signs and functions."""
    kind = laid[0]
    if kind == "name":
        return 2
    if kind == "num":
        return 0.5
    if kind in LETTERS:
        return 2
    if kind == "fill":
        return 1 + cost(laid[1])
    if kind == "sum":
        return len(laid[1]) - 1 + sum([cost(one) for _, one in laid[1]])
    if kind == "prod":
        return 0.2 * (laid[1] < 0) + sum([cost(one) for one in laid[2] + laid[3]])
    if kind == "had":
        return sum([cost(one) for one in laid[1] + laid[2]])
    if kind == "chain":
        return sum([cost(one) for one in laid[1]])
    if kind == "pow":
        return cost(laid[1]) + cost(laid[2])
    if kind == "call":
        return 1 + sum([cost(one) for one in laid[2]])
    if kind == "compare":
        return 1 + cost(laid[2]) + cost(laid[3])
    return 0.4 + cost(laid[1])


# Multiplied out ----------------------------------------------------------------------------------


@once
def expanded(value):
    """Every product of sums as a sum of products; None where that would be long."""
    try:
        return expand(value)
    except OverflowError:
        return None


def summands(value):
    return value.args if value.op == "add" else (value,)


def all_products(lists):
    found = [()]
    for one in lists:
        found = [old + (new,) for old in found for new in one]
        if len(found) > MOST:
            raise OverflowError
    return found


@once
def expand(value):
    op = value.op
    if op == "add":
        return add([expand(one) for one in value.args])
    if op == "t":
        return t(expand(value.args[0]))
    if op == "term":
        coef, pairs = value.data
        lists = [(num(coef[0], coef[1]),)]
        for base, e in pairs:
            n = whole(e)
            inner = expand(base)
            if inner.op == "add" and n in (1, 2):
                lists += [inner.args] * n
            else:
                lists.append((power(inner, e),))
        for one in value.args:
            inner = expand(one)
            if inner.op == "t":
                lists.append([t(each) for each in summands(inner.args[0])])
            else:
                lists.append(summands(inner))
        return add([product(list(one)) for one in all_products(lists)])
    if op == "form":
        lists = []
        for one in value.args:
            inner = expand(one)
            lists.append([t(each) for each in summands(inner.args[0])] if inner.op == "t"
                         else summands(inner))
        return add([product(list(one)) for one in all_products(lists)])
    if op == "sum":
        return add([total(one) for one in summands(expand(value.args[0]))])
    if op == "had":
        lists, fixed = [], []
        for base, e in zip(value.args, value.data):
            inner = expand(base)
            if inner.op == "add" and is_one(e):
                lists.append(inner.args)
            else:
                fixed.append((inner, e))
        found = []
        for one in all_products(lists):
            parts = list(one) + [base for base, _ in fixed]
            found.append(had(parts, [num(1)] * len(one) + [e for _, e in fixed]))
        return add(found)
    if op in ("diag", "dpart", "tr"):
        make = {"diag": diag, "dpart": dpart, "tr": trace}[op]
        return add([make(one) for one in summands(expand(value.args[0]))])
    return value


# Common factors ----------------------------------------------------------------------------------


@once
def factored(value):
    """Common factors taken out of sums, wherever they stand."""
    if value.op == "add":
        return factored_sum(value)
    if value.op == "term":
        coef, pairs = value.data
        parts = [num(coef[0], coef[1])] + [power(factored(base), e) for base, e in pairs]
        return product(parts + [factored(one) for one in value.args])
    if value.op == "t":
        return t(factored(value.args[0]))
    if value.op == "had":
        return had([factored(one) for one in value.args], list(value.data))
    if value.op == "inv":
        return inv(factored(value.args[0]))
    if value.op == "diag":
        return diag(factored(value.args[0]))
    if value.op == "sum":
        return total(factored(value.args[0]))
    if value.op == "form":
        return product([factored(one) for one in value.args])
    if value.op == "fun":
        return value
    return value


def features(value):
    """What can be taken out of a summand: ("left", value), ("right", ...), ("number", ...), ..."""
    chain, pairs = [value], ()
    if value.op == "term":
        chain, pairs = list(value.args), value.data[1]
    elif value.shape == (1, 1):
        chain, pairs = [], ((value, num(1)),)
        if value.op in ("form", "sum"):
            pairs = ((value, num(1)),)
    found = []
    if filled(value) is not None:
        chain = []
    if len(chain) > 1:
        found.append(("left", chain[0], None))
        found.append(("right", chain[-1], None))
    elif chain and value.shape != (1, 1):
        found += [("left", chain[0], None), ("right", chain[0], None)]
        only = chain[0]
        if only.op == "had":
            for base, e in zip(only.args, only.data):
                found += [("had", base, one) for one in lower(e)]
        elif 1 in only.shape:
            found.append(("had", only, num(1)))
        if only.op == "diag":
            found.append(("diag", only.args[0], None))
    for base, e in pairs:
        if base.op != "num":
            found += [("number", base, one) for one in lower(e)]
    return found


def lower(exponent):
    """The whole exponents between 0 and this one; itself if it is not whole."""
    n = whole(exponent)
    if n is None or abs(n) > 4:
        return [exponent]
    return [num(one) for one in (range(1, n + 1) if n > 0 else range(n, 0))]


def without(value, feature):
    """The summand with the factor taken out."""
    kind, base, e = feature
    coef, pairs, chain = (1, 1), (), [value]
    if value.op == "term":
        (coef, pairs), chain = value.data, list(value.args)
    elif value.shape == (1, 1):
        chain, pairs = [], ((value, num(1)),)
    outside = [num(coef[0], coef[1])]
    if kind == "number":
        left = [(b, x) for b, x in pairs if b is not base]
        rest = [power(b, x) for b, x in left]
        old = [x for b, x in pairs if b is base][0]
        difference = add([old, product([num(-1), e])])
        return product(outside + rest + [power(base, difference)] + chain)
    numbers = [power(b, x) for b, x in pairs]
    if kind == "left":
        rest = chain[1:] or [eye(chain[0].shape[1])]
        return product(outside + numbers + rest)
    if kind == "right":
        rest = chain[:-1] or [eye(chain[0].shape[0])]
        return product(outside + numbers + rest)
    only = chain[0]
    if only.op == "had":
        return product(outside + numbers + [had(
            list(only.args) + [base], list(only.data) + [product([num(-1), e])])])
    return product(outside + numbers + [had([only, only], [num(1), num(-1)])])


def put_back(feature, rest, shape):
    kind, base, e = feature
    if kind == "number":
        return product([power(base, e), rest])
    if kind == "left":
        return product([base, rest])
    if kind == "right":
        return product([rest, base])
    return had([power(base, e), rest])


def factored_sum(value):
    parts = [factored(one) for one in value.args]
    best = None
    counts, keys = {}, []
    for at, one in enumerate(parts):
        seen = set()
        for kind, base, e in features(one):
            key = (kind, base.id, e.id if e is not None else 0)
            if key not in seen:
                seen.add(key)
                if key not in counts:
                    counts[key] = [(kind, base, e), []]
                    keys.append(key)
                counts[key][1].append(at)
    order = {"number": 0, "had": 1, "right": 2, "left": 3, "diag": 4}
    for key in keys:
        feature, places = counts[key]
        if len(places) < 2 or feature[0] == "diag":
            continue
        size = whole(feature[2]) if feature[2] is not None else 0
        rank = (len(places), -order[feature[0]], abs(size or 0))
        if best is None or rank > best[0]:
            best = (rank, feature, places)
    if best is None:
        return add(parts)
    _, feature, places = best
    inside = add([without(parts[at], feature) for at in places])
    if inside is value:
        return add(parts)
    together = put_back(feature, factored(inside), value.shape)
    others = [one for at, one in enumerate(parts) if at not in places]
    if not others:
        return together
    shorter = add(others + [together])
    fewer = shorter.op != "add" or len(shorter.args) < len(parts)
    return factored(shorter) if fewer else add(parts)


# Named parts -------------------------------------------------------------------------------------


def children(value):
    found = list(value.args)
    if value.op == "term":
        found = [base for base, _ in value.data[1]] + [e for _, e in value.data[1]] + found
    if value.op == "had":
        found += list(value.data)
    return found


USUAL = {"softmax": "s", "inv": "S", "det": "d", "lse": "l"}


def named_parts(value, taken, least=9):
    """(names by id, [(name, value)]): what occurs more than once and is worth a name."""
    order, uses, seen, stack = [], {}, set(), [value]
    while stack:
        one = stack.pop()
        for each in children(one):
            uses[each.id] = uses.get(each.id, 0) + 1
            if each.id not in seen:
                seen.add(each.id)
                stack.append(each)
                order.append(each)
    names, found = {}, []
    candidates = []
    for one in order:
        if one.op in ("num", "var", "size", "ones", "eye", "zero", "t") or squared(one):
            continue
        if uses[one.id] > 1 and one is not value:
            length = len(text(lay(one)))
            if length >= least and not (one.op == "term" and len(one.args) <= 1):
                candidates.append((length, one))
    candidates.sort(key=lambda pair: (-pair[0], pair[1].id))
    for _, one in candidates:
        if still_used(value, one, names) > 1:
            name = free_name(one, taken)
            taken.add(name)
            names[one.id] = name
            found.append((name, one))
    found.sort(key=lambda pair: pair[1].id)
    return names, found


def still_used(value, part, names):
    """How often a part is written, when parts with names are written by them."""
    count, stack, opened = 0, [value], set()
    while stack:
        one = stack.pop()
        for each in children(one):
            if each is part:
                count += 1
            elif each.id in names:
                if each.id not in opened:
                    opened.add(each.id)
                    stack.append(each)
            else:
                stack.append(each)
    return count


def free_name(value, taken):
    first = USUAL.get(value.op, "z" if value.op in ("term", "add", "form") else "u")
    if value.shape != (1, 1) and 1 not in value.shape:
        first = first.upper()
    letters = [first] + list("ZUVHQR" if first.isupper() else "zuvhqr")
    for one in letters:
        if one not in taken:
            return one
    number = 1
    while first + str(number) in taken:
        number += 1
    return first + str(number)


