"""Examinations on paper: same seed, same bytes; versions differ; what is printed is true."""

import copy
import re
import shlex
import shutil
import subprocess
import sys

import numpy as np
import pytest

from course import ROOT, vary
from course.exam import ExamError, __main__, formulas, kinds, values
from course.exam.source import FILE, Source
from matrixcalculus import numdiff

SEED, VERSIONS = "7", 4


@pytest.fixture(scope="module")
def source():
    return Source()


@pytest.fixture(scope="module")
def drawn(source):
    return source.draw(SEED, VERSIONS)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exam") / "sheets"
    names = __main__.write(SEED, 2, folder)
    return {name: (folder / f"{name}.html").read_text() for name in names}


def numbers(one):
    """What a student is to find in a question."""
    if isinstance(one, kinds.Graph):
        return [x for node in one.walk.moving for x in (node.value, *node.adjoint, *node.slopes)]
    return np.ravel(one.right) if isinstance(one, kinds.Derivative) else []


# Sheets -------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_sheets(tmp_path, written):
    names = __main__.write(SEED, 2, tmp_path / "again")
    assert names == [f"{what}-{letter}" for letter in "AB" for what in ("sheet", "key", "rubric")]
    for name in names:
        assert (tmp_path / "again" / f"{name}.html").read_text() == written[name]
    assert (tmp_path / "again" / "katex" / "katex.min.css").exists()


def test_another_seed_gives_other_sheets(source, drawn):
    other = source.draw("8", 1)[0]
    assert [one.sheet() + one.ask for one in other] != [one.sheet() + one.ask for one in drawn[0]]


def test_no_question_stands_in_two_versions(drawn):
    for versions in zip(*drawn, strict=True):
        assert len({one.ask + one.sheet() + one.key() for one in versions}) == VERSIONS


def test_numbers_are_small_and_whole(drawn):
    for one in (one for version in drawn for one in version):
        found = np.asarray(numbers(one))
        assert np.all(np.abs(found) <= values.LARGEST) and np.all(found == np.round(found)), one.id


def test_a_sheet_shows_no_answer_and_no_seed(written):
    sheet, key = written["sheet-A"], written["key-A"]
    assert "seed" not in sheet and f"seed {SEED}" in key
    assert "adjoint" in sheet and 'fill="#a00"' not in sheet  # no local slope
    assert sheet.count("stroke-dasharray") > 15 and "stroke-dasharray" not in key
    assert 'class="room"' in sheet and "is wrong:" not in sheet


def test_every_formula_is_set(written):
    for text in written.values():
        assert "<formula" not in text and "katex" in text and "$" not in text


def test_a_rubric_has_the_points_of_the_sheet(drawn):
    for one in drawn[0]:
        assert sum(part["points"] for part in one.rubric) == one.points


def test_without_a_date_a_pdf_is_the_same():
    first, second = (b"x /CreationDate (D:%d+00'00') y" % date
                     for date in (20261129212540, 20270101000000))
    assert __main__.DATE.sub(__main__.NO_DATE, first) == \
        __main__.DATE.sub(__main__.NO_DATE, second) != first


# Truth --------------------------------------------------------------------------------------------


def test_the_adjoints_are_those_of_the_written_function(source):
    """The graph of the neuron against its loss, written by hand here."""
    entry = next(one for one in source.questions if one["id"] == "neuron")
    at = vary.combinations(entry)[5]
    made = source.made(entry, at)
    for name in "wb":
        slope = numdiff.jacobian(lambda t, name=name: (
            lambda w, x, b, y: (y - np.where(np.real(w * x + b) > 0, w * x + b, 0)) ** 2)(
                **{**at, name: t}), float(at[name]))
        assert made.walk.node[name].adjoint[0] == pytest.approx(slope[0, 0])


def test_a_path_that_is_forgotten_is_another_number(drawn):
    slips = next(one for one in drawn[0] if one.id == "paths").slips
    assert len(slips) >= 4 and all("only the path" in says for says, _ in slips)


FAULTS = {}


def fault(question, says):
    def registered(change):
        FAULTS[change.__name__] = question, change, says
        return change
    return registered


@fault("chain", "'answer', SymPy's derivative of 'of' and its complex step are not the same")
def a_wrong_answer(entry):
    entry["answer"] += " * 2"


@fault("jacobian", "not the same")
def an_answer_in_denominator_layout(entry):
    entry["answer"] = f"({entry['answer'].strip()}).T"


@fault("wrong-line", "not first right lines, then wrong ones")
def a_derivation_without_a_wrong_line(entry):
    for line in entry["lines"]:
        line["worth"] = entry["worth"]


