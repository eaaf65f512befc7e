"""Jacobians by finite and by complex steps. Every result is 2-D: rows are outputs.

Reference: MIT 18.S096, "Finite-difference approximations"; Squire & Trapp, "Using complex
variables to estimate derivatives of real functions", SIAM Review 40 (1998).
"""

import warnings

import numpy as np

from .errors import ShapeError

CENTRAL_STEP = 6e-6  # about the cube root of machine precision: the valley of the error
RICHARDSON_STEP = 1e-3
COMPLEX_STEP = 1e-30  # nothing is subtracted, so nothing is lost however small it is


def jacobian(f, x, method="complex", step=None):
    """Measure the Jacobian of ``f`` at ``x``, column by column.

    Parameters
    ----------
    f : callable
        Takes a float or an array of n entries, returns a number or an array of m entries.
        For ``method="complex"`` it must accept complex input and be free of abs, conj and real.
    x : float or array of n entries
        The point: a vector, a matrix, or an array of any number of axes.
    method : {"complex", "central", "richardson"}
        Complex step (error about 1e-16), central difference (about 1e-10), or two central
        differences extrapolated (about 1e-12).
    step : float, optional
        The step length, in the units of ``x``.

    Returns
    -------
    array of shape (m, n)
        Always 2-D; a scalar counts as a vector of length 1, and the entries of a matrix as those
        of a vector, row by row.

    Raises
    ------
    ShapeError
        If ``x`` is empty, or if the shape of the output changes from call to call.
    ValueError
        If ``x`` or the result holds NaN or infinity, or if the method or the step is unusable.
    TypeError
        If ``f`` returns something else than numbers, or drops the imaginary part of its input.
    """
    if method not in _COLUMNS:
        raise ValueError(f"method must be one of {', '.join(_COLUMNS)}, not {method!r}")
    column, default = _COLUMNS[method]
    step = default if step is None else step
    if not step > 0:
        raise ValueError(f"step must be above 0, not {step}")
    point = np.asarray(x, dtype=float)
    if point.size == 0:
        raise ShapeError(f"x has shape {point.shape}: give a number or an array with entries")
    if not np.all(np.isfinite(point)):
        raise ValueError(f"x holds NaN or infinity: {point}")
    shapes = set()

    def output(flat):
        value = np.asarray(f(flat.reshape(point.shape)[()]))
        if value.dtype.kind not in "biufc":
            raise TypeError(f"f returned {value.dtype} instead of numbers")
        shapes.add(value.shape)
        if len(shapes) > 1:
            raise ShapeError("f returned outputs of different shapes at neighbouring points")
        return value.reshape(-1) + 0.0  # True and False become numbers

    flat = point.reshape(-1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        try:
            columns = [column(output, flat, unit, step) for unit in np.eye(flat.size)]
        except np.exceptions.ComplexWarning as error:
            raise TypeError(f"f drops the imaginary part of its input ({error})") from error
    result = np.stack(columns, axis=1)
    if not np.all(np.isfinite(result)):
        raise ValueError(f"the derivative of f holds NaN or infinity at x = {point}")
    return result


def _complex(f, x, unit, step):
    return np.imag(f(x + 1j * step * unit)) / step


def _central(f, x, unit, step):
    return (f(x + step * unit) - f(x - step * unit)) / (2 * step)


def _richardson(f, x, unit, step):
    return (4 * _central(f, x, unit, step / 2) - _central(f, x, unit, step)) / 3


_COLUMNS = {
    "complex": (_complex, COMPLEX_STEP),
    "central": (_central, CENTRAL_STEP),
    "richardson": (_richardson, RICHARDSON_STEP),
}
