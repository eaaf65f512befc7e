"""What makes, checks, grades and prints the course. Content stands in ``book/`` and ``solutions/``.

Every other module takes from here where things are, and which parts and chapters the book has.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
HTML = BUILD / "html"


@dataclass(frozen=True)
class Part:
    """A part of the book: its folder, from the root, and the numbers of its chapters."""

    title: str
    folder: str
    numbers: tuple


PARTS = (
    Part("Part I: the paper, run", "book/paper", tuple(range(1, 16))),
    Part("Part II: from one neuron to a network", "book/network", tuple(range(16, 23))),
)
CHAPTERS = tuple(number for part in PARTS for number in part.numbers)


def part_of(page):
    """The part to which a page or file belongs (a path from the root), or None."""
    return next((part for part in PARTS if page.startswith(f"{part.folder}/")), None)
