"""The neuron that the book trains: its data, its forward pass, its loss, and descent.

Not its gradient: that is what the chapters derive, each a little further.

Data: 50 cars, speed in mph and distance to stop in feet; M. Ezekiel, *Methods of Correlation
Analysis* (Wiley, 1930). Neuron and loss: Parr & Howard (2018), "Introduction" and "The gradient
of the neural network loss function".
"""

from importlib import resources

import numpy as np

from .errors import ShapeError

FAR_AWAY = 1e6  # a descent that has come this far has diverged; going on would only overflow


def load():
    """Return (speed in mph, distance in feet), two arrays of shape (50,)."""
    with resources.files(__package__).joinpath("data/stopping-distance.csv").open() as file:
        table = np.loadtxt(file, delimiter=",", skiprows=2)
    return table[:, 0], table[:, 1]


def standardise(values):
    """Return ``values`` of shape (N,) shifted to mean 0 and scaled to standard deviation 1."""
    return (values - values.mean()) / values.std()


def activation(w, b, x):
    """Return max(0, w x + b) for inputs ``x`` of shape (N,), with numbers w and b."""
    return np.maximum(0, w * x + b)


def loss(w, b, x, y):
    """Return the mean squared error of the neuron: a number, in squared units of ``y``."""
    return np.mean((y - activation(w, b, x)) ** 2)


def descend(gradient, start, rate, steps):
    """Walk downhill: subtract ``rate`` times the gradient, ``steps`` times.

    Parameters
    ----------
    gradient : callable
        Takes the parameters, returns an array of the same shape (a number for a number).
    start : float or array of shape (p,)
    rate : float
        The learning rate, above 0.
    steps : int

    Returns
    -------
    array of shape (steps + 1,) or (steps + 1, p)
        Every position, the start included. Shorter if the descent diverges: it ends with the
        first position further than a million from the origin.

    Raises
    ------
    ShapeError
        If the gradient has another shape than the parameters, as a row (1, p) has.
    ValueError
        If rate or steps is not positive, or the gradient is NaN.
    """
    if not rate > 0 or steps < 1:
        raise ValueError(f"rate and steps must be positive, not {rate} and {steps}")
    position = np.asarray(start, dtype=float)
    path = [position]
    for step in range(steps):
        slope = np.asarray(gradient(position[()]), dtype=float)
        if slope.shape != position.shape:
            raise ShapeError(
                f"the gradient has shape {slope.shape}, the parameters {position.shape}. A "
                f"Jacobian of shape (1, p) is a row: return J[0] for the update."
            )
        if np.any(np.isnan(slope)):
            raise ValueError(f"the gradient is NaN at step {step}, position {position}")
        position = position - rate * slope
        path.append(position)
        if np.max(np.abs(position)) > FAR_AWAY:
            break
    return np.array(path)
