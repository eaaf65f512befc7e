"""From the files book/questions/NN-name.yml to questions, with the line of everything in them."""

from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path

from course import PARTS, ROOT, edition, lines, notebooks
from course.bank.kinds import KINDS
from course.lines import Entry, Unreadable

FOLDER = "book/questions"
NONE = "none"  # the misconception of a slip behind which there is no wrong thought


def read(path, root=ROOT):
    """The entries of a file as they stand there, each mapping with its lines."""
    entries = lines.read(path, root)
    if not isinstance(entries, list) or not all(isinstance(one, Entry) for one in entries):
        raise Unreadable(f"{path.relative_to(root).as_posix()}:1: no list of questions. "
                         "Cure: begin each with '- id: Q..'")
    return entries


def paths(root=ROOT):
    return sorted((Path(root) / FOLDER).glob("[0-9][0-9]-*.yml"))


def taught(root=ROOT):
    """The files of the chapters that this edition has."""
    mine = edition.read(root)
    return [path for path in paths(root) if mine.has(path.stem)]


def load(path, root=ROOT):
    """The questions of a file in whose entries ``faults`` finds nothing."""
    file = path.relative_to(root).as_posix()
    return [question(file, entry) for entry in read(path, root)]


def load_all(root=ROOT):
    return [one for path in paths(root) for one in load(path, root)]


def question(file, entry):
    """A question of an entry that has the fields of its kind."""
    kind = KINDS[entry["kind"]]
    parts = [_made(kind.part, one) for one in entry[kind.below]]
    return _made(kind, entry, file=file, parts=parts)


def _made(made, entry, **more):
    """``made`` of what an entry says; a field that it has not keeps its default."""
    given = {name: entry[name] for name in names(made) if name in entry}
    if given.get("misconception") == NONE:
        given["misconception"] = ""
    own = {inner: given[name] for name, inner in names(made).items() if name in given}
    return made(line=entry.line, at=entry.at, **own, **more)


INNER = {"file", "line", "at", "parts"}  # those that no file names so


def names(made):
    """The fields of a class by their names in a file: {"correct-words": "correct_words"}."""
    return {one.metadata.get("name", one.name.replace("_", "-")): one.name
            for one in fields(made) if one.name not in INNER}


def types(made):
    """What each field of a class must be: {"rules": list}."""
    of = {one.name: one.type for one in fields(made)}
    return {name: of[inner] for name, inner in names(made).items()}


def needed(made):
    """The names of those fields that have no default."""
    free = {one.name for one in fields(made)
            if one.default is not MISSING or one.default_factory is not MISSING}
    return {name for name, inner in names(made).items() if inner not in free}


# What the book has -------------------------------------------------------------------------------


@cache  # fifteen notebooks are read for it; the site clears it before each build
def labels(root=ROOT):
    """The labels of the numbered boxes of the book: {"R-ew-mul-w": "its title"}."""
    return {box.label: box.title for path in _notebooks(root)
            for box in notebooks.read_notebook(path, Path(root)).boxes
            if box.kind.startswith("prf:") and box.label}


def stems(root=ROOT):
    """The names of the chapters: 01-introduction, ..."""
    return [path.stem for path in _notebooks(root)]


def _notebooks(root):
    return [path for part in PARTS
            for path in sorted((Path(root) / part.folder).glob("[0-9]*.ipynb"))]
