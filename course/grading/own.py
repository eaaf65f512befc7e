"""Each student's own variants of a set, made again for grading; and whose a foreign notebook is."""

import json
from dataclasses import replace

import nbformat

from course import exercises, release
from course.variants import Register

from . import door, truth


class Own:
    """The variants of a set, where students were given any."""

    def __init__(self, source, key):
        """``source`` is a ``specs.Source``. Raises OtherVariants."""
        self.source, self.key, self.register, self.known = source, key, Register(source.root), {}
        self.people = self.register.data["given"].get(source.name, {}).get("students", [])
        if self.people:
            self.register.unchanged(source)

    def given(self, student):
        return student in self.people

    def digest(self, student):
        """What of the variants a student's grade hangs on."""
        return self.register.data["secret"] if self.given(student) else ""

    def of(self, course, student):
        """The set (``grade.Set``) as it was given to a student."""
        if not self.given(student):
            return course
        mine = self.register.set_of(self.source, student)
        notebook = release.released(exercises.notebook(mine), release.steps_of_a_variant())
        cells, _ = door.cells(nbformat.writes(notebook).encode())
        answers = {task.id: self._answers(task) for task in mine.questions if task.answers}
        return replace(course, release=cells, answers=answers)

    def _answers(self, task):
        """What is right, once for all who have the same variant."""
        which = task.id, json.dumps(task.parameters, sort_keys=True)
        if which not in self.known:
            self.known[which] = truth.of_question(task, self.source.name, self.key)
        return self.known[which]

    def foreign(self, student, cells):
        """The questions of a notebook that are somebody else's variants: {question: whose}."""
        tags = {cell.name.removesuffix("-check"): cell.variant for cell in cells
                if cell.name and cell.variant}
        expected = {name: self.register.tag(self.source.name, student, group)
                    for name, group in self._groups().items()} if self.given(student) else {}
        return {name: self._whose(name, tag) for name, tag in tags.items()
                if tag != expected.get(name)}

    def untold(self, student, cells):
        """Has a notebook that should name its variants lost them?"""
        return bool(self.given(student) and self._groups()
                    and not any(cell.variant for cell in cells))

    def _whose(self, name, tag):
        group = self._groups().get(name)
        return next((one for one in self.people
                     if group and self.register.tag(self.source.name, one, group) == tag),
                    "nobody who was given any")

    def _groups(self):
        return {one["id"]: group["id"] for one, group in self.source.groups if "vary" in group}
