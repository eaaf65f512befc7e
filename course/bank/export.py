"""Write the question bank for other systems, and read each file back: `make questions`.

_build/questions/canvas-NN-name.zip   Canvas and others that read QTI 1.2, a file for each chapter
_build/questions/moodle.xml           Moodle, a category for each chapter
_build/questions/matrix-calculus.apkg Anki, a deck for each chapter

Two kinds have no counterpart everywhere: an order becomes a choice between orders, a shape a choice
between shapes. The reasons go with each as feedback, where the system has a place for it.
"""

import hashlib
import json
import math
import random
import re
import sqlite3
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from html import escape, unescape
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from course import BUILD, ROOT
from course.bank import read as questions

TARGET = BUILD / "questions"
COURSE = "Matrix Calculus That Runs"
LETTERS = "ABCDEFGH"


@dataclass
class Option:
    text: str
    right: bool
    why: str


@dataclass
class Item:
    """A question as every system can hold it; all texts are Markdown."""

    id: str
    title: str
    chapter: str
    kind: str  # one, several, number
    stem: str
    options: list = field(default_factory=list)  # of Option
    number: float | None = None
    margin: float = 0  # absolute
    slips: list = field(default_factory=list)  # (number, why)
    why: str = ""
    otherwise: str = ""

    @property
    def name(self):
        return f"{self.id} {self.title}"


# From the bank -----------------------------------------------------------------------------------


def portable(one, thoughts):
    """A question of the bank as an Item; ``thoughts`` names the misconceptions."""
    item = Item(one.id, one.title, one.chapter, "one", one.ask.strip())
    MAKE[one.kind](one, item, lambda why, name: _with_thought(why, name, thoughts))
    if one.kind in ("shape", "order"):  # the bank gives no order to these choices
        random.Random(one.id).shuffle(item.options)
    return item


def collection(bank, thoughts):
    """The bank as Items; those of a chapter that ask in the same words are told apart by title."""
    items = [portable(one, thoughts) for one in bank]
    asked = [(item.chapter, item.stem) for item in items]
    for item, what in zip(items, asked, strict=True):
        if asked.count(what) > 1:  # text2qti takes none twice
            item.stem = f"{item.name}. {item.stem}"
    return items


def _with_thought(why, name, thoughts):
    said = f"{name}: {thoughts[name]}" if thoughts.get(name) else name
    return f"{why.strip()} ({said})" if name else why.strip()


def _choices(one, item, reason):
    item.kind = "one" if one.kind == "choose" else "several"
    item.options = [Option(part.text.strip(), part.right, reason(part.why, part.misconception))
                    for part in one.parts]


def _number(one, item, reason):
    item.kind, item.number, item.why = "number", float(one.answer), one.why.strip()
    item.margin = one.tolerance * (abs(item.number) or 1)
    item.slips = [(float(part.value), reason(part.why, part.misconception)) for part in one.parts]
    item.otherwise = one.otherwise.strip()


def _shape(one, item, reason):
    item.options = [Option(_size(one.answer), True, one.why.strip())]
    item.options += [Option(_size(part.value), False, reason(part.why, part.misconception))
                     for part in one.parts]
    turned = _size(one.answer[::-1])
    if turned not in [option.text for option in item.options]:
        item.options.append(Option(turned, False, one.otherwise.strip()))


def _size(shape):
    return " × ".join(map(str, shape))


def _order(one, item, reason):
    """The right order, and those with two neighbours swapped."""
    letters = dict(zip(one.shuffled(), LETTERS, strict=False))
    listed = "\n\n".join(f"**{letters[k]}** {one.parts[k].text.strip()}" for k in one.shuffled())
    item.stem += f"\n\n{listed}"
    right = list(range(len(one.parts)))
    item.options = [Option(", ".join(letters[k] for k in right), True, one.why.strip())]
    for k in right[:-1]:
        order = [*right[:k], k + 1, k, *right[k + 2:]]
        why = f"{letters[k + 1]} is out of place. {one.parts[k + 1].why.strip()}"
        item.options.append(Option(", ".join(letters[j] for j in order), False,
                                   reason(why, one.misconception)))


def _wrong_line(one, item, reason):
    item.stem += "\n\n" + "\n\n".join(
        f"**Line {k}** {part.text.strip()}" for k, part in enumerate(one.parts, 1))
    for k, part in enumerate(one.parts, 1):
        why = f"{part.why.strip()} As it should be: {part.correct.strip()}" if part.wrong else (
            f"This line holds. {part.why.strip()}")
        item.options.append(Option(f"Line {k}", part.wrong, reason(why, part.misconception)))


