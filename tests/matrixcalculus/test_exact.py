"""The exact witness: what it accepts, what it refuses, and whether its bound holds."""

import dataclasses
from fractions import Fraction

import autograd.numpy as np
import pytest
import sympy as sp

from course import PARTS
from matrixcalculus import (
    Domain,
    Rule,
    VerificationError,
    entry,
    fields,
    numdiff,
    verify,
)
from matrixcalculus.derive import i, j, put_functions
from matrixcalculus.dual import Dual
from matrixcalculus.errors import ExactError
from matrixcalculus.exact import exact
from matrixcalculus.mutate import array_mistakes, formula_mistakes, matrix_mistakes
from matrixcalculus.rule import TOLERANCE
from matrixcalculus.sampling import call
from matrixcalculus.shapes import SCALAR, axes_of
from tests.helpers import chapters, duals
from tests.helpers.rules import (
    act_w,
    chain,
    linear,
    loss_w,
    mul,
    relu_scalar,
    relu_vector,
    softmax,
    t_,
    verified,
    x_,
)

# By the chapters themselves.
REFUTED = ("square-wrong", "X-wrong-chain", "cases outside the sum", "turned round")
# They take the largest score off first. That e^(u - m) is e^u / e^m is an identity that exact
# arithmetic does not know, so it settles them with 40 digits.
SHIFTED = ("R-classifier-W", "R-classifier-b")
# A wrong form that no exact arithmetic can run: its pseudo-inverse takes singular values.
NOT_EXACT = {("R-layer-x-pull", "divided by W instead of multiplied"): "svd()"}
but = dataclasses.replace


def rule_of(f, jacobian, shape=(1, 1), wrt="t", **shapes):
    """A rule for a function that needs no derivation here."""
    domain = Domain(**(shapes or {"t": "scalar"}))
    about = entry(t_, t_) if wrt == "t" else entry(x_[i], x_[j])
    return Rule("T-rule", f=f, wrt=wrt, jacobian=jacobian, shape=shape, domain=domain,
                derivation=about)


def scalar(f, slope):
    return exact(rule_of(lambda t: f(t), lambda t: slope(t)))


@pytest.fixture(scope="module")
def book():
    return [rule for part in PARTS for rule in chapters.rules(part)]


@pytest.fixture(scope="module")
def right(book):
    return [rule for rule in book if rule.id not in REFUTED]


def stated(part):
    return [rule for rule in chapters.rules(part) if rule.id not in REFUTED]


# The book ----------------------------------------------------------------------------------------


def test_every_rule_of_part_one_is_equal_to_the_derivative_of_its_function():
    found = {rule.id: exact(rule) for rule in stated(PARTS[0])}
    assert len(found) == 62
    assert [name for name, one in found.items() if not one.equal] == []
    assert min(one.bits for one in found.values()) >= 140  # as the page says
    assert max(one.degree for one in found.values()) < 100
    assert all(one.both_sides and one.every_combination for one in found.values())
    assert {name for name, one in found.items() if one.masks} == {
        "R-ew-max-w", "R-relu", "R-relu-vector", "R-act-w", "R-act-b", "R-v-w", "R-v-b",
        "R-loss-w", "R-loss-b", "R-update-w"}


def test_every_rule_of_part_two_is_equal_but_for_two_that_are_computed_another_way():
    found = {rule.id: exact(rule) for rule in stated(PARTS[1])}
    assert len(found) == 43  # a column that is repeated has no ID of its own
    assert [name for name, one in found.items() if not one.equal] == [*SHIFTED]
    assert all(found[name].settled for name in SHIFTED)
    equal = [one for one in found.values() if one.equal]
    assert min(one.bits for one in equal) >= 140 and max(one.degree for one in equal) < 100
    assert not any(one.masks for one in equal)


def test_those_two_are_equal_as_they_are_derived_and_computed_without_the_shift():
    shares = lambda U: np.exp(U) / np.sum(np.exp(U), axis=1)[:, None]
    plain = {
        "R-classifier-W": lambda g, X, W, Y: g * (shares(X @ W.T) - Y).T @ X / len(X),
        "R-classifier-b": lambda g, U_0, b, Y: g * (shares(U_0 + b) - Y).sum(axis=0) / len(Y)}
    for rule in stated(PARTS[1]):
        if rule.id in SHIFTED:
            assert exact(rule, form=plain.pop(rule.id)).equal
    assert plain == {}


