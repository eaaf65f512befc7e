"""The pages that are computed from the notebooks: rule card, ledger, errata, and their links.

A page holds a comment such as ``<!-- ledger -->``; Sphinx reads in its place what the chapters say
and what their stored evidence shows. Nothing on these pages is typed twice.

Every rule's box gets a link to its row of the ledger, and the first mention of a glossary term on
a chapter's page a link to the glossary.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from course import PARTS, coverage, notebooks, part_of
from course.site import marks

LEDGER = "book/reference/ledger"
GLOSSARY = "book/reference/notation.md"
READS = [  # the chapters, and what reads them
    *(f"{part.folder}/*.ipynb" for part in PARTS), "book/paper/items.csv",
    "course/notebooks.py", "course/checks.py", "course/coverage.py",
]
SHAPE = re.compile(r"\*\*Shape[.:]?\*\*")
COLUMNS = ["chapter", "shape", "symbolic", "numeric error", "autodiff error", "exact",
           "wrong forms rejected", "at a kink"]


# The pages ---------------------------------------------------------------------------------------


def _of_the_book(name):
    """Register a function ``write(book)`` for a mark that stands alone."""
    def registered(write):
        @marks.register(name, reads=READS)
        def written(app, docname, argument):
            marks.alone(argument)
            return write(_book(app))
        return write
    return registered


@_of_the_book("rule-card")
def rule_card(book):
    """Every rule as its box states it, a section for each chapter."""
    lines, chapter = [], None
    for row in coverage.entries(book):
        if row.chapter is not chapter:
            chapter = row.chapter
            lines += [f"## {_chapter_link(chapter) if chapter else 'In no chapter'}", ""]
        lines += ["::::{container} card-rule", "", *_card(row), "::::", ""]
    return "\n".join(lines)


def _card(row):
    if not row.box:
        return [_lacking(row), ""]
    statement, *rest = SHAPE.split(_plain(row.box.text), maxsplit=1)
    shape = f"**Shape** {rest[0].strip()}" if rest else ""
    return [_rule_link(row), "", statement.strip(), "", f"{shape} {_ledger_link(row)}", ""]


@_of_the_book("ledger")
def the_ledger(book):
    """The totals, a row for each rule, and a row for each worked example that was verified."""
    rules = [[_anchored(row), *(_red(row) if row.lacks else _found(row.chapter, row.evidence))]
             for row in coverage.entries(book)]
    examples = [[f"{{prf:ref}}`{one.id}` `{one.entry}`", *_found(chapter, one)]
                for chapter, one in coverage.examples(book)]
    return "\n".join([
        *_table(["of all rules", "number"], totals(book), "totals"),
        "## Rules", "", *_table(["rule", *COLUMNS], rules, "ledger"),
        "## Worked examples", "", *_table(["example", *COLUMNS], examples, "ledger"),
    ])


def totals(book):
    """The first rows of the ledger: [what is counted, how many]."""
    sums = coverage.totals(coverage.entries(book))
    error, versions = _bound(sums["error"]), ", ".join(sums["versions"])
    return [
        ["stated once, and lacking nothing", f"{sums['proven']} of {sums['rules']}"],
        ["symbolic: the law or the function itself derived, at every size",
         f"{sums['every size']} of {sums['rules']}"],
        ["symbolic: the law itself derived at one size", f"{sums['one size']} of {sums['rules']}"],
        ["three independent witnesses", f"{sums['independent']} of {sums['rules']}"],
        ["numeric: agrees with the complex step", f"{sums['numeric']} of {sums['rules']}"],
        ["autodiff: agrees with autograd", f"{sums['autodiff']} of {sums['rules']}"],
        ["exact: equal modulo 2^61 − 1, a wrong form passes with a probability below "
         f"{sums['exact bound']}", f"{sums['exact']} of {sums['rules']}"],
        ["wrong forms tried, and rejected", f"{sums['mutants']:,}"],
        ["made forms that are the rule itself", f"{sums['equal']:,}"],
        ["points", f"{sums['points']:,}, {sums['special']:,} of them special"],
        ["worst relative error", error],
        ["versions", versions],
    ]


def _anchored(row):
    name = f"{_rule_link(row)} `{row.id}`" if row.box else f"`{row.id}`"
    return f'<span id="ledger-{row.id}"></span>{name}'


def _red(row):
    chapter = _chapter_link(row.chapter, short=True) if row.chapter else ""
    return [chapter, "", _lacking(row), *[""] * (len(COLUMNS) - 3)]


def _found(chapter, evidence):
    """The cells after the first, in the order of COLUMNS."""
    dependent = " (applies the rule)" if evidence.not_independent else ""
    shape = r" \times ".join(evidence.shape)
    kink = {None: "", 0: "from below", 1: "from above"}.get(evidence.convention, "between")
    tried = len(evidence.mutants)  # verify() stores nothing when one survives
    of = {name: f"`{name} {number}`" for name, number in evidence.versions.items()}
    return [
        _chapter_link(chapter, short=True),
        f"${shape}$",
        f"{evidence.derived()}{dependent} {of['sympy']}",
        f"{_bound(evidence.numeric_error_below)} {of['numpy']}",
        f"{_bound(evidence.autodiff_error_below)}{dependent} {of['autograd']}",
        f"{evidence.exact['points']} points, {evidence.exact['bound']}"
        if "bound" in evidence.exact else evidence.exactly()[0] if evidence.exact else "",
        f"{tried} of {tried}",
        kink,
    ]


@_of_the_book("ledger-totals")
def ledger_totals(book):
    """The totals in a sentence, for the landing page."""
    sums = coverage.totals(coverage.entries(book))
    missing = sums["rules"] - sums["proven"]
    if missing:
        state = _missing(f"{missing} of {sums['rules']} rules are not proven: see the rows in red")
    else:
        state = f"**{sums['rules']} rules** verified; {_derived(sums)}"
    return (f"{state}; **{sums['mutants']:,} wrong forms** tried and rejected; "
            f"**{sums['points']:,} points**; worst relative error {_bound(sums['error'])}. "
            f"Computed with {', '.join(sums['versions'])}.")


def _derived(sums):
    """What was derived, for how many rules, in words."""
    every, one = sums["every size"], sums["one size"]
    words = f"**{every}** derived at every size"
    return words + (f", **{one}** with unknown functions at one size" if one else "")


@_of_the_book("errata")
def the_errata(book):
    """A table of all errata; then each with its box, its counterexample and what that printed."""
    found = coverage.errata(book)
    rows = [[f"[{one.title}](#slip-{one.id})", _plain(one.claim), _plain(one.corrected)]
            for one in found]
    lines = _table(["slip", "in the paper", "corrected"], rows, "errata")
    for erratum in found:
        lines += [f"(slip-{erratum.id})=", f"### {erratum.title}", "",
                  f"`{erratum.id}`, from {coverage.section_of(erratum.chapter)} Treated in "
                  f"{_chapter_link(erratum.chapter)}, {{ref}}`in this box <{erratum.id}>`.", "",
                  _plain(erratum.box.text), ""]
        for cell in erratum.cells:
            lines += _shown(cell)
    return "\n".join(lines)


def _table(head, rows, name):
    """A table whose first row and first column are headers. (A pipe in a formula would end a
    cell of a pipe table.)"""
    lines = [":::{list-table}", f":class: {name}", ":header-rows: 1", ":stub-columns: 1", ""]
    for row in [head, *rows]:
        first, *rest = (" ".join(cell.split()) for cell in row)
        lines += [f"* - {first}", *(f"  - {cell}" for cell in rest)]
    return [*lines, ":::", ""]


def _shown(cell):
    lines = ["```python", cell.source.rstrip(), "```", ""]
    for output in cell.outputs:
        data = output.get("data", {})
        if output["output_type"] == "stream":
            lines += ["```text", notebooks.joined(output["text"]).rstrip(), "```", ""]
        elif "text/latex" in data:
            latex = notebooks.joined(data["text/latex"]).strip()
            formula = re.sub(r"^\$(\\displaystyle)?|\$$", "", latex)
            lines += ["$$", formula.strip(), "$$", ""]
        elif "text/plain" in data and not cell.figures:
            lines += ["```text", notebooks.joined(data["text/plain"]).rstrip(), "```", ""]
    return lines


def _plain(text):
    """A box's text for another page: its equations without labels, its links from there."""
    text = re.sub(r"^(\$\$)\s*\([\w-]+\)\s*$", r"\1", text, flags=re.M)
    return re.sub(r"\]\((\d\d-)", r"](../paper/\1", text)


