"""The frame of a page: light, quick, and usable without JavaScript.

1. Scripts load after the page is painted; those that a page does not use are left out.
2. A box of the class ``dropdown`` opens and closes by itself (``<details>``), without a script.
3. A chapter says where it stands in its part, and how long it takes.
4. A figure has its size from the start, so that nothing moves; on a phone a wide one scrolls.
"""

import re
from pathlib import Path

from docutils import nodes

from course import notebooks, part_of, times

FIGURE = re.compile(r'(<img alt="[^"]*" src="[^"]*_images/([^"/]+\.svg)") />')
SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"|<svg')
WIDE = 520  # pixels: on a phone its letters would be too small to read


def _open_and_close(app, doctree, docname):
    """An answer that waits for a click, as the browser does it: by keyboard, and in a search."""
    if app.builder.format != "html":
        return
    for box in list(doctree.findall(nodes.admonition)):
        if "dropdown" not in box["classes"]:
            continue
        title, inside = box.children[0], box.children[1:]
        classes = " ".join(["admonition", *box["classes"]])
        name = f' id="{box["ids"][0]}"' if box["ids"] else ""
        start = f'<details class="{classes}"{name}><summary class="admonition-title">'
        box.parent.replace(box, [  # replace_self would hand the box's classes on
            nodes.raw("", start, format="html"), *title.children,
            nodes.raw("", "</summary>", format="html"), *inside,
            nodes.raw("", "</details>", format="html")])


def _say_where(app, pagename, templatename, context, doctree):
    """Under the title of a chapter: its place in the book, and its time."""
    root = Path(app.srcdir)
    chapters = [page for page in notebooks.toc_pages(root, whole=True) if part_of(page)]
    if pagename not in chapters or "</h1>" not in context.get("body", ""):
        return
    number, last = chapters.index(pagename) + 1, len(chapters)
    lab = f"../../lab/notebooks/index.html?path={pagename.removeprefix('book/')}.ipynb"
    run = f'<a class="run" href="{lab}">Run it in the browser</a>'
    line = (f'<p class="place"><progress max="{last}" value="{number}" aria-hidden="true">'
            f"</progress> Chapter {number} of {last} · "
            f"{times.said(times.of(root, pagename))} · {run}</p>")
    context["body"] = context["body"].replace("</h1>", "</h1>\n" + line, 1)


def _size_figures(app, pagename, templatename, context, doctree):
    sources = {name: source for source, name in app.builder.images.items()}

    def sized(found):
        drawing = Path(app.srcdir, sources[found[2]]).read_text(encoding="utf-8")
        if not (size := SIZE.search(drawing))[1]:
            return found[0]  # not drawn by matplotlib
        width, height = (round(float(points) * 4 / 3) for points in size.groups())
        image = f'{found[1]} width="{width}" height="{height}" />'
        return f'<div class="wide">{image}</div>' if width > WIDE else image

    context["body"] = FIGURE.sub(sized, context.get("body", ""))


def connect(app):
    app.connect("doctree-resolved", _open_and_close)
    app.connect("html-page-context", _say_where)
    app.connect("html-page-context", _size_figures)
