"""What a chapter is written in, as a reader uses it: folds, predictions, questions in the text.

The small book of tests/helpers/essay.py is built for it.
"""

import json

import pytest

from course.browser import PHONE, READY, lay_out, serve
from tests.helpers import essay, small_book
from tests.helpers.waiting import until

KEY = "matrix-calculus"


@pytest.fixture(scope="module")
def place(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("essay")
    status, output = small_book.make(root, folder, scalar_expansion=essay.cells())
    assert status == 0, output
    with serve(folder / "_build" / "html") as address:
        yield f"{address}/book"


@pytest.fixture
def tab(browser, place):
    """The essay in a fresh profile; an error of a script fails the test."""
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{place}/paper/{essay.NAME}.html")
    lay_out(page).evaluate(READY)
    yield page
    context.close()
    assert wrong == []


def reload(tab):
    tab.reload()
    lay_out(tab)


def kept(tab):
    return json.loads(tab.evaluate(f"localStorage.getItem('{KEY}')") or "{}")


def seen(tab):
    """What a screen reader finds on the page."""
    return tab.locator("article").aria_snapshot()


# Predictions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [essay.SHOWN, "twelve of them", "The figure truth", "You saw"])
def test_a_prediction_keeps_its_secret(secret, tab):
    assert secret not in tab.locator("article").inner_text() and secret not in seen(tab)


def choose(tab, letter):
    tab.locator(f".prediction[data-kind=choice] button[value={letter}]").click()


@pytest.mark.parametrize(("letter", "says"), [
    ("a", "You chose (a), and so it is."), ("b", "You chose (b). It is (a).")])
def test_a_choice_opens_what_answers_it_and_says_why(letter, says, tab):
    choose(tab, letter)
    first = tab.locator(".prediction").first
    assert first.locator(".verdict").inner_text() == says
    assert first.get_by_text(essay.SHOWN).is_visible()
    assert first.get_by_text("(b) tempts").is_visible()
    assert not first.get_by_text("Show what happens").is_visible()
    assert tab.evaluate("document.activeElement.matches('.gate')"), "the focus is elsewhere"
    status = first.locator("[role=status]")
    assert status.text_content() == "What happens is open below."
    assert first.locator(f"button[value={letter}]").get_attribute("aria-pressed") == "true"
    assert "There are twelve" not in tab.locator("article").inner_text(), "the next one opened too"


def test_a_choice_is_made_by_keyboard(tab):
    tab.locator(".prediction button").first.focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.locator(".verdict").first.inner_text() == "You chose (b). It is (a)."


def test_a_choice_is_remembered_and_a_changed_text_forgets_it(tab):
    choose(tab, "b")
    reload(tab)
    assert tab.get_by_text(essay.SHOWN).is_visible()
    assert tab.locator(".verdict").first.inner_text() == "You chose (b). It is (a)."
    assert tab.evaluate("document.activeElement === document.body"), "a reload takes the focus"
    [name] = kept(tab)["predictions"]
    assert name.startswith(f"{essay.NAME} ")
    tab.evaluate("""([key, name]) => localStorage.setItem(key, JSON.stringify(
        {predictions: {[name + "0"]: {chose: "b"}}}))""", [KEY, name])
    reload(tab)
    assert not tab.get_by_text(essay.SHOWN).is_visible()


@pytest.mark.parametrize("chose", ['"z"', "5", "null", "{}", '["x"]'])
def test_garbage_in_the_memory_opens_nothing_that_breaks(chose, tab):
    digest = tab.locator(".prediction").nth(1).get_attribute("data-digest")
    tab.evaluate(f"""([key, name]) => localStorage.setItem(key, JSON.stringify(
        {{predictions: {{[name]: {{chose: {chose}}}}}}}))""", [KEY, f"{essay.NAME} {digest}"])
    reload(tab)
    opened = tab.get_by_text("There are twelve").is_visible()
    assert opened == (chose == "5")


@pytest.mark.parametrize(("typed", "says"), [
    ("12", "You said 12, and so it is."), ("24/2", "You said 12, and so it is."),
    ("11.9", "You said 11.9. It is 12. That is close."), ("\u22123", "You said -3. It is 12.")])
def test_a_number_is_predicted(typed, says, tab):
    second = tab.locator(".prediction[data-kind=value]")
    second.locator("input").fill(typed)
    second.locator("input").press("Enter")
    assert second.locator(".verdict").inner_text() == says
    assert second.get_by_text("There are twelve").is_visible()


@pytest.mark.parametrize(("typed", "says"), [
    ("", "Type a number first."), ("many", "“many” cannot be read as a number")])
def test_what_is_no_number_opens_nothing(typed, says, tab):
    second = tab.locator(".prediction[data-kind=value]")
    second.locator("input").fill(typed)
    second.get_by_role("button", name="Show").click()
    assert second.locator(".said").inner_text().startswith(says)
    assert not second.get_by_text("There are twelve").is_visible()


def test_a_curve_is_drawn_over_the_empty_axes_and_laid_over_the_true_one(tab):
    third = tab.locator(".prediction[data-kind=draw]")
    third.get_by_role("button", name="Show").click()
    assert third.locator(".said").inner_text() == "Draw a curve over the empty axes first."
    over = tab.locator("#fig-axes svg")
    over.scroll_into_view_if_needed()
    image, box = tab.locator("#fig-axes img").bounding_box(), over.bounding_box()
    assert box["x"] == pytest.approx(image["x"] + 0.1 * image["width"], abs=1)
    assert box["height"] == pytest.approx(0.6 * image["height"], abs=1)
    tab.mouse.move(box["x"] + 2, box["y"] + box["height"] - 2)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    tab.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2, steps=5)
    tab.mouse.up()
    path = over.locator("path").get_attribute("d")
    assert path.count("L") == 32
    third.get_by_role("button", name="Show").click()
    shown = third.locator(".gate svg path")
    assert shown.get_attribute("d").count("L") == 32 and third.get_by_text("It rises").is_visible()
    reload(tab)
    assert third.locator(".gate svg path").get_attribute("d").count("L") == 32


