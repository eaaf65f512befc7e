"""Sets of exercises as they are authored: read whole, or refused with the line and the cure."""

import re

import pytest
import yaml

from course import specs

SLOPE = {"answer": "slope", "of": "x**2", "by": "x", "shapes": {"x": "scalar"}}
CODE = "slope = None\n### BEGIN SOLUTION\nslope = 2 * x\n### END SOLUTION"
FACTS = {"id": "square", "title": "A square", "points": 1, "minutes": 3, "ask": "Its slope?"}
GOOD = {**FACTS, "code": CODE, "answers": [SLOPE]}
WORDS = {**FACTS, "id": "words", "model": "So.", "criteria": ["one", "two", "three"]}


def authored(tmp_path, *questions, **more):
    described = {"title": "Tasks", "setup": "import sympy as sp", "questions": [*questions], **more}
    return load(tmp_path, yaml.safe_dump(described, sort_keys=False))


def load(tmp_path, text):
    path = tmp_path / "solutions" / "07-tasks" / specs.FILE
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return specs.load("07-tasks", tmp_path)


def test_a_set_is_read(tmp_path):
    found = authored(tmp_path, GOOD, WORDS, introduction="Hello.")
    assert (found.key, found.title, found.introduction) == ("07", "Tasks", "Hello.")
    assert (found.points, found.minutes, len(found.questions)) == (2, 6, 2)
    square, words = found.questions
    assert square.answers == [SLOPE] and square.code == CODE and square.hints == []
    assert words.model == "So." and words.answers == []
    assert specs.names(tmp_path) == ["07-tasks"]
    assert list(specs.read("07-tasks", tmp_path)) == ["square"]


def test_a_derivative_may_not_be_computed_unless_it_is_said(tmp_path):
    choice = {**GOOD, "answers": [{"answer": "slope", "among": ["b", "c"], "right": "b"}]}
    found = authored(tmp_path, GOOD, {**choice, "id": "choice"},
                     {**GOOD, "id": "measured", "allow": ["numdiff"]})
    assert [one.allow for one in found.questions] == [[], list(specs.TOOLS), ["numdiff"]]


STEP = {"do": "Lower the power.", "because": "The power rule."}


@pytest.mark.parametrize("change, place, says", [
    ({"hint": ["a"]}, "hint:", "unknown field 'hint'. Cure: write 'hints'"),
    ({"colour": "red"}, "colour:", "unknown field 'colour'. Cure: one of id, title"),
    ({"points": None}, "- id:", "no 'points'. Cure: add 'points: ...', a number from 1 on"),
    ({"points": 0}, "points:", "'points' is not a number from 1 on. Cure: write one"),
    ({"points": True}, "points:", "'points' is not a number"),
    ({"ask": ""}, "ask:", "'ask' is not a text. Cure: text goes below '|' or '>-', indented"),
    ({"hints": "a"}, "hints:", "'hints' is not a list. Cure: begin each of its lines with '- '"),
    ({"hints": [{"a": "b"}]}, "hints:", "an entry of 'hints' is no text. Cure: put it below"),
    ({"id": "A Square"}, "- id:", "an id of another form. Cure: small letters"),
    ({"back": ["2"]}, "back:", "'back' names no chapters. Cure: write numbers, as in back: [2"),
    ({"allow": ["magic"]}, "allow:", "allow knows numdiff, autograd, sympy, not magic. Cure: "),
    ({"steps": [{**STEP, "because": ""}]}, "- do:", "a step that has not both 'do' and 'becau"),
    ({"steps": [{"do": "So."}]}, "- do:", "a step that has not both 'do' and 'because'"),
    ({"steps": [{**STEP, "answer": "slope"}]}, "- do:", "with 'answer' and no 'equals'"),
    ({"steps": [{**STEP, "equals": "2 * "}]}, "- do:", "is no expression in NumPy"),
    ({"steps": [{**STEP, "equals": "numdiff.jacobian(np.sin, x)"}]}, "- do:", "measures"),
    ({"steps": [{**STEP, "equals": "x", "answer": "y"}]}, "- do:",
     "no answer y. Cure: one of slope"),
    ({"model": "So."}, "- id:", "neither or both of 'answers' and 'model'. Cure: give 'code'"),
    ({"answers": None}, "- id:", "neither or both of 'answers' and 'model'"),
    ({"code": None}, "- id:", "no 'code'. Cure: add the answer cell"),
    ({"code": "slope = 2 * x"}, "code:", "no solution is marked in 'code'. Cure: put ### BEGIN"),
    ({"code": CODE.replace("END", "BEGIN")}, "code:", "no solution is marked in 'code'"),
    ({"code": CODE.replace("2 * x", "2 *")}, "code:", "'code' is no Python: invalid syntax in its"),
    ({"code": CODE.replace("slope", "slop")}, "- answer:", "'code' gives no slope. Cure: one of"),
    ({"answers": [{**SLOPE, "of": "x**"}]}, "- answer:", "'x**' is no Python expression. Cure: m"),
    ({"answers": [{"answer": "slope", "off": "x"}]}, "- answer:", "no such fields: answer, off"),
    ({"answers": [{"answer": "slope", "among": ["a"], "of": "x"}]}, "- answer:", "no such fields"),
])
def test_a_fault_has_its_line_and_its_cure(change, place, says, tmp_path):
    given = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(specs.SpecError) as caught:
        authored(tmp_path, given)
    text = (tmp_path / "solutions" / "07-tasks" / specs.FILE).read_text().splitlines()
    line = next(number for number, one in enumerate(text, 1) if one.strip().startswith(place))
    said, begin = str(caught.value), f"solutions/07-tasks/questions.yml:{line}: {given['id']}: "
    assert said.startswith(begin) and says in said and "\n" not in said, said


@pytest.mark.parametrize("criteria", [["one", "two"], ["one", "two", "three", "four"], None])
def test_words_have_three_criteria(criteria, tmp_path):
    given = {**WORDS, "criteria": criteria} if criteria else {
        name: value for name, value in WORDS.items() if name != "criteria"}
    with pytest.raises(specs.SpecError, match="words: not exactly 3 criteria. Cure: give a list"):
        authored(tmp_path, given)


def test_an_id_stands_once(tmp_path):
    with pytest.raises(specs.SpecError, match="square: the id stands already in line 4"):
        authored(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize("text, says", [
    ("title: [", ":2: no YAML"),
    ("title: a: b", ":1: no YAML (mapping values are not allowed"),
    ("- title", ":1: no set of exercises. Cure: begin with title, setup, questions"),
    ("", ":1: no set of exercises"),
    ("title: a\nsetup: b", ":1: no 'questions'. Cure: add 'questions: ...', a list"),
    ("title: a\nsetup: b\nquestions: []", ":3: 'questions' is not a list"),
    ("title: a\nsetup: b\nquestions: [a]", ":3: a question without fields. Cure: begin each"),
    ("title: a\ntitle: b\nsetup: c\nquestions: [a]", ":2: 'title' stands here twice. Cure: keep"),
])
def test_a_file_that_is_no_set_is_refused(text, says, tmp_path):
    with pytest.raises(specs.SpecError, match=re.escape(f"questions.yml{says}")):
        load(tmp_path, text)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(specs.SpecError, match="there is no solutions/07/questions.yml. Cure: "):
        specs.load("07", tmp_path)
