"""Every fault of the bank is named, with its file, its line and its cure."""

import re

import pytest

from course.bank import faults
from tests.course.bank.conftest import NAME


@pytest.fixture
def found_in(write, checkout):
    """The faults of a text."""
    return lambda text, *name: faults.of_file(write(text, *name), checkout)


def test_the_example_is_sound(questions, checkout):
    assert faults.of_bank(checkout, written=()) == []


# What is replaced (its last line has the fault), by what, and what is said.
FAULTS = {
    "no right answer": ("      right: true\n      why: Output $i$", "      why: Output $i$",
                        "no right answer"),
    "two right answers": ("by the other argument.\n      misconception: M26",
                          "by the other argument.\n      right: true", "2 right answers"),
    "a right answer with a misconception": (
        "      right: true\n      why: A nudge", "      right: true\n      misconception: M1\n"
        "      why: A nudge", "right, or has a misconception"),
    "a wrong choice without a misconception": (
        "      why: A slope is no value.\n      misconception: M27", "      why: A slope.",
        "right, or has a misconception"),
    "one right answer of several": ("      right: true\n      why: Each output depends",
                                    "      misconception: M1\n      why: Each output depends",
                                    "only one right answer"),
    "no reason": ("      why: This is the sum.\n", "", "no 'why'"),
    "an empty reason": ("why: This is the sum.", "why: ''", "'why' is no text"),
    "an unknown rule": ("rules: [R-ew-div-x]", "rules: [R-nothing]", "unknown rule R-nothing"),
    "an unknown misconception": ("misconception: M21", "misconception: M99",
                                 "unknown misconception M99"),
    "a misconception that a later chapter teaches": (
        "misconception: M21", "misconception: M17", "M17 is taught in chapter 13, so not before"),
    "a misconception that no chapter teaches": (
        "misconception: M21", "misconception: M999", "M999 is taught in no chapter yet"),
    "maths without words": ("  words: the slope of 12 divided by x at x equals 2\n", "",
                            "maths in 'ask' without 'words'"),
    "words without maths": ("  ask: Which of these have a diagonal Jacobian?",
                            "  ask: Which of these?\n  words: which", "'words' without maths"),
    "maths in a choice without words": ("      words: the vector x\n", "",
                                        "maths in 'text' without 'words'"),
    "maths in words": ("words: the vector x", "words: the vector $x$", "maths in 'words'"),
    "maths in the title": ("title: One entry", "title: The entry $x$", "maths in the title"),
    "an open formula": ("why: Output $i$ hears", "why: Output $i hears", "odd number of $"),
    "a repeated id": ("id: Q06-2", "id: Q06-1", "the id stands already in"),
    "an id of another chapter": ("id: Q06-2", "id: Q07-2", "an id of another form"),
    "an unknown kind": ("kind: choose-several", "kind: chose", "unknown kind 'chose'"),
    "an unknown field": ("  back: 05", "  backs: 05", "unknown field 'backs'"),
    "an unknown field of a choice": ("      right: true\n      why: A nudge",
                                     "      right: true\n      hint: x\n      why: A nudge",
                                     "unknown field 'hint'"),
    "a field that stands twice": ("title: One entry", "title: One entry\n  title: Two",
                                  "'title' stands here twice"),
    "a later chapter to come back to": ("back: 05", "back: 06", "no earlier chapter"),
    "too few choices": ("    - text: the minimum is reached\n      why: A single slope of one "
                        "output says nothing about a loss.\n      misconception: none\n", "",
                        "2 choices"),
    "a choice that stands twice": ("text: the minimum is reached", "text: the output is zero",
                                   "stands twice in 'choices'"),
    "a wrong number that is the answer": ("value: 3\n", "value: -3.001\n", "counts as -3"),
    "two wrong numbers alike": ("value: 6\n", "value: 3.0\n", "counts as 3"),
    "an answer that is no number": ("answer: -3", "answer: 1e-3", "'answer: 1e-3' is no number"),
    "a tolerance too wide": ("tolerance: 0.01", "tolerance: 3", "the tolerance 3"),
    "a shape that is none": ("answer: [3, 2]", "answer: [3]", "'answer: [3]' is no shape"),
    "a wrong shape that is right": ("value: [2, 3]", "value: [3, 2]", "stands before"),
    "too few steps": ("    - text: Ask for which pairs the slope is not zero\n      why: It needs "
                      "the slope.\n    - text: Put the entries into a matrix\n      why: It needs "
                      "every entry.\n", "", "2 steps"),
    "no wrong line": ("      wrong: true\n", "", "0 wrong lines"),
    "two wrong lines": ("      why: Output i does not hear the other inputs.",
                        "      why: Output i.\n      wrong: true", "2 wrong lines"),
    "a wrong line without the right one": (
        "      correct: '$\\partial y_i/\\partial x_i = -w_i x_i^{-2}$'\n      correct-words: the "
        "slope is minus w i times x i to the minus two\n", "", "'correct' belongs to the wrong"),
    "a corrected line without words": ("      correct-words: the slope is minus w i times x i to "
                                       "the minus two\n", "", "without 'correct-words'"),
    "no YAML": ("title: One entry", "title: One: entry", "no YAML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_line_and_cure(fault, example, found_in):
    old, new, says = FAULTS[fault]
    assert example.count(old) >= 1, "the example no longer holds this"
    found = found_in(example.replace(old, new, 1))
    said = [one for one in found if says in one]
    assert said, found
    line = int(re.match(rf"{NAME}:(\d+): (?:Q0\d-\d+|no YAML).*\. Cure: .+", said[0])[1])
    near = example[: example.index(old)].count("\n") + 1 + old.rstrip("\n").count("\n")
    assert near - 12 <= line <= near + 2, (line, near)


def entry(example, name):
    """The text of one question of the example."""
    return re.search(rf"- id: {name}\n.*?(?=- id|\Z)", example, re.S)[0]


def test_a_chapter_with_too_few_questions_is_named(example, found_in):
    [found] = found_in(example.replace(entry(example, "Q06-8"), ""))
    assert found.startswith(f"{NAME}:1: ") and "only 7 questions" in found


def test_a_chapter_without_a_kind_is_named(example, found_in):
    other = entry(example, "Q06-7").replace("Q06-7", "Q06-5")
    [found] = found_in(example.replace(entry(example, "Q06-5"), other))
    assert found.startswith(f"{NAME}:1: ") and "no question of the kind order" in found


def test_a_chapter_that_seldom_comes_back_is_named(example, found_in):
    [found] = found_in(example.replace("  back: 05\n", "").replace("  back: 01\n", ""))
    assert found.startswith(f"{NAME}:1: ") and "only 1 of 8 questions come back" in found


def test_a_choice_that_is_a_text_is_named(example, found_in):
    found = found_in(example.replace("    - text: the minimum is reached\n", "    - a text\n"
                                     "    - text: the minimum is reached\n"))
    assert any("an entry of 'choices' without fields" in one for one in found)


def test_a_file_of_no_chapter_is_named(example, found_in):
    found = found_in(example.replace("Q06", "Q16"), "book/questions/16-nothing.yml")
    assert any("no chapter has this name" in one for one in found)


def test_a_missing_file_is_named_once_it_must_exist(checkout):
    assert faults.of_bank(checkout, written=()) == []
    found = faults.of_bank(checkout, written=[6])
    assert len(found) == 1 and "06-elementwise.yml:1: the chapter has no questions" in found[0]


def test_an_id_that_stands_in_two_files_is_named(write, example, checkout):
    write(example)
    write(example, "book/questions/07-scalar-expansion.yml")
    found = faults.of_bank(checkout, written=())
    assert any("Q06-1: the id stands already in book/questions/06-elementwise.yml" in one
               for one in found)


def test_a_slip_behind_which_there_is_no_thought_says_none(example, found_in):
    assert found_in(example.replace("misconception: M21", "misconception: none")) == []
    lacking = example.replace("      misconception: M21\n", "", 1)
    assert any("a choice is right, or has a misconception" in one for one in found_in(lacking))
