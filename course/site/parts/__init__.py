"""Interactive parts: a page loads the scripts and styles of those that stand on it, and no others.

A mark writes ``place("shapes", html)``: around what readers without JavaScript see, an element of
the class ``interactive shapes``. The part's own files are ``shapes.js`` and ``shapes.css``, after
``dom.js``, which all parts share. A library that one needs stands in ``course/site/vendor/``, and
its script fetches it when a reader comes near. Scripts are plain ones, not modules: browsers load
no module from ``file://``.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
BEFORE = {"playground": ["descent"]}  # scripts that a part needs beside dom.js
PLACE = re.compile(r'<div class="interactive ([a-z]+)">')


def place(part, html):
    """Markdown for the place of a part; ``html`` stands there without JavaScript."""
    return f"```{{raw}} html\n{opening(part)}{html}</div>\n```"


def opening(part):
    """The tag that opens the place of a part."""
    return f'<div class="interactive {part}">'


def files(parts):
    """Paths below _static of what a page with these parts loads: (style sheets, scripts)."""
    names = ["dom", *(name for part in parts for name in (*BEFORE.get(part, ()), part))]
    return [[f"parts/{name}.{kind}" for name in names if (FOLDER / f"{name}.{kind}").exists()]
            for kind in ("css", "js")] if parts else ([], [])


def _load_what_is_used(app, pagename, templatename, context, doctree):
    sheets, scripts = files(sorted(set(PLACE.findall(context.get("body", "")))))
    for path in sheets:
        app.add_css_file(path)
    for path in scripts:
        app.add_js_file(path, loading_method="defer")


def connect(app):
    app.connect("html-page-context", _load_what_is_used)
