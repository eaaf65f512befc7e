"""Inside the sandbox: run cells as Jupyter would, and evaluate answers at points that come singly.

Nothing here decides anything, and nothing here is secret: it runs in the same process as what a
student wrote, and the grader believes it as much as the student. It reads lines of JSON from stdin,

    {"n": 1, "run": "slope = 2 * x"}
    {"n": 2, "ask": "slope", "point": {"x": 0.5}, "shapes": {"x": "scalar"}, "output": [1, 1]}

and writes one line for each to stdout: ``{"n": 2, "value": 1.0}``, or ``{"n": 2, "error": "..."}``.
"""

import ast
import json
import os
import sys

LARGEST = 200_000  # entries of one answer
DEEPEST = 8
LONGEST = 5000  # characters of a text


class Minus(ast.NodeTransformer):
    """``-mask`` as ``0 - mask``: NumPy has no minus for booleans, and mathematics has."""

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            zero = ast.copy_location(ast.Constant(0), node)
            return ast.copy_location(ast.BinOp(zero, ast.Sub(), node.operand), node)
        return node


def notebook():
    """What a notebook's cells run in: IPython, without history and without a screen."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "NoColor"
    shell = InteractiveShell.instance(config=settings)
    shell.enable_gui = lambda *a, **k: None  # %matplotlib asks for it
    shell.ast_transformers.append(Minus())
    return shell


def run(shell, source):
    """Run a cell; return what went wrong, in one line, or nothing."""
    done = shell.run_cell(source, store_history=False)
    error = done.error_before_exec or done.error_in_exec
    return said(error) if error else None


def said(error):
    """An error in one line, whatever it does when it is printed."""
    try:
        kind, text = type(error).__name__, str(error).strip()
        if isinstance(error, SyntaxError):
            return f"{kind}: {error.msg} (line {error.lineno})"[:500]
        first = text.splitlines()[0] if text else ""
        return (first if kind == "NotYet" else f"{kind}: {first}".rstrip(": "))[:500]
    except Exception:
        return "an error that cannot be shown"


def evaluate(shell, name, point, shapes, output):
    """The answer of this name at a point, as plain data. Raises whatever it raises.

    It is read as the notebook's own check reads it.
    """
    import numpy as np

    from matrixcalculus.question import Question, with_code
    from matrixcalculus.reading import answered, as_array, as_function

    if name not in shell.user_ns:
        raise NameError(f"there is no {name}")
    answer = shell.user_ns[name]
    answered(answer, name)
    if isinstance(answer, str):  # a choice, or the lines of a derivation
        return str(answer)[:LONGEST]
    if isinstance(answer, list | tuple | np.ndarray):  # a shape, plain numbers
        return plain(answer)
    point = with_code({key: value if isinstance(value, str) else np.array(value)[()]
                       for key, value in point.items()})
    function = as_function(answer, Question(of="0", **shapes), [output])
    return plain(as_array(function(point, output)))


def plain(value, depth=0):
    """Numbers, texts and lists of them, and nothing else."""
    import numpy as np
    import sympy as sp

    if depth > DEEPEST:
        raise TypeError("lists in lists in lists, where numbers were meant")
    if isinstance(value, str):
        return str(value)[:200]
    if isinstance(value, sp.MatrixBase | sp.NDimArray):
        value = value.tolist()
    if isinstance(value, sp.Basic):
        return int(value) if value.is_Integer else float(value)
    if isinstance(value, list | tuple):
        if len(value) > LARGEST:
            raise MemoryError(f"{len(value)} entries")
        return [plain(one, depth + 1) for one in value]
    array = np.asarray(value)
    if array.dtype == object:
        array = array.astype(float)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{array.dtype} where numbers were meant")
    if array.size > LARGEST:
        raise MemoryError(f"an array of shape {array.shape}")
    return array.tolist()


def main():
    asked, told = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    shell = notebook()

    def tell(**one):
        told.write(json.dumps(one) + "\n")
        told.flush()

    tell(n=0, ready=True)
    for line in asked:
        one = json.loads(line)
        try:
            if "run" in one:
                tell(n=one["n"], error=run(shell, one["run"]))
            else:
                tell(n=one["n"], value=evaluate(
                    shell, one["ask"], one["point"], one["shapes"], tuple(one["output"])))
        except BaseException as error:  # of any kind: a student's answer may raise anything
            tell(n=one["n"], error=said(error))


if __name__ == "__main__":
    # The grader's own package, wherever it lies: nothing else is to be seen in its folder.
    sys.path = [sys.argv[1], *(path for path in sys.path if path)]
    main()
