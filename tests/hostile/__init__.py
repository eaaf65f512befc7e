"""A hostile class: small files, each an attack on grading, with what it must not reach.

``points/`` wants points for an empty notebook, ``outside/`` what lies beyond the wall, ``exhaust/``
the machine's time, memory and patience; ``handed_in`` breaks the file itself. Anybody can run it
against this grader: ``python -m tests.hostile``; the tests do so too, and take each defence away
in turn to show that an attack then succeeds.
"""

import ctypes
import json
import os
import re
import socket
from contextlib import contextmanager
from pathlib import Path

from course import ROOT, exercises, specs
from course.grading import door, grade, results, sandbox

HERE = Path(__file__).parent
NAME = "06-elementwise"
QUESTIONS = ("tripled", "shapes", "which-rule", "capped")  # one of each kind
KEYCTL = sandbox.KEYCTL.get(os.uname().machine)


def attacks(kind):
    """The attacks of one kind: from their names to their code."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob(f"{kind}/*"))
            if path.suffix == ".py"}


# A set of four questions --------------------------------------------------------------------------


def notebook(root=ROOT):
    path = root / "exercises" / NAME / f"{NAME}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def name_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def cell(nb, name):
    return next(one for one in nb["cells"] if name_of(one) == name)


def short_set(root):
    """Set 6, cut to one question of each kind, below another root."""
    nb = notebook()
    kept = {f"{one}{end}" for one in QUESTIONS for end in ("", "-check")} | {None, "own-words"}
    nb["cells"] = [one for one in nb["cells"] if name_of(one) in kept]
    given, authored = root / "exercises" / NAME, root / "solutions" / NAME
    for folder, file, text in ((given, f"{NAME}.ipynb", json.dumps(nb)),
                               (authored, specs.FILE, _short(*QUESTIONS, "own-words"))):
        folder.mkdir(parents=True)
        (folder / file).write_text(text, encoding="utf-8")
    return root


def _short(*kept):
    """What is authored of set 6, cut to some questions."""
    authored = (ROOT / "solutions" / NAME / specs.FILE).read_text(encoding="utf-8")
    head, *parts = re.split(r"(?m)^- id: ", authored)
    return head + "".join(f"- id: {one}" for one in parts if one.partition("\n")[0] in kept)


def answered(root):
    """The short set with every right answer filled in."""
    nb, solved = notebook(root), exercises.notebook(specs.load(NAME, root))
    for one in nb["cells"]:
        if one["metadata"].get("nbgrader", {}).get("solution"):
            one["source"] = cell(solved, name_of(one))["source"]
    return nb


def attacked(root, code):
    """An empty notebook of the short set with an attack before its first answer."""
    nb = notebook(root)
    first = cell(nb, "tripled")
    stub = "".join(first["source"])
    first["source"] = code if "def tripled_by_w" in code else f"{code}\n\n{stub}"
    for one in nb["cells"]:  # what the attack has bound may stay
        if name_of(one) in ("shapes", "which-rule", "capped"):
            one["source"] = "# YOUR CODE HERE"
    return nb


def hand_in(folder, student, nb):
    place = folder / student / NAME
    place.mkdir(parents=True)
    text = nb if isinstance(nb, str) else json.dumps(nb)
    (place / f"{NAME}.ipynb").write_text(text, encoding="utf-8")


def graded(root, folder, processes=2, unsafe=False, key="a secret"):
    """Grade everybody in a folder: from students to results."""
    course = grade.read(NAME, key, root)
    found = grade.grade_all(
        course, door.submissions(folder, NAME), folder.parent / "results" / NAME,
        lambda one: results.digest(one, key), processes, unsafe, say=lambda *_: None)
    return {one["student"]: one for one in found}


# What lies outside --------------------------------------------------------------------------------


@contextmanager
def treasures(folder):
    """Things outside of the wall, each of which an attack looks for."""
    secret = folder / "grades-of-everybody.csv"
    secret.write_text("grades")
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as abstract:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        name = f"course-{os.getpid()}"
        abstract.bind(f"\0{name}")
        abstract.listen()
        call = ctypes.CDLL(None).syscall
        ring = call(KEYCTL, sandbox.JOIN, None) if KEYCTL else 0  # a session as somebody's is
        if KEYCTL:
            call({250: 248, 219: 217}[KEYCTL], b"user", b"course-ticket", b"ticket", 6, ring)
        os.environ["COURSE_TOKEN"] = "token-in-the-environment"
        try:
            yield {"canary": "token-in-the-environment", "port": tcp.getsockname()[1],
                   "abstract": name, "key": "course-ticket", "keyrings": [ring],
                   "files": [str(secret), str(ROOT / "solutions"), "/etc/shadow", "/etc/hostname",
                             str(Path.home() / ".bashrc")],
                   "programs": ["pytest", "tests.hostile", "course.grading"],
                   "processes": [os.getpid(), os.getppid()]}
        finally:
            del os.environ["COURSE_TOKEN"]


def reached(box, code, known):
    """What an attack of the kind ``outside`` has reached, in words, or nothing."""
    box.ask(run=code)
    end = f"found = attack({known!r})\nif found:\n    raise ValueError(f'reached: {{found}}')"
    said = box.ask(run=end).get("error")
    return said if said and "reached: " in said else ""
