"""Build the lab: every chapter and exercise as a notebook that runs in the reader's browser.

    python -m course.lab.build    # into _build/html/lab, if anything has changed

A JupyterLite site of its own, with Python as WebAssembly (Pyodide). With the folder PYODIDE_DIST
(see pyodide.py) Python becomes part of the book, so that the lab asks no other site, and every
module is compiled beforehand. Without it the lab loads Pyodide from its official address, and
compiles in the browser.
"""

import contextlib
import hashlib
import json
import shutil
import sys
import time
from pathlib import Path

from course import BUILD, ROOT, archive
from course.lab import contents, packages, pyodide, site

HERE = Path(__file__).parent
WORK = BUILD / "lab"
HTML = BUILD / "html" / "lab"
STAMP = "built.txt"  # a digest of everything that was used


def fingerprint(paths, *more):
    """A digest of files, their names, and anything else."""
    found = hashlib.sha256(repr(more).encode())
    for path in sorted(paths):
        found.update(str(path.name).encode() + pyodide.digest(path.read_bytes()).encode())
    return found.hexdigest()


def state():
    """Digests of what Python, and what the whole lab but its notebooks, is made of."""
    source = pyodide.distribution()
    mine = [pyodide.PINNED, ROOT / "requirements.txt", *HERE.glob("*.py"), HERE / "compile.mjs",
            *archive.package_paths()]
    seen = sorted((name, (source / name).stat().st_mtime_ns, (source / name).stat().st_size)
                  for name in pyodide.expected() if source and (source / name).exists())
    python = fingerprint(mine, str(source), seen)
    places = [place for place, _ in contents.notebooks()]
    return python, fingerprint([HERE / name for name in site.PAGE], python, places)


def ready(html=HTML):
    """Is the lab up to date, its notebooks apart?"""
    with contextlib.suppress(OSError):
        return html.is_dir() and (WORK / STAMP).read_text() == state()[1]
    return False


def build(html=HTML):
    """Bring the lab up to date; return whether anything had to be done.

    Raises pyodide.WrongFile for a distribution that is not the pinned one, and RuntimeError with
    the last words of a program that failed.
    """
    if ready(html):
        changed = contents.write(html / "files")
        site.list_contents(html)
        return changed
    python, whole = state()
    source = pyodide.distribution()
    if source:
        pyodide.check(source)
    made = WORK / "python"
    if not (made / STAMP).exists() or (made / STAMP).read_text() != python:
        shutil.rmtree(made, ignore_errors=True)
        names = packages.make_python(made, source, WORK / "packages")
        (made / "names.json").write_text(json.dumps(names))
        (made / STAMP).write_text(python)
    folder = site.make(WORK / "site")
    shutil.copytree(made, folder / "static" / "pyodide", ignore=shutil.ignore_patterns(
        STAMP, "names.json"))
    start = site.options(json.loads((made / "names.json").read_text()))
    site.configure(folder, start)
    site.add_page(folder, source, start)
    site.list_contents(folder)
    (WORK / STAMP).unlink(missing_ok=True)
    shutil.rmtree(html, ignore_errors=True)
    html.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(html)
    (WORK / STAMP).write_text(whole)
    return True


def main():
    start = time.time()
    try:
        said = "took" if build() else "is up to date:"
    except (pyodide.WrongFile, RuntimeError) as error:
        sys.exit(f"Stopped: {error}.")
    print(f"The lab {said} {time.time() - start:.1f} s.")


if __name__ == "__main__":
    main()
