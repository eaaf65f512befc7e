"""What is written for other systems is what stands in the bank: each file is read back."""

import copy

import pytest

from course.bank import export, portable
from tests.helpers import read_back


def test_every_file_is_written_and_read_back(items, tmp_path):
    done = list(export.export(items, tmp_path / "out"))
    assert [path.name for path in done] == [
        "canvas-06-elementwise.zip", "moodle.xml", "matrix-calculus.apkg"]
    for path in done:
        assert read_back.differences(items, path, read_back.system_of(path)) == []


def test_questions_in_the_same_words_are_read_back(questions, tmp_path):
    questions[6].ask = questions[1].ask
    items = portable.collection(questions, {})
    for path in export.export(items, tmp_path / "out"):
        assert read_back.differences(items, path, read_back.system_of(path)) == []


def test_an_old_file_goes(items, tmp_path):
    (tmp_path / "canvas-99-gone.zip").write_text("")
    list(export.export(items, tmp_path))
    assert not (tmp_path / "canvas-99-gone.zip").exists()


def turn(item):
    """Another option is right, or another number."""
    right = [one.right for one in item.options]
    for one, other in zip(item.options, right[1:] + right[:1], strict=True):
        one.right = other
    item.number = 4.0


SPOILED = {
    "a text": lambda item: setattr(item, "stem", item.stem + " Or not?"),
    "a right answer": turn,
    "a reason": lambda item: setattr((item.options or [item])[0], "why", "because"),
    "a title": lambda item: setattr(item, "title", "Another"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
@pytest.mark.parametrize("system", read_back.SYSTEMS)
@pytest.mark.parametrize("number", range(8))
def test_a_file_that_says_something_else_is_noticed(spoiled, system, number, items, tmp_path):
    """Write a file with one question spoiled, and compare it with the sound one."""
    wrong = copy.deepcopy(items)
    SPOILED[spoiled](wrong[number])
    write, _ = read_back.SYSTEMS[system]
    write(wrong, tmp_path / "file")
    found = read_back.differences(items, tmp_path / "file", system)
    assert found and all(f"{system}: {items[number].id}: " in one for one in found), found


def test_a_file_that_lacks_a_question_is_noticed(items, tmp_path):
    write, _ = read_back.SYSTEMS["moodle"]
    write(items[1:], tmp_path / "moodle.xml")
    assert "7 questions" in read_back.differences(items, tmp_path / "moodle.xml", "moodle")[0]
