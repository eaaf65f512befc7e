"""Lighter formulas: what KaTeX writes, with less than half of its elements.

A browser reads, styles and lays out every element of a page, and most of them are KaTeX's. What is
drawn and what is read aloud stay the same:

1. The MathML, which is read aloud: without the TeX beside it, and without groups of one.
2. A script (an index, a power) is raised by its own style, not in a table of one row.
3. A table's second row, which only makes its line deeper: the strut of the line does that.
4. A strut that is no taller than a line.
5. Spaces, and the room beside a fraction, as margins of what they stand beside.
6. Elements that have no style: their classes name what a sign is for KaTeX's own spacing only.
"""

import re
from functools import cache
from xml.etree import ElementTree

NAMESPACE = re.compile(r' xmlns="[^"]*"')  # no page needs one
# Classes of KaTeX's without a rule in its style sheet, unless another stands beside them.
NEUTRAL = {"mord", "mbin", "mrel", "mopen", "mclose", "mpunct", "minner", "mop", "mtight", "text"}
LETTERS = {"mathnormal", "mathbf", "mathrm", "mathit"}
# Of a line of KaTeX_Main, 1.2 high: what it takes above and below its baseline, a little less.
ASCENT, DESCENT = 0.91, 0.26
# What a sign gets whose spaces are the usual ones: 3-text.css has these classes.
SPACED = {("mbin", "0.2222em", "0.2222em"): "bin", ("mrel", "0.2778em", "0.2778em"): "rel",
          ("mpunct", "", "0.1667em"): "pun"}
SIZES = {("reset-size6", "size3"): 0.7, ("reset-size3", "size1"): 5 / 7}
EMPTY = ("mopen nulldelimiter", "mclose nulldelimiter")
GROUPS = {"math", "mrow", "mtd", "mstyle"}  # take any number of elements as one


@cache
def lighter(html):
    """A formula as KaTeX writes it, with fewer elements."""
    top = ElementTree.fromstring(NAMESPACE.sub("", html))
    for math in top.iter("math"):
        _lean_mathml(math)
    for shown in top.iter("span"):
        if shown.get("class") == "katex-html":
            _lean(shown)
    return ElementTree.tostring(top, encoding="unicode", short_empty_elements=False)


# What is read aloud ------------------------------------------------------------------------------


def _lean_mathml(node):
    for semantics in node.findall("semantics"):
        _swap(node, semantics, semantics[0])  # what follows it is the TeX
    for child in list(node):
        _lean_mathml(child)
        if child.tag == "mrow" and (len(child) == 1 or len(node) == 1 and node.tag in GROUPS):
            _unwrap(node, child)
        elif child.tag == "mstyle" and node.tag == "mtd" and len(node) == 1:
            _unwrap(node, child)


# What is shown -----------------------------------------------------------------------------------


def _lean(node):
    """Lighten what is in an element, from the inside out."""
    for child in node:
        _lean(child)
    classes = _classes(node)
    if "vlist-t2" in classes:
        _drop_depth(node)
    for child in list(node):
        if _classes(child) == {"msupsub"}:
            _raise_script(node, child)
    _spaces_to_margins(node)
    _frame_fractions(node)
    if "base" in classes:
        _drop_strut(node)
    for child in list(node):
        if _flows(classes) and not child.get("style") and _is_neutral(child):
            _unwrap(node, child)
        else:
            _set(child, "class", " ".join(
                one for one in child.get("class", "").split() if one not in NEUTRAL))


def _is_neutral(node):
    return bool(_classes(node)) and _classes(node) <= NEUTRAL


def _flows(classes):
    """Whether children stand side by side as text does, and no rule asks what they are."""
    rest = {one for one in classes if not re.fullmatch(r"sizing|(reset-)?size\d+", one)}
    return bool(classes) and rest <= NEUTRAL | LETTERS | {"base", "script"}


