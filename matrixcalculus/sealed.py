"""An answer that can be recognised and not read: numbers, shapes and choices as salted digests.

Whoever tries every shape or every choice finds the right one, so this keeps an answer from the eye
and from a script that copies, not from a search. Grading does not rest on it.
"""

import hashlib

import numpy as np

ROUNDS = 2000  # a millisecond or two: nothing for one answer, much for a million


class Sealed:
    """One answer that a question asks for, sealed.

    Parameters
    ----------
    answer : str
        Its name in the notebook.
    kind : {"value", "shape", "choice"}
    salt : str
        The question's name.
    digests : list of str
        Of what is right: one for each point.
    points : list of dict, optional
        Arguments at which a function is called; a text is code, such as ``"lambda p: 2 * p"``.
        A value, a shape or a choice has one point without arguments.
    outputs : list of list of int, optional
        The shape of the right array at each point.
    quanta : list of float, optional
        How coarsely the right array is rounded at each point.
    mistakes : dict, optional
        From the digest of a wrong answer to what is to be said of it.
    axes : int, optional
        How many numbers a shape has.
    among : list of str, optional
        What a choice is chosen from.
    why : str, optional
        What to say of a wrong choice.
    """

    def __init__(self, answer, kind, salt, digests, points=({},), outputs=(), quanta=(),
                 mistakes=None, axes=None, among=(), why=""):
        self.answer, self.kind, self.salt, self.digests = answer, kind, salt, digests
        self.points, self.outputs, self.quanta = points, outputs, quanta
        self.mistakes, self.axes, self.among, self.why = mistakes or {}, axes, among, why

    @property
    def shapes(self):
        """Whether each argument is a number or more."""
        return {name: "array" if np.ndim(value) else "scalar"
                for name, value in self.points[0].items()}

    def holds(self, given, number=0):
        """Is this (an array, a shape, a choice) what is right at the point of this number?"""
        return digest(self._text(given, number), self.salt) == self.digests[number]

    def mistake(self, given):
        """What to say of wrong answers (one a point), if one that was foreseen was made."""
        whole = "; ".join(self._text(one, number) for number, one in enumerate(given))
        return self.mistakes.get(digest(whole, self.salt))

    def _text(self, given, number):
        return rounded(given, self.quanta[number]) if self.kind == "value" else str(given)


def rounded(array, quantum):
    """An array as text that arrays close to it have in common."""
    steps = np.round(np.asarray(array, dtype=float) / quantum)
    return f"{list(steps.shape)} {[int(one) for one in steps.ravel()]}"


def digest(text, salt):
    """A digest of a text that takes its time."""
    found = f"{salt}: {text}".encode()
    for _ in range(ROUNDS):
        found = hashlib.blake2b(found, digest_size=8).digest()
    return found.hex()
