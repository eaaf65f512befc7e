"""The small interactive parts, as a reader uses them: by hand, by keys, on a phone, unscripted.

The shape explorer and the stepper: test_explorers.py. The playground: test_playground.py.
"""

import gzip
import re
from fractions import Fraction

import numpy as np
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from course.browser import DESKTOP, lay_out, new_context
from course.site import parts
from course.site.parts import (
    batch,
    hillside,
    indices,
    kinks,
    paths,
    slices,
    square,
    star,
    triangle,
    valley,
)
from course.site.parts import lights as lights_part
from matrixcalculus import numdiff
from tests.helpers.waiting import frames, until

PAGE = "book/explorers.html"
PARTS = [  # all but the playground
    "star", "hillside", "square", "paths", "valley", "indices", "slices", "weights", "batch",
    "kinks", "triangle", "shapes", "stepper"]
HEAVIEST = 12_000  # bytes, compressed, that one part may weigh


@pytest.fixture(scope="module")
def opened(browser, address):
    """A tab with the page of all parts; errors and requests elsewhere fail the test."""
    context = browser.new_context(viewport=DESKTOP, has_touch=True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type == "error" and wrong.append(line.text))
    page.on("request", lambda one: one.url.startswith(address) or wrong.append(one.url))
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    yield page
    assert wrong == []
    context.close()


@pytest.fixture
def tab(opened):
    opened.set_viewport_size(DESKTOP)
    opened.reload()
    lay_out(opened)
    return opened


# Row times column --------------------------------------------------------------------------------


def lit(part, what):
    return part.locator(f"{what}.lit").evaluate_all(
        "all => all.map(one => one.querySelector('text')?.textContent ?? one.textContent)")


def numbers(text):
    return [int(one) for one in re.findall(r"-?\d+", text.replace("−", "-"))]


def entry(part, i, j):
    return part.get_by_role("button", name=re.compile(rf"^Entry {i + 1}, {j + 1}:"))


@pytest.mark.parametrize("i", range(2))
@pytest.mark.parametrize("j", range(2))
def test_an_entry_lights_its_row_its_column_and_its_three_ways(i, j, tab):
    part = tab.locator(".interactive.paths")
    entry(part, i, j).click()
    row, column = paths.F[i].tolist(), paths.G[:, j].tolist()
    assert [numbers(one)[0] for one in lit(part, ".matrices td")] == column + row
    assert sorted(numbers(one)[0] for one in lit(part, "svg .edge")) == sorted(column + row)
    dots = part.locator("svg .dot.lit").evaluate_all("all => all.map((one) => one.dataset.dot)")
    assert dots == [f"x {j}", f"y {i}"]
    said = part.locator(".sum:visible")
    assert said.count() == 1
    *names, total = numbers(re.sub(r"[xy]\d", "", said.inner_text()))
    factors, products = names[:6], names[6:]
    assert factors == [value for pair in zip(row, column, strict=True) for value in pair]
    assert products == [a * b for a, b in zip(row, column, strict=True)]
    assert total == sum(products) == numbers(entry(part, i, j).inner_text())[0]


def test_the_product_is_the_jacobian_of_the_two_functions(monkeypatch):
    measured = numdiff.jacobian(lambda x: paths.F @ (paths.G @ x), np.array([0.3, -1.2]))
    shown = [[numbers(re.search(rf'data-entry="{i} {j}"[^>]*>([^<]*)', paths.matrices())[1])[0]
              for j in range(2)] for i in range(2)]
    assert np.allclose(shown, measured)
    monkeypatch.setattr(paths, "ways", lambda i, j: [(1, 1, 1)] * 3)  # a sum that is not the entry
    with pytest.raises(AssertionError):
        paths.part()


def test_entries_by_keys(tab):
    part = tab.locator(".interactive.paths")
    entry(part, 0, 0).focus()
    for key, want in (("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowDown", (1, 1)),
                      ("ArrowLeft", (1, 0)), ("ArrowUp", (0, 0))):
        tab.keyboard.press(key)
        if (want, key) != ((1, 1), "ArrowDown"):
            assert entry(part, *want).get_attribute("aria-pressed") == "true"
    assert part.locator('[aria-pressed="true"]').count() == 1


def test_all_four_entries_play_and_can_be_paused(tab):
    part = tab.locator(".interactive.paths")
    entry(part, 1, 0).click()
    tab.evaluate("""() => {
        const part = document.querySelector(".interactive.paths");
        window.played = [];
        new MutationObserver(() => played.push([
            part.querySelector("[aria-pressed=true]").getAttribute("aria-label").slice(0, 10),
            part.querySelector(".sums").getAttribute("aria-live")]))
        .observe(part, {subtree: true, attributeFilter: ["aria-pressed"]}); }""")
    part.get_by_role("button", name="Play all four").click()
    until(tab, "played.length > 1")
    part.get_by_role("button", name="Pause").click()
    assert part.locator(".sums").get_attribute("aria-live") == "polite"
    played = tab.evaluate("played")
    assert played[:2] == [["Entry 1, 1", "off"], ["Entry 1, 2", "off"]]  # not chatty
    tab.wait_for_timeout(3000)
    assert tab.evaluate("played") == played


# Slice by slice ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "q"), slices.PLACES)
def test_a_weight_lights_its_place_in_each_slice_and_one_of_them_adds(p, q, tab):
    part = tab.locator(".interactive.slices")
    part.get_by_role("button", name=re.compile(rf"^Weight {p + 1}, {q + 1}:")).click()
    slopes = part.locator("td.lit").all_inner_texts()
    assert [numbers(one)[0] for one in slopes] == [slices.X[q] if i == p else 0 for i in (0, 1)]
    said = part.locator(".sum:visible")
    assert said.count() == 1
    assert said.locator(".alive").count() == 1
    *factors, total = numbers(said.inner_text())[1:]  # after the indices of the weight
    assert factors == [3, numbers(slopes[0])[0], -2, numbers(slopes[1])[0]]
    assert total == slices.BACK[p] * slices.X[q]
    assert part.locator('[aria-pressed="true"]').inner_text() == f"{total}".replace("-", "−")


def test_weights_by_keys(tab):
    part = tab.locator(".interactive.slices")
    part.get_by_role("button", name="Weight 1, 3:").focus()
    for key, want in (("ArrowRight", "1, 3"), ("ArrowDown", "2, 3"), ("ArrowDown", "2, 3"),
                      ("ArrowLeft", "2, 2"), ("ArrowUp", "1, 2"), ("ArrowLeft", "1, 1")):
        tab.keyboard.press(key)
        assert tab.locator(":focus").get_attribute("aria-label").startswith(f"Weight {want}:")
    assert part.locator('[aria-pressed="true"]').count() == 1


def test_the_sum_of_the_slices_is_the_gradient_that_is_measured(monkeypatch):
    measured = numdiff.jacobian(lambda W: slices.BACK @ (W @ slices.X), np.ones((2, 3)))
    shown = [numbers(re.search(rf'data-entry="{p} {q}"[^>]*>([^<]*)', slices.gradient())[1])[0]
             for p, q in slices.PLACES]
    assert np.allclose(shown, measured)
    monkeypatch.setattr(slices, "block", lambda: np.ones((2, 2, 3), dtype=int))  # no delta
    with pytest.raises(AssertionError):
        slices.part()


