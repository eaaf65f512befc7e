"""Inverse, determinant and solution of a linear system, for any numbers that can be divided.

NumPy has these for floats alone. Here they are sums, products and quotients, and so as exact as
the numbers are.
"""

import numpy as np


def solve(A, B):
    """X with A X = B, for A of shape (n, n) and B of shape (n,) or (n, k).

    Raises ZeroDivisionError if A has no inverse.
    """
    return _eliminated(A, B)[0]


def inv(A):
    """The inverse of A, of shape (n, n). Raises ZeroDivisionError if there is none."""
    return solve(A, np.eye(len(A), dtype=int))


def det(A):
    """The determinant of A, of shape (n, n)."""
    try:
        return _eliminated(A, np.zeros((len(A), 0), dtype=object))[1]
    except ZeroDivisionError:
        return 0 * A[0, 0]


def slogdet(A):
    """Sign and logarithm of the absolute value of the determinant of A, of shape (n, n)."""
    value = det(A)
    sign = 1 if value > 0 else -1
    return sign, np.log(sign * value)


def _eliminated(A, B):
    """Gauss and Jordan: (A^-1 B, det A)."""
    n, product = len(A), 1
    zero = 0 * A[0, 0]  # added to make every entry a number of the same kind
    rows = zero + np.concatenate([A, np.reshape(B, (n, -1))], axis=1)
    for k in range(n):
        pivot = next((row for row in range(k, n) if rows[row, k]), None)
        if pivot is None:
            raise ZeroDivisionError
        if pivot != k:
            rows[[k, pivot]] = rows[[pivot, k]]
            product = -product
        product = product * rows[k, k]
        rows[k] = rows[k] / rows[k, k]
        for row in set(range(n)) - {k}:
            rows[row] = rows[row] - rows[row, k] * rows[k]
    return rows[:, n:].reshape(np.shape(B)), product


FUNCTIONS = {getattr(np.linalg, one.__name__): one for one in (solve, inv, det, slogdet)}
