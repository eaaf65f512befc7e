"""A chapter's text without the book's own markup, which a notebook in the browser would show raw.

Boxes become quotations, an answer a part that opens, equations get their numbers, references the ID
or the number of what they lead to.
"""

import re

OPENS = re.compile(r":::\{([\w:]+)\} ?(.*)")
OPTION = re.compile(r":(\w+): (.*)")
TARGET = re.compile(r"\([\w-]+\)=")
EQUATION = re.compile(r"\$\$ \((eq-[\w-]+)\)")
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
ELSEWHERE = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]+\.md(?:#[\w-]*)?\)")  # a page of the book only
KINDS = {"R": "Rule", "D": "Definition", "X": "Example", "C": "Observation"}


def plain(cells):
    """Replace the markup in a chapter's Markdown cells; ``cells`` are those of its notebook."""
    texts = [cell for cell in cells if cell["cell_type"] == "markdown"]
    labels = [label for cell in texts for label in EQUATION.findall("".join(cell["source"]))]
    numbers = {label: number for number, label in enumerate(labels, start=1)}
    for cell in texts:
        lines = _boxes("".join(cell["source"]).splitlines())
        text = EQUATION.sub(lambda one: rf"\tag{{{numbers[one[1]]}}} $$", "\n".join(lines))
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
            if options.get("class") == "dropdown":
                closing = "</details>"
                done += ["<details>", f"<summary>{opens[2]}</summary>", ""]
            else:
                closing = "</blockquote>"
                done += ["<blockquote>", "", f"**{_heading(opens[2], options.get('label'))}**", ""]
        if line == ":::":
            done += ["", closing, ""]
        elif not TARGET.fullmatch(line):
            done.append(line)
    return done


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
