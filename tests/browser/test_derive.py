"""Derive, as a reader uses it: typed, sent by an address, opened from a folder."""

import gzip
import itertools
import json
import re
import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe

from course import HTML
from course.browser import DESKTOP, PHONE, new_context
from tests.helpers.waiting import until

PAGE = "book/derive.html"
ENGINE = "derive/engine.js"
NEW = itertools.count()  # another address, so that the page is loaded anew
LOSS = "mean((y - relu(X @ w + b))**2)"


@pytest.fixture(scope="module")
def visit(browser, address):
    """A tab, and what it asked for; nothing may go wrong in it."""
    context = new_context(browser, DESKTOP, "light")
    page, wrong, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type == "error" and wrong.append(line.text))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}/{PAGE}")
    yield page, asked
    assert wrong == []
    context.close()


@pytest.fixture
def tab(visit, address):
    page, asked = visit
    asked.clear()
    page.goto(f"{address}/{PAGE}?{next(NEW)}")
    return page


def type_in(tab, expression):
    tab.locator(".derive textarea").fill(expression)
    return settled(tab)


def settled(tab):
    """The answer, when it is there and nothing is on its way."""
    answer = tab.locator(".derive .answer")
    until(tab, "document.querySelector('.derive .part').dataset.shown === "
               "document.querySelector('.derive textarea').value + location.hash")
    return answer


def math_of(locator):
    """The signs of a formula, with plain letters."""
    return re.sub(r"\s|\u2062", "", unicodedata.normalize("NFKC", locator.inner_text()))


def test_nothing_is_loaded_before_the_first_key(tab, visit):
    _, asked = visit
    assert not any(ENGINE in one for one in asked)
    type_in(tab, "x' @ A @ x")
    assert sum(ENGINE in one for one in asked) == 1


def test_an_expression_gets_its_gradient_with_shapes_check_and_kink(tab):
    answer = type_in(tab, LOSS)
    words = " ".join(answer.inner_text().split())
    assert "equal in exact arithmetic" in words.lower() and "seen on both sides" in words
    assert "No derivative where X @ w + b is 0: there 0 is declared." in words
    assert answer.locator(".picture .shape").count() >= 3
    assert "with" in answer.locator(".parts").inner_text()
    chips = tab.locator(".derive .chip")
    assert [one.inner_text() for one in chips.locator("code").all()] == ["y", "X", "w", "b"]
    assert [one.input_value() for one in chips.locator('[type="text"]').all()] == [
        "N", "N n", "n", "1"]


def test_the_layout_and_the_variable_are_switched(tab):
    answer = type_in(tab, LOSS)
    gradient = answer.locator(".picture").inner_text()
    answer.get_by_role("button", name="row").click()
    assert answer.locator(".picture").inner_text() != gradient
    assert "as in the book" in answer.locator(".about").inner_text()
    tab.get_by_role("radio", name="with respect to X").check()
    until(tab, "location.hash.includes('by=X')")
    settled(tab)
    assert "∇X" in math_of(answer.locator(".picture"))
    type_in(tab, "X @ X")
    names = [one.inner_text() for one in answer.locator(".tabs").first.locator("button").all()]
    assert names == ["differential", "pulled back", "entries", "Kronecker"]


def test_a_shape_is_corrected(tab):
    type_in(tab, "sum(A * B)")
    size = tab.get_by_role("textbox", name="shape of A")
    size.fill("n n")
    size.press("Enter")
    until(tab, "location.hash.includes('s.A=n+n')")
    answer = settled(tab)
    assert "A * B multiplies entry by entry" in answer.inner_text()


def test_a_step_leads_to_its_rule(tab, address):
    answer = type_in(tab, "sum(relu(x) * y)")
    links = answer.locator(".way a").all()
    assert {one.inner_text() for one in links} == {"R-sum-x", "R-ew-mul-w", "R-relu-vector"}
    for link in links:
        page, anchor = link.get_attribute("href").split("#")
        assert page.startswith(f"{address}/book/")
        text = tab.request.get(page).text()
        assert re.search(rf'id="{anchor}"', text)


