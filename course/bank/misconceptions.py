"""What learners often think, and why it is not so: book/reference/misconceptions.yml.

Each has an ID, which the boxes "You may think: ...", the questions and the messages of exercises
name; a statement; a refutation; and the chapter that teaches it first (0: none yet).
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from course import ROOT

FILE = "book/reference/misconceptions.yml"
FIELDS = {"id": str, "statement": str, "refutation": str, "chapter": int}


@dataclass(frozen=True)
class Misconception:
    id: str
    statement: str
    refutation: str
    chapter: int


def read(root=ROOT):
    """{"M19": Misconception(...)}, in the order of the file."""
    return {one["id"]: Misconception(**one) for one in _entries(root)}


def _entries(root):
    path = Path(root) / FILE  # a book without it has questions that name none
    return yaml.safe_load(path.read_text(encoding="utf-8")) or [] if path.exists() else []


def statements(root=ROOT):
    return {name: one.statement for name, one in read(root).items()}


def faults(chapters, root=ROOT):
    """Every fault of the file; ``chapters`` are the numbers that a chapter may have."""
    found, seen = [], set()
    for place, one in enumerate(_entries(root), 1):
        wrong = [name for name, kind in FIELDS.items() if not isinstance(one.get(name), kind)]
        if wrong or set(one) != set(FIELDS):
            found.append(f"{FILE}: entry {place}: not the fields {', '.join(FIELDS)}. Cure: write "
                         "each once; the chapter is a number")
            continue
        for fault, what, cure in (
            (not re.fullmatch(r"M[1-9]\d*", one["id"]), "an id of another form", "M1, M2, ..."),
            (one["id"] in seen, "the id stands here already", "give each its own"),
            (one["chapter"] not in {0, *chapters}, f"there is no chapter {one['chapter']}",
             "the number of the chapter that teaches it"),
        ):
            if fault:
                found.append(f"{FILE}: {one['id']}: {what}. Cure: {cure}")
        seen.add(one["id"])
    return found
