"""Right answers in unusual but legitimate forms: every one must hold, here and with the judge.

``question: [(what is unusual, the answer as text), ...]``; the text is Python, and may use
``np, sp, entry, vectors, i, j, k, n, m, N, numdiff, Fraction, partial`` and the symbols of the
exercises.
"""

RIGHT = {
    "02/constant-factor": [
        ("a function instead of an expression", "lambda x: 21 * x**2"),
        ("an undone derivative", "sp.Derivative(7 * x**3, x)"),
        ("a derivative that is done", "sp.Derivative(7 * x**3, x).doit()"),
        ("sp.diff", "sp.diff(7 * x**3, x)"),
        ("sp.Lambda", "sp.Lambda(x, 21 * x**2)"),
        ("a plain symbol", "21 * sp.Symbol('x')**2"),
        ("a positive symbol", "21 * sp.Symbol('x', positive=True)**2"),
        ("an equation's right-hand side", "sp.Eq(sp.Symbol('y'), 21 * x**2).rhs"),
        ("a 1 x 1 SymPy matrix", "sp.Matrix([[21 * x**2]])"),
        ("an immutable 1 x 1 matrix", "sp.ImmutableMatrix([[21 * x**2]])"),
        ("lambdify", "sp.lambdify(x, 21 * x**2)"),
        ("lambdify of another name", "sp.lambdify(sp.Symbol('t'), 21 * sp.Symbol('t')**2)"),
        ("SymPy inside a function", "lambda x: 21 * sp.sympify(x)**2"),
        ("substitution inside a function",
         "lambda x: sp.diff(7 * sp.Symbol('t')**3, sp.Symbol('t')).subs(sp.Symbol('t'), x)"),
        ("SymPy's array", "sp.Array([[21 * x**2]])"),
        ("a polynomial", "sp.Poly(21 * x**2, x)"),
        ("NumPy's polynomial", "np_polynomial([0, 0, 21])"),
    ],
    "02/two-blanks": [
        ("expanded", "sp.expand((x**2 + 1) * sp.cos(x) + 2 * x * sp.sin(x))"),
        ("unevaluated sum", "sp.Add((x**2 + 1) * sp.cos(x), 2 * x * sp.sin(x), evaluate=False)"),
        ("a limit left undone inside", "sp.Derivative((x**2 + 1) * sp.sin(x), x)"),
    ],
    "02/in-numpy": [
        ("a default", "lambda x, power=3: -2 / x**power - 3"),
        ("partial", "partial(lambda c, x: -2 / x**3 - c, 3)"),
        ("partial by keyword", "partial(lambda x, c: -2 / x**3 - c, c=3)"),
        ("**rest", "lambda x, **rest: -2 / x**3 - 3"),
        ("only **rest", "lambda **given: -2 / given['x']**3 - 3"),
        ("positional only", "lambda x, /: -2 / x**3 - 3"),
        ("another name, one argument, positional only", "lambda t, /: -2 / t**3 - 3"),
        ("*args", "lambda *args: -2 / args[0]**3 - 3"),
        ("keyword only", "lambda *, x: -2 / x**3 - 3"),
        ("np.vectorize", "np.vectorize(lambda x: -2 / x**3 - 3)"),
        ("np.frompyfunc", "np.frompyfunc(lambda x: -2 / x**3 - 3, 1, 1)"),
        ("a SymPy expression where a function is asked", "-2 / x**3 - 3"),
        ("a callable object", "Slope()"),
        ("a method", "Slope().at"),
        ("Fractions", "lambda x: Fraction(-2) / Fraction(x)**3 - 3"),
        ("exact SymPy numbers", "lambda x: sp.Rational(-2) / sp.Rational(x)**3 - 3"),
        ("1 x 1 list", "lambda x: [[-2 / x**3 - 3]]"),
        ("1-D array of one", "lambda x: np.array([-2 / x**3 - 3])"),
        ("0-D array", "lambda x: np.array(-2 / x**3 - 3)"),
        ("automatic differentiation",
         "numdiff_of(lambda x: 1 / x**2 - 3 * x)"),
        ("functools.cache", "cache(lambda x: -2 / x**3 - 3)"),
    ],
    "04/partial": [
        ("SymPy with a plain symbol", "sp.exp(x * sp.Symbol('y')) * (1 + x * sp.Symbol('y'))"),
        ("sp.Lambda of two", "sp.Lambda((x, y), sp.exp(x * y) * (1 + x * y))"),
        ("arguments in the other order", "lambda y, x: np.exp(x * y) * (1 + x * y)"),
        ("positional only", "lambda x, y, /: np.exp(x * y) * (1 + x * y)"),
        ("other names, in the question's order, positional only",
         "lambda a, b, /: np.exp(a * b) * (1 + a * b)"),
        ("math", "lambda x, y: math.exp(x * y) * (1 + x * y)"),
        ("*args", "lambda *xy: np.exp(xy[0] * xy[1]) * (1 + xy[0] * xy[1])"),
    ],
    "03/gradient": [
        ("a list of lists", "lambda p: [[2 * p[0] * p[1] + np.cos(p[0]), p[0]**2]]"),
        ("a tuple of SymPy numbers",
         "lambda p: ((2 * sp.Float(p[0], 30) * p[1] + sp.cos(p[0]), sp.Float(p[0], 30)**2),)"),
        ("np.matrix", "lambda p: np.matrix([[2 * p[0] * p[1] + np.cos(p[0]), p[0]**2]])"),
        ("a SymPy matrix", "lambda p: sp.Matrix([[2 * p[0] * p[1] + sp.cos(p[0]), p[0]**2]])"),
        ("objects in an array",
         "lambda p: np.array([[2 * p[0] * p[1] + np.cos(p[0]), p[0]**2]], dtype=object)"),
        ("a masked array", "lambda p: np.ma.array([[2 * p[0] * p[1] + np.cos(p[0]), p[0]**2]])"),
        ("a list of arrays", "lambda p: [np.array([2 * p[0] * p[1] + np.cos(p[0]), p[0]**2])]"),
    ],
    "03/numpy": [
        ("a tuple", "lambda p: (2 * p[0] * p[1] + np.cos(p[0]), p[0]**2)"),
        ("a generator's list", "lambda p: list(one for one in "
                               "(2 * p[0] * p[1] + np.cos(p[0]), p[0]**2))"),
    ],
    "04/mend": [
        ("np.stack", "lambda p: np.stack([np.array([2 * p[0], 0]),"
                     " np.array([3 * p[1], 3 * p[0]])])"),
        ("np.vstack of lists", "lambda p: np.vstack([[2 * p[0], 0], [3 * p[1], 3 * p[0]]])"),
        ("np.block", "lambda p: np.block([[2 * p[0], 0], [3 * p[1], 3 * p[0]]])"),
        ("Fortran order", "lambda p: np.asfortranarray([[2 * p[0], 0], [3 * p[1], 3 * p[0]]])"),
    ],
    "05/identity": [
        ("integers", "lambda x: 4 * np.eye(len(x), dtype=int)"),
        ("booleans times a number",
         "lambda x: 4 * (np.arange(len(x))[:, None] == np.arange(len(x)))"),
        ("lists", "lambda x: [[4 * (a == b) for b in range(len(x))] for a in range(len(x))]"),
        ("a diagonal from a vector", "lambda x: np.diagflat(np.full(len(x), 4))"),
        ("SymPy's identity", "lambda x: 4 * sp.eye(len(x))"),
        ("entry", "entry(4 * x_[i], x_[j])"),
        ("unsigned bytes", "lambda x: 4 * np.eye(len(x), dtype=np.uint8)"),
    ],
    "05/linear-2": [
        ("an unused argument", "lambda A, x: A"),
        ("not the unused argument", "lambda A: A"),
        ("a copy in Fortran order", "lambda A, **_: np.array(A, order='F')"),
        ("entry", "entry(sp.Sum(A_[i, k] * x_[k], (k, 1, n)), x_[j])"),
    ],
    "06/mend": [
        ("np.where", "lambda w: np.diag(np.where(w > 0, 2 * w, 0))"),
        ("booleans times an array", "lambda w: np.diag(2 * w * (w > 0))"),
        ("np.heaviside", "lambda w: np.diag(2 * w * np.heaviside(w, 0))"),
        ("np.clip", "lambda w: np.diag(2 * np.clip(w, 0, None))"),
        ("in place", "in_place"),
        ("a loop", "lambda w: np.array([[2 * max(b, 0) if r == c else 0 for c, _ in enumerate(w)]"
                   " for r, b in enumerate(w)])"),
        ("np.piecewise", "lambda w: np.diag(np.piecewise(w, [w > 0], [lambda v: 2 * v, 0]))"),
    ],
    "08/mask": [
        ("a boolean row", "lambda x: (x > 0)[None, :]"),
        ("a list of booleans", "lambda x: [[one > 0 for one in x]]"),
        ("int8", "lambda x: (x > 0).astype(np.int8)[None]"),
    ],
    "08/both-2": [
        ("math.fsum", "lambda x, z: 2 * z * math.fsum(x)"),
        ("1 x 1", "lambda x, z: np.array([[2 * z * np.sum(x)]])"),
        ("with an unused default", "lambda x, z, verbose=False: 2 * z * sum(x)"),
    ],
    "12/blanks-2": [
        ("an integer", "lambda w, x, b: 1"),
        ("True", "lambda: True"),
        ("a plain number", "1"),
        ("SymPy's one", "sp.Integer(1)"),
        ("a list", "[[1]]"),
    ],
    "13/mend": [
        ("a matrix product with a mask",
         "lambda w, X, b, y: 2 / len(y) * X.T @ ((X @ w + b > 0) * (X @ w + b - y))"),
        ("einsum", "lambda w, X, b, y: 2 / len(y) * np.einsum('i,ij->j', "
                   "np.where(X @ w + b > 0, X @ w + b - y, 0), X)"),
        ("selected rows", "lambda w, X, b, y: 2 / len(y) * (X @ w + b - y)[X @ w + b > 0]"
                          " @ X[X @ w + b > 0]"),
        ("keyword only", "lambda *, w, X, b, y: 2 / len(y) * ((X @ w + b > 0)"
                         " * (X @ w + b - y)) @ X"),
    ],
    "14/one": [
        ("a bool times a float", "lambda w, x, b, y: -1.0 * bool(np.dot(w, x) + b > 0)"),
        ("an if on a number", "lambda w, x, b, y: -1 if w @ x + b > 0 else 0"),
    ],
    # Values
    "13/by-hand": [
        ("Fractions", "[Fraction(4, 3), Fraction(-4, 3)]"),
        ("a tuple of SymPy rationals", "(sp.Rational(4, 3), sp.Rational(-4, 3))"),
        ("a SymPy matrix", "list(sp.Matrix([sp.Rational(4, 3), sp.Rational(-4, 3)]))"),
        ("an array", "np.array([4, -4]) / 3"),
        ("Decimals", "[Decimal(4) / 3, Decimal(-4) / 3]"),
    ],
    "02/rate": [
        ("a Fraction", "Fraction(19, 10)"),
        ("a SymPy number", "sp.Rational(19, 10)"),
        ("a decimal", "Decimal('1.9')"),
        ("a constant expression", "1 + 9 * sp.Rational(1, 10)"),
    ],
    "10/values": [("SymPy integers", "(sp.Integer(1), 1, sp.Integer(4))")],
    "12/dead": [
        ("zeros and ones", "lambda W, b, X: 1 * np.all(X @ W.T + b <= 0, axis=0)"),
        ("a list", "lambda W, b, X: [bool(one) for one in (X @ W.T + b <= 0).all(axis=0)]"),
    ],
    "shape/04/shapes": [
        ("a list", "dict(a=[3, 5], b=[5, 3])"),
        ("NumPy integers", "dict(a=(np.int64(3), np.int32(5)), b=np.zeros((5, 3)).shape)"),
        ("an array", "dict(a=np.array([3, 5]), b=(5, 3))"),
        ("SymPy integers", "dict(a=(sp.Integer(3), sp.Integer(5)),"
                           " b=sp.Matrix(5, 3, range(15)).shape)"),
    ],
}
