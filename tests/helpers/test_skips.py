"""What a machine lacks is said at the end of a run: which tests, why, and the cure."""

from types import SimpleNamespace

from tests.helpers import skips


def report(test, reason):
    return SimpleNamespace(nodeid=test, longrepr=("conftest.py", 1, f"Skipped: {reason}"))


def test_each_reason_is_said_once_with_its_tests_and_its_cure():
    lines = list(skips.summary([
        report("tests/a.py::one", "no chromium on the PATH"),
        report("tests/a.py::two[3]", "no chromium on the PATH"),
        report("tests/b.py::one", "no chromium on the PATH"),
        report("tests/c.py::one", "no bubblewrap (bwrap) on the PATH"),
    ]))
    assert lines[:2] == ["1 skipped: no bubblewrap (bwrap) on the PATH", "    tests/c.py (1)"]
    assert lines[3] == "3 skipped: no chromium on the PATH"
    assert lines[4] == "    tests/a.py (2), tests/b.py (1)"
    assert "apt-get install bubblewrap" in lines[2] and "apt-get install chromium" in lines[5]


def test_nothing_skipped_nothing_said():
    assert list(skips.summary([])) == []
