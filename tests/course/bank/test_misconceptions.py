"""The file of the misconceptions: read, and its faults named."""

import pytest

from course.bank import misconceptions

SOUND = """
- id: M1
  statement: a transpose repairs it
  refutation: It does not.
  chapter: 4
- id: M2
  statement: none teaches this
  refutation: Later.
  chapter: 0
"""


@pytest.fixture
def faults(tmp_path):
    def found(text):
        path = tmp_path / misconceptions.FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return misconceptions.faults(range(1, 16), tmp_path)
    return found


def test_a_sound_file_is_read(faults, tmp_path):
    assert faults(SOUND) == []
    assert misconceptions.statements(tmp_path) == {
        "M1": "a transpose repairs it", "M2": "none teaches this"}
    assert misconceptions.read(tmp_path)["M1"].chapter == 4


def test_a_book_without_the_file_names_none(tmp_path):
    assert misconceptions.read(tmp_path) == {} and misconceptions.faults([1], tmp_path) == []


@pytest.mark.parametrize(("old", "new", "says"), [
    ("M2", "M1", "M1: the id stands here already"),
    ("M2", "X2", "X2: an id of another form"),
    ("chapter: 4", "chapter: 40", "M1: there is no chapter 40"),
    ("chapter: 4", "chapter: four", "entry 1: not the fields"),
    ("  refutation: Later.\n", "", "entry 2: not the fields"),
    ("refutation: Later.", "refutation: Later.\n  more: x", "entry 2: not the fields"),
])
def test_a_fault_is_named(old, new, says, faults):
    assert old in SOUND
    [found] = faults(SOUND.replace(old, new, 1))
    assert says in found and ". Cure: " in found
