"""Write the sheets, keys and rubrics of an examination into _build/exam/.

    python -m course.exam --seed 7 --versions 4

The same seed gives the same files, byte for byte. Without a Chromium, HTML only.
"""

import argparse
import re
import shutil
import string
import sys

from course import BUILD, ROOT
from course.browser import READY, browser, chromium, serve
from course.exam import ExamError, formulas, sheets
from course.exam.source import Source
from course.site.look import KATEX

MOST = len(string.ascii_uppercase)
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
NO_DATE = rb"/\1 (D:20000101000000"


def write(seed, versions, folder, root=ROOT):
    """Write the HTML of all versions; returns the names, without ``.html``. Raises ExamError."""
    source, made = Source(root), {}
    for letter, questions in zip(string.ascii_uppercase, source.draw(seed, versions), strict=False):
        made.update(sheets.pages(source, questions, letter, seed))
    written = formulas.typeset(list(made.values()))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(KATEX.parent, folder / "katex")
    for name, text in zip(made, written, strict=True):
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return [*made]


def print_all(names, folder):
    """A PDF beside each page, without the time at which it was printed."""
    with browser() as running, serve(folder) as address:
        tab = running.new_page()
        for name in names:
            tab.goto(f"{address}/{name}.html")
            tab.evaluate(READY)
            printed = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
            (folder / f"{name}.pdf").write_bytes(DATE.sub(NO_DATE, printed))
            print(f"  {name}", flush=True)


def main(arguments=None):
    ask = argparse.ArgumentParser(prog="make exam", description=__doc__.splitlines()[0])
    ask.add_argument("--seed", default="1")
    ask.add_argument("--versions", default="1")
    given = ask.parse_args(arguments)
    if not given.versions.isdigit() or not 1 <= int(given.versions) <= MOST:
        sys.exit(f"VERSIONS={given.versions} is no number from 1 to {MOST}. Cure: make exam SEED=7 "
                 "VERSIONS=4")
    if not re.fullmatch(r"[\w-]{1,40}", given.seed):
        sys.exit("SEED is a number or a word. Cure: make exam SEED=7 VERSIONS=4")
    folder = BUILD / "exam"
    try:
        names = write(given.seed, int(given.versions), folder)
    except ExamError as why:
        sys.exit(f"No sheets were written. {why}")
    if chromium() is None:
        print("No Chromium on the path (Debian: apt-get install chromium): HTML only.")
    else:
        print_all(names, folder)
    plural = "s" * (int(given.versions) > 1)
    print(f"Wrote {given.versions} version{plural} into _build/exam/: sheet, key and rubric of "
          "each.")


if __name__ == "__main__":
    main()
