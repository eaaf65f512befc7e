"""Is a worked solution right? What a step says that it ``equals`` is compared with the truth.

A step of ``questions.yml`` may carry its formula as code, and the answer that the formula is of, by
default the first::

    - do: $\\frac{dy}{dx} = 2x\\cos(x^2)$
      because: The chain rule ...
      equals: 2 * x * np.cos(x**2)
      answer: slope
"""

import json
from functools import cache

import numpy as np

from course import specs

POINTS = 2  # and, where there is a kink, those on it


def claims(task):
    """The steps of a question that say what they equal: (step, the answer that is meant)."""
    answers = {part["answer"]: part for part in task.answers}
    for step in task.steps:
        if "equals" in step:
            yield step, answers[step.get("answer", task.answers[0]["answer"])]


def wrong(task):
    """What is wrong with the steps of a question: a line each, none if all are right."""
    for step, part in claims(task):
        try:
            fault = _wrong(step["equals"], part)
        except Exception as error:
            fault = f"it stops: {type(error).__name__}: {error}"
        if fault:
            yield (f"{task.id}: a step equals {step['equals']}, which is not {part['answer']}: "
                   f"{fault}. Cure: mend the step, and its text")


def _wrong(text, part):
    """What is wrong with a formula for an answer, or nothing."""
    if "among" in part:
        return None if eval(text, {}) == part["right"] else "another one is meant"
    if "shape_of" in part:
        right = np.shape(specs.asked({"of": part["shape_of"]}).truth({}))
        return None if eval(text, {}) == right else f"its shape is {right}"
    question, points, truth = _asked(json.dumps(part))
    formula = question.function(text)
    for number, point in enumerate(points):
        given = np.asarray(question.value(formula, point), dtype=float)
        right = truth(number)
        if given.shape != right.shape and not given.size == right.size == 1:
            return f"its shape is {given.shape}, where {right.shape} is meant"
        off = np.max(np.abs(given.reshape(right.shape) - right), initial=0)
        if not off <= question.tolerance * max(np.max(np.abs(right), initial=0), 1e-3):
            return f"off by {off:.3g}"
    return None


@cache
def _asked(part):
    """An answer's question, the points, and what is right at each, measured when it is wanted."""
    question = specs.asked(json.loads(part))
    points = question.points(count=POINTS)
    return question, points, cache(lambda number: question.truth(points[number]))
