"""The platform's own export comes back with the points of one column, and nothing else changed."""

import csv
import io

import pytest

from course.classroom import gradebook, roster
from course.classroom.tables import Table, TableError
from tests.course.classroom import conftest

SET, TITLE = "06-elementwise", "Exercises 6: element-wise operators"


def graded(**points):
    """The rows that `make grade` writes; None: words wait for a human."""
    return {name.replace("_at_", "@"): {
        "student": name, "points": "0" if given is None else str(given), "of": "18",
        "not yet by hand": "1" if given is None else "0"} for name, given in points.items()}


def column(content, name):
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    at = rows[0].index(name)
    return [row[at] for row in rows[1:]]


def test_canvas_gets_its_own_file_back(canvas):
    table = Table.open(canvas)
    done = gradebook.fill(table, "canvas", SET,
                          graded(jdoe=16.5, zmueller=None, asmith=12, stranger=3),
                          roster.read(canvas), title=TITLE)
    content = table.bytes().decode()
    assert content == conftest.CANVAS.replace(",A,,90.0", ",A,16.5,90.0").replace(
        "B,4,", "B,12,"), "all else is the same, byte for byte"
    assert (done.given, done.waiting, done.nobody) == (2, ["zmueller"], ["asmith2"])
    assert done.unknown == ["stranger"] and done.changed == ["asmith: 4 before, 12 now"]
    assert column(table.bytes(), "Exercises 6 (901)")[1] == "18", "points possible"


def test_moodle_gets_its_worksheet_back(worksheet):
    table, before = Table.open(worksheet), worksheet.read_bytes()
    gradebook.fill(table, "moodle", SET, graded(**{"zoe_at_example.org": 9}),
                   roster.read(worksheet))
    row = "Participant 902,\"Zo\u00eb M\u00fcller\",zoe@example.org,\"Submitted\","
    assert table.bytes() == before.replace(f"{row},".encode(), f"{row}9,".encode())


def test_without_a_roster_the_names_of_the_archive_find_their_rows(canvas):
    table = Table.open(canvas)
    done = gradebook.fill(table, "canvas", SET, graded(doejane_101=7, smithal_104=8))
    assert column(table.bytes(), "Exercises 6 (901)")[2:6] == ["7", "", "4", "8"]
    assert done.unknown == []


def test_other_points_are_scaled_and_said_and_a_decimal_comma_stays(canvas):
    text = conftest.CANVAS.replace("18,(read", '"9,0",(read')
    table = Table(text.encode())
    done = gradebook.fill(table, "canvas", SET, graded(jdoe=17))
    assert column(table.bytes(), "Exercises 6 (901)")[2] == "8,5"
    assert "18 points here are 9 there" in done.scale


@pytest.mark.parametrize(("old", "new", "said"), [
    ("Exercises 6 (901)", "Homework (901)", "which column.*There are Homework"),
    ("Exercises 6 (901),Final Score", "06-elementwise (1),06-elementwise (2)", "which column"),
    ("Student,ID", "Name,No", "no list of a class"),
])
def test_an_export_that_does_not_fit_is_said(old, new, said):
    with pytest.raises(TableError, match=said):
        gradebook.fill(Table(conftest.CANVAS.replace(old, new).encode()), "canvas", SET, graded())


def test_a_column_can_be_named(canvas):
    table = Table(conftest.CANVAS.replace("Exercises 6", "Homework").encode())
    done = gradebook.fill(table, "canvas", SET, graded(jdoe=1), column="Homework (901)")
    assert done.given == 1


def test_nobody_gets_the_points_of_two(canvas):
    """Two rows may be the graded student "Smith, Al": nobody is guessed."""
    with pytest.raises(TableError, match="more than one row"):
        gradebook.fill(Table.open(canvas), "canvas", SET, graded(al=3), roster.Roster(
            [roster.Person("al", ("Al Smith",))]))


def test_another_platforms_export_is_refused(worksheet):
    with pytest.raises(TableError, match="no export of Canvas"):
        gradebook.fill(Table.open(worksheet), "canvas", SET, graded())


def test_all_sets_are_weighted(tmp_path):
    head = "student,state,points,of,not yet by hand\n"
    (tmp_path / "05.csv").write_text(f"{head}ana,graded,10,10,0\nben,graded,5,10,0\n")
    (tmp_path / "06.csv").write_text(f"{head}ana,graded,9,18,0\n")
    text, names = gradebook.totals(tmp_path, {"05": 1, "06": 3, "07": 1})
    rows = list(csv.DictReader(io.StringIO(text)))
    assert names == ["05", "06"]
    assert [(row["student"], row["percent"]) for row in rows] == [("ana", "62.5"), ("ben", "12.5")]


# Tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    'a,b\n1,2\n', 'a,b\r\n1,2', '\ufeffa,b\n"x ""y"", z",2\n', 'a;b\n"1\n2";3\n', "a\tb\n1\t2\n",
    '"a"b,c\n1,2\n', "", "\n", "a,b\n\n1,2\n", 'a,"b\n'])
def test_a_table_that_nobody_changes_is_the_same_bytes(text):
    table = Table(text.encode())
    assert table.bytes() == text.encode()
    for row, cells in enumerate(table.rows):
        for at, value in enumerate(cells):
            table.set(row, at, value)
    assert Table(table.bytes()).rows == table.rows


def test_a_row_that_is_too_short_is_filled_up():
    table = Table(b"a,b,c,d\n1\n2,3,4,5\n")
    table.set(1, 3, 'x "y"')
    assert table.bytes() == b'a,b,c,d\n1,,,"x ""y"""\n2,3,4,5\n'


def test_another_encoding_stays():
    content = "a;b\nM\u00fcller;1\n".encode("cp1252")
    table = Table(content)
    table.set(1, 1, 2)
    assert table.bytes() == content.replace(b"1", b"2")
