"""What a published book has beside its pages; the workflows; and the PDF."""

import json
import re
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from course import ROOT, pdf
from course.browser import serve
from course.site import previews, publish
from tests.helpers.small_book import build, copy_configuration

WHERE = {"BOOK_URL": "https://example.org/course", "REPOSITORY_URL": "https://github.com/owner/name"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A small book, built as the workflow builds the real one."""
    folder = tmp_path_factory.mktemp("published")
    copy_configuration(ROOT, folder)
    (folder / "book" / "index.md").write_text(
        "# Small\n\nA book that is short enough for a test, and has a sentence.\n\n"
        "[On](other.md)\n", encoding="utf-8")
    (folder / "book" / "other.md").write_text("# Other\n\nWords.\n", encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n  - file: book/other\n", encoding="utf-8")
    glossary = folder / "book" / "reference" / "notation.md"
    glossary.write_text(":::{glossary}\nno such word\n  none\n:::\n", encoding="utf-8")
    status, output = build(folder, **WHERE)
    assert status == 0, output[-3000:]
    return folder / "_build" / "html"


def test_the_sitemap_names_every_page(published):
    places = [one.text for one in ElementTree.parse(published / "sitemap.xml").iter()
              if one.tag.endswith("loc")]
    assert "https://example.org/course/book/other.html" in places
    assert "https://example.org/course/book/index.html" in places


def test_a_published_page_has_its_card_and_links_to_edit_and_report(published):
    page = (published / "book" / "other.html").read_text(encoding="utf-8")
    assert 'property="og:image" content="https://example.org/course/_static/cover.png"' in page
    assert '<link rel="canonical" href="https://example.org/course/book/other.html"' in page
    assert "https://github.com/owner/name/edit/main/book/other.md" in page
    assert "https://github.com/owner/name/issues/new" in page
    front = (published / "index.html").read_text(encoding="utf-8")
    assert "og:image" in front and "url=book/index.html" in front


def test_the_page_for_lost_readers_leads_home_from_any_depth(published):
    page = (published / "404.html").read_text(encoding="utf-8")
    assert 'href="/course/index.html"' in page
    assert "{{" not in page


def test_without_addresses_nothing_points_to_them(html):
    assert not (html / "sitemap.xml").exists()
    for path in html.glob("book/**/*.html"):
        page = path.read_text(encoding="utf-8")
        assert "issues/new" not in page and "/edit/" not in page, path
        assert re.search(r'class="edition">Version \S+ of <time', page), path


@pytest.mark.parametrize("wrong", ["example.org", "ftp://example.org", "https://"])
def test_what_is_no_address_is_refused(wrong, monkeypatch):
    monkeypatch.setenv("BOOK_URL", wrong)
    with pytest.raises(ValueError, match="BOOK_URL=.*Cure"):
        publish.address("BOOK_URL")


def test_the_first_sentence_is_words():
    long = "word " * 60
    assert publish.first_sentence("<p>Short.</p>") == ""
    assert publish.first_sentence(f"<p>{long}</p>").endswith("...")
    assert len(publish.first_sentence(f"<p>{long}</p>")) <= 204
    why = '<section id="why"><p>A question <em>that</em> is long enough to stand here.</p>'
    assert publish.first_sentence(why) == "A question that is long enough to stand here."


def test_every_rule_has_a_preview(html):
    script = (html / "previews.js").read_text(encoding="utf-8")
    shown = json.loads(script.removeprefix("window.coursePreviews = ").rstrip(";\n"))
    rules = {name for path in html.glob("book/paper/*.html") for name in re.findall(
        r'<div class="proof rule admonition" id="([^"]+)"', path.read_text(encoding="utf-8"))}
    assert len(rules) > 40
    assert rules <= set(shown)
    assert all("<a " not in text and ' id="' not in text for text in shown.values())


def test_a_box_is_cut_out_whole_or_not_at_all():
    box = '<div class="proof rule admonition" id="R-x"><div>a</div><p>b</p></div>'
    assert previews.boxes(f"<p>{box}</p><div>after</div>") == {"R-x": box.replace(' id="R-x"', "")}
    with pytest.raises(ValueError, match="no end"):
        previews.boxes(box.replace("</div>", "", 1))


# The PDF -----------------------------------------------------------------------------------------

PAGE = '<html><head><title>x</title></head><body><article><h1>{0}</h1>{1}</article></body></html>'
OTHER = '<section id="here"><h2>Here</h2></section>'


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Print a book of two pages, the second with this content; returns faults."""
    monkeypatch.setattr(pdf, "HTML", tmp_path)
    monkeypatch.setattr(pdf, "PDF", tmp_path)
    monkeypatch.setattr(pdf, "PAGES", ["a", "b"])

    def written(running, first, second):
        (tmp_path / "a.html").write_text(PAGE.format("Title of the book", first))
        (tmp_path / "b.html").write_text(second)
        with serve(tmp_path) as address:
            return pdf.print_book(running, address)

    return written, tmp_path


def test_links_between_pages_lead_within_the_pdf(small, browser):
    written, folder = small
    link = '<p><a href="b.html#here">there</a> <a href="file.zip">a file</a></p>'
    assert written(browser, link, PAGE.format("Second", OTHER)) == []
    reader = PdfReader(folder / "matrix-calculus.pdf")
    assert list(pdf.links_to_nothing(reader)) == []
    targets = [note.get_object() for page in reader.pages for note in page.get("/Annots") or []]
    assert any("here" in str(one.get("/Dest") or one.get("/A")) for one in targets)
    assert "file.zip" not in str(targets)
    assert "Second" in str(reader.outline)


@pytest.mark.parametrize(("second", "says"), [
    ("<html><body><p>x</p></body></html>", "b: no title"),
    (PAGE.format("Two", '<img src="missing.png">'), "b: a picture does not show"),
    (PAGE.format("Two", '<pre style="width: 3000px">x</pre>'), "b: wider than the paper"),
])
def test_a_page_that_cannot_be_printed_is_named(second, says, small, browser):
    written, folder = small
    assert any(one.startswith(says) for one in written(browser, "", second))
    assert not (folder / "matrix-calculus.pdf").exists()


def test_the_real_book_prints(html, browser, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "PDF", tmp_path)
    with serve(html) as address:
        assert pdf.print_book(browser, address) == []
        pdf.print_card(browser, address)
    faults, pages = pdf.read_back()
    assert faults == []
    assert pages > 150
