"""The parts that a chapter is written in: how they are set, and how a wrong one is named.

The small book holds each part once (tests/helpers/essay.py); faults are found while a page is read.
"""

import json
import re
import shutil

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from course import notebooks, pdf
from course.site import chain, entries, folds, parts, previews
from matrixcalculus.evidence import Evidence
from tests.helpers import essay, small_book


@pytest.fixture(scope="module")
def page(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("essay")
    status, output = small_book.make(root, folder, scalar_expansion=essay.cells())
    assert status == 0, output
    file = folder / "_build" / "html" / "book" / "paper" / f"{essay.NAME}.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def words(element):
    copy = BeautifulSoup(str(element), "html.parser")
    for one in copy.select(".katex-mathml"):
        one.decompose()
    return " ".join(copy.get_text(" ").split())


# Folds -------------------------------------------------------------------------------------------


def test_each_tag_folds_its_cell_under_a_line(page):
    lines = [(one["class"][1], words(one.summary)) for one in page.select("details.fold")]
    assert lines == [
        ("setup", "Set-up"),
        ("verified", "verified : 4 witnesses, 1 of them independent of the rule, 5 wrong forms "
                     "rejected · the law itself, for every n"),
        ("gate", "Show what happens"), ("machine", "SymPy agrees, for every n"),
        ("gate", "Show what happens"),
        ("verified", "verified : 3 witnesses, 0 wrong forms rejected · the function itself"),
        ("plot", "How this figure was drawn"),
        ("gate", "Show what happens"), ("plot", "How this figure was drawn"),
    ]
    assert not page.select("details[open]")


def test_evidence_stands_in_the_box_of_its_rule_and_nowhere_else(page):
    [box] = page.select("#R-sadd-x")
    [line] = box.select("details.verified")
    assert "verify(Rule('R-sadd-x'))" in line.get_text()
    assert len(page.find_all(string=re.compile("R-sadd-x'"))) == 1
    panel = line.select_one("dl.panel")
    names = [one.get_text() for one in panel.select("dt")]
    assert names[:3] == ["entry (i, j)", "shape", "symbolic"] and names[-1] == "mutants"
    assert words(panel.select_one("details.forms summary")) == "5 wrong forms tried: 5 rejected"
    assert len(panel.select("details.forms li")) == 5
    entry, _, symbolic, *_ = panel.select("dd")
    assert entry.select(".katex .mfrac"), "the entry is no formula"
    assert "sin" in symbolic.select(".katex")[-1].get_text(), "the instance is no formula"
    assert not page.select("div.evidence"), "the stored panel is shown as well"


def test_the_code_of_a_figure_stands_below_it(page):
    figure = page.select_one("#fig-axes")
    fold = figure.find_next("details")
    assert "draw('axes')" in fold.get_text() and not figure.find_parent("details")


def test_the_switch_of_the_page_stands_under_its_place(page):
    switch = page.select_one(".place").find_next_sibling()
    assert switch.name == "fieldset" and switch["class"] == ["page-switch"]
    values = [one["value"] for one in switch.select("input")]
    assert values == ["read", "code", "proofs"]


def test_a_preview_of_a_rule_leaves_its_evidence_out():
    html = ('<div class="proof rule admonition" id="R-a"><p>It.</p><details class="fold verified">'
            "<summary>verified</summary><details>forms</details><div>panel</div></details></div>")
    assert previews.boxes(html) == {
        "R-a": '<div class="proof rule admonition"><p>It.</p></div>'}


@pytest.mark.parametrize(("changes", "says"), [
    ({}, "the law itself, for every n"),
    ({"sizes": ()}, "the law itself"),
    ({"unknown": ()}, "the function itself, for every n"),
    ({"at": "m = 2, n = 3"}, "the law itself at m = 2, n = 3"),
    ({"about": "example", "at": "n = 2"}, "the law itself at n = 2; an example at every size"),
    ({"about": "example"}, "an example, for every n"),
    ({"about": "example", "sizes": ()}, "an example"),
])
def test_a_line_says_what_was_derived(changes, says):
    assert folds.derived(Evidence(**essay.FOUND.data | changes)) == says


@pytest.mark.parametrize(("changes", "number", "independent"), [
    ({"not_independent": ()}, 4, 4),
    ({"not_independent": ("symbolic",)}, 4, 3),
    ({"not_independent": ("symbolic", "autodiff")}, 4, 1),
    ({"not_independent": (), "exact": {"silent": "no meaning"}}, 3, 3),
    ({"not_independent": (), "exact": {}, "entry": ""}, 2, 2),
])
def test_witnesses_are_those_that_took_part(changes, number, independent):
    everybody, alone = Evidence(**essay.FOUND.data | changes).witnesses
    assert (len(everybody), len(alone)) == (number, independent)


# Entries as formulas -----------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "latex"), [
    ("2·x", r"2\, x"), ("2·3", r"2 \cdot 3"), ("-δ_ij·w_i/x_i^2",
                                              r"-\frac{\delta_{ij}\, w_{i}}{x_{i}^{2}}"),
    ("Σ_k (w_k·x_k)/N", r"\frac{\sum_{k} (w_{k}\, x_{k})}{N}"),
    ("[x_j if b + w > 0, else 0]", r"\left[x_{j} \text{ if } b + w > 0, \text{ else }0\right]"),
    ("f'(g(x))·g'(x)", r"f'(g(x))\, g'(x)"), ("b - eta·g", r"b - \eta\, g"),
    ("f = sin, u_1(x) = x^2", r"f = \sin, u_{1}(x) = x^{2}"),
])
def test_an_entry_is_set_as_a_formula(line, latex):
    assert entries.latex(line) == latex


