"""Examinations on paper: from ``solutions/exam.yml`` to printed sheets, keys and rubrics.

    make exam SEED=7 VERSIONS=4
"""


class ExamError(ValueError):
    """Sheets that cannot be made: where, what is wrong, the cure."""
