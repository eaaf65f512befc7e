"""What the errata call wrong is refuted; the right form of each is verified.

``wrong("E-...")`` marks the test that fails if the paper is right after all; where nothing can be
run, NOTATION says why. The last test holds both against items.csv.
"""

import autograd.numpy as np
import pytest
import sympy as sp

from course import notebooks
from matrixcalculus import (
    Domain,
    Rule,
    RuleError,
    VerificationError,
    entry,
    numdiff,
    verify,
)
from matrixcalculus.derive import i, j, k, n
from tests.helpers.rules import (
    A_,
    ALL,
    VECTORS,
    act_w,
    b_,
    but,
    chain,
    dot_w,
    loss_b,
    loss_w,
    maximum,
    mean_square,
    mul,
    refuted,
    relu_scalar,
    relu_vector,
    softmax,
    square,
    t_,
    v_,
    verified,
    w_,
    wrong_shape,
    wrong_value,
    x_,
    x_plus_x2,
)

ERRATA = set(notebooks.load().places)

NOTATION = {
    "E-juxtaposition": "x2x stands for x times 2x: how a product is set, not what it is",
    "E-units-tank": "the units printed beside a right chain rule do not fit; no formula changes",
    "E-typos": "misprints, counted in the paper's source",
}
TESTED = set()


def wrong(*errata):
    TESTED.update(errata)
    return lambda test: test


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_the_right_forms_are_verified(rule):
    data = verified(rule).data
    assert data["points"] == 60 and data["mutants"]
    assert data["numeric_error_below"] <= 1e-12 and data["autodiff_error_below"] <= 1e-12


def e(w, X, b, y):
    return X @ w + b - y


def z(w, X, b):
    return X @ w + b


DECIDES = {
    "first": lambda z: z[0] > 0,
    "last": lambda z: z[-1] > 0,
    "any": lambda z: np.any(z > 0),
    "all": lambda z: np.all(z > 0),
}


@wrong("E-loss-cases-outside")
@pytest.mark.parametrize("who", DECIDES)
def test_the_cases_do_not_come_out_of_the_sum(who):
    """The printed condition has a free i; whichever reading one takes, it is wrong."""
    on = DECIDES[who]
    cause = wrong_value(
        loss_w, lambda w, X, b, y: on(z(w, X, b)) * 2 / len(y) * (e(w, X, b, y) @ X)[None]
    )
    assert cause.startswith("mask outside the sum")
    cause = wrong_value(
        loss_b, lambda w, X, b, y: on(z(w, X, b)) * 2 / len(y) * np.sum(e(w, X, b, y))
    )
    assert cause.startswith("mask outside the sum")


def test_the_counterexample_of_the_erratum():
    X, w, b, y = np.array([[1.0, 2], [-3, 1]]), np.ones(2), 0.0, np.array([1.0, 5])
    assert np.allclose(loss_w.jacobian(w, X, b, y), [[2, 4]])
    measured = numdiff.jacobian(lambda t: loss_w.f(t, X, b, y), w)
    assert np.allclose(measured, [[2, 4]])
    assert np.allclose(2 / 2 * e(w, X, b, y) @ X, [23, -3])


@wrong("E-loss-b-error-sum")
def test_the_bias_gradient_is_not_the_sum_of_all_errors():
    cause = wrong_value(loss_b, lambda w, X, b, y: 2 / len(y) * np.sum(e(w, X, b, y)))
    assert cause.startswith("mask lost")


@wrong("E-relu-vector-shape")
def test_the_derivative_of_a_vector_relu_is_no_vector():
    assert wrong_shape(relu_vector, lambda x: 1.0 * (x > 0)).startswith("1-D where 2-D was meant")
    for column_or_row in (lambda x: 1.0 * (x > 0)[:, None], lambda x: 1.0 * (x > 0)[None]):
        assert "were expected" in wrong_shape(relu_vector, column_or_row)


