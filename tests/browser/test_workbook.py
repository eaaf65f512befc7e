"""The workbook, as a reader uses it: typed line by line, from the keyboard, from a folder."""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.browser import DESKTOP, PHONE, lay_out, new_context
from tests.helpers.waiting import until

PAGE, ALL = "book/paper/13-loss-weights.html", "book/derive.html"
ENGINE = "derive/engine.js"
NEW = itertools.count()
RIGHT = ["z = X @ w + b", "a = relu(z)", "dC = 2 / N * (a - y)' @ da",
         "dC = 2 / N * (a - y)' @ ((z > 0) * dz)", "J = 2 / N * ((a - y) * (z > 0))' @ X"]


@pytest.fixture(scope="module")
def visit(browser, address):
    context = new_context(browser, DESKTOP, "light")
    page, wrong, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type == "error" and wrong.append(line.text))
    page.on("request", lambda one: asked.append(one.url))
    yield page, asked
    assert wrong == []
    context.close()


@pytest.fixture
def tab(visit, address):
    page, asked = visit
    page.goto(f"{address}/{PAGE}?{next(NEW)}")
    page.evaluate("localStorage.clear()")
    asked.clear()
    page.reload()
    lay_out(page)
    return page


def sheet(tab):
    return tab.locator(".interactive.workbook")


def judged(tab):
    """When all lines have been judged."""
    until(tab, """() => { const place = document.querySelector(".workbook .part");
        const lines = [...place.querySelectorAll(".lines input")].map((one) =>
            one.value.trim() ? one.value : "# ");
        return place.dataset.judged?.replace(/(\\n# )*$/, "") === lines.join("\\n").replace(
            /(\\n# )*$/, "") && !place.classList.contains("busy"); }""")


def typed(tab, *lines):
    for text in lines:
        sheet(tab).locator(".lines input").last.fill(text)
        tab.keyboard.press("Enter")
        judged(tab)
    return sheet(tab).locator(".lines li")


def test_nothing_is_loaded_before_the_first_key(tab, visit):
    _, asked = visit
    sheet(tab).locator(".lines input").first.focus()
    assert not any(ENGINE in one for one in asked)
    typed(tab, RIGHT[0])
    assert sum(ENGINE in one for one in asked) == 1


def test_a_derivation_is_judged_line_by_line_to_its_end(tab):
    rows = typed(tab, *RIGHT)
    said = [one.locator(".said").inner_text() for one in rows.all()]
    assert "Named" in said[0] and "R-relu-vector" in said[3]
    assert rows.nth(3).locator("a").first.get_attribute("href").endswith(
        "12-activation.html#R-relu-vector")
    assert "by R-ew-add-w and R-layer-x-pull" in said[4]
    assert rows.nth(4).locator("math").count() == 1
    assert "You have derived it, without a slip." in sheet(tab).locator(".status").inner_text()


def test_a_slip_is_named_and_the_lines_after_it_go_on_from_it(tab):
    rows = typed(tab, *RIGHT[:3], "dC = 2 / N * (a - y)' @ dz", "J = 2 / N * (a - y)' @ X")
    slip = rows.nth(3)
    assert "wrong" in slip.get_attribute("class")
    words = slip.locator(".said").inner_text()
    assert "Not equal to the line before" in words and "a mask is lost" in words
    assert slip.locator("a").last.get_attribute("href").endswith("misconceptions.html#M25")
    assert "right" in rows.nth(4).get_attribute("class")
    assert "with one slip on the way" in sheet(tab).locator(".status").inner_text()
    rows.nth(3).locator("input").fill(RIGHT[3])
    tab.keyboard.press("Enter")
    judged(tab)
    assert "right" in rows.nth(3).get_attribute("class")
    assert "wrong" in rows.nth(4).get_attribute("class")


def test_what_cannot_be_read_has_its_place_and_a_cure(tab):
    rows = typed(tab, "dC = 2 / N * (a - y)' @ da")
    assert rows.first.locator("mark").inner_text() == "a"
    assert "Cure" in rows.first.inner_text() and rows.count() == 1


def test_by_keyboard_alone(tab):
    sheet(tab).locator(".lines input").first.focus()
    for text in RIGHT[:3]:
        tab.keyboard.type(text)
        tab.keyboard.press("Enter")
        judged(tab)
    tab.keyboard.press("ArrowUp")  # copies the line above into an empty one
    fields = sheet(tab).locator(".lines input")
    assert fields.nth(3).input_value() == RIGHT[2]
    tab.keyboard.press("ArrowUp")  # goes up from one that is not
    assert fields.nth(2).evaluate("one => one === document.activeElement")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Delete")
    tab.keyboard.press("Backspace")
    assert fields.count() == 3


def test_hints_open_one_at_a_time_and_signs_are_put_in(tab):
    typed(tab, *RIGHT[:2])
    hint = sheet(tab).get_by_role("button", name="Hint")
    shown = sheet(tab).locator(".hints li")
    for count, words in enumerate(["next rule is", "It is about", "..."], 1):
        hint.click()
        shown.nth(count - 1).wait_for()
        assert shown.count() == count and words in shown.nth(count - 1).inner_text()
    field = sheet(tab).locator(".lines input").last
    field.fill("z ")
    sheet(tab).get_by_role("button", name="@", exact=True).click()
    assert field.input_value() == "z @"
    sheet(tab).get_by_role("button", name="Copy the line above").click()
    assert field.input_value() == RIGHT[1]


def tile(tab, name):
    return sheet(tab).locator(".tiles").get_by_role("button", name=name, exact=True)


