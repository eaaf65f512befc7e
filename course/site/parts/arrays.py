"""The stepper with arrays: a network of two layers, walked forwards, along one direction, and back.

    <!-- arrays -->

Each step shows its whole array, where it comes from, and how many operations it takes. All numbers
are compared with the complex step: a wrong one stops the build. The script is the stepper's, and
draws what stands here; without JavaScript a reader sees the whole walk as a table.
"""

import json

import numpy as np

from course.site import marks, parts
from course.site.parts.stepper import ITEMS, links_from
from matrixcalculus import numdiff, penguins

FEEDS = {"Z": ("X", "W", "b"), "H": ("Z",), "U": ("H", "V", "c"), "L": ("U", "Y")}
LAYERS = {"X": 0, "W": 0, "b": 0, "Z": 1, "H": 2, "V": 2, "c": 2, "U": 3, "Y": 3, "L": 4}
HELD, MOVE = ("X", "Y"), ("W", "b", "V", "c")
FORMULAS = {"Z": "X W<sup>T</sup> + <b>1</b> b<sup>T</sup>", "H": "tanh(Z), entry by entry",
            "U": "H V<sup>T</sup> + <b>1</b> c<sup>T</sup>",
            "L": "the sum of all (U − Y)², divided by N"}
PUSHES = {"Z": "X Ẇ<sup>T</sup>", "H": "Ż ⊙ (1 − H ⊙ H)", "U": "Ḣ V<sup>T</sup>",
          "L": "the sum of all (2/N) (U − Y) ⊙ U̇"}
PULLS = {  # node -> (where it comes from, the pull, the rules of the book behind it)
    "U": ("L", "(2/N) (U − Y)", ("R-shared",)),
    "c": ("U", "the sum of the rows of G", ("R-batch-b",)),
    "V": ("U", "G<sup>T</sup> H", ("R-batch-W",)), "H": ("U", "G V", ("R-batch-X",)),
    "Z": ("H", "G ⊙ (1 − H ⊙ H)", ("R-ew-diag-w",)),
    "b": ("Z", "the sum of the rows of G", ("R-batch-b",)),
    "W": ("Z", "G<sup>T</sup> X", ("R-batch-W",))}
PHASES = {
    "value": "Values, from the data to the loss",
    "forward": "A push: one entry of W moves, and everything behind it",
    "adjoint": "Pulling back, from the loss to all parameters",
}


class Walk:
    """Values, one push and all cotangents of the network, with the cost of each step."""

    def __init__(self):
        rng, (measures, species, _) = np.random.default_rng(0), penguins.load()
        X = ((measures - measures.mean(axis=0)) / measures.std(axis=0))[::120]
        self.given = {"X": X.round(1), "W": rng.normal(size=(2, 4)).round(1),
                      "b": rng.normal(size=2).round(1), "V": rng.normal(size=(3, 2)).round(1),
                      "c": rng.normal(size=3).round(1), "Y": np.eye(3)[species[::120]]}
        self.values = network(**self.given)
        self.along = {"W": np.eye(1, self.given["W"].size).reshape(self.given["W"].shape)}
        self.pushed = self.along | push(self.values, self.along["W"])
        self.pulled = pull(self.values)
        self.check()

    def check(self):
        """Every push and every cotangent, compared with the complex step."""
        for name, direction in self.pushed.items():
            true = np.imag(network(**self.given | {
                "W": self.given["W"] + 1e-20j * self.along["W"]})[name]) / 1e-20
            assert np.allclose(direction, true, rtol=1e-12, atol=1e-14), f"push of {name}"
        for name, cotangent in self.pulled.items():
            true = numdiff.jacobian(lambda one, name=name: network(
                **self.given | {name: one})["L"], self.values[name])
            assert np.allclose(np.ravel(cotangent), true[0], rtol=1e-12, atol=1e-14), name

    def costs(self, phase):
        """Additions, multiplications and values of tanh that each step takes, in its order."""
        (N, n), (m, _), (p, _) = (self.given[name].shape for name in "XWV")
        product = lambda rows, middle, columns: rows * columns * (2 * middle - 1)
        return {
            "value": {"Z": product(N, n, m) + N * m, "H": N * m, "U": product(N, m, p) + N * p,
                      "L": 3 * N * p},  # the differences, the squares, their sum, and 1/N
            "forward": {"Z": product(N, n, m), "H": 3 * N * m, "U": product(N, m, p),
                        "L": 4 * N * p - 1},  # U - Y is there: twice U - Y, 1/N, U̇, the sum
            "adjoint": {"U": 2 * N * p, "c": (N - 1) * p, "V": product(p, N, m),
                        "H": product(N, p, m), "Z": 3 * N * m, "b": (N - 1) * m,
                        "W": product(m, N, n)},
        }[phase]


