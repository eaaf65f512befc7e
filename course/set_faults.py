"""What can be wrong with a set of exercises as it is authored: (line, question, what, cure)."""

import ast
import re
from difflib import get_close_matches

from course import lines, vary
from matrixcalculus.derivation import Derived
from matrixcalculus.tensor import InputError

TOOLS = ("numdiff", "autograd", "sympy")  # what may compute a derivative
OF = {"answer", "of", "by", "where", "kink", "flat", "sample", "tolerance", "shapes", "mistakes"}
DERIVATION = {"derivation", "of", "by", "shapes", "letter", "layout", "steps"}
KINDS = ({"answer", "shape_of"}, {"answer", "among", "right", "why"}, OF)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CRITERIA = 3  # by which words are marked
STEP = {"do", "because", "equals", "answer"}

OF_A_SET = {"title": str, "introduction": str, "setup": str, "questions": list}
OF_A_QUESTION = {"id": str, "title": str, "points": int, "minutes": int, "rules": list,
                 "back": list, "ask": str, "hints": list, "code": str, "answers": list,
                 "allow": list, "steps": list, "model": str, "criteria": list,
                 "vary": (dict, str), "keep": dict}
NEEDED_OF_A_SET = ("title", "setup", "questions")
NEEDED_OF_A_QUESTION = ("id", "title", "points", "minutes", "ask")
SAID = {str: "a text", int: "a number from 1 on", list: "a list", dict: "fields",
        (dict, str): "parameters, or the id of an earlier question"}


def faults(entry):
    """What is wrong with a file; its questions themselves aside: see ``of_question``."""
    if not isinstance(entry, lines.Entry):
        yield 1, "", "no set of exercises", "begin with title, setup, questions"
        return
    yield from _fields(entry, "", OF_A_SET, NEEDED_OF_A_SET)
    if any(not isinstance(one, lines.Entry) for one in entry["questions"]):
        yield (entry.at["questions"], "", "a question without fields",
               "begin each question with '- id: its-name'")
        return
    seen = {}
    for one, group in vary.groups(entry["questions"]):
        name = str(one.get("id", "?"))
        for fault in (*_fields(one, name, OF_A_QUESTION, NEEDED_OF_A_QUESTION),
                      *_varied(one, group, entry["questions"], seen)):
            yield fault[0], name, *fault[-2:]
        try:
            vary.filled(one, vary.combinations(group)[0])
        except vary.Unfit as why:
            yield one.at.get("vary", one.line), name, *why.args
        if name in seen:
            yield (one.line, name, f"the id stands already in line {seen[name]}",
                   "give each question its own")
        seen[name] = one.line


def _fields(entry, who, known, needed):
    """What is there twice, unknown, missing, or of another type."""
    for name, line in entry.twice:
        yield line, who, f"'{name}' stands here twice", "keep one"
    for name in (one for one in needed if one not in entry):
        yield entry.line, who, f"no '{name}'", f"add '{name}: ...', {SAID[known[name]]}"
    for name, value in entry.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield (entry.at[name], who, f"unknown field '{name}'",
                   f"write '{near[0]}'" if near else f"one of {', '.join(known)}")
        elif not _is(value, known[name]) or not value or known[name] is int and value < 1:
            yield entry.at[name], who, f"'{name}' is not {SAID[known[name]]}", (
                "begin each of its lines with '- '" if known[name] is list else
                "text goes below '|' or '>-', indented" if known[name] is str else "write one")


def _is(value, kind):
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _varied(one, group, questions, seen):
    """What is wrong with the parameters of a question."""
    if isinstance(one.get("vary"), str):
        if one["vary"] not in seen or not isinstance(group.get("vary"), dict):
            yield (one.at["vary"], f"no question above varies by the name {one['vary']}",
                   "name one, or write parameters, one a line, as in a: [7, 2..9]")
        return
    others = [other for other in questions if other.get("vary") == one.get("id")]
    yield from vary.faults(one, others)


def of_question(entry):
    """Is a question whole, whose fields are of the right types? Yields (line, what, cure)."""
    where = entry.at.get
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", str(entry.get("id"))):
        yield where("id"), "an id of another form", "small letters, digits and '-'"
    if ("answers" in entry) == ("model" in entry):
        yield (entry.line, "neither or both of 'answers' and 'model'", "give 'code' and 'answers' "
               "to what a machine checks, 'model' and 'criteria' to a question for words")
    elif "answers" in entry:
        yield from _checked(entry)
    elif len(entry.get("criteria", ())) != CRITERIA:
        yield (where("criteria", entry.line), f"not exactly {CRITERIA} criteria",
               f"give a list 'criteria' of {CRITERIA} sentences")
    for name in ("hints", "criteria", "rules"):
        if any(not isinstance(one, str) for one in entry.get(name, ())):
            yield where(name), f"an entry of '{name}' is no text", "put it below '- >-', indented"
    if any(type(one) is not int for one in entry.get("back", ())):
        yield where("back"), "'back' names no chapters", "write numbers, as in back: [2, 5]"
    if unknown := set(map(str, entry.get("allow", ()))) - set(TOOLS):
        yield where("allow"), f"allow knows {', '.join(TOOLS)}, not {', '.join(unknown)}", \
            "leave it out"
    for step in entry.get("steps", ()):
        yield from _of_a_step(step, entry)


