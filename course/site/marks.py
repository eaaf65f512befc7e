"""One way to put something into a page: a comment, which every Jupyter hides.

    <!-- playground converge -->

The first word names a mark, the rest is its argument. Before Sphinx reads a page or a notebook,
Markdown takes the comment's place: what the function says that is registered under this name. An
unknown name or argument stops the build.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sphinx.errors import ExtensionError

from course.notebooks import MARK, Cell


@dataclass(frozen=True)
class Mark:
    """What stands behind a name: the function that writes, and the files that it reads."""

    write: Callable
    reads: tuple


MARKS = {}


def register(name, *, reads=()):
    """Register a function ``write(app, docname, argument) -> Markdown`` under a name.

    It writes for the page ``docname``; ``argument`` is "" where the comment is only a name. For an
    argument that it does not know it raises ``ValueError("what is wrong; cure: what to do")``.
    ``reads`` are patterns of files, from the root: when one changes, the page is made again.
    """
    def registered(write):
        MARKS[name] = Mark(write, tuple(reads))
        return write
    return registered


def alone(argument):
    """Refuse an argument where a mark takes none."""
    if argument:
        raise ValueError(f"takes no argument {argument!r}; cure: delete it")


def filled(app, docname, text, place):
    """The text with Markdown for every mark; ``place(position)`` says where one stands."""
    def written(found):
        name, _, argument = found[1].partition(" ")
        try:
            if name not in MARKS:
                known = ", ".join(sorted(MARKS))
                raise ValueError(f"no mark of this name; cure: correct it, or delete it ({known})")
            mark = MARKS[name]
            for path in (path for pattern in mark.reads for path in Path(app.srcdir).glob(pattern)):
                app.env.note_dependency(str(path))
            return mark.write(app, docname, argument.strip())
        except ValueError as error:
            raise ExtensionError(f"{place(found.start())}: {found[0]}: {error}") from None

    return MARK.sub(written, text)


def _fill_page(app, docname, source):
    path = Path(app.env.doc2path(docname))
    file = path.relative_to(app.srcdir).as_posix()
    if path.suffix == ".ipynb":
        source[0] = _filled_notebook(app, docname, source[0], file)
    else:
        text = source[0]
        line = lambda position: 1 + text.count("\n", 0, position)
        source[0] = filled(app, docname, text, lambda position: f"{file}:{line(position)}")


def _filled_notebook(app, docname, text, file):
    notebook = json.loads(text)
    for number, data in enumerate(notebook["cells"], 1):
        if data["cell_type"] == "markdown":
            cell = Cell(file, number, data)
            data["source"] = filled(app, docname, cell.source, lambda _, cell=cell: cell.place)
    return json.dumps(notebook)


def connect(app):
    app.connect("source-read", _fill_page)
