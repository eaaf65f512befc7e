"""A derivation that is handed in: its points, a part of them after a slip, and the slip by name."""

import json

import pytest

from course import ROOT, exercises, specs
from course.grading import grade, report, truth
from course.grading.truth import Answer, Case
from matrixcalculus.derivation import Derived

NAME = "14-loss-bias"
RIGHT = """z = X @ w + 3*b
a = relu(z)
dC = 2 / N * (a - y)' @ da
dC = 2 / N * (a - y)' @ ((z > 0) * dz)
dC = 2 / N * (a - y)' @ ((z > 0) * 3 * db)
J = 6 / N * (a - y)' @ (z > 0)"""
SLIP = RIGHT.replace("(a - y)", "(y - a)")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A course with one question: to derive the bias's slope line by line."""
    folder = tmp_path_factory.mktemp("course")
    text = (ROOT / "solutions" / NAME / specs.FILE).read_text(encoding="utf-8")
    head, rest = text[: text.index("- id: one")], text[text.index("- id: lines"):]
    (folder / "solutions" / NAME).mkdir(parents=True)
    (folder / "solutions" / NAME / specs.FILE).write_text(
        head + rest[: rest.index("- id: own-words")], encoding="utf-8")
    notebook = exercises.notebook(specs.load(NAME, folder))
    next(one for one in notebook.cells if one.id == "14-lines").source = stub("")
    (folder / "exercises" / NAME).mkdir(parents=True)
    (folder / "exercises" / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    return folder


def stub(lines):
    return f'derivation = """\n{lines}\n"""'


def graded(root, source):
    nb = json.loads((root / "exercises" / NAME / f"{NAME}.ipynb").read_text())
    next(one for one in nb["cells"] if one["id"] == "14-lines")["source"] = source
    course = grade.read(NAME, "a secret", root)
    given = grade.door.Submission("one", json.dumps(nb).encode())
    return grade.grade(course, given)["questions"][0]


@pytest.mark.parametrize("source, points, says", [
    (stub(RIGHT), 3, ""), (stub(SLIP), 2, "a sign is wrong"), (stub(""), 0, "fill it in"),
    (stub("J = 6 / N * sum(y)"), 0, "Not equal"), ("derivation = 3", 0, "a text was meant"),
    ("derivation = 'x' * 10**7", 0, "more than"),
])
def test_points_and_what_is_said(source, points, says, root, isolated):
    found = graded(root, source)
    assert found["points"] == points and says in found["said"] and found["of"] == 3


def test_the_courses_own_derivation_gets_full_points(root, isolated):
    assert grade.rehearse(grade.read(NAME, "a secret", root)) == 3


def test_feedback_names_the_slip_where_some_points_were_earned():
    one = {"student": "one", "state": "graded", "of": 3, "by_hand": [], "notes": [], "questions": [
        {"question": "lines", "points": 2, "of": 3, "said": "line 3: a sign is wrong (M26)"}]}
    course = grade.Set(NAME, [], [], {}, {}, None, {"lines": 3})
    said = report._feedback(course, one, report.Beside({}, {}, report.edition.Late()))
    assert "lines: 2 of 3. line 3: a sign is wrong" in said


def test_a_derivation_that_breaks_the_judge_is_no_point_and_no_end(monkeypatch):
    case = Case({}, Derived("x @ x", "x", {"x": "n"}))
    monkeypatch.setattr(Derived, "judged", lambda *_: 1 / 0)
    assert truth.judged(case, "J = 2 * x'") == ("it cannot be judged (ZeroDivisionError)", 0.0)
    assert "judged" in truth.wrong(Answer("d", "derivation", [case]), case, "J = 2 * x'")
