"""What students get of the questions: sealed, whole, and as it is authored."""

import json
import re

import numpy as np
import pytest

from course import ROOT, sealing, specs
from matrixcalculus.derivation import Derived
from matrixcalculus.question import Question, named
from matrixcalculus.sealed import Sealed

NAMES = specs.names()


@pytest.mark.parametrize("name", NAMES)
def test_what_students_get_is_what_is_authored(name):
    path = sealing.DATA / f"{name}.json"
    assert path.exists(), f"{path.name} is missing; cure: make exercises"
    assert json.loads(path.read_text(encoding="utf-8")) == sealing.released(name), (
        f"{path.name} differs from what solutions/{name}/questions.yml says; cure: make exercises")


def test_nothing_else_is_given_out():
    assert sorted(path.stem for path in sealing.DATA.iterdir()) == NAMES
    assert not list((ROOT / "exercises").glob("*/*.yml"))


@pytest.mark.parametrize("name", NAMES)
def test_no_right_answer_is_given_out_in_plain(name):
    sealed = sealing.released(name)
    for question, one in specs.read(name).items():
        for part, given in zip(one["answers"], sealed[question], strict=True):
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
        kinds = [Question if "by" in part else Derived if "derivation" in part else Sealed
                 for part in one["answers"]]
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
