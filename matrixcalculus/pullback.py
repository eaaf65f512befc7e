"""A rule stated as what it pulls back: from a slope by the output to the slope by the argument.

Where a number L depends on an output Z, and Z on an argument W, the pullback takes the slopes of L
by the entries of Z, the cotangent G of Z's shape, to those by the entries of W, of W's shape. It is
what a program computes, which never forms a Jacobian; but it has one: a unit cotangent, 1 at one
entry of the output and 0 elsewhere, is pulled back to one row of it.

Source: Griewank & Walther, "Evaluating Derivatives" (2008), where it is the reverse mode.
"""

from functools import lru_cache

import numpy as np

from .sampling import fixed

LINEAR = 1e-12  # relative: how closely the pullback of a sum is the sum of the pullbacks


def units(shape):
    """The unit cotangents of an output, row by row: 1 at one entry and 0 elsewhere."""
    for place in np.ndindex(*shape):
        unit = np.zeros(shape)
        unit[place] = 1
        yield unit[()]


def jacobian(pull, outputs, inputs):
    """The Jacobian that a pullback stands for, from every unit cotangent and a random one.

    Parameters
    ----------
    pull : callable
        Takes a cotangent of shape ``outputs``, returns an array of shape ``inputs``.
    outputs, inputs : tuple of int
        The shapes of the output and of the argument; () for a number.

    Returns
    -------
    array of shape (m, n)
        Of m outputs and n inputs, both read row by row. NaN where the pullback is not linear, and
        empty, of shape (0, 0), where it returns another shape than the argument's.
    """
    rows = [np.asarray(pull(unit)) for unit in units(outputs)]
    if any(row.shape != inputs for row in rows):
        return np.empty((0, 0))
    found = np.stack(rows).reshape(len(rows), -1)
    return found if _is_linear(pull, outputs, found) else np.full(found.shape, np.nan)


def fault(pull, outputs, inputs, name):
    """What is wrong with a pullback that stands for no Jacobian, in a sentence; "" if it does."""
    rows = [np.asarray(pull(unit)) for unit in units(outputs)]
    for row in rows:
        if row.shape != inputs:
            return _another_shape(row.shape, inputs, name)
    if not _is_linear(pull, outputs, np.stack(rows).reshape(len(rows), -1)):
        return ("the pullback is right at unit cotangents at most: it is not linear in its "
                "cotangent, as every pullback is")
    return ""


def _another_shape(got, want, name):
    why = f"the pullback returned shape {got}, but {name} has shape {want}"
    if got == want[::-1]:
        return f"{why}: the outer product turned round, or a factor transposed"
    if np.prod(got, initial=1) == np.prod(want, initial=1):
        return f"{why}: its entries belong in the shape of {name}, not in a row or a column"
    return f"{why}: a sum over an axis is lost, or over one too many"


@lru_cache(maxsize=100)
def _cotangent(shape):
    """A number, or an array that nobody can change, of random size and sign."""
    sizes = np.random.default_rng(1).uniform(0.5, 2, shape)
    return fixed(sizes * np.random.default_rng(2).choice([-1, 1], shape))


def _is_linear(pull, outputs, found):
    """Is a random cotangent pulled back to the sum of what its entries are?"""
    cotangent = _cotangent(outputs)
    pulled = np.asarray(pull(cotangent)).reshape(-1)
    sizes = np.abs(cotangent).reshape(-1) @ np.abs(found)
    apart = np.abs(pulled - cotangent.reshape(-1) @ found)
    return not np.any(apart > LINEAR * max(np.max(sizes), 1e-300))
