"""A question as every other system can hold it."""

import re
from collections import Counter

import pytest

from course.bank import misconceptions, portable, read


def test_the_right_answers_are_those_of_the_bank(items):
    right = {one.id: [option.text for option in one.options if option.right] for one in items}
    assert right["Q06-1"] == [r"$\operatorname{diag}(\mathbf x)$"]
    assert set(right["Q06-2"]) == {"a sum of two vectors", "a vector squared, entry by entry"}
    assert right["Q06-4"] == ["3 × 2"] and right["Q06-6"] == ["Line 2"]
    order, = right["Q06-5"]
    stem = items[4].stem
    texts = [re.search(rf"\*\*{one}\*\* (.+)", stem)[1][:9] for one in order.split(", ")]
    assert texts == ["Write one", "Different", "Ask for w", "Put the e"]
    assert items[2].number == -3 and items[2].margin == pytest.approx(0.015)


def test_choices_are_shuffled_and_always_in_the_same_way(questions, items):
    again = portable.collection(questions, misconceptions.statements())
    assert again == items
    authored = [part.text for part in questions[1].parts]
    shuffled = [option.text for option in items[1].options]
    assert sorted(shuffled) == sorted(authored)


def test_lines_keep_their_order(items):
    assert [option.text for option in items[5].options] == ["Line 1", "Line 2", "Line 3"]
    assert not items[5].mixed


def test_the_right_answer_stands_in_every_place_alike():
    """Of the real bank: with four choices, each place holds about a quarter of the right ones."""
    items = portable.collection(read.load_all(), {})
    places = Counter(next(k for k, option in enumerate(item.options) if option.right)
                     for item in items
                     if item.kind == "one" and item.mixed and len(item.options) == 4)
    assert sum(places.values()) > 50
    assert all(0.13 < places[k] / sum(places.values()) < 0.37 for k in range(4)), places


def test_a_reason_says_what_is_behind_it(items):
    [why] = [option.why for option in items[6].options if option.text == "the output is zero"]
    assert why == "A slope is no value. (M27: a value is taken for a slope, or a slope for a value)"
    [why] = [option.why for option in items[6].options if option.text == "the minimum is reached"]
    assert why == "A single slope of one output says nothing about a loss."


def test_questions_in_the_same_words_are_told_apart(questions):
    questions[6].ask = questions[1].ask
    items = portable.collection(questions, {})
    assert items[6].stem.startswith("Q06-7 What a zero means. Which of these")


def test_references_are_left_as_their_words():
    text = "See {prf:ref}`the product <R-ew-mul-w>` and {prf:ref}`R-relu`."
    assert portable.without_roles(text) == "See the product and R-relu."


def test_formulas_stand_as_moodle_and_anki_set_them():
    assert portable.html("If $a < b$, *then*") == (
        r'<p>If <span class="math inline">\(a &lt; b\)</span>, <em>then</em></p>')
