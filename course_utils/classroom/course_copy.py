"""Copy the course without its solutions: a package to run answers with, and a whole course for a students' server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from course_utils import settings

__all__ = ["for_marking"]

LEFT_OUT = ("__pycache__", "*.pyc", "classroom")


def for_marking(folder):
    """Write into ``folder`` the package without any exercise, for `outside.run`; return the folder.

    What the process will import is compiled once and the files made read-only: no answer is to change the next one's.
    """
    folder = Path(folder)
    ignored = shutil.ignore_patterns(*LEFT_OUT, "chapter_[0-9][0-9]*", "again.py", "maintenance", "site", "launch")
    shutil.copytree(settings.ROOT / "course_utils", folder / "course_utils", ignore=ignored)
    command = [sys.executable, "-s", "-P", "-c", "import course_utils.exercises.apart"]
    subprocess.run(command, env={"PYTHONPATH": str(folder)}, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder
