"""What the documents tell a newcomer to run and to look for is there."""

import re

import pytest

from course import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def test_the_readmes_two_commands_are_what_ci_runs():
    block = re.search(r"```sh\n(.*?)```", README, re.S)[1]
    assert block.split("\n") == ["make book", "make test", ""]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(f"\n{command} </dev/null\n" in script for command in block.splitlines())


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_target_that_is_named_exists(text):
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^(.*?)(?:  |$)", "\n".join(
        re.findall(r"```sh\n(.*?)```", text, re.S)), re.M)
    named = {word for one in code for found in re.findall(r"\bmake ((?:[a-z]+ ?)+)", one)
             for word in found.split()}
    assert named and named <= TARGETS, named - TARGETS


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_that_is_named_exists(text):
    folders = r"(?:book|course|exercises|matrixcalculus|solutions|tests|tools|\.github)"
    named = {one.rstrip("/.,") for one in re.findall(rf"[`(\"]({folders}/[\w./*-]*)", text)}
    named -= {"book/questions/NN-name.yml"}
    assert len(named) > 3
    assert [one for one in sorted(named) if not list(ROOT.glob(one))] == []
