"""The triangle of shares: three scores, the softmax, and what descent does with them.

    <!-- triangle -->

All shares of three species lie on a triangle. The point is softmax(u / tau) of the scores u; the
arrow is what descent moves the scores by, against what the loss sends back; the way is what the
shares do then, for STEPS steps of RATE. Four other points show the same beside it. With J =
(diag(s) - s s^T) / tau, the two losses send back

    cross-entropy  -log s_c             (s - y) / tau
    square         sum (s_i - y_i)^2    J^T 2 (s - y)

All is drawn here for the start, the scores of chapter 22; ``triangle.js`` draws it anew.
"""

import json

import numpy as np

from course.site import marks, parts
from course.site.parts import drawing
from matrixcalculus import numdiff

NAMES = ("Adélie", "chinstrap", "gentoo")
EXPONENTIALS, TRUE = (6, 3, 1), 0  # of the scores at the start
START = np.log(EXPONENTIALS)
OTHERS = [(0.05, 0.9, 0.05), (0.08, 0.12, 0.8), (0.34, 0.33, 0.33), (0.2, 0.5, 0.3)]
STEPS, RATE, EVERY = 200, 0.1, 10  # a dot after every tenth step
ARROW = 0.5  # of its length
PLANE = drawing.Plane(-0.16, 1.16, -0.11, 0.96, 396, 321)
CORNERS = np.array([[0, 0], [0.5, np.sqrt(3) / 2], [1, 0]])
LABELS = [(0, -0.075), (0.5, 0.9), (1, -0.075)]
LOSSES = ("cross-entropy", "square")


def softmax(u, tau=1.0):
    e = np.exp((u - np.max(u)) / tau)
    return e / np.sum(e)


def jacobian(s, tau=1.0):
    return (np.diag(s) - np.outer(s, s)) / tau


def loss(kind, s, y):
    return -np.log(y @ s) if kind == "cross-entropy" else np.sum((s - y) ** 2)


def back(kind, s, y, tau=1.0):
    """What the loss sends back to the scores."""
    return (s - y) / tau if kind == "cross-entropy" else jacobian(s, tau).T @ (2 * (s - y))


def way(kind, u, y, tau=1.0):
    """The shares after every tenth step of descent: shape (STEPS / EVERY + 1, 3)."""
    found = []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            found.append(softmax(u, tau))
        u = u - RATE * back(kind, softmax(u, tau), y, tau)
    return np.array(found)


# The picture -------------------------------------------------------------------------------------


def _arrow(u, y, kind=""):
    s = softmax(u)
    tip = s - ARROW * back(LOSSES[0], s, y)
    return (f'<path class="way{kind}" d="{PLANE.path(way(LOSSES[0], u, y) @ CORNERS, 0)}"/>'
            f'<path class="arrow{kind}" marker-end="url(#triangle-tip{kind.strip()})" '
            f'd="{PLANE.path(np.array([s, tip]) @ CORNERS)}"/>')


def picture():
    y = np.eye(3)[TRUE]
    tips = "".join(
        f'<marker id="triangle-tip{kind}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" '
        'markerHeight="5" orient="auto"><path d="M0 0L10 5L0 10Z"/></marker>'
        for kind in ("", "other"))
    names = ""
    for k, (name, place) in enumerate(zip(NAMES, PLANE.at(LABELS), strict=True)):
        names += (f'<text class="species{" true" * (k == TRUE)}" x="{place[0]:.0f}" '
                  f'y="{place[1]:.0f}">{name}</text>')
    dots = lambda s: "".join(f"M{a:.0f} {b:.0f}h0" for a, b in PLANE.at(s @ CORNERS))
    inside = (
        f'<defs>{tips}</defs><path class="edge" d="{PLANE.path(CORNERS)}Z"/>{names}'
        + "".join(_arrow(np.log(one), y, " other") for one in OTHERS)
        + f'<path class="stops other" d="{dots(np.array(OTHERS))}"/>' + _arrow(START, y)
        + f'<path class="stops" d="{dots(way(LOSSES[0], START, y))}"/>'
        + drawing.handle(PLANE.at(softmax(START) @ CORNERS)))
    return PLANE.svg(inside, "A triangle with a species at each corner, and points in it: from "
                     "each an arrow points at the corner of the true species, and a way leads "
                     "there in a bend")


