"""numdiff and autodiff: accuracy actually reached, always 2-D, every bad input named."""

import math

import autograd.numpy as np
import numpy
import pytest

from matrixcalculus import ShapeError, autodiff, numdiff

POINT = np.array([0.7, -1.3, 2.1])
A = np.array([[1.0, 2.0, -0.5], [0.3, -1.0, 4.0]])

KNOWN = [
    (lambda x: x**2, np.diag(2 * POINT)),
    (lambda x: np.sin(A @ x), np.diag(np.cos(A @ POINT)) @ A),
    (lambda x: np.sum(np.exp(x)), np.exp(POINT)[None]),
    (lambda x: x[0] * x[1] * x[2], np.array([[-1.3 * 2.1, 0.7 * 2.1, -0.7 * 1.3]])),
    (lambda x: np.maximum(x, 0), np.diag([1.0, 0, 1])),
    (lambda x: np.where(x > 0, x, 0), np.diag([1.0, 0, 1])),
    (lambda x: [x[0], x[1] ** 2], np.array([[1, 0, 0], [0, -2.6, 0]])),
    (lambda x: 99, np.zeros((1, 3))),
    (lambda x: x > 0, np.zeros((3, 3))),
]
ACCURACY = {"central": 1e-9, "richardson": 1e-11, "complex": 1e-14}


@pytest.mark.parametrize("f, known", KNOWN)
@pytest.mark.parametrize("method", ACCURACY)
def test_each_method_reaches_its_accuracy(f, known, method):
    got = numdiff.jacobian(f, POINT, method)
    assert got.shape == known.shape and got.dtype == float
    assert np.max(np.abs(got - known)) <= ACCURACY[method] * max(1, np.max(np.abs(known)))


def test_the_methods_differ_in_accuracy_as_told():
    f, known = KNOWN[1]
    error = {m: np.max(np.abs(numdiff.jacobian(f, POINT, m) - known)) for m in ACCURACY}
    assert error["complex"] < error["richardson"] < error["central"]


@pytest.mark.parametrize("f, known", KNOWN)
def test_autograd_says_the_same(f, known):
    got = autodiff.jacobian(f, POINT)
    assert got.shape == known.shape and np.allclose(got, known, rtol=1e-14, atol=0)


@pytest.mark.parametrize("method", ACCURACY)
@pytest.mark.parametrize(
    "f, x, shape",
    [
        (lambda t: t**3, 2.0, (1, 1)),
        (lambda t: t**3, 2, (1, 1)),
        (lambda t: t * POINT, 2.0, (3, 1)),
        (lambda x: np.sum(x), POINT, (1, 3)),
        (lambda x: x[:1], POINT, (1, 3)),
        (lambda x: 1.0 * x, np.array([1]), (1, 1)),
        (lambda x: np.concatenate([x, x]), [1, 2, 3], (6, 3)),
    ],
)
def test_the_result_is_always_two_dimensional(f, x, shape, method):
    assert numdiff.jacobian(f, x, method).shape == shape
    assert autodiff.jacobian(f, x).shape == shape


def test_the_step_is_what_one_says():
    bump = [numdiff.jacobian(lambda t: t**3, 1.0, "central", h)[0, 0] for h in (1, 0.1)]
    assert np.allclose(bump, [4, 3.01])


def jumping(x):
    return x if x[0] < 0.7 else np.ones(1)


@pytest.mark.parametrize(
    "f, x, method, error, words",
    [
        (lambda x: x, [], "central", ShapeError, r"x has shape \(0,\)"),
        (lambda x: x, [1, np.nan], "complex", ValueError, "x holds NaN"),
        (lambda x: x * np.inf, POINT, "central", ValueError, "derivative of f holds NaN"),
        (lambda x: x / 0 * 0, POINT, "complex", ValueError, "derivative of f holds NaN"),
        (jumping, POINT, "central", ShapeError, "different shapes"),
        (lambda x: x, POINT, "forward", ValueError, "central, richardson, not 'forward'"),
        (lambda x: x, POINT, None, ValueError, "method must be one of"),
        (lambda x: None, POINT, "complex", TypeError, "instead of numbers"),
        (lambda x: "1", POINT, "central", TypeError, "instead of numbers"),
        (lambda x: float(x[0]), POINT, "complex", TypeError, "drops the imaginary part"),
        (lambda x: math.sin(x[0]), POINT, "complex", TypeError, "imaginary|complex"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_bad_input_is_named(f, x, method, error, words):
    with pytest.raises(error, match=words):
        numdiff.jacobian(f, x, method)


@pytest.mark.parametrize("step", [0, -1e-6, math.nan])
def test_a_step_is_above_zero(step):
    with pytest.raises(ValueError, match="step must be above 0"):
        numdiff.jacobian(np.sin, 1.0, "central", step)


def test_complex_step_loses_abs_without_a_word():
    """Which is why a rule has three witnesses."""
    assert numdiff.jacobian(np.abs, -2.0)[0, 0] == 0
    assert np.isclose(numdiff.jacobian(np.abs, -2.0, "central")[0, 0], -1)
    assert autodiff.jacobian(np.abs, -2.0)[0, 0] == -1


@pytest.mark.parametrize(
    "f",
    [
        lambda x: numpy.array([x[0], x[1] ** 2]),
        lambda x: numpy.where(x > 0, x, 0),
        lambda x: [math.sin(x[0])],
        lambda x: float(x[0]),
    ],
)
def test_autograd_refuses_plain_numpy_instead_of_returning_zeros(f):
    with pytest.raises(TypeError, match="autograd could not trace f"):
        autodiff.jacobian(f, POINT)


MATRIX = np.arange(6.0).reshape(2, 3) / 4


@pytest.mark.parametrize("f, x, known", [
    (lambda X: X @ MATRIX.T, MATRIX, np.kron(np.eye(2), MATRIX)),  # row by row
    (lambda X: X.T, MATRIX, np.eye(6)[[0, 3, 1, 4, 2, 5]]),
    (lambda x: np.outer(x, x[:2]), POINT, None),
    (lambda K: np.sum(K**2, axis=(1, 2)), np.ones((2, 3, 1, 2)), None),
])
def test_arrays_are_read_row_by_row(f, x, known):
    by_steps, by_rules = numdiff.jacobian(f, x), autodiff.jacobian(f, x)
    assert by_steps.shape == (np.size(f(x)), np.size(x))
    assert np.allclose(by_steps, by_rules, rtol=1e-14)
    assert known is None or np.allclose(by_steps, known, rtol=1e-14)


def test_autograd_names_a_derivative_that_is_not_a_number():
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="autograd.*NaN"):
        autodiff.jacobian(lambda x: np.sqrt(x), np.zeros(2))
