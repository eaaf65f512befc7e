"""When somebody handed in, and how late that is: ``collected/<set>.csv``, a row for each attempt.

`make collect` appends rows and changes none. The last row of a student counts. In the column
``days late`` an instructor may write what shall count, 0 for somebody who was ill: it goes before
what is computed from the due date.
"""

import csv
import io
import math
from dataclasses import dataclass
from datetime import datetime

from course.grading import quote, results

from .tables import Table, TableError

COLUMNS = ("student", "file", "handed in", "days late", "comment")
LATE = "late, as the platform says; it does not say by how much"


@dataclass(frozen=True)
class Lateness:
    """How many days late somebody was, and what is not certain about it."""

    days: int = 0
    doubt: str = ""


def path_of(folder, assignment):
    return folder / "collected" / f"{assignment}.csv"


def add(folder, assignment, rows):
    """Append rows (student, file, time or "", late, comment) that are not there yet."""
    path = path_of(folder, assignment)
    known = _known(path)
    text = io.StringIO()
    table = csv.writer(text)
    if not path.exists():
        table.writerow(COLUMNS)
    for student, file, when, late in rows:
        said = when.isoformat(timespec="minutes") if when else ""
        if (quote.shown(student), quote.shown(file), said) not in known:
            table.writerow([quote.cell(student), quote.cell(file), said, "",
                            LATE if late else ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    before += "\n" if before and not before.endswith("\n") else ""
    results.write(path, before + text.getvalue())


def _known(path):
    try:
        table = Table.open(path)
        head = table.head("student", "file", "handed in")
    except TableError:
        return set()
    columns = [table.column(head, one) for one in ("student", "file", "handed in")]
    return {tuple(table.value(row, one).removeprefix("'") for one in columns)
            for row in range(head + 1, len(table.rows))}


def read(folder, assignment, edition):
    """How late everybody was: {student: Lateness}, and what is odd in the file."""
    path, dated = path_of(folder, assignment), edition.set(assignment)
    found, odd = {}, []
    if not path.exists():
        return found, odd
    try:
        table = Table.open(path)
        head = table.head(*COLUMNS[:4])
    except TableError as why:
        return found, [str(why)]
    student, when, days, comment = (table.column(head, one) for one in (
        "student", "handed in", "days late", "comment"))
    for row in range(head + 1, len(table.rows)):
        name = table.value(row, student).removeprefix("'")
        if not name:
            continue
        try:
            found[name] = _lateness(table.value(row, when), table.value(row, days),
                                    table.value(row, comment), dated.due, edition.late)
        except ValueError:
            odd.append(f"{path.name}, line {row + 1}: cannot be read, and counts as in time")
    return found, odd


def _lateness(when, days, comment, due, late):
    if days:
        number = float(days.replace(",", "."))
        if not 0 <= number < math.inf:
            raise ValueError
        return Lateness(math.ceil(number))
    if when and due:
        return Lateness(late.days_of(due, datetime.fromisoformat(when)))
    if comment.startswith("late"):
        return Lateness(1, "late by an unknown number of days: counted as 1")
    return Lateness()