def test_a_curve_is_drawn_by_keyboard(tab):
    third = tab.locator(".prediction[data-kind=draw]")
    knots = third.get_by_role("slider")
    assert knots.count() == 9
    knots.first.focus()
    box = knots.first.bounding_box()
    assert box["width"] > 20 and box["height"] >= 24, "a focused knot cannot be seen"
    for _ in range(3):
        tab.keyboard.press("ArrowUp")
    assert knots.first.input_value() == "53"
    label = knots.first.get_attribute("aria-label")
    assert label.startswith("Height of your curve at point 1 of 9")
    third.get_by_role("button", name="Show").press("Enter")
    assert third.get_by_text("It rises").is_visible()


def test_a_finger_draws_and_does_not_scroll(browser, place):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{place}/paper/{essay.NAME}.html")
    lay_out(page).evaluate(READY)
    over = page.locator("#fig-axes svg")
    assert over.evaluate("one => getComputedStyle(one).touchAction") == "none"
    over.scroll_into_view_if_needed()
    box, before = over.bounding_box(), page.evaluate("scrollY")
    client = context.new_cdp_session(page)

    def touch(kind, *points):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            for x, y in points]})
    touch("touchStart", (0.05, 0.9))
    for step in range(1, 10):
        touch("touchMove", (0.05 + step / 10, 0.9 - step / 12))
    touch("touchEnd")
    until(page, lambda: (over.locator("path").get_attribute("d") or "").count("L") > 20)
    assert page.evaluate("scrollY") == before
    context.close()


def test_without_a_script_a_prediction_is_a_fold(browser, place):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place}/paper/{essay.NAME}.html")
    assert not page.get_by_text(essay.SHOWN).is_visible()
    page.get_by_text("Show what happens").first.click()
    assert page.get_by_text(essay.SHOWN).is_visible()
    assert not page.locator(".page-switch").is_visible(), "a switch that does nothing"
    page.locator(".verified > summary").first.click()
    assert page.locator(".panel").first.is_visible()
    context.close()


def test_on_paper_every_prediction_is_open_and_every_code_closed(tab):
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.get_by_text(essay.SHOWN).is_visible()
    assert not tab.get_by_text("import numpy").is_visible()
    assert not tab.locator(".panel").first.is_visible()
    assert tab.locator(".verified > summary").first.is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    tab.emulate_media(media="screen")
    assert not tab.get_by_text(essay.SHOWN).is_visible()


# Folds -------------------------------------------------------------------------------------------


def opened(tab):
    return tab.evaluate("""[...document.querySelectorAll("details.fold[open]")]
        .map((one) => one.classList[1])""")


def test_the_switch_opens_all_of_a_kind_and_is_remembered(tab):
    switch = tab.locator(".page-switch")
    assert switch.get_by_role("radio").count() == 3
    switch.get_by_role("radio", name="the text").focus()
    tab.keyboard.press("ArrowRight")
    assert switch.get_by_role("radio", name="with code").is_checked()
    assert sorted(opened(tab)) == ["machine", "plot", "plot", "setup"]
    assert switch.get_by_role("status").text_content() == "4 parts open"
    tab.keyboard.press("ArrowRight")
    assert opened(tab).count("verified") == 2
    assert "gate" not in opened(tab), "the switch gives a prediction away"
    assert kept(tab)["shown"] == "proofs"
    reload(tab)
    assert opened(tab).count("verified") == 2
    tab.locator(".page-switch").get_by_role("radio", name="the text").check()
    assert opened(tab) == []


