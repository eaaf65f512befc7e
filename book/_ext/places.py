"""Where an interactive part stands in a chapter: at the end of a section, found by its title.

Chapters are notebooks that run anywhere, so they hold no directive of ours: an extension names its
places in a small table, ``{page: (title of the section, what the directive takes)}``.
"""

import csv
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

ROOT = Path(__file__).resolve().parents[2]
log = logging.getLogger(__name__)


def insert(app, doctree, places, make):
    """Append ``make(arguments)`` to the section of this page, if it has a place."""
    if app.env.docname not in places:
        return
    title, arguments = places[app.env.docname]
    section = find(doctree, title)
    if section is None:
        log.warning("%s has no section %r for an interactive part", app.env.docname, title)
    else:
        section.append(make(arguments))


def find(doctree, title):
    """The section of that title, or None."""
    return next((one.parent for one in doctree.findall(nodes.title)
                 if isinstance(one.parent, nodes.section) and one.astext() == title), None)


def link_to(app, docname):
    """A function that turns the ID of a box into a link to it, from the page ``docname``."""
    with (ROOT / "tests" / "paper-items.csv").open(encoding="utf-8") as file:
        chapters = {row["id"]: int(row["chapter"]) for row in csv.DictReader(file)}

    def link(item):
        [page] = (ROOT / "book" / "paper").glob(f"{chapters[item]:02}-*.ipynb")
        there = app.builder.get_relative_uri(docname, f"book/paper/{page.stem}")
        return f'<a class="item" href="{there}#{item}">{item}</a>'

    return link
