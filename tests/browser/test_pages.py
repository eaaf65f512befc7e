"""The book as a browser shows it: every page, on a desktop and a phone, light and dark.

Needs a Chromium of the system; without one the tests are skipped, or fail if REQUIRE_BROWSER=1.
"""

import contextlib
import gzip
import itertools
import random
import re
import shutil
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from course import PARTS, notebooks, part_of
from course.browser import DESKTOP, PHONE, READY, lay_out, new_context, serve
from tests.helpers.waiting import frames, until

WINDOWS = {"desktop": DESKTOP, "phone": PHONE, "narrow": {"width": 320, "height": 640}}
THEMES = ("light", "dark")
SET_THEME = "theme => { document.documentElement.dataset.theme = theme; }"
LEGIBLE = 0.6  # of the size a figure was drawn for, with letters of 13 pixels
# Bytes of a page with all that it loads, as a server sends it, compressed.
HEAVIEST, HEAVIEST_LANDING = 250_000, 300_000
OPEN_ALL = """document.querySelectorAll('details').forEach(one => {
    one.open = true;
    one.hidden = false;  // what answers a prediction
})"""
SIZES = """() => [...document.querySelectorAll("article figure img[width]")].map(one =>
    [one.src, one.clientWidth / one.getAttribute("width"),
     one.naturalWidth / one.getAttribute("width"),
     one.naturalHeight / one.getAttribute("height")])"""
# Boxes that scroll sideways, and that the keyboard cannot reach yet.
UNREACHED = """[...document.querySelectorAll(".katex-display, pre, .scrolls, .evidence")]
    .filter(one => one.tabIndex < 0 && one.scrollWidth > one.clientWidth + 1
    && one.checkVisibility() && getComputedStyle(one).overflowX !== "visible").length"""
