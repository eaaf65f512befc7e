"""Grading a class, whatever happens to it: each gets a grade or a line, and nothing is lost."""

import contextlib
import csv
import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from course.grading import __main__ as program
from course.grading import grade, results, sandbox, truth
from tests import hostile
from tests.hostile import NAME, answered, cell, hand_in, notebook

RIGHT, OF = 6, 7  # points of the short set: by the machine, with words


@pytest.fixture
def nb(short):
    return answered(short)


def one(short, submitted, nb, student="one"):
    """The result of one notebook."""
    hand_in(submitted, student, nb)
    return hostile.graded(short, submitted)[student]


def said(result, question):
    return next(part for part in result["questions"] if part["question"] == question)


def replaced(nb, name, source):
    cell(nb, name)["source"] = source
    return nb


# The course itself --------------------------------------------------------------------------------


def test_the_courses_own_answers_get_full_points_and_an_empty_notebook_none(course, isolated):
    assert grade.rehearse(course) == RIGHT


@pytest.mark.parametrize("change, says", [
    (lambda answers: answers.update(tripled=[
        truth.Answer("tripled_by_w", "value", [truth.Case({"x": [1.0], "w": [1.0]}, 7.0)])]),
     "do not get full points: tripled"),
    (lambda answers: answers.update(tripled=[], shapes=[]),
     "an empty notebook gets points: tripled, shapes"),
])
def test_a_set_that_does_not_stand_is_not_graded(change, says, short, isolated):
    course = grade.read(NAME, "a secret", short)
    change(course.answers)
    with pytest.raises(grade.NotReady, match=says):
        grade.rehearse(course)


# The honest ---------------------------------------------------------------------------------------


def test_the_honest_get_what_they_earned(short, submitted, nb, isolated):
    hand_in(submitted, "blank", notebook(short))
    hand_in(submitted, "right", nb)
    half = replaced(answered(short), "shapes", "a, b, c = (7, 7), (1, 7), (7, 1)")
    hand_in(submitted, "half", half)
    first = answered(short)
    imports = next(one for one in first["cells"] if one["cell_type"] == "code")
    imports["source"] = "".join(imports["source"]) + "\nimport math"
    hand_in(submitted, "imports", replaced(
        first, "tripled", "def tripled_by_w(w, x):\n    return math.sqrt(9) * np.diag(x)"))
    hand_in(submitted, "minus", replaced(
        answered(short), "tripled",
        "def tripled_by_w(w, x):\n    return -3 * np.diag(-(x == x) * x)"))
    bare = answered(short)
    for one_cell in bare["cells"]:
        one_cell["metadata"] = {}
    hand_in(submitted, "bare", bare)
    hand_in(submitted, "syntax", replaced(
        answered(short), "tripled", "def tripled_by_w(w, x)\n    return np.diag(3 * x)"))
    hand_in(submitted, "magic", replaced(answered(short), "tripled", (
        "%matplotlib inline\n!true\nprint('x' * 10**6)\n" + "".join(
            cell(nb, "tripled")["source"]))))
    hand_in(submitted, "computed", replaced(answered(short), "tripled", (
        "from matrixcalculus import numdiff\n\ndef tripled_by_w(w, x):\n"
        "    return numdiff.jacobian(lambda w: 3 * w * x, w)")))
    hand_in(submitted, "checked", replaced(answered(short), "tripled", (
        "from matrixcalculus import numdiff\n" + "".join(cell(nb, "tripled")["source"]) +
        "\nprint(numdiff.jacobian(lambda w: 3 * w * np.ones(2), np.ones(2)))")))
    found = hostile.graded(short, submitted)
    points = {student: result["points"] for student, result in found.items()}
    assert points == {"blank": 0, "right": 6, "half": 4, "imports": 6, "minus": 6, "bare": 6,
                      "syntax": 5, "magic": 6, "computed": 5, "checked": 6}
    assert "SyntaxError: expected ':' (line 1)" in said(found["syntax"], "tripled")["said"]
    assert "rows and columns" in said(found["half"], "shapes")["said"]
    assert said(found["computed"], "tripled")["said"].startswith("computed with numdiff")
    assert found["right"]["notes"] == found["checked"]["notes"] == []
    assert found["blank"]["by_hand"] == [] and len(found["right"]["by_hand"]) == 1


