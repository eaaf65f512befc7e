"""What can be wrong in the question bank.

    python -m course.bank.faults    # prints the faults of this checkout, claims included

Every fault is one line, "file:line: id: what is wrong. Cure: what to do".
"""

import re
import sys
from pathlib import Path

from course import CHAPTERS, ROOT
from course.bank import misconceptions, read
from course.bank.kinds import KINDS

FEWEST = 8  # questions in a chapter
SHARE = 3  # one question of so many comes back to an earlier chapter, from chapter 3 on


def of_bank(root=ROOT, written=CHAPTERS):
    """Every fault of the bank, claims aside; ``written`` chapters must have a file."""
    here, seen = {path.stem: path for path in read.paths(root)}, {}
    found = misconceptions.faults(CHAPTERS, root)
    if found:
        return found
    for path in here.values():
        found += of_file(path, root, seen)
    for stem in read.stems(root):
        if int(stem[:2]) in written and stem not in here:
            found.append(f"{read.FOLDER}/{stem}.yml:1: the chapter has no questions. "
                         "Cure: write the file, or shorten PARTS in course/__init__.py")
    return found


def of_file(path, root=ROOT, seen=None):
    """Every fault of one file; ``seen`` holds the ids of the others."""
    try:
        entries = read.read(path, root)
    except read.Unreadable as error:
        return [str(error)]
    checker = _File(path, Path(root), {} if seen is None else seen)
    for entry in entries:
        checker.entry(entry)
    checker.chapter(entries)
    return checker.found


class _File:
    """Goes through the entries of a file and notes what is wrong."""

    def __init__(self, path, root, seen):
        self.file, self.stem, self.root = path.relative_to(root).as_posix(), path.stem, root
        self.number, self.seen = path.stem[:2], seen
        self.misconceptions = misconceptions.read(root)
        self.found, self.id = [], "?"

    def fault(self, line, what, cure):
        self.found.append(f"{self.file}:{line}: {self.id}: {what}. Cure: {cure}")

    def chapter(self, entries):
        self.id = f"chapter {self.number}"
        kinds, back = [one.get("kind") for one in entries], sum("back" in one for one in entries)
        if self.stem not in read.stems(self.root):
            self.fault(1, "no chapter has this name", "name the file as its notebook")
        if len(entries) < FEWEST:
            self.fault(1, f"only {len(entries)} questions", f"write at least {FEWEST}")
        for kind in KINDS:
            if kind not in kinds:
                self.fault(1, f"no question of the kind {kind}", "write one")
        if self.number >= "03" and back < len(entries) // SHARE:
            self.fault(1, f"only {back} of {len(entries)} questions come back to earlier chapters",
                       "give a third of them a field 'back', such as back: 02")

    def entry(self, entry):
        self.id = str(entry.get("id", "?"))
        name = entry.get("kind")
        if name not in KINDS:
            self.fault(entry.at.get("kind", entry.line), f"unknown kind {name!r}",
                       f"one of {', '.join(KINDS)}")
        elif self.is_whole(entry, KINDS[name]):
            question = read.question(self.file, entry)
            for fault in question.faults():
                self.fault(*fault)
            self.identity(question)
            self.references(question)

    # Has an entry the fields of its class, and of the right type?

    def is_whole(self, entry, kind):
        also = {"kind": str, kind.below: list}
        if not self.fields(entry, kind, also):
            return False
        fine = True
        for one in entry[kind.below]:
            if isinstance(one, read.Entry):
                fine &= self.fields(one, kind.part)
            else:
                fine = False
                self.fault(entry.at[kind.below], f"an entry of '{kind.below}' without fields",
                           f"each has {', '.join(sorted(read.needed(kind.part)))}")
        return fine

    def fields(self, entry, made, also=None):
        before, also = len(self.found), also or {}
        types = read.types(made) | also
        for name, line in entry.twice:
            self.fault(line, f"'{name}' stands here twice", "keep one")
        for name in sorted((read.needed(made) | set(also)) - set(entry)):
            self.fault(entry.line, f"no '{name}'", f"add '{name}: ...'")
        for name, value in entry.items():
            if name not in types:
                self.fault(entry.at[name], f"unknown field '{name}'",
                           f"one of {', '.join(sorted(types))}")
            else:
                self.type(entry.at[name], name, value, types[name])
        return len(self.found) == before

    def type(self, line, name, value, wanted):
        if wanted is bool:
            if value is not True:
                self.fault(line, f"'{name}' is not true", "write true, or leave it out")
        elif wanted is list:
            if not isinstance(value, list) or not value:
                self.fault(line, f"'{name}' is no list", "begin each of its lines with '- '")
        elif wanted is str:
            if not isinstance(value, str) or not value.strip():
                self.fault(line, f"'{name}' is no text", "write it, in quotes")
            elif value.count("$") % 2:
                self.fault(line, f"an odd number of $ in '{name}'", "close the formula")

    # What it refers to

    def identity(self, question):
        name, line = question.id, question.at["id"]
        if not re.fullmatch(rf"Q{self.number}-[1-9]\d*", name):
            self.fault(line, "an id of another form", f"Q{self.number}-1, Q{self.number}-2, ...")
        if name in self.seen:
            self.fault(line, f"the id stands already in {self.seen[name]}", "give each its own")
        self.seen.setdefault(name, f"{self.file}:{line}")

    def references(self, question):
        for name in question.rules:
            if name not in read.labels(self.root):
                self.fault(question.at["rules"], f"unknown rule {name}",
                           "a label of a prf box in a chapter")
        if "back" in question.at:
            back = str(question.back)
            if not back.isdigit() or not 1 <= int(back) < question.number:
                self.fault(question.at["back"], f"'back: {back}' is no earlier chapter",
                           "two digits, such as back: 02")
        for name, line in question.thoughts():
            self.thought(name, line, question.number)

    def thought(self, name, line, chapter):
        known = self.misconceptions.get(name)
        if not known:
            self.fault(line, f"unknown misconception {name}",
                       f"an ID of {misconceptions.FILE}, or none")
        elif not 1 <= known.chapter <= chapter:
            where = f"in chapter {known.chapter}" if known.chapter else "in no chapter yet"
            self.fault(line, f"{name} is taught {where}, so not before this question",
                       "another that fits, or none")


def main():
    from course.bank import claims  # only here: it imports the libraries that compute

    found = of_bank()
    if not found:
        found = [one for question in read.load_all() for one in claims.false(question)]
    print("\n".join([*found, f"{len(read.paths())} files, {len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
