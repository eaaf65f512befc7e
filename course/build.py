"""Build the book with every warning an error, say how long it took and where to open it."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from course import BUILD, ROOT
from course.lab import build as lab
from course.lab.pyodide import WrongFile

# Sphinx would write the year 1970 into the footer; no cell is executed here.
DATED = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
LOG = BUILD / "book.log"
REASON = re.compile(
    r"\S*(Error|Exception)\b.*: ?\S"
    r"|book/\S+(:\d+|, cell \d+ .*): ")  # a place in a file
COMMAND = [
    str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--toc", "_toc.yml",
    "--config", "_config.yml", "-W", "-n", "--keep-going",
]


def build(root=ROOT, log=LOG):
    """Build the book of ``root``; return the lines of trouble, none if all is well."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        done = subprocess.run(COMMAND, cwd=root, stdout=file, stderr=subprocess.STDOUT, env=DATED)
    lines = log.read_text().splitlines()
    trouble = [line for line in lines if "WARNING" in line or "ERROR" in line]
    if done.returncode and not trouble:  # Sphinx itself stopped: its reason, without the traceback
        trouble = list(dict.fromkeys(line for line in lines if REASON.match(line)))
    if not done.returncode and not (root / "_build" / "html" / "index.html").exists():
        trouble.append("the build wrote no _build/html/index.html")
    return trouble


def main():
    print("Building the book into _build/html ...", flush=True)
    start = time.time()
    trouble = build()
    if trouble:
        print("\n".join(trouble))
        sys.exit("The book was not built: mend the lines above (all of it: _build/book.log).")
    if not lab.ready():
        print("Building the lab into _build/html/lab ...", flush=True)
    try:
        lab.build()
    except (WrongFile, RuntimeError) as error:
        sys.exit(f"The book was built, its lab was not: {error}.")
    print(f"Built in {time.time() - start:.1f} s. Open _build/html/index.html, or run: make serve")


if __name__ == "__main__":
    main()