def test_a_line_is_built_of_tiles_that_are_clicked(tab, visit):
    field = sheet(tab).locator(".lines input").first
    field.fill("z =")
    for name in ("X", "@", "w", "+", "b", "b", "Take away the last word or sign"):
        tile(tab, name).click()
    assert field.input_value() == "z = X @ w + b"
    assert "named" in typed(tab, field.input_value()).first.get_attribute("class")
    for name in ("z", "dz"):  # a name of the reader's is a tile from now on, and so is its change
        tile(tab, name).wait_for()
    for name in ("dC =", "sum()", "z", "**", "2"):
        tile(tab, name).click()
    assert sheet(tab).locator(".lines input").last.input_value() == "dC = sum(z**2)"


def test_a_tile_is_dragged_to_a_place_in_a_line_and_nowhere_else(tab):
    field = sheet(tab).locator(".lines input").first
    field.fill("z = X @ w")
    tile(tab, "relu()").scroll_into_view_if_needed()

    def drag(name, x, y):
        at = tile(tab, name).bounding_box()
        tab.mouse.move(at["x"] + 9, at["y"] + 9)
        tab.mouse.down()
        tab.mouse.move(x, y, steps=4)
        ghost = tab.locator(".tile-ghost").bounding_box()  # just above the pointer
        assert abs(ghost["x"] + ghost["width"] / 2 - x) < 2 and 0 < y - ghost["y"] < 80
        tab.mouse.up()
        assert tab.locator(".tile-ghost, .tile-caret").count() == 0

    box = field.bounding_box()
    drag("b", box["x"] + box["width"] - 9, box["y"] + 9)
    assert field.input_value() == "z = X @ w b"
    drag("relu()", box["x"] + 1, box["y"] + 9)
    assert field.input_value() == "relu()z = X @ w b"
    drag("b", box["x"] + 9, box["y"] + box["height"] + 2)
    assert field.input_value() == "relu()z = X @ w b"


def test_tiles_by_keyboard(tab):
    field = sheet(tab).locator(".lines input").first
    field.focus()
    tab.keyboard.press("Tab")
    first = sheet(tab).locator(".tiles button").first
    assert first.evaluate("one => one === document.activeElement")
    tab.keyboard.press("Enter")
    assert field.input_value() == first.inner_text() == "J ="
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Space")
    assert field.input_value() == "J = y"
    assert sheet(tab).locator(".heard").inner_text() == "Line 1: J = y"
    tab.keyboard.press("End")
    tab.keyboard.press("Enter")
    assert field.input_value() == "J ="
    assert sheet(tab).locator(".tiles [tabindex='0']").count() == 1


def test_a_touch_puts_a_tile_in_and_opens_no_keyboard(browser, address):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    tile(page, "X").tap()
    tile(page, "@").tap()
    assert sheet(page).locator(".lines input").first.input_value() == "X @"
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
    context.close()


def test_lines_are_kept_and_shown_among_what_is_kept(tab, address):
    typed(tab, *RIGHT[:2])
    tab.reload()
    lay_out(tab)
    fields = sheet(tab).locator(".lines input")
    assert [one.input_value() for one in fields.all()] == [*RIGHT[:2], ""]
    assert "Your lines are back" in sheet(tab).locator(".status").inner_text()
    kept = tab.evaluate("JSON.parse(localStorage.getItem('matrix-calculus')).workbooks")
    assert [one["lines"] for one in kept.values()] == [RIGHT[:2]]
    tab.goto(f"{address}/book/your-data.html")
    assert "1 derivation" in tab.locator(".my-notes .kept").inner_text()


def test_the_derivation_is_copied(visit, tab):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    typed(tab, *RIGHT[:2])
    for name, words in (("Copy LaTeX", "\\begin{align*}"), ("Copy Markdown", "Task: ")):
        button = sheet(tab).get_by_role("button", name=name)
        button.click()
        until(tab, lambda words=words: tab.evaluate(
            "navigator.clipboard.readText()").startswith(words))


def test_every_task_and_derives_own_expression_on_one_page(visit, address, tab):
    tab.goto(f"{address}/{ALL}?{next(NEW)}#e=sum%28%28X+%40+w+-+y%29**2%29&by=w&s.X=N+n")
    lay_out(tab)
    assert sheet(tab).locator("select").input_value() == "own"
    rows = typed(tab, "dL = 2 * (X @ w - y)' @ X @ dw", "grad = 2 * X' @ (X @ w - y)")
    assert "right" in rows.nth(1).get_attribute("class")
    sheet(tab).locator("select").select_option(label="a trace")
    assert "tr(X' @ A @ X)" in sheet(tab).locator(".given").inner_text()
    rows = typed(tab, "grad = 2 * A @ X")
    assert "M1" in rows.first.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, address, theme):
    context = new_context(browser, DESKTOP, theme)
    tab = context.new_page()
    tab.goto(f"{address}/{PAGE}")
    lay_out(tab)
    typed(tab, *RIGHT[:3], "dC = 2 / N * (a - y)' @ dz", "J = q")
    found = Axe().run(tab, context=".interactive.workbook").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()


def test_it_fits_a_phone(tab):
    tab.set_viewport_size(PHONE)
    typed(tab, *RIGHT[:3], "dC = 2 / N * (y - a)' @ ((z > 0) * (X @ dw + 0 * dw[None, :] @ w))")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    tab.set_viewport_size(DESKTOP)


def test_from_a_folder(browser, html):
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((html / PAGE).as_uri())
    lay_out(page)
    assert "right" in typed(page, *RIGHT[:3]).nth(2).get_attribute("class")
    assert wrong == []
    context.close()


def test_without_javascript_the_task_stands_with_its_derivation(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    fold = sheet(page).locator(".worked")
    fold.locator("summary").click()
    assert fold.locator("li").count() == 6 and "z = X @ w + b" in fold.inner_text()
    assert re.search(r"Derive\s+the row", sheet(page).inner_text())
    context.close()
