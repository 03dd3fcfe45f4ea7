"""Make the course's own Python environment, once, and know when it has to be made again.

``.venv``        the environment; ``.venv/course-stamp.json`` says what it was built from
``.setup.lock``  held while setting up, so that two commands started together do not write over each other
``.setup.log``   everything that pip said

Standard library only: this runs before anything is installed.
"""

import contextlib
import errno
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from course_utils.bootstrap import SetupError, choose_python, version_of
from course_utils.launch import pip_run

READ_ONLY = """\
The course's folder cannot be written to: {error}

What to do: copy the whole folder to a place of your own, and run the command there.
"""
LEAKS = ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")


class Course:
    """The places and the wishes of one set-up.

    ``root`` is the folder of the course; ``torch`` is ``"cpu"``, ``"cuda"`` or ``""``, the build that is there or CPU.
    """

    def __init__(self, root, torch=""):
        if torch not in ("", "cpu", "cuda"):
            raise SetupError(f"TORCH: got {torch!r}; expected cpu or cuda.\n")
        self.root, self.torch = Path(root).resolve(), torch
        self.venv = self.root / ".venv"
        self.pins = self.root / "requirements.lock"
        self.stamp = self.venv / "course-stamp.json"
        self.lock = self.root / ".setup.lock"
        self.log = self.root / ".setup.log"

    @property
    def python(self):
        """The environment's interpreter."""
        return str(self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    def read_stamp(self):
        """Return what the environment was built from; an empty dict when the stamp is missing or damaged."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def write_stamp(self, stamp):
        """Write the stamp whole or not at all."""
        part = self.stamp.with_suffix(".part")
        part.write_text(json.dumps(stamp), encoding="utf-8")
        os.replace(part, self.stamp)

    def wanted(self, version):
        """Return what a finished set-up with Python ``version`` ("3.12") is stamped with."""
        return {
            "lock": hashlib.sha256(self.pins.read_bytes()).hexdigest(),
            "python": version,
            "path": str(self.venv),
            "torch": self.torch or self.read_stamp().get("torch") or "cpu",
        }

    def ready(self):
        """Say whether the environment can be used as it is."""
        stamp = self.read_stamp()
        return bool(stamp) and stamp == self.wanted(short_version(self.python))


def short_version(python):
    """Return "3.12" for an interpreter, or None when it does not run."""
    found = version_of(python)
    return f"{found[0]}.{found[1]}" if found else None


def clean_environment():
    """Return the environment variables without those that let packages from elsewhere leak in."""
    return {name: value for name, value in os.environ.items() if name not in LEAKS}


def ensure(course, command):
    """Set up unless all is ready; safe when several commands do so at once, and after one was killed."""
    if course.ready():
        return
    try:
        with only_one(course) as lock:
            if not course.ready():
                set_up(course, command, lock)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise SetupError(READ_ONLY.format(error=error)) from error


@contextlib.contextmanager
def only_one(course):
    """Hold the set-up lock; a second command waits, and says so. A killed holder lets go of it by itself."""
    with open(course.lock, "a+b") as file:
        if not try_lock(file):
            print("Another command is setting up the course in this folder; waiting until it is done ...", flush=True)
            while not try_lock(file):
                time.sleep(0.2)
        yield file.fileno()


def try_lock(file):
    """Try to lock an open file without waiting; say whether it worked."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:
        if os.name == "nt":  # there it means "held by another"
            return False
        raise
    return True


def set_up(course, command, lock):
    """Bring the environment up to date and stamp it; raises SetupError with what to do when it cannot."""
    started = time.monotonic()
    base = choose_python(command)
    version, stamp = short_version(base), course.read_stamp()
    wish = course.wanted(version)
    fresh = not stamp or stamp.get("python") != version or short_version(course.python) != version
    print("Setting up the course: once, a few minutes, about 2 GB of disk. Later starts are immediate.")
    print(f"   1. an environment of its own in .venv, with Python {version} ...", flush=True)
    course.stamp.unlink(missing_ok=True)  # a set-up that is killed leaves no stamp, and the next begins afresh
    course.log.write_bytes(b"")
    if fresh or stamp["path"] != wish["path"]:
        make_venv(course, base, fresh)
    pip = pip_run.Pip(course.python, course.root, course.log, clean_environment(), lock)
    code = install(course, pip, wish["torch"])
    if code == 0:
        course.write_stamp(wish)
        print(f"Ready, after {time.monotonic() - started:.0f} s.", flush=True)
        return
    # pip that fails in good order leaves whole packages: the next run goes on from there
    course.write_stamp({**wish, "lock": "unfinished"} if fresh else stamp)
    raise SetupError(pip_run.explain(course.log.read_text("utf-8", "replace"), course.log, command))


def make_venv(course, base, fresh):
    """Make ``.venv``, from nothing when ``fresh``, and put the course itself on its path."""
    options = ["--clear"] if fresh else []
    try:
        command = [base, "-m", "venv", *options, str(course.venv)]
        subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment())
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        where = subprocess.check_output([course.python, "-I", "-c", code], text=True).strip()
    except (OSError, subprocess.CalledProcessError) as error:
        detail = (getattr(error, "stdout", "") or "") + (getattr(error, "stderr", "") or "")
        raise SetupError(f"The folder .venv could not be made: {error}\n{detail}") from error
    Path(where, "from-neuron-to-resnet.pth").write_text(f"{course.root}\n", encoding="utf-8")


def install(course, pip, flavour):
    """Install PyTorch of the wished flavour and everything else in the lock list; return pip's exit code.

    The GPU build carries no suffix and the CPU build "+cpu", which ``==`` takes for the same version: asking for either
    by its whole name lets pip replace the one by the other.
    """
    lines = course.pins.read_text(encoding="utf-8").splitlines()
    pins = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    torch = next((pin for pin in pins if pin.startswith("torch==")), None)
    wish = []
    if torch and sys.platform.startswith("linux"):
        if flavour == "cuda":
            wish = [torch.replace("==", "===")]
        else:
            print("   2. PyTorch, the CPU build, from PyTorch's own index (about 200 MB) ...", flush=True)
            if pip.install(["--index-url", pip_run.CPU_INDEX, *pip_run.QUICK, "--no-deps", f"{torch}+cpu"]) != 0:
                print("      not to be had there: taking the ordinary index's build instead.", flush=True)
    print(f"   3. the other packages, {len(pins)} in all ...", flush=True)
    return pip.install([*wish, "-r", str(course.pins)], total=len(pins))


def hand_over(course, arguments):
    """Return (command, environment) of ``python -m course_utils ARGUMENTS`` in the course's environment."""
    variables = {**clean_environment(), "VIRTUAL_ENV": str(course.venv)}
    return [course.python, "-m", "course_utils", *arguments], variables
