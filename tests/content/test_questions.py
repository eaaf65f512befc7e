"""The question bank of this book: sound, true, and written whole for other systems."""

import re
from collections import Counter

import pytest

from course import PARTS, ROOT, notebooks
from course.bank import claims, export, faults, misconceptions, portable, read
from tests.helpers import read_back


def assert_none(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture(scope="module")
def bank():
    return read.load_all()


def test_the_bank_has_no_fault():
    assert_none(faults.of_bank())


@pytest.mark.parametrize("path", read.paths(), ids=lambda path: path.stem)
def test_every_claim_holds(path):
    if not faults.of_file(path):  # otherwise the test above has said so
        assert_none([one for question in read.load(path) for one in claims.false(question)])


def test_no_misconception_is_named_before_it_is_taught(bank):
    known = misconceptions.read()
    tags = [(one.number, known[name].chapter, one.place(line))
            for one in bank for name, line in one.thoughts()]
    assert len(tags) > 200
    assert_none([f"{place}: taught in chapter {taught}" for chapter, taught, place in tags
                 if not 1 <= taught <= chapter])


def crowded(places):
    """Places that hold the right choice too often, or too seldom, to be no hint: by number."""
    total = sum(places.values())
    return {place: many for place, many in places.items() if not 0.18 < many / total < 0.32}


def test_no_place_is_a_hint(bank):
    """Whoever always clicks the second choice is right in a quarter of the cases, as by chance."""
    asked = [one for one in bank if one.kind == "choose"]
    assert {len(one.parts) for one in asked} == {4}
    places = Counter([part.right for part in one.parts].index(True) for one in asked)
    assert crowded(places) == {}


def test_a_crowded_place_is_found():
    assert crowded({0: 6, 1: 21, 2: 18, 3: 17}) == {0: 6, 1: 21}


def test_every_box_has_its_misconception_and_the_first_one_its_chapter():
    """A box of a chapter, and the chapter in misconceptions.yml, are typed by two hands."""
    known, first = misconceptions.read(), {}
    for part in PARTS:
        for path in sorted((ROOT / part.folder).glob("[0-9]*.ipynb")):
            for box in notebooks.read_notebook(path, ROOT).boxes:
                for name in re.findall(r"^You may think:? .*\((M\d+)\)$", box.title):
                    first.setdefault(name, int(path.name[:2]))
    assert len(first) >= 15
    assert {name: known[name].chapter for name in first} == first


@pytest.mark.parametrize("pattern", ["book/*/*.ipynb", "solutions/*/questions.yml"])
def test_every_misconception_that_is_named_anywhere_is_known(pattern):
    known, named = misconceptions.read(), []
    for path in sorted(ROOT.glob(pattern)):
        found = re.findall(r"\((?:[^()]*, )?(M\d+)\)", path.read_text(encoding="utf-8"))
        named += [(path.relative_to(ROOT), name) for name in found]
    assert named
    assert_none([f"{path}: unknown misconception {name}" for path, name in named
                 if name not in known])


def test_the_misconceptions_stand_in_the_order_of_their_numbers():
    """With a gap only where a chapter of Part II, which has a number for it, is still to come."""
    numbers = [int(name[1:]) for name in misconceptions.read()]
    assert numbers == sorted(set(numbers)) and numbers[:29] == list(range(1, 30))


def test_two_diagnoses_that_were_off():
    """Mixing, clipping, comparing in the wrong order factors no mask out of a sum."""
    bank = {one.id: one for one in read.load_all()}
    assert bank["Q01-8"].thoughts() == []
    assert "M28" not in [name for name, _ in bank["Q01-1"].thoughts()]


def test_what_is_written_for_other_systems_is_read_back_whole(bank, tmp_path):
    items = portable.collection(bank, misconceptions.statements())
    for path in export.export(items, tmp_path):
        some = [one for one in items if path.suffix != ".zip" or one.chapter in path.name]
        assert_none(read_back.differences(some, path, read_back.system_of(path)))