def test_what_the_chapters_refute_is_refused(book):
    for rule in book:
        if rule.id in REFUTED:
            found = exact(rule)
            assert found.refuted, rule.id


def test_every_wrong_form_that_a_chapter_wrote_is_refused(right):
    tried, without = 0, {}
    for rule in right:
        for name, form in rule.wrong.items():
            try:
                found = exact(rule, form=form, points=1)
            except ExactError as error:
                without[rule.id, name] = str(error)
                continue
            assert found.refuted, (rule.id, name, found)
            tried += 1
    assert tried > 180 and set(without) == set(NOT_EXACT)
    assert all(NOT_EXACT[one] in said for one, said in without.items())


def test_the_derivation_of_every_rule_is_equal_too(right):
    for rule in right:
        form = duals.from_entry(rule, rule.derived.value)
        assert exact(rule, form=form, points=1).equal, rule.id


def test_a_made_mistake_is_refused_or_is_the_same_formula(right):
    """Accepted is what agrees with the rule at every real point off the kink: no mistake there."""
    refused = same = 0
    for rule in right:
        for name, form in made_mistakes(rule):
            try:
                found = exact(rule, form=form, points=1)
            except ExactError as error:
                said = str(error)  # that a product does not fit is said of a factor turned round
                assert any(one in said for one in ("nan", "divides by zero", "mismatch")), said
                refused += 1
                continue
            if found.equal:
                assert agrees_in_floats(rule, form), (rule.id, name)
                same += 1
            else:
                assert found.refuted, (rule.id, name, found)
                refused += 1
    assert refused > 1900 and same < 130


def made_mistakes(rule):
    jacobian = duals.jacobian(rule)
    if rule.shape != SCALAR and rule.pullback is None:
        for name, change in array_mistakes(square=rule.shape[0] == rule.shape[1]).items():
            yield name, duals.taking(rule, lambda point, change=change: change(jacobian(point)))
    pulled = rule.pullback is not None
    for name, change in matrix_mistakes(*map(axes_of, rule.shape), pulled=pulled).items():
        yield name, duals.taking(rule, lambda point, change=change: change(
            jacobian(point), rule.axes_at(point)))
    for name, expr in formula_mistakes(rule.derivation, rule.domain.shapes).items():
        expr = put_functions(expr, rule.instance) if rule.instance else expr
        yield name, duals.from_entry(rule, expr)


def agrees_in_floats(rule, form):
    return all(
        np.allclose(duals.jacobian(rule, form)(point).astype(float), rule.closed(point),
                    rtol=1e-9, atol=1e-12)
        for point in rule.domain.points(12, seed=5)
    )


# What it sees and floating point does not --------------------------------------------------------


def test_a_factor_off_by_one_part_in_a_million_billion():
    slightly = lambda x: (1 + 1e-15) * np.diag(x)
    for point in mul.domain.points(60, seed=0):  # in floating point nothing is to be seen
        difference = call(slightly, point) - numdiff.jacobian(
            lambda w, x=point["x"]: w * x, point["w"])
        assert np.abs(difference).max() < TOLERANCE
    found = exact(mul, form=slightly)
    assert not (found.equal or found.settled) and found.apart == pytest.approx(1.11e-15, rel=0.01)
    assert "entry (1, 1) at n = 2" in str(found) and "1.000000000000001" in str(found)
    exactly = lambda x: np.diag(x) * (10**15 + 1) / 10**15  # nothing rounded: no excuse
    assert exact(mul, form=exactly).refuted


@pytest.mark.parametrize(("on", "off"), [(1 + 1e-15, 0), (1, 1e-20)])
def test_a_mask_wrong_on_one_side_only(on, off):
    wrong = but(act_w, jacobian=lambda w, x, b:
                np.where(np.dot(w, x) + b > 0, on * x, off * x)[None])
    assert not exact(wrong).equal