@fault("wrong-line", "a second line is wrong")
def a_second_wrong_line(entry):
    entry["lines"][-1]["worth"] += " + 1"


@fault("wrong-line", "'correct' is not right")
def a_correction_that_is_wrong(entry):
    entry["worth"] += " + 1"


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_not_true_is_not_printed(source, name):
    question, change, says = FAULTS[name]
    entry = copy.deepcopy(next(one for one in source.questions if one["id"] == question))
    source.made(entry, vary.combinations(entry)[0])
    change(entry)
    with pytest.raises(ExamError, match=f"{FILE}:.*{question}.*{says}"):
        source.made(entry, vary.combinations(entry)[0])


def test_a_mistake_that_is_none_leaves_the_variant_out(source):
    entry = copy.deepcopy(next(one for one in source.questions if one["id"] == "chain"))
    entry["mistakes"] = {"nothing": entry["answer"]}
    with pytest.raises(kinds.Unfit, match="'nothing' is right at the printed point"):
        source.made(entry, vary.combinations(entry)[0])


def test_large_numbers_leave_the_variant_out(source):
    entry = copy.deepcopy(next(one for one in source.questions if one["id"] == "neuron"))
    with pytest.raises(kinds.Unfit, match="above 99"):
        source.made(entry, {"w": 20, "x": 3, "b": 1, "y": 9})


# The source ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("old, new, says", [
    ("kind: shapes", "kind: shape", "no kind 'shape'. Cure: one of graph"),
    ("points: 8", "points: 9", "the rubric's points are not the question's"),
    ("  room: 4", "  rooms: 4", "unknown field 'rooms'"),
    ("  by: w\n  at: {w: [1, 2], x", "  at: {w: [1, 2], x", "no 'by'. Cure: add it"),
    ("title: Matrix", "titel: Matrix", "no examination"),
    ("room: 4", "room: [4", "no YAML"),
    ("x not in (1, -1)", "x == 1", "'where' leaves out the first values"),
])
def test_a_fault_is_named_with_its_line(tmp_path, old, new, says):
    path = tmp_path / FILE
    path.parent.mkdir()
    text = (ROOT / FILE).read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ExamError, match=rf"^{FILE}:\d+: .*{re.escape(says)}"):
        Source(tmp_path)


def test_too_many_versions_are_refused(source):
    entry = copy.deepcopy(next(one for one in source.questions if one["id"] == "shapes"))
    entry["vary"]["m"] = [2, 3]
    entry["vary"]["n"] = [4, 5]
    with pytest.raises(ExamError, match="shapes has . good variants, and 9 versions are wanted"):
        source._drawn(entry, "7", 9)


def test_a_formula_that_katex_refuses_is_named():
    with pytest.raises(ExamError, match=r"KaTeX refuses a formula: .*Undefined control"):
        formulas.typeset([formulas.place(r"\nonsense")])


@pytest.mark.parametrize("arguments, says", [
    (["--versions", "0"], "no number from 1 to 26"), (["--versions", "many"], "no number"),
    (["--seed", "a b"], "SEED is a number or a word")])
def test_what_is_asked_for_wrongly(arguments, says):
    with pytest.raises(SystemExit, match=says):
        __main__.main(arguments)


PRINT = """
import shutil, sys
from pathlib import Path
from course.exam import __main__ as exam
exam.BUILD = Path(sys.argv[1])
exam.main(sys.argv[2:])
shutil.copytree(exam.BUILD / "exam", exam.BUILD / "again")
exam.print_all(["sheet-A"], exam.BUILD / "again")
"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a Chromium")
def test_make_exam_writes_everything_and_a_pdf_is_the_same_twice(tmp_path):
    recipe = subprocess.run(
        ["make", "--no-print-directory", "-n", "exam", "SEED=7", "VERSIONS=1"],
        cwd=ROOT, text=True, capture_output=True, check=True).stdout
    assert (command := "python -m course.exam ") in recipe
    arguments = shlex.split(recipe.split(command)[1].splitlines()[0])
    folder, again = tmp_path / "exam", tmp_path / "again"
    done = subprocess.run(  # a process of its own: here, other tests may drive a browser
        [sys.executable, "-c", PRINT, tmp_path, *arguments],
        cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert "Wrote 1 version into _build/exam/" in done.stdout
    assert {one.stem for one in folder.glob("*.pdf")} == {"sheet-A", "key-A", "rubric-A"}
    assert (folder / "sheet-A.pdf").read_bytes() == (again / "sheet-A.pdf").read_bytes()
