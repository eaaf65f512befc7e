"""Walks over dataflow graphs: the numbers, the words, and what is refused."""

import dataclasses
import sys

import numpy as np
import pytest
import sympy as sp

from matrixcalculus import DomainError, VerificationError, autodiff, graph, relu, walk

x, w, b, y = sp.symbols("x w b y", real=True)
EXPRESSIONS = {
    "chain": (sp.sin(x**2), {"x": 1.5}),
    "paths that meet": (sp.sin(x + x**2), {"x": 1.0}),
    "product": (x * sp.exp(-x) * sp.cos(x), {"x": 0.7}),
    "quotient": (sp.tan(x) / (1 + x**2) - 2 / x, {"x": 0.4}),
    "root": (sp.sqrt(1 + x**2) + sp.tanh(-x), {"x": 2.0}),
    "powers": (x**x + 2**x, {"x": 1.3}),
    "sine over itself": (sp.ln(sp.sin(x**3) ** 2), {"x": 1.0}),
    "two inputs": (x * w + sp.sin(x * w) - w / x, {"x": 1.1, "w": -2.0}),
    "neuron": ((y - relu(w * x + b)) ** 2, {"w": 2.0, "x": 1.5, "b": -1.0, "y": 7.0}),
    "clipped neuron": ((y - relu(w * x + b)) ** 2, {"w": 2.0, "x": -1.5, "b": -1.0, "y": 7.0}),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_derivative_is_sympys(name):
    expression, values = EXPRESSIONS[name]
    found = walk(expression, **values)
    at = {sp.Symbol(one, real=True): value for one, value in values.items()}
    true = [float(expression.diff(sp.Symbol(one, real=True)).subs(at)) for one in found.by]
    assert found.jacobian.shape == (1, len(values))
    assert np.allclose(found.jacobian[0], true, rtol=1e-12, atol=1e-12)
    [output] = found.outputs
    assert np.isclose(found.node[output].value, float(expression.subs(at)))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_forwards_and_backwards_meet(name):
    expression, values = EXPRESSIONS[name]
    found = walk(expression, **values)
    [output] = found.outputs
    forward = found.node[output].forward
    backward = [found.node[one].adjoint[0] for one in found.by]
    assert np.allclose(forward, backward, rtol=1e-12, atol=1e-12)


def test_each_slope_of_each_operation_is_automatic_differentiations():
    for name, operation in graph.OPERATIONS.items():
        for at in ([0.7, 1.9], [1.4, 0.6]):
            at = at if name in ("add", "sub", "mul", "div") else at[:1]
            held = [3.0] if name == "pow" else []
            true = autodiff.jacobian(
                lambda u, value=operation.value, held=held: value(*u, *held), np.array(at))[0]
            ours = operation.slopes(*at, *held)[:len(at)]
            assert np.allclose(ours, true, rtol=1e-12), name


def test_several_outputs_are_rows():
    found = walk([sp.ln(x**2), sp.sin(3 * x)], x=2.0)
    assert np.allclose(found.jacobian, [[1.0], [3 * np.cos(6.0)]])


def test_what_is_held_still_has_no_derivative():
    found = walk(w * x + b, by="w", w=2.0, x=3.0, b=1.0)
    assert found.jacobian.tolist() == [[3.0]]
    assert found.node["b"].forward is None


def test_a_graph_can_be_given_step_by_step():
    found = walk([("u", "pow", ("x", 2)), ("y", "add", ("x", "u"))], x=3.0)
    assert found.jacobian.tolist() == [[7.0]]
    assert found.node["x"].adjoint == (7.0,)


def test_at_the_kink_the_convention_holds():
    assert graph.OPERATIONS["relu"].slopes(0.0) == [0.0]


def test_the_table_names_a_rule_for_each_step():
    text = walk(sp.sin(x + x**2), x=1.0).html()
    for rule in ("R-scalar-power", "R-scalar-sum", "R-total-final", "R-chain-single"):
        assert rule in text
    assert "cos(" in text
    assert "du" in text.replace("<i>", "").replace("</i>", "")


def test_the_rules_that_are_named_exist(root):
    known = (root / "tests" / "paper-items.csv").read_text(encoding="utf-8")
    named = {graph.ONE_PATH, graph.MANY_PATHS, graph.VECTORS}
    for operation in graph.OPERATIONS.values():
        for constant in ([False], [False, False], [False, True], [True, False]):
            try:
                named |= set(operation.rules(constant))
            except IndexError:  # an operation of two arguments
                continue
    assert {one for one in named if one and f"{one}," not in known} == set()


# It can fail -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [
    lambda u: [np.cos(u) * 1.0000001], lambda u: [-np.cos(u)], lambda u: [2 * np.cos(u)]])
