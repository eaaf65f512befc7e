"""law, instances: a law holds for drawn functions too; what holds for one alone is refused."""

import dataclasses
import importlib

import numpy
import pytest
import sympy as sp

from matrixcalculus import (
    Domain,
    Law,
    Rule,
    RuleError,
    VerificationError,
    entry,
    trial,
    verify,
)
from matrixcalculus.instances import composes, instances, own_derivative, unknown
from tests.helpers.rules import but, f_, g_, mul, product, refuted, t_, verified

verify_module = importlib.import_module("matrixcalculus.verify")  # the function has its name

x1, x2, u1, u2 = sp.symbols("x_1 x_2 u_1 u_2", real=True)
f1, f2, g1, g2 = (sp.Function(name) for name in ("f_1", "f_2", "g_1", "g_2"))
INNER = (g1(x1, x2), g2(x1, x2))
OUTPUTS = (f1(*INNER), f2(*INNER))
OUTER = sp.Matrix([f1(u1, u2), f2(u1, u2)]).jacobian([u1, u2]).subs(
    dict(zip((u1, u2), INNER, strict=True)))
SLOPES = sp.Matrix(INNER).jacobian([x1, x2])
CHAIN = Law(OUTPUTS, (x1, x2), OUTER * SLOPES, at={"m": 2, "K": 2, "n": 2})
SQUARE = Rule(
    "R-outer-linear",
    f=lambda t: t**2,
    wrt="t",
    jacobian=lambda t: 2 * t,
    shape=(1, 1),
    domain=Domain(t="scalar"),
    derivation=entry(f_(g_(t_)), t_),
    instance={f_: sp.Lambda(t_, t_), g_: sp.Lambda(t_, t_**2)},
)


def test_unknown_functions_are_found_with_their_arity():
    assert unknown(f_(t_) * f1(t_, x1)) == {f_: 1, f1: 2}
    assert composes(f_(g_(t_))) and composes(f_(t_**2)) and not composes(f_(t_) * g_(t_))


def test_drawn_instances_differ_and_none_is_its_own_derivative():
    found = instances(product, 1)
    values = [instance.measured({"t": 0.7})[0, 0] for instance in found]
    assert len(set(values)) == 3
    assert own_derivative(sp.exp, 1) and own_derivative(sp.Lambda((t_, x1), t_ * sp.exp(x1)), 2)
    assert not own_derivative(sp.sin, 1)
    assert instances(mul, 1) == []


def test_an_instance_that_is_its_own_derivative_is_refused():
    with pytest.raises(RuleError, match="g is its own derivative, as e\\^x is"):
        but(product, instance={f_: sp.sin, g_: sp.exp})


def test_a_mistake_that_the_instance_hides_is_rejected_by_drawn_functions():
    """With f(u) = u the slope of f is 1, and losing it changes nothing."""
    rejected = {one["form"]: one["by"] for one in verify(SQUARE).data["mutants"]}
    assert rejected["factor f'(g(t)) lost"] == "value, drawn functions"


def test_without_drawn_functions_it_is_an_alarm(monkeypatch):
    monkeypatch.setattr(verify_module, "_check_instances", lambda *_: [])
    monkeypatch.setattr(trial.Trial, "_told_apart", lambda self, wrong: True)
    error = refuted(SQUARE)
    assert error.witness == "mutants" and error.cause == "factor f'(g(t)) lost"


def test_a_derivation_that_holds_for_the_instance_only_is_refuted():
    """g' = -f is true for sin and cos, and for no others."""
    t = sp.Symbol("t", real=True)
    bent = dataclasses.replace(
        product.derivation, value=product.derivation.value.subs(g_(t).diff(t), -f_(t)))
    error = refuted(product, derivation=bent)
    assert error.witness == "symbolic" and "every function" in error.cause


def test_the_evidence_of_a_law_says_so():
    found = verified(product)
    assert (found.about, found.at, found.unknown, found.drawn) == ("law", "", ("f", "g"), 3)
    assert found.derived() == "the law itself" and "f, g unknown" in str(found)
    assert verified(mul).derived() == "the function itself, for every n"
    assert verify(SQUARE).not_independent == ("symbolic", "autodiff")


def test_a_law_at_one_size_stands_beside_an_example():
    found = verify(but(mul, about="example", law=CHAIN))
    assert found.kind == "one size" and found.drawn == 3
    assert found.derived() == (
        "an example of it, for every n; the law itself, at m = 2, K = 2, n = 2")
    assert found.not_independent == ("symbolic", "autodiff")
    forms = [one["form"] for one in found.mutants if "in the law" in one["form"]]
    assert len(forms) > 15 and any("transposed" in one for one in forms)
    assert any("term" in one and "lost" in one for one in forms)


def test_an_example_alone_is_a_weakness():
    found = verify(but(mul, about="example"))
    assert found.derived() == "an example of it, for every n"
    assert [what for what, _ in found.weaknesses()] == ["only an example of it was derived"]