@pytest.mark.parametrize("line", ["", "2·", "(x", "x y", "∂f", "[x if y, else 0]", "x ? y"])
def test_an_entry_of_another_form_is_refused_and_shown_as_it_is(line):
    with pytest.raises(ValueError):
        entries.latex(line)
    assert folds.formula(line).astext() == line


def test_every_entry_of_the_book_is_set_as_a_formula():
    for notebook in notebooks.load().notebooks:
        for _, evidence in notebook.evidence:
            for line in filter(None, (evidence["entry"], evidence["instance"])):
                assert entries.latex(line)


# Derivations, the chain --------------------------------------------------------------------------


def test_a_derivation_pairs_each_formula_with_its_reason(page):
    [made] = page.select("div.derivation")
    assert made["id"] == "derivation-R-sadd-x" or page.select("#derivation-R-sadd-x")
    assert page.select("#derivation-R-sadd-z"), "the second rule has no anchor"
    lines = made.select(".line")
    assert [words(one.select_one(".why")) for one in lines] == [
        "is what entry ( i , j ) of the Jacobian means.",
        "because output i adds z to entry i ."]
    assert [("goes-on" in one["class"]) for one in lines] == [False, True]
    assert made.select_one(".derivation-title").get_text() == "By hand"


def test_the_chain_says_which_links_are_lit(page):
    [strip] = page.select("div.chain")
    assert strip["aria-label"] == "This chapter: the links from z to a and from a to e"
    assert [one["data-symbol"] for one in strip.select(".value")] == list("szaeqC")
    assert [one["data-link"] for one in strip.select(".lit")] == ["z-a", "a-e"]
    neuron, network = chain.NEURON, chain.NETWORK
    assert neuron.said(neuron.lit("s-z")) == "This chapter: the link from s to z"
    assert neuron.said(neuron.lit("all")) == "This chapter: every link of the chain from s to C"
    assert network.said(network.lit("Z-H H-U")) == (
        "This chapter: the links from Z to H and from H to U")


# Predictions, questions --------------------------------------------------------------------------


def test_what_answers_a_prediction_stands_behind_it(page):
    copy = BeautifulSoup(str(page), "html.parser")
    choice, value, curve = copy.select("div.prediction")
    assert [one["value"] for one in choice.select("button")] == ["a", "b"]
    assert choice["data-answer"] == "a"
    assert words(choice.select_one("button .text")).startswith("those off the diagonal, i ")
    for place, secret in ((choice, essay.SHOWN), (value, "twelve"), (curve, "It rises")):
        gate = place.select_one("details.gate")
        assert secret in gate.get_text() and "open" not in gate.attrs
        gate.extract()
        assert secret not in place.get_text()
    assert curve["data-area"] == "0.1 0.9 0.2 0.8"
    assert len({one["data-digest"] for one in (choice, value, curve)}) == 3


def test_a_question_in_the_text_is_not_repeated_at_the_end(page):
    names = [one["id"] for one in page.select(".question")]
    assert names[0] == "Q07-2" and names.count("Q07-2") == 1 and len(names) == 8


def test_a_page_loads_the_scripts_of_its_parts_only(page):
    scripts = {one["src"].rpartition("/")[2].partition("?")[0]
               for one in page.select("script[src*=parts]")}
    assert scripts == {"dom.js", "store.js", "numbers.js", "questions.js", "predictions.js",
                       "folds.js"}
    assert parts.on_page("<p>text</p>") == [] and parts.files([]) == ([], [])
    assert parts.files(["chain"])[1] == [], "a part without a script loads one"


def test_on_paper_predictions_are_open_and_of_other_folds_the_line_stands(page):
    copy = BeautifulSoup(str(page), "html.parser")
    pdf.unfold(copy)
    assert not copy.select("details.fold, .prediction button")
    assert [words(one) for one in copy.select(".choices p")][1] == "(b) those on it"
    assert "Show what happens" not in copy.get_text()
    assert essay.SHOWN in copy.select_one(".gate").get_text()
    line = copy.select_one("#R-sadd-x .verified")
    assert words(line).startswith("verified :") and words(line).endswith("for every n")
    assert "verify(Rule" not in copy.get_text() and not copy.select("dl.panel")


# A wrong one, with place and cure ----------------------------------------------------------------


