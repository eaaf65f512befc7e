"""Derive thousands of random expressions, and every known identity: derived, refused, wrong.

    .venv/bin/python -m tools.derive_trial 10000
    .venv/bin/python -m tools.derive_trial 10000 slips     # the workbook: lines with one slip

The second changes one place of a right answer, and asks the workbook: is the line refused, and the
slip named? And another form of the answer: is it accepted?
"""

import sys
import time
from collections import Counter

from matrixcalculus.tensor import InputError, derive
from matrixcalculus.tensor.check import compared
from tests.helpers import slipped
from tests.helpers.expressions import trial
from tests.matrixcalculus.tensor.identities import COOKBOOK, LEARNING


def identities(known):
    """Counts of derived, refused and wrong among known identities."""
    counts = Counter()
    for name, expression, by, shapes, right in known:
        given = {one: shape for one, shape in shapes.items() if one in expression}
        try:
            found = derive(expression, by, **given)
        except InputError as error:
            counts["refused"] += 1
            print(f"  refused: {name}: {error.message}")
            continue
        same = compared(found.root, found.names, by, [(found.kind, right)])
        counts["derived" if same else "wrong"] += 1
    return counts


def said(counts, names):
    return ", ".join(f"{name} {counts[name]:,}" for name in names)


def slips(count):
    counts, start = Counter(), time.perf_counter()
    for seed in range(count):
        found, lines = slipped.trial(seed, depth=2 + seed % 2)
        counts += found
        if lines:
            print("  " + lines.replace("\n", "\n  "), flush=True)
    print(f"{count:,} random expressions in {time.perf_counter() - start:.0f} s. Other forms:",
          said(counts, ["accepted", "right ones refused"]))
    print("One slip:", said(counts, ["slips", "refused", "wrong ones accepted", "named",
                                     "named uniquely", "named as it was made"]))


def main(count):
    print("identities of the Matrix Cookbook:", said(identities(COOKBOOK),
                                                     ["derived", "refused", "wrong"]))
    print("of machine learning:", said(identities(LEARNING), ["derived", "refused", "wrong"]))
    counts, start = Counter(), time.perf_counter()
    for seed in range(count):
        outcome, line = trial(seed, depth=2 + seed % 3)
        counts[outcome] += 1
        if outcome in ("refused", "wrong"):
            print(f"  {outcome}: {seed}: {line}", flush=True)
        if seed % 1000 == 999:
            print(f"  {seed + 1:,} in {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{count:,} random expressions:",
          said(counts, ["derived", "unconfirmed", "refused", "wrong"]))


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    (slips if "slips" in sys.argv else main)(number)
