"""Hovering a reference to a rule, a definition or a term shows it.

Each page that is written leaves the boxes it holds in a folder beside the environment; at the end
they are joined into one script, which a page fetches when a reference is first pointed at.
"""

import json
import re
from pathlib import Path

BOX = re.compile(r'<div class="proof [^"]*admonition" id="([^"]+)"')
TERM = re.compile(r'<dt id="(term-[^"]+)">(.*?)</dt>\s*<dd>(.*?)</dd>', re.S)
LINK = re.compile(r"</?a\b[^>]*>")
FOLD = '<details class="fold '  # the evidence, one click away
IDS = re.compile(r' id="[^"]*"')


def element(html, start, name="div"):
    """The element of this name that opens at ``start``, to its end."""
    depth = 0
    for tag in re.compile(rf"<(/?){name}\b").finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return html[start:html.index(">", tag.end()) + 1]
    raise ValueError(f"no end of the box at {start}: {html[start:start + 60]}")


def boxes(html):
    """What a reader may want to see of a page from elsewhere: {id: HTML without links and ids}."""
    found = {match[1]: element(html, match.start()) for match in BOX.finditer(html)}
    found |= {name: f"<p><strong>{term}</strong></p>{text}" for name, term, text in
              TERM.findall(html)}
    return {name: IDS.sub("", LINK.sub("", _without_folds(text))) for name, text in found.items()}


def _without_folds(html):
    while FOLD in html:
        html = html.replace(element(html, html.index(FOLD), "details"), "")
    return html


def _folder(app):
    return Path(app.doctreedir) / "previews"


def _keep(app, pagename, templatename, context, doctree):
    found = boxes(context.get("body", "")) if doctree is not None else {}
    path = _folder(app) / f"{pagename.replace('/', '-')}.json"
    if found:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def _join(app, error):
    if error or app.builder.format != "html":
        return
    all_of_them = {}
    for path in sorted(_folder(app).glob("*.json")):
        all_of_them |= json.loads(path.read_text(encoding="utf-8"))
    script = f"window.coursePreviews = {json.dumps(all_of_them, ensure_ascii=False)};\n"
    (Path(app.outdir) / "previews.js").write_text(script, encoding="utf-8")


def connect(app):
    app.connect("html-page-context", _keep)
    app.connect("build-finished", _join)