def test_a_wrong_local_slope_is_rejected(wrong, monkeypatch):
    operation = dataclasses.replace(graph.OPERATIONS["sin"], slopes=wrong)
    monkeypatch.setitem(graph.OPERATIONS, "sin", operation)
    with pytest.raises(VerificationError, match="local slope"):
        walk(sp.sin(x**2), x=1.5)


@pytest.mark.parametrize("witness", ["numeric", "autodiff"])
def test_each_witness_alone_rejects(witness, monkeypatch):
    monkeypatch.setattr(graph, "WITNESSES", {witness: graph.WITNESSES[witness]})
    wrong = dataclasses.replace(graph.OPERATIONS["mul"], slopes=lambda *u: [1.0] * len(u))
    monkeypatch.setitem(graph.OPERATIONS, "mul", wrong)
    with pytest.raises(VerificationError, match=witness):
        walk(x * sp.sin(x), x=1.5)


def test_a_path_that_is_forgotten_is_rejected(monkeypatch):
    whole = graph._adjoint

    def one_path(*arguments):
        found = whole(*arguments)
        return {**found, "x": tuple(one / 2 for one in found["x"])}

    monkeypatch.setattr(graph, "_adjoint", one_path)
    with pytest.raises(VerificationError):
        walk(x + x**2, x=1.0)


@pytest.mark.parametrize(("act", "error", "says"), [
    (lambda: walk(sp.sin(x)), ValueError, "x=1.5"),
    (lambda: walk(sp.sin(x), x=1.0, w=2.0), ValueError, "does not contain w"),
    (lambda: walk(sp.sin(x), x=float("nan")), ValueError, "finite number"),
    (lambda: walk(sp.sin(x), x="1"), ValueError, "finite number"),
    (lambda: walk(sp.sin(x), by="w", x=1.0), ValueError, "name inputs"),
    (lambda: walk(sp.ln(x), x=0.0), DomainError, "no finite value"),
    (lambda: walk(1 / x, x=0.0), DomainError, "no finite value"),
    (lambda: walk(sp.gamma(x), x=1.0), ValueError, "does not know gamma"),
    (lambda: walk(sp.Integer(3)), ValueError, "constant"),
    (lambda: walk([]), ValueError, "nothing to walk"),
    (lambda: walk([("u", "cube", ("x",))], x=1.0), ValueError, "no operation 'cube'"),
    (lambda: walk([("u", "sin", ("u",))], u=1.0), ValueError, "from itself"),
])
def test_what_cannot_be_walked_is_refused_in_words(act, error, says):
    with pytest.raises(error, match=says):
        act()


def test_numpy_numbers_are_numbers():
    assert walk(x**2, x=np.int64(3)).jacobian.tolist() == [[6.0]]


# The examples of the book ------------------------------------------------------------------------


def test_every_chain_rule_example_of_the_paper_is_walked(root):
    sys.path.append(str(root / "book" / "_ext"))
    import stepper

    items = {one.item for one in stepper.EXAMPLES.values()}
    assert {"X-chain-sin-square", "X-chain-ln-sin-cube", "X-total-x-plus-x2", "X-total-product",
            "X-total-sin", "X-vec-chain-example", "D-uvC"} <= items
    placed = {name for _, names in stepper.PLACES.values() for name in names}
    assert placed == set(stepper.EXAMPLES)
    for example in stepper.EXAMPLES.values():
        assert np.isfinite(example.walk().jacobian).all()
