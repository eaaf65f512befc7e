"""Points go back into the platform's own export: `make gradebook ASSIGNMENT= LMS= FROM=`.

    make gradebook ASSIGNMENT=06-elementwise LMS=canvas FROM=export.csv
    make gradebook                 # a table of all sets, weighted as course.yml says

FROM is Canvas's gradebook export, or Moodle's (or an assignment's grading worksheet). What comes
out is that file with the points of one column, and is otherwise the same, byte for byte.
"""

import argparse
import csv
import io
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from course import ROOT, edition, specs
from course.grading import quote, results

from . import roster
from .tables import Table, TableError, near


@dataclass
class Filled:
    """What was done with an export, for people to read."""

    column: str
    given: int = 0
    scale: str = ""
    changed: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    nobody: list = field(default_factory=list)
    unknown: list = field(default_factory=list)


def grades(folder, assignment):
    """The table that `make grade` wrote: {student: its row}. Raises TableError."""
    path = folder / f"{assignment}.csv"
    if not path.exists():
        raise TableError(f"there is no {path}; cure: make grade ASSIGNMENT={assignment}")
    with open(path, encoding="utf-8", newline="") as file:
        return {row["student"].removeprefix("'"): row for row in csv.DictReader(file)}


def fill(table, system, assignment, graded, people=None, column="", title=""):
    """Write points into an export; return a Filled.

    ``graded`` is what ``grades`` gives, ``people`` the roster, ``column`` the heading in the export
    where it is not found by the set's name or title. Raises TableError.
    """
    rows = [one for one in roster.people_of(table)]
    if any(one.system != system for one in rows) or not rows:
        raise TableError(f"{table.name} is no export of {system.title()}, or names nobody; cure: "
                         f"export the gradebook there, and name that file: FROM=")
    head, at = _column(table, system, assignment, column, title)
    done = Filled(table.rows[head][at])
    found = _found(rows, graded, people)
    for person in rows:
        row = graded.get(found.get(person.row))
        if not row:
            done.nobody.append(person.student)
        elif row["points"] == "" or row["not yet by hand"] != "0":
            done.waiting.append(person.student)
        else:
            _set(table, person.row, at, row, _possible(table, head, at, person.row), done)
    done.unknown = sorted(set(graded) - set(found.values()))
    return done


def _found(rows, graded, people):
    """Which graded student a row of the export is about: {row: student}."""
    known = people.people if people else []  # all of them: a namesake is nobody's proof
    shown = {quote.shown(one.student) for one in known}
    index = roster.Roster([*known, *(roster.Person(one) for one in graded if one not in shown)])
    found = {}
    for person in rows:
        one = index.find(person.student, *person.names)
        if one and quote.shown(one.student) in graded:
            found.setdefault(quote.shown(one.student), []).append(person.row)
    if twice := sorted(student for student, places in found.items() if len(places) > 1):
        raise TableError(f"more than one row of the export may be {', '.join(twice)}; cure: make "
                         "this export the roster in course.yml, and collect again")
    return {places[0]: student for student, places in found.items()}


def _column(table, system, assignment, wanted, title):
    """Where the points go: (row of headings, column). Raises TableError."""
    if system == "moodle":
        try:
            head = table.head(*roster.WORKSHEET, "grade")
            return head, table.column(head, "grade")
        except TableError:
            head = table.head(*roster.MOODLE)
    else:
        head = table.head(*roster.CANVAS)
    number = re.match(r"0*(\d+)-", assignment)
    patterns = [re.escape(wanted)] if wanted else [
        re.escape(assignment), *([re.escape(title)] if title else []),
        *([rf"\bexercises?\s+0*{number[1]}\b"] if number else [])]
    for pattern in patterns:
        found = [at for at, one in enumerate(table.rows[head]) if re.search(pattern, one, re.I)]
        if len(found) == 1:
            return head, found[0]
    there = [one for one in table.rows[head] if re.search(r"\(\d+\)$|\((real|percentage)\)$", one,
                                                          re.I)] or table.rows[head]
    raise TableError(f"which column of {table.name} is {assignment}? Cure: in course.yml, sets: "
                     f"{assignment}: {{column: \"...\"}}. There are {'; '.join(there)}")