def test_a_mask_that_is_moved_by_a_millionth_of_a_millionth():
    moved = but(relu_scalar, jacobian=lambda t: 1.0 * (t > 1e-12))
    assert not exact(moved).equal


@pytest.mark.parametrize("form", [
    lambda w, x, b: (x > 0) * x[None],  # the mask of something else
    lambda w, x, b: (np.dot(w, x) > 0) * x[None],  # the bias forgotten
    lambda w, x, b: (np.dot(w, x) + b <= 0) * x[None],  # the other side
    lambda w, x, b: x[None],  # no mask
    lambda w, x, b: -(np.dot(w, x) + b > 0) * x[None],  # the sign
    lambda w, x, b: (np.dot(w, x) + b > 0) * w[None],  # the other factor
])
def test_wrong_masks_and_signs(form):
    found = exact(but(act_w, jacobian=lambda w, x, b: form(w, x, b)))
    assert found.refuted


def test_the_mask_outside_the_sum():
    def outside(w, X, b, y):
        z = X @ w + b
        return (z[0] > 0) * 2 / len(y) * ((z - y) @ X)[None]

    found = exact(loss_w, form=outside)
    assert not found.equal and "N" in found.difference


@pytest.mark.parametrize("form", [
    lambda x: np.diag(x) * (1 + (len(x) == 1)),
    lambda x: np.diag(x) * (1 + (len(x) == 4)),
])
def test_a_form_that_is_wrong_at_one_size_only(form):
    assert exact(mul, form=form).refuted


def test_a_form_that_is_wrong_where_sizes_coincide():
    assert exact(linear, form=lambda A: A.T if len(A) == len(A.T) else A).refuted


@pytest.mark.parametrize(("form", "shape"), [
    (lambda x: x, "shape (2,) where f has (2, 2)"),
    (lambda x: x[None], "shape (1, 2) where f has (2, 2)"),
    (lambda x: np.diag(x)[:, :1], "shape (2, 1) where f has (2, 2)"),
])
def test_a_shape_that_would_broadcast(form, shape):
    assert exact(mul, form=form).difference == shape


# Functions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("f", "slope"), [
    (np.exp, np.exp),
    (np.log, lambda t: 1 / t),
    (np.sin, np.cos),
    (np.cos, lambda t: -np.sin(t)),
    (np.tan, lambda t: 1 + np.tan(t) ** 2),
    (np.tanh, lambda t: 1 - np.tanh(t) ** 2),
    (np.sinh, np.cosh),
    (np.arctan, lambda t: 1 / (1 + t**2)),
    (np.sqrt, lambda t: 1 / (2 * np.sqrt(t))),
    (np.log1p, lambda t: 1 / (1 + t)),
    (np.expm1, np.exp),
    (np.square, lambda t: 2 * t),
    (np.abs, np.sign),
    (lambda t: t**0.5, lambda t: 0.5 * t**-0.5),
    (lambda t: t**1.5, lambda t: 1.5 * np.sqrt(t)),
    (lambda t: t**0.3, lambda t: 0.3 * t**-0.7),
    (lambda t: t**np.pi, lambda t: np.pi * t**np.pi / t),
    (lambda t: 2**t, lambda t: 2**t * np.log(2 + 0 * t)),
    (lambda t: t**t, lambda t: t**t * (np.log(t) + 1)),
    (lambda t: t**-3, lambda t: -3 * t**-4),
    (lambda t: 1 / (1 + np.exp(-t)), lambda t: np.exp(t) / (1 + np.exp(t)) ** 2),
    (lambda t: np.log(1 + np.exp(t)), lambda t: 1 / (1 + np.exp(-t))),
    (lambda t: np.exp(np.log(t)), lambda t: 1),
    (lambda t: np.log(np.exp(t)), lambda t: 1),
    (lambda t: np.sin(t) ** 2, lambda t: 2 * np.sin(-t) * -np.cos(-t)),
    (lambda t: np.sin(t) ** 2 + np.cos(t) ** 2, lambda t: 0),
    (lambda t: np.sqrt(t) ** 2, lambda t: 1),
    (lambda t: np.minimum(t, t**2), lambda t: np.where(t < t**2, 1, 2 * t)),
    (lambda t: t / 3, lambda t: 1 / 3),
    (lambda t: 0.1 * t, lambda t: 1 / 10),
])
def test_functions_with_their_slopes(f, slope):
    assert scalar(f, slope).equal
    found = scalar(f, lambda t: slope(t) * (1 + 1e-14))
    assert not found.equal or slope(1.0) == 0


