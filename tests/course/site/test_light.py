"""Pages that weigh less: strokes of formulas from the style sheet, figures in short numbers."""

import io
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from course.exam.formulas import place, typeset
from course.site import look, strokes, thin

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def set_by_katex(tex):
    return typeset([place(tex)])[0]


def test_braces_and_arrows_are_left_to_the_style_sheet():
    before = set_by_katex(r"\underbrace{W}_{m \times n}\,\vec{\mathbf 1}")
    after = strokes.lighter(before)
    assert before.count("<svg") == 4 and "<svg" not in after
    assert after.count("stroke under") == 3 and after.count("stroke arrow") == 1
    assert 3 * len(after) < 2 * len(before)


def test_what_the_style_sheet_does_not_draw_stays():
    assert strokes.lighter(set_by_katex(r"\sqrt{x}")).count("<svg") == 1
    other = set_by_katex(r"\underbrace{x}").replace("M0 6l6-6h17", "M0 7l6-7h17")
    assert strokes.lighter(other).count("<svg") == 1  # as a new KaTeX might draw it


def test_a_formula_still_says_and_shows_the_same():
    before = set_by_katex(r"\underbrace{\frac{\partial f}{\partial x}}_{1 \times n} + a^2")
    after = strokes.lighter(before)
    letters = re.compile(r"<annotation.*?</annotation>|<svg.*?</svg>|<[^>]*>", re.S)
    assert letters.sub("", before) == letters.sub("", after)
    lengths = [[float(one) for style in re.findall(r' style="([^"]*)', re.sub("<svg.*?>", "", text))
                for one in NUMBER.findall(style)] for text in (before, after)]
    assert np.allclose(*lengths, atol=0.0005 + 1e-9) and len(lengths[0]) > 20
    ElementTree.fromstring(f"<p>{after}</p>")


def test_the_style_sheet_draws_what_katex_draws():
    sheet = unquote(look.sheet())
    for drawing in strokes.strokes():
        path = re.search(r' d="([^"]*)"', drawing)[1]
        assert sheet.count(" ".join(path.split())) == 1


@pytest.fixture(scope="module")
def drawing():
    """A figure with a curve, markers and letters, as matplotlib writes it."""
    with matplotlib.rc_context({"svg.hashsalt": "test"}):
        figure = Figure()
        axes = figure.add_subplot()
        x = np.linspace(0, 7, 200)
        axes.plot(x, np.sin(x), "o-", label="$\\sin x$")
        axes.set(title="A curve", xlabel="x")
        axes.legend()
        file = io.StringIO()
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    return file.getvalue()


def lost(svg):
    """What a drawing refers to and does not hold."""
    return set(thin.USED.findall(svg)) - set(thin.ID.findall(svg))


def moved(before, after):
    """How far the points of the paths of one drawing are from those of the other, at most."""
    paths = [[[float(number) for number in NUMBER.findall(path)]
              for path in re.findall(r' d="([^"]*)"', svg)] for svg in (before, after)]
    return max(np.max(np.abs(np.subtract(*pair))) for pair in zip(*paths, strict=True))


@pytest.fixture
def every_point(monkeypatch):
    """Points that fall together are kept, so that they can be compared one by one."""
    monkeypatch.setattr(thin, "TWICE", re.compile("(?!)()"))


def test_no_point_of_a_figure_moves_by_more_than_half_a_tenth(drawing, every_point):
    assert moved(drawing, thin.thinned(drawing)) <= 0.05 + 1e-9


def test_a_figure_is_the_same_in_fewer_bytes(drawing):
    thinned = thin.thinned(drawing)
    ElementTree.fromstring(thinned)
    assert 5 * len(thinned) < 4 * len(drawing)
    assert not lost(thinned)
    for kept in (r"<use\b", r"<path\b", r'scale\([^)]*\)', r' style="[^"]*"'):
        assert re.findall(kept, thinned) == re.findall(kept, drawing), kept
    assert thin.thinned(thinned) == thinned


def test_points_that_fall_together_are_one():
    path = '<svg ><path d="M 10.01 20\nL 30.01 40.02\nL 30.02 40.01\nL 50 60\nz"/></svg>'
    assert thin.thinned(path) == '<svg ><path d="M10 20L30 40L50 60z"/></svg>'


def test_the_measures_of_figures_can_fail(drawing, every_point):
    assert lost(drawing.replace(' id="', ' id="x'))
    assert moved(drawing, thin.thinned(drawing).replace("M", "M9", 1)) > 1


def test_every_figure_of_the_book_is_thin_and_whole(html):
    pictures = [path.read_text(encoding="utf-8") for path in (html / "_images").glob("*.svg")]
    assert len(pictures) > 50
    assert all(thin.thinned(one) == one and not lost(one) for one in pictures)