# A matrix of weights -----------------------------------------------------------------------------


def fill(part, **values):
    """Choose sizes, and the order of the factors; returns what is said, and its kind."""
    for name, value in values.items():
        one = part.locator(f'[name="{name}"]')
        one.select_option(value) if name == "order" else one.fill(str(value))
    line = part.locator(".verdict")
    return line.inner_text(), line.get_attribute("class").removeprefix("verdict ")


SIZES = [(2, 3, 1), (2, 3, 4), (3, 3, 1), (3, 3, 2), (3, 3, 3), (1, 1, 1), (1, 1, 3), (3, 1, 3),
         (1, 4, 2), (6, 5, 6)]


@pytest.mark.parametrize(("m", "n", "N"), SIZES)
def test_a_product_fits_fails_or_is_wrong_as_real_matrices_do(m, n, N, tab):
    rng = np.random.default_rng(m + 10 * n + 100 * N)
    G, X = rng.normal(size=(N, m)), rng.normal(size=(N, n))
    gradient = numdiff.jacobian(lambda W: np.sum(G * (X @ W.T)), np.zeros((m, n))).reshape(m, n)
    part = tab.locator(".interactive.weights")
    for order, (A, B) in {"as derived": (G.T, X), "turned round": (X.T, G),
                          "exchanged": (X, G.T)}.items():
        said, kind = fill(part, m=m, n=n, N=N, order=order)
        drawn = part.locator(".product .block").evaluate_all("all => all.map(b => b.dataset.shape)")
        sizes = ["{} × {}".format(*one.shape) for one in (A, B)]
        if A.shape[1] != B.shape[0]:
            assert (kind, drawn) == ("fails", sizes)
            assert f"rows of {A.shape[1]} meet columns of {B.shape[0]}" in said
            continue
        found = A @ B
        right = found.shape == (m, n) and np.allclose(found, gradient)
        assert kind == ("fits" if right else "wrong"), order
        assert drawn == [*sizes, "{} × {}".format(*found.shape)]
        assert ("has even the shape of W" in said) == (found.shape == (m, n) and not right)
        assert ("✗ wrong" in part.locator(".product").text_content()) == (not right)


@pytest.mark.parametrize(("m", "n", "N"), SIZES)
def test_the_block_has_its_zeros_where_the_measured_one_has(m, n, N, tab):
    X = 1 + np.random.default_rng(0).random((N, n))
    measured = numdiff.jacobian(lambda W: (X @ W.T).ravel(), np.zeros((m, n)))
    block = np.abs(measured.reshape(N, m, m, n)) > 1e-6
    part = tab.locator(".interactive.weights")
    fill(part, m=m, n=n, N=N)
    said = numbers(part.locator(".count").inner_text())
    assert said[-3:] == [block.size, block.sum(), m * n]
    slices_ = part.locator(".slice")
    assert slices_.count() == m
    alive = slices_.evaluate_all("""all => all.map((slice) => {
        const [whole, row] = ["rect", ".alive"].map((what) => slice.querySelector(what).getBBox());
        return [(row.y - whole.y) / row.height, whole.height / row.height, row.width / whole.width];
        })""")
    assert np.allclose(alive, [(np.flatnonzero(one.any(axis=1))[0], m, 1) for one in block[0]])


def test_sizes_of_weights_by_keys_and_beyond_their_limits(tab):
    part = tab.locator(".interactive.weights")
    part.locator('[name="m"]').focus()
    tab.keyboard.press("ArrowUp")
    assert "(3 × 4)(4 × 3) = 3 × 3" in part.locator(".verdict").inner_text()
    tab.keyboard.press("Tab")
    tab.keyboard.type("99")
    tab.keyboard.press("Tab")
    assert part.locator('[name="n"]').input_value() == "6"
    assert "(3 × 4)(4 × 6) = 3 × 6" in part.locator(".verdict").inner_text()


# Row by row --------------------------------------------------------------------------------------


def fractions(text):
    """The numbers of a text, exact; of the places that it names, too."""
    return [Fraction(one) for one in re.findall(r"-?\d+(?:/\d+)?", text.replace("−", "-"))]


def table_of(part, attribute):
    """What stands in the cells with this attribute, by their place."""
    cells = part.locator(f"[data-{attribute}]").evaluate_all(
        "(all, name) => all.map((one) => [one.dataset[name], one.textContent])", attribute)
    return {tuple(map(int, place.split())): fractions(text)[0] for place, text in cells}


def lit_places(part, attribute):
    places = part.locator(f".lit[data-{attribute}]").evaluate_all(
        "(all, name) => all.map((one) => one.dataset[name])", attribute)
    return {tuple(map(int, place.split())) for place in places}


def as_table(values):
    return dict(np.ndenumerate(values))


@pytest.mark.parametrize("mean", [False, True])
def test_each_row_adds_its_outer_product_and_a_row_to_the_bias(mean, tab):
    part = tab.locator(".interactive.batch")
    part.locator("[type=checkbox]").set_checked(mean)
    part.locator("[type=range]").focus()
    tab.keyboard.press("Home")
    for rows in (1, 2, 3):
        weights, bias = batch.gradients(rows, mean)
        assert table_of(part, "sum") == as_table(weights)
        assert table_of(part, "fold") == as_table(bias)
        last = weights - (batch.gradients(rows - 1, mean)[0] if rows > 1 else 0)
        terms = table_of(part, "term")
        assert {at[1:]: value for at, value in terms.items() if at[0] == rows - 1} == as_table(last)
        for attribute in ("g", "x", "copy"):
            assert lit_places(part, attribute) == {(rows - 1, 0), (rows - 1, 1)}
        said = part.locator(".said").inner_text()
        assert said.startswith(f"{rows} of 3 rows added.")
        assert ("is inside G, once" in said) == mean
        tab.keyboard.press("ArrowRight")


@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize(("p", "q"), list(np.ndindex(2, 2)))
def test_a_number_of_the_sum_is_a_column_times_a_column(p, q, mean, tab):
    part = tab.locator(".interactive.batch")
    part.locator("[type=checkbox]").set_checked(mean)
    part.get_by_role("button", name=f"Row {p + 1}, column {q + 1} of the sum").tap()
    assert lit_places(part, "g") == {(r, p) for r in range(3)}
    assert lit_places(part, "x") == {(r, q) for r in range(3)}
    assert lit_places(part, "term") == {(r, p, q) for r in range(3)}
    assert lit_places(part, "copy") == set()
    terms = fractions(part.locator(".said").inner_text().partition(" of X, ")[2])[:7]
    back, measured = batch.G[:, p] * Fraction(1, 3 if mean else 1), batch.X[:, q]
    assert terms[:6] == [one for pair in zip(back, measured, strict=True) for one in pair]
    assert terms[6] == back @ measured == batch.gradients(3, mean)[0][p, q]
    pressed = part.locator('[aria-pressed="true"]')
    assert [fractions(one)[0] for one in pressed.all_inner_texts()] == [terms[6]]


@pytest.mark.parametrize("p", range(2))
def test_what_went_to_all_rows_is_folded_into_one(p, tab):
    part = tab.locator(".interactive.batch")
    part.get_by_role("button", name=f"Slope of entry {p + 1} of the bias").focus()
    tab.keyboard.press("Enter")
    assert lit_places(part, "copy") == lit_places(part, "g") == {(r, p) for r in range(3)}
    assert lit_places(part, "x") == lit_places(part, "term") == set()
    *terms, total = fractions(part.locator(".said").inner_text().partition("added up:")[2])
    assert terms == batch.G[:, p].tolist()
    assert total == sum(terms) == table_of(part, "fold")[(p,)]


