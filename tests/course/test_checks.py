"""The book's notebooks pass every check of course/checks.py, and every check can fail.

The second half doctors a tiny healthy book in one way at a time, and expects a message that names
the file, the cell and the cure.
"""

import copy
import csv
import json

import pytest
import yaml

from course import CHAPTERS, PARTS, checks, notebooks, specs

CHECKS = {
    check.__name__: check
    for check in (
        *checks.BOOK_CHECKS, *checks.NOTEBOOK_CHECKS, *checks.CHAPTER_CHECKS, *checks.ITEM_CHECKS
    )
}


def run(check, book):
    if check in checks.BOOK_CHECKS:
        return check(book)
    if check in checks.NOTEBOOK_CHECKS:
        return [one for notebook in book.notebooks for one in check(notebook)]
    if check in checks.CHAPTER_CHECKS:
        return [one for chapter in book.chapters for one in check(chapter)]
    return [one for chapter in book.chapters for one in check(chapter, book)]


# The real book -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    return notebooks.load()


@pytest.mark.parametrize("check", CHECKS)
def test_the_book_passes(check, book):
    found = run(CHECKS[check], book)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_the_items_of_the_paper_are_complete(root):
    with open(root / "book" / "items.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["chapter"]) in PARTS[0].numbers for row in rows) == 123
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["kind"] == row["id"][0] for row in rows)
    assert {int(row["chapter"]) for row in rows} <= set(CHAPTERS)
    assert all(row["place"] in ("chapter", "page", "beyond") if row["kind"] == "E"
               else row["place"] == "" for row in rows)


# A tiny healthy book -----------------------------------------------------------------------------

SET = {"title": "Tasks", "setup": "import numpy as np", "questions": [
    {"id": name, "title": name, "points": 1, "minutes": 3, "ask": "Why?", "model": "So.",
     "criteria": ["one", "two", "three"]} for name in ("one", "two")]}

ITEMS = """id,kind,chapter,place
R-twice,R,2,
D-double,D,2,
X-double,X,2,
C-double,C,2,
F-double,F,2,
E-double,E,2,chapter
E-triple,E,2,beyond
E-typo,E,2,page
R-later,R,3,
"""
HEADER = """# {title}

<!-- chain s-z -->

:::{{admonition}} About this chapter
:class: about dropdown

**Objectives.** After this chapter you can

- **derive** a rule that is
  longer than a line (Q{number}-1, exercise 2);
- **name** its shape (Q{number}-2).

**Prerequisites.** {prerequisites}

**In the paper.** "A section".
:::
"""
STATEMENTS = r"""The question, with which it opens.

::::{admonition} A box around boxes
:::{prf:definition} Double
:label: D-double

Twice.
:::
:::{prf:example} Double
:label: X-double

Four.
:::
:::{prf:observation} Double
:label: C-double

It grows.
:::
::::
"""
RULE = r"""The rule, after {prf:ref}`D-double` and {numref}`F-double`:

:::{derivation} R-twice

$$
\frac{d}{dx} 2x
$$
is what is asked.

$$
= 2
$$
because each step is doubled.
:::

:::::{prf:rule} The derivative of twice
:label: R-twice

$$
2
$$

**Shape** $n \times n$. **Domain** all $\mathbf x$.
:::::
"""
CLOSING = """:::{admonition} You may think: it is one (M4)
:class: misconception

Actually, it is two.
:::

(E-double)=
:::{admonition} Beside the paper: two is not one
:class: erratum

It is two.
:::

(E-triple)=
:::{admonition} Beyond the paper: and three?
:class: beyond

It is three.
:::

## Train the neuron

## In short

## With a pencil

<!-- questions -->
"""
EVIDENCE = {
    "id": "R-twice", "shape": ["n", "n"], "points": 60, "numeric_error_below": 1e-14,
    "autodiff_error_below": 1e-14,
    "mutants": [{"form": f"wrong {k}", "by": "value"} for k in range(5)],
    "entry": "2·δ_ij", "about": "law", "versions": {"sympy": "1"},
    "exact": {"points": 3, "sides": "", "bound": "2^-170"},
}
FIGURE = {
    "figure": {"caption": "Twice.", "name": "F-double"},
    "image": {"alt": "A straight line through the origin that rises by two."},
}


