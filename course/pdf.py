"""Print the built book as one PDF, and the rule card as another: _build/pdf/.

    python -m course.pdf

The pages of _build/html become the sections of one page, so that links between them lead on paper
too; Chromium prints it, with an outline from the headings. Then the PDF is read back. A page that
cannot be printed (a formula cut off, a picture that does not show, a link to nothing) stops the
command with its name.
"""

import re
import sys
from posixpath import dirname, join, normpath

from bs4 import BeautifulSoup
from pypdf import PdfReader

from course import BUILD, HTML, PARTS, ROOT, notebooks
from course.browser import READY, browser, chromium, serve

PDF = BUILD / "pdf"
CARD = "book/reference/rule-card"
WIDTH = 680  # CSS pixels between the margins of A4
LEFT_OUT = (".headerlink, .place, .page-switch, .interactive.questions, .evidence details, script, "
            "button, a.sd-btn, #questions-with-reasons, .fold.setup, .fold.plot, form.choices")
LAB = "book/lab"
ONLY_ON_SCREEN = {"book/review", "book/your-data"}
FOOTER = ('<div style="width:100%;font:8px sans-serif;color:#555;text-align:center">'
          '<span class="pageNumber"></span></div>')
LOOK = """
body { font: 10.5pt/1.5 sans-serif; width: auto; display: block; }
main { max-width: none; padding: 0; }
article { break-before: page; padding: 0 !important; }
h1 { font-size: 22pt; } h2 { font-size: 15pt; } h3 { font-size: 12pt; }
h1, h2, h3, .admonition-title { break-after: avoid; }
figure, .admonition-title + p, div.math, pre, tr { break-inside: avoid; }
img { max-width: 100%; height: auto; max-height: 22cm; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
table { font-size: 8pt !important; width: 100%; }
td, th { white-space: normal !important; position: static !important; overflow-wrap: anywhere; }
thead th { overflow-wrap: normal; }
.book-contents a { display: block; color: inherit; text-decoration: none; padding: 0.1rem 0; }
.proof[data-name]::after { content: attr(data-name) !important; }
.title-page { break-after: page; padding-top: 5cm; }
"""
FAULTS = """article => {
  const box = article.getBoundingClientRect(), faults = [];
  for (const one of article.querySelectorAll("div.math, .katex-display, table, pre, figure, img"))
    if (one.getBoundingClientRect().right > box.right + 2 || one.scrollWidth > one.clientWidth + 2)
      if (one.tagName !== "IMG" && one.clientWidth)
        faults.push("wider than the paper: " + one.textContent.trim().slice(0, 60));
  for (const one of article.querySelectorAll("img"))
    if (!one.complete || !one.naturalWidth) faults.push("a picture does not show: " + one.src);
  return faults;
}"""
# What is a little too wide is set a little smaller.
SHRINK = """() => {
  for (const one of document.querySelectorAll(".katex-display, .text_html, table")) {
    const room = one.parentElement.clientWidth;
    if (one.scrollWidth > room + 1) one.style.zoom = Math.max(0.5, room / one.scrollWidth);
  }
}"""


