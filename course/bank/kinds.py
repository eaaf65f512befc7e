"""The kinds of question, a class each.

A class says which fields its file has (those of the dataclass; without a default, they are
needed), what can be wrong in them, what a page shows, which answer is right and why, and what
other systems get. A seventh kind is one more class in ``KINDS``, with one of the judges of
``course/site/parts/questions.js``.
"""

import hashlib
import json
import random
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import ClassVar, NamedTuple

from course.bank.portable import LETTERS, Item, Option

TOLERANCE = 0.005  # relative, where a question names none


class Html(str):
    """A piece of a page that goes there as it is."""


class Text(str):
    """A piece of a page in Markdown."""


class Reason(NamedTuple):
    """What is said to the answer ``case``, and the ID of the misconception behind it, if any."""

    case: object
    verdict: str
    why: str
    misconception: str = ""


class Fault(NamedTuple):
    line: int
    what: str
    cure: str


def near(number, wanted, tolerance):
    return abs(number - wanted) <= tolerance * (abs(wanted) or 1) * (1 + 1e-9)


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def size(shape):
    return " × ".join(map(str, shape))


def entry(**attributes):
    """Where a script makes a field to enter something: without one, there is nothing to enter."""
    return f'<span data-input="{escape(json.dumps(attributes))}"></span>'


def spoken(name, words):
    """How a screen reader says what a formula shows: attributes."""
    return {"aria-label": f"{name}: {words}"} if words else {}


def unspoken(at, text, name="text", words="", aloud="words"):
    """Words say aloud what a formula shows; without a formula they would only repeat."""
    if "$" in text and not words:
        yield Fault(at[name], f"maths in '{name}' without '{aloud}'",
                    f"add '{aloud}': how one reads it aloud")
    if words and "$" not in text:
        yield Fault(at[aloud], f"'{aloud}' without maths in '{name}'", "leave it out")
    if "$" in words:
        yield Fault(at[aloud], f"maths in '{aloud}'", "say it in plain words")


# What stands below a question --------------------------------------------------------------------


@dataclass(kw_only=True)
class Below:
    """An entry below a question: its first line in the file, and the line of each of its fields."""

    line: int
    at: dict
    why: str
    claims: list = field(default_factory=list)

    def faults(self):
        return ()


@dataclass(kw_only=True)
class Said(Below):
    """An entry with a text that a page shows."""

    text: str
    words: str = ""

    def faults(self):
        yield from unspoken(self.at, self.text, "text", self.words)


@dataclass(kw_only=True)
class Choice(Said):
    right: bool = False
    misconception: str = ""

    def faults(self):
        yield from super().faults()
        if ("right" in self.at) == ("misconception" in self.at):
            yield Fault(self.line, "a choice is right, or has a misconception: not both or none",
                        "name the misconception of each wrong choice (or none), and of no right "
                        "one")


@dataclass(kw_only=True)
class Step(Said):
    pass


@dataclass(kw_only=True)
class Line(Said):
    wrong: bool = False
    misconception: str = ""
    correct: str = ""
    correct_words: str = ""

    def faults(self):
        yield from super().faults()
        for name in ("misconception", "correct"):
            if (name in self.at) != self.wrong:
                yield Fault(self.line, f"'{name}' belongs to the wrong line, and to no other",
                            "add it there, remove it here")
        if self.correct:
            yield from unspoken(self.at, self.correct, "correct", self.correct_words,
                                "correct-words")


@dataclass(kw_only=True)
class Slip(Below):
    """A wrong number or shape that is recognised."""

    value: object
    misconception: str
    compute: str = ""


