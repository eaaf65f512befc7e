"""What ``check`` needs of each question, as students get it: nothing that is right, in plain.

Answers that are values, shapes or choices are sealed; a derivative is described by its function,
and measured; a derivation by its task, and judged line by line. `make exercises` writes all of it
into the package.
"""

import json
from functools import cache

import numpy as np

from course import ROOT, specs
from matrixcalculus import slips
from matrixcalculus.question import Question, with_code
from matrixcalculus.sealed import digest, rounded

DATA = ROOT / "matrixcalculus" / "data" / "questions"
MARGIN = 0.02  # of a step: no entry of a truth lies so close to where rounding changes
STEPS = (100, 110, 121, 137, 153, 171, 189)  # sizes of a step, in tolerances


def released(assignment, root=ROOT):
    """The questions of a set as the package carries them. Raises SpecError."""
    found = specs.load(assignment, root)
    return {one.id: sealed(found.key, one) for one in found.questions if one.answers}


def sealed(key, task):
    """The answers of one question as students get them."""
    return [seal(part, f"{key}/{task.id}/{part['answer']}") for part in task.answers]


def seal(part, salt):
    """One answer as students get it."""
    if "by" in part or "derivation" in part:
        return part
    return json.loads(_sealed(json.dumps(part), salt))


@cache  # a class has few variants of a question
def _sealed(text, salt):
    return json.dumps(_without_what_is_right(json.loads(text), salt))


def _without_what_is_right(part, salt):
    if "among" in part:
        return {"answer": part["answer"], "kind": "choice", "among": part["among"],
                "why": part.get("why", ""), "digests": [digest(part["right"], salt)]}
    if "shape_of" in part:
        shape = np.shape(Question(of=part["shape_of"]).truth({}))
        return {"answer": part["answer"], "kind": "shape", "axes": len(shape),
                "digests": [digest(str(shape), salt)]}
    return _sealed_value(part, salt)


def _sealed_value(part, salt):
    question = specs.asked(part)
    points = question.points()
    truths = [question.truth(point) for point in points]
    quanta = [_quantum(one, question.tolerance) for one in truths]
    forms = {what: question.function(text) for what, text in part.get("mistakes", {}).items()}
    wrong = [(what, [np.asarray(question.value(form, point), dtype=float) for point in points])
             for what, form in forms.items()]
    wrong += slips.wrong_values(part["of"], [with_code(point) for point in points])
    known = {}  # the author's words first, and nothing that is right
    for what, arrays in wrong:
        if [one.shape for one in arrays] == [one.shape for one in truths]:
            known.setdefault("; ".join(map(rounded, arrays, quanta)), what)
    known.pop("; ".join(map(rounded, truths, quanta)), None)
    return {
        "answer": part["answer"], "kind": "value",
        "points": [{name: plain(value) for name, value in point.items()} for point in points],
        "outputs": [list(one.shape) for one in truths], "quanta": quanta,
        "digests": [digest(rounded(*one), salt) for one in zip(truths, quanta, strict=True)],
        "mistakes": dict(sorted((digest(text, salt), what) for text, what in known.items())),
    }


def _quantum(truth, tolerance):
    """A step such that whatever lies within the tolerance of the truth is rounded alike."""
    largest = float(np.max(np.abs(truth), initial=0))
    size = 10.0 ** np.floor(np.log10(max(largest, 1e-3)))
    for steps in STEPS:
        quantum = float(f"{steps * tolerance * size:.3g}")
        if np.all(np.abs(np.abs(truth / quantum) % 1 - 0.5) > MARGIN):
            return quantum
    return quantum


def plain(value):
    """An argument as JSON knows it: numbers, lists, text."""
    return str(value) if isinstance(value, str) else np.asarray(value).tolist()


def write(root=ROOT):
    """Write what students get of every set; yield each file."""
    folder = root / "matrixcalculus" / "data" / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    names = specs.names(root)
    for path in folder.glob("*.json"):
        if path.stem not in names:
            path.unlink()
    for name in names:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(released(name, root), indent=1, ensure_ascii=False) + "\n",
                        encoding="utf-8")
        yield path
