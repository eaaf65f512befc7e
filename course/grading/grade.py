"""One submission, and a class of them, each alone behind the wall; the verdict is made out here."""

import hashlib
import os
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import nbformat

from course import ROOT, exercises, specs
from course.variants import OtherVariants

from . import door, plan, results, truth
from .own import Own
from .sandbox import Ended, MachineFailure, Sandbox, Stopped

DEATHS = 20  # how often a submission may end its process before the rest is left
SECONDS = 1800  # on the clock, for a whole submission
TRIES = (1, 5)  # seconds before a second and a third try, where the machine has failed
SAID = 500  # characters of an explanation


class NotReady(Exception):
    """The set itself cannot be graded: its own answers do not get full points, say."""


@dataclass(frozen=True)
class Set:
    """A set of exercises: what students got, what is asked and allowed, what is right."""

    name: str
    release: list
    solution: list
    answers: dict
    allow: dict
    own: Own  # the variants of students, if they were given any
    machine: dict = field(default_factory=dict)
    hand: dict = field(default_factory=dict)
    tasks: dict = field(default_factory=dict)  # as authored: specs.Task


def read(assignment, key, root=ROOT):
    """Read a set. Raises NotReady."""
    try:
        given = root / "exercises" / assignment / f"{assignment}.ipynb"
        release = door.cells(given.read_bytes())[0]
        source = specs.Source(assignment, root)
        authored = source.set()
        solved = exercises.notebook(authored)
        solution = door.cells(nbformat.writes(solved).encode())[0]
        answers = truth.questions(assignment, key, root)
        allow = {name: one["allow"] for name, one in specs.read(assignment, root).items()}
        variants = Own(source, key)
    except OSError as error:
        raise NotReady(f"{error.filename} cannot be read ({error.strerror}); "
                       "cure: make exercises") from None
    except (door.Refused, specs.SpecError, OtherVariants) as why:
        raise NotReady(f"{assignment}: {why}") from None
    machine, hand = plan.points(release)
    if missing := sorted(set(machine) ^ set(answers)):
        raise NotReady(f"{assignment}: {', '.join(missing)} is not both in the notebook and in "
                       "questions.yml")
    return Set(assignment, release, solution, answers, allow, variants, machine, hand,
               {one.id: one for one in authored.questions})


# One submission -----------------------------------------------------------------------------------


def grade(course, submission, unsafe=False, stop=None):
    """Grade one submission: a plain dict. Raises MachineFailure or Stopped."""
    result = {"version": results.VERSION, "assignment": course.name, "state": results.GRADED,
              "student": submission.student, "points": 0,
              "of": sum(course.machine.values()) + sum(course.hand.values()),
              "questions": [], "by_hand": [], "notes": [*submission.notes]}
    try:
        if submission.refused:
            raise door.Refused(submission.refused)
        cells, notes = door.cells(submission.content)
    except door.Refused as why:
        result["state"] = results.REFUSED
        result["notes"].append(str(why))
        return result
    course = course.own.of(course, submission.student)
    foreign = course.own.foreign(submission.student, cells)
    if course.own.untold(submission.student, cells):
        notes.append("the notebook does not say whose variants it has: graded as their own")
    names = {name: [one.name for one in answers] for name, answers in course.answers.items()}
    planned = plan.plan(course.release, cells, names)
    verdicts, odd = run(planned, course, unsafe, stop)
    result["notes"] += [*notes, *planned.notes, *odd]
    result["by_hand"] = planned.by_hand
    result["notes"] += [f"{', '.join(name for name in foreign if foreign[name] == who)}: the "
                        f"variant of {who}, no points" for who in sorted({*foreign.values()})]
    for name, most in course.machine.items():
        right, said, *share = verdicts.get(name, (False, "not reached"))
        if name in foreign:
            right, said = False, f"this is not your own variant, but that of {foreign[name]}"
            share = []
        tools = sorted(set(planned.computed.get(name, ())) - set(course.allow[name]))
        if right and tools:
            right, said = False, (f"computed with {' and '.join(tools)}, where a derivation is "
                                  "asked for")
            result["notes"].append(f"{name}: right, but {said}")
        earned = most if right else int(most * share[0]) if share else 0
        result["questions"].append({"question": name, "points": earned, "of": most,
                                    "said": said[:SAID]})
    words = {one["question"] for one in result["by_hand"]}
    result["questions"] += [{"question": name, "points": 0, "of": most, "said": "no answer"}
                            for name, most in course.hand.items() if name not in words]
    result["points"] = sum(one["points"] for one in result["questions"])
    return result


