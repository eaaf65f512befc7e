"""The lab's site: JupyterLite with our notebooks, our bar, and the way to Python."""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from course import edition, policy
from course.lab import contents, pyodide
from course.lab.packages import EXTENSION

HERE = Path(__file__).parent
PAGE = ("page.js", "page.css", "start.js")


def make(work):
    """Build JupyterLite's site in a folder, with our notebooks and only the extension we need."""
    shutil.rmtree(work, ignore_errors=True)  # JupyterLite skips what it remembers to have done
    shutil.copytree(EXTENSION, work / "extensions" / EXTENSION.parent.name / EXTENSION.name)
    contents.write(work / "contents")
    command = [str(Path(sys.executable).with_name("jupyter")), "lite", "build",
               "--contents", "contents", "--output-dir", "html",
               "--apps", "notebooks", "--apps", "tree", "--no-sourcemaps",
               "--no-unused-shared-packages", "--ignore-sys-prefix",
               "--FederatedExtensionAddon.extra_labextensions_path=extensions"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=work,
                          env={**os.environ, "SOURCE_DATE_EPOCH": str(edition.epoch())})
    if done.returncode:
        raise RuntimeError(f"the lab's site was not built: {(done.stdout + done.stderr)[-2000:]}")
    return work / "html"


def list_contents(html):
    """Name the notebooks in order, with their sizes and the edition's date: the same each time."""
    date = datetime.fromtimestamp(edition.epoch(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for path in (html / "api" / "contents").rglob("all.json"):
        before = path.read_text(encoding="utf-8")
        listing = json.loads(before)
        listing["content"].sort(key=lambda one: one["path"])
        for one in [listing, *listing["content"]]:
            one |= {"created": date, "last_modified": date}
            if one["type"] != "directory":
                one["size"] = (html / "files" / one["path"]).stat().st_size
        after = json.dumps(listing, indent=1) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")


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
    python = folder / "static" / "pyodide"
    (python / "start.js").write_text(worker(source, start, core(python)), encoding="utf-8")
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
    for page in folder.glob("*/index.html"):
        policy.write(page, policy.LAB)


def core(folder):
    """Hashes of Python's own files, as browsers write them: of those here, or the pinned ones."""
    hashes = {name: want for name, want in pyodide.pinned()["core"].items() if name in pyodide.CORE}
    for name in [*pyodide.CORE, "pyodide-lock.json"]:
        if (folder / name).exists():
            hashes[name] = pyodide.digest((folder / name).read_bytes())
    return {name: "sha256-" + b64encode(bytes.fromhex(want)).decode()
            for name, want in hashes.items()}


def worker(source, start, hashes):
    """The script of the worker: what start.js needs to know, and start.js."""
    known = {"OFFICIAL": "" if source else pyodide.official(), "OPTIONS": start, "CORE": hashes}
    # var, not const: the kernel loads the same script again.
    known = "var " + ", ".join(f"{name} = {json.dumps(one)}" for name, one in known.items()) + ";\n"
    return known + (HERE / "start.js").read_text(encoding="utf-8")
