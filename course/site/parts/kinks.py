"""Hidden units as kinks: three lines in the plane of two measurements, and the boundary they bend.

    <!-- kinks -->

Bill length and mass of the 333 penguins of chapter 21, both standardised (rounded to two digits,
which is also what the script gets). A clipped unit speaks on one side of its line. Where the lines
are dragged, the output layer is fitted to the birds by least squares; targets are -1 for a female,
1 for a male. Steps of descent go along the gradients of all four parameters.

All is drawn here for the start; ``kinks.js`` draws it anew. The gradients are compared with
differences of the loss.
"""

import json

import numpy as np

from course.site import marks, parts
from course.site.parts import drawing
from matrixcalculus import numdiff, penguins

PLANE = drawing.Plane(-3.8, 3.8, -3.6, 3.6, 380, 360)
START = ((-0.3, -2.2, 0), (1.5, 1.75, 150), (-2, 0.5, 90))  # of each line: a point, its direction
ARM = 0.8  # from the point of a line to the end of its stroke
RATE, STEPS = 0.1, 100
ALIKE = 0.3  # the weight out of units that start alike


def birds():
    """(Bill and mass, standardised; target), the females first."""
    measures, _, sex = penguins.load()
    data = measures[:, (0, 3)]
    order = np.argsort(sex, kind="stable")
    return ((data - data.mean(axis=0)) / data.std(axis=0)).round(2)[order], 2 * sex[order] - 1


def units(lines=START):
    """(W, b) of units whose lines go through these points and face these ways."""
    x, y, facing = np.transpose(lines)
    W = np.stack([np.cos(np.radians(facing)), np.sin(np.radians(facing))], axis=1)
    return W, -(W * np.stack([x, y], axis=1)).sum(axis=1)


def fitted(X, Y, W, b):
    """The output layer with the least mean squared error: (V, c)."""
    hidden = np.column_stack([np.maximum(0, X @ W.T + b), np.ones(len(X))])
    *V, c = np.linalg.lstsq(hidden, Y, rcond=None)[0]
    return np.array(V), c


def score(X, W, b, V, c):
    return np.maximum(0, X @ W.T + b) @ V + c


def share(X, Y, *parameters):
    """The share of birds on the right side, in percent."""
    return 100 * np.mean((score(X, *parameters) > 0) == (Y > 0))


def loss(X, Y, *parameters):
    return np.mean((score(X, *parameters) - Y) ** 2)


def gradients(X, Y, W, b, V, c):
    """Of the loss, for W, b, V and c; the slope of the clip at 0 is 0."""
    Z = X @ W.T + b
    G = 2 / len(X) * (score(X, W, b, V, c) - Y)
    D = np.outer(G, V) * (Z > 0)
    return D.T @ X, D.sum(axis=0), np.maximum(0, Z).T @ G, G.sum()


def descended(X, Y, parameters, steps=STEPS):
    for _ in range(steps):
        slopes = gradients(X, Y, *parameters)
        parameters = [one - RATE * slope for one, slope in zip(parameters, slopes, strict=True)]
    return parameters


def straight():
    """The share that the best straight line has on its right side."""
    X, Y = birds()
    augmented = np.column_stack([X, np.ones(len(X))])
    line = np.linalg.lstsq(augmented, Y, rcond=None)[0]
    return 100 * np.mean((augmented @ line > 0) == (Y > 0))


# The picture -------------------------------------------------------------------------------------


def split(polygon, height):
    """(The part where the height is positive, the rest, where an edge crosses 0) of a polygon."""
    above, below, cut = [], [], []
    for p, q in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        a, b = height(p), height(q)
        (above if a > 0 else below).append(p)
        if (a > 0) != (b > 0):
            at = p + a / (a - b) * (q - p)
            for one in (above, below, cut):
                one.append(at)
    return above, below, cut


def frame():
    left, right, low, high = PLANE.left, PLANE.right, PLANE.low, PLANE.high
    return [np.array(one) for one in ((left, low), (right, low), (right, high), (left, high))]


def sides(W, b, V, c):
    """(Polygons of the male side, pieces of the boundary): in each cell the score is straight."""
    cells = [frame()]
    for w, shift in zip(W, b, strict=True):
        cells = [half for cell in cells
                 for half in split(cell, lambda p, w=w, shift=shift: w @ p + shift)[:2] if half]
    males, boundary = [], []
    for cell in cells:
        on = W @ np.mean(cell, axis=0) + b > 0
        male, _, cut = split(cell, lambda p, on=on: V * on @ (W @ p + b) + c)
        males += [male] if male else []
        boundary += [cut] if cut else []
    return males, boundary


