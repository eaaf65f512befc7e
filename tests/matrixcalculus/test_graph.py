"""Walks over dataflow graphs: the numbers, the words, and what is refused."""

import numpy as np
import pytest
import sympy as sp

from matrixcalculus import DomainError, graph, relu, tape, walk

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


def test_the_table_names_a_rule_for_each_step():
    text = walk(sp.sin(x + x**2), x=1.0).html()
    for rule in ("power", "sum", "several paths", "one path"):
        assert f"<em>{rule}</em>" in text
    assert "cos(" in text
    assert "du" in text.replace("<i>", "").replace("</i>", "")


def test_a_page_may_link_the_rules_as_it_likes():
    assert '<a href="#sum">' in walk(x + x**2, x=1.0).html(lambda rule: f'<a href="#{rule}">')


def test_every_operation_has_words():
    assert set(graph.WORDS) == set(tape.OPERATIONS)


# What is refused ---------------------------------------------------------------------------------


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
