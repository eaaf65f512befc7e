"""Exercises as pools for learning platforms: right, without the book's own, and read back."""

import re
import zipfile
from xml.etree import ElementTree

import pytest
import sympy as sp

from course import ROOT, exercises, specs
from course.bank import export, pools

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


@pytest.fixture(scope="module")
def drawn():
    return [*pools.pools()]


def test_there_are_pools_of_each_kind(drawn):
    assert len(drawn) > 30 and len({one.set for one in drawn}) > 8
    kinds = [{item.kind for item in one.items} for one in drawn]
    assert all(len(one) == 1 for one in kinds) and {"number"} in kinds and {"one"} in kinds
    ids = [item.id for one in drawn for item in one.items]
    assert len(set(ids)) == len(ids)


def test_the_books_own_variant_is_left_out(drawn):
    own = {name: [exercises.asked(task) for task in specs.load(name, ROOT).questions]
           for name in {one.set for one in drawn}}
    for one in drawn:
        assert len({item.stem for item in one.items}) == len(one.items) > 1
        assert not any(item.stem.startswith(asked) for item in one.items for asked in own[one.set])


def test_a_number_is_what_the_solution_gives(drawn):
    """From the question's other source: its code, at the place that the text names."""
    source, checked = specs.Source("02-scalar-rules"), 0
    for one in (one for one in drawn if one.set == source.name):
        for item in one.items:
            which = int(item.id.rpartition("-")[2])
            variant = source.set(lambda _, count, which=which: (min(which, count - 1), ""))
            task = next(task for task in variant.questions if item.id.startswith(f"02-{task.id}-"))
            names = {}
            exec(f"{specs.load(source.name).setup}\n{task.code}", names)
            found = names[task.answers[0]["answer"]]
            place = re.search(r"at \$x = (\S+)\$", item.stem)
            if callable(found):
                found = found(float(place[1]))
            elif place:
                found = found.subs(sp.Symbol("x", real=True), float(place[1]))
            assert float(found) == pytest.approx(item.number, abs=1e-4), item.id
            assert all(abs(number - item.number) > 2 * item.margin for number, _ in item.slips)
            checked += 1
    assert checked > 40


def test_a_shape_has_one_right_choice(drawn):
    for item in (item for one in drawn for item in one.items if item.kind == "one"):
        assert sum(option.right for option in item.options) == 1 and len(item.options) == 4
        assert len({option.text for option in item.options}) == 4


def test_what_is_written_is_read_back(drawn, tmp_path):
    some = [one for one in drawn if one.set in ("02-scalar-rules", "04-matrix-calculus")]
    written = {path.name: path for path in export.export_pools(some, tmp_path)}
    assert sorted(written) == ["exercises-canvas-02-scalar-rules.zip",
                               "exercises-canvas-04-matrix-calculus.zip", "exercises-moodle.xml"]
    questions = ElementTree.parse(written["exercises-moodle.xml"]).getroot().findall("question")
    assert [one.findtext("idnumber") for one in questions if one.get("type") != "category"] == [
        item.id for one in some for item in one.items]
    assert sum(one.get("type") == "category" for one in questions) == len(some)
    with zipfile.ZipFile(written["exercises-canvas-02-scalar-rules.zip"]) as archive:
        name = next(one for one in archive.namelist() if re.search(r"/text2qti\w+\.xml$", one))
        groups = [one for one in ElementTree.fromstring(archive.read(name)).iter(f"{QTI}section")
                  if one.find(f"{QTI}selection_ordering") is not None]
        assert "CC BY 4.0" in archive.read("imsmanifest.xml").decode()
    mine = [one for one in some if one.set == "02-scalar-rules"]
    assert [len(group.findall(f"{QTI}item")) for group in groups] == [
        len(one.items) for one in mine]
    assert {one.text for group in groups for one in group.iter(f"{QTI}selection_number")} == {"1"}
