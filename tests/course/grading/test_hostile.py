"""The hostile class gets nothing; and each defence is needed: without it, an attack succeeds."""

import os

import pytest

from course.grading import door, grade, sandbox, truth
from tests import hostile
from tests.hostile import handed_in

pytestmark = pytest.mark.usefixtures("isolated")
RIGHT = 6  # points of the short set


def class_of(short, folder, attacks, *honest):
    """Grade attackers, honest neighbours among them."""
    for name in honest:
        hostile.hand_in(folder, name, hostile.answered(short))
    for name, code in attacks.items():
        hostile.hand_in(folder, name, hostile.attacked(short, code))
    return hostile.graded(short, folder)


# Nothing is reached -------------------------------------------------------------------------------


def test_nobody_gets_points_for_an_empty_notebook(short, submitted):
    attacks = hostile.attacks("points")
    found = class_of(short, submitted, attacks, "right")
    assert {name: found[name]["points"] for name in attacks if found[name]["points"]} == {}
    assert found["right"]["points"] == RIGHT and len(attacks) >= 28


def test_nothing_outside_is_reached(tmp_path):
    with hostile.treasures(tmp_path) as known:
        sandbox.fresh_keyring()
        with sandbox.Sandbox() as box:
            found = {name: hostile.reached(box, code, known)
                     for name, code in hostile.attacks("outside").items()}
    assert {name: what for name, what in found.items() if what} == {} and len(found) >= 14


def test_nobody_exhausts_more_than_their_own_time(short, submitted, monkeypatch):
    monkeypatch.setattr(sandbox, "CELL_SECONDS", 2)
    monkeypatch.setattr(sandbox, "WAIT", 15)
    attacks = hostile.attacks("exhaust")
    found = class_of(short, submitted, attacks, "a-right", "z-right")
    assert [found[name]["points"] for name in ("a-right", "z-right")] == [RIGHT, RIGHT]
    assert {name for name in attacks if found[name]["state"] != "graded"} == set()
    assert {name for name in attacks if found[name]["points"]} == set()


def test_no_file_and_no_name_ends_the_run(short, submitted):
    hostile.hand_in(submitted, "right", hostile.answered(short))
    for name, make in handed_in.FILES.items():
        make(submitted, name, hostile.answered(short))
    for name in handed_in.NAMES.values():
        hostile.hand_in(submitted, name.decode(errors="surrogateescape"),
                        hostile.answered(short))
    found = hostile.graded(short, submitted)
    assert len(found) == 1 + len(handed_in.FILES) + len(handed_in.NAMES)
    assert found["right"]["points"] == RIGHT
    assert [name for name, one in found.items() if one["points"] < RIGHT and not one["notes"]] == []
    for name in handed_in.NAMES.values():
        assert found[name.decode(errors="surrogateescape")]["points"] == RIGHT


# And each defence is needed -----------------------------------------------------------------------


def without(*words):
    """The wall without some of its words."""
    def change(monkeypatch):
        whole = sandbox.wall

        def holed(mounts):
            text = "\0".join(whole(mounts))
            for word in words:
                assert word in text.replace("\0", " "), word
                text = text.replace(word.replace(" ", "\0"), "--unshare-user")
            return text.split("\0")
        monkeypatch.setattr(sandbox, "wall", holed)
    return change


def changed(name, value):
    def change(monkeypatch):
        monkeypatch.setattr(sandbox, name, value)
    return change


def shared(*words):
    def change(monkeypatch):
        whole = sandbox.wall
        monkeypatch.setattr(sandbox, "wall", lambda mounts: [*whole(mounts), *words])
    return change


def everything(monkeypatch):
    whole = sandbox._seen
    monkeypatch.setattr(sandbox, "_seen", lambda: [*whole(), str(hostile.ROOT / "solutions")])


DEFENCES = {  # what is taken away: the attack that then succeeds, the probe that says so
    "an environment of its own": (changed("_environment", lambda: dict(os.environ)),
                                  "environment", "environment"),
    "no network": (shared("--share-net"), "network", "network"),
    "no folder of anybody's": (everything, "files", "files"),
    "no nested namespaces": (without("--disable-userns"), "namespaces", "namespaces"),
    "a fixed root": (without("--remount-ro /dev", "--remount-ro /"), "written_files", "read only"),
    "processes out of sight": (shared("--ro-bind", "/proc", "/proc"), "other_processes",
                               "other programs"),
    "memory files with a size": (changed("TMPFS", {"/tmp": 1 << 34, "/home": 1 << 34,
                                                   "/dev/shm": 1 << 34}), None, "memory files"),
    "limits": (changed("_limits", lambda: []), None, "limits"),
}


