"""What a notebook of this book must fulfil, as small functions that name what is wrong.

Each check takes a notebook, a chapter or the whole book, and returns a list of problems, each
"file, cell K (id ...): what is wrong; cure: what to do". An empty list is a pass. What the code
gives is nbval's business; here nothing is executed.

    python -m course.checks    # prints the problems of this checkout
"""

import ast
import importlib.util
import json
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import fastjsonschema

from course import PARTS, notebooks, part_of, specs
from course.notebooks import MARK, joined, load, marks_of, page_file
from matrixcalculus.evidence import Evidence

LONGEST_CELL = 20  # lines
LONGEST_FOLDED = 40  # lines of a cell that the page folds
SHORTEST_ALT = 30  # characters
LARGEST_NOTEBOOK = 1_500_000  # bytes
LARGEST_FIGURES = 300_000  # bytes, all figures of a chapter

CLOSING = ["Train the neuron", "In short", "With a pencil"]  # sections at the end of a chapter
TRAINED = re.compile(r"Train the (layer|network|classifier)")  # as good as the neuron
BOXES = ("prf:definition", "prf:example", "prf:observation", "figure")
ASIDES = {  # where an erratum stands in its chapter -> the title of its aside, and its class
    "chapter": ("Beside the paper", "erratum"),
    "beyond": ("Beyond the paper", "beyond"),
}
ITEM_ID = re.compile(r"[RXDFCE]-[a-z][\w-]*")
FOLDED = {"setup", "plot", "machine", "evidence"}  # tags of cells: see course/site/folds.py
OPEN = "shown"  # the tag of a cell that would be folded, and is not
KNOWN_TAGS = FOLDED | {OPEN, "hide-output", "remove-input", "raises-exception"}
CELL_METADATA = {"mystnb", "tags"}
NOTEBOOK_METADATA = {"kernelspec", "language_info"}
ANY_FUNCTION = re.compile(r"\\mathbf f\b|(?<!\w)[fg](?:_[in1]|\\?[(])|(?<!\w)f\\bigl\(")
EXECUTE = "run `make notebooks`"
MARKS = {  # what a page holds by a comment; a chapter with a file of questions holds those, too
    "book/index": ("ledger-totals", "descent"),
    "book/explorers": ("descent", "hillside", "square", "shapes", "paths", "valley", "indices",
                       "slices", "weights", "batch", "kinks", "triangle", "stepper", "lights"),
    "book/derive": ("derive", "workbook"),
    "book/exercises": ("exercises",),
    "book/answers": ("answers",),
    "book/answers-network": ("answers",),
    "book/answers-longer": ("answers",),
    "book/review": ("questions",),
    "book/your-data": ("notes",),
    "book/reference/misconceptions": ("misconceptions",),
    "book/reference/ledger": ("ledger",),
    "book/reference/rule-card": ("rule-card",),
    "book/reference/notation": ("letters",),
    "book/paper/03-partial-derivatives": ("playground",),
    "book/paper/05-jacobian": ("shapes",),
    "book/paper/06-elementwise": ("workbook",),
    "book/paper/07-scalar-expansion": ("workbook",),
    "book/paper/08-vector-sum": ("workbook",),
    "book/paper/09-single-variable-chain-rule": ("stepper", "workbook"),
    "book/paper/10-total-derivative": ("stepper", "workbook"),
    "book/paper/11-vector-chain-rule": ("stepper", "shapes", "workbook"),
    "book/paper/12-activation": ("playground", "workbook"),
    "book/paper/13-loss-weights": ("stepper", "workbook"),
    "book/paper/14-loss-bias": ("playground", "workbook"),
    "book/paper/15-training": ("playground", "workbook"),
    "book/network/16-gradient-check": ("valley",),
    "book/network/17-differentials": ("indices", "workbook"),
    "book/network/18-layer": ("slices", "workbook"),
    "book/network/19-batch": ("batch", "weights", "workbook"),
    "book/network/20-backwards": ("arrays", "workbook"),
    "book/network/21-two-layers": ("kinks", "workbook"),
    "book/network/22-softmax": ("triangle", "workbook"),
}