def test_the_switch_does_not_close_a_prediction(tab):
    choose(tab, "a")
    tab.locator(".page-switch").get_by_role("radio", name="with code").check()
    tab.locator(".page-switch").get_by_role("radio", name="the text").check()
    assert tab.get_by_text(essay.SHOWN).is_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(width, tab):
    tab.set_viewport_size({"width": width, "height": 800})
    choose(tab, "a")
    tab.locator(".page-switch").get_by_role("radio", name="with proofs").check()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    panel = tab.locator(".panel").first
    names, what = panel.locator("dt").first.bounding_box(), panel.locator("dd").first.bounding_box()
    assert what["x"] > names["x"] + names["width"] / 2, "the panel has one column"
    strip = tab.locator(".chain ol").bounding_box()
    assert strip["x"] + strip["width"] <= width
    links = [one.bounding_box() for one in tab.locator(".chain .link").all()]
    assert all(one["width"] > 20 for one in links)


def test_reasons_stand_beside_their_formulas_where_there_is_room(tab):
    def boxes():
        line = tab.locator(".derivation .line").first
        return line.locator(".math").first.bounding_box(), line.locator(".why").bounding_box()
    formula, why = boxes()
    assert why["x"] > formula["x"] + formula["width"] - 1
    tab.set_viewport_size(PHONE)
    formula, why = boxes()
    assert why["x"] == pytest.approx(formula["x"], abs=1) and why["y"] > formula["y"]


# Questions in the text ---------------------------------------------------------------------------


def test_a_question_in_the_text_counts_with_those_at_the_end(tab):
    form = tab.locator("#Q07-2")
    assert tab.locator(".standing .count").text_content() == "0 of 8 answered right"
    form.locator("input[value='0']").check()
    form.locator("input[value='2']").check()
    form.get_by_role("button", name="Check").click()
    assert form.locator(".verdict").inner_text() == "✓ Right"
    assert tab.locator(".standing .count").text_content() == "1 of 8 answered right"
    assert form.locator(".state").inner_text() == "✓ answered"
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Start over").click()
    assert tab.locator(".standing .count").text_content() == "0 of 8 answered right"


def test_a_question_in_the_text_comes_back_when_it_is_due(tab, place):
    form = tab.locator("#Q07-2")
    form.locator("input[value='1']").check()
    form.get_by_role("button", name="Check").click()
    tab.goto(f"{place}/review.html")
    tab.locator("[aria-busy=false]").wait_for()
    assert [one.get_attribute("id") for one in tab.locator(".question").all()] == ["Q07-2"]


# The page of what is kept ------------------------------------------------------------------------


def rows(tab):
    names = tab.locator(".kept dt").all_inner_texts()
    return dict(zip(names, tab.locator(".kept dd").all_inner_texts(), strict=True))


def test_the_page_of_notes_shows_saves_reads_back_and_deletes(tab, place, tmp_path):
    choose(tab, "b")
    form = tab.locator("#Q07-2")
    form.locator("input[value='1']").check()
    form.get_by_role("button", name="Check").click()
    tab.goto(f"{place}/your-data.html")
    wanted = {"Questions": "0 answered right, 1 to be tried again",
              "Due": "1 question today, 0 later", "Predictions": "1 made",
              "Workbook": "0 derivations", "Pages show": "the text alone"}
    assert rows(tab) == wanted
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Save as a file").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "matrix-calculus-notes.json"
    assert list(json.loads(file.read_text())["questions"]) == ["Q07-2"]

    tab.once("dialog", lambda dialog: dialog.dismiss())
    tab.get_by_role("button", name="Delete everything").click()
    assert rows(tab) == wanted
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Delete everything").click()
    assert rows(tab)["Predictions"] == "0 made" and kept(tab) == {}
    assert tab.locator(".notes [role=status]").inner_text() == "Everything is deleted."

    tab.set_input_files(".notes input[type=file]", file)
    tab.get_by_text("The notes of matrix-calculus-notes.json are here now.").wait_for()
    assert rows(tab) == wanted


@pytest.mark.parametrize("content", ["", "5", "{", '{"questions": {"Q06-1": 5}}'])
def test_a_file_without_notes_changes_nothing(content, tab, place, tmp_path):
    choose(tab, "b")
    tab.goto(f"{place}/your-data.html")
    file = tmp_path / "other.json"
    file.write_text(content)
    tab.set_input_files(".notes input[type=file]", file)
    tab.get_by_text("There are no notes of this book in other.json").wait_for()
    assert rows(tab)["Predictions"] == "1 made"


def test_what_was_changed_since_is_told_apart(tab, place):
    tab.evaluate(f"""localStorage.setItem("{KEY}", JSON.stringify({{questions:
        {{"Q07-2": {{asked: "old", solved: true}}, "Q99-1": {{asked: "x", solved: false}}}}}}))""")
    tab.goto(f"{place}/your-data.html")
    assert rows(tab)["Questions"] == (
        "0 answered right, 0 to be tried again; 2 changed or gone since")