LOOP = "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass"
CALLED = "def tripled_by_w(w, x):\n    " + LOOP.replace("\n", "\n    ")


@pytest.mark.parametrize("name, source", [
    ("tripled", LOOP), ("tripled", CALLED), ("tripled", "import os\nos._exit(1)")])
def test_an_endless_loop_or_an_end_costs_one_question(
        name, source, short, submitted, nb, isolated, impatient):
    result = one(short, submitted, replaced(nb, name, source))
    assert result["points"] == RIGHT - 1 and len(result["notes"]) == 1
    assert "no end after 2 seconds" in result["notes"][0] or "ended here" in result["notes"][0]


# A class ------------------------------------------------------------------------------------------


def run(short, submitted, *more):
    """`make grade`, in this process; its exit code or sentence."""
    try:
        program.main([NAME, "--submitted", str(submitted), *more], root=short)
    except SystemExit as why:
        return why.code
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def table(submitted):
    with open(submitted.parent / f"{NAME}.csv", encoding="utf-8", newline="") as file:
        return {row["student"]: row["points"] for row in csv.DictReader(file)}


def test_a_class_is_graded_once_and_a_resubmission_again(short, submitted, nb, isolated, capsys):
    hand_in(submitted, "right", nb)
    hand_in(submitted, "garbled", "no notebook")
    (submitted / "missing").mkdir()
    assert run(short, submitted) is None
    out = capsys.readouterr().out
    assert "The sandbox holds: 12 probes." in out and "[3/3]" in out
    assert "The course's own answers get 6 of 6 points, an empty notebook 0." in out
    assert table(submitted) == {"right": "6", "garbled": "0", "missing": "0"}
    report = (submitted.parent / f"{NAME}-report.md").read_text()
    assert "**garbled**: not a notebook" in report and "**missing**: no notebook" in report
    for path in (submitted.parent / "results" / NAME, submitted.parent / "secret"):
        assert path.stat().st_mode & 0o077 == 0
    hand_in(submitted, "late", replaced(nb, "tripled", "pass"))
    path = submitted / "right" / NAME / f"{NAME}.ipynb"
    path.write_text(json.dumps(replaced(nb, "which-rule", "rule = 'R-ew-add-x'")))
    assert run(short, submitted) is None
    out = capsys.readouterr().out
    assert out.count("already graded") == 2 and "before: 6 points" in out
    assert table(submitted)["right"] == "4" and table(submitted)["late"] == "5"
    earlier = submitted.parent / "results" / NAME / "earlier" / "right-1.json"
    assert json.loads(earlier.read_text())["points"] == 6


def test_parts_are_merged(short, submitted, nb, isolated, capsys):
    for number in range(4):
        hand_in(submitted, f"s{number}", nb if number else notebook(short))
    assert run(short, submitted, "--merge") and "4 of 4 could not" in str(
        run(short, submitted, "--merge"))
    for part in ("1/2", "2/2"):
        assert run(short, submitted, "--part", part) is None
    assert run(short, submitted, "--merge") is None
    assert table(submitted) == {"s0": "0", "s1": "6", "s2": "6", "s3": "6"}


# The machine fails --------------------------------------------------------------------------------


def fake(monkeypatch, tmp_path, text):
    """A bwrap that does something else."""
    path = tmp_path / "bin" / "bwrap"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")


