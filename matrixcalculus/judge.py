"""Is a student's answer right? The truth is measured in a process that the notebook cannot touch.

A question is described by text, so that it can cross from one process to another::

    judge(answer, of="3 * w * x", by="w", w="n", x="n")

says: ``answer`` should be the Jacobian of ``3 * w * x`` by ``w``, for vectors of every length n.
The instructor's hidden tests run this file afresh, so that nothing that a notebook has rebound
(``np.allclose``, this package's functions, names of its own) has a say; see "For instructors".
"""

import inspect
import json
import re
import subprocess
import sys

SEED, HIDDEN_SEED = 7, 90_210
SIZES, HIDDEN_SIZES = ((2, 3, 4), (3, 5, 2)), ((4, 6, 3), (5, 3, 7), (1, 4, 2))
TOLERANCE = 1e-8  # relative, of the largest entry
KINK_GAP = 1e-12
OPTIONS = ("of", "by", "where", "kink", "flat")


def judge(answer, **question):
    """Compare a function with the truth at points and sizes that no notebook shows.

    Parameters
    ----------
    answer : callable or SymPy expression
        The student's function, of arguments of the question by name; or an expression.
    **question
        As in :func:`cases`.

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
from matrixcalculus.judge import HIDDEN_SEED, HIDDEN_SIZES, cases
found = cases(**json.loads(sys.argv[1]), seed=HIDDEN_SEED, sizes=HIDDEN_SIZES, count=9)
print(json.dumps([[{k: v.tolist() if hasattr(v, "tolist") else v for k, v in p.items()},
                   e.tolist()] for p, e in found]))
"""


def cases(of, by=None, where=None, kink=None, flat=False, seed=SEED, sizes=SIZES, count=6,
          **shapes):
    """Points of a question, each with the true answer.

    Parameters
    ----------
    of : str
        The function, as an expression of its arguments and ``np``: ``"np.sum(w * x)"``.
    by : str, optional
        The argument to differentiate by; without it the answer is the function's value.
    where : str, optional
        A condition on the arguments, entry by entry: ``"x != 0"``.
    kink : str, optional
        ``"z = 0"``: where the argument left of ``=`` has a kink. Points lie close to it, and two
        on it, where the truth is the slope from below, our convention.
    flat : bool
        A gradient of shape (n,), as an update uses it, instead of the row (1, n).
    **shapes : str
        Each argument's shape, as in :class:`matrixcalculus.Domain`.

    Returns
    -------
    list of (dict, array)
        Arguments, and the Jacobian (m, n), the flat gradient (n,), or the value.
    """
    import autograd.numpy as np

    from matrixcalculus import Domain

    def make(text):  # the question's own text, a function of the arguments that it names
        named = [name for name in shapes if re.search(rf"\b{name}\b", text)]
        return eval(f"lambda {', '.join(named)}: {text}", {"np": np})

    place, at = (part.strip() for part in kink.split("=")) if kink else (None, None)
    domain = Domain(where=make(where) if where else None,
                    kink={place: make(at)} if kink else None, **shapes)
    f = eval(f"lambda {', '.join(shapes)}: {of}", {"np": np})
    found = [(point, truth(f, by, point, flat)) for point in domain.points(count, seed, sizes)]
    for point in domain.kink_points(2, seed, sizes):
        below = {**point, place: point[place] - KINK_GAP}
        found.append((point, truth(f, by, below, flat)))
    return found


def truth(f, by, point, flat=False):
    """The Jacobian of ``f`` by one argument at a point, measured; or f's value there."""
    import numpy as np

    from matrixcalculus import numdiff

    if by is None:
        return np.asarray(f(**point), dtype=float)
    rest = {name: value for name, value in point.items() if name != by}
    measured = numdiff.jacobian(lambda moved: f(**{by: moved}, **rest), point[by])
    return measured[0] if flat else measured