@wrong("E-update-row-column")
def test_a_column_minus_a_row_is_no_update():
    assert wrong_shape(loss_w, lambda w, X, b, y: loss_w.jacobian(w, X, b, y).T).startswith(
        "transposed: a column for a row"
    )
    rate, row = 0.1, np.array([[1.0, 2, 3]])
    assert numdiff.jacobian(lambda w: w[:, None] - rate * row, np.ones(3)).shape == (9, 3)
    cause = wrong_shape(act_w, lambda w, x, b: w[:, None] - act_w.jacobian(w, x, b))
    assert "broadcast" in cause
    assert numdiff.jacobian(lambda w: w - rate * row[0], np.ones(3)).shape == (3, 3)


@wrong("E-zero-op-zero")
def test_zero_op_zero_is_not_always_zero():
    cos = Rule(
        "cos(w - x)",
        f=lambda w, x: np.cos(w - x),
        wrt="w",
        jacobian=lambda w, x: np.diag(-np.sin(w - x)),
        shape=("n", "n"),
        domain=VECTORS,
        derivation=entry(sp.cos(w_[i] - x_[i]), w_[j]),
    )
    verify(cos)  # a diagonal Jacobian although cos(0 - 0) = 1
    assert wrong_value(
        cos, lambda w, x: np.cos(np.diag(w) - np.diag(x)) - np.diag(np.cos(w - x) + np.sin(w - x))
    ).startswith("right wherever")
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="NaN"):
        numdiff.jacobian(lambda w: w / np.zeros(2), np.zeros(2), "central")


@wrong("E-diag-not-implied")
def test_an_elementwise_sum_with_softmax_is_not_diagonal():
    def diagonal(w):
        return np.diag(np.diag(softmax.jacobian(w)))

    assert wrong_value(softmax, diagonal) == (
        "right where it is not 0, but 0 at entries that have a derivative"
    )


@wrong("E-diag-not-necessary")
def test_a_diagonal_jacobian_does_not_need_constant_components():
    """f_i = sum(w), g = 0, op = *: every f_i depends on every w_j, and J = 0 is diagonal."""
    zero = Rule(
        "R-zero",
        f=lambda w, x: np.sum(w) * (0 * x),
        wrt="w",
        shape=("n", "n"),
        domain=VECTORS,
        jacobian=lambda w: np.zeros((len(w), len(w))),
        derivation=entry(sp.S.Zero, w_[j], row=i),
        wrong={"filled, since f_i is not constant in w_j": lambda w: np.ones((len(w), len(w)))},
    )
    assert verify(zero).data["mutants"][0]["by"] == "value"


AT_ZERO = {
    0: lambda t: 1.0 * (t > 0),
    0.5: lambda t: np.heaviside(t, 0.5),
    1: lambda t: 1.0 * (t >= 0),
}


@wrong("E-relu-at-0", "E-max-tie")
@pytest.mark.parametrize("coded", AT_ZERO)
@pytest.mark.parametrize("declared", AT_ZERO)
def test_the_value_at_a_kink_is_a_convention_that_must_be_kept(declared, coded):
    step = AT_ZERO[coded]
    for rule, form in (
        (relu_scalar, step),
        (relu_vector, lambda x: np.diag(step(x))),
        (maximum, lambda w, x: np.diag(step(w - x))),
        (act_w, lambda w, x, b: step(np.dot(w, x) + b) * x[None]),
    ):
        if declared == coded:
            data = verify(but(rule, jacobian=form, convention=declared)).data
            assert data["convention"] == declared
            if declared != 0:
                continue
            assert {
                "form": "value at the kink taken from the other side",
                "by": "convention at the kink",
            } in data["mutants"]
        else:
            error = refuted(rule, jacobian=form, convention=declared)
            assert error.witness == "kink" and error.error > 0.4
            assert f"declared convention ({declared}:" in error.cause


