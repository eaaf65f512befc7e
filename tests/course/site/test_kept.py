"""A short formula is not parted from its comma."""

import re

import pytest
from docutils import nodes

from course.site import kept


def paragraph(*parts):
    """A paragraph of words and formulas, as it is kept together: words, and [what is kept]."""
    made = nodes.paragraph("", "", *(
        nodes.math("", part[1:-1]) if part.startswith("$") else nodes.Text(part)
        for part in parts))
    kept.keep(made)
    return "".join(f"[{one.astext()}]" if isinstance(one, nodes.inline) else one.astext()
                   for one in made)


@pytest.mark.parametrize("parts, together", [
    (("let ", "$x$", ", then"), "let [x,] then"),
    (("see (", "$x$", ")."), "see [(x).]"),
    (("of ", "$W$", "'s shape"), "of [W's] shape"),
    (("a ", "$k$", "-fold sum"), "a [k-fold] sum"),
    (("(", "$x$", ", ", "$y$", ")"), "[(x,] [y)]"),
    (("let ", "$x$", " be"), "let x be"),
    (("of ", r"$m \times n$", " entries"), r"of [m \times n] entries"),
    (("", "$a + b + c + d + e + f + g + h + i$", "."), "a + b + c + d + e + f + g + h + i."),
])
def test_what_stays_together(parts, together):
    assert paragraph(*parts) == together


def test_the_signs_of_a_formula_are_counted_as_they_are_shown():
    assert kept.signs(r"\mathbf x = (2, 1)") == 7
    assert kept.signs(r"\frac{\partial L}{\partial W_{pq}}") == 6  # d L d W p q


def test_no_letter_of_a_chapter_stands_apart_from_its_comma(html):
    page = (html / "book/network/18-layer.html").read_text(encoding="utf-8")
    shown = r'<span class="katex-html" aria-hidden="true"><span class="base">'
    letter = rf"<mi[^>]*>\w</mi></math></span>{shown}(?:<span[^>]*>[^<]*</span>)*(?:</span>){{4}}"
    assert len(re.findall(letter + "[,.]</span>", page)) > 20
    assert not re.findall(letter + "[,.](?!</span>)", page)
