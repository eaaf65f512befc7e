"""The descent playground: the neuron's loss as a map on which a reader walks downhill by hand.

    <!-- playground converge -->

Everything that is not the reader's choice is computed here, once: the cars, level lines, minima
and the starts to choose from. ``playground.js`` takes the steps; a browser test compares its loss
and gradient with the package's. It fetches JSXGraph when a reader comes near. Without JavaScript a
picture and the first steps as a table stand in its place.
"""

import functools
import json
from dataclasses import asdict, dataclass

import numpy as np
from contourpy import contour_generator

from course.site import marks, parts
from matrixcalculus import neuron

LIBRARY = "_static/vendor/jsxgraph/jsxgraph"


@dataclass(frozen=True)
class Start:
    """A place to start from, what to start with, a question, and what there is to see."""

    title: str
    speeds: str
    method: str
    rate: float
    start: tuple[float, float]  # (w, b)
    question: str
    look: str


STARTS = {
    "converge": Start(
        "Convergence", "standardised", "plain", 0.1, (-15, 20),
        "Which rate brings the point to rest in the fewest steps?",
        "A nearly round bowl: after the first step, each one closes between an eighth and a fifth "
        "of the distance that is left."),
    "zigzag": Start(
        "Zig-zag", "raw", "plain", 0.27, (0, 40),
        "Which arrives sooner: half the rate, or the same rate with momentum?",
        "A narrow valley: the rate is nearly too large for the steep direction and far too small "
        "for the flat one."),
    "diverge": Start(
        "Divergence", "standardised", "plain", 1.03, (10, 5),
        "Where does it end?",
        "Just above the largest rate, 1: most swings are longer than the one before."),
    "dead": Start(
        "Dead start", "standardised", "plain", 0.1, (-4, -25),
        "What would another rate change?",
        "Every car is clipped. Look at the gradient before you take a step."),
    "plateau": Start(
        "Plateau", "standardised", "plain", 0.1, (-10, -17),
        "How long does it last, and what ends it?",
        "Only the slowest cars are active, and their pull is weak."),
}


@dataclass(frozen=True)
class Speeds:
    """The inputs of the neuron: (speed - shift) / scale; and what the map shows of w and b."""

    title: str
    shift: float
    scale: float
    w: tuple[float, float]
    b: tuple[float, float]

    def of(self, speed):
        return (speed - self.shift) / self.scale


@functools.cache
def speeds():
    """The inputs to choose from, by name; computed from the data once."""
    speed, _ = neuron.load()
    return {
        "standardised": Speeds("standardised", speed.mean(), speed.std(), (-30, 60), (-60, 85)),
        "raw": Speeds("raw, in tens of mph", 0.0, 10.0, (-20, 65), (-60, 75)),
    }


# What the page gets ------------------------------------------------------------------------------


def gradient(p, x, y):
    """The gradient of the loss by (w, b), as chapter 14 derives it; shape (2,)."""
    z = p[0] * x + p[1]
    pull = 2 * (z > 0) * (z - y)
    return np.array([np.mean(pull * x), np.mean(pull)])


def minimum(of):
    """(w, b) where the loss is smallest: found on the round bowl, then stretched."""
    speed, y = neuron.load()
    x = neuron.standardise(speed)
    w, b = neuron.descend(lambda p: gradient(p, x, y), [20, 40], rate=0.2, steps=500)[-1]
    w = w / speed.std()  # feet per mph
    return w * of.scale, b + w * (of.shift - speed.mean())


def level_lines(of, size=57, count=13):
    """Level lines of the loss: lists of points (w, b), closer together near the bottom."""
    speed, y = neuron.load()
    ws, bs = np.linspace(*of.w, size), np.linspace(*of.b, size)
    heights = np.array([[neuron.loss(w, b, of.of(speed), y) for w in ws] for b in bs])
    low = neuron.loss(*minimum(of), of.of(speed), y)
    lines = contour_generator(ws, bs, heights)
    for level in low + (heights.max() - low) * np.linspace(0.04, 1, count, endpoint=False) ** 2:
        yield [line.round(1).tolist() for line in lines.lines(level)]


def one_map(of):
    """What the script draws for these ``Speeds``: level lines, and the minimum as [w, b, loss]."""
    w, b = minimum(of)
    speed, y = neuron.load()
    return {**asdict(of), "lines": list(level_lines(of)),
            "minimum": [w, b, neuron.loss(w, b, of.of(speed), y)]}


