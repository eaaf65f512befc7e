"""The first descent of a reader: a start to drag, a rate to choose, five steps at once.

    <!-- descent -->

The surface is the neuron's real loss, standardised speeds: its level lines, its minimum (the star)
and the cars are computed here; ``star.js`` takes the steps with ``descent.js``. The star counts as
reached where the loss is within one per cent of the lowest. From the start (-15, 20) the rates from
0.3 to 1 do it in five steps; from the grey region, where every car is clipped, none does.
"""

import json

import numpy as np

from course.site import marks, parts
from course.site.parts import drawing, playground
from matrixcalculus import neuron

START, RATE, STEPS = (-15.0, 20.0), 0.1, 5
NEAR = 1.01  # times the lowest loss
SPEEDS = playground.speeds()["standardised"]
MAP = drawing.Plane(*SPEEDS.w, *SPEEDS.b, 360, 280)
CARS = drawing.Plane(0, 26, -12, 128, 360, 280)


def data():
    """(standardised speed, distance) of the cars."""
    speed, distance = neuron.load()
    return SPEEDS.of(speed), distance


def walk(start=START, rate=RATE, steps=STEPS):
    """The places after each step, the start first: shape (steps + 1, 2)."""
    x, y = data()
    return neuron.descend(lambda p: playground.gradient(p, x, y), start, rate, steps)


def lowest():
    """(w, b, loss) at the minimum."""
    w, b = playground.minimum(SPEEDS)
    return w, b, neuron.loss(w, b, *data())


def reached(p):
    return neuron.loss(*p, *data()) <= NEAR * lowest()[2]


# The pictures ------------------------------------------------------------------------------------


def star(place, size=11):
    """A five-pointed star as the ``points`` of a polygon."""
    turn = np.pi * np.arange(10) / 5
    reach = size * np.where(np.arange(10) % 2, 0.45, 1)
    points = np.array(place) + np.stack([reach * np.sin(turn), -reach * np.cos(turn)], axis=1)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def clipped():
    """The corners of the region in which no car is active: w x + b <= 0 for the outermost two."""
    x, (left, right), bottom = data()[0], SPEEDS.w, SPEEDS.b[0]
    corner = lambda w, at: (w, -w * at) if -w * at > bottom else (-bottom / at, bottom)
    start = corner(left, x.min())
    end = corner(right, x.max())
    return [(start[0], bottom), start, (0, 0), end, (end[0], bottom)]


def surface():
    lines = "".join(
        MAP.path(np.array(line)[::2] if len(line) > 12 else np.array(line), 0)
        for lines in playground.level_lines(SPEEDS, size=33, count=10) for line in lines)
    path = walk()
    dots = "".join(f'<circle class="stop" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
                   for x, y in MAP.at(path[1:]))
    grey = MAP.at((2, SPEEDS.b[0]))
    return (
        f'<path class="clipped" d="{MAP.path(clipped(), 0)}Z"/>'
        f'<path class="grid" d="{lines}"/>{MAP.frame()}'
        f'<text class="quiet" x="{grey[0]:.0f}" y="{grey[1] - 8:.0f}">all cars clipped</text>'
        f'<text class="name" x="332" y="272">{drawing.letter("w")} →</text>'
        f'<text class="name" x="22" y="20">↑ {drawing.letter("b")}</text>'
        f'<polygon class="star" points="{star(MAP.at(lowest()[:2]))}"/>'
        f'<path class="walk" d="{MAP.path(path)}"/>{dots}{drawing.handle(MAP.at(path[0]))}')


def says(p):
    """What the neuron says at every speed of the picture: points (speed, distance)."""
    speeds = np.linspace(CARS.left, CARS.right, 53)
    return np.stack([speeds, np.maximum(0, p[0] * SPEEDS.of(speeds) + p[1])], axis=1)


def cars():
    speed, distance = neuron.load()
    points = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in CARS.at(np.stack([speed, distance], 1)))
    path, zero = walk(), CARS.at((0, 0))[1]
    return (
        f'{CARS.frame()}<path class="axis" d="M0 {zero:.0f}H{CARS.width}"/>'
        f'<path class="cars" d="{points}"/><path class="before" d="{CARS.path(says(path[0]))}"/>'
        f'<path class="after" d="{CARS.path(says(path[-1]))}"/>'
        '<text class="quiet" x="318" y="274">speed →</text>'
        '<text class="quiet" x="52" y="20">↑ distance</text>')


def verdict(p):
    """Whether the star was reached, in words."""
    loss, low = neuron.loss(*p, *data()), lowest()[2]
    words = "Reached." if reached(p) else "Not reached."
    return (f"{words} After five steps the loss is {drawing.number(loss, 1)}; at the star it is "
            f"{drawing.number(low, 1)}.")


def part():
    """The HTML of the part."""
    speed, distance = neuron.load()
    given = json.dumps({"cars": np.stack([speed, distance], 1).tolist(), "steps": STEPS,
                        "shift": SPEEDS.shift, "scale": SPEEDS.scale, "start": START,
                        "rate": RATE, "near": NEAR, "lowest": lowest()[2]})
    opens = parts.head(
        "Reach the star in five steps",
        "One neuron guesses how far a car rolls before it stops. Every point of the map is a "
        "choice of its weight <i>w</i> and its bias <i>b</i>; the lines are heights of its error. "
        "Drag the starting point and choose a learning rate: five steps downhill are drawn at "
        "once.",
        "Which rate reaches the star?")
    above = MAP.svg(surface(), "Level lines of the loss over weight and bias, a start, five steps, "
                    "and a star at the minimum")
    road = CARS.svg(cars(), "Distance to stop against speed of fifty cars, and the line of the "
                    "neuron before and after the steps")
    panels = [("The error, over weight and bias", above),
              ("Fifty cars, and what the neuron says: dashed before the steps, whole after", road)]
    drawn = "".join(f'<div class="panel"><p class="panel-title">{title}</p>{picture}</div>'
                    for title, picture in panels)
    return (f'<div class="part" role="group" aria-label="Reach the star in five steps">{opens}'
            f'<div class="panels">{drawn}<div class="below"><p class="verdict">'
            f"{verdict(walk()[-1])}</p></div></div>"
            f'<script type="application/json">{given}</script></div>')


@marks.register("descent", reads=["matrixcalculus/neuron.py", "matrixcalculus/data/*.csv"])
def the_descent(app, docname, argument):
    """``<!-- descent -->``: five steps downhill, light enough for the first page."""
    marks.alone(argument)
    return parts.place("star", part())
