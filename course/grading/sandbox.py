"""The wall: bubblewrap around a process that nobody trusts, and the talk across it.

What holds where: files, network, programs, environment and rights are the kernel's work
(namespaces); memory and time of each process too (prlimit). Memory and time of all processes
together are held by a control group where systemd offers one, and in any case by the grader, which
looks ten times a second while it waits.
"""

import contextlib
import ctypes
import json
import os
import re
import resource
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from course import ROOT

HERE = Path(__file__).parent
RUNNER, PROBES = HERE / "runner.py", HERE / "probes.py"
NOBODY = 65534
SYSTEMD = Path("/run/systemd/system")  # is there where systemd runs the machine
TICK = 0.1  # seconds between two looks
CELL_SECONDS = 20  # of processor time, for one cell or one answer
WAIT = 6  # times as long on the clock: a loaded machine is nobody's fault
START_SECONDS = 120
MEMORY = 2 << 30  # bytes, all processes together
SPACE = 3 << 30  # bytes of addresses, each process
FILE = 32 << 20  # bytes, the largest file; there are only memory files
PROCESSES = 128  # and threads
TMPFS = {"/tmp": 64 << 20, "/home": 64 << 20, "/dev/shm": 16 << 20}
MOST = sum(TMPFS.values())
REPLY = 4 << 20  # bytes of one answer
OUTPUT = 32 << 20  # bytes in all
INSIDE = {
    "HOME": "/home", "PATH": f"{sys.prefix}/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg", "MPLCONFIGDIR": "/tmp", "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
KEYCTL, JOIN, KEYRING_ID, SESSION = {"x86_64": 250, "aarch64": 219}, 1, 0, -3
CURES = {
    "uid map": "Unprivileged user namespaces are forbidden here. Cure, on Ubuntu 24.04: "
               "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    "No permissions to create": "User namespaces are forbidden here. Cure: "
                                "sudo sysctl -w kernel.unprivileged_userns_clone=1",
    "Creating new namespace failed": "User namespaces are forbidden here, as in most containers. "
                                     "Cure: grade on the machine itself, or let the container "
                                     "have them",
    "disable-userns": "bubblewrap 0.8 or newer is needed (Debian 12, Ubuntu 24.04)",
}


class NoSandbox(Exception):
    """There is no wall, or it does not hold: nothing is run. One sentence with the cure."""


class MachineFailure(Exception):
    """The machine, not the student: what was to be run never began."""


class Ended(Exception):
    """What a student wrote ended its process, or was ended; says why."""


class Stopped(Exception):
    """Grading was interrupted."""


# The wall -----------------------------------------------------------------------------------------


def command(program, unsafe=False):
    """The command that runs a Python file inside the wall."""
    inner, package = [*_limits(), sys.executable, "-I", "-B"], str(Path(_package()).parent)
    if unsafe:
        return [*inner, str(program), package]
    tools = {name: shutil.which(name) for name in ("bwrap", "prlimit", "setpriv")}
    for name in ("bwrap", "prlimit", *(["setpriv"] if os.getuid() == 0 else [])):
        if not tools[name]:
            raise NoSandbox(f"there is no {name} here (Debian: apt-get install "
                            f"{'bubblewrap' if name == 'bwrap' else 'util-linux'})")
    mounts = [*_mounts(), "--ro-bind", str(program), "/program.py"]
    stage = []
    if os.getuid() == 0:  # root sets the stage, and nobody plays: no right of root's is left
        stage = [tools["bwrap"], *_parents(), *mounts, "--perms", "0755", "--dir", "/tmp",
                 "--dev-bind", "/proc", "/proc", "--dev", "/dev", "--remount-ro", "/",
                 tools["setpriv"], f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                 "--no-new-privs"]
        mounts = [*_mounts(), "--ro-bind", "/program.py", "/program.py"]
    return [*control_group(), *stage, tools["bwrap"], *wall(mounts), *inner, "/program.py",
            package]


def wall(mounts):
    """bubblewrap's arguments: each line is a defence, and tests/hostile shows that it is needed."""
    sized = {path: ["--size", str(size), "--tmpfs", path] for path, size in TMPFS.items()}
    return [
        "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent",
        "--new-session", "--cap-drop", "ALL", "--uid", str(NOBODY), "--gid", str(NOBODY),
        *sized["/tmp"],  # first, as what follows may lie in it
        *mounts, *sized["/home"], "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys",
        "--dev", "/dev", *sized["/dev/shm"], "--remount-ro", "/dev", "--remount-ro", "/",
        "--chdir", "/home", "--clearenv",
        *(word for name, value in INSIDE.items() for word in ("--setenv", name, value)),
    ]


def _limits():
    return ["prlimit", f"--as={SPACE}", f"--fsize={FILE}", f"--nproc={PROCESSES}", "--core=0",
            f"--cpu={60 * CELL_SECONDS}"]


def _seen():
    """What may be read: Python, the libraries, the course's package; nothing of anybody's."""
    return [path for path in dict.fromkeys([
        "/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives",
        sys.base_prefix, os.path.realpath(sys.prefix), sys.prefix,  # .venv may be a link
        _package()]) if os.path.lexists(path)]


def _package():
    """The course's package, as the grader itself has it."""
    [folder] = find_spec("matrixcalculus").submodule_search_locations
    return folder


def _mounts():
    found = []
    for path in _seen():
        found += (["--symlink", os.readlink(path), path] if os.path.islink(path)
                  else ["--ro-bind", path, path])
    return found


def _parents():
    """The folders above what is seen, so that nobody may walk through them."""
    above = {str(one) for path in _seen() for one in Path(path).parents} - {"/"}
    return [word for path in sorted(above, key=len) if not os.path.islink(path)
            for word in ("--perms", "0755", "--dir", path)]


@cache
def control_group():
    """A command that puts what follows into a control group, where systemd offers one."""
    run = shutil.which("systemd-run")
    if not run or not SYSTEMD.is_dir():
        return []
    whose = [] if os.getuid() == 0 else ["--user"]
    words = [run, *whose, "--scope", "--quiet", "--collect", "-p", f"MemoryMax={MEMORY}",
             "-p", "MemorySwapMax=0", "-p", f"TasksMax={PROCESSES}"]
    tried = subprocess.run([*words, "true"], capture_output=True, stdin=subprocess.DEVNULL)
    # What systemd-run needs of the environment ends with it.
    return [*words, "env", "-i", "PATH=/usr/bin:/bin"] if tried.returncode == 0 else []


def _environment():
    """For the commands around the wall, whose environment can be read inside: next to nothing."""
    needed = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS") if control_group() else ()
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            **{name: os.environ[name] for name in needed if name in os.environ}}


