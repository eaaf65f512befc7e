"""Grade a folder of submissions, each alone in a sandbox, in parallel; to be interrupted at will.

    make grade ASSIGNMENT=06-elementwise
    python -m course.grading 06-elementwise --part 3/10      # one of ten, for a job queue
    python -m course.grading 06-elementwise --merge          # the table, once all parts are done

Submissions lie where nbgrader collects them: FOLDER/<student>/<set>/<set>.ipynb, by default below
grading/submitted. Results go beside that folder: one file a student (nothing is graded twice),
grades as CSV, feedback, and a report of what needs a human.
"""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from course import ROOT, edition
from course.classroom import handed_in
from course.classroom.tables import near

from . import door, grade, report, results, sandbox, truth
from .quote import shown

REFUSAL = """Cannot grade: {why}
With --unsafe submissions run with your rights: they can read and change your files, the solutions
and the grades, and use the network. Do that only on a machine that you can lose."""


def main(arguments=None, root=ROOT):
    chosen = _arguments(arguments, root)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # like Ctrl-C
    before, stop = os.umask(0o077), threading.Event()
    try:
        return _grade(chosen, stop, root)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop.set()
        print("\nInterrupted. What was graded is kept; the same command goes on.")
        sys.exit(130)
    except sandbox.NoSandbox as why:
        sys.exit(REFUSAL.format(why=why))
    except grade.NotReady as why:
        sys.exit(f"Nothing was graded: {why}")
    except results.Busy:
        sys.exit(f"Somebody is grading {chosen.assignment} in {chosen.submitted.parent} already. "
                 "Cure: wait for that run, or end it.")
    except edition.EditionError as why:
        sys.exit(f"Cannot grade: {why}")
    except OSError as error:
        sys.exit(f"Cannot go on: {error.filename or ''} {error.strerror}. What was graded is kept.")
    finally:
        os.umask(before)


def _grade(chosen, stop, root):
    folder, name = chosen.submitted.parent, chosen.assignment
    with results.locked(folder, name, chosen.part):
        key = truth.secret(folder)
        edition.read(root)  # its faults first
        course = grade.read(name, key, root)
        place = folder / "results" / name
        course_digest = results.of_the_course(name, key, root)
        everybody = door.submissions(chosen.submitted, name)
        if chosen.part:
            everybody = [one for one in everybody if grade.in_part(one.student, chosen.part)]

        def digest_of(submission):
            return results.digest(submission, course_digest + course.own.digest(submission.student))

        if chosen.merge:
            found = [_stored(course, place, one, digest_of(one)) for one in everybody]
        else:
            _make_ready(chosen, course, folder, stop)
            found = grade.grade_all(course, everybody, place, digest_of, chosen.processes,
                                    chosen.unsafe, _say, stop)
        if chosen.part:
            print(f"Part {chosen.part[0]} of {chosen.part[1]}: {len(found)} students; --merge "
                  "writes the table once all parts are done.")
        else:
            mine = edition.read(root)
            late, odd = handed_in.read(folder, name, mine)
            human = report.write(course, found, folder, late, mine.late, odd)
            place = near(folder)
            print(f"{len(found)} students in {place / f'{name}.csv'}; {human} entries for a human "
                  f"in {place / f'{name}-report.md'}; how the class did, and what to say on "
                  f"Monday, in {place / f'{name}-class.md'}.")
        failed = sum(one["state"] == results.FAILED for one in found)
        if failed:
            sys.exit(f"{failed} of {len(found)} could not be graded: the machine failed, see the "
                     "lines above. The same command tries them again.")


def _make_ready(chosen, course, folder, stop):
    """Does the wall hold, and does the set itself stand?"""
    if chosen.unsafe:
        print("Without a sandbox: what students wrote runs with your rights.")
    else:
        count = sandbox.probe([folder, chosen.submitted], sandbox.fresh_keyring())
        how = ("a control group" if sandbox.control_group() else "the grader's own watch: there is "
               "no systemd to make a control group")
        print(f"The sandbox holds: {count} probes. Memory of all processes together is held by "
              f"{how}.")
    most = grade.rehearse(course, chosen.unsafe, stop)
    print(f"The course's own answers get {most} of {most} points, an empty notebook 0.")


def _stored(course, place, submission, digest):
    known = results.load(place, course.name, submission.student)
    if known and known["digest"] == digest:
        return known
    why = "changed since it was graded" if known else "not graded yet"
    return {"assignment": course.name, "student": submission.student, "state": results.FAILED,
            "points": 0, "of": sum(course.machine.values()) + sum(course.hand.values()),
            "questions": [], "by_hand": [], "notes": [why]}


def _say(count, result, how):
    points = "not graded" if result["state"] == results.FAILED else \
        f"{result['points']} of {result['of']} points"
    print(f"{count} {shown(result['student'])}: {points} ({shown(how)})", flush=True)


def _arguments(arguments, root):
    parser = argparse.ArgumentParser(
        prog="make grade", description="Grade a folder of submissions.")
    parser.add_argument("assignment", nargs="?", default="",
                        help="a folder of solutions/, such as 06-elementwise")
    parser.add_argument("--submitted", type=Path, default=root / "grading" / "submitted")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--part", help="3/10: the third of ten parts of the class")
    parser.add_argument("--merge", action="store_true", help="write the table of what is graded")
    parser.add_argument("--unsafe", action="store_true", help="without isolation")
    chosen = parser.parse_args(arguments)
    sets = sorted(path.parent.name for path in root.glob("solutions/*/questions.yml"))
    if chosen.assignment not in sets:
        what = f"There is no solutions/{chosen.assignment}." if chosen.assignment else \
            "Which set?"
        sys.exit(f"{what} Cure: name one, as in: make grade ASSIGNMENT=06-elementwise. There are "
                 f"{', '.join(sets)}.")
    if not chosen.submitted.is_dir():
        sys.exit(f"There is no folder {chosen.submitted}. Cure: collect submissions into "
                 "<student>/<set>/<set>.ipynb below it, or name one: --submitted")
    if chosen.processes < 1:
        sys.exit("--processes needs a number from 1 on.")
    chosen.part = _part(chosen.part)
    return chosen


def _part(text):
    if text is None:
        return None
    try:
        number, of = map(int, text.split("/"))
        if 1 <= number <= of:
            return number, of
    except ValueError:
        pass
    sys.exit(f"--part {text}: say it as 3/10, the third of ten.")


if __name__ == "__main__":
    main()
