"""A class with variants of its own: each is graded by theirs, and a foreign notebook is named."""

import json

import nbformat
import pytest

from course import exercises, hand_out, release, specs
from course.grading import door, grade, results
from course.variants import Register
from tests.course.test_specs import load
from tests.course.test_verified import SET

NAME = "07-tasks"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A course of one set, given out to three students."""
    root = tmp_path_factory.mktemp("course")
    load(root, SET)
    list(release.release([NAME], root / "exercises", root))
    register = Register(root)
    register.data["secret"] = "the same in every run"
    hand_out.hand_out([NAME], ["ana", "bob", "cat"], root / "release", register, lambda _: None)
    return root


def answered(root, student):
    """A student's notebook with the answers of their own variants; or the book's with its own."""
    source = specs.Source(NAME, root)
    if student == "book":
        mine, path = source.set(), root / "exercises" / NAME / f"{NAME}.ipynb"
    else:
        mine = Register(root).set_of(source, student)
        path = root / "release" / student / NAME / f"{NAME}.ipynb"
    solved = {cell.id: cell.source for cell in exercises.notebook(mine).cells}
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = solved[cell.id]
    return notebook


def without_tags(notebook):
    for cell in notebook.cells:
        cell.metadata.get("course", {}).pop("variant", None)
    return notebook


def graded(root, folder, handed_in):
    """The results of a class: from a student to what was handed in."""
    course = grade.read(NAME, "a secret", root)
    for student, notebook in handed_in.items():
        place = folder / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    found = grade.grade_all(course, door.submissions(folder, NAME), folder.parent / "results",
                            lambda one: results.digest(one, "digest"), say=lambda *_: None)
    return {one["student"]: one for one in found}


def test_each_is_graded_by_their_own_variants(root, tmp_path, isolated):
    handed_in = {student: answered(root, student) for student in ("ana", "bob", "cat")}
    found = graded(root, tmp_path / "submitted", handed_in)
    assert {student: (one["points"], one["notes"]) for student, one in found.items()} == {
        student: (4, []) for student in handed_in}


def test_a_foreign_notebook_is_named_and_gets_nothing(root, tmp_path, isolated):
    found = graded(root, tmp_path / "submitted", {
        "ana": answered(root, "bob"), "dan": answered(root, "cat"),
        "bob": without_tags(answered(root, "cat")), "cat": answered(root, "book")})
    assert found["ana"]["points"] == found["dan"]["points"] == 0
    assert "cube, again, shapes, rule: the variant of bob, no points" in found["ana"]["notes"]
    assert "that of bob" in found["ana"]["questions"][0]["said"]
    assert "cube, again, shapes, rule: the variant of cat, no points" in found["dan"]["notes"]
    for student in "bob", "cat":  # whose answers are looked at, and are those to other questions
        assert found[student]["points"] < 4
        assert "does not say whose variants it has" in " ".join(found[student]["notes"])


def test_without_variants_the_set_is_as_it_is(root, tmp_path, isolated):
    found = graded(root, tmp_path / "submitted", {"eva": answered(root, "book")})
    assert (found["eva"]["points"], found["eva"]["notes"]) == (4, [])


def test_grading_waits_where_what_varies_has_changed(tmp_path):
    load(tmp_path, SET)
    list(release.release([NAME], tmp_path / "exercises", tmp_path))
    hand_out.hand_out([NAME], ["ana"], tmp_path / "release", Register(tmp_path), lambda _: None)
    path = tmp_path / "solutions" / NAME / specs.FILE
    path.write_text(SET.replace("[7, 2..9]", "[7, 2..8]"))
    with pytest.raises(grade.NotReady, match="of cube has changed since variants were given out"):
        grade.read(NAME, "a secret", tmp_path)
