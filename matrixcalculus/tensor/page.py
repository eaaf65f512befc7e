"""A derivation as plain data for a page: every layout in MathML and LaTeX, steps, code.

A page asks by one line of JSON and is answered by one (:func:`reply`); the way there and the code
come when it asks for them, so that the answer itself comes at once.
"""

import json

from .answer import Derivation
from .check import compared
from .entries import Entries
from .errors import InputError
from .exact import NoPoint
from .infer import names_in
from .layout import lay, shape_of
from .normal import t
from .notation import Latex, MathML
from .parse import statements
from .text import text

LIKELY = ("w", "W", "theta", "x", "X", "z")  # what is meant, if nobody says
SLIPS = [  # what was done to the right answer, and how to undo it
    ("Its sign is changed.", "-({})"), ("It is twice the right one.", "({}) / 2"),
    ("It is half the right one.", "2 * ({})"), ("It is transposed.", "({})'"),
    ("It is transposed, and its sign is changed.", "-({})'"),
]


class Last:
    """The derivation that the page is about."""

    found = None


def reply(line):
    """The answer, as JSON, to {"ask": "derive", "expression": ..., "by": ..., "shapes": ...}.

    "more" asks for the way there and the code of the last one; "compare" with "text" asks whether
    the reader's own result is right; what a workbook asks stands in workpage. Bad input is answered
    by {"fault": message, ...}.
    """
    asked = json.loads(line)
    try:
        if asked["ask"] in ("lines", "hints", "export"):
            from .workpage import QUESTIONS  # when it is first asked: Derive starts sooner without

            made = QUESTIONS[asked["ask"]](asked)
        elif asked["ask"] == "more":
            made = more(Last.found)
        elif asked["ask"] == "compare":
            made = own(Last.found, asked["text"])
        else:
            made = first(asked["expression"], asked.get("by") or "", asked.get("shapes") or {})
    except InputError as error:
        made = {"fault": error.message, "cure": error.cure, "kind": error.kind,
                "start": error.start, "end": error.end,
                "shapes": asked_for(asked.get("expression", ""), asked.get("shapes") or {})}
    return json.dumps(made)


def asked_for(expression, shapes):
    """[[name, its shape, or ""]] of an expression that is at fault, where it can be read."""
    try:
        return [[name, shapes.get(name, "")] for name in names_in(statements(expression))]
    except InputError:
        return []


def first(expression, by, shapes):
    Last.found = Derivation(expression, by, shapes, LIKELY)
    return of(Last.found)


def own(found, words):
    """What to say about a reader's own result."""
    kind = {"map": "map", "jacobian": "jacobian"}.get(found.kind, "gradient")
    if found.kind == "slope":
        raise InputError("Only gradients, Jacobians and differentials are compared.", "",
                         kind="unknown")
    try:
        checked = compared(found.root, found.names, found.by, [(kind, words)], 50)
    except (NoPoint, ZeroDivisionError):
        return {"right": False, "says": "It has no value where the derivative has one."}
    if checked:
        return {"right": True, "says": "Right: " + str(checked) + "."}
    for slip, undone in SLIPS:
        try:
            if compared(found.root, found.names, found.by, [(kind, undone.format(words))], 60):
                return {"right": False, "says": slip}
        except (InputError, NoPoint, ZeroDivisionError):
            continue
    return {"right": False, "says": "Not equal: " + checked.why + "."}


def of(found):
    """The answer of a Derivation, as dicts, lists and strings."""
    return {
        "kind": found.kind, "by": found.by, "answer": found.answer,
        "shapes": [[name, found.shapes[name]] for name in found.shapes],
        "parts": [part(name, laid) for name, laid in found.laid_parts],
        "layouts": layouts(found, ["mathml"]), "check": str(found.checked),
        "where": found.where, "kinks": found.kinks, "notes": found.notes,
    }


def more(found):
    """The way there, one a rule, the code, and each layout in LaTeX."""
    return {"latex": [one["latex"] for one in layouts(found, ["latex"])], "steps": [
        {"through": one["through"], "to": one["to"], "rule": one["rule"], "words": one["words"],
         "shape": one["shape"], "mathml": MathML().write(lay(one["value"], found.given))}
        for one in found.steps],
        "code": {one: found.code(one) for one in ("numpy", "torch", "jax")}}


def part(name, laid):
    writer = MathML()
    shape = shape_of(laid)
    return {"name": name, "mathml": writer.row([
        writer.letter(name, shape), writer.operator("="), writer.write(laid)])}


WRITERS = {"mathml": MathML, "latex": Latex}


def layouts(found, notations=("mathml", "latex")):
    """[{key, name, about, text, and each notation}], the first of them shown first."""
    made = []
    for one, formulas in pictures(found):
        for word in notations:
            one[word] = formulas(WRITERS[word]())
        made.append(one)
    return made