def run(planned, course, unsafe=False, stop=None):
    """Run the steps; return the verdict on each question, and what was odd.

    A step that ends the process is left out, and the others run again, in a new one.
    """
    verdicts, left, notes, begin = {}, {}, [], time.monotonic()
    while True:
        errors, number = [], 0
        try:
            with Sandbox(unsafe, stop) as sandbox:
                for number, step in enumerate(planned.steps):
                    if number in left:
                        errors.append(left[number])
                    elif not step.question:
                        said = _text(sandbox.ask(run=step.source).get("error"))
                        errors += [f"the cell did not run: {said}"] if said else []
                    elif step.question not in verdicts:
                        verdicts[step.question] = (False, "")  # should it end here
                        verdicts[step.question] = _verdict(
                            sandbox, step, course.answers[step.question], errors)
                        errors = []
                    else:
                        errors = []
            return verdicts, notes
        except Ended as why:
            step = planned.steps[number]
            if step.question:
                said = verdicts[step.question][1] or str(why)
                verdicts[step.question] = (False, "; ".join([*errors, said]))
            else:
                left[number] = f"the cell was stopped: {why}"
            where = step.question or step.answer or "a cell of its own"
            notes.append(f"{where}: {why}")
            if len(notes) >= DEATHS or time.monotonic() - begin > SECONDS:
                return verdicts, [*notes, "the rest was left"]


def _verdict(sandbox, step, answers, errors):
    """Is every answer right in every case? And if not, what does the notebook's check say?

    Of a derivation that is not right the third is the share of the points that it gets even so.
    """
    for answer in answers:
        for case in answer.cases:
            output = getattr(case.right, "shape", ())
            reply = sandbox.ask(ask=answer.name, point=truth.asked(case.point),
                                shapes=answer.shapes, output=list(output))
            # Only a value can be right: whatever else comes back is not.
            said = truth.wrong(answer, case, reply["value"]) if "value" in reply else (
                _text(reply.get("error")) or "no value came back")
            if said and answer.kind == "derivation":
                share = truth.judged(case, reply["value"])[1] if "value" in reply else 0.0
                return False, "; ".join([*errors, said]), share if len(answers) == 1 else 0.0
            if said:
                hint = _text(sandbox.ask(run=step.source).get("error"))
                return False, "; ".join([*errors, hint or said])
    return True, ""


def _text(said):
    """A text that came from inside, if it is one."""
    return str(said)[:SAID] if said else ""


# A class ------------------------------------------------------------------------------------------


def rehearse(course, unsafe=False, stop=None):
    """The course's own answers must get full points, and an empty notebook 0. Raises NotReady."""
    own = plan.plan(course.release, course.solution, {})
    empty = plan.plan(course.release, course.release, {})
    try:
        with ThreadPoolExecutor(2) as pool:
            right, blank = pool.map(lambda one: run(one, course, unsafe, stop)[0], (own, empty))
    except MachineFailure as why:
        raise NotReady(str(why)) from None
    lost = [f"{name} ({right.get(name, (0, 'not reached'))[1]})" for name in course.machine
            if not right.get(name, (False,))[0]]
    if lost:
        raise NotReady(f"the course's own answers do not get full points: {'; '.join(lost)}")
    if given := [name for name in course.machine if blank.get(name, (False,))[0]]:
        raise NotReady(f"an empty notebook gets points: {', '.join(given)}")
    return sum(course.machine.values())


def in_part(student, part):
    """Does a student belong to part 3 of 10? The same on every machine."""
    number, of = part
    return int(hashlib.sha256(os.fsencode(student)).hexdigest(), 16) % of == number - 1


def grade_all(course, submissions, folder, digest_of, processes=2, unsafe=False, say=print,
              stop=None):
    """Grade everybody; what is stored and has not changed is not graded again.

    Returns
    -------
    list of dict
        The results, in the order of the submissions. Where the machine failed, a dict of the state
        "failed by the machine", which is not stored.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stop = stop or threading.Event()
    pool = ThreadPoolExecutor(processes)
    futures = {pool.submit(_one, course, submission, folder, digest_of, unsafe, stop): number
               for number, submission in enumerate(submissions)}
    found = [None] * len(submissions)
    try:
        for count, future in enumerate(as_completed(futures), start=1):
            result, how = future.result()
            found[futures[future]] = result
            say(f"[{count}/{len(submissions)}]", result, how)
        return found
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _one(course, submission, folder, digest_of, unsafe, stop):
    """The result of one submission, and how it came about; whatever happens, no exception."""
    student, digest = submission.student, digest_of(submission)
    known = results.load(folder, course.name, student)
    if known and known["digest"] == digest:
        return known, "already graded"
    try:
        result = {**_patiently(course, submission, unsafe, stop), "digest": digest}
        if known:
            result["notes"].append(f"graded again; before: {known['points']} points")
        results.store(folder, result)
        return result, "; ".join(result["notes"]) or "ok"
    except Stopped:
        raise
    except MachineFailure as why:
        said = str(why)
    except OSError as error:
        said = f"the result could not be stored ({error.strerror})"
    except Exception as error:
        said = f"{type(error).__name__} in the grader itself, see grading/log.txt"
        with open(folder.parent.parent / "log.txt", "a", encoding="utf-8",
                  errors="backslashreplace") as log:
            log.write(f"{course.name}, {student!r}\n{traceback.format_exc()}\n")
    return {"assignment": course.name, "student": student, "state": results.FAILED, "points": 0,
            "of": sum(course.machine.values()) + sum(course.hand.values()), "questions": [],
            "by_hand": [], "notes": [said]}, said


def _patiently(course, submission, unsafe, stop):
    """Grade; where the machine fails, wait and try again."""
    for pause in TRIES:
        try:
            return grade(course, submission, unsafe, stop)
        except MachineFailure:
            stop.wait(pause)
    return grade(course, submission, unsafe, stop)
