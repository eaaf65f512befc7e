"""Variants that stand, and each way in which one does not; drawn by students, handed out, known."""

import json

import nbformat
import pytest

from course import exercises, hand_out, specs
from course.variants import OtherVariants, Register
from course.verified import Bench
from matrixcalculus import question
from tests.course.test_specs import load

SET = """\
title: Tasks
setup: |-
  import autograd.numpy as np
  from matrixcalculus import check
questions:

- id: cube
  title: A cube
  points: 1
  minutes: 3
  vary:
    a: [7, 2..9]
  ask: $y = {{a}}x^3$
  code: |-
    def slope(x):
        ### BEGIN SOLUTION
        return {{3 * a}} * x**2
        ### END SOLUTION
        return None
  answers:
  - answer: slope
    of: '{{a}} * x**3'
    by: x
    shapes: {x: scalar}
    mistakes:
      the factor is lost: 3 * x**2

- id: again
  title: Again
  points: 1
  minutes: 3
  vary: cube
  ask: At $2$, for the same function.
  code: |-
    at_two = None
    ### BEGIN SOLUTION
    at_two = slope(2.0)
    ### END SOLUTION
  answers:
  - answer: at_two
    of: 'numdiff.jacobian(lambda x: {{a}} * x**3, 2.0)[0, 0]'

- id: shapes
  title: Shapes
  points: 1
  minutes: 3
  vary:
    n: [3, 4, 5]
  ask: Of $4$ numbers, from ${{n}}$ numbers.
  keep:
    where: n != 4
  code: |-
    shape = None
    ### BEGIN SOLUTION
    shape = (4, {{n}})
    ### END SOLUTION
  answers:
  - answer: shape
    shape_of: np.ones((4, {{n}}))

- id: rule
  title: Which?
  points: 1
  minutes: 3
  vary:
    r: [sum, product]
  ask: The {{r}} rule.
  code: |-
    rule = None
    ### BEGIN SOLUTION
    rule = "{{r}}"
    ### END SOLUTION
  answers:
  - answer: rule
    among: [sum, product, power]
    right: '{{r}}'
"""


def looked_at(tmp_path, text):
    """What is wrong with the variants of a set, and how many wrong forms were rejected."""
    load(tmp_path, text)
    bench = Bench(specs.Source("07-tasks", tmp_path))
    return [line for question in bench.source.combinations
            for tasks in bench.variants(question) for line in bench.problems(tasks)], bench.rejected


def test_variants_that_stand(tmp_path):
    found, rejected = looked_at(tmp_path, SET)
    assert found == [] and rejected > 8 * 5


@pytest.mark.parametrize("old, new, says", [
    ("[7, 2..9]", "[7, 1]", "cube, with a = 1: the mistake 'the factor is lost' is right"),
    ("    mistakes:\n      the factor is lost: 3 * x**2\n", "    # none\n", None),
    ("{{3 * a}} * x**2", "{{3 * a}} * x**{{a - 5}}", "its solution is refused, slope: not yet"),
    ("return {{3 * a}} * x**2", "return {{3 * a}} * x**2 / {{a - 3}} * 4", "is refused"),
    ("at_two = slope(2.0)", "at_two = slope(2.0) / {{a - 2}} * 5", "ZeroDivisionError"),
    ("'{{a}} * x**3'", "'{{a}} * x**3 + 0 * x{{\" * x\" * (a == 9)}}'", "operations, where"),
    ("return {{3 * a}} * x**2", "return {{3 * a}} * x**2{{\"\\n\\n\\n\\n\" * (a == 9)}}",
     "lines longer"),
    ("lost: 3 * x**2", "lost: 3 * x[0]", "an expression fails: "),
    ("[7, 2..9]", "[7, 4000]", "the number 12000 is not clean. Cure: choose smaller"),
    ("[7, 2..9]", "[7, 2.12345]", "is not clean"),
    ("where: n != 4", "where: n > 1", "shapes, with n = 4: shapes are alike that differ"),
    ("[sum, product]", "[sum, chain]", "rule, with r = chain: its solution is refused"),
])
def test_a_variant_that_does_not_stand_is_named(old, new, says, tmp_path):
    assert SET.count(old) == 1
    text = SET.replace(old, new)
    if says is None:  # a slip that nobody foresaw is noticed as well
        text, says = text.replace("[7, 2..9]", "[7, 1]"), "a slip leads to the right answer: "
    found, _ = looked_at(tmp_path, text)
    assert any(says in line for line in found), found
    assert all(line.startswith("solutions/07-tasks/questions.yml: ") and ". Cure: " in line
               for line in found)


