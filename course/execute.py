"""Execute notebooks in parallel and store their outputs, the same to the byte each time.

    make notebooks                                  all of book/
    make notebooks NB="book/paper/06-elementwise.ipynb"

A notebook that has a text (make text) is synchronised with it before and after: the newer wins.
A notebook whose cell fails, or writes to stderr, keeps its old outputs, and the failure is named.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course import ROOT, checks

CELL_TIMEOUT = 60  # seconds
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

# The same outputs each time: no dates in figures, one order of sets, no history on disk.
os.environ.update(SOURCE_DATE_EPOCH="0", PYTHONHASHSEED="0")
os.environ.pop("MPLBACKEND", None)
KERNEL_ARGUMENTS = ["--HistoryManager.enabled=False", "--log-level=CRITICAL"]


def find(names=()):
    """The notebooks named, or all of the book."""
    if names:
        return [Path(name).resolve() for name in names]
    return sorted(path for path in (ROOT / "book").rglob("*.ipynb")
                  if ".ipynb_checkpoints" not in path.parts)


def synchronise(paths):
    """Carry the newer of notebook and text over to the other, where there is a text."""
    both = [path for path in paths if (path.parent / ".text" / f"{path.stem}.md").exists()]
    if both:
        command = [sys.executable, "-m", "jupytext", "--quiet", "--sync", *map(str, both)]
        if subprocess.run(command, cwd=ROOT).returncode:
            sys.exit("Text and notebook were not synchronised. Cure: mend the text as said above.")


async def execute(path):
    """Execute one notebook in a kernel of its own; return the notebook. Raises Failure."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, AttributeError, nbformat.ValidationError) as error:
        raise Failure(f"the file is not a notebook: {str(error).splitlines()[0]}") from error
    reached = []
    client = NotebookClient(
        notebook, on_cell_execute=lambda cell, cell_index: reached.append(cell_index),
        kernel_name="python3", timeout=CELL_TIMEOUT, record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=KERNEL_ARGUMENTS,
    )
    try:
        await client.async_execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise Failure(_explain(notebook, reached[-1] if reached else 0, error)) from error
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise Failure(f"cell {number} stores an error: {output.ename}: {output.evalue}")
            if output.get("name") == "stderr":
                raise Failure(f"cell {number} writes to stderr: {output['text'].strip()[:300]}")
    return notebook


class Failure(Exception):
    """Why a notebook could not be executed, in a few lines."""


def _explain(notebook, index, error):
    if isinstance(error, CellExecutionError):
        why = f"{error.ename}: {error.evalue}"
    elif isinstance(error, CellTimeoutError):
        why = f"it does not end within {CELL_TIMEOUT} s"
    else:
        why = "the kernel died"
    return f"cell {index + 1}: {why}\n{_indent(notebook.cells[index].source)}"


def _indent(source):
    return "\n".join("    " + line for line in source.splitlines()[:8])


def clean(notebook):
    """Drop what differs from run to run or from editor to editor; join neighbouring output."""
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in checks.CELL_METADATA}
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(metadata)
    return notebook


def _joined(outputs):
    """Join streams that arrived in pieces; how they are cut is a matter of chance."""
    joined = []
    for output in outputs:
        output.get("metadata", {}).clear()
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            joined.append(output)
    return joined


async def run(paths, workers):
    """Execute all notebooks, ``workers`` at a time; return the number that failed."""
    free, failed = asyncio.Semaphore(workers), []
    # nbclient would take Ctrl-C for itself, once a kernel; left alone, asyncio ends them all.
    loop = asyncio.get_running_loop()
    loop.add_signal_handler = loop.remove_signal_handler = lambda *arguments: None

    async def one(path):
        async with free:
            start = time.perf_counter()
            try:
                notebook = clean(await execute(path))
            except (Failure, ValueError) as why:
                failed.append(path)
                print(f"  FAILED {path.relative_to(ROOT)}, {why}", flush=True)
            else:
                _write(notebook, path)
                took = time.perf_counter() - start
                print(f"  {took:5.1f} s  {path.relative_to(ROOT)}", flush=True)

    await asyncio.gather(*(one(path) for path in paths))
    return len(failed)


def _write(notebook, path):
    """Store a notebook whole or not at all."""
    part = path.with_suffix(".part")
    nbformat.write(notebook, part)
    part.replace(path)


def main():
    paths = find(sys.argv[1:])
    for path in paths:
        if not path.is_file() or path.suffix != ".ipynb" or ROOT not in path.parents:
            sys.exit(f"{os.path.relpath(path, ROOT)} is not a notebook of this folder. Cure: "
                     "name one, as in: make notebooks NB=book/paper/06-elementwise.ipynb")
    synchronise(paths)
    workers = os.cpu_count() or 2
    print(f"Executing {len(paths)} notebooks, {workers} at a time ...", flush=True)
    start = time.perf_counter()
    try:
        failed = asyncio.run(run(paths, workers))
    except KeyboardInterrupt:
        print("Interrupted: the notebooks listed above are stored, the others are as they were.",
              flush=True)
        os._exit(1)  # nbclient's exit handlers stumble over kernels that are already gone
    synchronise(paths)
    print(f"Executed in {time.perf_counter() - start:.1f} s.")
    if failed:
        sys.exit(f"{failed} of {len(paths)} notebooks failed and keep their old outputs.")


if __name__ == "__main__":
    main()