@functools.cache
def data():
    """All that the script needs, as JSON."""
    speed, y = neuron.load()
    found = {"cars": np.stack([speed, y], axis=1).tolist(),
             "maps": {name: one_map(of) for name, of in speeds().items()},
             "starts": {name: asdict(one) for name, one in STARTS.items()}}
    return json.dumps(found, separators=(",", ":")).replace("</", "<\\/")


# Without JavaScript ------------------------------------------------------------------------------


def descent(start, steps=60):
    """The path of a start, as far as plain descent goes: shape (steps + 1, 2)."""
    speed, y = neuron.load()
    x = speeds()[start.speeds].of(speed)
    return neuron.descend(lambda p: gradient(p, x, y), start.start, start.rate, steps)


def picture(start, width=560, height=400):
    """The map and the path as SVG, in the colours of the page."""
    of = speeds()[start.speeds]
    at = _scale(of, width, height)
    path = descent(start)
    levels = "".join(f'<path class="level" d="{_line(at(np.array(line)))}"/>'
                     for lines in level_lines(of) for line in lines)
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in at(path))
    [low] = at(np.array([minimum(of)]))
    return (
        f'<svg class="still" viewBox="0 0 {width} {height}" role="img" aria-label="Level lines of '
        f'the loss over weight and bias, with {len(path) - 1} steps of descent from w = '
        f'{start.start[0]}, b = {start.start[1]}.">{levels}<path class="path" '
        f'd="{_line(at(path))}"/>{dots}<circle class="minimum" cx="{low[0]:.1f}" '
        f'cy="{low[1]:.1f}" r="6"/><text x="{width - 6}" y="{height - 8}" text-anchor="end">weight '
        f'w: {of.w[0]} to {of.w[1]} →</text><text x="6" y="18">↑ bias b: {of.b[0]} to {of.b[1]}'
        f'</text></svg>')


def _scale(of, width, height):
    corner, size = np.array([of.w[0], of.b[1]]), np.array([of.w[1] - of.w[0], of.b[0] - of.b[1]])
    return lambda points: (points - corner) / size * (width, height)


def _line(points):
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)


def table(start, shown=(0, 1, 2, 3, 10, 60)):
    """Some of the steps, as numbers."""
    speed, y = neuron.load()
    x = speeds()[start.speeds].of(speed)
    rows = []
    for step, p in enumerate(descent(start)):
        if step in shown:
            by = gradient(p, x, y)
            cells = (f"{p[0]:.2f}", f"{p[1]:.2f}", f"{neuron.loss(*p, x, y):.1f}",
                     f"[{by[0] + 0:.2f}&emsp;{by[1] + 0:.2f}]", f"{np.sum(p[0] * x + p[1] > 0)}")
            rows.append(f'<tr><th scope="row">{step}</th><td>{"</td><td>".join(cells)}</td></tr>')
    head = "".join(f'<th scope="col">{one}</th>' for one in (
        "step", "w", "b", "loss C", "gradient, 1 × 2", "active cars"))
    return (f'<table><thead><tr>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table>').replace("-", "−")


def figure(name, to_root):
    """The HTML of a playground that begins with the start of this name."""
    start = STARTS[name]
    library = f"{to_root}{LIBRARY}"
    opens = parts.head(
        "Descend yourself",
        "The map shows the loss of the neuron over its weight and its bias. Take steps, or drag "
        "the point to another place.", start.question)
    return (
        f'<figure class="descent part" data-start="{name}" data-library="{library}"><figcaption>'
        f'{opens}<p class="look">{start.title}, at the learning rate {start.rate}. {start.look}'
        f'</p></figcaption><div class="stage">{picture(start)}{table(start)}</div>'
        f'<script type="application/json">{data()}</script></figure>')


@marks.register("playground", reads=["matrixcalculus/neuron.py", "matrixcalculus/data/*.csv"])
def the_playground(app, docname, argument):
    """``<!-- playground NAME -->``: NAME is one of ``STARTS``."""
    if argument not in STARTS:
        raise ValueError(f"no start {argument!r}; cure: one of {', '.join(STARTS)}")
    return parts.place("playground", figure(argument, "../" * docname.count("/")))