def test_the_chain_rule_holds_for_drawn_functions_and_the_wrong_order_does_not():
    trials = CHAIN.trials(1)
    assert CHAIN.is_derived() and len(trials) == 9
    wrong = sp.ImmutableMatrix(SLOPES * OUTER).doit()
    for form, truth in trials:
        assert numpy.allclose(form(CHAIN.stated), truth, rtol=1e-12)
        assert not numpy.allclose(form(wrong), truth, rtol=1e-3)


def test_a_law_holds_along_a_line_where_the_place_itself_is_a_formula():
    """SymPy writes such a slope as Subs(Derivative(f(xi)), xi, x + t v): xi is no letter of it."""
    x, v, t = sp.symbols("x v t", real=True)
    slope = f_(u1).diff(u1).subs(u1, x + t * v)
    line = Law([f_(x + t * v)], (t,), sp.Matrix([[slope * v]]), at={"n": 1})
    assert line.is_derived() and line.stated.atoms(sp.Subs)
    for numbers, truth in line.trials(seed=1):
        assert numpy.allclose(numbers(line.stated), truth, rtol=1e-12)
        assert not numpy.allclose(numbers(sp.Matrix([[slope]])), truth)


@pytest.mark.parametrize("wrong", [SLOPES * OUTER, OUTER * SLOPES * 2, (OUTER * SLOPES).T])
def test_a_law_that_sympy_does_not_derive_is_refused(wrong):
    law = dataclasses.replace(CHAIN, jacobian=wrong)
    with pytest.raises(RuleError, match="SymPy's Jacobian of the outputs is another one"):
        verify(but(mul, about="example", law=law))


def test_the_complex_step_refuses_a_law_by_itself(monkeypatch):
    monkeypatch.setattr(Law, "is_derived", lambda self: True)
    law = dataclasses.replace(CHAIN, jacobian=SLOPES * OUTER)
    with pytest.raises(RuleError, match="differs from the complex step for drawn functions"):
        verify(but(mul, about="example", law=law))


def test_a_wrong_form_of_the_law_that_passes_is_an_alarm(monkeypatch):
    monkeypatch.setattr(Law, "mistakes", lambda self: {"another spelling": self.stated})
    with pytest.raises(VerificationError, match="another spelling.* passes for drawn functions"):
        verify(but(mul, about="example", law=CHAIN))


@pytest.mark.parametrize("make, words", [
    (lambda: Law((x1 * x2,), (x1,), sp.Matrix([[x2]]), {"n": 1}), "its outputs name none"),
    (lambda: Law(OUTPUTS, (x1, x2), OUTER[:1, :], {"n": 2}), r"has shape \(2, 2\), not \(1, 2\)"),
    (lambda: but(mul, about="proof"), "about must be 'law' or 'example'"),
    (lambda: but(mul, law=OUTER), "law must be a Law"),
    (lambda: but(mul, at=2), "at must be a dict of sizes"),
    (lambda: but(mul, applied_by=("numeric",)), "applied_by may name symbolic and autodiff"),
])
def test_a_claim_that_is_badly_put_is_named(make, words):
    with pytest.raises(RuleError, match=words):
        make()


# What SymPy can tell from the rule is not the rule ------------------------------------------------


def test_a_form_that_equals_the_rule_in_its_domain_only_is_an_alarm():
    """At 0 and 1, x² is x³: no point of the domain would ever notice."""
    cube = Rule(
        "R-cube", f=lambda x: x**3, wrt="x", jacobian=lambda x: 3 * x**2, shape=(1, 1),
        domain=Domain(x="scalar", sample={"x": lambda rng: float(rng.integers(0, 2))}),
        derivation=entry(sp.Symbol("x", real=True)**3, sp.Symbol("x", real=True)))
    error = refuted(cube)
    assert error.witness == "mutants" and "power of x one too" in error.cause


def test_a_domain_that_can_draw_one_point_only_is_refused():
    """The slope of x² is not 2, though it is at x = 1."""
    x = sp.Symbol("x", real=True)
    pinned = Rule(
        "R-pinned", f=lambda x: x**2, wrt="x", jacobian=lambda x: 2.0, shape=(1, 1),
        domain=Domain(x="scalar", sample={"x": lambda rng: 1.0}), derivation=entry(x**2, x))
    with pytest.raises(RuleError, match="x is the same at every point of the domain, x = 1"):
        verify(pinned)
    half = but(pinned, f=lambda x, c: c * x**2, jacobian=lambda x, c: 2 * c * x,
               domain=Domain(x="scalar", c="scalar", sample={"c": lambda rng: 3.0}),
               derivation=entry(sp.Symbol("c", real=True) * x**2, x))
    with pytest.raises(RuleError, match="c is the same at every point"):
        verify(half)


def test_the_size_of_a_disagreement_is_that_at_the_point_shown():
    t = sp.Symbol("t", real=True)
    sine = Rule(
        "R-t2", f=lambda t: t + t**2, wrt="t", jacobian=lambda t: 2 * t, shape=(1, 1),
        domain=Domain(t="scalar"), derivation=entry(t + t**2, t))
    error = refuted(sine)
    at = error.point["t"]
    assert error.error == pytest.approx(1 / max(abs(2 * at), abs(1 + 2 * at)), rel=1e-9)
    assert f"relative error {error.error:.2g}" in str(error)
