"""How the class did: which question failed, the most frequent reasons, what to say on Monday."""

import re
from collections import Counter

from course.bank import read as bank

from . import quote, results

REASONS = 3  # of a question
TALK = 3  # questions to talk about
WELL = 0.8  # of the class: nothing to talk about


def write(course, found, folder):
    results.write(folder / f"{course.name}-class.md", text(course, found))


def text(course, found):
    """Markdown: a row and the reasons for each question, and what to take up."""
    there = [one for one in found if one["state"] == results.GRADED]
    lines = [f"# {course.name}: the class", "", f"{len(there)} graded, {len(found) - len(there)} "
             "not. Shares are of those who were graded; \"empty\" is what nobody began.", "",
             "| question | right | empty | most frequent reason |", "|---|---|---|---|"]
    rows = [(name, *_of(there, name)) for name in course.machine]
    for name, right, empty, reasons in rows:
        often = f"{quote.inline(reasons[0][0])} ({reasons[0][1]})" if reasons else ""
        lines.append(f"| {name} | {_share(right, len(there))} | {empty or ''} | {often} |")
    lines += ["", "## What to say on Monday", ""]
    worst = sorted((one for one in rows if there and one[1] < WELL * len(there)),
                   key=lambda one: one[1])[:TALK]
    lines += [f"Every question was right in {WELL:.0%} of the notebooks or more: go on."] \
        if there and not worst else []
    for number, (name, right, _, reasons) in enumerate(worst, 1):
        lines += [*_talk(course, name, number, right, len(there), reasons), ""]
    return "\n".join(lines).rstrip() + "\n"


def _of(there, name):
    """Of a question: how many right, how many empty, reasons with their number, most first."""
    parts = [part for one in there for part in one["questions"] if part["question"] == name]
    wrong = [part["said"].removeprefix("not yet: ").strip() for part in parts
             if part["points"] < part["of"] and part["said"]]
    began = [one for one in wrong if not _empty(one)]
    shapes = Counter(_general(one) for one in began)
    example = {_general(one): one for one in reversed(began)}
    reasons = [(example[shape], count) for shape, count in shapes.most_common(REASONS)]
    return sum(part["points"] == part["of"] for part in parts), len(wrong) - len(began), reasons


def _empty(said):
    return said.endswith("fill it in")


def _general(said):
    """A reason without its numbers: they differ from variant to variant."""
    return re.sub(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", "0", said)


def _share(count, of):
    return f"{count} of {of} ({count / of:.0%})" if of else "nobody"


def _talk(course, name, number, right, of, reasons):
    task = course.tasks.get(name)
    title = f"{task.title} (`{name}`)" if task else f"`{name}`"
    yield f"### {number}. {title}: right in {_share(right, of)}"
    yield ""
    for said, count in reasons:
        yield f"- {count} times: {quote.inline(said)}"
    if not reasons:
        yield "- most left it empty: it may have been unclear, or too long"
    if not task:
        return
    titles = bank.labels()
    rules = [f"{one} ({titles[one]})" if titles.get(one) else one for one in task.rules]
    yield ""
    if rules:
        yield f"It rests on {', '.join(rules)}."
    if task.steps:
        step = task.steps[0]
        yield f"Begin on the board with: {_line(step['do'])} Because: {_line(step['because'])}"
    elif task.hints:
        yield f"Begin with its first hint: {_line(task.hints[0])}"


def _line(text):
    return " ".join(text.split())
