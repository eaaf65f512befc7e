"""The broken backward pass of the challenges is rejected, with all of its slips and with each."""

import pytest

from course import specs
from matrixcalculus.answers import examine
from matrixcalculus.reading import NotYet

SLIPS = {  # as the mended pass has it, as the broken one has it: who is wrong then
    "the mean is lost": ("2 / len(y) * (o - y)", "2 * (o - y)", "W b v"),
    "another mask": ("d_H * (Z > 0)", "d_H * (d_H > 0)", "W b"),
    "a mean for the sum": ("np.sum(d_Z, axis=0)", "np.mean(d_Z, axis=0)", "b"),
}


@pytest.fixture(scope="module")
def mend():
    return next(one for one in specs.load("challenge").questions if one.id == "mend")


def rejected(mend, code):
    """The gradients that a check refuses, of the pass that a cell calls ``backward``."""
    names = {}
    exec(specs.load("challenge").setup + "\n" + code, names)
    found = []
    for part in mend.answers:
        try:
            examine(names[part["answer"]], specs.asked(part), part["answer"])
        except NotYet:
            found.append(part["by"])
    return found


def test_the_solution_is_accepted(mend):
    assert rejected(mend, mend.code) == []


def test_the_broken_pass_is_rejected(mend):
    assert rejected(mend, f"{mend.code}\nbackward = broken") == ["W", "b", "v"]


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_alone_is_rejected(mend, slip):
    right, wrong, by = SLIPS[slip]
    broken, mended = mend.code.split(specs.BEGIN)
    assert wrong in broken and right in mended
    assert rejected(mend, broken + mended.replace(right, wrong)) == by.split()