# The numbers -------------------------------------------------------------------------------------


def _vector(values):
    return f"({', '.join(drawing.number(one, 3) for one in values)})"


def verdict(kind=LOSSES[0], u=START, true=TRUE, tau=1.0):
    """The state in words."""
    s, y = softmax(u, tau), np.eye(3)[true]
    end = way(kind, u, y, tau)[-1] @ y
    return (f"Shares {_vector(s)}, and s − y = {_vector(s - y)}. The {kind} is "
            f"{drawing.number(loss(kind, s, y))} and sends {_vector(back(kind, s, y, tau))} back "
            f"to the scores. {STEPS} steps of descent bring the share of the {NAMES[true]} from "
            f"{drawing.number(s @ y, 3)} to {drawing.number(end, 3)}.")


def _table(kind, caption, heads, rows):
    """A table with numbers of three digits; ``rows`` are pairs (name, values)."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f'<tr><th scope="row">{name}</th>' + "".join(
        f"<td>{drawing.number(one, 3)}</td>" for one in values) + "</tr>" for name, values in rows)
    return (f'<table class="{kind}"><caption>{caption}</caption><thead><tr><td></td>{head}</tr>'
            f"</thead><tbody>{body}</tbody></table>")


def numbers(u=START, true=TRUE):
    """Both tables at the start, compared with differences of the softmax and of the losses."""
    s, y = softmax(u), np.eye(3)[true]
    J = jacobian(s)
    assert np.allclose(J, numdiff.jacobian(softmax, u), atol=1e-6)
    for kind in LOSSES:
        measured = numdiff.jacobian(lambda u, kind=kind: loss(kind, softmax(u), y), u)
        assert np.allclose(back(kind, s, y), measured, atol=1e-6)
    columns = (u, s, y, back(LOSSES[0], s, y))
    whole = np.block([[J, J.sum(axis=1)[:, None]], [J.sum(axis=0), J.sum()]])
    letters = [[f"<i>{one}</i><sub>{k}</sub>" for k in (1, 2, 3)] for one in "su"]
    species = [f"{k} {name}" for k, name in enumerate(NAMES, 1)]
    return (
        _table("state", "Scores, shares, target, and what comes back",
               ("<i>u</i>", "<i>s</i>", "<i>y</i>", "∂<i>L</i>/∂<i>u</i>"),
               zip(species, np.transpose(columns), strict=True))
        + _table("jacobian", "Jacobian ∂<b><i>s</i></b>/∂<b><i>u</i></b>, with its sums",
                 [*letters[1], "sum"], zip([*letters[0], "sum"], whole, strict=True)))


def part():
    """The HTML of the part."""
    given = json.dumps({"names": NAMES, "losses": LOSSES, "start": EXPONENTIALS, "true": TRUE,
                        "others": OTHERS, "steps": STEPS, "rate": RATE,
                        "every": EVERY, "arrow": ARROW}, ensure_ascii=False)
    opens = parts.head(
        "The triangle of shares",
        "Every point is an answer: a corner gives all to one species, the middle a third to each. "
        "Drag the point, or move the scores behind it. The arrow, drawn at half its length, is "
        "what descent moves the <em>scores</em> by; the line is where the <em>shares</em> go, with "
        f"a dot every {EVERY} steps. Grey is the same from four other points. Then let the loss be "
        "the square.",
        "Where is hardly anything left of the square's arrow, although no answer is worse?")
    return ('<div class="part" role="group" aria-label="The triangle of shares">'
            f'{opens}<div class="panels"><div class="panel">{picture()}</div>'
            f'<div class="tables">{numbers()}</div></div><p class="verdict">{verdict()}</p>'
            f'<script type="application/json">{given}</script></div>')


@marks.register("triangle", reads=["matrixcalculus/numdiff.py"])
def the_triangle(app, docname, argument):
    """``<!-- triangle -->``: the shares of chapter 22."""
    marks.alone(argument)
    return parts.place("triangle", part())