def markdown(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name, count, source, *outputs, **metadata):
    return {
        "cell_type": "code", "id": name, "metadata": metadata, "execution_count": count,
        "source": source, "outputs": list(outputs),
    }


def displayed(**data):
    data = {mime.replace("__", "/"): content for mime, content in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def notebook(*cells):
    made = {
        "cells": list(cells), "nbformat": 4, "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
    }
    return copy.deepcopy(made)


class Draft:
    """A book of two chapters, to be doctored and then written to a folder."""

    def __init__(self):
        end = "".join(f"## {heading}\n\n" for heading in checks.CLOSING) + "<!-- questions -->"
        verified = displayed(**{"text__plain": "R-twice", notebooks.MIME: EVIDENCE})
        self.notebooks = {
            "book/paper/01-one.ipynb": notebook(
                markdown("header-1", HEADER.format(
                    title="One", number="01", prerequisites="None.")),
                markdown("end-1", end),
            ),
            "book/paper/02-two.ipynb": notebook(
                markdown("header", HEADER.format(
                    title="Two", number="02", prerequisites="[Chapter 1](01-one.ipynb): one.")),
                markdown("statements", STATEMENTS),
                code("draw", 1, "plot()\nshow()", displayed(image__png="abc"),
                     mystnb=FIGURE, tags=["plot"]),
                markdown("rule", RULE),
                code("verify", 2, 'verify(Rule("R-twice"))', verified,
                     tags=["evidence"]),
                markdown("closing", CLOSING),
            ),
        }
        self.index = "# Index\n\n<!-- ledger-totals -->\n\n<!-- descent -->\n"
        self.questions = ["01-one.yml", "02-two.yml"]
        self.toc = {
            "format": "jb-book", "root": "book/index",
            "parts": [{"chapters": [{"file": "book/paper/01-one"}, {"file": "book/paper/02-two"}]}],
        }

    def cell(self, name):
        cells = (one for made in self.notebooks.values() for one in made["cells"])
        return next(one for one in cells if one["id"] == name)

    def replace(self, name, old, new):
        cell = self.cell(name)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new)

    def evidence(self):
        return self.cell("verify")["outputs"][0]["data"][notebooks.MIME]

    @property
    def metadata(self):
        return self.notebooks["book/paper/02-two.ipynb"]["metadata"]

    def load(self, folder):
        for file, made in self.notebooks.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(made), encoding="utf-8")
        (folder / "book" / "index.md").write_text(self.index, encoding="utf-8")
        (folder / "book" / "questions").mkdir()
        for name in self.questions:
            text = "".join(f"- id: Q{name[:2]}-{k}\n  kind: choose\n" for k in (1, 2))
            (folder / "book" / "questions" / name).write_text(text)
            path = folder / "solutions" / name.removesuffix(".yml") / specs.FILE
            path.parent.mkdir(parents=True)
            path.write_text(yaml.safe_dump(SET), encoding="utf-8")
        (folder / "_toc.yml").write_text(yaml.safe_dump(self.toc), encoding="utf-8")
        (folder / "book" / "items.csv").write_text(ITEMS, encoding="utf-8")
        return notebooks.load(folder, written=(1, 2))


def test_the_healthy_book_has_no_problem(tmp_path):
    assert checks.problems(Draft().load(tmp_path)) == []


# Its faults --------------------------------------------------------------------------------------

FAULTS = {}


def fault(check, where, says):
    """Register a way to doctor the book: the check that must object, and what it says where."""
    def register(doctor):
        FAULTS[doctor.__name__] = (doctor, check, where, says)
        return doctor
    return register


@pytest.mark.parametrize("name", FAULTS)
def test_a_doctored_book_is_rejected(name, tmp_path):
    doctor, check, where, says = FAULTS[name]
    draft = Draft()
    doctor(draft)
    found = run(CHECKS[check], draft.load(tmp_path))
    assert any(
        one.startswith(where) and says in one and len(one.split("; cure: ")[1]) > 5
        for one in found
    ), found


