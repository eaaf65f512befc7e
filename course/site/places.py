"""Where a directive stands, for messages: file and line, or file, cell and line."""

from sphinx.errors import ExtensionError

CELL = 10_000  # MyST-NB counts the lines of each cell from a multiple of it


def of(directive, name):
    """"book/paper/06-elementwise.ipynb, cell 4, line 2: {predict}"."""
    env = directive.env
    file = env.doc2path(env.docname, base=False)
    cell, line = divmod(directive.lineno, CELL)
    where = f"{file}, cell {cell}, line {line}" if file.endswith(".ipynb") else f"{file}:{line}"
    return f"{where}: {{{name}}}"


def fault(place, what, cure):
    return ExtensionError(f"{place}: {what}; cure: {cure}")
