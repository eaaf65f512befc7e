"""Nothing of a run outlives it, whichever way it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.grading import sandbox

pytestmark = pytest.mark.usefixtures("isolated")
FORKS = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
GRADER = f"""
from course.grading import sandbox
with sandbox.Sandbox() as box:
    print(box.process.pid, flush=True)
    box.ask(run={FORKS!r}, seconds=600)
"""


def inside(process):
    """The processes of a run that are there now."""
    return {one for one in sandbox.family(process) if runs(one)}


def runs(process):
    try:
        return b"/program.py" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def gone(processes, patience=30):
    """Have they all ended?"""
    end = time.monotonic() + patience
    while left := {one for one in processes if runs(one)}:
        if time.monotonic() > end:
            return left
        time.sleep(0.1)
    return set()


def test_what_a_submission_leaves_running_ends_with_it():
    with sandbox.Sandbox() as box:
        with pytest.raises(sandbox.Ended, match="no end"):
            box.ask(run=FORKS, seconds=2)
        running = inside(box.process.pid)
        assert len(running) >= 8
    assert gone(running) == set()


def test_a_killed_grader_leaves_nothing_running():
    with subprocess.Popen([sys.executable, "-c", GRADER], stdout=subprocess.PIPE, text=True) as it:
        first, running = int(it.stdout.readline()), set()
        end = time.monotonic() + 120
        while len(running) < 8:
            assert time.monotonic() < end, running
            running = inside(first)
            time.sleep(0.1)
        os.kill(it.pid, signal.SIGKILL)
    assert gone(running) == set()
