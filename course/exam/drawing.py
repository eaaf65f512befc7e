"""A dataflow graph as SVG, to be filled with a pencil: in each node a value and an adjoint."""

import re

from course.site.parts.stepper import layers
from matrixcalculus.graph import number

WIDE, HIGH, ACROSS, DOWN = 114, 78, 142, 92
TOP = 36  # room for an edge that goes over a node
STYLE = 'font-family="sans-serif" font-size="12" fill="black"'


def graph(walk, filled):
    """The SVG of a walk; ``filled`` writes in what a student is to find."""
    places = _places(walk)
    right = max(x for x, _ in places.values()) + WIDE + 2
    below = max(y for _, y in places.values()) + HIGH + 2
    edges = "".join(_edge(walk, places, feed, node, slope if filled else None)
                    for node in walk.moving for feed, slope, *_ in walk.paths_in(node))
    held = "".join(_edge(walk, places, walk.node[one], node, None) for node in walk.nodes
                   for one in node.arguments
                   if isinstance(one, str) and walk.node[one].forward is None)
    nodes = "".join(_node(walk, node, at, places[node.name], filled)
                    for at, node in enumerate(walk.nodes, 1))
    return (f'<svg class="graph" role="img" aria-label="A dataflow graph" viewBox="0 0 {right} '
            f'{below}" width="{right}" height="{below}" {STYLE}>{edges}{held}{nodes}</svg>')


def _places(walk):
    """The upper left corner of each node, a column for each layer, columns centred."""
    columns, layer_of = {}, layers(walk)
    top = TOP if any(layer_of[node.name] - layer_of[one] > 1 for node in walk.nodes
                     for one in node.arguments if isinstance(one, str)) else 2
    for name, layer in layer_of.items():
        columns.setdefault(layer, []).append(name)
    most = max(map(len, columns.values()))
    return {name: (2 + layer * ACROSS, top + (at + (most - len(names)) / 2) * DOWN)
            for layer, names in columns.items() for at, name in enumerate(names)}


def _edge(walk, places, feed, node, slope):
    """A line from a node to one that uses it, its local slope beside it."""
    (x, y), (to_x, to_y) = places[feed.name], places[node.name]
    x, y, to_y = x + WIDE, y + HIGH / 2, to_y + HIGH / 2
    over = to_x - x > ACROSS and y == to_y  # past a node between them
    lift = HIGH if over else 0
    middle = (x + to_x) / 2, (y + to_y) / 2 - lift * 0.75
    path = f"M{x} {y} C{x + 30} {y - lift} {to_x - 30} {to_y - lift} {to_x} {to_y}"
    label = "" if slope is None else (
        f'<text x="{middle[0]}" y="{middle[1] - 3}" text-anchor="middle" fill="#a00" '
        f'stroke="white" stroke-width="4" paint-order="stroke">{number(slope)}</text>')
    return f'<path d="{path}" fill="none" stroke="#555"/>{label}'


def _node(walk, node, at, place, filled):
    x, y = place
    held = node.adjoint is None
    formula = f"{_text(node.name)} = {_formula(walk, node)}"
    lines = [("value", number(node.value) if filled or node.operation is None else None),
             ("adjoint", "held" if held else number(node.adjoint[0]) if filled else None)]
    rows = "".join(
        f'<text x="{x + 8}" y="{y + 42 + 20 * row}" font-size="11" fill="#555">{what}</text>'
        + (f'<text x="{x + WIDE - 8}" y="{y + 42 + 20 * row}" text-anchor="end">{said}</text>'
           if said else f'<path d="M{x + 52} {y + 44 + 20 * row}h{WIDE - 60}" stroke="#999" '
                        'stroke-dasharray="2 2"/>')
        for row, (what, said) in enumerate(lines))
    return (f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6" fill="white" '
            f'stroke="black"/><text x="{x + 8}" y="{y + 18}" font-weight="bold">{at}</text>'
            f'<text x="{x + 26}" y="{y + 18}">{formula}</text>{rows}')


def _formula(walk, node):
    return "given" if node.operation is None else _svg(walk.formula(node))


def _text(name):
    return f'<tspan font-style="italic">{name}</tspan>'


def _svg(html):
    """The HTML of a formula in SVG's words."""
    html = re.sub(r"<i>(.*?)</i>", r'<tspan font-style="italic">\1</tspan>', html)
    return re.sub(r"<sup>(.*?)</sup>",
                  r'<tspan dy="-4" font-size="9">\1</tspan><tspan dy="4">&#8203;</tspan>', html)