@pytest.mark.parametrize(("f", "jacobian"), [
    (lambda x: np.linalg.norm(x), lambda x: (x / np.linalg.norm(x))[None]),
    (lambda x: np.max(x), lambda x: 1.0 * (x == np.max(x))[None]),
    (lambda x: np.mean(x), lambda x: np.full((1, len(x)), 1 / len(x))),
    (lambda x: np.prod(x), lambda x: np.prod(x) / x[None]),
    (lambda x: np.cumsum(x), lambda x: np.tril(np.ones((len(x), len(x))))),
    (lambda x: np.stack([x[0], x[-1]]) @ np.array([1, 2]),
     lambda x: np.eye(len(x))[:1] + 2 * np.eye(len(x))[-1:]),
])
def test_functions_of_vectors(f, jacobian):
    rows = "n" if f(np.ones(3)).ndim else 1
    found = exact(rule_of(f, jacobian, shape=(rows, "n"), wrt="x", x="n"))
    assert found.equal, found


@pytest.mark.parametrize(("f", "slope"), [
    (lambda A, B, t: np.linalg.det(A + t * B), lambda A, B, t:
        np.linalg.det(A + t * B) * np.trace(np.linalg.inv(A + t * B) @ B)),
    (lambda A, B, t: np.linalg.slogdet(A + t * B)[1],
     lambda A, B, t: np.trace(np.linalg.solve(A + t * B, B))),
    (lambda A, B, t: np.linalg.inv(A + t * B)[0], lambda A, B, t:
        -(np.linalg.inv(A + t * B) @ B @ np.linalg.inv(A + t * B))[0][:, None]),
])
def test_inverse_determinant_and_linear_systems(f, slope):
    column = np.ndim(f(np.eye(2), np.eye(2), 0.5)) > 0
    rule = rule_of(f, slope, shape=("n" if column else 1, 1), A="n n", B="n n", t="scalar")
    assert exact(rule).equal
    assert not exact(but(rule, jacobian=lambda A, B, t: slope(A, B, -t))).equal


def test_a_power_that_is_drawn_is_tried_whole_and_as_a_letter(book):
    power = next(rule for rule in book if rule.id == "R-scalar-power")
    seen = []

    def noting(t, n):
        seen.append(type(n))
        return n * t ** (n - 1)

    assert exact(power, form=noting).equal
    assert Dual in seen and len(set(seen)) > 1
    only_whole = but(power, jacobian=lambda t, n: n * t ** (n - 1) + isinstance(n, Dual))
    assert not exact(only_whole).equal


def test_softmax_and_a_chain_of_matrices():
    assert exact(softmax).equal and exact(chain).equal


@pytest.mark.parametrize(("number", "fraction"), [
    (0.1, Fraction(1, 10)), (1 / 3, Fraction(1, 3)), (1 - 1 / 3, Fraction(2, 3)),
    (-2.5, Fraction(-5, 2)), (1e-5, Fraction(1, 10**5)), (0.1 + 0.2, Fraction(3, 10)),
    (1 + 1e-15, Fraction(1 + 1e-15)), (np.pi, Fraction(np.pi)), (10**30, Fraction(10**30)),
    (np.float64(0.25), Fraction(1, 4)), (np.bool_(True), Fraction(1)),
])
def test_the_fraction_that_a_number_stands_for(number, fraction):
    assert fields.fraction_of(number) == fraction


# What "not equal" means --------------------------------------------------------------------------


