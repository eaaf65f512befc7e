"""The engine stands alone: it imports neither NumPy nor SymPy, and the package is lazy."""

import subprocess
import sys

LOADED = """
import sys
{}
print(sorted({{"numpy", "sympy", "autograd", "mpmath"}} & set(sys.modules)))
"""


def loaded(program):
    run = subprocess.run([sys.executable, "-c", LOADED.format(program)], text=True, check=True,
                         capture_output=True)
    return run.stdout.strip()


def test_the_engine_imports_neither_numpy_nor_sympy():
    assert loaded("from matrixcalculus.tensor import derive; derive('x @ x', 'x')") == "[]"
    assert "'sympy'" in loaded("from matrixcalculus import entry")


def test_a_function_named_like_its_module_is_the_function():
    for first in ("import matrixcalculus.verify", "from matrixcalculus.verify import verify"):
        program = f"{first}\nimport matrixcalculus\nassert callable(matrixcalculus.verify)"
        assert "'sympy'" in loaded(program)
    assert "'sympy'" in loaded("from matrixcalculus import *; assert callable(verify)")
