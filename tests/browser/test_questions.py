"""Questions with reasons as a reader uses them: by mouse, by keyboard, tomorrow, without scripts.

A small book with the example questions is built for it, so that no chapter's text matters here.
"""

import re
import time

import pytest

from course.browser import PHONE, lay_out, serve
from tests.helpers import small_book
from tests.helpers.waiting import until

KEY = "matrix-calculus"  # of all that is kept
OLD = "course-questions /"  # and the path of the book: where answers stood before


@pytest.fixture(scope="module")
def book(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    status, output = small_book.make(root, folder)
    assert status == 0, output
    return folder


@pytest.fixture(scope="module")
def place(book):
    with serve(book / "_build" / "html") as address:
        yield address + "/book"


@pytest.fixture
def tab(browser, place):
    """A chapter's page in a fresh profile; errors and requests elsewhere fail the test."""
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda one: one.url.startswith(place.removesuffix("/book"))
            or wrong.append(one.url))
    page.goto(f"{place}/paper/06-elementwise.html")
    yield page
    context.close()
    assert wrong == []


def answer(tab, name, *values):
    form = tab.locator(f"#{name}")
    form.scroll_into_view_if_needed()
    form.get_by_role("button", name="Check").wait_for()  # the form is made when it is near
    for box in form.locator("input[type=radio], input[type=checkbox]").all():
        if box.get_attribute("value") in values:
            box.check()
        elif box.get_attribute("type") == "checkbox":
            box.uncheck()
    for box, value in zip(form.locator(".entry input").all(), values, strict=False):
        box.fill(value)
    form.get_by_role("button", name="Check").click()
    return said(tab, name)


def said(tab, name):
    """What stands in the region that is announced; formulas left out."""
    region = tab.locator(f"#{name} .feedback")
    assert region.get_attribute("role") == "status"
    assert region.get_attribute("aria-live") == "polite"
    text = region.evaluate("""one => { const copy = one.cloneNode(true);
        copy.querySelectorAll(".katex").forEach(k => k.remove());
        return [...copy.children].map(child => child.textContent).join(" "); }""")
    return " ".join(text.split())


def standing(tab):
    return tab.locator(".standing .count").text_content()  # perhaps far down, and not laid out


def test_a_wrong_choice_gets_its_reason_misconception_and_rule(tab):
    text = answer(tab, "Q06-1", "0")
    assert text.startswith("✗ Not yet Not A: Each output has one slope that is not zero")
    assert "element-wise operation is a vector (M21)" in text
    assert "slope by the other argument" not in text  # the reason of another choice
    link = tab.locator("#Q06-1 .feedback .rules a")
    assert link.get_attribute("href") == "#R-ew-mul-w"
    assert tab.locator("#Q06-1 .state").text_content() == "to be tried again"
    assert standing(tab) == "0 of 8 answered right"


def test_a_right_choice_gets_its_reason_too(tab):
    text = answer(tab, "Q06-1", "1")
    assert text.startswith("✓ Right B is right: Output hears input only")
    assert standing(tab) == "1 of 8 answered right"


def test_nothing_chosen_is_neither_right_nor_wrong(tab):
    assert answer(tab, "Q06-1") == "Choose an answer first."
    assert answer(tab, "Q06-3") == "Type a number first, such as -0.25 or 1/3."
    assert answer(tab, "Q06-4", "3") == "Type both numbers first."
    assert tab.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_of_several_all_must_be_chosen(tab):
    text = answer(tab, "Q06-2", "0")
    assert text.startswith("✗") and "One more holds." in text
    text = answer(tab, "Q06-2", "0", "1", "2")
    assert text.startswith("✗") and "B does not hold: Every output hears all" in text
    assert "more" not in text
    assert answer(tab, "Q06-2", "0", "2").startswith("✓ Right A holds:")


def test_a_number_gets_the_reason_for_that_number(tab):
    text = answer(tab, "Q06-3", "6")
    assert "Not 6: This is the value at 2, not the slope there." in text and "(M27)" in text
    text = answer(tab, "Q06-3", "17")
    assert "A hint: Write the quotient as a power first." in text and "-3" not in text
    assert answer(tab, "Q06-3", "-3.1").startswith("✗")  # outside the tolerance
    assert answer(tab, "Q06-3", "-3.01").startswith("✓ Right -3 is right:")


