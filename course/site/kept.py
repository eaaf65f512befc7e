"""A short formula and the comma behind it stay on one line, and so does a shape.

A browser may break a line on either side of a formula, whatever stands there, and would begin the
next line with a full stop. So a short formula is wrapped with the mark that follows it and the
bracket before it; a long one is left alone, since it has to break. And a shape such as m x n is
one thing.
"""

import re

from docutils import nodes

SHORT = 16  # signs, less than half a line of a small phone
BEFORE = re.compile(r"[(\[“]+$")
BEHIND = re.compile(r"[,.;:!?)\]’'”…%]+(?:s\b)?|-\w+")
LAYOUT = re.compile(r"\\(?:mathbf|mathrm|boldsymbol|vec|operatorname|[dt]?frac|[;,!])")


def signs(tex):
    """About how many letters and signs a formula shows."""
    return len(re.sub(r"[{}_^\s]", "", re.sub(r"\\[A-Za-z]+", "x", LAYOUT.sub("", tex))))


def _text(parent, index):
    node = parent[index] if 0 <= index < len(parent) else None
    return node if isinstance(node, nodes.Text) else None


def keep(doctree):
    """Wrap every short formula of a document with what it must not be parted from."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        place = parent.index(formula)
        before, behind = _text(parent, place - 1), _text(parent, place + 1)
        opening = BEFORE.search(before) if before else None
        closing = BEHIND.match(behind) if behind else None
        tex = formula.astext()
        if signs(tex) > SHORT or not (opening or closing or r"\times" in tex):
            continue
        kept = nodes.inline("", "", classes=["joined"])
        parent.replace(formula, kept)
        if opening:
            parent.replace(before, nodes.Text(before[:opening.start()]))
            kept += nodes.Text(opening[0])
        kept += formula
        if closing:
            kept += nodes.Text(closing[0])
            parent.replace(behind, nodes.Text(behind[closing.end():]))


def connect(app):
    app.connect("doctree-resolved", lambda app, doctree, docname: keep(doctree))
