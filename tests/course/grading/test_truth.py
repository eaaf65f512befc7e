"""Hidden points come from a secret, and only plain data that is right counts as right."""

import stat

import numpy as np
import pytest

from course import PARTS, specs
from course.grading import truth
from course.grading.truth import Answer, Case
from tests.hostile import NAME


def test_the_secret_is_made_once_for_its_owner(tmp_path):
    key = truth.secret(tmp_path)
    assert len(key) == 64 and truth.secret(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_another_secret_means_other_points(short):
    one, same, other = (truth.questions(NAME, key, short) for key in ("a", "a", "b"))

    def points(found):
        return [case.point["x"].tolist() for case in found["tripled"][0].cases]
    assert points(one) == points(same) != points(other)
    assert not {tuple(p) for p in points(one)} & {tuple(p) for p in points(other)}


def test_every_question_has_a_hidden_case(short):
    for answers in truth.questions(NAME, "a", short).values():
        assert answers and all(answer.cases for answer in answers)


FITS = {
    "turned until it fits": lambda right: right.T if right.shape == right.T.shape else right,
    "sides of 1 left out": np.squeeze,
}


def by_matrices():
    """The answers of Part II that are gradients by a matrix of two letters: name, answer."""
    for name in specs.names():
        if name[:2].isdigit() and int(name[:2]) in PARTS[1].numbers:
            for task in specs.load(name).questions:
                for part, answer in zip(task.answers, truth.of_question(task, name, "a"),
                                        strict=True):
                    sides = part.get("shapes", {}).get(part.get("by"), "").split()
                    if len(set(sides)) == 2 and not any(map(str.isdigit, sides)):
                        yield f"{task.id} {answer.name}", answer


@pytest.mark.parametrize("change", FITS)
def test_a_gradient_that_is_right_where_all_sizes_differ_is_not_right(change):
    tried = 0
    for name, answer in by_matrices():
        if np.ndim(answer.cases[0].right) != 2 or name.startswith("three-indices"):
            continue  # a block of three axes, or its rows
        said = [(case.right.shape, truth.wrong(answer, case, FITS[change](case.right).tolist()))
                for case in answer.cases]
        assert any(one for _, one in said), name
        assert not any(one for (rows, columns), one in said if 1 != rows != columns != 1), name
        tried += 1
    assert tried > 15


@pytest.mark.parametrize(("question", "slopes", "like"), [
    ("scales", lambda G, A, r: 2 * G * A * r, "r"),
    ("bias", lambda X, W, b, Y: 4 / len(X) * (X @ W.T + b - Y) ** 3, "b"),
])
def test_a_sum_over_whichever_axis_fits_is_not_right_where_both_do(question, slopes, like):
    [answer] = truth.questions("19-batch", "a")[question]
    for case in answer.cases:
        rows, columns = slopes(**case.point), slopes(**case.point).sum(axis=1)
        fits = columns.shape == case.point[like].shape
        said = truth.wrong(answer, case, (columns if fits else rows.sum(axis=0)).tolist())
        assert bool(said) == (rows.shape == (3, 3)), rows.shape


VALUE = Answer("J", "value", [], tolerance=1e-8)
RIGHT = np.array([[1.0, 2.0], [0.0, 4.0]])


@pytest.mark.parametrize("value", [
    RIGHT.tolist(), (RIGHT * (1 + 1e-10)).tolist(), [[1, 2], [False, 4]]])
def test_what_is_right_counts(value):
    assert truth.wrong(VALUE, Case({}, RIGHT), value) is None


@pytest.mark.parametrize("value", [
    None, True, 1.0, "1", [], [1.0, 2.0, 0.0, 4.0], [[1.0, 2.0], [0.0]], [[1.0, 0.0], [2.0, 4.0]],
    [[1.0, 2.0], [0.0, float("nan")]], [[1.0, 2.0], [0.0, float("inf")]], [["1", "2"], ["0", "4"]],
    {"value": RIGHT.tolist()}, [[1.0, 2.0], [0.0, 10**400]], [[1.0, 2.0], [0.0, 4.0001]],
    [[[[[1.0]]]]], [None, None],
])
def test_nothing_else_does(value):
    said = truth.wrong(VALUE, Case({}, RIGHT), value)
    assert said and "\n" not in said and "4.0" not in said.replace("4.0001", "")


def test_a_number_counts_as_one_by_one():
    assert truth.wrong(VALUE, Case({}, np.array([[3.0]])), 3) is None
    assert truth.wrong(VALUE, Case({}, np.array([[3.0]])), [3.0]) is None
    assert truth.wrong(VALUE, Case({}, np.array([[3.0]])), 3.1)


@pytest.mark.parametrize("value, right", [
    ([2, 3], True), ([3, 2], False), ([2.0, 3.0], False), ([True, 3], False), ("(2, 3)", False),
    ([2, 3, 1], False), (None, False), ([], False)])
def test_a_shape_is_a_list_of_whole_numbers(value, right):
    assert (truth.wrong(Answer("a", "shape", []), Case({}, (2, 3)), value) is None) is right


@pytest.mark.parametrize("value, right", [
    ("adam", True), ("sgd", False), (["adam"], False), (True, False), ({}, False), (None, False)])
def test_a_choice_is_a_text(value, right):
    assert (truth.wrong(Answer("a", "choice", []), Case({}, "adam"), value) is None) is right
