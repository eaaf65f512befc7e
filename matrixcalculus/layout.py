"""Why an answer about matrices is wrong: its layout, a factor transposed, a sum over a batch lost.

As in cause.py, a cause is named only if it leads to the answer's own numbers at every point.
"""

import numpy as np

from .diagnose import agree


def by_a_matrix(question):
    """Is the derivative with respect to an array of two axes or more?"""
    return bool(question.by) and len(question.shapes[question.by].split()) > 1


def shape_fault(question, point, given, want):
    """What is wrong with the shape of an answer by a matrix, in one line; or None.

    Parameters
    ----------
    question : Question
    point : dict
    given, want : array
        What was answered, and what is right.
    """
    if not by_a_matrix(question) or given.shape == want.shape:
        return None
    name, shape = question.by, np.shape(point[question.by])
    if want.shape == shape:
        return f"{_of_a_gradient(given, shape)}the gradient by {name} has {name}'s shape, {shape}"
    if given.ndim > 2 and given.size == want.size:
        return (f"{given.ndim} axes, where a Jacobian has rows and columns: read the entries of "
                f"{name} row by row, as .reshape({len(want)}, -1) does")
    return None


def _of_a_gradient(given, shape):
    if given.shape == shape[::-1]:
        return "transposed, as an outer product turned round is: "
    if given.size == np.prod(shape):
        return "the entries in a row or a column: "
    if given.shape[-len(shape):] == shape:
        return "a sum over the first axis is missing: "
    return ""


def cause(question, points, got, want):
    """Name what happened to the entries of a derivative by a matrix, or None.

    Parameters
    ----------
    question : Question
    points : list of dict
        The arguments at each point.
    got, want : list of array
        What was answered there, and what is right, of the same shapes.
    """
    if not by_a_matrix(question):
        return None
    name, gradient = question.by, want[0].shape == np.shape(points[0][question.by])
    if gradient and _all(got, [_turned(one) for one in want]):
        return ("transposed, as an outer product turned round is: the rows of the gradient belong "
                f"to the rows of {name}")
    by_columns = [one[:, _by_columns(np.shape(point[name]))]
                  for one, point in zip(want, points, strict=True) if not gradient]
    if by_columns and _all(got, by_columns):
        return (f"the layout: the entries of {name} are read column by column, and row by row was "
                "meant, as NumPy's ravel does")
    return _factor_transposed(question, points, got)


def _turned(gradient):
    """The entries of a transposed gradient; where it is square, the transposed gradient itself."""
    return gradient.T.reshape(gradient.shape)


def _by_columns(shape):
    return np.arange(np.prod(shape)).reshape(shape).ravel(order="F")


def _factor_transposed(question, points, got):
    """Is it the derivative at a square argument transposed?"""
    for name, shape in question.shapes.items():
        sides = shape.split()
        if len(sides) == 2 and sides[0] == sides[1] and _all(got, [
                question.truth({**point, name: point[name].T}) for point in points]):
            return f"{name} is transposed where it should not be, or not where it should be"
    return None


def lost_sum(question, points, got, want):
    """Is it what the first of a batch contributes? Or None.

    The batch is the first axis of one or more arguments other than the one to differentiate by.
    """
    if not question.by:
        return None
    sides = {name: shape.split() for name, shape in question.shapes.items()}
    for letter in question.domain.letters:
        batch = [name for name, one in sides.items() if one[0] == letter]
        if letter in sides[question.by] or not any(len(sides[name]) > 1 for name in batch):
            continue
        try:
            first = [question.truth({**p, **{name: p[name][:1] for name in batch}}) for p in points]
        except (ValueError, TypeError):  # the function needs them all
            continue
        counts = [question.domain.sizes_at(point)[letter] for point in points]
        if _all(got, first) or _all(got, [one / n for one, n in zip(first, counts, strict=True)]):
            return f"the sum over {letter} is lost: the first alone counts"
    return None


def _all(ones, others):
    return all(agree(one, other) for one, other in zip(ones, others, strict=True))
