"""The built book: every page is there and whole, every link leads somewhere, faults stop a build.

These tests read _build/html as `make book` left it. The checks are functions that return problems,
so that the last tests can show that each of them can fail.
"""

import gzip
import json
import random
import re
import shutil
from urllib.parse import unquote, urlsplit

import pytest

from course import edition, notebooks
from course.bank import read as bank
from tests.helpers.page import Page
from tests.helpers.small_book import build, copy_configuration

LARGEST_PAGE = 75_000  # bytes of HTML as a server sends it, compressed; with its questions
# The worked solutions of a part stand on one page, folded: to be searched, not read through.
# One chapter is heavier than a page should be: of its 800 formulas it can spare none.
LARGEST_OF = {"book/answers": 240_000, "book/answers-network": 240_000,
              "book/network/17-differentials": 95_000}
FORMULA = b'class="katex"'
# A TeX command, a formula's dollars, a role or a fence that reached the reader as it was typed.
RAW = re.compile(r"\\[A-Za-z(\[]|\$\$|\{(?:prf:ref|numref|ref|eq|cite:\w+|doc|term)\}|^:::", re.M)


def built(html, page):
    return html / (re.sub(r"\.(md|ipynb)$", "", page) + ".html")


# What a built book must fulfil -------------------------------------------------------------------


def missing_pages(html, pages):
    return [
        f"{page}: not built; cure: run `make book` and read its warnings"
        for page in pages
        if not built(html, page).is_file()
    ]


def stale_pages(html, root, pages):
    """Sphinx keeps a copy of the source that a page was made from."""
    problems = []
    for page in pages:
        source = notebooks.page_file(root, page)
        kept = html / "_sources" / source.relative_to(root)
        if not kept.is_file() or kept.read_bytes() != source.read_bytes():
            problems.append(f"{page}: built from another version of its source; cure: `make book`")
    return problems


def page_problems(html, root, page):
    """The page holds its title, its labels and its figures, and nothing unrendered."""
    source, shown = notebooks.page_file(root, page), Page(built(html, page))
    problems = []
    title = _title(source)
    if not any(title in one for one in shown.titles):
        problems.append(f"{page}: no title {title!r}")
    if source.suffix == ".ipynb":
        problems += _notebook_problems(html, notebooks.read_notebook(source, root), shown)
    raw = [piece.strip()[:80] for piece in shown.text if RAW.search(piece)]
    problems += [f"{page}: raw text {piece!r}; cure: correct the markup" for piece in raw]
    if "katex-error" in shown.classes:
        problems.append(f"{page}: a formula that KaTeX cannot set")
    return problems


def _title(source):
    text = source.read_text(encoding="utf-8").replace("<!-- title -->", edition.read().title)
    if source.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    return re.sub(r"[*_`]|\$.*?\$", "", re.search(r"^# (.+)$", text, re.M)[1]).strip()


def _notebook_problems(html, notebook, shown):
    for name, cell in notebook.named:
        if not {name, name.lower()} & shown.ids:
            yield cell.problem(f"{name} is not in the page", "`make book`; read its warnings")
    images = {alt: src for src, alt in shown.images}
    for cell in notebook.of_kind("code"):
        if not cell.figures:
            continue
        alt = " ".join(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "").split())
        src = images.get(alt)
        if src is None or not _resolve(built(html, notebook.file), src).is_file():
            yield cell.problem("its figure is not in the page", "`make book`; read its warnings")


def broken_links(html):
    """Every link of every page to a page, an anchor or a file of the book leads somewhere."""
    pages = {path: Page(path) for path in html.rglob("*.html")
             if not {"_static", "lab"} & {*path.relative_to(html).parts}  # another's pages
             and path.name != "404.html"}  # see test_publish.py
    problems = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = _resolve(path, link)
            if target.is_dir():
                target /= "index.html"
            place = "" if "=" in parts.fragment else parts.fragment  # with "=": for a script
            anchor = unquote(place)
            if not target.exists():
                problems.append(f"{path.relative_to(html)}: {link} leads to no file")
            elif anchor and target in pages and anchor not in pages[target].ids:
                problems.append(f"{path.relative_to(html)}: {link} leads to no such place")
    return problems


