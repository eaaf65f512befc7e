"""Random expressions that fit, their value in NumPy, and their derivative by autograd."""

import random
import warnings

import autograd
import autograd.numpy as anp
import numpy as np

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.expr import ordered
from matrixcalculus.tensor.infer import names_in
from matrixcalculus.tensor.parse import statements

SHAPES = {"s": "1", "t": "1", "x": "n", "y": "n", "u": "m", "A": "m n", "B": "m n", "C": "n m",
          "S": "n n", "Q": "n n"}
SIZES = {"n": 3, "m": 4}
NEAR, LARGEST = 1e-6, 1e6  # relative error; beyond, floating point says nothing
SMOOTH = ("sin", "cos", "tanh", "sigmoid")


class Maker:
    """Draws an expression of a given kind: "1", "n", "m", "m n", "n m", "n n"."""

    def __init__(self, seed):
        self.draw = random.Random(seed)

    def of(self, kind, depth):
        if depth <= 0 or self.draw.random() < 0.12:
            return self.leaf(kind)
        makers = self.makers(kind, depth - 1)
        return self.draw.choice(makers)()

    def leaf(self, kind):
        return self.draw.choice([name for name, shape in SHAPES.items() if shape == kind])

    def makers(self, kind, d):
        one = lambda of=kind: self.of(of, d)
        two = lambda pattern, a=kind, b=kind: pattern.format(self.of(a, d), self.of(b, d))
        number = lambda: str(self.draw.choice([2, 3, "0.5", "1.5"]))
        found = [
            lambda: two("({} + {})"), lambda: two("({} - {})"), lambda: two("({} * {})"),
            lambda: two("({} * {})"),
            lambda: f"(-{one()})", lambda: f"({number()} * {one()})",
            lambda: f"{self.draw.choice(SMOOTH)}({one()})",
            lambda: f"(({one()})**2)", lambda: two("({} / ({})**2)"),
            lambda: f"relu({one()})", lambda: f"exp({one()} / 2)",
            lambda: f"log(1 + ({one()})**2)", lambda: two("maximum({}, {})"),
            lambda: f"abs({one()})", lambda: two("({} * {})", "1"),
        ]
        if kind == "1":
            found += [
                lambda: two("({} @ {})", "n", "n"), lambda: f"sum({one('n')})",
                lambda: f"norm({one('m')})", lambda: f"tr({one('n n')})",
                lambda: f"sum({one('m n')})", lambda: f"mean({one('n')})",
                lambda: f"norm({one('n')})**2", lambda: f"logsumexp({one('m')})",
                lambda: f"det({one('n n')})", lambda: f"max({one('n')})",
                lambda: f"({one('m')}' @ {one('m n')} @ {one('n')})",
                lambda: f"sqrt(1 + ({one()})**2)",
            ]
            found += found[-11:]
        elif " " not in kind:
            other = "m" if kind == "n" else "n"
            found += [
                lambda: f"softmax({one()})", lambda: f"({one(f'{kind} {other}')} @ {one(other)})",
                lambda: f"({one(f'{other} {kind}')}' @ {one(other)})",
                lambda: f"({one(other)} @ {one(f'{other} {kind}')})",
                lambda: f"sum({one(f'{kind} {other}')}, axis=1)",
                lambda: f"sum({one(f'{other} {kind}')}, axis=0)",
                lambda: two("({} + {})", kind, "1"), lambda: f"({one()} / norm({one()}))",
                lambda: f"logsumexp({one(f'{kind} {other}')}, axis=1)",
                lambda: f"max({one(f'{kind} {other}')}, axis=1)",
                lambda: f"min({one(f'{other} {kind}')}, axis=0)",
            ]
            if kind == "n":
                found += [lambda: f"diag({one('n n')})", lambda: f"(inv({one('n n')}) @ {one()})"]
            found += found[-10:]
        else:
            a, b = kind.split()
            found += [
                lambda: f"outer({one(a)}, {one(b)})", lambda: f"softmax({one()}, axis=1)",
                lambda: two("({} + {})", kind, b), lambda: f"({one(f'{b} {a}')}')",
                lambda: two("({} @ {})", f"{a} n", f"n {b}") if "n" in SHAPES["S"] and a == "n"
                else two("({} @ {})", f"{a} n", "n n") if b == "n" else two("({} + {})"),
                lambda: two("({} - {})", kind, "1"),
                lambda: f"({one()} + {one(a)}[:, None])",
            ]
            if a == b:
                found += [lambda: f"inv({one()})", lambda: f"diag({one('n')})",
                          lambda: two("({} @ {})"), lambda: f"({one()} + eye(n))"]
            found += found[-6:]
        return found


def expression(seed, depth=3):
    """(text, the kind of its value) of a random expression that fits."""
    maker = Maker(seed)
    kind = maker.draw.choice(["1", "1", "1", "n", "m", "m n", "n n"])
    return maker.of(kind, depth), kind


