"""The page of the references: each entry is whole, and fails if it is unfair."""

import re

import pytest

from course import ROOT, notebooks

CELLS = notebooks.read_notebook(ROOT / "book/reference/references-run.ipynb", ROOT).cells
RIGHT_AFTER_ALL = {  # in a cell: what to write for the reference to be right
    "How many products fit?": ('"G": G, "G.T": G.T}, {"X": X, "X.T": X.T}',
                               '"G": G}, {"X.T": X.T}'),
    "Both sides of a tie": ("printed = np.array([at[0] >= at[1], at[1] >= at[0]], dtype=float)",
                            "printed = np.array([1.0, 0.0])"),
    "A transpose in the Cookbook": ("first + second) > 0.05", "first.T + second) > 0.05"),
    "One list, two layouts": ("np.outer(a, [1.0])", "np.outer(a, [1.0]).T"),
    "A transposed weight matrix": ('"W.T @ diag": W.T @ slopes', '"W.T @ diag": W @ slopes'),
    "A tool can be wrong as well": ("sp.log(sp.Determinant(X)).diff(X) == sp.ZeroMatrix(2, 2)",
                                    "sp.log(entries.det()).diff(entries) == sp.ZeroMatrix(2, 2)"),
}


def entries():
    """{title: the code that runs under it}."""
    found, title = {}, None
    for cell in CELLS:
        if cell.kind == "code" and title:
            found[title] = cell.source
        titles = re.findall(r"^## (.+)$", cell.source, re.M) if cell.kind == "markdown" else []
        title = titles[-1] if titles else title
    return found


def test_every_entry_is_whole():
    text = "\n\n".join(cell.source for cell in CELLS if cell.kind == "markdown")
    for section in text.split("\n## ")[1:]:
        for part in ("**Where.**", "**What it says.**", "**Instead.**"):
            assert part in section, f"{section[:40]!r} has no {part}"
    assert set(entries()) == set(RIGHT_AFTER_ALL) == set(re.findall(r"^## (.+)$", text, re.M))


@pytest.mark.parametrize("title", RIGHT_AFTER_ALL)
def test_an_entry_fails_if_the_reference_is_right_after_all(title):
    namespace = {}
    exec(next(cell.source for cell in CELLS if cell.kind == "code"), namespace)
    code, (as_is, instead) = entries()[title], RIGHT_AFTER_ALL[title]
    exec(code, dict(namespace))
    assert code.count(as_is) == 1
    with pytest.raises(AssertionError):
        exec(code.replace(as_is, instead), dict(namespace))