def test_the_sum_of_the_rows_is_the_gradient_that_is_measured(monkeypatch):
    batch.check()
    right = batch.gradients
    monkeypatch.setattr(batch, "gradients", lambda: [one.T for one in right()])  # turned round
    with pytest.raises(AssertionError):
        batch.part()


# Points that are dragged -------------------------------------------------------------------------

DRAGGED = {  # pixels
    "square": (-40, -20), "hillside": (60, -30), "star": (50, -30), "triangle": (40, -20)}


def floats(text):
    return [float(one) for one in re.findall(r"-?\d+\.?\d*", text.replace("−", "-"))]


def grip(part):
    knob = part.locator(".handle .knob")
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drawn(part):
    """Every line of the part's pictures."""
    return part.locator("svg [d]").evaluate_all("all => all.map((one) => one.getAttribute('d'))")


@pytest.mark.parametrize("name", DRAGGED)
def test_a_point_follows_the_mouse_and_the_pictures_follow_the_point(name, tab):
    part = tab.locator(f".interactive.{name}")
    x, y = grip(part)
    before = drawn(part)
    across, down = DRAGGED[name]
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + across / 2, y + down / 2)
    tab.mouse.move(x + across, y + down)
    tab.mouse.up()
    assert np.allclose(grip(part), (x + across, y + down), atol=6)
    assert drawn(part) != before
    tab.mouse.move(x, y)  # let go is let go
    assert np.allclose(grip(part), (x + across, y + down), atol=6)


