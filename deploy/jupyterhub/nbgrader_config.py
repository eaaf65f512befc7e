"""nbgrader on the hub: where the exchange is, and which course it is. Every server reads it."""

import os

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.course_id = "matrix-calculus"
if student := os.environ.get("NBGRADER_STUDENT"):  # where accounts of the machine do not tell
    c.CourseDirectory.student_id = student
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/srv/nbgrader/exchange")
