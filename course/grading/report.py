"""What people read: a table, a report, feedback; whatever students wrote stays a quotation.

A spreadsheet gets no formula, a terminal no control characters, a Markdown page no heading, link or
tag that somebody handed in.
"""

import csv
import io
import re
from collections import Counter

from . import results

COLUMNS = ("student", "question", "points", "comment")


def shown(text):
    """A text in one line, with every character visible: no escapes, no change of direction."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode()
                   if not "\ud800" <= one <= "\udfff" else f"\\x{ord(one) & 0xff:02x}"
                   for one in str(text))


def inline(text):
    """A text in one line of Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|~&!$])", r"\\\1", shown(text))


def fenced(text):
    """A text as a block of Markdown that it cannot leave."""
    longest = max((len(one) for one in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    body = "\n".join(shown(line.replace("\t", "    ")) for line in text.splitlines())
    return f"{fence}text\n{body}\n{fence}"


def cell(value):
    """A value that a spreadsheet takes for nothing but text or a number."""
    text = shown(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r\\|" and text else text


# What a human has given ---------------------------------------------------------------------------


def read_by_hand(path, of):
    """The points that a human has given: from (student, question) to a number; and what is odd.

    Rows without points are those that nobody has read yet. ``of`` has the points of each question.
    """
    given, odd = {}, []
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return given, odd
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        row = {key: (value or "").strip() for key, value in row.items()
               if isinstance(key, str) and not isinstance(value, list)}
        student, question = row.get("student", "").removeprefix("'"), row.get("question", "")
        if not row.get("points"):
            continue
        try:
            points = float(row["points"].replace(",", "."))
        except ValueError:
            points = -1
        if question not in of or not 0 <= points <= of.get(question, 0):
            odd.append(f"{path.name}, line {number}: {row['points']} points for {question!r}, "
                       "which is no number from 0 to what it is worth, or no question: left out")
        else:
            given[student, question] = int(points) if points == int(points) else points
    return given, odd


def rows_by_hand(found):
    """Who is to be given points by a human: (student, question, points it is worth)."""
    return [(shown(one["student"]), part["question"], part["of"])
            for one in found for part in one["by_hand"]]


def start_by_hand(path, found):
    """The file for points by hand, with a row for each answer, if there is none yet."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for student, question, of in rows_by_hand(found):
        table.writerow([cell(student), question, "", f"of {of}"])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
    except FileExistsError:
        pass


def totals(one, given):
    """A result with what a human has given: points of each question, their sum, what is missing."""
    student = shown(one["student"])
    earned = {part["question"]: part["points"] for part in one["questions"]}
    earned |= {part["question"]: "" for part in one["by_hand"]}
    earned |= {question: points for (who, question), points in given.items() if who == student}
    missing = [name for name, points in earned.items() if points == ""]
    return earned, sum(points for points in earned.values() if points != ""), missing


# What is written ----------------------------------------------------------------------------------


def write(course, found, folder):
    """Grades as CSV, a report of what needs a human, and feedback for each student.

    Returns the number of entries for a human. Raises OSError.
    """
    by_hand = folder / "by-hand" / f"{course.name}.csv"
    start_by_hand(by_hand, found)
    given, odd = read_by_hand(by_hand, course.machine | course.hand)
    results.write(folder / f"{course.name}.csv", _table(course, found, given))
    entries, text = _report(course, found, given, odd, by_hand)
    results.write(folder / f"{course.name}-report.md", text)
    for one in found:
        place = folder / "feedback" / results.file_name(one["student"])
        place.mkdir(parents=True, exist_ok=True)
        results.write(place / f"{course.name}.md", _feedback(course, one, given))
    return entries


def _table(course, found, given):
    text = io.StringIO()
    table = csv.writer(text)
    names = [*course.machine, *course.hand]
    table.writerow(["student", "state", "points", "of", "not yet by hand", *names, "notes"])
    for one in found:
        earned, points, missing = totals(one, given)
        points = "" if one["state"] == results.FAILED else points
        table.writerow([cell(one["student"]), one["state"], points, one["of"], len(missing),
                        *(earned.get(name, "") for name in names),
                        cell("; ".join(one["notes"]))])
    return text.getvalue()


def _report(course, found, given, odd, by_hand):
    lines, entries = [f"# {course.name}: what needs a human", ""], 0
    failed = [one for one in found if one["state"] == results.FAILED]
    if failed:
        lines += ["## Not graded: the machine failed, the next run tries again", ""]
        lines += [f"- {inline(one['student'])}: {inline('; '.join(one['notes']))}"
                  for one in failed] + [""]
    notes = [f"- **{inline(one['student'])}**: {inline(note)}"
             for one in found if one not in failed for note in one["notes"]]
    notes += [f"- {inline(one)}" for one in odd]
    rows = {(student, question) for student, question, _ in rows_by_hand(found)}
    known = _known_rows(by_hand)
    notes += [f"- {by_hand.name} has no row yet: `{csv_row}`" for csv_row in sorted(
        f"{cell(student)},{question},," for student, question in rows - known)]
    lines += ["## Notes", "", *notes, ""] if notes else []
    lines += ["## The class", "", "| question | right | most frequent reason |", "|---|---|---|"]
    for name in course.machine:
        parts = [part for one in found for part in one["questions"] if part["question"] == name]
        reasons = Counter(part["said"] for part in parts if part["said"])
        often = f"{inline(reasons.most_common(1)[0][0])} ({reasons.most_common(1)[0][1]})" \
            if reasons else ""
        lines.append(f"| {name} | {sum(part['points'] > 0 for part in parts)} of {len(parts)} "
                     f"| {often} |")
    lines += ["", f"## Answers in words: points go into by-hand/{by_hand.name}", ""]
    for one in found:
        for part in one["by_hand"]:
            if (shown(one["student"]), part["question"]) not in given:
                entries += 1
                lines += [f"### {inline(one['student'])}, {part['question']} ({part['of']} points)",
                          "", fenced(part["text"]), ""]
    return entries + len(notes) + len(failed), "\n".join(lines) + "\n"


def _known_rows(path):
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return {((row.get("student") or "").removeprefix("'"), row.get("question") or "")
            for row in csv.DictReader(io.StringIO(text))}


def _feedback(course, one, given):
    if one["state"] == results.FAILED:
        return f"# {course.name}: not graded yet\n"
    earned, points, missing = totals(one, given)
    lines = [f"# {course.name}: {points} of {one['of']} points{' so far' if missing else ''}", ""]
    for part in one["questions"]:
        name = part["question"]
        said = f". {inline(part['said'])}" if part["said"] and not earned[name] else ""
        lines.append(f"- {name}: {earned[name]} of {part['of']}{said}")
    for part in one["by_hand"]:
        name = part["question"]
        lines.append(f"- {name}: {earned[name]} of {part['of']}" if earned[name] != "" else
                     f"- {name}: graded by hand, {part['of']} points")
    lines += [f"- note: {inline(note)}" for note in one["notes"]]
    return "\n".join(lines) + "\n"