# Every notebook ----------------------------------------------------------------------------------


def valid_format(notebook):
    try:
        _schema()(notebook.data)
    except fastjsonschema.JsonSchemaException as error:
        cure = "save it from Jupyter, in nbformat 4.5"
        return [notebook.problem(f"not a valid notebook: {error.message[:200]}", cure)]
    problems, seen = [], set()
    for cell in notebook.cells:
        if cell.data["id"] in seen:
            problems.append(cell.problem("another cell has this id", "give it an id of its own"))
        seen.add(cell.data["id"])
    return problems


@cache
def _schema():
    # nbformat itself would do, but takes a second to import.
    folder = Path(importlib.util.find_spec("nbformat").origin).parent
    text = (folder / "v4" / "nbformat.v4.5.schema.json").read_text(encoding="utf-8")
    return fastjsonschema.compile(json.loads(text))


def executed_in_order(notebook):
    problems, expected = [], 1
    for cell in notebook.of_kind("code"):
        count = cell.data.get("execution_count")
        if not cell.source.strip():
            problems.append(cell.problem("an empty code cell", "delete it"))
            continue
        if count is None:
            problems.append(cell.problem("never executed", EXECUTE))
        elif count != expected:
            what = f"executed as number {count}, not {expected}: not from top to bottom"
            problems.append(cell.problem(what, EXECUTE))
        expected = (count or expected) + 1
    return problems


def no_error_output(notebook):
    return [
        cell.problem(
            f"an error as output ({output.get('ename')}: {output.get('evalue', '')[:80]})",
            "mend the code, or catch the error and print it; then " + EXECUTE,
        )
        for cell in notebook.of_kind("code")
        for output in cell.outputs
        if output["output_type"] == "error"
    ]


def no_stderr(notebook):
    return [
        cell.problem(
            f"output on stderr ({joined(output['text']).strip()[:80]!r})",
            "remove the cause of the warning; then " + EXECUTE,
        )
        for cell in notebook.of_kind("code")
        for output in cell.outputs
        if output["output_type"] == "stream" and output.get("name") == "stderr"
    ]


def same_in_every_run(notebook):
    problems = []
    for cell in notebook.of_kind("code"):
        for output in cell.outputs:
            data = output.get("data", {})
            if any("widget" in mime for mime in data):
                problems.append(cell.problem("a widget as output", "draw a figure instead"))
            text = joined(data.get("text/plain", "")) + joined(output.get("text", ""))
            if re.search(r"\bat 0x[0-9a-f]{6,}", text):
                what = "an output with a memory address, different in every run"
                cure = "end the cell with plt.show() or an assignment, or print what matters"
                problems.append(cell.problem(what, cure))
    return problems


def lean_metadata(notebook):
    """No timestamps, no state of an editor: they change without a reason and spoil a diff."""
    problems, metadata = [], notebook.data["metadata"]
    cure = "delete it; `make notebooks` does"
    for key in sorted(set(metadata) - NOTEBOOK_METADATA):
        problems.append(notebook.problem(f"notebook metadata {key!r}", cure))
    if metadata.get("language_info") != {"name": "python"}:
        what = f"language_info is {metadata.get('language_info')}"
        problems.append(notebook.problem(what, 'set it to {"name": "python"}; ' + EXECUTE))
    if "kernelspec" not in metadata:
        problems.append(notebook.problem("no kernelspec", EXECUTE))
    for cell in notebook.cells:
        for key in sorted(set(cell.metadata) - CELL_METADATA):
            problems.append(cell.problem(f"cell metadata {key!r}", cure))
    return problems


def plain_python(notebook):
    problems = []
    for cell in notebook.of_kind("code"):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            what = f"not plain Python ({(error.text or '').strip()[:60]!r}; a magic?)"
            problems.append(cell.problem(what, "write it as Python, which runs anywhere"))
        if "get_ipython(" in cell.source:
            problems.append(cell.problem("calls get_ipython()", "write it as plain Python"))
        if cell.source.rstrip().endswith(";"):
            what = "a trailing ';', which nbval does not honour"
            problems.append(cell.problem(what, "end the cell with plt.show() or an assignment"))
    return problems


