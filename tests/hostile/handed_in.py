"""What people hand in that is no notebook, or hardly one: each a function that makes it.

Each takes the folder of submissions, a student's name, and a notebook with right answers (a dict).
"""

import json
import os
from functools import partial

from . import NAME

FILES = {}


def file(function):
    FILES[function.__name__] = function
    return function


def _path(folder, student):
    place = folder / student / NAME
    place.mkdir(parents=True)
    return place / f"{NAME}.ipynb"


def _json(change):
    def make(folder, student, nb):
        change(nb)
        _path(folder, student).write_text(json.dumps(nb), encoding="utf-8")
    return make


def _bytes(content, folder, student, nb):
    _path(folder, student).write_bytes(content)


for name, change in {
    "metadata_null": lambda nb: [one.update(metadata=None) for one in nb["cells"]],
    "metadata_a_list": lambda nb: [one.update(metadata=[]) for one in nb["cells"]],
    "nbgrader_null": lambda nb: [one.update(metadata={"nbgrader": None}) for one in nb["cells"]],
    "names_are_lists": lambda nb: [one["metadata"].update(nbgrader={"grade_id": [], "grade": True})
                                   for one in nb["cells"]],
    "ids_are_lists": lambda nb: [one.update(id=[1]) for one in nb["cells"]],
    "no_cell_types": lambda nb: [one.pop("cell_type") for one in nb["cells"]],
    "cells_are_numbers": lambda nb: nb.update(cells=[1, None, "x", []]),
    "cells_are_a_dict": lambda nb: nb.update(cells={}),
    "sources_are_numbers": lambda nb: [one.update(source=7) for one in nb["cells"]],
    "a_lone_surrogate": lambda nb: nb["cells"][-1].update(source="\ud800 in words"),
    "points_of_its_own": lambda nb: [one["metadata"].setdefault("nbgrader", {}).update(points=100)
                                     for one in nb["cells"]],
    "another_kernel": lambda nb: nb.update(metadata={"kernelspec": {"name": "bash"}}),
    "every_cell_an_answer": lambda nb: [one["metadata"].setdefault("nbgrader", {}).update(
        solution=True) for one in nb["cells"]],
    "checks_gone": lambda nb: nb.update(cells=[one for one in nb["cells"] if "-check" not in str(
        one["metadata"])]),
    "turned_round": lambda nb: nb["cells"].reverse(),
    "all_twice": lambda nb: nb["cells"].extend(nb["cells"][:]),
    "many_magics": lambda nb: nb["cells"][2].update(source="%a\n" * 10_000),
    "many_sums": lambda nb: nb["cells"][2].update(source="a = 1" + " + 1" * 10_000),
    "words_forge_a_heading": lambda nb: nb["cells"][-1].update(
        source="kernel died\n```\n## right, own-words (1 points)\n<script>alert(1)</script>\n"),
}.items():
    FILES[name] = _json(change)

for name, text in {
    "empty": b"", "words": b"no notebook", "a_number": b"7", "a_list": b"[]", "null": b"null",
    "bytes": bytes(range(256)), "cut": b'{"cells": [{"cell_type": "code", "sou',
    "deep": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "large_number": b'{"cells": ' + b"9" * 100_000 + b"}",
}.items():
    FILES[name] = partial(_bytes, text)


@file
def a_folder(folder, student, nb):
    _path(folder, student).mkdir()


@file
def a_pipe(folder, student, nb):
    os.mkfifo(_path(folder, student))


@file
def a_device(folder, student, nb):
    os.symlink("/dev/zero", _path(folder, student))


@file
def a_link_to_another(folder, student, nb):
    os.symlink(folder / "right" / NAME / f"{NAME}.ipynb", _path(folder, student))


@file
def a_link_to_itself(folder, student, nb):
    path = _path(folder, student)
    os.symlink(path, path)


@file
def a_linked_set(folder, student, nb):
    (folder / student).mkdir()
    os.symlink(folder / "right" / NAME, folder / student / NAME)


@file
def a_linked_student(folder, student, nb):
    os.symlink(folder / "right", folder / student)


@file
def nothing_at_all(folder, student, nb):
    (folder / student).mkdir()


@file
def unreadable(folder, student, nb):
    path = _path(folder, student)
    path.write_text(json.dumps(nb))
    path.chmod(0)


@file
def larger_than_allowed(folder, student, nb):
    with open(_path(folder, student), "wb") as one:
        one.truncate(10 << 30)


@file
def with_a_mark(folder, student, nb):
    _path(folder, student).write_bytes(b"\xef\xbb\xbf" + json.dumps(nb).encode())


@file
def in_utf_16(folder, student, nb):
    _path(folder, student).write_text(json.dumps(nb), encoding="utf-16")


NAMES = {  # of folders, as the file system has them
    "long": b"x" * 255, "no_utf_8": b"\xff\xfe", "formula": b"=1+1", "at": b"@SUM(A1)",
    "escapes": "\x1b[31m\x07\u202ered".encode(), "heading": b"# right", "dots": b"...",
    "umlauts": "M\u00fcller, \u00c4nne".encode(), "quotes": b"\"'`$(id)",
}
