"""A small course whose one package lies in a folder, set up for real without a network; and a running JupyterLab."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from running_lab import running
from tiny_wheels import tiny_wheel

from course_utils import settings

HANDED_OVER = "import sys\nimport tinypackage\nprint('handed over', sys.argv[1:], tinypackage.VERSION, flush=True)\n"


class TinyCourse:
    """A copy of what set-up needs, in a folder with spaces."""

    def __init__(self, base):
        self.wheels = base / "wheels"
        self.wheels.mkdir()
        for version in ("1.0", "2.0"):
            tiny_wheel(self.wheels, version)
        self.root = base / "my own course"
        package = self.root / "course_utils"
        shutil.copytree(settings.ROOT / "course_utils" / "launch", package / "launch")
        for name in ("__init__.py", "bootstrap.py", "locks.py", "whole_files.py"):
            shutil.copy(settings.ROOT / "course_utils" / name, package)
        (package / "__main__.py").write_text(HANDED_OVER)
        self.pin("1.0")

    def pin(self, version):
        """Write the lock list."""
        (self.root / "requirements.lock").write_text(f"# comment\ntinypackage=={version}\n")

    def command(self, *arguments):
        """Return the command line that the Makefile uses, and its environment."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PIP_") and k != "TORCH"}
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        return [sys.executable, str(self.root / "course_utils" / "bootstrap.py"), *arguments], environment

    def start(self, *arguments, **more):
        """Start a command without waiting for it."""
        command, environment = self.command(*arguments)
        return subprocess.Popen(
            command,
            env={**environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments, **more):
        """Run a command; return (exit code, what it printed, what it complained about)."""
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def move(self, name):
        """Move the whole folder."""
        self.root = Path(shutil.move(self.root, self.root.with_name(name)))


@pytest.fixture
def tiny_course(tmp_path):
    """Return a small course that has not been set up."""
    return TinyCourse(tmp_path)


# ---- a real server --------------------------------------------------------------------------------------------------


#: What the course says already, said again by the reader.
AGAIN = ("--ServerApp.ip=127.0.0.1", "--no-browser", "--allow-root", "--ServerApp.answer_yes=True")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start JupyterLab on a port whose owner is known to sit there already, in a course home with a space."""
    home = tmp_path_factory.mktemp("course home")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        variables = {**os.environ, "COURSE_HOME": str(home)}
        variables.pop("DISPLAY", None)
        variables.pop("WAYLAND_DISPLAY", None)
        command = [sys.executable, "-m", "course_utils", "lab", f"--port={port}", *AGAIN]
        with running(command, home / "log", cwd=settings.ROOT, env=variables) as server:
            yield server, port, home
