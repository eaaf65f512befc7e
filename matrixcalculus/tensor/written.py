"""A derivation as LaTeX and as Markdown, and its lines as formulas for a page."""

from .lines import CHANGE, DERIVATIVES, GRADIENT, NAMED
from .notation import Latex, MathML
from .typed import typed


def left(book, line, writer):
    """What stands left of the sign of equality."""
    task = book.task
    out = writer.letter(task.letter, task.root.shape)
    by = writer.letter(task.by, task.arg)
    if line.kind == GRADIENT:
        word = writer.sub(writer.upright("grad"), by)
        return writer.row([word, writer.space(), out])
    if line.kind in DERIVATIVES:
        over, under = [writer.row([writer.identifier("∂"), one]) for one in (out, by)]
        return writer.fraction(over, under)
    if line.target == task.letter:
        letter = out
    else:
        shape = line.root.shape if line.kind == NAMED else dict(book.parts)[line.target].root.shape
        letter = writer.letter(line.target, shape)
    return writer.row([writer.upright("d"), letter]) if line.kind == CHANGE else letter


def formula(book, line, writer):
    """The whole line, as LaTeX or MathML."""
    goes_on = line.name == "" and line.text.strip()[:1] == "="
    before = [] if goes_on else [left(book, line, writer)]
    return writer.row(before + [writer.operator("="), writer.write(typed(line))])


def mathml(book, line):
    return formula(book, line, MathML())


def latex(book):
    """The lines that could be read, aligned; what was named first, then the derivation."""
    writer, lines = Latex(), []
    for one in book.verdicts:
        if one.line is None or one.state == "fault":
            continue
        line, before = one.line, ""
        if not (line.name == "" and line.text.strip()[:1] == "="):
            before = left(book, line, writer)
        why = reason(one)
        lines.append("{} &= {}{}".format(before, writer.write(typed(line)),
                                         f" && \\text{{{why}}}" if why else ""))
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def reason(verdict):
    """Why a line holds, in few words."""
    if verdict.state == "wrong":
        return "not equal"
    return ", ".join(verdict.rules) if len(verdict.rules) <= 4 else ""


def markdown(book):
    """A list of the lines, each with what was said of it, and the formulas."""
    of, by = book.task.expression, book.task.by
    found = [f"Task: the derivative of `{of}` with respect to `{by}`.", "", "$$", latex(book), "$$",
             ""]
    for one in book.verdicts:
        found.append(f"{one.number}. `{one.text.strip()}`: {one.says}")
    return "\n".join(found) + "\n"
