"""The shape explorer for a matrix of weights: the block of slopes, and the gradient matrix.

    <!-- weights 2 3 4 -->

A layer with a weight matrix of m x n, for one example or for N of them, the rows of X: the sizes m,
n and N at the start. The slopes lie in a block of m x m x n for each example, mostly zeros; the
gradient matrix is a product of what came back and what came in. ``weights.js`` draws both, and the
same factors turned round or exchanged. Without JavaScript a reader sees the table.
"""

from course.site import marks, parts
from course.site.parts.shapes import LARGEST, product

T = "<sup>T</sup>"
ORDERS = {  # of the factors, for one example and for a batch
    "as derived": (f"<i>g</i> <i>x</i>{T}", f"<i>G</i>{T}<i>X</i>"),
    "turned round": (f"<i>x</i> <i>g</i>{T}", f"<i>X</i>{T}<i>G</i>"),
    "exchanged": (f"<i>x</i>{T}<i>g</i>", f"<i>X</i> <i>G</i>{T}"),
}


def factors(order, m, n, N=1):
    """The shapes of the two factors; one example is a batch of one row."""
    return {"as derived": ((m, N), (N, n)), "turned round": ((n, N), (N, m)),
            "exchanged": ((N, n), (m, N))}[order]


def _size(shape):
    return " × ".join(map(str, shape))


def _multiplied(order, m, n, N):
    left, right = factors(order, m, n, N)
    found = product(left, right)
    ends = f" = {_size(found)}" if found else ", which fits only if <i>m</i> = <i>n</i>"
    return f"({_size(left)})({_size(right)}){ends}"


def table():
    """The shapes of all that belongs to the gradient, as HTML."""
    rows = [("slopes, as a block", "<i>m</i> × <i>m</i> × <i>n</i>",
             "<i>N</i> × <i>m</i> × <i>m</i> × <i>n</i>"),
            ("of these not always zero", "<i>m</i> <i>n</i>", "<i>N</i> <i>m</i> <i>n</i>")]
    letters = ("<i>m</i>", "<i>n</i>", "<i>N</i>")
    for order, names in ORDERS.items():
        shown = [f"{name}: {_multiplied(order, *letters[:2], N)}"
                 for name, N in zip(names, ("1", letters[2]), strict=True)]
        rows.append((f"product, {order}", *shown))
    body = "".join(f'<tr><th scope="row">{name}</th><td>{one}</td><td>{many}</td></tr>'
                   for name, one, many in rows)
    return ('<table class="shape-table"><caption>From the slopes to the gradient matrix, which has '
            "the shape of <i>W</i>, <i>m</i> × <i>n</i>.</caption><thead><tr><td></td>"
            '<th scope="col">one example</th><th scope="col">a batch of <i>N</i> rows</th></tr>'
            f"</thead><tbody>{body}</tbody></table>")


OPENS = parts.head(
    "A gradient with respect to a matrix",
    "Choose the sizes of a layer, and how many examples it gets. Above are the slopes of one "
    "example, with the zeros left blank; below is what descent needs of them, the product of what "
    "comes back and what came in. Then put the factors together in another way.",
    "For which sizes has a wrong product the shape of <i>W</i>?")


def explorer(m, n, N):
    """The HTML of an explorer that begins with these sizes."""
    return (f'<div class="part shapes" role="group" aria-label="A gradient with respect to a '
            f'matrix" data-m="{m}" data-n="{n}" data-examples="{N}">{OPENS}'
            f'<div class="whole" tabindex="0">{table()}</div></div>')


@marks.register("weights")
def the_weights(app, docname, argument):
    """``<!-- weights m n N -->``: with the sizes shown first."""
    sizes = argument.split()
    if len(sizes) != 3 or not all(size.isdigit() and 1 <= int(size) <= LARGEST for size in sizes):
        raise ValueError(f"no sizes {argument!r}; cure: three sizes m n N from 1 to {LARGEST}")
    return parts.place("weights", explorer(*map(int, sizes)))
