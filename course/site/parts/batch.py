"""What the rows of a batch add: outer products, and a bias that is unfolded and folded again.

    <!-- batch -->

Three examples with two inputs and two outputs, those of chapter 19. A row of G put up, times the
same row of X, has the shape of W; their sum is G'X, whose entries are also columns of G times
columns of X. The bias goes to every row forwards, so backwards its slopes are added over the rows.

The end of the sum is written here, and every entry both ways; ``batch.js`` adds row by row.
"""

import json
from fractions import Fraction

import numpy as np

from course.site import marks, parts
from course.site.parts.paths import number
from matrixcalculus import numdiff

# The small batch of chapter 19.
X = np.array([[1, 2], [3, -1], [0, 1]])
W, B = np.array([[2, 1], [-1, 3]]), np.array([1, -1])
G = np.array([[1, 0], [2, -1], [-1, 4]])
N = len(X)


def gradients(rows=N, mean=False):
    """(Of the weights, of the bias), from the first rows; with 1/N inside G for a mean."""
    back = G[:rows] * Fraction(1, N if mean else 1)
    return back.T @ X[:rows], back.sum(axis=0)


def check():
    """What stands in the picture is the derivative of <G, Z>, measured."""
    loss = lambda W, b: np.sum(G * (X @ W.T + b))
    by_weights = numdiff.jacobian(lambda W: loss(W, B), W.astype(float))
    by_bias = numdiff.jacobian(lambda b: loss(W, b), B.astype(float))
    weights, bias = gradients()
    assert np.allclose(weights.astype(float).ravel(), by_weights[0])
    assert np.allclose(bias.astype(float), by_bias[0])


def line(p, q=None):
    """A slope, added up over the rows: of the weight W_pq, or of entry p of the bias."""
    column = np.ones(N, dtype=int) if q is None else X[:, q]
    terms = " + ".join(number(back, r > 0) + (f" · {number(x, True)}" if q is not None else "")
                       for r, (back, x) in enumerate(zip(G[:, p], column, strict=True)))
    total = gradients()[1][p] if q is None else gradients()[0][p, q]
    assert total == G[:, p] @ column
    return f"{terms} = <strong>{number(total)}</strong>"


def table(kind, caption, values, head="", foot="", margins=None, example=""):
    """A table whose cells have their place, after that of an example, as an attribute."""
    sides = margins or [f'<th scope="row">{r + 1}</th>' for r in range(len(values))]
    cells = lambda r, row: "".join(f'<td data-{kind}="{example}{r} {c}">{number(value)}</td>'
                                   for c, value in enumerate(row))
    body = "".join(f"<tr>{side}{cells(r, row)}</tr>"
                   for r, (side, row) in enumerate(zip(sides, values, strict=True)))
    return (f"<table><caption>{caption}</caption>{head and f'<thead><tr>{head}</tr></thead>'}"
            f"<tbody>{body}</tbody>{foot and f'<tfoot><tr>{foot}</tr></tfoot>'}</table>")


def numbered(values):
    """A head that numbers the columns."""
    return "<td></td>" + "".join(f'<th scope="col">{c + 1}</th>' for c in range(values.shape[1]))


def given():
    """The bias unfolded, G with its rows folded below it, and X."""
    folded = "".join(f'<td data-fold="{p}">{number(one)}</td>'
                     for p, one in enumerate(gradients()[1]))
    bias = "".join(f"<td>{number(one)}</td>" for one in B)
    row = lambda name, cells: f'<th scope="row">{name}</th>{cells}'
    return (table("copy", "<b><i>b</i></b>, unfolded", np.tile(B, (N, 1)),
                  head=row("<b><i>b</i></b>", bias))
            + table("g", "<i>G</i>, folded", G, numbered(G), row("sum", folded))
            + table("x", "<i>X</i>", X, numbered(X)))


def terms():
    """The outer product of each example, with its two factors as margins, and the sum."""
    tables = []
    for r in range(N):
        stands = [f'<th scope="row" data-stands="{r} {p}">{number(one)}</th>'
                  for p, one in enumerate(G[r])]
        lies = [f'<th scope="col" data-lies="{r} {q}">{number(one)}</th>'
                for q, one in enumerate(X[r])]
        tables.append(table("term", f"example {r + 1}", np.outer(G[r], X[r]), margins=stands,
                            head=f"<td></td>{''.join(lies)}", example=f"{r} "))
    weights = gradients()[0]
    total = table("sum", "<i>G</i><sup>T</sup><i>X</i>", weights, numbered(weights))
    plus = '<span class="sign" aria-hidden="true">+</span>'
    return plus.join(tables) + '<span class="sign" aria-hidden="true">=</span>' + total


def sums():
    """Every slope as a sum over the examples, for a page without JavaScript."""
    weights = [f"<i>W</i><sub>{p + 1}{q + 1}</sub>: {line(p, q)}" for p, q in np.ndindex(W.shape)]
    bias = [f"<i>b</i><sub>{p + 1}</sub>: {line(p)}" for p in range(len(B))]
    return "".join(f"<li>{one}</li>" for one in weights + bias)


def part():
    """The HTML of the part."""
    check()
    opens = parts.head(
        "What the rows of a batch add",
        "Add the examples one by one: each puts its row of <i>G</i> up, lays its row of <i>X</i> "
        "beside it, and their product has the shape of <i>W</i>. Then press a number of the sum, "
        "or one of those under <i>G</i>, to see which columns it comes from.",
        "Which example has no say about the weights of the first input, and why?")
    data = json.dumps({"X": X.tolist(), "G": G.tolist()})
    return (
        f'<div class="part" role="group" aria-label="What the rows of a batch add">{opens}'
        f'<div class="tables">{given()}</div><div class="tables">{terms()}</div>'
        '<p class="said">All three examples are added. Each number of '
        "<i>G</i><sup>T</sup><i>X</i> is a column of <i>G</i> times a column of <i>X</i>; each "
        f'number under <i>G</i> is a column added up.</p><ul class="sums">{sums()}</ul>'
        f'<script type="application/json">{data}</script></div>')


@marks.register("batch", reads=["matrixcalculus/numdiff.py"])
def the_batch(app, docname, argument):
    """``<!-- batch -->``: the three examples of chapter 19, added up."""
    marks.alone(argument)
    return parts.place("batch", part())