def network(X, W, b, V, c, Y, **fixed):
    """Every value of the network, by name; ``fixed`` are some that are given instead."""
    Z = fixed.get("Z", np.dot(X, W.T) + b)
    H = fixed.get("H", np.tanh(Z))
    U = fixed.get("U", np.dot(H, V.T) + c)
    L = fixed.get("L", np.sum((U - Y) ** 2) / len(X))
    return {"X": X, "W": W, "b": b, "Z": Z, "H": H, "V": V, "c": c, "U": U, "Y": Y, "L": L}


def push(at, W):
    """How fast each value moves when the weights move along W."""
    Z = at["X"] @ W.T
    H = Z * (1 - at["H"] * at["H"])
    U = H @ at["V"].T
    return {"Z": Z, "H": H, "U": U, "L": np.sum(2 * (at["U"] - at["Y"]) / len(U) * U)}


def pull(at):
    """What comes back to each value."""
    U = 2 / len(at["U"]) * (at["U"] - at["Y"])
    H = U @ at["V"]
    Z = H * (1 - at["H"] * at["H"])
    return {"L": np.ones(()), "U": U, "c": U.sum(axis=0), "V": U.T @ at["H"], "H": H, "Z": Z,
            "b": Z.sum(axis=0), "W": Z.T @ at["X"]}


# What the page gets ------------------------------------------------------------------------------


def size(array):
    """3 × 4; a vector is a column."""
    return "1 × 1" if np.ndim(array) == 0 else " × ".join(map(str, (*np.shape(array), 1)[:2]))


def shown(array):
    """An array as HTML, a row under the other; a vector lies."""
    rows = np.atleast_2d(array)
    cells = "".join(f"<span>{_number(one)}</span>" for one in rows.ravel())
    return f'<span class="array of-{rows.shape[1]}">{cells}</span>'


def _number(value):
    text = f"{value + 0.0:.2f}".replace("-0.00", "0.00")
    return text.replace("-", "−")


def data(walk, link):
    """All that the script draws, and every step with its lines and its array."""
    kinds = dict.fromkeys(HELD, "held") | dict.fromkeys(MOVE, "input") | {"L": "output"}
    edges = [{"from": feed, "to": node, "slope": None, "text": "", "bend": False}
             for node, feeds in FEEDS.items() for feed in feeds]
    return {
        "nodes": [{"name": name, "kind": kinds.get(name, "step"), "layer": layer}
                  for name, layer in LAYERS.items()],
        "edges": edges, "by": list(MOVE), "outputs": ["L"], "phases": PHASES,
        "legend": "In a box: = shape of the value, → of the velocity, ← of the cotangent, "
                  "which has the shape of the value. Keys: arrows, Home, End.",
        "asks": "Which shape must it have, and which product gives that? Then press Next.",
        "steps": [*_values(walk), *_pushes(walk), *_pulls(walk, link)],
    }


def _values(walk):
    costs, so_far = walk.costs("value"), 0
    for name in LAYERS:
        so_far += costs.get(name, 0)
        held = ", held still" if name in HELD else ""
        why = _spent(costs[name], so_far, "the loss") if name in costs else "Given."
        yield _step("value", name, [[feed, name] for feed in FEEDS.get(name, ())],
                    [f"<i>{name}</i> = {FORMULAS.get(name, 'given' + held)}",
                     shown(walk.values[name])], walk.values[name], why)


