"""The stepper: it walks the paper's examples, and links each slope to a rule of the book."""

import numpy as np

from course import ROOT, notebooks
from course.site.parts import stepper
from matrixcalculus import graph


def named_rules():
    found = {graph.ONE_PATH, graph.MANY_PATHS, graph.VECTORS}
    for words in graph.WORDS.values():
        for constant in ([False], [False, False], [False, True], [True, False]):
            try:
                found |= set(words.rules(constant))
            except IndexError:  # an operation of two arguments
                continue
    return found - {""}


def test_every_slope_has_a_rule_of_the_book(root):
    known = (root / "book" / "items.csv").read_text(encoding="utf-8")
    assert set(stepper.RULES) == named_rules()
    assert all(f"{rule}," in known for rule in stepper.RULES.values())


def test_every_chain_rule_example_of_the_paper_is_walked():
    items = {one.item for one in stepper.EXAMPLES.values()}
    assert {"X-chain-sin-square", "X-chain-ln-sin-cube", "X-total-x-plus-x2", "X-total-product",
            "X-total-sin", "X-vec-chain-example", "D-uvC"} <= items
    placed = {name for path in ROOT.glob("book/*/[0-9]*.ipynb")
              for mark, *names in notebooks.marks_of(path) if mark == "stepper" for name in names}
    assert placed == set(stepper.EXAMPLES)
    for example in stepper.EXAMPLES.values():
        assert np.isfinite(example.walk().jacobian).all()
