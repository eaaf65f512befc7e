"""The pages that are computed from the notebooks: rule card, ledger, and their links.

A page holds a comment such as ``<!-- ledger -->``; Sphinx reads in its place what the chapters say
and what their stored evidence shows. Nothing on these pages is typed twice.

Every rule's box gets a link to its row of the ledger, and the first mention of a glossary term on
a chapter's page a link to the glossary.
"""

import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes

from course import PARTS, coverage, edition, notebooks, part_of
from course.site import marks

LEDGER = "book/reference/ledger"
GLOSSARY = "book/reference/notation.md"
LETTERS = "book/reference/letters.yml"
READS = [  # the chapters, and what reads them
    "book/*/[0-9]*.ipynb", "book/items.csv",
    "course/notebooks.py", "course/checks.py", "course/coverage.py",
]
COMMON = 1e-13  # a row of the ledger says so where an error is larger
SHAPE = re.compile(r"\*\*Shape[.:]?\*\*")
COLUMNS = ["chapter", "shape", "derived by SymPy", "passes the exact check by luck",
           "wrong forms rejected", "apart from the others"]


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
    """Every rule as its box states it, a section for each chapter; a later part has a title."""
    lines, chapter, part = [], None, PARTS[0]
    for row in coverage.entries(book):
        if row.chapter is not chapter:
            chapter = row.chapter
            if chapter and part_of(chapter.file) != part:
                part = part_of(chapter.file)
                lines += [f"## {part.title}", ""]
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
    """The totals, a row for each rule, and a row for each worked example that was verified.

    What is the same for all stands once, in a sentence; a row says only what differs.
    """
    rules = [[_anchored(row), *(_red(row) if row.lacks else _found(row.chapter, row.evidence))]
             for row in coverage.entries(book)]
    examples = [[f"{{prf:ref}}`{one.id}` `{one.entry}`", *_found(chapter, one)]
                for chapter, one in coverage.examples(book)]
    return "\n".join([
        *_table(["of all rules", "number"], totals(book), "totals"),
        "## Rules", "", _the_same(book), "", *_table(["rule", *COLUMNS], rules, "ledger"),
        "## Worked examples", "", *_table(["example", *COLUMNS], examples, "ledger"),
    ])


def totals(book):
    """The first rows of the ledger: [what is counted, how many]."""
    sums = coverage.totals(coverage.entries(book))
    error, versions = _bound(sums["error"]), ", ".join(sums["versions"])
    return [
        ["stated once, and lacking nothing", f"{sums['proven']} of {sums['rules']}"],
        ["derived by hand, each line with its reason", f"{sums['by hand']} of {sums['rules']}"],
        ["symbolic: the law or the function itself derived, at every size",
         f"{sums['every size']} of {sums['rules']}"],
        ["symbolic: the law itself derived at one size", f"{sums['one size']} of {sums['rules']}"],
        ["three independent witnesses", f"{sums['independent']} of {sums['rules']}"],
        ["numeric: agrees with the complex step", f"{sums['numeric']} of {sums['rules']}"],
        ["autodiff: agrees with autograd", f"{sums['autodiff']} of {sums['rules']}"],
        ["exact: equal modulo $2^{61} - 1$, where a wrong form passes with a probability below "
         f"${_power(sums['exact bound'])}$", f"{sums['exact']} of {sums['rules']}"],
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


def _the_same(book):
    """The sentence before the table: what holds for every row that says nothing else."""
    sums = coverage.totals(coverage.entries(book))
    return (f"For every rule and example the complex step and autograd agree with the formula to a "
            f"relative error {_bound(COMMON)} at every point, and every wrong form that was tried "
            f"is rejected. All was computed with {', '.join(sums['versions'])}.")


def _found(chapter, evidence):
    """The cells after the first, in the order of COLUMNS."""
    dependent = " (applies the rule)" if evidence.not_independent else ""
    shape = r" \times ".join(evidence.shape)
    return [
        _chapter_link(chapter, short=True),
        f"${shape}$",
        f"{evidence.derived()}{dependent}",
        f"${_power(evidence.exact['bound'])}$"
        if "bound" in evidence.exact else evidence.exactly()[0] if evidence.exact else "",
        str(len(evidence.mutants)),  # verify() stores nothing when one survives
        "; ".join(_apart(evidence)),
    ]


def _power(bound):
    """2^-150 as a formula."""
    return re.sub(r"\^(-?\d+)", r"^{\1}", bound)


def _apart(evidence):
    """What the sentence before the table does not say of this row."""
    for witness in ("numeric", "autodiff"):
        if (error := evidence.error_below(witness)) > COMMON:
            yield f"{witness} error {_bound(error)}"
    if sides := evidence.exact.get("sides"):
        yield f"exact with {sides}"
    if evidence.convention is not None:
        kink = {0: "from below", 1: "from above"}.get(evidence.convention, "in between")
        yield f"at the kink: the slope {kink}"


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


@marks.register("letters", reads=[LETTERS])
def the_letters(app, docname, argument):
    """The table of letters, as letters.yml has it."""
    marks.alone(argument)
    groups = yaml.safe_load(Path(app.srcdir, LETTERS).read_text(encoding="utf-8"))
    lines = []
    for group in groups:
        rows = [[f"${one['latex']}$", f"`{one['code']}`", _indexed(one["meaning"]),
                 _formula(one["shape"])] for one in group["letters"]]
        lines += [f"### {group['group']}", "",
                  *_table(["letter", "in code", "meaning", "shape"], rows, "letters")]
    return "\n".join(lines)


def _indexed(meaning):
    """A meaning with its x_1 and x_n as formulas."""
    return re.sub(r"\b([a-z]_\w)\b", r"$\1$", meaning)


def _formula(shape):
    if shape == 1:
        return ""
    if "$" in shape or "\\" not in shape:
        return shape  # in words
    return ", ".join(f"${{{one}}}$" for one in shape.split(",\\ "))  # each in one piece


def _table(head, rows, name):
    """A table whose first row and first column are headers. (A pipe in a formula would end a
    cell of a pipe table.)"""
    lines = [":::{list-table}", f":class: {name}", ":header-rows: 1", ":stub-columns: 1", ""]
    for row in [head, *rows]:
        first, *rest = (" ".join(cell.split()) for cell in row)
        lines += [f"* - {first}", *(f"  - {cell}" for cell in rest)]
    return [*lines, ":::", ""]


def _plain(text):
    """A box's text for another page: its equations without labels, its links from there."""
    text = re.sub(r"^(\$\$)\s*\([\w-]+\)\s*$", r"\1", text, flags=re.M)
    folders = {Path(page).name: Path(page).parent.name
               for page in notebooks.chapter_pages().values()}
    return re.sub(r"\]\((\d\d-[\w-]+)", lambda one: f"](../{folders[one[1]]}/{one[1]}", text)


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
    return f'{verified}<span class="derived">: {row.evidence.derived()}</span>'


def _chapter_link(chapter, short=False):
    name = f"{chapter.chapter}" if short else f"Chapter {chapter.chapter}: {chapter.title}"
    return f"[{name}](../{Path(chapter.file).parent.name}/{chapter.name})"


# How Sphinx gets them ----------------------------------------------------------------------------


def _book(app):
    if not hasattr(app, "course_book"):
        root = Path(app.srcdir)
        app.course_book = notebooks.load(root).without(edition.read(root).dropped)
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
