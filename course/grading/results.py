"""Results as files, one a student: whole or not at all, the earlier one kept, one grader at once.

A result says how it came about: ``graded``, or ``refused``: what was handed in is no notebook. What
the machine could not do is no result: nothing is stored, and the next run tries again.
"""

import fcntl
import hashlib
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path

from course import ROOT

VERSION = 2
GRADED, REFUSED, FAILED = "graded", "refused", "failed by the machine"
FIELDS = {"version": int, "assignment": str, "student": str, "state": str, "points": int,
          "of": int, "questions": list, "by_hand": list, "notes": list, "digest": str}


def file_name(student):
    """A name of a file or folder for a student, whatever theirs is."""
    if re.fullmatch(r"[\w@+,][\w .@+,-]{0,80}", student):
        return student
    code = hashlib.sha256(os.fsencode(student)).hexdigest()[:8]
    return f"{re.sub(r'[^a-zA-Z0-9]+', '-', student)[:40].strip('-') or 'student'}-{code}"


def load(folder, assignment, student):
    """The stored result of a student, or None: none is there, or it is cut, or somebody else's."""
    try:
        found = json.loads(_path(folder, student).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    good = (isinstance(found, dict)
            and all(isinstance(found.get(name), kind) for name, kind in FIELDS.items())
            and (found["version"], found["assignment"], found["student"])
            == (VERSION, assignment, student) and found["state"] in (GRADED, REFUSED))
    return found if good else None


def store(folder, result):
    """Store a result; what was there before is kept below ``earlier``. Raises OSError."""
    path = _path(folder, result["student"])
    if path.exists():
        kept = folder / "earlier"
        kept.mkdir(exist_ok=True)
        number = 1 + sum(1 for _ in kept.glob(f"{_literal(path.stem)}-[0-9]*.json"))
        os.link(path, kept / f"{path.stem}-{number}.json")
    write(path, json.dumps(result, indent=1))


def _literal(text):
    return re.sub(r"([*?[])", r"[\1]", text)


def _path(folder, student):
    return folder / f"{file_name(student)}.json"


def write(path, text, encoding="utf-8"):
    """Write a file whole or not at all, and onto the disk. Raises OSError."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(half, "w", encoding=encoding, errors="backslashreplace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def of_the_course(assignment, key, root=ROOT):
    """A digest of all that grades: the set, its questions, the package, the grader, the secret."""
    h = hashlib.sha256(key.encode())
    for one in (*sorted((root / "solutions" / assignment).glob("*")),
                *sorted((root / "exercises" / assignment).glob("*.ipynb")),
                *sorted((ROOT / "matrixcalculus").glob("*.py")),
                *sorted((ROOT / "matrixcalculus" / "tensor").glob("*.py")),
                *sorted(Path(__file__).parent.glob("*.py"))):
        if one.is_file():
            h.update(one.name.encode() + one.read_bytes())
    return h.hexdigest()


def digest(submission, course):
    """A digest of what was handed in and of all that grades it."""
    said = [course, submission.refused, *submission.notes]
    return hashlib.sha256(json.dumps(said).encode() + submission.content).hexdigest()


class Busy(Exception):
    """Somebody is grading the same set in the same folder."""


@contextmanager
def locked(folder, assignment, part=None):
    """Nobody else grades this set, or this part of it, meanwhile. Raises Busy."""
    held = []
    try:
        held.append(_lock(folder / f".lock-{assignment}", shared=bool(part)))
        if part:
            held.append(_lock(folder / f".lock-{assignment}-{part[0]}-{part[1]}"))
        yield
    finally:
        for one in held:
            one.close()


def _lock(path, shared=False):
    file = open(path, "a")
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise Busy from None
    return file