LOOK_AT_PAGE = r"""() => {
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
def readers(browser):
    return {theme: Reader(browser, theme) for theme in THEMES}


class Reader:
    """A tab in one theme, used for all pages (a new one each would double the time)."""

    def __init__(self, browser, theme):
        self.tab = tab = new_context(browser, DESKTOP, theme).new_page()
        self.events, self.asked, self.ours = [], set(), ()
        note = self.events.append
        tab.on("pageerror", lambda error: note(f"page error: {error}"))
        tab.on("console", lambda line: line.type == "error" and note(f"console: {line.text}"))
        tab.on("requestfailed", lambda request: note(f"failed request: {request.url}"))
        tab.on("response", lambda reply: reply.status >= 400
               and note(f"failed request: {reply.url} ({reply.status})"))
        tab.on("request", self._asks)

    def _asks(self, request):
        self.asked.add(request.url)
        if not request.url.startswith(self.ours):
            self.events.append(f"request to another host: {request.url}")

    def problems(self, address, page, maths):
        """Open a page, look at it in each window, and return what a reader would find wrong."""
        self.ours = (address, "about:", "data:", "blob:")
        self.tab.goto("about:blank")  # what the last page still does belongs to the last page
        self.tab.set_viewport_size(DESKTOP)
        self.events.clear()
        self.asked.clear()
        self.tab.goto(f"{address}/{page}.html")
        found = []
        for window, size in WINDOWS.items():
            self.tab.set_viewport_size(size)
            self.tab.evaluate(READY)
            seen = self.tab.evaluate(LOOK_AT_PAGE)
            if seen["overflow"] > 1:
                found.append(
                    f"{window}: {seen['overflow']} px wider than the window: {seen['wide']}"
                )
        return [*self.events, *found, *_problems_in_any_window(seen, maths)]

    def barriers(self):
        """What axe-core finds on the open page that keeps people out, at every level.

        The themes differ in their colours alone, so the other theme is asked for contrast only;
        the windows in their layout, so the phone is asked for the rest in the first theme.
        """
        self.tab.emulate_media(reduced_motion="reduce")  # no colour is caught half way to another
        lay_out(self.tab).evaluate(READY)
        first = self.tab.evaluate("document.documentElement.dataset.theme || 'light'")
        other = next(one for one in THEMES if one != first)
        colours = {"runOnly": ["color-contrast"]}
        for window, theme, only in ((DESKTOP, first, {}), (PHONE, first, {}),
                                    (DESKTOP, other, colours)):
            self.tab.set_viewport_size(window)
            self.tab.evaluate(SET_THEME, theme)
            self.settle()
            found = Axe().run(self.tab, options={
                "resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}},
                **only}).response
            for fault in found["violations"]:
                for node in fault["nodes"]:
                    if not self.headed_by_a_formula(fault["id"], node["target"]):
                        yield f"{fault['id']} ({theme}): {node['html'][:120]}"

    def settle(self):
        """Wait, if not for ever, until what has become too wide can be reached by keyboard."""
        with contextlib.suppress(AssertionError):  # then axe-core says it
            until(self.tab, UNREACHED, 0, patience=15)
        frames(self.tab)

    def headed_by_a_formula(self, rule, target):
        """Whether a header cell that axe-core calls empty holds MathML, which it does not read."""
        return rule == "empty-table-header" and all(
            self.tab.eval_on_selector(one, "one => !!one.querySelector('math')") for one in target)

    def small_figures(self):
        """Figures of the open page that a phone shows too small to read, or out of proportion."""
        self.tab.set_viewport_size(PHONE)
        self.tab.evaluate(OPEN_ALL)
        for name, shown, *sides in self.tab.evaluate(SIZES):
            if shown < LEGIBLE:
                yield f"{name} is shown at {shown:.0%} of its size on a phone"
            if not all(0.99 < side < 1.01 for side in sides):
                yield f"{name} is shown out of proportion"

    def weight(self, address, folder):
        """Bytes, compressed, of the open page and all that it has asked for: {path: bytes}."""
        paths = {unquote(urlsplit(url).path).lstrip("/") for url in self.asked
                 if url.startswith(address)}
        return {path: len(gzip.compress((folder / path).read_bytes())) for path in paths}


def too_heavy(sizes, limit):
    if sum(sizes.values()) >= limit:
        heavy = sorted(sizes.items(), key=lambda one: -one[1])[:5]
        yield f"{sum(sizes.values())} bytes with all that it loads, above {limit}: {heavy}"


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


@pytest.mark.parametrize("page", notebooks.toc_pages())
def test_a_page_is_sound(page, readers, address, html):
    """One visit: both windows, both themes, its weight, its figures."""
    reader, chapter = readers["light"], part_of(page)
    found = reader.problems(address, page, maths=bool(chapter))
    sizes = reader.weight(address, html)  # before axe-core asks for files of its own
    found += reader.barriers()
    assert sizes[f"{page}.html"] > 3_000  # it has been weighed
    if chapter or page == "book/index":
        found += too_heavy(sizes, HEAVIEST if chapter else HEAVIEST_LANDING)
    if chapter:
        found += reader.small_figures()
    if found:
        pytest.fail("\n".join(f"{page}: {one}" for one in found), pytrace=False)


AUDITED = ["book/index", "book/paper/01-introduction", "book/paper/06-elementwise",
           "book/paper/11-vector-chain-rule", "book/reference/rule-card"]  # make audit
PHONE_OF_THE_AUDIT = {"width": 412, "height": 823}
WATCH_SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) shifts.push(one.value);
}).observe({type: "layout-shift", buffered: true});"""
# What a script measures of an element that has not been laid out lays it out.
WATCH_MEASURES = """window.forced = [];
const isNear = Element.prototype.checkVisibility;
const note = (one) => isNear.call(one, {contentVisibilityAuto: true})
  || forced.push(one.outerHTML.slice(0, 80));
for (const [{prototype}, ...names] of [
    [Element, "scrollWidth", "clientWidth", "scrollHeight", "clientHeight"],
    [HTMLElement, "offsetWidth", "offsetHeight", "offsetTop", "innerText"]])
  for (const name of names) {
    const {get, ...rest} = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, {...rest, get() { note(this); return get.call(this); }});
  }
for (const name of ["getBoundingClientRect", "getClientRects", "checkVisibility"]) {
  const asked = Element.prototype[name];
  Element.prototype[name] = function (...how) { note(this); return asked.apply(this, how); };
}"""


@pytest.fixture
def phone(browser):
    """A new phone for each page: nothing is kept from an earlier one."""
    context = new_context(browser, PHONE_OF_THE_AUDIT, "light")
    yield context.new_page()
    context.close()


