"""From a file to questions, with the line of everything in them."""

import pytest

from course.bank import kinds, read


def test_every_field_knows_its_line(questions, example):
    lines = example.splitlines()
    for one in [*questions, *(part for question in questions for part in question.parts)]:
        for name, line in one.at.items():
            assert lines[line - 1].lstrip(" -").startswith(f"{name}:"), (one, name)


def test_a_question_has_what_its_file_says(by_kind):
    number = by_kind["numeric"]
    assert isinstance(number, kinds.Numeric) and number.wanted == -3 and number.number == 6
    assert number.tolerance == kinds.TOLERANCE
    assert [one.value for one in number.parts] == [3, 6]
    assert by_kind["wrong-line"].parts[1].correct_words.startswith("the slope is minus w i")


def test_none_is_no_misconception(questions):
    reached = questions[6].parts[2]
    assert reached.misconception == "" and "misconception" in reached.at


def test_a_kind_names_its_fields(by_kind):
    assert read.names(kinds.Line)["correct-words"] == "correct_words"
    assert read.names(kinds.Numeric)["answer"] == "wanted"
    assert read.needed(kinds.Step) == {"text", "why"}
    assert read.needed(kinds.Numeric) == {
        "id", "title", "ask", "rules", "answer", "compute", "why", "otherwise"}


@pytest.mark.parametrize(("text", "says"), [
    ("id: Q06-1\n", ":1: no list of questions"),
    ("- id: a: b\n", ":1: no YAML"),
    ("- just a text\n", ":1: no list of questions"),
])
def test_a_file_that_is_no_list_is_unreadable(text, says, write, checkout):
    with pytest.raises(read.Unreadable, match=says):
        read.read(write(text), checkout)


def test_the_labels_are_those_of_the_boxes(checkout):
    assert read.labels(checkout)["R-scalar-product"] == "Product"
    assert len(read.stems(checkout)) == 15
