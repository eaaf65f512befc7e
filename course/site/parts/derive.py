"""Derive: an expression is typed, and its derivative comes, with the way there and its check.

    <!-- derive -->

The engine is ``matrixcalculus/tensor``, which MicroPython runs in a worker. Browsers start no
worker and load no module from ``file://``, so all of it stands in one plain script,
``derive/engine.js``: MicroPython's own script as a string, its WebAssembly packed and as base64,
the engine's files. A page fetches it at the first key, or at an address with an expression, and
never before.
"""

import base64
import csv
import gzip
import io
import json
import re
import tokenize
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from course import ROOT, notebooks
from course.site import marks, parts
from matrixcalculus.tensor import derive

ENGINE = ROOT / "matrixcalculus" / "tensor"
PYTHON = ROOT / "course" / "site" / "vendor" / "micropython"
EXAMPLES = [  # name, expression, by, shapes
    ("the neuron", "relu(w @ x + b)", "w", {"w": "n", "x": "n", "b": "1"}),
    ("its loss", "mean((y - relu(X @ w + b))**2)", "w", {"y": "N", "X": "N n", "w": "n", "b": "1"}),
    ("a layer", "relu(W @ x + b)", "W", {"W": "m n", "x": "n", "b": "m"}),
    ("softmax", "softmax(z)", "z", {"z": "n"}),
    ("cross-entropy", "-sum(y * log(softmax(W @ x)))", "W", {"y": "m", "W": "m n", "x": "n"}),
    ("the Gaussian", "-logdet(S) / 2 - (x - m)' @ inv(S) @ (x - m) / 2", "S",
     {"S": "n n symmetric", "x": "n", "m": "n"}),
    ("an inverse", "inv(X)", "X", {"X": "n n"}),
]
# MicroPython's script is a module that looks for its WebAssembly beside it.
CLASSIC = [("export default _createMicroPythonModule;", ""),
           ("export async function loadMicroPython", "async function loadMicroPython"),
           ("import.meta.url", '"file:///micropython.mjs"'),
           ("var wasmBinary,", "var wasmBinary=self.courseWebAssembly,"),
           # A check of its makers', at every call of a function: a third of all time.
           ('assert(wasmTable.get(funcPtr)==func,"JavaScript-side Wasm function table mirror is '
            'out of date!"),', "")]


# How the worker imports the engine: from texts, for MicroPython's files cost a quarter more time.
# Its 16 MB are tidied up after every four, and not after every answer.
LOADER = """
import builtins, collections, gc, js, json
gc.threshold(4 << 20)
class Module:
 pass
modules = {}
usual = builtins.__import__
def load(name):
 if name not in modules:
  made = modules[name] = Module()
  names = {"__name__": name}
  exec(compile(js.courseFiles[name + ".py"], name + ".py", "exec"), names)
  for one in names:
   setattr(made, one, names[one])
 return modules[name]
def relative(name, known=None, own=None, parts=(), level=0):
 if not level:
  return usual(name)
 if name:
  return load(name)
 made = Module()
 for one in parts:
  setattr(made, one, load(one))
 return made
builtins.__import__ = relative
reply = load("page").reply
"""


def classic():
    """MicroPython's script as a plain one. Raises ValueError if it is another version."""
    script = (PYTHON / "micropython.mjs").read_text(encoding="utf-8")
    for old, new in CLASSIC:
        if old not in script:
            raise ValueError(f"micropython.mjs has no {old!r}; cure: adapt CLASSIC to the version")
        script = script.replace(old, new)
    return script


