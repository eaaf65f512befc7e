"""The book as data: its notebooks with their cells and boxes, its table of contents, its items.

Everything here only reads. What a notebook must fulfil stands in ``course.checks``.
"""

import csv
import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import yaml

from course import CHAPTERS, PARTS, ROOT, edition, part_of

MIME = "application/vnd.matrixcalculus.evidence+json"
FENCE = re.compile(r"\s*(:{3,}(?=\{)|`{3,})(?:\{([\w:-]+)\}\s*(.*)|[\w-]*)$")
OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)$")
TARGET = re.compile(r"^\s*\(([\w-]+)\)=\s*$", re.M)
MARK = re.compile(r"<!--\s*(.*?)\s*-->", re.S)  # a comment: see course/site/marks.py
ITEMS = "book/items.csv"
SHORTEST_DERIVATION = 2  # lines
HEADER = ("Objectives", "Prerequisites", "In the paper")  # the parts of a chapter's header


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook; ``number`` counts from 1."""

    file: str
    number: int
    data: dict

    @property
    def place(self):
        return f"{self.file}, cell {self.number} (id {self.data.get('id')})"

    def problem(self, what, cure):
        return f"{self.place}: {what}; cure: {cure}"

    @property
    def kind(self):
        return self.data["cell_type"]

    @property
    def source(self):
        return joined(self.data["source"])

    @property
    def metadata(self):
        return self.data.get("metadata", {})

    @property
    def tags(self):
        return self.metadata.get("tags", [])

    @property
    def outputs(self):
        return self.data.get("outputs", [])

    @property
    def figures(self):
        """The images among the outputs: (MIME type, content)."""
        return [
            (mime, joined(content))
            for output in self.outputs
            for mime, content in output.get("data", {}).items()
            if mime.startswith("image/")
        ]

    @property
    def figure_name(self):
        return self.metadata.get("mystnb", {}).get("figure", {}).get("name")


@dataclass(frozen=True)
class Box:
    """A MyST directive in a Markdown cell, such as ``:::{prf:rule} Title``."""

    cell: Cell
    kind: str
    title: str
    fence: str
    targets: tuple  # the names of the ``(name)=`` lines just before it
    options: dict = field(default_factory=dict)
    body: list = field(default_factory=list)  # of lines

    @property
    def label(self):
        return self.options.get("label") or self.options.get("name")

    @property
    def text(self):
        return "\n".join(self.body)


class Notebook:
    """A notebook; ``file`` is its path from the root of the checkout."""

    def __init__(self, file, data, size=0):
        self.file, self.data, self.size = file, data, size
        self.cells = [Cell(file, k, one) for k, one in enumerate(data["cells"], 1)]

    def problem(self, what, cure):
        return f"{self.file}: {what}; cure: {cure}"

    @property
    def name(self):
        return Path(self.file).name

    @property
    def chapter(self):
        """The chapter's number, or None for a notebook that is no chapter."""
        found = re.fullmatch(r"(\d\d)-[^/]*\.ipynb", self.name)
        return int(found[1]) if found and part_of(self.file) else None

    @cached_property
    def header(self):
        """What the first cell says of a chapter; see ``read_header``."""
        return header_of(self.data, self.name)

    @property
    def title(self):
        """The text of the notebook's first heading."""
        return title_of(joined(self.data["cells"][0]["source"]))

    def of_kind(self, kind):
        return [cell for cell in self.cells if cell.kind == kind]

    @cached_property
    def boxes(self):
        return [box for cell in self.of_kind("markdown") for box in read_boxes(cell)]

    @cached_property
    def evidence(self):
        """What the verifications of this notebook found: (cell, dict)."""
        return [
            (cell, output["data"][MIME])
            for cell in self.of_kind("code")
            for output in cell.outputs
            if MIME in output.get("data", {})
        ]

    @cached_property
    def named(self):
        """Every name that something in the notebook bears: (name, cell)."""
        return [
            *((box.label, box.cell) for box in self.boxes if box.label),
            *((name, c) for c in self.of_kind("markdown") for name in TARGET.findall(c.source)),
            *((cell.figure_name, cell) for cell in self.cells if cell.figure_name),
        ]


