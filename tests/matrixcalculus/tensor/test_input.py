"""Bad input is named, with its place and a cure, at once."""

import time

import pytest

from matrixcalculus.tensor import InputError, derive

from .wrong_input import WRONG


@pytest.mark.parametrize("what", WRONG)
def test_bad_input_is_named(what):
    expression, by, shapes, kind, said = WRONG[what]
    start = time.process_time()
    with pytest.raises(InputError) as error:
        derive(expression, by, **shapes)
    took = time.process_time() - start
    text = str(error.value)
    for words in said:
        assert words in text
    assert error.value.kind == kind
    assert error.value.cure
    assert len(text) < 700
    assert took < 0.2


def test_a_kink_is_said_and_the_answer_given():
    found = derive("sum(relu(X @ w))", "w")
    assert found.kinks == ["X @ w is 0: there 0 is declared"]
    assert derive("abs(x)", x="1").kinks == ["x is 0"]
    assert derive("sum(maximum(x, y))", "x").kinks == ["the two are equal"]


def test_the_domain_is_said():
    assert derive("sum(log(x))", "x").where == ["every entry of x > 0"]
    assert derive("x / y", "y", x="1", y="1").where == ["y is not 0"]
    assert derive("logdet(X)", "X").where == ["X is invertible", "det(X) > 0"]
    assert derive("x / norm(x)", "x").where == ["x is not 0"]
    assert derive("log(1 + exp(x))", "x", x="1").where == []


def test_a_star_between_matrices_is_remarked_on_with_both_meanings():
    found = derive("sum(A * B)", "A", A="n n", B="n n")
    assert found.notes == ["A * B multiplies entry by entry; the product is A @ B."]


def test_shapes_are_found():
    shapes = lambda text, by: dict(derive(text, by).shapes)
    assert shapes("sum((y - relu(X @ w + b))**2)", "w") == {
        "y": "N", "X": "N n", "w": "n", "b": "1"}
    assert shapes("W @ x + b", "x") == {"W": "m n", "x": "n", "b": "m"}
    assert shapes("x' @ A @ x", "x") == {"x": "n", "A": "n n"}
    assert shapes("tr(inv(A + t * eye(n)))", "t") == {"A": "n n", "t": "1"}
    assert shapes("X @ W' + b", "b") == {"X": "N n", "W": "m n", "b": "m"}
    assert shapes("softmax(Q @ K' / sqrt(d), axis=1)", "Q")["d"] == "1"
    assert shapes("lam * norm(w)**2", "w") == {"lam": "1", "w": "n"}


def test_sizes_may_be_numbers():
    found = derive("W @ x", "x", W="2 3", x="3")
    assert found.answer == "W" and found.checked