def small_file(notebook):
    if notebook.size <= LARGEST_NOTEBOOK:
        return []
    what = f"{notebook.size / 1e6:.1f} MB, above {LARGEST_NOTEBOOK / 1e6:.1f} MB"
    return [notebook.problem(what, "draw fewer points, or print less")]


# Every chapter -----------------------------------------------------------------------------------


def short_cells(chapter):
    problems = []
    for cell in chapter.of_kind("code"):
        lines = len(cell.source.strip().splitlines())
        longest = LONGEST_FOLDED if set(cell.tags) & FOLDED else LONGEST_CELL
        if lines > longest:
            what = f"{lines} lines of code, above {longest}"
            problems.append(cell.problem(what, "split it, or move what repeats to the package"))
    return problems


def figures_described(chapter):
    problems = []
    for cell in chapter.of_kind("code"):
        if not cell.figures:
            continue
        mystnb = cell.metadata.get("mystnb", {})
        caption = mystnb.get("figure", {}).get("caption", "").strip()
        alt = mystnb.get("image", {}).get("alt", "").strip()
        cure = 'metadata {"mystnb": {"figure": {"caption", "name"}, "image": {"alt"}}}'
        for what, value in (("caption", caption), ("name", cell.figure_name), ("alt text", alt)):
            if not value:
                problems.append(cell.problem(f"a figure without {what}", cure))
        problems += [cell.problem(*bad) for bad in _weak_alt(alt, caption)]
    for box in chapter.boxes:
        if box.kind in ("figure", "image"):
            alt = box.options.get("alt", "")
            if not alt:
                cure = "add the line ':alt: ...'"
                problems.append(box.cell.problem(f"{{{box.kind}}} without alt text", cure))
            problems += [box.cell.problem(*bad) for bad in _weak_alt(alt, box.text.strip())]
    for cell in chapter.of_kind("markdown"):
        if re.search(r"!\[\s*\]\(", cell.source):
            problems.append(cell.problem("an image without alt text", "write it between [ and ]"))
    return problems


def _weak_alt(alt, caption):
    if alt and len(alt) < SHORTEST_ALT:
        yield f"alt text of {len(alt)} characters", "say what the figure shows, in a sentence"
    if alt and alt == caption:
        yield "alt text that repeats the caption", "say what one who cannot see it must know"


def light_figures(chapter):
    weight = sum(len(text) for cell in chapter.cells for _, text in cell.figures)
    if weight <= LARGEST_FIGURES:
        return []
    what = f"figures of {weight / 1e3:.0f} kB together, above {LARGEST_FIGURES / 1e3:.0f} kB"
    return [chapter.problem(what, "draw fewer points, levels or marks; size=41 in figures.surface")]


def complete_header(chapter):
    first = chapter.cells[0] if chapter.cells else chapter
    try:
        header = chapter.header
    except ValueError as error:
        return [first.problem(str(error), "write it as the other chapters do (CONTRIBUTING.md)")]
    problems = []
    for text in header["objectives"]:
        if not re.match(r"\*\*[a-z]+\*\* ", text):
            problems.append(first.problem(f"the objective {text[:50]!r} has no bold verb",
                                          "begin it with one, such as **derive**"))
    return problems


def anatomy(chapter):
    titles = [
        (match[1], match[2].strip(), cell)
        for cell in chapter.of_kind("markdown")
        for match in re.finditer(r"^(#{1,2}) (.+)$", _without_fenced_code(cell.source), re.M)
    ]
    problems = [
        cell.problem(f"a second title, {title!r}", "begin it with ## or ###")
        for marks, title, cell in [one for one in titles if one[0] == "#"][1:]
    ]
    sections = [title for marks, title, _ in titles if marks == "##"]
    strips = [one.split()[0] for one in MARK.findall(chapter.cells[0].source)]
    if not {"chain", "network"} & set(strips):
        problems.append(chapter.cells[0].problem(
            "no strip under the title",
            "write '<!-- chain z-a -->', with its links, or '<!-- network X-Z -->'"))
    return problems + _closing(chapter, sections)


