"""The workbook: a derivation typed line by line, each judged against the line before.

A line is equal to the one before, and by which rule; or it is not, and then the shapes are looked
at first, a small example shows the first entry that differs, and the slip is named if it is a
known one. The answer is never said. After a slip, lines are judged by the student's own line.
"""

from .errors import InputError
from .exact import NoPoint, NoRoot
from .example import first_difference
from .lines import CHANGE, DERIVATIVES, GRADIENT, JACOBIAN, NAMED, VALUE, Reader, split
from .naming import known_slip, misshaped
from .passed import passed, rewritten
from .scene import EXTRA, Scene, change, one_sided, scenes, still
from .task import Given, Task, said, size, size_of
from .verdict import Verdict, listed

ENOUGH = 3  # points at which a line must have a value
LAYOUTS = {GRADIENT: "shaped like {}", JACOBIAN: "rows outputs, columns inputs"}


class Workbook:
    """A derivation that grows: ``enter`` judges the next line."""

    def __init__(self, task, points=None):
        self.task, self.reader = task, Reader(task)
        self.scenes = points or scenes(task)
        for one in self.scenes:
            one.reset(task)
        self.verdicts, self.last, self.above = [], {task.letter: task.start()}, None
        self.parts, self.own, self.more = [], {}, []
        self.passed = set()  # what has been differentiated

    def enter(self, text, number=1):
        """The Verdict of the next line."""
        found = Verdict(number, text)
        self.verdicts.append(found)
        try:
            line = self.reader.read(text, self.above)
            self.about(found, line)
        except InputError as error:
            return self.fault(found, error.about(text))
        except NoPoint:
            error = InputError("It has no value where the line before has one.",
                               "look for a division by 0, or a root.", kind="domain")
            return self.fault(found, error.about(text))
        except RuntimeError as error:
            if isinstance(error, InputError):
                raise
            error = InputError("The line is nested too deeply.", "name an inner part.",
                               kind="size")
            return self.fault(found, error.about(text))
        return found

    def fault(self, found, error):
        found.state, found.error = "fault", error
        found.says = error.message + (" Cure: " + error.cure if error.cure else "")
        return found

    # Judging --------------------------------------------------------------------------------------

    def about(self, found, line):
        found.line = line
        if line.kind == NAMED:
            for one in self.scenes + self.more:
                one.take(line.name, line.root)
            self.parts.append((line.name, line))
            self.last[line.name] = line
            found.state, found.says = "named", f"Named: it is {said(line.root.shape)}."
            self.above = line
            return
        before = self.last[line.target]
        problem = self.misfit(line)
        if problem:
            self.wrong_shape(found, line, before, problem)
        else:
            self.judge(found, line, before)
        if found.state == "right" or line.root.shape == self.meant(line):
            self.keep(found, line)

    def keep(self, found, line):
        """The next lines go on from this one, right or wrong."""
        self.last[line.target] = self.above = line
        if line.kind == CHANGE and line.target != self.task.letter:
            self.own[line.target] = line if found.state == "wrong" else None
            for one in self.scenes + self.more:
                try:
                    one.tables["d" + line.target] = one.of(line.root)
                except (NoRoot, ZeroDivisionError):
                    pass

    def meant(self, line):
        """(rows, columns) that a line must have."""
        if line.kind in DERIVATIVES:
            meant = self.task.shape_of(line.kind)
            if meant is None:
                raise InputError("In this layout the derivative has three or four indices.",
                                 f"write d{self.task.letter} = ..." if line.kind == JACOBIAN else
                                 "write J = ..., rows outputs.", kind="shape")
            return meant
        if line.target == self.task.letter:
            return self.task.root.shape
        return dict(self.parts)[line.target].root.shape

    def misfit(self, line):
        meant = self.meant(line)
        if line.root.shape == meant:
            return ""
        return f"Not equal: {said(meant)} is meant, and this is {said(line.root.shape)}."

    def wrong_shape(self, found, line, before, problem):
        found.state, found.says = "wrong", problem
        slip = misshaped(self.task, self.scenes, line, before, self.meant(line))
        if slip:
            self.name(found, [slip])

    def points(self, line, before):
        """Yield (the change by the line, by the line before) at points where both have a value.

        Goes on until each comparison of the task was seen on both sides at such points.
        """
        good, number, seen = 0, 0, {}
        while number < len(self.scenes) or (number < len(self.scenes) + EXTRA and (
                good < ENOUGH or one_sided(seen, self.scenes))):
            if number == len(self.scenes) + len(self.more):
                self.more.append(self.another(100 + number))
            scene = (self.scenes + self.more)[number]
            number += 1
            try:
                yield self.worth(line, scene, before), self.worth(before, scene, line)
                good += 1
                for place in scene.answers:
                    seen.setdefault(place, set()).update(scene.answers[place])
            except (NoRoot, ZeroDivisionError, KeyError):
                continue
        if good < ENOUGH or one_sided(seen, self.scenes):
            raise NoPoint("too few points")

    def another(self, number):
        scene = Scene(self.task, number, self.scenes[0].seed)
        for name, line in self.parts:
            scene.take(name, line.root)
            if self.own.get(name):
                scene.tables["d" + name] = scene.of(self.own[name].root)
        return scene

    def worth(self, line, scene, other=None):
        """What is compared: the change; of two values, the value."""
        if VALUE == line.kind == other.kind:
            table = scene.of(line.root)
            return table.value
        return change(self.task, line, scene)

    def equal(self, line, before):
        for one, other in self.points(line, before):
            if one != other:
                return False
        return True

    def true(self, line):
        """Is a line right, whatever stands before it?"""
        first = self.task.start() if line.target == self.task.letter else \
            dict(self.parts)[line.target]
        points = self.scenes + self.more
        kept = [dict(one.tables) for one in points]
        for scene in points:
            for name, _ in self.parts:
                if name in scene.true:
                    scene.tables["d" + name] = still(scene.true[name])
        own, self.own = self.own, {}
        try:
            return self.equal(line, first)
        finally:
            self.own = own
            for one, tables in zip(points, kept):
                one.tables = tables

    def judge(self, found, line, before):
        if same_text(line.text, before):
            found.state, found.says = "right", "The line before, once more."
            self.ending(found, line)
            return
        equal = self.equal(line, before)
        if equal or (self.slipped() and self.true(line)):
            found.state = "right"
            self.goes_on(found, line, before)
            gone = [one for one in before.moving if one not in ["d" + self.task.by] + line.moving]
            why = f"what {listed(gone)} is, put in" if gone else rewritten(line, before)
            equal_to = "Equal to " + self.compared_with(line, before)
            if not equal:
                found.says = "Right, and back from the slip."
            elif found.rules and len(found.rules) <= 4:
                found.says = f"{equal_to}, by {listed(found.rules)}."
            elif found.rules:
                found.says = f"{equal_to}, by {len(found.rules)} rules at once."
            else:
                found.says = f"{equal_to}: {why}."
            self.ending(found, line)
            return
        against = self.compared_with(line, before)
        parts = [(name, one, self.own.get(name)) for name, one in self.parts]
        found.numbers, agrees = first_difference(self.task, line, before, parts, against)
        if agrees:
            found.state = "right"
            self.goes_on(found, line, before)
            found.says = (f"Equal to {against} at every small example; exact arithmetic does not "
                          "know the identity behind it.")
            self.ending(found, line)
            return
        found.state, found.says = "wrong", f"Not equal to {against}."
        if found.numbers:
            found.says += " " + found.numbers
        self.name(found, known_slip(self, line, before))

    def goes_on(self, found, line, before):
        """The rules between two lines; a step differentiates something for the first time."""
        found.rules, names = passed(self, line, before)
        found.step = not names <= self.passed
        self.passed |= names

    def compared_with(self, line, before):
        if before.kind in (VALUE, NAMED) and line.kind != VALUE:
            return f"the derivative of {line.target}"
        return self.task.letter if isinstance(before, Given) else "the line before"

    def name(self, found, slips):
        """Take the likeliest of the slips that explain a line: (name, (M, words), place)."""
        if not slips:
            found.says += " It is none of the slips that are known here."
            return
        found.slip, (found.misconception, words), found.where = slips[0]
        found.others = [one[0] for one in slips[1:] if one[0] != found.slip]
        place = f", at {found.where}" if found.where else ""
        found.says += f" Perhaps {words}{place} ({found.misconception})."

    def slipped(self):
        """Was there a slip before the line that is judged now?"""
        return any([one.state == "wrong" for one in self.verdicts[:-1]])

    def ending(self, found, line):
        """Is it the end? Right but longer than need be is said to be so."""
        if line.target != self.task.letter or line.kind not in DERIVATIVES + (CHANGE,):
            return
        if line.kind == CHANGE and (self.task.goal != CHANGE or line.moving not in (
                ["d" + self.task.by], [])):
            return
        if line.kind in DERIVATIVES and line.kind != self.task.goal:
            if self.task.shape_of(line.kind) != self.task.shape_of(self.task.goal):
                found.says += " In the other layout; asked for is {}: {}.".format(
                    LAYOUTS.get(self.task.goal, "the differential").format(self.task.by),
                    said(self.task.shape_of(self.task.goal) or self.task.root.shape))
                return
        found.end = True
        if self.longer(line):
            found.says += " Equal, but not simplified: it can be written shorter."

    def longer(self, line):
        whole = self.task.answer()
        return whole is not None and size(line, dict(self.parts)) > size_of(whole.root) + 2

    @property
    def slips(self):
        return sum([one.state == "wrong" for one in self.verdicts])

    @property
    def done(self):
        """Was the derivative that is asked for reached?"""
        return any([one.end for one in self.verdicts])


def same_text(text, before):
    return text.replace(" ", "") == before.text.replace(" ", "")


def judged(task, lines):
    """A Workbook with all lines of a text."""
    book = Workbook(task)
    for number, line in split(lines):
        book.enter(line, number)
    return book


__all__ = ["Task", "Verdict", "Workbook", "judged"]