def _bound(error):
    return f"below {error:.0e}".replace("-", "−")


def _missing(what):
    return f'<span class="missing">{what}</span>'


def _lacking(row):
    return _missing(f"{row.id} lacks: {'; '.join(row.lacks)}")


def _rule_link(row):
    return f"{{prf:ref}}`{row.box.title} <{row.id}>`"


def _ledger_link(row):
    if row.lacks:
        return _lacking(row)
    verified = f'<a class="ledger-link" href="ledger.html#ledger-{row.id}">verified</a>'
    return f"{verified}: {row.evidence.derived()}"


def _chapter_link(chapter, short=False):
    name = f"{chapter.chapter}" if short else f"Chapter {chapter.chapter}: {chapter.title}"
    return f"[{name}](../paper/{chapter.name})"


# How Sphinx gets them ----------------------------------------------------------------------------


def _book(app):
    if not hasattr(app, "course_book"):
        app.course_book = notebooks.load(Path(app.srcdir))
    return app.course_book


def _link_rules(app, doctree, docname):
    """Under every rule's box, the way to its row of the ledger."""
    if not part_of(docname):
        return
    page = app.builder.get_relative_uri(docname, LEDGER)
    for box in doctree.findall(lambda one: isinstance(one, nodes.Element) and _is_rule(one)):
        uri = f"{page}#ledger-{box['ids'][0]}"
        link = nodes.reference(
            "", "evidence in the ledger", refuri=uri, internal=True, classes=["ledger-link"])
        box.append(nodes.paragraph("", "", link, classes=["to-ledger"]))


