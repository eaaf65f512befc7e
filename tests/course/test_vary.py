"""Questions with parameters: filled in, or refused with the line and the cure."""

import re

import pytest

from course import specs, vary
from tests.course.test_specs import FACTS, load

SET = """\
title: Tasks
setup: import sympy as sp
questions:

- id: power
  title: A power
  points: 1
  minutes: 3
  vary:
    a: [7, 2..4, 7]
    f:
    - {tex: '\\sin', code: np.sin}
    - {tex: '\\cos', code: np.cos}
  keep:
    where: a != 3
  ask: $y = {{a}}{{f.tex}} x^{{{a + 1}}}$
  code: |-
    def slope(x):
        ### BEGIN SOLUTION
        return {{a}} * x
        ### END SOLUTION
  answers:
  - answer: slope
    of: '{{a}} * {{f.code}}(x)'
    by: x
    shapes: {x: scalar}
    mistakes:
      'the factor {{a}} is lost': '{{f.code}}(x)'

- id: again
  title: Again
  points: 1
  minutes: 3
  vary: power
  ask: The same, {{plus(-a)}} and {{a / 2}}.
  model: So.
  criteria: [one, two, three]
"""


def test_the_book_has_the_first_values(tmp_path):
    power, again = load(tmp_path, SET).questions
    assert power.parameters == {"a": 7, "f": {"tex": "\\sin", "code": "np.sin"}}
    assert power.ask == "$y = 7\\sin x^{8}$" and "return 7 * x" in power.code
    assert power.answers[0]["of"] == "7 * np.sin(x)"
    assert power.answers[0]["mistakes"] == {"the factor 7 is lost": "np.sin(x)"}
    assert again.ask == "The same, - 7 and 3.5." and again.group == power.group == "power"


def test_every_combination_is_a_variant(tmp_path):
    load(tmp_path, SET)
    source = specs.Source("07-tasks", tmp_path)
    [every] = source.combinations.values()
    assert [one["a"] for one in every] == [7, 7, 2, 2, 4, 4]
    made = [source.set(lambda *_, number=number: (number, "tag")) for number in range(6)]
    assert len({one.questions[0].ask for one in made}) == 6
    assert made[5].questions[1].ask == "The same, - 4 and 2."
    assert all(task.tag == "tag" for one in made for task in one.questions)


def test_numbers_are_written_as_one_writes_them():
    assert vary.filled("{{0.1 * 3}} {{plus(2)}} {{power('x', 1)}} {{power('x', 3)}}", {"a": 1}) \
        == "0.3 + 2 x x**3"


@pytest.mark.parametrize("old, new, place, says", [
    ("  - {tex: '\\cos', code", "  - {text: '\\cos', code", "f:", "f have different forms"),
    ("[7, 2..4, 7]", "[7, 7]", "a:", "a has not two values or more. Cure: list"),
    ("[7, 2..4, 7]", "7", "a:", "a has not two values or more"),
    ("a != 3", "a != 7", "vary:", "'where' leaves out the first values"),
    ("a != 3", "b != 7", "vary:", "{{b != 7}} cannot be worked out (NameError"),
    ("where: a != 3", "were: a != 3", "were:", "'keep' knows no such were. Cure: write where"),
    ("{{f.tex}} x", "{{g}} x", "vary:", "{{g}} cannot be worked out (NameError: name 'g' is not"),
    ("    f:\n", "    c: [1, 2]\n    f:\n", "c:", "c stands nowhere. Cure: write {{c}}, or leave"),
    ("[7, 2..4, 7]", "[7, 1..20000]", "vary:", "more than 20000 combinations. Cure: shorten"),
    ("vary: power", "vary: powder", "vary: powder", "no question above varies by the name powder"),
    ("vary: power", "vary: again", "vary: again", "no question above varies by the name again"),
    ("  vary:\n    a", "  vary: []\n  varies:\n    a", "vary:", "'vary' is not parameters, or the"),
])
def test_a_fault_has_its_line_and_its_cure(old, new, place, says, tmp_path):
    assert old in SET
    text = SET.replace(old, new)
    with pytest.raises(specs.SpecError) as caught:
        load(tmp_path, text)
    said, lines = str(caught.value), text.splitlines()
    line = next(number for number, one in enumerate(lines, 1) if one.strip().startswith(place))
    assert f"questions.yml:{line}: " in said and says in said and ". Cure: " in said, said


def test_a_variant_that_is_no_question_is_named(tmp_path):
    load(tmp_path, SET.replace("return {{a}} * x", "return {{a}} * x{{')' if a == 4 else ''}}"))
    source = specs.Source("07-tasks", tmp_path)
    with pytest.raises(specs.SpecError, match=re.escape(
            "power, variant a = 4, f = \\sin: 'code' is no Python")):
        source.set(lambda *_: (4, ""))


def test_braces_of_latex_stay_where_nothing_varies(tmp_path):
    text = "title: T\nsetup: s\nquestions:\n- " + "\n  ".join(
        f"{name}: {value}" for name, value in (FACTS | {"ask": "x^{{2}}"}).items())
    found = load(tmp_path, text + "\n  model: So.\n  criteria: [a, b, c]")
    assert found.questions[0].ask == "x^{{2}}"
