"""What stands behind a chapter, folded: one line that says what is in it, and opens to it.

The tag of a cell says what it is. In a notebook, and in the lab, nothing is folded.

setup      the whole cell, under "Set-up"
plot       the code of a figure, under the figure
machine    code that only confirms, with its output; its first comment is the line
evidence   ``verify(Rule(...))``: the rule's box gets a line, which opens to the panel and the code
shown      a cell that would be folded, but is what the chapter is about

Each fold is a ``<details>``, which needs no script. ``folds.js`` opens all of a kind.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError

from course import notebooks
from course.site import entries, openings
from course.site.parts import derive
from matrixcalculus.evidence import Evidence

PLOT = "How this figure was drawn"
FORMULA = re.compile(r"\$([^$]+)\$")
IN_WORDS = re.compile(  # what is a formula in the words of an evidence
    r"(?P<equals>\b[A-Za-z] = \d+(?:, [A-Za-z] = \d+)*)|(?<=for every )(?P<sizes>\w(?:, \w)*)"
    r"|(?<=always )(?P<shape>\S+ × \S+)")


class fold(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes so)
    """A part that opens: its first child is the line."""


class fold_line(nodes.General, nodes.TextElement):  # noqa: N801
    """The line of a fold."""


def made(kind, line, *inside):
    """A fold of a kind; ``line`` is a list of nodes."""
    return fold("", fold_line("", "", *line), *inside, classes=["fold", kind])


def _visit_fold(self, node):
    opened = {"tabindex": "-1", "aria-label": "What happens"} if "gate" in node["classes"] else {}
    self.body.append(self.starttag(node, "details", **opened))


def _depart_fold(self, node):
    self.body.append("</details>\n")


def _visit_line(self, node):
    self.body.append("<summary><span>")


def _depart_line(self, node):
    self.body.append("</span></summary>\n")


def with_formulas(text):
    """Nodes for a line in which formulas stand between dollars."""
    return [nodes.math("", part) if odd % 2 else nodes.Text(part)
            for odd, part in enumerate(FORMULA.split(text)) if part]


# The switch of a page ---------------------------------------------------------------------------

SWITCH = """
<fieldset class="page-switch"><legend>Show</legend>
<label><input type="radio" name="page-switch" value="read" checked> the text</label>
<label><input type="radio" name="page-switch" value="code"> with code</label>
<label><input type="radio" name="page-switch" value="proofs"> with proofs</label>
<span class="said" role="status"></span></fieldset>
"""


def _place_switch(app, pagename, templatename, context, doctree):
    """Under the line that says where a chapter stands."""
    body = context.get("body", "")
    if '<details class="fold ' in body:
        context["body"] = re.sub(r'(<p class="place">.*?</p>)', lambda line: line[0] + SWITCH, body,
                                 count=1, flags=re.S)


# Cells -------------------------------------------------------------------------------------------


def _fold_cells(app, doctree):
    env = app.env
    path = Path(env.doc2path(env.docname))
    cells = [one for one in doctree.findall(nodes.container)
             if one.get("nb_element") == "cell_code"]
    if path.suffix != ".ipynb" or not cells:
        return
    notebook = notebooks.read_notebook(path, Path(app.srcdir))
    for node in cells:
        cell = notebook.cells[node["cell_index"]]
        for tag in cell.tags:
            if tag in FOLDED:
                FOLDED[tag](cell, node, doctree)


def _set_up(cell, node, doctree):
    _wrap(node, "setup", [nodes.Text("Set-up")])


def _plot(cell, node, doctree):
    source, *outputs = node.children
    if not any(outputs):
        raise ExtensionError(cell.problem("tagged plot, and without a figure",
                                          "delete the tag, or run `make notebooks`"))
    node.children = []
    node.extend([*outputs, made("plot", [nodes.Text(PLOT)], source)])


def _machine(cell, node, doctree):
    comment = first_comment(cell.source)
    if not comment:
        raise ExtensionError(cell.problem("tagged machine, and its first line is no comment",
                                          "say there what the code confirms"))
    _wrap(node, "machine", with_formulas(comment))


def _wrap(node, kind, line):
    parent, place = node.parent, node.parent.index(node)
    parent[place] = made(kind, line, node)


def first_comment(source):
    """The text of the comment in a cell's first line, or ""."""
    found = re.match(r"#\s*(\S.*)", source)
    return found[1].strip() if found else ""


# Evidence ----------------------------------------------------------------------------------------