def shift(tab, url):
    """How much moves when the text's letters come long after the text was shown."""
    held = []
    tab.add_init_script(WATCH_SHIFTS)
    tab.route("**/source-serif-*.woff2", lambda route: held.append(route))
    tab.goto(url, wait_until="domcontentloaded")
    tab.wait_for_timeout(500)
    until(tab, """() => [...document.fonts].every(({family, status}) =>
        status !== "loading" || /late|Source Serif/.test(family))""")
    frames(tab)
    tab.evaluate("shifts.length = 0")  # of what came by itself meanwhile
    for one in held:
        one.continue_()
    tab.evaluate("document.fonts.ready")
    tab.wait_for_timeout(500)
    return sum(tab.evaluate("shifts")), len(held)


@pytest.mark.parametrize("page", AUDITED)
def test_letters_that_come_late_move_nothing(page, phone, address):
    moved, held = shift(phone, f"{address}/{page}.html")
    assert held >= 2, "the letters were not held back"
    assert moved < 0.01


@pytest.mark.parametrize("page", AUDITED)
def test_nothing_far_away_is_measured_while_a_page_loads(page, phone, address):
    phone.add_init_script(WATCH_MEASURES)
    phone.goto(f"{address}/{page}.html")
    phone.evaluate("document.fonts.ready")
    phone.wait_for_timeout(500)
    assert phone.evaluate("forced") == []


@pytest.mark.parametrize("page", AUDITED)
def test_targets_are_apart_before_all_is_laid_out(page, phone, address):
    """A section that takes more room than it was given would lie over the next one's links."""
    phone.goto(f"{address}/{page}.html")
    phone.evaluate(READY)
    found = Axe().run(phone, options={"runOnly": ["target-size"]}).response
    assert [one["html"] for fault in found["violations"] for one in fault["nodes"]] == []


def test_each_part_of_the_rule_card_prints_on_two_sheets(browser, address):
    """On A4, with every formula whole: a column is narrower than the screen."""
    page = browser.new_page(viewport={"width": 718, "height": 1046})  # A4 less its margins
    try:
        page.goto(f"{address}/book/reference/rule-card.html")
        page.emulate_media(media="print")
        cut = page.evaluate("""[...document.querySelectorAll(".card-rule .katex-display")]
            .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)""")
        assert cut == []
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2 * len(PARTS)
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


@pytest.mark.parametrize("page", notebooks.toc_pages())
def test_a_page_opens_without_a_server(page, readers, html):
    assert readers["light"].problems(html.as_uri(), page, maths=bool(part_of(page))) == []


@pytest.mark.parametrize("page", ["book/index", "search", "genindex"])
def test_a_page_made_by_the_theme_is_open_to_all(page, readers, address):
    assert readers["dark"].problems(address, page, maths=False) == []
    assert list(readers["dark"].barriers()) == []


@pytest.fixture
def chapter(readers, address):
    tab = readers["light"].tab
    tab.set_viewport_size(DESKTOP)
    tab.goto(f"{address}/book/paper/06-elementwise.html")
    return tab


def open_search(tab):
    tab.keyboard.press("Control+k")
    tab.locator("dialog.search input").wait_for()  # its script is fetched now


@pytest.mark.parametrize("server", [True, False])
def test_the_search_answers_as_one_types(server, readers, address, html):
    tab = readers["light"].tab
    tab.set_viewport_size(DESKTOP)
    tab.goto(f"{address if server else html.as_uri()}/book/paper/02-scalar-rules.html")
    open_search(tab)
    tab.keyboard.type("Hadamard")
    tab.locator("#search-results a[href*='06-elementwise']").first.click()
    tab.wait_for_url("**/06-elementwise.html*")
    open_search(tab)
    tab.keyboard.type("zyzzyva")
    until(tab, lambda: tab.locator("dialog.search .said").inner_text(), "Nothing was found.")
    assert tab.locator("#search-results a").count() == 0