@wrong("E-compare-op")
def test_comparison_has_slope_0_off_its_jump_and_none_across():
    compare = Rule(
        "w > x",
        f=lambda w, x: 1.0 * (w > x),
        wrt="w",
        shape=("n", "n"),
        jacobian=lambda w: np.zeros((len(w), len(w))),
        domain=Domain(w="n", x="n", where=lambda w, x: w != x),
        derivation=entry(sp.Piecewise((1, w_[i] > x_[i]), (0, True)), w_[j]),
    )
    verify(compare)
    wrong_value(compare, lambda w, x: np.diag(1.0 * (w > x)))
    assert numdiff.jacobian(lambda t: 1.0 * (t > 0), 1e-9, "central")[0, 0] > 5e4


@wrong("E-z-constant")
def test_z_below_zero_is_no_constant():
    identity = Rule(
        "dz/dz",
        f=lambda t: t,
        wrt="t",
        jacobian=lambda t: 1.0,
        shape=(1, 1),
        domain=Domain(t="scalar", where=lambda t: t < 0),
        derivation=entry(t_, t_),
    )
    verify(identity)
    assert "taken for a constant" in wrong_value(identity, lambda t: 0.0)
    flat = but(relu_scalar, domain=identity.domain, convention=None, derivation=entry(0, t_))
    verify(flat)  # 0, because max is flat there
    with pytest.raises(VerificationError, match="passes the check"):
        verify(but(flat, derivation=relu_scalar.derivation))  # where 1 and 0 cannot be told apart


@wrong("E-average-factor2")
def test_the_gradient_is_twice_the_average_error():
    always = Rule(
        "linear loss",
        f=lambda b, y: np.mean((b - y) ** 2),
        wrt="b",
        shape=(1, 1),
        jacobian=lambda b, y: 2 * np.mean(b - y),
        domain=Domain(b="scalar", y="n"),
        derivation=entry(sp.Sum((b_ - sp.IndexedBase("y", real=True)[k]) ** 2, (k, 1, n)) / n, b_),
    )
    verify(always)
    assert wrong_value(always, lambda b, y: np.mean(b - y)).startswith("factor: 0.5 times")
    assert wrong_value(always, lambda b, y: 2 * np.sum(b - y)).startswith("factor n:")
    mask_in_count = lambda w, X, b, y: (
        np.array([[np.nan]])
        if not np.any(z(w, X, b) > 0)
        else (loss_b.jacobian(w, X, b, y) * len(y) / np.sum(z(w, X, b) > 0))
    )
    with pytest.raises(RuleError, match="NaN"):  # averaged over the active ones only: 0/0 if none
        verify(but(loss_b, jacobian=mask_in_count))


@wrong("E-error-sign")
def test_the_error_with_the_affine_output_is_that_of_the_activation_only_where_it_is_active():
    def by_activation(w, X, b, y):
        return np.maximum(0, z(w, X, b)) - y

    verify(but(loss_w, f=lambda w, X, b, y: np.mean(by_activation(w, X, b, y) ** 2)))
    with pytest.raises(RuleError, match="the derivation is about"):
        verify(but(loss_w, f=lambda w, X, b, y: np.mean(e(w, X, b, y) ** 2)))
    verify(but(loss_b, jacobian=lambda w, X, b, y: (  # where only the active count, either will do
        2 / len(y) * np.sum((z(w, X, b) > 0) * by_activation(w, X, b, y)))))


@wrong("E-dead-unit", "E-nonconvex")
def test_zero_gradient_is_no_minimum_and_the_loss_is_not_convex():
    def loss(z, y):
        return (y - np.maximum(0, z)) ** 2

    dead = numdiff.jacobian(lambda b: loss(b, 1.0), -1.0)
    assert dead[0, 0] == 0 and loss(-1.0, 1.0) == 1 > loss(1.0, 1.0)
    left, right = -1.0, 1.5
    assert (
        loss((left + right) / 2 - 0.3, 1.0) > 0.7 * loss(left, 1.0) + 0.3 * loss(right, 1.0) - 0.05
    )
    assert loss(0.0, 1.0) > (loss(-1.0, 1.0) + loss(1.0, 1.0)) / 2


def augmented(product):
    def f(w, x, b):
        return product(np.concatenate([w, np.array([b])]), np.concatenate([x, np.ones(1)]))

    return but(
        dot_w,
        id="R-augmented",
        f=f,
        domain=Domain(w="n", x="n", b="scalar"),
        derivation=entry(sp.Sum(w_[k] * x_[k], (k, 1, n)) + b_, w_[j]),
    )