# The kinds ---------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Question:
    """What every kind has; ``parts`` are its choices, steps, lines, or wrong numbers."""

    kind: ClassVar[str]
    judge: ClassVar[str]  # who compares an answer, in questions.js
    below: ClassVar[str]  # the name of the parts in the file
    part: ClassVar[type]
    few: ClassVar[int] = 3
    many: ClassVar[int] = 6

    file: str
    line: int
    at: dict  # the line of each field
    id: str
    title: str
    ask: str
    rules: list
    parts: list
    words: str = ""
    back: object = ""
    claims: list = field(default_factory=list)

    @property
    def chapter(self):
        return Path(self.file).stem

    @property
    def number(self):
        """The number of the chapter."""
        return int(self.chapter[:2])

    def place(self, line=None):
        return f"{self.file}:{line or self.line}: {self.id}"

    def asked(self):
        """A digest of what is asked and what counts as right: with it, old answers stay true."""
        what = [self.kind, self.ask.strip(), self.answer(), *self.shown()]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:8]

    def shown(self):
        """The texts from which a reader chooses."""
        return [part.text.strip() for part in self.parts]

    def thoughts(self):
        """(ID, line) of every misconception that is named."""
        return [(part.misconception, part.at["misconception"]) for part in self.parts
                if "misconception" in part.at and part.misconception]

    def faults(self):
        """What can be wrong in the question itself; what it refers to is looked at elsewhere."""
        yield from unspoken(self.at, self.ask, "ask", self.words)
        if "$" in self.title:
            yield Fault(self.at["title"], "maths in the title", "say it in words")
        if not self.few <= len(self.parts) <= self.many:
            yield Fault(self.at[self.below], f"{len(self.parts)} {self.below}",
                        f"from {self.few} to {self.many} of them")
        texts = self.shown()
        for text in {one for one in texts if texts.count(one) > 1}:
            yield Fault(self.at[self.below], f"{text!r} stands twice in '{self.below}'", "keep one")
        for part in self.parts:
            yield from part.faults()

    def computed(self):
        """(entry, value): the entries whose ``compute`` must give a value."""
        return ()

    def controls(self):
        """What a reader answers with: pieces of Html and Text."""
        raise NotImplementedError

    def answer(self):
        """The right answer, as the judge of this kind compares it."""
        raise NotImplementedError

    def reasons(self):
        """Each Reason that an answer may call for."""
        raise NotImplementedError

    def portable(self, thoughts):
        """As an Item for other systems; ``thoughts`` are the statements of the misconceptions."""
        def reason(why, name=""):
            said = f"{name}: {thoughts[name]}" if name in thoughts else name
            return f"{why.strip()} ({said})" if name else why.strip()

        fields = {"kind": "one", "stem": self.ask.strip(), **self.item(reason)}
        return Item(id=self.id, title=self.title, chapter=self.chapter, **fields)

    def item(self, reason):
        """The fields of the Item; ``reason`` joins why and the misconception."""
        raise NotImplementedError


class Pick(Question):
    """Choices, each with a button of its own, and the letter by which it is called."""

    judge = "one"
    control: ClassVar[str] = "radio"
    how: ClassVar[str] = ""

    def name(self, k):
        return LETTERS[k]

    def is_answer(self, part):
        return part.right

    def answer(self):
        return ",".join(str(k) for k, part in enumerate(self.parts) if self.is_answer(part))

    def controls(self):
        if self.how:
            yield Html(f'<p class="how">{self.how}</p>')
        for k, part in enumerate(self.parts):
            name = self.name(k)
            box = entry(type=self.control, name=self.id, value=k, **spoken(name, part.words))
            yield Html(f'<label class="choice">{box}<span class="letter">{name}</span>'
                       '<span class="text">')
            yield Text(part.text)
            yield Html("</span></label>\n")


@dataclass(kw_only=True)
class Choose(Pick):
    """One choice is right."""

    kind = "choose"
    below, part = "choices", Choice
    verdicts: ClassVar[tuple] = ("Not {}:", "{} is right:")

    def faults(self):
        yield from super().faults()
        right = [one for one in self.parts if one.right]
        if not right:
            yield Fault(self.at["choices"], "no right answer", "give the right one 'right: true'")
        yield from self.too_many(right)

    def too_many(self, right):
        if len(right) > 1:
            yield Fault(right[1].at["right"], f"{len(right)} right answers",
                        "keep one, or make it choose-several")

    def reasons(self):
        for k, part in enumerate(self.parts):
            yield Reason(k, self.verdicts[part.right].format(LETTERS[k]), part.why,
                         part.misconception)

    def item(self, reason):
        return {"options": [Option(part.text.strip(), part.right,
                                   reason(part.why, part.misconception)) for part in self.parts]}


@dataclass(kw_only=True)
class ChooseSeveral(Choose):
    """All that hold are to be chosen."""

    kind = "choose-several"
    judge, control, how = "several", "checkbox", "All that hold:"
    verdicts = ("{} does not hold:", "{} holds:")

    def too_many(self, right):
        if len(right) == 1:
            yield Fault(self.at["choices"], "only one right answer", "make it choose")
        if len(right) == len(self.parts):
            yield Fault(self.at["choices"], "no wrong answer", "add one that people believe")

    def item(self, reason):
        return {"kind": "several", **super().item(reason)}


