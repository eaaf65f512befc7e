"""How many wrong answers get their cause named? ``python -m tests.matrixcalculus.diagnosis``.

Every answer of ``wrong_answers.py`` is checked as a student's would be; the line that comes back
must contain what a teacher would say. ``authored=False`` leaves out the mistakes that authors have
foreseen, so that only what the code finds by itself is measured.
"""

import contextlib
import functools
import io
import math
import re
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import sympy as sp

from matrixcalculus import answers, derive, entry, numdiff, vectors
from matrixcalculus.question import Question, named
from matrixcalculus.reading import NotYet

from .fresh_answers import FRESH
from .right_answers import RIGHT
from .wrong_answers import NAMES, WRONG

UNNAMED = r"no single common mistake|right at \d+ of \d+ points only|but not this"
LOCATED = r"not hold; the rest does|^right (wherever|on the|off the)"  # where, and not why
OPEN = r"."  # several things could be said, or nothing


class Slope:
    """An answer that is an object."""

    def __call__(self, x):
        return -2 / x**3 - 3

    at = __call__


def in_place(w):
    found = np.diag(w)
    found = found * (found > 0)
    found *= 2
    return found


def two(terms, s):
    """The slopes along a weight and a bias, of what each example contributes."""
    return np.array([np.mean(terms * s), np.mean(terms)])


NAMESPACE = {
    "np": np, "sp": sp, "math": math, "entry": entry, "vectors": vectors, "numdiff": numdiff,
    "Fraction": Fraction, "Decimal": Decimal, "partial": functools.partial,
    "cache": functools.cache, "Slope": Slope, "in_place": in_place, "two": two,
    "np_polynomial": np.polynomial.Polynomial,
    "numdiff_of": lambda f: lambda x: numdiff.jacobian(f, x),
    **{name: getattr(derive, name) for name in "ijkmnN"},
    **{name: sp.Symbol(name, real=True) for name in "xyzu"},
    "x_": vectors("x"), "A_": vectors("A"),
}


def parts(name):
    """The answers that a question asks for, or the one of them that ``-2`` at its end means."""
    name = re.sub(r"^(near|form|shape|choice)/", "", name)
    with contextlib.suppress(LookupError):
        return named(name)
    return [named(name[:-2])[int(name[-1]) - 1]]


def given(text, asked):
    """The answer that a student has typed, for each part."""
    if len(asked) > 1:
        found = evaluated(text)
        return [*(found.values() if isinstance(found, dict) else found)]
    if text.startswith("raw:") or text == "None":
        return [evaluated(text)]
    shapes = asked[0][1].shapes if getattr(asked[0][1], "kind", "value") == "value" else {}
    if shapes and "sp." not in text:
        return [eval(f"lambda {', '.join(shapes)}: {text}", NAMESPACE)]
    return [evaluated(text)]


def evaluated(text):
    return eval(text.removeprefix("raw:").strip(), NAMESPACE)


def line(name, text, authored=True):
    """What a student reads who gives this answer."""
    asked = parts(name)
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown):
            for (what, question, mistakes), one in zip(asked, given(text, asked), strict=True):
                answers.examine(one, question, what if len(asked) > 1 else "the answer",
                                mistakes if authored else {})
    except NotYet as why:
        return str(why)
    except Exception as error:  # a check must never fail with anything else
        return f"crash: {type(error).__name__}: {error}"
    return "holds"


def verdict(said, category, words):
    """named, unnamed, false, holds; or open, where several things could be said."""
    said = said.removeprefix("not yet: ").split(" (for example at")[0]
    pattern = words[0] if words else NAMES[category]
    if said.startswith(("holds", "crash")):
        return said.split(":")[0]
    if pattern == OPEN:
        return "open"
    if re.search(UNNAMED, said):
        return "unnamed"
    if re.search(pattern, said, re.I):
        return "named"
    return "unnamed" if re.search(LOCATED, said) else "false"


def measured(authored=True):
    """Every wrong answer with its verdict: (verdict, category, question, answer, cause, line)."""
    return [(verdict(said, category, words), category, name, text, cause, said)
            for name, tried in WRONG.items() for text, category, cause, *words in tried
            for said in [line(name, text, authored)]]


def measured_fresh():
    """The same for questions that the course does not ask."""
    return [(verdict(said, category, words), category, described["of"], text, cause, said)
            for described, tried in FRESH for text, category, cause, *words in tried
            for said in [line_of(Question(**described), text)]]


def line_of(question, text):
    """What a student reads who gives this function of the question's arguments."""
    answer = eval(f"lambda {', '.join(question.shapes)}: {text}", NAMESPACE)
    try:
        return f"holds: {answers.examine(answer, question)}"
    except NotYet as why:
        return str(why)


def rates(found):
    """The shares of named, unnamed and false, of those that have one cause."""
    count = Counter(one[0] for one in found)
    scored = sum(count[one] for one in ("named", "unnamed", "false"))
    return {one: count[one] / scored for one in ("named", "unnamed", "false")} | {"of": scored}


def refused():
    """Right answers that do not hold: (question, form, line)."""
    return [(name, what, said) for name, forms in RIGHT.items() for what, text in forms
            for said in [line(name, "raw:" + text)] if said != "holds"]


def main(show=()):
    for title, found in (("with the authors' mistakes", measured()),
                         ("without", measured(authored=False)),
                         ("questions that the course does not ask", measured_fresh())):
        print(f"\n{title}: {rates(found)}")
        table = defaultdict(Counter)
        for kind, category, *_ in found:
            table[category][kind] += 1
        for category, count in sorted(table.items()):
            print(f"  {category:18} {dict(count)}")
        for kind, category, name, text, cause, said in found:
            if kind in show:
                print(f"{kind:8} {category:14} {name[:24]:24} {text[:70]:70} | {cause} | {said}")
    print(f"right answers refused: {refused()}")


if __name__ == "__main__":
    main(sys.argv[1:])
