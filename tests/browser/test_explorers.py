"""The shape explorer and the derivative stepper, as a reader uses them."""

import gzip
import itertools
import json
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.browser import DESKTOP, PHONE, lay_out, new_context
from course.site.parts import FOLDER, stepper
from matrixcalculus import numdiff
from tests.helpers.waiting import until

PAGE = "book/explorers.html"
SIZES = {"n": 3, "k": 4, "m": 2}


@pytest.fixture(params=["light", "dark"], scope="module")
def tab(request, browser, address):
    context = new_context(browser, DESKTOP, request.param)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type == "error" and wrong.append(line.text))
    page.on("request", lambda one: one.url.startswith(address) or wrong.append(one.url))
    page.on("response", lambda one: one.status >= 400 and wrong.append(one.url))
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    yield page
    assert wrong == []
    context.close()


@pytest.fixture
def explorer(tab):
    tab.reload()
    lay_out(tab)
    return tab.locator('.shapes .explorer[data-blocks="two"]')


@pytest.fixture
def walks(tab):
    tab.reload()
    lay_out(tab)
    return tab.locator(".stepper")


# Shapes ------------------------------------------------------------------------------------------


def pick(explorer, **fields):
    for name, value in fields.items():
        one = explorer.locator(f'[name="{name}"]')
        if one.evaluate("one => one.localName") == "select":
            one.select_option(value)
        else:
            one.fill(str(value))


def shapes(explorer):
    return explorer.locator("svg .block").evaluate_all("all => all.map(one => one.dataset.shape)")


def verdict(explorer):
    return explorer.locator(".verdict").inner_text()


def measured(n, k, m):
    """Shapes of real Jacobians, numerator layout: of f by g, of g by x, of f by x."""
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(k, n)), rng.normal(size=(m, k))
    g, f = (lambda x: np.sin(A @ x)), (lambda u: np.tanh(B @ u))
    at = rng.normal(size=n)
    found = [numdiff.jacobian(f, g(at)), numdiff.jacobian(g, at),
             numdiff.jacobian(lambda x: f(g(x)), at)]
    assert np.allclose(found[0] @ found[1], found[2])
    return [one.shape for one in found]


@pytest.mark.parametrize("kinds", list(itertools.product(("number", "vector"), repeat=3)))
def test_every_case_shows_the_shapes_of_real_jacobians(explorer, kinds):
    sizes = [size if kind == "vector" else 1
             for size, kind in zip(SIZES.values(), kinds, strict=True)]
    pick(explorer, x=kinds[0], g=kinds[1], f=kinds[2])
    explorer.get_by_role("button", name="Show").click()
    true = measured(*sizes)
    assert shapes(explorer) == ["{} × {}".format(*one) for one in true]
    pick(explorer, layout="denominator")
    explorer.get_by_role("button", name="Show").click()
    turned = [true[1][::-1], true[0][::-1], true[2][::-1]]
    assert shapes(explorer) == ["{} × {}".format(*one) for one in turned]
    assert verdict(explorer).startswith("Fits")


def test_exchanged_factors_fail_at_once_and_say_why(explorer):
    assert verdict(explorer).startswith("Predict the shape of ∂f/∂x")
    pick(explorer, order="wrong")  # before anything is predicted
    assert "Does not fit: (4 × 3)(2 × 4): rows of 3 meet columns of 2" in verdict(explorer)
    pick(explorer, n=2)  # the inner sizes agree by chance: it fits, and is wrong
    explorer.get_by_role("button", name="Show").click()
    assert "Fits, and is wrong" in verdict(explorer)
    assert len(shapes(explorer)) == 3


def test_one_block_has_one_shape_in_either_layout(tab):
    tab.reload()
    lay_out(tab)
    one = tab.locator('.shapes .explorer[data-blocks="one"]')
    assert shapes(one) == []
    assert one.locator('[name="k"], [name="order"]').count() == 0
    for x, f, layout, want, name in (
            ("vector", "vector", "numerator", "2 × 3", "∂f/∂x is 2 × 3, a matrix"),
            ("vector", "number", "numerator", "1 × 3", "∂f/∂x is 1 × 3, a row"),
            ("number", "vector", "numerator", "2 × 1", "df/dx is 2 × 1, a column"),
            ("vector", "vector", "denominator", "3 × 2", "∂f/∂x is 3 × 2, a matrix")):
        pick(one, x=x, f=f, layout=layout)
        one.get_by_role("button", name="Show").click()
        assert shapes(one) == [want]
        assert verdict(one).startswith(name)
    pick(one, n=4, rows="2", columns="4")
    one.get_by_role("button", name="Check").click()
    assert "that is the transpose" in one.locator(".reason").inner_text()


