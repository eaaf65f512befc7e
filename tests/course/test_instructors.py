"""Every command on the instructors' pages runs, on a fresh copy, and prints what they show.

The commands run in the order of the pages, each once. What takes a server, or a minute, is run by
the test that is named here.
"""

import csv
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pytest

from course import ROOT, exercises, specs
from tests import hostile

PAGES = ("index", "edition", "grading", "hub", "trust")  # in this order
SET = hostile.NAME
ELSEWHERE = {  # a command, and what runs it
    "git clone https://github.com/OWNER/matrix-calculus": ".ci/run",
    "cd matrix-calculus": ".ci/run",
    "make book": ".ci/run",
    "make book SOLUTIONS=no": "tests/course/site/test_exercises.py",
    "make hub": "tests/deploy/test_hub.py",
    "make exam SEED=7 VERSIONS=4": "tests/course/exam/test_exam.py",
}
EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,06-elementwise (901),Final Score
    Points Possible,,,,,18,(read only)
"Doe, Jane",101,S1,jdoe,A,,
"Smith, Al",102,S2,asmith,A,,
"M\u00fcller, Zo\u00eb",103,S3,zmueller,A,,
"Lazy, Lou",104,S4,llazy,A,,
"""


def text(page):
    return (ROOT / "book" / "instructors" / f"{page}.md").read_text(encoding="utf-8")


def commands():
    """The commands of all pages in their order, each once."""
    blocks = [one for page in PAGES for one in re.findall(r"```sh\n(.*?)```", text(page), re.S)]
    return list(dict.fromkeys(line for one in blocks for line in one.splitlines() if line.strip()))


def copy_of_the_course(folder):
    """What a fresh clone holds, with the environment of this one; and where it was cloned from."""
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                           cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "course.yml")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    makefile = folder / "Makefile"  # else it would install an environment of its own
    makefile.write_text(makefile.read_text().replace(".PHONY: .venv/done\n", ""))
    git = lambda *arguments, at=folder: subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=at,
        check=True, capture_output=True)
    git("init", "--initial-branch=main")
    git("add", "--all")
    git("commit", "-m", "The course")
    upstream = folder.parent / "upstream"
    git("clone", "--quiet", str(folder), str(upstream))
    changed = upstream / "solutions" / "05-jacobian" / "questions.yml"
    changed.write_text(changed.read_text().replace("title: ", "title:  ", 1))
    git("commit", "--all", "-m", "A mistake is mended", at=upstream)
    git("tag", "v2027.1.0", at=upstream)
    return upstream


def hand_in(folder):
    """The class of the page: what Canvas gave, and its list of the class."""
    blank = json.loads((folder / "exercises" / SET / f"{SET}.ipynb").read_text())
    solved = json.loads(nbformat.writes(exercises.notebook(specs.load(SET))))
    def notebook(*wrong):
        made = json.loads(json.dumps(blank))
        for one in made["cells"]:
            name = hostile.name_of(one)
            if one["metadata"].get("nbgrader", {}).get("solution") and name not in wrong:
                one["source"] = hostile.cell(solved, name)["source"]
        if "tripled" in wrong:
            hostile.cell(made, "tripled")["source"] = "def tripled_by_w(w, x):\n    return 3 * x"
        return json.dumps(made)
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        for name, content in {
                f"doejane_101_5001_{SET}.ipynb": notebook(),
                f"smithal_LATE_102_5002_{SET} (1).ipynb": notebook("tripled"),
                f"mllerzo_103_5003_{SET}-1.ipynb": notebook("tripled", "squares", "own-words"),
                "mllerzo_103_5004_notes.pdf": b"%PDF",
                f"guest_999_5005_{SET}.ipynb": notebook()}.items():
            archive.writestr(name, content)
    (folder / "grading").mkdir()
    for place in ("export.csv", "grading/roster.csv"):
        (folder / place).write_text(EXPORT, encoding="utf-8")


def mark(path):
    """What an instructor does between the two runs: type a point for each answer."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=";")  # as some spreadsheets save it
        table.writeheader()
        table.writerows({**row, "points": "1"} for row in rows)


