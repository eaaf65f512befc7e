"""This edition of the course: what its ``course.yml`` says, and when it was made.

The course itself has no ``course.yml``, so that no update of it ever touches an instructor's.
``course.example.yml`` shows every field. Without the file all is as it comes.
"""

import difflib
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from course import PARTS, ROOT

FILE = "course.yml"
FIELDS = ("title", "logo", "book_url", "repository_url", "branch", "chapters", "timezone", "late",
          "sets", "lms", "roster")
SYSTEMS = ("canvas", "moodle")
DATE = "2027-03-01, or 2027-03-01 18:00"
ADDRESS = "https://host/path/"


class EditionError(ValueError):
    """A ``course.yml`` that cannot be used: where, what, and the cure."""


@dataclass(frozen=True)
class Dated:
    """What an edition says of a set."""

    due: datetime | None = None
    weight: float = 1.0
    column: str = ""  # its name in the gradebook of the learning platform


@dataclass(frozen=True)
class Late:
    """What a late submission costs: percent of a set's points for each day that has begun."""

    percent: float = 0.0
    days: int | None = None  # after so many days it counts nothing
    grace: int = 0  # minutes that count as in time

    def days_of(self, due, handed_in):
        """The days that have begun since a set was due; 0 for what came in time."""
        over = handed_in - due - timedelta(minutes=self.grace)
        return max(0, -(-over // timedelta(days=1)))

    def lost(self, days, of):
        """The points that so many days cost, of those that a set is worth."""
        if self.days is not None and days > self.days:
            return of
        return min(of, round(days * self.percent * of / 100, 2))


@dataclass(frozen=True)
class Edition:
    """A ``course.yml`` that has been read and found good, or the defaults."""

    root: Path
    title: str
    logo: str = ""
    book_url: str = ""
    repository_url: str = ""
    branch: str = "main"
    without: tuple = ()  # names of chapters, such as 15-training
    instead: str = ""  # the address of a book that has them
    late: Late = Late()
    sets: dict = field(default_factory=dict)
    lms: str = ""
    roster: str = ""

    @cached_property
    def dropped(self):
        """The pages of the chapters that are left out: paths from the root without an ending."""
        return {f"{part.folder}/{name}" for name in self.without for part in PARTS
                if (self.root / part.folder / f"{name}.ipynb").exists()}

    def has(self, page):
        """Is a page, or a set of exercises, part of this edition?"""
        return page not in self.dropped and page not in self.without

    def set(self, name):
        return self.sets.get(name, Dated())


def read(root=ROOT):
    """The edition of a checkout. Raises EditionError."""
    root = Path(root)
    path = root / FILE
    title = _title_of(root)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        return Edition(root, title)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise EditionError(f"{FILE}{line}: no YAML ({getattr(error, 'problem', None) or error}); "
                           "cure: compare it with course.example.yml") from None
    return _Reader(root, data).edition(title)


def _title_of(root):
    found = re.search(r"^title: *(.+)$", (root / "_config.yml").read_text(encoding="utf-8"), re.M) \
        if (root / "_config.yml").exists() else None
    return found[1].strip() if found else "A course"


class _Reader:
    """Reads the fields one by one; each fault names its place and its cure."""

    def __init__(self, root, data):
        self.root, self.data = root, self.mapping("", data, FIELDS)

    def fault(self, where, what, cure):
        place = ", ".join([FILE, *([where] if where else [])])
        return EditionError(f"{place}: {what}; cure: {cure}")

    def mapping(self, where, data, known):
        if not isinstance(data, dict):
            raise self.fault(where, f"{data!r} where fields are meant", "write 'name: value' below "
                             "each other, indented, as in course.example.yml")
        for name in data:
            if known is not None and name not in known:
                near = difflib.get_close_matches(str(name), known, 1)
                raise self.fault(where, f"no field {name!r}", f"{near[0]}?" if near else
                                 f"one of {', '.join(known)}")
        return data

    def text(self, name):
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            raise self.fault(name, f"{value!r} is no text", "put it between quotes")
        return (value or "").strip()

    def address(self, where, value):
        if value and not re.match(r"https?://[^/\s]+\S*$", str(value)):
            raise self.fault(where, f"{value!r} is no address", f"write {ADDRESS}, or leave it out")
        return value.rstrip("/") + "/" if value else ""

    def file(self, name):
        value = self.text(name)
        if value and not (self.root / value).is_file():
            raise self.fault(name, f"there is no file {value}", "write its path from this folder, "
                             "or leave it out")
        return value

    def one_of(self, where, value, known):
        if value not in known:
            near = difflib.get_close_matches(str(value), known, 1)
            raise self.fault(where, f"there is no {value!r}",
                             f"{near[0]}?" if near else f"one of {', '.join(known)}")
        return value

    def number(self, where, value, least=0.0):
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise self.fault(where, f"{value!r} is no number from {least:g} on", "write one, as 10")
        return value

    def edition(self, title):
        chapters = self.mapping("chapters", self.data.get("chapters") or {}, ("without", "instead"))
        return Edition(
            self.root, self.text("title") or title, self.file("logo"),
            self.address("book_url", self.text("book_url")),
            self.address("repository_url", self.text("repository_url")).rstrip("/"),
            self.text("branch") or "main", self.chapters(chapters.get("without") or []),
            self.address("chapters, instead", chapters.get("instead") or ""), self.late(),
            self.sets(), self.one_of("lms", self.text("lms"), ("", *SYSTEMS)), self.text("roster"))

    def chapters(self, names):
        if not isinstance(names, list):
            raise self.fault("chapters, without", f"{names!r} is no list",
                             "write it as [15-training]")
        known = sorted(path.stem for part in PARTS
                       for path in (self.root / part.folder).glob("[0-9]*.ipynb"))
        return tuple(self.one_of("chapters, without", name, known) for name in names)

    def late(self):
        given = self.mapping("late", self.data.get("late") or {}, ("percent", "days", "grace"))
        days = given.get("days")
        percent = self.number("late, percent", given.get("percent", 0))
        if percent > 100:
            raise self.fault("late, percent", f"{percent} is more than all", "100 at most")
        return Late(percent, None if days is None else self.number("late, days", days),
                    self.number("late, grace", given.get("grace", 0)))

    def sets(self):
        known = sorted(path.name for path in (self.root / "solutions").glob("*") if path.is_dir())
        found = {}
        for name, given in self.mapping("sets", self.data.get("sets") or {}, None).items():
            where = f"sets, {self.one_of('sets', name, known)}"
            given = self.mapping(where, given or {}, ("due", "weight", "column"))
            found[name] = Dated(self.date(f"{where}, due", given.get("due")),
                                self.number(f"{where}, weight", given.get("weight", 1)),
                                str(given.get("column", "")))
        return found

    def date(self, where, value):
        if value is None:
            return None
        try:
            value = datetime.fromisoformat(value) if isinstance(value, str) else value
            if not isinstance(value, datetime):  # a day: to its end
                value = datetime.combine(value, clock(23, 59, 59))
        except (TypeError, ValueError):
            raise self.fault(where, f"{value!r} is no date", f"write {DATE}") from None
        return value if value.tzinfo else value.replace(tzinfo=self.timezone())

    def timezone(self):
        name = self.text("timezone") or "UTC"
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise self.fault("timezone", f"there is no {name!r}", "write Europe/Vienna, say") \
                from None


# When it was made: at the date of its commit, so that two builds of it are equal ------------------


def epoch(root=ROOT):
    """Seconds since 1970: SOURCE_DATE_EPOCH, or the last commit's date; without both, now."""
    if given := int(os.environ.get("SOURCE_DATE_EPOCH") or 0):
        return given
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, text=True,
                              capture_output=True)
    except FileNotFoundError:  # no git here
        return int(time.time())
    return int(done.stdout or time.time())
