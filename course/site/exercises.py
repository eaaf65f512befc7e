"""The exercises in the book: their table, their archive, their answers, and links from chapters.

``SOLUTIONS=no make book`` leaves the answers out; nothing else changes.
"""

import os
import re
from pathlib import Path

from docutils import nodes

from course import archive, notebooks, part_of
from course.site import marks

ARCHIVE = "exercises.zip"
NEEDED = ("numpy", "sympy", "autograd", "matplotlib", "jupyterlab", "ipykernel")
ANSWERS = "book/answers"
LAB = "../lab/notebooks/index.html?path=exercises/"
MARKERS = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.M)
HELP = """Exercises of "Matrix Calculus That Runs". With Python 3.11 or newer, in this folder:

    python3 -m venv environment
    environment/bin/pip install -r requirements.txt      (the only step that needs a network)
    environment/bin/jupyter lab exercises

The folder exercises/matrixcalculus/ holds the course's package: the notebooks find it beside them.
"""


def shown():
    """Does this build show the answers?"""
    return os.environ.get("SOLUTIONS", "yes") != "no"


def sets(root):
    """The assignments in order: (name, notebook with its solutions)."""
    for path in sorted((root / "solutions").glob("*/*.ipynb")):
        yield path.stem, notebooks.read_notebook(path, root)


def questions(notebook):
    """Of each question: title, the cell of its answer, points, minutes."""
    title = answer = None
    for cell in notebook.cells:
        grader = cell.metadata.get("nbgrader", {})
        heading = re.search(r"^## \d+\. (.+?) \(\d+ points?\)$", cell.source, re.M)
        if heading and cell.kind == "markdown" and not grader:
            title = heading[1]
        if grader.get("solution"):
            answer = cell
        if grader.get("grade"):
            yield title, answer, grader["points"], cell.metadata["course"]["minutes"]


def _of_the_solutions(name):
    """Register a function ``write(root)`` for a mark that stands alone."""
    def registered(write):
        @marks.register(name, reads=["solutions/*/*.ipynb"])
        def written(app, docname, argument):
            marks.alone(argument)
            return write(Path(app.srcdir))
        return write
    return registered


@_of_the_solutions("exercises")
def the_exercises(root):
    """A row for each set: its chapter, the file, and what it takes."""
    lines = [":::{list-table}", ":header-rows: 1", "",
             "* - set", "  - work on it", "  - download", "  - questions", "  - points",
             "  - minutes"]
    pages = notebooks.chapter_pages(root).values()
    for name, notebook in sets(root):
        found = list(questions(notebook))
        chapter = next((page for page in pages if page.endswith(f"/{name}")), None)
        lines += [
            f"* - [{notebook.title}](/{chapter}.ipynb)" if chapter else f"* - {notebook.title}",
            f'  - <a class="run" href="{LAB}{name}.ipynb" aria-label="Work on {name} in the '
            f'browser">in the browser</a>',
            f"  - {{download}}`{name}.ipynb <../exercises/{name}/{name}.ipynb>`",
            f"  - {len(found)}", f"  - {sum(points for _, _, points, _ in found)}",
            f"  - {sum(minutes for *_, minutes in found)}",
        ]
    return "\n".join([*lines, ":::", ""])


@_of_the_solutions("answers")
def the_answers(root, show=None):
    """Every answer, closed until it is clicked; or a line that says they are held back."""
    if not (shown() if show is None else show):
        return "In this edition of the book the answers are held back."
    lines = []
    for _, notebook in sets(root):
        lines += [f"## {notebook.title}", ""]
        for number, (title, cell, *_) in enumerate(questions(notebook), 1):
            answer = MARKERS.sub("", cell.source).rstrip()
            if cell.kind == "code":
                answer = f"```python\n{answer}\n```"
            lines += [f":::{{admonition}} {number}. {title}", ":class: dropdown", "", answer,
                      ":::", ""]
    return "\n".join(lines)


def _other_edition(app, env, added, changed, removed):
    """The page of answers is read again when the switch has moved."""
    before, env.course_shown = getattr(env, "course_shown", None), shown()
    return [ANSWERS] if before != shown() and ANSWERS in env.found_docs else []


def _link_exercises(app, doctree, docname):
    """At the end of each chapter, the way to its exercises."""
    name = docname.rpartition("/")[2]
    if not part_of(docname) or not Path(app.srcdir, "exercises", name).is_dir():
        return
    page = app.builder.get_relative_uri(docname, "book/exercises")
    link = nodes.reference("", "Exercises", refuri=page, internal=True)
    lab = f'<a class="run" href="../{LAB}{name}.ipynb">Work on them in the browser</a>.'
    line = nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(
        " for this chapter: with checks that say at once whether an answer holds, and why not. "),
        nodes.raw("", lab, format="html"))
    section = next(iter(doctree.findall(nodes.section)), doctree)
    section.append(line)


def _write_archive(app, error):
    if not error and app.builder.format == "html" and Path(app.srcdir, "exercises").is_dir():
        write_archive(Path(app.outdir) / ARCHIVE, Path(app.srcdir))


def write_archive(path, root):
    """All that is needed to work offline, packages aside; the same bytes each time."""
    locked = (root / "requirements.txt").read_text(encoding="utf-8")
    pins = [re.search(rf"^{name}==\S+", locked, re.M)[0] for name in NEEDED]
    files = {"README.txt": HELP.encode(), "requirements.txt": ("\n".join(pins) + "\n").encode()}
    for exercise in sorted((root / "exercises").glob("*/*.ipynb")):
        files[f"exercises/{exercise.name}"] = exercise.read_bytes()
    for name, content in archive.package_files(root):
        files[f"exercises/{name}"] = content
    archive.write(path, ((f"matrix-calculus/{name}", content) for name, content in files.items()))


def connect(app):
    app.connect("env-get-outdated", _other_edition)
    app.connect("doctree-resolved", _link_exercises)
    app.connect("build-finished", _write_archive)
