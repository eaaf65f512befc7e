"""What people read: a table, a report of what needs a human, and feedback for each student."""

import csv
import io
from dataclasses import dataclass

from course import edition

from . import by_hand, class_view, results
from .quote import cell, fenced, inline, shown

CURE = ("Hand in the notebook itself, as Jupyter saves it: File, Save, then File, Download. It "
        "ends in .ipynb.")


@dataclass(frozen=True)
class Account:
    """What somebody has: the points of each question, and what lateness costs."""

    earned: dict  # question: points, or "" where a human has not read it yet
    comments: dict
    days: int
    lost: float

    @property
    def missing(self):
        return [name for name, points in self.earned.items() if points == ""]

    @property
    def points(self):
        whole = sum(points for points in self.earned.values() if points != "")
        return _short(max(0, whole - self.lost))


@dataclass(frozen=True)
class Beside:
    """What is known beside the results: points by hand, lateness, what lateness costs."""

    given: dict
    late: dict
    policy: edition.Late

    def account(self, one):
        student = shown(one["student"])
        mine = {question: found for (who, question), found in self.given.items() if who == student}
        earned = {part["question"]: part["points"] for part in one["questions"]}
        earned |= {part["question"]: "" for part in one["by_hand"]}
        earned |= {question: found.points for question, found in mine.items()}
        late = self.late.get(student)
        days = late.days if late else 0
        return Account(earned, {name: found.comment for name, found in mine.items()}, days,
                       self.policy.lost(days, one["of"]) if days else 0)


def _short(points):
    points = round(points, 2)
    return int(points) if points == int(points) else points


def write(course, found, folder, late=None, policy=None, odd=()):
    """Grades as CSV, a report of what needs a human, how the class did, and feedback.

    ``late`` has the Lateness of students, ``policy`` what it costs (an ``edition.Late``), ``odd``
    what was odd about them. Returns the number of entries for a human. Raises OSError.
    """
    path = folder / "by-hand" / f"{course.name}.csv"
    by_hand.add(path, course, found)
    given, strange = by_hand.read(path, course, found)
    beside = Beside(given, late or {}, policy or edition.Late())
    results.write(folder / f"{course.name}.csv", _table(course, found, beside))
    entries, text = _report(course, found, beside, [*strange, *odd], path)
    results.write(folder / f"{course.name}-report.md", text)
    class_view.write(course, found, folder)
    for one in found:
        place = folder / "feedback" / results.file_name(one["student"])
        place.mkdir(parents=True, exist_ok=True)
        results.write(place / f"{course.name}.md", _feedback(course, one, beside))
    return entries


def _table(course, found, beside):
    text = io.StringIO()
    table = csv.writer(text)
    names = [*course.machine, *course.hand]
    table.writerow(["student", "state", "points", "of", "not yet by hand", "days late", "lost",
                    *names, "notes"])
    for one in found:
        mine = beside.account(one)
        points = "" if one["state"] == results.FAILED else mine.points
        earned = [mine.earned.get(name, "") for name in names]
        table.writerow([cell(one["student"]), one["state"], points, one["of"], len(mine.missing),
                        mine.days, _short(mine.lost), *earned, cell("; ".join(one["notes"]))])
    return text.getvalue()


def _report(course, found, beside, odd, path):
    lines, entries = [f"# {course.name}: what needs a human", ""], 0
    failed = [one for one in found if one["state"] == results.FAILED]
    if failed:
        lines += ["## Not graded: the machine failed, the next run tries again", ""]
        lines += [f"- {inline(one['student'])}: {inline('; '.join(one['notes']))}"
                  for one in failed] + [""]
    notes = [f"- **{inline(one['student'])}**: {inline(note)}"
             for one in found if one not in failed for note in one["notes"]]
    notes += [f"- **{inline(student)}**: {late.doubt}" for student, late in beside.late.items()
              if late.doubt]
    notes += [f"- {inline(one)}" for one in odd]
    lines += ["## Notes", "", *notes, ""] if notes else []
    lines += [f"## Answers in words: points go into by-hand/{path.name}", ""]
    for one in found:
        for part in one["by_hand"]:
            if (shown(one["student"]), part["question"]) not in beside.given:
                entries += 1
                lines += [f"### {inline(one['student'])}, {part['question']} ({part['of']} points)",
                          "", fenced(part["text"]), ""]
    return entries + len(notes) + len(failed), "\n".join(lines) + "\n"


def _feedback(course, one, beside):
    if one["state"] == results.FAILED:
        return f"# {course.name}: not graded yet\n\nThe grader will try again by itself.\n"
    mine = beside.account(one)
    so_far = " so far" if mine.missing else ""
    lines = [f"# {course.name}: {mine.points} of {one['of']} points{so_far}", ""]
    for part in one["questions"]:
        name = part["question"]
        lost = mine.earned[name] != "" and mine.earned[name] < part["of"]
        said = f". {inline(part['said'])}" if part["said"] and lost else ""
        lines.append(_line(mine, name, part["of"], said))
    for part in one["by_hand"]:
        name = part["question"]
        lines.append(_line(mine, name, part["of"]) if mine.earned[name] != "" else
                     f"- {name}: graded by hand, {part['of']} points")
    if mine.days:
        days = f"{mine.days} day{'s' * (mine.days > 1)}"
        lines.append(f"- late by {days}: {_short(mine.lost)} points less")
    lines += [f"- note: {inline(note)}" for note in one["notes"]]
    lines += ["", CURE] if one["state"] == results.REFUSED else []
    return "\n".join(lines) + "\n"


def _line(mine, name, of, said=""):
    comment = f". {inline(mine.comments[name])}" if mine.comments.get(name) else ""
    return f"- {name}: {mine.earned[name]} of {of}{said}{comment}"