def test_every_check_can_fail():
    assert {check for _, check, _, _ in FAULTS.values()} == set(CHECKS)


TWO = "book/paper/02-two.ipynb"
IN = {name: f"{TWO}, cell {number} (id {name}): " for number, name in enumerate(
    ("header", "statements", "draw", "rule", "verify", "closing"), 1)}


@fault("valid_format", TWO, "not a valid notebook")
def a_cell_without_id(draft):
    del draft.cell("rule")["id"]


@fault("valid_format", IN["verify"].replace("verify", "draw"), "another cell has this id")
def two_cells_with_one_id(draft):
    draft.cell("verify")["id"] = "draw"


@fault("executed_in_order", IN["draw"], "never executed")
def an_unexecuted_cell(draft):
    draft.cell("draw")["execution_count"] = None


@fault("executed_in_order", IN["verify"], "executed as number 7, not 2")
def cells_out_of_order(draft):
    draft.cell("verify")["execution_count"] = 7


@fault("executed_in_order", IN["verify"], "empty code cell")
def an_empty_cell(draft):
    draft.cell("verify").update(source="", execution_count=None, outputs=[])


@fault("no_error_output", IN["verify"], "an error as output (ValueError: no)")
def an_error_output(draft):
    draft.cell("verify")["outputs"] = [
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
    ]


@fault("no_stderr", IN["verify"], "output on stderr ('a warning')")
def a_warning(draft):
    draft.cell("verify")["outputs"] = [
        {"output_type": "stream", "name": "stderr", "text": "a warning\n"}
    ]


@fault("same_in_every_run", IN["draw"], "memory address")
def a_memory_address(draft):
    draft.cell("draw")["outputs"].append(displayed(text__plain="<Line2D at 0x7f12ab34cd56>"))


@fault("same_in_every_run", IN["draw"], "a widget as output")
def a_widget(draft):
    draft.cell("draw")["outputs"].append(
        displayed(**{"application/vnd.jupyter.widget-view+json": {}})
    )


@fault("lean_metadata", IN["draw"], "cell metadata 'execution'")
def a_timestamp(draft):
    draft.cell("draw")["metadata"]["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00"}


@fault("lean_metadata", IN["rule"], "cell metadata 'editable'")
def a_locked_cell_without_nbgrader(draft):
    draft.cell("rule")["metadata"]["editable"] = False


@fault("lean_metadata", TWO, "notebook metadata 'widgets'")
def the_state_of_widgets(draft):
    draft.metadata["widgets"] = {}


@fault("lean_metadata", TWO, "language_info is")
def the_version_of_python(draft):
    draft.metadata["language_info"]["version"] = "3.11.7"


@fault("plain_python", IN["verify"], "%matplotlib inline")
def a_magic(draft):
    draft.cell("verify")["source"] = "import numpy\n%matplotlib inline"


@fault("plain_python", IN["verify"], "trailing ';'")
def a_trailing_semicolon(draft):
    draft.cell("verify")["source"] += ";"


@fault("plain_python", IN["verify"], "get_ipython()")
def a_magic_in_disguise(draft):
    draft.cell("verify")["source"] = 'get_ipython().run_line_magic("time", "")'


@fault("small_file", TWO, "1.6 MB, above 1.5 MB")
def a_large_output(draft):
    draft.cell("verify")["outputs"].append(displayed(text__plain="x" * 1_600_000))


@fault("short_cells", IN["verify"], "21 lines of code")
def a_long_cell(draft):
    draft.cell("verify").update(source="a = 1\n" * 21, metadata={})


@fault("short_cells", IN["verify"], "41 lines of code, above 40")
def a_long_cell_that_is_folded(draft):
    draft.cell("verify")["source"] = "a = 1\n" * 41


@fault("figures_described", IN["draw"], "a figure without alt text")
def a_figure_without_alt(draft):
    del draft.cell("draw")["metadata"]["mystnb"]["image"]


