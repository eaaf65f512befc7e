"""Put what was handed in where the grader looks: `make collect ASSIGNMENT= FROM=`.

    make collect ASSIGNMENT=06-elementwise FROM=submissions.zip
    make collect ASSIGNMENT=06-elementwise FROM=folder

FROM is what the platform gave: Canvas's zip (``doejane_123_4567_06-elementwise-1.ipynb``, with
``_LATE_``), Moodle's (``Jane Doe_123_assignsubmission_file_/``), or a zip or folder with a notebook
or a folder for each student. The last attempt counts; earlier ones, and whatever else was handed
in, is kept beside it.
"""

import argparse
import os
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from course import ROOT, edition, specs
from course.grading import quote, results

from . import archives, handed_in, names, roster
from .tables import TableError, near

EARLIER = "earlier"
NOTEBOOK = re.compile(r"\.ipynb(\.json|\.txt)?$", re.I)  # as some browsers end its name


@dataclass(frozen=True)
class Handed:
    """A file that somebody handed in."""

    student: str
    name: names.Name
    file: archives.File

    @property
    def attempt(self):
        """Later attempts are larger."""
        if self.name.system == "canvas":  # its zip has the time at which it was made
            return self.name.attempt
        return (self.file.when.timestamp(), *self.name.attempt)


@dataclass
class Collected:
    """What came of it, for people to read."""

    taken: dict  # student: Handed
    kept: list  # lines about what lies beside
    unmatched: list
    refused: list
    missing: list


def collect(source, assignment, folder, people, others=()):
    """Sort what was handed in into ``folder/submitted/<student>/<set>/``; return a Collected.

    ``people`` is the roster, or None: then everybody is called as the platform calls them.
    ``others`` are the names of the other sets, whose notebooks are not taken for this one's.
    Raises archives.Refused and OSError.
    """
    handed, unmatched, refused = _sorted([
        one for one in archives.files(source) if not set(others) & set(one.path.split("/")[:-1])],
        assignment, people)
    done = Collected({}, [], unmatched, refused, [])
    for student, files in sorted(handed.items()):
        mine = [one for one in files if NOTEBOOK.search(one.name.file)
                and not one.name.file.startswith(tuple(others))]
        place = folder / "submitted" / student / assignment
        last = max(mine, key=lambda one: one.attempt, default=None)
        if last:
            done.taken[student] = last
            _put(place, f"{assignment}.ipynb", last.file.content)
        for one in files:
            if one is not last:
                beside = place / EARLIER if one in mine else place
                name = _put(beside, _safe(one.name.file), one.file.content)
                done.kept.append(f"{student}: {name}" if one not in mine else
                                 f"{student}: {name}, an earlier attempt")
    if people:
        done.missing = sorted({one.student for one in people.people} - set(handed))
    handed_in.add(folder, assignment, [
        (student, one.file.path, None if one.name.system == "canvas" else one.file.when,
         one.name.late) for student, one in done.taken.items()])
    return done


def _sorted(files, assignment, people):
    """Files by student; what belongs to nobody; what was not read."""
    top = _common_folder(files, people)
    handed, unmatched, refused = defaultdict(list), [], []
    for file in files:
        path = (file.inside or file.path).removeprefix(top)
        if file.refused:
            refused.append(f"{file.path}: {file.refused}")
            continue
        name = names.read(path, assignment)
        if name and file.inside:
            inner = file.path.rpartition("/")[2]
            name = replace(name, file=inner, attempt=(*name.attempt, *names.attempt(inner)))
        person = people.find(*name.whose) if name and people else None
        if name and (person or not people):
            student = person.student if person else results.file_name(name.student)
            handed[student].append(Handed(student, name, file))
        else:
            unmatched.append(file.path)
    return handed, unmatched, refused


def _common_folder(files, people):
    """The one folder around everything, if it is not a student's: ``submissions/``."""
    tops = {(one.inside or one.path).partition("/")[0] for one in files}
    deep = all("/" in (one.inside or one.path) for one in files)
    [top] = tops if len(tops) == 1 else [""]
    known = names.MOODLE.fullmatch(f"{top}/x") or (people and people.find(top))
    below = {(one.inside or one.path).split("/")[1] for one in files if deep}
    return f"{top}/" if top and deep and not known and len(below) > 1 else ""


def _put(folder, name, content):
    """Write a file; another of this name is kept below ``earlier``. Returns the name it got."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if path.is_symlink() or path.exists():
        if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
            return name
        if folder.name == EARLIER:
            return _put(folder, _next(folder, path), content)
        (folder / EARLIER).mkdir(exist_ok=True)
        os.replace(path, folder / EARLIER / _next(folder / EARLIER, path))
    half = folder / f".{os.getpid()}.part"
    half.write_bytes(content)
    os.replace(half, path)
    return name


def _next(folder, path):
    stem = re.sub(r"-before-\d+$", "", path.stem)
    number = 1
    while (folder / f"{stem}-before-{number}{path.suffix}").exists():
        number += 1
    return f"{stem}-before-{number}{path.suffix}"


def _safe(name):
    """A file's name without anything that a folder could take for more than a name."""
    stem, _, end = quote.shown(name).replace("/", "-").rpartition(".")
    return f"{stem.lstrip('.')[:80] or 'file'}.{end[:10]}" if stem else end[:80] or "file"


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(prog="make collect", description="Collect submissions.")
    parser.add_argument("assignment", nargs="?", default="")
    parser.add_argument("--source", default="", metavar="FROM")
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--folder", type=Path, default=root / "grading")
    chosen = parser.parse_args(arguments)
    sets = specs.names(root)
    if chosen.assignment not in sets or not chosen.source:
        sys.exit("Which set, and from where? Cure: make collect ASSIGNMENT=06-elementwise "
                 f"FROM=submissions.zip. There are {', '.join(sets)}.")
    before = os.umask(0o077)  # what students wrote is not for everybody on this machine
    try:
        mine = edition.read(root)
        listed = chosen.roster or (root / mine.roster if mine.roster else None)
        people = roster.read(listed) if listed else None
        others = [one for one in sets if one != chosen.assignment]
        done = collect(chosen.source, chosen.assignment, chosen.folder, people, others)
    except (archives.Refused, TableError, edition.EditionError) as why:
        sys.exit(f"Nothing was collected: {why}.")
    except OSError as error:
        sys.exit(f"Cannot go on: {error.filename or ''} {error.strerror}. The same command again "
                 "does what is left.")
    finally:
        os.umask(before)
    _say(done, chosen, people)


def _say(done, chosen, people):
    shown = lambda lines: "".join(f"  {quote.shown(one)}\n" for one in lines)
    late = sum(one.name.late for one in done.taken.values())
    when = handed_in.path_of(chosen.folder, chosen.assignment)
    print(f"{len(done.taken)} notebooks in {near(chosen.folder / 'submitted')}"
          f"{f', {late} late as the platform says' if late else ''}; when each came is in "
          f"{near(when)}.")
    for title, lines in (
            ("Kept beside it", done.kept),
            ("In nobody's name, and left where they are (cure: complete the roster, or rename "
             "them)", done.unmatched),
            ("Not read", done.refused),
            ("In the roster, and nothing handed in", done.missing)):
        if lines:
            print(f"{title}:\n{shown(lines)}", end="")
    if not people:
        print("Without a roster everybody is called as in the archive. With one (roster: in "
              "course.yml) points find their way back by themselves.")


if __name__ == "__main__":
    main()