def _evidence(cell, node, doctree):
    """The cell goes into the box of its rule, or folds where it stands."""
    found = [Evidence.read(output["data"][notebooks.MIME]) for output in cell.outputs
             if notebooks.MIME in output.get("data", {})]
    if not found:
        raise ExtensionError(cell.problem("tagged evidence, and without one",
                                          "end it with verify(Rule(...)); run `make notebooks`"))
    for bundle in list(node.findall(nodes.container)):
        if bundle.get("nb_element") == "mime_bundle" and "class='evidence'" in bundle.astext():
            bundle.parent.remove(bundle)
    for output in [one for one in node.children if one.get("nb_element") == "cell_code_output"]:
        if not output.children:
            node.remove(output)
    parent, place = node.parent, node.parent.index(node)
    panels = [made("verified", line(one), panel(one)) for one in found]
    panels[-1].append(node)  # the code, under what it found
    boxes = {box["label"]: box for box in doctree.findall(nodes.Admonition) if box.get("label")}
    left = []
    for one, opens in zip(found, panels, strict=True):
        (boxes[one.id][-1] if one.id in boxes else left).append(opens)
        if one.id in boxes and one.id in openings.stated():
            boxes[one.id][-1].append(in_derive(one.id))
    parent[place:place + 1] = left


def in_derive(rule):
    """A small link that opens a rule in Derive, its expression in the address."""
    link = nodes.reference("", "Open this rule in Derive", internal=False,
                           refuri=f"../derive.html#{derive.address(*openings.stated()[rule])}")
    return nodes.paragraph("", "", link, classes=["in-derive"])


def line(evidence):
    """What an evidence is worth, in one line."""
    everybody, independent = evidence.witnesses
    number = len(everybody)
    alone = ("" if len(independent) == number
             else f", {len(independent)} of them independent of the rule")
    rejected = f"{len(evidence.mutants)} wrong forms rejected"
    return [nodes.strong("", "verified"), nodes.Text(f": {number} witnesses{alone}, {rejected}"),
            nodes.Text(" · "), *in_words(derived(evidence), evidence)]


def derived(evidence):
    """What was derived: "the law itself at m = 2, n = 2; an example at every size"."""
    law = "the law itself" if evidence.unknown else "the function itself"
    every = f"for every {', '.join(evidence.sizes)}"
    if evidence.about == "example":
        return (f"{law} at {evidence.at}; an example at every size" if evidence.at
                else f"an example, {every}" if evidence.sizes else "an example")
    if evidence.at:
        return f"{law} at {evidence.at}"
    return f"{law}, {every}" if evidence.sizes else law


def in_words(text, evidence):
    """Nodes for words of an evidence, with what is a formula set as one."""
    if evidence.instance and evidence.instance in text:
        before, _, after = text.partition(evidence.instance)
        return [*in_words(before, evidence), formula(evidence.instance),
                *in_words(after, Evidence())]
    found, start = [], 0
    for one in IN_WORDS.finditer(text):
        found += [nodes.Text(text[start:one.start()]), nodes.math("", _sizes(one))]
        start = one.end()
    return [*found, nodes.Text(text[start:])]


def _sizes(found):
    return found[0].replace("×", r"\times").replace("·", r"\,")


def formula(text):
    """An entry set as a formula; as code, where it cannot be read."""
    try:
        return nodes.math("", entries.latex(text))
    except ValueError:
        return nodes.literal(text, text)


def panel(evidence):
    """What was checked and found, in two columns; the forms that were rejected, folded."""
    _, _, rows = evidence.rows()
    what = "derivative" if evidence.shape == ("1", "1") else f"entry ({evidence.indices})"
    lines = [(what, [formula(evidence.entry)])] if evidence.entry else []
    for name, done, finding in rows:
        said = [*in_words(done, evidence), nodes.Text(": "),
                nodes.strong("", "", *in_words(finding, evidence))]
        lines.append((name, _forms(evidence, said) if name == "mutants" else said))
    return nodes.definition_list("", *(
        nodes.definition_list_item("", nodes.term("", name), nodes.definition("", *(
            inside if isinstance(inside[0], fold) else [nodes.paragraph("", "", *inside)])))
        for name, inside in lines), classes=["panel"])


def _forms(evidence, said):
    forms = [nodes.list_item("", nodes.paragraph("", f"{one['form']} (by {one['by']})"))
             for one in evidence.mutants]
    return [fold("", fold_line("", "", *said), nodes.bullet_list("", *forms), classes=["forms"])]


FOLDED = {"setup": _set_up, "plot": _plot, "machine": _machine, "evidence": _evidence}


def connect(app):
    app.add_node(fold, html=(_visit_fold, _depart_fold))
    app.add_node(fold_line, html=(_visit_line, _depart_line))
    app.connect("doctree-read", _fold_cells)
    app.connect("html-page-context", _place_switch)
