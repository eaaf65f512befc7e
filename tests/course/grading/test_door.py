"""Whatever is handed in becomes cells, or one line; wherever it lies, it is found."""

import json
import os

import pytest

from course.grading import door
from tests import hostile
from tests.hostile import handed_in


@pytest.fixture
def found(short, submitted):
    def look():
        return {one.student: one for one in door.submissions(submitted, hostile.NAME)}
    return look


@pytest.mark.parametrize("name", handed_in.FILES)
def test_every_file_becomes_cells_or_a_line(name, short, submitted, found):
    nb = hostile.answered(short)
    hostile.hand_in(submitted, "right", nb)
    handed_in.FILES[name](submitted, "odd", nb)
    one = found()["odd"]
    try:
        cells, _ = door.cells(one.content) if not one.refused else ([], [])
    except door.Refused as why:
        one.refused = str(why)
    assert one.refused or all(isinstance(cell.source, str) for cell in cells)
    assert "\n" not in one.refused
    if "link" in name or name == "a_device":
        assert one.refused == "a link was handed in: not followed"


def test_marks_and_utf_16_are_read(short):
    text = json.dumps(hostile.answered(short))
    plain = door.cells(text.encode())[0]
    assert door.cells(b"\xef\xbb\xbf" + text.encode()) == (plain, [])
    assert door.cells(text.encode("utf-16")) == (plain, ["it was in UTF-16"])


@pytest.mark.parametrize("place, student, note", [
    ("bob.ipynb", "bob", "handed in flat, as bob.ipynb"),
    ("bob-06-elementwise (1).ipynb", "bob", "handed in flat"),
    ("bob/06-elementwise.ipynb", "bob", "found as 06-elementwise.ipynb"),
    ("bob/06-elementwise/06-elementwise (2).ipynb", "bob", "found as 06-elementwise/06-ele"),
    ("bob/06-elementwise/06-elementwise-1.ipynb", "bob", "found as"),
    ("bob/06-elementwise/my homework.ipynb", "bob", "found as 06-elementwise/my homework.ipynb"),
])
def test_what_was_renamed_or_lies_flat_is_found(place, student, note, short, submitted, found):
    path = submitted / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(hostile.answered(short)))
    one = found()[student]
    assert one.content and not one.refused and note in one.notes[0]


def test_the_right_place_comes_first(short, submitted, found):
    nb = hostile.answered(short)
    hostile.hand_in(submitted, "bob", nb)
    (submitted / "bob" / hostile.NAME / f"{hostile.NAME} (1).ipynb").write_text("{}")
    (submitted / "bob.ipynb").write_text("{}")
    one = found()["bob"]
    assert door.cells(one.content)
    assert one.notes == ["bob.ipynb was handed in too, and not looked at"]


def test_no_file_stays_open(short, submitted, found):
    hostile.hand_in(submitted, "right", hostile.answered(short))
    for name in ("a_link_to_another", "a_linked_set", "a_pipe", "a_folder", "unreadable"):
        handed_in.FILES[name](submitted, name, {})
    before = len(os.listdir("/proc/self/fd"))
    found()
    assert len(os.listdir("/proc/self/fd")) == before
