"""What is right, at points that no notebook shows; it never leaves this process.

The points of each answer come from a secret of the course's copy, so that whoever has read every
line of this repository still does not know them.
"""

import hashlib
import hmac
import math
import os
import secrets
from dataclasses import dataclass, field

import numpy as np

from course import ROOT, sealing, specs
from matrixcalculus.derivation import Derived

# All different, all equal, and each of them 1: whoever takes what fits is wrong where both do.
SIZES = ((4, 6, 3), (5, 3, 7), (1, 4, 2), (3, 3, 3), (2, 5, 1), (4, 1, 5))
POINTS = 3 * len(SIZES)


@dataclass(frozen=True)
class Case:
    """One point at which an answer is asked for, and what is right there."""

    point: dict
    right: object  # an array, a shape or a text


@dataclass(frozen=True)
class Answer:
    """One answer that a question asks for, with its cases."""

    name: str
    kind: str  # "value", "shape", "choice" or "derivation"
    cases: list
    shapes: dict = field(default_factory=dict)
    tolerance: float = 0.0


def secret(folder):
    """The secret of this copy of the course; made the first time, for its owner only."""
    path = folder / "secret"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()


def questions(assignment, key, root=ROOT):
    """The answers of each question, with hidden points. Raises SpecError."""
    return {one.id: of_question(one, assignment, key)
            for one in specs.load(assignment, root).questions if one.answers}


def of_question(task, assignment, key):
    """The answers of a question (``specs.Task``), with hidden points."""
    return [_answer(part, f"{assignment}/{task.id}/{part['answer']}", key) for part in task.answers]


def _answer(part, name, key):
    if "among" in part:
        return Answer(part["answer"], "choice", [Case({}, part["right"])])
    if "derivation" in part:
        seed = seed_of(key, name) % 2**32
        return Answer(part["answer"], "derivation",
                      [Case({}, Derived(**part["derivation"], seed=seed))])
    if "shape_of" in part:
        shape = np.shape(specs.asked({"of": part["shape_of"]}).truth({}))
        return Answer(part["answer"], "shape", [Case({}, shape)])
    question = specs.asked(part)
    points = question.points(seed=seed_of(key, name), sizes=SIZES, count=POINTS)
    return Answer(part["answer"], "value", [Case(one, question.truth(one)) for one in points],
                  question.shapes, question.tolerance)


def seed_of(key, name):
    """The seed of one answer's hidden points."""
    return int.from_bytes(hmac.digest(key.encode(), name.encode(), hashlib.sha256))


def asked(point):
    """A point as it is sent: plain data, the truth not among it."""
    return {name: sealing.plain(value) for name, value in point.items()}


def wrong(answer, case, value):
    """What is wrong with a value that came back, in one line, or nothing; the truth stays here."""
    if answer.kind == "choice":
        return None if isinstance(value, str) and value == case.right else "another one is meant"
    if answer.kind == "derivation":
        return judged(case, value)[0]
    if answer.kind == "shape":
        whole = isinstance(value, list) and all(type(one) is int for one in value)
        return None if whole and tuple(value) == case.right else "another shape is meant"
    try:
        given = _array(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return "no numbers"
    right = np.asarray(case.right, dtype=float)
    if given.shape != right.shape and not given.size == right.size == 1:
        return f"shape {given.shape} where {right.shape} is meant"
    largest = max(float(np.max(np.abs(right), initial=0)), 1e-3)
    near = np.abs(given.reshape(right.shape) - right) <= answer.tolerance * largest
    return None if np.all(near) else "wrong on a hidden case, though perhaps right on those shown"


def judged(case, value):
    """Of a derivation: what is wrong with it, or nothing; and which share of its points it gets."""
    try:
        found = case.right.judged(value)
    except Exception as error:  # of whatever was typed: it must not stop the grader
        return f"it cannot be judged ({type(error).__name__})", 0.0
    return (None, 1.0) if found.right else (found.said, found.share)


def _array(value):
    """Lists of finite numbers as an array; nothing else."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, list):
            waiting += one
        elif not isinstance(one, bool | int | float) or not math.isfinite(one):
            raise TypeError
    return np.array(value, dtype=float)
