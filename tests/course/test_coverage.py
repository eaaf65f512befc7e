"""The ledger, the rule card and the errata say what the notebooks prove; nothing is uncovered.

The first half holds for the real book and its built pages. The second doctors a copy of the real
book in one way at a time, and expects the fault to be named, in words, and to stand in red.
"""

import copy
import re
from dataclasses import replace

import pytest

from course import coverage, notebooks
from course.site import reference
from matrixcalculus.evidence import LARGEST_ERROR
from tests.helpers.page import Page


@pytest.fixture(scope="module")
def book():
    return notebooks.load()


# The real book -----------------------------------------------------------------------------------


def test_nothing_is_uncovered(book):
    found = coverage.uncovered(book)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_totals_are_sums_over_the_stored_evidence(book):
    sums = coverage.totals(coverage.entries(book))
    rules = [item for item in book.items if item[0] == "R"]
    stored = [one for chapter in book.chapters for _, one in chapter.evidence if one["id"] in rules]
    assert sums["rules"] == sums["proven"] == len(rules) == 49
    assert sums["numeric"] == sums["autodiff"] == len(rules)
    assert sums["every size"] + sums["one size"] == len(rules) and sums["example only"] == 0
    assert sums["every size"] == sum(one["about"] == "law" and not one["at"] for one in stored)
    assert sums["independent"] == sum(not one["not_independent"] for one in stored) < len(rules)
    assert sums["mutants"] == sum(len(one["mutants"]) for one in stored) >= 5 * len(rules)
    assert sums["points"] == sum(one["points"] + sum(one["special"].values()) for one in stored)
    assert sums["error"] <= LARGEST_ERROR
    assert len(sums["versions"]) == 3


def test_each_page_holds_each_item(book, html):
    page = {name: Page(html / f"book/reference/{name}.html") for name in
            ("ledger", "rule-card", "errata")}
    for row in coverage.entries(book):
        there = f"../paper/{row.chapter.name.replace('.ipynb', '.html')}#{row.id}"
        assert f"ledger-{row.id}" in page["ledger"].ids
        assert there in page["ledger"].links and there in page["rule-card"].links
        assert f"ledger.html#ledger-{row.id}" in page["rule-card"].links
        chapter = Page(html / row.chapter.file.replace(".ipynb", ".html"))
        assert f"../reference/ledger.html#ledger-{row.id}" in chapter.links
    for item in (one for one in book.items if one[0] == "E"):
        assert f"slip-{item}".lower() in page["errata"].ids, item
    assert not any("missing" in one.classes for one in page.values())


def test_the_landing_page_shows_the_totals(book, html):
    sums = coverage.totals(coverage.entries(book))
    text = " ".join("".join(Page(html / "book/index.html").text).split())
    for part in (f"{sums['rules']} rules", f"{sums['mutants']:,} wrong forms"):
        assert part in text


@pytest.mark.parametrize("name", ["ledger", "errata", "notation"])
def test_header_cells_say_what_they_head(name, html):
    heads = re.findall(r"<th\b[^>]*>", Page(html / f"book/reference/{name}.html").html)
    assert heads
    assert [one for one in heads if 'scope="col"' not in one and 'scope="row"' not in one] == []


def test_the_ledger_has_a_row_for_each_evidence_of_an_item(book, html):
    rows = Page(html / "book/reference/ledger.html").html.count('<th scope="row"')
    stored = [one for chapter in book.chapters for _, one in chapter.evidence
              if one["id"] in book.items]
    assert rows == len(stored) + len(reference.totals(book))


def test_every_erratum_says_in_short_what_is_wrong_and_what_is_right(book):
    for one in coverage.errata(book):
        for sentence in (one.claim, one.corrected):
            assert sentence.endswith("."), (one.id, sentence)
            assert not re.search(r"\bnext cell\b|, below\.", sentence), (one.id, sentence)


