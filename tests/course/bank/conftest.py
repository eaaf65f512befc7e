"""A checkout's folder with the example questions, which have one of every kind."""

import pytest

from course import ROOT
from course.bank import misconceptions, portable, read
from tests.helpers import small_book

NAME = "book/questions/06-elementwise.yml"


@pytest.fixture(scope="session")
def example():
    """The text of the example file."""
    return (ROOT / "tests" / "helpers" / "questions.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    small_book.bank_folder(ROOT, folder)
    return folder


@pytest.fixture
def write(checkout):
    """Write a file of questions for the time of a test; return its path."""
    paths = []

    def written(text, name=NAME):
        path = checkout / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
        return path

    yield written
    for path in paths:
        path.unlink(missing_ok=True)


@pytest.fixture
def questions(write, example, checkout):
    """The example as questions."""
    return read.load(write(example), checkout)


@pytest.fixture
def by_kind(questions):
    """The first question of each kind."""
    return {one.kind: one for one in reversed(questions)}


@pytest.fixture
def items(questions):
    return portable.collection(questions, misconceptions.statements())