@fault("figures_described", IN["draw"], "a figure without caption")
def a_figure_without_caption(draft):
    del draft.cell("draw")["metadata"]["mystnb"]["figure"]["caption"]


@fault("figures_described", IN["draw"], "a figure without name")
def a_figure_without_metadata(draft):
    draft.cell("draw")["metadata"] = {}


@fault("figures_described", IN["draw"], "alt text of 6 characters")
def a_figure_with_an_empty_phrase_as_alt(draft):
    draft.cell("draw")["metadata"]["mystnb"]["image"]["alt"] = "A plot"


@fault("figures_described", IN["draw"], "repeats the caption")
def a_figure_with_its_caption_as_alt(draft):
    mystnb = draft.cell("draw")["metadata"]["mystnb"]
    mystnb["figure"]["caption"] = mystnb["image"]["alt"]


@fault("figures_described", IN["rule"], "{figure} without alt text")
def a_drawing_without_alt(draft):
    draft.cell("rule")["source"] += "\n```{figure} drawing.svg\n:name: fig-x\n\nA drawing.\n```\n"


@fault("figures_described", IN["rule"], "an image without alt text")
def an_image_without_alt(draft):
    draft.cell("rule")["source"] += "\n![](drawing.svg)\n"


@fault("light_figures", TWO, "figures of 301 kB together")
def heavy_figures(draft):
    draft.cell("draw")["outputs"][0]["data"]["image/png"] = "x" * 301_000


@fault("complete_header", IN["header"], "the header lacks the part '**Prerequisites.** ...'")
def a_header_without_prerequisites(draft):
    draft.replace("header", "**Prerequisites.** [Chapter 1](01-one.ipynb): one.\n", "")


@fault("complete_header", IN["header"], "the header lacks the box")
def a_header_without_box(draft):
    draft.replace("header", ":class: about", "")


@fault("complete_header", IN["header"], "has no bold verb")
def an_objective_without_verb(draft):
    draft.replace("header", "- **name** its", "- its")


@fault("objectives_tested", IN["header"], "nothing tests the objective")
def an_objective_without_test(draft):
    draft.replace("header", " (Q02-2)", ", see Q02-2")


@fault("objectives_tested", IN["header"], "Q02-3, named by an objective, does not exist")
def an_objective_with_a_question_that_does_not_exist(draft):
    draft.replace("header", "(Q02-2)", "(Q02-3)")


@fault("objectives_tested", IN["header"], "Q01-2, named by an objective, does not exist")
def an_objective_with_a_question_of_another_chapter(draft):
    draft.replace("header", "(Q02-2)", "(Q01-2)")


@fault("objectives_tested", IN["header"], "exercise 3, named by an objective, does not exist")
def an_objective_with_an_exercise_that_does_not_exist(draft):
    draft.replace("header", "exercise 2", "exercise 3")


@fault("folded", IN["draw"], "draws a figure, without the tag 'plot'")
def an_unmarked_plotting_cell(draft):
    del draft.cell("draw")["metadata"]["tags"]


@fault("folded", IN["verify"], "verifies a rule, without the tag 'evidence'")
def an_unmarked_verification(draft):
    del draft.cell("verify")["metadata"]["tags"]


@fault("folded", IN["verify"], "is made of imports, without the tag 'setup'")
def an_unmarked_set_up(draft):
    draft.cell("verify").update(
        source="import numpy as np\nfrom math import pi\ndo()", outputs=[], metadata={})


@fault("folded", IN["verify"], "folded as 'machine', without a comment in its first line")
def a_folded_cell_that_does_not_say_what_it_confirms(draft):
    draft.cell("verify")["metadata"]["tags"] = ["machine"]


@fault("folded", IN["verify"], "has the tag 'plot', but no figure")
def a_plot_without_a_figure(draft):
    draft.cell("verify")["metadata"]["tags"] = ["plot"]


@fault("folded", IN["verify"], "has the tag 'evidence', but no evidence")
def an_evidence_without_evidence(draft):
    draft.cell("verify")["outputs"] = []


