"""Partial derivatives on a hillside: the two cuts through a point, their tangents, the gradient.

    <!-- hillside -->

The hill, 12 high, with slopes that are easily derived by hand:

    f(x, y) = 12 - x^2/2 - y^2 + x y/2,    x to the east, y to the north
    df/dx = -x + y/2        df/dy = -2 y + x/2

The start is (-2, -1): there it is 10 high, the eastward slope is 1.5 and the northward one 1. The
eastward slope is 0 along the line y = 2 x, for example at (0.5, 1), where the northward one is
-1.75. Both are 0 at the top only.

All is drawn here for the start; ``hillside.js`` draws it anew for another point.
"""

import numpy as np
from contourpy import contour_generator

from course.site import marks, parts
from course.site.parts import drawing
from matrixcalculus import numdiff

START = (-2.0, -1.0)
MAP = drawing.Plane(-3, 3, -2, 2, 300, 200)
EAST, NORTH = drawing.Plane(-3, 3, 0, 13, 300, 130), drawing.Plane(-2, 2, 0, 13, 200, 130)
LEVELS = range(1, 12)
NAMED = (2, 5, 8, 11)  # levels with their number
ARROW, TANGENT = 0.5, 1.0  # the length of the arrow for a slope of 1; half that of a tangent


def hill(x, y):
    return 12 - x**2 / 2 - y**2 + x * y / 2


def slopes(x, y):
    return -x + y / 2, -2 * y + x / 2


# From above --------------------------------------------------------------------------------------


def level_lines():
    x, y = np.linspace(-3, 3, 61), np.linspace(-2, 2, 41)
    lines = contour_generator(x, y, hill(*np.meshgrid(x, y)))
    drawn = "".join(MAP.path(line[::2], 0) for level in LEVELS for line in lines.lines(level))
    return f'<path class="grid" d="{drawn}"/>' + "".join(map(_named, NAMED))


def _named(level):
    """The height of a level line, written upon it north-west of the top."""
    far = np.sqrt((12 - level) / (12 - hill(-3, 2)))
    x, y = MAP.at((-3 * far, 2 * far))
    return f'<text class="quiet" x="{x:.0f}" y="{y + 4:.0f}">{level}</text>'


def from_above(x, y):
    east, north = slopes(x, y)
    tip = (x + ARROW * east, y + ARROW * north)
    marker = ('<defs><marker id="hillside-tip" viewBox="0 0 10 10" refX="8" refY="5" '
              'markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L10 5L0 10Z"/></marker>'
              "</defs>")
    return (
        marker + MAP.frame() + level_lines()
        + f'<path class="cut east" d="{MAP.path([(-3, y), (3, y)])}"/>'
        + f'<path class="cut north" d="{MAP.path([(x, -2), (x, 2)])}"/>'
        + f'<path class="gradient" marker-end="url(#hillside-tip)" '
          f'd="{MAP.path([(x, y), tip])}"/>'
        + '<text class="quiet" x="276" y="192">east →</text><text class="quiet" x="270" y="16">'
          "↑ north</text>" + drawing.handle(MAP.at((x, y))))


# As a surface ------------------------------------------------------------------------------------


def project(x, y, z):
    """Where a point of the hill is in the slanted picture."""
    return np.stack([150 + 36 * x + 20 * y, 204 + 5 * x - 14 * y - 11 * z], axis=-1)


def _line(x, y, z, digits=0):
    points = project(*np.broadcast_arrays(x, y, z)).reshape(-1, 2)
    return "M" + "L".join(f"{u:.{digits}f} {v:.{digits}f}" for u, v in points)


def surface(x, y):
    xs, ys = np.linspace(-3, 3, 25), np.linspace(-2, 2, 25)
    net = [_line(xs, at, hill(xs, at)) for at in np.linspace(-2, 2, 9)]
    net += [_line(at, ys, hill(at, ys)) for at in np.linspace(-3, 3, 13)]
    base = _line(np.array([-3, 3, 3, -3, -3]), np.array([-2, -2, 2, 2, -2]), 0)
    east, north = slopes(x, y)
    top, t = hill(x, y), np.array([-TANGENT, TANGENT])
    [(u, v)] = project(*np.array([[x], [y], [top]]))
    return (
        f'<path class="grid base" d="{base}"/><path class="grid" d="{"".join(net)}"/>'
        f'<path class="slice east" d="{_line(xs, y, hill(xs, y), 1)}"/>'
        f'<path class="slice north" d="{_line(x, ys, hill(x, ys), 1)}"/>'
        f'<path class="tangent east" d="{_line(x + t, y, top + east * t, 1)}"/>'
        f'<path class="tangent north" d="{_line(x, y + t, top + north * t, 1)}"/>'
        f'<circle class="here" cx="{u:.1f}" cy="{v:.1f}" r="6"/>'
        '<text class="quiet" x="250" y="258">east →</text>')