def _pushes(walk):
    costs, so_far = walk.costs("forward"), 0
    slopes = sum(walk.given[name].size for name in MOVE)
    for name, array in walk.pushed.items():
        so_far += costs.get(name, 0)
        text = PUSHES.get(name, "one entry moves, with speed 1")
        why = _spent(costs[name], so_far, "this push") if name in costs else "The direction."
        if name == "L":
            why += f" And this is one slope; all {slopes} take {slopes} pushes."
        feeds = [feed for feed in FEEDS.get(name, ()) if feed in walk.pushed]
        yield _step("forward", name, [[feed, name] for feed in feeds],
                    [f"The velocity of <i>{name}</i>: {text}", shown(array)], array, why)


def _pulls(walk, link):
    costs, so_far = walk.costs("adjoint"), 0
    slopes = sum(walk.given[name].size for name in MOVE)
    for name, array in walk.pulled.items():
        so_far += costs.get(name, 0)
        user, text, rules = PULLS.get(name, (None, "1, since a loss moves with itself", ()))
        why = _spent(costs[name], so_far, "the way back") if user else "The way back begins here."
        if rules:
            why = f"By {', '.join(map(link, rules))}. {why}"
        if name == "W":
            why += f" And these are all {slopes} slopes."
        with_g = f", with G what has come back to <i>{user}</i>" if "G" in text else ""
        yield _step("adjoint", name, [[name, user]] if user else [],
                    [f"What comes back to <i>{name}</i>: {text}{with_g}", shown(array)], array, why)


def _spent(cost, so_far, what):
    return f"{cost} operations; {what} has taken {so_far} so far."


def _step(phase, node, edges, line, array, why):
    return {"phase": phase, "node": node, "edges": edges, "lines": [line], "why": why,
            "numbers": np.ravel(array).tolist(), "text": size(array)}


def table(walk, link):
    """The whole walk as a table, for a page without JavaScript."""
    rows = []
    for name in LAYERS:
        back = walk.pulled.get(name)
        _, text, rules = PULLS.get(name, (None, "1" if name == "L" else "held still", ()))
        by = f" ({', '.join(map(link, rules))})" if rules else ""
        value = walk.values[name]
        cells = (f"{FORMULAS.get(name, 'given')}<br>{shown(value)}", size(value),
                 f"{text}{by}" + (f"<br>{shown(back)}" if back is not None else ""))
        rows.append(f"<tr><th scope='row'><i>{name}</i></th>"
                    + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th scope='col'>{one}</th>" for one in (
        "step", "value ↓", "shape", "what comes back ↑"))
    return (f"<table class='walk-table'><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>")


OPENS = parts.head(
    "There and back, with arrays",
    "Press Next, or an arrow key: first the values of three penguins, then a push along one entry "
    "of W, then the way back. Compare what each has cost.",
    "Before each step of the way back: which shape will come back, and by which product?")


def figure(walk, link):
    inside = json.dumps(data(walk, link), ensure_ascii=False).replace("</", "<\\/")
    return (f'<div class="part" role="group" aria-label="Step by step, with arrays">{OPENS}'
            '<figure class="walk" data-example="arrays"><figcaption>'
            '<span class="title">Two layers, three penguins</span>, tanh between them, squared '
            'errors</figcaption>'
            f'<div class="whole">{table(walk, link)}</div>'
            f'<script type="application/json">{inside}</script></figure></div>')


READS = [f"matrixcalculus/{name}.py" for name in ("numdiff", "penguins")]


@marks.register("arrays", reads=[*READS, ITEMS, "matrixcalculus/data/penguins.csv"])
def the_arrays(app, docname, argument):
    """``<!-- arrays -->``: the network of Chapter 20, step by step."""
    marks.alone(argument)
    return parts.place("stepper", figure(Walk(), links_from(app, docname)))