@pytest.mark.parametrize(("f", "slope"), [
    (lambda t: np.sin(2 * t), lambda t: 2 * np.cos(t) ** 2 - 2 * np.sin(t) ** 2),
    (lambda t: np.exp(t + t**2), lambda t: (1 + 2 * t) * np.exp(t) * np.exp(t**2)),
    (lambda t: np.maximum(0, t), lambda t: 1.0 * (3 * t > 0)),
])
def test_a_missing_identity_is_settled_with_digits_and_said(f, slope):
    found = scalar(f, slope)
    assert found.settled and not found.refuted
    assert "an identity may be missing" in str(found)


def test_the_slope_of_a_square_root_of_a_square_is_no_constant():
    assert scalar(lambda t: np.sqrt(t**2), lambda t: t / np.sqrt(t**2)).equal
    for sign in (1, -1):
        assert not scalar(lambda t: np.sqrt(t**2), lambda t, sign=sign: sign).equal


def test_a_rounded_constant_is_named_and_not_taken_for_a_mistake():
    found = scalar(lambda t: 2**t, lambda t: 2**t * np.log(2))
    assert not (found.equal or found.settled or found.refuted) and 0 < found.apart < 1e-15
    assert "as a rounded constant such as 0.6931471805599453 may leave it" in str(found)
    assert scalar(lambda t: 2**t, lambda t: 2**t * np.log(2) * 1.001).refuted


# In the evidence ---------------------------------------------------------------------------------


def test_the_evidence_says_what_exact_arithmetic_found():
    found = verified(act_w)
    assert found.exact == {"points": 12, "sides": "its mask on both sides",
                           "bound": f"2^-{exact(act_w).bits}"}
    assert "its mask on both sides" in str(found) and found.exact["bound"] in str(found)


@pytest.mark.parametrize(("f", "expr", "slope", "said"), [
    (lambda t: np.log10(t), sp.log(t_) / sp.log(10), lambda t: 1 / (t * np.log(10)),
     "f uses log10(), which has no exact meaning"),
    (lambda t: np.sin(2 * t), sp.sin(2 * t_), lambda t: 2 * np.cos(t)**2 - 2 * np.sin(t)**2,
     "an identity may be unknown"),
    (lambda t: 2**t, 2**t_, lambda t: 2**t * np.log(2), "0.6931471805599453 is a rounded constant"),
])
def test_the_evidence_says_where_exact_arithmetic_does_not_decide(f, expr, slope, said):
    found = verify(Rule("T-undecided", f=f, wrt="t", jacobian=slope, shape=(1, 1),
                        derivation=entry(expr, t_),
                        domain=Domain(t="scalar", where=lambda t: (t > 0) & (t < 3))))
    assert said in str(found)


def test_a_verification_sees_what_floating_point_does_not():
    exactly = but(mul, jacobian=lambda x: np.diag(x) * (10**15 + 1) / 10**15)
    with pytest.raises(VerificationError) as caught:
        verify(exactly)
    assert caught.value.witness == "exact" and "entry (1, 1) at n = 2" in str(caught.value)
    assert caught.value.error == pytest.approx(1e-15)


# Masks -------------------------------------------------------------------------------------------


def test_masks_are_counted_and_seen_on_both_sides():
    found = exact(act_w)
    assert (found.masks, found.both_sides, found.every_combination) == (1, True, True)
    found = exact(relu_vector)
    assert (found.masks, found.both_sides, found.every_combination) == (4, True, True)
    assert "4 masks on both sides in every combination" in str(found)


def test_many_masks_are_seen_on_both_sides_if_not_in_every_combination():
    rule = rule_of(lambda x: np.sum(np.maximum(0, np.outer(x, x) + 1)),
                   lambda x: 2 * np.sum((np.outer(x, x) + 1 > 0) * x, axis=1)[None],
                   shape=(1, "n"), wrt="x", x="n")
    found = exact(rule)
    assert found.equal and found.masks > 4 and found.both_sides and not found.every_combination
    assert f"{found.masks} masks on both sides;" in str(found)


def test_an_error_in_one_combination_of_masks_only():
    def both_negative(x):
        return np.diag(1.0 * (x > 0)) + np.all(x <= 0) * np.eye(len(x))

    assert not exact(relu_vector, form=both_negative).equal