@pytest.mark.parametrize("text, says", [
    ("echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1",
     "kernel.apparmor_restrict_unprivileged_userns=0"),
    ("echo 'bwrap: Creating new namespace failed: Operation not permitted' >&2; exit 1",
     "User namespaces are forbidden here"),
    ("echo 'bwrap: Unknown option --disable-userns' >&2; exit 1", "bubblewrap 0.8 or newer"),
    ("exit 1", "it says nothing"), ("echo nonsense", "does not start"),
])
def test_a_sandbox_that_fails_is_nobodys_grade(text, says, short, submitted, nb, tmp_path,
                                               monkeypatch):
    fake(monkeypatch, tmp_path, text)
    hand_in(submitted, "right", nb)
    why = run(short, submitted)
    assert says in why and why.startswith("Cannot grade: ") and "--unsafe" in why
    assert not list((submitted.parent / "results").glob("**/*.json"))


def test_without_a_sandbox_it_refuses(short, submitted, monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert "there is no bwrap here (Debian: apt-get install bubblewrap)" in run(short, submitted)


def test_a_sandbox_that_fails_for_a_while_is_tried_again(course, short, submitted, nb, isolated,
                                                         monkeypatch):
    monkeypatch.setattr(grade, "TRIES", (0.1, 0.1))
    whole, calls = sandbox.command, []

    def failing(*arguments):
        calls.append(1)
        return ["false"] if len(calls) < 3 else whole(*arguments)
    monkeypatch.setattr(sandbox, "command", failing)
    assert one(short, submitted, nb)["points"] == RIGHT
    monkeypatch.setattr(sandbox, "command", lambda *_: ["false"])
    again = one(short, submitted, nb, "two")
    assert again["state"] == results.FAILED
    assert not (submitted.parent / "results" / NAME / "two.json").exists()
    monkeypatch.setattr(sandbox, "command", whole)
    found = hostile.graded(short, submitted)
    assert found["two"]["points"] == RIGHT and found["two"]["state"] == results.GRADED


def test_a_full_disk_is_said_and_the_next_run_goes_on(short, submitted, nb, isolated, monkeypatch):
    whole = results.write

    def full(path, text):
        if path.name == "one.json":
            raise OSError(28, "No space left on device")
        whole(path, text)
    monkeypatch.setattr(results, "write", full)
    result = one(short, submitted, nb)
    assert result["state"] == results.FAILED
    assert result["notes"] == ["the result could not be stored (No space left on device)"]
    monkeypatch.setattr(results, "write", whole)
    assert hostile.graded(short, submitted)["one"]["points"] == RIGHT


def test_a_fault_of_the_grader_is_logged_and_ends_nothing(short, submitted, nb, monkeypatch):
    monkeypatch.setattr(grade, "grade", lambda *_: 1 / 0)
    result = one(short, submitted, nb)
    assert result["state"] == results.FAILED and "ZeroDivisionError" in result["notes"][0]
    assert "Traceback" in (submitted.parent / "log.txt").read_text()


@pytest.mark.parametrize("status, held", [(0, True), (1, False)])
def test_where_systemd_offers_a_control_group_it_is_used(status, held, tmp_path, isolated,
                                                         monkeypatch):
    """With a systemd-run that does nothing but run the command; a real one was not at hand."""
    path = tmp_path / "systemd-run"
    path.write_text(f"""#!/bin/sh
[ {status} = 0 ] || exit 1
echo "$*" >> {tmp_path}/said
while [ "${{1#-}}" != "$1" ]; do
    [ "$1" = -p ] && shift
    shift
done
exec "$@"
""")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(sandbox, "SYSTEMD", tmp_path)
    sandbox.control_group.cache_clear()
    try:
        assert bool(sandbox.control_group()) is held
        assert sandbox.probe() == 12
        if held:
            said = (tmp_path / "said").read_text()
            assert f"-p MemoryMax={sandbox.MEMORY} " in said and "env -i PATH=" in said
    finally:
        sandbox.control_group.cache_clear()


# Interrupted --------------------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
from course.grading.__main__ import main
main(["06-elementwise", "--submitted", sys.argv[2]], root=Path(sys.argv[1]))
"""


def started(short, submitted, **more):
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(short), str(submitted)], **more)


def alive(processes):
    """Which of these are sandboxes that still run?"""
    found = set()
    for one in processes:
        with contextlib.suppress(OSError), open(f"/proc/{one}/cmdline", "rb") as file:
            if b"/program.py" in file.read():
                found.add(one)
    return found


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def heard(terminal):
    """What a terminal shows until its program ends."""
    text = b""
    with contextlib.suppress(OSError):
        while got := os.read(terminal, 4096):
            text += got
    return text.decode()


def a_class(short, submitted, nb):
    """Three students, the last of whom takes long."""
    hand_in(submitted, "a", nb)
    for student in ("y", "z"):
        hand_in(submitted, student, replaced(answered(short), "tripled",
                                             "import time\ntime.sleep(3)\n" + "".join(
                                                 cell(nb, "tripled")["source"])))
    return submitted.parent / "results" / NAME / "a.json"


def test_ctrl_c_in_a_terminal_loses_nothing(short, submitted, nb, isolated):
    first = a_class(short, submitted, nb)
    grader, terminal = pty.fork()
    if grader == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as at a terminal, however the tests began
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, str(short), str(submitted)])
    until(first.exists)
    started_by_it = sandbox.family(grader)
    os.write(terminal, b"\x03")
    out = heard(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(grader, 0)[1])
    assert code == 130 and "Interrupted. What was graded is kept" in out, out
    assert "Traceback" not in out
    until(lambda: not alive(started_by_it), 30)
    assert results.load(first.parent, NAME, "a")["points"] == RIGHT
    assert run(short, submitted) is None
    assert table(submitted) == {"a": "6", "y": "6", "z": "6"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ended_from_outside_it_loses_nothing(number, short, submitted, nb, isolated):
    first = a_class(short, submitted, nb)
    with started(short, submitted, stdout=subprocess.DEVNULL) as grader:
        until(first.exists)
        started_by_it = sandbox.family(grader.pid)
        grader.send_signal(number)
    assert grader.returncode == (130 if number == signal.SIGTERM else -signal.SIGKILL)
    until(lambda: not alive(started_by_it), 30)
    assert run(short, submitted) is None
    assert table(submitted) == {"a": "6", "y": "6", "z": "6"}


def test_two_at_once_are_told_apart(short, submitted, nb, isolated):
    first = a_class(short, submitted, nb)
    with started(short, submitted, stdout=subprocess.DEVNULL) as grader:
        until(first.exists)
        assert "Somebody is grading 06-elementwise" in run(short, submitted)
        assert grader.wait() == 0
    assert table(submitted) == {"a": "6", "y": "6", "z": "6"}


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments, says", [
    (["nonsense"], "There is no solutions/nonsense. Cure: name one, as in: make grade ASSIGN"),
    ([], r"Which set\? Cure: name one"),
    ([NAME, "--submitted", "nowhere"], "There is no folder nowhere"),
    ([NAME, "--submitted", "/tmp", "--part", "4/3"], "say it as 3/10"),
    ([NAME, "--submitted", "/tmp", "--processes", "0"], "from 1 on"),
])
def test_what_is_missing_is_said(arguments, says, short):
    with pytest.raises(SystemExit, match=says):
        program.main(arguments, root=short)


def test_without_a_wall_the_verdict_is_still_made_outside(short, submitted, nb):
    hand_in(submitted, "right", nb)
    hand_in(submitted, "cheat", hostile.attacked(
        short, hostile.attacks("points")["rebound_checks"]))
    found = hostile.graded(short, submitted, unsafe=True)
    assert [found[name]["points"] for name in ("right", "cheat")] == [RIGHT, 0]
