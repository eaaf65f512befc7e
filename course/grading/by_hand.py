"""Points for answers in words: ``by-hand/<set>.csv``, in which an instructor writes.

`make grade` adds a row for each answer, with what was asked, what a good answer says and by what it
is marked, and reads the points at its next run. What stands in a row is never changed. A row counts
for the answer it was written for: when a student hands in another text, there is a new row. A row
without an answer may also overrule the machine on a question.
"""

import csv
import hashlib
import io
from dataclasses import dataclass

from course.classroom.tables import Table, TableError

from . import quote, results

COLUMNS = ("student", "question", "points", "of", "comment", "answer", "asked", "good answer",
           "criteria", "text")


@dataclass(frozen=True)
class Given:
    """What a human gave for a question."""

    points: float
    comment: str = ""


def digest(text):
    """A short name of an answer's text, blanks aside: so that a row knows what it is about."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:8]


def read(path, course, found):
    """The points that a human gave: {(student, question): Given}, and what is odd.

    Rows without points are those that nobody has read yet.
    """
    given, odd, of = {}, [], course.machine | course.hand
    now = {(quote.shown(one["student"]), part["question"]): digest(part["text"])
           for one in found for part in one["by_hand"]}
    for line, row in _rows(path, odd):
        student, question, said = row["student"], row["question"], row["points"]
        if not said:
            continue
        try:
            points = float(said.replace(",", "."))
        except ValueError:
            points = -1
        if question not in of or not 0 <= points <= of.get(question, 0):
            odd.append(f"{path.name}, line {line}: {said} points for {question!r}, which is no "
                       "number from 0 to what it is worth, or no question: left out")
        elif row["text"] in ("", now.get((student, question), "")):
            points = int(points) if points == int(points) else points
            given[student, question] = Given(points, row["comment"])
    return given, odd


def add(path, course, found):
    """Add a row for each answer that has none; the file is made if there is none."""
    odd = []
    known = {(row["student"], row["question"], row["text"]) for _, row in _rows(path, odd)}
    anything = {one[:2] for one in known if not one[2]}
    new = []
    for one in found:
        for part in one["by_hand"]:
            who, name = quote.shown(one["student"]), part["question"]
            if (who, name, digest(part["text"])) not in known and (who, name) not in anything:
                new.append(_row(course, one["student"], part))
    if odd or path.exists() and not new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _append(path, new)


def _row(course, student, part):
    task = course.tasks.get(part["question"])
    criteria = "\n".join(f"{n}. {one.strip()}" for n, one in enumerate(task.criteria, 1)) \
        if task else ""
    texts = (task.ask, task.model) if task else ("", "")
    return [quote.cell(student), part["question"], "", part["of"], "",
            quote.block(part["text"]), *(quote.block(one) for one in texts),
            quote.block(criteria), digest(part["text"])]


def _append(path, rows):
    """Write rows in the form that the file has, columns included."""
    try:
        table = Table.open(path)
        if not any(table.rows[0]):
            raise TableError
        columns, mark = [one.strip().lower() for one in table.rows[0]], table.delimiter
        before, encoding = table.text, table.encoding
    except TableError:
        columns, mark, before, encoding = list(COLUMNS), ",", "", "utf-8"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    if not before:
        writer.writerow(COLUMNS)
    elif not before.endswith("\n"):
        text.write("\r\n")
    for row in rows:
        named = dict(zip(COLUMNS, row, strict=True))
        writer.writerow([named.get(one, "") for one in columns])
    results.write(path, before + text.getvalue(), encoding)


def _rows(path, odd):
    """The rows of the file: (line, {column: value}); what cannot be read is said."""
    if not path.exists():
        return
    try:
        table = Table.open(path)
        head = table.head("student", "question", "points")
    except TableError as why:
        if path.stat().st_size:
            odd.append(f"{why}; nothing of it counts, and no row is added to it")
        return
    columns = {one: table.column(head, one) for one in COLUMNS}
    for number in range(head + 1, len(table.rows)):
        row = {name: table.value(number, column) for name, column in columns.items()}
        row["student"] = row["student"].removeprefix("'")
        if row["student"] or row["question"]:
            yield number + 1, row