def test_a_reference_lands_where_it_says(chapter):
    link = chapter.locator("a[href='#R-ew-div-x']").first
    link.evaluate("one => one.click()")  # it may stand in what is still folded
    box = chapter.locator("#R-ew-div-x")
    until(chapter, lambda: box.locator(".caption-number").first.inner_text().startswith("Rule 6."))
    chapter.evaluate(READY)
    frames(chapter)  # what is near has been laid out
    top = box.evaluate("one => one.getBoundingClientRect().top")
    assert 0 < top < DESKTOP["height"] / 2  # in view, below the header


@pytest.mark.parametrize("server", [True, False])
@pytest.mark.parametrize(("page", "link", "shows"), [
    ("book/paper/11-vector-chain-rule", "p > a[href='#R-chain-vector']", "Rule 11.1"),
    ("book/paper/11-vector-chain-rule", "p > a[href*='08-vector-sum.html#R-sum-x']", "Rule 8."),
    ("book/paper/06-elementwise", "a[href*='#term-Hadamard']", "Hadamard product"),
])
def test_pointing_at_a_reference_shows_it(page, link, shows, server, readers, address, html):
    tab = readers["light"].tab
    tab.set_viewport_size(DESKTOP)
    tab.goto(f"{address if server else html.as_uri()}/{page}.html")
    tab.evaluate(OPEN_ALL)
    shown = tab.locator(link).locator("visible=true").first
    shown.hover()
    preview = tab.locator("#preview")
    preview.wait_for()
    assert shows in preview.inner_text()
    tab.keyboard.press("Escape")
    assert preview.is_hidden()
    tab.mouse.move(0, 0)  # what scrolls under a pointer is pointed at
    shown.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")  # the focus of the keyboard shows it too
    preview.wait_for()
    tab.keyboard.press("Tab")
    assert preview.is_hidden()


def test_an_answer_opens_by_keyboard(chapter):
    answer = chapter.locator("#with-a-pencil details").first
    inside = answer.locator("p").first
    assert inside.is_hidden()
    answer.locator("summary").focus()
    chapter.keyboard.press("Enter")
    assert inside.is_visible()


def test_every_stop_of_the_keyboard_is_seen(chapter):
    """Tab through the first sixty stops: each is in the window and has an outline."""
    chapter.evaluate("document.activeElement.blur()")
    unseen, stops = [], set()
    for _ in range(60):
        chapter.keyboard.press("Tab")
        name, outline, width = chapter.evaluate("""() => {
            const one = document.activeElement, style = getComputedStyle(one);
            return [one.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)];
        }""")
        stops.add(name)
        if outline == "none" or width < 2:
            unseen.append(name)
    assert unseen == []
    assert len(stops) > 30


def test_nothing_moves_for_those_who_ask(chapter):
    chapter.emulate_media(reduced_motion="reduce")
    try:
        moving = chapter.evaluate("""[...document.querySelectorAll("*")].filter(one => {
            const style = getComputedStyle(one);
            return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
        }).length""")
    finally:
        chapter.emulate_media(reduced_motion="null")
    assert moving == 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_theme_of_the_system_is_the_theme_of_the_book(theme, browser, address):
    context = browser.new_context(color_scheme=theme)
    try:
        tab, said = context.new_page(), []
        tab.on("console", lambda line: line.type == "error" and said.append(line.text))
        tab.goto(f"{address}/book/index.html")
        assert said == []  # nothing is kept from an earlier visit, and nothing is missed
        assert tab.evaluate("document.documentElement.dataset.theme") == theme
    finally:
        context.close()


def test_without_javascript_the_mathematics_and_the_answers_are_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto(f"{address}/book/paper/06-elementwise.html")
        formulas = tab.locator("#R-ew-div-x .katex").count()
        assert formulas >= 3
        assert tab.locator("#R-ew-div-x math").count() == formulas
        answer = tab.locator("#with-a-pencil details").first
        answer.locator("summary").click()
        assert answer.locator("p").first.is_visible()
    finally:
        context.close()


# The check can fail ------------------------------------------------------------------------------

SOUND = """<!doctype html><html lang="en"><head><title>Sound</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="../_static/vendor/katex/katex.min.css"></head>
<body><p><span class="katex">x</span> and <code>\\frac</code> %s</p></body></html>"""


@pytest.fixture(scope="session")
def doctored(root, tmp_path_factory):
    """A site to put doctored pages into: its folder, its address, and numbers for the pages."""
    folder = tmp_path_factory.mktemp("doctored")
    shutil.copytree(root / "course" / "site" / "vendor", folder / "_static" / "vendor")
    (folder / "book").mkdir()
    with serve(folder) as where:
        yield folder, where, itertools.count()


