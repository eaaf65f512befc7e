"""tape: every slope is the true one, at a kink the declared one; a wrong one is rejected."""

import dataclasses

import numpy as np
import pytest
import sympy as sp

from matrixcalculus import VerificationError, autodiff, tape, walk
from matrixcalculus.tape import Tape

x = sp.Symbol("x", real=True)
STEPS = [("u", "pow", ("x", 2)), ("y", "add", ("x", "u"))]


def test_a_tape_goes_there_and_back():
    found = Tape(STEPS, ("y",), ("x",), {"x": 3.0})
    tape.check(found)
    assert found.node["y"].value == 12.0 and found.jacobian.tolist() == [[7.0]]
    assert found.node["u"].forward == (6.0,) and found.node["u"].adjoint == (1.0,)


def test_each_slope_of_each_operation_is_automatic_differentiations():
    for name, operation in tape.OPERATIONS.items():
        for at in ([0.7, 1.9], [1.4, 0.6]):
            at = at if name in ("add", "sub", "mul", "div") else at[:1]
            held = [3.0] if name == "pow" else []
            true = autodiff.jacobian(
                lambda u, value=operation.value, held=held: value(*u, *held), np.array(at))[0]
            ours = operation.slopes(*at, *held)[:len(at)]
            assert np.allclose(ours, true, rtol=1e-12), name


def test_at_the_kink_the_convention_holds():
    assert tape.OPERATIONS["relu"].slopes(0.0) == [0.0]


# It can fail -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [
    lambda u: [np.cos(u) * 1.0000001], lambda u: [-np.cos(u)], lambda u: [2 * np.cos(u)]])
def test_a_wrong_local_slope_is_rejected(wrong, monkeypatch):
    operation = dataclasses.replace(tape.OPERATIONS["sin"], slopes=wrong)
    monkeypatch.setitem(tape.OPERATIONS, "sin", operation)
    with pytest.raises(VerificationError, match="local slope"):
        walk(sp.sin(x**2), x=1.5)


@pytest.mark.parametrize("witness", ["numeric", "autodiff"])
def test_each_witness_alone_rejects(witness, monkeypatch):
    monkeypatch.setattr(tape, "WITNESSES", {witness: tape.WITNESSES[witness]})
    wrong = dataclasses.replace(tape.OPERATIONS["mul"], slopes=lambda *u: [1.0] * len(u))
    monkeypatch.setitem(tape.OPERATIONS, "mul", wrong)
    with pytest.raises(VerificationError, match=witness):
        walk(x * sp.sin(x), x=1.5)


def test_a_path_that_is_forgotten_is_rejected(monkeypatch):
    whole = tape.adjoint

    def one_path(*arguments):
        found = whole(*arguments)
        return {**found, "x": tuple(one / 2 for one in found["x"])}

    monkeypatch.setattr(tape, "adjoint", one_path)
    with pytest.raises(VerificationError):
        walk(x + x**2, x=1.0)
