"""The book as a browser shows it: every page, on a desktop and a phone, light and dark.

Needs a Chromium of the system; without one the tests are skipped, or fail if REQUIRE_BROWSER=1.
"""

import itertools
import os
import re
import shutil

import checks
import pytest
from screenshots import DESKTOP, PHONE, chromium, new_context, serve
from screenshots import browser as start_browser

# Each page is loaded twice, and each time seen in both windows: loading takes most of the time.
WINDOWS = {
    "light": {"desktop": DESKTOP, "phone": PHONE},
    "dark": {"phone": PHONE, "desktop": DESKTOP},
}
LOOK_AT_PAGE = r"""async () => {
  await document.fonts.ready;
  const raw = [], wide = [], root = document.documentElement;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (/\\[A-Za-z(\[]|\$\$/.test(text.data)
        && !text.parentElement.closest("code, pre, script, style, annotation, template"))
      raw.push(text.data.trim().slice(0, 60));
  }
  const scrolls = one => one && one !== document.body
    && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
  if (root.scrollWidth > root.clientWidth + 1)
    for (const one of document.body.querySelectorAll("*"))
      if (one.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(one.parentElement))
        wide.push(one.tagName.toLowerCase() + [...one.classList].map(c => "." + c).join(""));
  return {
    title: document.title,
    formulas: [...document.querySelectorAll(".katex")]
      .filter(f => f.getClientRects().length).length,  // hidden ones load no font
    refused: document.querySelectorAll(".katex-error").length,
    font: [...document.fonts].some(
      f => f.family.replace(/"/g, "") === "KaTeX_Main" && f.status === "loaded"),
    overflow: root.scrollWidth - root.clientWidth, wide: wide.slice(0, 3), raw: raw.slice(0, 3),
    images: [...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src),
  };
}"""


@pytest.fixture(scope="session")
def browser():
    if chromium() is None:
        why = "no chromium, chromium-browser or google-chrome on the PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(why + ", and REQUIRE_BROWSER=1", pytrace=False)
        pytest.skip(why)
    with start_browser() as running:
        yield running


@pytest.fixture(scope="session")
def readers(browser):
    return {theme: Reader(browser, theme) for theme in WINDOWS}


@pytest.fixture(scope="session")
def address(html):
    with serve(html) as where:
        yield where


class Reader:
    """A tab in one theme, used for all pages (a new one each would double the time)."""

    def __init__(self, browser, theme):
        self.theme, self.windows = theme, WINDOWS[theme]
        self.tab = tab = new_context(browser, next(iter(self.windows.values())), theme).new_page()
        self.events, self.ours = [], ()
        note = self.events.append
        tab.on("pageerror", lambda error: note(f"page error: {error}"))
        tab.on("console", lambda line: line.type == "error" and note(f"console: {line.text}"))
        tab.on("requestfailed", lambda request: note(f"failed request: {request.url}"))
        tab.on("response", lambda reply: reply.status >= 400
               and note(f"failed request: {reply.url} ({reply.status})"))
        tab.on("request", lambda request: request.url.startswith(self.ours)
               or note(f"request to another host: {request.url}"))

    def problems(self, address, page, maths):
        """Open a page, look at it in each window, and return what a reader would find wrong."""
        self.ours = (address, "about:", "data:", "blob:")
        self.tab.goto("about:blank")  # what the last page still does belongs to the last page
        self.tab.set_viewport_size(next(iter(self.windows.values())))
        self.events.clear()
        self.tab.goto(f"{address}/{page}.html")
        found = []
        for window, size in self.windows.items():
            self.tab.set_viewport_size(size)
            seen = self.tab.evaluate(LOOK_AT_PAGE)
            if seen["overflow"] > 1:
                found.append(
                    f"{window}: {seen['overflow']} px wider than the window: {seen['wide']}"
                )
        return [*self.events, *found, *_problems_in_any_window(seen, maths)]

    def shown_theme(self):
        return self.tab.evaluate("document.documentElement.dataset.theme")


def _problems_in_any_window(seen, maths):
    if not seen["title"].strip():
        yield "no title"
    if maths and not seen["formulas"]:
        yield "no formula on the page"
    if seen["formulas"] and not seen["font"]:
        yield "the font KaTeX_Main is not loaded"
    if seen["refused"]:
        yield f"{seen['refused']} formulas that KaTeX cannot set"
    yield from (f"raw maths: {text!r}" for text in seen["raw"])
    yield from (f"an image does not show: {source}" for source in seen["images"])


