"""Our prose shares no run of seven words with the paper, as far as learnt; sharing is found."""

import pytest

from course import notebooks, prose

OURS = (
    "A lighthouse keeper counts the waves that break below her window every single evening. "
    "She writes $x^2$ beside each one, and `nothing` else."
)


def test_the_book_shares_no_run_with_the_paper():
    found = prose.problems(notebooks.load(), prose.known_runs())
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_all_prose_is_read():
    book = notebooks.load()
    places = [place for place, _ in prose.prose(book)]
    for part in ("book/paper/15-training.ipynb", "book/reference/errata.ipynb", "README.md",
                 "solutions/06-elementwise", "book/beyond/index.md"):
        assert any(place.startswith(part) for place in places), part


@pytest.mark.parametrize("text", [
    "counts the waves that break below her",  # seven words, the shortest that is found
    "Counts *the waves* that\nbreak $y$ below, her!",  # written differently
    "he counts the waves that break below her roof",
])
def test_a_shared_run_is_found(text):
    known = set(prose.learn(OURS))
    assert prose.shared(text, known)


@pytest.mark.parametrize("text", [
    "counts the waves that break below",  # six words
    "counts the waves that break above her window",
    "x^2 beside each one and",
])
def test_shorter_and_other_runs_are_free(text):
    assert prose.shared(text, set(prose.learn(OURS))) == []


def test_titles_are_allowed():
    title = "The Matrix Calculus You Need For Deep Learning"
    assert prose.learn(title) == []


def test_a_doctored_page_is_named(tmp_path):
    book = notebooks.Book(tmp_path, [], [], {}, ())
    page = tmp_path / "book" / "page.md"
    page.parent.mkdir()
    page.write_text(OURS, encoding="utf-8")
    found = prose.problems(book, set(prose.learn(OURS)))
    assert found and found[0].startswith("book/page.md: shares 'a lighthouse keeper counts")


def test_what_was_learnt_is_hashes():
    known = prose.known_runs()
    assert len(known) >= 1000
    assert all(len(one) == 16 and set(one) <= set("0123456789abcdef") for one in known)
