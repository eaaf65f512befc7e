"""The derivative stepper: the graph of an example, walked forwards and backwards step by step.

    :::{stepper} sin-square
    :::

Each example is written once, as a list of (name, operation, arguments). ``matrixcalculus.walk``
computes from it every value, forward derivative and adjoint, and compares them with the complex
step and automatic differentiation: a wrong number stops the build. Without JavaScript a reader
sees the whole walk as a table.
"""

import html
import json
from dataclasses import dataclass, field

from docutils import nodes
from docutils.parsers.rst import Directive

from course import ROOT
from course.site import marks as places
from course.site import parts as interactive
from matrixcalculus import graph, neuron


@dataclass(frozen=True)
class Example:
    """A worked example: its title in HTML, its box in the book, its graph, and where to walk it."""

    title: str
    item: str
    steps: list
    at: dict
    by: tuple = field(default=None)

    def walk(self):
        return graph.walk(self.steps, by=self.by, **self.at)


def _cars():
    """(standardised speed, distance) of the slowest and the fastest car of the data."""
    speed, distance = neuron.load()
    x = neuron.standardise(speed)
    return [(float(x[at]), float(distance[at])) for at in (speed.argmin(), speed.argmax())]


SLOWEST, FASTEST = _cars()
LOSS = [("p", "mul", ("w", "x")), ("z", "add", ("p", "b")), ("u", "relu", ("z",)),
        ("v", "sub", ("y", "u")), ("C", "pow", ("v", 2))]


def _loss(which, car):
    at = {"w": 20.0, "b": 40.0, "x": car[0], "y": car[1]}
    title = f"C = (y − max(0, w x + b))<sup>2</sup>, the loss of the {which} car"
    return Example(title, "D-uvC", LOSS, at, by=("w", "b"))


EXAMPLES = {
    "sin-square": Example(
        "y = sin(x<sup>2</sup>)", "X-chain-sin-square",
        [("u", "pow", ("x", 2)), ("y", "sin", ("u",))], {"x": 1.5}),
    "ln-sin-cube": Example(
        "y = ln(sin(x<sup>3</sup>)<sup>2</sup>)", "X-chain-ln-sin-cube",
        [("u_1", "pow", ("x", 3)), ("u_2", "sin", ("u_1",)), ("u_3", "pow", ("u_2", 2)),
         ("y", "ln", ("u_3",))], {"x": 1.0}),
    "x-plus-x2": Example(
        "y = x + x<sup>2</sup>", "X-total-x-plus-x2",
        [("u_1", "pow", ("x", 2)), ("y", "add", ("x", "u_1"))], {"x": 1.0}),
    "product": Example(
        "y = x · x<sup>2</sup>", "X-total-product",
        [("u_1", "pow", ("x", 2)), ("y", "mul", ("x", "u_1"))], {"x": 1.5}),
    "sin-sum": Example(
        "y = sin(x + x<sup>2</sup>)", "X-total-sin",
        [("u_1", "pow", ("x", 2)), ("u_2", "add", ("x", "u_1")), ("y", "sin", ("u_2",))],
        {"x": 1.0}),
    "vector": Example(
        "y<sub>1</sub> = ln(x<sup>2</sup>), y<sub>2</sub> = sin(3x)", "X-vec-chain-example",
        [("g_1", "pow", ("x", 2)), ("g_2", "mul", (3, "x")), ("y_1", "ln", ("g_1",)),
         ("y_2", "sin", ("g_2",))], {"x": 2.0}),
    "neuron": _loss("fastest", FASTEST),
    "neuron-clipped": _loss("slowest", SLOWEST),
}
PLACES = {
    "book/paper/09-single-variable-chain-rule":
        ("Forwards and backwards", ["sin-square", "ln-sin-cube"]),
    "book/paper/10-total-derivative": ("Worked through", ["x-plus-x2", "product", "sin-sum"]),
    "book/paper/11-vector-chain-rule": ("One number in, two numbers out", ["vector"]),
    "book/paper/13-loss-weights": ("One example", ["neuron", "neuron-clipped"]),
}


# What the page gets ------------------------------------------------------------------------------


def data(walk, link):
    """All that the script draws, and every step with its lines and its numbers."""
    layers = _layers(walk)
    edges = [{"from": feed.name, "to": node.name, "slope": slope, "text": graph.number(slope),
              "bend": layers[node.name] - layers[feed.name] > 1}
             for node in walk.moving for feed, slope, *_ in walk.paths_in(node)]
    edges += [{"from": one, "to": node.name, "slope": None, "text": "", "bend": False}
              for node in walk.nodes for one in node.arguments
              if isinstance(one, str) and walk.node[one].forward is None]
    return {
        "nodes": [{"name": node.name, "kind": _kind(walk, node), "layer": layers[node.name]}
                  for node in walk.nodes],
        "edges": edges,
        "by": list(walk.by), "outputs": list(walk.outputs),
        "steps": [*_values(walk), *_derivatives(walk, link, "forward"),
                  *_derivatives(walk, link, "adjoint")],
    }