@pytest.fixture(scope="module")
def done(tmp_path_factory, isolated):
    """All commands, run: (folder, {command: what it said})."""
    base = tmp_path_factory.mktemp("instructor")
    folder = base / "course"
    folder.mkdir()
    upstream = copy_of_the_course(folder)
    hand_in(folder)
    exchange = base / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (base / "gitconfig").write_text(
        f'[url "{upstream}"]\n insteadOf = https://github.com/OWNER/matrix-calculus\n'
        "[user]\n name = An instructor\n email = a@example.org\n")
    environment = {**os.environ, "HOME": str(base), "GIT_CONFIG_GLOBAL": str(base / "gitconfig"),
                   "JUPYTER_CONFIG_PATH": str(folder / "deploy" / "jupyterhub"),
                   "NBGRADER_EXCHANGE": str(exchange), "PYTHONPATH": str(folder)}
    said = {}
    for command in commands():
        if command in ELSEWHERE:
            continue
        if command == f"make grade ASSIGNMENT={SET}":
            mark(folder / "grading" / "by-hand" / f"{SET}.csv")
        ran = subprocess.run(command, shell=True, cwd=folder, env=environment, text=True,
                             capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
        said[command] = ran.stdout + ran.stderr
        assert ran.returncode == 0, f"{command}\n{said[command][-3000:]}"
    return folder, said


def test_every_command_runs_on_a_fresh_copy(done):
    _, said = done
    assert set(said) | set(ELSEWHERE) == set(commands()), "nothing is excused that no page has"
    assert len(said) > 12


def test_what_runs_elsewhere_is_run_there():
    for command, place in ELSEWHERE.items():
        word = {"make hub": "jupyterhub_config.py", "make book SOLUTIONS=no": "SOLUTIONS",
                "make exam SEED=7 VERSIONS=4": '"exam", "SEED=7"',
                "cd matrix-calculus": 'cd "$first"'}.get(command, " ".join(command.split()[:2]))
        assert word in (ROOT / place).read_text(encoding="utf-8"), command


def test_what_a_page_shows_is_what_was_said(done):
    folder, said = done
    files = [*(folder / "grading").glob("*.md"), *(folder / "grading").glob("feedback/*/*.md")]
    everything = "\n".join([*said.values(), *(one.read_text(encoding="utf-8") for one in files)])
    shown = [line for page in PAGES for block in re.findall(r"```text\n(.*?)```", text(page), re.S)
             for line in block.splitlines() if line.strip()]
    assert len(shown) > 15
    assert [line for line in shown if line not in everything] == []


def test_the_points_arrive(done):
    folder, _ = done
    back = (folder / "grading" / "gradebook" / f"{SET}.csv").read_text(encoding="utf-8")
    assert back == EXPORT.replace("jdoe,A,", "jdoe,A,18").replace(
        "asmith,A,", "asmith,A,15.2").replace("zmueller,A,", "zmueller,A,14")


def test_an_update_merges_and_deletes_no_exercise(done):
    folder, _ = done
    assert (folder / "course.yml").read_text().startswith("# Your edition")
    merged = folder / "solutions" / "05-jacobian" / "questions.yml"
    assert "title:  " in merged.read_text()
    sets = specs.names(ROOT)
    assert sorted(one.parent.name for one in folder.glob("exercises/*/*.ipynb")) == sets
    changed = subprocess.run(["git", "status", "--porcelain", "--untracked-files=no"], cwd=folder,
                             capture_output=True, text=True, check=True).stdout
    assert not re.search(r"^.?D ", changed, re.M), changed


def test_what_students_handed_in_is_the_owners_alone(done):
    folder, _ = done
    for path in (Path(folder, "grading", "submitted"), folder / "grading" / "results"):
        for one in path.rglob("*.*"):
            assert not stat.S_IMODE(one.stat().st_mode) & 0o077, one