def _closing(chapter, sections):
    sections = [CLOSING[0] if TRAINED.fullmatch(title) else title for title in sections]
    problems = [chapter.problem(f"no section '## {heading}'", "write it")
                for heading in CLOSING if heading not in sections]
    found = [title for title in sections if title in CLOSING]
    if not problems and (found != CLOSING or sections[-2:] != CLOSING[-2:]):
        what = f"the last sections are {', '.join(sections[-len(CLOSING):])}"
        cure = f"order them {', '.join(CLOSING)}, the last two at the end"
        problems.append(chapter.problem(what, cure))
    if [one.split() for one in MARK.findall(chapter.cells[-1].source)][-1:] != [["questions"]]:
        problems.append(chapter.cells[-1].problem("does not end with the questions",
                                                  "write '<!-- questions -->' last"))
    return problems


def _without_fenced_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def misconceptions(chapter):
    boxes = [box for box in chapter.boxes if "misconception" in box.options.get("class", "")]
    problems = []
    for box in boxes:
        if not box.title.startswith("You may think"):
            problems.append(box.cell.problem("a misconception without 'You may think: ...'",
                                             "title it so"))
        if not re.search(r"\b[MN]\d+\b", box.title + box.text):
            problems.append(box.cell.problem("a misconception without its ID (M4, N1, ...)",
                                             "name it in the title, in brackets"))
    if chapter.chapter > 1 and not boxes:
        cure = "write one, ':::{admonition} You may think: ...' with ':class: misconception'"
        problems.append(chapter.problem("no misconception box", cure))
    return problems


def folded(chapter):
    """Every cell that the page folds says so by its tag; see course/site/folds.py."""
    problems = []
    for cell in chapter.of_kind("code"):
        tags = set(cell.tags)
        for tag in sorted(tags - KNOWN_TAGS):
            cure = f"correct it, or delete it ({', '.join(sorted(KNOWN_TAGS))})"
            problems.append(cell.problem(f"an unknown tag {tag!r}", cure))
        for what, is_there, tag in (
                ("draws a figure", bool(cell.figures), "plot"),
                ("verifies a rule", any(one is cell for one, _ in chapter.evidence), "evidence"),
                ("is made of imports", _made_of_imports(cell), "setup")):
            if is_there and not tags & (FOLDED | {OPEN}):
                cure = f"tag it {tag}; or {OPEN}, where the chapter is about its code"
                problems.append(cell.problem(f"{what}, without the tag {tag!r}", cure))
            if tag in tags and tag != "setup" and not is_there:
                what = f"has the tag {tag!r}, but no {'figure' if tag == 'plot' else 'evidence'}"
                problems.append(cell.problem(what, f"delete the tag, or {EXECUTE}"))
        if "machine" in tags and not re.match(r"#\s*\S", cell.source):
            problems.append(cell.problem("folded as 'machine', without a comment in its first line",
                                         "say there what the code confirms"))
    return problems


def _made_of_imports(cell):
    try:
        lines = ast.parse(cell.source).body
    except SyntaxError:
        return False  # plain_python says so
    imports = sum(isinstance(one, ast.Import | ast.ImportFrom) for one in lines)
    return imports > len(lines) / 2


def _looks_like_item(name):
    return ITEM_ID.fullmatch(name) is not None


def objectives_tested(chapter, book):
    """Each objective names, in brackets, what tests it: questions of the chapter, or exercises."""
    try:
        objectives = chapter.header["objectives"]
    except ValueError:
        return []  # complete_header says so
    stem, first, problems = Path(chapter.file).stem, chapter.cells[0], []
    bank = book.root / "book" / "questions" / f"{stem}.yml"
    text = bank.read_text(encoding="utf-8") if bank.exists() else ""
    there = set(re.findall(r"^- id: (\S+)", text, re.M))
    if stem in specs.names(book.root):
        exercises = specs.load(stem, book.root).questions
        there |= {f"exercise {number}" for number in range(1, len(exercises) + 1)}
    for text in objectives:
        named = [name for inside in re.findall(r"\(([^()]*)\)", text)
                 for name in re.findall(r"\bQ\d\d-\d+|\bexercise \d+", inside)]
        if not named:
            problems.append(first.problem(f"nothing tests the objective {text[:50]!r}",
                                          "name what does in brackets: (Q06-2, exercise 3)"))
        problems += [first.problem(f"{name}, named by an objective, does not exist",
                                   f"name a question of {bank.name} or of its exercises")
                     for name in named if name not in there]
    return problems


