"""What is run, in which order, and when is asked what: from the course's cells and a student's."""

import re
from dataclasses import dataclass, field

from course import exercises

from . import tools


@dataclass
class Step:
    """Code to be run, and, for a check, the question that is asked at that place."""

    source: str
    question: str | None = None
    answer: str | None = None  # the name of the answer cell that it is


@dataclass
class Plan:
    """The steps of one submission, what a human must read, and what was found odd."""

    steps: list = field(default_factory=list)
    by_hand: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    computed: dict = field(default_factory=dict)  # question: what its answers were computed with


def points(release):
    """The points of each graded cell: the machine's questions, then those for a human."""
    machine, hand = {}, {}
    for cell in release:
        if cell.grader.get("grade"):
            (machine if cell.kind == "code" else hand)[_question(cell)] = cell.grader["points"]
    return machine, hand


def _question(cell):
    return cell.name.removesuffix("-check")


def plan(release, submission, asked):
    """Plan a run.

    The course's own cells run as they were given out, whatever was done to the copies; a student's
    answers, and cells of their own, run where they stand. ``asked`` has the names of the answers
    of each question.
    """
    found = Plan()
    answers = _answers(release, submission, found.notes)
    own = _own_cells(release, submission, answers)
    sources = [one.source for one in own.get(None, [])]
    found.steps += [Step(one) for one in sources]
    for cell in release:
        mine = answers.get(cell.name)
        if cell.is_answer and cell.grader.get("grade"):
            if mine and mine.source.strip() not in ("", cell.source.strip()):
                found.by_hand.append({"question": _question(cell), "of": cell.grader["points"],
                                      "text": mine.source})
        elif cell.kind == "code" and cell.is_answer:
            found.steps.append(Step((mine or cell).source, answer=cell.name))
            sources.append(found.steps[-1].source)
        elif cell.kind == "code" and cell.grader.get("grade"):
            question = _question(cell)
            found.steps.append(Step(cell.source, question=question))
            used = tools.used(sources, asked.get(question, ()))
            if used:
                found.computed[question] = used
        elif cell.kind == "code":
            found.steps.append(Step(cell.source))
            sources.append(cell.source)
        for one in own.get(cell.id, []):
            found.steps.append(Step(one.source))
            sources.append(one.source)
    return found


def _answers(release, submission, notes):
    """Each answer cell of the course as the student left it: by name, by id, or by its check."""
    named, found = {}, {}
    for cell in submission:
        if cell.name in named:
            notes.append(f"{cell.name} is there twice: the first counts")
        elif cell.name:
            named[cell.name] = cell
    by_id = {cell.id: cell for cell in reversed(submission) if cell.id and not cell.name}
    for cell in release:
        mine = named.get(cell.name) if cell.name else None
        if not cell.name:
            continue
        if not mine and by_id.get(cell.id):
            mine = by_id[cell.id]
            if cell.is_answer:
                notes.append(f"{cell.name} had lost its metadata: found by its id")
        if not mine and cell.is_answer and (mine := _above_its_check(cell, release, submission)):
            notes.append(f"{cell.name} had lost its metadata: found above its check")
        if not mine:
            notes.append(f"{cell.name} was deleted: "
                         f"{'no answer' if cell.is_answer else 'restored'}")
        elif cell.is_answer:
            found[cell.name] = mine
        elif mine.source.rstrip() != cell.source.rstrip():
            notes.append(f"{cell.name} was edited: the original was used")
    return found


def _above_its_check(cell, release, submission):
    """The code cell above the check that names this question, in a notebook without metadata."""
    places = [number for number, one in enumerate(submission) if one.kind == "code"
              and not one.name and re.match(rf'check\("[^"]*/{re.escape(cell.name)}"', one.source)]
    known = {one.source for one in release if one.kind == "code" and not one.is_answer}
    for number in reversed(range(places[0] if places else 0)):
        one = submission[number]
        if one.kind == "code":
            return one if not one.name and one.source not in known else None
    return None


def _same(mine, given):
    """Is a cell as it was given out, the address of the book aside?"""
    return exercises.addressed(mine, "").rstrip() == exercises.addressed(given, "").rstrip()


def _own_cells(release, submission, answers):
    """A student's own code cells, by the id of the course's cell that they follow.

    The course's cells that carry no points may be edited, to import one more thing, say: then the
    student's form runs too, after the course's.
    """
    by_id = {cell.id: cell for cell in release}
    by_name = {cell.name: cell for cell in release if cell.name}
    taken = {id(cell) for cell in answers.values()}
    own, last = {}, None
    for cell in submission:
        given = by_name.get(cell.name) or by_id.get(cell.id)
        if given:
            last = given.id
        if cell.kind != "code" or id(cell) in taken or (given and given.name):
            continue
        if given and _same(cell.source, given.source):
            continue
        if given or not re.match(r"check\(", cell.source):
            own.setdefault(last, []).append(cell)
    return own
