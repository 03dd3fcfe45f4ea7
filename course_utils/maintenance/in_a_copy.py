"""Copies of the course in which something is changed, and the tests that see it there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from course_utils import settings

_LEFT = (".git", ".venv", "my_course", "site", "slides", "wheels")  # at the top; the package has a room called site
_SHARED = ("node_modules",)  # only read, and large


def copied(folder) -> Path:
    """Copy the course, without what is made in it, to a new folder; return that folder."""
    shutil.copytree(settings.ROOT, folder, ignore=_left_out)
    for name in _SHARED:
        if (settings.ROOT / name).is_dir():
            (Path(folder) / name).symlink_to(settings.ROOT / name)
    return Path(folder)


def _left_out(folder, names):
    top = (*_LEFT, *_SHARED) if Path(folder) == settings.ROOT else ()
    return {name for name in names if name in top or name in ("__pycache__", ".pytest_cache")}


def failing(copy, tests, seconds=600, **environment) -> str:
    """Return the name of the first of these tests that fails in a copy, or "" when all pass.

    More than ``seconds`` are a failure too, called `TOO_LONG`. ``environment`` adds to the variables of the process.
    """
    if not tests:
        return ""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    with subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)  # a test's own servers and browsers as well
            return TOO_LONG
    if process.returncode not in (0, 5):
        failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", told, re.M)
        return failed[1] if failed else "pytest itself"
    return ""


TOO_LONG = "it took too long"
