"""The lab's notebooks: chapters and exercises without outputs and without the book's own markup.

Boxes become quotations, an answer a part that opens, and so does what answers a prediction;
equations get their numbers, references the ID or the number of what they lead to. A question in the
text stays, without its answer; other marks, which stand for parts of the book's page, go.
"""

import json
import re
from functools import cache

from course import ROOT, edition
from course.bank import misconceptions, portable, read
from course.notebooks import MARK, chapter_pages

OPENS = re.compile(r":::\{([\w:]+)\} ?(.*)")
TITLES = {"derivation": "By hand", "predict": "Predict", "because": "What you saw, and why"}
SHOWN_IN_THE_BOOK = "*The answer, and why: on this chapter's page of the book.*"
OPTION = re.compile(r":(\w+): (.*)")
TARGET = re.compile(r"\([\w-]+\)=")
EQUATION = re.compile(r"\$\$ \((eq-[\w-]+)\)")
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
ELSEWHERE = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]+\.md(?:#[\w-]*)?\)")  # a page of the book only
KINDS = {"R": "Rule", "D": "Definition", "X": "Example", "C": "Observation"}


def notebooks():
    """Each notebook of the lab: where it stands there, and its text."""
    mine = edition.read()
    chapters = [ROOT / f"{page}.ipynb" for page in chapter_pages().values() if mine.has(page)]
    places = {path: f"{path.parent.name}/{path.name}" for path in chapters}
    places |= {path: f"exercises/{path.name}" for path in sorted(ROOT.glob("exercises/*/*.ipynb"))
               if mine.has(path.stem)}
    for path, place in places.items():
        yield place, stripped(json.loads(path.read_text(encoding="utf-8")))
    yield "steps.ipynb", stripped(steps())


def steps():
    """A notebook for an expression of the reader's own: the example of the page on steps."""
    page = (ROOT / "book" / "explorers.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.+?)\n```", page, re.DOTALL)[1]
    said = ("# Your own expression, step by step\n\nWrite a formula in the place of this one, with "
            "a symbol and a value for each of its inputs. Then run the cell: Shift + Enter.")
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "markdown", "id": "about", "metadata": {}, "source": said},
        {"cell_type": "code", "id": "walk", "metadata": {}, "source": example}]}


def stripped(notebook):
    """A notebook's text without outputs and the book's markup, for the Python of the browser."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    plain(notebook["cells"])
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def write(folder):
    """Write the notebooks that differ from those that stand there; return whether any did."""
    changed = False
    for place, text in notebooks():
        target = folder / place
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            changed = True
    return changed


def plain(cells):
    """Replace the markup in a chapter's Markdown cells; ``cells`` are those of its notebook."""
    texts = [cell for cell in cells if cell["cell_type"] == "markdown"]
    labels = [label for cell in texts for label in EQUATION.findall("".join(cell["source"]))]
    numbers = {label: number for number, label in enumerate(labels, start=1)}
    for cell in texts:
        lines = _boxes("".join(cell["source"]).splitlines())
        text = MARK.sub(_mark, "\n".join(lines))
        text = EQUATION.sub(lambda one: rf"\tag{{{numbers[one[1]]}}} $$", text)
        text = ROLE.sub(lambda one: _reference(one[1], one[2], numbers), text)
        cell["source"] = ELSEWHERE.sub(r"\1", text)


def _boxes(lines):
    """The same lines, with every box in the HTML that a notebook's Markdown allows."""
    done, lines, closing = [], iter(lines), ""
    for line in lines:
        if opens := OPENS.fullmatch(line):
            options = {}
            while option := OPTION.fullmatch(line := next(lines)):
                options[option[1]] = option[2]
            title = TITLES.get(opens[1], opens[2])
            if opens[1] == "because" or "dropdown" in options.get("class", "").split():
                closing = "</details>"
                done += ["<details>", f"<summary>{title}</summary>", ""]
            else:
                closing = "</blockquote>"
                done += ["<blockquote>", "", f"**{_heading(title, options.get('label'))}**", ""]
        if line == ":::":
            done += ["", closing, ""]
        elif not TARGET.fullmatch(line):
            done.append(line)
    return done


@cache
def _questions():
    """{the ID of a question: what is asked}; read once, however many notebooks ask for some."""
    known = misconceptions.statements()
    return {one.id: one.portable(known) for one in read.load_all(ROOT)}


def _mark(found):
    """A question in the text, as it is asked; nothing for the other marks."""
    name, *argument = found[1].split()
    if name != "question":
        return ""
    item = _questions()[argument[0]]
    choices = [f"- {option.text}" for option in item.options]
    return "\n".join([f"**{item.id}. {item.title}.** {portable.without_roles(item.stem)}", "",
                      *map(portable.without_roles, choices), "", SHOWN_IN_THE_BOOK])


def _heading(title, label):
    return f"{KINDS[label[0]]} {label}: {title}" if label else title


def _reference(role, label, numbers):
    match role:
        case "eq":
            return f"({numbers[label]})" if label in numbers else "the equation"
        case "prf:ref":
            return f"{KINDS[label[0]]} {label}"
        case "numref":
            return "the figure"
        case "cite:p":
            return f"[{label}]"
    raise ValueError(f"the lab does not know the role {role}")
