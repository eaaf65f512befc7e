"""Who is in the class: the platform's own list, or a table with a column ``student``.

One of these, as it comes: Canvas's gradebook export; Moodle's gradebook export, or the grading
worksheet of an assignment; any CSV with a column ``student``, whose other columns (name, email, id)
are further names of that person.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from course.grading import results

from .tables import Table, TableError

CANVAS = ("student", "id", "section")
WORKSHEET = ("identifier", "full name")  # of an assignment in Moodle
MOODLE = ("first name", "email address")
OWN = ("student",)
TEST = "student, test"  # Canvas's own test student


def folded(name):
    """A name without case, accents, spaces and signs: as platforms write it into a file's name."""
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[\W_]", "", "".join(one for one in plain if not unicodedata.combining(one))
                  ).casefold()


@dataclass(frozen=True)
class Person:
    """Somebody of the class: the name of their folder, and whatever else they are called."""

    student: str
    names: tuple = ()
    row: int = 0  # of the table
    system: str = field(default="", compare=False)


class Roster:
    """A class; ``find`` tells who is meant."""

    def __init__(self, people=(), name=""):
        self.people, self.name = list(people), name
        twice = Counter(one.student for one in self.people)
        if double := [student for student, count in twice.items() if count > 1]:
            raise TableError(f"{name} has {', '.join(sorted(double)[:5])} more than once; cure: "
                             "give everybody a name of their own in it")
        self._index = {}
        for one in self.people:
            for key in {folded(each) for each in (one.student, *one.names)} - {""}:
                self._index.setdefault(key, []).append(one)

    def find(self, *names):
        """Whoever bears the first of these names that one person alone bears, or None."""
        for name in names:
            found = self._index.get(folded(name), [])
            if len(found) == 1:
                return found[0]
        return None


def read(path):
    """The roster in a file. Raises TableError."""
    table = Table.open(path)
    people = people_of(table)
    if not people:
        raise TableError(f"{table.name} names nobody; cure: export it again, with its students")
    return Roster(people, table.name)


def people_of(table):
    """Everybody in a table. Raises TableError."""
    for names, reader in ((CANVAS, _canvas), (WORKSHEET, _worksheet), (MOODLE, _moodle),
                          (OWN, _own)):
        try:
            head = table.head(*names)
        except TableError:
            continue
        return list(reader(table, head))
    table_has = ", ".join(one for one in table.rows[0][:8] if one.strip()) or "nothing"
    raise TableError(f"{table.name} is no list of a class: it begins with {table_has}; cure: take "
                     "Canvas's or Moodle's own export (in English), or a CSV with a column "
                     "'student'")


def _canvas(table, head):
    columns = [table.column(head, one) for one in
               ("student", "id", "sis user id", "sis login id")]
    for row in range(head + 1, len(table.rows)):
        name, number, sis, login = (table.value(row, one) for one in columns)
        if number.isdigit() and name.lower() != TEST:
            names = (name, _turned(name), f"canvas {number}", f"{name} {number}", sis, login)
            yield _person(login or sis or number, names, row, "canvas")


def _worksheet(table, head):
    columns = [table.column(head, one) for one in
               ("identifier", "full name", "email address", "id number", "username")]
    for row in range(head + 1, len(table.rows)):
        number, name, email, own, user = (table.value(row, one) for one in columns)
        if found := re.search(r"(\d+)$", number):
            names = (number, name, f"{name} {found[1]}", email, own, user)
            yield _person(user or own or email or f"{name} {found[1]}", names, row, "moodle")


def _moodle(table, head):
    columns = [table.column(head, *one) for one in
               (("first name",), ("last name", "surname"), ("email address",), ("id number",),
                ("username",))]
    for row in range(head + 1, len(table.rows)):
        first, last, email, own, user = (table.value(row, one) for one in columns)
        if email or own or user:
            names = (f"{first} {last}", f"{last} {first}", email, own)
            yield _person(user or own or email, names, row, "moodle")


def _own(table, head):
    student = table.column(head, "student")
    for row in range(head + 1, len(table.rows)):
        if name := table.value(row, student):
            more = [one.strip() for one in table.rows[row]]
            turned = [_turned(one) for one in more if "," in one]
            yield _person(name, (*more, *turned), row, "")


def _person(name, names, row, system):
    """Somebody, by a name that a folder can have."""
    return Person(results.file_name(name), (name, *names), row, system)


def _turned(name):
    """ "Doe, Jane" as "Jane Doe"."""
    return " ".join(reversed([one.strip() for one in name.split(",", 1)]))
