"""What nbval notices, and what it does not: a doctored notebook, run once.

The tests of the real notebooks rest on this: strict nbval compares every kind of output that a
chapter stores, the evidence too. A cell that was never executed it passes; hence executed_in_order
in course/checks.py.
"""

import re
import subprocess
import sys

import nbformat
import pytest

from course import notebooks

SHOW = "from IPython.display import display; display({{{mime!r}: {content!r}}}, raw=True)"
KINDS = {
    "evidence": (notebooks.MIME, {"id": "R-x", "points": 60}, {"id": "R-x", "points": 59}),
    "latex": ("text/latex", "$2 x$", "$3 x$"),
    "html": ("text/html", "<p>2</p>", "<p>3</p>"),
    "svg": ("image/svg+xml", "<svg><!-- 2 --></svg>", "<svg><!-- 3 --></svg>"),
    "plain": ("text/plain", "2", "3"),
}


def displaying(mime, content, stored):
    output = nbformat.v4.new_output("display_data", data={mime: stored})
    source = SHOW.format(mime=mime, content=content)
    return nbformat.v4.new_code_cell(source, outputs=[output], execution_count=1)


def printing(stored, name="stdout"):
    outputs = [nbformat.v4.new_output("stream", name=name, text=stored)]
    return nbformat.v4.new_code_cell("print(2)", outputs=outputs, execution_count=1)


CELLS = {  # name: the cell, and whether nbval passes it
    **{f"honest {kind}": (displaying(mime, true, true), True)
       for kind, (mime, true, _) in KINDS.items()},
    **{f"doctored {kind}": (displaying(mime, true, wrong), False)
       for kind, (mime, true, wrong) in KINDS.items()},
    "honest stdout": (printing("2\n"), True),
    "doctored stdout": (printing("3\n"), False),
    "output lost": (nbformat.v4.new_code_cell("print(2)", execution_count=1), False),
    "never executed, so nbval sees nothing": (nbformat.v4.new_code_cell("print(2)"), True),
    "raises": (nbformat.v4.new_code_cell("1 / 0", execution_count=1), False),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """nbval's verdict on each cell, by name."""
    folder = tmp_path_factory.mktemp("nbval")
    notebook = nbformat.v4.new_notebook(cells=[cell for cell, _ in CELLS.values()])
    nbformat.write(notebook, folder / "doctored.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-v", "-p",
         "no:cacheprovider", "--nbval-cell-timeout=60", "doctored.ipynb"],
        cwd=folder, capture_output=True, text=True, timeout=120,
    )
    found = re.findall(r"::Cell (\d+) (PASSED|FAILED)", done.stdout)
    assert len(found) == len(CELLS), done.stdout + done.stderr
    return {list(CELLS)[int(number)]: verdict == "PASSED" for number, verdict in found}


@pytest.mark.parametrize("name", CELLS)
def test_the_verdict_on_a_cell(name, verdicts):
    assert verdicts[name] is CELLS[name][1]