@pytest.mark.parametrize("defence", DEFENCES)
def test_without_it_an_attack_succeeds_and_a_probe_says_so(defence, tmp_path, monkeypatch):
    change, attack, probe = DEFENCES[defence]
    with hostile.treasures(tmp_path) as known:
        change(monkeypatch)
        sandbox.fresh_keyring()
        if attack:
            with sandbox.Sandbox() as box:
                assert hostile.reached(box, hostile.attacks("outside")[attack], known)
        with pytest.raises(sandbox.NoSandbox, match=f"does not hold: .*{probe}"):
            sandbox.probe()


def test_without_a_keyring_of_its_own_the_sessions_is_read(tmp_path):
    with hostile.treasures(tmp_path) as known:
        if known["keyrings"][0] <= 0:
            pytest.skip("the kernel has no keyrings")
        with sandbox.Sandbox() as box:
            assert "ticket" in hostile.reached(box, hostile.attacks("outside")["keyring"], known)
        with pytest.raises(sandbox.NoSandbox, match="keyring"):
            sandbox.probe(keyring=known["keyrings"][0])
        assert sandbox.probe(keyring=sandbox.fresh_keyring()) == 12


@pytest.mark.skipif(os.getuid() != 0, reason="only root has rights to drop")
def test_without_dropping_its_rights_root_stays_root(monkeypatch):
    monkeypatch.setattr(sandbox.os, "getuid", lambda: 1000)
    with pytest.raises(sandbox.NoSandbox, match="runs as root"):
        sandbox.probe()


MANY = """
import os
import time

ready, full = os.pipe()
for _ in range(3):
    if os.fork() == 0:
        held = bytearray(150 << 20)
        held[::4096] = b"x" * len(held[::4096])
        os.write(full, b"x")
        time.sleep(20)
        os._exit(0)
for _ in range(3):
    os.read(ready, 1)
time.sleep(3)
"""


@pytest.mark.parametrize("watched", [True, False])
def test_without_the_watch_many_processes_hold_more_than_is_allowed(watched, monkeypatch):
    monkeypatch.setattr(sandbox, "MEMORY", 400 << 20)
    if not watched:
        monkeypatch.setattr(sandbox, "usage", lambda pid: (0, 0))
    with sandbox.Sandbox() as box:
        if watched:
            with pytest.raises(sandbox.Ended, match="of memory"):
                box.ask(run=MANY)
        else:
            assert box.ask(run=MANY) == {"n": 1, "error": None}


def believing(box, step, answers, errors):
    """The verdict of the cell itself, as it was once made."""
    return box.ask(run=step.source).get("error") is None, ""


def test_a_verdict_from_inside_would_give_points_away(short, submitted, monkeypatch):
    names = ("rebound_checks", "cells_become_pass", "shell_says_yes", "json_says_yes")
    monkeypatch.setattr(grade, "_verdict", believing)
    attacks = {name: hostile.attacks("points")[name] for name in names}
    found = class_of(short, submitted, attacks)
    assert all(found[name]["points"] > 0 for name in names)


@pytest.mark.parametrize("attack, name, value", [
    ("seeds_of_the_repository", "seed_of", lambda key, name: 90_210),
    ("visible_sizes", "SIZES", ((2, 3, 4), (3, 5, 2))),
])
def test_points_that_are_known_would_be_answered_from_a_table(
        attack, name, value, short, submitted, monkeypatch):
    monkeypatch.setattr(truth, name, value)
    found = class_of(short, submitted, {attack: hostile.attacks("points")[attack]})
    assert found[attack]["points"] == 1


def test_without_nofollow_a_link_is_somebody_elses_work(short, submitted, monkeypatch):
    nb = hostile.answered(short)
    hostile.hand_in(submitted, "right", nb)
    handed_in.FILES["a_link_to_another"](submitted, "thief", nb)
    monkeypatch.setattr(door.os, "O_NOFOLLOW", 0)
    thief = {one.student: one for one in door.submissions(submitted, hostile.NAME)}["thief"]
    assert thief.content