def section(page):
    """The content of a built page, its ids and links made unique in the whole book."""
    soup = BeautifulSoup((HTML / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.find("article")
    if article is None or article.find("h1") is None:
        raise ValueError("no title on the page")
    unfold(article)
    for one in article.select(LEFT_OUT):
        one.decompose()
    for one in article.select("details"):
        one["open"] = ""
        if "hide" in one.get("class", ()):  # an output that waited for a click
            one.summary.decompose()
            one.name = "div"
    for one in article.find_all(id=True):
        one["data-name"] = one["id"]
        one["id"] = anchor(page, one["id"])
    for one in article.find_all("a", href=True):
        one["href"] = target(page, one["href"])
        if not one["href"]:
            one.unwrap()
    for one in article.find_all("img", src=True):
        one["src"] = normpath(join(dirname(page), one["src"]))
    article["id"] = anchor(page)
    return article


def unfold(article):
    """Choices as lines, and what answers them open; of another fold, its line alone."""
    for one in article.select(".prediction .choices button"):
        one.name = "p"
    for one in article.select(".fold"):
        one.name, line = "div", one.summary
        if "gate" in one["class"]:
            line.decompose()
            continue
        for inside in line.find_next_siblings():
            inside.decompose()
        line.name = "p"


def anchor(page, name=""):
    return f"{page.replace('/', '-')}--{name}"


def target(page, href):
    """Where a link leads in the one-page book: a section of it, the world, or nowhere ("")."""
    if re.match(r"[a-z]+:", href):
        return href
    path, _, name = href.partition("#")
    where = normpath(join(dirname(page), path)) if path else f"{page}.html"
    if where.startswith("lab/"):  # runs on a screen only: the page that says how
        return f"#{anchor(LAB)}"
    inside = where.removesuffix(".html")
    return f"#{anchor(inside, name)}" if inside in PAGES else ""


def whole_book():
    """One HTML page with every page of the book, and the names of those that failed."""
    sections, faults = [], []
    for page in PAGES:
        try:
            sections.append(section(page))
        except (OSError, ValueError) as reason:
            faults.append(f"{page}: {reason}")
    titles = [(one["id"], one.find("h1").get_text(" ", strip=True)) for one in sections]
    contents = "".join(f'<a href="#{name}">{text}</a>' for name, text in titles[1:])
    first = BeautifulSoup((HTML / f"{PAGES[0]}.html").read_text(encoding="utf-8"), "html.parser")
    links = [normpath(join(dirname(PAGES[0]), one["href"].partition("?")[0]))
             for one in first.select('link[rel="stylesheet"]')]
    styles = "".join(f'<link rel="stylesheet" href="{one}">' for one in links)
    edition = first.select_one(".edition")
    title = titles[0][1] if titles else ""
    return f"""<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
<title>{title}</title>{styles}<style>{LOOK}</style></head><body><main>
<div class="title-page"><p style="font-size:30pt">{title}</p>{edition or ""}</div>
<nav class="book-contents" aria-label="Contents"><h2>Contents</h2>{contents}</nav>
{"".join(f'<article id="{one["id"]}">{one.decode_contents()}</article>'
         for one in sections)}</main></body></html>""", faults


def print_book(running, address):
    """Write the book's PDF; returns the faults, each with its page."""
    html, faults = whole_book()
    one_page = HTML / "_whole-book.html"
    one_page.write_text(html, encoding="utf-8")
    tab = running.new_page(viewport={"width": WIDTH, "height": 960})
    try:
        tab.goto(f"{address}/{one_page.name}")
        tab.emulate_media(media="print", color_scheme="light")
        tab.evaluate(READY)
        tab.evaluate(SHRINK)
        for page in PAGES:
            article = tab.query_selector(f'[id="{anchor(page)}"]')
            found = article.evaluate(FAULTS) if article else []
            faults += [f"{page}: {one}" for one in found]
        if not faults:
            tab.pdf(path=PDF / "matrix-calculus.pdf", format="A4", outline=True, tagged=True,
                    print_background=True, display_header_footer=True, header_template="<span/>",
                    footer_template=FOOTER,
                    margin={"top": "16mm", "bottom": "16mm", "left": "15mm", "right": "15mm"})
    finally:
        tab.close()
        one_page.unlink()
    return faults


def print_card(running, address):
    tab = running.new_page(viewport={"width": 718, "height": 1046})
    tab.goto(f"{address}/{CARD}.html")
    tab.emulate_media(media="print", color_scheme="light")
    tab.evaluate(READY)
    tab.pdf(path=PDF / "rule-card.pdf", prefer_css_page_size=True, print_background=True,
            tagged=True)
    tab.close()


def links_to_nothing(reader):
    """Names of links within the PDF that have no destination in it."""
    known = set(reader.named_destinations)
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            note = note.get_object()
            name = note.get("/Dest") or (note.get("/A") or {}).get("/D")
            if isinstance(name, str) and name.lstrip("/") not in {n.lstrip("/") for n in known}:
                yield name


def read_back():
    """What is wrong with the PDFs as they were written."""
    book, card = PdfReader(PDF / "matrix-calculus.pdf"), PdfReader(PDF / "rule-card.pdf")
    faults = [f"a link leads nowhere: {name}" for name in sorted(set(links_to_nothing(book)))]
    text = "".join(page.extract_text() for page in book.pages[:12])
    if "Contents" not in text:
        faults.append("no table of contents in the first pages")
    if len(book.outline) < 2:
        faults.append("no outline")
    if len(card.pages) != 2 * len(PARTS):
        faults.append(f"{CARD}: {len(card.pages)} pages instead of {2 * len(PARTS)}")
    return faults, len(book.pages)


PAGES = [page for page in notebooks.toc_pages(ROOT) if page not in ONLY_ON_SCREEN]


def main():
    if chromium() is None:
        sys.exit("The PDF needs a Chromium on the path (Debian: apt-get install chromium).")
    if not HTML.is_dir():
        sys.exit("the book is not built: run `make book` first")
    PDF.mkdir(parents=True, exist_ok=True)
    print("Printing the book ...", flush=True)
    with browser() as running, serve(HTML) as address:
        faults = print_book(running, address)
        if not faults:
            print_card(running, address)
    if not faults:
        faults, pages = read_back()
    if faults:
        sys.exit("The book was not printed:\n" + "\n".join(faults))
    size = (PDF / "matrix-calculus.pdf").stat().st_size / 1e6
    print(f"Wrote _build/pdf/matrix-calculus.pdf ({pages} pages, {size:.1f} MB) and rule-card.pdf.")


if __name__ == "__main__":
    main()