def derived_by_hand(chapter, book):
    """Every rule of the chapter's section is derived, line by line; and no derivation is broken."""
    problems, derived = [], set()
    for box in chapter.boxes:
        if box.kind == "derivation":
            derived |= set(box.title.split())
            try:
                notebooks.derived_lines(box.text)
            except ValueError as error:
                what, _, cure = str(error).partition("; cure: ")
                problems.append(box.cell.problem(f"the derivation {box.title}: {what}", cure))
    return problems + [
        chapter.problem(f"{item} is not derived by hand",
                        f"write a block ':::{{derivation}} {item}' before its box")
        for item in book.items_of(chapter.chapter, "R") if item not in derived]


def known_ids(chapter, book):
    problems = []
    for name, cell, where in _mentioned(chapter):
        if _looks_like_item(name) and name not in book.items:
            problems.append(cell.problem(f"unknown ID {name} in {where}",
                                         "correct it, or add it to book/items.csv"))
    for box in chapter.boxes:
        if box.kind == "prf:rule" and not (box.label or "").startswith("R-"):
            problems.append(box.cell.problem(f"the rule {box.title!r} has no label R-...",
                                             "add ':label: R-...', an id of book/items.csv"))
    return problems


def _mentioned(notebook):
    """Every name in a place where IDs stand: (name, cell, kind of place)."""
    for name, cell in notebook.named:
        yield name, cell, "a label or target"
    for box in notebook.boxes:
        if box.kind == "derivation":
            yield from ((name, box.cell, "a derivation") for name in box.title.split())
    for cell in notebook.of_kind("markdown"):
        for role, text in re.findall(r"\{(prf:ref|numref|ref)\}`([^`]+)`", cell.source):
            inner = re.search(r"<([^<>]+)>\s*$", text)
            yield (inner[1] if inner else text).strip(), cell, f"a {{{role}}}"
        for name in re.findall(r"\]\(#([\w-]+)\)", cell.source):
            yield name, cell, "a link"
    for cell, evidence in notebook.evidence:
        yield str(evidence.get("id")), cell, "the evidence"
    for cell in notebook.of_kind("code"):
        for name in re.findall(r"\bRule\(\s*(?:id\s*=\s*)?[\"']([^\"']+)[\"']", cell.source):
            yield name, cell, "Rule(...)"


def items_at_home(chapter, book):
    return [
        cell.problem(f"{name} belongs to chapter {book.items[name]}", "move it, or refer to it")
        for name, cell in chapter.named
        if _looks_like_item(name) and book.items.get(name, chapter.chapter) != chapter.chapter
    ]


def items_present(chapter, book):
    """Every definition, example, claim and figure of the chapter's section, and its errata."""
    problems = []
    for kind, (how, names) in where_items_stand(chapter).items():
        for item in book.items_of(chapter.chapter, kind):
            if item not in names:
                problems.append(chapter.problem(f"{item} is missing", how.format(item)))
    for item in book.items_of(chapter.chapter, "E"):
        place = book.places.get(item)
        if place in ASIDES and item not in asides(chapter, place):
            title, kind = ASIDES[place]
            how = f"write '({item})=' before an admonition '{title}: ...' with ':class: {kind}'"
            problems.append(chapter.problem(f"{item} is missing", how))
    return problems


def asides(chapter, place):
    """The errata of the chapter that stand where they belong."""
    title, kind = ASIDES[place]
    return {
        name for box in chapter.boxes for name in box.targets
        if box.title.startswith(title) and kind in box.options.get("class", "").split()
    }


