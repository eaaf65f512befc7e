"""The stepper with arrays: its numbers are checked as it is made, and its costs are counted."""

import numpy as np
import pytest

from course.site.parts import arrays


class Counted:
    """A number that counts the operations in which it takes part."""

    done = 0

    def __init__(self, number):
        self.number = number

    def _with(self, number):
        Counted.done += 1
        return Counted(number)

    def __add__(self, other):
        return self._with(self.number + getattr(other, "number", other))

    def __sub__(self, other):
        return self._with(self.number - getattr(other, "number", other))

    def __rsub__(self, other):
        return self._with(other - self.number)

    def __mul__(self, other):
        return self._with(self.number * getattr(other, "number", other))

    __rmul__ = __mul__

    def tanh(self):
        return self._with(np.tanh(self.number))


@pytest.fixture(scope="module")
def walk():
    return arrays.Walk()


def counted(work):
    Counted.done = 0
    work()
    return Counted.done


def test_each_step_costs_what_the_walk_says(walk):
    of = {name: np.vectorize(Counted, otypes=[object])(one) for name, one in walk.values.items()}
    X, W, b, H, V, c, U, Y, N = *(of[name] for name in "XWbHVcUY"), len(walk.given["X"])
    G, Z = of["U"], of["Z"]  # cotangents and velocities of their shapes
    costs = {
        "value": {"Z": lambda: X @ W.T + b, "H": lambda: np.tanh(Z), "U": lambda: H @ V.T + c,
                  "L": lambda: (lambda E: np.sum(E * E))(U - Y) * (1 / N)},
        "forward": {"Z": lambda: X @ W.T, "H": lambda: Z * (1 - H * H), "U": lambda: H @ V.T,
                    "L": lambda: np.sum((U - Y) * (2 / N) * G)},
        "adjoint": {"U": lambda: (U - Y) * (2 / N), "c": lambda: G.sum(axis=0),
                    "V": lambda: G.T @ H, "H": lambda: G @ V, "Z": lambda: Z * (1 - H * H),
                    "b": lambda: Z.sum(axis=0), "W": lambda: Z.T @ X},
    }
    found = {phase: {name: counted(work) for name, work in steps.items()}
             for phase, steps in costs.items()}
    assert found == {phase: walk.costs(phase) for phase in costs}


def test_cotangents_have_the_shapes_of_their_values(walk):
    for name, cotangent in walk.pulled.items():
        assert np.shape(cotangent) == np.shape(walk.values[name])
    assert set(walk.pulled) == set(walk.values) - set(arrays.HELD)


def test_a_wrong_pull_stops_the_build(monkeypatch):
    right = arrays.pull
    monkeypatch.setattr(arrays, "pull", lambda at: right(at) | {"b": right(at)["Z"].mean(axis=0)})
    with pytest.raises(AssertionError, match="b"):
        arrays.Walk()


def test_a_wrong_push_stops_the_build(monkeypatch):
    right = arrays.push
    monkeypatch.setattr(arrays, "push", lambda at, W: right(at, W) | {"H": right(at, W)["Z"]})
    with pytest.raises(AssertionError, match="push of H"):
        arrays.Walk()


def test_a_rule_without_a_chapter_is_named_without_a_link(walk):
    why = [step["why"] for step in arrays.data(walk, lambda rule: f"[{rule}]")["steps"]]
    assert any("[R-shared]" in one for one in why)
    assert "all 19 slopes" in why[-1]
