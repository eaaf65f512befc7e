"""Derivations line by line: right ones are accepted in any form, wrong ones refused and named."""

import pytest

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.hints import hints
from matrixcalculus.tensor.lines import split
from matrixcalculus.tensor.slips import SLIPS
from matrixcalculus.tensor.workbook import Task, judged
from matrixcalculus.tensor.written import latex, markdown
from tests.helpers.slipped import trial

from .derivations import BIAS, CHAIN, FAULTS, LEAST, MAP, NEURON, QUADRATIC, RIGHT, WRONG


def of(task, text, goal="", letter=""):
    return judged(Task(*task, letter, goal), text)


def written_text(book):
    """The derivative as the engine writes it."""
    shapes = {name: book.reader.shapes[name] for name in book.task.names}
    return derive(book.task.expression, book.task.by, **shapes).answer


def names(many):
    return [f"{one[0][0]}: {one[2].strip().splitlines()[-1].strip()}" for one in many]


@pytest.mark.parametrize("task, goal, text", RIGHT, ids=names(RIGHT))
def test_what_is_right_is_accepted_and_reaches_the_end(task, goal, text):
    book = of(task, text, goal)
    assert {one.state for one in book.verdicts} <= {"right", "named"}, [
        one.says for one in book.verdicts]
    assert book.done and book.verdicts[-1].end and book.slips == 0


@pytest.mark.parametrize("task, goal, text, slip", WRONG, ids=names(WRONG))
def test_what_is_wrong_is_refused_and_its_slip_named(task, goal, text, slip):
    *before, last = of(task, text, goal).verdicts
    assert all(one.state in ("right", "named") for one in before)
    assert last.state == "wrong" and not last.end and last.says.startswith("Not equal")
    assert (last.slip, last.misconception) == (slip, SLIPS[slip][0] if slip else None)
    assert ("none of the slips" in last.says) == (slip is None)


@pytest.mark.parametrize("task, goal, text, slip", WRONG, ids=names(WRONG))
def test_the_answer_is_never_said(task, goal, text, slip):
    book = of(task, text, goal)
    words = written_text(book)
    said = book.verdicts[-1].says.replace(" ", "")
    assert len(words) == 1 or words.replace(" ", "") not in said


@pytest.mark.parametrize("task, text, says, marked", FAULTS, ids=[
    f"{one[1]}" for one in FAULTS])
def test_what_cannot_be_read_is_named_with_its_place_and_a_cure(task, text, says, marked):
    last = of(task, text).verdicts[-1]
    assert last.state == "fault" and says in last.error.message
    assert last.error.cure and "Cure" in str(last.error)
    if marked:
        assert last.text[last.error.start : last.error.end].strip() == marked


def test_every_slip_that_is_known_is_shown_to_be_named():
    assert {slip for *_, slip in WRONG} - {None} >= set(SLIPS) - {
        "product of slopes", "constant factor lost"}
    both = Task("x * sin(x)", "x", {"x": "1"})
    assert judged(both, "cos(x)").verdicts[0].slip == "product of slopes"
    assert judged(Task("a * sin(x)", "x", {"a": "1", "x": "1"}), "cos(x)").verdicts[
        0].slip == "constant factor lost"


def test_shapes_come_first_then_numbers_then_the_slip():
    row = of(NEURON, "2*((relu(X @ w + b) - y) * (X @ w + b > 0))' @ X").verdicts[0]
    assert row.says.startswith("Not equal: a vector of length n is meant, and this is a row")
    slip = of(QUADRATIC, "2 * A @ x").verdicts[0]
    assert slip.says.startswith("Not equal to the derivative of L. With x = ")
    assert "entry 1 is -18 here, and -13 by the derivative of L" in slip.says
    assert slip.says.endswith("the other way round, at x' @ A @ x (M1).")


def test_the_numbers_of_the_small_example_are_right():
    says = of(CHAIN, "cos(3*x**2)").verdicts[0].says
    assert "With x = -1, the value is -0.99 here, and 5.94 by" in says  # cos 3 and -6 cos 3


def test_after_a_slip_lines_are_judged_by_the_line_before():
    book = of(NEURON, """
        z = X @ w + b
        a = relu(z)
        dL = 2*(y - a)' @ da
        dL = 2*(y - a)' @ ((z > 0) * dz)
        dL = 2*(y - a)' @ (z * dz)
        dL = 2*((y - a) * z)' @ X @ dw
        J = 2*((y - a) * z)' @ X""", "jacobian")
    assert [one.state for one in book.verdicts[2:]] == ["wrong", "right", "wrong", "right", "right"]
    assert book.done and book.slips == 2


def test_a_slip_in_a_part_goes_on_too():
    book = of(NEURON, """
        a = relu(X @ w + b)
        dL = 2*(a - y)' @ da
        da = X @ dw
        dL = 2*(a - y)' @ X @ dw""")
    assert [one.state for one in book.verdicts] == ["named", "right", "wrong", "right"]


def test_who_comes_back_from_a_slip_is_right_again():
    book = of(QUADRATIC, "grad = 2 * A @ x\ngrad = (A + A') @ x")
    assert [one.state for one in book.verdicts] == ["wrong", "right"]
    assert "back from the slip" in book.verdicts[1].says


