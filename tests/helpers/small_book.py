"""Small books, built by the real configuration in the tests' own process: seconds, not a minute."""

import contextlib
import json
import shutil
from unittest import mock

from click.testing import CliRunner
from jupyter_book.cli.main import main as jupyter_book

from course import notebooks
from course.bank import misconceptions
from course.build import COMMAND

CHAPTERS = ["06-elementwise", "07-scalar-expansion"]
UNTAUGHT = "- {id: M999, statement: a thought, refutation: Not so., chapter: 0}\n"
LABELS = ["R-ew-mul-w", "R-ew-add-w", "R-ew-div-x", "D-diag-condition", "D-diag", "D-elementwise"]


def copy_configuration(root, folder):
    """The configuration, and what it names: the folders book/_*, the bibliography."""
    shutil.copy(root / "_config.yml", folder)
    for path in (root / "book").glob("_*"):
        shutil.copytree(path, folder / "book" / path.name)
    for path in (root / "book").rglob("*.bib"):
        target = folder / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


def bank_folder(root, folder):
    """A checkout's folder that holds what questions refer to; return that of the questions."""
    (folder / "book").mkdir(parents=True, exist_ok=True)
    (folder / "book" / "paper").symlink_to(root / "book" / "paper")
    (folder / misconceptions.FILE).parent.mkdir()
    known = (root / misconceptions.FILE).read_text(encoding="utf-8")
    (folder / misconceptions.FILE).write_text(known + UNTAUGHT, encoding="utf-8")
    (folder / "book" / "questions").mkdir()
    return folder / "book" / "questions"


def make(root, folder, faults="", **cells):
    """Write the small book and build it; return the build's status and output.

    ``cells`` replace those of a chapter: ``scalar_expansion=[...]`` is for 07-scalar-expansion.
    """
    copy_configuration(root, folder)
    for name in (misconceptions.FILE, "book/review.md"):
        shutil.copy(root / name, folder / name)
    glossary = folder / "book" / "reference" / "notation.md"
    glossary.write_text(":::{glossary}\nno such word\n  none\n:::\n", encoding="utf-8")
    (folder / "book" / "questions").mkdir()
    (folder / "book" / "paper").mkdir()
    example = (root / "tests" / "helpers" / "questions.yml").read_text(encoding="utf-8")
    for name in CHAPTERS:
        labels = LABELS if name == CHAPTERS[0] else []
        notebook = _notebook(name, labels)
        notebook["cells"] = cells.get(name[3:].replace("-", "_"), notebook["cells"])
        (folder / "book" / "paper" / f"{name}.ipynb").write_text(json.dumps(notebook))
        text = example.replace("Q06-", f"Q{name[:2]}-") + faults
        (folder / "book" / "questions" / f"{name}.yml").write_text(text, encoding="utf-8")
    shutil.copy(root / notebooks.ITEMS, folder / notebooks.ITEMS)
    (folder / "book" / "index.md").write_text("# Small\n\nA book.\n", encoding="utf-8")
    (folder / "book" / "your-data.md").write_text("# Notes\n\n<!-- notes -->\n", encoding="utf-8")
    pages = [*(f"book/paper/{name}" for name in CHAPTERS), "book/review", "book/your-data"]
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n"
        + "".join(f"  - file: {page}\n" for page in pages), encoding="utf-8")
    return build(folder)


def build(folder, **environment):
    """Build the book of a folder as ``make book`` does; return the build's status and output."""
    with contextlib.chdir(folder), mock.patch.dict("os.environ", environment):
        done = CliRunner().invoke(jupyter_book, COMMAND[1:])
    said = done.output + (str(done.exception) if done.exception else "")
    return done.exit_code, said


HEADER = """# Chapter {name}

:::{{admonition}} About this chapter
:class: about
**Objectives.** After this chapter you can

- **say** it.

**Prerequisites.** None.

**In the paper.** Section 1.
:::
"""


def _notebook(name, labels):
    boxes = "\n\n".join(f":::{{prf:rule}} Rule {label}\n:label: {label}\n\n$y = x$\n:::"
                        for label in labels)
    texts = [HEADER.format(name=name), f"## Why\n\n{boxes}", "## Check yourself\n\nAnd?",
             "<!-- questions -->", "## In one line\n\nDone."]
    cells = [{"cell_type": "markdown", "id": f"c{k}", "metadata": {}, "source": text}
             for k, text in enumerate(texts)]
    return {"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}}