MAKE = {"choose": _choices, "choose-several": _choices, "numeric": _number, "shape": _shape,
        "order": _order, "wrong-line": _wrong_line}


# Text --------------------------------------------------------------------------------------------


def _formula(content, options):
    inside = escape(content.strip(), quote=False)
    return rf"\[{inside}\]" if options["display_mode"] else rf"\({inside}\)"


MARKDOWN = MarkdownIt("commonmark").use(dollarmath_plugin, renderer=_formula)
ROLE = re.compile(r"\{[\w:]+\}`(?:([^`<]+?)\s*<[^`>]+>|([^`]+))`")


def without_roles(text):
    """References of the book as what they say: there is no book around a question elsewhere."""
    return ROLE.sub(lambda found: found[1] or found[2], text)


def html(text):
    """Markdown as HTML whose formulas stand in \\( \\), as Moodle and Anki set them."""
    return MARKDOWN.render(without_roles(text)).strip()


STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # a writer may turn quotation marks


def plain(markup):
    """What is left of HTML for a comparison: words and formulas."""
    markup = re.sub(r'<img class="equation_image"[^>]*data-equation-content="([^"]*)"[^>]*>',
                    r" \1 ", markup)
    words = unescape(re.sub(r"<[^>]*>", " ", markup)).translate(STRAIGHT)
    return re.sub(r"\\[()\[\]]|\s+", "", words)


# Canvas ------------------------------------------------------------------------------------------


def write_canvas(items, path):
    from text2qti.config import Config
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    title = f"{COURSE}: {items[0].chapter}"
    text = "\n\n".join([f"Quiz title: {title}", *(_canvas(item) for item in items)]) + "\n"
    QTI(Quiz(text, config=Config(), source_name=path.name)).save(path)


def _canvas(item):
    lines = [f"Title: {item.name}", "1. " + _indented(item.stem)]
    if item.kind == "number":
        lines += [_feedback("+", item.why), _feedback("-", item.otherwise),
                  f"=   {item.number:.4f} +- {_four_decimals(item.margin):.4f}"]
    for k, option in enumerate(item.options):
        mark = ("[*]" if option.right else "[ ]") if item.kind == "several" else (
            ("*" if option.right else "") + f"{LETTERS[k].lower()})")
        lines += [f"{mark} {_indented(option.text)}", _feedback("...", option.why)]
    return "\n".join(lines)


def _four_decimals(margin):
    """As many as text2qti keeps; rounded up, so that no right answer is refused."""
    return math.ceil(round(margin * 1e4, 6)) / 1e4


def _feedback(mark, text):
    return f"{mark} {_indented(text)}"


def _indented(text):
    """Display maths in running text, where the writer knows only $ ... $."""
    text = without_roles(text).replace("$$", "$")
    return "\n".join([line and "    " + line.strip() for line in text.splitlines()]).strip()


def read_canvas(path):
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist()
                    if re.fullmatch(r"(text2qti_assessment_\w+)/\1\.xml", name))
        tree = ElementTree.fromstring(archive.read(name))
    for one in tree.iter():
        one.tag = one.tag.split("}")[-1]
    return [_read_canvas(one) for one in tree.iter("item")]


def _read_canvas(one):
    title = one.get("title")
    item = Item(*title.split(" ", 1), "", "one", one.findtext("presentation/material/mattext"))
    reasons = {said.get("ident"): said.findtext(".//mattext") for said in one.iter("itemfeedback")}
    kind = next(entry.findtext("fieldentry") for entry in one.iter("qtimetadatafield")
                if entry.findtext("fieldlabel") == "question_type")
    scored = [case for case in one.iter("respcondition") if case.find("setvar") is not None]
    if kind == "numerical_question":
        item.kind, item.why = "number", reasons.get("correct_fb", "")
        item.otherwise = reasons.get("general_incorrect_fb", "")
        low, high = (float(scored[0].find(f".//{name}").text) for name in ("vargte", "varlte"))
        item.number, item.margin = (low + high) / 2, (high - low) / 2
        return item
    item.kind = "several" if kind == "multiple_answers_question" else "one"
    denied = {no.text for no in scored[0].findall(".//not/varequal")}
    right = {yes.text for yes in scored[0].iter("varequal")} - denied
    for label in one.iter("response_label"):
        ident = label.get("ident")
        item.options.append(Option(label.findtext(".//mattext"), ident in right,
                                   reasons.get(f"{ident}_fb", "")))
    return item


