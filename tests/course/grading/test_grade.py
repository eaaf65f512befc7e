"""Grading a class, whatever is handed in, interrupted or not: each gets a grade or a clear line.

The tests in the sandbox need bubblewrap; without it they are skipped, or fail if REQUIRE_SANDBOX=1.
"""

import copy
import csv
import json
import os
import shutil

import grade
import pytest

from course.lab import contents

NAME = "06-elementwise"
ROOT = grade.ROOT


def notebook(folder):
    return json.loads((ROOT / folder / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))


def cell(nb, name):
    return next(one for one in nb["cells"] if grade.grade_id(one) == name)


@pytest.fixture
def answered():
    """The exercise with every right answer filled in."""
    nb, solved = notebook("exercises"), notebook("solutions")
    for one in nb["cells"]:
        one.setdefault("metadata", {})
        if one["metadata"].get("nbgrader", {}).get("solution"):
            one["source"] = cell(solved, grade.grade_id(one))["source"]
    return nb


@pytest.fixture
def short(monkeypatch, tmp_path):
    """The assignment cut to its first two questions, so that a run takes seconds."""
    for folder in ("solutions", "exercises"):
        nb = notebook(folder)
        last = next(n for n, one in enumerate(nb["cells"])
                    if grade.grade_id(one) == "squares-check")
        nb["cells"] = nb["cells"][:last + 1]
        place = tmp_path / folder / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    monkeypatch.setattr(grade, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def isolated():
    if not shutil.which("bwrap"):
        why = "no bubblewrap (bwrap) on the PATH"
        if os.environ.get("REQUIRE_SANDBOX") == "1":
            pytest.fail(why + ", and REQUIRE_SANDBOX=1", pytrace=False)
        pytest.skip(why)


def hand_in(folder, student, nb):
    place = folder / "submitted" / student / NAME
    place.mkdir(parents=True)
    text = nb if isinstance(nb, str) else json.dumps(nb)
    (place / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
    return place / f"{NAME}.ipynb"


# What is run --------------------------------------------------------------------------------------


def planned(submission):
    source, release = (grade.cells_of(ROOT / folder / NAME / f"{NAME}.ipynb")
                       for folder in ("solutions", "exercises"))
    return grade.plan(source, release, [
        {**one, "source": "".join(one["source"])} for one in submission["cells"]])


def test_every_question_is_run_with_its_hidden_test(answered):
    steps, by_hand, notes = planned(answered)
    checks = [(earns, code) for earns, code in steps if earns]
    assert notes == [] and len(by_hand) == 1
    assert sum(points for (_, points), _ in checks) + by_hand[0]["points"] == 18
    assert sum("judge" in code for _, code in checks) >= 6


def test_a_notebook_from_the_lab_is_run_like_any_other(answered):
    before = planned(answered)
    from_lab = json.loads(contents.stripped(copy.deepcopy(answered)))
    assert from_lab["metadata"]["kernelspec"]["name"] == "python"  # that of the browser
    assert planned(from_lab) == before


def test_an_edited_check_is_replaced(answered):
    cell(answered, "tripled-check")["source"] = "pass"
    steps, _, notes = planned(answered)
    assert notes == ["tripled-check was edited: the original was used"]
    assert all(code != "pass" for _, code in steps)


def test_deleted_cells_are_restored(answered):
    answered["cells"] = [one for one in answered["cells"]
                         if grade.grade_id(one) not in ("ratio-check", "tripled", "own-words")]
    steps, by_hand, notes = planned(answered)
    assert sorted(notes) == [
        "own-words was deleted: no answer", "ratio-check was deleted: restored",
        "tripled was deleted: no answer"]
    assert len([one for one, _ in steps if one]) == 10 and "YOUR ANSWER" in by_hand[0]["text"]


def test_a_copied_cell_counts_once(answered):
    twin = copy.deepcopy(cell(answered, "tripled"))
    twin["source"] = "raise SystemExit"
    answered["cells"].append(twin)
    steps, _, notes = planned(answered)
    assert notes == ["tripled is there twice: the first counts"]
    assert all(code != "raise SystemExit" for _, code in steps)


def test_own_cells_run_where_they_stand(answered):
    where = answered["cells"].index(cell(answered, "tripled"))
    answered["cells"].insert(where, {"cell_type": "code", "id": "mine", "metadata": {},
                                     "source": "helper = 3"})
    steps, _, _ = planned(answered)
    codes = [code for _, code in steps]
    assert codes.index("helper = 3") < next(
        n for n, code in enumerate(codes) if "def tripled_by_w" in code)


# In the sandbox -----------------------------------------------------------------------------------

SPY = """
import glob, os, socket
seen = [path for path in (PATHS) if os.path.exists(path)]
try:
    socket.create_connection(("192.0.2.1", 80), 1)
    seen.append("network")
except OSError as error:
    if "unreachable" not in str(error):
        seen.append(str(error))
for path in ("/usr/mine", os.path.dirname(np.__file__) + "/mine", "/runner.py"):
    try:
        open(path, "a")
        seen.append("wrote " + path)
    except OSError:
        pass
def tripled_by_w(w, x):
    raise ValueError(f"seen: {seen}")
"""


@pytest.mark.parametrize("student, change, points, says", [
    ("right", None, 3, ""),
    ("dies", ("tripled", "import os\nos._exit(1)"), 2, "the kernel died here"),
    ("memory", ("tripled", "def tripled_by_w(w, x):\n    return np.ones(10**9)"), 2, ""),
    ("spy", ("tripled", SPY), 2, ""),
])
def test_a_submission_is_graded_alone(student, change, points, says, answered, short, isolated):
    if change:
        secret = [str(ROOT / "solutions"), str(ROOT / "tests"), str(short), "/etc/shadow"]
        cell(answered, change[0])["source"] = change[1].replace("PATHS", repr(secret))
    result = grade.grade(NAME, hand_in(short, student, answered))
    assert result["points"] == points, result
    assert says in "; ".join(result["notes"])
    if student == "spy":
        assert "seen: []" in result["questions"][0]["said"], result["questions"][0]


def test_an_endless_loop_costs_one_question(answered, short, isolated, monkeypatch):
    monkeypatch.setattr(grade, "CELL_SECONDS", 2)
    cell(answered, "tripled")["source"] = "while True: pass"
    assert grade.grade(NAME, hand_in(short, "loops", answered))["points"] == 2


def test_a_class_is_graded_once(answered, short, isolated, capsys):
    hand_in(short, "right", answered)
    hand_in(short, "empty", notebook("exercises"))
    hand_in(short, "garbled", "no notebook")
    (short / "submitted" / "missing").mkdir()
    arguments = [NAME, "--submitted", str(short / "submitted")]
    grade.main(arguments)
    assert "[4/4]" in capsys.readouterr().out
    with open(short / f"{NAME}.csv", encoding="utf-8", newline="") as file:
        points = {row["student"]: row["points"] for row in csv.DictReader(file)}
    assert points == {"right": "3", "empty": "0", "garbled": "0", "missing": "0"}
    report = (short / f"{NAME}-report.md").read_text()
    assert "**garbled**: not a notebook" in report and "**missing**: no notebook" in report
    said = (short / "feedback" / "empty" / f"{NAME}.md").read_text()
    assert "not yet: what the function returns is None: fill it in" in said
    grade.main(arguments)
    assert capsys.readouterr().out.count("already graded") == 4


def test_interrupting_loses_nothing(answered, short, isolated):
    for student in ("a", "b", "c"):
        hand_in(short, student, answered)
    results = short / "results"

    def interrupt(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade.grade_all(NAME, short / "submitted", results, 1, say=interrupt)
    assert (results / "a.json").is_file()
    said = []
    grade.grade_all(NAME, short / "submitted", results, 2, say=said.append)
    assert sum("already graded" in line for line in said) >= 1 and len(said) == 3


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments, says", [
    (["nonsense"], "There is no solutions/nonsense"),
    ([NAME, "--submitted", "nowhere"], "There is no folder nowhere"),
])
def test_what_is_missing_is_said(arguments, says):
    with pytest.raises(SystemExit, match=says):
        grade.main(arguments)


def test_without_a_sandbox_it_refuses(monkeypatch, tmp_path):
    monkeypatch.setattr(grade.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="--unsafe"):
        grade.main([NAME, "--submitted", str(tmp_path)])
