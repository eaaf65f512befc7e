"""The look: one style sheet, no rule or script of anybody else, letters for all that is shown."""

import re
from html import unescape

import pytest

from course import notebooks
from course.site import inks, look
from matrixcalculus import figures

USED = re.compile(r"var\((--[\w-]+)")
DEFINED = re.compile(r"(--[\w-]+):")
TAG = re.compile(r"<(/?)span\b[^>]*>")


def formulas(html):
    """What the formulas of a page show, without what stands there for ears."""
    for start in re.finditer(r'<span class="katex-html"', html):
        depth = 0
        for tag in TAG.finditer(html, start.start()):
            depth += -1 if tag[1] else 1
            if not depth:
                yield unescape(re.sub(r"<[^>]*>", "", html[start.start():tag.start()]))
                break


def foreign(html):
    """Style sheets and scripts of a page that are not the book's own."""
    sheets = re.findall(r'<link rel="stylesheet"[^>]* href="([^"]+)"', html)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
    return [one for one in sheets if "/_static/book.css" not in one] + [
        one for one in scripts if not re.search(r"_static/(theme|parts)/", one)]


def cut_away(texts):
    """Letters of formulas that the fonts no longer have."""
    invisible = set("\u200b\u2009\u200a\u2005\u2003\u2061\u2062\xa0\n ")
    return set("".join(texts)) - set(look.SIGNS) - invisible


@pytest.fixture(scope="module")
def pages(html):
    return {page: (html / f"{page}.html").read_text(encoding="utf-8")
            for page in notebooks.toc_pages()}


def test_a_page_loads_the_books_own_files_only(pages):
    assert {page: foreign(text) for page, text in pages.items() if foreign(text)} == {}
    assert all(text.count('rel="stylesheet"') == 1 for text in pages.values())


def test_every_sign_of_a_formula_has_its_letter(pages):
    missing = {page: cut_away(formulas(text)) for page, text in pages.items()}
    assert {page: signs for page, signs in missing.items() if signs} == {}
    assert sum(len(list(formulas(text))) for text in pages.values()) > 2000


def test_every_bold_sign_has_its_letter(pages):
    bold = re.compile(r'class="(?:mathbf|text\w*bf)"[^>]*>([^<]+)<')
    invisible = {"\u200b", "\xa0"}
    assert sum(len(bold.findall(text)) for text in pages.values()) > 1000
    missing = {page: set(unescape("".join(bold.findall(text)))) - set(look.BOLD) - invisible
               for page, text in pages.items()}
    assert {page: signs for page, signs in missing.items() if signs} == {}


def test_every_name_that_a_style_uses_is_defined():
    sheet = look.sheet()
    parts = "".join(path.read_text() for path in (look.HERE / "parts").glob("*.js"))
    assert set(USED.findall(sheet)) - set(DEFINED.findall(sheet + parts)) == set()


def test_the_checks_can_fail():
    assert cut_away(["x = 1", "Ж"]) == {"Ж"}
    shown = '<span class="katex"><span class="katex-html"><span>a</span>b</span>c</span>'
    assert list(formulas(shown)) == ["ab"]
    page = ('<link rel="stylesheet" href="../_static/book.css?v=1">'
            '<link rel="stylesheet" type="text/css" href="../_static/other.css">'
            '<script src="../_static/jquery.js"></script>'
            '<script defer src="../_static/theme/book.js"></script>')
    assert foreign(page) == ["../_static/other.css", "../_static/jquery.js"]


def test_a_style_sheet_is_made_smaller_and_says_the_same():
    assert look.small("a , b {\n  c: d;  /* e */\n  f: calc(1px + 2px);\n}\n") == (
        "a,b{c: d;f: calc(1px + 2px)}")


def test_what_a_page_needs_not_is_left_out():
    code = '<span></span><span class="k">def</span><span class="w"> </span><span class="n">f</span>'
    assert look.lean(code) == '<span class="k">def</span> f'


def test_what_is_treated_apart_is_named():
    assert look.named('<p>a</p><p>b <i class="mfrac">c</i></p>') == (
        '<p>a</p><p class="tall">b <i class="mfrac">c</i></p>')
    assert 'class="math numbered' in look.named('<div class="math">\n<span class="eqno">(1)</span>')
    assert look.named('<section id="a"><i class="card-rule"></i></section>').startswith(
        '<section style="--rules:1" id="a">')
    assert look.named('<table class="docutils"></table>').startswith('<div class="scrolls"><table')


def test_a_page_of_two_sections_has_contents():
    item = '<li><a href="#{0}">{0}</a></li>'
    page = f'<ul>\n<li><a href="#">x</a><ul>{item.format("a")}{item.format("b")}</ul></li></ul>'
    assert look.contents_of_page(page) == f'<ul>{item.format("a")}{item.format("b")}</ul>'
    assert look.contents_of_page(page.replace(item.format("b"), "")) == ""


def test_a_figure_takes_the_colours_of_the_page_in_both_themes():
    colours = inks.scheme()
    drawn = f'<svg width="4"><g style="fill: {figures.RULE}; stroke: #000000"/></svg>'
    shown = inks.inked(drawn, colours)
    assert 'style="fill: var(--rule); stroke: var(--ink)"' in shown
    light, dark = shown.split("@media")
    for name, (by_day, by_night) in colours.items():
        assert f"--{name}:{by_day};" in light and f"--{name}:{by_night};" in dark
        assert by_day != by_night


def test_every_picture_of_the_book_has_them(html):
    pictures = [path.read_text(encoding="utf-8") for path in (html / "_images").glob("*.svg")]
    assert pictures
    for picture in pictures:
        assert "prefers-color-scheme" in picture
        assert figures.RULE not in picture.split("</style>", 1)[1]
