"""Formulas that weigh less: braces and arrows are drawn once, in the style sheet.

KaTeX writes the outline of a brace, in three pieces, and of the arrow over a vector again at every
place, a thousand times in this book. Here they are asked for once, and become masks of the style
sheet; a page only says where they stand. Lengths are said to a thousandth of a letter.
"""

import functools
import re
from urllib.parse import quote

from course.exam.formulas import place, typeset

DRAWN = re.compile(
    r'<span class="(brace-\w+|overlay)" style="([^"]*)">(<svg .*?</svg>)</span>', re.S)
SIDES = {"xMinYMin": "left", "xMidYMin": "center", "xMaxYMin": "right"}
STYLE = re.compile(r'(?<= style=")[^"]*')
LONG = re.compile(r"\d*\.\d{4,}")
PLACE = ".katex .stroke { background: currentColor; mask: no-repeat; print-color-adjust: exact; }\n"


@functools.cache
def strokes():
    """{the drawing that KaTeX writes: its class} of what the style sheet draws."""
    found = DRAWN.findall(typeset([place(r"\underbrace{x}") + place(r"\vec x")])[0])
    return {svg: f"stroke {'arrow' if kind == 'overlay' else 'under'}" for kind, _, svg in found}


def css():
    """The rules of these strokes: each drawing, as the mask of its place."""
    rules = [PLACE]
    for svg, name in strokes().items():
        width, height = re.search(r' width="([^"]*)" height="([^"]*)"', svg).groups()
        side = SIDES[re.search(r"xM\w\wYMin", svg)[0]]
        where = "overlay" if "arrow" in name else f"brace-{side}"
        picture = quote(re.sub(r"\s+", " ", svg), safe=" =:/,.-'")
        rules.append(f'.katex .{where}.{name.replace(" ", ".")} {{ '
                     f'mask-image: url("data:image/svg+xml,{picture}"); '
                     f"mask-position: {side} top; mask-size: {width} {height}; }}\n")
    return "".join(rules)


def lighter(formula):
    """A formula as KaTeX has set it, with what the style sheet draws left to the style sheet."""
    def by_name(found):
        name = strokes().get(found[3])
        return found[0] if name is None else (
            f'<span class="{found[1]} {name}" style="{found[2]}"></span>')

    def short(style):
        return LONG.sub(lambda length: f"{float(length[0]):.3f}".rstrip("0"), style[0])

    return STYLE.sub(short, DRAWN.sub(by_name, formula))
