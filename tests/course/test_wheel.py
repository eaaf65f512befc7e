"""One downloaded notebook: where the course is missing, its first cell gets it, or says how."""

import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest

from course import ROOT, exercises, wheel
from course.browser import serve

EXERCISE = ROOT / "exercises" / "06-elementwise" / "06-elementwise.ipynb"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A folder that holds the wheel where a built book has it."""
    html = tmp_path_factory.mktemp("html")
    wheel.write(html)
    return html


def test_the_wheel_is_a_wheel_and_the_same_each_time(published, tmp_path):
    path = published / "pip" / wheel.name()
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    assert wheel.write(published).stat().st_mtime_ns == when, "it is there already"
    assert wheel.write(tmp_path).read_bytes() == before


def test_the_built_book_has_the_wheel_at_the_address_that_notebooks_know(html):
    assert (html / "pip" / wheel.name()).is_file()
    install = nbformat.read(EXERCISE, 4).cells[1].source
    assert install.endswith(f"{{BOOK}}pip/{wheel.name()}")


def test_an_address_is_put_into_a_notebook_and_into_nothing_else():
    text = EXERCISE.read_text(encoding="utf-8")
    made = exercises.addressed(text, "https://example.org/b/")
    first = nbformat.reads(made, 4).cells[1].source
    assert 'BOOK = "https://example.org/b/"\n' in first
    assert exercises.addressed(made, "") == text
    assert exercises.addressed(first, "") == exercises.install()


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python that has the packages of this one, but not the course."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    site = subprocess.run([python, "-c", "import site; print(site.getsitepackages()[0])"],
                          capture_output=True, text=True, check=True).stdout.strip()
    here = next(one for one in sys.path if one.endswith("site-packages"))
    for path in Path(here).iterdir():  # linked one by one: the course is left out
        target = Path(site, path.name)
        if not target.exists() and "matrixcalculus" not in path.name and path.suffix != ".pth":
            target.symlink_to(path)
    return python


def run(python, folder, source):
    """Run cells by nbclient with the kernel of a Python; returns what they said."""
    cells = [nbformat.v4.new_code_cell(one) for one in source]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, folder / "downloaded.ipynb")
    code = ("import nbformat, nbclient; nb = nbformat.read('downloaded.ipynb', 4); "
            "nbclient.NotebookClient(nb, timeout=120, allow_errors=True).execute(); "
            "print([[o.get('text', o.get('evalue', '')) for o in c.outputs] for c in nb.cells])")
    done = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, text=True,
                          timeout=180, env={"PATH": f"{python.parent}:/usr/bin:/bin",
                                            "HOME": str(folder), "PIP_NO_INDEX": "1"})
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_notebook_alone_says_where_the_course_is(bare, tmp_path):
    said = run(bare, tmp_path, [exercises.install()])
    assert "download exercises.zip" in said


def test_a_notebook_alone_installs_the_course_from_its_book(bare, published, tmp_path):
    with serve(published) as address:
        said = run(bare, tmp_path, [
            exercises.install(f"{address}/"),
            "import numpy as np\nfrom matrixcalculus import check",
            'check("06/tripled", lambda w, x: np.diag(3 * x))'])
    assert "holds" in said and "Error" not in said, said
