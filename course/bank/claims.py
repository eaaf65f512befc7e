"""What the questions claim, found true or false by computing it.

A claim is a Python expression with ``np``, ``sp``, ``anp`` (autograd), ``jacobian(f, x)`` and
``neuron``; every number and every shape says with ``compute`` what gives it.
"""

from functools import partial

import autograd.numpy as anp
import numpy as np
import sympy as sp

from matrixcalculus import neuron
from matrixcalculus.numdiff import jacobian


def names():
    """What a claim may use."""
    return {"np": np, "sp": sp, "anp": anp, "neuron": neuron, "jacobian": jacobian}


def false(question):
    """Every claim that does not hold, and every number or shape that is not what was computed."""
    checks = [(part, claim, _is_true, "the claim is not true")
              for part in [question, *question.parts] for claim in part.claims]
    checks += [(part, part.compute, partial(question.comes_to, wanted=wanted),
                f"not {question.written(wanted)}") for part, wanted in question.computed()]
    return [found for check in checks for found in _check(question, *check)]


def _check(question, part, expression, holds, what):
    try:
        value = eval(expression, names())  # each has names of its own
        fault = "" if holds(value) else f"{what}; it gives {value}"
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    if fault:
        yield (f"{question.place(part.line)}: {expression}: {fault}. Cure: correct the one or the "
               "other")


def _is_true(value):
    """One truth, or an array of them: a number or a text is no claim."""
    value = np.asarray(bool(value) if hasattr(value, "is_Boolean") else value)
    return value.dtype == bool and value.size > 0 and bool(value.all())
