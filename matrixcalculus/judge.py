"""Is a student's answer right? The truth is measured in a process that the notebook cannot touch.

The instructor's hidden tests run this file afresh, so that nothing that a notebook has rebound
(``np.allclose``, this package's functions, names of its own) has a say; see "For instructors".
"""

import inspect
import json
import subprocess
import sys

TOLERANCE = 1e-8  # relative, of the largest entry


def judge(answer, **question):
    """Compare a function with the truth at points and sizes that no notebook shows.

    Parameters
    ----------
    answer : callable or SymPy expression
        The student's function, of arguments of the question by name; or an expression.
    **question
        As in :class:`matrixcalculus.question.Question`.

    Raises
    ------
    AssertionError
        In one line, without the right answer.
    """
    asked = subprocess.run(
        [sys.executable, "-I", "-c", _ASK, json.dumps(question)],
        capture_output=True, text=True, timeout=60,
    )
    if asked.returncode:
        raise RuntimeError(f"this question is badly put: {asked.stderr.strip().splitlines()[-1]}")
    import numpy  # here: the file itself must run anywhere

    for point, expected in json.loads(asked.stdout):
        arguments = {name: numpy.array(value, dtype=float)[()] for name, value in point.items()}
        try:
            got = numpy.array(_ask(answer, arguments), dtype=float)
        except Exception as error:
            raise AssertionError(f"the answer fails on a hidden case: {error}") from None
        _compare(got.tolist(), expected)


def _ask(answer, arguments):
    if hasattr(answer, "free_symbols"):  # a SymPy expression in symbols named like the arguments
        return float(answer.subs({one: arguments[one.name] for one in answer.free_symbols}))
    return answer(**{name: arguments[name] for name in inspect.signature(answer).parameters})


def _compare(got, expected):
    """Plain Python on lists: nothing that a notebook may have replaced in NumPy."""
    if not isinstance(got, list):  # a number counts as 1 x 1
        got = [[got]] if _shape(expected) == (1, 1) else [got]
    expected = expected if isinstance(expected, list) else [expected]
    got_flat, expected_flat = [*_flat(got)], [*_flat(expected)]
    if _shape(got) != _shape(expected):
        raise AssertionError(f"on a hidden case: shape {_shape(got)}, not {_shape(expected)}")
    size = max([abs(one) for one in expected_flat] + [1e-3])
    for one, other in zip(got_flat, expected_flat, strict=True):
        if not abs(one - other) <= TOLERANCE * size:
            raise AssertionError("wrong on a hidden case, though perhaps right on those shown")


def _flat(value):
    for one in value:
        yield from _flat(one) if isinstance(one, list) else [one]


def _shape(value):
    return (len(value), *_shape(value[0])) if isinstance(value, list) and value else ()


_ASK = """
import json, sys
from matrixcalculus.question import Question
question = Question(**json.loads(sys.argv[1]))
points = question.points(seed=90_210, sizes=((4, 6, 3), (5, 3, 7), (1, 4, 2)), count=9)
print(json.dumps([[{k: v.tolist() if hasattr(v, "tolist") else v for k, v in p.items()},
                   question.truth(p).tolist()] for p in points]))
"""
