"""What somebody else wrote, as a quotation: no formula, heading, link or control character.

A spreadsheet gets no formula, a terminal no control characters, a Markdown page no heading, link or
tag that somebody handed in.
"""

import re


def shown(text):
    """A text in one line, with every character visible: no escapes, no change of direction."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode()
                   if not "\ud800" <= one <= "\udfff" else f"\\x{ord(one) & 0xff:02x}"
                   for one in str(text))


def inline(text):
    """A text in one line of Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|~&!$])", r"\\\1", shown(text))


def fenced(text):
    """A text as a block of Markdown that it cannot leave."""
    longest = max((len(one) for one in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    body = "\n".join(shown(line.replace("\t", "    ")) for line in text.splitlines())
    return f"{fence}text\n{body}\n{fence}"


def cell(value):
    """A value that a spreadsheet takes for nothing but text or a number."""
    text = shown(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r\\|" and text else text


def block(text):
    """A text of several lines for a cell of a spreadsheet; every other sign is visible."""
    lines = "\n".join(shown(line.replace("\t", "    ")) for line in text.strip().splitlines())
    return f"'{lines}" if lines[:1] in "=+-@|" and lines else lines
