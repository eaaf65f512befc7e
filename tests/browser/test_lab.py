"""The lab in a browser: a chapter and an exercise run to their end, and changes are kept.

Needs a lab that has its own Python (PYODIDE_DIST). Without one these tests are skipped, or fail if
REQUIRE_LAB=1. With WHOLE_LAB=1 every chapter and every exercise is run: five minutes more.
"""

import contextlib
import json
import os
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbclient
import nbformat
import pytest
import sympy as sp

from course import exercises, specs
from course.lab import contents, pyodide
from matrixcalculus import walk
from tests.helpers.waiting import until

CHAPTER, EXERCISE = "paper/06-elementwise.ipynb", "exercises/06-elementwise.ipynb"
CHAPTERS, EXERCISES = [CHAPTER, "paper/15-training.ipynb"], [EXERCISE]
if os.environ.get("WHOLE_LAB") == "1":
    CHAPTERS, EXERCISES = ([place for place, _ in contents.notebooks() if place.startswith(folder)]
                           for folder in ("paper/", "exercises/"))
PATIENCE = 180_000  # milliseconds; a busy machine is slow
CODE = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')"""
OUTPUTS = f"({CODE})().map(cell => [cell.model.id, cell.model.outputs.toJSON()])"
DONE = f"({CODE})().every(cell => !cell.model.sharedModel.getSource().trim() || " \
       "cell.model.executionCount > 0)"


@pytest.fixture(scope="module", autouse=True)
def own_python(html):
    start = html / "lab" / "static" / "pyodide" / "start.js"
    if 'OFFICIAL = ""' not in start.read_text(encoding="utf-8"):
        why = "this lab has no Python of its own: build the book with PYODIDE_DIST"
        if os.environ.get("REQUIRE_LAB") == "1":
            pytest.fail(why, pytrace=False)
        pytest.skip(why)


@pytest.fixture(scope="module")
def visitor(browser, address):
    """A browser profile, in which what a visitor does is kept."""
    context, wrong = browser.new_context(viewport={"width": 1280, "height": 900}), []
    context.set_default_timeout(PATIENCE)
    context.on("request", lambda one: one.url.startswith((address, "blob:", "data:"))
               or wrong.append(f"elsewhere: {one.url}"))
    context.on("response", lambda one: one.status >= 400 and wrong.append(f"failed: {one.url}"))
    yield context
    context.close()
    assert wrong == []


def visit(visitor, address, path):
    tab = visitor.new_page()
    tab.goto(f"{address}/lab/notebooks/index.html?path={path}")
    wait_for_python(tab)
    return tab


def wait_for_python(tab):
    tab.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext"
                          "?.kernelDisplayStatus === 'idle'", timeout=PATIENCE)


def run(tab):
    """Run all cells. The last output arrives after its cell is done."""
    tab.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    tab.wait_for_function(DONE, timeout=PATIENCE)


def outputs(tab):
    """The outputs by the cell's id."""
    return dict(tab.evaluate(OUTPUTS))


def only_output(tab):
    """That of a notebook with one cell, when it has come."""
    (shown,) = until(tab, lambda: [one for one in outputs(tab).values() if one])
    return shown


def step_through(tab):
    """Run cell after cell, past errors, as one who works an exercise does."""
    tab.evaluate("""async () => {
        const book = jupyterapp.shell.currentWidget.content;
        for (let k = 0; k < book.widgets.length; k++) {
            book.activeCellIndex = k;
            book.deselectAll();
            await jupyterapp.commands.execute('notebook:run-cell');
        }
    }""")


def told(outputs):
    """What a cell says, in every form. Figures by their kind only: another matplotlib drew them."""
    found = []
    for one in outputs:
        data = one.get("data", {})
        text = "".join(one.get("text", "")) + "".join(
            "".join(data[kind]) for kind in sorted(data) if kind.startswith("text/"))
        if "image/svg+xml" in data or "image/png" in data:
            text = "a figure"
        if one["output_type"] == "error":
            text = "\n".join(one["traceback"])
        found.append(text)
    return re.sub(r"0x[0-9a-f]+", "0x", "".join(found)).strip()


def differing(here, there):
    return [f"{name}: {told(here[name])!r} for {told(there[name])!r}" for name in there
            if told(here.get(name, [])) != told(there[name])]


