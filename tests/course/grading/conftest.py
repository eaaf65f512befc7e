"""What the tests of grading share: a set of four questions, and a sandbox or a clear skip."""

import pytest

from course.grading import grade, sandbox
from tests import hostile


@pytest.fixture(scope="session")
def short(tmp_path_factory):
    """The root of a course that has one set of four questions."""
    return hostile.short_set(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def course(short):
    return grade.read(hostile.NAME, "a secret", short)


@pytest.fixture
def submitted(tmp_path):
    (tmp_path / "submitted").mkdir()
    return tmp_path / "submitted"


@pytest.fixture
def impatient(monkeypatch):
    """Two seconds of processor time for a cell: a loaded machine takes as long as it likes."""
    monkeypatch.setattr(sandbox, "CELL_SECONDS", 2)
    monkeypatch.setattr(sandbox, "WAIT", 30)
