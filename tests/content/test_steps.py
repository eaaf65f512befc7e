"""Hints and worked solutions: three hints a question, whose code runs; steps that are right.

What a step equals is compared with what is right, in the book's variant and in the last.
"""

import ast
import builtins
import re
from dataclasses import replace

import numpy as np
import pytest

from course import specs, steps
from course.verified import Bench

HINTS = 3
FEWEST, MOST = 2, 6  # steps


def variants(name):
    """Two variants of a set: the book's, and the last of each question."""
    source = specs.Source(name)
    return source.set(), source.set(lambda question, count: (count - 1, ""))


@pytest.mark.parametrize("name", specs.names())
def test_steps_equal_what_is_right(name):
    for one in variants(name):
        assert [line for task in one.questions for line in steps.wrong(task)] == []


@pytest.mark.parametrize("name", specs.names())
def test_a_step_that_is_a_hundredth_off_is_found(name):
    for task in specs.load(name).questions:
        for step, part in steps.claims(task):
            if "of" in part:
                off = {**step, "equals": f"({step['equals']}) + 0.01"}
                assert len(list(steps.wrong(replace(task, steps=[off])))) == 1, task.id


def missing(task):
    """What a question lacks."""
    if len(task.hints) != HINTS:
        yield f"{task.id}: {len(task.hints)} hints, not {HINTS}"
    if task.answers and not FEWEST <= len(task.steps) <= MOST:
        yield f"{task.id}: {len(task.steps)} steps, not {FEWEST} to {MOST}"
    said = {part["answer"] for _, part in steps.claims(task)}
    for part in task.answers:
        if "by" in part and part["answer"] not in said:
            yield f"{task.id}: no step equals {part['answer']}"


@pytest.mark.parametrize("name", specs.names())
def test_every_question_has_hints_and_a_worked_solution(name):
    assert [line for task in specs.load(name).questions for line in missing(task)] == []


def test_what_is_missing_is_named():
    part = {"answer": "slope", "of": "x**2", "by": "x", "shapes": {"x": "scalar"}}
    step = {"do": "So.", "because": "So it is."}
    task = specs.Task("one", "One", 1, 1, "?", hints=["a"], answers=[part], steps=[step])
    assert len(list(missing(task))) == 3


# The code of hints --------------------------------------------------------------------------------


def codes(task):
    """The code in the hints of a question."""
    return [one for hint in task.hints for one in re.findall(r"`([^`]+)`", hint)]


def unusable(task, names):
    """Code in hints that stops when it is typed: at the top of a cell, or in the function."""
    stored = [one.id for one in ast.walk(ast.parse(task.code))
              if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    names = {**dict.fromkeys(stored, 1.0), **names}
    inside = [dict(names)]
    for part in task.answers:
        if part.get("shapes"):
            inside.append({**names, **specs.asked(part).points(count=1)[0]})
    for code in codes(task):
        if not any([_runs(code, one) for one in inside]):
            yield f"{task.id}: a hint says {code}, which does not run"


def _runs(code, names):
    """Does it run? Of code with a gap, '...', only the names are looked at."""
    try:
        if "..." in code:
            used = {one.id for one in ast.walk(ast.parse(code))
                    if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
            return used <= {*names, *dir(builtins)}
        exec(code, names)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", specs.names())
def test_the_code_of_hints_runs(name):
    names = Bench(specs.Source(name)).names
    for one in variants(name):
        assert [line for task in one.questions for line in unusable(task, names)] == []


@pytest.mark.parametrize("hint, runs", [
    ("`np.ones((len(x), 1))`", True), ("`np.ones((n, 1))`", False), ("`np.eye(...) * x`", True),
    ("`np.eye(...) * y`", False), ("`return x[:, None]`", False), ("`v = 2 * x` and `v[0]`", True),
])
def test_code_that_does_not_run_is_found(hint, runs):
    part = {"answer": "J", "of": "2 * x", "by": "x", "shapes": {"x": "n"}}
    task = specs.Task("one", "One", 1, 1, "?", hints=[hint], answers=[part])
    assert (list(unusable(task, {"np": np})) == []) == runs


def given_away(task):
    """Code in hints that is a whole answer."""
    for code in (one for one in codes(task) if "..." not in one):
        for part in task.answers:
            claim = {"do": "So.", "because": "So.", "equals": code, "answer": part["answer"]}
            if not list(steps.wrong(replace(task, steps=[claim]))):
                yield f"{task.id}: a hint says {code}, which is {part['answer']}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # code meant for other arguments
@pytest.mark.parametrize("name", specs.names())
def test_no_hint_is_the_answer(name):
    for one in variants(name):
        assert [line for task in one.questions for line in given_away(task)] == []


@pytest.mark.parametrize("hint, whole", [
    ("`np.diag(2 + 0 * x)`", True), ("`2 + 0 * x`", False), ("`np.diag(...)`", False),
])
def test_a_hint_that_is_the_answer_is_found(hint, whole):
    part = {"answer": "J", "of": "2 * x", "by": "x", "shapes": {"x": "n"}}
    task = specs.Task("one", "One", 1, 1, "?", hints=[hint], answers=[part])
    assert bool(list(given_away(task))) == whole
