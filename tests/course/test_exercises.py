"""What an exercise shows of a question."""

from course import exercises
from course.specs import Task


def asked(text):
    return exercises.asked(Task("one", "One", 1, 1, text, back=[3, 4]))


def test_the_note_of_earlier_chapters_closes_no_block_of_code():
    assert asked("Why?\n") == "Why? *(From Chapters 3 and 4.)*"
    assert asked("Mend it:\n```python\nx\n```\n").endswith("\n```\n\n*(From Chapters 3 and 4.)*")