def where_items_stand(chapter):
    """For each kind of item: how to write it, and the names of those that are there."""
    labels = {kind: {b.label for b in chapter.boxes if b.kind == kind} for kind in BOXES}
    figures = {cell.figure_name for cell in chapter.cells} | labels["figure"]
    write = "write it in a box {{{{{}}}}} with ':label: {{}}'".format
    return {
        "D": (write("prf:definition"), labels["prf:definition"]),
        "X": (write("prf:example"), labels["prf:example"]),
        "C": (write("prf:observation"), labels["prf:observation"]),
        "F": ("draw it, and give the figure the name {}", figures),
    }


def rules_proven(chapter, book):
    """Every rule of the chapter's section: stated, with evidence that fits the statement."""
    problems = []
    for item in book.items_of(chapter.chapter, "R"):
        boxes = [box for box in chapter.boxes if box.kind == "prf:rule" and box.label == item]
        if not boxes:
            cure = f"state it in a box {{prf:rule}} with ':label: {item}'"
            problems.append(chapter.problem(f"{item} is missing", cure))
            continue
        box, found = boxes[0], [one for one in chapter.evidence if one[1].get("id") == item]
        if len(found) != 1:
            what = f"{item} has {len(found) or 'no'} evidence in this chapter"
            cure = f"verify(Rule({item!r}, ...)) once, last in a code cell"
            problems.append(box.cell.problem(what, cure))
        for cell, evidence in found:
            problems += _sound(item, cell, Evidence.read(evidence))
            problems += _not_overstated(box, Evidence.read(evidence))
        problems += _complete_statement(box, [evidence for _, evidence in found])
    return problems


def _sound(item, cell, evidence):
    for what, cure in evidence.weaknesses():
        yield cell.problem(f"{item}: {what}", cure)


def _not_overstated(box, evidence):
    """A rule about any function is not derived where only one function was."""
    if ANY_FUNCTION.search(box.text) and not evidence.unknown:
        what = f"{box.label} is about any function, but its evidence knows none that is unknown"
        yield box.cell.problem(what, "derive it with sp.Function, or give Rule law=Law(...)")


def _complete_statement(box, evidence):
    shape = re.search(r"\*\*Shape[.:]?\*\*[.:]?\s*\$([^$]+)\$", box.text)
    if not shape:
        yield box.cell.problem(f"{box.label} states no shape", r"add '**Shape** $m \times n$.'")
    if not re.search(r"\*\*Domain[.:]?\*\*", box.text):
        yield box.cell.problem(f"{box.label} states no domain", "add '**Domain** ...'")
    for one in evidence if shape else ():
        stated = [re.sub(r"[{}\s]", "", size) for size in shape[1].split(r"\times")]
        if stated not in _shapes(one):
            what = (f"{box.label} is stated with shape {' x '.join(stated)}, but verified with "
                    f"{' x '.join(one.get('shape', []))}")
            yield box.cell.problem(what, "correct the one that is wrong")


def _shapes(evidence):
    """What a statement may give: the Jacobian's shape, or that with the axes of its matrices.

    ("m", "m·n") is m x m·n, or m x m x n. For a pullback also that of the gradient which it
    returns: m x n, that of the argument, and n x 1 where this is a vector.
    """
    shape = evidence.get("shape", [])
    axes = [side.split("·") for side in shape]
    found = [shape, sum(axes, [])]
    if evidence.get("pullback"):
        found.append([*axes[1], "1"][:max(len(axes[1]), 2)])
    return found


# The book ----------------------------------------------------------------------------------------


def toc_is_complete(book):
    problems = []
    listed = {page_file(book.root, page): page for page in book.toc}
    for page in book.toc:
        if page_file(book.root, page) is None:
            what = f"_toc.yml: names {page}, for which there is no file"
            problems.append(f"{what}; cure: write {page}.ipynb or {page}.md, or delete the entry")
    there = (book.root / "book").rglob("*")
    for path in sorted(one for one in there if one.suffix in (".md", ".ipynb")):
        inside = path.relative_to(book.root)
        hidden = any(part.startswith((".", "_")) for part in inside.parts)
        if not hidden and path not in listed:
            cure = f"add '- file: {inside.with_suffix('').as_posix()}'"
            problems.append(f"{inside.as_posix()}: missing from _toc.yml; cure: {cure}")
    orders = [[one for one in book.toc if one.startswith(f"{part.folder}/")] for part in PARTS]
    if any(order != sorted(order) for order in orders):
        problems.append("_toc.yml: chapters out of order; cure: sort them by their numbers")
    return problems


