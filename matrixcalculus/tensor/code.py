"""Layouts as code for NumPy, PyTorch and JAX: vectors are arrays of one axis."""

from .layout import shape_of
from .text import AFTER, ATOM, POWER, TIMES, Text


class Code(Text):
    """NumPy."""

    module, linalg = "np", "np.linalg."
    names = {"tr": "trace", "maximum": "maximum"}
    before, row_max = "import numpy as np", "max"
    first = "x"  # an argument, whose type is that of the result

    def __init__(self):
        self.sizes = set()

    def made(self, name, size):
        """A new array."""
        return f"{self.function(name)}({size})"

    def constant(self, text):
        """A number that depends on no argument."""
        return text

    def function(self, name):
        return f"{self.module}.{name}"

    def size(self, one):
        if isinstance(one, str):
            self.sizes.add(one)
        return str(one)

    def of_name(self, name, shape):
        return ("lambda_" if name == "lambda" else name), ATOM

    def of_size(self, letter):
        return self.size(letter), ATOM

    def of_ones(self, n):
        return self.made("ones", self.size(n)), ATOM

    def of_eye(self, n):
        return self.made("eye", self.size(n)), ATOM

    def zeros(self, rows, columns):
        if 1 in (rows, columns):
            length = self.size(rows if columns == 1 else columns)
            return self.made("zeros", length)
        return self.made("zeros", f"({self.size(rows)}, {self.size(columns)})")

    def of_chain(self, parts):
        """Vectors have one axis: a row is written as the vector, a column times a row as outer."""
        for at in range(len(parts) - 1):
            if shape_of(parts[at])[1] == 1 and shape_of(parts[at + 1])[0] == 1:
                left, right = self.product(parts[: at + 1]), self.product(parts[at + 1 :])
                return "{}({}, {})".format(self.function("outer"), left, right), ATOM
        return self.product(parts), ATOM if len(parts) == 1 else TIMES

    def product(self, parts):
        if len(parts) == 1:
            return self.write(self.vector(parts[0]))
        return " @ ".join([self.bound(self.vector(one), POWER) for one in parts])

    def vector(self, laid):
        """Without its transpose, if it is a row."""
        return laid[1] if laid[0] == "t" and shape_of(laid)[0] == 1 else laid

    def of_t(self, laid):
        if 1 in shape_of(laid):
            return self.of(laid)
        return self.bound(laid, ATOM) + ".T", AFTER

    def of_inv(self, laid):
        return f"{self.linalg}inv({self.write(laid)})", ATOM

    def of_norm(self, laid):
        return f"{self.linalg}norm({self.write(laid)})", ATOM

    def of_entrysum(self, laid):
        return "{}({})".format(self.function("sum"), self.write(laid)), ATOM

    def of_compare(self, sign, left, right):
        return f"({self.bound(left, 1)} {sign} {self.bound(right, 1)})", ATOM

    def of_prod(self, sign, over, under):
        if over and starts_with_mask(over[0]) and (sign < 0 or len(over) == 1):
            over = [("num", 1)] + over
        return Text.of_prod(self, sign, over, under)

    def of_sum(self, parts):
        return Text.of_sum(self, [(sign, ("prod", 1, [("num", 1), one], [])
                                   if starts_with_mask(one) or is_mask(one) else one)
                                  for sign, one in parts])

    def of_call(self, name, laid, shape):
        inside = self.write(laid[0])
        if name in ("max_rows", "max_kept"):
            return "{}({}, axis=1){}".format(self.function(self.row_max), inside, "[:, None]" if
                                             name == "max_kept" else ""), ATOM
        if name == "relu":
            return "{}({}, 0)".format(self.function("maximum"), inside), ATOM
        if name == "sigmoid":
            return "1 / (1 + {}(-{}))".format(self.function("exp"), self.bound(laid[0], POWER)), 2
        if name == "softplus":
            return "{}(0, {})".format(self.function("logaddexp"), inside), ATOM
        if name == "softmax":
            return self.softmax(inside, shape[1] != 1), 2
        if name == "logsumexp":
            return self.logsumexp(inside, shape[1] != 1), ATOM
        if name == "det":
            return f"{self.linalg}det({inside})", ATOM
        if name in ("tr", "maximum", "diag", "max", "sign", "sqrt", "abs", "exp", "log", "sin",
                    "cos", "tanh"):
            inside = ", ".join([self.write(one) for one in laid])
            return f"{self.function(self.names.get(name, name))}({inside})", ATOM
        return f"{self.function(name)}({inside})", ATOM

    def softmax(self, inside, rows):
        exp = f"np.exp({inside})"
        if rows:
            return f"{exp} / np.sum({exp}, axis=1, keepdims=True)"
        return f"{exp} / np.sum({exp})"

    def logsumexp(self, inside, rows):
        return "np.log(np.sum(np.exp({}){}))".format(inside, ", axis=1" if rows else "")


