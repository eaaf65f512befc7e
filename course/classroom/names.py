"""What platforms call a file that was handed in: whose it is, which attempt, in time or late."""

import re
from dataclasses import dataclass

# doejane_123_4567_06-elementwise-1.ipynb, doejane_LATE_123_4567_..., doejane_123_text.html
CANVAS = re.compile(r"(?P<who>[^_/]+(?:_(?!LATE_|\d)[^_/]+)*?)(?P<late>_LATE)?_(?P<user>\d+)"
                    r"(?:_(?P<file>\d+))?_(?P<name>.+)")
# First Last_123_assignsubmission_file_/06.ipynb, or ..._file_06.ipynb, after "Group A-" perhaps
MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?"
                    r"(?:/(?:.*/)?|(?<=_))(?P<name>[^/]+)")
RENAMED = re.compile(r"(?P<stem>.*?)[ _]*(?:\((?P<again>\d+)\)|-(?P<version>\d+))?\.ipynb"
                     r"(?:\.json|\.txt)?", re.S)


@dataclass(frozen=True)
class Name:
    """What a path says: the names of somebody, best first, and which attempt it is."""

    whose: tuple
    file: str
    attempt: tuple = ()  # the last one is the largest
    late: bool = False
    system: str = ""

    @property
    def student(self):
        """What somebody is called where there is no roster."""
        return self.whose[0]


def read(path, assignment):
    """Whose is the file at a path such as ``doejane_1_2_06.ipynb``? A Name, or None."""
    if found := MOODLE.fullmatch(path):
        who, number = found["who"].rpartition("/")[2], found["user"]
        whose = (f"{who} {number}", f"participant {number}", who, who.rpartition("-")[2])
        return Name(whose, found["name"], attempt(found["name"]), system="moodle")
    folders, _, file = path.rpartition("/")
    if found := CANVAS.fullmatch(file):
        number = found["user"]
        return Name((f"{found['who']}_{number}", f"canvas {number}", found["who"]), found["name"],
                    (int(found["file"] or 0), *attempt(found["name"])), bool(found["late"]),
                    "canvas")
    if folders:
        return Name((folders.split("/")[0],), file, attempt(file))
    bare = RENAMED.sub(lambda one: one["stem"], file) if RENAMED.fullmatch(file) else \
        file.rpartition(".")[0]
    who = re.sub(rf"[-_ ]*{re.escape(assignment)}[-_ ]*", "", bare)
    return Name((who,), file, attempt(file)) if who else None


def attempt(file):
    """Which copy a file's name says it is: ``06 (2).ipynb`` after ``06 (1).ipynb`` after ``06``."""
    found = RENAMED.fullmatch(file)
    if not found:
        return (0,)
    return (int(found["again"] or found["version"] or 0),)
