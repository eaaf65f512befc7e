"""slips: the differentiator is right; each slip has its place, and is told from every other."""

import re
from collections import Counter

import numpy as np
import pytest

from course import ROOT, specs
from matrixcalculus.cause import answer_cause
from matrixcalculus.misread import misreadings, said
from matrixcalculus.parts import parsed, parts
from matrixcalculus.question import Question
from matrixcalculus.slips import derivative, general, matching, wrong_values
from matrixcalculus.slope import Walk
from matrixcalculus.wrong_rules import FUNCTIONS

from . import diagnosis
from .fresh_answers import FRESH
from .wrong_answers import WRONG

DERIVATIVES = {
    f"{path.parent.name}/{name}/{part['answer']}": part
    for path in sorted(ROOT.glob("solutions/*/questions.yml"))
    for name, one in specs.read(path.parent.name).items() for part in one["answers"] if "by" in part
}


# Without a slip -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_differentiator_is_right_on_every_question_of_the_course(name):
    question = specs.asked(DERIVATIVES[name])
    for point in question.points():
        found, truth = derivative(question.of, question.by, point)[1], question.truth(point)
        np.testing.assert_allclose(found.reshape(truth.shape), truth, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("question", [question for question, _ in FRESH], ids=lambda q: q["of"])
def test_the_differentiator_is_right_on_others_too(question):
    question = Question(**question)
    for point in question.points():
        found, truth = derivative(question.of, question.by, point)[1], question.truth(point)
        np.testing.assert_allclose(found.reshape(truth.shape), truth, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_its_own_slope_and_no_wrong_one_is_right(name):
    function, outer, wrong = FUNCTIONS[name]
    at = np.array([0.3, 0.7, 1.9])
    step = 1e-6
    measured = (function(at + step) - function(at - step)) / (2 * step)
    np.testing.assert_allclose(outer(at), measured, rtol=1e-6)
    for _, says, other in wrong:
        if name != "abs":  # right on one side
            assert not np.allclose(other(at), measured, rtol=1e-3), says


def test_an_inline_function_is_written_out():
    point = {"x": 0.7}
    inline = derivative("(lambda e: e**2 + e)(np.sin(x))", "x", point)
    plain = derivative("np.sin(x)**2 + np.sin(x)", "x", point)
    assert np.allclose(inline[0], plain[0]) and np.allclose(inline[1], plain[1])


# With a slip --------------------------------------------------------------------------------------

POINTS = [{"x": x, "y": y} for x, y in ((0.4, 1.3), (-1.1, 0.6), (2.0, -0.5))]
PLACES = [
    ("x * np.exp(x * y)", "np.exp(x * y)",
     "product rule: the term in which exp(x * y) is differentiated is missing"),
    ("x * np.exp(x * y)", "x * y * np.exp(x * y)",
     "product rule: the term in which x is differentiated is missing"),
    ("np.sin(x**2)", "np.cos(x**2)", "the inner slope, that of x**2, is missing"),
    ("np.sin(x**2)", "2 * x", "the outer slope, that of sin(x**2), is missing"),
    ("np.sin(x**2)", "2 * x * np.cos(x)", "the outer slope, that of sin(x**2), was taken at x"),
    ("x / (1 + x**2)", "1 / (1 + x**2)", "the divisor 1 + x**2 moves as well"),
    ("np.exp(np.sin(x) * y)", "np.exp(np.sin(x) * y) * y", "x stands where sin(x) belongs"),
    ("x**3 + np.cos(x)", "3 * x**2", "the term that comes from cos(x) is missing"),
    ("(x * y + y)**2", "2 * x * y**2", "the term y is missing from x * y + y"),
    ("x * y + y", "y + 1", "the constant term y was given the slope 1"),
]


@pytest.mark.parametrize("of, wrong, place", PLACES)
def test_a_slip_is_named_with_its_place(of, wrong, place):
    assert place in first(of, wrong)


def first(of, wrong):
    answers = [np.atleast_2d(eval(wrong, {"np": np, **point})) for point in POINTS]
    return matching(of, "x", POINTS, answers)[0][1]


def test_two_slips_with_the_same_effect_are_both_found():
    of = "np.exp(-x**2)"  # its own slope, but for the inner one
    answers = [np.atleast_2d(np.exp(-point["x"]**2)) for point in POINTS]
    found = [says for _, says in matching(of, "x", POINTS, answers)]
    assert "that is the function itself, not its derivative" in found
    assert any("inner slope" in one for one in found)
    said_of = answer_cause(Question(of=of, by="x", x="scalar"), [{"x": p["x"]} for p in POINTS],
                           answers, [-2 * p["x"] * a for p, a in zip(POINTS, answers, strict=True)])
    assert "inner slope" in said_of and "function itself" in said_of


def test_one_point_more_or_less_may_decide_and_all_of_them_count():
    right_twice = [np.atleast_2d(np.exp(p["x"] * p["y"])) for p in POINTS[:2]] + [np.ones((1, 1))]
    assert matching("x * np.exp(x * y)", "x", POINTS, right_twice) == []


def test_what_no_slip_leads_to_is_not_named():
    answers = [np.atleast_2d(17.0 + point["x"]) for point in POINTS]
    assert matching("x * np.exp(x * y)", "x", POINTS, answers) == []


def test_a_text_that_cannot_be_read_invites_no_slip():
    assert matching("nonsense(x)", "x", POINTS, [np.ones((1, 1))] * 3) == []


@pytest.mark.parametrize("name", [*DERIVATIVES][::5])
def test_whatever_slip_is_made_is_named_and_by_one_that_fits(name):
    """Every form that is wrong gets a name; the name is its own, or that of a form with its values.

    This is also what says that a slip has the same name on the grader's points.
    """
    question = specs.asked(DERIVATIVES[name])
    points = [one for one in question.points() if not question.on_kink(one)]
    want = [question.truth(point) for point in points]
    walks = [Walk(question.of, question.by, point) for point in points]
    named = Counter()
    for says, at, how in [*walks[0].slips()][::7]:
        got = [next(iter(walk.slipped(says, at, how)), None) for walk in walks]
        if any(one is None or one.size != b.size for one, b in zip(got, want, strict=True)):
            continue
        got = [one.reshape(b.shape) for one, b in zip(got, want, strict=True)]
        if all(np.allclose(a, b, rtol=1e-6) for a, b in zip(got, want, strict=True)):
            continue  # no slip here: another way of writing what is right
        found = [one for _, one in matching(question.of, question.by, points, got)]
        assert says in found
        named[answer_cause(question, points, got, want) is not None] += 1
    assert not named[False]


# Misreadings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DERIVATIVES)
def test_a_misreading_differs_from_what_it_stands_for(name):
    for node, _ in parts(parsed(DERIVATIVES[name]["of"])):
        for rank, says, other in misreadings(node):
            assert said(other, 500) != said(node, 500) and says and rank > 10


# What may be told ---------------------------------------------------------------------------------


def test_the_slips_of_a_computation_are_told_without_their_place():
    found = [*wrong_values("1 - 0.05 * numdiff.jacobian(lambda w: (3 * w - 6)**2, 1.0)[0, 0]",
                           [{}])]
    values = {round(float(one[0]), 6): says for says, one in reversed(found)}
    assert "inner slope" in values[1.3] and "a term is missing" in values[0.9]
    assert not any(re.search(r"\d", re.sub(r"M\d+", "", says)) for says, _ in found)


def test_a_slip_that_is_unknown_is_general_too():
    assert general("nobody has said this before") == "one part is read as another one"


LINES = [(name, text, diagnosis.line(name, text)) for name, tried in WRONG.items()
         for text, *_ in tried[:4]]
PLACES_SAID = r"(row|rows|column|entry|entries|about|to|M|float|at)\s?\(?[\d, ]+\)?|" \
              r"shape \(.*?\)|right at \d+ of \d+|\(\d*(, \d*)*\)"


def test_no_line_holds_a_number_that_the_question_or_the_answer_does_not():
    """So nothing that is right stands in a line, and no ratio."""
    for name, text, line in LINES:
        told = re.split(r" \(for example at| at \w+ = ", line)[0]
        asked = " ".join(f"{getattr(question, 'of', '')} {' '.join(mistakes)} "
                         f"{' '.join(getattr(question, 'among', ()))} "
                         f"{' '.join(getattr(question, 'mistakes', {}).values()) or ''}"
                         for _, question, mistakes in diagnosis.parts(name))
        known = set(re.findall(r"\d+\.?\d*", f"{asked} {text} 0 1 2"))
        left = re.sub(PLACES_SAID, "", told)
        assert set(re.findall(r"\d+\.?\d*", left)) <= known, (name, text, line)


def test_no_line_speaks_of_a_mask_where_there_is_none():
    for name, text, line in LINES:
        parts = diagnosis.parts(name)
        if all(isinstance(question, Question) and not re.search(r"max|min|where|clip|>|<",
                                                                question.of)
               for _, question, _ in parts) and "x > 0" not in text:
            assert "mask" not in line, (name, text, line)


def test_what_is_right_to_some_digits_is_called_nothing_else():
    for name, tried in WRONG.items():
        for text, category, *_ in tried:
            if category == "near" and name.startswith("near"):
                line = diagnosis.line(name, text)
                assert re.match(r"not yet: (right to (about )?\d|close)", line), (name, text, line)


# The rates ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found():
    return diagnosis.measured(authored=False)


def test_nine_of_ten_causes_are_named_and_hardly_one_falsely(found):
    rates = diagnosis.rates(found)
    assert rates["named"] >= 0.9 and rates["false"] < 0.02 and rates["of"] > 700


def test_so_are_those_that_nobody_had_in_mind():
    rates = diagnosis.rates(diagnosis.measured_fresh())
    assert rates["named"] >= 0.9 and rates["false"] < 0.04 and rates["of"] > 70


def test_no_wrong_answer_holds_and_nothing_but_a_line_comes_back(found):
    assert {one[0] for one in found} <= {"named", "unnamed", "false", "open"}


def test_the_harness_can_fail():
    assert diagnosis.verdict("not yet: transposed", "sign", ()) == "false"
    assert diagnosis.verdict("not yet: right at 1 of 6 points only", "sign", ()) == "unnamed"
    assert diagnosis.verdict("holds: at 6 points", "sign", ()) == "holds"