def look_at(doctored, readers, text):
    folder, where, numbers = doctored
    page = f"book/{next(numbers)}"  # a new one each time: the browser keeps what it has read
    (folder / f"{page}.html").write_text(text, encoding="utf-8")
    return readers["light"].problems(where, page, maths=True)


@pytest.mark.parametrize(("fault", "says"), [
    ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
    ('<p style="color: #aaa; background: #fff">pale</p>', "color-contrast"),
    ('<button></button>', "button-name"),
    ('<p><a href="#a" style="display: block; font-size: 9px">a</a>'
     '<a href="#b" style="display: block; font-size: 9px">b</a></p>', "target-size"),
])
def test_a_page_with_a_barrier_is_rejected(fault, says, doctored, readers):
    look_at(doctored, readers, SOUND % fault)
    assert any(one.startswith(says) for one in readers["light"].barriers())


def test_contrast_is_looked_at_in_the_other_theme_too(doctored, readers):
    pale = '<style>[data-theme="dark"] b { color: #aaa; background: #fff }</style><b>pale</b>'
    look_at(doctored, readers, SOUND % pale)
    found = [one.split(":")[0] for one in readers["light"].barriers()]
    assert [one for one in found if "(dark)" in one] == ["color-contrast (dark)"]


def test_what_moves_and_what_is_measured_too_early_is_noticed(doctored, phone):
    folder, where, _ = doctored
    text = SOUND % """<style>@font-face { font-family: late; src: url("source-serif-x.woff2"); }
        p { font-family: late, monospace; width: 10em; }</style><p>first</p><p>below</p>
        <div id="far" style="margin-top: 9000px; content-visibility: auto"><i>far away</i></div>
        <script>addEventListener("load", () => { document.querySelector("i").offsetWidth;
          setTimeout(() => { document.querySelector("p").style.marginTop = "300px"; }, 100); })
        </script>"""
    (folder / "book" / "moving.html").write_text(text, encoding="utf-8")
    phone.add_init_script(WATCH_MEASURES)
    moved, _ = shift(phone, f"{where}/book/moving.html")
    assert moved > 0.01
    assert phone.evaluate("forced") == ["<i>far away</i>"]


@pytest.mark.parametrize(("width", "height", "says"), [
    (1200, 600, "of its size on a phone"), (300, 300, "out of proportion"),
])
def test_a_figure_that_is_small_or_distorted_is_noticed(width, height, says, doctored, readers):
    drawing = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}'/>"
    figure = (f'<article><figure><img alt="A line." width="{width}" height="{height}" '
              f'style="max-width: 100%" src="{drawing.format(width, 150)}"></figure></article>')
    look_at(doctored, readers, SOUND % figure)
    assert any(says in one for one in readers["light"].small_figures())


def test_all_that_a_page_asks_for_is_weighed(doctored, readers):
    look_at(doctored, readers, SOUND % "")
    folder, where, _ = doctored
    sizes = readers["light"].weight(where, folder)
    assert {path.rsplit(".")[-1] for path in sizes} == {"html", "css", "woff2"}
    assert sum(sizes.values()) > 10_000
    assert list(too_heavy(sizes, HEAVIEST)) == []
    (folder / "noise.js").write_text("//" + random.Random(0).randbytes(HEAVIEST).hex())
    look_at(doctored, readers, SOUND % '<script src="../noise.js"></script>')
    [said] = too_heavy(readers["light"].weight(where, folder), HEAVIEST)
    assert "noise.js" in said


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
    ("../_static/vendor/katex/katex.min.css", "data:text/css,", "KaTeX_Main is not loaded"),
])
def test_a_page_that_lacks_something_is_rejected(old, new, says, doctored, readers):
    found = look_at(doctored, readers, (SOUND % "").replace(old, new))
    assert any(says in one for one in found), found


def test_what_scrolls_by_itself_may_be_wide(doctored, readers):
    wide = '<div style="overflow-x: auto"><div style="width: 3000px">x</div></div>'
    assert look_at(doctored, readers, SOUND % wide) == []