# Moodle ------------------------------------------------------------------------------------------


def write_moodle(items, path):
    quiz, chapter = ElementTree.Element("quiz"), None
    for item in items:
        if item.chapter != chapter:
            chapter = item.chapter
            category = ElementTree.SubElement(quiz, "question", type="category")
            _text(category, "category", f"$course$/top/{COURSE}/{chapter}", form=None)
        quiz.append(_moodle(item))
    ElementTree.indent(quiz)
    ElementTree.ElementTree(quiz).write(path, encoding="utf-8", xml_declaration=True)


def _moodle(item):
    kind = "numerical" if item.kind == "number" else "multichoice"
    made = ElementTree.Element("question", type=kind)
    _text(made, "name", item.name, form=None)
    _text(made, "questiontext", html(item.stem))
    for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("idnumber", item.id)):
        ElementTree.SubElement(made, name).text = value
    if item.kind == "number":
        _moodle_number(made, item)
        return made
    for name, value in (("single", str(item.kind == "one").lower()), ("shuffleanswers", "false"),
                        ("answernumbering", "ABCD")):
        ElementTree.SubElement(made, name).text = value
    right = sum(option.right for option in item.options)
    for option in item.options:
        # Of several, each right one gives its share, and each wrong one takes as much away.
        share = 100 / right if option.right else -100 / right if item.kind == "several" else 0
        answer = _text(made, "answer", html(option.text), fraction=f"{share:.5f}")
        _text(answer, "feedback", html(option.why))
    return made


def _moodle_number(made, item):
    cases = [(repr(item.number), 100, item.why), *((repr(n), 0, why) for n, why in item.slips),
             ("*", 0, item.otherwise)]
    for value, share, why in cases:
        answer = _text(made, "answer", value, form="moodle_auto_format", fraction=f"{share}")
        margin = 0 if value == "*" else item.margin * abs(float(value)) / (abs(item.number) or 1)
        ElementTree.SubElement(answer, "tolerance").text = repr(margin)
        _text(answer, "feedback", html(why))


def _text(parent, name, text, form="html", **attributes):
    made = ElementTree.SubElement(parent, name, {"format": form} if form else {}, **attributes)
    ElementTree.SubElement(made, "text").text = text
    return made


def read_moodle(path):
    return [_read_moodle(one) for one in ElementTree.parse(path).getroot().iter("question")
            if one.get("type") != "category"]


def _read_moodle(one):
    item = Item(*one.findtext("name/text").split(" ", 1), "", "one",
                one.findtext("questiontext/text"))
    answers = [(answer.findtext("text"), float(answer.get("fraction")) > 0,
                answer.findtext("feedback/text"), answer) for answer in one.findall("answer")]
    if one.get("type") == "numerical":
        item.kind = "number"
        for value, right, why, answer in answers:
            if right:
                item.number, item.margin = float(value), float(answer.findtext("tolerance"))
                item.why = why
            elif value == "*":
                item.otherwise = why
            else:
                item.slips.append((float(value), why))
        return item
    item.kind = "one" if one.findtext("single") == "true" else "several"
    item.options = [Option(*answer[:3]) for answer in answers]
    return item


# Anki --------------------------------------------------------------------------------------------

FIELDS = ["Id", "Title", "Kind", "Question", "Options", "Right", "Reasons"]
STYLE = """.card { font: 18px sans-serif; max-width: 40rem; margin: 1rem auto; text-align: left; }
ol { list-style: upper-alpha; } .right { font-weight: bold; }"""
FRONT = "<p><small>{{Id}}</small> <b>{{Title}}</b></p>{{Question}}{{Options}}"
BACK = FRONT + '<hr id="answer"><p class="right">{{Right}}</p>{{Reasons}}'


def write_anki(items, path):
    import genanki

    model = genanki.Model(_id("model"), COURSE, fields=[{"name": name} for name in FIELDS],
                          templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}], css=STYLE)
    decks = {}
    for item in items:
        name = f"{COURSE}::{item.chapter}"
        deck = decks.setdefault(name, genanki.Deck(_id(name), name))
        deck.add_note(genanki.Note(model, _anki(item), guid=genanki.guid_for(COURSE, item.id),
                                   tags=[f"chapter-{item.chapter[:2]}"]))
    genanki.Package(list(decks.values())).write_to_file(path)


def _id(name):
    """A number that stays: importing a newer deck then updates the older one."""
    return int(hashlib.sha256(f"{COURSE} {name}".encode()).hexdigest()[:8], 16)


