"""Hints for the next line, in three steps: which rule; where; the line, but for its end."""

from .answer import Derivation
from .errors import InputError
from .infer import written
from .layout import lay
from .lines import CHANGE, DERIVATIVES, GRADIENT
from .text import text


def hints(book):
    """Three texts for what comes after the last line; [] where the end is reached."""
    if book.done:
        return []
    task, last = book.task, book.last[book.task.letter]
    if last.kind in DERIVATIVES:
        return in_the_layout(book)
    open_parts = [one[1:] for one in last.moving if one[1:] != task.by]
    if last.kind == CHANGE and not open_parts:
        return read_off(book, last)
    name = open_parts[0] if open_parts else task.letter
    own = book.last.get(name)
    if name != task.letter and own is not None and own.kind == CHANGE:
        return put_in(book, name, own)
    return next_rule(book, name, dict(book.parts)[name] if open_parts else last)


def next_rule(book, name, line):
    """What is outermost in a value."""
    task = book.task
    names = [task.by] + [one for one, _ in book.parts if one in line.used]
    inner = [one for one in names if one in line.used]
    by = inner[-1] if inner else task.by
    shapes = {one: book.reader.shapes[one] for one in line.used}
    expression = line.text[line.text.find("=") + 1 :] if line.name else line.text
    try:
        found = Derivation(expression, by, shapes)
    except InputError:
        return ["Take what was done last in the computation: its rule comes first."]
    telling = [one for one in found.steps if one["op"] not in ("div", "over", "neg", "fill", "t")]
    first = (telling or found.steps)[0]
    rule = first["rule"]
    result = {"gradient": "d{0} = <{1}, d{2}>", "jacobian": "d{0} = ({1}) @ d{2}",
              "map": "d{0} = {1}", "slope": "d{0} = ({1}) * d{2}"}[found.kind]
    whole = text(lay(found.result))
    if found.kind == "gradient":
        whole = result_of(found, whole, by)
        made = f"d{name} = {whole}"
    else:
        made = result.format(name, whole, by)
    where = first["through"].strip()
    return [f"The next rule is {rule}." if rule else "Begin with what was computed last.",
            f"It is about {where}, in {name}: what was computed last comes first.",
            "A line that goes on: " + cut(made)]


def result_of(found, whole, by):
    """A gradient and its change, as one expression."""
    rows, columns, rank, _ = found.names[by]
    if rank == 0:
        return f"({whole}) * d{by}"
    if rank == 1:
        return f"({whole})' @ d{by}"
    return f"tr(({whole})' @ d{by})"


def put_in(book, name, own):
    return [f"You have said what d{name} is: put it in.",
            f"In the line {book.last[book.task.letter].text.strip()}, at d{name}.",
            "Write that line again, with ({}) in the place of d{}.".format(
                cut(own.text[own.text.find("=") + 1 :].strip()), name)]


def read_off(book, last):
    task = book.task
    form = {0: f"dL = (...) * d{task.by}", 1: f"dL = (...)' @ d{task.by}",
            2: f"dL = tr((...)' @ d{task.by})"}[task.names[task.by][2]].replace("L", task.letter)
    if task.root.shape != (1, 1):
        form = f"d{task.letter} = (...) @ d{task.by}"
    answer = task.answer()
    row = task.goal not in (GRADIENT, CHANGE) and task.root.shape == (1, 1)
    found = [f"Read off what multiplies d{task.by}.",
             f"Bring the line into the form {form}: what stands for the dots is the derivative."]
    if answer is not None and answer.kind in DERIVATIVES:
        left = "J" if task.goal not in (GRADIENT,) else "grad"
        whole = text_of(book)
        found.append("The line: " + cut(f"{left} = ({whole})'" if row else f"{left} = {whole}"))
    return found


def text_of(book):
    task = book.task
    words = {name: written(task.names[name]) for name in task.names}
    return text(lay(Derivation(task.expression, task.by, words).result))


def in_the_layout(book):
    task = book.task
    meant = task.shape_of(task.goal) or task.root.shape
    return ["The derivative is there, in another layout than the one that is asked for.",
            "Its shape is to be {} × {}.".format(*meant),
            "Transpose the whole line: (A @ B)' = B' @ A'."]


def cut(line):
    """The first half of a line's right side, and dots."""
    start = line.find("=") + 1
    words = line[start:].split(" ")
    keep = max(1, len(words) // 2)
    body = " ".join(words[:keep]).rstrip("@*+- ")
    if len(words) < 3:
        body = line[start:].strip()[: max(1, len(line[start:].strip()) // 3)]
    return line[:start] + " " + body.strip() + " ..." if start else body.strip() + " ..."

