"""A piece of the plane as a picture: where its points are, and what every such picture has.

``plane.js`` reads the same numbers from the picture, so that a script may move what stands in it.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Plane:
    """The rectangle from (left, low) to (right, high), drawn width units wide."""

    left: float
    right: float
    low: float
    high: float
    width: int
    height: int

    def at(self, points):
        """Places in the picture of an array of points (..., 2)."""
        corner = np.array([self.left, self.high])
        size = np.array([self.right - self.left, self.low - self.high])
        return (np.asarray(points, dtype=float) - corner) / size * (self.width, self.height)

    def path(self, points, digits=1):
        """The ``d`` of a line through the points."""
        return "M" + "L".join(f"{x:.{digits}f} {y:.{digits}f}" for x, y in self.at(points))

    def svg(self, inside, label, kind=""):
        """The picture; ``label`` is what one who cannot see it hears."""
        numbers = " ".join(f"{one:g}" for one in (self.left, self.right, self.low, self.high))
        return (f'<svg class="plane {kind}" viewBox="0 0 {self.width} {self.height}" role="img" '
                f'data-plane="{numbers}" aria-label="{label}">{inside}</svg>')

    def frame(self):
        return (f'<rect class="frame" x="0.5" y="0.5" width="{self.width - 1}" '
                f'height="{self.height - 1}"/>')

    def axes(self, across="", up="", ticks=()):
        """Lines through the origin with numbers, and the letters of both axes at their ends."""
        (x, y), lines = self.at((0, 0)), []
        lines += [f'<path class="axis" d="M0 {y:.1f}H{self.width}M{x:.1f} 0V{self.height}"/>']
        for value in ticks:
            u, v = self.at((value, value))
            text = f"{value}".replace("-", "−")
            lines += [f'<text class="tick" x="{u:.1f}" y="{y + 16:.1f}">{text}</text>',
                      f'<text class="tick" x="{x - 10:.1f}" y="{v + 5:.1f}">{text}</text>']
        if across:
            lines += [f'<text class="name" x="{self.width - 14}" y="{y - 7:.1f}">{across}</text>',
                      f'<text class="name" x="{x + 15:.1f}" y="16">{up}</text>']
        return "".join(lines)


def letter(name, index=""):
    """A letter with its index, as it stands in a picture's text."""
    below = f'<tspan class="index" dy="4">{index}</tspan>' if index else ""
    return f'<tspan class="letter">{name}</tspan>{below}'


def handle(place, kind="", grip=26, text=""):
    """What a reader drags; the script makes it a control. Where several are near, grip less."""
    name = text and f'<text class="label" y="5">{text}</text>'
    return (f'<g class="{f"handle {kind}".strip()}" '
            f'transform="translate({place[0]:.1f} {place[1]:.1f})">'
            f'<circle class="grip" r="{grip}"/><circle class="ring" r="13"/>'
            f'<circle class="knob" r="7.5"/>{name}</g>')


def number(value, digits=2):
    """A number as the pages set it, with a real minus and no minus before zero."""
    text = f"{value:.{digits}f}"
    return (text.replace("-", "") if float(text) == 0 else text).replace("-", "−")
