"""An edition's course.yml: what it says is read, what it says wrongly is named with its cure."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from course import ROOT, edition


@pytest.fixture
def written(tmp_path):
    """A checkout with this course.yml; returns what reads it."""
    (tmp_path / "_config.yml").write_text("# A book\ntitle: The whole course\n")
    for name in ("06-elementwise", "15-training"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (tmp_path / "book" / "paper").mkdir(parents=True, exist_ok=True)
        (tmp_path / "book" / "paper" / f"{name}.ipynb").write_text("{}")

    def read(text):
        (tmp_path / edition.FILE).write_text(text, encoding="utf-8")
        return edition.read(tmp_path)

    return read


def test_the_example_is_read_and_names_every_field():
    text = (ROOT / "course.example.yml").read_text(encoding="utf-8")
    whole = yaml.safe_load(text.replace("\n# ", "\n").replace("\n  # ", "\n  ").partition("\n")[2]
                           .partition("\n\n")[2])
    assert set(whole) == set(edition.FIELDS)
    assert set(whole["chapters"]) == {"without", "instead"}
    example = edition._Reader(ROOT, yaml.safe_load(text)).edition("")
    assert example.dropped == {"book/paper/15-training"} and example.lms == "canvas"


def test_what_it_says_is_read(written):
    mine = written("""
title: Gradients
book_url: https://example.org/book
chapters: {without: [15-training], instead: "https://example.org/all"}
timezone: Europe/Vienna
sets:
  06-elementwise: {due: 2027-03-08, weight: 2}
  15-training: {due: 2027-03-15 18:00}
""")
    assert (mine.title, mine.book_url) == ("Gradients", "https://example.org/book/")
    assert not mine.has("book/paper/15-training") and not mine.has("15-training")
    assert mine.has("book/paper/06-elementwise") and mine.instead.endswith("/all/")
    assert mine.set("06-elementwise").due.isoformat() == "2027-03-08T23:59:59+01:00"
    assert mine.set("15-training").due.isoformat() == "2027-03-15T18:00:00+01:00"
    assert mine.set("06-elementwise").weight == 2 and mine.set("07").due is None


def test_an_empty_file_changes_nothing(written):
    assert written("# nothing\n").title == "The whole course"


@pytest.mark.parametrize(("text", "said"), [
    ("title: [a", "course.yml, line 1: no YAML"),
    ("- title", "where fields are meant; cure"),
    ("titel: x", "no field 'titel'; cure: title?"),
    ("title: 2027", "title: 2027 is no text; cure"),
    ("logo: none.svg", "logo: there is no file none.svg; cure"),
    ("book_url: example.org", "book_url: 'example.org' is no address; cure"),
    ("chapters: {without: [15-trainin]}", "there is no '15-trainin'; cure: 15-training?"),
    ("chapters: {without: 15-training}", "'15-training' is no list; cure"),
    ("chapters: {with: [15-training]}", "chapters: no field 'with'; cure: without?"),
    ("chapters: {instead: 7}", "7 is no address; cure"),
    ("sets: {06-elementwis: {}}", "sets: there is no '06-elementwis'; cure: 06-elementwise?"),
    ("sets: {06-elementwise: {due: soon}}", "06-elementwise, due: 'soon' is no date; cure"),
    ("sets: {06-elementwise: {weight: -1}}", "weight: -1 is no number from 0 on; cure"),
    ("late: {percent: 120}", "late, percent: 120 is more than all; cure"),
    ("late: {days: two}", "late, days: 'two' is no number"),
    ("timezone: Europe/Wien\nsets: {06-elementwise: {due: 2027-01-01}}", "timezone: there is no"),
    ("lms: canvass", "lms: there is no 'canvass'; cure: canvas?"),
])
def test_what_is_wrong_is_named_with_its_cure(written, text, said):
    with pytest.raises(edition.EditionError) as why:
        written(text)
    assert said in str(why.value) and "; cure: " in str(why.value)


def test_a_day_counts_from_its_first_minute_after_the_grace():
    late, due = edition.Late(percent=10, days=3, grace=15), datetime(2027, 3, 1, 12, tzinfo=UTC)
    days = lambda **past: late.days_of(due, due + timedelta(**past))
    assert [days(hours=-5), days(minutes=15), days(minutes=16), days(hours=24, minutes=15),
            days(hours=25)] == [0, 0, 1, 1, 2]
    assert [late.lost(n, 18) for n in (0, 1, 3, 4)] == [0, 1.8, 5.4, 18]
