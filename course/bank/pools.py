"""Exercises that vary, as pools for a learning platform: each student is asked one variant.

Of three kinds: a question whose answer is one number, as it is; a shape, as a choice; a derivative
of plain numbers, whose value at one place is asked for. Derivatives of vectors, programs and words
need a notebook. The book's own variant, whose answer is public, is left out.
"""

import random
from dataclasses import dataclass

import numpy as np

from course import ROOT, exercises, specs
from course.bank.portable import Item, Option
from matrixcalculus.question import Question

VARIANTS = 8  # of a question
CLOSE = 2e-3  # relative: how far a number may be off
PLACES = (2.0, 3.0, 0.5, 1.5, 4.0)
OTHERWISE = "Not this number. Derive it on paper, step by step, then put the numbers in."


@dataclass
class Pool:
    """Variants of one question, of which one is drawn for each student."""

    set: str  # its name
    title: str
    items: list


def pools(root=ROOT):
    """A pool for each answer that fits, of each question that stands alone."""
    for name in specs.names(root):
        source = specs.Source(name, root)
        for number, task in enumerate(source.set().questions, 1):
            for part, answer in enumerate(task.answers if task.group == task.id else ()):
                items = _items(source, number, part) if _kind(answer) else []
                title = f"{number}. {task.title}" + (
                    f", {answer['answer']}" if len(task.answers) > 1 else "")
                if len(items) > 1:
                    yield Pool(name, title, items)


def _kind(answer):
    """How an answer can be asked for without a notebook, or None."""
    if "shape_of" in answer:
        return _shape
    if "of" not in answer:
        return None
    if not answer.get("shapes"):
        return _number if specs.asked(answer).truth({}).ndim == 0 else None
    plain = set(answer["shapes"].values()) == {"scalar"} and not answer.get("sample")
    return _value if plain and "by" in answer else None


def _items(source, number, part):
    """Up to VARIANTS of one answer of a question."""
    task = source.set().questions[number - 1]
    count = len(source.combinations[task.group])
    chosen = random.Random(f"{source.name}/{task.id}").sample(range(1, count),
                                                              min(VARIANTS, count - 1))
    found = {}
    for which in sorted(chosen):
        one = source.set(lambda question, _, which=which: (
            (which if question == task.group else 0), "")).questions[number - 1]
        answer = one.answers[part]
        name = f"{specs.key(source.name)}-{one.id}-{answer['answer']}-{which}"
        item = _kind(answer)(one, answer)
        if item and item["stem"] not in found:
            found[item["stem"]] = Item(id=name.replace("_", "-"), title=one.title,
                                       chapter=source.name, **item)
    return list(found.values())


def _number(task, answer):
    """A question that asks for a number."""
    asked = specs.asked(answer)
    return _numeric(exercises.asked(task), float(asked.truth({})), answer,
                    lambda form: float(asked.function(form)()),
                    f" Here, give `{answer['answer']}`." if len(task.answers) > 1 else "")


def _value(task, answer):
    """A derivative of plain numbers: its value at the first place that tells mistakes apart."""
    asked = specs.asked(answer)
    for first in PLACES:
        point = {name: first + step for step, name in enumerate(answer["shapes"])}
        with np.errstate(all="ignore"):
            right = float(asked.truth(point).squeeze())
            wrong = [float(np.squeeze(asked.value(asked.function(form), point)))
                     for form in answer.get("mistakes", {}).values()]
        if np.isfinite(right) and 1e-2 < abs(right) < 1e4 and all(
                abs(one - right) > 3 * CLOSE * abs(right) for one in wrong):
            where = ", ".join(f"{name} = {value:g}" for name, value in point.items())
            return _numeric(
                exercises.asked(task), right, answer,
                lambda form, point=point: float(np.squeeze(
                    asked.value(asked.function(form), point))),
                f"\n\nHere, give one number: the derivative that is asked for, at ${where}$.")
    return None


def _numeric(stem, right, answer, value, more):
    slips = {}
    for says, form in answer.get("mistakes", {}).items():
        slips.setdefault(round(value(form), 4), f"{says[0].upper()}{says[1:]}.")
    slips.pop(round(right, 4), None)
    return {"kind": "number", "stem": stem + more, "number": round(right, 4),
            "margin": max(CLOSE * abs(right), 1e-4), "slips": [*slips.items()],
            "why": "That is it.", "otherwise": OTHERWISE}


def _shape(task, answer):
    """A shape, to be chosen among those that one may think of."""
    right = np.shape(Question(of=answer["shape_of"]).truth({}))
    size = max(right)
    if size == 1:
        return None  # the same in every variant
    others = {right[::-1]: "Rows and columns are exchanged.",
              (size,): "A plain array has one axis: say which axes this one has.",
              (size, size): "A square has as many outputs as inputs.",
              (1, size): "One row would be one output.",
              (size, 1): "One column would be one input.",
              (1, 1): "That is one output and one input."}
    others.pop(right, None)
    options = [Option(f"`{right}`", True, "That is it.")]
    options += [Option(f"`{shape}`", False, why) for shape, why in [*others.items()][:3]]
    return {"kind": "one", "options": options,
            "stem": f"{exercises.asked(task)}\n\nHere, give `{answer['answer']}`."}