def _resolve(path, link):
    inside = unquote(urlsplit(link).path)
    return (path.parent / inside).resolve() if inside else path


def heavy_pages(html, pages):
    problems = []
    for page in pages:
        text = built(html, page).read_bytes()
        sent = len(gzip.compress(text))
        limit = LARGEST_OF.get(page, LARGEST_PAGE)
        if sent > limit:
            problems.append(
                f"{page}: {sent / 1e3:.0f} kB of compressed HTML, above "
                f"{limit / 1e3:.0f} kB ({len(text) / 1e3:.0f} kB in full, "
                f"{text.count(FORMULA)} formulas); cure: split the page"
            )
    return problems


# The real book -----------------------------------------------------------------------------------


def assert_none(problems):
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def test_every_page_is_built(html, toc):
    assert_none(missing_pages(html, toc))


def test_every_page_is_up_to_date(html, root, toc):
    assert_none(stale_pages(html, root, toc))


def test_every_page_is_whole(html, root, toc):
    assert_none([one for page in toc for one in page_problems(html, root, page)])


def test_every_link_leads_somewhere(html):
    assert_none(broken_links(html.resolve()))


def test_every_page_is_light(html, toc):
    assert_none(heavy_pages(html, toc))


def test_what_is_due_is_no_second_copy_of_the_bank(html):
    """The page of what is due holds no question; each chapter's stand in a script of their own."""
    page = built(html, "book/review").read_bytes()
    assert len(gzip.compress(page)) < 20_000 and b'class="question"' not in page
    for path in bank.taught():
        script = (html / "questions" / f"{path.stem}.js").read_text(encoding="utf-8")
        assert all(f'id=\\"{one.id}\\"' in script for one in bank.load(path)), path


# The checks can fail -----------------------------------------------------------------------------

SOUND = """# Tiny

:::{prf:rule} Two
:label: R-two

$$ \\frac{1}{2} $$
:::

See {prf:ref}`R-two`.
"""


@pytest.fixture
def tiny(tmp_path):
    """A book of one page, and what was built from it, both written by hand."""
    source = tmp_path / "book" / "index.md"
    source.parent.mkdir()
    source.write_text(SOUND, encoding="utf-8")
    html = tmp_path / "html"
    (html / "book").mkdir(parents=True)
    (html / "_sources" / "book").mkdir(parents=True)
    shutil.copy(source, html / "_sources" / "book" / "index.md")
    (html / "book" / "index.html").write_text(
        "<h1>Tiny</h1><p id='R-two'>a half <a href='#R-two'>see</a></p>", encoding="utf-8"
    )
    return tmp_path, html


def _all_problems(root, html):
    pages = ["book/index"]
    missing = missing_pages(html, pages)
    if missing:
        return missing
    return [
        *stale_pages(html, root, pages), *page_problems(html, root, pages[0]),
        *broken_links(html), *heavy_pages(html, pages),
    ]


def test_a_sound_page_has_no_problem(tiny):
    assert _all_problems(*tiny) == []


def test_a_build_that_writes_no_page_is_noticed(tiny):
    root, html = tiny
    shutil.rmtree(html)
    html.mkdir()
    assert "not built" in _all_problems(root, html)[0]


def test_a_source_changed_after_the_build_is_noticed(tiny):
    root, html = tiny
    (root / "book" / "index.md").write_text(SOUND + "More.\n", encoding="utf-8")
    assert "another version of its source" in _all_problems(root, html)[0]