def test_the_sign_of_a_derivative_is_round_where_several_numbers_can_move(explorer):
    signs = lambda: explorer.locator("svg text:has(tspan)").evaluate_all(
        "all => all.map((one) => one.textContent)")
    assert signs() == ["∂f/∂g", "∂g/∂x", "∂f/∂x"]
    pick(explorer, x="number")
    assert signs() == ["∂f/∂g", "dg/dx", "df/dx"]
    pick(explorer, x="vector", g="number")
    assert signs() == ["df/dg", "∂g/∂x", "∂f/∂x"]


def test_a_prediction_is_judged_with_its_reason(explorer):
    check = explorer.get_by_role("button", name="Check")
    for rows, columns, says in (("3", "2", "that is the transpose"),
                                ("2", "4", "k is the inner size"),
                                ("2", "5", "the rows are right"),
                                ("0", "", "whole numbers")):
        pick(explorer, rows=rows, columns=columns)
        check.click()
        reason = explorer.locator(".reason").inner_text()
        assert says in reason
        assert "2 × 3" not in reason  # the answer is not given away
        assert len(shapes(explorer)) == 2
    pick(explorer, rows="2", columns="3")
    explorer.locator('[name="columns"]').press("Enter")
    assert explorer.locator(".reason").inner_text().startswith("Right: 2 × 3")
    assert shapes(explorer)[2] == "2 × 3"


def test_a_size_beyond_the_limits_falls_back_into_them(explorer):
    for typed, want in (("99", "6"), ("0", "1"), ("-3", "1"), ("", "1"), ("2.6", "3")):
        one = explorer.locator('[name="n"]')
        one.fill(typed)
        one.blur()
        assert one.input_value() == want
        assert shapes(explorer)[1] == f"4 × {want}"


def test_shapes_by_keyboard_alone(explorer, tab):
    explorer.locator('select[name="x"]').focus()
    tab.keyboard.press("ArrowUp")  # a number
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.name") == "g"  # n is 1 now, and is skipped
    explorer.locator(".reveal").focus()
    tab.keyboard.press("Enter")
    assert shapes(explorer) == ["2 × 4", "4 × 1", "2 × 1"]


# Steps -------------------------------------------------------------------------------------------


def walk_of(walks, name):
    walks.locator("select").select_option(name)
    walk = walks.locator(f'.walk[data-example="{name}"]')
    walk.scroll_into_view_if_needed()
    return walk


def press(walk, name):
    walk.get_by_role("button", name=name).click()


def test_every_step_of_every_example_shows_the_verified_numbers(walks):
    for name, example in stepper.EXAMPLES.items():
        walk, true = walk_of(walks, name), example.walk()
        steps = json.loads(walk.locator("script").text_content())["steps"]
        assert walk.is_visible()
        for at, step in enumerate(steps):
            node = true.node[step["node"]]
            want = {"value": [node.value], "forward": node.forward, "adjoint": node.adjoint}
            assert np.allclose(step["numbers"], want[step["phase"]], rtol=1e-12)
            assert f"step {at + 1} of {len(steps)}" in walk.locator(".count").inner_text()
            active = walk.locator("svg .node.active")
            assert active.get_attribute("data-node") == step["node"]
            assert step["text"] in active.text_content()
            assert walk.locator("svg .edge.active").count() == len(step["edges"])
            if at + 1 < len(steps):
                press(walk, "Next")
        phases = [step["phase"] for step in steps]
        assert phases == sorted(phases, key=["value", "forward", "adjoint"].index)
        assert len(walk.locator("svg .node").all()) == len(true.nodes)


def test_each_derivative_names_its_rule_and_the_link_leads_there(walks, tab, address):
    walk = walk_of(walks, "sin-sum")
    seen = set()
    for _ in range(len(json.loads(walk.locator("script").text_content())["steps"]) - 1):
        seen |= {one.get_attribute("href") for one in walk.locator(".why a").all()}
        press(walk, "Next")
    named = {one.split("#")[1] for one in seen}
    assert {"R-total-final", "R-scalar-sum", "R-scalar-power"} <= named
    for link in seen:
        page, anchor = link.split("#")
        text = tab.request.get(f"{address}/book/{page}").text()
        assert re.search(rf'id="{anchor}"', text, re.I), link


