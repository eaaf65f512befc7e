"""A derivation as an answer: right ones hold in every form, slips cost, padding gains nothing."""

import pytest

from matrixcalculus import check, check_derivation
from matrixcalculus.answers import NotYet
from matrixcalculus.derivation import LONGEST, Derived

LOSS = {"of": "mean((y - relu(X @ w + b))**2)", "by": "b", "letter": "C", "layout": "jacobian",
        "shapes": {"y": "N", "X": "N n", "w": "n", "b": "1"}, "steps": 3}
PARTS = "z = X @ w + b\na = relu(z)\n"
LINES = ["dC = 2 / N * (a - y)' @ da", "dC = 2 / N * (a - y)' @ ((z > 0) * dz)",
         "dC = 2 / N * (a - y)' @ (z > 0) * db", "J = 2 / N * (a - y)' @ (z > 0)"]
WHOLE = PARTS + "\n".join(LINES)


@pytest.fixture(scope="module")
def asked():
    return Derived(**LOSS)


@pytest.mark.parametrize("text", [
    WHOLE, WHOLE.replace("\n", "\n\n") + "\n", WHOLE.replace("2 / N * (a - y)", "-2 / N * (y - a)"),
    PARTS + "L1 = (a - y)' @ (a - y)\nC = L1 / N\ndC = dL1 / N\ndL1 = 2 * (a - y)' @ da\n"
    "da = (z > 0) * dz\nJ = 2 / N * sum((a - y) * (z > 0))",
])
def test_what_is_right_holds_in_any_form(asked, text):
    found = asked.judged(text)
    assert found.right and found.share == 1 and "each equal" in found.said, found.lines


@pytest.mark.parametrize("text, share, says", [
    ("# YOUR CODE HERE", 0, "fill it in"),
    (LINES[0], 0, "a has no meaning here"),
    (PARTS + LINES[0], 1 / 3, "not at the end: the last line is to be J"),
    (PARTS + LINES[0] + "\n" + LINES[1] + "\nJ = 0", 2 / 3, "line 5, J = 0: Not equal"),
    (WHOLE.replace("(a - y)", "(y - a)"), 2 / 3, "a sign is wrong"),  # and then follows from it
    (PARTS + "J = 2 / N * (a - y)' @ (z > 0)", 1 / 3, "in 1 step: show at least 3"),
    (PARTS + "\n".join(LINES[:1] + [one.replace("(z > 0)", "a") for one in LINES[1:]]), 2 / 3,
     "a value stands where a slope belongs"),
    ("J = 0", 0, "Not equal"),
])
def test_what_is_not_gets_a_part_for_the_steps_that_are_right(asked, text, share, says):
    found = asked.judged(text)
    assert not found.right and found.share == pytest.approx(share) and says in found.said
    assert "\n" not in found.said


@pytest.mark.parametrize("padding", [
    LINES[0], "dC = 2 / N * (a - y)' @ da + 0 * db", "C = mean((y - a)**2)", "e = a - y"])
def test_nothing_is_gained_by_lines_that_are_no_step(asked, padding):
    padded = PARTS + LINES[0] + "\n" + "\n".join([padding, *[LINES[0]] * 5]) + "\nJ = 0"
    assert asked.judged(padded).share == pytest.approx(1 / 3)


def test_whatever_is_handed_in_is_judged(asked):
    for given in (None, 3, ["dC = 0"], "", "dC = " + "(" * 500, "x" * (LONGEST + 1), "a\n" * 99,
                  "J = " + "9" * 400, "J = b**999999", "J = 1 / (b - b)", "\x00", "J = 2 / 0"):
        found = asked.judged(given)
        assert not found.right and found.share == 0 and found.said


def test_other_points_give_the_same_verdicts():
    for seed in (0, 5, 2**32 - 1):
        asked = Derived(**LOSS, seed=seed)
        assert asked.judged(WHOLE).right
        assert not asked.judged(WHOLE.replace("2 / N", "2")).right


def test_the_check_of_an_exercise_says_one_line(capsys):
    right = WHOLE.replace("+ b", "+ 3*b").replace("2 / N * (a - y)' @ (z > 0)",
                                                  "6 / N * (a - y)' @ (z > 0)")
    check("14/lines", right)
    assert capsys.readouterr().out == "holds: 6 lines, each equal to the one before\n"
    with pytest.raises(NotYet, match=r"^not yet: line 3, .* Not equal .*\(M26\)\.$"):
        check("14/lines", right.replace("(a - y)", "(y - a)", 1))
    with pytest.raises(NotYet, match="fill it in"):
        check("14/lines", None)
    with pytest.raises(NotYet, match="a text was meant"):
        check("14/lines", lambda x: x)


def test_check_derivation_says_something_of_each_line(capsys):
    check_derivation("sum((X @ w - y)**2)", "dL = 2*(X@w - y)' @ X @ dw\ngrad = 2*X'@(X@w - y)",
                     by="w", X="N n")
    out = capsys.readouterr().out
    assert out.count("ok ") == 2 and "R-sum-x" in out and out.endswith("one before\n")
    with pytest.raises(NotYet, match="a number as a factor"):
        check_derivation("sum((X @ w - y)**2)", "grad = X' @ (X @ w - y)", by="w", X="N n")
    assert capsys.readouterr().out.startswith("no  grad")
    with pytest.raises(LookupError):
        check_derivation("14/one", "J = 1")
