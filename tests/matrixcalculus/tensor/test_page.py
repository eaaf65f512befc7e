"""What a page asks and is told, as JSON."""

import json

from matrixcalculus.tensor import page


def asked(**question):
    return json.loads(page.reply(json.dumps(question)))


def test_an_expression_is_answered_and_the_rest_comes_when_asked_for():
    found = asked(ask="derive", expression="sum((y - X @ w)**2)", shapes={"X": "N n"})
    assert found["by"] == "w" and found["answer"] == "2 * X' @ (X @ w - y)"
    assert [one["key"] for one in found["layouts"]] == ["gradient", "numerator", "entries"]
    more = asked(ask="more")
    assert [one["rule"] for one in more["steps"]] == [
        "R-sum-x", "R-scalar-power", "R-ew-sub-x", "R-layer-x-pull"]
    assert set(more["code"]) == {"numpy", "torch", "jax"}


def test_a_fault_names_place_cure_and_the_shapes_to_correct():
    found = asked(ask="derive", expression="X @ w", by="w", shapes={"X": "N n", "w": "N"})
    assert (found["start"], found["end"]) == (0, 5) and found["cure"]
    assert found["shapes"] == [["X", "N n"], ["w", "N"]]
    assert asked(ask="derive", expression="(x")["shapes"] == []


def test_a_result_of_ones_own_is_judged_and_the_answer_not_given_away():
    asked(ask="derive", expression="x' @ A @ x", by="x")
    judged = lambda text: asked(ask="compare", text=text)
    assert judged("A @ x + A' @ x")["right"]
    for text, says in (("-(A + A') @ x", "Its sign is changed."),
                       ("2 * (A + A') @ x", "It is twice the right one."),
                       ("(A + A') @ x / 2", "It is half the right one."),
                       ("((A + A') @ x)'", "It is transposed."),
                       ("2 * A @ x", "Not equal: the slope in a random direction differs.")):
        found = judged(text)
        assert not found["right"] and found["says"] == says
        assert "A + A'" not in found["says"]
    assert "does not occur" in judged("B @ x")["fault"]