@pytest.mark.parametrize(("html_text", "says"), [
    ("<h1>Other</h1>", "no title 'Tiny'"),
    ("<h1>Tiny</h1><p>$$ x $$</p>", "raw text '$$ x $$'"),
    (r"<h1>Tiny</h1><p>so \frac{1}{2}</p>", r"raw text 'so \\frac{1}{2}'"),
    ("<h1>Tiny</h1><p>See {prf:ref}`R-two`</p>", "raw text 'See {prf:ref}"),
    ("<h1>Tiny</h1><span class='katex-error'>x</span>", "KaTeX cannot set"),
    ("<h1>Tiny</h1><a href='other.html'>x</a>", "other.html leads to no file"),
    ("<h1>Tiny</h1><img src='../figure.svg?v=1' alt=''>", "figure.svg?v=1 leads to no file"),
    ("<h1>Tiny</h1><a href='#R-three'>x</a>", "#R-three leads to no such place"),
    ("<h1>Tiny</h1>" + random.Random(0).randbytes(LARGEST_PAGE).hex(), "kB of compressed HTML"),
])
def test_a_broken_page_is_noticed(html_text, says, tiny):
    root, html = tiny
    (html / "book" / "index.html").write_text(html_text, encoding="utf-8")
    found = _all_problems(root, html)
    assert any(says in one for one in found), found


def test_code_may_show_raw_text(tiny):
    root, html = tiny
    text = r"<h1>Tiny</h1><code>\frac</code><pre>$$ {ref}`x`</pre><p>costs $5</p>"
    (html / "book" / "index.html").write_text(text, encoding="utf-8")
    assert _all_problems(root, html) == []


def test_a_label_or_a_figure_missing_from_a_page_is_noticed(tmp_path):
    figure = {"mystnb": {"figure": {"name": "F-x"}, "image": {"alt": "A line that rises."}}}
    image = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "abc"}}
    notebook = notebooks.Notebook("book/paper/01-x.ipynb", {"cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": SOUND},
        {"cell_type": "code", "id": "b", "metadata": figure, "source": "", "outputs": [image]},
    ]})
    page = tmp_path / "book" / "paper" / "01-x.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Tiny</h1><img alt='A line that rises.' src='no.svg'>", encoding="utf-8")
    found = "\n".join(_notebook_problems(tmp_path, notebook, Page(page)))
    assert "cell 1 (id a): R-two is not in the page" in found
    assert "cell 2 (id b): F-x is not in the page" in found
    assert "cell 2 (id b): its figure is not in the page" in found


# A fault stops a build ---------------------------------------------------------------------------

FAULTS = {
    "sound": ("", []),
    "references": (
        "{ref}`no-ref` {prf:ref}`R-no-rule` {numref}`fig-no-fig` {eq}`eq-no-eq` [a](no-file.md) "
        "{cite:p}`nobody1900`\n\n```{figure} no-image.svg\n:alt: none\n```\n",
        ["no-ref", "R-no-rule", "fig-no-fig", "eq-no-eq", "no-file.md", "nobody1900",
         "no-image.svg"],
    ),
    "formula": (r"$\nosuchcommand$", ["nosuchcommand"]),
    "toc": ("", ["no-page"]),
}


@pytest.fixture(scope="module")
def builds(root, tmp_path_factory):
    """The real configuration with one tiny page, built once for each fault."""
    built = {}
    for name, (planted, _) in FAULTS.items():
        folder = tmp_path_factory.mktemp(name)
        copy_configuration(root, folder)
        (folder / "book" / "index.md").write_text(f"{SOUND}\n{planted}\n", encoding="utf-8")
        chapters = "chapters:\n  - file: book/no-page\n" if name == "toc" else ""
        (folder / "_toc.yml").write_text(
            f"format: jb-book\nroot: book/index\n{chapters}", encoding="utf-8"
        )
        built[name] = folder, *build(folder)
    return built


def test_a_sound_page_builds(builds):
    folder, status, output = builds["sound"]
    assert status == 0, output
    assert missing_pages(folder / "_build" / "html", ["book/index"]) == []
    assert "R-two" in Page(folder / "_build" / "html" / "book" / "index.html").ids


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "sound"])
def test_a_fault_stops_the_build(fault, builds):
    _, status, output = builds[fault]
    assert status != 0
    assert [name for name in FAULTS[fault][1] if name not in output] == [], output
