"""Grade a folder of submissions, each alone in a sandbox, in parallel; to be interrupted at will.

    python tools/grade.py 06-elementwise [--submitted FOLDER] [--processes N] [--unsafe]

Submissions lie where nbgrader collects them: FOLDER/<student>/<assignment>/<assignment>.ipynb, by
default below grading/submitted. Results go to grading/: one file a student (nothing is graded
twice), grades as CSV, feedback, and a report of what needs a human.
"""

import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNNER = Path(__file__).with_name("grade_runner.py")
CELL_SECONDS = 20
SECONDS = 300  # for a whole submission
MEMORY = 4 << 30  # bytes of address space, each process
FILE = 64 << 20  # bytes, the largest file that it may write
PROCESSES = 256  # and threads
REFUSAL = """There is no bubblewrap here (Debian: apt-get install bubblewrap), so submissions
cannot be isolated. With --unsafe they run with your rights: they can read and change your files,
the solutions and the grades, and use the network. Do that only on a machine that you can lose."""


# What is run --------------------------------------------------------------------------------------


def cells_of(path):
    """The cells of a notebook, whose sources are strings. Raises ValueError in one line."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        cells = data["cells"]
        return [{**one, "source": "".join(one["source"]), "metadata": one.get("metadata", {})}
                for one in cells]
    except FileNotFoundError:
        raise ValueError("no notebook of that name was handed in") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"not a notebook ({type(error).__name__})") from None


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def is_answer(cell):
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def plan(source, release, submission):
    """What to run, which cell earns what, and what was found odd.

    The course's own cells run as the solution has them, hidden tests included, whatever a student
    did to the copies; a student's answers, and cells of their own, run where they stand.
    """
    theirs, notes = {}, []
    for cell in submission:
        if grade_id(cell) and grade_id(cell) in theirs:
            notes.append(f"{grade_id(cell)} is there twice: the first counts")
            cell["copied"] = True
        elif grade_id(cell):
            theirs[grade_id(cell)] = cell
    released = {grade_id(one): one for one in release if grade_id(one)}
    own = _own_cells(source, submission)
    steps = [(None, code) for code in own.get(None, [])]
    by_hand = []
    for cell in source:
        name = grade_id(cell)
        mine = theirs.get(name)
        grader = cell["metadata"].get("nbgrader", {})
        if name and not mine:
            notes.append(f"{name} was deleted: {'no answer' if is_answer(cell) else 'restored'}")
        if name and mine and not is_answer(cell) and mine["source"] != released[name]["source"]:
            notes.append(f"{name} was edited: the original was used")
        if is_answer(cell) and grader.get("grade"):
            by_hand.append({"question": name, "points": grader["points"],
                            "text": (mine or released[name])["source"]})
        elif cell["cell_type"] == "code":
            code = (mine or released[name])["source"] if is_answer(cell) else cell["source"]
            earns = (name, grader["points"]) if grader.get("grade") else None
            steps.append((earns, code))
        steps += [(None, code) for code in own.get(cell["id"], [])]
    return steps, by_hand, notes


def _own_cells(source, submission):
    """A student's own code cells, by the id of the course's cell that they follow."""
    known = {cell["id"] for cell in source}
    own, last = {}, None
    for cell in submission:
        if cell.get("id") in known or grade_id(cell):
            last = cell.get("id") if cell.get("id") in known else last
        elif cell["cell_type"] == "code":
            own.setdefault(last, []).append(cell["source"])
    return own


# In isolation -------------------------------------------------------------------------------------


def sandbox(folder, unsafe=False):
    """The command before the command: no network, no other files, limits on time and memory."""
    limits = ["prlimit", f"--as={MEMORY}", f"--fsize={FILE}", f"--nproc={PROCESSES}",
              f"--cpu={SECONDS}"] if shutil.which("prlimit") else []
    if unsafe:
        return limits
    seen = ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives",
            sys.base_prefix, sys.prefix, *find_spec("matrixcalculus").submodule_search_locations]
    mounts = []
    for path in dict.fromkeys(seen):
        if Path(path).is_symlink():
            mounts += ["--symlink", os.readlink(path), path]
        elif Path(path).exists():
            mounts += ["--ro-bind", path, path]
    return ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--uid", "65534", "--gid", "65534", "--tmpfs", "/tmp", *mounts,  # it may lie in /tmp
            "--proc", "/proc", "--dev", "/dev", "--bind", str(folder), "/home", "--chdir", "/home",
            "--ro-bind", str(RUNNER), "/runner.py",
            "--setenv", "HOME", "/home", "--setenv", "PATH", f"{sys.prefix}/bin:/usr/bin:/bin",
            "--setenv", "PYTHONDONTWRITEBYTECODE", "1", "--setenv", "MPLCONFIGDIR", "/tmp",
            "--setenv", "OPENBLAS_NUM_THREADS", "1", *limits]


def run(steps, unsafe=False):
    """Run the cells; return what the runner said of each, and a line if it did not finish."""
    task = json.dumps({"cells": [code for _, code in steps], "seconds": CELL_SECONDS})
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # its user in there is nobody
        runner = str(RUNNER) if unsafe else "/runner.py"
        try:
            done = subprocess.run(
                [*sandbox(folder, unsafe), sys.executable, runner], input=task, text=True,
                capture_output=True, timeout=SECONDS, cwd=folder,
            )
            out, trouble = done.stdout, "" if done.returncode == 0 else _last(done.stderr)
        except subprocess.TimeoutExpired as late:
            out, trouble = late.stdout or b"", f"stopped after {SECONDS} seconds"
            out = out.decode() if isinstance(out, bytes) else out
    results = {}
    for line in out.splitlines():
        one = json.loads(line)
        results[one["cell"]] = one
    if None in results:
        trouble = results.pop(None)["said"]
    return results, trouble


def _last(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return f"the run ended early: {lines[-1][:200]}" if lines else "the run ended early"


# One student --------------------------------------------------------------------------------------


def grade(assignment, path, unsafe=False):
    """Grade one submission: a plain dict, whatever is wrong with it."""
    source = cells_of(ROOT / "solutions" / assignment / f"{assignment}.ipynb")
    release = cells_of(ROOT / "exercises" / assignment / f"{assignment}.ipynb")
    most = sum(one["metadata"]["nbgrader"]["points"] for one in source
               if one["metadata"].get("nbgrader", {}).get("grade"))
    result = {"assignment": assignment, "student": path.parts[-3], "points": 0, "of": most,
              "questions": [], "by_hand": [], "notes": [], "digest": digest(path)}
    try:
        steps, result["by_hand"], result["notes"] = plan(source, release, cells_of(path))
    except ValueError as why:
        result["notes"].append(str(why))
        return result
    said, trouble = run(steps, unsafe)
    for number, (earns, _) in enumerate(steps):
        if not earns:
            continue
        name, points = earns
        one = said.get(number, {"ok": False, "said": "not run"})
        result["questions"].append({"question": name, "points": points if one["ok"] else 0,
                                    "of": points, "said": one["said"]})
    result["points"] = sum(one["points"] for one in result["questions"])
    result["notes"] += [trouble] if trouble else []
    result["notes"] += [f"cell {number + 1} of the run: {one['said']}"
                        for number, one in sorted(said.items()) if "kernel died" in one["said"]]
    return result


def digest(path):
    """What a result was computed from: the submission, the solution, and the checks."""
    h = hashlib.sha256()
    name = path.name
    for one in (path, ROOT / "solutions" / path.stem / name, RUNNER, Path(__file__),
                *sorted((ROOT / "matrixcalculus").glob("*.py"))):
        h.update(one.read_bytes() if one.is_file() else b"missing")
    return h.hexdigest()


# A class ------------------------------------------------------------------------------------------


def grade_all(assignment, submitted, results, processes, unsafe=False, say=print):
    """Grade every student of a folder; what is already graded is not graded again."""
    results.mkdir(parents=True, exist_ok=True)
    students = sorted(path.name for path in submitted.iterdir() if path.is_dir())
    lock, done = threading.Lock(), []

    def one(student):
        path = submitted / student / assignment / f"{assignment}.ipynb"
        kept = results / f"{student}.json"
        known = json.loads(kept.read_text()) if kept.is_file() else {}
        again = known.get("digest") == digest(path)
        result = known if again else grade(assignment, path, unsafe)
        if not again:
            half = kept.with_suffix(".part")
            half.write_text(json.dumps(result, indent=1, ensure_ascii=False))
            half.replace(kept)  # whole or not at all
        with lock:
            done.append(result)
            how = "already graded" if again else "; ".join(result["notes"]) or "ok"
            say(f"[{len(done)}/{len(students)}] {student}: {result['points']} of {result['of']} "
                f"points ({how})")
        return result

    with ThreadPoolExecutor(processes) as pool:
        futures = [pool.submit(one, student) for student in students]
        try:
            return [future.result() for future in futures]
        except KeyboardInterrupt:
            for future in futures:
                future.cancel()
            raise


def write(assignment, found, folder):
    """Grades as CSV, a report of what needs a human, and feedback for each student."""
    with open(folder / f"{assignment}.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        names = [one["question"] for one in max(found, key=lambda r: len(r["questions"]))[
            "questions"]] if found else []
        table.writerow(["student", "points", "by hand", "of", *names, "notes"])
        for one in found:
            earned = {q["question"]: q["points"] for q in one["questions"]}
            table.writerow([one["student"], one["points"], sum(q["points"] for q in one["by_hand"]),
                            one["of"], *(earned.get(name, "") for name in names),
                            "; ".join(one["notes"])])
    lines = [f"# {assignment}: what needs a human", ""]
    for one in found:
        for note in one["notes"]:
            lines.append(f"- **{one['student']}**: {note}")
        for question in one["by_hand"]:
            lines += ["", f"## {one['student']}, {question['question']} "
                          f"({question['points']} points)", "", question["text"], ""]
    (folder / f"{assignment}-report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for one in found:
        said = [f"# {assignment}: {one['points']} of {one['of']} points so far", ""]
        said += [f"- {q['question']}: {q['points']} of {q['of']}" +
                 (f". {q['said']}" if q["said"] else "") for q in one["questions"]]
        said += [f"- {q['question']}: graded by hand, {q['points']} points" for q in one["by_hand"]]
        place = folder / "feedback" / one["student"]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{assignment}.md").write_text("\n".join(said) + "\n", encoding="utf-8")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Grade a folder of submissions.")
    parser.add_argument("assignment", help="a folder of solutions/, such as 06-elementwise")
    parser.add_argument("--submitted", type=Path, default=ROOT / "grading" / "submitted")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--unsafe", action="store_true", help="without isolation")
    chosen = parser.parse_args(arguments)
    if not (ROOT / "solutions" / chosen.assignment).is_dir():
        sys.exit(f"There is no solutions/{chosen.assignment}. Cure: name one of "
                 f"{', '.join(sorted(p.name for p in (ROOT / 'solutions').iterdir()))}.")
    if not chosen.submitted.is_dir():
        sys.exit(f"There is no folder {chosen.submitted}. Cure: collect submissions into "
                 "<student>/<assignment>/<assignment>.ipynb below it, or name one: --submitted")
    if not chosen.unsafe and not shutil.which("bwrap"):
        sys.exit(REFUSAL)
    if hasattr(os, "getuid") and os.getuid() == 0:
        print("As root, the limit on the number of processes has no effect; use another account.")
    folder = chosen.submitted.parent
    try:
        found = grade_all(chosen.assignment, chosen.submitted,
                          folder / "results" / chosen.assignment, chosen.processes, chosen.unsafe)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What was graded is kept; the same command goes on.")
    write(chosen.assignment, found, folder)
    human = sum(len(one["by_hand"]) + len(one["notes"]) for one in found)
    print(f"{len(found)} students in {folder / (chosen.assignment + '.csv')}; {human} entries for "
          f"a human in {folder / (chosen.assignment + '-report.md')}.")


if __name__ == "__main__":
    main()