def point(seed, names, sizes=SIZES):
    """Random arrays for the names: {name: (rows, columns, rank, symmetric)}."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, (rows, columns, rank, symmetric) in names.items():
        full = [sizes.get(one, one) for one in (rows, columns)][:rank]
        found[name] = rng.normal(size=full)
        if symmetric:
            found[name] = found[name] + found[name].T
    return found


def run(root, values, sizes=SIZES):
    """The value of a graph in NumPy, for autograd: written apart from the engine's own."""
    size = lambda one: one if isinstance(one, int) else sizes[one]
    found = []
    for node in ordered(root):
        a = [found[one.number] for one in node.args]
        rows, columns = (size(one) for one in node.shape)
        as_shape = lambda value, rows=rows, columns=columns: anp.reshape(value, (rows, columns))
        op = node.op
        if op == "var":
            value = as_shape(values[node.data[0]] + 0.0)
        elif op == "const":
            value = as_shape(node.data[0] / node.data[1])
        elif op == "size":
            value = as_shape(1.0 * size(node.data))
        elif op == "eye":
            value = anp.eye(rows)
        elif op in ("softmax", "lse"):
            axis = 0 if a[0].shape[1] == 1 else 1
            total = anp.log(anp.sum(anp.exp(a[0]), axis=axis, keepdims=True))
            value = anp.exp(a[0] - total) if op == "softmax" else as_shape(total)
        else:
            value = OPERATIONS[op](*a) if op in OPERATIONS else getattr(anp, op)(*a)
            if op in ("fill", "down", "across"):
                value = value * anp.ones((rows, columns))
            value = as_shape(value)
        found.append(value)
    return found[-1]


OPERATIONS = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "neg": lambda a: -a,
    "mul": lambda a, b: a * b, "scale": lambda a, b: a * b, "div": lambda a, b: a / b,
    "over": lambda a, b: a / b, "pow": lambda a, b: a**b, "matmul": lambda a, b: a @ b,
    "t": lambda a: a.T, "sum": anp.sum, "columns": lambda a: anp.sum(a, axis=0),
    "rows": lambda a: anp.sum(a, axis=1), "fill": lambda a: a, "down": lambda a: a.T,
    "across": lambda a: a, "tr": anp.trace, "det": anp.linalg.det, "inv": anp.linalg.inv,
    "diag": lambda a: anp.diag(a[:, 0]), "dpart": anp.diag,
    "norm": lambda a: anp.sqrt(anp.sum(a**2)), "relu": lambda a: a * (a > 0),
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)), "softplus": lambda a: anp.logaddexp(0, a),
    "step": lambda a: 1.0 * (a > 0), "max": lambda a, b: anp.where(a > b, a, b),
    "rmax": lambda a: anp.max(a, axis=1), "rtop": lambda a: 1.0 * (
        a == anp.max(a, axis=1, keepdims=True)),
    "amax": lambda a: anp.max(a), "top": lambda a: 1.0 * (a == anp.max(a)),
}


def by_autograd(derived, values, sizes=SIZES):
    """The derivative in the form that the derivation's own code returns."""
    by = derived.by
    f = lambda v: run(derived.root, {**values, by: v}, sizes)
    if derived.kind == "gradient":
        return autograd.grad(lambda v: f(v)[0, 0])(values[by])
    jacobian = autograd.jacobian(f)(values[by])
    if derived.kind == "map":
        step = values["d" + by]
        return (jacobian * step).sum(axis=tuple(range(2, 2 + step.ndim))) if step.ndim \
            else jacobian * step
    if derived.kind == "slope":
        return jacobian
    return jacobian.reshape(jacobian.shape[0], *values[by].shape)


def by_code(derived, values):
    """What the derivation's own NumPy code returns."""
    space = {}
    exec(derived.numpy(), space)
    name = next(one for one in ("gradient", "jacobian", "derivative") if one in space)
    names = [*derived.names] + (["d" + derived.by] if derived.kind == "map" else [])
    return space[name](*(values[one] for one in names))


def names_of(text):
    """The names in an expression that have a shape here."""
    return [one for one in names_in(statements(text)) if one in SHAPES]


def trial(seed, depth=3):
    """(what came of one random expression, a line about it).

    "derived": and equal to autograd's derivative, where floating point allows; "unconfirmed": it
    does not; "refused"; "wrong".
    """
    text, _ = expression(seed, depth)
    names = names_of(text)
    by = random.Random(seed).choice(names)
    about = f"{text} by {by}"
    try:
        found = derive(text, by, **{one: SHAPES[one] for one in names})
    except InputError as error:
        return "refused", f"{about}: {error.message}"
    moving = {"d" + by: found.names[by]} if found.kind == "map" else {}
    values = point(seed, {**found.names, **moving})
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            right, ours = by_autograd(found, values), np.asarray(by_code(found, values), float)
        except np.linalg.LinAlgError:  # a matrix that a mask made singular at this point
            return "unconfirmed", about
    size = np.abs(right).max()
    if not np.all(np.isfinite(right)) or size > LARGEST:
        return "unconfirmed", about
    if ours.size != right.size or np.abs(ours.reshape(right.shape) - right).max() > NEAR * (
            1 + size):
        return "wrong", f"{about}: {found.answer}"
    return "derived", about
