"""JupyterHub with nbgrader's exchange, as its files configure it: loaded, and started for real.

Two students and an instructor: release, fetch, submit and collect, through their own servers and
nbgrader's own commands, then `make grade` finds what was handed in.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager

import pytest
from traitlets.config import PyFileConfigLoader

from course import ROOT

FOLDER = ROOT / "deploy" / "jupyterhub"
HUB = ROOT / "_build" / "hub"
SET = "06-elementwise"
TOKEN = "for-this-test-only"
LOAD = """
load_subconfig({config!r})
c = get_config()
c.JupyterHub.services = [{{"name": "test", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "test", "services": ["test"], "scopes": [
    "admin:users", "admin:servers", "access:servers"]}}]
c.JupyterHub.hub_port = {port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
"""


@pytest.fixture
def loaded(monkeypatch, tmp_path):
    """A function that reads the hub's settings as JupyterHub does."""
    monkeypatch.setenv("HUB_DATA", str(tmp_path / "data"))

    def load(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return PyFileConfigLoader("jupyterhub_config.py", path=str(FOLDER)).load_config()

    return load


def test_the_hub_is_closed_unless_it_is_tried_out(loaded, tmp_path):
    settings = loaded()
    assert "authenticator_class" not in settings.JupyterHub, "accounts of the machine"
    assert settings.JupyterHub.bind_url.startswith("http://127.0.0.1"), "a proxy with TLS before it"
    assert (tmp_path / "data" / "exchange").stat().st_mode & 0o777 == 0o777
    trial = loaded(HUB_TRIAL="yes")
    assert trial.JupyterHub.authenticator_class == "dummy"


def test_every_server_is_told_where_the_exchange_is(loaded, tmp_path):
    environment = loaded().Spawner.environment
    assert environment["NBGRADER_EXCHANGE"] == str(tmp_path / "data" / "exchange")
    assert str(FOLDER) in environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(FOLDER)).load_config()
    assert config.CourseDirectory.course_id == "matrix-calculus"


# Started for real ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one set, so that nothing of this one is touched."""
    if not (HUB / "done").exists():
        why = "no hub: JupyterHub is not installed in _build/hub"
        if os.environ.get("REQUIRE_HUB") == "1":
            pytest.fail(f"{why}, and REQUIRE_HUB=1", pytrace=False)
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("hub") / "course"
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name / SET, folder / name / SET)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


def free(count):
    """Ports that nobody has, no two the same."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def running(folder):
    """The hub at work; yields its address."""
    port, hub_port, proxy = free(3)
    config = folder / "hub_config.py"
    config.write_text(LOAD.format(
        config=str(FOLDER / "jupyterhub_config.py"), token=TOKEN, port=hub_port, proxy=proxy))
    environment = {
        "PATH": f"{HUB / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "HUB_TRIAL": "yes",
        "HUB_DATA": str(folder / "grading" / "hub"), "HUB_ADDRESS": f"http://127.0.0.1:{port}",
        "HUB_IDLE": "no", "COURSE_ENV": str(HUB), "COURSE_LOCK": str(ROOT / ".venv")}
    (folder / "grading").mkdir()
    with open(folder / "hub.log", "w") as log:
        hub = subprocess.Popen([HUB / "bin" / "jupyterhub", "--config", config], cwd=folder,
                               env=environment, stdout=log, stderr=subprocess.STDOUT,
                               start_new_session=True)
    try:
        yield f"http://127.0.0.1:{port}"
    except BaseException:
        print((folder / "hub.log").read_text()[-6000:])
        raise
    finally:
        hub.send_signal(signal.SIGTERM)
        try:
            hub.wait(60)
        finally:
            try:
                os.killpg(hub.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def ask(address, method="GET", **form):
    """A request with the test's token; returns (status, text)."""
    data = "&".join(f"{name}={value}" for name, value in form.items()).encode() if form else None
    request = urllib.request.Request(address, data=data, method=method, headers={
        "Authorization": f"token {TOKEN}"})
    if method == "POST" and data is None:
        request.data = b""
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.3)
    pytest.fail("nothing came in time")


def start(address, name):
    """A user's server, started; returns its address."""
    hub = f"{address}/hub/api/users/{name}"
    until(lambda: ask(hub, "POST")[0] in (201, 409))
    assert ask(f"{hub}/server", "POST")[0] in (201, 202)
    until(lambda: json.loads(ask(hub)[1])["servers"].get("", {}).get("ready"))
    return f"{address}/user/{name}"


def nbgrader(folder, *arguments):
    """nbgrader's own command in the course's folder, with the hub's settings."""
    done = subprocess.run(
        [HUB / "bin" / "python", "-m", "nbgrader", *arguments], cwd=folder, text=True,
        capture_output=True, timeout=120, env={
            "PATH": f"{HUB / 'bin'}:{ROOT / '.venv' / 'bin'}:/usr/bin:/bin", "HOME": str(folder),
            "JUPYTER_CONFIG_PATH": str(FOLDER),
            "NBGRADER_EXCHANGE": str(folder / "grading" / "hub" / "exchange")})
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_set_goes_out_and_comes_back_through_the_hub(course):
    with running(course) as address:
        nbgrader(course, "release_assignment", SET)
        for name in ("ana", "ben"):
            server = start(address, name)
            there = json.loads(ask(f"{server}/assignments?course_id=matrix-calculus")[1])
            assert [one["assignment_id"] for one in there["value"]] == [SET], there
            for what in ("fetch", "submit"):
                status, said = ask(f"{server}/assignments/{what}", "POST",
                                   course_id="matrix-calculus", assignment_id=SET)
                assert status == 200 and json.loads(said)["success"], said
        nbgrader(course, "collect", SET)
    found = sorted((course / "grading" / "submitted").glob(f"*/{SET}/{SET}.ipynb"))
    assert len(found) == 2 and {one.parts[-3] for one in found} == {"ana", "ben"}
    assert re.search(r"\"06-install\"", found[0].read_text())
