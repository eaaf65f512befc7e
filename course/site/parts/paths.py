"""Row times column is a sum over paths: a graph of three layers beside the matrices of its slopes.

    <!-- paths -->

Two inputs, three numbers between, two outputs; every edge has a slope. Entry (i, j) of the product
of the two Jacobians is the sum, over all ways from x_j to y_i, of the slopes multiplied along the
way. All pictures and numbers are written here, for every entry; ``paths.js`` chooses which entry is
lit. Without JavaScript one entry is lit and all four sums stand below.
"""

import numpy as np

from course.site import marks, parts

# The computation of chapter 11, at x = (2, 1).
F = np.array([[3, 2, 1], [0, 6, -1]])  # slopes of y with respect to g, one row for each output
G = np.array([[1, 2], [1, 1], [4, 0]])  # slopes of g with respect to x, one row for each middle
FIRST = (0, 1)  # the entry that is lit at the start: y_1 and x_2

# Where the dots are: (horizontal place of a layer, vertical places of its dots).
LAYERS = {"x": (46, (82, 182)), "g": (200, (36, 132, 228)), "y": (354, (82, 182))}
RADIUS, TIP = 20, 9


def ways(i, j, outer=F, inner=G):
    """(slope into y_i, slope out of x_j, their product) for the way through each middle dot."""
    return [(int(a), int(b), int(a * b))
            for a, b in zip(outer[i], inner[:, j], strict=True)]


def number(value, after=False):
    """A number as formulas set it; one that follows an operation stands in brackets if negative."""
    text = f"{value}".replace("-", "−")
    return f"({text})" if after and value < 0 else text


def name(letter, index):
    return f"<i>{letter}</i><sub>{index + 1}</sub>"


def line(i, j):
    """Entry (i, j) of the product, written out way by way, in HTML."""
    found = ways(i, j)
    total = sum(product for *_, product in found)
    assert total == (F @ G)[i, j]
    factors = " + ".join(f'<span class="way via-{k}">{number(a, k > 0)} · {number(b, True)}</span>'
                         for k, (a, b, _) in enumerate(found))
    products = " + ".join(f'<span class="way via-{k}">{number(product, k > 0)}</span>'
                          for k, (*_, product) in enumerate(found))
    return (f'<p class="sum" data-entry="{i} {j}"><span>∂{name("y", i)}/∂{name("x", j)}</span> '
            f'<span>= {factors}</span> <span>= {products}</span> '
            f'<span>= <strong>{number(total)}</strong></span></p>')


def lit(kind):
    """The class of an edge or a cell, marked where it belongs to the entry of the start."""
    i, j = FIRST
    return f"{kind} lit" if {f"to-{i}", f"from-{j}"} & set(kind.split()) else kind


# The graph ---------------------------------------------------------------------------------------


def _edge(start, end, slope, kind):
    """An edge from rim to rim, with its tip and its slope; ``kind`` says for which entries."""
    (x, y), (u, v) = start, end
    length = np.hypot(u - x, v - y)
    along = np.array([u - x, v - y]) / length
    first, last = np.array(start) + RADIUS * along, np.array(end) - (RADIUS + 2) * along
    back, side = last - TIP * along, 0.5 * TIP * np.array([-along[1], along[0]])
    corners = " L".join(f"{a:.1f} {b:.1f}" for a, b in (last, back + side, back - side))
    at = first + 0.42 * (last - first)
    return (f'<g class="edge {lit(kind)}"><path class="line" d="M{first[0]:.1f} {first[1]:.1f} '
            f'L{back[0]:.1f} {back[1]:.1f}"/><path class="tip" d="M{corners} Z"/>'
            f'<text x="{at[0]:.1f}" y="{at[1] + 5:.1f}">{number(slope)}</text></g>')


def _dot(letter, index):
    x, ys = LAYERS[letter]
    return (f'<g class="dot" data-dot="{letter} {index}"><circle cx="{x}" cy="{ys[index]}" '
            f'r="{RADIUS}"/><text x="{x}" y="{ys[index] + 5}"><tspan class="letter">{letter}'
            f'</tspan><tspan class="index" dy="4">{index + 1}</tspan></text></g>')


def graph():
    """The three layers and every edge between them, as SVG."""
    dots = {letter: [(x, y) for y in ys] for letter, (x, ys) in LAYERS.items()}
    edges = [_edge(start, end, G[k, j], f"via-{k} from-{j}")
             for j, start in enumerate(dots["x"]) for k, end in enumerate(dots["g"])]
    edges += [_edge(start, end, F[i, k], f"via-{k} to-{i}")
              for k, start in enumerate(dots["g"]) for i, end in enumerate(dots["y"])]
    circles = [_dot(letter, k) for letter, places in dots.items() for k in range(len(places))]
    return ('<svg viewBox="0 0 400 264" role="img" aria-label="Two inputs x, three numbers g '
            'between, two outputs y, and an edge with a slope from every dot to every dot of the '
            f'next layer.">{"".join(edges)}{"".join(circles)}</svg>')


# The matrices ------------------------------------------------------------------------------------


def matrix(title, rows, columns, cells):
    """A table with the names of its rows and columns; ``cells`` are rows of HTML cells."""
    head = "".join(f'<th scope="col">{name(columns, k)}</th>' for k in range(len(cells[0])))
    body = "".join(f'<tr><th scope="row">{name(rows, k)}</th>{"".join(row)}</tr>'
                   for k, row in enumerate(cells))
    return (f'<table><caption>{title}</caption><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>")


def matrices():
    """F beside the product and G above it, so that row and column meet in the entry.

    Each cell says for which entries it is lit.
    """
    cell = lambda kind, value: f'<td class="{lit(kind)}">{number(value)}</td>'
    outer = [[cell(f"to-{i} via-{k}", F[i, k]) for k in range(3)] for i in range(2)]
    inner = [[cell(f"from-{j} via-{k}", G[k, j]) for j in range(2)] for k in range(3)]
    now = lambda entry: ' class="now"' if entry == FIRST else ""
    product = [[f'<td data-entry="{i} {j}"{now((i, j))}>{number((F @ G)[i, j])}</td>'
                for j in range(2)] for i in range(2)]
    return (
        '<div class="matrices">'
        + matrix("<i>G</i> = ∂<b><i>g</i></b>/∂<b><i>x</i></b>", "g", "x", inner)
        + matrix("<i>F</i> = ∂<b><i>y</i></b>/∂<b><i>g</i></b>", "y", "g", outer)
        + matrix("<i>FG</i> = ∂<b><i>y</i></b>/∂<b><i>x</i></b>", "y", "x", product)
        + "</div>")


def part():
    """The HTML of the part."""
    sums = "".join(line(i, j) for i in range(2) for j in range(2))
    opens = parts.head(
        "Row times column is a sum over paths",
        "Choose an entry of <i>FG</i>, or let all four play. The three ways from its input to its "
        "output light up, and with them the row of <i>F</i> and the column of <i>G</i>.",
        "Two edges carry nothing, and one turns the nudge round. Which entries do they touch?")
    return (f'<div class="part walkway" role="group" aria-label="Row times column is a sum over '
            f'paths" data-to="{FIRST[0]}" data-from="{FIRST[1]}">{opens}<div class="sides">'
            f'<div class="graph">{graph()}</div>{matrices()}</div>'
            f'<div class="sums">{sums}</div></div>')


@marks.register("paths")
def the_paths(app, docname, argument):
    """``<!-- paths -->``: the two Jacobians of chapter 11, and the ways behind each entry."""
    marks.alone(argument)
    return parts.place("paths", part())
