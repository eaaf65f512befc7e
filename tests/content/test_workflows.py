"""The workflows call what exists, by its commit, with the least rights, and keep no credentials."""

import re

import pytest
import yaml

from course import ROOT

FOLDER = ROOT / ".github" / "workflows"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PUBLISH = (FOLDER / "publish.yml").read_text(encoding="utf-8")
TO_WRITE = {"deploy": {"pages", "id-token"}}  # nothing else may write anywhere


def problems(text):
    """What is wrong with a workflow, in words."""
    flow = yaml.safe_load(text)
    if "secrets." in text:
        yield "a secret"
    for used in re.findall(r"uses: (.*)", text):
        if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used):
            yield f"{used} is no action of GitHub's own, by its commit and with its version"
    for name, job in flow["jobs"].items():
        yield from (f"{name}: {one}" for one in _of_a_job(name, job, flow))


def _of_a_job(name, job, flow):
    rights = job.get("permissions", flow.get("permissions"))
    if rights is None:
        yield "rights that nobody chose"
    elif not isinstance(rights, dict):
        yield f"rights in one word: {rights}"
    elif more := {one for one, how in rights.items() if how != "read"} - TO_WRITE.get(name, set()):
        yield f"the right to write {more}"
    if "timeout-minutes" not in job:
        yield "no end"
    runs = "\n".join(step.get("run", "") for step in job["steps"])
    for target in set(re.findall(r"\bmake (\w+)", runs)):
        if not re.search(rf"^{target}:.*##", MAKEFILE, re.M):
            yield f"make {target} is no target"
    if "bubblewrap" in runs and "apparmor_restrict_unprivileged_userns=0" not in runs:
        yield "a sandbox that Ubuntu forbids"
    for step in job["steps"]:
        kept = step.get("with", {}).get("persist-credentials", True)
        if "checkout@" in step.get("uses", "") and kept:
            yield "checkout keeps its credentials"
        if "deploy-pages@" in step.get("uses", ""):
            when = job.get("concurrency", {}), flow.get("concurrency", {})
            if when[0].get("cancel-in-progress", True) or when[1].get("cancel-in-progress") is True:
                yield "a deployment that can be cut short"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.name)
def test_a_workflow_is_sound(path):
    assert list(problems(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(("old", "new"), [
    ("make pdf", "make paper"),
    ("uses: actions/checkout", "uses: someone/checkout"),
    ("actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "actions/checkout@v7"),
    (" # v7.0.1", ""),
    ("contents: read", "contents: ${{ secrets.X }}"),
    ("contents: read", "contents: write"),
    ("permissions:\n      contents: read\n      pages: read", "permissions: write-all\n"),
    ("          persist-credentials: false", "          fetch-depth: 1"),
    ("cancel-in-progress: false", "cancel-in-progress: true"),
    ("${{ github.event_name == 'pull_request' }}", "true"),
    ("          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n", ""),
    ("    timeout-minutes: 60\n", ""),
])
def test_a_workflow_with_a_fault_is_rejected(old, new):
    assert old in PUBLISH
    assert list(problems(PUBLISH.replace(old, new, 1)))


def test_a_bot_proposes_newer_actions():
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    [actions] = yaml.safe_load(text)["updates"]
    assert actions["package-ecosystem"] == "github-actions"
