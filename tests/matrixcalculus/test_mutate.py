"""mutate: every kind of mistake that people make is made, named, different, and rejected."""

import dataclasses

import autograd.numpy as np
import pytest
import sympy as sp

from matrixcalculus import Domain, Rule, entry
from matrixcalculus.mutate import array_mistakes, formula_mistakes
from tests.helpers.rules import (
    ALL,
    act_w,
    b_,
    but,
    chain,
    div_x,
    dot_w,
    i,
    linear,
    loss_b,
    loss_w,
    maximum,
    mean_square,
    mul,
    product,
    relu_scalar,
    scale_z,
    square,
    sub_x,
    sum_x,
    verified,
    w_,
    x_,
)


def rejected(rule):
    return {one["form"]: one["by"] for one in verified(rule).data["mutants"]}


@pytest.mark.parametrize(
    "rule, kinds",
    [
        (
            mul,
            [
                "sign flipped",
                "factor 2 gained",
                "halved",
                "w and x swapped",
                "factor x_i lost",
                "index of x_i slipped by one",
                "δ_ij lost: every entry filled",
                "1-D array instead of 2-D",
                "diagonal as a vector",
                "diagonal slipped by one",
            ],
        ),
        (div_x, ["power of x_i one too high", "power of x_i one too low", "factor w_i lost"]),
        (
            dot_w,
            ["transposed", "1-D array instead of 2-D", "columns slipped by one", "w and x swapped"],
        ),
        (scale_z, ["transposed", "rows slipped by one"]),
        (
            linear,
            ["transposed", "index i of A_ij slipped by one", "index j of A_ij slipped by one"],
        ),
        (square, ["transposed", "rows slipped by one"]),
        (mean_square, ["power of n one too low"]),
        (
            maximum,
            [
                "mask lost: always δ_ij",
                "wrong branch",
                "w and x swapped",
                "value at the kink taken from the other side",
            ],
        ),
        (relu_scalar, ["mask lost: always 1", "wrong branch"]),
        (act_w, ["mask lost: always x_j", "w and x swapped"]),
        (product, ["term f(t)·g'(t) lost", "f(t) not differentiated"]),
        (chain, ["sin for cos"]),
        (
            loss_w,
            [
                "mask outside the sum: the first sample decides for all",
                "factor 1/N lost",
                "sum over i lost: first term only",
                "mean for sum over k",
            ],
        ),
        (loss_b, ["mask outside the sum: the first sample decides for all", "factor 1/N lost"]),
    ],
)
def test_the_important_mistakes_are_made_and_rejected(rule, kinds):
    assert set(kinds) <= set(rejected(rule))


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_no_mistake_is_counted_twice(rule):
    """Two forms that agree at fresh points are one form: forms are compared by value."""
    names = list(rejected(rule))
    assert len(set(names)) == len(names)
    if rule is sub_x:  # -δ_ij: "sign flipped", "factor -1 lost" and the swap do not add up
        assert not any("factor -1" in name for name in names)
    if rule.shape == (1, 1):
        assert not any(word in " ".join(names) for word in ("transposed", "1-D", "vector"))


def test_the_mask_leaves_the_sum_even_where_it_is_a_factor():
    derived = entry(sp.Sum(x_[i] * w_[i] * sp.Piecewise((1, w_[i] > b_), (0, True)), (i, 1, 3)), b_)
    value = sp.Sum(x_[i] * sp.Piecewise((1, w_[i] > b_), (0, True)), (i, 1, 3))
    derived = dataclasses.replace(derived, value=value)
    outside = formula_mistakes(derived)["mask outside the sum: the first sample decides for all"]
    assert isinstance(outside, sp.Piecewise) and outside.args[0][0].has(sp.Sum)


def test_only_what_could_be_mistaken_for_each_other_is_swapped():
    swaps = [
        name
        for name in formula_mistakes(loss_w.derivation, loss_w.domain.shapes)
        if "swapped" in name
    ]
    assert swaps == []  # w has n entries, y has N
    u, v = sp.symbols("u v", real=True)
    scalars = Rule(
        "xy",
        f=lambda u, v: u**2 * v,
        wrt="u",
        jacobian=lambda u, v: 2 * u * v,
        shape=(1, 1),
        domain=Domain(u="scalar", v="scalar"),
        derivation=entry(u**2 * v, u),
    )
    assert "u and v swapped" not in rejected(scalars)  # 2 u v is symmetric: no mistake
    third = but(scalars, f=lambda u, v: u * v, jacobian=lambda v: v, derivation=entry(u * v, u))
    assert "u and v swapped" in rejected(third)


def test_the_same_mistake_in_two_places_is_two_mistakes():
    names = formula_mistakes(loss_w.derivation)
    assert (
        "index of w_k slipped by one" in names and "index of w_k slipped by one (place 2)" in names
    )


def test_array_mistakes_change_any_matrix_of_distinct_entries():
    J = np.arange(1.0, 10).reshape(3, 3) ** 2
    for name, change in array_mistakes(square=True).items():
        got = change(J)
        assert got.shape != J.shape or not np.allclose(got, J), name
    assert set(array_mistakes(square=False)) < set(array_mistakes(square=True))


def test_forms_that_happen_to_be_right_are_told_apart():
    """Beside a delta x_j is x_i; a diagonal Jacobian is its own transpose."""
    equal = verified(mul).data["equal_forms"]
    assert equal == ["transposed", "row and column index exchanged", "x_i with the other index"]
    assert "transposed" in rejected(square)


def test_a_wrong_form_that_cannot_be_evaluated_anywhere_is_not_counted():
    u = sp.Symbol("u", real=True)
    rule = Rule(
        "sqrt",
        f=lambda u: np.sqrt(u),
        wrt="u",
        jacobian=lambda u: 0.5 / np.sqrt(u),
        shape=(1, 1),
        domain=Domain(u="scalar", where=lambda u: u > 0),
        derivation=entry(sp.sqrt(u), u),
    )
    assert "error" not in rejected(rule).values()


def test_sum_is_not_mistaken_in_a_gradient_of_ones():
    assert "transposed" in rejected(sum_x)
