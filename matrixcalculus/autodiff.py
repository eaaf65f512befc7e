"""The independent witness: Jacobians from the automatic-differentiation library ``autograd``.

It shares no code with SymPy or with the complex step: it records the operations of one call and
applies its own derivative of each. Functions must be written with ``autograd.numpy``.
Source: Maclaurin, Duvenaud & Adams, "Autograd: effortless gradients in NumPy" (2015).
"""

import warnings

import autograd
import autograd.numpy as anp
import numpy as np


def jacobian(f, x):
    """Return the Jacobian of ``f`` at ``x`` as an array of shape (m, n), always 2-D.

    Parameters
    ----------
    f : callable
        Written with ``autograd.numpy``; takes a float or an array of n entries, returns a number
        or an array of m entries. Arrays are read row by row.
    x : float or array of n entries

    Raises
    ------
    TypeError
        If autograd cannot trace ``f``, as when it calls plain NumPy.
    ValueError
        If the result holds NaN or infinity.
    """
    point = np.asarray(x, dtype=float)
    value = np.asarray(f(point[()]))

    def traced(t):
        value = f(t)
        value = 1.0 * (anp.array(value) if isinstance(value, (list, tuple)) else value)
        if getattr(value, "dtype", None) == np.dtype("O"):  # autograd would call it a constant
            raise TypeError("plain NumPy lost track of the derivative")
        return value

    with warnings.catch_warnings():
        # A constant function is a legitimate rule; its derivative is zero.
        warnings.filterwarnings("ignore", "Output seems independent of input")
        try:
            result = autograd.jacobian(traced)(point[()])
        except Exception as error:  # f itself runs, as seen above: this is the tracing
            raise TypeError(
                f"autograd could not trace f ({error}); write it with autograd.numpy"
            ) from error
    result = np.reshape(result, (value.size, point.size))
    if not np.all(np.isfinite(result)):
        raise ValueError(f"autograd's derivative of f holds NaN or infinity at x = {point}")
    return result
