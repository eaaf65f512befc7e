"""Interactive parts: a page loads the script and style of those that stand on it, and no others.

A directive returns ``Interactive(part="shapes")`` around what readers without JavaScript see. The
part's own files are ``shapes.js`` and ``shapes.css``. A library that
it needs stands in ``course/site/vendor/``, and the script fetches it when a reader comes near.
Scripts are plain ones, not modules: browsers load no module from ``file://``.
"""

from pathlib import Path

from docutils import nodes

FOLDER = Path(__file__).parent


class Interactive(nodes.General, nodes.Element):
    """The place of a part: its children are what stands there without JavaScript."""


def _open(self, node):
    self.body.append(self.starttag(node, "div", CLASS=f"interactive {node['part']}"))


def _close(self, node):
    self.body.append("</div>\n")


def files(part):
    """Paths below _static of what a page with this part loads."""
    for kind in ("css", "js"):
        if (FOLDER / f"{part}.{kind}").exists():
            yield f"parts/{part}.{kind}"


def _load_what_is_used(app, pagename, templatename, context, doctree):
    if doctree is None:
        return
    for part in sorted({node["part"] for node in doctree.findall(Interactive)}):
        for path in files(part):
            if path.endswith(".js"):
                app.add_js_file(path, loading_method="defer")
            else:
                app.add_css_file(path)


def setup(app):
    app.add_node(Interactive, html=(_open, _close))
    app.connect("html-page-context", _load_what_is_used)
