"""Each kind of question: what it shows, which answer is right, why, and how it is changed."""

import json
import re
from dataclasses import dataclass, replace
from html import unescape

import pytest

from course.bank import faults, kinds, portable, read


def shown(one):
    return "".join(one.controls())


def test_each_kind_says_which_answer_is_right(by_kind):
    assert {name: one.answer() for name, one in by_kind.items()} == {
        "choose": "1", "choose-several": "0,2", "wrong-line": "1", "order": "0,1,2,3",
        "numeric": "-3", "shape": "3,2"}


def entries(one):
    """What a script makes the fields of a question from."""
    return [json.loads(unescape(text)) for text in re.findall('data-input="(.*?)"', shown(one))]


def test_each_kind_has_something_to_answer_with(by_kind):
    controls = {name: shown(one) for name, one in by_kind.items()}
    types = {name: [field["type"] for field in entries(one)] for name, one in by_kind.items()}
    assert types["choose"] == 3 * ["radio"] and types["choose-several"] == 3 * ["checkbox"]
    assert types["numeric"] == ["text"] and types["shape"] == 2 * ["text"]
    assert not any("<input" in text for text in controls.values())  # browsers look into each
    assert "Line 3" in controls["wrong-line"] and "Line 4" not in controls["wrong-line"]
    assert controls["order"].count("data-step=") == 4
    assert "within 0.5 %" in controls["numeric"]


def test_a_control_says_aloud_what_a_formula_shows(by_kind):
    assert entries(by_kind["choose"])[1]["aria-label"] == "B: the diagonal matrix of x"
    assert "write one output, y i equals w i x i" in shown(by_kind["order"])


def test_texts_are_markdown_and_the_rest_is_html(by_kind):
    pieces = list(by_kind["choose"].controls())
    texts = [one for one in pieces if isinstance(one, kinds.Text)]
    assert texts == [part.text for part in by_kind["choose"].parts]
    assert all(isinstance(one, kinds.Html | kinds.Text) for one in pieces)


def test_every_answer_that_is_foreseen_has_its_reason(by_kind):
    cases = {name: [one.case for one in question.reasons()] for name, question in by_kind.items()}
    assert cases["choose"] == [0, 1, 2] and cases["wrong-line"] == [0, 1, 2]
    assert cases["numeric"] == ["right", "3", "6", "otherwise"]
    assert cases["shape"] == ["right", "2,3", "otherwise"]
    assert cases["order"] == ["right", 0, 1, 2, 3, "thought"]
    assert all(one.why or one.misconception for question in by_kind.values()
               for one in question.reasons())


def test_an_order_without_a_thought_has_no_reason_for_one(by_kind):
    order = replace(by_kind["order"], misconception="")
    assert "thought" not in [one.case for one in order.reasons()] and order.thoughts() == []


def test_steps_are_never_shown_in_order(by_kind):
    for number in range(200):
        steps = replace(by_kind["order"], id=f"Q06-{number}")
        order = steps.shuffled()
        assert order == steps.shuffled() and sorted(order) == [0, 1, 2, 3] != order


CHANGES = {
    "what is asked": lambda one: replace(one, ask=one.ask + " Now?"),
    "a choice": lambda one: replace(one, parts=[*one.parts[:-1],
                                                replace(one.parts[-1], text="another")]),
    "the right answer": lambda one: replace(one, parts=[
        replace(part, right=not part.right) for part in one.parts]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_question_has_another_digest(change, by_kind):
    one = by_kind["choose"]
    assert CHANGES[change](one).asked() != one.asked()


def test_another_title_or_reason_is_the_same_question(by_kind):
    one = by_kind["choose"]
    reworded = replace(one, title="Another", rules=[], parts=[
        replace(part, why="Because.") for part in one.parts])
    assert reworded.asked() == one.asked() and len(one.asked()) == 8
    number = by_kind["numeric"]
    assert replace(number, wanted=4).asked() != number.asked()
    assert replace(number, why="Because.").asked() == number.asked()


# A seventh kind is one class ---------------------------------------------------------------------


@dataclass(kw_only=True)
class TrueOrFalse(kinds.Question):
    kind, judge, below, part, few, many = "true-or-false", "one", "sides", kinds.Slip, 2, 2

    holds: bool = False

    def shown(self):
        return []

    def controls(self):
        for k, name in enumerate(("It holds", "It does not")):
            yield kinds.Html(f'<label><input type="radio" name="{self.id}" value="{k}">{name}'
                             "</label>")

    def answer(self):
        return "0" if self.holds else "1"

    def reasons(self):
        for k, part in enumerate(self.parts):
            yield kinds.Reason(k, "So:", part.why, part.misconception)

    def item(self, reason):
        return {"options": [portable.Option(("true", "false")[k], str(k) == self.answer(),
                                            reason(part.why, part.misconception))
                            for k, part in enumerate(self.parts)]}


SEVENTH = """
- id: Q06-9
  kind: true-or-false
  title: A claim
  rules: [R-ew-div-x]
  ask: Does it hold?
  holds: true
  sides:
    - {value: 0, why: It does., misconception: none}
    - {value: 1, why: It does., misconception: M20}
"""


def test_a_seventh_kind_is_one_class(monkeypatch, write, example, checkout):
    monkeypatch.setitem(kinds.KINDS, "true-or-false", TrueOrFalse)
    path = write(example + SEVENTH)
    assert faults.of_file(path, checkout) == []
    one = read.load(path, checkout)[-1]
    assert shown(one).count("radio") == 2 and one.answer() == "0"
    assert one.thoughts() == [("M20", one.parts[1].at["misconception"])]
    [right] = [option for option in one.portable({}).options if option.right]
    assert right.text == "true"
    [found] = faults.of_file(write(example + SEVENTH.replace("sides", "parts")), checkout)[:1]
    assert "no 'sides'" in found
