"""From a set of questions to its notebook, in nbgrader's format, the solutions in it.

A question is three cells: its text with hints, the answer, and a locked check with the points; one
in the student's own words has two. A cell's id is made of the set and the question, and so stays.
"""

import base64
import json
import re
import shutil
import zlib

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course import ROOT, edition, sealing, specs, wheel

FACTS = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
         "language_info": {"name": "python"}}
HOW = """\
Work in order. Fill in each marked place, run the cell, then run the check below it. A check \
prints a line that begins with "holds", or says in one line what kind of mistake it found. Hints \
open one at a time. A derivative is to be derived: numdiff, autograd and SymPy's `diff` may check \
it, but not compute it, unless a question says so.

Numerator layout throughout: rows are outputs, columns are inputs. {} questions, {} points, about \
{} minutes."""

VARIANTS = """\
# This notebook asks variants of your own, and this cell tells the checks so: leave it as it is.
from matrixcalculus import variant

variant("{key}", r'''
{text}
''')"""


INSTALL = """\
# Where the course is not installed (Colab, VS Code, a Jupyter of your own), this installs it.
BOOK = "{book}"
try:
    import matrixcalculus
except ModuleNotFoundError:
    if not BOOK:
        raise ModuleNotFoundError(
            "The course's package is not here. Cure: download exercises.zip from the page "
            "'Exercises' of the book, unzip it, and open this notebook there.") from None
    %pip install --quiet {{BOOK}}{wheel}"""
ADDRESS = re.compile(r'^BOOK = "[^"]*"$', re.M)


def install(book=""):
    """The first cell: where the package comes from, when a notebook was downloaded alone."""
    return INSTALL.format(book=book, wheel=f"{wheel.FOLDER}/{wheel.name()}")


def addressed(text, book):
    """A notebook's text, or a cell's source, with another address of the book."""
    if text.lstrip().startswith("{"):  # JSON
        return re.sub(r'"BOOK = \\"[^"]*\\"', lambda _: f'"BOOK = \\"{book}\\"', text)
    return ADDRESS.sub(lambda _: f'BOOK = "{book}"', text)


def notebook(one):
    """The notebook of a set (``specs.Set``), with its solutions."""
    how = HOW.format(len(one.questions), one.points, one.minutes)
    cells = [_text(f"{one.key}-title", f"# {one.title}", one.introduction, how),
             new_code_cell(install(edition.read().book_url), id=f"{one.key}-install"),
             new_code_cell(one.setup.strip(), id=f"{one.key}-setup"), *_variants(one)]
    for number, task in enumerate(one.questions, 1):
        cells += _cells(one.key, number, task)
    return new_notebook(cells=cells, metadata=FACTS)


def _variants(one):
    """A locked cell with what is asked in the student's own variants, sealed; none in the book's.

    It is in the notebook so that the notebook is all that anybody needs.
    """
    own = {task.id: sealing.sealed(one.key, task) for task in one.questions
           if task.tag and task.answers}
    if not own:
        return
    packed = base64.b85encode(zlib.compress(json.dumps(own).encode(), 9)).decode()
    text = "\n".join(packed[k:k + 95] for k in range(0, len(packed), 95))
    metadata = {"jupyter": {"source_hidden": True}, **_grader("variants", locked=True)}
    yield new_code_cell(VARIANTS.format(key=one.key, text=text), id=f"{one.key}-variants",
                        metadata=metadata)


def _cells(key, number, task):
    name = f"{key}-{task.id}"
    course = {"course": {"from": task.back, "minutes": task.minutes, "rules": task.rules,
                         **({"variant": task.tag} if task.tag else {})}}
    heading = f"## {number}. {task.title} ({task.points} point{'s' * (task.points > 1)})"
    yield _text(f"{name}-text", heading, asked(task), *(
        f"<details><summary>Hint {number}</summary>\n\n{hint.strip()}\n\n</details>"
        for number, hint in enumerate(task.hints, 1)))
    if not task.answers:
        words = f"{specs.BEGIN}\n{task.model.strip()}\n{specs.END}"
        yield new_markdown_cell(words, id=name, metadata={
            **course, **_grader(task.id, grade=True, solution=True, points=task.points)})
        return
    yield new_code_cell(task.code.strip(), id=name, metadata=_grader(task.id, solution=True))
    answers = ", ".join(part["answer"] for part in task.answers)
    yield new_code_cell(f'check("{key}/{task.id}", {answers})', id=f"{name}-check", metadata={
        **course, **_grader(f"{task.id}-check", grade=True, locked=True, points=task.points)})


def asked(task):
    """The text of a question, and from which chapters it comes back."""
    if not task.back:
        return task.ask.strip()
    from_ = f"Chapter{'s' * (len(task.back) > 1)} {' and '.join(map(str, task.back))}"
    gap = "\n\n" if task.ask.rstrip().endswith("```") else " "  # after a block of code: a paragraph
    return f"{task.ask.strip()}{gap}*(From {from_}.)*"


def _text(name, *parts):
    return new_markdown_cell("\n\n".join(one.strip() for one in parts if one), id=name)


def _grader(name, grade=False, solution=False, locked=False, **more):
    return {"nbgrader": {"grade": grade, "grade_id": name, "locked": locked, "schema_version": 3,
                         "solution": solution, "task": False, **more}}


def write(root=ROOT):
    """Write the notebook of each set below _build/solutions/, where nbgrader finds it.

    Raises SpecError.
    """
    folder, names = root / "_build" / "solutions", specs.names(root)
    for path in (one for one in folder.glob("*") if one.name not in names):
        shutil.rmtree(path)
    for name in names:
        path = folder / name / f"{name}.ipynb"
        text = nbformat.writes(notebook(specs.load(name, root))) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
