"""What the book proves, and what it still lacks: read from the notebooks, for tests and pages.

    python -m course.coverage    # prints the totals, and everything that is not covered
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from course import checks, notebooks
from matrixcalculus.evidence import Evidence

SECTION = re.compile(r"\*\*In the paper\.\*\*\s*(.+)")
SENTENCE = re.compile(r"\s*(.+?[.:?!](?=\s+[A-Z]|\n\n|\s*$))", re.S)
CORRECTED = "**Corrected:**"


@dataclass(frozen=True)
class Entry:
    """A rule of the paper, with what the chapters say about it."""

    id: str
    places: tuple  # of (chapter, box): where it is stated
    found: tuple  # of evidence, as verify() stored it

    @property
    def chapter(self):
        return self.places[0][0] if self.places else None

    @property
    def box(self):
        return self.places[0][1] if self.places else None

    @property
    def evidence(self):
        return self.found[0] if self.found else Evidence()

    @cached_property
    def lacks(self):
        """What is missing, in words; empty for a rule that is stated once and proven."""
        lacks = []
        if len(self.places) != 1:
            lacks.append(f"stated {len(self.places)} times" if self.places else "not stated")
        if not self.found:
            lacks.append("not verified")
        return lacks + [what for one in self.found for what, _ in one.weaknesses()]


@dataclass(frozen=True)
class Erratum:
    """A slip of the paper: the box of the chapter that treats it, and the cells that show it."""

    id: str
    chapter: notebooks.Notebook
    box: notebooks.Box

    @property
    def title(self):
        title = self.box.title.removeprefix(checks.ERRATUM_TITLE).lstrip(": ")
        title = re.sub(r"\s*\((E-[\w-]+(, [MN]\d+)*)\)$", "", title)
        return title[:1].upper() + title[1:]

    @cached_property
    def cells(self):
        """The code cells that follow the box directly."""
        end = self.box.cell.source.rstrip()
        if not end.endswith("\n".join([*self.box.body[-1:], self.box.fence])):
            return []  # other text follows the box
        after = []
        for cell in self.chapter.cells[self.box.cell.number:]:
            if cell.kind != "code":
                break
            after.append(cell)
        return after

    @property
    def claim(self):
        """What the paper says: the first sentence of the box."""
        return first_sentence(self.box.text)

    @property
    def corrected(self):
        """The corrected form: the first sentence after the word; empty if there is none."""
        return first_sentence(self.box.text.partition(CORRECTED)[2])

    @property
    def lacks(self):
        lacks = [] if self.corrected else ["no corrected form"]
        if not any(cell.outputs for cell in self.cells):
            lacks.append("no counterexample that runs, directly after its box")
        return lacks


def first_sentence(text):
    """The first sentence of a box's Markdown; a colon at its end becomes a full stop."""
    found = SENTENCE.match(text)
    return re.sub(":$", ".", found[1]) if found else ""


def entries(book):
    """One entry for each rule of the paper, in the paper's order."""
    stated, found = {}, {}
    for chapter in book.chapters:
        for box in chapter.boxes:
            if box.kind == "prf:rule":
                stated.setdefault(box.label, []).append((chapter, box))
        for _, evidence in chapter.evidence:
            found.setdefault(evidence.get("id"), []).append(Evidence.read(evidence))
    return [Entry(one, tuple(stated.get(one, ())), tuple(found.get(one, ())))
            for one in book.items if one[0] == "R"]


def examples(book):
    """The evidence of worked examples: (chapter, Evidence)."""
    return [(chapter, Evidence.read(evidence)) for chapter in book.chapters
            for _, evidence in chapter.evidence if str(evidence.get("id")).startswith("X-")]


def errata(book):
    """The errata that chapters treat, in the book's order."""
    return [Erratum(target, chapter, box) for chapter in book.chapters for box in chapter.boxes
            if "erratum" in box.options.get("class", "")
            for target in box.targets if target.startswith("E-")]


def section_of(chapter):
    """The section of the paper that a chapter follows, as its header says."""
    found = SECTION.search(chapter.cells[0].source)
    return found[1].strip() if found else ""


def totals(rows):
    """The sums at the head of the ledger."""
    evidence = [one for row in rows for one in row.found]
    errors = [one.error_below(witness) for one in evidence for witness in ("numeric", "autodiff")]
    kinds = Counter(one.kind for one in evidence if one.entry)
    bits = [int(one.exact["bound"].removeprefix("2^-")) for one in evidence if "bound" in one.exact]
    return {
        "rules": len(rows),
        "proven": sum(not row.lacks for row in rows),
        "every size": kinds["law"],
        "one size": kinds["one size"],
        "example only": kinds["example"],
        "independent": sum(not one.not_independent for one in evidence),
        "numeric": sum(row.evidence.agrees_with("numeric") for row in rows),
        "autodiff": sum(row.evidence.agrees_with("autodiff") for row in rows),
        "exact": len(bits),
        "exact bound": f"2^-{min(bits)}" if bits else "",
        "mutants": sum(len(one.mutants) for one in evidence),
        "equal": sum(len(one.equal_forms) for one in evidence),
        "points": sum(one.points + sum(one.special.values()) for one in evidence),
        "special": sum(sum(one.special.values()) for one in evidence),
        "error": max(errors, default=1.0),
        "versions": sorted({f"{name} {number}" for one in evidence
                            for name, number in one.versions.items()}),
    }


def uncovered(book):
    """Everything of the paper that the book does not treat as it promises: nothing, at best."""
    missing = [f"{row.id}: {what}" for row in entries(book) for what in row.lacks]
    treated = {one.id: one for one in errata(book)}
    missing += [f"{one.id}: {what}" for one in treated.values() for what in one.lacks]
    there = set(treated).union(*(
        names for chapter in book.chapters
        for _, names in checks.where_items_stand(chapter).values()
    ))
    return missing + [f"{item}: in no chapter" for item in book.items
                      if item[0] != "R" and item not in there]


def main():
    book = notebooks.load()
    print(totals(entries(book)))
    found = uncovered(book)
    print("\n".join(found) or "Everything is covered.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