def _folder(number):
    return next(part.folder for part in PARTS if number in part.numbers)


def chapters_written(book):
    numbers = [one.chapter for one in book.chapters]
    missing = [
        f"book: chapter {number} has no notebook; cure: write "
        f"{_folder(number)}/{number:02d}-....ipynb, or shorten PARTS in course/__init__.py"
        for number in book.written
        if number not in numbers
    ]
    twice = {number for number in numbers if numbers.count(number) > 1}
    return missing + [
        f"book: two notebooks are chapter {number}; cure: renumber one" for number in twice
    ]


def marks_present(book):
    """Every page holds the parts that are meant for it, and every chapter its questions."""
    problems = []
    for page in book.toc:
        if (path := page_file(book.root, page)) is None:
            continue  # toc_is_complete says so
        wanted = MARKS.get(page, ())
        questions = book.root / "book" / "questions" / f"{path.stem}.yml"
        if part_of(page) and questions.exists():
            wanted += ("questions",)
        file = path.relative_to(book.root).as_posix()
        for name in set(wanted) - {name for name, *_ in marks_of(path)}:
            cure = f"write '<!-- {name} ... -->' on a line of its own, where it should stand"
            problems.append(f"{file}: the mark {name!r} is missing; cure: {cure}")
    return sorted(problems)


def names_unique(book):
    """A rule stated twice, a figure name used twice: a reference would not know where to go."""
    places, problems = defaultdict(list), []
    for notebook in book.notebooks:
        if notebook.file.startswith("book/"):
            for name, cell in notebook.named:
                places[name.lower()].append((name, cell))  # Sphinx does not tell case apart
    for found in places.values():
        first = found[0][1]
        for name, cell in found[1:]:
            what = f"{name} is already in {first.place}"
            problems.append(cell.problem(what, "keep one; refer to it with {prf:ref} or {numref}"))
    return problems


def prerequisites_earlier(book):
    stems = {Path(one.file).stem for one in book.chapters}
    problems = []
    for chapter in book.chapters:
        for name in chapter.header["prerequisites"]:
            if name not in stems:
                what = f"the prerequisite {name} does not exist"
                problems.append(chapter.cells[0].problem(what, "correct the link"))
            elif int(name[:2]) >= chapter.chapter:
                what = f"the prerequisite {name} does not come earlier"
                problems.append(chapter.cells[0].problem(what, "name an earlier chapter"))
    return problems


NOTEBOOK_CHECKS = [
    valid_format, executed_in_order, no_error_output, no_stderr, same_in_every_run, lean_metadata,
    plain_python, small_file,
]
CHAPTER_CHECKS = [
    short_cells, figures_described, light_figures, complete_header, anatomy, misconceptions, folded,
]
ITEM_CHECKS = [  # chapter, book
    known_ids, items_at_home, items_present, rules_proven, objectives_tested, derived_by_hand,
]
BOOK_CHECKS = [
    toc_is_complete, chapters_written, marks_present, names_unique, prerequisites_earlier,
]


def problems(book):
    """Return every problem of the book."""
    found = [one for check in BOOK_CHECKS for one in check(book)]
    for notebook in book.notebooks:
        found += [one for check in NOTEBOOK_CHECKS for one in check(notebook)]
    for chapter in book.chapters:
        found += [one for check in CHAPTER_CHECKS for one in check(chapter)]
        found += [one for check in ITEM_CHECKS for one in check(chapter, book)]
    return found


def main():
    book = load()
    found = problems(book)
    for one in found:
        print(one)
    print(f"{len(book.notebooks)} notebooks, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
