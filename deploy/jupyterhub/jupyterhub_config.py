"""JupyterHub for a class, with nbgrader's exchange: `make hub` tries it out on this machine.

HUB_DATA  where the hub keeps what it must not lose (here: grading/hub)
COURSE_ENV  the environment that has the course, nbgrader and jupyterhub (here: _build/hub)
HUB_TRIAL=yes  anybody may log in, with the password "trial", and all servers run as you:
               to look at it, on 127.0.0.1 only
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub provides it)

HERE = Path(__file__).resolve().parent
COURSE = HERE.parents[1]
DATA = Path(os.environ.get("HUB_DATA", COURSE / "grading" / "hub"))
ENV = Path(os.environ.get("COURSE_ENV", COURSE / "_build" / "hub"))
LOCK = Path(os.environ.get("COURSE_LOCK", COURSE / ".venv"))  # where the lock is installed
EXCHANGE = DATA / "exchange"
TRIAL = os.environ.get("HUB_TRIAL") == "yes"

DATA.mkdir(parents=True, exist_ok=True, mode=0o755)
EXCHANGE.mkdir(exist_ok=True)
EXCHANGE.chmod(0o777)  # nbgrader wants it so: students write into it, and cannot list each other

c.JupyterHub.db_url = f"sqlite:///{DATA}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(DATA / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(DATA / "proxy.pid")
c.ConfigurableHTTPProxy.command = os.environ.get("HUB_PROXY", "configurable-http-proxy").split()
c.JupyterHub.bind_url = os.environ.get("HUB_ADDRESS", "http://127.0.0.1:8080")

# Who may come, and who teaches. Instructors' servers open the course; students' their own folder.
INSTRUCTORS = set(os.environ.get("HUB_INSTRUCTORS", "instructor").split())
c.Authenticator.admin_users = INSTRUCTORS
c.Authenticator.allow_all = True  # of those who can log in: an account here, or your university's
c.Spawner.cmd = [str(ENV / "bin" / "jupyterhub-singleuser")]
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": os.pathsep.join([str(HERE), str(LOCK / "etc" / "jupyter")]),
    "JUPYTER_PATH": str(LOCK / "share" / "jupyter"),
    "NBGRADER_EXCHANGE": str(EXCHANGE),
    "PATH": os.pathsep.join([str(ENV / "bin"), str(LOCK / "bin"), "/usr/bin", "/bin"]),
}
c.Spawner.default_url = "/lab"

# Somebody at work holds some 250 MB (a server 170, a kernel 80, or 115 with a figure), so that 25
# fit into 8 GB. Servers of those who have gone home are ended.
c.Spawner.mem_limit = "1G"  # held by systemd-spawner, containers and Kubernetes
c.JupyterHub.load_roles = [{
    "name": "idle", "services": ["idle"],
    "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"]}]
if os.environ.get("HUB_IDLE", "yes") == "yes":
    c.JupyterHub.services = [{"name": "idle", "command": [
        str(ENV / "bin" / "jupyterhub-idle-culler"), "--timeout=3600"]}]

if TRIAL:
    c.JupyterHub.authenticator_class = "dummy"
    c.DummyAuthenticator.password = "trial"
    c.JupyterHub.spawner_class = "simple"
    c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
    c.SimpleLocalProcessSpawner.home_dir_template = str(DATA / "home" / "{username}")


def of_the_course(spawner):
    """An instructor's server works in the course's folder, where nbgrader finds its settings."""
    if spawner.user.name in INSTRUCTORS:
        spawner.notebook_dir = str(COURSE)
    elif TRIAL:  # nbgrader goes by the machine's account, which is the same for all here
        spawner.environment = {**spawner.environment, "NBGRADER_STUDENT": spawner.user.name}


c.Spawner.pre_spawn_hook = of_the_course
