"""The rules of differentiation, as they are got wrong: (rank, what is said, the wrong slope).

A low rank is a common mistake. Parts are called a and b in sentences and formulas, their slopes s
and t.
"""

import numpy as np

PRODUCT = (
    (14, "product rule: the term in which {b} is differentiated is missing",
     lambda a, s, b, t: s * b + 0 * t),
    (14, "product rule: the term in which {a} is differentiated is missing",
     lambda a, s, b, t: a * t + 0 * s),
    (16, "product rule: the sum of the slopes was taken, without the other factors",
     lambda a, s, b, t: s + t),
    (20, "product rule: the sign between the two terms is plus",
     lambda a, s, b, t: s * b - a * t),
    (20, "product rule: the sign between the two terms is plus",
     lambda a, s, b, t: a * t - s * b),
    (18, "product rule: the factors are exchanged; each slope is multiplied by the other factor",
     lambda a, s, b, t: s * a + b * t),
    (18, "product rule: in each term one factor is differentiated, and the other one is not; they "
     "are exchanged", lambda a, s, b, t: s * t + a * b),
    (17, "product rule: the factor {b} beside the slope of {a} is lost",
     lambda a, s, b, t: s + a * t),
    (17, "product rule: the factor {a} beside the slope of {b} is lost",
     lambda a, s, b, t: s * b + t),
    (19, "product rule: in the term with the slope of {b} the other factor is {a}",
     lambda a, s, b, t: s * b + b * t),
    (19, "product rule: in the term with the slope of {a} the other factor is {b}",
     lambda a, s, b, t: s * a + a * t),
)
QUOTIENT = (
    (14, "quotient rule: the divisor {b} moves as well; its term is missing",
     lambda a, s, b, t: s / b + 0 * t),
    (14, "quotient rule: the numerator {a} moves as well; its term is missing",
     lambda a, s, b, t: -a * t / b**2 + 0 * s),
    (12, "quotient rule: the slope of a quotient is not the quotient of the slopes",
     lambda a, s, b, t: s / t),
    (13, "quotient rule: the divisor {b} is not squared", lambda a, s, b, t: (s * b - a * t) / b),
    (18, "quotient rule: the sign in the numerator is minus, not plus",
     lambda a, s, b, t: (s * b + a * t) / b**2),
    (18, "sign: by the quotient rule, the slope of the numerator {a} comes first",
     lambda a, s, b, t: (a * t - s * b) / b**2),
    (17, "quotient rule: the divisor is lost as a factor beside the slope of {a}",
     lambda a, s, b, t: (s - a * t) / b**2),
    (17, "quotient rule: the numerator is lost as a factor beside the slope of {b}",
     lambda a, s, b, t: (s * b - t) / b**2),
    (17, "quotient rule: the slopes stand alone, without the other factors",
     lambda a, s, b, t: (s - t) / b**2),
    (17, "quotient rule: the divisor {b} is lost below the slope of {a}",
     lambda a, s, b, t: s - a * t / b**2),
    (19, "quotient rule: the divisor {b} is squared, with no higher power",
     lambda a, s, b, t: (s * b - a * t) / b**3),
)
OVER = (  # a is constant
    (13, "quotient rule: the divisor {b} is not squared", lambda a, s, b, t: -a * t / b),
    (18, "sign: {a} / {b} falls where the divisor grows, so that its slope has a minus",
     lambda a, s, b, t: a * t / b**2),
    (17, "quotient rule: the slope of a quotient is not {a} over the slope of the divisor",
     lambda a, s, b, t: a / t),
    (17, "quotient rule: one over the divisor {b} was given the slope 1",
     lambda a, s, b, t: a * t),
    (17, "quotient rule: the numerator {a} is lost as a factor", lambda a, s, b, t: -t / b**2),
    (19, "quotient rule: the divisor {b} is squared, with no higher power",
     lambda a, s, b, t: -a * t / b**3),
    (31, "integrated: the logarithm of {b} stands where a slope is asked",
     lambda a, s, b, t: a * np.log(np.abs(b)) * t),
    (31, "integrated: the logarithm of {b} stands where a slope is asked",
     lambda a, s, b, t: a * np.log(np.abs(b)) * (t != 0)),
)
# Of a power u**n with the inner slope s.
POWER = (
    (13, "the exponent must come down as a factor, {n}", lambda u, n, s: u ** (n - 1) * s),
    (13, "the exponent was not lowered by one", lambda u, n, s: n * u**n * s),
    (18, "only the exponent came down, and the power is lost", lambda u, n, s: n * s),
    (18, "the exponent was lowered by more than one", lambda u, n, s: n * u ** (n - 2) * s),
    (18, "the exponent was lowered by more than one",
     lambda u, n, s: n * (n - 1) * u ** (n - 2) * s),
    (17, "the exponent moved the wrong way", lambda u, n, s: n * u ** (n + 1) * s),
    (18, "the factor is the exponent itself, not the lowered one",
     lambda u, n, s: (n - 1) * u ** (n - 1) * s),
)
# Of a function f(u) with the outer slope f' and the inner slope s, all of them numbers.
CHAIN = (
    (16, "the outer slope, that of {f}, was taken at {x}, not at {u}",
     lambda f, d, u, s, x: d(x) * s),
    (20, "the outer slope of {f} was taken at the inner slope", lambda f, d, u, s, x: d(s) * s),
    (20, "the outer slope of {f} was taken at the inner slope", lambda f, d, u, s, x: d(s)),
    (18, "{f} was taken at the slope of {u}: keep {u} inside, and multiply by its slope",
     lambda f, d, u, s, x: f(s)),
    (17, "the slopes of {f} and of {u} are multiplied, not added", lambda f, d, u, s, x: d(u) + s),
    (19, "the slopes of {f} and of {u} are multiplied, not divided",
     lambda f, d, u, s, x: d(u) / s),
    (19, "the inner slope, that of {u}, was multiplied in twice",
     lambda f, d, u, s, x: d(u) * s * s),
)
# A function, its slope, and the slopes that it is given by mistake.
FUNCTIONS = {
    "sin": (np.sin, np.cos, (
        (17, "sign: the slope of {f} has the sign of the cosine", lambda u: -np.cos(u)),)),
    "cos": (np.cos, lambda u: -np.sin(u), (
        (17, "sign: the cosine falls where the sine is positive, in {f}", np.sin),)),
    "exp": (np.exp, np.exp, (
        (15, "{f} is no power of a variable: the power rule does not apply",
         lambda u: u * np.exp(u - 1)),
        (19, "the slope of {f} is the function itself, not its exponent", lambda u: u))),
    "log": (np.log, lambda u: 1 / u, (
        (17, "the slope of {f} is one over what is inside, with no higher power",
         lambda u: 1 / u**2),
        (19, "sign: that of the slope of {f}", lambda u: -1 / u))),
    "sqrt": (np.sqrt, lambda u: 0.5 / np.sqrt(u), (
        (13, "the factor 1/2 of the root's slope is lost, in {f}", lambda u: 1 / np.sqrt(u)),
        (13, "the power of a root is 1/2, and was not lowered, in {f}", lambda u: np.sqrt(u) / 2),
        (19, "the root is lost from the slope of {f}", lambda u: 0.5 / u),
        (19, "sign: that of the slope of {f}", lambda u: -0.5 / np.sqrt(u)))),
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u) ** 2, (
        (17, "the slope of {f} is one minus its square", lambda u: np.tanh(u) ** 2),)),
    "abs": (np.abs, np.sign, ((14, "the mask is lost: the slope of {f} has two signs",
                               np.ones_like),)),
}
