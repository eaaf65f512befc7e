"""The book for those who enlarge, space, recolour or tab through it; and in another browser.

Each check is a function of an open page that returns what is wrong, so that the last tests can show
it a page with the fault.
"""

import os
import shutil
import subprocess

import pytest
from PIL import Image

from course.browser import DESKTOP, PHONE, READY, lay_out, new_context
from tests.helpers.waiting import until

PAGES = ["book/index", "book/paper/01-introduction", "book/paper/11-vector-chain-rule",
         "book/reference/rule-card"]
# WCAG 1.4.12; formulas are set by measure, and are not text of this kind.
SPACED = """(() => { const style = document.createElement("style"); style.textContent =
    `:not(.katex, .katex *, svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important;
     word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`;
    document.head.append(style); })()"""
# What is hidden on purpose is for ears only, or opens elsewhere.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(one => {
    if (one.closest(`.katex-display, .katex, svg, .visually-hidden, .heard, .said, [popover], .skip,
                     .knots`) || !one.checkVisibility()) return false;
    const style = getComputedStyle(one);
    const cut = (flow, there, room) => ["hidden", "clip"].includes(flow) && there > room + 2;
    return one.textContent.trim() && one.clientWidth > 1
        && (cut(style.overflowX, one.scrollWidth, one.clientWidth) && style.textOverflow === "clip"
            || cut(style.overflowY, one.scrollHeight, one.clientHeight));
}).map(one => `cut off: ${one.className || one.tagName}: ${one.textContent.trim().slice(0, 50)}`)"""
# WCAG 2.5.8; a link within a sentence is exempt.
SMALL = """() => [...document.querySelectorAll("button, summary, input, select, nav a, header a")]
    .filter(one => one.checkVisibility({visibilityProperty: true})
        && !one.closest(".visually-hidden, .knots, .skip, label"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, at]) => at.width && (at.height < 23.5 || at.width < 23.5))
    .map(([one, at]) => `a target of ${at.width.toFixed()} by ${at.height.toFixed()}: `
        + one.outerHTML.slice(0, 60))"""
HIDDEN_FOCUS = """() => {
    const one = document.activeElement, at = one.getBoundingClientRect();
    const header = document.querySelector("header");
    const below = !header || header.contains(one) || one.closest("nav, .skip");
    const under = header?.getBoundingClientRect().bottom ?? 0;
    return below || at.top >= under - 1 || at.height > innerHeight / 2
        ? "" : `the focus is under the header: ${one.outerHTML.slice(0, 60)}`;
}"""
# A formula keeps its overlays ("not equal") only if it gets no ground behind each sign.
FORCED = """() => [...document.querySelectorAll(".katex")].slice(0, 20)
    .filter(one => getComputedStyle(one).forcedColorAdjust !== "none")
    .map(one => `a formula with grounds behind its signs: ${one.textContent.slice(0, 40)}`)"""
CUES = """() => [...document.querySelectorAll(".katex-display, pre, .scrolls")]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .filter(one => !getComputedStyle(one).backgroundImage.includes("gradient")
        || getComputedStyle(one).overflowX !== "auto" || one.tabIndex !== 0)
    .map(one => `cut without a cue, or out of reach: ${one.textContent.trim().slice(0, 50)}`)"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"


def spaced(tab):
    tab.evaluate(SPACED)
    return tab.evaluate(CUT_OFF)


def small(tab):
    return tab.evaluate(SMALL)


def cues(tab):
    lay_out(tab).evaluate(OPEN_ALL)
    tab.evaluate(READY)
    return lasting(tab, CUES, [])  # letters of what was far away come late, and widen it


def hidden_focus(tab):
    """Tab back from the end of the page: what comes into view comes from above, at the header."""
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.locator("a:visible, button:visible").last.focus()
    for _ in range(40):
        tab.keyboard.press("Shift+Tab")
        # What comes near is made, and moves what is below it.
        if found := lasting(tab, HIDDEN_FOCUS, ""):
            return [found]
    return []


def lasting(tab, look, nothing):
    """What is wrong, unless it passes in a while."""
    try:
        return until(tab, look, nothing, patience=15)
    except AssertionError:
        return tab.evaluate(look)


def forced(tab):
    tab.emulate_media(forced_colors="active")
    found = tab.evaluate(FORCED)
    tab.emulate_media(forced_colors="null")
    return found


@pytest.fixture
def tab(browser):
    context = new_context(browser, PHONE, "light")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("check", [spaced, small, cues, hidden_focus, forced])
def test_a_page_is_for_everybody(page, check, tab, address):
    tab.goto(f"{address}/{page}.html")
    found = check(tab)
    if found:
        pytest.fail("\n".join(f"{page}: {one}" for one in found), pytrace=False)


