"""Find a Python that is new enough and can make environments; say what to do where there is none.

Standard library alone, in the grammar of Python 3.6: a Python that is too old reads this file, too (see `bootstrap`).
"""

import shutil
import subprocess
import sys

# The Pythons that every package of requirements.lock has a build for: the one place where that is said.
FLOOR, NEWEST = (3, 11), (3, 14)
SERVED = tuple("3.{}".format(minor) for minor in range(NEWEST[1], FLOOR[1] - 1, -1))
TOO_OLD = """\
Python is too old: found {found} at {where}; this course needs 3.11 or newer.

What to do, one of these:
  - install a newer Python (Debian, Ubuntu: sudo apt install python3.12 python3.12-venv;
    macOS: brew install python@3.12; Windows: the installer from python.org),
    then run the same command again: it finds python3.12 by its name;
  - if a newer Python is there under another name: make {command} PYTHON=/path/to/python
    (without make: /path/to/python course_utils/bootstrap.py {command});
  - with conda: conda env create -f environment.yml, then conda activate from-neuron-to-resnet,
    then python -m course_utils lab
"""
TOO_NEW = """\
Python is too new: found {found} at {where}; the course's packages have builds for Python 3.11 to {newest} only.

What to do, one of these:
  - install Python {newest} beside it (Debian, Ubuntu: sudo apt install python{newest} python{newest}-venv;
    macOS: brew install python@{newest}; Windows: the installer from python.org),
    then run the same command again: it finds python{newest} by its name;
  - if an older Python is there under another name: make {command} PYTHON=/path/to/python
    (without make: /path/to/python course_utils/bootstrap.py {command});
  - with conda: conda env create -f environment.yml, then conda activate from-neuron-to-resnet,
    then python -m course_utils lab
"""
NO_VENV = """\
{where} cannot make environments: its "venv" or "ensurepip" module is missing.

What to do: on Debian and Ubuntu, sudo apt install python3-venv; elsewhere install Python from python.org.
Then run the same command again.
"""


class SetupError(Exception):
    """Raised with a message for the reader; shown without a traceback."""


def version_of(python):
    """Return (major, minor, whether it can make environments) of an interpreter; None when it does not run."""
    code = "import sys, importlib.util as u; print(*sys.version_info[:2], int(bool(u.find_spec('ensurepip'))))"
    try:
        answer = subprocess.check_output([python, "-I", "-c", code], stderr=subprocess.DEVNULL, timeout=30)
        major, minor, has_venv = answer.decode().split()
        return int(major), int(minor), bool(int(has_venv))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def launched(version):
    """Return the path of Python ``version`` ("3.12") as the ``py`` launcher of Windows knows it, else None."""
    launcher = shutil.which("py")
    if not launcher:
        return None
    code = "import sys; print(sys.executable)"
    try:
        answer = subprocess.check_output(
            [launcher, "-" + version, "-I", "-c", code], stderr=subprocess.DEVNULL, timeout=30
        )
        return answer.decode().strip()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def candidates(current):
    """Yield the path of every Python to think of: ``current``, then by name, the newest that is served first."""
    for name in (current, *("python" + version for version in SERVED), "python3", "python"):
        yield shutil.which(name) if name else None
    for version in SERVED:
        yield launched(version)


def choose_python(command="lab", current=sys.executable):
    """Return the interpreter to build with: ``current`` if it will do, else the newest that will on PATH.

    Raises SetupError, with what to do, when none is served by the lock list or none can make environments.
    """
    without_venv = too_new = None
    for path in candidates(current):
        found = version_of(path) if path else None
        if not found or found[:2] < FLOOR:
            continue
        if found[:2] > NEWEST:
            too_new = too_new or (found, path)
        elif found[2]:
            return path
        else:
            without_venv = without_venv or path
    if without_venv:
        raise SetupError(NO_VENV.format(where=without_venv))
    found, where = too_new or (version_of(current) or sys.version_info, current)
    text = TOO_NEW if too_new else TOO_OLD
    newest = SERVED[0]
    raise SetupError(text.format(found="{}.{}".format(*found), where=where, command=command, newest=newest))
