"""How long a chapter takes: to read, to answer its questions, to do its exercises.

Nothing is typed: the text is counted, the bank and the exercises are asked. What stands folded (the
answers, the machinery) is not counted, since a reader may leave it closed.

    python -m course.times    # prints the times of every chapter
"""

import math
import re
from pathlib import Path

from course import ROOT, notebooks, specs
from course.bank import read

# Adults read plain English at some 240 words a minute. This is mathematics, so we allow for less,
# and for a pause at whatever has to be looked at rather than read. The constants are chosen, not
# measured; they are the same for every chapter, so that chapters can be compared.
WORDS = 180  # a minute
SECONDS = {
    "display": 6,  # a displayed formula: read once
    "step": 12,  # a line of a derivation: read, and checked
    "figure": 20,  # looked at, besides its caption
    "code": 3,  # a line that stands open
}
QUESTION = {  # minutes, with its reason
    "choose": 1, "shape": 1, "choose-several": 1.5, "wrong-line": 1.5, "order": 1.5, "numeric": 2,
}
PENCIL = 4  # minutes for a problem with a worked answer
FOLDED = {"setup", "plot", "evidence", "machine"}  # tags of cells that stand closed

FENCED = re.compile(r"^```.*?^```|<!--.*?-->", re.M | re.S)
DISPLAY = re.compile(r"\$\$.*?\$\$", re.S)
INLINE = re.compile(r"\$[^$]+\$|`[^`]+`")
SYNTAX = re.compile(  # what directives and links say to the program, not to the reader
    r"^\s*:{3,}(?:\{[\w:-]+\})?|^:[\w-]+:.*$|^\([\w-]+\)=$|\]\([^)]*\)|\{[\w:-]+\}|<[^>]+>", re.M)


def of(root, page):
    """The times of the page of a chapter: {"read": minutes, "questions": (number, minutes),
    "exercises": minutes or 0}."""
    root, name = Path(root), Path(page).stem
    notebook = notebooks.read_notebook(root / f"{page}.ipynb", root)
    return {
        "read": math.ceil(reading(notebook) / 60),
        "questions": questions(root / read.FOLDER / f"{name}.yml", root, notebook),
        "exercises": specs.load(name, root).minutes if name in specs.names(root) else 0,
    }


def said(times):
    """The times in words: "18 min to read · 12 questions, 15 min · exercises, 50 min"."""
    number, minutes = times["questions"]
    parts = [f"{times['read']} min to read"]
    parts += [f"{number} questions, {minutes} min"] if number else []
    parts += [f"exercises, {times['exercises']} min"] if times["exercises"] else []
    return " · ".join(parts)


def reading(notebook):
    """Seconds for what stands open."""
    seconds = 0
    for cell in notebook.cells:
        if cell.kind == "markdown":
            seconds += _text(cell)
        if cell.kind == "code" and FOLDED.isdisjoint(cell.metadata.get("tags", ())):
            lines = [line for line in cell.source.splitlines() if line.strip()]
            seconds += SECONDS["code"] * len(lines)
        if cell.figures:
            caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
            seconds += SECONDS["figure"] + _words(caption) * 60 / WORDS
    return seconds


def _text(cell):
    """Seconds for a cell of Markdown."""
    text, boxes = FENCED.sub("", cell.source), notebooks.read_boxes(cell)
    for box in boxes:
        if "dropdown" in box.options.get("class", "") or "about" in box.options.get("class", ""):
            text = text.replace(box.text, "")
    steps = sum(len(DISPLAY.findall(one.text)) for one in boxes if one.kind == "derivation")
    displays = len(DISPLAY.findall(text)) - steps
    return (_words(DISPLAY.sub("", text)) * 60 / WORDS
            + displays * SECONDS["display"] + steps * SECONDS["step"])


def _words(text):
    """The words of a text; a formula in a line is one."""
    return len(re.findall(r"\w[\w'’-]*", SYNTAX.sub(" ", INLINE.sub(" formula ", text))))


def questions(path, root, notebook):
    """How many there are, and minutes to the next five: the bank's, and those for a pencil."""
    kinds = [one.kind for one in read.load(path, root)] if path.exists() else []
    pencil = sum(box.kind == "admonition" and "dropdown" in box.options.get("class", "")
                 and box.title.startswith("Answer") for box in notebook.boxes)
    minutes = sum(QUESTION[one] for one in kinds) + PENCIL * pencil
    return len(kinds) + pencil, 5 * math.ceil(minutes / 5)


def main():
    for number, page in notebooks.chapter_pages().items():
        print(f"{number:2}  {said(of(ROOT, page))}")


if __name__ == "__main__":
    main()
