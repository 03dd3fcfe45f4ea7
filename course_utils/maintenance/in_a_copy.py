"""Copies of the course in which something is changed, and the tests that see it there."""

import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from course_utils import settings

TOO_LONG = "it took too long"
_LEFT = (".git", ".venv", "my_course", "site", "slides", "wheels")  # at the top; the package has a room called site
_SHARED = ("node_modules",)  # only read, and large
# Loaded once, by a process from which every run of tests is forked: loading them takes longer than most tests do.
_LOADED = ("pytest", "numpy", "torch", "hypothesis", "IPython", "ipywidgets", "anywidget", "nbval.plugin", "PIL.Image")
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES = multiprocessing.get_context(_METHOD)


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
    if _METHOD == "forkserver":
        _PROCESSES.set_forkserver_preload(list(_LOADED))
    with tempfile.TemporaryDirectory(prefix="course-told-") as folder:
        told = Path(folder) / "told.txt"
        process = _PROCESSES.Process(target=_run, args=(str(copy), list(tests), str(told), environment))
        process.start()
        process.join(seconds)
        if process.is_alive():
            _end(process)
            return TOO_LONG
        if process.exitcode in (0, 5):
            return ""
        text = told.read_text(encoding="utf-8", errors="replace") if told.exists() else ""
        failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", text, re.M)
        return failed[1] if failed else "pytest itself"


def _end(process):
    """End a run with all that its tests have started: servers, browsers, kernels."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _run(copy, tests, told, environment):
    """Run pytest in a process of its own as if it had been started in the copy."""
    if hasattr(os, "setsid"):
        os.setsid()
    os.environ.update({"PYTHONPATH": copy, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", **environment})
    os.chdir(copy)
    out = os.open(told, os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(out, stream)
    sys.dont_write_bytecode = True
    sys.path[:] = [copy, *(path for path in sys.path if Path(path or ".").resolve() != settings.ROOT)]
    for name in [name for name in sys.modules if name.split(".")[0] == "course_utils"]:
        del sys.modules[name]  # that of the course itself
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])
    sys.stdout.flush()
    os._exit(int(code))
