"""The derivative stepper: the graph of an example, walked forwards and backwards step by step.

    <!-- stepper sin-square -->

Each example is written once, as a list of (name, operation, arguments). ``matrixcalculus.walk``
computes from it every value, forward derivative and adjoint, and compares them with the complex
step and automatic differentiation: a wrong number stops the build. Without JavaScript a reader
sees the whole walk as a table.
"""

import csv
import html
import json
from dataclasses import dataclass
from pathlib import Path

from course import edition, notebooks
from course.site import marks, parts
from matrixcalculus import graph, neuron

ITEMS = "book/items.csv"  # which box stands in which chapter


@dataclass(frozen=True)
class Example:
    """A worked example: its title in HTML, its box in the book, its graph, and where to walk it."""

    title: str
    item: str
    steps: list[tuple]  # (name, operation, arguments), as walk() takes them
    at: dict[str, float]
    by: tuple[str, ...] | None = None

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


# The rule of the book behind each slope that a walk names.
RULES = {
    "sum": "R-scalar-sum", "difference": "R-scalar-diff", "product": "R-scalar-product",
    "constant factor": "R-scalar-constmul", "dividend": "R-ew-div-w", "divisor": "R-ew-div-x",
    "power": "R-scalar-power", "relu": "R-relu",
    graph.ONE_PATH: "R-chain-single", graph.MANY_PATHS: "R-total-final",
    graph.VECTORS: "R-chain-vector",
}


# What the page gets ------------------------------------------------------------------------------


def data(walk, link):
    """All that the script draws, and every step with its lines and its numbers."""
    columns = layers(walk)
    edges = [{"from": feed.name, "to": node.name, "slope": slope, "text": graph.number(slope),
              "bend": columns[node.name] - columns[feed.name] > 1}
             for node in walk.moving for feed, slope, *_ in walk.paths_in(node)]
    edges += [{"from": one, "to": node.name, "slope": None, "text": "", "bend": False}
              for node in walk.nodes for one in node.arguments
              if isinstance(one, str) and walk.node[one].forward is None]
    return {
        "nodes": [{"name": node.name, "kind": _kind(walk, node), "layer": columns[node.name]}
                  for node in walk.nodes],
        "edges": edges,
        "by": list(walk.by), "outputs": list(walk.outputs),
        "steps": [*_values(walk), *_derivatives(walk, link, "forward"),
                  *_derivatives(walk, link, "adjoint")],
    }


def layers(walk):
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
        local.append(f"{slope} by "
                     + (link(RULES[rule]) if rule else "the table of elementary slopes"))
    joined = link(RULES[walk.rules(node, phase)[-1]])
    how = "multiplied along the path" if len(paths) == 1 else "paths multiplied, then added"
    return f"{'; '.join(local)}; {how}: {joined}."


def _step(phase, node, edges, lines, numbers, why):
    shown = [graph.number(one) for one in numbers]
    return {"phase": phase, "node": node.name, "edges": edges, "lines": lines,
            "numbers": list(numbers), "why": why,
            "text": shown[0] if len(shown) == 1 else f"({', '.join(shown)})"}


def figures(names, link):
    """The HTML of one stepper for the examples of these names."""
    walks = "".join(_figure(name, EXAMPLES[name], link) for name in names)
    return f'<div class="part" role="group" aria-label="Step by step">{OPENS}{walks}</div>'


OPENS = parts.head(
    "There and back, step by step",
    "Press Next, or an arrow key: first the values, then the derivatives in the same direction, "
    "then the <em>adjoints</em> on the way back. The adjoint of a node is the derivative of the "
    "output with respect to that node: how much the output moves for each unit the node moves.",
    "Before each step of the way back: what will the next adjoint be?")


def _figure(name, example, link):
    walk = example.walk()
    at = ", ".join(f"{graph.name_html(one)} = {graph.number(value)}"
                   for one, value in walk.inputs.items())
    inside = json.dumps(data(walk, link), ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<figure class="walk" data-example="{html.escape(name)}">'
        f'<figcaption><span class="title">{example.title}</span> '
        f'at {at}. {link(example.item)}</figcaption>'
        f'<div class="whole">{walk.html(lambda rule: link(RULES[rule]))}</div>'
        f'<script type="application/json">{inside}</script></figure>')


READS = [f"matrixcalculus/{name}.py" for name in
         ("graph", "tape", "derive", "numdiff", "autodiff", "neuron")]


@marks.register("stepper", reads=[*READS, ITEMS])
def the_stepper(app, docname, argument):
    """``<!-- stepper NAME ... -->``: one stepper; several names can be chosen from."""
    names = argument.split()
    unknown = [name for name in names if name not in EXAMPLES]
    if unknown or not names:
        what = f"no example {', '.join(unknown)}" if unknown else "names no example"
        raise ValueError(f"{what}; cure: one or more of {', '.join(EXAMPLES)}")
    return parts.place("stepper", figures(names, links_from(app, docname)))


def links_from(app, docname):
    """A function that turns the ID of a box into a link to it, from the page ``docname``."""
    root = Path(app.srcdir)
    mine, pages = edition.read(root), notebooks.chapter_pages(root)
    with (root / ITEMS).open(encoding="utf-8") as file:
        page_of = {row["id"]: pages.get(int(row["chapter"])) for row in csv.DictReader(file)}

    def link(item):
        page = page_of.get(item)
        if page is None or not mine.has(page):
            return item
        there = app.builder.get_relative_uri(docname, page)
        return f'<a class="item" href="{there}#{item}">{item}</a>'

    return link
