"""Does a variant stand? Its solution holds, wrong forms are wrong, it is as hard as the book's.

Where a parameter hides a mistake (a factor of 1 hides that it was lost), or makes an answer longer
or its numbers ugly, the variant is named, with what to change.
"""

import ast
import contextlib
import functools
import io
import json
import operator
import re
import warnings
from collections import Counter

import numpy as np

from course import specs, vary
from matrixcalculus import slips
from matrixcalculus.answers import examine
from matrixcalculus.derivation import Derived
from matrixcalculus.question import Question
from matrixcalculus.reading import NotYet, as_array, as_shape

DIGITS = 4  # of a number that is clean
LARGEST = 5000
DIVISORS = (*range(1, 13), 16, 18, 20, 24, 25, 27, 32, 36, 50, 64, 81, 100, 1000)
NUMBER = re.compile(r"(?<![\w.])\d+(\.\d+)?")
MEMBERS = 4  # variants of one form that are compared
LONGER = 2  # lines that the solution of a variant may be longer or shorter


class Bench:
    """All variants of a set are looked at here: ``problems(task)``."""

    def __init__(self, source):
        """``source`` is a ``specs.Source``. Raises SpecError."""
        self.source, self.book = source, source.set()
        self.names = {}
        self._run(self.book.setup, self.names)
        for task in self.book.questions:
            self._run(task.code, self.names)
        self.tasks = {task.id: task for task in self.book.questions}
        self.rejected = 0  # wrong forms, in all variants that were looked at

    def variants(self, question, numbers=None):
        """Yield each variant of a question, and of those with its parameters: a list of tasks."""
        every = range(len(self.source.combinations[question]))
        for number in every if numbers is None else numbers:
            found = self.source.set(
                lambda one, _, number=number: (number if one == question else 0, ""))
            yield [task for task in found.questions if task.group == question]

    def problems(self, tasks):
        """What is wrong with a variant: one line each, none if it stands."""
        names, found = dict(self.names), []
        for task in tasks:
            try:
                self._run(task.code, names)
            except Exception as error:
                what = f"its solution stops: {type(error).__name__}: {error}"
                found.append(self._line(task, what, "mend 'code'"))
                continue
            try:
                faults = [*self._wrong_answers(task, names), *self._unlike_the_book(task)]
            except Exception as error:  # of an author's expression
                faults = [(f"an expression fails: {type(error).__name__}: {error}",
                           "mend 'of' or 'mistakes'")]
            found += [self._line(task, what, cure) for what, cure in faults]
        return found

    def _line(self, task, what, cure):
        shown = ", ".join(f"{name} = {next(iter(one.values())) if isinstance(one, dict) else one}"
                          for name, one in task.parameters.items())
        return f"{self.source.file}: {task.id}, with {shown}: {what}. Cure: {cure}"

    @staticmethod
    def _run(code, names):
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(code, "<solution>", "exec"), names)

    # Right and wrong answers

    def _wrong_answers(self, task, names):
        """Is the solution right, and is everything else wrong?"""
        for part in task.answers:
            try:
                _accepted(part, names.get(part["answer"]))
            except NotYet as why:
                yield (f"its solution is refused, {part['answer']}: {why}",
                       "make 'code' and 'of' say the same")
                return
        for number, part in enumerate(task.answers):
            if "of" in part:
                yield from self._wrong_forms(task, number, part)
        if _alike(task) != _alike(self.tasks[task.id]):
            yield ("shapes are alike that differ in the book's variant, or the other way round",
                   "leave equal sizes out, as in keep: where: n != m")
        self.rejected += sum(len(part.get("among", [0])) - 1 for part in task.answers)

    def _wrong_forms(self, task, number, part):
        """Mistakes and slips that are right there, and are not in other variants."""
        count, right, slipped = _right_forms(json.dumps(part))
        for says in right:
            yield f"the mistake '{says}' is right there", "leave the value out, by keep: where"
        book = _right_forms(json.dumps(self.tasks[task.id].answers[number]))[2]
        for says in slipped - (self._always(task, number, part) | book):
            yield (f"a slip leads to the right answer: {says}",
                   "leave the value out, by keep: where")
        self.rejected += count - len(right) - slipped.total()

    def _always(self, task, number, part):
        """Slips that are right in every variant of this form: they are none there."""
        alike = self._of_one_form(task.id, number).get(_form(part), [part])
        step = max(1, len(alike) // MEMBERS)
        found = [_right_forms(json.dumps(one))[2] for one in alike[::step]]
        return functools.reduce(operator.and_, found)

    @functools.cache  # noqa: B019 (a bench is made once)
    def _of_one_form(self, question, number):
        """The variants of an answer by their form, that is, without their numbers."""
        entry, group = next((one, group) for one, group in self.source.groups
                            if one["id"] == question)
        found = {}
        for parameters in self.source.combinations[group["id"]]:
            part = specs.plain(vary.filled(entry["answers"][number], parameters))
            found.setdefault(_form(part), []).append(part)
        return found

    # As hard as the book's

    def _unlike_the_book(self, task):
        book = self.tasks[task.id]
        low, high = task.ops or (sum(map(_operations, book.answers)),) * 2
        if task.answers and not low <= sum(map(_operations, task.answers)) <= high:
            yield (f"{sum(map(_operations, task.answers))} operations, where {low} to {high} are "
                   "meant", "change 'of', or say keep: ops: [fewest, most]")
        longer = len(task.code.splitlines()) - len(book.code.splitlines())
        if abs(longer) > LONGER:
            yield f"its code is {longer:+} lines longer", "make it as long as the book's"
        most = max([DIGITS, *map(_digits, _numbers(book.code))])
        largest = max([LARGEST, *_numbers(book.code)])
        for number in _numbers(task.code):
            if _digits(number) > most or number > largest:
                yield f"the number {number:.10g} is not clean", "choose smaller or rounder values"
        for part, other in zip(task.answers, book.answers, strict=True):
            if not _clean(part) and _clean(other):
                yield (f"{part['answer']} is no clean number",
                       "choose values that divide, or say which by keep: where")


def _accepted(part, given):
    """Raise NotYet unless an answer is right."""
    if "among" in part:
        if given != part["right"] or given not in part["among"]:
            raise NotYet(f"not {part['right']}, or none of {', '.join(part['among'])}")
    elif "derivation" in part:
        examine(given, Derived(**part["derivation"]), part["answer"])
    elif "shape_of" in part:
        if as_shape(given, part["answer"]) != _shape(part):
            raise NotYet(f"the shape is {_shape(part)}")
    elif part.get("shapes"):
        examine(given, specs.asked(part), part["answer"])
    elif not _same([as_array(given)], [specs.asked(part).truth({})]):
        raise NotYet(f"{given} is not what 'of' gives")


def _shape(part):
    return np.shape(Question(of=part["shape_of"]).truth({}))


def _alike(task):
    """Which shapes of a question, and which of them transposed, are the same."""
    shapes = [one for part in task.answers if "shape_of" in part
              for one in (_shape(part), _shape(part)[::-1])]
    return [[one == other for other in shapes] for one in shapes]


@functools.lru_cache(maxsize=20_000)
def _right_forms(part):
    """How many wrong forms there are; the mistakes that are right; the slips that are, counted."""
    part = json.loads(part)
    question = specs.asked(part)
    points = question.points()
    truths = [question.truth(point) for point in points]
    mistakes = part.get("mistakes", {})
    right = [says for says, text in mistakes.items() if _same(
        [question.value(question.function(text), point) for point in points], truths)]
    if question.by:
        family = slips.Slips(question.of, question.by, points)
        count, found = len(family.ranks), [says for _, says in family.matching(truths)]
    else:
        forms = [*slips.wrong_values(question.of, points)]
        count, found = len(forms), [says for says, values in forms if _same(values, truths)]
    return len(mistakes) + count, right, Counter(NUMBER.sub("#", says) for says in found)


def _form(part):
    """An answer's description without its numbers."""
    return NUMBER.sub("#", json.dumps({**part, "mistakes": {}}, sort_keys=True))


def _same(values, truths):
    return all(np.size(a) == np.size(b) and np.allclose(np.reshape(a, np.shape(b)), b)
               for a, b in zip(values, truths, strict=True))


def _operations(part):
    """How many operations and calls an answer's expression has."""
    tree = ast.parse(part.get("of", "0").strip(), mode="eval")
    return sum(isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) for node in ast.walk(tree))


def _numbers(code):
    """The numbers that are written in a cell."""
    inside = "\n".join(re.findall(f"{specs.BEGIN}\n(.*?)\n *{specs.END}", code, re.S))
    return [float(one) for one in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", inside)]


def _digits(number):
    """How many digits a number has, zeros at its ends not counted."""
    return len(f"{number:.10f}".strip("0").replace(".", "").strip("0"))


def _clean(part):
    """Is an answer that is one value a small fraction, or a number of few digits?"""
    if "of" not in part or part.get("shapes"):
        return True
    values = np.abs(np.ravel(specs.asked(part).truth({})))
    return all(any(abs(one * by - round(one * by)) < 1e-9 * max(1, one * by) for by in DIVISORS)
               and one < 10_000 for one in values)
