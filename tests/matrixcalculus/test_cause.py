"""cause: what is said of an answer, from the most certain to the least."""

import numpy as np
import pytest

from matrixcalculus.cause import answer_cause
from matrixcalculus.diagnose import near, nearly, plain_cause
from matrixcalculus.question import Question

from .diagnosis import line

VECTORS = dict(of="w * x", by="w", w="n", x="n")
PAIR = dict(of="np.array([p[0]**2, p[0] * p[1]])", by="p", p="2")
ROW = dict(of="p[0]**2 + 3 * p[1]", by="p", p="2", flat=True)
MEAN = dict(of="np.mean(x**2)", by="x", x="n")
SOFTMAX = dict(of="np.exp(x) / np.sum(np.exp(x))", by="x", x="n")
RELU = dict(of="np.maximum(0, x)", by="x", x="n", kink="x = 0 * x")
TIED = dict(of="x**2 * y", by="x", x="scalar", y="scalar")
MATRIX = dict(of="A @ x", by="x", A="m n", x="n")

SAID = [
    (VECTORS, lambda x: 0 * np.diag(x), "every entry 0: what depends on the variable"),
    (RELU, lambda x: 0 * np.diag(x), "or a condition holds nowhere"),
    (VECTORS, lambda x: np.round(np.diag(x), 2), "right to 2 decimals"),
    (VECTORS, lambda x: np.float32(np.diag(x)), "right to about 7 digits: computed in float32"),
    (VECTORS, lambda x: np.diag(x) * (1 + 2e-5), "close: right to about 4 digits"),
    (VECTORS, lambda x: -np.diag(x), "the sign is wrong"),
    (VECTORS, lambda w: np.diag(w), "that is the derivative with respect to x, not w"),
    (VECTORS, lambda x: 1.7 * np.diag(x), "too large by the same factor at every point"),
    (VECTORS, lambda x: -0.3 * np.diag(x), "too small by the same factor at every point: a "
     "constant factor is lost, and the sign is wrong"),
    (VECTORS, lambda w, x: np.diag(w * x + x + 1), None),
    (MATRIX, lambda A: A[::-1], "the rows are exchanged: their order is reversed"),
    (MATRIX, lambda A: np.roll(A, 1, axis=1), "index slip: columns moved by one"),
    (MEAN, lambda x: 2 * x[None] * 1.0, "a sum for the mean"),
    (MEAN, lambda x: 5 * x[None] / len(x)**2, "a factor 1/n too much"),
    (PAIR, lambda p: np.array([[2 * p[0], 0], [p[0], p[1]]]),
     "row 2: the entries are exchanged; the rest holds"),
    (PAIR, lambda p: np.array([[2 * p[0], 0], [p[1], -p[0]]]),
     "row 2, entry 2: the sign is wrong; the rest holds"),
    (PAIR, lambda p: np.array([[p[0], 0], [p[1], p[0]]]), "row 1"),
    (PAIR, lambda p: np.array([[2 * p[0], 0], [p[1], p[0]**3]]),
     "row 2, entry 2 does not hold; the rest does"),
    (PAIR, lambda p: np.array([[2 * p[0], 7], [p[1], 7]]), "column 2 does not hold"),
    (PAIR, lambda p: np.array([[2 * p[0], 0], [p[1] + 1, p[0] - 2]]), "row 2 does not hold"),
    (PAIR, lambda p: np.array([[7 * p[0], 0], [p[1]**2, 3]]), "rows 1, 2 do not hold"),
    (ROW, lambda p: np.array([2 * p[0], 4.0]), "entry 2 does not hold; the rest does"),
    (ROW, lambda p: np.array([3.0, 2 * p[0]]), "the entries are exchanged"),
    (SOFTMAX, lambda x: np.diag(x**2), "diagonal, though it should not be"),
    (VECTORS, lambda w, x: np.outer(w, x) + 1, "not diagonal, though it should be"),
    (RELU, lambda x: np.diag((x > 0) + 0.3 * (x < 0)), "filled where it should be 0 by a mask"),
    (TIED, lambda x, y: 17.0, "the same at every point"),
    (TIED, lambda x, y: 2 * x * y + x**2, "the slopes along x, y were added up"),
    (TIED, lambda x, y: np.exp(x) + y, None),
]


@pytest.mark.parametrize("described, answer, expected", SAID)
def test_what_is_said_of_an_answer(described, answer, expected):
    said = cause(Question(**described), answer)
    assert said is None if expected is None else expected in said


def cause(question, answer):
    points = question.points()
    want = [question.truth(point) for point in points]
    names = answer.__code__.co_varnames[: answer.__code__.co_argcount]
    got = [np.reshape(np.asarray(answer(**{name: point[name] for name in names}), dtype=float),
                      b.shape) for point, b in zip(points, want, strict=True)]
    return answer_cause(question, points, got, want)


def test_a_plain_number_is_told_which_way_and_no_more():
    assert plain_cause(np.array(3.0), np.array(2.5)) == "too large"
    assert plain_cause(np.array(2.0), np.array(2.5)) == "too small"
    assert plain_cause(np.array(-2.5), np.array(2.5)) == "the sign"
    assert plain_cause(np.array(2.501), np.array(2.5)).startswith("close")
    assert plain_cause(np.array([1.0, 7.7]), np.array([1.0, 2.0])) == "entry 2 does not hold"


def test_booleans_get_no_talk_of_derivatives():
    right = np.array([True, False, False])
    assert plain_cause(1.0 - right, right).startswith("the other way round")
    assert plain_cause(np.ones(3), right) == "True at too many entries"
    assert plain_cause(np.zeros(3), right) == "True at too few entries"
    assert plain_cause(np.array([0.0, 1, 0]), right) == "some entries hold, and others do not"


def test_near_is_near_and_no_nearer():
    assert near(np.array([1 + 1e-8, 2]), np.array([1.0, 2])).all()
    assert not near(np.array([1 + 1e-5, 2]), np.array([1.0, 2])).all()
    assert nearly([np.array([1.1, 2.0])], [np.array([1.0, 2.0])]) is None


@pytest.mark.parametrize("name, text", [
    ("04/denominator", "np.array([[2 * p[0], 0], [p[1], p[0]], [0, np.exp(p[1])]])"),
    ("04/shapes", "dict(a=(5, 3), b=(5, 3))"),
    ("04/shapes", "dict(a=(3, 5), b=(3, 5))"),
    ("14/shapes", "dict(a=(5, 9), b=(1, 5), c=(4, 4))"),
])
def test_no_layout_is_taught_where_another_one_is_asked_or_none(name, text):
    said = line(name, text)
    assert "rows and columns are exchanged" in said and "outputs" not in said