@dataclass(kw_only=True)
class WrongLine(Pick):
    """A derivation, one line of which is wrong."""

    kind = "wrong-line"
    below, part = "lines", Line
    how = "One line is wrong. Which?"

    def name(self, k):
        return f"Line {k + 1}"

    def is_answer(self, part):
        return part.wrong

    def faults(self):
        yield from super().faults()
        wrong = sum(one.wrong for one in self.parts)
        if wrong != 1:
            yield Fault(self.at["lines"], f"{wrong} wrong lines", "exactly one wrong: true")

    def reasons(self):
        for k, part in enumerate(self.parts):
            verdict = "is the wrong one:" if part.wrong else "holds:"
            why = f"{part.why} As it should be: {part.correct}" if part.wrong else part.why
            yield Reason(k, f"{self.name(k)} {verdict}", why, part.misconception)

    def item(self, reason):
        """The lines stay in their order, and so do the options that name them."""
        lines = [f"**{self.name(k)}** {part.text.strip()}" for k, part in enumerate(self.parts)]
        whys = [f"{part.why.strip()} As it should be: {part.correct.strip()}" if part.wrong
                else f"This line holds. {part.why.strip()}" for part in self.parts]
        return {"stem": "\n\n".join([self.ask.strip(), *lines]), "mixed": False, "options": [
            Option(self.name(k), part.wrong, reason(whys[k], part.misconception))
            for k, part in enumerate(self.parts)]}


@dataclass(kw_only=True)
class Order(Question):
    """Steps to be brought into their order."""

    kind = judge = "order"
    below, part = "steps", Step

    misconception: str
    why: str

    def letters(self):
        """The letter of each step: {its place in the right order: "B"}, in the order shown."""
        return dict(zip(self.shuffled(), LETTERS, strict=False))

    def shuffled(self):
        """The places of the steps as they are shown: never the right order."""
        order, chance = list(range(len(self.parts))), random.Random(self.id)
        while order == sorted(order):
            chance.shuffle(order)
        return order

    def thoughts(self):
        return [(self.misconception, self.at["misconception"])] if self.misconception else []

    def answer(self):
        return ",".join(map(str, range(len(self.parts))))

    def controls(self):
        yield Html('<p class="how">Bring the steps into their order:</p><ol class="steps">')
        for k, letter in self.letters().items():
            named = "".join(f' {name}="{escape(said)}"' for name, said
                            in spoken(letter, self.parts[k].words).items())
            yield Html(f'<li data-step="{k}" data-letter="{letter}"{named}>'
                       f'<span class="letter">{letter}</span><span class="text">')
            yield Text(self.parts[k].text)
            yield Html("</span></li>\n")
        yield Html("</ol>\n")

    def reasons(self):
        letters = self.letters()
        right = ", ".join(letters[k] for k in range(len(self.parts)))
        yield Reason("right", f"In order: {right}.", self.why)
        for k, part in enumerate(self.parts):
            yield Reason(k, f"{letters[k]}:", part.why)
        if self.misconception:
            yield Reason("thought", "If another step seemed to come first:", "", self.misconception)

    def item(self, reason):
        """A choice between the right order and those with two neighbours swapped."""
        letters, right = self.letters(), list(range(len(self.parts)))
        listed = [f"**{letter}** {self.parts[k].text.strip()}" for k, letter in letters.items()]

        def option(order, why, name=""):
            return Option(", ".join(letters[k] for k in order), order == right, reason(why, name))

        options = [option(right, self.why)]
        for k in right[:-1]:
            why = f"{letters[k + 1]} is out of place. {self.parts[k + 1].why.strip()}"
            options.append(option([*right[:k], k + 1, k, *right[k + 2:]], why, self.misconception))
        return {"stem": "\n\n".join([self.ask.strip(), *listed]), "options": options}


