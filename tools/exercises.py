"""Generate exercises/ from solutions/ with nbgrader: the same files each time.

A solution is an executed notebook; its exercise has no answers and no outputs.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def assignments(root=ROOT):
    """The names of all assignments: the folders of solutions/."""
    return sorted(path.name for path in (root / "solutions").iterdir() if path.is_dir())


def release(name, target, root=ROOT):
    """Write the student version of one assignment below ``target``. Raises ValueError."""
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [str(BIN / "nbgrader"), "generate_assignment", name,
             "--create", "--force", f"--db=sqlite:///{scratch}/gradebook.db",
             f"--CourseDirectory.release_directory={scratch}/release", "--log-level=ERROR"],
            cwd=root, capture_output=True, text=True,
            # nbgrader makes its throw-away database with a program of the same environment.
            env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        )
        made = Path(scratch) / "release" / name
        if done.returncode or not made.is_dir():
            said = (done.stderr or done.stdout).strip().splitlines() or ["it says nothing"]
            reasons = [line.strip() for line in said if re.match(r"\s*\w+Error: ", line)]
            raise ValueError(f"{name}: nbgrader refuses: {(reasons or said)[-1]}")
        folder = Path(target) / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in sorted(made.glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            notebook.metadata = nbformat.from_dict(
                {"kernelspec": KERNEL, "language_info": {"name": "python"}}
            )
            nbformat.write(notebook, folder / path.name)
    return folder


def main():
    for name in assignments():
        try:
            folder = release(name, ROOT / "exercises")
        except ValueError as why:
            sys.exit(f"{why}\nCure: mend solutions/{name}, then run make exercises again.")
        print(f"  {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