CONF = """
from course.site import derivations, folds, predictions
extensions = ["myst_nb"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
nb_execution_mode = "off"
def setup(app):
    for module in (folds, derivations, predictions):
        module.connect(app)
"""


@pytest.fixture
def read(root, tmp_path):
    """A function that reads one notebook, as the book does."""
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "book" / "paper").mkdir(parents=True)
    shutil.copy(root / notebooks.ITEMS, tmp_path / notebooks.ITEMS)

    def run(*cells):
        numbered = [{**cell, "id": f"c{k}"} for k, cell in enumerate(cells)]
        (tmp_path / "index.ipynb").write_text(json.dumps({
            "cells": numbered, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        with patch_docutils(), docutils_namespace():
            app = Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "doctrees", "dummy",
                         status=None, warning=None, freshenv=True)
            app.build()
            return app.env.get_doctree("index")
    return run


ASKED = ":::{{predict}}{}\nWhich?\n\n{}\n:::"
GOOD = ASKED.format("", "- (a) one\n- (b) two")
LINES = "$$\n1\n$$\nis one.\n\n$$\n= 2\n$$\nis two."


@pytest.mark.parametrize(("cell", "says"), [
    (GOOD, "{predict}: nothing closes it in its section; cure: write ':::{because} ...'"),
    (f"{GOOD}\n\n## Next\n\n:::{{because}} a\nSo.\n:::", "{predict}: nothing closes it in its"),
    (f"{GOOD}\n\n{GOOD}\n\n:::{{because}} a\nSo.\n:::", "{predict}: nothing closes it in its"),
    (":::{because} a\nSo.\n:::", "{because}: no prediction before it in its section; cure: "),
    (f"{GOOD}\n\n:::{{because}} c\nSo.\n:::", "{because}: no choice 'c'; cure: name one of a, b"),
    (ASKED.format("", "Text."), "{predict}: no choices; cure: end it with a list"),
    (ASKED.format("", "- (a) one"), "{predict}: 1 choices (a); cure: write 2 or 3"),
    (ASKED.format("", "- (a) one\n- (c) two"), "{predict}: 2 choices (a, c); cure: "),
    (ASKED.format("", "- (a) 1\n- (b) 2\n- (c) 3\n- (d) 4"), "{predict}: 4 choices"),
    (ASKED.format("", "- one\n- two"), "{predict}: 2 choices (None, None); cure: "),
    (ASKED.format(" number", ""), "{predict}: no kind 'number'; cure: write value, draw, or"),
    (ASKED.format(" value", "") + "\n\n:::{because} four\nSo.\n:::",
     "{because}: no number 'four'; cure: write it as 4.2"),
    (ASKED.format(" draw", ""), "{predict}: a curve and its area belong together; cure: "),
    (ASKED.format(" draw\n:area: 0 1 0 1", "") + "\n\n:::{because} a\nSo.\n:::",
     "{because}: 'a' closes no curve; cure: write {because} curve"),
    (f":::{{derivation}} R-twice\n{LINES}\n:::",
     "{derivation}: unknown ID R-twice; cure: correct it, or add it to book/items.csv"),
    (":::{derivation} R-dot-w\nText.\n:::", "{derivation}: does not begin with a formula; cure: "),
    (":::{derivation} R-dot-w\n$$\n1\n$$\n:::", "{derivation}: no reason after the formula 1; "),
    (":::{derivation} R-dot-w\n$$\n1\n$$\nis one.\n:::", "{derivation}: 1 line; cure: write at "),
    (":::{derivation} R-dot-w\n$$\n1\n:::", "{derivation}: a formula without its end; cure: "),
])
def test_a_wrong_part_is_named_with_place_and_cure(cell, says, read):
    with pytest.raises(ExtensionError) as stopped:
        read(essay.text("# Title"), essay.text(f"Text.\n\n{cell}"))
    assert re.match(r"index\.ipynb, cell 2, line \d+: ", str(stopped.value)), str(stopped.value)
    assert says in str(stopped.value)


@pytest.mark.parametrize(("cell", "says"), [
    (essay.code("1", "plot"), "tagged plot, and without a figure; cure: "),
    (essay.code("1", "machine"), "tagged machine, and its first line is no comment; cure: "),
    (essay.code("1", "evidence"), "tagged evidence, and without one; cure: end it with verify("),
])
def test_a_wrong_tag_is_named_with_place_and_cure(cell, says, read):
    with pytest.raises(ExtensionError) as stopped:
        read(essay.text("# Title"), cell)
    assert str(stopped.value).startswith(f"index.ipynb, cell 2 (id c1): {says}")


def test_sound_parts_are_read(read):
    because = ":::{because} a\nSo.\n:::"
    tree = read(essay.text("# Title"), essay.text(f"{GOOD}\n\nShown.\n\n{because}"),
                essay.text(f":::{{derivation}} R-dot-w\n{LINES}\n:::"),
                essay.text(f":::{{derivation}}\n{LINES}\n:::"))
    assert "Shown." in tree.astext()
