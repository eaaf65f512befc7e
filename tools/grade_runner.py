"""Run the cells of one submission and say how each went; started by tools/grade.py, in isolation.

Reads {"cells": [source, ...], "seconds": n} from stdin; writes one line of JSON for each cell to
stdout as soon as it has run, so that what was earned before a disaster is not lost.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

DEATHS = 3  # how often a kernel may die before the rest is left


def run(cells, seconds, say):
    """Run every cell; a cell that kills the kernel is left out, and the others run again."""
    fatal = {}
    while len(fatal) <= DEATHS:
        notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
        notebook.metadata = nbformat.from_dict({"kernelspec": {"name": "python3"}})
        client = NotebookClient(notebook, timeout=seconds, allow_errors=True,
                                interrupt_on_timeout=True, kernel_name="python3")
        with client.setup_kernel():
            died = _run_once(client, notebook, fatal, say)
        if died is None:
            return
        fatal[died] = "the kernel died here"
    say({"cell": None, "ok": False, "said": f"the kernel died more than {DEATHS} times"})


def _run_once(client, notebook, fatal, say):
    for number, cell in enumerate(notebook.cells):
        if number in fatal:
            say({"cell": number, "ok": False, "said": fatal[number]})
            continue
        try:
            client.execute_cell(cell, number)
        except DeadKernelError:
            return number
        except CellTimeoutError:
            return number  # interrupting did not help: treated as dead
        errors = [one for one in cell.outputs if one.output_type == "error"]
        said = f"{errors[0].evalue}" if errors else ""
        if errors and errors[0].ename not in ("NotYet", "AssertionError"):
            said = f"{errors[0].ename}: {said}"
        say({"cell": number, "ok": not errors, "said": said[:500]})
    return None


def main():
    out, sys.stdout = sys.stdout, sys.stderr  # nothing else may write there
    task = json.load(sys.stdin)

    def say(result):
        out.write(json.dumps(result) + "\n")
        out.flush()

    run(task["cells"], task["seconds"], say)


if __name__ == "__main__":
    main()
