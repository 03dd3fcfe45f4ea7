"""A class server: one course that learners only read; copies, answers and journal of each in a folder of their own.

``jupyterhub -f course_utils/classroom/jupyterhub_config.py`` serves this very course. A hub that has a configuration
loads this one into it: ``load_subconfig("/srv/course/course_utils/classroom/jupyterhub_config.py")``. How learners log
in, and what starts their servers, stays the hub's own business. `class_server.md`, beside this file, says what to type.

Only Python's own library is used: a hub has an environment of its own, in which the course is not to be found.
"""

import os
import sys
from pathlib import Path

OWN = Path(__file__).resolve().parents[2]
FIRST = "/lab/tree/00_start_here.ipynb"
# In one process a product of two small matrices is faster on one thread than on two, and a class has no cores to spare.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def settings(environment):
    """Return what the environment variables of the hub ask for, as a dict; raises ValueError for what makes no sense.

    COURSE_FOLDER     the course's folder, by default the one that this file belongs to
    COURSE_PYTHON     the Python of the learners' servers, by default that of the course's .venv
    COURSE_MEMORY     what a learner may use at most, by default 1G
    COURSE_CPUS       cores that a learner may use at most, by default 1
    COURSE_DATA       a folder for larger data sets, which the class shares; without it each learner has their own
    COURSE_IDLE_MINUTES  after which a kernel that no page shows ends, by default 30
    COURSE_LEARNERS   a file with a name on each line: who may log in, besides whom the hub lets in already
    """
    course = Path(environment.get("COURSE_FOLDER") or OWN)
    if not (course / "notebooks").is_dir():
        raise ValueError(f"COURSE_FOLDER: got '{course}'; expected a folder with the course's notebooks in it")
    return {
        "course": course,
        "python": environment.get("COURSE_PYTHON") or _python(course),
        "memory": environment.get("COURSE_MEMORY") or "1G",
        "cpus": _number(environment, "COURSE_CPUS", 1),
        "idle": _number(environment, "COURSE_IDLE_MINUTES", 30),
        "data": environment.get("COURSE_DATA"),
        "learners": _names(environment.get("COURSE_LEARNERS")),
    }


def configure(c, asked):
    """Write into the hub's configuration ``c`` what `settings` returned."""
    spawner = c.Spawner
    spawner.cmd = [asked["python"], "-m", "course_utils.launch.learner_server"]
    spawner.default_url = FIRST
    spawner.environment.update(variables(asked))  # beside what the hub says itself, before or after
    spawner.mem_limit, spawner.cpu_limit = asked["memory"], asked["cpus"]
    spawner.start_timeout = spawner.http_timeout = 120  # seconds: thirty who begin at once wait for each other
    c.SystemdSpawner.readonly_paths = [str(asked["course"])]
    c.JupyterHub.cleanup_servers = False  # a hub that is started again finds the learners at work
    if asked["learners"]:
        c.Authenticator.allowed_users.update(asked["learners"])
    proxy = Path(sys.prefix, "bin", "configurable-http-proxy")
    if proxy.exists():
        c.ConfigurableHTTPProxy.command = str(proxy)


def variables(asked):
    """Return the environment variables of a learner's server, from which its kernels have them."""
    found = {
        "PYTHONPATH": str(asked["course"]),
        "COURSE_HUB": str(_room(asked["course"])),
        "PYTHONDONTWRITEBYTECODE": "1",  # nothing is written into the course, whoever the learner's server runs as
        "MALLOC_ARENA_MAX": "2",  # glibc keeps freed memory apart for each thread, and a kernel has a dozen
        "COURSE_IDLE_MINUTES": f"{asked['idle']:g}",
        **dict.fromkeys(THREADS, "1"),
    }
    return found | ({"COURSE_DATA": asked["data"]} if asked["data"] else {})


def _python(course):
    own = course / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def _room(course):
    """Return the environment that has JupyterHub: the course's, that of this file's course, or the hub's own."""
    rooms = (folder / ".venv-classroom" for folder in (course, OWN))
    return next((room for room in rooms if room.is_dir()), Path(sys.prefix))


def _number(environment, name, usual):
    given = environment.get(name) or usual
    try:
        number = float(given)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf") or (number == 0 and name == "COURSE_CPUS"):
        raise ValueError(f"{name}: got {given!r}; expected a number above 0")
    return number


def _names(file):
    if not file:
        return set()
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return {name for line in lines if (name := line.partition("#")[0].strip())}


if "get_config" in globals():  # loaded by JupyterHub, not imported
    configure(get_config(), settings(os.environ))  # noqa: F821
