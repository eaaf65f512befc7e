"""A derivation by hand: formulas, each followed by its reason.

    :::{derivation} R-ew-diag-w

    $$
    \\frac{\\partial y_i}{\\partial w_j}
    $$
    is what entry $(i, j)$ of the Jacobian means.

    $$
    = \\frac{\\partial}{\\partial w_j} F(w_i, x_i)
    $$
    because output $i$ looks at entry $i$ of each vector and at nothing else.
    :::

The page sets each formula beside its reason, on a phone above it. Any Jupyter shows the same text.
A derivation may serve several rules: ``:::{derivation} R-a R-b``.
"""

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from course import notebooks
from course.site import places


class DerivationDirective(SphinxDirective):
    """``:::{derivation} R-a R-b``: the rules that it derives; none for a formula of no rule."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        names = " ".join(self.arguments).split()
        self.env.note_dependency(notebooks.ITEMS)
        known = {row["id"] for row in notebooks.item_rows(Path(self.env.srcdir))}
        unknown = set(names) - known
        if unknown:
            raise places.fault(places.of(self, "derivation"), f"unknown ID {min(unknown)}",
                               "correct it, or add it to book/items.csv")
        try:
            notebooks.derived_lines("\n".join(self.content))
        except ValueError as error:
            raise places.fault(places.of(self, "derivation"), *str(error).split("; cure: ")) from (
                None)
        inside = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, inside)
        title = nodes.paragraph("", "By hand", classes=["derivation-title"])
        made = nodes.container("", title, *_lines(inside.children), classes=["derivation"])
        made["ids"] = [f"derivation-{name}" for name in names]
        return [made]


def _lines(children):
    """A container for each formula with its reason."""
    found = []
    for one in children:
        if isinstance(one, nodes.math_block):
            goes_on = ["goes-on"] if one.astext().lstrip().startswith(("=", r"\approx")) else []
            why = nodes.container("", classes=["why"])
            found.append(nodes.container("", one, why, classes=["line", *goes_on]))
        else:
            why += one
    return found


def connect(app):
    app.add_directive("derivation", DerivationDirective)
