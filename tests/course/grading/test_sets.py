"""Every set of the course stands: its own answers get full points, an empty notebook none."""

import pytest

from course import release
from course.grading import grade


@pytest.mark.parametrize("name", release.assignments())
def test_a_set_is_ready_to_be_graded(name, isolated):
    course = grade.read(name, "a secret")
    assert grade.rehearse(course) == sum(course.machine.values()) > 0
