"""Interactive parts: a page loads the scripts and styles of those that stand on it, and no others.

A mark writes ``place("shapes", html)``: around what readers without JavaScript see, an element of
the class ``interactive shapes``. The part's own files are ``shapes.js`` and ``shapes.css``. A
library that it needs stands in ``course/site/vendor/``, and the script fetches it when a reader
comes near. Scripts are plain ones, not modules: browsers load no module from ``file://``.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
PLACE = re.compile(r'<div class="interactive ([a-z]+)">')


def place(part, html):
    """Markdown for the place of a part; ``html`` stands there without JavaScript."""
    return f"```{{raw}} html\n{opening(part)}{html}</div>\n```"


def opening(part):
    """The tag that opens the place of a part."""
    return f'<div class="interactive {part}">'


def files(part):
    """Paths below _static of what a page with this part loads."""
    for kind in ("css", "js"):
        if (FOLDER / f"{part}.{kind}").exists():
            yield f"parts/{part}.{kind}"


def _load_what_is_used(app, pagename, templatename, context, doctree):
    for part in sorted(set(PLACE.findall(context.get("body", "")))):
        for path in files(part):
            if path.endswith(".js"):
                app.add_js_file(path, loading_method="defer")
            else:
                app.add_css_file(path)


def connect(app):
    app.connect("html-page-context", _load_what_is_used)
