"""Generate exercises/ from solutions/ with nbgrader: the same files each time.

A solution is an executed notebook; its exercise has no answers, no hidden tests and no outputs.
"""

import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat

from course import ROOT

BIN = Path(sys.executable).parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def assignments(root=ROOT):
    """The names of all assignments: the folders of solutions/."""
    return sorted(path.name for path in (root / "solutions").iterdir() if path.is_dir())


def release(names, target, root=ROOT):
    """Write the student versions of assignments below ``target``; yield each folder.

    Raises ValueError for one that nbgrader refuses.
    """
    with _nbgrader(root) as (course, released):
        for name in names:
            result = course.generate_assignment(name, force=True, create=True)
            if not result["success"]:
                raise ValueError(f"{name}: nbgrader refuses: {_reason(result)}")
            yield _keep(released / name, Path(target) / name)


@contextmanager
def _nbgrader(root):
    """nbgrader with the course's settings, its gradebook and releases in a throw-away folder."""
    from nbgrader.apps import NbGraderAPI  # here: it takes seconds to import
    from traitlets.config import PyFileConfigLoader

    settings = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    # It makes its throw-away database with a program of the same environment.
    before, os.environ["PATH"] = os.environ["PATH"], f"{BIN}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as scratch:
        settings.CourseDirectory.root = str(root)
        settings.CourseDirectory.release_directory = f"{scratch}/release"
        settings.CourseDirectory.db_url = f"sqlite:///{scratch}/gradebook.db"
        try:
            yield NbGraderAPI(config=settings), Path(scratch) / "release"
        finally:
            os.environ["PATH"] = before


def _reason(result):
    said = f"{result.get('log') or ''}\n{result.get('error') or ''}".strip().splitlines()
    reasons = [line.strip() for line in said if re.match(r".*\b\w+Error: ", line)]
    return (reasons or said or ["it says nothing"])[-1]


def _keep(made, folder):
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
    try:
        for folder in release(assignments(), ROOT / "exercises"):
            print(f"  {folder.relative_to(ROOT)}")
    except ValueError as why:
        sys.exit(f"{why}\nCure: mend that folder of solutions/, then run make exercises again.")


if __name__ == "__main__":
    main()
