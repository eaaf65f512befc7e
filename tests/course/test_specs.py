"""Questions of the exercises: well described, and sealed in what students get."""

import json
import re

import numpy as np
import pytest
import yaml

from course import ROOT, release, specs
from matrixcalculus.question import Question, named
from matrixcalculus.sealed import Sealed

NAMES = release.assignments()


@pytest.mark.parametrize("name", NAMES)
def test_what_students_get_is_what_is_authored(name):
    path = specs.DATA / f"{name}.json"
    assert path.exists(), f"{path.name} is missing; cure: make exercises"
    assert json.loads(path.read_text(encoding="utf-8")) == specs.released(name), (
        f"{path.name} differs from what solutions/{name}/questions.yml says; cure: make exercises")


def test_nothing_else_is_given_out():
    assert sorted(path.stem for path in specs.DATA.iterdir()) == NAMES
    assert not list((ROOT / "exercises").glob("*/*.yml"))


@pytest.mark.parametrize("name", NAMES)
def test_no_right_answer_is_given_out_in_plain(name):
    for question, one in specs.read(name).items():
        for part, given in zip(one["answers"], specs.released(name)[question], strict=True):
            if "by" in part:
                continue
            assert not {"of", "right", "shape_of"} & set(given), question
            text = json.dumps({key: value for key, value in given.items()
                               if key not in ("among", "points", "answer")})
            for right in (part.get("right"), part.get("of"), part.get("shape_of")):
                assert len(right or "") < 3 or right not in text, question


@pytest.mark.parametrize("name", NAMES)
def test_every_part_is_found_by_its_name(name):
    key = name.split("-")[0] if name[0].isdigit() else name
    for question, one in specs.read(name).items():
        found = named(f"{key}/{question}")
        assert [answer for answer, *_ in found] == [part["answer"] for part in one["answers"]]
        kinds = [Question if "by" in part else Sealed for part in one["answers"]]
        assert [type(asked) for _, asked, _ in found] == kinds
        assert [answer for answer, *_ in named(f"{name}/{question}")] == [
            answer for answer, *_ in found]


@pytest.mark.parametrize("name", ["06/nonsense", "99/tripled", "tripled", "", "../06/tripled"])
def test_a_name_that_is_none_is_said(name):
    with pytest.raises(LookupError, match=f"there is no question '{re.escape(name)}'"):
        named(name)


def test_every_foreseen_mistake_is_a_mistake():
    """A form that is right at every point would call right answers wrong."""
    for name in NAMES:
        for question, one in specs.read(name).items():
            for part in one["answers"]:
                asked = specs.asked(part) if "of" in part else None
                for what, text in part.get("mistakes", {}).items():
                    form = asked.function(text)
                    pairs = [(np.asarray(asked.value(form, point), dtype=float),
                              asked.truth(point)) for point in asked.points()]
                    assert all(a.size == b.size for a, b in pairs), f"{name}/{question}: {what}"
                    assert not all(np.allclose(a.reshape(b.shape), b) for a, b in pairs), (
                        f"{name}/{question}: {what}")


# Faults of an author ------------------------------------------------------------------------------

GOOD = {"q": {"answers": [{"answer": "slope", "of": "x**2", "by": "x", "shapes": {"x": "scalar"}}]}}


def authored(tmp_path, questions):
    folder = tmp_path / "solutions" / "07"
    folder.mkdir(parents=True)
    text = questions if isinstance(questions, str) else yaml.safe_dump(questions)
    (folder / "questions.yml").write_text(text)
    return specs.read("07", tmp_path)


def test_a_derivative_may_not_be_computed_unless_it_is_said(tmp_path):
    assert authored(tmp_path, GOOD)["q"]["allow"] == []
    words = {"q": {"answers": [{"answer": "a", "among": ["b", "c"], "right": "b"}]},
             "r": {**GOOD["q"], "allow": ["numdiff"]}}
    found = authored(tmp_path / "more", words)
    assert found["q"]["allow"] == list(specs.TOOLS) and found["r"]["allow"] == ["numdiff"]


@pytest.mark.parametrize("questions, says", [
    ({"q": {**GOOD["q"], "hints": []}}, "q: unknown field hints"),
    ({"q": {**GOOD["q"], "allow": ["magic"]}}, "allow knows numdiff, autograd, sympy, not magic"),
    ({"q": {"answers": [{"answer": "a", "off": "x"}]}}, "no such fields: answer, off"),
    ("q: [", "while parsing"),
])
def test_a_fault_is_one_sentence(questions, says, tmp_path):
    with pytest.raises(specs.SpecError, match=says) as caught:
        authored(tmp_path, questions)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(specs.SpecError, match="there is no solutions/07/questions.yml; cure: "):
        specs.read("07", tmp_path)