def _layers(walk):
    """The column of each node: after all that feed it; what is given stands before its user."""
    found = {}
    for node in walk.nodes:
        feeds = [found[one] for one in node.arguments if isinstance(one, str)]
        found[node.name] = 1 + max(feeds, default=-1)
    for node in walk.nodes:
        if node.operation is None:
            found[node.name] = min(found[one.name] for one in walk.nodes
                                   if node.name in one.arguments) - 1
    return found


def _kind(walk, node):
    if node.operation is None:
        return "input" if node.forward else "held"
    return "output" if node.name in walk.outputs else "step"


def _values(walk):
    for node in walk.nodes:
        feeds = [one for one in node.arguments if isinstance(one, str)]
        held = " (held still)" if node.operation is None and not node.forward else ""
        first, *rest = walk.value_lines(node)
        yield _step("value", node, [[one, node.name] for one in feeds],
                    [[first + held, *rest]], [node.value], "")


def _derivatives(walk, link, phase):
    """The steps of one direction, each with the edges it uses and its rules."""
    forward = phase == "forward"
    for node in walk.moving if forward else reversed(walk.moving):
        paths = walk.paths_in(node) if forward else walk.paths_out(node)
        edges = [[one.name, node.name] if forward else [node.name, one.name]
                 for one, *_ in paths]
        lines = walk.forward_lines(node) if forward else walk.adjoint_lines(node)
        numbers = node.forward if forward else node.adjoint
        yield _step(phase, node, edges, lines, numbers, _why(walk, node, phase, link))


def _why(walk, node, phase, link):
    """The local slope of each path with the ID of its rule; then how the paths are combined."""
    paths = walk.paths_in(node) if phase == "forward" else walk.paths_out(node)
    if not paths:
        return "The walk begins here."
    local = []
    for other, _, text, rule in paths:
        above, below = (node, other) if phase == "forward" else (other, node)
        slope = f"∂{graph.name_html(above.name)}/∂{graph.name_html(below.name)} = {text}"
        local.append(f"{slope} by {link(rule) if rule else 'the table of elementary slopes'}")
    joined = link(walk.rules(node, phase)[-1])
    how = "multiplied along the path" if len(paths) == 1 else "paths multiplied, then added"
    return f"{'; '.join(local)}; {how}: {joined}."


def _step(phase, node, edges, lines, numbers, why):
    shown = [graph.number(one) for one in numbers]
    return {"phase": phase, "node": node.name, "edges": edges, "lines": lines,
            "numbers": list(numbers), "why": why,
            "text": shown[0] if len(shown) == 1 else f"({', '.join(shown)})"}


def page(names, link):
    """The HTML of one stepper for the examples of these names."""
    return "".join(_figure(name, EXAMPLES[name], link) for name in names)


def _figure(name, example, link):
    walk = example.walk()
    at = ", ".join(f"{graph.name_html(one)} = {graph.number(value)}"
                   for one, value in walk.inputs.items())
    inside = json.dumps(data(walk, link), ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<figure class="walk" data-example="{html.escape(name)}">'
        f'<figcaption><strong>Step by step:</strong> <span class="title">{example.title}</span> '
        f'at {at}. {link(example.item)}</figcaption>'
        f'<div class="whole">{walk.html(link)}</div>'
        f'<script type="application/json">{inside}</script></figure>')


class Stepper(Directive):
    """``{stepper} name ...``: one stepper; several names can be chosen from."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        names = self.arguments[0].split()
        if unknown := [one for one in names if one not in EXAMPLES]:
            raise self.error(f"no example {', '.join(unknown)}; known: {', '.join(EXAMPLES)}")
        return [_node(self.state.document.settings.env.app, names)]


def _node(app, names):
    env = app.env
    for file in ("graph", "derive", "numdiff", "autodiff", "neuron"):
        env.note_dependency(str(ROOT / "matrixcalculus" / f"{file}.py"))
    node = interactive.Interactive(part="stepper")
    inside = page(names, places.link_to(app, env.docname))
    node += nodes.raw("", inside, format="html")
    return node


def _insert(app, doctree):
    places.insert(app, doctree, PLACES, lambda names: _node(app, names))


def setup(app):
    app.add_directive("stepper", Stepper)
    app.connect("doctree-read", _insert)
