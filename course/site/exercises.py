"""The exercises in the book: their table, their archive, their answers, and links from chapters.

``SOLUTIONS=no make book`` leaves the answers out; nothing else changes.
"""

import os
import re
from pathlib import Path

from docutils import nodes

from course import PARTS, archive, edition, exercises, notebooks, part_of, specs
from course.site import marks, publish

ARCHIVE = "exercises.zip"
NEEDED = ("numpy", "sympy", "autograd", "matplotlib", "jupyterlab", "ipykernel")
ANSWERS = ("book/answers", "book/answers-network", "book/answers-longer")
LAB = "../lab/notebooks/index.html?path=exercises/"
LEFT_OUT = re.compile(  # markers, and what only an unfilled cell needs
    r"^ *(### (BEGIN|END) SOLUTION|(\w+ = )+None|return None)(\n|\Z)", re.M)
HELP = """Exercises of "{title}". With Python 3.11 or newer, in this folder:

    python3 -m venv environment
    environment/bin/pip install -r requirements.txt      (the only step that needs a network)
    environment/bin/jupyter lab exercises

The folder exercises/matrixcalculus/ holds the course's package: the notebooks find it beside them.
"""


def shown():
    """Does this build show the answers?"""
    return os.environ.get("SOLUTIONS", "yes") != "no"


def sets(root):
    """The sets of exercises of this edition, in order."""
    mine = edition.read(root)
    return [specs.load(name, root) for name in specs.names(root) if mine.has(name)]


def _of_the_solutions(name):
    """Register a function ``write(root)`` for a mark that stands alone."""
    def registered(write):
        @marks.register(name, reads=["solutions/*/questions.yml"])
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
    for one in sets(root):
        name = one.name
        chapter = next((page for page in pages if page.endswith(f"/{name}")), None)
        lines += [
            f"* - [{one.title}](/{chapter}.ipynb)" if chapter else f"* - {one.title}",
            f'  - <a class="run" href="{LAB}{name}.ipynb" aria-label="Work on {name} in the '
            f'browser">in the browser</a>{_colab(root, name)}',
            f"  - {{download}}`{name}.ipynb <../exercises/{name}/{name}.ipynb>`",
            f"  - {len(one.questions)}", f"  - {one.points}", f"  - {one.minutes}",
        ]
    return "\n".join([*lines, ":::", ""])


def _colab(root, name):
    """The way to Colab: for a repository on GitHub whose notebooks know the address of the book."""
    mine = edition.read(root)
    repository = publish.address("REPOSITORY_URL", mine.repository_url)
    found = re.match(r"https://github\.com/([^/]+/[^/]+)/$", repository)
    if not found or not mine.book_url:
        return ""
    place = f"{found[1]}/blob/{publish.branch(mine)}/exercises/{name}/{name}.ipynb"
    return (f', <a href="https://colab.research.google.com/github/{place}" '
            f'aria-label="Open {name} in Colab">in Colab</a>')


# The answers --------------------------------------------------------------------------------------


GROUPS = {Path(part.folder).name: part.numbers for part in PARTS} | {"longer": ()}


@marks.register("answers", reads=["solutions/*/questions.yml"])
def answers_of(app, docname, argument):
    """``<!-- answers paper -->``: those of a part's sets, or of those that go over several."""
    if argument not in GROUPS:
        raise ValueError(f"no group {argument!r}; cure: one of {', '.join(GROUPS)}")
    return the_answers(Path(app.srcdir), argument)


def _group(name):
    """The group of a set, by the number that its name begins with."""
    number = int(name[:2]) if name[:2].isdigit() else None
    return next((one for one, numbers in GROUPS.items() if number in numbers), "longer")


def the_answers(root, group, show=None):
    """Every question, closed until it is clicked, with its hints and its answer, closed too.

    Or a line that says that the answers are held back.
    """
    if not (shown() if show is None else show):
        return "In this edition of the book the answers are held back."
    lines = []
    for one in [one for one in sets(root) if _group(one.name) == group]:
        lines += [f"## {one.title}", ""]
        for number, task in enumerate(one.questions, 1):
            hints = [_box(f"Hint {count}", hint) for count, hint in enumerate(task.hints, 1)]
            inside = [exercises.asked(task), *hints, _box("Answer", _answer(task))]
            lines += [_box(f"{number}. {task.title}", "\n\n".join(inside), "::::"), ""]
    return "\n".join(lines)


def _box(title, text, fence=":::"):
    """A box that opens."""
    return f"{fence}{{admonition}} {title}\n:class: dropdown\n\n{text.strip()}\n{fence}"


def _answer(task):
    """The way to an answer, with its reasons, and the answer itself."""
    steps = [f"{count}. {_inset(_tall(step['do']))}\n\n   *Why:* {_inset(step['because'])}"
             for count, step in enumerate(task.steps, 1)]
    if task.answers:
        code = LEFT_OUT.sub("", task.code).rstrip()
        return "\n\n".join([*steps, f"```python\n{code}\n```"])
    marked = "\n".join(f"- {_inset(one, 2)}" for one in task.criteria)
    return "\n\n".join([*steps, task.model, f"Three things count:\n\n{marked}"])


def _tall(text):
    """A line with its formula, if it begins with one, as large as a display."""
    return re.sub(r"\A\$(?!\$)", r"$\\displaystyle ", text)


def _inset(text, by=3):
    """A text as it stands in a list."""
    return re.sub(r"\n(?=.)", "\n" + " " * by, text.strip())


def _other_edition(app, env, added, changed, removed):
    """The pages of answers are read again when the switch has moved."""
    before, env.course_shown = getattr(env, "course_shown", None), shown()
    return [one for one in ANSWERS if one in env.found_docs and before != shown()]


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


def _address_downloads(app, error):
    """A notebook that is downloaded from a published book installs the course from there."""
    for path in Path(app.outdir, "_downloads").rglob("*.ipynb") if not error else ():
        if book := app.config.html_baseurl:
            text = path.read_text(encoding="utf-8")
            path.write_text(exercises.addressed(text, book), encoding="utf-8")


def write_archive(path, root):
    """All that is needed to work offline, packages aside; the same bytes each time."""
    locked = (root / "requirements.txt").read_text(encoding="utf-8")
    mine = edition.read(root)
    pins = [re.search(rf"^{name}==\S+", locked, re.M)[0] for name in NEEDED]
    files = {"README.txt": HELP.format(title=mine.title).encode(),
             "requirements.txt": ("\n".join(pins) + "\n").encode()}
    for exercise in sorted((root / "exercises").glob("*/*.ipynb")):
        if mine.has(exercise.stem):
            files[f"exercises/{exercise.name}"] = exercise.read_bytes()
    for name, content in archive.package_files(root):
        files[f"exercises/{name}"] = content
    archive.write(path, ((f"matrix-calculus/{name}", content) for name, content in files.items()))


def connect(app):
    app.connect("env-get-outdated", _other_edition)
    app.connect("doctree-resolved", _link_exercises)
    app.connect("build-finished", _write_archive)
    app.connect("build-finished", _address_downloads)
