"""A question as every other system can hold it, and its Markdown as their HTML."""

import random
import re
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from course import edition

LETTERS = "ABCDEFGH"


def course_title():
    """The name of the course, as this edition has it."""
    return edition.read().title


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
    mixed: bool = True  # may a system shuffle the options?
    number: float | None = None
    margin: float = 0  # absolute
    slips: list = field(default_factory=list)  # (number, why)
    why: str = ""
    otherwise: str = ""

    def __post_init__(self):
        """Authors put the right answer in the middle; the id decides where it stands."""
        if self.mixed:
            random.Random(self.id).shuffle(self.options)

    @property
    def name(self):
        return f"{self.id} {self.title}"


def collection(bank, thoughts):
    """The bank as Items; those of a chapter that ask in the same words are told apart by title."""
    items = [one.portable(thoughts) for one in bank]
    asked = [(item.chapter, item.stem) for item in items]
    for item, what in zip(items, asked, strict=True):
        if asked.count(what) > 1:  # text2qti takes none twice
            item.stem = f"{item.name}. {item.stem}"
    return items


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
