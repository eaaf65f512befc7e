"""The questions of the exercises as authored: ``solutions/<set>/questions.yml``, the one source.

Each set and each question of it as data, or the first fault, with its line and its cure. The format
is described in CONTRIBUTING.md; ``course.exercises`` makes notebooks of it, ``course.sealing`` what
``check`` needs, ``course.grading.truth`` what is right.
"""

from dataclasses import dataclass, field

from course import ROOT, lines, vary
from course.set_faults import BEGIN, END, OF, TOOLS, faults, of_question  # noqa: F401
from matrixcalculus.question import Question

FILE = "questions.yml"


class SpecError(ValueError):
    """A description of a set that cannot be used: file, line, question, what is wrong, the cure."""


@dataclass(frozen=True)
class Task:
    """A question of a set.

    One that a machine checks has ``code`` (the answer cell, the solution between its two markers)
    and ``answers``; one in the student's own words has ``model`` and ``criteria``.
    """

    id: str
    title: str
    points: int
    minutes: int
    ask: str
    rules: list = field(default_factory=list)  # of the book, that it exercises
    back: list = field(default_factory=list)  # earlier chapters that it comes back to
    hints: list = field(default_factory=list)
    code: str = ""
    answers: list = field(default_factory=list)
    allow: list = field(default_factory=list)
    steps: list = field(default_factory=list)  # [{"do": ..., "because": ...}, ...]: course.steps
    model: str = ""
    criteria: list = field(default_factory=list)
    parameters: dict = field(default_factory=dict)  # of this variant, if the question has any
    group: str = ""  # the question whose parameters these are
    ops: list = field(default_factory=list)  # fewest and most operations of a variant
    tag: str = ""  # whose variant it is: nothing, if it is the book's

    @property
    def prose(self):
        """All its text, code and descriptions aside."""
        steps = [one[part] for one in self.steps for part in ("do", "because")]
        return "\n\n".join([self.title, self.ask, *self.hints, *steps, self.model, *self.criteria])


@dataclass(frozen=True)
class Set:
    """A set of exercises; ``name`` is its folder's."""

    name: str
    title: str
    setup: str
    questions: list
    introduction: str = ""

    @property
    def key(self):
        """What questions are called by: ``"06"`` of ``"06/tripled"``."""
        return key(self.name)

    @property
    def points(self):
        return sum(one.points for one in self.questions)

    @property
    def minutes(self):
        return sum(one.minutes for one in self.questions)


def key(assignment):
    return assignment.split("-")[0] if assignment[:1].isdigit() else assignment


def names(root=ROOT):
    """The names of all sets, in order."""
    return sorted(path.parent.name for path in root.glob(f"solutions/*/{FILE}"))


def load(assignment, root=ROOT):
    """A set as the book shows it. Raises SpecError."""
    return Source(assignment, root).set()


class Source:
    """A set as it is authored, of which every variant can be made. Raises SpecError."""

    def __init__(self, assignment, root=ROOT):
        self.name, self.root = assignment, root
        path = root / "solutions" / assignment / FILE
        self.file = path.relative_to(root).as_posix()
        try:
            self.entry = lines.read(path, root)
        except FileNotFoundError:
            raise SpecError(f"there is no {self.file}. Cure: describe the set there, as the other "
                            "sets do") from None
        except lines.Unreadable as why:
            raise SpecError(str(why)) from None
        self._refuse(faults(self.entry))
        self.groups = vary.groups(self.entry["questions"])
        self.combinations = {  # of the questions that vary by parameters of their own
            one["id"]: vary.combinations(one) for one, group in self.groups
            if one is group and "vary" in one}

    def set(self, choose=None):
        """The set, or a variant of it. Raises SpecError.

        ``choose(question, count)`` gives the number of a combination, from 0 on, and a tag.
        """
        chosen = {name: choose(name, len(every)) if choose else (0, "")
                  for name, every in self.combinations.items()}
        tasks = []
        for one, group in self.groups:
            number, tag = chosen.get(group["id"], (0, ""))
            parameters = self.combinations.get(group["id"], [{}])[number]
            said = f"{one['id']}, variant {_said(parameters)}" if number else one["id"]
            try:
                filled = vary.filled(one, parameters)
            except vary.Unfit as why:
                self._refuse([(one.at["vary"], said, *why.args)])
            self._refuse((line, said, *fault) for line, *fault in of_question(filled))
            tasks.append(_task(filled, parameters, group, tag))
        return Set(self.name, **{**self.entry, "questions": tasks})

    def _refuse(self, faults):
        for line, who, what, cure in faults:
            raise SpecError(f"{self.file}:{line}: {f'{who}: ' if who else ''}{what}. Cure: {cure}")


def _said(parameters):
    return ", ".join(f"{name} = {next(iter(one.values())) if isinstance(one, dict) else one}"
                     for name, one in parameters.items())


def read(assignment, root=ROOT):
    """What a machine grades of a set: from names to ``{"answers": [...], "allow": [...]}``.

    Where nothing is said, a derivative may not be computed by a tool, and anything else may.
    Raises SpecError.
    """
    return {one.id: {"answers": one.answers, "allow": one.allow}
            for one in load(assignment, root).questions if one.answers}


def asked(part):
    """The question that an authored answer is about: its points, its truth."""
    described = {key: part[key] for key in OF - {"answer", "shapes", "mistakes"} if key in part}
    return Question(**described, **part.get("shapes", {}))


def _task(entry, parameters, group, tag):
    answers = [_answer(plain(one)) for one in entry.get("answers", ())]
    derived = any("by" in part for part in answers)
    allow = entry.get("allow", [] if derived or not answers else list(TOOLS))
    steps = [plain(one) for one in entry.get("steps", ())]
    given = {name: value for name, value in entry.items() if name not in ("vary", "keep")}
    return Task(**{**given, "answers": answers, "allow": allow, "steps": steps}, tag=tag,
                parameters=plain(parameters), group=group["id"] if parameters else "",
                ops=group.get("keep", {}).get("ops", []))


def _answer(part):
    """An answer; of a derivation what is asked stands by itself, as nothing of it is measured."""
    if "derivation" not in part:
        return part
    asked = {name: value for name, value in part.items() if name != "derivation"}
    return {"answer": part["derivation"], "derivation": asked}


def plain(value):
    """An entry, and what is in it, as plain dictionaries."""
    return {name: plain(one) for name, one in value.items()} if isinstance(value, dict) else value
