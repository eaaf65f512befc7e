"""Every set of the course stands: its own answers get full points, an empty notebook none."""

import pytest

from course import specs
from course.grading import grade


@pytest.mark.parametrize("name", specs.names())
def test_a_set_is_ready_to_be_graded(name, isolated):
    course = grade.read(name, "a secret")
    assert grade.rehearse(course) == sum(course.machine.values()) > 0