def pictures(found):
    """[({key, name, about, text}, what a writer makes the formula with)]."""
    kind, made = found.kind, []
    shape = found.names[found.by][:2]
    output = found.root.shape
    if kind == "gradient" and shape == (1, 1):
        made.append(written(found, "derivative", "derivative", "", slope_of, found.laid))
        return made
    if kind == "gradient":
        made.append(written(found, "gradient", "gradient",
                            "shaped like the variable, as in code", nabla, found.laid))
        if 1 in shape:
            row = found.result if shape[0] == 1 else t(found.result)
            about = "numerator layout: a row, as in the book"
            made.append(written(found, "numerator", "row", about, slope_of, lay(row, found.given)))
    elif kind == "jacobian":
        made.append(written(found, "numerator", "Jacobian",
                            "numerator layout: rows are outputs, columns inputs", slope_of,
                            found.laid))
        if shape != (1, 1):
            made.append(written(found, "denominator", "transposed",
                                "denominator layout: rows are inputs, columns outputs", turned,
                                lay(t(found.result), found.given)))
    elif kind == "slope":
        made.append(written(found, "derivative", "derivative", "entry by entry", slope_of,
                            found.laid))
    else:
        made.append(written(found, "map", "differential",
                            "the change of the output, for a small change of the input", change,
                            found.laid))
        made.append(written(found, "pulled", "pulled back",
                            "what a cotangent of the output becomes: the gradient of any number "
                            "that the output goes into", bar, lay(found.pulled)))
    made.append(entries(found, shape, output))
    blocks = found.kronecker()
    if blocks:
        made.append(kronecker(found, blocks))
    return made


def written(found, key, name, about, left, laid):
    def formula(writer):
        before = left(found, writer)
        shapes = isinstance(writer, MathML)
        after = writer.with_shapes(laid) if shapes else writer.write(laid)
        return writer.row([before, writer.operator("="), after])

    return {"key": key, "name": name, "about": about, "text": text(laid)}, formula


def by_letter(found, writer, indices=()):
    letter = writer.letter(found.by, found.names[found.by][:2] if not indices else (2, 2))
    return writer.sub(letter, writer.indices(indices)) if indices else letter


def output_letter(found, writer, indices=()):
    shape, name = found.root.shape, found.output
    letter = writer.letter(name, shape if not indices else (2, 2))
    return writer.sub(letter, writer.indices(indices)) if indices else letter


def quotient(found, writer, above, below):
    single = found.names[found.by][2] == 0 and len(found.names) == 1
    sign = writer.upright("d") if single else writer.identifier("∂")
    return writer.fraction(writer.row([sign, above]), writer.row([sign, below]))


def slope_of(found, writer):
    return quotient(found, writer, output_letter(found, writer), by_letter(found, writer))


def turned(found, writer):
    inside = writer.paren(slope_of(found, writer))
    return writer.sup(inside, writer.transposed())


def nabla(found, writer):
    return writer.row([writer.sub(writer.identifier("∇"), by_letter(found, writer)),
                       writer.space(), output_letter(found, writer)])


def change(found, writer):
    return writer.row([writer.upright("d"), output_letter(found, writer)])


def bar(found, writer):
    return writer.bar(by_letter(found, writer))


def entries(found, shape, output):
    """The entry in indices."""
    taken = set(found.names) | {one for one in found.given.values()}
    rows = [one for one, size in (("i", output[0]), ("j", output[1])) if size != 1]
    if found.kind == "map":
        columns = [one for one, size in (("p", shape[0]), ("q", shape[1])) if size != 1]
        i, j = [letter if size != 1 else None for letter, size in (("i", output[0]),
                                                                   ("j", output[1]))]
        laid = Entries(found.given, found.change, taken).of(found.result, i, j)
    elif found.kind == "jacobian" or found.kind == "slope":
        columns = ["j"] if shape != (1, 1) else []
        i, j = "i", "j" if found.result.shape[1] != 1 else None
        laid = Entries(found.given, None, taken).of(found.result, i, j)
    else:
        rows = []
        columns = [one for one, size in (("i", shape[0]), ("j", shape[1])) if size != 1]
        i, j = [letter if size != 1 else None for letter, size in (("i", shape[0]),
                                                                   ("j", shape[1]))]
        laid = Entries(found.given, None, taken).of(found.result, i, j)

    def formula(writer):
        left = quotient(found, writer, output_letter(found, writer, rows),
                        by_letter(found, writer, columns))
        return writer.row([left, writer.operator("="), writer.write(laid)])

    return {"key": "entries", "name": "entries", "about": "one entry, in indices",
            "text": ""}, formula


def kronecker(found, blocks):
    """vec(dY) = (B' kron A) vec(dX), columns stacked."""
    about = "the Jacobian of the stacked columns: a matrix after all"
    if any([one[3] for one in blocks]):
        about += "; K exchanges rows and columns of X"

    def formula(writer):
        parts = []
        for number, right, left, is_turned in blocks:
            scale = lay(number, found.given)
            sign = scale[0] == "prod" and scale[1] < 0
            if sign:
                scale = ("prod", 1, scale[2], scale[3])
            plain = scale in (("num", 1), ("prod", 1, [("num", 1)], []))
            if parts or sign:
                parts.append(writer.operator("−" if sign else "+"))
            if not plain:
                parts.append(writer.write(scale))
            block = [writer.bound(lay(right, found.given), 3), writer.operator("⊗"),
                     writer.bound(lay(left, found.given), 3)]
            block = writer.row(block)
            block = writer.paren(block) if len(blocks) > 1 or is_turned or not plain else block
            parts.append(block)
            if is_turned:
                parts.append(writer.identifier("K"))
        vec = writer.upright("vec")
        above, below = [writer.row([vec, writer.paren(one)]) for one in (
            output_letter(found, writer), by_letter(found, writer))]
        return writer.row([
            writer.fraction(writer.row([writer.identifier("∂"), above]),
                            writer.row([writer.identifier("∂"), below])),
            writer.operator("="), writer.row(parts)])

    return {"key": "kronecker", "name": "Kronecker", "about": about, "text": ""}, formula