def test_a_fault_has_its_place_and_a_cure(tab):
    answer = type_in(tab, "sum(X @ w + summ(b))")
    assert answer.locator("mark").inner_text() == "summ(b)"
    assert "did you mean sum?" in answer.inner_text()
    chips = tab.locator('.derive .chip [type="text"]')
    assert [one.get_attribute("name") for one in chips.all()] == ["shape X", "shape w", "shape b"]
    answer = type_in(tab, "A * B + C @ x")
    tab.get_by_role("textbox", name="shape of A").fill("m n")
    tab.get_by_role("textbox", name="shape of A").press("Enter")
    settled(tab)
    answer = type_in(tab, "sum(log(-x**2))")
    assert "the domain is empty" in answer.inner_text()
    answer = type_in(tab, "(" * 500)
    assert "nested" in answer.inner_text()


def test_an_address_holds_the_expression(tab, address, visit):
    tab.goto(f"{address}/{PAGE}?{next(NEW)}#e=softmax%28z%29&by=z&s.z=k")
    answer = settled(tab)
    assert tab.locator(".derive textarea").input_value() == "softmax(z)"
    assert "sizes k = " in answer.inner_text()


def test_a_result_of_ones_own_is_compared(tab):
    answer = type_in(tab, "x' @ A @ x")
    answer.locator("summary", has_text="Your own result").click()
    field, verdict = answer.get_by_label("Your own result"), answer.locator(".verdict")
    for text, says in (("-(A + A') @ x", "sign is changed"), ("2 * A @ x", "Not equal"),
                       ("A @ x + A' @ x", "Right"), ("B @ x", "B does not occur")):
        field.fill(text)
        field.press("Enter")
        verdict.filter(has_text=says).wait_for()


def test_code_for_three_libraries(tab):
    answer = type_in(tab, LOSS)
    answer.locator("summary", has_text="Code").click()
    for name, word in (("NumPy", "np.maximum"), ("PyTorch", "torch.relu"), ("JAX", "jax.nn.relu")):
        answer.get_by_role("button", name=name).click()
        assert word in answer.locator(".more pre").inner_text()


def test_by_keyboard_alone(tab):
    tab.locator(".derive textarea").focus()
    tab.keyboard.type("W @ x")
    tab.keyboard.press("Enter")
    settled(tab)
    for _ in range(12):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.name") == "by":
            break
    tab.keyboard.press("ArrowRight")
    until(tab, "location.hash.includes('by=x')")
    settled(tab)
    assert tab.evaluate("document.activeElement.name") == "by"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, address, theme):
    context = new_context(browser, DESKTOP, theme)
    tab = context.new_page()
    tab.goto(f"{address}/{PAGE}")
    answer = type_in(tab, LOSS)
    for one in answer.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    found = Axe().run(tab, context=".interactive").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()


def test_it_fits_a_phone(tab):
    tab.set_viewport_size(PHONE)
    for expression in (LOSS, "-logdet(S) / 2 - (x - m)' @ inv(S) @ (x - m) / 2", "(" * 30):
        type_in(tab, expression)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    tab.set_viewport_size(DESKTOP)


def test_from_a_folder(browser, html):
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((html / PAGE).as_uri() + "#e=logdet%28X%29")
    settled(page)
    assert "Equal in exact arithmetic" in page.locator(".derive .checked").inner_text()
    assert wrong == []
    context.close()


def test_without_javascript_the_examples_stand_with_their_answers(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    assert page.locator(".derive .examples li").count() == 7
    assert "diag(s) - s @ s'" in page.locator(".derive .examples").inner_text()
    context.close()


def test_the_weight_on_demand():
    script = (HTML / "_static" / ENGINE).read_bytes()
    assert len(gzip.compress(script)) <= 300_000
    assert json.loads(script.decode().removeprefix("window.courseEngine = ").rstrip(";\n"))["files"]
