"""What questions claim is computed, and a wrong claim is named."""

import re

import pytest

from course.bank import claims, read
from tests.course.bank.conftest import NAME


def test_the_claims_of_the_example_hold(questions):
    assert [found for one in questions for found in claims.false(one)] == []


WRONG_CLAIMS = {
    "a false claim": ("np.diag([3, 5])", "np.diag([5, 3])", "the claim is not true"),
    "a claim that says nothing": ("np.allclose(", "np.sum(np.ones(2) == 1) or (", "not true"),
    "a claim that cannot be computed": ("np.allclose(", "np.nothing(", "AttributeError"),
    "a wrong answer": ("answer: 42.98", "answer: 42.1", "not 42.1; it gives 42.98"),
    "another wrong number": ("value: 2149", "value: 2000", "not 2000; it gives 2149"),
    "a wrong shape": ("answer: [3, 2]", "answer: [3, 1]", "not 3 × 1"),
}


@pytest.mark.parametrize("fault", WRONG_CLAIMS)
def test_a_wrong_claim_is_named(fault, example, write, checkout):
    old, new, says = WRONG_CLAIMS[fault]
    assert old in example
    found = [one for question in read.load(write(example.replace(old, new, 1)), checkout)
             for one in claims.false(question)]
    assert len(found) == 1 and says in found[0], found
    assert re.match(rf"{NAME}:\d+: Q06-\d: ", found[0])


@pytest.mark.parametrize("value", ["1", "np.array([])", "'yes'", "np.array([1, 1])"])
def test_what_is_no_truth_is_no_claim(value, questions):
    questions[0].claims = [value]
    assert len(claims.false(questions[0])) == 1
