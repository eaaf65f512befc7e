"""An edition without some chapters: the rest keeps its numbers, and no reference leads nowhere.

What `course.yml` leaves out is taken from the table of contents before it is read. A reference to
something there becomes a link to a book that has it, where the edition names one, or plain text.
"""

import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx_external_toc.collectors import TocTreeCollectorWithStyles as Numbering

from course import edition, notebooks

LABEL = re.compile(r"^\$\$ *\(([\w-]+)\)$", re.M)
BOXES = {"R-": "Rule", "D-": "Definition", "X-": "Example", "C-": "Observation"}


def _configure(app, config):
    """The table of contents without what is dropped; before it is read."""
    try:
        mine = edition.read(app.srcdir)
    except edition.EditionError as error:
        raise ExtensionError(str(error)) from None
    if mine.dropped:
        toc = yaml.safe_load(Path(app.srcdir, "_toc.yml").read_text(encoding="utf-8"))
        path = Path(app.doctreedir).parent / "toc.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(_without(toc, mine.dropped)), encoding="utf-8")
        config.external_toc_path = str(path)


def _without(toc, dropped):
    """A table of contents without these pages, and without a part that has none left."""
    if isinstance(toc, list):
        kept = [_without(one, dropped) for one in toc]
        return [one for one in kept if one not in ({}, None)]
    if not isinstance(toc, dict):
        return toc
    if toc.get("file") in dropped:
        return {}
    made = {name: _without(one, dropped) for name, one in toc.items()}
    return {} if made.get("chapters") == [] else made


def labels(root, dropped):
    """What stands in the dropped chapters: {name: (its page, the name as it is written)}."""
    found = {}
    for page in sorted(dropped):
        notebook = notebooks.read_notebook(Path(root) / f"{page}.ipynb", Path(root))
        names = [name for name, _ in notebook.named]
        names += [name for cell in notebook.of_kind("markdown")
                  for name in LABEL.findall(cell.source)]
        found |= {name.lower(): (page, name) for name in names}
    return found


def _lead_elsewhere(app, doctree):
    """Replace each reference to what is dropped."""
    mine = edition.read(app.srcdir)
    known = labels(app.srcdir, mine.dropped)
    for node in list(doctree.findall(addnodes.pending_xref)) if mine.dropped else ():
        target = node["reftarget"].strip("/")
        page, name = known.get(target.lower(), (target, node.get("reftargetid") or ""))
        if page not in mine.dropped:
            continue
        words = [inner for one in node.children  # a name of code, where it is not resolved
                 for inner in (one.children if isinstance(one, nodes.literal) else [one])]
        words = words if node.get("refexplicit") else [nodes.Text(said(page, name))]
        if mine.instead:
            address = f"{mine.instead}{page}.html{_anchor(name)}"
            words = [nodes.reference("", "", *words, refuri=address)]
        node.parent.replace(node, words)


def _anchor(name):
    """Where something stands on its page: an equation's and an aside's name are changed there."""
    if name.startswith("eq-"):
        return f"#equation-{name}"
    return f"#{name if name[:2] in BOXES else name.lower()}" if name else ""


def said(page, name):
    """A few words for something in a chapter that is not here."""
    if name[:2] in BOXES:
        return f"{BOXES[name[:2]]} {name}"
    chapter = f"chapter {int(page.rpartition('/')[2][:2])}"
    what = {"eq": "an equation of ", "fi": "a figure of "}.get(name[:2], "")
    return f"{what}{chapter}"


def _keep_numbers(assign):
    """Chapters keep the numbers of their files, whatever is left out before them."""
    def assigned(self, env):
        changed = assign(self, env)
        for page, sections in env.toc_secnumbers.items():
            own = re.match(r"(\d\d)-", page.rpartition("/")[2])
            if not own or not any(sections.values()):
                continue
            number = int(own[1])
            env.toc_secnumbers[page] = {
                name: (number, *found[1:]) if found else found for name, found in sections.items()}
            for one in [*env.tocs[page].findall(nodes.reference), env.titles[page]]:
                if one.get("secnumber"):
                    one["secnumber"] = [number, *one["secnumber"][1:]]
        return changed
    return assigned


Numbering.assign_section_numbers = _keep_numbers(Numbering.assign_section_numbers)


def _another_edition(app, env, added, changed, removed):
    """Every page is made again when course.yml has changed."""
    mine = edition.read(app.srcdir)
    before, env.course_edition = getattr(env, "course_edition", mine), mine
    return [] if before == mine else list(env.found_docs)


def _clear(app, error):
    """Take away the pages of an earlier build that had these chapters."""
    for page in edition.read(app.srcdir).dropped if app.builder.format == "html" else ():
        Path(app.outdir, f"{page}.html").unlink(missing_ok=True)
        Path(app.outdir, "_sources", f"{page}.ipynb").unlink(missing_ok=True)


def connect(app):
    app.connect("config-inited", _configure, priority=100)  # before the table of contents is read
    app.connect("doctree-read", _lead_elsewhere, priority=100)
    app.connect("build-finished", _clear, priority=100)
    app.connect("env-get-outdated", _another_edition)
