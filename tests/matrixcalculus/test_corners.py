"""corners: special points of every kind, inside the domain; what others miss is rejected there."""

import importlib

import autograd.numpy as np
import numpy
import pytest
import sympy as sp

from matrixcalculus import Domain, RuleError, entry, verify
from matrixcalculus.corners import corners
from tests.helpers.rules import (
    but,
    div_x,
    i,
    j,
    linear,
    loss_w,
    maximum,
    mul,
    refuted,
    relu_vector,
    verified,
    w_,
    x_,
)

verify_module = importlib.import_module("matrixcalculus.verify")  # the function has its name

ALWAYS = {"all zero", "whole numbers", "× 10⁶", "× 10³", "× 10⁻³", "× 10⁻⁶", "one zero"}
LENGTHS = {"length 1", "equal lengths", "other lengths", "greater lengths"}
ENTRIES = {"two equal entries", "equal entries"}


def kinds(domain):
    return {kind for kind, _ in corners(domain, 0)}


def test_every_kind_that_a_domain_can_have_is_there():
    assert kinds(Domain(x="scalar")) == ALWAYS
    assert kinds(mul.domain) == ALWAYS | LENGTHS | ENTRIES | {"one tie"}
    assert kinds(maximum.domain) == ALWAYS | LENGTHS | ENTRIES | {"one tie", "one entry on a kink"}


def test_points_are_what_they_are_called():
    for kind, point in corners(maximum.domain, 0):
        w, x = point["w"], point["x"]
        if kind == "length 1":
            assert w.shape == x.shape == (1,)
        elif kind == "all zero":
            assert not w.any() and not x.any()
        elif kind == "whole numbers":
            assert np.array_equal(w, np.round(w)) and np.array_equal(x, np.round(x))
        elif kind == "one tie" or kind == "one entry on a kink":
            assert np.sum(w == x) == 1
        elif kind == "one zero":
            assert np.sum(w == 0) + np.sum(x == 0) == 1
        elif kind == "equal entries":
            assert min(len(set(w)), len(set(x))) == 1
        elif kind == "two equal entries" and len(w) > 2:
            assert min(len(set(w)), len(set(x))) < len(w)


def test_points_are_inside_the_domain_and_the_same_each_time():
    found = corners(div_x.domain, 0)
    assert found and all(np.all(point["x"] != 0) for _, point in found)
    assert "one zero" in kinds(div_x.domain) and "all zero" not in kinds(div_x.domain)
    again = corners(div_x.domain, 0)
    assert all(np.array_equal(one["x"], two["x"])
               for (_, one), (_, two) in zip(found, again, strict=True))


def test_points_cannot_be_changed_and_samples_stay_as_drawn():
    domain = Domain(x="n", p="scalar", sample={"p": lambda rng: rng.integers(2, 5)})
    for _, point in corners(domain, 0):
        assert point["p"] in (2, 3, 4)
        with pytest.raises(ValueError, match="read-only"):
            point["x"] *= 2


def clipped(x, size):
    return np.diag(np.clip(x, -size, size))


def lone(w, x):
    """Right where no entry is tied or all are, wrong for a single one."""
    tied = w == x
    return np.diag(np.where(tied & ~np.all(tied), 1.0, 1.0 * (w > x)))


SLIPPED = {
    "wrong at length 1": (mul, lambda x: np.diag(x) * (1 + (len(x) == 1))),
    "transposed when square": (linear, lambda A: A.T if len(A) == len(A.T) else A),
    "wrong from length 7 on": (mul, lambda x: np.diag(x) * (len(x) < 7)),
    "wrong at the origin": (mul, lambda x: np.diag(x) + 1.0 * (not np.any(x))),
    "wrong at a zero": (mul, lambda x: np.diag(np.where(x == 0, 1.0, x))),
    "wrong at whole numbers": (mul, lambda x: np.diag(np.where(x == np.round(x), x + 1, x))),
    "wrong where two entries agree": (
        mul, lambda x: np.diag(x) * (1 + (np.sum(x[:, None] == x) > len(x)))),
    "wrong where all entries agree": (
        mul, lambda x: np.diag(x) * (1 + (len(x) > 1 and bool(np.all(x == x[0]))))),
    "wrong at a tie of two arguments": (mul, lambda w, x: np.diag(np.where(w == x, 0.0, x))),
    "clipped far out": (mul, lambda x: clipped(x, 1e5)),
    "clipped at 100": (mul, lambda x: clipped(x, 100)),
    "floored near 0": (mul, lambda x: np.diag(np.where(abs(x) < 0.01, np.sign(x) * 0.01, x))),
    "with a small number against division by 0": (mul, lambda x: np.diag(x + 1e-15)),
    "a lone tie takes the other side": (maximum, lone),
    "the mask >= where a single entry is 0": (
        relu_vector, lambda x: np.diag(np.where((x == 0) & np.any(x != 0), 1.0, 1.0 * (x > 0)))),
    "the mean taken over the columns when square": (
        loss_w, lambda w, X, b, y: loss_w.jacobian(w, X, b, y) * (
            2 if X.shape[0] == X.shape[1] else 1)),
}


@pytest.mark.parametrize("name", SLIPPED)
def test_what_ordinary_points_miss_is_rejected(name, monkeypatch):
    rule, wrong = SLIPPED[name]
    error = refuted(rule, jacobian=wrong)
    assert error.cause.startswith("right at ordinary points, wrong at this one (")
    monkeypatch.setattr(verify_module, "corners", lambda *_: [])
    monkeypatch.setattr(verify_module, "_check_exact", lambda rule: {})  # has sizes of its own
    verify(but(rule, jacobian=wrong, wrong={}))  # without special points it slips through


def test_a_form_that_is_wrong_at_another_length_is_rejected():
    error = refuted(mul, jacobian=lambda x: np.diag(x) * (1 + (len(x) == 4)))
    assert error.cause.endswith("(other lengths)") and len(error.point["x"]) == 4


def test_a_wrong_form_that_only_a_special_point_shows_is_rejected_and_not_called_right():
    once = {"wrong at length 1": SLIPPED["wrong at length 1"][1]}
    found = verify(but(mul, wrong=once)).data["mutants"]
    assert found[0] == {"form": "wrong at length 1", "by": "value (length 1)"}


def test_the_evidence_counts_special_points_by_kind():
    special = verified(maximum).special
    assert set(special) == kinds(maximum.domain) and sum(special.values()) == 36
    assert "36 points: length 1, equal lengths" in str(verified(maximum))


def test_a_domain_that_admits_a_point_without_a_value_is_named():
    power = but(
        mul, f=lambda w, x: w / x, jacobian=lambda x: np.diag(1 / x),
        derivation=entry(w_[i] / x_[i], w_[j]))
    with pytest.raises(RuleError, match="(?s)f gives NaN or infinity at .*Narrow the domain"):
        with numpy.errstate(all="ignore"):
            verify(power)


def test_where_rounding_decides_nothing_is_judged():
    """sin(10⁶) loses ten digits with its argument's last one: such a point proves nothing."""
    sine = but(mul, f=lambda w, x: np.sin(w * x), jacobian=lambda w, x: np.diag(
        x * np.cos(w * x)), derivation=entry(sp.sin(w_[i] * x_[i]), w_[j]))
    assert {"× 10⁶", "× 10³"}.isdisjoint(verify(sine).special)