def _of_a_step(step, entry):
    """A step of the worked solution: what is done, why, and perhaps what it claims, as code."""
    line = getattr(step, "line", entry.at["steps"])
    if not isinstance(step, dict) or not {"do", "because"} <= set(step) <= STEP \
            or not all(isinstance(one, str) and one for one in step.values()):
        yield (line, "a step that has not both 'do' and 'because', as texts",
               "say what is done, and why it may be done; perhaps with 'equals' and 'answer'")
        return
    named = [part["answer"] for part in entry.get("answers", ())
             if isinstance(part, dict) and "answer" in part]
    if "equals" not in step:
        if "answer" in step:
            yield line, "a step with 'answer' and no 'equals'", "say what it equals, in Python"
    elif not named:
        yield line, "a step equals an answer, and there is none", "leave 'equals' out"
    elif not _is_python(step["equals"]) or "numdiff" in step["equals"]:
        yield (line, f"{step['equals'].strip()!r} is no expression in NumPy, or one that measures",
               "write the formula of the step, as in equals: 2 * x")
    elif step.get("answer", named[0]) not in named:
        yield line, f"no answer {step['answer']}", f"one of {', '.join(map(str, named))}"

def _checked(entry):
    """A question that a machine checks: its answer cell and its answers."""
    where, code = entry.at.get, entry.get("code", "")
    if "code" not in entry:
        yield entry.line, "no 'code'", "add the answer cell, its solution between the markers"
        return
    if [one.strip() for one in re.findall(f"{BEGIN}|{END}", code)] not in (
            [BEGIN, END] * count for count in range(1, 9)):
        yield where("code"), "no solution is marked in 'code'", f"put {BEGIN} and {END} around it"
    try:
        bound = _bound(ast.parse(code))
    except SyntaxError as error:
        yield (where("code"), f"'code' is no Python: {error.msg} in its line {error.lineno}",
               "mend it")
        return
    for part in entry["answers"]:
        if isinstance(part, dict) and "derivation" in part:
            yield from _of_a_derivation(part, bound)
        elif not isinstance(part, dict) or not any(
                {"answer"} < set(part) <= kind for kind in KINDS):
            said = ", ".join(part) if isinstance(part, dict) else part
            yield (getattr(part, "line", where("answers")), f"an answer has no such fields: {said}",
                   "describe it by 'of', by 'shape_of', or by 'among' and 'right'; a derivation "
                   "begins with 'derivation'")
        elif bad := next((text for text in _expressions(part) if not _is_python(text)), None):
            yield part.line, f"{bad!r} is no Python expression", "mend it"
        elif part["answer"] not in bound:
            yield (part.line, f"'code' gives no {part['answer']}",
                   f"one of {', '.join(sorted(bound))}, or change the code")


def _of_a_derivation(part, bound):
    """An answer that is a text: the lines of a derivation."""
    if unknown := set(part) - DERIVATION:
        yield (part.line, f"a derivation has no such field: {', '.join(sorted(unknown))}",
               f"one of {', '.join(sorted(DERIVATION))}")
        return
    if part["derivation"] not in bound:
        yield (part.line, f"'code' gives no {part['derivation']}",
               f"one of {', '.join(sorted(bound))}, or change the code")
    try:
        Derived(**{name: value for name, value in part.items() if name != "derivation"})
    except (InputError, TypeError) as why:
        said = str(why).splitlines()[0]
        yield (part.line, f"the derivation's task cannot be read: {said}",
               "mend 'of', 'by', 'shapes'")


def _expressions(part):
    """The texts of an answer that are code."""
    names = ("of", "shape_of", "where")
    return [*(str(part[name]) for name in names if name in part),
            *map(str, part.get("mistakes", {}).values())]


def _is_python(text):
    try:
        return bool(ast.parse(text.strip(), mode="eval"))
    except SyntaxError:
        return False


def _bound(tree):
    """The names that a cell gives a value."""
    found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    return found | {one.id for one in ast.walk(tree)
                    if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