@dataclass(kw_only=True)
class Entered(Question):
    """Something that is typed; what a file calls ``answer`` is ``wanted`` here."""

    below, part, few, many = "wrong", Slip, 1, 8

    wanted: object = field(metadata={"name": "answer"})
    compute: str
    why: str
    otherwise: str

    def shown(self):
        return []

    def values(self):
        """(field, entry, value): the answer, then what is wrong."""
        return [("answer", self, self.wanted), *(("value", one, one.value) for one in self.parts)]

    def written(self, value):
        """A value as a reader sees it."""
        raise NotImplementedError

    def comes_to(self, got, wanted):
        """Is what was computed the value that stands in the file?"""
        raise NotImplementedError

    def computed(self):
        return [(one, value) for _, one, value in self.values() if one.compute]

    def reasons(self):
        yield Reason("right", f"{self.written(self.wanted)} is right:", self.why)
        for part in self.parts:
            yield Reason(self.case(part.value), f"Not {self.written(part.value)}:", part.why,
                         part.misconception)
        yield Reason("otherwise", "Any other:", self.otherwise)

    def case(self, value):
        """A value as the judge of this kind compares it."""
        raise NotImplementedError

    def answer(self):
        return self.case(self.wanted)


@dataclass(kw_only=True)
class Numeric(Entered):
    """A number, right within a relative tolerance."""

    kind, judge = "numeric", "number"

    tolerance: float = TOLERANCE

    def faults(self):
        yield from super().faults()
        yield from self.wrong_tolerance() or self.wrong_values() or self.alike()

    def wrong_tolerance(self):
        fine = is_number(self.tolerance) and 0 <= self.tolerance < 0.5
        return [] if fine else [Fault(
            self.at["tolerance"], f"the tolerance {self.tolerance!r}",
            "a relative error, such as 0.01")]

    def wrong_values(self):
        return [Fault(one.at[name], f"'{name}: {value}' is no number",
                      "write it with a point: 0.001, or 1.0e-3")
                for name, one, value in self.values() if not is_number(value)]

    def alike(self):
        values = self.values()
        return [Fault(one.at[name], f"{value} counts as {before}, which stands before",
                      "another value, or a smaller tolerance")
                for k, (name, one, value) in enumerate(values) for _, _, before in values[:k]
                if near(value, before, self.tolerance)]

    def comes_to(self, got, wanted):
        return near(float(got), wanted, max(self.tolerance / 2, 1e-9))

    def case(self, value):
        return str(value)

    def written(self, value):
        return f"{value:.10g}"

    def controls(self):
        within = f", within {100 * self.tolerance:g} %" if self.tolerance else ""
        yield Html(f'<label class="entry" data-tolerance="{self.tolerance}">Your number '
                   f'{entry(type="text", inputmode="text", spellcheck="false")} '
                   f'<span class="how">a decimal or a fraction{within}</span></label>\n')

    def item(self, reason):
        return {
            "kind": "number", "number": float(self.wanted), "why": self.why.strip(),
            "margin": self.tolerance * (abs(self.wanted) or 1), "otherwise": self.otherwise.strip(),
            "slips": [(float(one.value), reason(one.why, one.misconception))
                      for one in self.parts]}


@dataclass(kw_only=True)
class Shape(Entered):
    """The shape of a matrix: two whole numbers."""

    kind = judge = "shape"

    def faults(self):
        yield from super().faults()
        values = self.values()
        for k, (name, one, shape) in enumerate(values):
            two = isinstance(shape, list) and len(shape) == 2
            if not two or not all(type(side) is int and side >= 1 for side in shape):
                yield Fault(one.at[name], f"'{name}: {shape}' is no shape",
                            "two whole numbers, such as [3, 2]")
            elif any(before == shape for _, _, before in values[:k]):
                yield Fault(one.at[name], f"the shape {shape} stands before", "another one")

    def comes_to(self, got, wanted):
        return list(getattr(got, "shape", got)) == wanted

    def case(self, value):
        return ",".join(map(str, value))

    def written(self, value):
        return size(value)

    def controls(self):
        for name in ("Rows", "Columns"):
            box = entry(type="text", inputmode="numeric", spellcheck="false")
            yield Html(f'<label class="entry">{name} {box}</label>\n')

    def item(self, reason):
        """A choice between shapes; the one turned round is always among them."""
        options = [Option(size(self.wanted), True, self.why.strip())]
        options += [Option(size(one.value), False, reason(one.why, one.misconception))
                    for one in self.parts]
        turned = size(self.wanted[::-1])
        if turned not in [option.text for option in options]:
            options.append(Option(turned, False, self.otherwise.strip()))
        return {"options": options}


KINDS = {one.kind: one for one in (Choose, ChooseSeveral, WrongLine, Order, Numeric, Shape)}