# A class ------------------------------------------------------------------------------------------

CLASS = [f"s{number:03}" for number in range(40)]


@pytest.fixture
def given(tmp_path):
    """The register of a class that was given the set."""
    load(tmp_path, SET)
    register = Register(tmp_path)
    register.data["secret"] = "the same in every run"
    hand_out.hand_out(["07-tasks"], CLASS, tmp_path / "release", register, say=lambda _: None)
    return register


def read(register, student):
    return nbformat.read(register.root / "release" / student / "07-tasks" / "07-tasks.ipynb", 4)


def test_a_class_gets_many_variants_and_each_student_the_same_again(given):
    texts = {student: [cell.source for cell in read(given, student).cells] for student in CLASS}
    assert len({json.dumps(one) for one in texts.values()}) > 15  # of 32
    source = specs.Source("07-tasks", given.root)
    for student in CLASS[:3]:
        mine = Register(given.root).set_of(source, student)
        stubs = [cell.source for cell in exercises.notebook(mine).cells if cell.id.endswith("text")]
        assert stubs == [one for one in texts[student] if one.startswith("## ")]
    assert given.path.stat().st_mode & 0o777 == 0o600


def test_another_secret_draws_other_variants(given, tmp_path):
    source = specs.Source("07-tasks", given.root)
    other = Register(tmp_path / "elsewhere")
    drawn = [[one.set_of(source, student).questions[0].ask for student in CLASS]
             for one in (given, other)]
    assert drawn[0] != drawn[1]


def test_a_notebook_checks_its_own_variant_and_shows_no_answer(given, monkeypatch):
    monkeypatch.setattr(question, "VARIANTS", {})
    source = specs.Source("07-tasks", given.root)
    for student in CLASS[:4]:
        mine, names = given.set_of(source, student), {}
        notebook = read(given, student)
        assert not any("SOLUTION" in cell.source for cell in notebook.cells)
        tags = [cell.metadata.course.variant for cell in notebook.cells
                if "course" in cell.metadata]
        assert tags == [task.tag for task in mine.questions] and len(set(tags)) == 3
        solved = {task.id: task.code for task in mine.questions}
        for cell in notebook.cells:
            if cell.cell_type == "code" and not cell.id.endswith("-install"):
                task = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                exec(solved.get(task, cell.source), names)  # a check that does not hold raises


def test_a_roster_and_its_faults(tmp_path, capsys):
    load(tmp_path, SET)
    path = tmp_path / "roster.csv"
    path.write_text("student,name\nana,Ana\nbob,Bob\n")
    hand_out.main(path, root=tmp_path)
    assert "2 notebooks in " in capsys.readouterr().out
    assert sorted(one.name for one in (tmp_path / "release").iterdir()) == ["ana", "bob"]
    for text, names, says in ((None, "", "cannot be read"), ("who\nana\n", "", "is no list"),
                              ("student\nana\n", "08", "There is no set 08. Cure: name some")):
        path.unlink(missing_ok=True)
        if text:
            path.write_text(text)
        with pytest.raises(SystemExit, match=says):
            hand_out.main(path, names, tmp_path)


def test_nothing_is_written_where_a_variant_does_not_stand(tmp_path):
    load(tmp_path, SET.replace("[7, 2..9]", "[7, 1]"))
    register = Register(tmp_path)
    with pytest.raises(hand_out.Unverified, match="with a = 1"):
        hand_out.hand_out(["07-tasks"], CLASS, tmp_path / "release", register, say=lambda _: None)
    assert not (tmp_path / "release").exists() and not register.path.exists()


def test_what_varies_may_not_change_once_variants_are_given_out(given):
    path = given.root / "solutions" / "07-tasks" / specs.FILE
    path.write_text(SET.replace("A cube", "The cube"))
    given.unchanged(specs.Source("07-tasks", given.root))
    path.write_text(SET.replace("[7, 2..9]", "[7, 2..8]"))
    with pytest.raises(OtherVariants, match="of cube has changed since variants were given out"):
        given.unchanged(specs.Source("07-tasks", given.root))
