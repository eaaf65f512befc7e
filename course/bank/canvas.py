"""The bank for Canvas, and others that read QTI 1.2: a file for each chapter."""

import math

from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from course.bank.portable import LETTERS, course_title, without_roles

PRIVATE = "Private (Copyrighted) - http://en.wikipedia.org/wiki/Copyright"  # text2qti's own word
LICENCE = "CC BY 4.0 - https://creativecommons.org/licenses/by/4.0/"


def write(items, path):
    _write(f"{course_title()}: {items[0].chapter}", [_item(item) for item in items], path)


def write_pools(pools, path):
    """A group for each pool, of which Canvas draws one question for each student."""
    groups = ["\n\n".join(["GROUP\npick: 1\npoints per question: 1",
                           *(_item(item) for item in one.items), "END_GROUP"]) for one in pools]
    _write(f"{course_title()}: exercises {pools[0].set}", groups, path)


def _write(title, parts, path):
    lines = [f"Quiz title: {title}\nshuffle answers: true", *parts]
    quiz = Quiz("\n\n".join(lines) + "\n", config=Config(), source_name=path.name)
    made = QTI(quiz)
    made.imsmanifest_xml = made.imsmanifest_xml.replace(PRIVATE, LICENCE)
    made.save(path)


def _item(item):
    lines = [f"Title: {item.name}", "1. " + _indented(item.stem)]
    if item.kind == "number":
        lines += [_feedback("+", item.why), _feedback("-", item.otherwise),
                  f"=   {item.number:.4f} +- {four_decimals(item.margin):.4f}"]
    for k, option in enumerate(item.options):
        mark = ("[*]" if option.right else "[ ]") if item.kind == "several" else (
            ("*" if option.right else "") + f"{LETTERS[k].lower()})")
        lines += [f"{mark} {_indented(option.text)}", _feedback("...", option.why)]
    return "\n".join(lines)


def four_decimals(margin):
    """As many as text2qti keeps; rounded up, so that no right answer is refused."""
    return math.ceil(round(margin * 1e4, 6)) / 1e4


def _feedback(mark, text):
    return f"{mark} {_indented(text)}"


def _indented(text):
    """Display maths in running text, where the writer knows only $ ... $."""
    text = without_roles(text).replace("$$", "$")
    return "\n".join([line and "    " + line.strip() for line in text.splitlines()]).strip()