@pytest.mark.parametrize(("text", "sentence"), [
    ("The paper says so. We do not.", "The paper says so."),
    ("At $x = 0.5$ it is\nwrong.\n\nMore.", "At $x = 0.5$ it is\nwrong."),
    ("It ends with\n\n$$y.$$\n\nNo.", "It ends with\n\n$$y.$$\n\nNo."),
    ("It pulls them out:\n\n$$y$$\n\nNo.", "It pulls them out."),
    ("$e_i = z_i$.", "$e_i = z_i$."),
    ("", ""),
])
def test_first_sentence(text, sentence):
    assert coverage.first_sentence(text) == sentence


def test_every_erratum_shows_its_counterexample(book, html):
    shown = (html / "book/reference/errata.html").read_text(encoding="utf-8")
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", shown))
    for one in coverage.errata(book):
        for cell in one.cells:
            for output in cell.outputs:
                if output["output_type"] == "stream":
                    text = re.sub(r"\s+", "", notebooks.joined(output["text"]))
                    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                    assert text[:60] in plain, cell.place


def test_a_term_is_linked_once_a_page(book, html):
    seen = set()
    for chapter in book.chapters:
        links = Page(html / chapter.file.replace(".ipynb", ".html")).links
        terms = [link for link in links if "notation.html#term-" in link]
        assert terms and len(terms) == len(set(terms)), chapter.file
        seen |= set(terms)
    glossary = {one for one in Page(html / "book/reference/notation.html").ids if "term-" in one}
    unused = glossary - {link.split("#")[1] for link in seen}
    assert not unused, f"in the glossary, and on no chapter's page: {sorted(unused)}"


# Doctored books ----------------------------------------------------------------------------------

RULE, EXAMPLE, ERRATUM = "R-loss-w", "X-one-input", "E-loss-cases-outside"


def chapter_13(book):
    return next(one for one in book.chapters if one.chapter == 13)


def evidence_of(chapter):
    return next(one for _, one in chapter.evidence if one["id"] == RULE)


def replace_text(chapter, old, new):
    for cell in chapter.cells:
        if old in cell.source:
            cell.data["source"] = cell.source.replace(old, new)
            break
    else:
        raise AssertionError(f"no cell holds {old!r}")


def no_evidence(chapter):
    for cell in chapter.cells:
        for output in cell.outputs:
            if output.get("data", {}).get(notebooks.MIME, {}).get("id") == RULE:
                del output["data"][notebooks.MIME]


def after_the_erratum(chapter):
    number = next(c.number for c in chapter.cells if f"({ERRATUM})=" in c.source)
    return chapter.cells[number]


FAULTS = {
    f"{RULE}: not verified": no_evidence,
    f"{RULE}: only 4 wrong forms rejected": lambda c: evidence_of(c).update(mutants=[{}] * 4),
    f"{RULE}: does not say what was derived": lambda c: evidence_of(c).pop("about"),
    f"{RULE}: only an example of it was derived":
        lambda c: evidence_of(c).update(about="example"),
    f"{RULE}: not derived": lambda c: evidence_of(c).update(entry=""),
    f"{RULE}: agrees with its numeric witness only to 1e-06":
        lambda c: evidence_of(c).update(numeric_error_below=1e-6),
    f"{RULE}: agrees with its autodiff witness only to 1e+00":
        lambda c: evidence_of(c).pop("autodiff_error_below"),
    f"{RULE}: not run in exact arithmetic": lambda c: evidence_of(c).pop("exact"),
    f"{RULE}: no versions of its witnesses": lambda c: evidence_of(c).pop("versions"),
    f"{RULE}: not stated": lambda c: replace_text(c, f":label: {RULE}", ":label: R-other"),
    f"{RULE}: stated 2 times": lambda c: replace_text(c, ":label: R-v-w", f":label: {RULE}"),
    f"{EXAMPLE}: in no chapter": lambda c: replace_text(c, f":label: {EXAMPLE}", ":label: X-other"),
    "D-uvC: in no chapter": lambda c: replace_text(c, ":label: D-uvC", ":label: D-other"),
    f"{ERRATUM}: in no chapter": lambda c: replace_text(c, f"({ERRATUM})=", "(elsewhere)="),
    f"{ERRATUM}: no counterexample that runs, directly after its box":
        lambda c: after_the_erratum(c).data.update(outputs=[]),
    "E-nonconvex: no corrected form":
        lambda c: replace_text(c, "**Corrected:** descent", "Better: descent"),
}