# The real book -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", WINDOWS)
@pytest.mark.parametrize("page", checks.toc_pages())
def test_a_page_is_sound(page, theme, readers, address):
    found = readers[theme].problems(address, page, maths=page.startswith("book/paper/"))
    if found:
        pytest.fail("\n".join(f"{page} ({theme}): {one}" for one in found), pytrace=False)
    assert readers[theme].shown_theme() == theme


def test_the_rule_card_prints_on_two_sheets(browser, address):
    """On A4, with every formula whole: a column is narrower than the screen."""
    page = browser.new_page(viewport={"width": 718, "height": 1046})  # A4 less its margins
    try:
        page.goto(f"{address}/book/reference/rule-card.html")
        page.emulate_media(media="print")
        cut = page.evaluate("""[...document.querySelectorAll(".card-rule div.math")]
            .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)""")
        assert cut == []
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2
    finally:
        page.close()


def test_a_dark_page_prints_dark_on_white(readers, address):
    tab = readers["dark"].tab
    tab.goto(f"{address}/book/reference/rule-card.html")
    tab.emulate_media(media="print")
    try:
        ground, ink = tab.evaluate("""[document.body, document.querySelector(".card-rule p")]
            .map((one, k) => getComputedStyle(one)[["backgroundColor", "color"][k]])""")
    finally:
        tab.emulate_media(media="null")
    assert ground == "rgb(255, 255, 255)"
    assert max(int(part) for part in re.findall(r"\d+", ink)) < 80, ink


def test_a_chapter_opens_without_a_server(readers, html, toc):
    page = next(page for page in toc if page.startswith("book/paper/"))
    assert readers["light"].problems(html.as_uri(), page, maths=True) == []


# The check can fail ------------------------------------------------------------------------------

SOUND = """<!doctype html><html><head><title>Sound</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="../vendor/katex/katex.min.css"></head>
<body><p><span class="katex">x</span> and <code>\\frac</code> %s</p></body></html>"""


@pytest.fixture(scope="session")
def doctored(root, tmp_path_factory):
    """A site to put doctored pages into: its folder, its address, and numbers for the pages."""
    folder = tmp_path_factory.mktemp("doctored")
    shutil.copytree(root / "book" / "_vendor", folder, dirs_exist_ok=True)
    (folder / "book").mkdir()
    with serve(folder) as where:
        yield folder, where, itertools.count()


def look_at(doctored, readers, text):
    folder, where, numbers = doctored
    page = f"book/{next(numbers)}"  # a new one each time: the browser keeps what it has read
    (folder / f"{page}.html").write_text(text, encoding="utf-8")
    return readers["light"].problems(where, page, maths=True)


def test_a_sound_page_has_no_problem(doctored, readers):
    assert look_at(doctored, readers, SOUND % "") == []


@pytest.mark.parametrize(("fault", "says"), [
    ('<script src="https://example.org/x.js"></script>', "host: https://example.org/x.js"),
    ('<img src="http://example.org/x.png">', "host: http://example.org/x.png"),
    ("<script>undefinedFunction()</script>", "page error: undefinedFunction is not defined"),
    ("<script>console.error('oh')</script>", "console: oh"),
    ('<script src="../missing.js"></script>', "missing.js (404)"),
    ('<img src="../missing.svg">', "an image does not show"),
    (r"so \frac{1}{2}", r"raw maths: 'so \\frac{1}{2}'"),
    ("<p>$$ x $$</p>", "raw maths: '$$ x $$'"),
    ('<details><summary>Answer</summary>$$ x $$</details>', "raw maths: '$$ x $$'"),
    ('<span class="katex-error">x</span>', "1 formulas that KaTeX cannot set"),
    ('<div class="broad" style="width: 700px">x</div>', "phone: 318 px wider than the window"),
    ('<div class="broad" style="width: 3000px">x</div>', "div.broad"),
])
def test_a_doctored_page_is_rejected(fault, says, doctored, readers):
    found = look_at(doctored, readers, SOUND % fault)
    assert any(says in one for one in found), found


@pytest.mark.parametrize(("old", "new", "says"), [
    ("<title>Sound</title>", "", "no title"),
    ('<span class="katex">x</span>', "x", "no formula"),
    ("../vendor/katex/katex.min.css", "data:text/css,", "KaTeX_Main is not loaded"),
])
def test_a_page_that_lacks_something_is_rejected(old, new, says, doctored, readers):
    found = look_at(doctored, readers, (SOUND % "").replace(old, new))
    assert any(says in one for one in found), found


def test_what_scrolls_by_itself_may_be_wide(doctored, readers):
    wide = '<div style="overflow-x: auto"><div style="width: 3000px">x</div></div>'
    assert look_at(doctored, readers, SOUND % wide) == []