# The bound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("degree", [1, 3, 9])
def test_a_wrong_form_passes_no_more_often_than_the_bound_says(monkeypatch, degree):
    """With a prime that is small enough to be hit: how many of 600 points are zeros?"""
    monkeypatch.setattr(fields, "P", 127)
    fields._modular.cache_clear()

    def wrong(t):
        product = 1
        for zero in range(1, degree + 1):
            product = product * (t - zero)
        return 2 * t + product

    rule = rule_of(lambda t: t**2, wrong)
    passed = sum(exact(rule, points=1, seed=seed).equal for seed in range(600))
    fields._modular.cache_clear()
    assert exact(rule, points=1, seed=0).degree == degree
    assert 0 < passed / 600 < 1.6 * degree / 126  # its mean is degree/126, its spread 0.01


def test_the_bound_counts_the_degree_and_the_points():
    found = scalar(lambda t: t**1000, lambda t: 1000 * t**999)
    assert found.degree == 999 and found.bits == 3 * (61 - 10) and found.bound == 2.0**-153
    assert exact(mul, points=1).bits < exact(mul, points=2).bits


def test_a_degree_that_leaves_no_bound_is_refused():
    with pytest.raises(ExactError, match="degree"):
        scalar(lambda t: (t + 1) ** 2**62, lambda t: 2**62 * (t + 1) ** (2**62 - 1))


def test_sizes_without_a_point_are_left_out():
    differ = Domain(x="n", where=lambda x: len(set(x)) == len(x) > 1)
    assert exact(but(relu_vector, domain=differ, convention=None)).cases == 3
    none = Domain(x="n", where=lambda x: len(x) > 9)
    with pytest.raises(ExactError, match="no point"):
        exact(but(relu_vector, domain=none, convention=None))


def test_the_same_seed_finds_the_same():
    assert exact(loss_w) == exact(loss_w)


# Bad input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("f", "operation"), [
    (lambda x: np.sort(x), "sort()"),
    (lambda x: np.median(x) * x, "median()"),
    (lambda x: x[np.argsort(x)], "argsort()"),
    (lambda x: np.linalg.eigh(np.outer(x, x))[0], "eigh()"),
    (lambda x: np.linalg.svd(np.outer(x, x))[1], "svd()"),
    (lambda x: np.round(x), "round()"),
    (lambda x: np.floor(x), "rounding"),
    (lambda x: np.logaddexp(x, x), "logaddexp()"),
    (lambda x: np.abs(x * 1j), "complex numbers"),
    (lambda x: x * np.inf, "inf"),
    ])
def test_an_operation_without_exact_meaning_is_named(f, operation):
    rule = rule_of(f, lambda x: np.eye(len(x)), shape=("n", "n"), wrt="x", x="n")
    with pytest.raises(ExactError) as caught:
        exact(rule)
    said = str(caught.value)
    assert said.startswith(f"T-rule: f uses {operation}") and "no exact meaning" in said
    assert ". " not in said and "np." not in said  # one sentence


def test_an_array_of_floats_that_is_filled_is_named():
    def f(x):
        out = np.zeros(len(x))
        out[0] = x[0]
        return out

    rule = rule_of(f, lambda x: np.eye(len(x)), shape=("n", "n"), wrt="x", x="n")
    with pytest.raises(ExactError, match=r"float\(\), perhaps to fill an array of np.zeros"):
        exact(rule)


def test_division_by_what_is_always_zero():
    with pytest.raises(ExactError, match="f divides by zero"):
        scalar(lambda t: 1 / (t - t), lambda t: 1)
    with pytest.raises(ExactError, match="the closed form divides by zero"):
        scalar(lambda t: t, lambda t: t / (t - t))


def test_roots_that_never_exist():
    with pytest.raises(ExactError, match="square roots"):
        scalar(lambda t: np.sqrt(-(t**2)), lambda t: 1)


def test_a_function_that_fails_is_named():
    with pytest.raises(ExactError, match="the closed form raised KeyError"):
        scalar(lambda t: t, lambda t: {}["slope"])
    with pytest.raises(ExactError, match="f returned a str"):
        scalar(lambda t: "t", lambda t: 1)