@pytest.mark.parametrize("typed", [
    "-3", "\u22123", " \u2212 3 ", "-3,0", "\u22123,01", "-6/2", "\u22126 / 2", "6/-2", "-3.0e0",
    "-.3e1",
])
def test_a_number_may_be_typed_as_people_type_it(typed, tab):
    assert answer(tab, "Q06-3", typed).startswith("✓ Right"), typed


@pytest.mark.parametrize(("typed", "says"), [
    ("minus three", "“minus three” cannot be read as a number: write a decimal or a fraction"),
    ("-3/0", "cannot be read as a number"),
    ("-6/2/1", "cannot be read as a number"),
    ("3 1/2", "cannot be read as a number"),
    ("--3", "cannot be read as a number"),
    ("1,250", "1,250 can be read in two ways: write 1250 or 1.25."),
])
def test_what_cannot_be_read_is_said_and_not_marked(typed, says, tab):
    answer(tab, "Q06-3", "-3")
    assert says in answer(tab, "Q06-3", typed)
    assert standing(tab) == "1 of 8 answered right"
    assert tab.locator("#Q06-3 .feedback").get_attribute("class") == "feedback"


def test_what_is_no_shape_is_said_and_not_marked(tab):
    assert "A shape has no 2.5 rows or columns" in answer(tab, "Q06-4", "3", "2.5")
    assert "A shape has no -2 rows or columns" in answer(tab, "Q06-4", "3", "\u22122")
    assert "cannot be read" in answer(tab, "Q06-4", "three", "2")
    assert tab.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert answer(tab, "Q06-4", "6/2", "2").startswith("✓")


def test_a_shape_is_two_numbers(tab):
    assert "Not 2 × 3: That is the other layout." in answer(tab, "Q06-4", "2", "3")
    assert "Count the outputs, then the inputs." in answer(tab, "Q06-4", "3", "3")
    assert answer(tab, "Q06-4", "3", "2").startswith("✓")


def test_a_wrong_line_is_shown_as_it_should_be(tab):
    text = answer(tab, "Q06-6", "0")
    assert "Line 1 holds: A quotient is a product" in text and "As it should be" not in text
    text = answer(tab, "Q06-6", "1")
    assert text.startswith("✓") and "As it should be:" in text and "(M26)" in text


def letters(tab):
    return [one.get_attribute("data-letter") for one in tab.locator("#Q06-5 .steps > li").all()]


def test_steps_are_ordered_by_keys_alone(tab):
    assert sorted(letters(tab)) == letters(tab)  # they bear their letters as they are shown
    assert "is the first that is out of place" in answer(tab, "Q06-5")
    assert "(M4)" in said(tab, "Q06-5")
    wanted = tab.evaluate("""[...document.querySelectorAll("#Q06-5 .steps > li")]
        .sort((a, b) => a.dataset.step - b.dataset.step).map(one => one.dataset.letter)""")
    for place, letter in enumerate(wanted):
        up = tab.locator("#Q06-5").get_by_role("button", name=f"Move {letter} up")
        up.focus()
        for _ in range(letters(tab).index(letter) - place):
            tab.keyboard.press("Enter")
            assert up.evaluate("one => one === document.activeElement")  # the focus went along
        assert letters(tab)[place] == letter
    up.press("ArrowUp")
    tab.locator("#Q06-5").get_by_role("button", name=f"Move {wanted[0]} up").press("Enter")
    spoken = tab.locator("#Q06-5 .moved")
    assert spoken.inner_text() == f"{wanted[0]} is already first"
    assert spoken.get_attribute("role") == "status"
    tab.locator("#Q06-5").get_by_role("button", name="Check").press("Enter")
    assert said(tab, "Q06-5").startswith("✓ Right In order: " + ", ".join(wanted))


def test_a_question_is_answered_by_keys_alone(tab):
    lay_out(tab)  # its form is made now, not under the reader's hands
    tab.locator("#Q06-7 legend").evaluate("one => { one.tabIndex = -1; one.focus(); }")
    for key in ("Tab", "Space", "ArrowDown", "Tab", "Enter"):
        tab.keyboard.press(key)
    assert said(tab, "Q06-7").startswith("✓ Right B is right")


