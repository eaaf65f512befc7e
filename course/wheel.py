"""The course's own package as a wheel, and its address in the built book.

A notebook that was downloaded alone installs it from there: ``pip/matrixcalculus-...-any.whl``.
"""

import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from course import ROOT, archive

PACKAGE = "matrixcalculus"
FOLDER = "pip"


def name():
    """The wheel's file name."""
    return f"{PACKAGE}-{importlib.metadata.version(PACKAGE)}-py3-none-any.whl"


def files():
    """The files of the package, as its wheel has them. Raises RuntimeError."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)  # nothing of the rest of the course gets into the wheel
        shutil.copy(ROOT / "pyproject.toml", work)
        archive.copy_package(work)
        command = [sys.executable, "-c", "from setuptools import build_meta as backend; "
                   "print(backend.build_wheel('.'))"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the package's wheel was not built: {done.stderr[-2000:]}")
        with zipfile.ZipFile(work / done.stdout.splitlines()[-1]) as wheel:
            return [(one, wheel.read(one)) for one in sorted(wheel.namelist())]


def write(html):
    """Put the wheel into a built book, unless the same one is there; return its path.

    Raises RuntimeError.
    """
    path = html / FOLDER / name()
    newest = max(one.stat().st_mtime for one in (ROOT / "pyproject.toml", *archive.package_paths()))
    if not path.exists() or path.stat().st_mtime < newest:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("*.whl"):
            old.unlink()
        archive.write(path, files())
    return path
