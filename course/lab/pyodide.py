"""The lab's Python: which files of Pyodide it uses, from where, and whether they are those.

    python -m course.lab.pyodide fetch FOLDER  # the pinned files, from their official address
    python -m course.lab.pyodide pin FOLDER    # after a change of version: pin its files

The folder PYODIDE_DIST holds a Pyodide distribution. This module uses the standard library only:
it fetches before anything is installed.
"""

import hashlib
import json
import os
import sys
import urllib.request
from pathlib import Path

PINNED = Path(__file__).with_name("pyodide.json")
OFFICIAL = "https://cdn.jsdelivr.net/pyodide/v{}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
COMPILER = "pyodide.mjs"  # the same core for node, which compiles
# Of Pyodide's own packages, what numpy, matplotlib and IPython import; not what they only list:
# fonttools (PDF output), pytz, matplotlib-pyodide (another backend), jedi (completion by types).
PACKAGES = (
    "numpy matplotlib contourpy cycler kiwisolver packaging pillow pyparsing python-dateutil six "
    "ipython asttokens decorator executing matplotlib-inline prompt-toolkit pure-eval pygments "
    "stack-data traitlets wcwidth micropip sqlite3").split()


class WrongFile(Exception):
    """A file of the distribution is missing, or is not the one that was pinned."""


def digest(content):
    """The SHA-256 of bytes, as the lock writes it."""
    return hashlib.sha256(content).hexdigest()


def pinned():
    """What ``pin`` wrote down: info, and the hashes of the core and of the packages."""
    return json.loads(PINNED.read_text(encoding="utf-8"))


def official():
    """The official address of the pinned version."""
    return OFFICIAL.format(pinned()["info"]["version"])


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


def check(folder):
    """Compare every file with what was pinned, before any of it is used; raise WrongFile."""
    for name, want in expected().items():
        path = folder / name
        if not path.is_file():
            raise WrongFile(f"{name} is missing in the folder PYODIDE_DIST")
        if digest(path.read_bytes()) != want:
            raise WrongFile(f"{name} in the folder PYODIDE_DIST is not the pinned one")


def fetch(folder, source=None):
    """Download what the lab uses, for PYODIDE_DIST; raise WrongFile for what is not pinned."""
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


def main():
    try:
        match sys.argv[1:]:
            case ["pin", folder]:
                pin(Path(folder))
            case ["fetch", folder]:
                fetch(Path(folder))
            case _:
                sys.exit(__doc__)
    except WrongFile as error:
        sys.exit(f"Stopped: {error}.")


if __name__ == "__main__":
    main()