def test_what_was_answered_is_there_after_a_reload_and_gone_after_a_reset(tab):
    answer(tab, "Q06-1", "1")
    answer(tab, "Q06-7", "0")
    tab.reload()
    assert standing(tab) == "1 of 8 answered right"
    assert tab.locator("#Q06-1 .state").text_content() == "✓ answered"
    answer(tab, "Q06-4", "3", "2")
    start_over(tab, "dismiss")
    assert standing(tab) == "2 of 8 answered right" and said(tab, "Q06-4").startswith("✓")
    start_over(tab, "accept")
    assert standing(tab) == "0 of 8 answered right"
    assert said(tab, "Q06-4") == "" and tab.locator("#Q06-1 .state").text_content() == ""
    tab.reload()
    assert standing(tab) == "0 of 8 answered right"


def start_over(tab, says, button="Start over"):
    """Press the button and accept or dismiss what it asks; return the question."""
    asked = []
    tab.once("dialog", lambda one: (asked.append(one.message), getattr(one, says)()))
    tab.get_by_role("button", name=button).click()
    [message] = asked
    return message


def test_starting_over_says_what_is_forgotten(tab):
    answer(tab, "Q06-1", "1")
    assert start_over(tab, "dismiss") == (
        "Forget your answers to the questions of this chapter? They cannot be brought back.")


def due(tab, place):
    tab.goto(f"{place}/review.html")
    tab.wait_for_selector(".question-set[aria-busy=false]")
    return [one.get_attribute("id") for one in tab.locator(".question:visible").all()]


def test_what_was_missed_is_due_again_and_again(tab, place):
    assert due(tab, place) == []
    assert "no question has been answered" in tab.locator(".question-set .count").inner_text()
    tab.goto(f"{place}/paper/06-elementwise.html")
    answer(tab, "Q06-1", "0")
    answer(tab, "Q06-7", "1")  # right at once: never due
    now = time.time()
    for days in (0, 1, 3, 7, 21):
        now += days * 86400
        if days:
            tab.clock.set_fixed_time(now - 86400)
            assert due(tab, place) == [], days
        tab.clock.set_fixed_time(now)
        assert due(tab, place) == ["Q06-1"], days
        assert "1 question due today." in tab.locator(".question-set .count").inner_text()
        assert answer(tab, "Q06-1", "1").startswith("✓")
        assert "Nothing is due today." in tab.locator(".question-set .count").inner_text()
    tab.clock.set_fixed_time(now + 400 * 86400)
    assert due(tab, place) == []


def test_a_miss_takes_a_question_back_to_the_start(tab, place):
    day, now = 86400, time.time()
    answer(tab, "Q06-1", "0")
    answer(tab, "Q06-1", "1")
    tab.clock.set_fixed_time(now + day)
    assert due(tab, place) == ["Q06-1"]
    answer(tab, "Q06-1", "1")  # the next wait is of three days
    tab.clock.set_fixed_time(now + 4 * day)
    assert due(tab, place) == ["Q06-1"]
    text = answer(tab, "Q06-1", "2")
    assert text.startswith("✗") and "(M26)" in text
    assert due(tab, place) == ["Q06-1"]
    answer(tab, "Q06-1", "1")
    tab.clock.set_fixed_time(now + 5 * day)  # of one day again
    assert due(tab, place) == ["Q06-1"]


def test_what_is_due_is_mixed_across_chapters_and_links_home(tab, place):
    for name in ("Q06-1", "Q06-7"):
        answer(tab, name, "0")
    tab.goto(f"{place}/paper/07-scalar-expansion.html")
    for name in ("Q07-1", "Q07-7"):
        answer(tab, name, "0")
    found = due(tab, place)
    assert sorted(found) == ["Q06-1", "Q06-7", "Q07-1", "Q07-7"]
    assert [one[:3] for one in found] in (["Q06", "Q07"] * 2, ["Q07", "Q06"] * 2)
    listed = tab.locator(".question-set > ul > li").first
    assert listed.inner_text().endswith(f": {found[0]} in chapter {int(found[0][1:3])}")
    assert listed.inner_text().startswith(("Slope of a product", "What a zero means"))
    link = listed.locator("a")
    assert link.get_attribute("href").endswith(f".html#{found[0]}")
    link.click()
    tab.wait_for_url(f"{place}/paper/*.html#{found[0]}")
    tab.locator(f"#{found[0]}").wait_for()


