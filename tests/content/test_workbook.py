"""Every task of the workbook is worked out, every line of it holds, and chapters have theirs."""

import re

import pytest

from course import ROOT, notebooks
from course.site.workbook import tasks

MARK = re.compile(r"<!-- workbook (\S+) -->")


@pytest.mark.parametrize("one", tasks().values(), ids=lambda one: one.id)
def test_the_worked_derivation_holds_line_by_line_and_reaches_the_end(one):
    book = one.worked()
    assert {line.state for line in book.verdicts} <= {"right", "named"}, [
        (line.text, line.says) for line in book.verdicts if line.state not in ("right", "named")]
    assert book.verdicts[-1].end and "not simplified" not in book.verdicts[-1].says
    assert all(line["because"] for line in one.way) and len(one.way) >= 4


@pytest.mark.parametrize("one", tasks().values(), ids=lambda one: one.id)
def test_a_changed_end_is_refused(one):
    book = one.worked()
    last = one.way[-1]["line"]
    name, _, right = last.partition("=")
    verdict = book.enter(f"{name}= 2 * ({right})")
    assert verdict.state == "wrong" and verdict.slip == "factor"


def test_chapters_6_to_15_have_a_task_of_their_own():
    marked = {}
    for path in sorted((ROOT / "book").rglob("*.ipynb")):
        for found in MARK.findall(path.read_text(encoding="utf-8")):
            marked.setdefault(path.name[:2], []).append(found)
    assert {number for number in marked} >= {f"{k:02}" for k in range(6, 16)}
    for number, found in marked.items():
        assert set(found) <= set(tasks()) and all(one.startswith(number) for one in found)


def test_marks_stand_in_text_only():
    assert notebooks.MARK.search("<!-- workbook 13-loss -->")
