"""verify: bad input is named in one sentence, the check can fail, the evidence is plain data."""

import dataclasses
import html
import importlib
import json
import math
import os
import subprocess
import sys

import autograd.numpy as np
import numpy
import pytest
import sympy as sp

from matrixcalculus import (
    Domain,
    Evidence,
    Rule,
    RuleError,
    VerificationError,
    entry,
    trial,
    verify,
)
from matrixcalculus import autodiff as autodiff_module
from matrixcalculus import numdiff as numdiff_module
from matrixcalculus.evidence import MIME
from matrixcalculus.formula import Formula
from tests.helpers.rules import (
    VECTORS,
    act_w,
    but,
    dot_w,
    f_,
    g_,
    i,
    j,
    k,
    linear,
    loss_w,
    maximum,
    mul,
    product,
    refuted,
    relu_vector,
    sum_x,
    t_,
    verified,
    w_,
    x_,
    x_plus_x2,
)

verify_module = importlib.import_module("matrixcalculus.verify")  # the function has its name


def fails(x):
    raise KeyError("speed")


def in_place(x):
    x *= 2
    return np.diag(x) / 2


BAD = {
    # the function
    "f raises": (mul, {"f": fails}, r"f raised KeyError \('speed'\) at w = \["),
    "f is NaN": (
        mul,
        {"f": lambda w: w * np.nan},
        "f gives NaN or infinity at .*Narrow the domain",
    ),
    "f is complex": (mul, {"f": lambda w: w * 1j}, "f returned complex numbers"),
    "f is None": (mul, {"f": lambda w: None}, "f returned NoneType, no numbers"),
    "f is text": (mul, {"f": lambda w: "w"}, "f returned str, no numbers"),
    "f is ragged": (mul, {"f": lambda w: [[1], [1, 2]]}, "f returned rows of different lengths"),
    "f too short": (
        mul,
        {"f": lambda w, x: (w * x)[1:]},
        "the derivation is about|f has . outputs",
    ),
    "f a number": (
        mul,
        {"f": lambda w, x: np.sum(w)},
        r"declares shape \(2, 2\), but f has 1 outputs",
    ),
    "f 2-D": (mul, {"f": lambda w, x: (w * x)[None]}, r"f returned shape \(1, 2\)"),
    "f no function": (mul, {"f": 3}, "f must be a function"),
    "f unknown args": (mul, {"f": lambda w, y: w}, "f takes y, which the domain does not have"),
    "f star args": (mul, {"f": lambda *a: a[0]}, "f must be a function of arguments.*hides"),
    "f plain NumPy": (
        relu_vector,
        {"f": lambda x: numpy.where(x > 0, x, 0)},
        "autograd could not differentiate f.*import autograd.numpy as np",
    ),
    "f with math": (
        product,
        {"f": lambda t: math.sin(t) * math.cos(t)},
        "complex step could not differentiate f.*drops the imaginary part.*without float",
    ),
    "f with float": (x_plus_x2, {"f": lambda t: float(t) + t**2}, "complex step.*imaginary part"),
    "f writes into x": (mul, {"jacobian": in_place}, "closed form raised ValueError.*read-only"),
    # the closed form
    "J raises": (mul, {"jacobian": fails}, r"closed form raised KeyError \('speed'\) at"),
    "J is NaN": (
        mul,
        {"jacobian": lambda x: np.diag(x) * np.nan},
        "closed form gives NaN or infinity",
    ),
    "J is complex": (mul, {"jacobian": lambda x: np.diag(x + 0j)}, "closed form returned complex"),
    "J is None": (mul, {"jacobian": lambda x: None}, "closed form returned NoneType, no numbers"),
    "J is text": (mul, {"jacobian": lambda x: "diag(x)"}, "closed form returned str, no numbers"),
    "J is ragged": (mul, {"jacobian": lambda x: [[1], [1, 2]]}, "rows of different lengths"),
    "J is SymPy": (mul, {"jacobian": lambda x: sp.Symbol("x")}, "closed form returned Symbol"),
    "J no function": (mul, {"jacobian": np.eye(2)}, "jacobian must be a function"),
    "J unknown args": (mul, {"jacobian": lambda z: z}, "jacobian takes z, which"),
    # the derivation
    "no derivation": (mul, {"derivation": None}, "a rule without a derivation proves nothing"),
    "a formula only": (mul, {"derivation": x_[i]}, "a rule without a derivation proves nothing"),
    "another function": (
        mul,
        {"derivation": entry(w_[i] + x_[i], w_[j])},
        "derivation is about w_i",
    ),
    "another variable": (mul, {"derivation": entry(w_[i] * x_[i], x_[j])}, "by x, but wrt='w'"),
    "another kind": (
        mul,
        {"derivation": entry(w_[i] * x_[i], sp.Symbol("w"))},
        "by w, but w is of shape",
    ),
    "unknown letter": (
        mul,
        {"derivation": entry(w_[i] * x_[i] * t_, w_[j])},
        "uses t, which the domain",
    ),
    "unknown size": (
        dot_w,
        {"derivation": entry(sp.Sum(w_[k] * x_[k], (k, 1, sp.Symbol("M"))), w_[j])},
        "uses M, which the domain",
    ),
    "instance missing": (product, {"instance": None}, "undefined f, g; say what to run"),
    "instance half": (product, {"instance": {f_: sp.sin}}, "undefined g; say"),
    "instance no dict": (product, {"instance": sp.sin}, "instance must be a dict"),
    "instance of Python": (
        product,
        {"instance": {f_: math.sin, g_: sp.cos}},
        "instance does not fit",
    ),
    "no derivative": (
        x_plus_x2,
        {"f": lambda t: np.floor(t), "derivation": entry(sp.floor(t_), t_)},
        "complex step could not|derivation",
    ),
    "index as argument": (
        mul,
        {"derivation": entry(w_[i] * x_[i], w_[sp.Symbol("x", integer=True)])},
        "x is an index of the derivation and an argument",
    ),
    # the frame
    "no domain": (mul, {"domain": {"w": "n"}}, "domain must be a Domain"),
    "wrt unknown": (mul, {"wrt": "v"}, "wrt='v' is not an argument of the domain"),
    "wrt a matrix": (
        linear,
        {"wrt": "A"},
        r"the columns are the entries of A, read row by row, so its second side is 'm n'|"
        "the derivation differentiates by x",
    ),
    "shape no pair": (mul, {"shape": "n"}, "shape must be a pair"),
    "shape 3-D": (mul, {"shape": ("n", "n", "n")}, "shape must be a pair"),
    "shape unknown": (mul, {"shape": ("n", "m")}, "'m' is neither a size of an argument"),
    "shape constant E": (mul, {"shape": ("n", "E")}, "'E' is neither a size"),
    "shape fraction": (mul, {"shape": ("n", "n/4")}, "'n/4' is neither a size"),
    "shape of code": (mul, {"shape": ("n", "n n")}, "'n n' is neither a size"),
    "shape zero": (mul, {"shape": (0, "n")}, "0 is neither a size"),
    "shape of another f": (
        mul,
        {"shape": (1, "n")},
        r"declares shape \(1, 2\), but f has 2 outputs",
    ),
    "kink alone": (maximum, {"convention": None}, "a kink needs a convention"),
    "convention alone": (mul, {"convention": 0}, "a convention needs a kink"),
    "convention 2": (
        maximum,
        {"convention": 2},
        "convention must be 0 .the slope below., 1 .above.",
    ),
    "convention NaN": (maximum, {"convention": math.nan}, "convention must be 0"),
    "convention text": (maximum, {"convention": "left"}, "convention must be 0"),
    "no kink there": (
        maximum,
        {"domain": Domain(w="n", x="n", kink={"w": lambda x: x + 1}), "convention": 0},
        "f has no kink where the domain declares one",
    ),
    "wrong no dict": (mul, {"wrong": [lambda x: x]}, "wrong must be a dict"),
    "wrong no function": (mul, {"wrong": {"twice": 2}}, "twice must be a function"),
    "wrong misspelt": (
        mul,
        {"wrong": {"typo": lambda x: np.dgia(x)}},
        "wrong form 'typo' raised Attr",
    ),
    "id": (mul, {"id": None}, "id must be a name"),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", BAD)
def test_a_rule_that_cannot_be_checked_is_refused_in_one_sentence(case):
    rule, changes, words = BAD[case]
    with pytest.raises(RuleError, match=f"(?s){words}") as caught:
        verify(but(rule, **changes))
    assert changes.get("id", rule.id) is None or str(caught.value).count("R-") <= 2
    assert len(str(caught.value)) < 600


def test_a_rule_checks_itself_when_it_is_made():
    with pytest.raises(RuleError, match="wrt='v' is not an argument"):
        but(mul, wrt="v")
    with pytest.raises(dataclasses.FrozenInstanceError):
        mul.wrt = "x"
    with pytest.raises(RuleError, match="verify takes a Rule, not 3"):
        verify(3)


def test_a_rule_answers_for_itself():
    point = {"w": numpy.array([2.0, 5.0, 1.0]), "x": numpy.array([3.0, 0.5, 4.0])}
    assert mul.shape_at(point) == (3, 3)
    assert mul.value(point).tolist() == [6.0, 2.5, 4.0]
    assert mul.closed(point).tolist() == numpy.diag(point["x"]).tolist()
    assert mul.domain.sizes_at(point) == {"n": 3}


def test_a_rule_may_not_leave_out_its_derivation():
    with pytest.raises(RuleError, match="proves nothing"):
        verify(Rule("R", f=mul.f, wrt="w", jacobian=mul.jacobian, shape=("n", "n"), domain=VECTORS))


def test_too_few_points_are_refused():
    with pytest.raises(RuleError, match="8 points are too few"):
        verify(mul, points=8)
    assert verify(maximum, points=10, seed=5).data["near_kink"] == 3


def test_abs_is_named_because_the_complex_step_loses_it():
    absolute = Rule(
        "R-abs",
        f=lambda t: np.abs(t),
        wrt="t",
        jacobian=lambda t: np.sign(t),
        shape=(1, 1),
        domain=Domain(t="scalar", where=lambda t: t != 0),
        derivation=entry(sp.sqrt(t_**2), t_),
    )
    error = refuted(absolute)
    assert error.witness == "numeric" and "f loses the complex step: it calls abs" in error.cause
    assert "is not confirmed by every witness" in str(error)
    verify(but(absolute, f=lambda t: np.sqrt(t**2)))


# The check can fail.


def doctored(relative):
    def bend(jacobian):
        def bent(*args, **options):
            return jacobian(*args, **options) * (1 + relative)

        return bent

    return bend


RIGHT = [mul, dot_w, x_plus_x2]


@pytest.mark.parametrize("rule", RIGHT, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "witness, module", [("numeric", numdiff_module), ("autodiff", autodiff_module)]
)
def test_a_witness_that_is_off_by_1e_9_is_named(rule, witness, module, monkeypatch):
    monkeypatch.setattr(module, "jacobian", doctored(1e-9)(module.jacobian))
    error = refuted(rule)
    assert error.witness == witness and 0.9e-9 < error.error < 1.1e-9


@pytest.mark.parametrize("rule", RIGHT, ids=lambda rule: rule.id)
def test_a_derivation_that_is_off_by_1e_9_is_named(rule, monkeypatch):
    matrix = Formula.matrix
    monkeypatch.setattr(verify_module, "_check_derivation", lambda *_: None)
    monkeypatch.setattr(Formula, "matrix", lambda *args: matrix(*args) * (1 + 1e-9))
    error = refuted(rule)
    assert error.witness == "symbolic" and "different formulas" in error.cause


@pytest.mark.parametrize("rule", RIGHT, ids=lambda rule: rule.id)
def test_a_closed_form_that_is_off_by_1e_11_is_refuted(rule):
    spoiled = rule.jacobian
    names = list(rule.domain.shapes)
    vector, scalar = lambda x: spoiled(x) * (1 + 1e-11), lambda t: spoiled(t) * (1 + 1e-11)
    error = refuted(rule, jacobian=scalar if names == ["t"] else vector)
    assert error.witness == "symbolic, numeric, autodiff" and error.error < 1.1e-11


@pytest.mark.parametrize("module", [numdiff_module, autodiff_module])
def test_a_witness_that_says_nan_does_not_agree(module, monkeypatch):
    """NaN is not above any tolerance; it must not slip through a comparison."""
    monkeypatch.setattr(module, "jacobian", doctored(np.nan)(module.jacobian))
    assert refuted(mul).error == np.inf


def test_a_doctored_derivation_meets_matrix_jacobian():
    bent = dataclasses.replace(mul.derivation, value=mul.derivation.value * 2)
    with pytest.raises(RuleError, match="Matrix.jacobian.*The derivation is wrong"):
        verify(but(mul, derivation=bent))


def test_only_some_points_wrong_is_still_refuted():
    def only_near(w, x):  # wrong below 1e-4 from the kink
        return np.diag(np.where(np.abs(w - x) < 1e-4, 0.0, 1.0 * (w > x)))

    error = refuted(maximum, jacobian=only_near)
    assert np.any(np.abs(error.point["w"] - error.point["x"]) < 1e-4)
    refuted(mul, jacobian=lambda x: np.diag(x) if len(x) != 5 else np.diag(x * x))


def test_a_wrong_form_that_the_check_points_cannot_tell_apart_is_an_alarm():
    """Right for every length that is checked, wrong for 6, which is among those that decide."""
    error = refuted(mul, wrong={"six": lambda x: np.diag(-x if len(x) == 6 else x)})
    assert error.witness == "mutants" and error.cause == "six" and error.point is None
    assert "would not notice this mistake" in str(error)


def test_a_made_mistake_that_passes_is_an_alarm(monkeypatch):
    monkeypatch.setattr(trial.Trial, "_rejected_by", lambda self, name, form: None)
    assert refuted(mul).witness == "mutants"


def test_a_right_form_listed_as_wrong_is_an_alarm():
    error = refuted(mul, wrong={"another spelling": lambda x: x * np.eye(len(x))})
    assert error.witness == "mutants" and "is right" in str(error)


def test_wrong_forms_of_the_author_are_tried_and_counted():
    wrong = {
        "x for diag(x)": lambda x: x,
        "sign flipped": lambda x: -np.diag(x),
        "product of columns": lambda x: x[:, None] @ x[:, None],
        "logarithm": lambda x: math.log(-1),
    }
    found = verify(but(mul, wrong=wrong)).data["mutants"]
    assert [(one["form"], one["by"]) for one in found[:4]] == [
        ("x for diag(x)", "shape"),
        ("sign flipped", "value"),
        ("product of columns", "error"),
        ("logarithm", "error"),
    ]
    assert len({one["form"] for one in found}) == len(found)


# The evidence.

KEYS = {
    "versions",
    "id",
    "shape",
    "sizes",
    "entry",
    "instance",
    "points",
    "near_kink",
    "numeric_error_below",
    "autodiff_error_below",
    "exact",
    "convention",
    "mutants",
    "equal_forms",
    "about",
    "at",
    "unknown",
    "drawn",
    "special",
    "not_independent",
}


@pytest.mark.parametrize("rule", [mul, product, maximum, act_w, loss_w], ids=lambda rule: rule.id)
def test_evidence_is_plain_data(rule):
    data = verified(rule).data
    assert set(data) == KEYS and json.loads(json.dumps(data)) == data
    assert all(set(one) == {"form", "by"} for one in data["mutants"])
    assert data["near_kink"] == (20 if rule.domain.kink else 0)
    bundle = verified(rule)._repr_mimebundle_()
    assert bundle[MIME] == data and set(bundle) == {MIME, "text/plain", "text/html"}


def test_evidence_reads_as_a_table():
    text = str(verified(maximum))
    for part in (
        "R-ew-max-w",
        "20 of them near a kink",
        "always n × n",
        "slope from below",
        "rejected",
    ):
        assert part in text
    assert "run with f = sin" in str(verified(product)) and repr(verified(mul)) == str(
        verified(mul)
    )


def test_html_is_escaped():
    doctored = dataclasses.replace(
        verified(mul),
        id="<b>&",
        entry="x < y & 'z'",
        mutants=({"form": "<script>", "by": "<i>"},),
    )
    page = doctored._repr_mimebundle_()["text/html"]
    for raw in ("<b>", "<script>", "<i>", "x < y"):
        assert raw not in page
        assert html.escape(raw) in page


def test_evidence_is_read_back_as_it_was():
    for rule in (mul, product, loss_w):
        found = verified(rule)
        assert Evidence.read(json.loads(json.dumps(found.data))) == found
        assert list(found.weaknesses()) == []


def test_what_is_missing_in_stored_evidence_counts_as_the_weakest():
    assert [what for what, _ in Evidence.read({"id": "R"}).weaknesses()] == [
        "not derived",
        "only 0 wrong forms rejected",
        "agrees with its numeric witness only to 1e+00",
        "agrees with its autodiff witness only to 1e+00",
        "not run in exact arithmetic",
        "no versions of its witnesses",
    ]
    assert Evidence.read({"id": "R", "unheard of": 3}) == Evidence(id="R")


PROGRAM = """
import json
from tests.helpers.rules import ALL, verify
slow = ("R-loss-b", "R-chain-vector")
print(json.dumps([verify(rule).data for rule in ALL if rule.id not in slow]))
"""


def test_evidence_is_the_same_in_every_process(root):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "31337")
    ]
    one, two = (run.communicate(timeout=600)[0] for run in runs)
    assert one == two and len(json.loads(one)) == 17
    assert json.loads(one)[0] == verified(mul).data


def test_errors_carry_what_they_say():
    error = refuted(sum_x, jacobian=lambda x: 2 * np.ones((1, len(x))))
    assert isinstance(error, VerificationError) and isinstance(error, AssertionError)
    assert error.error == 0.5 and list(error.point) == ["x"]