# What is kept ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [
    "5", "null", "true", "[1]", '"text"', "{", '{"questions": [1]}', '{"questions": {"Q06-1": 5}}',
    '{"questions": {"Q06-1": {"solved": true}}, "predictions": 5, "shown": []}',
    '{"questions": {"Q06-1": {"asked": "x", "solved": true, "box": 99, "due": "soon"}}}',
])
def test_garbage_in_the_memory_is_no_obstacle(kept, tab, place):
    tab.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
    tab.reload()
    assert standing(tab) == "0 of 8 answered right"
    assert answer(tab, "Q06-1", "0").startswith("✗")
    assert due(tab, place) == ["Q06-1"]


def test_a_due_date_that_is_none_is_dropped(tab, place):
    asked = tab.locator("#Q06-1").get_attribute("data-asked")
    tab.evaluate("""([key, asked]) => localStorage.setItem(key, JSON.stringify(
        {questions: {"Q06-1": {asked, solved: true, box: 99, due: "soon"}}}))""", [KEY, asked])
    tab.reload()
    assert standing(tab) == "1 of 8 answered right" and due(tab, place) == []


def test_a_changed_question_does_not_inherit_its_mark(tab, place):
    answer(tab, "Q06-1", "0")
    answer(tab, "Q06-7", "1")
    tab.evaluate("""key => { const kept = JSON.parse(localStorage.getItem(key));
        for (const one of Object.values(kept.questions)) one.asked = "00000000";
        localStorage.setItem(key, JSON.stringify(kept)); }""", KEY)
    tab.reload()
    assert standing(tab) == "0 of 8 answered right"
    assert tab.locator("#Q06-1 .state").text_content() == ""
    assert due(tab, place) == []


def test_answers_survive_a_new_edition_of_the_book(browser, book, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(book / "_build" / "html")
    with serve(tmp_path) as address:
        page = browser.new_page()
        chapter = "book/paper/06-elementwise.html"
        page.goto(f"{address}/one/{chapter}")
        answer(page, "Q06-1", "1")
        page.goto(f"{address}/two/{chapter}")
        assert standing(page) == "1 of 8 answered right"
        page.close()


def test_answers_that_stand_where_they_once_stood_are_found(tab):
    asked = {name: tab.locator(f"#{name}").get_attribute("data-asked") for name in (
        "Q06-1", "Q06-7")}
    tab.evaluate("""([old, asked]) => {
        for (const [name, digest] of Object.entries(asked)) {
          const kept = {[name]: {asked: digest, solved: true}};
          localStorage.setItem(`${old}${name}/`, JSON.stringify(kept));
        }
        localStorage.setItem(`${old}broken/`, "{");
    }""", [OLD, asked])
    tab.reload()
    assert standing(tab) == "2 of 8 answered right"
    answer(tab, "Q06-7", "0")
    tab.reload()
    assert standing(tab) == "1 of 8 answered right"  # what is newer counts


def test_all_answers_are_forgotten_only_when_it_is_meant(tab, place):
    answer(tab, "Q06-1", "0")
    assert due(tab, place) == ["Q06-1"]
    message = start_over(tab, "dismiss", "Forget all my answers")
    assert message == "Forget all your answers, in every chapter? They cannot be brought back."
    assert due(tab, place) == ["Q06-1"]
    start_over(tab, "accept", "Forget all my answers")
    assert due(tab, place) == []
    assert "no question has been answered" in tab.locator(".question-set .count").inner_text()


# The page of what is due -------------------------------------------------------------------------


def test_only_chapters_in_which_something_is_due_are_fetched(tab, place):
    scripts = []
    tab.on("request", lambda one: scripts.append(one.url.rpartition("/")[2])
           if "/questions/" in one.url else None)
    assert due(tab, place) == [] and scripts == []
    tab.goto(f"{place}/paper/07-scalar-expansion.html")
    answer(tab, "Q07-1", "0")
    assert due(tab, place) == ["Q07-1"] and scripts == ["07-scalar-expansion.js"]


def test_a_borrowed_question_is_whole_and_its_links_lead_home(tab, place):
    answer(tab, "Q06-1", "0")
    due(tab, place)
    assert answer(tab, "Q06-1", "2").startswith("✗ Not yet Not C:")
    link = tab.locator("#Q06-1 .feedback .rules a")
    assert link.evaluate("one => one.href") == f"{place}/paper/06-elementwise.html#R-ew-mul-w"
    formula = tab.locator("#Q06-1 .ask .katex").first
    font = formula.evaluate("one => getComputedStyle(one).fontFamily")
    assert "KaTeX" in font


def test_a_script_that_does_not_come_is_said(tab, place):
    answer(tab, "Q06-1", "0")
    tab.route("**/questions/06-elementwise.js", lambda route: route.abort())
    assert due(tab, place) == []
    assert tab.locator(".question-set .count").inner_text() == (
        "The questions of chapter 6 could not be fetched: load the page again.")


def test_what_is_due_is_there_in_pages_opened_as_files(browser, book):
    page = browser.new_context().new_page()
    folder = book / "_build/html/book"
    page.goto((folder / "paper/06-elementwise.html").as_uri())
    answer(page, "Q06-6", "0")
    # Between files, a browser hands over what is kept in its own time.
    assert until(page, lambda: due(page, folder.as_uri())) == ["Q06-6"]
    page.context.close()


def test_every_input_has_a_name_and_no_formula_is_read_as_code(tab):
    lay_out(tab)
    assert tab.locator(".question form").count() == 8
    nameless = tab.evaluate("""[...document.querySelectorAll(".question :is(input, button)")]
        .filter(one => !(one.ariaLabel || one.labels?.[0]?.textContent || one.textContent).trim())
        .map(one => one.outerHTML)""")
    assert nameless == []
    boxes = tab.locator("#Q06-1 input").all()
    assert boxes[1].get_attribute("aria-label") == "B: the diagonal matrix of x"
    group = tab.locator("#Q06-1 fieldset").get_attribute("aria-label")
    assert group.endswith("the Jacobian of w times x, element by element, with respect to w")
    assert tab.locator("#Q06-1 .choice math").count() == 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_opened_as_a_file(theme, browser, book):
    context = browser.new_context(viewport=PHONE, color_scheme=theme)
    page = context.new_page()
    page.goto((book / "_build/html/book/paper/06-elementwise.html").as_uri())
    assert answer(page, "Q06-1", "0").startswith("✗")
    answer(page, "Q06-6", "1")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    def after_a_reload():
        page.reload()
        return page.locator("#Q06-1 .state").text_content()

    # For files, a browser writes down a moment later what a page keeps.
    assert until(page, after_a_reload) == "to be tried again"
    context.close()


def test_without_scripts_the_reasons_are_one_click_away(browser, place):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place}/paper/06-elementwise.html")
    assert page.locator("#Q06-1 button").count() == 0
    page.locator("#Q06-1 summary").click()
    assert page.locator("#Q06-1 .reason").first.is_visible()
    page.goto(f"{place}/review.html")
    assert "Without it" in page.locator(".without-script").inner_text()
    assert page.locator(".question:visible").count() == 0
    context.close()