def fresh_keyring():
    """Join a session keyring of our own, which the sandbox inherits; return the one before."""
    number = KEYCTL.get(os.uname().machine)
    if not number:
        return 0
    call = ctypes.CDLL(None).syscall
    before = call(number, KEYRING_ID, SESSION, 0)
    call(number, JOIN, None)
    return before


# Does it hold? ------------------------------------------------------------------------------------


def probe(hidden=(), keyring=0):
    """Try to get out, from inside; return the number of probes. Raises NoSandbox."""
    package = _package()
    with socket.socket() as open_port:
        open_port.bind(("127.0.0.1", 0))
        open_port.listen()
        known = {
            "port": open_port.getsockname()[1], "keyring": keyring,
            "hidden": [*(str(ROOT / one) for one in ("solutions", "course", "_build", "release")),
                       str(Path.home() / ".ssh"),
                       "/etc/passwd", "/etc/shadow", "/var", "/run", *map(str, hidden)],
            "fixed": ["/", "/usr", "/dev", "/program.py", sys.prefix, package, "/proc/sys/kernel"],
            "environment": [*INSIDE, "PWD"], "tmpfs": [*TMPFS],
            "most": MOST,
        }
        found, said = _tried(known)
    if not found:
        raise NoSandbox(_why(said))
    if open_doors := [f"{name} ({what})" for name, what in found.items() if what]:
        raise NoSandbox(f"the sandbox does not hold: {'; '.join(open_doors)}")
    return len(found)


def _tried(known):
    """Run the probes; what each found, or nothing, and what was complained of."""
    with subprocess.Popen(command(PROBES), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=_environment(), start_new_session=True,
                          bufsize=0) as process:
        late = threading.Timer(START_SECONDS, end, [process])
        late.start()
        try:
            process.stdin.write(json.dumps(known).encode() + b"\n")
            found = json.loads(process.stdout.readline())
            found["root"] = "" if _owner(process.pid) else "it runs as root"
            return found, ""
        except (BrokenPipeError, ValueError):
            return {}, process.stderr.read(4096).decode(errors="replace")
        finally:
            late.cancel()
            end(process)


def _owner(pid):
    """The user, as the machine knows them, of the innermost process that came from this one."""
    innermost = family(pid)[-1]
    return int(re.search(r"Uid:\s+(\d+)", Path(f"/proc/{innermost}/status").read_text())[1])


def _why(stderr):
    last = ([line for line in stderr.splitlines() if line.strip()] or ["it says nothing"])[-1]
    cure = next((cure for sign, cure in CURES.items() if sign in stderr), "")
    return f"the sandbox does not start ({last[:200]}). {cure}".rstrip(". ") + "."


# Talk ---------------------------------------------------------------------------------------------


