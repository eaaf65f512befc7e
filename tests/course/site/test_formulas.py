"""Lighter formulas: fewer elements, with the same signs, read aloud as before."""

import re

import pytest

from course.exam.formulas import place, typeset
from course.site import formulas

TEX = [
    "x", "x_i", "x^2", "x_i^2", "x_{i_j}", "f'(x)", r"\frac{\partial y}{\partial x}", r"\tfrac12",
    r"e^{\frac{a}{b}}", r"\binom{n}{k}", r"a + b = c,\ d", r"a \neq b \le c", r"a \! b", "{}",
    r"\mathbf y = \mathrm{diag}(\mathbf w)\,\mathbf x", r"\underbrace{\mathbf x}_{n \times 1}",
    r"\begin{bmatrix} x_1 & 0 \\ 0 & x_2 \end{bmatrix}", r"\sum_{i=1}^n x_i", r"\sqrt{x^2 + 1}",
    r"\begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{else} \end{cases}", r"\vec 1", "a < b",
    r"\left(\frac{a}{b}\right)^2", r"\overline{a}_{b}", r"\max(0, z)", r"\|x\|_2^2",
]


@pytest.fixture(scope="module")
def written():
    """Formulas as KaTeX writes them, displayed and in a line."""
    return typeset([place(tex, display) for tex in TEX for display in (True, False)])


def said(html, part):
    """The signs of a formula, in order: "shown", or "read" aloud."""
    html = re.sub("<annotation.*?</annotation>|\u200b", "", html, flags=re.S)
    aloud, shown = html.split('<span class="katex-html"')
    return re.sub("<[^>]*>", "", {"read": aloud, "shown": "<" + shown}[part])


def test_the_signs_stay_and_their_order(written):
    for html in written:
        light = formulas.lighter(html)
        for part in ("read", "shown"):
            assert said(light, part) == said(html, part)


def test_the_elements_are_fewer(written):
    count = lambda all_: sum(len(re.findall(r"<[a-z]", one)) for one in all_)
    assert count(map(formulas.lighter, written)) < 0.65 * count(written)


def test_what_is_read_aloud_keeps_its_structure():
    math = ('<span class="katex"><span class="katex-mathml"><math xmlns="a">'
            "<semantics><mrow><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mi>c</mi></mrow>"
            "</mfrac></mrow><annotation>x</annotation></semantics></math></span></span>")
    assert formulas.lighter(math) == (
        '<span class="katex"><span class="katex-mathml"><math><mfrac>'
        "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math></span></span>")


def test_an_index_stands_where_it_stood(written):
    """KaTeX lowers it by 0.15 em of the letter before it, in letters of 0.7 em."""
    light = formulas.lighter(written[2 * TEX.index("x_i")])
    [index] = re.findall(r'<span[^>]*script"[^>]*>', light)
    assert "vertical-align:-0.2143em" in index and "margin-right:0.07143em" in index
