"""The stepper with arrays, as a reader uses it."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.browser import DESKTOP, PHONE, lay_out, new_context
from course.site.parts import arrays

PAGE = "book/network/20-backwards.html"


@pytest.fixture(params=["light", "dark"])
def tab(request, browser, address):
    context = new_context(browser, DESKTOP, request.param)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/{PAGE}")
    lay_out(page)
    yield page
    assert wrong == []
    context.close()


def test_every_step_shows_its_array_its_shape_and_its_cost(tab):
    walk, true = tab.locator(".stepper .walk"), arrays.Walk()
    steps = json.loads(walk.locator("script").text_content())["steps"]
    arrays_of = {"value": true.values, "forward": true.pushed, "adjoint": true.pulled}
    for at, step in enumerate(steps):
        array = arrays_of[step["phase"]][step["node"]]
        shown = walk.locator(".panel .array span").all_text_contents()
        numbers = [float(one.replace("−", "-")) for one in shown]
        assert np.allclose(numbers, np.ravel(array), atol=0.0051)
        active = walk.locator("svg .node.active")
        assert active.get_attribute("data-node") == step["node"]
        assert arrays.size(array) in active.text_content()
        assert walk.locator("svg .edge.active").count() == len(step["edges"])
        if at + 1 < len(steps):
            walk.get_by_role("button", name="Next").click()
    assert "all 19 slopes" in walk.locator(".why").inner_text()


def test_it_asks_for_a_shape_on_the_way_back(tab):
    walk = tab.locator(".stepper .walk")
    walk.get_by_label("Ask me on the way back").check()
    walk.get_by_role("button", name="To the way back").click()
    walk.get_by_role("button", name="Next").click()
    assert "Which shape must it have" in walk.locator(".panel").inner_text()


def test_it_fits_a_phone_and_stands_in_nobodys_way(tab):
    found = Axe().run(tab, context=".stepper").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_without_javascript_it_is_a_table(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    assert page.locator(".walk-table tbody tr").count() == len(arrays.LAYERS)
    context.close()