@fault("folded", IN["draw"], "an unknown tag 'plots'")
def a_misspelt_tag(draft):
    draft.cell("draw")["metadata"]["tags"] = ["plots"]


@fault("derived_by_hand", TWO, "R-twice is not derived by hand")
def a_rule_that_is_not_derived(draft):
    draft.replace("rule", "{derivation} R-twice", "{derivation}")


@fault("derived_by_hand", IN["rule"], "no reason after the formula = 2")
def a_formula_without_a_reason(draft):
    draft.replace("rule", "because each step is doubled.", "")


@fault("derived_by_hand", IN["rule"], "1 line; cure: ")
def a_derivation_of_one_line(draft):
    draft.replace("rule", "$$\n= 2\n$$\n", "")


@fault("known_ids", IN["rule"], "unknown ID R-thrice in a derivation")
def a_derivation_of_no_rule(draft):
    draft.replace("rule", "{derivation} R-twice", "{derivation} R-twice R-thrice")


@fault("prerequisites_earlier", IN["header"], "the prerequisite 02-two does not come earlier")
def a_prerequisite_that_is_the_chapter_itself(draft):
    draft.replace("header", "01-one.ipynb", "02-two.ipynb")


@fault("prerequisites_earlier", IN["header"], "the prerequisite 01-none does not exist")
def a_prerequisite_that_does_not_exist(draft):
    draft.replace("header", "01-one.ipynb", "01-none.ipynb")


@fault("anatomy", TWO, "no section '## In short'")
def a_missing_heading(draft):
    draft.replace("closing", "## In short", "### In short")


@fault("anatomy", TWO, "the last sections are In short, Train the neuron, With a pencil")
def headings_out_of_order(draft):
    draft.replace("closing", "## In short", "")
    draft.replace("closing", "## Train the neuron", "## In short\n\n## Train the neuron")


@fault("anatomy", TWO, "the last sections are In short, With a pencil, More")
def a_section_after_the_last(draft):
    draft.replace("closing", "<!-- questions -->", "## More\n\n<!-- questions -->")


@fault("anatomy", IN["closing"], "does not end with the questions")
def questions_before_the_end(draft):
    draft.replace("closing", "<!-- questions -->", "")
    draft.cell("rule")["source"] += "\n<!-- questions -->\n"


@fault("anatomy", IN["header"], "no strip under the title")
def a_title_without_the_chain(draft):
    draft.replace("header", "<!-- chain s-z -->", "")


@fault("anatomy", IN["rule"], "a second title, 'Another'")
def a_second_title(draft):
    draft.cell("rule")["source"] += "\n# Another\n"


@fault("misconceptions", TWO, "no misconception box")
def no_misconception(draft):
    draft.replace("closing", ":class: misconception", "")


@fault("misconceptions", IN["closing"], "without its ID")
def a_misconception_without_id(draft):
    draft.replace("closing", " (M4)", "")


@fault("misconceptions", IN["closing"], "without 'You may think: ...'")
def a_misconception_without_title(draft):
    draft.replace("closing", "You may think", "Some think")


@fault("known_ids", IN["statements"], "unknown ID D-dobule in a label")
def an_unknown_id_in_a_label(draft):
    draft.replace("statements", ":label: D-double", ":label: D-dobule")


@fault("known_ids", IN["closing"], "unknown ID E-dobule in a label or target")
def an_unknown_id_in_a_target(draft):
    draft.replace("closing", "(E-double)=", "(E-dobule)=")


@fault("known_ids", IN["verify"], "unknown ID R-twcie in the evidence")
def an_unknown_id_in_evidence(draft):
    draft.evidence()["id"] = "R-twcie"


@fault("known_ids", IN["verify"], "unknown ID R-twcie in Rule(...)")
def an_unknown_id_in_code(draft):
    draft.cell("verify")["source"] = 'verify(Rule(\n    id="R-twcie"))'


@fault("known_ids", IN["rule"], "unknown ID D-dobule in a {prf:ref}")
def an_unknown_id_in_a_ref(draft):
    draft.replace("rule", "{prf:ref}`D-double`", "{prf:ref}`as we saw <D-dobule>`")


