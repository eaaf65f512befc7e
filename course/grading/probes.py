"""Inside the sandbox, before anybody's notebook: try to get out, and say what was possible.

Each probe is a function that returns nothing when the wall holds, or what went through it. The
grader sends as JSON where the things lie that must not be seen; an answer goes to stdout.
"""

import ctypes
import json
import os
import resource
import socket
import sys
from glob import glob

PROBES = []
NEWUSER, KEYRING_ID, SESSION = 0x10000000, 0, -3
KEYCTL = {"x86_64": 250, "aarch64": 219}


def probe(function):
    PROBES.append(function)
    return function


@probe
def network(known):
    for family, where in ((socket.AF_INET, ("192.0.2.1", 80)),
                          (socket.AF_INET, ("127.0.0.1", known["port"]))):
        with socket.socket(family) as one:
            one.settimeout(1)
            if one.connect_ex(where) == 0:
                return f"reached {where}"


@probe
def files(known):
    return ", ".join(path for path in known["hidden"] if os.path.exists(path))


@probe
def read_only(known):
    return ", ".join(path for path in known["fixed"] if _opens(path))


@probe
def kernel_settings(known):
    settings = ("kernel/core_pattern", "kernel/hostname", "vm/drop_caches", "fs/file-max")
    return ", ".join(one for one in settings if _writes(f"/proc/sys/{one}"))


@probe
def environment(known):
    found = set()
    for path in glob("/proc/[0-9]*/environ"):
        try:
            with open(path, "rb") as file:
                found |= {one.split(b"=")[0].decode() for one in file.read().split(b"\0") if one}
        except OSError:
            pass
    return ", ".join(sorted(found - set(known["environment"])))


@probe
def keyring(known):
    number = KEYCTL.get(os.uname().machine)
    if number and known["keyring"] > 0:
        if ctypes.CDLL(None).syscall(number, KEYRING_ID, SESSION, 0) == known["keyring"]:
            return "the keyring of the session"


@probe
def namespaces(known):
    child = os.fork()
    if child == 0:
        os._exit(0 if ctypes.CDLL(None).unshare(NEWUSER) == 0 else 1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        return "a new user namespace"


@probe
def rights(known):
    with open("/proc/self/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    held = [name for name in ("CapEff", "CapPrm", "CapBnd") if int(fields[name], 16)]
    return ", ".join(held + ["new privileges"] * (fields["NoNewPrivs"].strip() != "1"))


@probe
def other_programs(known):
    seen = [one for one in os.listdir("/proc") if one.isdigit()]
    return f"{len(seen)} processes are visible" if len(seen) > 4 else ""


@probe
def memory_files(known):
    size = 0
    for path in known["tmpfs"]:
        one = os.statvfs(path)
        size += one.f_blocks * one.f_frsize
    return f"{size >> 20} MB of memory files" if size > known["most"] else ""


@probe
def limits(known):
    missing = [name for name in ("AS", "NPROC", "FSIZE", "CPU", "CORE")
               if resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1]
               == resource.RLIM_INFINITY]
    return ", ".join(missing)


def _opens(path):
    """Can something be written there: into a file, or a new file into a folder?"""
    return _writes(os.path.join(path, "probe") if os.path.isdir(path) else path)


def _writes(path):
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        return True
    except OSError:
        return False


def main():
    known, found = json.loads(sys.stdin.readline()), {}
    for one in PROBES:
        try:
            found[one.__name__.replace("_", " ")] = one(known) or ""
        except Exception as error:
            found[one.__name__.replace("_", " ")] = f"{type(error).__name__}: {error}"
    print(json.dumps(found), flush=True)
    sys.stdin.read()  # the grader looks from outside before it lets go


if __name__ == "__main__":
    main()
