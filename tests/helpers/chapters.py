"""The rules that the chapters of a part verify, taken from their code without a kernel."""

import contextlib
import io
import json
import os
from functools import cache

import matplotlib

import matrixcalculus
from course import ROOT


@cache
def rules(part):
    """All rules that reach ``verify`` in a part's chapters, the refuted ones included, in order."""
    paths = sorted(ROOT.glob(f"{part.folder}/[0-9]*.ipynb"))
    return [rule for path in paths for rule in _rules_of(path)]


def _rules_of(path):
    """Execute a chapter's cells in one namespace, with a ``verify`` that only takes notes."""
    found = []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    namespace, here, verify = {"__name__": "chapter"}, os.getcwd(), matrixcalculus.verify
    matrixcalculus.verify = lambda rule, **options: found.append(rule)
    os.chdir(path.parent)
    try:
        with matplotlib.rc_context({"backend": "agg"}), contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), path.name, "exec"), namespace)
    finally:
        matrixcalculus.verify = verify
        os.chdir(here)
        matplotlib.pyplot.close("all")
    return found