@fault("known_ids", IN["rule"], "unknown ID F-dobule in a {numref}")
def an_unknown_id_in_a_numref(draft):
    draft.replace("rule", "{numref}`F-double`", "{numref}`F-dobule`")


@fault("known_ids", IN["rule"], "has no label R-...")
def a_rule_without_label(draft):
    draft.replace("rule", ":label: R-twice", "")


@fault("items_at_home", IN["rule"], "R-later belongs to chapter 3")
def a_rule_of_another_chapter(draft):
    draft.replace("rule", ":label: R-twice", ":label: R-later")


@fault("items_present", TWO, "E-double is missing")
def an_erratum_without_its_box(draft):
    draft.replace("closing", ":class: erratum", "")


@fault("items_present", TWO, "E-double is missing")
def an_erratum_that_is_called_a_silence(draft):
    draft.replace("closing", "Beside the paper", "Beyond the paper")


@fault("items_present", TWO, "E-triple is missing")
def a_silence_that_is_called_an_erratum(draft):
    draft.replace("closing", ":class: beyond", ":class: erratum")


@fault("items_present", TWO, "X-double is missing")
def an_example_as_definition(draft):
    draft.replace("statements", "{prf:example}", "{prf:definition}")


@fault("items_present", TWO, "D-double is missing")
def a_missing_definition(draft):
    draft.replace("statements", ":label: D-double", "")


@fault("items_present", TWO, "C-double is missing")
def a_missing_claim(draft):
    draft.replace("statements", ":label: C-double", "")


@fault("items_present", TWO, "F-double is missing")
def a_missing_figure(draft):
    draft.cell("draw")["metadata"]["mystnb"]["figure"]["name"] = "fig-other"


@fault("rules_proven", TWO, "R-twice is missing")
def a_missing_rule(draft):
    draft.replace("rule", "{prf:rule}", "{prf:definition}")


@fault("rules_proven", IN["rule"], "R-twice has no evidence")
def a_rule_without_evidence(draft):
    draft.cell("verify")["outputs"] = []


@fault("rules_proven", IN["rule"], "R-twice has 2 evidence")
def a_rule_with_two_evidences(draft):
    draft.cell("verify")["outputs"] *= 2


@fault("rules_proven", IN["verify"], "not derived")
def evidence_without_derivation(draft):
    draft.evidence()["entry"] = ""


@fault("rules_proven", IN["verify"], "no versions of its witnesses")
def evidence_without_versions(draft):
    del draft.evidence()["versions"]


@fault("rules_proven", IN["verify"], "only 4 wrong forms rejected")
def evidence_with_four_mutants(draft):
    draft.evidence()["mutants"].pop()


@fault("rules_proven", IN["verify"], "does not say what was derived")
def evidence_of_an_older_kind(draft):
    del draft.evidence()["about"]


@fault("rules_proven", IN["verify"], "only an example of it was derived")
def evidence_of_an_example(draft):
    draft.evidence()["about"] = "example"


@fault("rules_proven", IN["rule"], "R-twice is about any function, but its evidence knows none")
def evidence_that_is_overstated(draft):
    draft.replace("rule", "\n2\n", "\n2 f(x)\n")


@fault("rules_proven", IN["verify"], "agrees with its autodiff witness only to 1e-06")
def evidence_of_a_poor_agreement(draft):
    draft.evidence()["autodiff_error_below"] = 1e-6


@fault("rules_proven", IN["rule"], "stated with shape n x n, but verified with 1 x n")
def evidence_of_another_shape(draft):
    draft.evidence()["shape"] = ["1", "n"]


@fault("rules_proven", IN["rule"], "stated with shape n x n, but verified with n x n·n")
def a_shape_without_the_axes_of_its_matrix(draft):
    draft.evidence()["shape"] = ["n", "n·n"]


@fault("rules_proven", IN["rule"], "R-twice states no shape")
def a_rule_without_shape(draft):
    draft.replace("rule", r"**Shape** $n \times n$.", "")


