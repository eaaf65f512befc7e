"""The Jacobian as the best linear map: a small square and its image, which a parallelogram nears.

    <!-- square -->

The map, gentle enough for a picture and easy to derive by hand:

    y_1 = x_1 + x_2^2 / 4        J = [  1      x_2/2 ]
    y_2 = x_2 + x_1^2 / 4            [ x_1/2     1   ]

A square with its corner at (x_1, x_2) and side h goes to a curved figure; the parallelogram with
the edges h times the columns of J leaves it by at most h^2 sqrt(2)/4, wherever the corner is: the
share of the side is h sqrt(2)/4, and it is halved when h is. The start is (1, 0.5) with h = 1,
where J = [[1, 0.25], [0.5, 1]].

All is drawn here for the start; ``square.js`` draws it anew for another corner or side.
"""

import numpy as np

from course.site import marks, parts
from course.site.parts import drawing
from matrixcalculus import numdiff

CORNER, SIDE = (1.0, 0.5), 1.0
INPUTS, OUTPUTS = (drawing.Plane(-1.5, 2.5, -1.5, 2.5, 240, 240),
                   drawing.Plane(-1, 3, -1, 3, 240, 240))
LENS = drawing.Plane(-0.75, 2.5, -0.75, 2.5, 300, 300)  # in units of the side
GRID = np.arange(-1, 2.01, 0.5)


def image(x):
    """The map; x has the shape (2, ...)."""
    return np.array([x[0] + x[1] ** 2 / 4, x[1] + x[0] ** 2 / 4])


def jacobian(x):
    return np.array([[1, x[1] / 2], [x[0] / 2, 1]])


def outline(corner, side, steps=12):
    """Points along the edges of the square, all the way round: shape (2, 4 * steps + 1)."""
    t = np.linspace(0, 1, steps, endpoint=False)
    one, none = np.ones_like(t), np.zeros_like(t)
    across = np.concatenate([t, one, 1 - t, none, [0]])
    up = np.concatenate([none, t, one, 1 - t, [0]])
    return np.array(corner)[:, None] + side * np.array([across, up])


def edges(corner, side):
    """The two edges of the parallelogram at the corner's image: h times the columns of J."""
    return side * jacobian(corner).T


def gap(corner, side):
    """How far the parallelogram leaves the image at most, as a share of the side."""
    start, found = np.array(corner)[:, None], outline(corner, side)
    straight = image(start) + jacobian(corner) @ (found - start)
    return np.linalg.norm(image(found) - straight, axis=0).max() / side


# The pictures ------------------------------------------------------------------------------------


def _net(plane, of):
    """The grid, or its image."""
    along = np.linspace(-1, 2, 19)
    lines = [np.array([along, 0 * along + at]) for at in GRID]
    lines += [np.array([0 * along + at, along]) for at in GRID]
    return f'<path class="grid" d="{"".join(plane.path(of(line).T) for line in lines)}"/>'


def _shapes(plane, origin, sides, curved):
    """The image, the parallelogram and its two edges, from the origin in this plane."""
    u, v = sides
    corners = np.array([origin, origin + u, origin + u + v, origin + v, origin])
    return (f'<path class="image" d="{plane.path(curved)}"/>'
            f'<path class="straight" d="{plane.path(corners)}"/>'
            f'<path class="edge one" d="{plane.path([origin, origin + u])}"/>'
            f'<path class="edge two" d="{plane.path([origin, origin + v])}"/>')


def pictures(corner=CORNER, side=SIDE):
    """The square, its image, and the image under the lens; each with its title."""
    start, found = np.array(corner), outline(corner, side)
    there = image(start)
    inputs = (
        INPUTS.frame() + _net(INPUTS, lambda x: x)
        + INPUTS.axes(drawing.letter("x", 1), drawing.letter("x", 2), (-1, 1, 2))
        + f'<path class="image" d="{INPUTS.path(found.T)}"/>'
        + f'<path class="edge one" d="{INPUTS.path([start, start + (side, 0)])}"/>'
        + f'<path class="edge two" d="{INPUTS.path([start, start + (0, side)])}"/>'
        + drawing.handle(INPUTS.at(start)))
    outputs = (
        OUTPUTS.frame() + _net(OUTPUTS, image)
        + OUTPUTS.axes(drawing.letter("y", 1), drawing.letter("y", 2), (1, 2))
        + _shapes(OUTPUTS, there, edges(corner, side), image(found).T))
    lens = LENS.frame() + _shapes(
        LENS, np.zeros(2), edges(corner, 1), (image(found).T - there) / side)
    return [
        ("The square of side <i>h</i>",
         INPUTS.svg(inputs, "A grid of inputs with a small square", "inputs")),
        ("Its image, and the parallelogram",
         OUTPUTS.svg(outputs, "The image of the grid: the square has become a curved figure, with "
                     "a parallelogram upon it", "outputs")),
        ("The same, magnified 1/<i>h</i> times",
         LENS.svg(lens, "The curved figure and the parallelogram, so large that the side has "
                  "always the same length", "lens")),
    ]


def numbers(corner=CORNER, side=SIDE):
    """J with the colours of its columns, and how far the two figures are apart."""
    J = jacobian(corner)
    assert np.allclose(J, numdiff.jacobian(image, np.array(corner)), atol=1e-6)
    cells = "".join(
        f'<tr><th scope="row"><i>y</i><sub>{i + 1}</sub></th>'
        + "".join(f'<td class="{kind}">{drawing.number(J[i, j])}</td>'
                  for j, kind in enumerate(("one", "two"))) + "</tr>" for i in range(2))
    return (
        '<table class="jacobian"><caption>Jacobian <i>J</i> at the corner</caption><thead><tr>'
        '<td></td><th scope="col"><i>x</i><sub>1</sub></th><th scope="col"><i>x</i><sub>2</sub>'
        f'</th></tr></thead><tbody>{cells}</tbody></table><p class="reads">Corner '
        f'<span class="corner">({", ".join(map(drawing.number, corner))})</span>, <i>h</i> = '
        f'<span class="side">{drawing.number(side)}</span>. The parallelogram leaves the curved '
        f'figure by at most <strong><span class="gap">{100 * gap(corner, side):.1f}</span> %'
        '</strong> of the side.</p>')


def part():
    """The HTML of the part."""
    opens = parts.head(
        "A small square, and what the Jacobian makes of it",
        "The map is <i>y</i><sub>1</sub> = <i>x</i><sub>1</sub> + <i>x</i><sub>2</sub><sup>2</sup>"
        "/4, <i>y</i><sub>2</sub> = <i>x</i><sub>2</sub> + <i>x</i><sub>1</sub><sup>2</sup>/4. "
        "Drag the corner of the square, and make its side <i>h</i> smaller. The two edges of the "
        "parallelogram are <i>h</i> times the columns of <i>J</i>.",
        "From which <i>h</i> on can you no longer see the difference under the lens?")
    panels = "".join(f'<div class="panel"><p class="panel-title">{title}</p>{drawn}</div>'
                     for title, drawn in pictures())
    return (f'<div class="part" role="group" aria-label="A small square and its image">{opens}'
            f'<div class="panels">{panels}</div><div class="numbers">{numbers()}</div></div>')


@marks.register("square", reads=["matrixcalculus/numdiff.py"])
def the_square(app, docname, argument):
    """``<!-- square -->``: the small square of chapters 4 and 5."""
    marks.alone(argument)
    return parts.place("square", part())
