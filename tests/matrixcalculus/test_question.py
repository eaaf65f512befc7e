"""A question as data: its points, its truth; and answers that are recognised without being told."""

import numpy as np
import pytest
import sympy as sp

from matrixcalculus import NotYet, check
from matrixcalculus.question import Question, named, with_code
from matrixcalculus.sealed import Sealed, digest, rounded

RELU = Question(of="np.maximum(0, z)", by="z", z="n", kink="z = 0 * z")


def test_points_are_the_same_each_time_and_lie_in_the_domain():
    question = Question(of="1 / x", by="x", where="x > 1", x="n")
    one, same = question.points(), question.points()
    assert all(np.array_equal(a["x"], b["x"]) for a, b in zip(one, same, strict=True))
    assert all(np.all(point["x"] > 1) for point in one) and len(one) == 6
    other = question.points(seed=8)
    assert not np.array_equal(one[0]["x"], other[0]["x"])
    assert {len(point["x"]) for point in question.points(sizes=((9,), (5,)))} == {9, 5}


def test_the_truth_is_measured():
    point = {"w": np.array([1.0, 2.0]), "x": np.array([3.0, 5.0])}
    of = dict(of="w * x", w="n", x="n")
    assert np.allclose(Question(by="w", **of).truth(point), np.diag([3.0, 5.0]))
    assert np.allclose(Question(**of).truth(point), [3.0, 10.0])
    flat = Question(of="np.sum(w * x)", by="w", flat=True, w="n", x="n").truth(point)
    assert flat.shape == (2,) and np.allclose(flat, [3.0, 5.0])


def test_on_the_kink_the_truth_is_the_slope_from_below():
    last = RELU.points()[-2:]
    assert all(RELU.on_kink(point) for point in last)
    assert not any(RELU.on_kink(point) for point in RELU.points()[:-2])
    assert all(not np.any(RELU.truth(point)) for point in last)


def test_arguments_may_be_drawn_by_rule_and_be_code():
    question = Question(of="f(p) * 1.0", f="scalar", p="2", sample={
        "f": "f'lambda v: {rng.integers(2, 5)} * v'", "p": "rng.uniform(10, 20, 2)"})
    for point in question.points():
        assert isinstance(point["f"], str) and np.all(point["p"] > 10)
        assert np.allclose(question.truth(point), with_code(point)["f"](point["p"]))


def test_a_question_without_arguments_has_one_point():
    question = Question(of="numdiff.jacobian(np.sin, 0.0)[0, 0]")
    assert question.points() == [{}] and question.truth({}) == 1.0


# Sealed -------------------------------------------------------------------------------------------


def sealed(value, **more):
    array = np.asarray(value, dtype=float)
    return Sealed("a", "value", "salt", [digest(rounded(array, 1e-6), "salt")],
                  outputs=[list(array.shape)], quanta=[1e-6], **more)


def test_what_is_close_is_recognised_and_nothing_else():
    one = sealed([0.25, -1.5])
    assert one.holds(np.array([0.25 + 1e-9, -1.5])) and not one.holds(np.array([0.25, 1.5]))
    assert not one.holds(np.array([0.25001, -1.5])) and not one.holds(np.array([-1.5, 0.25]))
    assert "0.25" not in str(vars(one))


def test_another_salt_is_another_digest():
    assert digest("3", "a") != digest("3", "b") == digest("3", "b")


# The exercises' own, by name ----------------------------------------------------------------------


def says(name, *answers):
    with pytest.raises(NotYet) as caught:
        check(name, *answers)
    return str(caught.value)


def test_right_answers_hold(capsys):
    x = sp.Symbol("x")
    check("02/constant-factor", 21 * x**2)
    check("02/rate", 1.9)
    check("02/rate", sp.Rational(19, 10))
    check("02/shapes", (1, 1))
    check("02/shapes", [1, 1])
    check("02/which-rule", "R-scalar-product")
    check("10/blanks", sp.cos(x) - x * sp.sin(x), sp.cos(x))
    check("15/adam", -0.5, 0.5)
    assert capsys.readouterr().out.count("holds: ") == 10


@pytest.mark.parametrize("name, answers, expected", [
    ("02/rate", (None,), "the answer is None: fill it in"),
    ("02/rate", (0.1,), "the sign: a step goes down the slope"),
    ("02/rate", (-1.9,), "sign"),
    ("02/rate", (7,), "of the right kind and shape, but not this value"),
    ("02/rate", ("much",), "text where a formula was meant"),
    ("02/rate", ([1.9, 1.9],), "shape (2,)"),
    ("02/shapes", ("11",), "a shape is a tuple such as (3, 1)"),
    ("04/shapes", ((5, 3), (5, 3)), "a: (5, 3): "),
    ("04/shapes", ((3, 5, 1), (5, 3)), "a: (3, 5, 1): "),
    ("04/shapes", ((3, 5), (4, 3)), "b: (4, 3): "),
    ("02/which-rule", ("nonsense",), "'nonsense' is none of R-scalar-power"),
    ("02/which-rule", ("R-scalar-sum",), "not R-scalar-sum. Look at the left-hand side"),
    ("15/adam", (-0.5, None), "change_2 is None"),
    ("15/adam", (-0.5, -0.5), "change_2: "),
    ("14/augment", (lambda X: X,), "shape (2, 3)"),
    ("07/sum-over-batch", (lambda g, s: np.array([np.mean(g * s), np.mean(g)]),),
     "a mean where a sum was meant"),
    ("07/sum-over-batch", (lambda g, s: 2 * np.array([np.sum(g * s), np.sum(g)]),),
     "too large"),
    ("10/dot", (lambda by_u: by_u[0],), "not this"),
])
def test_a_wrong_answer_is_called_by_its_name_and_nothing_is_given_away(name, answers, expected):
    said = says(name, *answers)
    assert expected in said and "1.9" not in said and "\n" not in said


def test_the_answers_asked_for_are_named():
    with pytest.raises(TypeError, match="asks for bound, flat, in this order; 1 were given"):
        check("15/rate", 1.0)


def test_a_sealed_answer_stays_sealed():
    for _, asked, _ in named("04/shapes"):
        assert "(3, 5)" not in str(vars(asked)) and "[3, 5]" not in str(vars(asked))