@pytest.mark.parametrize("page", PAGES)
def test_a_narrow_page_loses_nothing(page, tab, address):
    """320 pixels: the width of a desktop at 400 %."""
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(f"{address}/{page}.html")
    assert cues(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    numbers = tab.evaluate("""[...document.querySelectorAll("div.math:has(.eqno)")].map(one =>
        [one.querySelector(".eqno"), one.querySelector(".katex-display")].map(part =>
            part.getBoundingClientRect())).filter(([number, formula]) =>
                number.top < formula.bottom - 1).length""")
    assert numbers == 0


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_the_first_screen_begins_the_chapter(window, tab, address):
    """Title, chain, what is folded: and on the same screen the text begins."""
    tab.set_viewport_size(window)
    tab.goto(f"{address}/book/paper/11-vector-chain-rule.html")
    tab.evaluate(READY)
    top = tab.evaluate("""[...document.querySelectorAll("article > section > p")]
        .find(one => !one.matches(".place")).getBoundingClientRect().top""")
    assert top < 0.6 * window["height"]


def test_the_contents_open_without_a_script(browser, address):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    try:
        tab = context.new_page()
        tab.goto(f"{address}/book/paper/01-introduction.html")
        link = tab.locator("#contents a", has_text="The vector chain rule")
        assert not link.is_visible()
        tab.locator(".top .menu").click()
        link.click()
        tab.wait_for_url("**/11-vector-chain-rule.html")
        tab.set_viewport_size(DESKTOP)
        assert tab.locator("#contents a.current").is_visible()
    finally:
        context.close()


def test_the_search_is_driven_by_keyboard(tab, address):
    """It knows a rule by its ID, a section by its name; Enter opens the first."""
    tab.set_viewport_size(DESKTOP)
    for asked, leads in (("R-ew-mul-w", "06-elementwise.html#R-ew-mul-w"),
                         ("vector sum", "08-vector-sum.html"),
                         ("elementwise operators", "06-elementwise.html"),
                         ("vector chain rule", "11-vector-chain-rule.html"),
                         ("Hadamard product", "notation.html#term-")):
        tab.goto(f"{address}/book/index.html")
        tab.keyboard.press("Control+k")
        tab.locator("dialog.search input").wait_for()
        tab.keyboard.type(asked)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"**{leads}*")


def test_the_colours_are_chosen_and_kept(browser, address):
    context = browser.new_context(color_scheme="light")
    try:
        tab = context.new_page()
        tab.goto(f"{address}/book/index.html")
        ground = lambda: tab.evaluate("getComputedStyle(document.body).backgroundColor")
        light = ground()
        for _ in range(2):  # as the system, light, dark
            tab.locator(".top .mode").click()
        assert ground() != light
        tab.reload()
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    finally:
        context.close()


# The checks can fail -----------------------------------------------------------------------------

DOCTORED = """<!doctype html><html lang="en"><head><title>x</title></head>
<body style="margin: 0">{}</body></html>"""
FAULTS = {
    spaced: '<p style="height: 1.2em; overflow: hidden">Words that need more room than this.</p>',
    small: '<button style="width: 12px; height: 12px; padding: 0">x</button>',
    cues: '<pre style="overflow: hidden; width: 50px">a line that is longer than its box</pre>',
    hidden_focus: '<header style="position: fixed; top: 0; height: 80px; width: 100%"></header>'
                  + '<p style="margin: 12px 0"><a href="#">one</a></p>' * 90,
    forced: '<span class="katex">x</span>',
}


@pytest.mark.parametrize("check", FAULTS)
def test_a_barrier_is_noticed(check, tab):
    tab.set_content(DOCTORED.format(FAULTS[check]))
    assert check(tab) != []
    tab.set_content(DOCTORED.format("<p>Nothing but words, and <a href='#'>a link</a>.</p>"))
    assert check(tab) == []


# Another browser ---------------------------------------------------------------------------------

FIREFOX = shutil.which("firefox-esr")


def inked(picture):
    """The share of a picture that is not its ground."""
    with Image.open(picture) as image:
        counts = sorted(count for count, _ in image.convert("L").getcolors())
    return 1 - counts[-1] / sum(counts)


@pytest.mark.skipif(not FIREFOX and os.environ.get("REQUIRE_BROWSER") != "1",
                    reason="no firefox-esr on the PATH")
@pytest.mark.parametrize("page", PAGES[:3])
def test_firefox_shows_it(page, address, tmp_path):
    picture = tmp_path / "page.png"
    subprocess.run([FIREFOX, "--headless", "--profile", tmp_path, "--screenshot", picture,
                    "--window-size=1280,900", f"{address}/{page}.html"],
                   check=True, capture_output=True, timeout=120,
                   env={**os.environ, "HOME": str(tmp_path)})
    assert inked(picture) > 0.04


def test_an_empty_picture_is_noticed(tmp_path):
    Image.new("RGB", (1280, 900), "white").save(tmp_path / "page.png")
    assert inked(tmp_path / "page.png") == 0
