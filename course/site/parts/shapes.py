"""The shape explorer: Jacobians as blocks, drawn to scale, in both layouts.

    <!-- shapes one 3 2 -->
    <!-- shapes 3 4 2 -->

The first shows one block, of f with respect to x: n inputs and m outputs. The second shows the two
factors of f(g(x)): the sizes n of x, k of g and m of f at the start. Without JavaScript a reader
sees the table of all cases, computed here.

A derivative with respect to a single number has a straight d, one with respect to a vector a round
one.
"""

import itertools

from course.site import marks, parts

LARGEST = 6
LAYOUTS = ("numerator", "denominator")


def jacobian(outputs, inputs, layout="numerator"):
    """The shape (rows, columns) of a Jacobian; sizes are numbers or letters, 1 for a scalar."""
    return (outputs, inputs) if layout == "numerator" else (inputs, outputs)


def factors(m, k, n, layout="numerator"):
    """The shapes of the two factors of ∂f/∂x, in the order in which they are multiplied."""
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
        '<table class="shape-table"><caption>The shapes of ∂f/∂x = ∂f/∂g · ∂g/∂x (with a '
        "straight d where x, or g, is a number). In denominator layout each Jacobian is "
        "transposed and the order turns round.</caption><thead><tr>"
        '<th scope="col">input x</th><th scope="col">inner g</th><th scope="col">output f</th>'
        '<th scope="col">numerator layout</th><th scope="col">∂f/∂x is a</th>'
        '<th scope="col">denominator layout</th></tr></thead><tbody>' + rows + "</tbody></table>")


def _row(n, k, m):
    kinds = "".join(f'<td>{"number" if one == 1 else "vector"}</td>' for one in (n, k, m))
    products = [_multiplied(*factors(m, k, n, layout)) for layout in LAYOUTS]
    name = name_of(product(*factors(m, k, n)))
    return f"<tr>{kinds}<td>{products[0]}</td><td>{name}</td><td>{products[1]}</td></tr>"


def _multiplied(left, right):
    shapes = (left, right, product(left, right))
    return "({} × {}) ({} × {}) = {} × {}".format(*itertools.chain(*shapes))


def one_table():
    """The four cases of a single Jacobian, as HTML."""
    rows = ""
    for n, m in itertools.product((1, "n"), (1, "m")):
        kinds = "".join(f'<td>{"number" if one == 1 else "vector"}</td>' for one in (n, m))
        numerator, denominator = (jacobian(m, n, layout) for layout in LAYOUTS)
        rows += (f"<tr>{kinds}<td>{_size(numerator)}</td><td>{name_of(numerator)}</td>"
                 f"<td>{_size(denominator)}</td></tr>")
    return (
        '<table class="shape-table"><caption>The shape of ∂f/∂x (with a straight d where x is a '
        "number). In denominator layout it is the transpose.</caption><thead><tr>"
        '<th scope="col">input x</th><th scope="col">output f</th>'
        '<th scope="col">numerator layout</th><th scope="col">∂f/∂x is a</th>'
        f'<th scope="col">denominator layout</th></tr></thead><tbody>{rows}</tbody></table>')


def _size(shape):
    return "{} × {}".format(*shape)


OPENS = {
    "one": parts.head(
        "The shape of a Jacobian",
        "Choose how many numbers go in and how many come out, predict the shape of the "
        "derivative, and look.", "When is it a row, and when a column?"),
    "two": parts.head(
        "Two Jacobians, and the shapes that fit",
        "Choose which of x, g and f are numbers and which are vectors, and predict the shape of "
        "their product; then exchange the factors.",
        "When does the exchanged product fit, and is wrong all the same?"),
}


def explorer(sizes):
    """The HTML of an explorer that begins with these sizes: n and m, or n, k and m."""
    names = ("n", "k", "m") if len(sizes) == 3 else ("n", "m")
    kind, whole = ("two", table()) if len(sizes) == 3 else ("one", one_table())
    given = "".join(f' data-{name}="{size}"' for name, size in zip(names, sizes, strict=True))
    return (f'<div class="part explorer" data-blocks="{kind}"{given}>{OPENS[kind]}'
            f'<div class="whole" tabindex="0">{whole}</div></div>')


@marks.register("shapes")
def the_shapes(app, docname, argument):
    """``<!-- shapes one n m -->`` or ``<!-- shapes n k m -->``: with the sizes shown first."""
    one, sizes = argument.startswith("one "), argument.removeprefix("one ").split()
    if len(sizes) != 3 - one or not all(size.isdigit() and 1 <= int(size) <= LARGEST
                                        for size in sizes):
        raise ValueError(f"no sizes {argument!r}; cure: three sizes n k m from 1 to {LARGEST}, or "
                         "'one' and two sizes n m")
    return parts.place("shapes", explorer(sizes))
