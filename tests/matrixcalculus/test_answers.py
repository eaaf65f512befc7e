"""check(): each kind of wrong answer is called by its name, in one line; each right form holds."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
import sympy as sp

from course import ROOT
from course.grading import runner, truth
from matrixcalculus import NotYet, check, check_choice, check_shape, check_value, entry, vectors
from matrixcalculus.answers import sealed
from matrixcalculus.derive import i, j
from matrixcalculus.question import Question

from . import diagnosis
from .right_answers import RIGHT as RIGHT_FORMS
from .wrong_answers import WRONG as WRONG_ANSWERS

w_, x_ = vectors("w x")
PRODUCT = dict(of="3 * w * x", by="w", w="n", x="n")
CHAIN = dict(of="np.sin(x**2)", by="x", x="scalar")
RELU = dict(of="np.maximum(0, z)", by="z", z="scalar", kink="z = 0")
LOSS = dict(of="np.mean((y - np.maximum(0, np.dot(X, w) + b))**2)", by="w", w="n", X="N n",
            b="scalar", y="N", kink="b = -(X @ w)[0]")
LINEAR = dict(of="np.dot(A, x)", by="x", A="n n", x="n")


def loss_gradient(w, X, b, y):
    z = X @ w + b
    return 2 / len(y) * ((z > 0) * (z - y))[None, :] @ X


def unmasked(w, X, b, y):
    return 2 / len(y) * (X @ w + b - y)[None, :] @ X


def says(answer, **question):
    """What check() says of a wrong answer: one line."""
    with pytest.raises(NotYet) as caught:
        check(answer, **question)
    shown = caught.value._render_traceback_()
    assert len(shown) == 1 and "\n" not in shown[0] and shown[0].startswith("not yet: ")
    return shown[0]


# Right answers, in every form that makes sense ----------------------------------------------------

t, real, positive = sp.Symbol("x"), sp.Symbol("x", real=True), sp.Symbol("x", positive=True)
RIGHT = {
    "function": (lambda w, x: np.diag(3 * x), PRODUCT),
    "some arguments": (lambda x: np.diag(3 * x), PRODUCT),
    "lists": (lambda x: np.diag(3 * x).tolist(), PRODUCT),
    "float32 would be too coarse; integers are fine": (
        lambda w: np.eye(len(w), dtype=int), dict(of="w + x", by="w", w="n", x="n")),
    "entry": (entry(3 * w_[i] * x_[i], w_[j]), PRODUCT),
    "expression": (2 * t * sp.cos(t**2), CHAIN),
    "expression of a real symbol": (2 * real * sp.cos(real**2), CHAIN),
    "expression written differently": (sp.expand(positive * (2 * sp.cos(positive**2))), CHAIN),
    "number for 1 x 1": (lambda x: 2 * x * np.cos(x**2), CHAIN),
    "array for 1 x 1": (lambda x: np.array([[2 * x * np.cos(x**2)]]), CHAIN),
    "SymPy matrix as result": (lambda x: sp.Matrix([[2 * x * sp.cos(x**2)]]), CHAIN),
    "at the kink": (lambda z: float(z > 0), RELU),
    "loss": (loss_gradient, LOSS),
    "a fixed array where the size is fixed": (
        np.array([[1.0, 1.0]]), dict(of="p[0] + p[1]", by="p", p="2")),
}


@pytest.mark.parametrize("form", RIGHT)
def test_every_right_form_holds(form, capsys):
    answer, question = RIGHT[form]
    check(answer, **question)
    assert capsys.readouterr().out.startswith("holds")


CASES = [(name, what, text) for name, forms in RIGHT_FORMS.items() for what, text in forms]


@pytest.mark.parametrize("name, what, text", CASES)
def test_what_is_right_holds_in_every_form(name, what, text):
    assert diagnosis.line(name, "raw:" + text) == "holds"


@pytest.mark.parametrize("name, what, text", CASES)
def test_what_holds_visibly_holds_when_it_is_graded(name, what, text):
    assert graded(name, diagnosis.given("raw:" + text, diagnosis.parts(name))) == []


@pytest.mark.parametrize("name", [*WRONG_ANSWERS][::9])
def test_what_fails_visibly_is_no_point_when_it_is_graded(name):
    text = WRONG_ANSWERS[name][0][0]
    assert graded(name, diagnosis.given(text, diagnosis.parts(name))) != []


def graded(name, given):
    """What the grader finds wrong with answers, at its own points."""
    name = re.sub(r"^(near|form|shape|choice)/", "", name)
    number, _, question = name.partition("/")
    assignment = next(path.parent.name for path in ROOT.glob("solutions/*/questions.yml")
                      if path.parent.name.split("-")[0] == number or path.parent.name == number)
    asked = truth.questions(assignment, "a key")
    answers = asked.get(question) or [asked[question[:-2]][int(question[-1]) - 1]]
    return [why for one, answer in zip(given, answers, strict=True) for case in one_case(answer)
            for why in [one_verdict(one, answer, case)] if why]


def one_case(answer):
    return answer.cases[:3] + answer.cases[-1:]


def one_verdict(given, answer, case):
    shell = SimpleNamespace(user_ns={"it": given})
    try:
        value = runner.evaluate(shell, "it", truth.asked(case.point), answer.shapes,
                                np.shape(case.right))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return truth.wrong(answer, case, json.loads(json.dumps(value)))


# Wrong answers ------------------------------------------------------------------------------------


def endless(z):
    while True:
        pass


def branching(x):
    return x if x > 0 else 0 * x


def deep(z):
    return deep(z)


def raising(words):
    def fails(x):
        raise ValueError(words)

    return fails


WRONG = {
    "1-D where 2-D": (lambda x: 3 * x, PRODUCT, "1-D where 2-D was meant"),
    "transposed": (lambda A: A.T, LINEAR, "transposed"),
    "row for column": (lambda w, X, b, y: loss_gradient(w, X, b, y).T, LOSS,
                       "transposed: a column for a row"),
    "sign": (lambda x: -np.diag(3 * x), PRODUCT, "sign"),
    "factor 2": (lambda w, X, b, y: loss_gradient(w, X, b, y) / 2, LOSS,
                 "must come down as a factor"),
    "factor N": (lambda w, X, b, y: loss_gradient(w, X, b, y) * len(y), LOSS, "a sum for the mean"),
    "swapped": (lambda w: np.diag(3 * w), PRODUCT, "with respect to x, not w"),
    "kink": (lambda z: float(z >= 0), RELU, "wrong branch at the kink"),
    "only an example": (lambda x: np.cos(1.0), CHAIN, "the same at every point"),
    "not vectorised": (branching, dict(of="np.maximum(0, x)", x="n"), "not vectorised"),
    "None": (None, PRODUCT, "the answer is None: fill it in"),
    "ellipsis": (..., PRODUCT, "fill it in"),
    "returns None": (lambda x: None, PRODUCT, "what the function returns is None"),
    "NaN": (lambda x: np.nan * np.diag(x), PRODUCT, "NaN or infinity at w ="),
    "text": (lambda x: "3x", PRODUCT, "str where numbers were meant"),
    "complex": (lambda x: 1j * np.diag(x), PRODUCT, "complex128 where numbers were meant"),
    "ragged": (lambda x: [[1.0], [1.0, 2.0]], PRODUCT, "rows of different lengths"),
    "wrong length": (lambda x: np.eye(7), PRODUCT, "shape (7, 7)"),
    "unknown argument": (lambda q: q, PRODUCT, "the function takes q; the question has w, x"),
    "exception": (lambda x: 1 / 0, PRODUCT, "your function raised ZeroDivisionError"),
    "recursion": (deep, RELU, "calls itself without end"),
    "huge": (lambda x: np.zeros((2000, 2000)), PRODUCT, "two axes were stretched"),
    "symbols left": (lambda x: sp.Symbol("x"), CHAIN, "the result holds symbols"),
    "unknown symbol": (sp.Symbol("q") * t, CHAIN, "q stands in the answer"),
    "expression for vectors": (t, PRODUCT, "write a function"),
    "array for every length": (np.eye(2), PRODUCT, "write a function"),
    "nothing known": (lambda x: np.cos(x) + x, CHAIN, "no single common mistake"),
    "minus a mask": (lambda x: -(x > 0), dict(of="np.maximum(0, -x)", by="x", x="scalar"),
                     "multiply the mask by a number first"),
    "minus a mask of NumPy's": (lambda x: np.diag(-(x > 0)), dict(of="np.maximum(0, -x)", by="x",
                                x="n"), "-1.0 * (z > 0)"),
    "an exception of several lines": (raising("\n\n  the second line"), CHAIN,
                                      "ValueError: the second line"),
    "an exception without a word": (raising(""), CHAIN, "raised ValueError"),
    "^ for **": (lambda x: 2.0 * x ^ 2, CHAIN, "a power is written ** in Python"),
    "a NumPy function of a symbol": (lambda x: np.sin(sp.Symbol("x")), CHAIN, "use sp.sin"),
    "an equation": (sp.Eq(sp.Symbol("y"), t), CHAIN, "its right-hand side"),
    "a formula in quotation marks": ("2 * x", CHAIN, "leave out the quotation marks"),
    "None among numbers": (lambda x: [[None]], CHAIN, "None stands among the numbers"),
    "a set": (lambda x: {1.0}, CHAIN, "set where numbers were meant"),
    "two arguments of its own": (lambda u, v: u * v, CHAIN, "the function takes u, v"),
    "one known, one not": (lambda x, c: c * x, CHAIN, "the function takes c"),
    "sp.Lambda of too many": (sp.Lambda((t, sp.Symbol("c")), t), CHAIN, "the function takes x, c"),
    "an undone derivative of the wrong thing": (sp.Derivative(t**2, t), CHAIN, "not yet"),

}


@pytest.mark.parametrize("kind", WRONG)
def test_each_mistake_has_its_name(kind):
    answer, question, expected = WRONG[kind]
    assert expected in says(answer, **question)


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr("matrixcalculus.answers.SECONDS", 0.2)
    assert "no result after 0.2 seconds" in says(endless, **RELU)


@pytest.mark.parametrize("answer, what", [
    (unmasked, "the mask is lost"),
    (lambda w, X, b, y: unmasked(w, X, b, y) * (X @ w + b > 0).any(), "one condition for all"),
])
def test_a_questions_own_mistakes_come_first(answer, what):
    mistakes = {
        "the mask is lost": "2 / len(y) * (X @ w + b - y)[None, :] @ X",
        "one condition for all": "2 / len(y) * (X @ w + b - y)[None, :] @ X "
                                 "* (X @ w + b > 0).any()",
    }
    assert what in says(answer, **LOSS, mistakes=mistakes)


def test_the_total_is_told_from_the_partial():
    question = dict(of="x**2 + x**3", by="x", x="scalar")
    mistakes = {"the direct derivative was taken for the total one": "3 * x**2"}
    assert "direct derivative" in says(3 * t**2, **question, mistakes=mistakes)


@pytest.mark.parametrize("kind", WRONG)
def test_the_answer_is_never_given_away(kind):
    answer, question, _ = WRONG[kind]
    said, asked = says(answer, **question), Question(**question)
    truths = {f"{one:.3g}" for point in asked.points() for one in np.ravel(asked.truth(point))}
    shown = {f"{one:.3g}" for point in asked.points() for value in point.values()
             for one in np.ravel(value)}
    assert not any(one in said for one in truths - shown if len(one) > 3)


# Values, shapes, choices --------------------------------------------------------------------------


def test_values(capsys):
    check_value([1, 2], np.array([1.0, 2.0]), "both")
    check_value(sp.Rational(1, 2), 0.5)
    assert capsys.readouterr().out == "holds: both\nholds: value\n"
    for wrong in (None, [1, 3], [2, 1], [1, 2, 3], "two", [np.nan, 2.0], -1.0):
        with pytest.raises(NotYet):
            check_value(wrong, np.array([1.0, 2.0]))


def test_shapes(capsys):
    check_shape(a=((2, 3), np.ones((2, 3))), b=([1, 1], np.ones((1, 1))))
    assert capsys.readouterr().out == "holds: all 2 shapes\n"
    for wrong, why in ((None, "fill it in"), ((3, 2), "exchanged"), ((2,), "axes"), ("23", "tuple"),
                       ((4, 3), "a size is not"), (6, "tuple"), ((2.5, 3), "tuple")):
        with pytest.raises(NotYet, match=why):
            check_shape(a=(wrong, np.ones((2, 3))))


def test_choices(capsys):
    question = dict(among=("R-sum-x", "R-sum-f"), right=sealed("R-sum-f"), why="Look again.")
    check_choice("R-sum-f", **question)
    assert capsys.readouterr().out == "holds: R-sum-f\n"
    for wrong, why in ((None, "fill it in"), ("R-sum-x", "not R-sum-x. Look again."),
                       ("R-nonsense", "is none of R-sum-x, R-sum-f")):
        with pytest.raises(NotYet, match=why):
            check_choice(wrong, **question)
    assert "R-sum-f" not in sealed("R-sum-f")
