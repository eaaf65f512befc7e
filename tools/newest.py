"""Test against the newest versions of what the course uses, in a copy; report, change nothing.

    python tools/newest.py

The versions of the book's own build stay: they move together, and newer ones read other files. The
report goes to _build/newest.md, and to the job summary where GITHUB_STEP_SUMMARY names one.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = "# The book."  # the part of requirements.in whose pins stay
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.M)


def loosened(text):
    """requirements.in with its pins taken off, except those of the book's build."""
    parts = re.split(r"\n(?=# )", text)
    return "\n".join(part if part.startswith(KEPT) else PIN.sub(r"\1", part) for part in parts)


def versions(text):
    return dict(PIN.findall(text))


def differences(old, new):
    """Lines of a table: what has another version now."""
    before, after = versions(old), versions(new)
    return [f"| {name} | {before.get(name, '-')} | {after.get(name, '-')} |"
            for name in sorted(before | after) if before.get(name) != after.get(name)]


def copy_of_the_project(folder):
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                             check=True).stdout.splitlines()
    for name in tracked:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)


def main():
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        copy_of_the_project(copy)
        wanted = copy / "requirements.in"
        wanted.write_text(loosened(wanted.read_text(encoding="utf-8")), encoding="utf-8")
        old = (copy / "requirements.txt").read_text(encoding="utf-8")
        (copy / "requirements.txt").unlink()  # or the compiler prefers what stands there
        subprocess.run([sys.executable, "tools/lock.py"], cwd=copy, check=True)
        changed = differences(old, (copy / "requirements.txt").read_text(encoding="utf-8"))
        done = subprocess.run(["make", "test"], cwd=copy)
        report = "\n".join([
            f"# Newest versions: tests {'FAILED' if done.returncode else 'passed'}", "",
            "| package | locked | newest |", "|---|---|---|", *changed, ""])
    (ROOT / "_build").mkdir(exist_ok=True)
    (ROOT / "_build" / "newest.md").write_text(report, encoding="utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as file:
            file.write(report)
    print(report)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