class Sandbox:
    """One run of the runner: ask, and get plain data, an Ended, or a MachineFailure.

    Parameters
    ----------
    unsafe : bool
        Without a wall.
    stop : threading.Event, optional
        Once it is set, whatever runs is ended and Stopped is raised.
    """

    def __init__(self, unsafe=False, stop=None):
        self.unsafe, self.stop = unsafe, stop

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory() if self.unsafe else None
        folder = self.folder.name if self.unsafe else "/"
        self.process = subprocess.Popen(
            command(RUNNER, self.unsafe), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=folder, start_new_session=True,
            env={**INSIDE, "HOME": folder} if self.unsafe else _environment())
        watch(self.process)
        self.waiting = selectors.DefaultSelector()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            os.set_blocking(pipe.fileno(), False)
        for pipe in (self.process.stdout, self.process.stderr):
            self.waiting.register(pipe, selectors.EVENT_READ)
        self.heard, self.lines, self.complaint = b"", deque(), b""
        self.read = self.number = 0
        try:
            self._wait(0, START_SECONDS, START_SECONDS)
        except Ended as why:
            self.__exit__()
            said = self.complaint.decode(errors="replace")
            raise MachineFailure(_why(said) if said.strip() else str(why)) from None
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.waiting.close()
        end(self.process)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except OSError:
                pass
        if self.folder:
            self.folder.cleanup()

    def ask(self, seconds=None, **request):
        """Send a request; return the answer to it, a dict. Raises Ended or Stopped."""
        self.number += 1
        seconds = seconds or CELL_SECONDS
        line = json.dumps({"n": self.number, **request}).encode() + b"\n"
        return self._wait(self.number, seconds, WAIT * seconds, line)

    def _wait(self, number, seconds, clock, line=b""):
        """Until the answer of this number has come, or something has run out."""
        begin, before, looked = time.monotonic(), None, time.monotonic()
        if line:
            self.waiting.register(self.process.stdin, selectors.EVENT_WRITE)
        try:
            while (found := self._answer(number)) is None:
                for key, _ in self.waiting.select(TICK):
                    if key.fileobj is self.process.stdin:
                        line = self._send(line)
                    else:
                        self._receive(key.fileobj)
                if self.stop and self.stop.is_set():
                    raise Stopped
                now = time.monotonic()
                if now - looked < TICK:
                    continue
                looked, (used, memory) = now, usage(self.process.pid)
                before = used if before is None else before
                if memory > MEMORY:
                    raise Ended(f"more than {MEMORY >> 30} GB of memory")
                if used - before > seconds or now - begin > clock:
                    raise Ended(f"no end after {seconds} seconds")
        finally:
            if line:
                self.waiting.unregister(self.process.stdin)
        return found

    def _send(self, line):
        try:
            line = line[os.write(self.process.stdin.fileno(), line[:65536]):]
        except BlockingIOError:
            return line
        except BrokenPipeError:
            raise Ended("the program ended here") from None
        if not line:
            self.waiting.unregister(self.process.stdin)
        return line

    def _receive(self, pipe):
        try:
            got = os.read(pipe.fileno(), 65536)
        except BlockingIOError:
            return
        self.read += len(got)
        if self.read > OUTPUT:
            raise Ended(f"more than {OUTPUT >> 20} MB of output")
        if pipe is self.process.stderr:
            self.complaint = (self.complaint + got)[-4096:]
            if not got:
                self.waiting.unregister(pipe)
        elif not got:
            raise Ended("the program ended here")
        else:
            *lines, self.heard = (self.heard + got).split(b"\n")
            self.lines.extend(filter(None, lines))
            if len(self.heard) > REPLY:
                raise Ended(f"an answer of more than {REPLY >> 20} MB")

    def _answer(self, number):
        """The answer with this number among the whole lines heard; anything else is left."""
        while self.lines:
            try:
                one = json.loads(self.lines.popleft())
            except (ValueError, RecursionError):
                continue
            if isinstance(one, dict) and one.get("n") == number and type(one["n"]) is int:
                return one
        return None


def end(process):
    """End a process and all that came from it, of whichever user: nothing of a run outlives it.

    The first process inside takes the whole namespace with it, whatever that forks meanwhile.
    """
    kill_family(process.pid)
    process.wait()


def kill_family(pid):
    """Kill a process and all that came from it."""
    for one in family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


@cache
def _watcher():
    return subprocess.Popen([sys.executable, "-I", str(HERE / "watch.py")], stdin=subprocess.PIPE,
                            start_new_session=True, bufsize=0)


def watch(process):
    """Have a run ended when the grader itself is gone, however that came about.

    bubblewrap dies with its parent; but where root started it, it is nobody's, and a death of
    root's without rights does not reach it.
    """
    if os.getuid() == 0:
        _watcher().stdin.write(b"%d\n" % process.pid)


def usage(pid):
    """Processor seconds and bytes of memory of a process and all that came from it."""
    found = processes()
    ones = [found[one] for one in family(pid, found) if one in found]
    return (sum(seconds for _, seconds, _ in ones),
            sum(pages for *_, pages in ones) * resource.getpagesize())


def family(pid, known=None):
    """A process and all that came from it, children after parents."""
    children = {}
    for one, (parent, *_) in (known or processes()).items():
        children.setdefault(parent, []).append(one)
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def processes():
    """All processes: from their numbers to parent, processor seconds and pages of memory."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, rest = path.read_text(errors="replace").rsplit(")", 1)
        except OSError:
            continue
        fields = rest.split()
        seconds = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        found[int(head.split()[0])] = (int(fields[1]), seconds, int(fields[21]))
    return found