def test_a_wrong_value_is_refused():
    book = of(BIAS, "a = relu(X @ w + b)\nL = sum((y - a)**2)\ndL = 2 * (a - y)' @ da")
    assert [one.state for one in book.verdicts] == ["named", "wrong", "right"]
    assert book.verdicts[1].slip == "mean"


def test_rules_that_lead_to_a_line_are_named():
    book = of(NEURON, RIGHT[0][2], "jacobian")
    said = {one.text.strip(): one.rules for one in book.verdicts}
    assert said["dL = 2*(a - y)' @ da"] == ["R-sum-x", "R-scalar-power", "R-ew-sub-x"]
    assert said["da = (z > 0) * dz"] == ["R-relu-vector"]
    assert said["= 2*(a - y)' @ ((z > 0) * (X @ dw))"] == ["R-ew-add-w", "R-layer-x-pull"]
    assert book.verdicts[-1].says.endswith("what multiplies the change is read off.")


def test_what_is_not_simplified_is_accepted_and_said_to_be_so():
    long = of(QUADRATIC, "grad = A @ x + A' @ x + 0 * x + (x' @ A)' - (x' @ A)'").verdicts[0]
    assert long.end and "not simplified" in long.says
    assert "not simplified" not in of(QUADRATIC, "grad = (A + A') @ x").verdicts[0].says


def test_an_identity_of_functions_is_settled_in_floating_point_and_said_so():
    task = ("tanh(x)", "x", {"x": "1"})
    right = of(task, "1 - (2*sigmoid(2*x) - 1)**2").verdicts[0]
    assert right.state == "right" and "exact arithmetic does not know" in right.says
    assert of(task, "1 - (2*sigmoid(x) - 1)**2").verdicts[0].state == "wrong"


def test_the_other_layout_is_right_and_not_the_end():
    book = of(LEAST, "J = 2 * (X @ w - y)' @ X\ngrad = 2 * X' @ (X @ w - y)")
    assert [one.end for one in book.verdicts] == [False, True]
    assert "the other layout" in book.verdicts[0].says and "layout is another" in (
        book.verdicts[1].says)


def test_a_line_once_more_is_no_step():
    book = of(LEAST, "dL = 2 * (X @ w - y)' @ X @ dw\ndL = 2*(X @ w - y)' @ X @ dw")
    assert [one.step for one in book.verdicts] == [True, False]


def test_hints_come_in_three_steps_and_never_the_whole_line():
    lines = [one for _, one in split(RIGHT[0][2])]
    for count in range(len(lines)):
        book = of(NEURON, "\n".join(lines[:count]), "jacobian")
        found = hints(book)
        assert len(found) == 3
        line = found[2].partition(":")[2].replace("...", "").strip()
        assert "..." in found[2] and not judged(book.task, line).done
    assert hints(of(NEURON, RIGHT[0][2], "jacobian")) == []
    assert hints(of(LEAST, ""))[0] == "The next rule is R-sum-x."
    assert "read off" in hints(of(LEAST, "dL = 2 * (X @ w - y)' @ X @ dw"))[0].lower()
    assert "layout" in hints(of(LEAST, "J = 2 * (X @ w - y)' @ X"))[0]
    assert len(hints(of(MAP, ""))) == 3


def test_export_as_latex_and_markdown():
    book = of(LEAST, "dL = 2*(X @ w - y)' @ X @ dw\ngrad = 2*X' @ (X @ w - y)")
    text = latex(book)
    assert text.startswith("\\begin{align*}\n\\mathrm{d}L &= 2\\,")
    assert "{\\mathrm{grad}}_{\\mathbf{w}}" in text and text.count("\\\\") == 1
    said = markdown(book)
    assert text in said and "2. `grad = 2*X' @ (X @ w - y)`: Equal" in said
    minus = latex(of(("sum((x + y)**2)", "x", {"x": "n"}), "dL = -(-2 * x - 2 * y)' @ dx"))
    assert minus.count(r"\left(\left( - 2\right)") == 1  # the whole of it, in brackets
    assert "not equal" in latex(of(LEAST, "grad = X' @ (X @ w - y)"))


def test_lines_are_cut_at_signs_and_ends_and_remarks_are_no_part_of_them():
    assert split("a = x; b = y  # two\n\n # none\nc = (x +\n  y)\n") == [
        (1, "a = x"), (1, " b = y"), (4, "c = (x +   y)")]
    with pytest.raises(InputError, match="at most 60"):
        split("x\n" * 61)


def test_a_task_is_checked():
    with pytest.raises(InputError, match="does not occur"):
        Task("x @ x", "y")
    with pytest.raises(InputError, match="three or four indices"):
        Task("X @ X", "X", {"X": "n n"}, "", "jacobian")
    with pytest.raises(InputError, match="L has a meaning"):
        Task("sum(L)", "L", {"L": "n"}, "L")


def test_random_slips_are_refused_and_most_are_named():
    counts = sum((trial(seed, 2)[0] for seed in range(150)), start=type(trial(0)[0])())
    assert counts["slips"] > 30 and counts["refused"] == counts["slips"]
    assert counts["right ones refused"] == 0 and counts["accepted"] > 40
    assert counts["named"] > 0.9 * counts["slips"]
