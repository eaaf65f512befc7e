"""The questions of the exercises, as authored, and as students get them.

``solutions/<set>/questions.yml`` describes each question once: from it come what ``check`` needs
(`make exercises` writes it into the package) and what grading compares with. Answers that are
values, shapes or choices are sealed in the student's copy; a derivative is described by its
function, and measured.
"""

import json

import numpy as np
import yaml

from course import ROOT
from matrixcalculus import slips
from matrixcalculus.question import Question, with_code
from matrixcalculus.sealed import digest, rounded

DATA = ROOT / "matrixcalculus" / "data" / "questions"
TOOLS = ("numdiff", "autograd", "sympy")  # what may compute a derivative
FIELDS = {"answers", "allow"}
OF = {"answer", "of", "by", "where", "kink", "flat", "sample", "tolerance", "shapes", "mistakes"}
KINDS = ({"answer", "shape_of"}, {"answer", "among", "right", "why"}, OF)
MARGIN = 0.02  # of a step: no entry of a truth lies so close to where rounding changes
STEPS = (100, 110, 121, 137, 153, 171, 189)  # sizes of a step, in tolerances


class SpecError(ValueError):
    """A description of a question that cannot be used, in one sentence."""


def read(assignment, root=ROOT):
    """All questions of a set: from their names to ``{"answers": [...], "allow": [...]}``.

    Where nothing is said, a derivative may not be computed by a tool, and anything else may.
    Raises SpecError.
    """
    path = root / "solutions" / assignment / "questions.yml"
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SpecError(f"there is no {path.relative_to(root)}; cure: describe its questions "
                        "there, as the other sets do") from None
    except yaml.YAMLError as error:
        raise SpecError(f"{path.relative_to(root)}: {' '.join(str(error).split())}") from None
    return {name: _whole(f"{path.relative_to(root)}, {name}", one) for name, one in found.items()}


def _whole(where, question):
    if unknown := set(question) - FIELDS:
        raise SpecError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    for part in question["answers"]:
        if not any({"answer"} < set(part) <= kind for kind in KINDS):
            raise SpecError(f"{where}: an answer has no such fields: {', '.join(part)}")
    derived = any("by" in part for part in question["answers"])
    allow = question.get("allow", [] if derived else list(TOOLS))
    if unknown := set(allow) - set(TOOLS):
        raise SpecError(f"{where}: allow knows {', '.join(TOOLS)}, not {', '.join(unknown)}")
    return {"answers": question["answers"], "allow": allow}


def asked(part):
    """The question that an authored answer is about: its points, its truth."""
    described = {key: part[key] for key in OF - {"answer", "shapes", "mistakes"} if key in part}
    return Question(**described, **part.get("shapes", {}))


# As students get them -----------------------------------------------------------------------------


def released(assignment, root=ROOT):
    """The questions of a set as the package carries them: nothing that is right, in plain."""
    key = assignment.split("-")[0] if assignment[0].isdigit() else assignment
    return {name: [seal(part, f"{key}/{name}/{part['answer']}") for part in one["answers"]]
            for name, one in read(assignment, root).items()}


def seal(part, salt):
    """One answer as students get it."""
    if "by" in part:
        return part
    if "among" in part:
        return {"answer": part["answer"], "kind": "choice", "among": part["among"],
                "why": part.get("why", ""), "digests": [digest(part["right"], salt)]}
    if "shape_of" in part:
        shape = np.shape(Question(of=part["shape_of"]).truth({}))
        return {"answer": part["answer"], "kind": "shape", "axes": len(shape),
                "digests": [digest(str(shape), salt)]}
    return _sealed_value(part, salt)


def _sealed_value(part, salt):
    question = asked(part)
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
    names = sorted(path.parent.name for path in root.glob("solutions/*/questions.yml"))
    for path in folder.glob("*.json"):
        if path.stem not in names:
            path.unlink()
    for name in names:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(released(name, root), indent=1, ensure_ascii=False) + "\n",
                        encoding="utf-8")
        yield path