def stored(root, path):
    cells = json.loads((root / "book" / path).read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell["outputs"] for cell in cells if cell["cell_type"] == "code"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_says_in_the_browser_what_it_says_in_the_book(visitor, address, root, chapter):
    tab = visit(visitor, address, chapter)
    assert "Python is ready" in tab.get_by_role("status").first.inner_text()
    run(tab)
    there = stored(root, chapter)
    until(tab, lambda: differing(outputs(tab), there), [])
    here = outputs(tab)
    assert sum(bool(one) for one in here.values()) >= 5
    first = next(name for name in there if told(there[name]))
    assert differing({**here, first: []}, there) != []  # a missing output is noticed
    tab.close()


def test_an_exercise_as_it_is_handed_out_says_what_is_missing(visitor, address, html, root):
    tab = visit(visitor, address, EXERCISE)
    step_through(tab)
    notebook = nbformat.read(html / "lab" / "files" / EXERCISE, as_version=4)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbclient.NotebookClient(notebook, allow_errors=True).execute()
    there = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert sum("not yet" in told(one) for one in there.values()) >= 8
    until(tab, lambda: differing(outputs(tab), there), [])
    tab.close()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_answered_exercise_runs_to_its_end(visitor, address, exercise):
    tab = visit(visitor, address, exercise)
    made = exercises.notebook(specs.load(Path(exercise).stem))
    nbclient.NotebookClient(made).execute()
    solution = {cell.id: cell for cell in made.cells if cell.cell_type == "code"}
    answers = {name: cell.source for name, cell in solution.items()
               if "BEGIN SOLUTION" in cell.source}
    tab.evaluate(f"answers => ({CODE})().forEach(cell => {{"
                 "const answer = answers[cell.model.id];"
                 "if (answer) cell.model.sharedModel.setSource(answer); })", answers)
    run(tab)
    there = {name: cell.outputs for name, cell in solution.items()}
    assert sum("holds" in told(one) for one in there.values()) >= 5
    until(tab, lambda: differing(outputs(tab), there), [])
    tab.close()


@contextlib.contextmanager
def serving(folder, instead):
    """A second server, open to other pages, with other texts for some of its files."""
    class Server(SimpleHTTPRequestHandler):
        def do_GET(self):
            if self.path not in instead:
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()
            self.wfile.write(instead[self.path].encode())

        def end_headers(self):
            self.send_header("Access-Control-Allow-Origin", "*")
            super().end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_python_from_its_official_address_runs_as_well(browser, html):
    start = "/lab/static/pyodide/start.js"
    script = (html / start[1:]).read_text(encoding="utf-8")
    asked = []
    with serving(html / "lab" / "static" / "pyodide", {}) as official, serving(html, {
            start: script.replace('OFFICIAL = ""', f'OFFICIAL = "{official}/"')}) as address:
        context = browser.new_context()
        context.on("request", lambda one: asked.append(one.url))
        tab = visit(context, address, "steps.ipynb")
        run(tab)
        shown = only_output(tab)
        context.close()
    assert "text/html" in shown[0]["data"]
    assert f"{official}/pyodide.asm.wasm" in asked
    assert f"{address}/lab/static/pyodide/pyodide.asm.wasm" not in asked


@pytest.mark.parametrize("file", [
    "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "pyodide-lock.json", "numpy-*.whl"])
def test_python_that_does_not_arrive_is_said(browser, address, file):
    context = browser.new_context()
    context.route(f"**/{file}", lambda one: one.abort())
    tab = context.new_page()
    tab.goto(f"{address}/lab/notebooks/index.html?path=steps.ipynb")
    tab.locator(".course-bar", has_text="Python did not start").wait_for(timeout=PATIENCE)
    context.close()


@pytest.mark.parametrize("file", [
    "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
    "numpy-*.whl"])
def test_python_that_is_another_is_refused(browser, address, file):
    def changed(route):
        reply = route.fetch()
        route.fulfill(response=reply, body=reply.body() + b" ")

    context = browser.new_context()
    context.route(f"**/{file}", changed)
    tab = context.new_page()
    tab.goto(f"{address}/lab/notebooks/index.html?path=steps.ipynb")
    tab.locator(".course-bar", has_text="Python did not start").wait_for(timeout=PATIENCE)
    context.close()


def test_changes_are_kept_and_the_original_comes_back(visitor, address):
    source = f"({CODE})()[0].model.sharedModel"
    tab = visit(visitor, address, "paper/01-introduction.ipynb")
    original = tab.evaluate(f"{source}.getSource()")
    tab.evaluate(f"{source}.setSource('print(\"kept\")')")
    tab.evaluate("jupyterapp.commands.execute('docmanager:save')")
    tab.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty", timeout=PATIENCE)
    tab.close()
    tab = visit(visitor, address, "paper/01-introduction.ipynb")
    assert tab.evaluate(f"{source}.getSource()") == 'print("kept")'
    tab.on("dialog", lambda one: one.accept())
    for _ in range(2):  # the second time there is nothing to take back
        with tab.expect_navigation():
            tab.get_by_role("button", name="Start again").click()
        wait_for_python(tab)
        assert tab.evaluate(f"{source}.getSource()") == original
    tab.close()


def test_ones_own_expression_is_walked(visitor, address):
    tab = visitor.new_page()
    tab.goto(f"{address}/book/explorers.html")
    tab.get_by_role("link", name="try it in the browser").click()
    wait_for_python(tab)
    source = f"({CODE})()[0].model.sharedModel"
    tab.evaluate(f"{source}.setSource({source}.getSource().replace('sp.sin(x)', 'sp.log(x)'))")
    run(tab)
    shown = only_output(tab)
    x = sp.Symbol("x", real=True)
    here = "".join(shown[0]["data"]["text/html"])
    assert here == walk(sp.exp(-x**2) * sp.log(x), x=0.5)._repr_html_()
    assert here != walk(sp.exp(-x**2) * sp.sin(x), x=0.5)._repr_html_()
    tab.close()


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["auto", "light", "dark"])
def test_the_lab_has_the_theme_of_the_book(browser, address, chosen, system):
    context = browser.new_context(color_scheme=system)
    tab = context.new_page()
    tab.goto(f"{address}/book/lab.html")
    tab.evaluate(f"localStorage.mode = '{chosen}'")
    tab.goto(f"{address}/lab/notebooks/index.html?path=steps.ipynb")
    light = (chosen if chosen != "auto" else system) == "light"
    tab.wait_for_function("light => document.body.dataset.jpThemeLight === light",
                          arg=str(light).lower(), timeout=PATIENCE)
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_covers_nothing(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}/lab/notebooks/index.html?path={CHAPTER}")
    wait_for_python(tab)
    bar = tab.locator(".course-bar").bounding_box()
    assert bar["y"] + bar["height"] <= tab.locator("#main").bounding_box()["y"] + 0.5
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_python_starts_again(visitor, address):
    tab = visit(visitor, address, EXERCISE)
    tab.evaluate("""async () => {
        const session = jupyterapp.shell.currentWidget.sessionContext.session;
        await session.kernel.requestExecute({code: "kept = 1"}).done;
        await session.kernel.restart();
    }""")
    reply = tab.evaluate("""async () => (await jupyterapp.shell.currentWidget.sessionContext.session
        .kernel.requestExecute({code: "import numpy; kept"}).done).content.ename""")
    assert "NameError" in reply
    tab.evaluate("""async () => jupyterapp.shell.currentWidget.sessionContext.session.kernel
        .requestExecute({code: "import js; js.Promise.reject('my own'); None"}).done""")
    tab.wait_for_timeout(500)
    assert "Python is ready" in tab.get_by_role("status").first.inner_text()
    tab.close()


def test_the_bar_leads_back_to_the_page(visitor, address):
    tab = visitor.new_page()
    tab.goto(f"{address}/lab/notebooks/index.html?path={CHAPTER}")
    tab.get_by_role("link", name="Back to the book").click()
    tab.wait_for_url(f"{address}/book/paper/06-elementwise.html")
    tab.get_by_role("link", name="Run it in the browser").click()
    tab.wait_for_url(f"{address}/lab/notebooks/index.html?path={CHAPTER}")
    tab.close()


def test_the_lab_has_all_files_that_are_pinned(html):
    there = {one.name for one in (html / "lab" / "static" / "pyodide").iterdir()}
    assert set(pyodide.expected()) - {pyodide.COMPILER} <= there
