"""Interactive parts: a page loads the scripts and styles of those that stand on it, and no others.

A mark writes ``place("shapes", html)``: around what readers without JavaScript see, an element of
the class ``interactive shapes``. The part's own files are ``shapes.js`` and ``shapes.css``, after
``dom.js``, which all parts share; of a part that stands in no place of its own, what tells that a
page has it is named below. A library that one needs stands in ``course/site/vendor/``, and
its script fetches it when a reader comes near. Scripts are plain ones, not modules: browsers load
no module from ``file://``.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
BEFORE = {  # scripts that a part needs beside dom.js
    "playground": ["descent"],
    "square": ["plane"],
    "hillside": ["plane"],
    "star": ["plane", "descent"],
    "batch": ["plane"],
    "kinks": ["plane", "hidden"],
    "triangle": ["plane"],
    "valley": ["plane"],
    "weights": ["shapes"],
    "questions": ["store", "numbers"],
    "predictions": ["store", "numbers"],
    "folds": ["store"],
    "notes": ["store"],
    "derive": ["engine"],
    "workbook": ["store", "engine", "tiles"],
}
PLACE = re.compile(r'<div class="interactive ([a-z]+)">')
SIGNS = {  # of a part: what stands in the HTML of a page that has it
    "folds": '<details class="fold ',
    "predictions": '<div class="prediction"',
    "derivations": '<div class="derivation ',
    "chain": '<div class="chain"',
}


def place(part, html):
    """Markdown for the place of a part; ``html`` stands there without JavaScript."""
    return f"```{{raw}} html\n{opening(part)}{html}</div>\n```"


def opening(part):
    """The tag that opens the place of a part."""
    return f'<div class="interactive {part}">'


def head(title, task, question):
    """How a part opens, in HTML: its name, what to do, and a question to answer by doing it."""
    return (f'<p class="part-title">{title}</p><p class="part-task">{task}</p>'
            f'<p class="part-question">{question}</p>')


def on_page(html):
    """The names of the parts that a page has."""
    return sorted({*PLACE.findall(html), *(part for part, sign in SIGNS.items() if sign in html)})


def files(parts):
    """Paths below _static of what a page with these parts loads: (style sheets, scripts)."""
    names = list(dict.fromkeys(name for part in parts for name in (*BEFORE.get(part, ()), part)))
    sheets, scripts = ([f"parts/{name}.{kind}" for name in names
                        if (FOLDER / f"{name}.{kind}").exists()] for kind in ("css", "js"))
    return sheets, ["parts/dom.js", *scripts] if scripts else []


def _load_what_is_used(app, pagename, templatename, context, doctree):
    sheets, scripts = files(on_page(context.get("body", "")))
    for path in sheets:
        app.add_css_file(path)
    for path in scripts:
        app.add_js_file(path, loading_method="defer")


def connect(app):
    app.connect("html-page-context", _load_what_is_used)