@dataclass(frozen=True)
class Book:
    """The notebooks, the table of contents and the items of the paper."""

    root: Path
    notebooks: list
    toc: list  # of pages, as in _toc.yml: paths from the root, mostly without an ending
    items: dict  # id -> chapter
    written: tuple
    places: dict = field(default_factory=dict)  # erratum -> "chapter", "page" or "beyond"

    @property
    def chapters(self):
        """In the order of their numbers, which is not that of the folders of the parts."""
        return sorted((one for one in self.notebooks if one.chapter), key=lambda one: one.chapter)

    def without(self, pages):
        """The book without some chapters, given as pages, and without what they hold."""
        left = [one for one in self.notebooks if one.file.removesuffix(".ipynb") not in pages]
        gone = {int(page.rpartition("/")[2][:2]) for page in pages}
        items = {name: chapter for name, chapter in self.items.items() if chapter not in gone}
        return replace(self, notebooks=left, items=items,
                       written=tuple(one for one in self.written if one not in gone),
                       toc=[page for page in self.toc if page not in pages])

    def items_of(self, chapter, kind):
        return [one for one, where in self.items.items() if where == chapter and one[0] == kind]


def load(root=ROOT, written=CHAPTERS):
    """Read the checkout at ``root``."""
    root = Path(root)
    notebooks = [
        read_notebook(path, root)
        for path in sorted((root / "book").rglob("*.ipynb"))
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    rows = item_rows(root)
    items = {row["id"]: int(row["chapter"]) for row in rows}
    places = {row["id"]: row["place"] for row in rows if row["place"]}
    return Book(root, notebooks, toc_pages(root, whole=True), items, tuple(written), places)


def item_rows(root=ROOT):
    """The rows of book/items.csv."""
    with open(root / ITEMS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_notebook(path, root):
    file = path.relative_to(root).as_posix()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: not a notebook ({error}); cure: restore it from git") from error
    if "cells" not in data:
        raise ValueError(f"{file}: not a notebook of version 4; cure: save it from Jupyter")
    return Notebook(file, data, path.stat().st_size)


def toc_pages(root=ROOT, whole=False):
    """The pages that _toc.yml names, in its order: paths from the root.

    Those that this edition leaves out are among them only where the ``whole`` book is wanted.
    """
    toc = yaml.safe_load((Path(root) / "_toc.yml").read_text(encoding="utf-8"))
    pages = [toc["root"]]

    def walk(node):
        for one in node if isinstance(node, list) else node.values():
            if isinstance(one, dict | list):
                walk(one)
        if isinstance(node, dict) and "file" in node:
            pages.append(node["file"])

    walk(toc)
    mine = edition.read(root)
    return [page for page in pages if whole or mine.has(page)]


def chapter_pages(root=ROOT):
    """The pages of the chapters by number: {6: "book/paper/06-elementwise", ...}."""
    return {int(path.name[:2]): path.relative_to(root).with_suffix("").as_posix()
            for part in PARTS for path in sorted((Path(root) / part.folder).glob("[0-9]*.ipynb"))}


def page_file(root, page):
    """Return the source of a page of _toc.yml, or None if there is none."""
    candidates = [Path(root) / page, *(Path(root) / (page + end) for end in (".md", ".ipynb"))]
    return next((path for path in candidates if path.is_file()), None)


def marks_of(path):
    """The marks on a page (see course/site/marks.py), in their order: [name, argument, ...]."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join(joined(one["source"]) for one in cells if one["cell_type"] == "markdown")
    return [mark.split() for mark in MARK.findall(text) if mark]


def read_boxes(cell):
    """Return every directive in a Markdown cell, nested ones too; blocks of code are skipped."""
    boxes, around, targets = [], [], ()
    for line in cell.source.splitlines():
        inner = around[-1] if around else None
        if inner and line.strip(" :`") == "" and line.strip().startswith(inner.fence):
            around.pop()
            continue
        option = OPTION.match(line)
        if inner and option and not inner.body:
            inner.options[option[1]] = option[2].strip()
            continue
        for box in around:
            box.body.append(line)
        opened = None if inner and inner.kind == "code" else FENCE.match(line)
        if opened:
            around.append(Box(cell, opened[2] or "code", opened[3] or "", opened[1], targets))
            boxes += [around[-1]] if opened[2] else []
        target = TARGET.match(line)
        if target:
            targets += (target[1],)
        elif line.strip():
            targets = ()
    return boxes


def derived_lines(text):
    """The lines of a ``{derivation}``: (formula, its reason), each as Markdown.

    Raises
    ------
    ValueError
        If it is no series of formulas with a reason after each; the message names the cure.
    """
    before, *pieces = text.split("$$")
    formulas, reasons = pieces[::2], pieces[1::2]
    if before.strip() or not pieces:
        raise ValueError("does not begin with a formula; cure: write one between two $$")
    if len(formulas) != len(reasons):
        raise ValueError("a formula without its end; cure: close it with $$")
    lines = [(formula.strip(), reason.strip())
             for formula, reason in zip(formulas, reasons, strict=True)]
    for formula, reason in lines:
        if not reason:
            raise ValueError(f"no reason after the formula {formula[:60]}; cure: write a sentence "
                             "under it")
    if len(lines) < SHORTEST_DERIVATION:
        raise ValueError(f"{len(lines)} line; cure: write at least {SHORTEST_DERIVATION}")
    return lines


def title_of(text):
    """The first heading of a page's Markdown."""
    return re.search(r"^# (.+)$", text, re.M)[1].strip()


def joined(text):
    return text if isinstance(text, str) else "".join(text)


# The header of a chapter -------------------------------------------------------------------------


def read_header(text, name):
    """Return the facts in a chapter's header.

    Parameters
    ----------
    text : str
        The source of the first cell.
    name : str
        The notebook's file name, e.g. "06-element-wise.ipynb".

    Returns
    -------
    dict
        chapter, title, objectives, prerequisites, section. (Its times: see course/times.py.)

    Raises
    ------
    ValueError
        If a part is missing; the message says which, and how it is written.
    """
    number = re.match(r"(\d\d)-", name)
    _require(number, "a number of two digits before the file name, such as 06-element-wise.ipynb")
    title = re.search(r"^# (.+)$", text, re.M)
    _require(title, "a title, '# Title', in the first cell")
    _require(re.search(r":class: about\b", text), "the box 'About this chapter' (:class: about)")
    part = {one: _part(text, one) for one in HEADER}
    objectives = _list_items(part["Objectives"])
    _require(objectives, "a list of objectives, '- **verb** ...'")
    links = re.findall(r"\]\((?:[^)\s]*/)?(\d\d-[\w-]+)\.ipynb", part["Prerequisites"])
    return {
        "chapter": int(number[1]),
        "title": title[1].strip(),
        "objectives": objectives,
        "prerequisites": links,
        "section": part["In the paper"].rstrip(".").strip('"“” '),
    }


def header_of(notebook, name):
    """Return ``read_header`` of a notebook given as data (a dict, as in its JSON)."""
    cells = notebook["cells"]
    _require(cells and cells[0]["cell_type"] == "markdown", "a first cell of Markdown, the header")
    return read_header("".join(cells[0]["source"]), name)


def _part(text, name):
    """What follows ``**name.**`` up to the next part or the end of the box."""
    others = "|".join(map(re.escape, HEADER))
    found = re.search(
        rf"^\*\*{re.escape(name)}\.\*\*(.*?)(?=^\*\*(?:{others})\.\*\*|^:::+\s*$|\Z)",
        text, re.M | re.S,
    )
    _require(found and found[1].strip(), f"the part '**{name}.** ...' of the box")
    return found[1].strip()


def _list_items(text):
    """The items of a Markdown list, each on one line, without its closing ; or full stop."""
    _, *items = re.split(r"^- ", text, flags=re.M)
    return [" ".join(item.split()).rstrip(";.") for item in items]


def _require(found, what):
    if not found:
        raise ValueError(f"the header lacks {what}")
