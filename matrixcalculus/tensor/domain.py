"""Where an expression has a derivative, where it has kinks, and whether it has a domain at all."""

from .errors import InputError
from .expr import ordered
from .rules import RULES

PLUS = ("exp", "sigmoid", "softmax", "softplus")  # always above 0
NOT_NEGATIVE = ("abs", "relu", "norm", "step", "top", "rtop")


def sign(node, known):
    """"+", "0+" (not negative), "-", "0-", "0" or "": what is certain."""
    op = node.op
    args = [known[one.number] for one in node.args]
    if op == "const":
        p = node.data[0]
        return "+" if p > 0 else "-" if p < 0 else "0"
    if op == "size" or op in PLUS:
        return "+"
    if op in NOT_NEGATIVE:
        return "0" if op == "relu" and args[0] in ("-", "0-", "0") else "0+"
    if op == "neg":
        return {"+": "-", "-": "+", "0+": "0-", "0-": "0+", "0": "0", "": ""}[args[0]]
    if op in ("add", "sub"):
        b = args[1]
        if op == "sub":
            b = {"+": "-", "-": "+", "0+": "0-", "0-": "0+"}.get(b, b)
            if node.args[0] is node.args[1]:
                return "0"
        return added(args[0], b)
    if op in ("mul", "scale", "div", "over"):
        if op == "mul" and node.args[0] is node.args[1]:
            return squared(args[0])
        return multiplied(args[0], args[1])
    if op == "pow":
        e = node.args[1]
        if e.op == "const" and e.data[1] == 1 and e.data[0] % 2 == 0:
            return squared(args[0])
        return args[0] if args[0] in ("+", "0+") else ""
    if op in ("sum", "fill", "t", "columns", "rows", "down", "across", "amax", "rmax"):
        return args[0]
    return ""


def squared(one):
    return "+" if one in ("+", "-") else "0" if one == "0" else "0+"


def added(a, b):
    if a == "0":
        return b
    if b == "0":
        return a
    for strict, weak in (("+", "0+"), ("-", "0-")):
        if a in (strict, weak) and b in (strict, weak):
            return strict if strict in (a, b) else weak
    return ""


def multiplied(a, b):
    if a == "0" or b == "0":
        return "0"
    if not a or not b:
        return ""
    strict = a in "+-" and b in "+-"
    positive = ("-" in a) == ("-" in b)
    return ("+" if positive else "-") if strict else ("0+" if positive else "0-")


def conditions(root, text, by):
    """(where it holds, kinks): sentences; raises InputError where nothing is left.

    Parameters
    ----------
    root : Node
    text : str
    by : str
        Kinks count only in what depends on it; conditions count everywhere.
    """
    nodes = ordered(root)
    known, where, kinks, depends = [], [], [], set()
    for node in nodes:
        known.append(sign(node, known))
        if (node.op == "var" and node.data[0] == by) or any(
                [one.number in depends for one in node.args]):
            depends.add(node.number)
        row = RULES.get(node.op)
        if row is None:
            continue
        wanted = power_domain(node) if node.op == "pow" else row.domain
        if wanted:
            condition, at = wanted
            inside = node.args[at]
            refuse_empty(node, inside, condition, known[inside.number], text)
            of_norm = inside.op == "norm" and condition == "!= 0"  # said for the norm itself
            if not (of_norm or certain(condition, known[inside.number])):
                note(where, say(inside, condition, text, node))
        if row.kink and node.number in depends and node.place:
            kink = row.kink.replace("the argument", say_value(node.args[0], text, node))
            if node.op == "step":
                kink = f"{part(node, text)} changes between 0 and 1"
            note(kinks, kink)
    return where, kinks


def note(found, one):
    if one not in found:
        found.append(one)


def power_domain(node):
    e = node.args[1]
    if e.op != "const":
        return ("> 0", 0)
    p, q = e.data
    if q != 1:
        return ("> 0", 0)
    return ("!= 0", 0) if p < 0 else None


def part(node, text):
    if node.op == "fill":
        return part(node.args[0], text)
    if node.label or not node.place:
        return node.label or node.op
    return text[node.place[0] : node.place[1]].strip()


def say_value(node, text, outside):
    words = part(node, text)
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1] if words.count("(") == 1 else words
    return words


def say(node, condition, text, outside):
    words = say_value(node, text, outside)
    every = f"every entry of {words}" if node.shape != (1, 1) else words
    if condition == "invertible":
        return f"{words} is invertible"
    if outside.op == "norm":
        return f"{words} is not 0"
    return every + (" is not 0" if condition == "!= 0" else " > 0")


def certain(condition, one):
    return (condition == "> 0" and one == "+") or (condition == "!= 0" and one in ("+", "-"))


def refuse_empty(node, inside, condition, one, text):
    empty = (condition == "> 0" and one in ("-", "0-", "0")) or (condition == "!= 0" and one == "0")
    if empty:
        why = {"-": "is negative", "0-": "is never positive", "0": "is 0"}[one]
        name = {"log": "A logarithm needs a positive argument",
                "pow": "This power needs a base that is positive"}.get(
                    node.op, "This needs a value that is not 0")
        if condition == "!= 0" and node.op == "pow":
            name = "This power needs a base that is not 0"
        place = node.place or (0, len(text))
        raise InputError(f"{name}, and {say_value(inside, text, node)} {why}, whatever its letters "
                         "are: the domain is empty.", "change the sign, or what stands inside.",
            place[0], place[1], "domain").about(text)