# The two slices ----------------------------------------------------------------------------------


def slice_of(plane, kind, axis, along, at, slope, height):
    """The curve of one slice with its tangent; ``axis`` is the letter of what changes."""
    ts = np.linspace(plane.left, plane.right, 25)
    ends = np.array([at - TANGENT, at + TANGENT])
    here = plane.at((at, height))
    x = plane.at((0, 0))[0]
    return (
        plane.frame() + f'<path class="axis" d="M{x:.0f} 0V{plane.height}"/>'
        + f'<path class="slice {kind}" d="{plane.path(np.stack([ts, along(ts)], axis=1))}"/>'
        + f'<path class="tangent {kind}" '
          f'd="{plane.path(np.stack([ends, height + slope * (ends - at)], axis=1))}"/>'
        + f'<circle class="here" cx="{here[0]:.1f}" cy="{here[1]:.1f}" r="6"/>'
        + f'<text class="name" x="{plane.width - 16}" y="{plane.height - 8}">{axis} →</text>'
          f'<text class="name" x="{x + 16:.0f}" y="16">{drawing.letter("f")}</text>')


# The part ----------------------------------------------------------------------------------------


def numbers(x, y):
    """Place, height and both slopes in words; compared with differences of the hill."""
    found = slopes(x, y)
    measured = numdiff.jacobian(lambda p: np.array([hill(*p)]), np.array([x, y]))
    assert np.allclose(found, measured, atol=1e-6)
    east, north = map(drawing.number, found)
    return (
        f'<p class="reads">At (<i>x</i>, <i>y</i>) = <span class="point">({drawing.number(x)}, '
        f'{drawing.number(y)})</span> the hill is <span class="height">'
        f"{drawing.number(hill(x, y))}</span> high.</p>"
        f'<p class="reads"><span class="key east">Eastward slope ∂<i>f</i>/∂<i>x</i> = <strong>'
        f'{east}</strong></span> <span class="key north">Northward slope ∂<i>f</i>/∂<i>y</i> = '
        f'<strong>{north}</strong></span> <span class="key both">Gradient [<span class="row">'
        f"{east}&emsp;{north}</span>]</span></p>")


def part(x=START[0], y=START[1]):
    """The HTML of the part."""
    east, north = slopes(x, y)
    opens = parts.head(
        "A hillside, and the two slopes at one place",
        "The hill is <i>f</i>(<i>x</i>, <i>y</i>) = 12 − <i>x</i><sup>2</sup>/2 − "
        "<i>y</i><sup>2</sup> + <i>x</i><i>y</i>/2. Drag the point on the map, or move it with the "
        "arrow keys: each cut through it is a curve of one variable, with its own tangent.",
        "Where is the eastward slope 0, and the northward one not?")
    first = slice_of(EAST, "east", drawing.letter("x"), lambda t: hill(t, y), x, east, hill(x, y))
    other = slice_of(NORTH, "north", drawing.letter("y"), lambda t: hill(x, t), y, north,
                     hill(x, y))
    panels = [
        ("surface", "The hill from the south, cut through the point",
         '<svg class="plane" viewBox="0 44 300 220" role="img" aria-label="The hill as a surface, '
         f'with the two cuts through the point and their tangents">{surface(x, y)}</svg>'),
        ("above", "From above: level lines, both cuts, and the gradient as an arrow",
         MAP.svg(from_above(x, y), "Level lines of the hill with a point, the two cuts through it "
                 "and the gradient")),
        ("first", "The cut to the east: <i>y</i> is held",
         EAST.svg(first, "The eastward cut and its tangent")),
        ("other", "The cut to the north: <i>x</i> is held",
         NORTH.svg(other, "The northward cut and its tangent")),
    ]
    drawn = "".join(f'<div class="panel {name}"><p class="panel-title">{title}</p>{picture}</div>'
                    for name, title, picture in panels)
    return (f'<div class="part" role="group" aria-label="A hillside and its slopes">{opens}'
            f'<div class="panels">{drawn}</div>{numbers(x, y)}</div>')


@marks.register("hillside", reads=["matrixcalculus/numdiff.py"])
def the_hillside(app, docname, argument):
    """``<!-- hillside -->``: the hill of chapter 3."""
    marks.alone(argument)
    return parts.place("hillside", part())
