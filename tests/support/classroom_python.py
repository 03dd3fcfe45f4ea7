"""The Python of the lecturer's tools, which `make classroom` sets up: tests of nbgrader and JupyterHub run them there.

COURSE_CLASSROOM_PYTHON names another than .venv-classroom's. Where there is none a test that needs it skips and says
what to do, or fails, if COURSE_REQUIRE_CLASSROOM is 1.
"""

import functools
import json
import os
import subprocess
from pathlib import Path

import pytest

from course_utils import settings
from course_utils.launch.class_tools import Room

ABSENT = "no {module} in {python}: run 'make classroom', or let COURSE_CLASSROOM_PYTHON name a Python that has it"


def python(module="nbgrader", allow_module_level=False):
    """Return the path of the Python that has ``module``; skip or fail the test where there is none."""
    path = os.environ.get("COURSE_CLASSROOM_PYTHON") or Room(settings.ROOT).python
    if not _has(path, module):
        absent = ABSENT.format(module=module, python=path)
        if os.environ.get("COURSE_REQUIRE_CLASSROOM") == "1":
            pytest.fail(absent)
        pytest.skip(absent, allow_module_level=allow_module_level)
    return path


@functools.cache
def _has(path, module):
    return Path(path).exists() and subprocess.call([path, "-c", f"import {module}"], stderr=subprocess.DEVNULL) == 0


def run(*arguments, module="nbgrader", **options):
    """Run the Python of ``module`` with ``arguments``; return what it printed, or fail with its words."""
    options = {"env": settings.child_environment(), "timeout": 900, **options}
    done = subprocess.run([python(module), *arguments], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(code, *arguments, module="nbgrader", **options):
    """Return what ``code`` makes ``told(arguments)`` return there; arguments and result pass as JSON.

    Example: ``told("def told(a, b): return a + b", 1, 2)`` gives 3.
    """
    tail = "\nimport json, sys\nprint('\\n' + json.dumps(told(*json.loads(sys.argv[1]))))"
    return json.loads(run("-c", code + tail, json.dumps(arguments), module=module, **options).splitlines()[-1])
