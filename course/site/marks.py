"""Where an interactive part stands in a chapter: at the end of a section, found by its title.

Chapters are notebooks that run anywhere, so they hold no directive of ours: an extension names its
places in a small table, ``{page: (title of the section, what the directive takes)}``.
"""

import csv
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

log = logging.getLogger(__name__)


def insert(app, doctree, places, make):
    """Put ``make(arguments)`` at the end of its section, but before any part of that section."""
    if app.env.docname not in places or not app.env.doc2path(app.env.docname).endswith(".ipynb"):
        return  # tests build small books whose pages are no notebooks
    title, arguments = places[app.env.docname]
    section = find(doctree, title)
    if section is None:
        log.warning("%s has no section %r for an interactive part", app.env.docname, title)
    else:
        parts = [at for at, one in enumerate(section) if isinstance(one, nodes.section)]
        section.insert(parts[0] if parts else len(section), make(arguments))


def find(doctree, title):
    """The section of that title, or None."""
    return next((one.parent for one in doctree.findall(nodes.title)
                 if isinstance(one.parent, nodes.section) and one.astext() == title), None)


def link_to(app, docname):
    """A function that turns the ID of a box into a link to it, from the page ``docname``."""
    root = Path(app.srcdir)
    with (root / "book" / "paper" / "items.csv").open(encoding="utf-8") as file:
        chapters = {row["id"]: int(row["chapter"]) for row in csv.DictReader(file)}

    def link(item):
        [page] = (root / "book" / "paper").glob(f"{chapters[item]:02}-*.ipynb")
        there = app.builder.get_relative_uri(docname, f"book/paper/{page.stem}")
        return f'<a class="item" href="{there}#{item}">{item}</a>'

    return link
