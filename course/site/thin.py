"""Figures that weigh less: what matplotlib writes, without what nobody sees.

A coordinate is said to a tenth of a point, below ten to a hundredth; a point that is the same as
the one before it is left out, and so are names that nothing refers to, and the file's own history.
"""

import re

HISTORY = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
PLACE = re.compile(r'(?<= )((?:d|x|y|x1|y1|x2|y2|width|height|points|transform)=")([^"]*)')
ROOT = re.compile(r"<svg[^>]*>")
SCALE = re.compile(r"(scale|rotate|matrix)\([^)]*\)")  # kept as they are: they multiply
LENGTH = re.compile(r"-?\d+\.\d+(?:e-?\d+)?|-0\b")
COMMAND = re.compile(r"\s*([MLHVCQAZz])\s*")
TWICE = re.compile(r"(L[^A-Za-z]*)\1+(?=[A-Za-z]|$)")
USED = re.compile(r'(?:href="#|url\(#)([^")]+)')
ID = re.compile(r' id="([^"]*)"')
BARE = re.compile(r"<g>((?:(?!<g[ >]|</g>).)*)</g>", re.S)  # a group that says nothing


def _short(length):
    value = float(length[0])
    text = f"{value:.{1 if abs(value) >= 10 else 2}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _place(found):
    """An attribute that says where something is, in short numbers."""
    kept = [one[0] for one in SCALE.finditer(found[2])]
    text = LENGTH.sub(_short, SCALE.sub("@", found[2]))
    if found[1] == 'd="':
        text = TWICE.sub(r"\1", " ".join(COMMAND.sub(r"\1", text).split()))
    for one in kept:
        text = text.replace("@", one, 1)
    return found[1] + text


def thinned(svg):
    """The same drawing in fewer bytes; its root stays as it is."""
    svg = HISTORY.sub("", svg).strip()
    root = ROOT.search(svg)
    inside = PLACE.sub(_place, svg[root.end():])
    used = set(USED.findall(inside))
    inside = ID.sub(lambda found: found[0] if found[1] in used else "", inside)
    inside, before = re.sub(r">\s+<", "><", inside), ""
    while inside != before:
        inside, before = BARE.sub(r"\1", inside), inside
    return svg[:root.end()] + inside
