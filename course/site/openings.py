"""Rules of the book that Derive can state: each by an expression, which stands in the address."""

from matrixcalculus.tensor.rules import RULES

VECTORS = {"w": "n", "x": "n"}
STATED = {  # operation of the engine: an expression, its operands in order, shapes
    "add": ("w + x", "wx", VECTORS), "sub": ("w - x", "wx", VECTORS),
    "mul": ("w * x", "wx", VECTORS), "div": ("w / x", "wx", VECTORS),
    "max": ("maximum(w, x)", "wx", VECTORS),
    "neg": ("-x", "x", {"x": "1"}),
    "pow": ("x**3", "x", {"x": "1"}),
    "fill": ("x + z", "z", {"x": "n", "z": "1"}),
    "scale": ("z * x", "zx", {"x": "n", "z": "1"}),
    "sum": ("sum(x)", "x", {"x": "n"}),
    "relu": ("relu(x)", "x", {"x": "n"}),
    "tanh": ("tanh(x)", "x", {"x": "n"}),
    "matmul": ("W @ x", "Wx", {"W": "m n", "x": "n"}),
    "softmax": ("softmax(u)", "u", {"u": "p"}),
}
NEURON = {"y": "N", "X": "N n", "w": "n", "b": "1"}
ONE = {"w": "n", "x": "n", "b": "1"}
MORE = {  # rules that take several operations: expression, by, shapes
    "R-sadd-x": ("x + z", "x", {"x": "n", "z": "1"}),
    "R-sumxz-x": ("sum(x * z)", "x", {"x": "n", "z": "1"}),
    "R-sumxz-z": ("sum(x * z)", "z", {"x": "n", "z": "1"}),
    "R-dot-w": ("w @ x", "w", VECTORS), "R-dot-x": ("w @ x", "x", VECTORS),
    "R-affine-w": ("w @ x + b", "w", ONE), "R-affine-b": ("w @ x + b", "b", ONE),
    "R-relu": ("relu(z)", "z", {"z": "1"}),
    "R-act-w": ("relu(w @ x + b)", "w", ONE), "R-act-b": ("relu(w @ x + b)", "b", ONE),
    "R-v-w": ("y - relu(w @ x + b)", "w", {"y": "1", **ONE}),
    "R-v-b": ("y - relu(w @ x + b)", "b", {"y": "1", **ONE}),
    "R-loss-w": ("mean((y - relu(X @ w + b))**2)", "w", NEURON),
    "R-loss-b": ("mean((y - relu(X @ w + b))**2)", "b", NEURON),
}


def stated():
    """{"R-sum-x": (expression, by, shapes)}: from the rows of the engine, and what is beside them.

    A rule that an operation's row names is opened by that operation alone.
    """
    found = {}
    for op, (expression, names, shapes) in STATED.items():
        for rule, name in zip(RULES[op].ids, names, strict=False):
            found.setdefault(rule, (expression, name, shapes))
    return {**found, **MORE}
