"""The workbook as plain data for a page: lines are sent, and what is said of each comes back."""

from .hints import hints
from .lines import split
from .scene import scenes
from .workbook import Task, Workbook
from .written import latex, markdown, mathml


class Desk:
    """The task that the page is about, and the lines so far: a line that is added costs no more."""

    asked, task, points, book, texts = None, None, None, None, []


def opened(asked):
    """The Workbook of a question's task and lines."""
    given = asked["task"]
    key = [given[one] for one in ("of", "by")] + [sorted(given.get("shapes", {}).items()),
                                                  given.get("letter", ""), given.get("goal", "")]
    if Desk.asked != key:
        Desk.task = Task(given["of"], given["by"] or None, given.get("shapes"),
                         given.get("letter", ""), given.get("goal", ""))
        Desk.points, Desk.asked, Desk.book = scenes(Desk.task), key, None
    lines = []
    for number, text in enumerate(asked["lines"], 1):
        lines += [(number, one) for _, one in split(text)]
    known = len(Desk.texts)
    if Desk.book is None or lines[:known] != Desk.texts:
        Desk.book, known = Workbook(Desk.task, Desk.points), 0
    Desk.texts = lines
    for number, text in lines[known:]:
        Desk.book.enter(text, number)
    return Desk.book


def judged(asked):
    """{"ask": "lines", "task": {of, by, shapes, letter, goal}, "lines": [text, ...]}."""
    book = opened(asked)
    return {"verdicts": [of(book, one) for one in book.verdicts], "done": book.done,
            "slips": book.slips, "goal": book.task.goal, "letter": book.task.letter,
            "by": book.task.by}


def of(book, one):
    found = {"number": one.number, "state": one.state, "says": one.says, "end": one.end,
             "rules": one.rules, "slip": one.slip, "misconception": one.misconception,
             "mathml": ""}
    if one.state == "fault":
        found.update({"fault": one.error.message, "cure": one.error.cure,
                      "start": one.error.start, "end_at": one.error.end})
    else:
        found["mathml"] = mathml(book, one.line)
    return found


def hinted(asked):
    return {"hints": hints(opened(asked))}


def exported(asked):
    book = opened(asked)
    return {"latex": latex(book), "markdown": markdown(book)}


QUESTIONS = {"lines": judged, "hints": hinted, "export": exported}
