"""Compile requirements.in into requirements.txt: one lock, with hashes, for Python 3.11 to 3.13."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Compiled from requirements.in by `make lock`, for Python 3.11 to 3.13. Do not edit.\n"


def main():
    lock = ROOT / "requirements.txt"
    # uv keeps the versions of an existing lock unless requirements.in says otherwise.
    command = ["uv", "pip", "compile", "requirements.in", "--output-file", lock.name, "--universal",
               "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    command[0] = str(Path(sys.executable).with_name("uv"))
    done = subprocess.run([*command, "--quiet"], cwd=ROOT)
    if done.returncode:
        sys.exit("The lock was not compiled. Cure: mend requirements.in as said above.")
    lock.write_text(HEADER + lock.read_text().removeprefix(HEADER))
    print("Compiled requirements.txt; run make book and make test with it.")


if __name__ == "__main__":
    main()