@wrong("E-xhat-transpose")
def test_the_augmented_vectors_must_be_columns():
    verify(augmented(np.dot))
    with pytest.raises(RuleError, match="f raised ValueError"):
        verify(augmented(lambda w, x: (w[None] @ x[None])[0]))


@wrong("E-finite-bump")
def test_a_finite_bump_is_not_a_derivative():
    wrong_value(x_plus_x2, lambda t: (t + 1 + (t + 1) ** 2) - (t + t**2))
    wrong_value(x_plus_x2, lambda t: (t + 1e-3 + (t + 1e-3) ** 2 - t - t**2) / 1e-3)


@wrong("E-partial-vs-total")
def test_the_single_path_derivative_is_not_the_total_one():
    wrong_value(x_plus_x2, lambda t: 2 * t)  # X-wrong-chain
    wrong_value(x_plus_x2, lambda t: 1.0)  # the partial of u_2 = x + u_1, u_1 held


def logarithm(**changes):
    rule = Rule(
        "ln x^2",
        f=lambda t: np.log(t**2),
        wrt="t",
        jacobian=lambda t: 2 / t,
        shape=(1, 1),
        domain=Domain(t="scalar", where=lambda t: t != 0),
        derivation=entry(sp.log(t_**2), t_),
    )
    return but(rule, **changes)


@wrong("E-ln-domain")
def test_ln_of_a_square_is_twice_ln_only_above_zero():
    verify(logarithm())
    twice, above = entry(2 * sp.log(t_), t_), Domain(t="scalar", where=lambda t: t > 0)
    verify(logarithm(f=lambda t: 2 * np.log(t), derivation=twice, domain=above))
    with np.errstate(all="ignore"):
        with pytest.raises(RuleError, match="f gives NaN.*Narrow the domain"):
            verify(logarithm(f=lambda t: 2 * np.log(t)))
    with pytest.raises(RuleError, match="gives no number at t = .*math domain error"):
        verify(logarithm(derivation=twice))
    with np.errstate(all="ignore"), pytest.raises(RuleError, match="f gives NaN or infinity"):
        verify(logarithm(domain=Domain(t="scalar", sample={"t": lambda rng: rng.choice([0.0, 1])})))


@wrong("E-lnsin-domain")
def test_ln_sin_square_needs_a_sine_that_is_not_zero():
    rule = Rule(
        "X-chain-ln-sin-cube",
        f=lambda t: np.log(np.sin(t**3) ** 2),
        wrt="t",
        shape=(1, 1),
        jacobian=lambda t: 6 * t**2 * np.cos(t**3) / np.sin(t**3),
        domain=Domain(t="scalar", where=lambda t: np.abs(np.sin(t**3)) > 0.01),
        derivation=entry(sp.log(sp.sin(t_**3) ** 2), t_),
    )
    verify(rule)
    with np.errstate(all="ignore"), pytest.raises(RuleError, match="f gives NaN or infinity"):
        verify(but(rule, domain=Domain(t="scalar", sample={"t": lambda rng: rng.choice([0.0, 1])})))


p_ = sp.Symbol("p", real=True)
POWERS = Domain(t="scalar", p="scalar", where=lambda t: t > 0)
power = Rule(
    "R-scalar-power",
    f=lambda t, p: t**p,
    wrt="t",
    jacobian=lambda t, p: p * t ** (p - 1),
    shape=(1, 1),
    domain=POWERS,
    derivation=entry(t_**p_, t_),
)