def test_steps_go_there_and_back_by_keys(walks, tab):
    walk = walk_of(walks, "x-plus-x2")
    first = walk.locator(".panel").text_content()
    press(walk, "Next")
    second = walk.locator(".panel").text_content()
    assert second != first
    tab.keyboard.press("ArrowLeft")
    assert walk.locator(".panel").text_content() == first
    assert walk.get_by_role("button", name="← Back").get_attribute("aria-disabled") == "true"
    tab.keyboard.press("ArrowLeft")  # nothing before the first
    assert walk.locator(".panel").text_content() == first
    tab.keyboard.press("End")
    assert "Adjoints" in walk.locator(".phase").inner_text()
    assert walk.get_by_role("button", name="Next").get_attribute("aria-disabled") == "true"
    press(walk, "To the start")
    assert walk.locator(".panel").text_content() == first


def test_it_jumps_to_the_way_back_and_plays_to_the_end(walks, tab):
    walk = walk_of(walks, "sin-square")
    press(walk, "To the way back")
    assert "Adjoints" in walk.locator(".phase").inner_text()
    assert "step 7 of 9" in walk.locator(".count").inner_text()
    press(walk, "Play")
    assert walk.locator(".panel").get_attribute("aria-live") == "off"
    until(tab, lambda: "step 9 of 9" in walk.locator(".count").inner_text())
    assert walk.locator(".panel").get_attribute("aria-live") == "polite"
    assert walk.get_by_role("button", name="Play").count() == 1  # it has stopped by itself
    assert "adjoint of a node is the derivative of the output" in walks.inner_text()


def test_it_asks_for_an_adjoint_before_it_shows_it(walks):
    walk = walk_of(walks, "sin-square")
    steps = json.loads(walk.locator("script").text_content())["steps"]
    walk.get_by_label("Ask me on the way back").check()
    press(walk, "To the way back")
    press(walk, "Next")  # the question
    assert "What is the adjoint of u?" in walk.locator(".panel").inner_text()
    node = walk.locator("svg .node.active")
    assert "←" not in node.text_content()
    assert steps[7]["text"] not in walk.locator(".panel").inner_text()
    press(walk, "Next")  # the answer
    assert "step 8 of 9" in walk.locator(".count").inner_text()
    assert f"← {steps[7]['text']}" in node.text_content()


def test_the_active_step_is_marked_by_more_than_colour(walks):
    walk = walk_of(walks, "vector")
    assert walk.locator("svg .node.active .inner").count() == 1
    assert walk.locator("svg .node:not(.active) .inner").count() == 0
    assert walk.locator(".panel").get_attribute("aria-live") == "polite"
    assert "active: x" in walk.locator("svg").get_attribute("aria-label")


# Both --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, address, theme):
    context = new_context(browser, DESKTOP, theme)  # its own: axe fetches style sheets anew
    tab = context.new_page()
    tab.goto(f"{address}/{PAGE}")
    lay_out(tab)
    walk = walk_of(tab.locator(".stepper"), "neuron")
    for _ in range(9):
        press(walk, "Next")
    for one in tab.locator(".shapes").get_by_role("button", name="Show").all():
        one.click()
    found = Axe().run(tab, context=".interactive").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()


def test_they_fit_a_phone(walks, tab):
    tab.set_viewport_size(PHONE)
    for name in ("neuron", "vector"):
        walk_of(walks, name)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    box = tab.locator(".stepper .walk:visible svg").bounding_box()
    assert box["height"] > box["width"]  # the graph runs downwards
    tab.set_viewport_size(DESKTOP)


def test_without_javascript_both_are_tables(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    two, one = (page.locator(f'.shapes .explorer[data-blocks="{kind}"]') for kind in
                ("two", "one"))
    assert two.locator("tbody tr").count() == 8
    assert one.locator("tbody tr").count() == 4
    assert page.locator(".walk-table").count() == len(stepper.EXAMPLES)
    assert page.locator(".walk-table").first.is_visible()
    for row in two.locator("tbody tr").all():
        cells = row.locator("td").all_text_contents()
        n, k, m = (size if kind == "vector" else 1 for size, kind in zip((3, 4, 2), cells[:3],
                                                                       strict=True))
        want = "({} × {}) ({} × {}) = {} × {}".format(*itertools.chain(*measured(n, k, m)))
        got = cells[3].replace("n", "3").replace("k", "4").replace("m", "2")
        assert got == want
    context.close()


@pytest.mark.parametrize("part", ["shapes", "stepper"])
def test_a_page_without_a_part_loads_nothing_of_it(part, html):
    text = (html / "book/paper/08-vector-sum.html").read_text(encoding="utf-8")
    assert f"parts/{part}." not in text
    assert f"parts/{part}.js" in (html / PAGE).read_text(encoding="utf-8")
    files = [FOLDER / f"{part}.{kind}" for kind in ("js", "css")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 12_000
