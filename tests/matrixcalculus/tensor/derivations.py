"""Derivations that hold, in several forms, and derivations with one slip: data for two Pythons."""

NEURON = ("sum((y - relu(X @ w + b))**2)", "w", {"X": "N n", "w": "n", "y": "N", "b": "1"})
BIAS = ("mean((y - relu(X @ w + b))**2)", "b", {"X": "N n", "w": "n", "y": "N", "b": "1"})
LEAST = ("sum((X @ w - y)**2)", "w", {"X": "N n"})
QUADRATIC = ("x' @ A @ x", "x", {})
CROSS = ("-sum(y * log(softmax(W @ x)))", "W", {"y": "m", "W": "m n", "x": "n"})
SOFTMAX = ("softmax(z)", "z", {"z": "k"})
PRODUCT = ("w * x", "w", {"w": "n", "x": "n"})
SHIFTED = ("x + t", "t", {"x": "n", "t": "1"})
MAP = ("inv(X)", "X", {"X": "n n"})
CHAIN = ("sin(3*x**2)", "x", {"x": "1"})
TRACE = ("tr(X' @ A @ X)", "X", {"X": "m n", "A": "m m"})
ROOT = ("sqrt(1 + relu(t)**2)", "t", {"t": "1"})
MATRIX = ("X @ w", "w", {"X": "N n", "w": "n"})

RIGHT = [  # task, layout asked for, lines that reach it
    (NEURON, "jacobian", """
        z = X @ w + b
        a = relu(z)                                 # the activation
        L = sum((y - a)**2)
        dL = 2*(a - y)' @ da
        da = (z > 0) * dz
        dL = 2*(a - y)' @ ((z > 0) * dz)
           = 2*(a - y)' @ ((z > 0) * (X @ dw))
        dL/dw = 2*((a - y) * (z > 0))' @ X"""),
    (NEURON, "gradient", "grad = -2 * X' @ ((y - relu(X @ w + b)) * (X @ w + b > 0))"),
    (NEURON, "gradient", """
        e = relu(X @ w + b) - y; dL = 2 * e' @ de
        dL = 2 * e' @ diag(X @ w + b > 0) @ X @ dw
        grad = 2 * X' @ diag(X @ w + b > 0) @ e"""),
    (BIAS, "gradient", "2 / N * sum((relu(X @ w + b) - y) * (X @ w + b > 0))"),
    (LEAST, "gradient", """
        dL = 2 * (X @ w - y)' @ X @ dw
        grad = 2 * X' @ X @ w - 2 * X' @ y"""),
    (QUADRATIC, "gradient", """
        dL = dx' @ A @ x + x' @ A @ dx
        dL = x' @ A' @ dx + x' @ A @ dx
           = x' @ (A + A') @ dx
        grad = (A + A') @ x"""),
    (CROSS, "gradient", """
        z = W @ x
        s = softmax(z)
        dL = -y' @ (ds / s)
        ds = s * (dz - s' @ dz)
        dL = -y' @ dz + sum(y) * (s' @ dz)
        dL = (sum(y) * s - y)' @ dW @ x
        dL = tr(x @ (sum(y) * s - y)' @ dW)
        grad = outer(sum(y) * s - y, x)"""),
    (SOFTMAX, "jacobian", """
        s = softmax(z)
        ds = s * (dz - s' @ dz)
        J = diag(s) - s @ s'"""),
    (PRODUCT, "jacobian", "dy = x * dw\nJ = diag(x)"),
    (SHIFTED, "jacobian", "dy = dt * ones(n)\nJ = ones(n)"),
    (MAP, "differential", "dY = -inv(X) @ dX @ inv(X)"),
    (CHAIN, "jacobian", "dL/dx = 6 * x * cos(3 * x**2)"),
    (TRACE, "gradient", """
        dL = tr(dX' @ A @ X) + tr(X' @ A @ dX)
        grad = (A + A') @ X"""),
]

