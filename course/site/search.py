"""The search: what the book's pages hold, as one script that a page fetches when a reader searches.

``courseIndex`` has the pages' titles and, for each place, [page, anchor, kind, title, text]: a
section with its words, a rule, definition or example with its ID, a term of the glossary. Like the
previews, each page that is written leaves its part beside the environment.
"""

import json
import re
from pathlib import Path

from docutils import nodes

from course import notebooks

SILENT = (nodes.math, nodes.math_block, nodes.raw, nodes.literal_block, nodes.comment, nodes.title)
ID = re.compile(r"[A-Z]-[\w-]+$")


def words(node, skip=()):
    """The running text below a node, in one line, without formulas, code and titles."""
    def said(one):
        if isinstance(one, nodes.Text):
            return str(one)
        if isinstance(one, (*SILENT, *skip)) or "cell_output" in one.get("classes", ()):
            return " " if not isinstance(one, nodes.math) else "…"
        inside = "".join(said(child) for child in one.children)
        return inside if isinstance(one, nodes.Inline) else f"{inside} "

    return " ".join(" ".join(said(child) for child in node.children).split())


def places(doctree, anchors):
    """The places of a page that a reader may look for: [anchor, kind, title, text]."""
    found = []
    for node in doctree.findall(nodes.section):
        ids = [one for one in node["ids"] if one in anchors]
        title = node.next_node(nodes.title)
        if not ids or title is None or title.parent is not node:
            continue  # the inside of a box
        name = title.astext()
        found.append([ids[0], "section", name, words(node, (nodes.section,))])
    for node in doctree.findall(nodes.Element):
        name = next((one for one in node.get("ids", ()) if ID.match(one)), None)
        title = node.next_node(nodes.title) if name else None
        if title is not None:
            found.append([name, "box", title_words(title), words(node)[:240]])
    for node in doctree.findall(nodes.term):
        if node["ids"]:
            meaning = node.parent.next_node(nodes.definition)
            found.append([node["ids"][0], "term", node.astext(), words(meaning) if meaning else ""])
    return found


def title_words(title):
    return " ".join(re.sub(r"\\[a-z]+|[{}$]", "", title.astext()).split()).removeprefix(
        "(").removesuffix(")")


def _kept_of(app):
    folder = Path(app.doctreedir) / "search"
    return lambda page: folder / f"{page.replace('/', '-')}.json"


def _keep(app, pagename, templatename, context, doctree):
    path = _kept_of(app)(pagename)
    if doctree is None:
        path.unlink(missing_ok=True)
        return
    anchors = set(re.findall(r' id="([^"]+)"', context["body"]))
    title = re.sub(r"<[^>]+>", "", context.get("title", ""))
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps([pagename, title, places(doctree, anchors)]), encoding="utf-8")


def _join(app, error):
    if error or app.builder.format != "html":
        return
    pages, entries = [], []
    for path in map(_kept_of(app), notebooks.toc_pages(Path(app.srcdir))):
        if path.exists():
            name, title, found = json.loads(path.read_text(encoding="utf-8"))
            entries += [[len(pages), *one] for one in found]
            pages.append([name, title])
    script = json.dumps({"pages": pages, "places": entries}, ensure_ascii=False,
                        separators=(",", ":"))
    Path(app.outdir, "searchindex.js").write_text(f"window.courseIndex = {script};\n",
                                                  encoding="utf-8")


def _no_other_index(app):
    if app.builder.format == "html":
        app.builder.search = False  # Sphinx's own: another script, another page


def _page(app):
    yield "search", {"title": "Search"}, "search.html"


def connect(app):
    app.connect("builder-inited", _no_other_index)
    app.connect("html-collect-pages", _page)
    app.connect("html-page-context", _keep)
    app.connect("build-finished", _join)
