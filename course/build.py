"""Build the book with every warning an error, say how long it took and where to open it.

A build is whole, or says that it is not: one that was killed is noticed by the next, which starts
afresh, and nothing is called built that lacks a picture.
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

from course import BUILD, HTML, ROOT, edition, wheel
from course.lab import build as lab
from course.lab.pyodide import WrongFile

LOG = BUILD / "book.log"
REASON = re.compile(
    r"\S*(Error|Exception)\b.*: ?\S"
    r"|book/\S+(:\d+|, cell \d+ .*): ")  # a place in a file
FILES = re.compile(r'<(?:img|script|link)\b[^>]*? (?:src|href)="(?![a-z]+:|//|/)([^"?#]+)')
COMMAND = [
    str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--toc", "_toc.yml",
    "--config", "_config.yml", "-W", "-n", "--keep-going",
]


class Busy(Exception):
    """Another build is at work in this folder."""


@contextlib.contextmanager
def marked(folder):
    """Mark a folder as being built in; clear what a build that was killed has left there.

    Yields the open mark: whoever inherits it holds its lock. Raises Busy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "building").open("a+") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        if mark.tell():
            print("The last build was cut short: this one starts afresh.", flush=True)
            for name in (".doctrees", "html", "jupyter_execute"):
                shutil.rmtree(folder / name, ignore_errors=True)
        mark.truncate(0)
        mark.write("A build is at work, or was killed: then the next one starts afresh.\n")
        mark.flush()
        yield mark
        mark.truncate(0)


@contextlib.contextmanager
def without_its_note(html):
    """Keep Sphinx's note of its configuration beside the book: it differs from folder to folder."""
    note, kept = html / ".buildinfo", html.parent / "buildinfo"
    if kept.exists() and html.exists():
        kept.replace(note)
    yield
    if note.exists():
        note.replace(kept)


def missing(html):
    """Pictures, scripts and styles that a page asks for and that are not there."""
    for page in sorted(html.rglob("*.html")):
        if page.relative_to(html).parts[0].startswith(("lab", "_")):
            continue  # the lab is whole or not there; _static holds templates, and the PDF is made
        for place in set(FILES.findall(page.read_text(encoding="utf-8"))):
            if not (page.parent / unquote(place)).exists():
                yield f"{page.relative_to(html)}: {place} is missing"


def build(root=ROOT, log=LOG):
    """Build the book of ``root``; return the lines of trouble, none if all is well. Raises Busy."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(edition.epoch(root))}
    log.parent.mkdir(parents=True, exist_ok=True)
    html = root / "_build" / "html"
    with marked(root / "_build") as mark, without_its_note(html), log.open("w") as file:
        done = subprocess.run(COMMAND, cwd=root, stdout=file, stderr=subprocess.STDOUT,
                              env=environment, pass_fds=[mark.fileno()])
        if done.returncode < 0:  # by a signal
            raise KeyboardInterrupt
    lines = log.read_text().splitlines()
    trouble = [line for line in lines if "WARNING" in line or "ERROR" in line]
    if done.returncode and not trouble:  # Sphinx itself stopped: its reason, without the traceback
        trouble = list(dict.fromkeys(line for line in lines if REASON.match(line)))
    if not done.returncode and not (html / "index.html").exists():
        trouble.append("the build wrote no _build/html/index.html")
    if not trouble and (lost := list(missing(html))):
        trouble = [*lost, "The build is not whole. Cure: make clean book"]
    return trouble


def main():
    print("Building the book into _build/html ...", flush=True)
    start = time.time()
    try:
        edition.read()
        trouble = build()
    except edition.EditionError as why:
        sys.exit(f"The book was not built: {why}.")
    except Busy:
        sys.exit("Another build is at work in this folder. Cure: wait for its end, and try again.")
    except KeyboardInterrupt:
        sys.exit("The build was ended from outside. Cure: make book, which starts afresh.")
    if trouble:
        print("\n".join(trouble))
        sys.exit("The book was not built: mend the lines above (all of it: _build/book.log).")
    if not lab.ready():
        print("Building the lab into _build/html/lab ...", flush=True)
    try:
        lab.build()
        wheel.write(HTML)
    except (WrongFile, RuntimeError) as error:
        sys.exit(f"The book was built, its lab or its package was not: {error}.")
    print(f"Built in {time.time() - start:.1f} s. Open _build/html/index.html, or run: make serve")


if __name__ == "__main__":
    main()