def bare(source):
    """Python without comments, descriptions and wide margins: fewer bytes, on the same lines."""
    lines, before = source.splitlines(keepends=True), tokenize.NEWLINE
    margins, depth, seen = {}, 0, 0
    for one in tokenize.generate_tokens(io.StringIO(source).readline):
        (row, start), (last, end) = one.start, one.end
        depth += (one.type == tokenize.INDENT) - (one.type == tokenize.DEDENT)
        if row > seen and one.type not in (tokenize.INDENT, tokenize.DEDENT):
            inside = before not in (tokenize.NEWLINE, tokenize.INDENT)
            margins[row] = 0 if inside else depth
        seen = max(seen, last if one.type not in (tokenize.INDENT, tokenize.DEDENT) else 0)
        if one.type == tokenize.COMMENT:
            lines[row - 1] = lines[row - 1][:start].rstrip() + "\n"
        elif one.type == tokenize.STRING and before in (tokenize.NEWLINE, tokenize.INDENT):
            rest = lines[last - 1][end:]  # a statement has to stay where a description was
            lines[row - 1 : last] = [lines[row - 1][:start] + "0" + rest] + ["\n"] * (last - row)
        if one.type not in (tokenize.COMMENT, tokenize.NL, tokenize.DEDENT):
            before = one.type
    for row in margins:
        if row <= len(lines) and lines[row - 1].strip():
            lines[row - 1] = " " * margins[row] + lines[row - 1].lstrip(" ")
    return "".join(lines)


def engine():
    """The script that a page fetches to derive."""
    wasm = gzip.compress((PYTHON / "micropython.wasm").read_bytes(), mtime=0)
    files = {path.name: bare(path.read_text(encoding="utf-8"))
             for path in sorted(ENGINE.glob("*.py"))}
    given = {"script": classic(), "wasm": base64.b64encode(wasm).decode(), "files": files,
             "loader": LOADER, "rules": rules()}
    return f"window.courseEngine = {json.dumps(given, ensure_ascii=False)};\n"


def rules():
    """Where the rules of the book are stated: {"R-sum-x": "paper/08-vector-sum.html#R-sum-x"}."""
    pages = {str(number): page for number, page in notebooks.chapter_pages().items()}
    stated = set()
    for page in pages.values():
        text = (ROOT / f"{page}.ipynb").read_text(encoding="utf-8")
        stated |= set(re.findall(r":label: (\S+?)\\n", text))
    with (ROOT / "book" / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: f"{pages[row['chapter']].removeprefix('book/')}.html#{row['id']}"
                for row in csv.DictReader(file)
                if row["id"] in stated and row["chapter"] in pages}


def address(expression, by, shapes):
    """The part of an address after #, which holds an expression."""
    return urlencode({"e": expression, "by": by, **{f"s.{one}": shapes[one] for one in shapes}})


def example(name, expression, by, shapes):
    """A link for the list, and the answer, for a reader without a script."""
    found = derive(expression, by, **shapes)
    return (f'<li><a href="#{escape(address(expression, by, shapes))}">{escape(name)}</a>'
            f'<span class="without"> <code>{escape(expression)}</code> with respect to '
            f'<code>{escape(by)}</code>: <code>{escape(found.answer)}</code></span></li>')


def part():
    """The HTML of the part."""
    listed = "".join(example(*one) for one in EXAMPLES)
    return (
        '<div class="part" role="group" aria-label="Derive an expression">'
        '<label class="field"><span>Expression</span><textarea rows="2" spellcheck="false" '
        'autocapitalize="off" autocomplete="off" aria-describedby="derive-how" '
        'placeholder="sum((y - relu(X @ w + b))**2)"></textarea></label>'
        '<p class="how" id="derive-how"><code>@</code> product, <code>*</code> entry by entry, '
        "<code>'</code> transpose, <code>**</code> power; <code>sum mean norm softmax logsumexp "
        "exp log tanh sigmoid relu max tr det inv diag outer</code>; <code>z = ...;</code> names "
        'a part.</p>'
        f'<div class="start"><span>Start from</span><ul class="examples">{listed}</ul></div>'
        '<div class="chips" hidden></div><div class="answer" aria-live="polite"></div></div>')


@marks.register("derive", reads=["matrixcalculus/tensor/*.py", "book/items.csv"])
def the_part(app, docname, argument):
    """``<!-- derive -->``: the field, and what comes of it."""
    marks.alone(argument)
    return parts.place("derive", part())


def _write_engine(app):
    if app.builder.format == "html":
        target = Path(app.outdir, "_static", "derive", "engine.js")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(engine(), encoding="utf-8")


def connect(app):
    app.connect("builder-inited", _write_engine)
