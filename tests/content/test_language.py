"""The book speaks one language; each rule finds what it is for, and leaves alone what it is not."""

import json

import pytest

from course import language, notebooks


def test_the_book_speaks_one_language():
    found = language.problems(notebooks.load())
    if found:
        pytest.fail("\n".join(found), pytrace=False)


WRONG = [  # what is written, and what the cure says
    ("The derivative of y by x is 2.", "with respect to"),
    ("the derivative of $\\mathbf y$\nby $\\mathbf x$ is a matrix", "with respect to"),
    ("Differentiate it by the weights.", "with respect to"),
    ("What is the slope of the loss by w?", "with respect to"),
    ("the gradient by the bias", "with respect to"),
    ("Its Jacobian by the first argument is I.", "with respect to"),
    ("Loss, by the weights", "with respect to"),
    ("differentiate each case by w j, which gives delta i j", "with respect to"),
    ("the partial derivatives by `b`, one by one", "with respect to"),
    ("What shape has the Jacobian?", "What is the shape"),
    ("Which shape has the Jacobian?", "What is the shape"),
    ("What stands in row 2?", "What is in"),
    ("Each output listens to one input.", "depends on"),
    ("Let's dive into gradients.", "leave it out"),
    ("Here's the thing: it is a row.", "leave it out"),
    ("It is important to note that it is a row.", "leave it out"),
    ("And it works!", "full stop"),
    ("$\\mathbf 1^T J$", "vector of ones"),
    ("$$\n\\mathbf{1} z\n$$", "vector of ones"),
    ("$\\vec 1$", "vector of ones"),
    ("the error $e_i = y_i - a_i$", "output minus target"),
    ("$e = y - a$", "output minus target"),
    ("$\\mathbf e = \\mathbf y - \\mathbf a$", "output minus target"),
]
RIGHT = [
    "The derivative of y with respect to x is multiplied by the weights.",
    "The gradient, divided by $N$, is a mean.",
    "By the chain rule, the derivative is found by hand, by two paths.",
    "the gradient of $\\mathbf w \\cdot \\mathbf w$ by the vector chain rule",
    "A Jacobian is m by n, and this one 3 by 2.",
    "The derivative is stretched by $2$.",
    "the slope, measured by a central difference",
    "The slope grows by $x$ when $w$ moves by $h$.",
    "What stands here is a table that tells what stands where.",
    "Its output lets us see more, and 5! is 120.",
    "$\\vec{\\mathbf 1}^T J$ and $\\mathbf 1[z_i > 0]$ and $\\mathbf 1\\bigl[z > 0\\bigr]$",
    "$e_i = a_i - y_i$ and $f = y - a$",
    "Somebody writes the error the other way round, $e = y - a$.",
    "```python\n# the derivative of y by x\ne = y - a\n```",
    "  compute: 'jacobian(lambda w: w)  # the slope by w'",
]


@pytest.mark.parametrize(("text", "cure"), WRONG)
def test_what_is_said_otherwise_is_found(text, cure):
    assert any(cure in one for _, one in language.of_text(text)), text


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_said_rightly_is_left_alone(text):
    assert list(language.of_text(text)) == []


BAD = "The derivative of y by x is 2."


@pytest.fixture
def book(tmp_path):
    """A book of one chapter and a page."""
    said = {"cell_type": "markdown", "metadata": {}, "source": BAD}
    drawn = {"cell_type": "code", "source": "plot()", "outputs": [], "metadata": {"mystnb": {
        "figure": {"caption": "What shape has it?"}, "image": {"alt": "A bump; slope of f by x."}}}}
    chapter = tmp_path / "book" / "paper" / "01-one.ipynb"
    chapter.parent.mkdir(parents=True)
    chapter.write_text(json.dumps({"cells": [said, drawn]}), encoding="utf-8")
    (tmp_path / "book" / "page.md").write_text("# Page\n\nIt hears $x \\otimes y$, and hears z.\n")
    (tmp_path / "book" / "items.csv").write_text("id,kind,chapter,place\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/page\n")
    return notebooks.load(tmp_path)


def test_text_captions_alt_texts_and_pages_are_read(book):
    found = "\n".join(language.problems(book))
    for part in ("01-one.ipynb, cell 1", "What shape has it", "slope of f by x"):
        assert part in found
    assert "book/page.md: '\\\\otimes', 1 times" in found
    assert "book/page.md: 'hears', 2 times" in found
