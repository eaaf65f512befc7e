"""The drawing of a graph: legible formulas, arrows that end at the boxes, numbers where asked."""

import matplotlib.pyplot as plt
import pytest
import sympy as sp

from matrixcalculus import figures

x, u, y = sp.symbols("x u y", real=True)
GRAPH = [(u, x**2), (y, x + sp.Max(0, u))]


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def texts(ax):
    return [one.get_text() for one in ax.texts if one.get_text()]


def arrows(ax):
    """(tail, head) of each arrow."""
    return [(one.xyann, one.xy) for one in ax.texts if getattr(one, "arrow_patch", None)]


@pytest.mark.parametrize("down", [False, True])
def test_a_graph_has_a_box_for_each_node_and_an_arrow_for_each_edge(ax, down):
    figures.dataflow(ax, GRAPH, at={x: 3.0}, down=down)
    assert len(ax.patches) == 2 * 3  # a surface and a rim
    assert len(arrows(ax)) == 3
    assert "$u = x^{2}$\n$9$" in texts(ax)


def test_an_arrow_ends_at_the_rim_of_its_box(ax):
    figures.dataflow(ax, GRAPH, width=1.4)
    straight = [(tail, head) for tail, head in arrows(ax) if tail[1] == head[1]]
    (tail, head), *_ = straight
    assert tail[0] == 1.4 / 2 and head[0] == 1.4 + 0.85 - 1.4 / 2


def test_formulas_are_set_large(ax):
    figures.dataflow(ax, [(u, 1 / x), (y, sp.log(sp.sin(u)))], at={x: 2.0})
    shown = " ".join(texts(ax))
    assert r"\left" not in shown and r"\frac" not in shown.replace(r"\dfrac", "")
    assert r"\ln" in shown and r"\log" not in shown


def test_the_derivative_of_the_clip_is_a_gate(ax):
    figures.dataflow(ax, [(y, sp.Max(0, x))], at={x: 2.0})
    assert "$\\mathbf{1}[x > 0]$\n$1$" in texts(ax)


def test_moves_are_set_beside_the_boxes(ax):
    figures.dataflow(ax, GRAPH, at={x: 1.0}, moves={x: "$h$", u: "$2h$", y: "$3h$"})
    assert {"$h$", "$2h$", "$3h$"} <= set(texts(ax))
