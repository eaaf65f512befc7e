"""Linear expressions: the Jacobian that is in one, and its form with a Kronecker product."""

from .normal import add, diag, eye, had, is_one, num, ones, power, product, t
from .simplify import children, expanded


def holds(value, x):
    """Does x stand in the value?"""
    stack, seen = [value], set()
    while stack:
        one = stack.pop()
        if one is x:
            return True
        for each in children(one):
            if each.id not in seen:
                seen.add(each.id)
                stack.append(each)
    return False


def matrix_of(value, x):
    """M with value = M x, for columns (or numbers) linear in x; None if it has no such form."""
    for form in (value, expanded(value)):
        if form is not None:
            found = taken(form, x)
            if found is not None:
                return found
    return None


def taken(value, x):
    if value is x:
        return eye(x.shape[0])
    if value.op == "add":
        parts = [taken(one, x) for one in value.args]
        return None if None in parts else add(parts)
    if value.op == "term":
        return from_term(value, x)
    if value.op == "had":
        inside = [(b, e) for b, e in zip(value.args, value.data) if holds(b, x)]
        if len(inside) != 1 or not is_one(inside[0][1]):
            return None
        rest = [(b, e) for b, e in zip(value.args, value.data) if b is not inside[0][0]]
        found = taken(inside[0][0], x)
        return found and product([diag(had([b for b, _ in rest], [e for _, e in rest])), found])
    if value.op == "sum":
        found = taken(value.args[0], x)
        return found and product([t(ones(value.args[0].shape[0])), found])
    if value.op == "form":
        return from_chain(list(value.args), x)
    if value.op == "dpart":
        return None
    return None


def from_term(value, x):
    (coef, pairs), chain = value.data, list(value.args)
    numbers = [num(coef[0], coef[1])]
    inside = [(b, e) for b, e in pairs if holds(b, x)]
    numbers += [power(b, e) for b, e in pairs if not holds(b, x)]
    if inside:
        if len(inside) > 1 or not is_one(inside[0][1]) or any([holds(one, x) for one in chain]):
            return None
        found = taken(inside[0][0], x)
        return found and product(numbers + chain + [found])
    found = from_chain(chain, x)
    return found and product(numbers + [found])


def from_chain(chain, x):
    places = [at for at, one in enumerate(chain) if holds(one, x)]
    if len(places) != 1:
        return None
    at = places[0]
    if at == 0 and chain[0].shape[0] == 1 and len(chain) > 1:
        return from_chain([t(one) for one in reversed(chain)], x)
    if at != len(chain) - 1:
        return None
    found = taken(chain[-1], x)
    return found and product(chain[:-1] + [found])


def two_sided(value, X):
    """[(number, A, B, transposed)] with value = sum of number A X B, or None.

    A and B are values; the last says that it is X' that stands there.
    """
    value = expanded(value) or value
    found = []
    for one in value.args if value.op == "add" else (value,):
        chain, numbers = [one], num(1)
        if one.op == "term":
            if any([holds(base, X) for base, _ in one.data[1]]):
                return None
            chain = list(one.args)
            numbers = product([num(one.data[0][0], one.data[0][1])] + [
                power(b, e) for b, e in one.data[1]])
        places = [at for at, each in enumerate(chain) if holds(each, X)]
        if len(places) != 1:
            return None
        at = places[0]
        middle = chain[at]
        if middle is not X and middle is not t(X):
            return None
        left = product(chain[:at]) if at else eye(middle.shape[0])
        right = product(chain[at + 1 :]) if at + 1 < len(chain) else eye(middle.shape[1])
        found.append((numbers, left, right, middle is not X))
    return found
