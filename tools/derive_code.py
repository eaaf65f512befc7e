"""Run the code for PyTorch and JAX that Derive exports, and compare it with automatic derivatives.

    python3 -m venv V
    V/bin/pip install torch==2.13.0 jax            # nothing else here needs them
    .venv/bin/python -m tools.derive_code V/bin/python

The known identities of the tests, Derive's examples and random expressions are derived here; the
functions that are exported run in that other Python, at a random point, in double and in single
precision. In double the values are compared with the derivative by autograd (of NumPy); in both,
the result must have the shape of that derivative, and with PyTorch and JAX the type of the
arguments (NumPy, which runs for comparison, makes new arrays in double precision). Printed are how
many ran, agreed and differed, and each fault.
"""

import json
import random
import subprocess
import sys
import warnings
from collections import Counter

import numpy as np

from course.site.parts.derive import EXAMPLES
from matrixcalculus.tensor import InputError, derive
from tests.helpers import expressions
from tests.matrixcalculus.tensor.identities import COOKBOOK, LEARNING, WRITTEN

RANDOM = 300
SIZES = dict(zip("nmkNMdpqre", (4, 3, 2, 5, 3, 2, 4, 3, 2, 4), strict=True))
CURE = ("cure: python3 -m venv V; V/bin/pip install torch==2.13.0 jax; and give V/bin/python as "
        "the argument")
THERE = """
import json, sys
import jax, jax.numpy as jnp, numpy as np, torch
jax.config.update("jax_enable_x64", True)
make = {"numpy": lambda one, kind: np.array(one, kind),
        "jax": lambda one, kind: jnp.array(one, kind),
        "torch": lambda one, kind: torch.tensor(one, dtype=getattr(torch, kind))}
for line in sys.stdin:
    case = json.loads(line)
    found = {}
    for library, code in case["code"].items():
        for kind in ("float64", "float32"):
            if (library, kind) == ("numpy", "float32"):
                continue  # its new arrays are of double precision
            try:
                space = {}
                exec(code, space)
                made = space[case["name"]](*[make[library](one, kind) for one in case["point"]])
                kept = kind if library == "numpy" else str(made.dtype).replace("torch.", "")
                found[library + " " + kind] = [kept, np.asarray(made, float).tolist()]
            except Exception as why:
                found[library + " " + kind] = f"{type(why).__name__}: {why}".splitlines()[0]
    print(json.dumps(found))
"""


def cases():
    """(expression, by, shapes) of all that is derived."""
    for _, expression, by, shapes, _ in COOKBOOK + LEARNING:
        yield expression, by, {one: shape for one, shape in shapes.items() if one in expression}
    for expression, by, shapes, _ in WRITTEN:
        yield expression, by, shapes
    for _, expression, by, shapes in EXAMPLES:
        yield expression, by, shapes
    for seed in range(RANDOM):
        text, _ = expressions.expression(seed, 2 + seed % 2)
        names = expressions.names_of(text)
        yield text, random.Random(seed).choice(names), {one: expressions.SHAPES[one]
                                                        for one in names}


def at_a_point(found):
    """(values, the derivative there) at a random point; positive numbers where others have none."""
    moving = {"d" + found.by: found.names[found.by]} if found.kind == "map" else {}
    for positive in (False, True):
        values = expressions.point(1, {**found.names, **moving}, SIZES)
        if positive:
            values = {name: np.abs(one) for name, one in values.items()}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                right = np.asarray(expressions.by_autograd(found, values, SIZES))
            except (np.linalg.LinAlgError, ZeroDivisionError):
                continue
        if np.all(np.isfinite(right)) and np.abs(right).max() < expressions.LARGEST:
            break
    else:
        return values, None
    if found.kind == "gradient" and found.names[found.by][3]:
        right = (right + right.T) / 2  # a symmetric matrix has a symmetric gradient
    shape = [SIZES.get(one, one) for one in found.root.shape]
    rank = 0 if shape == [1, 1] else 1 if shape[1] == 1 else 2
    if found.kind in ("map", "slope"):
        right = right.reshape(shape[:rank] if rank < 2 or shape[0] != 1 else shape[1:])
    return values, right


def judged(said, right, kind):
    """What is wrong with a result, or ""."""
    if isinstance(said, str):
        return said
    made = np.array(said[1], float)
    if said[0] != kind:
        return f"its type is {said[0]}"
    if made.shape != right.shape:
        return f"its shape is {made.shape}, not {right.shape}"
    far = np.abs(made - right).max() > expressions.NEAR * (1 + np.abs(right).max())
    return "its values differ" if kind == "float64" and far else ""


def main(python):
    known = subprocess.run([python, "-c", "import jax, torch; print(torch.__version__, "
                            "jax.__version__)"], capture_output=True, text=True, check=False)
    if known.returncode:
        sys.exit(f"{python} has not both torch and jax: {known.stderr.splitlines()[-1]}\n{CURE}")
    print("PyTorch and JAX:", known.stdout.strip())
    lines, wanted, without = [], [], 0
    for expression, by, shapes in cases():
        try:
            found = derive(expression, by, **shapes)
        except InputError:
            continue
        values, right = at_a_point(found)
        if right is None:
            without += 1
            continue
        name = {"gradient": "gradient", "jacobian": "jacobian"}.get(found.kind, "derivative")
        names = [*found.names] + (["d" + found.by] if found.kind == "map" else [])
        lines.append(json.dumps({"name": name, "point": [values[one].tolist() for one in names],
                                 "code": {one: found.code(one) for one in ("numpy", "torch",
                                                                           "jax")}}))
        wanted.append((f"{expression} by {found.by}", right, found))
    ran = subprocess.run([python, "-c", THERE], input="\n".join(lines), text=True, check=True,
                         stdout=subprocess.PIPE)
    counts = Counter()
    for line, (about, right, found) in zip(ran.stdout.splitlines(), wanted, strict=True):
        for what, said in json.loads(line).items():
            wrong = judged(said, right, what.split()[1])
            counts[what, "ran"] += not isinstance(said, str)
            counts[what, "agreed"] += not wrong
            if wrong:
                counts[what, "differed"] += 1
                code = found.code(what.split()[0]).splitlines()
                print(f"  {what}: {about}: {wrong}\n      " + "\n      ".join(code[3:]))
    for what in sorted({one for one, _ in counts}):
        print(f"{what}: of {len(wanted)}", *(f"{name} {counts[what, name]}" for name in (
            "ran", "agreed", "differed")))
    print(f"left out, without a value at the points tried: {without}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"Which Python has torch and jax?\n{CURE}")
    main(sys.argv[1])
