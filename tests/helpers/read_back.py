"""Reads what was written for Canvas, Moodle and Anki, and compares it with the bank."""

import json
import re
import sqlite3
import tempfile
import zipfile
from html import unescape
from xml.etree import ElementTree

from course.bank import anki, canvas, moodle
from course.bank.canvas import four_decimals
from course.bank.portable import LETTERS, Item, Option, html


def item(name, kind, stem):
    title, chapter = name.split(" ", 1), ""
    return Item(*title, chapter, kind, stem, mixed=False)


# Canvas


def assessment(path):
    """The questions of a package, and the settings of their quiz."""
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist()
                    if re.fullmatch(r"(text2qti_assessment_\w+)/\1\.xml", name))
        tree = ElementTree.fromstring(archive.read(name))
    for one in tree.iter():
        one.tag = one.tag.split("}")[-1]
    return tree


def read_canvas(path):
    return [_read_canvas(one) for one in assessment(path).iter("item")]


def _read_canvas(one):
    made = item(one.get("title"), "one", one.findtext("presentation/material/mattext"))
    reasons = {said.get("ident"): said.findtext(".//mattext") for said in one.iter("itemfeedback")}
    kind = next(entry.findtext("fieldentry") for entry in one.iter("qtimetadatafield")
                if entry.findtext("fieldlabel") == "question_type")
    scored = [case for case in one.iter("respcondition") if case.find("setvar") is not None]
    if kind == "numerical_question":
        made.kind, made.why = "number", reasons.get("correct_fb", "")
        made.otherwise = reasons.get("general_incorrect_fb", "")
        low, high = (float(scored[0].find(f".//{name}").text) for name in ("vargte", "varlte"))
        made.number, made.margin = (low + high) / 2, (high - low) / 2
        return made
    made.kind = "several" if kind == "multiple_answers_question" else "one"
    denied = {no.text for no in scored[0].findall(".//not/varequal")}
    right = {yes.text for yes in scored[0].iter("varequal")} - denied
    for label in one.iter("response_label"):
        ident = label.get("ident")
        made.options.append(Option(label.findtext(".//mattext"), ident in right,
                                   reasons.get(f"{ident}_fb", "")))
    return made


# Moodle


def read_moodle(path):
    return [_read_moodle(one) for one in ElementTree.parse(path).getroot().iter("question")
            if one.get("type") != "category"]


def _read_moodle(one):
    made = item(one.findtext("name/text"), "one", one.findtext("questiontext/text"))
    answers = [(answer.findtext("text"), float(answer.get("fraction")) > 0,
                answer.findtext("feedback/text"), answer) for answer in one.findall("answer")]
    if one.get("type") == "numerical":
        made.kind = "number"
        for value, right, why, answer in answers:
            if right:
                made.number, made.margin = float(value), float(answer.findtext("tolerance"))
                made.why = why
            elif value == "*":
                made.otherwise = why
            else:
                made.slips.append((float(value), why))
        return made
    made.kind = "one" if one.findtext("single") == "true" else "several"
    made.options = [Option(*answer[:3]) for answer in answers]
    return made


# Anki


def read_anki(path):
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(archive.extract("collection.anki2", folder))
        rows = base.execute("select flds from notes order by id").fetchall()
        models = json.loads(base.execute("select models from col").fetchone()[0])
        base.close()
    names = [one["name"] for one in next(iter(models.values()))["flds"]]
    return [_read_anki(dict(zip(names, row[0].split("\x1f"), strict=True))) for row in rows]


def _read_anki(fields):
    made = item(f"{fields['Id']} {fields['Title']}", fields["Kind"], fields["Question"])
    reasons = re.findall(r"<li>(.*?)</li>", fields["Reasons"], re.S)
    if made.kind == "number":
        made.number, made.why = float(fields["Right"]), reasons[0]
        made.slips = [(float(found[1]), found[2]) for found in
                      (re.match(r"Not (\S+): (.*)", one, re.S) for one in reasons[1:])]
        return made
    texts, right = re.findall(r"<li>(.*?)</li>", fields["Options"], re.S), fields["Right"]
    made.options = [Option(text, LETTERS[k] in right.split(", "), why)
                    for k, (text, why) in enumerate(zip(texts, reasons, strict=True))]
    return made


# What was written is what stands in the bank

SYSTEMS = {"canvas": (canvas.write, read_canvas), "moodle": (moodle.write, read_moodle),
           "anki": (anki.write, read_anki)}
STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # a writer may turn quotation marks


def system_of(path):
    """For which system `make questions` has written a file."""
    return {".zip": "canvas", ".xml": "moodle", ".apkg": "anki"}[path.suffix]


def differences(items, path, system):
    """Every difference between the items and what a file says."""
    found = SYSTEMS[system][1](path)
    if [one.id for one in items] != [one.id for one in found]:
        return [f"{system}: {len(found)} questions {[one.id for one in found]}, "
                f"not {[one.id for one in items]}"]
    problems = []
    for one, back in zip(items, found, strict=True):
        wanted, got = _content(one, system), _content(back, system, written=True)
        problems += [f"{system}: {one.id}: {name} is {got[name]!r}, not {wanted[name]!r}"
                     for name in wanted if wanted[name] != got[name]]
    return problems


def _content(one, system, written=False):
    """What is compared: the bank's Markdown through the same HTML as every file's text."""
    def same(text):
        return plain((text if written else html(text)) or "")

    content = {
        "title": one.title, "kind": one.kind, "text": same(one.stem),
        "choices": [(same(option.text), option.right, same(option.why)) for option in one.options],
        "why": same(one.why),
    }
    if one.kind == "number":
        content["number"] = f"{one.number:.4f}" if system == "canvas" else f"{one.number:.9g}"
        if system != "anki":
            margin = one.margin if system != "canvas" else four_decimals(one.margin)
            content["margin"], content["otherwise"] = f"{margin:.6g}", same(one.otherwise)
        if system != "canvas":
            content["slips"] = [(number, same(why)) for number, why in one.slips]
    return content


def plain(markup):
    """What is left of HTML for a comparison: words and formulas."""
    markup = re.sub(r'<img class="equation_image"[^>]*data-equation-content="([^"]*)"[^>]*>',
                    r" \1 ", markup)
    words = unescape(re.sub(r"<[^>]*>", " ", markup)).translate(STRAIGHT)
    return re.sub(r"\\[()\[\]]|\s+", "", words)