@pytest.mark.parametrize("name", DRAGGED)
def test_a_finger_takes_the_point_along_all_its_way(name, tab):
    part = tab.locator(f".interactive.{name}")
    x, y = grip(part)
    across, down = DRAGGED[name]
    touch = tab.context.new_cdp_session(tab)
    send = lambda kind, *points: touch.send("Input.dispatchTouchEvent", {
        "type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})
    scrolled = tab.evaluate("scrollY")
    send("touchStart", (x, y))
    for k in range(1, 9):
        send("touchMove", (x + across * k / 8, y + down * k / 8))
    send("touchEnd")
    until(tab, lambda: np.allclose(grip(part), (x + across, y + down), atol=6))
    assert tab.evaluate("scrollY") == scrolled


@pytest.mark.parametrize("name", DRAGGED)
def test_a_point_goes_where_the_map_is_pressed_and_by_keys(name, tab):
    part = tab.locator(f".interactive.{name}")
    svg, knob = part.locator("svg:has(.handle)"), part.locator(".handle")
    x, y = grip(part)
    box = svg.bounding_box()
    tab.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"])
    there = grip(part)
    assert np.allclose(there, (box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"]),
                       atol=6)
    assert knob.evaluate("one => one === document.activeElement")
    said = knob.get_attribute("aria-valuetext")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowUp")
    right, up = grip(part)
    assert right > there[0] + 2
    assert up < there[1] - 2
    assert knob.get_attribute("aria-valuetext") != said  # a screen reader speaks it
    tab.keyboard.press("Shift+ArrowLeft")
    assert grip(part)[0] < right - 10


def place_at(part, tab, *values):
    """Move the point by keys until its spoken value begins with these numbers."""
    knob = part.locator(".handle")
    knob.focus()
    for which, (less, more) in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp"))):
        for _ in range(80):
            now = floats(knob.get_attribute("aria-valuetext").replace("x 2", ""))[which]
            if abs(now - values[which]) < 0.04:
                break
            tab.keyboard.press(more if values[which] > now else less)


@pytest.mark.parametrize("place", [(1.0, 0.5), (-0.5, 1.2), (0.0, 0.0)])
def test_the_square_shows_the_packages_jacobian_and_its_columns_as_edges(place, tab):
    part = tab.locator(".interactive.square")
    part.locator("input").fill("0.5")
    place_at(part, tab, *place)
    corner = np.array(floats(part.locator(".corner").inner_text()))
    assert np.allclose(corner, place, atol=0.051)
    shown = np.reshape([floats(one)[0] for one in
                        part.locator(".jacobian tbody td").all_inner_texts()], (2, 2))
    true = numdiff.jacobian(square.image, corner)
    assert np.allclose(shown, true, atol=0.006)
    assert not np.allclose(shown.T, true, atol=0.006) or np.isclose(*corner)  # a transpose shows
    ends = [floats(part.locator(f".panel:last-child .edge.{one}").get_attribute("d"))
            for one in ("one", "two")]
    drawn = [(np.array(end[2:]) - end[:2]) / 300 * 3.25 * (1, -1) for end in ends]
    assert np.allclose(np.transpose(drawn), true, atol=0.01)
    assert np.isclose(floats(part.locator(".gap").inner_text())[0],
                      100 * square.gap(corner, 0.5), atol=0.06)


def test_a_smaller_square_is_nearer_to_its_parallelogram(tab):
    part = tab.locator(".interactive.square")
    part.locator(".handle").focus()
    gaps = [floats(part.locator(".gap").inner_text())[0]]
    for _ in range(25):
        tab.keyboard.press("-")
        gaps.append(floats(part.locator(".gap").inner_text())[0])
    assert gaps == sorted(gaps, reverse=True)
    assert (gaps[0], gaps[-1]) == (35.4, 1.8)
    assert part.locator(".side").inner_text() == "0.05"
    tab.keyboard.press("+")
    assert part.locator(".side").inner_text() == "0.10"


@pytest.mark.parametrize("place", [(0.5, 1.0), (-2.0, -1.0), (2.4, -1.7)])
def test_the_hillside_shows_the_packages_partial_derivatives(place, tab):
    part = tab.locator(".interactive.hillside")
    place_at(part, tab, *place)
    at = np.array(floats(part.locator(".point").inner_text()))
    assert np.allclose(at, place, atol=0.051)
    true = numdiff.jacobian(lambda p: np.array([hillside.hill(*p)]), at)[0]
    shown = [floats(part.locator(f".key.{one} strong").inner_text())[0] for one in
             ("east", "north")]
    assert np.allclose(shown, true, atol=0.006)
    assert not np.allclose(shown[::-1], true, atol=0.006)  # exchanged, they would be noticed
    assert floats(part.locator(".row").inner_text()) == shown
    slices = zip(("first", "other"), true, (hillside.EAST, hillside.NORTH), strict=True)
    for panel, slope, plane in slices:
        a, b, c, d = floats(part.locator(f".{panel} .tangent").get_attribute("d"))
        wide = (plane.right - plane.left) / plane.width, (plane.high - plane.low) / plane.height
        assert np.isclose(-(d - b) * wide[1] / ((c - a) * wide[0]), slope, atol=0.02)


def test_the_question_of_the_hillside_has_its_answer(tab):
    part = tab.locator(".interactive.hillside")
    place_at(part, tab, 0.5, 1.0)
    assert part.locator(".key.east strong").inner_text() == "0.00"
    assert part.locator(".key.north strong").inner_text() == "−1.75"


def rate(part, value):
    part.locator("input").fill(str(value))
    return part.locator(".verdict").inner_text()


def test_some_rates_reach_the_star_and_others_do_not(tab):
    part = tab.locator(".interactive.star")
    for value in (0.02, 0.1, 0.29, 0.3, 0.5, 1.0, 1.01, 1.1, 1.2):
        end = star.walk(rate=value)[-1]
        said = rate(part, value)
        assert said.startswith("Reached." if star.reached(end) else "Not reached.")
        assert star.reached(end) == (0.3 <= value <= 1)
        assert part.locator("input").get_attribute("aria-valuetext").endswith(said)
        if star.neuron.loss(*end, *star.data()) < 1e5:
            assert said == star.verdict(end)
    assert "225.3" in rate(part, 0.5)


def test_from_the_grey_region_no_rate_reaches_the_star(tab):
    part = tab.locator(".interactive.star")
    place_at(part, tab, 0.0, -40.0)
    for value in (0.1, 0.5, 1.2):
        assert "every car is clipped" in rate(part, value)


def test_what_the_scripts_draw_first_is_what_stands_there_without_them(tab, still):
    for name in DRAGGED:
        one, other = (drawn(page.locator(f".interactive.{name}")) for page in (tab, still))
        assert len(one) == len(other) > 5
        for d, e in zip(one, other, strict=True):
            assert [kind for kind in d if kind.isalpha()] == [kind for kind in e if kind.isalpha()]
            assert np.allclose(floats(d), floats(e), atol=1), name
        words = [page.locator(f".interactive.{name} :is(.reads, .verdict)").all_text_contents()
                 for page in (tab, still)]
        assert words[0] == words[1]


# The valley of the step --------------------------------------------------------------------------

SAMPLE = [0, 6, 13, 30, 44, 57, 60, 61, 66, 80, 81, 95, 96]  # numbers of steps, from 1e-16 to 1


def measured(name, method, step, number):
    """The slope that NumPy measures, in this kind of number."""
    x, h = number({"cube": 1, "gate": 0.002}[name]), number(step)
    f = {"cube": lambda x: x * x * x, "gate": lambda z: np.maximum(z, number(0))}[name]
    if method == "complex":
        z = complex(x, h)
        return number((z * z * z if name == "cube" else z).imag / float(h))
    return (f(x + h) - f(x - h)) / (2 * h) if method == "central" else (f(x + h) - f(x)) / h


def settle(part, name, method, precision):
    for select, value in zip(part.locator("select").all(), (name, method, precision), strict=True):
        select.select_option(value)


def cell_of(part, row):
    return part.locator(f".values .{row} td").inner_text().replace("−", "-")


def powers(text):
    """The numbers of a text such as 8.3 · 10−2."""
    found = re.findall(r"([\d.]+) · 10(-?\d+)", text.replace("−", "-"))
    return [float(f"{digits}e{exponent}") for digits, exponent in found]


@pytest.mark.parametrize("precision", valley.PRECISIONS)
@pytest.mark.parametrize("method", valley.METHODS)
@pytest.mark.parametrize("name", valley.FUNCTIONS)
def test_the_valley_is_what_python_computes(name, method, precision, tab):
    part, number = tab.locator(".interactive.valley"), valley.PRECISIONS[precision]
    settle(part, name, method, precision)
    slope, room = valley.FUNCTIONS[name][2], 4 if method == "complex" else 0  # last digits
    truth = np.array([measured(name, method, step, number) for step in valley.STEPS])
    same = np.array([valley.estimate(name, method, step, number) for step in valley.STEPS])
    assert np.all(np.abs(same - truth) <= room * np.finfo(number).eps * slope)
    for k in SAMPLE:
        part.locator("input").fill(str(k))
        found, step = number(cell_of(part, "found")), valley.STEPS[k]
        assert found == same[k]
        off = valley.formula(name, method, step, number)
        rest = float(found) - slope - off
        for row, value in (("off", off), ("rounded", rest)):
            shown = powers(cell_of(part, row)) or [0]
            assert np.isclose(shown[0], abs(value), rtol=0.06, atol=0)
    heights = np.reshape(floats(part.locator(".errors .error").get_attribute("d")), (-1, 2))[:, 1]
    errors = np.maximum(np.abs(same.astype(float) - slope) / slope, valley.FLOOR)
    wanted = valley.VALLEY.at(np.stack([0 * errors, np.log10(errors)], axis=1))[:, 1]
    assert np.allclose(heights, wanted, atol=0.06)


def test_single_precision_is_not_double(tab):
    part = tab.locator(".interactive.valley")
    found = []
    for precision in valley.PRECISIONS:
        settle(part, "cube", "central", precision)
        part.locator("input").fill("44")
        found.append(float(cell_of(part, "found")))
    assert abs(found[0] - 3) < 1e-4 < abs(found[1] - 3)


@pytest.mark.parametrize("precision", valley.PRECISIONS)
def test_the_question_of_the_valley_has_its_answer(precision, tab):
    part, number = tab.locator(".interactive.valley"), valley.PRECISIONS[precision]
    settle(part, "cube", "central", precision)
    errors = [valley.error(step=step, number=number) for step in valley.STEPS]
    best = int(np.argmin(errors))
    for k in range(best - 3, best + 4):
        part.locator("input").fill(str(k))
        said = part.locator(".reads").inner_text()
        assert ("No step here has a smaller error" in said) == (errors[k] == min(errors))
        assert np.isclose(powers(said)[1], errors[k], rtol=0.06)
    part.locator("input").fill(str(best))
    root = powers(part.locator(".reads").inner_text())[-1]
    assert np.isclose(root, (np.finfo(number).eps / 2) ** (1 / 3), rtol=0.02)
    assert 0.1 < float(valley.STEPS[best]) / root < 1


def test_the_valley_says_which_error_rules(tab):
    part = tab.locator(".interactive.valley")
    for choice, step, says in (
            (("cube", "central", "double"), "1e-1", "The formula rules"),
            (("cube", "central", "double"), "1e-9", "Rounding rules: the last digits"),
            (("cube", "central", "single"), "1e-9", "both values are the same number"),
            (("cube", "complex", "double"), "1e-2", "nothing is subtracted"),
            (("gate", "central", "double"), "3e-3", "The corner rules"),
            (("gate", "central", "double"), "2e-3", "Neither error is left")):
        settle(part, *choice)
        part.locator("input").fill(str(valley.STEPS.index(step)))
        said = part.locator(".reads").inner_text()
        assert says in said
        assert says in part.locator(".handle").get_attribute("aria-valuetext")
    assert cell_of(part, "found").startswith("1.000")
    part.locator("select").nth(2).select_option("single")  # a choice is told to one who listens
    assert part.locator(".reads").get_attribute("aria-live") == "polite"


def test_under_the_lens_small_steps_turn_the_curve_into_stairs(tab):
    part = tab.locator(".interactive.valley")
    heights = lambda: set(floats(part.locator(".lens .curve").get_attribute("d"))[1::2])
    smooth = len(heights())
    part.locator("input").fill("3")  # 3e-16: hardly a number lies in the window
    assert smooth > 100 > 10 > len(heights()) > 1


def test_the_step_follows_mouse_finger_and_keys(tab):
    part = tab.locator(".interactive.valley")
    x, y = grip(part)
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 40, y)
    tab.mouse.move(x - 90, y + 30)
    tab.mouse.up()
    there = grip(part)
    assert abs(there[0] - (x - 90)) < 5
    touch, scrolled = tab.context.new_cdp_session(tab), tab.evaluate("scrollY")
    for kind, points in (("touchStart", [0]), *(("touchMove", [k * 10]) for k in range(1, 7)),
                         ("touchEnd", [])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": there[0] - one, "y": there[1]} for one in points]})
    assert tab.evaluate("scrollY") == scrolled
    assert abs(grip(part)[0] - (there[0] - 60)) < 5
    knob, slider = part.locator(".handle"), part.locator("input")
    knob.focus()
    start = int(slider.input_value())
    for k in range(1, 9):
        tab.keyboard.press("ArrowLeft")
        assert int(slider.input_value()) == start - k
    said = knob.get_attribute("aria-valuetext")
    slider.focus()
    tab.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == start - 7
    assert slider.get_attribute("aria-valuetext") != said


def test_the_valley_stands_there_without_a_script(tab, still):
    one, other = (page.locator(".interactive.valley") for page in (tab, still))
    assert one.locator(".reads").text_content() == other.locator(".reads").text_content()
    rows = [part.locator(".values tr").all_text_contents() for part in (one, other)]
    assert rows[0] == rows[1]
    for what in (".error", ".curve", ".line", ".ends", ".tangent", ".here"):
        d, e = (floats(part.locator(f"svg {what}").get_attribute("d")) for part in (one, other))
        assert np.allclose(d, e, atol=0.11), what
    assert other.locator(".controls").count() == 0


# Indices -----------------------------------------------------------------------------------------

PRODUCTS = [  # of the factors, as the sums name them; and the end of what is read
    (lambda W, x: W @ x, "(Wx)i"), (lambda X, _: X.T @ X, "(XTX)ij"),
    (lambda A, B: A @ B.T, "(ABT)ij"), (lambda a, X, b: a @ X @ b, "aTXb"),
    (lambda A, X, B: np.trace(A @ X @ B), "tr(AXB)"),
    (lambda w, X, *_: np.sum((X @ w) ** 2), "=wTXTXw=∥Xw∥2")]


@pytest.mark.parametrize("k", range(len(PRODUCTS)))
def test_a_sum_is_the_product_that_is_read(k, tab):
    part, reading, (product, read) = (tab.locator(".interactive.indices"), indices.READINGS[k],
                                      PRODUCTS[k])
    part.locator(".picks button").nth(k).click()
    shown = part.locator(".reading:visible")
    assert shown.count() == 1
    assert re.sub(r"\s", "", shown.locator(".read").inner_text()).endswith(read)
    truth = np.array(product(*(np.array(array) for *_, array in reading.factors)))
    for at in np.ndindex(truth.shape):
        if at:
            where = ", ".join(str(one + 1) for one in at)
            shown.get_by_role("button", name=re.compile(f"^Entry {where}:")).click()
        terms = list(reading.terms(**dict(zip(reading.free, at, strict=True))))
        assert shown.locator(".terms span").count() == len(terms)
        assert numbers(shown.locator(".terms").inner_text())[-1] == truth[at]
        so_far = 0
        for factors in terms:
            so_far += np.prod(factors)
            framed = shown.locator(".grid:not(.result) td.now").all_inner_texts()
            assert [numbers(one)[0] for one in framed] == factors
            assert numbers(shown.locator(".terms .now").inner_text()) == factors
            assert numbers(shown.locator(".said").inner_text())[-2:] == [np.prod(factors), so_far]
            shown.get_by_role("button", name="Next term").click()
        assert so_far == truth[at]


def test_free_indices_hold_a_row_or_a_column(tab):
    part = tab.locator(".interactive.indices")
    part.locator(".picks button").nth(2).tap()  # a row of A, a row of B
    part.get_by_role("button", name="Entry 2, 1:").tap()
    A, B = (np.array(array) for *_, array in indices.READINGS[2].factors)
    lit = part.locator(".reading:visible .grid:not(.result) td.lit").all_inner_texts()
    assert [numbers(one)[0] for one in lit] == [*A[1], *B[0]]
    part.get_by_role("button", name="Previous term").locator("visible=true").tap()  # the last one
    assert "term 3 of 3" in part.locator(".said:visible").inner_text()
    assert part.locator(".said:visible").get_attribute("aria-live") == "polite"
    colours = [part.locator(f".part-task .{one}").evaluate("one => getComputedStyle(one).color")
               for one in ("free", "summed")]
    assert colours[0] != colours[1]


def test_entries_of_a_sum_by_keys(tab):
    part = tab.locator(".interactive.indices")
    entry = part.locator(".reading:visible").get_by_role("button", name="Entry 1, 1:")
    entry.focus()
    for key, want in (("ArrowRight", "1, 2"), ("ArrowRight", "1, 2"), ("ArrowDown", "2, 2"),
                      ("ArrowLeft", "2, 1"), ("ArrowUp", "1, 1"), ("ArrowDown", "2, 1")):
        tab.keyboard.press(key)
        assert tab.locator(":focus").get_attribute("aria-label").startswith(f"Entry {want}:")
        assert tab.locator(":focus").get_attribute("aria-pressed") == "true"
    assert part.locator(".said:visible").inner_text().startswith("S21, term 1 of 3, k = 1")


def test_a_sum_that_is_not_its_product_stops_the_build(monkeypatch):
    monkeypatch.setattr(indices.Reading, "turned", lambda self: [False] * len(self.factors))
    assert indices.READINGS[4].values() == 8  # the ring turns nothing
    for reading in (indices.READINGS[k] for k in (1, 2, 3, 5)):
        with pytest.raises((AssertionError, ValueError)):
            reading.values()


def test_without_a_script_all_sums_stand_there_read(still):
    part = still.locator(".interactive.indices")
    assert part.locator(".read:visible").count() == len(indices.READINGS)
    assert part.locator("td.lit").count() > 20
    assert part.locator("button").count() == 0


# The triangle of shares --------------------------------------------------------------------------

SCORES = [(1.0, -2.0, 0.5), (-3.0, 3.0, 0.0), (0.0, 0.0, 0.0), (-4.0, 5.0, -4.0)]


def slide(part, name, value):
    part.get_by_label(name).fill(str(value))


def choose(part, name, value):
    part.get_by_role("combobox", name=name).select_option(value)


def set_scores(part, u):
    for k, (name, value) in enumerate(zip(triangle.NAMES, u, strict=True), 1):
        slide(part, f"Score {k}, {name}", value)


def table(part, kind):
    """The numbers of a table of the triangle."""
    cells = [floats(one)[0] for one in part.locator(f".{kind} tbody td").all_text_contents()]
    return np.reshape(cells, (-1, 4))


def loss_of(kind, tau, y):
    """The loss as a function of the scores, with nothing of the part."""
    softmax = lambda u: np.exp(u / tau) / np.exp(u / tau).sum()
    return softmax, {"cross-entropy": lambda u: -np.log(softmax(u) @ y),
                     "square": lambda u: np.sum((softmax(u) - y) ** 2)}[kind]


@pytest.mark.parametrize("u", SCORES)
@pytest.mark.parametrize(("kind", "true", "tau"), [
    ("cross-entropy", 1, 1), ("square", 2, 1), ("cross-entropy", 0, 0.5), ("square", 0, 5)])
def test_the_triangle_shows_measured_slopes(u, kind, true, tau, tab):
    part, y = tab.locator(".interactive.triangle"), np.eye(3)[true]
    set_scores(part, u)
    choose(part, "True species", triangle.NAMES[true])
    choose(part, "Loss", kind)
    slide(part, "Temperature", [0.5, 1, 2, 5, 10].index(tau))
    softmax, loss = loss_of(kind, tau, y)
    sent = numdiff.jacobian(loss, np.array(u))[0]
    J = numdiff.jacobian(softmax, np.array(u))
    near = {"atol": 0.0006}
    columns = [u, softmax(np.array(u)), y, sent]
    assert np.allclose(table(part, "state"), np.transpose(columns), **near)
    shown = table(part, "jacobian")
    assert np.allclose(shown[:3, :3], J, **near)
    assert not np.allclose(shown[:3, :3], np.diag(np.diag(J)), **near) or np.abs(J).max() < 0.001
    assert not np.any(shown[3])  # the sums
    assert not np.any(shown[:, 3])
    assert part.locator(".verdict").inner_text() == triangle.verdict(kind, np.array(u), true, tau)
    start, tip = np.reshape(floats(part.locator(".arrow:not(.other)").get_attribute("d")), (2, 2))
    corners = np.array([[0, 0], [0.5, np.sqrt(0.75)], [1, 0]])  # a unit is 300 wide, down is up
    assert np.allclose((tip - start) / 300 * (1, -1), -0.5 * sent @ corners, atol=0.001)
    way = np.reshape(floats(part.locator(".way:not(.other)").get_attribute("d")), (-1, 2))
    now = np.array(u)
    for _ in range(200):
        now = now - 0.1 * numdiff.jacobian(loss, now)[0]
    end = triangle.PLANE.at(softmax(now) @ corners)
    assert np.allclose(way[-1], end, atol=0.3)


def test_the_same_number_added_to_all_scores_moves_nothing(tab):
    part = tab.locator(".interactive.triangle")
    before, pictures = table(part, "state"), drawn(part)
    slide(part, "All scores", 1.5)
    after = table(part, "state")
    assert np.allclose(after[:, 0], before[:, 0] + 1.5, atol=0.001)
    assert np.array_equal(after[:, 1:], before[:, 1:])
    assert drawn(part) == pictures
    slide(part, "Score 1", 3)  # one score alone does move
    assert drawn(part) != pictures


def test_a_temperature_pulls_the_point_to_the_middle_or_to_a_corner(tab):
    part = tab.locator(".interactive.triangle")
    largest = []
    for at in range(5):
        slide(part, "Temperature", at)
        largest.append(table(part, "state")[0, 1])
        assert np.isclose(largest[-1], triangle.softmax(triangle.START, (0.5, 1, 2, 5, 10)[at])[0],
                          atol=0.0006)
    assert largest == sorted(largest, reverse=True)
    assert part.get_by_label("Temperature").get_attribute("aria-valuetext") == "10.0"


@pytest.mark.parametrize("tau", [0, 1, 3])
def test_a_dragged_point_gets_scores_with_its_shares(tau, tab):
    part = tab.locator(".interactive.triangle")
    slide(part, "Temperature", tau)
    svg = part.locator("svg")
    svg.scroll_into_view_if_needed()
    box, mean = svg.bounding_box(), table(part, "state")[:, 0].mean()
    want = np.array([0.25, 0.35, 0.4])
    plane = triangle.PLANE
    x, y = plane.at(want @ triangle.CORNERS) / (plane.width, plane.height)
    tab.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    u, s = table(part, "state").T[:2]
    assert np.allclose(s, want, atol=0.01)
    assert np.allclose(triangle.softmax(u, (0.5, 1, 2, 5)[tau]), s, atol=0.002)
    assert np.isclose(u.mean(), mean, atol=0.002)
    tab.mouse.click(box["x"] + 2, box["y"] + box["height"] - 2)  # beyond the triangle
    shares = table(part, "state")[:, 1]
    assert np.isclose(shares.sum(), 1, atol=0.002)
    assert shares.min() > 0
    farthest = triangle.softmax(np.array([12, 0, 0]), (0.5, 1, 2, 5)[tau])  # scores have limits
    assert np.isclose(shares[0], farthest[0], atol=0.01)


def test_in_the_corner_of_a_wrong_species_the_square_moves_nothing(tab):
    part = tab.locator(".interactive.triangle")
    set_scores(part, (-4, 4, -4))
    arrow = part.locator(".arrow:not(.other)")
    assert arrow.is_visible()
    assert floats(part.locator(".verdict").inner_text())[-1] > 0.9
    choose(part, "Loss", "square")
    assert not arrow.is_visible()
    assert floats(part.locator(".verdict").inner_text())[-2:] == [0, 0]


@pytest.mark.parametrize("wrong", [
    ("jacobian", lambda s, tau=1: np.diag(s * (1 - s))), ("softmax", lambda u, tau=1: np.exp(u)),
    ("back", lambda kind, s, y, tau=1: y - s)])
def test_a_triangle_with_a_wrong_slope_is_not_drawn(wrong, monkeypatch):
    monkeypatch.setattr(triangle, *wrong)
    with pytest.raises(AssertionError):
        triangle.numbers()


# Lines that are dragged --------------------------------------------------------------------------


def lines_of(part):
    """Of each line that is seen: its point, and where it faces."""
    return [floats(one) for one in part.locator(".shift:visible").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-valuetext'))")]


def fitted(lines):
    data, (W, b) = kinks.birds(), kinks.units(lines)
    return [W, b, *kinks.fitted(*data, W, b)]


def shows(part, parameters):
    """The numbers that the part shows are those of this network."""
    data = kinks.birds()
    text = part.locator(".said").text_content()
    said = floats(text.partition("descent ")[2] or text)
    wanted = (kinks.share(*data, *parameters), kinks.loss(*data, *parameters))
    assert np.allclose((said[0], said[2]), wanted, atol=(0.051, 0.00051))
    W, b, V, _ = kinks.gradients(*data, *parameters)
    open_for = (data[0] @ parameters[0].T + parameters[1] > 0).sum(axis=0)
    cells = part.locator(".slopes tbody td").all_text_contents()
    found = np.reshape(floats(" ".join(cells)), (3, 5))
    assert found[:, 0].tolist() == open_for.tolist()
    assert np.allclose(found[:, 1:], np.column_stack([W, b, V]), atol=0.00051)


def move_line(tab, part, unit, kind, key, times):
    part.locator(f".unit .{kind}").nth(unit).focus()
    for _ in range(times):
        tab.keyboard.press(key)


def press(part, name, times=1):
    for _ in range(times):
        part.get_by_role("button", name=name).click()


def test_a_moved_line_has_the_loss_and_the_slopes_that_numpy_finds(tab):
    part = tab.locator(".interactive.kinks")
    shows(part, fitted(kinks.START))
    for unit, kind, key, times in ((2, "shift", "ArrowDown", 10), (2, "shift", "ArrowRight", 17),
                                   (2, "turn", "ArrowLeft", 27), (1, "turn", "ArrowUp", 6),
                                   (1, "shift", "ArrowLeft", 10)):
        move_line(tab, part, unit, kind, key, times)
        shows(part, fitted(lines_of(part)))
    assert np.allclose([line[2] for line in lines_of(part)], (0, 180, -135))
    data = kinks.birds()
    better, first = (kinks.share(*data, *fitted(one)) for one in (lines_of(part), kinks.START))
    assert better > first + 5
    with pytest.raises(AssertionError):  # and others would be noticed
        shows(part, fitted(kinks.START))


def test_steps_of_descent_are_those_of_numpy(tab):
    part, parameters = tab.locator(".interactive.kinks"), fitted(kinks.START)
    for steps in (100, 200):
        press(part, "100 steps of descent")
        parameters = kinks.descended(*kinks.birds(), parameters)
        assert part.locator(".said").inner_text().startswith(f"After {steps} steps of descent")
        shows(part, parameters)
    press(part, "As at first")
    shows(part, fitted(kinks.START))


def test_the_boundary_bends_on_the_lines_and_nowhere_else(tab):
    part = tab.locator(".interactive.kinks")
    W, b, V, c = fitted(kinks.START)
    pieces = part.locator(".boundary").get_attribute("d").split("M")[1:]
    ends = np.array([floats(one) for one in pieces]).reshape(-1, 2)
    plane = kinks.PLANE
    points = ends / (plane.width, plane.height) * (
        plane.right - plane.left, plane.low - plane.high) + (plane.left, plane.high)
    assert np.allclose(kinks.score(points, W, b, V, c), 0, atol=0.01)
    edge = np.isclose(np.abs(points), (plane.right, plane.high), atol=0.01).any(axis=1)
    bends = np.isclose(points @ W.T + b, 0, atol=0.01).any(axis=1)
    assert (edge | bends).all()
    assert edge.sum() == 2
    assert bends.sum() >= 6  # each is the end of one piece and the beginning of the next


def test_a_unit_beyond_all_birds_is_dead_and_stays_so(tab):
    part = tab.locator(".interactive.kinks")
    move_line(tab, part, 0, "shift", "ArrowRight", 40)
    x, *_ = lines_of(part)[0]
    assert x > kinks.birds()[0][:, 0].max()
    said = part.locator(".said")
    assert "Dead: unit 1, silent for every bird" in said.inner_text()
    assert "all slopes there are exactly 0" in said.inner_text()
    row = part.locator(".slopes tbody tr").first
    assert row.locator("td").all_inner_texts() == ["0", "(0, 0)", "0", "0"]
    before = lines_of(part)
    press(part, "100 steps of descent", 3)
    assert lines_of(part)[0] == before[0]
    assert lines_of(part)[1:] != before[1:]
    assert "Dead: unit 1," in said.inner_text()
    press(part, "As at first")
    move_line(tab, part, 0, "shift", "ArrowRight", 40)
    move_line(tab, part, 0, "turn", "ArrowLeft", 36)
    assert "Open for every bird: unit 1," in said.inner_text()
    shows(part, fitted(lines_of(part)))


def test_units_that_start_alike_stay_alike(tab):
    part, data = tab.locator(".interactive.kinks"), kinks.birds()
    press(part, "All units alike")
    W, b = kinks.units(kinks.START[:1] * 3)
    parameters = [W, b, np.full(3, kinks.ALIKE), 0.0]
    for _ in range(3):
        shows(part, parameters)
        assert "All three units are alike" in part.locator(".said").inner_text()
        rows = part.locator(".slopes tbody tr td").all_inner_texts()
        assert rows[:4] == rows[4:8] == rows[8:]
        assert len(set(part.locator(".kink").evaluate_all(
            "all => all.map((one) => one.getAttribute('d'))"))) == 1
        press(part, "100 steps of descent")
        parameters = kinks.descended(*data, parameters)
    press(part, "All units alike")
    move_line(tab, part, 2, "shift", "ArrowRight", 3)  # two are still alike
    said = part.locator(".said").inner_text()
    assert "alike" not in said
    assert np.allclose(floats(said)[2], kinks.loss(*data, *fitted(lines_of(part))), atol=0.00051)


def test_at_zero_only_the_last_bias_moves(tab):
    part, data = tab.locator(".interactive.kinks"), kinks.birds()
    press(part, "All at zero")
    assert part.locator(".unit:visible").count() == 0
    parameters = [np.zeros((3, 2)), np.zeros(3), np.zeros(3), 0.0]
    shows(part, parameters)
    press(part, "100 steps of descent", 2)
    for _ in range(2):
        parameters = kinks.descended(*data, parameters)
    shows(part, parameters)
    said = part.locator(".said").inner_text()
    assert "Dead: units 1, 2 and 3" in said
    assert np.isclose(floats(said)[-1], parameters[3], atol=0.00051)
    cells = part.locator(".slopes tbody tr td").all_inner_texts()
    assert cells == ["0", "(0, 0)", "0", "0"] * 3


@pytest.mark.parametrize("by", ["mouse", "finger"])
@pytest.mark.parametrize("kind", ["shift", "turn"])
def test_a_line_follows_the_hand(kind, by, tab):
    part = tab.locator(".interactive.kinks")
    knob = part.locator(f".unit .{kind} .knob").nth(2)
    knob.scroll_into_view_if_needed()
    middle = lambda: [one + size / 2 for one, size in zip(
        *(lambda box: ((box["x"], box["y"]), (box["width"], box["height"])))(knob.bounding_box()),
        strict=True)]
    x, y = middle()
    before, scrolled = lines_of(part), tab.evaluate("scrollY")
    if by == "mouse":
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x + 40, y + 15, steps=4)
        tab.mouse.up()
    else:
        send = lambda type_, *points: touch.send("Input.dispatchTouchEvent", {
            "type": type_, "touchPoints": [{"x": a, "y": b} for a, b in points]})
        touch = tab.context.new_cdp_session(tab)
        send("touchStart", (x, y))
        for k in (1, 2, 3, 4):
            send("touchMove", (x + 10 * k, y + 3.75 * k))
        send("touchEnd")
    assert tab.evaluate("scrollY") == scrolled
    (*place, way), (*old, old_way) = lines_of(part)[2], before[2]
    if kind == "shift":
        assert np.allclose(middle(), (x + 40, y + 15), atol=4)
        assert way == old_way
        assert place != old
    else:
        assert place == old
        assert way < old_way - 10  # clockwise
    assert lines_of(part)[:2] == before[:2]
    shows(part, fitted(lines_of(part)))


# Symbols -----------------------------------------------------------------------------------------


def lights(tab):
    """What is lit: (the texts of the elements and of the code, what the tip says)."""
    tip = tab.locator(".symbol-tip")
    texts = tab.evaluate("""() => [...document.querySelectorAll(".symbol-lit"),
        ...CSS.highlights.get("symbol-lit")].map((one) => one.textContent ?? one.toString())""")
    return texts, tip.inner_text() if tip.is_visible() else ""


def letter(tab, name):
    return tab.locator("section:has(> .chain) .katex-html .mathnormal", has_text=name).first


def layout(tab):
    return tab.evaluate("""() => [...document.querySelectorAll("section:has(> .chain) *")]
        .filter((one) => one.getBoundingClientRect().width).map((one) => {
        const {left, top, width} = one.getBoundingClientRect();
        const from = one.closest("section").getBoundingClientRect().top;
        return [left, top - from, width].map(Math.round).join(" "); })""")


def test_a_letter_that_is_pointed_at_lights_up_everywhere_and_nothing_moves(tab):
    letter(tab, "z").scroll_into_view_if_needed()
    before = layout(tab)
    letter(tab, "z").hover()
    tab.wait_for_selector(".symbol-tip:visible")
    texts, tip = lights(tab)
    assert set(texts) == {"z"}
    kinds = tab.locator(".symbol-lit").evaluate_all("""(all) => all.map((one) =>
        one.closest(".katex") ? "formula" : one.closest(".chain") ? "chain" : "other")""")
    assert set(kinds) == {"formula", "chain"}
    assert tab.evaluate("CSS.highlights.get('symbol-lit').size") == 2  # the two of the code
    assert tip.startswith("z: affine output")
    assert layout(tab) == before
    letter(tab, "a").hover()
    until(tab, lambda: lights(tab)[1].startswith("a: activation"))
    assert set(lights(tab)[0]) == {"a"}
    tab.locator("h1").hover()
    until(tab, lambda: lights(tab), ([], ""))


def test_a_letter_of_the_code_lights_up_the_formula(tab):
    code = tab.locator("section:has(> .chain) .highlight pre")
    code.scroll_into_view_if_needed()
    frames(tab)  # the event of a scroll that comes late hides the tip, as it should
    x, y = code.evaluate("""(one) => {
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), range = new Range();
        while (walker.nextNode() && !walker.currentNode.data.includes("z"));
        range.setStart(walker.currentNode, walker.currentNode.data.indexOf("z"));
        range.setEnd(range.startContainer, range.startOffset + 1);
        const {left, top, width, height} = range.getBoundingClientRect();
        return [left + width / 2, top + height / 2]; }""")
    tab.mouse.click(x, y)
    texts, tip = lights(tab)
    assert len(texts) >= 4
    assert tip.startswith("z: affine output")
    tab.keyboard.press("Escape")
    assert lights(tab) == ([], "")


def test_letters_of_the_chain_by_keyboard(tab):
    first = tab.locator(".chain button").first
    first.focus()
    tab.keyboard.press("Tab")
    assert lights(tab)[1].startswith("z: affine output")
    assert tab.locator(".chain button:focus").get_attribute("aria-describedby") == "symbol-tip"
    tab.keyboard.press("Shift+Tab")
    assert lights(tab)[1].startswith("s: standardised speed")
    tab.keyboard.press("Escape")
    assert lights(tab) == ([], "")


def test_a_tap_lights_a_letter_and_another_tap_ends_it(tab):
    place = tab.locator('.chain [data-symbol="C"]')
    place.scroll_into_view_if_needed()
    frames(tab)
    place.tap()  # a browser makes a click of it a moment later
    until(tab, lambda: lights(tab)[1].startswith("C: loss"))
    assert len(lights(tab)[0]) >= 2
    tab.locator("section:has(> .chain) h2").tap()
    until(tab, lambda: lights(tab), ([], ""))


def test_every_letter_of_the_chain_is_in_the_table(tab, root):
    groups = yaml.safe_load((root / lights_part.LETTERS).read_text(encoding="utf-8"))
    known = {name for name, *_ in lights_part.letters(groups)}
    wanted = {"s", "z", "a", "e", "q", "C", "w", "b", "y", "η", "N", "n", "J", "x"}
    assert wanted <= known
    without = [{"letters": [one for one in group["letters"] if one["letter"] != "q"]}
               for group in groups]
    assert not wanted <= {name for name, *_ in lights_part.letters(without)}


def test_the_lights_are_light(html):
    script = (html / "_static/parts/lights.js").read_bytes()
    assert len(gzip.compress(script)) < 4_000


# All of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_a_part_opens_with_its_name_a_task_and_one_question(part, tab):
    place = tab.locator(f".interactive.{part}").first
    assert place.locator(".part-title").first.text_content()
    assert place.locator(".part-task").first.text_content().endswith(".")
    assert place.locator(".part-question").first.text_content().count("?") == 1


@pytest.mark.parametrize("width", [390, 320])
def test_they_fit_a_phone(width, tab):
    tab.set_viewport_size({"width": width, "height": 800})
    for part in PARTS:
        wide = tab.locator(f".interactive.{part} *:visible").evaluate_all(
            """(all) => all.filter((one) => !one.closest(".heard, .katex") &&
                one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)""")
        assert wide == [], part


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, address, theme):
    context = new_context(browser, DESKTOP, theme)  # its own: axe fetches style sheets anew
    tab = context.new_page()
    tab.goto(f"{address}/{PAGE}")
    lay_out(tab)
    for part in PARTS:
        found = Axe().run(tab, context=f".interactive.{part}").response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()


@pytest.mark.parametrize("part", PARTS)
def test_what_can_be_pressed_is_large_enough_for_a_finger(part, tab):
    sizes = tab.locator(f".interactive.{part} :is(button, select, "
                        "input:not([type=checkbox]), label:has([type=checkbox])):visible"
                        ).evaluate_all(
        "all => all.map((one) => { const {width, height} = one.getBoundingClientRect();"
        " return Math.min(width, height); })")
    assert min(sizes, default=24) >= 24


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_light_and_a_page_without_it_loads_nothing_of_it(part, html):
    sheets, scripts = parts.files([part])
    sent = [(parts.FOLDER.parent / name).read_bytes() for name in sheets + scripts]
    page = (html / PAGE).read_text(encoding="utf-8")
    places = re.findall(rf'<div class="interactive {part}">.*?</section>', page, re.S)
    if part != "stepper":  # whose place holds eight examples on this page
        sent += [place.encode() for place in places[:1]]
    assert len(sent) > 2
    assert sum(len(gzip.compress(one)) for one in sent) < HEAVIEST
    other = (html / "book/review.html").read_text(encoding="utf-8")
    assert f"parts/{part}." in page
    assert f"parts/{part}." not in other


# Without a script --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def still(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    yield page
    context.close()


def test_without_a_script_one_entry_is_lit_and_all_sums_stand_there(still):
    part = still.locator(".interactive.paths")
    assert part.locator(".sum:visible").count() == 4
    assert part.locator("svg .edge.lit").count() == 6
    assert part.locator(".matrices td.lit").count() == 6
    assert part.locator("button").count() == 0


def test_without_a_script_the_triangle_and_the_weights_say_it_in_numbers(still):
    part = still.locator(".interactive.triangle")
    assert part.locator("svg .arrow:visible").count() == 1 + len(triangle.OTHERS)
    assert part.locator(".verdict").text_content() == triangle.verdict()
    assert table(part, "jacobian")[0].tolist() == [0.24, -0.18, -0.06, 0]
    assert part.locator("input, select").count() == 0
    weights = still.locator(".interactive.weights")
    assert "GTX: (m × N)(N × n) = m × n" in weights.text_content()
    assert weights.locator("input, select").count() == 0


def test_without_a_script_the_batch_is_added_up_and_the_kinks_are_drawn(still):
    part = still.locator(".interactive.batch")
    sums = part.locator(".sums li").all_text_contents()
    weights, bias = batch.gradients()
    assert [fractions(one)[-1] for one in sums] == [*weights.ravel(), *bias]
    assert table_of(part, "sum") == as_table(weights)
    part = still.locator(".interactive.kinks")
    shows(part, fitted(kinks.START))
    assert part.locator("svg .unit:visible").count() == 3
    assert still.locator(":is(.batch, .kinks) :is(button, input)").count() == 0
