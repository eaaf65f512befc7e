"""A derivation as an answer: its lines judged by the workbook (the package tensor), and its points.

Full points for a derivation that reaches what is asked for without a slip, in enough steps. Else a
part of them, for the steps that are right: a line counts as a step if it differentiates something
that no line before has, and after a slip it is judged by the student's own line before. A line that
only writes the one before in another way is no step, so nothing is gained by repeating oneself.
"""

from .tensor.errors import InputError
from .tensor.lines import split
from .tensor.scene import scenes
from .tensor.workbook import Task, Workbook

STEPS = 2  # as many lines as a derivation has at least, where nobody says
MOST = 40  # lines
LONGEST = 4000  # characters


class Derived:
    """What a derivation is asked for.

    Parameters
    ----------
    of, by, shapes : as in :func:`matrixcalculus.tensor.derive`
    letter : str, optional
        What the value is called; ``dC = ...`` begins a line about its change.
    layout : {"jacobian", "gradient", "differential"}, optional
        Rows outputs (of a number: a row), or shaped like the argument.
    steps : int, optional
        How many lines that apply a rule are wanted at least.
    seed : int, optional
        Which random points the lines are compared at.
    """

    shapes = {}  # nothing is drawn from outside

    def __init__(self, of, by=None, shapes=None, letter="", layout="", steps=STEPS, seed=0):
        self.task = Task(of, by, shapes, letter, layout)
        self.steps, self.points = steps, scenes(self.task, seed)

    def judged(self, text):
        """The :class:`Judged` of a derivation, whatever was handed in."""
        if not isinstance(text, str):
            return Judged(self, None, "a text was meant: the lines of the derivation")
        if len(text) > LONGEST:
            return Judged(self, None, f"more than {LONGEST} characters: leave out what repeats")
        book = Workbook(self.task, self.points)
        try:
            lines = split(text)
        except InputError as error:
            return Judged(self, None, str(error))
        if len(lines) > MOST:
            return Judged(self, None, f"more than {MOST} lines: leave out what repeats")
        for number, line in lines:
            book.enter(line, number)
        return Judged(self, book)


class Judged:
    """How much of a derivation is right.

    Attributes
    ----------
    right : bool
    share : float
        Of the points, from 0 to 1.
    said : str
        In one line, what is wrong with it, or what holds.
    lines : list of str
        What is said of each line.
    """

    def __init__(self, asked, book, said=""):
        self.right, self.share, self.said, self.lines = False, 0.0, said, []
        if book is None:
            return
        verdicts = book.verdicts
        self.lines = [f"{'ok ' if one.state in ('right', 'named') else 'no '} {one.text.strip()}"
                      f"\n     {one.says}" for one in verdicts]
        steps = sum(one.step and one.state == "right" for one in verdicts)
        bad = next((one for one in verdicts if one.state in ("wrong", "fault")), None)
        self.right = book.done and bad is None and steps >= asked.steps
        if self.right:
            self.share = 1.0
            many = f"{len(verdicts)} lines" if len(verdicts) != 1 else "1 line"
            self.said = f"{many}, each equal to the one before"
            return
        self.share = min(steps, asked.steps, max(asked.steps - 1, 0)) / (asked.steps or 1)
        self.said = self.why(asked, book, bad, steps)

    @staticmethod
    def why(asked, book, bad, steps):
        if not book.verdicts:
            return "there are no lines yet: fill it in"
        if bad is not None:
            after = sum(one.state == "wrong" for one in book.verdicts) - (bad.state == "wrong")
            more = f" ({after} more lines are not equal to the one before)" if after else ""
            return f"line {bad.number}, {bad.text.strip()}: {bad.says}{more}"
        if not book.done:
            form = {"jacobian": "J = ...", "gradient": "grad = ..."}.get(
                book.task.goal, f"d{book.task.letter} = ... with d{book.task.by} alone")
            return f"right so far, and not at the end: the last line is to be {form}"
        return (f"right, but in {steps} step{'s' * (steps != 1)}: show at least {asked.steps}, "
                "such as a line with differentials")
