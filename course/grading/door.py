"""The one door for what is handed in: whatever comes, a list of cells or one line that says why.

A path is walked without following a link, a file is read once, to a limit, and what comes out has
the shape of cells, whatever the file said.
"""

import codecs
import json
import os
import re
import stat
from dataclasses import dataclass, field

LARGEST = 20 << 20  # bytes of a notebook
MOST_CELLS = 1000
LONGEST = 50_000  # characters of a cell
ENDING = ".ipynb"
HIGHEST = {"utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-8-sig": (codecs.BOM_UTF8,)}


class Refused(ValueError):
    """A submission that is no notebook; says in one line why."""


@dataclass
class Cell:
    """A cell of a notebook."""

    kind: str
    source: str
    id: str | None = None
    grader: dict = field(default_factory=dict)
    variant: str = ""  # the tag of a student's own variant: see course/variants.py

    @property
    def name(self):
        """nbgrader's name of the cell, or None."""
        found = self.grader.get("grade_id")
        return found if isinstance(found, str) else None

    @property
    def is_answer(self):
        return bool(self.grader.get("solution"))


@dataclass
class Submission:
    """What somebody handed in: the bytes, or why there are none, and notes on how it was found."""

    student: str
    content: bytes = b""
    refused: str = ""
    notes: list = field(default_factory=list)


def cells(content):
    """The cells of a notebook, and notes. Raises Refused."""
    text, notes = _text(content)
    try:
        data = json.loads(text)
        found = data["cells"]
        if not isinstance(found, list) or len(found) > MOST_CELLS:
            raise TypeError
    except json.JSONDecodeError as error:
        raise Refused(f"not a notebook: it breaks off, or was edited, at line {error.lineno}, "
                      f"column {error.colno} ({error.msg})") from None
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise Refused(f"not a notebook: it has no list of cells ({type(error).__name__})") from None
    good = [one for one in map(_cell, found) if one]
    if len(good) < len(found):
        notes.append(f"{len(found) - len(good)} of its {len(found)} cells are none: left out")
    return good, notes


def _text(content):
    name = next((name for name, marks in HIGHEST.items() if content.startswith(marks)), "utf-8")
    try:
        return content.decode(name), ["it was in UTF-16"] if name == "utf-16" else []
    except UnicodeDecodeError:
        raise Refused("not a notebook (not in UTF-8)") from None


def _cell(one):
    if not isinstance(one, dict) or one.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = one.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or len(source) > LONGEST:
        return None
    name = one.get("id")
    metadata = one.get("metadata")
    grader, course = (metadata.get(key) if isinstance(metadata, dict) else None
                      for key in ("nbgrader", "course"))
    tag = course.get("variant") if isinstance(course, dict) else None
    return Cell(one["cell_type"], source.encode("utf-8", "replace").decode(),
                name if isinstance(name, str) else None, grader if isinstance(grader, dict) else {},
                tag if isinstance(tag, str) else "")


# Where things are ---------------------------------------------------------------------------------


def submissions(folder, assignment):
    """Everybody who handed something in, or has a folder, in order of their names."""
    people, flat = {}, {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(ENDING):
            flat.setdefault(_student(name, assignment), []).append(name)
        elif stat.S_ISDIR(os.lstat(os.path.join(folder, name)).st_mode):
            people[name] = _of_folder(folder, name, assignment)
        elif stat.S_ISLNK(os.lstat(os.path.join(folder, name)).st_mode):
            people[name] = Submission(name, refused="a link was handed in: not followed")
    for student, names in flat.items():
        one = _read(folder, [names[-1]], student, [f"handed in flat, as {names[-1]}"])
        if student not in people or people[student].refused.startswith("no notebook"):
            people[student] = one
        else:
            people[student].notes.append(f"{names[-1]} was handed in too, and not looked at")
    return [people[name] for name in sorted(people)]


def _student(name, assignment):
    """Whose is a notebook that lies flat: ``bob.ipynb``, ``bob-06-elementwise (1).ipynb``?"""
    bare = re.sub(r"\s*\(\d+\)$", "", name.removesuffix(ENDING))
    return re.sub(rf"[-_ ]*{re.escape(assignment)}[-_ ]*\d*", "", bare) or bare


def _of_folder(folder, student, assignment):
    """A student's notebook: in its place, or renamed by a browser, or one folder too high."""
    exact = f"{assignment}{ENDING}"
    tries = []
    for inside in ([student, assignment], [student]):
        try:
            names = sorted(os.listdir(os.path.join(folder, *inside)))
        except OSError:
            continue
        notebooks = [one for one in names if one.endswith(ENDING)]
        renamed = [one for one in notebooks if one.startswith(assignment)]
        for one in ([exact] if exact in notebooks else renamed[-1:] or notebooks[:1]
                    if len(inside) == 2 or renamed else []):
            tries.append([*inside, one])
    if not tries:
        if os.path.islink(os.path.join(folder, student, assignment)):
            return Submission(student, refused="a link was handed in: not followed")
        found = ", ".join(_there(folder, student, assignment)) or "nothing"
        return Submission(student, refused=f"no notebook was handed in: no {exact}; found: {found}")
    path = tries[0]
    right = path[1:] == [assignment, exact]
    return _read(folder, path, student, [] if right else [f"found as {'/'.join(path[1:])}"])


def _there(folder, student, assignment, most=5):
    """The names of the files that a student's folders hold, a few of them."""
    for inside in ([student, assignment], [student]):
        try:
            names = sorted(os.listdir(os.path.join(folder, *inside)))
        except OSError:
            continue
        files = [one for one in names if one not in (assignment, "earlier")]
        yield from files[:most]
        if len(files) > most:
            yield f"and {len(files) - most} more"


def _read(folder, path, student, notes):
    try:
        return Submission(student, read(folder, path), notes=notes)
    except Refused as why:
        return Submission(student, refused=str(why), notes=notes)


def read(folder, path):
    """A regular file below a folder, no link on the way, to a limit. Raises Refused."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in path[:-1]:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = below
        file = os.open(path[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    except OSError as error:
        linked = os.path.islink(os.path.join(folder, *path)) or any(
            os.path.islink(os.path.join(folder, *path[:n])) for n in range(1, len(path)))
        raise Refused("a link was handed in: not followed" if linked else
                      f"it cannot be read ({error.strerror})") from None
    finally:
        os.close(at)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise Refused("not a file")
        if found.st_size > LARGEST:
            raise Refused(f"larger than {LARGEST >> 20} MB")
        return os.pread(file, LARGEST, 0)
    finally:
        os.close(file)
