"""The bank for Anki: one package, a deck for each chapter."""

import hashlib

import genanki

from course.bank.portable import LETTERS, course_title, html

FIELDS = ["Id", "Title", "Kind", "Question", "Options", "Right", "Reasons"]
STYLE = """.card { font: 18px sans-serif; max-width: 40rem; margin: 1rem auto; text-align: left; }
ol { list-style: upper-alpha; } .right { font-weight: bold; }"""
FRONT = "<p><small>{{Id}}</small> <b>{{Title}}</b></p>{{Question}}{{Options}}"
BACK = FRONT + '<hr id="answer"><p class="right">{{Right}}</p>{{Reasons}}'


def write(items, path):
    model = genanki.Model(_id("model"), course_title(), fields=[{"name": name} for name in FIELDS],
                          templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}], css=STYLE)
    decks = {}
    for item in items:
        name = f"{course_title()}::{item.chapter}"
        deck = decks.setdefault(name, genanki.Deck(_id(name), name))
        known = genanki.guid_for(course_title(), item.id)
        deck.add_note(genanki.Note(model, _fields(item), guid=known,
                                   tags=[f"chapter-{item.chapter[:2]}"]))
    genanki.Package(list(decks.values())).write_to_file(path)


def _id(name):
    """A number that stays: importing a newer deck then updates the older one."""
    return int(hashlib.sha256(f"{course_title()} {name}".encode()).hexdigest()[:8], 16)


def _fields(item):
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