def starts_with_mask(laid):
    """Is the first thing written one that is true or false, which has no minus?"""
    if laid[0] in ("chain", "had", "prod", "call", "t"):
        inside = {"chain": 1, "had": 1, "prod": 2, "call": 2, "t": 1}[laid[0]]
        first = laid[inside] if laid[0] == "t" else laid[inside][0] if laid[inside] else ("num", 1)
        return (laid[0] != "call" or laid[1] == "diag") and starts_with_mask(first)
    return laid[0] == "compare"


def is_mask(laid):
    """Is it true or false, with which NumPy does not reckon?"""
    kind = laid[0]
    if kind in ("had", "prod"):
        over, under = laid[-2:]
        return not under and bool(over) and all([is_mask(one) for one in over])
    if kind == "chain":
        return all([is_mask(one) for one in laid[1]])
    if kind == "call":
        return laid[1] == "diag" and is_mask(laid[2][0])
    return kind == "compare" or kind in ("t", "fill") and is_mask(laid[1])


def is_constant(laid):
    """Is it a number in which no array stands?"""
    if not isinstance(laid, (tuple, list)):
        return True
    if laid and (laid[0] in ("name", "ones", "eye") or laid[0] == "zero" and laid[1] != (1, 1)):
        return False
    return all([is_constant(one) for one in laid])


class Torch(Code):
    module, linalg, before = "torch", "torch.linalg.", "import torch"
    row_max = "amax"

    def made(self, name, size):
        if name == "eye":
            return f"torch.eye({size}, dtype={self.first}.dtype, device={self.first}.device)"
        return f"{self.first}.new_{name}({size})"

    def constant(self, text):
        return f"{self.first}.new_tensor({text})"

    def of_compare(self, sign, left, right):
        return f"{Code.of_compare(self, sign, left, right)[0]}.to({self.first}.dtype)", ATOM

    def of_call(self, name, laid, shape):
        inside = self.write(laid[0])
        if name == "relu":
            return f"torch.relu({inside})", ATOM
        if name == "softplus":
            return f"torch.nn.functional.softplus({inside})", ATOM
        if name == "sigmoid":
            return f"torch.sigmoid({inside})", ATOM
        return Code.of_call(self, name, laid, shape)

    def softmax(self, inside, rows):
        return f"torch.softmax({inside}, {int(rows)})"

    def logsumexp(self, inside, rows):
        return f"torch.logsumexp({inside}, {int(rows)})"


class Jax(Code):
    module, linalg, before = "jnp", "jnp.linalg.", "import jax\nimport jax.numpy as jnp"

    def made(self, name, size):
        return f"jnp.{name}({size}, dtype={self.first}.dtype)"

    def constant(self, text):
        return f"jnp.array({text}, {self.first}.dtype)"

    def of_compare(self, sign, left, right):
        return f"{Code.of_compare(self, sign, left, right)[0]}.astype({self.first}.dtype)", ATOM

    def of_call(self, name, laid, shape):
        inside = self.write(laid[0])
        if name in ("relu", "sigmoid", "softplus"):
            return f"jax.nn.{name}({inside})", ATOM
        return Code.of_call(self, name, laid, shape)

    def softmax(self, inside, rows):
        return "jax.nn.softmax({}{})".format(inside, ", axis=1" if rows else "")

    def logsumexp(self, inside, rows):
        return "jax.scipy.special.logsumexp({}{})".format(inside, ", axis=1" if rows else "")


DIALECTS = {"numpy": Code, "torch": Torch, "jax": Jax}


def function(dialect, name, shapes, parts, answer):
    """A function of the names that returns the answer, with its named parts and sizes first.

    Parameters
    ----------
    dialect : Code
    name : str
    shapes : dict of (rows, columns, rank, ...)
    parts : list of (name, layout)
    answer : layout
    """
    dialect.first = [one for one in shapes][0]
    as_number = lambda laid: ("prod", 1, [("num", 1), laid], []) if is_mask(laid) else laid
    lines = [f"    {part} = {dialect.write(as_number(laid))}" for part, laid in parts]
    result = dialect.write(as_number(answer))
    if is_constant(answer):
        result = dialect.constant(result)
    lines.append("    return " + result)
    first = []
    for letter in sorted(dialect.sizes):
        for one in shapes:
            rows, columns, rank = shapes[one][:3]
            if letter in (rows, columns) and rank:
                axis = 0 if letter == rows else 1
                first.append(f"    {letter} = {one}.shape[{axis}]")
                break
    head = "def {}({}):".format(name, ", ".join(shapes))
    return "\n".join([dialect.before, "", "", head] + first + lines) + "\n"
