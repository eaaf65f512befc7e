"""A computation as a list of steps: its values, then its derivatives, there and back.

A step is (name, operation, arguments), of one operation; an argument is the name of an input or of
an earlier step, or a number. Each operation knows its value and its local slopes, and no more. From
these come the forward derivatives d node / d input, from the inputs on, and the adjoints
d output / d node, from the outputs back. All are compared with two witnesses that see the values
only: the complex step and automatic differentiation.

Source: Parr & Howard (2018), "The chain rules", where forward and backward differentiation are
described; Griewank & Walther, "Evaluating Derivatives" (2008), for the word adjoint.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np

from . import autodiff, numdiff
from .errors import DomainError, VerificationError
from .rule import TOLERANCE

ROUNDING = 1e-15  # of the steepest slope of a tape: what a sum that cancels may be off by
WITNESSES = {"numeric": numdiff.jacobian, "autodiff": autodiff.jacobian}


@dataclass(frozen=True)
class Operation:
    """What a step computes from its arguments, and its slope by each of them, as a list."""

    value: Callable
    slopes: Callable


def _relu(z):
    return anp.where(anp.real(z) > 0, z, 0 * z)


def _others(factors):
    """For each factor, the product of all others."""
    return [math.prod(factors[:at] + factors[at + 1:]) for at in range(len(factors))]


OPERATIONS = {
    "add": Operation(lambda *u: sum(u), lambda *u: [1.0] * len(u)),
    "sub": Operation(lambda u, v: u - v, lambda u, v: [1.0, -1.0]),
    "mul": Operation(lambda *u: math.prod(u), lambda *u: _others(u)),
    "div": Operation(lambda u, v: u / v, lambda u, v: [1 / v, -u / v**2]),
    "pow": Operation(lambda u, p: u**p, lambda u, p: [p * u ** (p - 1), 0.0]),  # p is a constant
    "sin": Operation(anp.sin, lambda u: [np.cos(u)]),
    "cos": Operation(anp.cos, lambda u: [-np.sin(u)]),
    "tan": Operation(anp.tan, lambda u: [1 / np.cos(u) ** 2]),
    "tanh": Operation(anp.tanh, lambda u: [1 - np.tanh(u) ** 2]),
    "exp": Operation(anp.exp, lambda u: [np.exp(u)]),
    "ln": Operation(anp.log, lambda u: [1 / u]),
    "relu": Operation(_relu, lambda z: [float(z > 0)]),
}


def evaluate(steps, inputs, put=None):
    """The value of every node: a dict. ``put`` fixes nodes, whatever feeds them."""
    known, put = dict(inputs), put or {}
    known.update({name: put[name] for name in known if name in put})
    for name, operation, arguments in steps:
        if name in put:
            known[name] = put[name]
        else:
            known[name] = OPERATIONS[operation].value(*_numbers(arguments, known))
    return known


def local_slopes(steps, known):
    """For each step a tuple, its slope by each of its arguments, at the values ``known``."""
    return {name: tuple(map(float, OPERATIONS[operation].slopes(*_numbers(arguments, known))))
            for name, operation, arguments in steps}


def forward(steps, inputs, by, slopes):
    """d node / d input, from the inputs on: for each node that moves a tuple of length n."""
    found = {name: tuple(float(name == one) for one in by) for name in inputs if name in by}
    for name, _, arguments in steps:
        feeds = [(found[one], slope) for one, slope in zip(arguments, slopes[name], strict=True)
                 if one in found]
        if feeds:
            found[name] = tuple(
                sum(slope * ahead[at] for ahead, slope in feeds) for at in range(len(by)))
    return found


def adjoint(steps, outputs, moving, slopes):
    """d output / d node, from the outputs back: for each node that moves a tuple of length m."""
    found = {name: [float(name == one) for one in outputs] for name in moving}
    for name, _, arguments in reversed(steps):
        for one, slope in zip(arguments, slopes[name], strict=True):
            if name in found and one in found:
                for at in range(len(outputs)):
                    found[one][at] += found[name][at] * slope
    return {name: tuple(one) for name, one in found.items()}


def _numbers(arguments, known):
    return [known[one] if isinstance(one, str) else float(one) for one in arguments]


@dataclass(frozen=True)
class Node:
    """One node: its value, and its derivatives.

    ``slopes`` holds a local slope for each argument; ``forward`` d node / d input, shape (n,);
    ``adjoint`` d output / d node, shape (m,). A node that does not hear an input that moves has
    neither: both are None.
    """

    name: str
    operation: str | None
    arguments: tuple
    value: float
    slopes: tuple
    forward: tuple | None
    adjoint: tuple | None


class Tape:
    """Values, forward derivatives and adjoints of every node of a computation.

    Parameters
    ----------
    steps : sequence of (name, operation, arguments)
    outputs : sequence of str
        The m nodes that are differentiated.
    by : sequence of str
        The n inputs to differentiate by; the others are held still.
    inputs : dict
        A number for each input.

    Raises
    ------
    DomainError
        If a step or its slope has no finite value there, such as ln(0).
    """

    def __init__(self, steps, outputs, by, inputs):
        self.steps, self.outputs, self.by, self.inputs = steps, outputs, by, inputs
        with np.errstate(all="ignore"):
            known = {name: np.float64(one) for name, one in evaluate(steps, inputs).items()}
            slopes = local_slopes(steps, known)
        _refuse_infinite(steps, known, slopes)
        ahead = forward(steps, inputs, by, slopes)
        back = adjoint(steps, outputs, ahead, slopes)
        leaves = [(name, None, ()) for name in inputs]
        self.nodes = tuple(
            Node(name, operation, arguments, known[name], slopes.get(name, ()),
                 ahead.get(name), back.get(name))
            for name, operation, arguments in [*leaves, *steps])
        self.node = {node.name: node for node in self.nodes}

    @property
    def moving(self):
        """The nodes that hear an input that moves."""
        return [node for node in self.nodes if node.forward is not None]

    @property
    def steepest(self):
        """The largest derivative of the tape, by size."""
        return max(abs(one) for node in self.moving
                   for one in (*node.forward, *node.adjoint, *node.slopes))

    @property
    def jacobian(self):
        """The derivative of the outputs by the inputs, an array of shape (m, n)."""
        return np.array([
            self.node[name].forward or (0.0,) * len(self.by) for name in self.outputs])


def _refuse_infinite(steps, known, slopes):
    for name, operation, arguments in steps:
        if np.isfinite([known[name], *slopes[name]]).all():
            continue
        at = ", ".join(f"{one} = {known[one]:.4g}" for one in arguments if isinstance(one, str))
        raise DomainError(f"{name} = {operation}({', '.join(map(str, arguments))}) has no finite "
                          f"value and slope at {at}")


def check(tape):
    """Compare each forward derivative and each adjoint with the witnesses.

    Raises VerificationError at the first node that disagrees.
    """
    for witness, jacobian in WITNESSES.items():
        for at, name in enumerate(tape.by):
            nodes = [node.name for node in tape.moving]
            true = jacobian(_seen(tape, name, nodes), tape.inputs[name])[:, 0]
            for node, slope in zip(tape.moving, true, strict=True):
                _compare(tape, witness, f"d {node.name} / d {name}", node.forward[at], slope)
        for node in tape.moving:
            true = jacobian(_seen(tape, node.name, tape.outputs), node.value)[:, 0]
            for output, ours, slope in zip(tape.outputs, node.adjoint, true, strict=True):
                _compare(tape, witness, f"d {output} / d {node.name}", ours, slope)


def _seen(tape, moved, nodes):
    """The values of some nodes, as a function of the value that one node is given."""
    def values(t):
        known = evaluate(tape.steps, tape.inputs, {moved: t})
        return [known[name] for name in nodes]

    return values


def _compare(tape, witness, what, ours, true):
    error = abs(ours - true) / (abs(true) or 1.0)
    if not error < TOLERANCE and not abs(ours - true) < ROUNDING * tape.steepest:
        raise VerificationError(
            what, witness, dict(tape.inputs), error, "a local slope is wrong",
            f"{what} is {ours:.6g} by the local slopes, {true:.6g} by the {witness} witness, at "
            f"{tape.inputs}: a local slope on the way is wrong")