WRONG = [  # task, layout, lines of which the last is wrong, the slip
    (NEURON, "jacobian", "a = relu(X @ w + b)\ndL = 2*(y - a)' @ da", "sign"),
    (NEURON, "jacobian", "2*(relu(X @ w + b) - y)' @ X", "lost mask"),
    (NEURON, "jacobian", "((relu(X @ w + b) - y) * (X @ w + b > 0))' @ X", "factor"),
    (NEURON, "jacobian", "grad = 2*((relu(X @ w + b) - y) * (X @ w + b > 0))' @ X",
     "row for column"),
    (NEURON, "jacobian", "a = relu(X @ w + b)\ndL = 2*(a - y) * da", "sum lost"),
    (NEURON, "gradient", "z = X @ w + b\na = relu(z)\ndL = 2*(a - y)' @ da\n"
     "dL = 2*(a - y)' @ (a * dz)", "value for slope"),
    (BIAS, "gradient", "2 / N * (relu(X @ w + b) - y) * (X @ w + b > 0)",
     "broadcasting not folded"),
    (BIAS, "gradient", "2 * sum((relu(X @ w + b) - y) * (X @ w + b > 0))", "mean"),
    (LEAST, "gradient", "grad = X' @ (X @ w - y)**2", None),
    (LEAST, "gradient", "dL = 2 * (X @ w - y)' @ X @ dw\ngrad = 2 * X' @ X @ w", "lost term"),
    (QUADRATIC, "gradient", "grad = 2 * A @ x", "transpose"),
    (QUADRATIC, "gradient", "grad = A @ x", "total for partial"),
    (CROSS, "gradient", "s = softmax(W @ x)\ndL = -y' @ (ds / s)\nds = s * (1 - s) * (dW @ x)",
     "diagonal only"),
    (SOFTMAX, "jacobian", "diag(softmax(z))", "diagonal only"),
    (PRODUCT, "jacobian", "J = x", "vector for a diagonal matrix"),
    (PRODUCT, "jacobian", "J = diag(w)", "wrong factor"),
    (MAP, "differential", "dY = inv(X) @ dX @ inv(X)", "sign"),
    (MAP, "differential", "dY = -inv(X) @ dX' @ inv(X)", "transpose"),
    (CHAIN, "jacobian", "cos(3 * x**2)", "lost factor"),
    (CHAIN, "jacobian", "6 * x * sin(3 * x**2)", "value for slope"),
    (CHAIN, "jacobian", "6 * x**2 * cos(3 * x**2)", "power"),
    (TRACE, "gradient", "dL = tr(X' @ A @ dX)", "total for partial"),
    (MATRIX, "jacobian", "X'", "row for column"),
    (MATRIX, "jacobian", "outer(X @ w, w)", None),
    (MAP, "differential", "dY = -inv(X) @ inv(X) @ dX", "exchange"),
    (ROOT, "jacobian", "relu(t) / sqrt(1 - relu(t)**2)", "sign"),  # a value at t < 0, mostly
    (SOFTMAX, "jacobian", "J = diag(softmax(z)) - softmax(z) @ softmax(z)", "inner for outer"),
]

FAULTS = [  # task, lines of which the last cannot be read, what is said, what is marked
    (LEAST, "dL = 2 * (X @ w - z)' @ X @ dw", "z has no meaning here", "z"),
    (LEAST, "dL = 2 * (X @ w - y)' @ dy", "Only w moves here, so there is no dy", "dy"),
    (LEAST, "dy = 0", "only w moves", "dy"),
    (LEAST, "grad = X' @ X @ dw", "A derivative has no dw in it", "dw"),
    (LEAST, "w = y", "w is given", "w"),
    (LEAST, "e = X @ w\ne = y", "e has a meaning already", "e"),
    (LEAST, "2 w = y", "cannot stand left of =", "2 w"),
    (LEAST, "dL =", "Nothing stands right of =", "dL ="),
    (LEAST, "= 2 * w", "no line above", "="),
    (LEAST, "dL = (X @ w", "Here ) is expected", ""),
    (LEAST, "dL = X' @ w", "The shapes do not fit for @", "X' @ w"),
    (LEAST, "dL = dL", "dL stands at the left", "dL"),
    (MAP, "J = inv(X)", "three or four indices", ""),
]
