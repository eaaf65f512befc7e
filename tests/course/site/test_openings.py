"""A rule's box opens the rule in Derive: what stands in the address states that rule."""

import csv
from urllib.parse import parse_qs

import pytest

from course import ROOT
from course.site import folds
from course.site.openings import MORE, stated
from matrixcalculus.tensor import derive


@pytest.mark.parametrize("rule", sorted(set(stated()) - set(MORE)))
def test_a_row_of_the_engine_states_its_rule(rule):
    expression, by, shapes = stated()[rule]
    assert rule in [one["rule"] for one in derive(expression, by, **shapes).steps]


@pytest.mark.parametrize("rule", sorted(MORE))
def test_what_takes_several_operations_is_derived_too(rule):
    expression, by, shapes = MORE[rule]
    assert derive(expression, by, **shapes).checked


def test_the_rules_are_those_of_the_book():
    with (ROOT / "book" / "items.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    chapters = {rule for rule in stated() if rule in known}
    assert set(MORE) <= known and len(chapters) > 25


def test_the_link_has_the_expression_in_its_address():
    [link] = folds.in_derive("R-sum-x").children
    page, _, rest = link["refuri"].partition("#")
    assert page == "../derive.html"
    assert parse_qs(rest) == {"e": ["sum(x)"], "by": ["x"], "s.x": ["n"]}
