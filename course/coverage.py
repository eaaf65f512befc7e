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

ERRATA = "book/reference/errata.ipynb"
GRADES = (  # its sections, by weight
    "A program or a result breaks", "The result holds, the reason does not",
    "Notation and misprints", "Beyond the paper",
)
INSTEAD = "**Instead:**"


@dataclass(frozen=True)
class Entry:
    """A rule of the paper, with what the chapters say about it."""

    id: str
    places: tuple  # of (chapter, box): where it is stated
    found: tuple  # of evidence, as verify() stored it
    by_hand: bool  # is there a derivation, line by line?

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
        if not self.by_hand:
            lacks.append("not derived by hand")
        return lacks + [what for one in self.found for what, _ in one.weaknesses()]


@dataclass(frozen=True)
class Erratum:
    """A place of the paper that we write otherwise, or where it is silent and we are not."""

    id: str
    place: str  # where it belongs: "chapter", "page" or "beyond", as in items.csv
    rows: tuple  # the grade of each row that lists it on the errata page
    entry: notebooks.Cell | None  # its entry on the errata page
    grade: str  # the section of that entry
    shown: bool  # has a cell directly after the entry an output?
    aside: bool  # does an aside of a chapter treat it?

    @property
    def lacks(self):
        lacks = []
        if len(self.rows) != 1:
            lacks.append(f"in {len(self.rows) or 'no'} rows of the errata page's tables")
        if self.place != "page":
            return lacks + ([] if self.aside else ["in no chapter"])
        if not self.entry:
            return [*lacks, "no entry on the errata page"]
        if [self.grade] != list(self.rows):
            lacks.append(f"its entry stands under {self.grade!r}")
        if INSTEAD not in self.entry.source:
            lacks.append("no corrected form")
        if not self.shown:
            lacks.append("no counterexample that runs, directly after its entry")
        return lacks


def entries(book):
    """One entry for each rule of the paper, in the paper's order."""
    stated, found, derived = {}, {}, set()
    for chapter in book.chapters:
        for box in chapter.boxes:
            if box.kind == "prf:rule":
                stated.setdefault(box.label, []).append((chapter, box))
            elif box.kind == "derivation":
                derived |= set(box.title.split())
        for _, evidence in chapter.evidence:
            found.setdefault(evidence.get("id"), []).append(Evidence.read(evidence))
    return [Entry(one, tuple(stated.get(one, ())), tuple(found.get(one, ())), one in derived)
            for one in book.items if one[0] == "R"]


def examples(book):
    """The evidence of worked examples: (chapter, Evidence)."""
    return [(chapter, Evidence.read(evidence)) for chapter in book.chapters
            for _, evidence in chapter.evidence if str(evidence.get("id")).startswith("X-")]


def errata(book):
    """Every erratum of items.csv, in the paper's order, with what page and chapters say of it."""
    page = next((one for one in book.notebooks if one.file == ERRATA), None)
    rows, entries, grade = {}, {}, ""
    for cell in page.cells if page else ():
        if cell.kind != "markdown":
            continue
        after = page.cells[cell.number] if cell.number < len(page.cells) else cell
        for line in cell.source.splitlines():
            if found := re.match(r"##+ (.+)", line):
                grade = found[1] if found[1] in GRADES else grade
            for name in re.findall(r"\* - \{ref\}`[^`]*<(E-[\w-]+)>`", line):
                rows.setdefault(name, []).append(grade)
            if found := notebooks.TARGET.match(line):
                entries[found[1]] = cell, grade, bool(after.outputs)
    asides = {place: set().union(*(checks.asides(one, place) for one in book.chapters))
              for place in checks.ASIDES}
    return [Erratum(name, place, tuple(rows.get(name, ())),
                    *entries.get(name, (None, "", False)), name in asides.get(place, ()))
            for name, place in book.places.items()]


def totals(rows):
    """The sums at the head of the ledger."""
    evidence = [one for row in rows for one in row.found]
    errors = [one.error_below(witness) for one in evidence for witness in ("numeric", "autodiff")]
    kinds = Counter(one.kind for one in evidence if one.entry)
    bits = [int(one.exact["bound"].removeprefix("2^-")) for one in evidence if "bound" in one.exact]
    return {
        "rules": len(rows),
        "proven": sum(not row.lacks for row in rows),
        "by hand": sum(row.by_hand for row in rows),
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
    missing += [f"{one.id}: {what}" for one in errata(book) for what in one.lacks]
    there = set().union(*(
        names for chapter in book.chapters
        for _, names in checks.where_items_stand(chapter).values()
    ))
    return missing + [f"{item}: in no chapter" for item in book.items
                      if item[0] not in "RE" and item not in there]


def main():
    book = notebooks.load()
    print(totals(entries(book)))
    found = uncovered(book)
    print("\n".join(found) or "Everything is covered.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
