"""The shape explorer: the Jacobians of f(g(x)), drawn to scale, in both layouts.

    <!-- shapes 3 4 2 -->

The numbers are the sizes n of x, k of g and m of f at the start. Without JavaScript a reader sees
the table of all cases, computed here.
"""

import itertools

from course.site import marks, parts

LARGEST = 6
LAYOUTS = ("numerator", "denominator")


def jacobian(outputs, inputs, layout="numerator"):
    """The shape (rows, columns) of a Jacobian; sizes are numbers or letters, 1 for a scalar."""
    return (outputs, inputs) if layout == "numerator" else (inputs, outputs)


def factors(m, k, n, layout="numerator"):
    """The shapes of the two factors of df/dx, in the order in which they are multiplied."""
    outer, inner = jacobian(m, k, layout), jacobian(k, n, layout)
    return (outer, inner) if layout == "numerator" else (inner, outer)


def product(left, right):
    """The shape of a product of matrices, or None where the inner sizes differ."""
    return (left[0], right[1]) if left[1] == right[0] else None


def name_of(shape):
    """What a matrix of this shape is called."""
    rows, columns = (str(one) for one in shape)
    if rows == columns == "1":
        return "number"
    return "row" if rows == "1" else "column" if columns == "1" else "matrix"


def cases():
    """Number or vector for x, g and f: (letters n, k, m, with 1 for a number)."""
    return list(itertools.product((1, "n"), (1, "k"), (1, "m")))


def table():
    """Every case with its shapes in both layouts, as HTML."""
    rows = "".join(_row(*case) for case in cases())
    return (
        '<table class="shape-table"><caption>The shapes of df/dx = df/dg · dg/dx. In denominator '
        "layout each Jacobian is transposed and the order turns round.</caption><thead><tr>"
        '<th scope="col">input x</th><th scope="col">inner g</th><th scope="col">output f</th>'
        '<th scope="col">numerator layout</th><th scope="col">df/dx is a</th>'
        '<th scope="col">denominator layout</th></tr></thead><tbody>' + rows + "</tbody></table>")


def _row(n, k, m):
    kinds = "".join(f'<td>{"number" if one == 1 else "vector"}</td>' for one in (n, k, m))
    products = [_multiplied(*factors(m, k, n, layout)) for layout in LAYOUTS]
    name = name_of(product(*factors(m, k, n)))
    return f"<tr>{kinds}<td>{products[0]}</td><td>{name}</td><td>{products[1]}</td></tr>"


def _multiplied(left, right):
    shapes = (left, right, product(left, right))
    return "({} × {}) ({} × {}) = {} × {}".format(*itertools.chain(*shapes))


def explorer(n, k, m):
    """The HTML of an explorer that begins with these sizes."""
    return (f'<div class="explorer" data-n="{n}" data-k="{k}" data-m="{m}">'
            f'<div class="whole">{table()}</div></div>')


@marks.register("shapes")
def the_shapes(app, docname, argument):
    """``<!-- shapes n k m -->``: the explorer, with the sizes that it shows first."""
    sizes = argument.split()
    if len(sizes) != 3 or not all(one.isdigit() and 1 <= int(one) <= LARGEST for one in sizes):
        raise ValueError(f"no sizes {argument!r}; cure: three sizes n k m from 1 to {LARGEST}")
    return parts.place("shapes", explorer(*sizes))
