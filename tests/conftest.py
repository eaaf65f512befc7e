"""What all tests share: where things are, and how kernels are started."""

import os

import pytest

from course import HTML, ROOT, notebooks
from course import browser as browsers
from tests.helpers import skips

# Kernels inherit these: outputs without dates, and the same order of every set in every run.
os.environ.update(SOURCE_DATE_EPOCH="0", PYTHONHASHSEED="0")
os.environ.pop("MPLBACKEND", None)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def toc():
    """The pages of the book, in order: paths from the root without an ending."""

    return notebooks.toc_pages(ROOT)


@pytest.fixture(scope="session")
def html():
    """The folder of the built book."""
    if not HTML.is_dir():
        pytest.fail(f"there is no {HTML.relative_to(ROOT)}: run `make book` first", pytrace=False)
    return HTML


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium: one for all files of a worker, as Playwright allows no second."""
    if browsers.chromium() is None:
        why = "no chromium, chromium-browser or google-chrome on the PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(why + ", and REQUIRE_BROWSER=1", pytrace=False)
        pytest.skip(why)
    with browsers.browser() as running:
        yield running


@pytest.fixture(scope="session")
def address(html):
    """Where the built book is served."""
    with browsers.serve(html) as where:
        yield where


def pytest_terminal_summary(terminalreporter):
    lines = list(skips.summary(terminalreporter.stats.get("skipped", [])))
    if lines:
        terminalreporter.section("skipped tests")
        terminalreporter.write("\n".join(lines) + "\n")
