"""Run every test, in three steps; stop at the first that fails.

1. what a look at the notebooks' files shows, in a second, with the cure in each message;
2. the build of the book, every warning an error;
3. everything else in two workers: each stored output is what the code gives (nbval), the package,
   the pages, the browser.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST = "tests/course/test_checks.py"
CELL_TIMEOUT = 60  # seconds; nbval notices a dead kernel only by it
NBVAL = ["--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_TIMEOUT}"]
# A worker keeps a whole notebook, or a whole file of tests: kernels are slow to start.
WORKERS = ["-n", "2", "--dist", "loadscope"]


def pytest(*arguments):
    return [sys.executable, "-m", "pytest", *arguments]


STEPS = [
    ("notebooks, as files", pytest(FIRST)),
    ("the book", [sys.executable, "-m", "course.build"]),
    ("outputs, package, pages, browser", pytest(
        *WORKERS, *NBVAL, "book", "solutions", "tests", f"--ignore={FIRST}")),
]


def main():
    start = time.perf_counter()
    # The same environment in which `make notebooks` executes.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
    environment.pop("MPLBACKEND", None)
    for number, (name, command) in enumerate(STEPS, start=1):
        print(f"[{number}/{len(STEPS)}] {name} ...", flush=True)
        done = subprocess.run(command, cwd=ROOT, env=environment)
        if done.returncode:
            sys.exit(f"make test failed at step {number}, {name}: see above.")
    print(f"All tests passed in {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