@pytest.fixture
def doctored(book):
    """A copy of the real book whose chapter 13 may be changed."""
    def doctor(change):
        def fresh(one):
            return notebooks.Notebook(one.file, copy.deepcopy(one.data))

        changed = replace(book, notebooks=[
            fresh(one) if one.chapter == 13 else one for one in book.notebooks])
        change(chapter_13(changed))
        return replace(changed, notebooks=[  # what was read from the cells before is forgotten
            fresh(one) if one.chapter == 13 else one for one in changed.notebooks])

    return doctor


@pytest.mark.parametrize("says", FAULTS)
def test_what_is_uncovered_is_named(says, doctored):
    assert says in coverage.uncovered(doctored(FAULTS[says]))


def test_a_rule_without_evidence_is_red_in_words(doctored):
    changed = doctored(no_evidence)
    for page in (reference.the_ledger(changed), reference.rule_card(changed)):
        assert f'<span class="missing">{RULE} lacks: not verified</span>' in page
    assert "1 of 49 rules are not proven" in reference.ledger_totals(changed)


def test_the_pages_say_what_was_derived(book, doctored):
    def an_example(chapter):
        evidence_of(chapter).update(about="example", at="n = 2", not_independent=["symbolic"])

    for page in (reference.the_ledger(book), reference.rule_card(book)):
        assert "an example of it, for every m, K, n; the law itself, at m = 2, K = 3" in page
        assert "the function itself, for every n, N" in page
    changed = doctored(an_example)
    said = "an example of it, for every n, N; the function itself, at n = 2"
    for page in (reference.the_ledger(changed), reference.rule_card(changed)):
        assert said in page
    assert f"{said} (applies the rule)" in reference.the_ledger(changed)
    counted = coverage.totals(coverage.entries(book)), coverage.totals(coverage.entries(changed))
    assert [one["one size"] for one in counted] == [6, 7]
    assert f"**{counted[0]['every size']}** derived at every size, **6** with unknown" in (
        reference.ledger_totals(book))


def test_a_rule_that_is_not_stated_is_red_in_words(doctored):
    changed = doctored(FAULTS[f"{RULE}: not stated"])
    for page in (reference.the_ledger(changed), reference.rule_card(changed)):
        assert f'<span class="missing">{RULE} lacks: not stated</span>' in page


def test_a_red_row_still_leads_to_the_rule(doctored):
    page = reference.the_ledger(doctored(no_evidence))
    red = next(row for row in page.split("* - ") if f'id="ledger-{RULE}"' in row)
    assert f"<{RULE}>`" in red and "13-loss-weights.ipynb" in red and "below" not in red


@pytest.mark.parametrize(("says", "witness"), [
    (f"{RULE}: not derived", "every size"),
    (f"{RULE}: agrees with its numeric witness only to 1e-06", "numeric"),
    (f"{RULE}: agrees with its autodiff witness only to 1e+00", "autodiff"),
])
def test_totals_count_each_witness(says, witness, book, doctored):
    whole = coverage.totals(coverage.entries(book))
    sums = coverage.totals(coverage.entries(doctored(FAULTS[says])))
    for counted in ("proven", "every size", "one size", "numeric", "autodiff"):
        assert sums[counted] == whole[counted] - (counted in ("proven", witness))


def test_a_whole_book_has_no_red(book):
    for page in (reference.the_ledger, reference.rule_card, reference.ledger_totals):
        assert "missing" not in page(book)
