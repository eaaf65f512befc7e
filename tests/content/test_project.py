"""The model answers of the project: what they claim of their example holds."""

import numpy as np
import pytest
import sympy as sp

from course import specs
from matrixcalculus import Domain, Rule, VerificationError, entry, neuron, numdiff, vectors, verify
from matrixcalculus.derive import i, j

z = vectors("z")
ACTIVATION = lambda z: z / (1 + np.exp(-z)), lambda z: _sigma(z) + z * _sigma(z) * (1 - _sigma(z))
LOSS = lambda e: np.log(np.cosh(e)), np.tanh
SQUARE = lambda e: e**2, lambda e: 2 * e
CLIP = lambda z: np.maximum(0, z), lambda z: z > 0


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def rule(slope, **more):
    return Rule("own-activation", f=ACTIVATION[0], wrt="z", jacobian=lambda z: np.diag(slope(z)),
                shape=("n", "n"), domain=Domain(z="n"), derivation=entry(
                    z[i] / (1 + sp.exp(-z[i])), z[j]), **more)


def own(name):
    """A function of the solutions."""
    one, names = specs.load("project"), {}
    exec("\n".join([one.setup, *(task.code for task in one.questions)]), names)
    return names[name]


def test_the_example_is_verified_and_its_wrong_forms_are_rejected():
    found = verify(rule(ACTIVATION[1], wrong={
        "sigma alone": lambda z: np.diag(_sigma(z)),
        "the slope of sigma": lambda z: np.diag(_sigma(z) * (1 - _sigma(z)))})).data
    rejected = {one["form"] for one in found["mutants"]}
    assert {"sigma alone", "the slope of sigma", "sign flipped"} <= rejected
    assert "transposed" in found["equal_forms"]


def test_a_wrong_form_given_as_the_rule_is_refused():
    with pytest.raises(VerificationError, match="symbolic, numeric, autodiff"):
        verify(rule(_sigma))


def test_the_slope_is_zero_where_the_model_says():
    assert ACTIVATION[1](-1.28) == pytest.approx(0, abs=1e-3)


def test_the_check_can_fail():
    agrees, at = own("agrees"), np.array([-1.0, 0.5, 2.0])
    assert agrees(ACTIVATION, at) and agrees(LOSS, at)
    assert not agrees((ACTIVATION[0], _sigma), at)
    assert not agrees((LOSS[0], lambda e: np.where(e > 1, 1, np.tanh(e))), at)  # one entry


def trained(y, activation, loss, rate=0.5):
    s = neuron.standardise(neuron.load()[0])
    gradient = own("gradient")
    return neuron.descend(lambda p: gradient(p, s, y, activation, loss), [0.1, 0.05], rate, 400)


def test_the_training_ends_as_the_model_says():
    s, y = neuron.standardise(neuron.load()[0]), neuron.load()[1] / 100
    bad = np.append(y[:-1], 9.0)
    slope = own("gradient")
    last = trained(y, ACTIVATION, LOSS)[-1]
    measured = numdiff.jacobian(
        lambda p: np.mean(LOSS[0](ACTIVATION[0](p[0] * s + p[1]) - y)), last)[0]
    assert slope(last, s, y, ACTIVATION, LOSS) == pytest.approx(measured, abs=1e-10)
    assert np.max(np.abs(measured)) < 1e-3  # at rest
    far = trained(y, ACTIVATION, LOSS, rate=300)
    assert np.max(np.abs(ACTIVATION[0](far[-1][0] * s + far[-1][1]))) < 1e-9  # off, for good

    def off(p, activation):
        """The mean absolute error on the right targets, but for the last car, in feet."""
        return 100 * np.mean(np.abs(activation[0](p[0] * s + p[1]) - y)[:-1])

    clip = off(trained(bad, CLIP, SQUARE)[-1], CLIP) - off(trained(y, CLIP, SQUARE)[-1], CLIP)
    ours = off(trained(bad, ACTIVATION, LOSS)[-1], ACTIVATION) - off(last, ACTIVATION)
    assert round(clip) == 31 and 0 < ours < 1