# The page around them ----------------------------------------------------------------------------


def test_the_questions_stand_before_the_last_section(book):
    text = (book / "_build/html/book/paper/06-elementwise.html").read_text(encoding="utf-8")
    places = [text.index(f'<section id="{name}">') for name in
              ("check-yourself", "questions-with-reasons", "in-one-line")]
    assert places == sorted(places)


def test_a_page_without_questions_loads_no_script_for_them(book):
    pages = {path: path.read_text(encoding="utf-8")
             for path in (book / "_build/html/book").rglob("*.html")}
    for path, text in pages.items():
        assert ("parts/questions.js" in text) == ("question-set" in text), path
    assert sum("question-set" in text for text in pages.values()) == 3
    assert 'class="question"' not in pages[book / "_build/html/book/review.html"]


def test_a_changed_file_rebuilds_its_page_and_a_fault_stops_the_build(book):
    path = book / "book" / "questions" / "07-scalar-expansion.yml"
    page = book / "_build/html/book/paper/07-scalar-expansion.html"
    sound = path.read_text(encoding="utf-8")
    try:
        path.write_text(sound.replace("title: A loss", "title: Another loss"), encoding="utf-8")
        status, output = small_book.build(book)
        assert status == 0 and "Another loss" in page.read_text(encoding="utf-8"), output
        path.write_text(sound.replace("right: true", "right: false"), encoding="utf-8")
        status, output = small_book.build(book)
        assert status != 0
        assert re.search(r"^book/questions/07-scalar-expansion.yml:\d+: Q07-1: ", output, re.M)
    finally:
        path.write_text(sound, encoding="utf-8")
