"""Every number that a chapter, a caption or an alt text states is computed, here and now.

``book/numbers/`` has a file for each chapter. By cell it names a piece of the text and the
expression behind it. The chapter's own code runs; right after the cell (for text: after the code
above it) the expression is evaluated, and must give the numbers in the piece, in their order, to
the digits printed there. What is true or false (``steps <= 20``) must be true, and name the numbers
of the piece.

Numbers that the author chooses, such as a rate, a start or the data of an exercise, are listed
under ``given``; those of a figure must stand in the chapter's code. A number that is in neither
list fails the test: in captions and alt texts every number, in running text each one from ten on
or with a decimal point or a power of ten. Words count from *five* on ("a million").
"""

import contextlib
import io
import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml

import matrixcalculus
from course import ROOT
from course.site.parts import playground

TABLE = "book/numbers/NN-name.yml"
CHAPTERS = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "book").rglob("*.ipynb")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)

WORDS = {word: value for value, word in enumerate(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split(), start=2)}
WORDS |= {word: 10 * value for value, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
WORDS |= {"twice": 2, "dozen": 12}
TIMES = {"": 1, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
LARGE = "hundred|thousand|million|billion"
NUMBER = re.compile(
    r"(?P<sign>(?<![\w)}\]])[-−]|minus )?"
    r"(?:(?<![\w._^])(?<![_^]\{)(?<![_^]\{-)"  # no exponent, no index, no part of a name
    r"(?P<digits>\d+(?:(?:,|\\,)\d{3})*(?:\.\d+)?)(?![\d(a-df-z])"
    r"(?:e(?P<e>-?\d+)|\s*\\cdot\s*10\^\{?(?P<ten>-?\d+)\}?|(?<=\b10)\^\{?(?P<power>-?\d+)\}?)?"
    rf"|\b(?P<word>{'|'.join(WORDS)})(?: (?P<times>{LARGE}))?\b"
    rf"|\b(?P<alone>{LARGE})\b)", re.IGNORECASE)

# What is no number of ours: code, marks, links, names such as M18, Q11-2 and Chapter 4, the 1920s,
# small fractions, the numbers of questions.
NOT_OURS = re.compile(
    r"```.*?```|<!--.*?-->|\bQ\d\d-\d+\b|`[^`\n]*`|\[\d+\]\([^)]*\)|\]\([^)]*\)|\{[a-z:-]+\}`[^`]*`|\b\d{4}s\b|"
    r"\b\d+\.\d+\.\d+\b|\b[MNQE]\d+\b|\[?Chapters? \d+|\\[td]?frac\d\d|\*\*\d+\.\*\*|^:[^\n]*$",
    re.DOTALL | re.MULTILINE)
FRACTION = re.compile(r"\bhalf(?:way)?\b|\b(?:a|one|two|three|four) (?:third|quarter|fifth)s?\b")


class Number:
    """A number in a text: what it says, where it stands, and how exact it claims to be."""

    def __init__(self, match):
        self.text, self.span = match[0].strip(), match.span()
        self.is_word, self.order = not match["digits"], None
        if self.is_word:
            word, times = (match["word"] or "").lower(), match["times"] or match["alone"] or ""
            value = WORDS.get(word, 1) * TIMES[times.lower()]
            self.unit, self.small = 1.0, value < 5
        else:
            digits = re.sub(r"[^\d.]", "", match["digits"])
            exponent = int(match["e"] or match["ten"] or 0)
            value = float(digits) * 10.0**exponent
            self.unit = 10.0 ** (exponent - len(digits.partition(".")[2]))
            self.small = "." not in digits and not exponent and value < 10
            if match["power"]:
                self.order = int(match["power"])
                value = 10.0**self.order
        self.value = -value if match["sign"] else value

    def agrees(self, value):
        """To the digits printed; a bare power of ten, such as 10^{-11}, to its order."""
        if self.order is not None:
            return value > 0 and round(np.log10(value)) == self.order
        return abs(value - self.value) <= self.unit * (0.5 + 1e-9)


def numbers(text):
    blank = NOT_OURS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return [Number(match) for match in NUMBER.finditer(blank)]


def literals(code):
    """The values of all numbers in a program."""
    return {float(found) for found in re.findall(r"(?<![\w.])\d+\.?\d*(?:e-?\d+)?", code)}


def must_be_known(number, figure):
    """In a figure's words every number written in digits; in running text not those below ten."""
    return (figure and not number.is_word) or not number.small


class Cell:
    """A cell's text in which numbers stand, and what the table says about it."""

    def __init__(self, cell, entries, code, chapter_given=()):
        my = cell["metadata"].get("mystnb", {})
        self.id, self.figure = cell["id"], cell["cell_type"] == "code"
        self.text = "".join(cell["source"]) if not self.figure else "\n".join(
            [my.get("figure", {}).get("caption", ""), my.get("image", {}).get("alt", "")])
        self.given = [*entries.get("given", []), *(() if self.figure else chapter_given)]
        self.code = code
        self.pieces = {piece: str(rule) for piece, rule in entries.items() if piece != "given"}

    def places(self, piece):
        """Where the piece stands, its last number whole: 0.03 is not in 0.031."""
        whole = rf"(?<![\d.]){re.escape(piece)}(?!\d|[.,]\d)"
        return [match.span() for match in re.finditer(whole, self.text)]

    def problems(self, namespace):
        for piece, expression in self.pieces.items():
            if not self.places(piece):
                yield f"no longer says {piece!r}; cure: adapt the entry in {TABLE}"
            else:
                yield from differences(piece, expression, namespace)
        yield from self.unknown()

    def unknown(self):
        given = [number for one in self.given for number in numbers(str(one))]
        spans = [span for piece in self.pieces for span in self.places(piece)]
        for number in numbers(self.text):
            chosen = abs(number.value) in {abs(one.value) for one in given}
            if chosen and self.figure and abs(number.value) not in self.code:
                yield f"{number.text} is given, but stands nowhere in the code above"
            known = chosen or any(a <= number.span[0] and number.span[1] <= b for a, b in spans)
            if must_be_known(number, self.figure) and not known:
                around = self.text[max(0, number.span[0] - 40):number.span[1] + 25]
                yield (f"{number.text} in {' '.join(around.split())!r} is not computed; cure: add "
                       f"the words and an expression to {TABLE}, or to 'given' what you chose")
        for match in FRACTION.finditer(self.text) if self.figure else ():
            yield f"{match[0]!r} cannot be tested; cure: write the number, as 68 %"


def differences(piece, expression, namespace):
    stated = numbers(piece)
    try:
        result = eval(f"[{expression}]", namespace)  # noqa: S307 (our own table)
        values = np.concatenate([np.ravel(np.asarray(one, dtype=float)) for one in result])
    except Exception as error:
        yield f"{expression} raises {type(error).__name__}: {error}"
        return
    if isinstance(result[0], (bool, np.bool_)):
        named = {abs(number.value) for number in numbers(expression)}
        if not result[0] or not {abs(one.value) for one in stated} <= named:
            yield f"says {piece!r}, but {expression} is {result[0]} or names other numbers"
    elif len(values) != len(stated):
        yield f"{piece!r} has {len(stated)} numbers, {expression} gives {len(values)}"
    elif not all(one.agrees(value) for one, value in zip(stated, values, strict=True)):
        yield f"says {piece!r}, but {expression} gives {', '.join(f'{v:.6g}' for v in values)}"


def problems(notebook, table):
    """What is wrong with the numbers of one notebook, given as a dictionary."""
    found, namespace, code = [], {"__name__": "chapter"}, ""
    cells = notebook["cells"]
    chapter_given = table.get("given", [])
    for strange in set(table) - {"given"} - {cell["id"] for cell in cells}:
        found.append(f"cell {strange} of {TABLE} does not exist")
    for position, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            code += "".join(cell["source"]) + "\n"
            if any(one["id"] in table for one in cells[position:]):
                with contextlib.redirect_stdout(io.StringIO()):
                    exec("".join(cell["source"]), namespace)
        elif position == 0:
            continue  # the title and the objectives
        text = Cell(cell, table.get(cell["id"]) or {}, literals(code), chapter_given)
        found += [f"cell {cell['id']}: {one}" for one in text.problems(namespace)]
    return found


def table_of(chapter):
    path = ROOT / "book" / "numbers" / f"{Path(chapter).stem}.yml"
    return (path.exists() and yaml.safe_load(path.read_text(encoding="utf-8"))) or {}


@pytest.fixture
def quietly(monkeypatch):
    """Nothing is shown, and nothing verified: that is tested elsewhere, and takes its time."""
    monkeypatch.setattr(matrixcalculus, "verify", lambda rule: None)
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    plt.switch_backend("agg")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_number_is_computed(chapter, quietly):
    notebook = json.loads((ROOT / chapter).read_text(encoding="utf-8"))
    found = problems(notebook, table_of(chapter))
    if found:
        pytest.fail("\n".join(f"{chapter}, {one}" for one in found), pytrace=False)


def test_the_tables_belong_to_chapters():
    tables = {path.stem for path in (ROOT / "book" / "numbers").iterdir()}
    assert tables <= {Path(chapter).stem for chapter in CHAPTERS}


def test_the_playground_says_what_its_starts_do():
    def distances(name, steps):
        start = playground.STARTS[name]
        best = playground.minimum(playground.speeds()[start.speeds])
        return np.linalg.norm(playground.descent(start, steps) - best, axis=1)

    def active(name):
        start, (speed, _) = playground.STARTS[name], matrixcalculus.neuron.load()
        return playground.speeds()[start.speeds].of(speed) * start.start[0] + start.start[1] > 0

    def flattest_and_steepest(name):
        speed, _ = matrixcalculus.neuron.load()
        x = playground.speeds()[playground.STARTS[name].speeds].of(speed)
        inputs = np.stack([x, np.ones_like(x)], axis=1)
        return np.linalg.eigvalsh(2 / len(x) * inputs.T @ inputs)

    left = distances("converge", 60)
    closed = 1 - left[1:] / left[:-1]  # "between an eighth and a fifth", but for the first step
    assert closed[0] < 1 / 8 < closed[1:].min() and closed[1:].max() < 1 / 5
    flat, steep = flattest_and_steepest("zigzag")  # "nearly too large", "far too small"
    assert 0.9 * 2 / steep < playground.STARTS["zigzag"].rate < min(2 / steep, 0.1 / flat)
    swings = distances("diverge", 16)  # "most swings are longer"; then all cars are clipped
    assert np.mean(swings[1:] > swings[:-1]) > 0.5
    assert not active("dead").any()
    assert active("plateau")[:2].all() and not active("plateau")[2:].any()  # "the slowest cars"


# Every check can fail: a tiny notebook, doctored in one place ------------------------------------

CAPTION = "The path of seven steps falls from 4 to 0.03, at rate 0.5."
PROSE = "About $10^{-2}$ is left after 7 steps, and never 12 or $-3.5$."
TINY_TABLE = {
    "draw": {"given": [0.5], "seven steps": "len(path) - 1",
             "from 4 to 0.03": "path[0], path[-1]"},
    "say": {"given": [12], "$10^{-2}$": "path[-1]", "never 12 or $-3.5$": "12, -7 / 2"},
}


def tiny(caption=CAPTION, alt="A falling curve.", prose=PROSE, rate="0.5"):
    def cell(kind, name, source, **metadata):
        return {"cell_type": kind, "id": name, "source": source, "metadata": metadata}

    figure = {"figure": {"caption": caption}, "image": {"alt": alt}}
    return {"cells": [
        cell("markdown", "title", ["# A title, and 99 minutes"]),
        cell("code", "draw", [f"path = [4 * {rate}**t for t in range(8)]"], mystnb=figure),
        cell("markdown", "say", [prose]),
    ]}


def doctored(**changes):
    return {cell: {**entries, **changes.get(cell, {})} for cell, entries in TINY_TABLE.items()}


def test_a_healthy_notebook_passes():
    assert problems(tiny(), TINY_TABLE) == []


@pytest.mark.parametrize("notebook, table, message", [
    (tiny(rate="0.4"), TINY_TABLE, "says 'from 4 to 0.03', but path[0], path[-1] gives 4, 0.0065"),
    (tiny(caption=CAPTION.replace("0.03", "0.04")),
     {**TINY_TABLE, "draw": {"given": [0.5], "seven steps": "len(path) - 1",
                             "from 4 to 0.04": "path[0], path[-1]"}}, "gives 4, 0.03125"),
    (tiny(caption=CAPTION.replace("0.03", "0.031")), TINY_TABLE, "no longer says 'from 4 to 0.03'"),
    (tiny(caption=CAPTION.replace("seven", "eight")), TINY_TABLE, "eight in "),
    (tiny(caption=CAPTION + " It halves 3 times."), TINY_TABLE, "halves 3 times"),
    (tiny(alt="A curve from 4 down."), TINY_TABLE, "4 in "),
    (tiny(alt="A curve that ends halfway."), TINY_TABLE, "'halfway' cannot be tested"),
    (tiny(caption=CAPTION.replace("rate 0.5", "rate 0.6")), TINY_TABLE, "0.6 in "),
    (tiny(), doctored(draw={"given": [0.6, 0.5]}), None),
    (tiny(caption=CAPTION + " Rate 0.6."), doctored(draw={"given": [0.6, 0.5]}),
     "0.6 is given, but stands nowhere in the code"),
    (tiny(prose=PROSE + " So 0.7 remains."), TINY_TABLE, "0.7 in "),
    (tiny(prose=PROSE + " So 41 remain."), TINY_TABLE, "41 in "),
    (tiny(prose=PROSE + " The ratio is a million."), TINY_TABLE, "million in "),
    (tiny(prose=PROSE + " Of fifty cars."), {**TINY_TABLE, "given": [50]}, None),
    (tiny(prose=PROSE.replace("-2", "-3")), TINY_TABLE, "10^{-3} in "),
    (tiny(), doctored(draw={"seven steps": "len(path) > 8"}), "is False or names other numbers"),
    (tiny(), doctored(draw={"seven steps": "len(path) > 5"}), "is True or names other numbers"),
    (tiny(), doctored(draw={"seven steps": "len(path) > 7"}), None),
    (tiny(), doctored(draw={"seven steps": "paths"}), "raises NameError"),
    (tiny(), doctored(draw={"seven steps": "path"}), "has 1 numbers, path gives 8"),
    (tiny(), {**TINY_TABLE, "dram": {}}, "cell dram of book/numbers/NN-name.yml does not exist"),
])
def test_a_wrong_number_is_noticed(notebook, table, message):
    found = problems(notebook, table)
    assert any(message in one for one in found) if message else found == []


@pytest.mark.parametrize("text, value", [
    ("-17.58", -17.58), ("minus 320", -320), ("2,550,000", 2550000), (r"125\,250\,000", 125250000),
    ("2e-11", 2e-11), (r"6 \cdot 10^{-6}", 6e-6), ("10^{-14}", 1e-14), ("six hundred", 600),
    ("Fifty", 50), ("a hundred", 100), ("w = 20", 20), ("(3, 7)", [3, 7]), ("x_1 + 2x", []),
    (r"\frac12 (M18), [Chapter 12](12-x.ipynb), the 1920s, 0.10.2", []),
])
def test_numbers_are_read_from_text(text, value):
    assert np.allclose([one.value for one in numbers(text)], np.ravel(value))
