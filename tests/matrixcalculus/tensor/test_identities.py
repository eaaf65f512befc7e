"""What is known is derived: the Matrix Cookbook's identities, and those of machine learning."""

import pytest

from matrixcalculus.tensor import derive
from matrixcalculus.tensor.check import compared

from .identities import COOKBOOK, LEARNING, WRITTEN

ALL = COOKBOOK + LEARNING
KINDS = {"gradient": "gradient", "jacobian": "jacobian", "map": "map"}


@pytest.mark.parametrize(("name", "expression", "by", "shapes", "known"), ALL,
                         ids=[one[0] for one in ALL])
def test_an_identity_is_derived_and_the_known_form_agrees(name, expression, by, shapes, known):
    found = derive(expression, by, **{one: shape for one, shape in shapes.items()
                                      if one in expression})
    assert found.checked and found.checked.bits > 60 and found.checked.both_sides
    kind = KINDS[found.kind]
    assert compared(found.root, found.names, by, [(kind, known)])
    wrong = f"2 * ({known})"
    assert not compared(found.root, found.names, by, [(kind, wrong)])


@pytest.mark.parametrize(("expression", "by", "shapes", "text"), WRITTEN,
                         ids=[one[0] for one in WRITTEN])
def test_an_answer_is_written_as_a_person_would(expression, by, shapes, text):
    assert derive(expression, by, **shapes).answer == text


def test_a_known_form_that_is_wrong_is_refused():
    """The Cookbook's (92) as printed, without the transposes of the first sum."""
    found = derive("a' @ (X @ X)' @ X @ X @ b", "X")
    printed = "X @ X @ X @ b @ a' + X @ X @ X @ b @ a' @ X + X @ X @ a @ b' @ X'"
    assert not compared(found.root, found.names, "X", [("gradient", printed)])
