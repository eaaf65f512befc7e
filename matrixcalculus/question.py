"""A question as data: what is asked, at which points, and what is true there.

A question is described by text, so that it can be stored, and sent from process to process::

    Question(of="3 * w * x", by="w", w="n", x="n")

asks for the Jacobian of ``3 * w * x`` with respect to ``w``, for vectors of every length n.
"""

import base64
import json
import re
import zlib
from functools import cached_property
from importlib.resources import files

import autograd.numpy as differentiable
import numpy as np

from . import neuron, numdiff
from .derivation import Derived
from .sampling import Domain, call
from .sealed import Sealed

SEED = 7
SIZES = ((2, 3, 4, 6, 5), (3, 5, 2, 4, 6))
POINTS = 6
TOLERANCE = 1e-8
ON_KINK = 2
KINK_GAP = 1e-12
KNOWN = {"np": differentiable, "numdiff": numdiff, "neuron": neuron}  # what a text may use


class Question:
    """One function to differentiate, or to compute.

    Parameters
    ----------
    of : str
        The function, as an expression of its arguments and ``np``: ``"np.sum(w * x)"``.
    by : str, optional
        The argument to differentiate with respect to; without it the answer is the function's
        value. Where it is a matrix and the function a number, the answer is the gradient in the
        shape of that matrix; where the function has several outputs, the Jacobian with a column
        for each entry of the matrix, read row by row.
    where : str, optional
        A condition on the arguments, entry by entry: ``"x != 0"``.
    kink : str, optional
        ``"z = 0"``: where the argument left of ``=`` has a kink. Points lie close to it, and two
        on it, where the truth is the slope from below, our convention.
    flat : bool
        A gradient of shape (n,), as an update uses it, instead of the row (1, n).
    sample : dict, optional
        ``{"p": "rng.uniform(-30, 45, 2)"}``: how an argument is drawn that is not of the usual
        size. What is drawn may be a text: that is code, such as ``"lambda p: 2 * p"``.
    tolerance : float
        How far an answer may be off, relative to the largest entry of what is right.
    **shapes : str
        Each argument's shape, as in :class:`matrixcalculus.Domain`. Without arguments, the answer
        is one value.

    Raises
    ------
    DomainError
        If a shape or a condition is badly described.
    SyntaxError
        If a text is no expression.
    """

    id = "your derivation"  # what messages call it

    def __init__(self, of, by=None, where=None, kink=None, flat=False, sample=None,
                 tolerance=TOLERANCE, **shapes):
        self.of, self.by, self.flat, self.shapes = of, by, flat, shapes
        self.tolerance = tolerance
        self.kinked, place = (part.strip() for part in kink.split("=")) if kink else (None, None)
        self.domain = shapes and Domain(
            where=self.function(where) if where else None,
            kink={self.kinked: self.function(place)} if kink else None,
            sample={name: eval(f"lambda rng: {text}", KNOWN) for name, text in sample.items()}
            if sample else None, **shapes)

    def function(self, text):
        """An expression as a function of those arguments that it names."""
        named = [name for name in self.shapes if re.search(rf"\b{name}\b", text)]
        return eval(f"lambda {', '.join(named)}: {text}", KNOWN)

    @cached_property
    def asked(self):
        """The function itself, of those arguments that it needs."""
        return self.function(self.of)

    def points(self, seed=SEED, sizes=SIZES, count=POINTS):
        """Points of the domain, the last two on the kink, if there is one.

        Returns
        -------
        list of dict
            From each argument's name to a float or an array.
        """
        if not self.domain:
            return [{}]
        return [*self.domain.points(count, seed, sizes),
                *self.domain.kink_points(ON_KINK, seed, sizes)]

    def truth(self, point):
        """What is right at a point.

        Returns
        -------
        array
            The Jacobian (m, n), the flat gradient (n,), the gradient by a matrix in its shape,
            or, without ``by``, the value. On the kink, the slope from below.
        """
        if self.by is None:
            return np.asarray(self.value(self.asked, point), dtype=float)
        if self.on_kink(point):
            point = {**point, self.kinked: point[self.kinked] - KINK_GAP}
        measured = numdiff.jacobian(
            lambda moved: self.value(self.asked, {**point, self.by: moved}), point[self.by])
        one = len(measured) == 1 and np.ndim(point[self.by]) > 1
        return measured.reshape(np.shape(point[self.by])) if self.flat or one else measured

    def value(self, function, point):
        """The value of a function of (some of) the arguments."""
        return call(function, with_code(point))

    def on_kink(self, point):
        """Does a point lie exactly on the kink, in every entry?"""
        if not self.kinked:
            return False
        return bool(np.all(point[self.kinked] == call(self.domain.kink[self.kinked], point)))


def with_code(point):
    """A point whose texts have become what they say, such as a function."""
    return {name: eval(str(value), dict(KNOWN)) if isinstance(value, str) else value
            for name, value in point.items()}


VARIANTS = {}  # from "06/tripled" to what a notebook with variants of its own asks there


def variant(assignment, text):
    """Ask, in this notebook, its own variants of questions: its second cell calls this.

    Parameters
    ----------
    assignment : str
        The set, or its number: ``"06"``.
    text : str
        Questions and answers as the package carries them, packed.
    """
    packed = base64.b85decode("".join(text.split()))
    for question, parts in json.loads(zlib.decompress(packed)).items():
        VARIANTS[f"{assignment}/{question}"] = parts


def named(name):
    """What a question of the exercises asks for, by its name, such as ``"06/two-blanks"``.

    Returns
    -------
    list of (str, Question, Sealed or Derived, dict)
        For each answer: its name in the notebook, what is asked, and mistakes with what is said.

    Raises
    ------
    LookupError
        If there is no question of that name.
    """
    if name in VARIANTS:
        return [_read(f"{name}/{part['answer']}", part) for part in VARIANTS[name]]
    assignment, _, question = name.partition("/")
    for path in files("matrixcalculus").joinpath("data", "questions").iterdir():
        if path.name == f"{assignment}.json" or path.name.startswith(f"{assignment}-"):
            asked = json.loads(path.read_text(encoding="utf-8"))
            if question in asked:
                return [_read(f"{name}/{part['answer']}", part) for part in asked[question]]
    raise LookupError(f"there is no question {name!r}")


def _read(salt, part):
    if "derivation" in part:
        return part["answer"], Derived(**part["derivation"]), {}
    if "of" not in part:
        sealed = Sealed(salt=salt, **part)
        return sealed.answer, sealed, sealed.mistakes
    described = {key: value for key, value in part.items()
                 if key not in ("answer", "shapes", "mistakes")}
    question = Question(**described, **part.get("shapes", {}))
    return part["answer"], question, part.get("mistakes", {})
