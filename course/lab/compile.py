"""Runs inside the lab's own Python (see compile.mjs): compiles every module of every package.

A browser would compile each module that it imports, each time a notebook is opened: most of the
time until the first figure. Modules are stored compiled only; the course's own keep their source,
to be read. Also makes the list of fonts that matplotlib would look for at its first figure.
"""

import py_compile
import sys
import zipfile
from pathlib import Path

FROM, TO, MODULE = Path("/from"), Path("/to"), Path("/tmp/module.py")
SITE = f"{sys.prefix}/lib/python3.12/site-packages"
READABLE = "matrixcalculus/"
WHEN = (2020, 1, 1, 0, 0, 0)  # no dates: the same bytes each time


def compiled(name, source, folder):
    """The module's code, valid without a look at its source."""
    MODULE.write_bytes(source)
    done = py_compile.compile(
        str(MODULE), f"{MODULE}c", f"{folder}/{name}", doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return Path(done).read_bytes()


def files(name, content, folder):
    """What takes the place of a file: (name, content) pairs."""
    if not name.endswith(".py"):
        return [(name, content)]
    try:
        code = compiled(name, content, folder)
    except py_compile.PyCompileError:  # a template, or a test of syntax
        return [(name, content)]
    if name.startswith(READABLE):
        parent, _, module = name.rpartition("/")
        return [(name, content), (f"{parent}/__pycache__/{module[:-3]}.cpython-312.pyc", code)]
    return [(f"{name}c", code)]


def compile_archive(path):
    """Write an archive anew, with its modules compiled."""
    folder = SITE if path.suffix == ".whl" else f"{sys.prefix}/lib/python312.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(TO / path.name, "w") as new:
        for name in old.namelist():
            for one, content in files(name, old.read(name), folder):
                new.writestr(zipfile.ZipInfo(one, WHEN), content, zipfile.ZIP_DEFLATED, 9)


def write_fonts():
    """Where matplotlib looks for its list of fonts, if MPLCONFIGDIR names this package."""
    from matplotlib import font_manager

    name = f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.fontManager.ttflist.sort(key=lambda font: font.fname)
    font_manager.json_dump(font_manager.fontManager, f"/tmp/{name}")
    about = "matplotlib_fonts-1.dist-info"
    inside = {f"matplotlib_fonts/{name}": Path(f"/tmp/{name}").read_bytes(),
              f"{about}/METADATA": "Metadata-Version: 2.1\nName: matplotlib-fonts\nVersion: 1\n",
              f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
              f"{about}/RECORD": ""}
    with zipfile.ZipFile(TO / "matplotlib_fonts-1-py3-none-any.whl", "w") as wheel:
        for path, content in inside.items():
            wheel.writestr(zipfile.ZipInfo(path, WHEN), content, zipfile.ZIP_DEFLATED, 9)


for archive in sorted([*FROM.glob("*.whl"), *FROM.glob("*.zip")]):
    compile_archive(archive)
write_fonts()
