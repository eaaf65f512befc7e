"""A prediction that opens what answers it.

    :::{predict}
    Which entries of this Jacobian must be zero?

    - (a) those off the diagonal
    - (b) none
    :::

What follows is hidden until the reader has chosen; ``:::{because} a`` closes it and says why.
Without a script it is a fold. ``:::{predict} value`` asks for a number, closed by
``:::{because} 4.2``; ``:::{predict} draw``, with ``:area: left right top bottom`` of the plot in
fractions of the picture, for a curve over the empty axes of the figure before it, closed by
``:::{because} curve``: the first figure between the two is the true one, drawn to the same size.
"""

import hashlib
import re

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from course.bank import kinds
from course.site import folds, places

KINDS = ("choice", "value", "draw")
FEWEST, MOST = 2, 3  # choices
CHOICE = re.compile(r"\(([a-c])\)\s+")
CURVE = "curve"


class prediction(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes so)
    """A question of the chapter; at the end of the reading, with what answers it."""


class because(nodes.General, nodes.Element):  # noqa: N801
    """Why: it closes the prediction before it."""


def _area(text):
    edges = [float(one) for one in text.split()]
    if len(edges) != 4 or not 0 <= edges[0] < edges[1] <= 1 or not 0 <= edges[2] < edges[3] <= 1:
        raise ValueError("four fractions of the picture: left right top bottom")
    return text


class PredictDirective(SphinxDirective):
    """``:::{predict}``, ``:::{predict} value`` or ``:::{predict} draw``."""

    optional_arguments = 1
    has_content = True
    option_spec = {"area": _area}

    def run(self):
        kind = self.arguments[0] if self.arguments else "choice"
        place = places.of(self, "predict")
        if kind not in KINDS[1:] and self.arguments:
            raise places.fault(place, f"no kind {kind!r}",
                               "write value, draw, or nothing for a choice")
        if (kind == "draw") != ("area" in self.options):
            raise places.fault(place, "a curve and its area belong together",
                        "write ':area: left right top bottom' under {predict} draw, and only there")
        asked = "\n".join([kind, *self.options.values(), *self.content])
        node = prediction("", kind=kind, place=place, area=self.options.get("area", ""),
                          digest=hashlib.sha256(asked.encode()).hexdigest()[:8])
        inside = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, inside)
        letters, answers = self.choices(inside) if kind == "choice" else ([], [])
        node["letters"] = letters
        title = nodes.paragraph("", "Predict", classes=["admonition-title"])
        controls = {"choice": answers, "value": [_raw(NUMBER)], "draw": [_raw(DRAW)]}[kind]
        said = _raw('<p class="said" role="status"></p>')
        node += nodes.container("", title, *inside.children, *controls, said,
                                classes=["admonition", "predict"])
        return [node]

    def choices(self, inside):
        """Take the list of choices out of what was asked; its letters, and a button for each."""
        place = places.of(self, "predict")
        if not inside.children or not isinstance(inside[-1], nodes.bullet_list):
            raise places.fault(place, "no choices", "end it with a list: - (a) ..., - (b) ...")
        answers = inside.pop()
        texts = [_paragraph(item, place) for item in answers]
        letters = [CHOICE.match(text.astext()) for text in texts]
        letters = [one and one[1] for one in letters]
        if letters != ["a", "b", "c"][:len(letters)] or not FEWEST <= len(letters) <= MOST:
            raise places.fault(place, f"{len(letters)} choices ({', '.join(map(str, letters))})",
                        f"write {FEWEST} or {MOST}: - (a) ..., - (b) ...")
        buttons = []
        for letter, text in zip(letters, texts, strict=True):
            first = text.children[0]
            text.replace(first, nodes.Text(CHOICE.sub("", first.astext(), count=1)))
            buttons += [_raw(f'<button type="button" value="{letter}"><span class="letter">'
                             f"({letter})</span> "),
                        nodes.inline("", "", *text.children, classes=["text"]), _raw("</button>\n")]
        return letters, [_raw('<div class="choices" role="group" aria-label="Your prediction">\n'),
                         *buttons, _raw("</div>\n")]


class BecauseDirective(SphinxDirective):
    """``:::{because} a``: the letter, or the number, that is right."""

    required_arguments = 1
    has_content = True

    def run(self):
        node = because("", answer=self.arguments[0], place=places.of(self, "because"))
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


FIELD = kinds.entry(type="text", inputmode="decimal")
NUMBER = (f'<div class="form choices"><label>Your number {FIELD}</label> '
          '<button type="submit">Show</button></div>\n')
DRAW = '<div class="choices"></div>\n'


def _paragraph(item, place):
    if len(item) != 1 or not isinstance(item[0], nodes.paragraph):
        raise places.fault(place, "a choice of more than a paragraph", "write it in one")
    return item[0]


def _raw(html):
    return nodes.raw("", html, format="html")


# Between the two ---------------------------------------------------------------------------------


def _gate(app, doctree):
    """Everything from a prediction to its "because" waits behind it."""
    for node in list(doctree.findall(prediction)):
        siblings = node.parent.children
        start = siblings.index(node)
        end = next((place for place in range(start + 1, len(siblings))
                    if isinstance(siblings[place], because | prediction)), None)
        if end is None or isinstance(siblings[end], prediction):
            raise places.fault(node["place"], "nothing closes it in its section",
                        "write ':::{because} ...' after what answers it, no heading between")
        reason = siblings[end]
        _check(node, reason)
        hidden = siblings[start + 1:end]
        node.parent.children[start + 1:end + 1] = []
        verdict = nodes.paragraph("", "", classes=["verdict"])
        reason.insert(0, verdict)
        node["answer"] = reason["answer"]
        node += folds.made("gate", [nodes.Text("Show what happens")], *hidden, reason)
    for node in doctree.findall(because):
        if not isinstance(node.parent, folds.fold):
            raise places.fault(node["place"], "no prediction before it in its section",
                        "write ':::{predict}' before what answers it, no heading between")


def _check(node, reason):
    answer, kind = reason["answer"], node["kind"]
    if kind == "choice" and answer not in node["letters"]:
        raise places.fault(reason["place"], f"no choice {answer!r}",
                    f"name one of {', '.join(node['letters'])}")
    if kind == "value" and not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", answer):
        raise places.fault(reason["place"], f"no number {answer!r}", "write it as 4.2")
    if kind == "draw" and answer != CURVE:
        raise places.fault(reason["place"], f"{answer!r} closes no curve",
                           f"write {{because}} {CURVE}")


def _visit(self, node):
    data = {f"data-{name}": node[name] for name in ("kind", "digest", "answer", "area")
            if node.get(name)}
    self.body.append(self.starttag(node, "div", CLASS="prediction", **data))


def _visit_because(self, node):
    self.body.append(self.starttag(node, "div", CLASS="because"))


def _depart(self, node):
    self.body.append("</div>\n")


def connect(app):
    app.add_node(prediction, html=(_visit, _depart))
    app.add_node(because, html=(_visit_because, _depart))
    app.add_directive("predict", PredictDirective)
    app.add_directive("because", BecauseDirective)
    app.connect("doctree-read", _gate)
