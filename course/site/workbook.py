"""The tasks of the workbook, as ``book/workbook.yml`` has them, and their worked derivations."""

from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b

import yaml

from course import ROOT
from matrixcalculus.tensor.workbook import Task, Workbook

FILE = "book/workbook.yml"


@dataclass(frozen=True)
class Asked:
    """One task."""

    id: str
    title: str
    says: str
    of: str
    by: str
    letter: str
    goal: str
    shapes: dict = field(default_factory=dict)
    way: list = field(default_factory=list)  # [{"line": ..., "because": ...}]

    @property
    def data(self):
        """What the page's script needs of it; ``asked`` tells an earlier wording from this one."""
        given = {"of": self.of, "by": self.by, "shapes": self.shapes, "letter": self.letter,
                 "goal": self.goal}
        digest = blake2b(repr(sorted(given.items())).encode(), digest_size=4).hexdigest()
        return {"id": self.id, "title": self.title, "asked": digest, **given}

    def worked(self):
        """A Workbook with the lines of the worked derivation."""
        book = Workbook(Task(self.of, self.by, self.shapes, self.letter, self.goal))
        for number, one in enumerate(self.way, 1):
            book.enter(one["line"], number)
        return book


@cache
def tasks(root=ROOT):
    """From ids to tasks, in order. Raises ValueError with a cure."""
    listed = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
    found = {}
    for one in listed:
        try:
            made = Asked(**one)
        except TypeError as why:
            raise ValueError(f"{FILE}: {one.get('id')}: {why}; cure: give it the fields of the "
                             "others") from None
        if made.id in found:
            raise ValueError(f"{FILE}: {made.id} is there twice; cure: rename one")
        found[made.id] = made
    return found
