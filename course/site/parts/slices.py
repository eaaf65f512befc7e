"""The gradient with respect to the weights of a layer: its block of slopes, slice by slice.

    <!-- slices -->

The slopes of the scores with respect to the weights lie in a block, a slice for each score. What
comes back weighs the slices, and their sum is the gradient, an outer product. All numbers and every
sum are written here; ``slices.js`` chooses the weight that is lit. Without JavaScript one weight is
lit and all the sums stand below.
"""

import numpy as np

from course.site import marks, parts
from course.site.parts.paths import name, number

# The small layer of chapter 18.
X, BACK = np.array([2, -1, 3]), np.array([3, -2])
FIRST = (1, 2)  # the weight that is lit at the start, W_23
PLACES = list(np.ndindex(len(BACK), len(X)))


def block():
    """The slope of each score with respect to each weight, of shape (m, m, n)."""
    return np.stack([np.outer(unit, X) for unit in np.eye(len(BACK), dtype=int)])


def line(p, q):
    """The slope of the loss with respect to a weight, added up over the slices, in HTML."""
    slopes = block()[:, p, q]
    total = BACK @ slopes
    assert total == np.outer(BACK, X)[p, q]
    terms = " + ".join(
        f'<span class="{"alive" if slope else "dead"}">{number(back, i > 0)} · '
        f"{number(slope, True)}</span>"
        for i, (back, slope) in enumerate(zip(BACK, slopes, strict=True)))
    weight = f"<i>W</i><sub>{p + 1}{q + 1}</sub>"
    return (f'<p class="sum" data-entry="{p} {q}"><span>∂<i>L</i>/∂{weight}</span> '
            f"<span>= {terms}</span> <span>= <strong>{number(total)}</strong></span></p>")


def table(caption, cells, row_names, column_names=("<i>q</i> = 1", "2", "3")):
    """A table; ``cells`` holds the HTML of a cell for each place of W, row by row."""
    head = "".join(f'<th scope="col">{one}</th>' for one in column_names)
    body = "".join(
        f'<tr><th scope="row">{one}</th>{"".join(cells[p * len(X):(p + 1) * len(X)])}</tr>'
        for p, one in enumerate(row_names))
    return (f"<table><caption>{caption}</caption><thead><tr><td></td>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>")


def slice_of(i):
    """The slopes of one score, under the number that weighs them."""
    cells = [f'<td class="{"lit " * ((p, q) == FIRST)}{"alive" if slope else "dead"}" '
             f'data-place="{p} {q}">{number(slope)}</td>'
             for (p, q), slope in zip(PLACES, block()[i].ravel(), strict=True)]
    caption = (f"{name('g', i)} = {number(BACK[i])} times ∂{name('z', i)}/∂<i>W</i><sub><i>pq</i>"
               "</sub>")
    return table(caption, cells, ("<i>p</i> = 1", "2"))


def gradient():
    """The outer product, with what comes back and what came in at its margins."""
    now = lambda place: ' class="now"' if place == FIRST else ""
    cells = [f'<td data-entry="{p} {q}"{now((p, q))}>{number(slope)}</td>'
             for (p, q), slope in zip(PLACES, np.outer(BACK, X).ravel(), strict=True)]
    margins = [[f"{name(letter, k)} = {number(value)}" for k, value in enumerate(values)]
               for letter, values in (("g", BACK), ("x", X))]
    return table("their sum: grad<sub><i>W</i></sub> <i>L</i>", cells, *margins)


def part():
    """The HTML of the part."""
    opens = parts.head(
        "The gradient, slice by slice",
        "Choose a weight in the table of the gradient. Its place in both slices lights up, and "
        "below stands what each of them adds.",
        "How many of the slices have something to add to a weight?")
    tables = "".join(slice_of(i) for i in range(len(BACK)))
    return ('<div class="part block" role="group" aria-label="The gradient, slice by slice" '
            f'data-first="{FIRST[0]} {FIRST[1]}" data-columns="{len(X)}">{opens}'
            f'<div class="tables">{tables}{gradient()}</div>'
            f'<div class="sums">{"".join(line(*place) for place in PLACES)}</div></div>')


@marks.register("slices")
def the_slices(app, docname, argument):
    """``<!-- slices -->``: the block of the small layer of chapter 18, and its gradient."""
    marks.alone(argument)
    return parts.place("slices", part())