def _possible(table, head, at, row):
    """The points that the platform gives a set, or None where it does not say: as it is written."""
    most = table.column(head, "maximum grade")
    if most is not None:
        return table.value(row, most)
    return next((table.value(one, at) for one in range(head + 1, len(table.rows))
                 if "points possible" in table.rows[one][0].lower()), None)


def _set(table, row, at, grade, possible, done):
    points, of = float(grade["points"]), float(grade["of"])
    most = _number(possible)
    if most and most != of:
        done.scale = f"{of:g} points here are {most:g} there: scaled"
        points *= most / of
    said = f"{round(points, 2):g}"
    said = said.replace(".", ",") if possible and re.fullmatch(r"\d+,\d+", possible) else said
    before = table.value(row, at)
    if _number(before) != _number(said):
        if before:
            done.changed.append(f"{grade['student']}: {before} before, {said} now")
        table.set(row, at, said)
    done.given += 1


def _number(text):
    try:
        return float((text or "").replace(",", "."))
    except ValueError:
        return None


# All sets -----------------------------------------------------------------------------------------


def totals(folder, sets):
    """A CSV of all sets: {name: weight}; only those that are graded. Returns (text, names)."""
    tables = {}
    for name in sets:
        try:
            tables[name] = grades(folder, name)
        except TableError:
            continue
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["student", "percent", *tables])
    whole = sum(sets[name] for name in tables)
    for student in sorted({one for each in tables.values() for one in each}):
        points = [each[student]["points"] if student in each else "" for each in tables.values()]
        shares = [sets[name] * float(one or 0) / float(next(iter(tables[name].values()))["of"])
                  for name, one in zip(tables, points, strict=True)]
        percent = round(100 * sum(shares) / whole, 1) if whole else 0
        table.writerow([quote.cell(student), f"{percent:g}", *points])
    return text.getvalue(), list(tables)


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(prog="make gradebook", description="Points for a platform.")
    parser.add_argument("assignment", nargs="?", default="")
    parser.add_argument("--lms", default="")
    parser.add_argument("--source", default="", metavar="FROM")
    parser.add_argument("--folder", type=Path, default=root / "grading")
    chosen = parser.parse_args(arguments)
    before = os.umask(0o077)
    try:
        mine = edition.read(root)
        if not chosen.assignment:
            _all_sets(chosen, mine)
        else:
            _one_set(chosen, mine, root)
    except (TableError, edition.EditionError) as why:
        sys.exit(f"No gradebook was written: {why}.")
    except OSError as error:
        sys.exit(f"No gradebook was written: {error.filename or ''} {error.strerror}.")
    finally:
        os.umask(before)


def _all_sets(chosen, mine):
    if not mine.sets:
        raise TableError("which set? Cure: make gradebook ASSIGNMENT=06-elementwise LMS=canvas "
                         "FROM=export.csv; or list the sets in course.yml for a table of all")
    text, names = totals(chosen.folder, {name: one.weight for name, one in mine.sets.items()})
    results.write(chosen.folder / "totals.csv", text)
    print(f"{', '.join(names) or 'No set'}: graded and weighted in "
          f"{near(chosen.folder / 'totals.csv')}.")


def _one_set(chosen, mine, root):
    system, name = chosen.lms or mine.lms, chosen.assignment
    if system not in edition.SYSTEMS or not chosen.source or name not in specs.names(root):
        raise TableError("say the set, the platform and its export. Cure: make gradebook "
                         "ASSIGNMENT=06-elementwise LMS=canvas FROM=export.csv (LMS is canvas or "
                         "moodle, or lms: in course.yml)")
    table = Table.open(Path(chosen.source))
    listed = root / mine.roster if mine.roster else None
    people = roster.read(listed) if listed else None
    done = fill(table, system, name, grades(chosen.folder, name), people,
                mine.set(name).column, specs.load(name, root).title)
    path = chosen.folder / "gradebook" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(table.bytes())
    print(f"{done.given} students' points in the column {quote.shown(done.column)} of "
          f"{near(path)}: import it into {system.title()}.")
    if done.scale:
        print(f"{done.scale}.")
    for title, lines in (
            ("Changed, where the platform had other points", done.changed),
            ("Left as they were: their answers in words wait for points (by-hand/)", done.waiting),
            ("Left as they were: nothing is graded of them", done.nobody),
            ("Graded, and not in the export", done.unknown)):
        if lines:
            print(f"{title}:\n" + "\n".join(f"  {quote.shown(one)}" for one in lines))


if __name__ == "__main__":
    main()