def _drop_depth(table):
    table.set("class", "vlist-t")
    first, second = table
    first.remove(first.find("span[@class='vlist-s']"))
    table.remove(second)


def _raise_script(node, script):
    """A single index or power: the inside of its only row, at the height that the row gives it."""
    rows = script.findall("span[@class='vlist-t']/span/span/span")
    if len(rows) != 1 or len(rows[0]) != 2:
        return
    strut, inner = rows[0]
    size = SIZES.get(tuple(inner.get("class", "").split()[1:3]))
    if not size or inner.get("style"):
        return
    row = {name: _ems(value) for name, value in _style(rows[0]).items()}
    below = row.pop("top") + _ems(_style(strut)["height"])
    moved = {"vertical-align": -below, **row}
    _set_style(inner, {name: f"{value / size:.4g}em" for name, value in moved.items() if value})
    inner.set("class", f"{inner.get('class')} script")
    _swap(node, script, inner)


def _spaces_to_margins(node):
    """A space becomes the margin of the operator after it, or else of what stands before it."""
    children = list(node)
    for k, child in enumerate(children):
        if child.get("class") != "mspace" or [*_style(child)] != ["margin-right"]:
            continue
        before, after = (children[m] if 0 <= m < len(children) else None for m in (k - 1, k + 1))
        if _takes_room(after) and _classes(after) & {"mbin", "mrel"}:
            _widen(after, "margin-left", child)
        elif _takes_room(before):
            _widen(before, "margin-right", child)
        else:
            continue
        node.remove(child)
    for child in node:
        style = _style(child)
        usual = (child.get("class"), style.pop("margin-left", ""), style.pop("margin-right", ""))
        if usual in SPACED and not style:
            child.set("class", SPACED[usual])
            del child.attrib["style"]


def _takes_room(one):
    """Whether a margin of an element is measured as a space beside it is: not in a script's ems."""
    return one is not None and bool(_classes(one)) and _classes(one) <= NEUTRAL | LETTERS


def _widen(node, side, space):
    style = _style(node)
    width = _ems(style.get(side, "0")) + _ems(_style(space)["margin-right"])
    _set_style(node, {**style, side: f"{width:.4g}em"})


def _frame_fractions(node):
    """A fraction has the room beside it as its margin, unless it stands in brackets."""
    children = list(node)
    for before, one, after in zip(children, children[1:], children[2:], strict=False):
        if one.get("class") != "mfrac":
            continue
        if (before.get("class"), after.get("class")) == EMPTY:
            node.remove(before)
            node.remove(after)
        else:
            _set_style(one, {"margin": "0"})


def _drop_strut(base):
    strut = base.find("span[@class='strut']")
    style = _style(strut)
    depth = -_ems(style.get("vertical-align", "0"))
    if depth <= DESCENT and _ems(style["height"]) - depth <= ASCENT:
        base.remove(strut)


# Elements. KaTeX writes no text beside an element; only _unwrap makes some, and it comes last. ---


def _classes(node):
    return set(node.get("class", "").split())


def _set(node, name, value):
    if value:
        node.set(name, value)
    else:
        node.attrib.pop(name, None)


def _style(node):
    pairs = (one.split(":") for one in node.get("style", "").split(";") if one)
    return {name.strip(): value.strip() for name, value in pairs}


def _set_style(node, style):
    _set(node, "style", ";".join(f"{name}:{value}" for name, value in style.items()))


def _ems(length):
    return float(length.removesuffix("em"))


def _swap(node, child, other):
    node[list(node).index(child)] = other


def _unwrap(node, child):
    """Put what an element says and holds in its place."""
    place = list(node).index(child)
    node.remove(child)
    _say(node, place, child.text)
    for k, one in enumerate(child):
        node.insert(place + k, one)
    _say(node, place + len(child), child.tail)


def _say(node, place, text):
    """Add text before the child at a place."""
    if place:
        node[place - 1].tail = (node[place - 1].tail or "") + (text or "")
    else:
        node.text = (node.text or "") + (text or "")
