"""``solutions/exam.yml``, read and refused with a line and a cure; and what each version gets."""

import random

from course import ROOT, lines, specs, vary
from course.exam import ExamError
from course.exam.kinds import KINDS, Unfit

FILE = "solutions/exam.yml"
FIELDS = {"id": str, "kind": str, "title": str, "points": int, "ask": str, "rubric": list}
PERHAPS = {"vary": dict, "keep": dict, "room": int}


class Source:
    """The questions as authored. Raises ExamError."""

    def __init__(self, root=ROOT):
        self.file = FILE
        try:
            entry = lines.read(root / FILE, root)
        except FileNotFoundError:
            raise ExamError(f"there is no {FILE}. Cure: git checkout {FILE}") from None
        except lines.Unreadable as why:
            raise ExamError(str(why)) from None
        for line, what, cure in _faults(entry):
            raise ExamError(f"{FILE}:{line}: {what}. Cure: {cure}")
        self.title, self.introduction = entry["title"], entry["introduction"]
        self.questions = entry["questions"]

    def draw(self, seed, versions):
        """For each version its questions, filled in and verified, no two of them alike.

        The same seed gives the same ones. Raises ExamError where a question has too few.
        """
        drawn = [self._drawn(one, seed, versions) for one in self.questions]
        return [list(version) for version in zip(*drawn, strict=True)]

    def _drawn(self, entry, seed, versions):
        rng = random.Random(f"{seed} {entry['id']}")
        every = vary.combinations(entry)
        rng.shuffle(every)
        found, why = [], None
        for parameters in every:
            try:
                found.append(self.made(entry, parameters))
            except Unfit as reason:
                why = reason
            if len(found) == versions:
                return found
        raise ExamError(
            f"{FILE}:{entry.line}: {entry['id']} has {len(found)} good variants, and {versions} "
            f"versions are wanted{f' (the last was left out: {why})' if why else ''}. Cure: give "
            "its 'vary' more values, or make fewer versions")

    def made(self, entry, parameters):
        """One variant of a question. Raises Unfit (numbers not small), ExamError (not true)."""
        try:
            filled = vary.filled(entry, parameters)
            return KINDS[entry["kind"]](specs.plain(filled))
        except (vary.Unfit, ExamError) as why:
            said = ", ".join(map(str, parameters.values()))
            raise ExamError(f"{FILE}:{entry.line}: {entry['id']} ({said}): {why}") from why


def _faults(entry):
    """What is wrong with the file: (line, what, cure)."""
    if not isinstance(entry, lines.Entry) or not {"title", "introduction", "questions"} <= {*entry}:
        yield 1, "no examination", "begin with title, introduction, questions"
        return
    for one in entry["questions"]:
        kind = KINDS.get(one.get("kind"))
        if kind is None:
            yield one.line, f"no kind {one.get('kind')!r}", f"one of {', '.join(KINDS)}"
            return
        known = {**FIELDS, **PERHAPS, **kind.FIELDS}
        for name in one:
            if name not in known:
                yield one.at[name], f"unknown field '{name}'", f"one of {', '.join(known)}"
            elif not isinstance(one[name], known[name]):
                yield one.at[name], f"'{name}' is of another type", _said(known[name])
        for name in ({**FIELDS, **kind.FIELDS}.keys() - one.keys()):
            yield one.line, f"no '{name}'", "add it"
        if sum(part["points"] for part in one["rubric"]) != one["points"]:
            yield one.at["rubric"], "the rubric's points are not the question's", "mend the sum"
        yield from vary.faults(one) if "vary" in one else ()
        try:
            vary.combinations(one)
        except vary.Unfit as why:
            yield one.at["vary"], *why.args


def _said(kind):
    return {str: "write a text", int: "write a number", list: "write a list",
            dict: "write fields"}[kind]