def _is_rule(node):
    return any(one.startswith("R-") for one in node["ids"]) and "proof" in node["classes"]


def _link_terms(app, doctree):
    """The first mention of each term of the glossary on a chapter's page becomes a link."""
    docname = app.env.docname
    if not part_of(docname):
        return
    glossary = Path(app.srcdir, GLOSSARY)
    app.env.note_dependency(str(glossary))
    wanted = _terms(glossary)
    for paragraph in list(doctree.findall(nodes.paragraph)):
        for text in list(paragraph.findall(nodes.Text)):
            around = text.parent.parent if isinstance(text.parent, nodes.emphasis) else text.parent
            if around is paragraph and not _in_header(paragraph):  # no link within a link
                _link_first(text, wanted, docname)


def _in_header(node):
    """Is it part of the box that opens a chapter?"""
    return node is not None and ("about" in node.get("classes", ()) or _in_header(node.parent))


def _link_first(text, wanted, docname):
    words = "|".join(map(re.escape, sorted(wanted, key=len, reverse=True)))
    found = re.search(rf"\b({words})s?\b", text.astext(), re.I) if words else None
    if not found:
        return
    word, term = found[0], wanted.pop(found[1].lower())
    link = addnodes.pending_xref(
        "", nodes.inline("", word), refdomain="std", reftype="term", reftarget=term,
        refdoc=docname, refexplicit=True, refwarn=True)
    before, after = text.astext()[: found.start()], nodes.Text(text.astext()[found.end():])
    text.parent.replace(text, [nodes.Text(before), link, after])
    _link_first(after, wanted, docname)


def _terms(glossary):
    """The terms of the glossary that are words: lower case → as written there."""
    inside = re.search(r"^:::\{glossary\}\n(.*?)^:::", glossary.read_text(encoding="utf-8"),
                       re.M | re.S)[1]
    lines = [line.strip() for line in inside.splitlines() if line[:1].strip()]
    return {line.lower(): line for line in lines if re.fullmatch(r"[A-Za-z][A-Za-z -]{3,}", line)}


def connect(app):
    app.connect("doctree-read", _link_terms)
    app.connect("doctree-resolved", _link_rules)
