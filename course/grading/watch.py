"""Waits until the grader is gone, and ends what it has left running; see ``sandbox.watch``.

Reads the numbers of processes from stdin, which closes with the grader.
"""

import sys
from pathlib import Path

from course.grading import sandbox


def main():
    started = [int(line) for line in sys.stdin]
    for pid in started:  # a number may have gone to another process meanwhile
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"/program.py" in command.read_bytes():
            sandbox.kill_family(pid)


if __name__ == "__main__":
    main()
