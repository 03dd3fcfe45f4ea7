"""``make classroom``: a lecturer's tools, nbgrader and JupyterHub, in an environment beside the course's own.

``.venv-classroom`` sees whatever the course's environment holds, and has the packages of
``requirements-classroom.lock`` besides: what a learner's environment holds does not hang on whether somebody set this
up. JupyterHub's proxy is a program for Node.js; where npm is there, it comes along.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from course_utils import settings
from course_utils.launch import environment, pip_run
from course_utils.launch.pythons import SetupError

PROXY = "configurable-http-proxy@5.3.0"
NO_PROXY = (
    f"Without {PROXY}, which only JupyterHub needs: npm is not there. Install Node.js on Linux or macOS and run "
    "make classroom again."
)
# Line by line run by each Python of the environment when it starts: Jupyter's programs look for templates, settings and
# JupyterLab itself in folders of the environment that they run in, and these are in the other.
SEES = """\
import os; os.environ.setdefault("JUPYTER_PATH", {share!r})
import os; os.environ.setdefault("JUPYTER_CONFIG_PATH", {etc!r})
import os; os.environ.setdefault("JUPYTERLAB_DIR", {lab!r})
"""


class Room(environment.Course):
    """The places of the lecturer's environment."""

    def __init__(self, root):
        super().__init__(root)
        self.venv = self.root / ".venv-classroom"
        self.pins = self.root / "requirements-classroom.lock"
        self.stamp = self.venv / "course-stamp.json"

    def wanted(self, version):
        """Return what the environment is stamped with: it follows the Python that it sees the packages of, too."""
        return {**super().wanted(version), "beside": [sys.prefix, "{}.{}".format(*sys.version_info)]}

    def has_proxy(self):
        """Say whether JupyterHub's proxy is there."""
        return Path(self.python).with_name(PROXY.partition("@")[0]).exists()

    def ready(self):
        """Say whether nothing is left to do."""
        return super().ready() and (self.has_proxy() or npm() is None)


def npm():
    """Return the path of npm; None where it is not, or is of no use: JupyterHub does not run on Windows."""
    return shutil.which("npm") if os.name == "posix" else None


def main(arguments=()):
    """Set the environment up if need be; return 0, or 1 when it could not be."""
    if arguments:
        print(f"classroom: got {' '.join(arguments)!r}; expected no arguments", file=sys.stderr)
        return 2
    room = Room(settings.ROOT)
    try:
        environment.ensure(room, "classroom", set_up)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The lecturer's tools are in {room.venv.name}: {room.python} -m nbgrader, -m jupyterhub")
    if not room.has_proxy():
        print(NO_PROXY)
    return 0


def set_up(room, command, held):
    """Make the environment, stamp it, and add the proxy; raises SetupError with what to do when it cannot."""
    if not environment.Course.ready(room):
        install(room, command, held)
    if npm():
        add_proxy(room)


def install(room, command, held):
    """Make the environment afresh with the packages of its list."""
    pins = room.pins.read_text(encoding="utf-8").splitlines()
    number = sum("==" in pin for pin in pins)
    print(f"Setting up {room.venv.name}: {number} packages beside the course's own ...", flush=True)
    room.stamp.unlink(missing_ok=True)
    room.log.write_bytes(b"")
    environment.make_venv(room, sys.executable, fresh=True)
    let_see(room)
    pip = pip_run.Pip(room.python, room.root, room.log, environment.clean_environment(), held)
    if pip.install(["--no-deps", "-r", str(room.pins)], total=number):
        raise SetupError(pip_run.explain(room.log.read_text("utf-8", "replace"), room.log, command))
    if lost := room.missing():
        raise SetupError(pip_run.astray(lost, room.log, command))
    room.write_stamp(room.wanted(environment.short_version(room.python)))


def let_see(room):
    """Let the Pythons of the environment see the packages of this one, and Jupyter's files of it."""
    (folder,) = room.venv.glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages")
    seen = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    share, etc = Path(sys.prefix, "share", "jupyter"), Path(sys.prefix, "etc", "jupyter")
    places = {"share": str(share), "etc": str(etc), "lab": str(share / "lab")}
    (folder / "the-course-beside.pth").write_text("\n".join([*seen, SEES.format(**places)]), encoding="utf-8")


def add_proxy(room):
    """Add JupyterHub's proxy by npm."""
    command = [npm(), "install", "--global", "--prefix", str(room.venv), "--no-audit", "--no-fund", PROXY]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode or not room.has_proxy():
        raise SetupError(
            f"npm could not install {PROXY}, JupyterHub's proxy. Its last words were:\n{done.stderr[-2000:]}"
        )
