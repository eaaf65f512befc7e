"""The descent playground as a reader uses it. Its mathematics: course/site/test_descent.py."""

import gzip
import hashlib
import re

import numpy as np
import pytest

from course.browser import PHONE, READY, lay_out
from course.site.parts import FOLDER
from tests.helpers.waiting import frames, until

PAGE = "book/paper/15-training.html"
ALLOWED = 300_000  # bytes, compressed, of all that the playground adds to a page


def come_near(page):
    """Scroll to the figure, and have it drawn; what is drawn above it moves it."""
    page.evaluate("document.querySelector('figure.descent').scrollIntoView({block: 'center'})")
    page.wait_for_selector("figure.descent .map svg .handle")
    page.evaluate(READY)
    page.evaluate("document.querySelector('figure.descent').scrollIntoView({block: 'center'})")
    frames(page)


@pytest.fixture
def tab(browser, address):
    """The page in a fresh profile; errors and requests elsewhere fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type in ("error", "warning") and wrong.append(line.text))
    page.on("request", lambda one: one.url.startswith(address) or wrong.append(one.url))
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    come_near(page)
    yield page
    context.close()
    assert wrong == []


def state(tab):
    return tab.evaluate("""() => { const {w, b, loss, gradient, active, step, settings} =
        playground.descents[0].state; return {w, b, loss, gradient, active, step, settings}; }""")


def click(tab, name):
    tab.locator("figure.descent").get_by_role("button", name=name, exact=True).click()


def choose(tab, label, value):
    tab.locator("figure.descent").get_by_label(label, exact=True).select_option(value)


def message(tab):
    return tab.locator("figure.descent .message").inner_text()


# By hand -----------------------------------------------------------------------------------------


def test_the_numbers_on_the_page_are_those_of_the_state(tab):
    choose(tab, "Start", "converge")
    click(tab, "Step")
    seen = state(tab)
    assert (seen["step"], seen["settings"]["rate"]) == (1, 0.1)
    text = tab.locator("figure.descent .numbers").inner_text().replace("−", "-")
    assert f"step 1 · C = {seen['loss']:.0f} · {sum(seen['active'])} of 50 active" in text
    assert "[ {:.2f}  {:.2f} ]".format(*seen["gradient"]) in text
    assert float(tab.get_by_label("w", exact=True).input_value().replace("−", "-")) == round(
        seen["w"], 2)


def grip(tab):
    box = tab.locator("figure.descent .map svg .handle").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_is_dragged_and_the_drag_undone(tab):
    before = state(tab)
    x, y = grip(tab)
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 40, y - 10, steps=4)
    tab.mouse.move(x + 80, y - 20, steps=4)
    tab.mouse.up()
    after = state(tab)
    assert after["w"] > before["w"] + 5
    assert after["b"] > before["b"] + 2
    assert after["step"] == 0
    click(tab, "Undo")
    assert state(tab) == before


def test_the_start_is_moved_by_keys(tab):
    before = state(tab)
    tab.locator("figure.descent .map svg .handle").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        tab.keyboard.press(key)
    after = state(tab)
    assert after["w"] > before["w"]
    assert after["b"] > before["b"]
    assert "cars active" in message(tab)
    click(tab, "Undo")
    assert state(tab) == before


def test_the_start_is_typed(tab):
    for name, typed, want in (("w", "-4,5", -4.5), ("b", "−25", -25)):
        tab.get_by_label(name, exact=True).fill(typed)
        tab.get_by_label(name, exact=True).press("Enter")
        assert state(tab)[name] == want


@pytest.mark.parametrize("typed", ["", "fast", "0", "-1", "1e999", "NaN", "101"])
def test_a_rate_that_is_none_is_refused_with_its_reason(tab, typed):
    before = state(tab)
    rate = tab.get_by_label("Learning rate", exact=True)
    rate.fill(typed)
    rate.press("Enter")
    assert "must be a number above 0" in tab.locator("figure.descent .complaint").inner_text()
    assert rate.get_attribute("aria-invalid") == "true"
    assert state(tab) == before
    rate.fill("0.05")
    rate.press("Enter")
    assert tab.locator("figure.descent .complaint").inner_text() == ""
    click(tab, "Step")
    assert state(tab)["settings"]["rate"] == 0.05


def test_slider_and_number_are_one_rate(tab):
    slider = tab.locator("figure.descent input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    shown = float(tab.get_by_label("Learning rate", exact=True).input_value())
    assert shown > 0.27
    assert abs(np.log10(shown) - float(slider.input_value())) < 0.02


def test_steps_are_taken_and_taken_back_one_by_one(tab):
    choose(tab, "Method", "sgd")
    seen = [state(tab)]
    for _ in range(3):
        click(tab, "Step")
        seen.append(state(tab))
    assert [one["step"] for one in seen] == [0, 1, 2, 3]
    for one in reversed(seen[:-1]):
        click(tab, "Undo")
        assert (state(tab)["w"], state(tab)["step"]) == (one["w"], one["step"])
    choose(tab, "Method", "sgd")
    click(tab, "Step")
    assert state(tab)["w"] == seen[1]["w"]  # the same five cars again


def run_to_the_end(tab):
    tab.emulate_media(reduced_motion="reduce")  # all steps at once
    click(tab, "Run")
    return state(tab)


def test_convergence_comes_to_rest_at_the_minimum(tab):
    choose(tab, "Start", "converge")
    end = run_to_the_end(tab)
    assert "at rest" in message(tab)
    assert np.allclose([end["w"], end["b"]], [21.4719, 42.5724], atol=1e-3)


def test_zigzag_crosses_the_valley_at_every_step(tab):
    choose(tab, "Start", "zigzag")
    signs = []
    for _ in range(8):
        signs.append(np.sign(state(tab)["gradient"][0]))
        click(tab, "Step")
    assert signs == [-1, 1, -1, 1, -1, 1, -1, 1]


def test_divergence_swings_wider_and_ends_where_all_are_clipped(tab):
    choose(tab, "Start", "diverge")
    click(tab, "Step")
    losses = []
    for _ in range(4):
        losses.append(state(tab)["loss"])
        click(tab, "Step")
    assert losses == sorted(losses)
    assert not any(run_to_the_end(tab)["active"])
    assert "Every car is clipped" in message(tab)


def test_a_dead_start_says_why_nothing_moves(tab):
    choose(tab, "Start", "dead")
    before = state(tab)
    assert before["gradient"] == [0, 0]
    click(tab, "Step")
    assert (state(tab)["w"], state(tab)["b"]) == (before["w"], before["b"])
    assert "the gradient is the zero row" in message(tab)


def test_a_plateau_is_long_and_ends(tab):
    choose(tab, "Start", "plateau")
    for _ in range(5):
        click(tab, "Step")
    assert state(tab)["loss"] > 2490
    assert run_to_the_end(tab)["loss"] < 226


def test_a_rate_far_too_large_leaves_words_not_nonsense(tab):
    choose(tab, "Start", "converge")
    choose(tab, "Method", "momentum")
    rate = tab.get_by_label("Learning rate", exact=True)
    rate.fill("100")
    rate.press("Enter")
    for _ in range(3):
        click(tab, "Step")
    assert re.search(r"has left the map|Every car is clipped|Diverged", message(tab))
    tab.get_by_label("w", exact=True).fill("9e5")
    tab.get_by_label("w", exact=True).press("Enter")
    click(tab, "Step")
    assert "Diverged" in message(tab)
    assert "NaN" not in tab.locator("figure.descent").inner_text()


def test_run_goes_on_until_paused(tab):
    choose(tab, "Start", "plateau")
    click(tab, "Run")
    until(tab, lambda: state(tab)["step"] >= 3)
    click(tab, "Pause")
    at = state(tab)["step"]
    tab.wait_for_timeout(400)
    assert state(tab)["step"] == at


def test_pictures_follow_the_state(tab):
    def drawn():
        return tab.locator("figure.descent .board svg").evaluate_all(
            "all => all.map(one => one.innerHTML)")

    assert len(drawn()) == 2  # the map and the cars; the others wait
    tab.locator("figure.descent .more summary").click()
    until(tab, lambda: len(drawn()), 4)  # a fold tells of its opening a moment after the click
    before = drawn()
    click(tab, "Step")
    assert all(one != other for one, other in zip(before, drawn(), strict=True))


def test_a_reload_begins_anew(tab):
    first = state(tab)
    click(tab, "Step")
    tab.reload()
    lay_out(tab)
    come_near(tab)
    assert state(tab) == first


def test_it_fits_a_phone_and_a_finger_beside_the_point_scrolls(tab):
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    style = "one => getComputedStyle(one).touchAction"
    assert tab.locator("figure.descent .map .board").evaluate(style) == "pan-x pan-y"
    assert tab.locator("figure.descent .map svg .handle").evaluate(style) == "none"


def test_a_finger_takes_the_point_along_all_its_way(tab):
    x, y = grip(tab)
    touch = tab.context.new_cdp_session(tab)
    send = lambda kind, *points: touch.send("Input.dispatchTouchEvent", {
        "type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})
    scrolled = tab.evaluate("scrollY")
    send("touchStart", (x, y))
    for k in range(1, 9):
        send("touchMove", (x + 60 * k / 8, y + 40 * k / 8))
    send("touchEnd")
    until(tab, lambda: np.allclose(grip(tab), (x + 60, y + 40), atol=4))
    assert tab.evaluate("scrollY") == scrolled


def test_each_start_asks_a_question_of_its_own(tab):
    asked = set()
    for name in ("converge", "zigzag", "diverge", "dead", "plateau"):
        choose(tab, "Start", name)
        text = tab.locator("figure.descent .part-question").text_content()
        assert text.endswith("?")
        asked.add(text)
    assert len(asked) == 5


def test_without_motion_a_run_is_drawn_once_and_spoken_once(tab):
    choose(tab, "Start", "plateau")
    tab.emulate_media(reduced_motion="reduce")
    tab.evaluate("""() => {
        const LIVE = "figure.descent :is(output, [role=status], [aria-live])";
        window.seen = {spoken: 0, drawn: 0};
        const count = (name) => new MutationObserver(() => { seen[name] += 1; });
        const options = {subtree: true, childList: true, characterData: true};
        for (const one of document.querySelectorAll(LIVE))
          count("spoken").observe(one, options);
        const one = playground.descents[0], show = one.show;
        one.show = function () { seen.drawn += 1; show.call(one); }; }""")
    click(tab, "Run")
    assert state(tab)["step"] > 200
    assert tab.evaluate("seen") == {"spoken": 1, "drawn": 1}


def test_a_run_in_motion_is_not_spoken_step_by_step(tab):
    choose(tab, "Start", "plateau")
    tab.evaluate("""() => {
        const LIVE = "figure.descent :is(output, [role=status], [aria-live])";
        window.spoken = 0;
        for (const one of document.querySelectorAll(LIVE))
          new MutationObserver(() => { spoken += 1; }).observe(one,
            {subtree: true, childList: true, characterData: true}); }""")
    click(tab, "Run")
    until(tab, lambda: state(tab)["step"] >= 5)
    assert tab.evaluate("spoken") == 0
    click(tab, "Pause")
    assert tab.evaluate("spoken") == 1


# Without, and elsewhere --------------------------------------------------------------------------


def test_without_javascript_there_is_a_picture_and_a_table(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    figure = page.locator("figure.descent")
    assert figure.locator("svg.still").is_visible()
    assert figure.locator("tbody tr").count() == 6
    first = figure.locator("tbody tr").first.locator("th, td").all_text_contents()
    assert first[:3] == ["0", "0.00", "40.00"]
    context.close()


def test_the_library_comes_only_when_a_reader_comes_near(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 700})
    page, asked = context.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    page.wait_for_load_state("networkidle")
    assert not any("jsxgraph" in one for one in asked)
    come_near(page)
    assert sum("jsxgraph" in one for one in asked) == 2
    asked.clear()
    page.goto(f"{address}/book/paper/05-jacobian.html")
    page.wait_for_load_state("networkidle")
    assert not any("jsxgraph" in one or "playground" in one for one in asked)
    context.close()


def test_the_library_is_the_published_one(root):
    library = root / "course/site/vendor/jsxgraph/jsxgraph.js"
    assert "JSXGraph 1.13.3" in library.read_text(encoding="utf-8")
    assert hashlib.sha256(library.read_bytes()).hexdigest() == (  # jsxgraphcore.js of npm's package
        "4e196b10dc77e22ec0eda897e0271636edf8dadd91d76cc2cf2e136c61c35537")


def test_all_that_it_adds_to_a_page_is_within_its_weight(html):
    page = (html / PAGE).read_text(encoding="utf-8")
    part = re.search(r'<figure class="descent part".*?</figure>', page, re.S)[0]
    names = ["parts/dom.js", "parts/descent.js", "parts/playground.js", "parts/playground.css",
             "vendor/jsxgraph/jsxgraph.js", "vendor/jsxgraph/jsxgraph.css"]
    assert all(name in page for name in names[:3])
    files = {"parts": FOLDER.parent.joinpath, "vendor": (html / "_static").joinpath}
    sent = sum(len(gzip.compress(one)) for one in
               [part.encode(),
                *(files[name.partition("/")[0]](name).read_bytes() for name in names)])
    assert 200_000 < sent < ALLOWED