def _anki(item):
    options = "".join(f"<li>{html(option.text)}</li>" for option in item.options)
    if item.kind == "number":
        right = repr(item.number)
        reasons = [("", item.why), *((f"Not {number:.12g}: ", why) for number, why in item.slips)]
    else:
        right = ", ".join(LETTERS[k] for k, one in enumerate(item.options) if one.right)
        reasons = [("", option.why) for option in item.options]
    tag = "ul" if item.kind == "number" else "ol"
    listed = "".join(f"<li>{start}{html(why)}</li>" for start, why in reasons)
    return [item.id, item.title, item.kind, html(item.stem), options and f"<ol>{options}</ol>",
            right, f"<{tag}>{listed}</{tag}>"]


def read_anki(path):
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(archive.extract("collection.anki2", folder))
        rows = base.execute("select flds from notes order by id").fetchall()
        models = json.loads(base.execute("select models from col").fetchone()[0])
        base.close()
    names = [one["name"] for one in next(iter(models.values()))["flds"]]
    return [_read_anki(dict(zip(names, row[0].split("\x1f"), strict=True))) for row in rows]


def _read_anki(fields):
    item = Item(fields["Id"], fields["Title"], "", fields["Kind"], fields["Question"])
    reasons = re.findall(r"<li>(.*?)</li>", fields["Reasons"], re.S)
    if item.kind == "number":
        item.number, item.why = float(fields["Right"]), reasons[0]
        item.slips = [(float(found[1]), found[2]) for found in
                      (re.match(r"Not (\S+): (.*)", one, re.S) for one in reasons[1:])]
        return item
    texts, right = re.findall(r"<li>(.*?)</li>", fields["Options"], re.S), fields["Right"]
    item.options = [Option(text, LETTERS[k] in right.split(", "), why)
                    for k, (text, why) in enumerate(zip(texts, reasons, strict=True))]
    return item


# What was written is what stands in the bank -----------------------------------------------------


def differences(items, found, system):
    """Every difference between the items and what was read back from a file."""
    if [one.id for one in items] != [one.id for one in found]:
        return [f"{system}: {len(found)} questions {[one.id for one in found]}, "
                f"not {[one.id for one in items]}"]
    problems = []
    for item, back in zip(items, found, strict=True):
        wanted, got = _content(item, system), _content(back, system, written=True)
        problems += [f"{system}: {item.id}: {name} is {got[name]!r}, not {wanted[name]!r}"
                     for name in wanted if wanted[name] != got[name]]
    return problems


def _content(item, system, written=False):
    """What is compared: the bank's Markdown through the same HTML as every file's text."""
    def same(text):
        return plain((text if written else html(text)) or "")

    content = {
        "title": item.title, "kind": item.kind, "text": same(item.stem),
        "choices": [(same(one.text), one.right, same(one.why)) for one in item.options],
        "why": same(item.why),
    }
    if item.kind == "number":
        content["number"] = f"{item.number:.4f}" if system == "canvas" else f"{item.number:.9g}"
        if system != "anki":
            margin = item.margin if system != "canvas" else _four_decimals(item.margin)
            content["margin"], content["otherwise"] = f"{margin:.6g}", same(item.otherwise)
        if system != "canvas":
            content["slips"] = [(number, same(why)) for number, why in item.slips]
    return content


def export(items, folder):
    """Write every file; return (path, differences) for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    chapters = {}
    for item in items:
        chapters.setdefault(item.chapter, []).append(item)
    jobs = [("canvas", folder / f"canvas-{name}.zip", some) for name, some in chapters.items()]
    jobs += [("moodle", folder / "moodle.xml", items),
             ("anki", folder / "matrix-calculus.apkg", items)]
    for system, path, some in jobs:
        WRITE[system](some, path)
        yield path, differences(some, READ[system](path), system)


WRITE = {"canvas": write_canvas, "moodle": write_moodle, "anki": write_anki}
READ = {"canvas": read_canvas, "moodle": read_moodle, "anki": read_anki}


def main():
    faults = questions.problems()
    if faults:
        sys.exit("\n".join(faults))
    bank, thoughts = questions.load_all(), questions.misconceptions()
    if not bank:
        sys.exit(f"No questions yet. Cure: write {questions.FOLDER}/NN-name.yml")
    wrong = []
    for path, found in export(collection(bank, thoughts), TARGET):
        wrong += found
        print(f"{path.relative_to(ROOT)}: {'read back, all there' if not found else 'differs'}")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(bank)} questions, each with its reasons.")


if __name__ == "__main__":
    main()
