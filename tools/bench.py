"""Time builds, executions and tests, each beside its lower bound, in one run.

    make bench

Everything happens in a copy of this folder, so nothing here changes. The lower bounds:

- of a build: Sphinx alone on the configuration that Jupyter Book writes for it;
- of execution and of nbval: the same cells as plain Python, figures drawn and results formatted, in
  two processes. "fresh" starts a process for each notebook, as separate kernels must; "shared" lets
  two processes run all notebooks, so that each library is imported twice in all. No runner that
  keeps notebooks apart can come near "shared": the difference is start-up and imports;
- of grading: the same notebooks executed by nbclient in as many processes, not isolated, not kept;
- of the lab, from the address to a chapter's first output in headless Chromium: the same page until
  its notebook is visible. Needs a built book whose lab has its own Python (PYODIDE_DIST).
"""

import argparse
import ast
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from course import HTML, ROOT, exercises, specs
from course.browser import ARGUMENTS, chromium, serve
from course.lab import build as lab
from course.lab import pyodide

BIN = Path(sys.executable).parent
RUNS = 3
CLASS = 6  # submissions to grade
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", "_build", "grading", "__pycache__", "*.egg-info"
)


def run_cells(paths):
    """Run the cells of notebooks as plain Python, doing the work that a kernel does for a cell."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    def show():
        for number in pyplot.get_fignums():
            pyplot.figure(number).savefig(io.BytesIO(), format="svg", bbox_inches="tight")
        pyplot.close("all")

    pyplot.show = show
    for path in paths:
        os.chdir(Path(path).parent)
        names = {"__name__": "__main__"}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                _run_cell(cell.source, names)


def _run_cell(source, names):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last:
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
        for method in ("_repr_latex_", "_repr_mimebundle_", "__repr__"):
            if value is not None and hasattr(value, method):
                getattr(value, method)()


def timed(*commands, cwd, runs=RUNS, before=lambda: None):
    """The median seconds that the commands take, side by side; ``before`` is not counted."""
    seconds = []
    for _ in range(runs):
        before()
        start = time.perf_counter()
        # Output goes to a file: a pipe that nobody reads would stall the command.
        with tempfile.TemporaryFile("w+") as said:
            running = [subprocess.Popen(one, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
                       for one in commands]
            codes = [one.wait() for one in running]
            seconds.append(time.perf_counter() - start)
            if any(codes):
                said.seek(0)
                sys.exit(f"The benchmark stopped: {commands} failed.\n{said.read()[-2000:]}")
    return statistics.median(seconds)


def queue_of_two(notebooks):
    """A command that runs each notebook in a fresh process, two at a time."""
    names = "\n".join(map(str, notebooks))
    script = f"""
import subprocess, sys
from concurrent.futures import ThreadPoolExecutor

def run(notebook):
    return subprocess.run([sys.executable, {str(Path(__file__))!r}, "--cells", notebook]).returncode

with ThreadPoolExecutor(2) as pool:
    sys.exit(max(pool.map(run, {names!r}.splitlines())))