@fault("rules_proven", IN["rule"], "R-twice states no domain")
def a_rule_without_domain(draft):
    draft.replace("rule", "**Domain**", "domain")


@fault("toc_is_complete", TWO, "missing from _toc.yml")
def a_chapter_missing_from_the_toc(draft):
    draft.toc["parts"][0]["chapters"].pop()


@fault("toc_is_complete", "_toc.yml: ", "names book/paper/03-three, for which there is no file")
def a_toc_entry_without_file(draft):
    draft.toc["parts"][0]["chapters"].append({"file": "book/paper/03-three"})


@fault("toc_is_complete", "_toc.yml: ", "chapters out of order")
def chapters_out_of_order(draft):
    draft.toc["parts"][0]["chapters"].reverse()


@fault("chapters_written", "book: ", "chapter 2 has no notebook")
def a_missing_chapter(draft):
    draft.notebooks["book/paper/03-two.ipynb"] = draft.notebooks.pop(TWO)


@fault("marks_present", TWO, "the mark 'questions' is missing")
def a_chapter_without_its_questions(draft):
    draft.replace("closing", "<!-- questions -->", "")


@fault("marks_present", "book/paper/01-one.ipynb", "the mark 'questions' is missing")
def a_file_of_questions_for_a_chapter_without_the_mark(draft):
    draft.replace("end-1", "<!-- questions -->", "")


@fault("marks_present", "book/index.md", "the mark 'descent' is missing")
def a_page_without_its_part(draft):
    draft.index = draft.index.replace("<!-- descent -->", "`descent`")


@fault("names_unique", IN["rule"], "R-twice is already in book/paper/01-one.ipynb, cell 2 (id end")
def a_rule_stated_in_two_chapters(draft):
    draft.cell("end-1")["source"] = RULE


@fault("names_unique", IN["rule"], "R-twice is already in book/paper/02-two.ipynb, cell 2")
def a_rule_stated_twice(draft):
    draft.cell("statements")["source"] += RULE


@fault("names_unique", IN["draw"], "F-double is already in")
def two_figures_of_one_name(draft):
    draft.cell("end-1")["source"] = "```{figure} drawing.svg\n:name: f-double\n```\n"


# Files that are no notebooks, and the metadata of headers -----------------------------------------


@pytest.mark.parametrize("stated", ["m x m·n", "m x m x n", "m x n"])
def test_the_shape_of_a_gradient_is_for_pullbacks_only(stated):
    evidence = {"shape": ["m", "m·n"]}
    assert (stated.split(" x ") in checks._shapes(evidence)) == (stated != "m x n")
    assert stated.split(" x ") in checks._shapes({**evidence, "pullback": True})


def test_a_gradient_by_a_vector_is_a_column():
    assert ["n", "1"] in checks._shapes({"shape": ["m", "n"], "pullback": True})


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    Draft().load(tmp_path)
    (tmp_path / TWO).write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(ValueError, match=f"{TWO}: not a notebook .*; cure: "):
        notebooks.load(tmp_path)


def test_a_directive_shown_as_code_is_not_a_box():
    shown = "````\n:::{prf:rule} Title\n:label: R-nothing\n:::\n````\n"
    assert notebooks.Notebook("x.ipynb", {"cells": [markdown("a", shown)]}).boxes == []


def test_the_header_is_read():
    links = "[1](01-one.ipynb) and [3](../paper/03-c.ipynb#x)."
    text = HEADER.format(title="Two", number="07", prerequisites=links)
    header = notebooks.read_header(text, "07-two.ipynb")
    assert header == {
        "chapter": 7, "title": "Two", "section": "A section",
        "objectives": [
            "**derive** a rule that is longer than a line (Q07-1, exercise 2)",
            "**name** its shape (Q07-2)",
        ],
        "prerequisites": ["01-one", "03-c"],
    }


def test_a_file_name_without_number_is_refused():
    with pytest.raises(ValueError, match="two digits"):
        notebooks.read_header(HEADER.format(title="A", number="07", prerequisites="None."),
                              "two.ipynb")
