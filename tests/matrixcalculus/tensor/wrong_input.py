"""Bad input: the expression, by what, shapes, the kind of fault, what must be said."""

WRONG = {
    "shapes that do not fit": (
        "X @ w + y", "w", {"X": "N n", "w": "N", "y": "N"}, "shape",
        ["X is N × n", "w is a vector of length N", "X @ w + y\n  ^^^^^"]),
    "the other way round": (
        "X @ Y", "X", {"X": "m n", "Y": "k n"}, "shape", ["perhaps X @ Y'"]),
    "an unknown function": ("summ(x)", "x", {}, "name", ["summ", "did you mean sum?", "^^^"]),
    "an unknown name": (
        "z = X @ w; sum(q)", "w", {"X": "N n", "w": "n", "q": "2 3 4"}, "shape", ["3 axes"]),
    "* for @": (
        "A * B", "A", {"A": "m n", "B": "n k"}, "shape",
        ["* multiplies entry by entry", "A @ B", "A is m × n, B is n × k"]),
    "* for @ with a vector": (
        "A * x", "x", {"A": "m n", "x": "m"}, "shape", ["added to each row", "x[:, None]"]),
    "a name that does not occur": ("x @ y", "z", {}, "variable", ["z does not occur"]),
    "a name that is nearly there": ("sum(beta * x)", "betta", {}, "variable",
                                    ["did you mean beta?"]),
    "no name to derive by": (
        "x @ y", None, {}, "variable", ["With respect to which name?", 'by="x"']),
    "an empty domain": ("sum(log(-x**2))", "x", {}, "domain", ["domain is empty", "^^^"]),
    "a root of what is negative": ("sqrt(-exp(x))", "x", {"x": "1"}, "domain", ["is negative"]),
    "a division by 0": ("x / (x - x)", "x", {"x": "1"}, "domain", ["is 0"]),
    "an inverse that never is": ("tr(inv(x @ x'))", "x", {}, "domain", ["x x'"]),
    "10 000 characters": ("x + " * 2500 + "x", "x", {}, "size", ["10001 characters"]),
    "500 brackets": ("(" * 500 + "x" + ")" * 500, "x", {}, "size", ["nested", "name an inner"]),
    "900 functions": ("sin(" * 390 + "x" + ")" * 390, "x", {}, "size", ["nested"]),
    "a long product": ("*".join(["(x + y)"] * 200), "x", {}, "size", ["operations"]),
    "an open bracket": ("sum((x)", "x", {}, "syntax", [") is expected", "close what was opened"]),
    "two names side by side": ("2 x", "x", {}, "syntax", ["a sign is missing"]),
    "a strange sign": ("x ? y", "x", {}, "syntax", ["means nothing here"]),
    "nothing": ("  ", "x", {}, "syntax", ["nothing to derive"]),
    "an axis that is not there": ("sum(x, axis=1)", "x", {"x": "n"}, "shape", ["only axis 0"]),
    "a method": ("x.sum()", "x", {}, "syntax", ["write functions before"]),
    "an index": ("x[0]", "x", {}, "syntax", ["Single entries"]),
    "a power of a vector": ("2**x", "x", {"x": "n"}, "shape", ["exponent", "must be a number"]),
    "det of what is not square": ("det(X)", "X", {"X": "m n"}, "shape", ["for square matrices"]),
    "a size that is a value too": ("sum(m * x)", "x", {"m": "n", "x": "n", "A": "m m"}, "name",
                                   ["m is a size"]),
    "a shape that is none": ("sum(x)", "x", {"x": "n-1"}, "shape", ["no size"]),
}