"""
    return [sys.executable, "-c", script]


def halves(notebooks):
    """Split notebooks into two lists of about equal size of code, the longest first."""
    def weight(path):
        cells = nbformat.read(path, as_version=4).cells
        return sum(len(cell.source) for cell in cells if cell.cell_type == "code")

    parts, loads = ([], []), [0, 0]
    for path in sorted(notebooks, key=weight, reverse=True):
        lighter = loads.index(min(loads))
        parts[lighter].append(path)
        loads[lighter] += weight(path)
    return parts


def build_times(copy):
    """(name, seconds, bound) for the three kinds of build."""
    book = [sys.executable, "-m", "course.build"]
    subprocess.run([BIN / "jupyter-book", "config", "sphinx", "."], cwd=copy, check=True,
                   stdout=subprocess.DEVNULL)
    sphinx = [str(BIN / "sphinx-build"), "-q", "-W", "-n", "--keep-going", ".", "_build/bound"]
    chapter = copy / "book" / "paper" / "06-elementwise.ipynb"

    def clean():
        shutil.rmtree(copy / "_build", ignore_errors=True)

    def change():
        notebook = nbformat.read(chapter, as_version=4)
        notebook.cells[0].source += " "
        nbformat.write(notebook, chapter)

    for name, before in (("cold build", clean), ("warm build, no change", lambda: None),
                         ("rebuild after one notebook", change)):
        ours = timed(book, cwd=copy, before=before)
        bound = timed(sphinx, cwd=copy, before=before)
        if before is clean:  # leave both built, so that each warm sample is warm
            timed(book, cwd=copy, runs=1)
        yield name, ours, {"Sphinx alone": bound}
    (copy / "conf.py").unlink()


def notebook_times(copy):
    """(name, seconds, bounds) for executing all notebooks and for nbval."""
    notebooks = sorted((copy / "book").rglob("*.ipynb"))
    cells = [sys.executable, str(Path(__file__)), "--cells"]
    bounds = {
        "fresh": timed(queue_of_two(notebooks), cwd=copy),
        "shared": timed(*([*cells, *map(str, half)] for half in halves(notebooks)), cwd=copy),
    }
    yield "execute all notebooks", timed([sys.executable, "-m", "course.execute"], cwd=copy), bounds
    nbval = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "--nbval",
             "--nbval-current-env", "--nbval-cell-timeout=60", "book"]
    yield "nbval", timed(nbval, cwd=copy), bounds


def grading_times(copy):
    """(name, seconds, bounds) for a class's submissions, graded by one and by two processes."""
    name = "06-elementwise"
    solved = exercises.notebook(specs.load(name, copy))
    folder = copy / "grading" / "submitted"
    for number in range(CLASS):
        place = folder / f"student-{number:02}" / name
        place.mkdir(parents=True)
        solved.metadata["student"] = number
        nbformat.write(solved, place / f"{name}.ipynb")
    submitted = sorted(folder.glob("*/*/*.ipynb"))

    def forget():
        shutil.rmtree(copy / "grading" / "results", ignore_errors=True)

    for processes in (1, 2):
        graded = [sys.executable, "-m", "course.grading", name, "--processes", str(processes)]
        bounds = [[sys.executable, str(Path(__file__)), "--execute",
                   *map(str, submitted[part::processes])] for part in range(processes)]
        yield (f"grade {CLASS}, {processes} process{'es' * (processes > 1)}",
               timed(graded, cwd=copy, before=forget),
               {"nbclient alone": timed(*bounds, cwd=copy)})
        grades = (copy / "grading" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        if len(grades) != CLASS or any(line.split(",")[2] == "0" for line in grades):
            sys.exit("The benchmark stopped: right submissions were given no points.")


def lab_times(_):
    from playwright.sync_api import sync_playwright

    if not (pyodide.distribution() and lab.ready()):
        print("the lab: not timed (build the book with PYODIDE_DIST first)")
        return
    seconds = {"lab, first visit": [], "lab, known browser": []}
    with serve(HTML) as address, sync_playwright() as playwright:
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as profile:
                for visit in seconds:
                    browser = playwright.chromium.launch_persistent_context(
                        profile, executable_path=chromium(),
                        args=ARGUMENTS)
                    seconds[visit].append(_first_output(browser.pages[0], address))
                    browser.close()
    for visit, runs in seconds.items():
        visible, done = (statistics.median(one) for one in zip(*runs, strict=True))
        yield visit, done, {"page": visible}


def _first_output(page, address):
    """Seconds until a chapter is visible, and until the first output of its cells."""
    start = time.perf_counter()
    page.goto(f"{address}/lab/notebooks/index.html?path=paper/06-elementwise.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    visible = time.perf_counter() - start
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext"
                           "?.kernelDisplayStatus === 'idle'", timeout=120_000)
    page.evaluate("""() => {
        jupyterapp.commands.execute("notebook:run-all-cells");
        return new Promise(resolve => new MutationObserver(() =>
            document.querySelector(".jp-CodeCell .jp-OutputArea-output") && resolve()
        ).observe(document.body, {subtree: true, childList: true}));
    }""")
    return visible, time.perf_counter() - start


def execute(paths):
    """Execute notebooks with nbclient, one after the other: the lower bound of grading them."""
    from nbclient import NotebookClient

    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=60, kernel_name="python3").execute()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", nargs="+", help="run these notebooks' cells as plain Python")
    parser.add_argument("--execute", nargs="+", help="execute these notebooks with nbclient")
    wanted = parser.parse_args()
    if wanted.cells:
        return run_cells(wanted.cells)
    if wanted.execute:
        return execute(wanted.execute)
    os.environ.update(SOURCE_DATE_EPOCH="0", PYTHONHASHSEED="0")
    print(f"Medians of {RUNS} runs, in seconds; about ten minutes.\n")
    print(f"{'':28}{'time':>7}   lower bounds (ratio)")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        for times in (build_times, notebook_times, grading_times, lab_times):
            for name, ours, bounds in times(copy):
                said = ", ".join(f"{what} {s:.1f} ({ours / s:.2f})" for what, s in bounds.items())
                print(f"{name:28}{ours:7.1f}   {said}", flush=True)


if __name__ == "__main__":
    main()
