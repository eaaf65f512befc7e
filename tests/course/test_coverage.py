"""The ledger and the rule card say what the notebooks prove; nothing is uncovered.

The first half holds for the real book and its built pages. The second doctors a copy of the real
book in one way at a time, and expects the fault to be named, in words, and to stand in red.
"""

import copy
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import yaml

from course import PARTS, coverage, notebooks
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
    assert sums["rules"] == sums["proven"] == sums["by hand"] == len(rules)
    assert sum(book.items[item] in PARTS[0].numbers for item in rules) == 49
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
        page_of = row.chapter.file.removeprefix("book/").replace(".ipynb", ".html")
        there = f"../{page_of}#{row.id}"
        assert f"ledger-{row.id}" in page["ledger"].ids
        assert there in page["ledger"].links and there in page["rule-card"].links
        assert f"ledger.html#ledger-{row.id}" in page["rule-card"].links
        chapter = Page(html / row.chapter.file.replace(".ipynb", ".html"))
        assert f"../reference/ledger.html#ledger-{row.id}" in chapter.links
    for one in coverage.errata(book):
        links = [link for link in page["errata"].links if link.endswith(f"#{one.id.lower()}")]
        assert links, one.id
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


def test_the_errata_page_leads_to_each_of_its_entries(book, html):
    page = Page(html / "book/reference/errata.html")
    for one in coverage.errata(book):
        if one.place == "page" and one.id.lower() in page.ids:
            assert f"#{one.id.lower()}" in page.links, one.id


def test_a_term_is_linked_once_a_page(book, html):
    seen = set()
    for chapter in book.chapters:
        links = Page(html / chapter.file.replace(".ipynb", ".html")).links
        terms = [link for link in links if "notation.html#term-" in link]
        assert terms and len(terms) == len(set(terms)), chapter.file
        seen |= set(terms)
    glossary = {one for one in Page(html / "book/reference/notation.html").ids if "term-" in one}
    unlinked = glossary - {link.split("#")[1] for link in seen}
    assert len(unlinked) < 5, f"in the glossary, and on no chapter's page: {sorted(unlinked)}"


def test_a_letter_stands_for_one_thing(book):
    groups = yaml.safe_load((book.root / reference.LETTERS).read_text(encoding="utf-8"))
    letters = [one for group in groups for one in group["letters"]]
    assert all(set(one) == {"letter", "latex", "code", "meaning", "shape"} for one in letters)
    for name in ("letter", "latex"):
        named = [one[name] for one in letters]
        assert len(named) == len(set(named)) >= 30, name
    shown = reference.the_letters(SimpleNamespace(srcdir=book.root), "", "")
    assert all(f"${one['latex']}$" in shown for one in letters) and "with entries $x_1$" in shown


# Doctored books ----------------------------------------------------------------------------------

RULE, EXAMPLE, ERRATUM = "R-loss-w", "X-one-input", "E-loss-cases-outside"


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


FAULTS = {
    f"{RULE}: not verified": no_evidence,
    f"{RULE}: not derived by hand":
        lambda c: replace_text(c, f"{{derivation}} {RULE}", "{derivation}"),
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
}


ERRATA_FAULTS = {
    f"{ERRATUM}: in no rows of the errata page's tables":
        lambda page: replace_text(page, f"<{ERRATUM}>", "<E-dot-general>"),
    "E-dot-general: in 2 rows of the errata page's tables":
        lambda page: replace_text(page, f"<{ERRATUM}>", "<E-dot-general>"),
    "E-nonconvex: in no rows of the errata page's tables":
        lambda page: replace_text(page, "* - {ref}`More than one valley? <E-nonconvex>`", "* - No"),
    "E-typos: no entry on the errata page":
        lambda page: replace_text(page, "(E-typos)=", "(elsewhere)="),
    "E-dwi-dxi: no corrected form":
        lambda page: replace_text(page, r"**Instead:** $\partial y_i", r"It is $\partial y_i"),
    "E-typos: no counterexample that runs, directly after its entry":
        lambda page: page.cells[-1].data.update(outputs=[]),
    f"E-forward-order: its entry stands under {coverage.GRADES[2]!r}":
        lambda page: replace_text(page, "(E-forward-order)=", f"## {coverage.GRADES[2]}\n"
                                  "(E-forward-order)="),
}


@pytest.fixture
def doctored(book):
    """A copy of the real book of which one notebook, chapter 13 if no other, may be changed."""
    def doctor(change, file="book/paper/13-loss-weights.ipynb"):
        def fresh(one):
            return notebooks.Notebook(one.file, copy.deepcopy(one.data))

        changed = replace(book, notebooks=[
            fresh(one) if one.file == file else one for one in book.notebooks])
        change(next(one for one in changed.notebooks if one.file == file))
        return replace(changed, notebooks=[  # what was read from the cells before is forgotten
            fresh(one) if one.file == file else one for one in changed.notebooks])

    return doctor


@pytest.mark.parametrize("says", FAULTS)
def test_what_is_uncovered_is_named(says, doctored):
    assert says in coverage.uncovered(doctored(FAULTS[says]))


@pytest.mark.parametrize("says", ERRATA_FAULTS)
def test_what_the_errata_page_lacks_is_named(says, doctored):
    assert says in coverage.uncovered(doctored(ERRATA_FAULTS[says], coverage.ERRATA))


def test_a_rule_without_evidence_is_red_in_words(doctored):
    changed = doctored(no_evidence)
    for page in (reference.the_ledger(changed), reference.rule_card(changed)):
        assert f'<span class="missing">{RULE} lacks: not verified</span>' in page
    rules = len(coverage.entries(changed))
    assert f"1 of {rules} rules are not proven" in reference.ledger_totals(changed)


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
    at_one_size = counted[0]["one size"]
    assert counted[1]["one size"] == at_one_size + 1 > 6
    assert (f"**{counted[0]['every size']}** derived at every size, **{at_one_size}** with unknown"
            in reference.ledger_totals(book))


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