@wrong("E-power-rule")
def test_the_power_rule_has_a_constant_exponent_and_a_domain():
    verify(power)
    whole = {"p": lambda rng: rng.integers(-4, 5)}
    verify(but(power, domain=Domain(t="scalar", p="scalar", sample=whole, where=lambda t: t != 0)))
    tower = Rule(
        "x^x",
        f=lambda t: t**t,
        wrt="t",
        jacobian=lambda t: t**t * (np.log(t) + 1),
        shape=(1, 1),
        domain=Domain(t="scalar", where=lambda t: t > 0),
        derivation=entry(t_**t_, t_),
    )
    verify(tower)
    wrong_value(tower, lambda t: t * t ** (t - 1))
    bit = lambda rng: rng.choice([0.0, 1.0])
    zeros = Domain(t="scalar", p="scalar", sample={"t": bit, "p": bit})
    with (
        np.errstate(all="ignore"),
        pytest.raises(RuleError, match="closed form.*NaN|raised|autograd"),
    ):
        verify(but(power, domain=zeros))
    with np.errstate(all="ignore"), pytest.raises(RuleError, match="f gives NaN"):
        verify(but(power, domain=Domain(t="scalar", p="scalar")))


@wrong("E-forward-order")
def test_jacobians_do_not_commute():
    reverse = lambda A, B, x: B @ A @ np.diag(np.cos(B @ x))
    with pytest.raises(RuleError, match="closed form raised ValueError"):
        verify(but(chain, jacobian=reverse))
    assert {"form": "reversed", "by": "error"} in verify(
        but(chain, wrong={"reversed": reverse})
    ).data["mutants"]
    wrong_value(
        but(
            square,
            f=lambda A, x: np.dot(A, np.dot(A, x) * x),
            derivation=entry(
                sp.Sum(
                    A_[i, k]
                    * x_[k]
                    * sp.Sum(
                        A_[k, sp.Symbol("q", integer=True)] * x_[sp.Symbol("q", integer=True)],
                        (sp.Symbol("q", integer=True), 1, n),
                    ),
                    (k, 1, n),
                ),
                x_[j],
            ),
        ),
        lambda A, x: (np.diag(A @ x) + np.diag(x) @ A) @ A,
    )
    verify(
        but(
            x_plus_x2,
            f=lambda t: np.sin(t**2),
            derivation=entry(sp.sin(t_**2), t_),
            jacobian=lambda t: 2 * t * np.cos(t**2),
        )
    )


@wrong("E-table-missing-cell")
def test_a_scalar_between_vector_and_scalar_gives_one_by_one_times_one_by_n():
    def missing(w, x, b):
        return np.array([[1.0 * (np.dot(w, x) + b > 0)]]) @ x[None]

    verify(but(act_w, jacobian=missing))
    assert wrong_shape(act_w, lambda w, x, b: missing(w, x, b).T).startswith("transposed")


@wrong("E-dwi-dxi")
def test_the_diagonal_does_not_hold_dw_by_dx():
    by_x = but(mul, wrt="x", jacobian=lambda w: np.diag(w), derivation=entry(w_[i] * x_[i], x_[j]))
    verify(by_x)
    assert "taken for a constant" in wrong_value(by_x, lambda w: np.zeros((len(w), len(w))))


@wrong("E-Cv-no-index")
def test_a_sum_over_v_squared_without_an_index_is_v_squared():
    assert wrong_value(mean_square, lambda v: 2 * v[None]).startswith("factor n:")
    literal = entry(sp.Sum(v_[1] ** 2, (k, 1, n)) / n, v_[j])
    with pytest.raises(RuleError, match="the derivation is about"):
        verify(but(mean_square, derivation=literal))


@wrong("E-dot-general")
def test_the_dot_of_two_functions_is_not_the_sum_of_products():
    general = but(
        dot_w,
        f=lambda w, x: np.dot(w**2, x),
        jacobian=lambda w, x: 2 * (w * x)[None],
        derivation=entry(sp.Sum(w_[k] ** 2 * x_[k], (k, 1, n)), w_[j]),
    )
    verify(general)
    wrong_value(general, lambda x: x[None])
    with pytest.raises(RuleError, match="the derivation is about"):
        verify(but(general, derivation=dot_w.derivation))


def test_every_erratum_is_refuted_by_a_test_or_explained():
    assert TESTED.isdisjoint(NOTATION) and all(NOTATION.values())
    assert TESTED | set(NOTATION) == ERRATA and len(ERRATA) == 29
