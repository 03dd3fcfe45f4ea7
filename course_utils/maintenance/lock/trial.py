"""Try the ranges of pyproject.toml out: the plain tests in an environment with the lowest or the newest versions."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from course_utils import settings
from course_utils.launch import environment, pip_run
from course_utils.maintenance.lock import lists

#: What uv is asked for. Of what the course does not name itself, the newest that fits is taken in both.
RESOLUTIONS = {"lowest": ("--resolution", "lowest-direct"), "newest": ("--upgrade",)}
#: The tests that a trial runs: all but those of pages in a browser.
PLAIN = ("tests", "notebooks", "--ignore", "tests/browser")


def run(which, extras, into=None, tests=()):
    """Make the environment, run the ``tests`` (default: `PLAIN`) there and return pytest's exit code.

    ``into`` is a folder that keeps the environment; one that is there already is brought up to date.
    """
    wanted = lists.compiled(extras, more=RESOLUTIONS[which], places=lists.HERE)
    with tempfile.TemporaryDirectory(prefix=f"course-{which}-") as folder:
        place = Path(into or folder).absolute()
        python = made(place, wanted)
        print(f"The plain tests with the {which} versions that pyproject.toml allows, in {place} ...", flush=True)
        command = [python, "-m", "pytest", "-p", "no:cacheprovider", "-q", *(tests or PLAIN)]
        return subprocess.call(command, cwd=settings.ROOT, env=settings.child_environment())


def made(place, wanted):
    """Return the Python of the environment in ``place``, in which the lines of ``wanted`` are installed."""
    venv.create(place, with_pip=True)
    python = str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    pinned = place / "wanted.txt"
    pinned.write_text("\n".join(wanted.values()) + "\n", encoding="utf-8")
    if sys.platform.startswith("linux"):  # the CPU build, a tenth of the other; where it cannot be had, the usual one
        words = ["--quiet", "--index-url", pip_run.CPU_INDEX, *pip_run.QUICK, "--no-deps", f"{wanted['torch']}+cpu"]
        subprocess.call([python, "-m", "pip", "install", *words], stderr=subprocess.DEVNULL)
    command = [*lists.uv(place), "pip", "install", "--quiet", "--python", python, "-r", str(pinned)]
    if subprocess.call(command, env=environment.clean_environment()):
        raise lists.LockError(f"uv could not install the versions in {pinned}; expected that they fit together")
    return python