def picture(W, b, V, c):
    X, Y = birds()
    males, boundary = sides(W, b, V, c)
    paths = lambda pieces: "".join(map(PLANE.path, pieces))
    dots = lambda kind, target: f'<path class="birds {kind}" d="' + "".join(
        f"M{x:.0f} {y:.0f}h0" for x, y in PLANE.at(X[target == Y])) + '"/>'
    lines = "".join(map(_line, W, START, range(1, len(W) + 1)))
    return (
        PLANE.frame() + f'<path class="side" d="{paths(males)}"/>'
        + PLANE.axes(ticks=(-2, 2))
        + dots("female", -1) + dots("hole", -1) + dots("male", 1)
        + f'<path class="boundary" d="{paths(boundary)}"/>{lines}'
        + '<text class="quiet" x="318" y="174">bill →</text>'
          '<text class="quiet" x="226" y="18">↑ mass</text>')


def _line(w, line, number):
    """The line of a unit, the stroke to its speaking side, and what moves and turns it."""
    at = np.array(line[:2])
    tip, ends = at + ARM * w, split(frame(), lambda p: w @ (p - at))[2]
    return (f'<g class="unit"><path class="kink" d="{PLANE.path(ends)}"/>'
            f'<path class="stroke" d="{PLANE.path([at, tip])}"/>'
            f'{drawing.handle(PLANE.at(tip), "turn", 17)}'
            f'{drawing.handle(PLANE.at(at), "shift", 17, number)}</g>')


# The part ----------------------------------------------------------------------------------------


def reads(X, Y, W, b, V, c):
    """The share, the error and a row for each unit; the gradients are compared with differences."""
    slopes = gradients(X, Y, W, b, V, c)
    for k, found in enumerate(slopes[:3]):
        at = [W, b, V, c]
        measured = numdiff.jacobian(
            lambda p, k=k, at=at: loss(X, Y, *at[:k], p, *at[k + 1:]), at[k])
        assert np.allclose(found.ravel(), measured[0], atol=1e-8)
    open_for = (X @ W.T + b > 0).sum(axis=0)
    rows = "".join(
        f'<tr><th scope="row">{k + 1}</th><td>{open_for[k]}</td>'
        f'<td>({", ".join(drawing.number(one, 3) for one in slopes[0][k])})</td>'
        f"<td>{drawing.number(slopes[1][k], 3)}</td><td>{drawing.number(slopes[2][k], 3)}</td></tr>"
        for k in range(len(W)))
    heads = ("unit", "birds it is open for", "slopes of its weights", "of its bias",
             "of its weight out")
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return (
        f'<p class="said">{share(X, Y, W, b, V, c):.1f} % of the {len(X)} birds are on the right '
        f'side; the loss is {loss(X, Y, W, b, V, c):.3f}.</p><table class="slopes"><caption>The '
        f"units, and the slopes of the loss</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>")


def part():
    """The HTML of the part."""
    X, Y = birds()
    W, b = units()
    V, c = fitted(X, Y, W, b)
    data = json.dumps({"birds": (100 * X).round().astype(int).ravel().tolist(),
                       "females": int((Y < 0).sum()), "lines": START, "arm": ARM,
                       "rate": RATE, "steps": STEPS, "alike": ALIKE},
                      separators=(",", ":"))
    opens = parts.head(
        "Three hidden units, three kinks",
        "Each dashed line is a clipped unit: it speaks on the side of its stroke and is silent on "
        "the other. Drag a line by its number, turn it by the end of its stroke, or use the arrow "
        "keys. The output layer is fitted at once to what the units say, and the thick boundary "
        "bends where it crosses a line. Tinted: the network says male.",
        f"A straight line has {drawing.number(straight(), 1)} % of the birds on the right side. "
        "How many can you get with three kinks?")
    drawn = PLANE.svg(picture(W, b, V, c), "Bill length and mass of the penguins, the lines of "
                      "three hidden units, and a boundary between the sexes that bends at them")
    key = ('<p class="panel-title">Females as rings, males as dots; both measurements in standard '
           "deviations from their means</p>")
    return (f'<div class="part" role="group" aria-label="Three hidden units as kinks">{opens}'
            f'<div class="panels"><div class="panel">{key}{drawn}</div>'
            f'<div class="panel told">{reads(X, Y, W, b, V, c)}</div></div>'
            f'<script type="application/json">{data}</script></div>')


@marks.register("kinks", reads=["matrixcalculus/numdiff.py", "matrixcalculus/penguins.py",
                                "matrixcalculus/data/penguins.csv"])
def the_kinks(app, docname, argument):
    """``<!-- kinks -->``: three clipped units and the penguins of chapter 21."""
    marks.alone(argument)
    return parts.place("kinks", part())
