"""Make the course's own Python environment, once, and know when it has to be made again.

``.venv``        the environment; ``.venv/course-stamp.json`` says what it was built from
``.setup.lock``  held while setting up, so that two commands started together do not write over each other
``.setup.log``   everything that pip said

Standard library only: this runs before anything is installed.
"""

import contextlib
import errno
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from course_utils import whole_files
from course_utils.launch import pip_run, scripts
from course_utils.launch.pythons import SetupError, choose_python, version_of
from course_utils.locks import lock

READ_ONLY = """\
The course's folder cannot be written to: {error}

What to do: copy the whole folder to a place of your own, and run the command there. Where a class shares the folder:
whoever keeps it runs "make doctor" in it once; from then on the others need not write there.
"""
# Read by IPython in every kernel of the environment, in whatever front end it was started.
KERNEL_SETTINGS = "etc/ipython/ipython_kernel_config.py"
KERNEL_TEXT = """\
# Written by the course: the exercises' tools are there in whichever cell is run first.
c = get_config()
c.InteractiveShellApp.extensions.append("course_utils.launch.any_cell")
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
        whole_files.replace(self.stamp, json.dumps(stamp))

    def wanted(self, version):
        """Return what a finished set-up with Python ``version`` ("3.12") is stamped with."""
        return {
            "lock": hashlib.sha256(self.pins.read_bytes()).hexdigest(),
            "python": version,
            "path": str(self.venv),
            "torch": self.torch or self.read_stamp().get("torch") or "cpu",
        }

    def installed(self):
        """Return the names of the packages that are whole in the environment."""
        folders = self.venv.glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages")
        return {package(name) for folder in folders for name in os.listdir(folder) if whole(folder, name)}

    def missing(self):
        """Return the packages of the lock list, for this platform, that are not whole in the environment."""
        there = self.installed()
        lines = self.pins.read_text(encoding="utf-8").splitlines()
        return [name for name in map(demanded, lines) if name and package(name) not in there]

    def ready(self):
        """Say whether the environment can be used as it is: what was asked for, all there, and in its place.

        Takes a twentieth of a second, since every start asks.
        """
        stamp = self.read_stamp()
        return (
            bool(stamp)
            and stamp == self.wanted(short_version(self.python))
            and not self.missing()
            and not scripts.stale(self.venv)
        )


def package(name):
    """Return a package's name as two spellings of it can be compared: of a pin, or of its folder of facts.

    >>> package("Jinja2-3.1.6.dist-info"), package("jupyter_core"), package("jupyter-core-5.9.1.dist-info")
    ('jinja2', 'jupyter-core', 'jupyter-core')
    """
    name = re.sub(r"-[^-]*\.dist-info$", "", name)
    return re.sub(r"[-_.]+", "-", name).lower()


def whole(folder, name):
    """Say whether an entry of site-packages is the folder of facts of a package that was unpacked to its end."""
    return name.endswith(".dist-info") and os.path.isfile(os.path.join(folder, name, "METADATA"))


def demanded(line):
    """Return the name of the package that a line of the lock list asks for on this platform, else None.

    A condition other than on the platform is pip's to weigh: such a package is not missed.

    >>> demanded("numpy==2.4.6"), demanded("# a remark"), demanded('overrides==7.7.0 ; python_version < "3.12"')
    ('numpy', None, None)
    """
    found = re.match(r"([\w.-]+)==\S+\s*(?:;\s*(.*))?$", line.strip())
    if not found:
        return None
    platform = re.fullmatch(r"""sys_platform\s*(==|!=)\s*["'](\w+)["']""", (found[2] or "").strip())
    holds = platform and (platform[1] == "==") == (sys.platform == platform[2])
    return found[1] if holds or not found[2] else None


def short_version(python):
    """Return "3.12" for an interpreter, or None when it does not run."""
    found = version_of(python)
    return f"{found[0]}.{found[1]}" if found else None


def clean_environment():
    """Return the environment variables without those that let packages from elsewhere leak in."""
    return {name: value for name, value in os.environ.items() if name not in LEAKS}


def ensure(course, command, how=None):
    """Set up unless all is ready; safe when several commands do so at once, and after one was killed.

    ``how(course, command, lock)`` does it, `set_up` if None.
    """
    if course.ready():
        return
    try:
        with only_one(course) as held:
            if not course.ready():
                (how or set_up)(course, command, held)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise SetupError(READ_ONLY.format(error=error)) from error


@contextlib.contextmanager
def only_one(course):
    """Hold the set-up lock; a second command waits, and says so. A killed holder lets go of it by itself."""
    waiting = functools.partial(print, "Another command is setting up the course in this folder; waiting until it is "
                                "done ...", flush=True)  # fmt: skip
    with lock(course.lock, waiting) as file:
        yield file.fileno()


def set_up(course, command, lock):
    """Bring the environment up to date and stamp it; raises SetupError with what to do when it cannot."""
    started, stamp, there = time.monotonic(), course.read_stamp(), short_version(course.python)
    mending = bool(stamp) and stamp == course.wanted(there)  # the right environment, of which something is lost
    base = course.python if mending else choose_python(command)
    version = there if mending else short_version(base)
    wish = course.wanted(version)
    fresh = not stamp or stamp.get("python") != version or there != version
    announce(course, version, mending)
    course.stamp.unlink(missing_ok=True)  # a set-up that is killed leaves no stamp, and the next begins afresh
    course.log.write_bytes(b"")
    if fresh or stamp["path"] != wish["path"] or "pip" not in course.installed():
        make_venv(course, base, fresh)
    scripts.repair(course.venv)
    pip = pip_run.Pip(course.python, course.root, course.log, clean_environment(), lock)
    code = install(course, pip, wish["torch"])
    lost = course.missing() if code == 0 else []
    if code == 0 and not lost:
        offer_tools(course.venv / KERNEL_SETTINGS)
        course.write_stamp(wish)
        print(f"Ready, after {time.monotonic() - started:.0f} s.", flush=True)
        return
    # pip that fails in good order leaves whole packages: the next run goes on from there
    course.write_stamp({**wish, "lock": "unfinished"} if fresh else stamp)
    if lost:
        raise SetupError(pip_run.astray(lost, course.log, command))
    raise SetupError(pip_run.explain(course.log.read_text("utf-8", "replace"), course.log, command))


def announce(course, version, mending):
    """Say what is about to be done, and for how long."""
    if mending:
        lost = course.missing()
        what = ", ".join(lost[:5]) + f" and {len(lost) - 5} more" * (len(lost) > 5)
        print(f"Setting up again: {what or 'the place of the programs'} in .venv {'is' if len(lost) < 2 else 'are'} "
              "not as it was left; putting it right ...", flush=True)  # fmt: skip
        return
    print("Setting up the course: once, a few minutes, about 2 GB of disk. Later starts are immediate.")
    print(f"   1. an environment of its own in .venv, with Python {version} ...", flush=True)


def offer_tools(file):
    """Write the settings that let kernels offer the exercises' tools in any cell; raises OSError where it cannot."""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(KERNEL_TEXT, encoding="utf-8")


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
