"""One question, many variants: the parameters that an author lets vary, and the text they go into.

    vary:
      a: [7, 2..9]                      # the first is the question as the book shows it
      f:                                # a value may have several forms
      - {tex: \\sin, code: np.sin}
      - {tex: \\cos, code: np.cos}
    keep:
      where: a != 5                     # combinations that are no good question are left out

``{{a}}``, ``{{f.tex}}`` and whatever Python makes of parameters, ``{{a * n}}`` or ``{{n - 1}}``,
may stand in every text of the question. ``vary: gradient`` takes the parameters of an earlier
question, for one that goes on with it.
"""

import re
from itertools import product
from math import gcd, prod
from types import SimpleNamespace

from course.lines import Entry

RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
PLACE = re.compile(r"\{\{(?!\{)(.+?)\}\}")
MOST = 20_000  # combinations of one question
KEEP = {"where": str, "ops": list}
UNCHANGED = ("id", "vary", "keep", "rules", "back", "allow")


class Unfit(ValueError):
    """What is wrong with a question's ``vary``, and the cure: two arguments."""


def plus(number):
    """A term with its sign, as in ``x^2 {{plus(b)}}``: "+ 3", "- 3"."""
    return f"{'-' if number < 0 else '+'} {said(abs(number))}"


def power(base, exponent, sign="**"):
    """A power as one writes it: "x" where the exponent is 1; ``power("x", n, "^")`` for a text."""
    return base if exponent == 1 else f"{base}{sign}{exponent}"


def said(value):
    """A value as it stands in a text."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


KNOWN = {"__builtins__": {}, "plus": plus, "power": power, "gcd": gcd, "abs": abs, "min": min,
         "max": max, "len": len, "round": round}


def values(listed):
    """The values of a parameter: a range is written out, and none stands twice."""
    found = []
    for one in listed:
        ends = RANGE.fullmatch(one) if isinstance(one, str) else None
        found += range(int(ends[1]), int(ends[2]) + 1) if ends else [one]
    return [one for k, one in enumerate(found) if one not in found[:k]]


def groups(questions):
    """Each question, and the one whose parameters it takes: mostly itself."""
    named = {one.get("id"): one for one in questions}
    return [(one, named.get(one["vary"], one) if isinstance(one.get("vary"), str) else one)
            for one in questions]


def combinations(question):
    """All parameters that a question may have, the book's first. Raises Unfit.

    ``question`` is an entry of ``questions.yml``; one without ``vary`` has one combination.
    """
    lists = {name: values(listed) for name, listed in question.get("vary", {}).items()}
    if prod(map(len, lists.values())) > MOST:
        raise Unfit(f"more than {MOST} combinations", "shorten the lists of 'vary'")
    every = [dict(zip(lists, one, strict=True)) for one in product(*lists.values())]
    where = question.get("keep", {}).get("where")
    kept = [one for one in every if not where or evaluated(where, one)]
    if not kept or kept[0] != every[0]:
        raise Unfit("'where' leaves out the first values, which the book shows",
                    "begin each list of 'vary' with a value that 'where' allows")
    return kept


def evaluated(text, parameters):
    """What an expression of the parameters gives. Raises Unfit."""
    names = {name: SimpleNamespace(**value) if isinstance(value, dict) else value
             for name, value in parameters.items()}
    try:
        return eval(text.strip(), KNOWN, names)
    except Exception as error:
        raise Unfit(f"{{{{{text}}}}} cannot be worked out ({type(error).__name__}: {error})",
                    f"use {', '.join(parameters) or 'parameters'}; a brace of LaTeX wants a space "
                    "before the next one") from None


def filled(value, parameters):
    """The same with every placeholder filled in, keys too. Raises Unfit."""
    if not parameters:
        return value
    if isinstance(value, str):
        return PLACE.sub(lambda place: said(evaluated(place[1], parameters)), value)
    if isinstance(value, list):
        return [filled(one, parameters) for one in value]
    if not isinstance(value, dict):
        return value
    found = {filled(name, parameters): one if name in UNCHANGED else filled(one, parameters)
             for name, one in value.items()}
    return _placed(found, value) if isinstance(value, Entry) else found


def _placed(found, entry):
    """An entry with other values, at the same lines."""
    other = Entry(entry.line)
    other.update(found)
    other.at, other.twice = dict(zip(found, entry.at.values(), strict=True)), entry.twice
    return other


def faults(question, group=()):
    """What is wrong with ``vary`` and ``keep``: (line, what, cure).

    ``group`` are the questions that take the parameters of this one.
    """
    where, vary, keep = question.at.get, question.get("vary", {}), question.get("keep", {})
    if not isinstance(vary, dict) or not isinstance(keep, dict):
        yield (where("vary"), "'vary' or 'keep' has no fields",
               "write a parameter a line, as in a: [7, 2..9]")
        return
    for name, listed in vary.items():
        if not name.isidentifier() or not isinstance(listed, list) or len(values(listed)) < 2:
            yield vary.at[name], f"{name} has not two values or more", "list them: a: [7, 2..9]"
        elif len({tuple(sorted(one)) if isinstance(one, dict) else () for one in listed}) > 1:
            yield (vary.at[name], f"the values of {name} have different forms",
                   "give each the same forms, such as tex and code")
    for name, value in keep.items():
        if type(value) is not KEEP.get(name):
            yield (keep.at[name], f"'keep' knows no such {name}",
                   "write where: a != b, or ops: [3, 5]")
    text = _all_text([question, *group])
    for name in (one for one in vary if not re.search(rf"\{{\{{[^}}]*\b{one}\b", text)):
        yield vary.at[name], f"{name} stands nowhere", f"write {{{{{name}}}}}, or leave it out"


def _all_text(value):
    if isinstance(value, dict):
        return " ".join(f"{name} {_all_text(one)}" for name, one in value.items()
                        if name not in UNCHANGED)
    return " ".join(map(_all_text, value)) if isinstance(value, list) else str(value)
