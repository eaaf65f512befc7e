"""The figures' colours: the page's own, light and dark.

Figures are drawn in black and in the colours of ``matrixcalculus.figures``. On the page each
becomes the colour of the same meaning in ``theme/styles/1-names.css``. A picture follows the theme
of the page that shows it: browsers hand the colour scheme of a page on to its pictures.
"""

import re
from pathlib import Path

from course.site import look, thin
from matrixcalculus import figures

MEANINGS = {figures.RULE: "rule", figures.STEP: "step", figures.MEASURED: "checked",
            figures.QUIET: "quiet", "#9aa0a6": "quiet", "#000000": "ink", "#ffffff": "ground"}
NAMED = re.compile(r"--(\w+): light-dark\((#\w+), (#\w+)\);")
ROOT = re.compile(r"<svg[^>]*>")


def scheme():
    """{name: (light, dark)} of the colours with a meaning, as the style sheet has them."""
    names = (look.THEME / "styles" / "1-names.css").read_text(encoding="utf-8")
    found = {name: (light, dark) for name, light, dark in NAMED.findall(names)}
    return {name: found[name] for name in dict.fromkeys(MEANINGS.values())}


def inked(svg, colours):
    """A drawing in the page's colours; what has none of its own is drawn in ink."""
    light, dark = ("".join(f"--{name}:{pair[side]};" for name, pair in colours.items())
                   for side in (0, 1))
    rules = (f"<style>:root{{{light}fill:var(--ink)}}"
             f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}</style>")
    for colour, name in MEANINGS.items():
        svg = re.sub(rf"(?<=[:\s]){colour}\b", f"var(--{name})", svg)
    return ROOT.sub(lambda root: root[0] + rules, svg, count=1)


def _ink(app, error):
    if error or app.builder.format != "html":
        return
    colours = scheme()
    for path in Path(app.outdir, "_images").glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        if "prefers-color-scheme" not in svg:
            path.write_text(thin.thinned(inked(svg, colours)), encoding="utf-8")


def connect(app):
    app.connect("build-finished", _ink)
