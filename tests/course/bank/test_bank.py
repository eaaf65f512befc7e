"""The question bank: every fault is named with its file and line, every claim holds, and what is
written for other systems is what stands in the bank."""

import copy
import re
import sqlite3
import zipfile

import pytest

from course import ROOT
from course.bank import export
from course.bank import read as questions
from course.site import questions as bank
from tests.helpers import small_book

EXAMPLE = (ROOT / "tests" / "helpers" / "questions.yml").read_text(encoding="utf-8")
NAME = "book/questions/06-elementwise.yml"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    small_book.bank_folder(ROOT, folder)
    return folder


@pytest.fixture
def example(checkout):
    """Write a file; return its faults."""
    def write(text, name=NAME):
        path = checkout / name
        path.write_text(text, encoding="utf-8")
        try:
            return questions.problems_of(path, checkout)
        finally:
            path.unlink()
    return write


@pytest.fixture
def bank_of_examples(checkout):
    path = checkout / NAME
    path.write_text(EXAMPLE, encoding="utf-8")
    yield questions.load(path, checkout)
    path.unlink()


# The real bank -----------------------------------------------------------------------------------


def assert_none(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_the_bank_has_no_fault():
    assert_none(questions.problems())


@pytest.mark.parametrize("path", questions.paths(), ids=lambda path: path.stem)
def test_every_claim_holds(path):
    if not questions.problems_of(path):  # otherwise the test above has said so
        assert_none([one for question in questions.load(path)
                     for one in questions.false_claims(question)])


def test_every_misconception_has_a_name():
    found = questions.misconceptions()
    assert len(found) >= 28 and all(found.values()), found
    assert found["M19"] == "the slope of a product is the product of the slopes"


# The checks can fail -----------------------------------------------------------------------------


def test_the_example_is_sound(checkout, bank_of_examples):
    assert questions.problems(checkout, written=()) == []
    assert {one.kind for one in bank_of_examples} == set(questions.KINDS)
    assert [one for question in bank_of_examples for one in questions.false_claims(question)] == []


# What is replaced (its last line has the fault), by what, and what is said.
FAULTS = {
    "no right answer": ("      right: true\n      why: Output $i$", "      why: Output $i$",
                        "no right answer"),
    "two right answers": ("by the other argument.\n      misconception: M26",
                          "by the other argument.\n      right: true", "2 right answers"),
    "a right answer with a misconception": (
        "      right: true\n      why: A nudge", "      right: true\n      misconception: M1\n"
        "      why: A nudge", "right, or has a misconception"),
    "a wrong choice without a misconception": (
        "      why: A slope is no value.\n      misconception: M27", "      why: A slope.",
        "right, or has a misconception"),
    "one right answer of several": ("      right: true\n      why: Each output depends",
                                    "      misconception: M1\n      why: Each output depends",
                                    "only one right answer"),
    "no reason": ("      why: This is the sum.\n", "", "no 'why'"),
    "an empty reason": ("why: This is the sum.", "why: ''", "'why' is no text"),
    "an unknown rule": ("rules: [R-ew-div-x]", "rules: [R-nothing]", "unknown rule R-nothing"),
    "an unknown misconception": ("misconception: M21", "misconception: M99",
                                 "unknown misconception M99"),
    "maths without words": ("  words: the slope of 12 divided by x at x equals 2\n", "",
                            "maths in 'ask' without 'words'"),
    "words without maths": ("  ask: Which of these have a diagonal Jacobian?",
                            "  ask: Which of these?\n  words: which", "'words' without maths"),
    "maths in a choice without words": ("      words: the vector x\n", "",
                                        "maths in 'text' without 'words'"),
    "maths in words": ("words: the vector x", "words: the vector $x$", "maths in 'words'"),
    "maths in the title": ("title: One entry", "title: The entry $x$", "maths in the title"),
    "an open formula": ("why: Output $i$ hears", "why: Output $i hears", "odd number of $"),
    "a repeated id": ("id: Q06-2", "id: Q06-1", "the id stands already in"),
    "an id of another chapter": ("id: Q06-2", "id: Q07-2", "an id of another form"),
    "an unknown kind": ("kind: choose-several", "kind: chose", "unknown kind 'chose'"),
    "an unknown field": ("  back: 05", "  backs: 05", "unknown field 'backs'"),
    "an unknown field of a choice": ("      right: true\n      why: A nudge",
                                     "      right: true\n      hint: x\n      why: A nudge",
                                     "unknown field 'hint'"),
    "a field that stands twice": ("title: One entry", "title: One entry\n  title: Two",
                                  "'title' stands here twice"),
    "a later chapter to come back to": ("back: 05", "back: 06", "no earlier chapter"),
    "too few choices": ("    - text: the minimum is reached\n      why: A single slope of one "
                        "output says nothing about a loss.\n      misconception: M23\n", "",
                        "2 choices"),
    "a choice that stands twice": ("text: the minimum is reached", "text: the output is zero",
                                   "stands twice in 'choices'"),
    "a wrong number that is the answer": ("value: 3\n", "value: -3.001\n", "counts as -3"),
    "two wrong numbers alike": ("value: 6\n", "value: 3.0\n", "counts as 3"),
    "an answer that is no number": ("answer: -3", "answer: 1e-3", "'answer: 1e-3' is no number"),
    "a tolerance too wide": ("tolerance: 0.01", "tolerance: 3", "the tolerance 3"),
    "a shape that is none": ("answer: [3, 2]", "answer: [3]", "'answer: [3]' is no shape"),
    "a wrong shape that is right": ("value: [2, 3]", "value: [3, 2]", "stands before"),
    "too few steps": ("    - text: Ask for which pairs the slope is not zero\n      why: It needs "
                      "the slope.\n    - text: Put the entries into a matrix\n      why: It needs "
                      "every entry.\n", "", "2 steps"),
    "no wrong line": ("      wrong: true\n", "", "0 wrong lines"),
    "two wrong lines": ("      why: Output i does not hear the other inputs.",
                        "      why: Output i.\n      wrong: true", "2 wrong lines"),
    "a wrong line without the right one": (
        "      correct: '$\\partial y_i/\\partial x_i = -w_i x_i^{-2}$'\n      correct-words: the "
        "slope is minus w i times x i to the minus two\n", "", "'correct' belongs to the wrong"),
    "a corrected line without words": ("      correct-words: the slope is minus w i times x i to "
                                       "the minus two\n", "", "without 'correct-words'"),
    "no YAML": ("title: One entry", "title: One: entry", "no YAML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_line_and_cure(fault, example):
    old, new, says = FAULTS[fault]
    assert EXAMPLE.count(old) >= 1, "the example no longer holds this"
    found = example(EXAMPLE.replace(old, new, 1))
    said = [one for one in found if says in one]
    assert said, found
    line = int(re.match(rf"{NAME}:(\d+): (?:Q0\d-\d+|no YAML).*\. Cure: .+", said[0])[1])
    near = EXAMPLE[: EXAMPLE.index(old)].count("\n") + 1 + old.rstrip("\n").count("\n")
    assert near - 12 <= line <= near + 2, (line, near)


def entry(name):
    """The text of one question of the example."""
    return re.search(rf"- id: {name}\n.*?(?=- id|\Z)", EXAMPLE, re.S)[0]


@pytest.mark.parametrize(("text", "says"), [
    (EXAMPLE.replace(entry("Q06-8"), ""), "only 7 questions"),
    (EXAMPLE.replace(entry("Q06-5"), entry("Q06-7").replace("Q06-7", "Q06-5")),
     "no question of the kind order"),
    (EXAMPLE.replace("  back: 05\n", "").replace("  back: 01\n", ""),
     "only 1 of 8 questions come back"),
])
def test_a_chapter_that_lacks_something_is_named(text, says, example):
    found = example(text)
    assert len(found) == 1 and says in found[0] and found[0].startswith(f"{NAME}:1: "), found


def test_a_file_of_no_chapter_is_named(example):
    found = example(EXAMPLE.replace("Q06", "Q16"), "book/questions/16-nothing.yml")
    assert any("no chapter has this name" in one for one in found)


def test_a_file_that_is_no_list_is_named(example):
    assert "no list of questions" in example("id: Q06-1\n")[0]


def test_a_missing_file_is_named_once_it_must_exist(checkout):
    assert questions.problems(checkout, written=()) == []
    found = questions.problems(checkout, written=[6])
    assert len(found) == 1 and "06-elementwise.yml:1: the chapter has no questions" in found[0]


WRONG_CLAIMS = {
    "a false claim": ("np.diag([3, 5])", "np.diag([5, 3])", "the claim is not true"),
    "a claim that says nothing": ("np.allclose(", "np.sum(np.ones(2) == 1) or (", "not true"),
    "a claim that cannot be computed": ("np.allclose(", "np.nothing(", "AttributeError"),
    "a wrong answer": ("answer: 42.98", "answer: 42.1", "not 42.1; it gives 42.98"),
    "another wrong number": ("value: 2149", "value: 2000", "not 2000; it gives 2149"),
    "a wrong shape": ("answer: [3, 2]", "answer: [3, 1]", "not of the shape [3, 1]"),
}


@pytest.mark.parametrize("fault", WRONG_CLAIMS)
def test_a_wrong_claim_is_named(fault, checkout):
    old, new, says = WRONG_CLAIMS[fault]
    path = checkout / NAME
    path.write_text(EXAMPLE.replace(old, new, 1), encoding="utf-8")
    assert EXAMPLE != path.read_text(encoding="utf-8")
    found = [one for question in questions.load(path, checkout)
             for one in questions.false_claims(question)]
    path.unlink()
    assert len(found) == 1 and says in found[0], found
    assert re.match(rf"{NAME}:\d+: Q06-\d: ", found[0])


def test_a_range_of_misconceptions_takes_its_names_from_the_boxes(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "paper").symlink_to(ROOT / "book" / "paper")
    (tmp_path / "CONTRIBUTING.md").write_text("| M17 to M18 | some |\n| M40 | it |\n")
    found = questions.misconceptions(tmp_path)
    assert found["M17"] == "the mask can be factored out of the sum"
    assert set(found) == {"M17", "M18", "M40"} and found["M40"] == "it"


# On the page -------------------------------------------------------------------------------------


def test_steps_are_never_shown_in_order(bank_of_examples):
    steps = next(one for one in bank_of_examples if one.kind == "order")
    for number in range(200):
        steps.id = f"Q06-{number}"
        order = steps.shuffled()
        assert order == steps.shuffled() and sorted(order) == [0, 1, 2, 3] != order


def test_questions_stand_before_in_one_line():
    text = bank.with_questions("## Check yourself\n\nAnd?\n\n## In one line\n\nDone.", "06-x")
    assert re.fullmatch(r"## Check yourself\n\nAnd\?\n\n## Questions with reasons\n.+\n"
                        r":::\{questions\} 06-x\n:::\n\n## In one line\n\nDone\.", text, re.S)
    assert bank.with_questions("## In one line\n", "06-x").startswith("## Questions")
    assert bank.with_questions("## Why\n", "06-x") is None


# For other systems -------------------------------------------------------------------------------


@pytest.fixture
def items(bank_of_examples):
    return export.collection(bank_of_examples, questions.misconceptions())


def test_the_real_bank_is_written_and_read_back(tmp_path):
    real = export.collection(questions.load_all(), questions.misconceptions())
    if real:
        assert_none([one for _, found in export.export(real, tmp_path) for one in found])


def test_every_file_is_written_and_read_back(items, tmp_path):
    done = dict(export.export(items, tmp_path / "out"))
    assert {path.name for path in done} == {
        "canvas-06-elementwise.zip", "moodle.xml", "matrix-calculus.apkg"}
    assert list(done.values()) == [[], [], []]


def test_questions_in_the_same_words_are_told_apart(bank_of_examples, tmp_path):
    bank_of_examples[6].ask = bank_of_examples[1].ask
    items = export.collection(bank_of_examples, {})
    assert items[6].stem.startswith("Q06-7 What a zero means. Which of these")
    assert [found for _, found in export.export(items, tmp_path / "out")] == [[], [], []]


def test_the_right_answers_are_those_of_the_bank(items):
    right = {one.id: [option.text for option in one.options if option.right] for one in items}
    assert right["Q06-1"] == [r"$\operatorname{diag}(\mathbf x)$"]
    assert right["Q06-2"] == ["a sum of two vectors", "a vector squared, entry by entry"]
    assert right["Q06-4"] == ["3 × 2"] and right["Q06-6"] == ["Line 2"]
    order, = right["Q06-5"]
    stem = items[4].stem
    texts = [re.search(rf"\*\*{one}\*\* (.+)", stem)[1][:9] for one in order.split(", ")]
    assert texts == ["Write one", "Different", "Ask for w", "Put the e"]
    assert items[2].number == -3 and items[2].margin == pytest.approx(0.015)


SPOILED = {
    "a text": lambda item: setattr(item, "stem", item.stem + " Or not?"),
    "a right answer": lambda item: [setattr(one, "right", not one.right)
                                    for one in item.options[:2]] or setattr(item, "number", 4.0),
    "a reason": lambda item: setattr((item.options or [item])[0], "why", "because"),
    "a title": lambda item: setattr(item, "title", "Another"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
@pytest.mark.parametrize("system", export.READ)
@pytest.mark.parametrize("number", range(8))
def test_a_file_that_says_something_else_is_noticed(spoiled, system, number, items, tmp_path):
    """Write a file with one question spoiled, and compare it with the sound one."""
    wrong = copy.deepcopy(items)
    SPOILED[spoiled](wrong[number])
    path = tmp_path / "file"
    export.WRITE[system](wrong, path)
    found = export.differences(items, export.READ[system](path), system)
    assert found and all(f"{system}: {items[number].id}: " in one for one in found), found


def test_a_file_that_lacks_a_question_is_noticed(items, tmp_path):
    export.write_moodle(items[1:], tmp_path / "moodle.xml")
    found = export.differences(
        items, export.read_moodle(tmp_path / "moodle.xml"), "moodle")
    assert "7 questions" in found[0]


def test_reasons_and_tolerances_reach_moodle(items, tmp_path):
    export.write_moodle(items, tmp_path / "moodle.xml")
    text = (tmp_path / "moodle.xml").read_text(encoding="utf-8")
    assert text.count('<question type="numerical">') == 2
    assert "This is the value at 2, not the slope there. (M27: a value is taken" in text
    assert r"\(\operatorname{diag}(\mathbf x)\)" in text and "$" not in text.replace("$course$", "")


def test_an_anki_deck_keeps_its_numbers(items, tmp_path):
    """A newer deck brings a learner's cards up to date instead of adding them again."""
    notes = []
    for name in ("one", "two"):
        export.write_anki(items, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extract("collection.anki2", tmp_path / f"{name}-base")
        base = sqlite3.connect(tmp_path / f"{name}-base" / "collection.anki2")
        notes.append(base.execute("select guid, mid from notes order by guid").fetchall())
        base.close()
    assert notes[0] == notes[1] and len(set(notes[0])) == len(items)


def test_references_are_left_as_their_words():
    text = "See {prf:ref}`the product <R-ew-mul-w>` and {prf:ref}`R-relu`."
    assert export.without_roles(text) == "See the product and R-relu."
