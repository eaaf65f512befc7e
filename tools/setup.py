"""Make .venv and install the lock into it; do nothing if that is done already.

Uses only what every Python has, and parses on very old ones, so that it can say that they are.
"""

from __future__ import print_function

import errno
import hashlib
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.txt")
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.txt")  # what was installed: a digest of lock and package
LOG = os.path.join(ROOT, "_build", "setup.log")
NEEDED = (3, 11)

TROUBLES = [  # what pip prints, what it means, what to do
    (r"No space left on device", "the disk is full", "free some space (about 2 GB are needed)"),
    (r"Permission denied|Read-only file system", "a folder cannot be written",
     "check the rights of this folder"),
    (r"HASHES|DO NOT MATCH", "a package is not the one that was locked",
     "run it again; if it stays, run make lock"),
    (r"onnection|name resolution|timed out|Max retries|ProxyError|SSLError|Network is unreachable"
     r"|No matching distribution|Could not find a version",
     "the network refuses a package", "check the connection (and the index that pip is set to)"),
]


def stop(why, cure):
    sys.exit("{0}. Cure: {1}.".format(why, cure))


def check_python():
    if sys.version_info < NEEDED:
        stop("Python 3.11 or newer is needed, and this is {0}".format(sys.version.split()[0]),
             "name a newer one, as in: make PYTHON=python3.12 book")


def digest():
    """A fingerprint of everything that decides what is installed, and the folder it is in."""
    found = hashlib.sha256(sys.version.encode())
    for path in (LOCK, os.path.join(ROOT, "pyproject.toml")):
        with open(path, "rb") as file:
            found.update(file.read())
    return found.hexdigest() + " " + ROOT


def installed():
    if not os.path.exists(STAMP):
        return None
    with open(STAMP) as file:
        return file.read()


def reusable():
    """Whether .venv was finished, in this folder (its programs name it), and its Python works."""
    if not (installed() or "").endswith(" " + ROOT) or not os.path.exists(PYTHON):
        return False
    return subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def make_environment():
    """Make .venv from scratch, unless a working one is there and only needs other packages."""
    if reusable():
        return
    try:
        import ensurepip  # noqa: F401  (Debian ships Python without it)
        import venv
    except ImportError:
        stop("This Python cannot make environments",
             "on Debian or Ubuntu: apt-get install python3-venv")
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)


def pip(*arguments):
    """Run pip with its output in the log; show how far it is, and explain a failure."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
    command += ["--retries", "2", "--timeout", "30"] + list(arguments)
    with open(LOCK) as file:
        total = len(re.findall(r"^[a-zA-Z].*==", file.read(), re.MULTILINE))
    seen, printed = 0, []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               universal_newlines=True, cwd=ROOT)
    with open(LOG, "a") as log:
        for line in process.stdout:
            log.write(line)
            printed.append(line)
            if line.startswith("Collecting "):
                seen += 1
                if seen % 40 == 0:
                    print("  {0} of about {1} packages".format(seen, total), flush=True)
            elif line.startswith("Installing collected"):
                print("  unpacking them", flush=True)
    if process.wait() == 0:
        return
    text = "".join(printed)
    for pattern, why, cure in TROUBLES:
        if re.search(pattern, text):
            stop("Set-up stopped: {0} (details in _build/setup.log)".format(why), cure)
    stop("Set-up stopped: pip failed (details in _build/setup.log)", "read the end of that file")


def main():
    check_python()
    for path in (LOCK, os.path.join(ROOT, "pyproject.toml")):
        if not os.path.exists(path):
            name = os.path.basename(path)
            stop("{0} is missing".format(name), "git checkout " + name)
    wanted = digest()
    if installed() == wanted:
        return
    start = time.time()
    print("Setting up .venv with Python {0} (once, for minutes) ...".format(sys.version.split()[0]),
          flush=True)
    if not os.path.isdir(os.path.dirname(LOG)):
        os.makedirs(os.path.dirname(LOG))
    open(LOG, "w").close()
    make_environment()
    pip("--require-hashes", "-r", LOCK)
    pip("--no-deps", "--no-build-isolation", "-e", ROOT)
    with open(STAMP, "w") as file:
        file.write(wanted)
    print("Set-up took {0:.0f} s.".format(time.time() - start), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Set-up was interrupted. Cure: run the same command again, it starts afresh.")
    except subprocess.CalledProcessError:
        stop("Set-up stopped: Python could not make .venv", "check the space and the rights here")
    except OSError as error:
        full = error.errno == errno.ENOSPC
        stop("Set-up stopped: {0}".format("the disk is full" if full else error),
             "free some space" if full else "check the rights of this folder")
