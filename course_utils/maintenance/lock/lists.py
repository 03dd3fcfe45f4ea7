"""A list of exact versions: made by uv, then said as shortly as the course's platforms and Pythons allow.

uv writes one list for every platform and Python there is; a line's condition then names systems that the course does
not serve. Here a condition is tried on those it does, and the shortest one of the same meaning is written.
"""

import importlib.util
import itertools
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_utils import settings
from course_utils.launch import pythons

#: What PyTorch's GPU builds bring along: NVIDIA's libraries and the compiler of its kernels. The lists hold the CPU
#: build, which needs none of them; `make lab TORCH=cuda`, and an index that has no CPU build, install the other.
OF_THE_GPU_BUILD = re.compile(r"nvidia-.+|cuda-.+|triton")
#: One version of each package for all Pythons: the first release of the oldest decides.
OLDEST = f"{pythons.SERVED[-1]}.0"
EVERYWHERE = ("--universal", "--python-version", OLDEST, "--fork-strategy", "fewest")
#: Or: for the Python and the computer that run this.
HERE = ("--python", sys.executable)
OPTIONS = ("--no-header", "--no-annotate", "--quiet")
PLATFORMS = {"linux": "posix", "darwin": "posix", "win32": "nt"}
_SYSTEMS = {"linux": ("Linux", "x86_64"), "darwin": ("Darwin", "arm64"), "win32": ("Windows", "AMD64")}


class LockError(Exception):
    """Says what uv could not do, in uv's words."""


def compiled(extras, before="", constraint="", more=(), places=EVERYWHERE):
    """Return {name: line} of what the course with its ``extras`` needs, in the order of the names.

    ``before`` is a list whose versions are kept where they fit, ``constraint`` one that must be kept to; ``more`` are
    further options of uv, ``places`` those that say what the list is for. Raises LockError when uv finds no versions
    that fit together.

    Example: ``compiled(["test"], more=["--upgrade"])`` asks the package index for the newest.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, kept = Path(folder, "out.txt"), Path(folder, "kept.txt")
        out.write_text(before, encoding="utf-8")
        kept.write_text(constraint, encoding="utf-8")
        wanted = [word for extra in extras for word in ("--extra", extra)]
        source = str(settings.ROOT / "pyproject.toml")
        files = ["-c", str(kept), "-o", str(out), source]
        command = [*uv(folder), "pip", "compile", *OPTIONS, *places, *wanted, *more, *files]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise LockError(f"uv could not make the list:\n{done.stderr.strip()}")
        return pins(out.read_text(encoding="utf-8"))


def uv(folder):
    """Return the command of uv: of this Python, or else fetched by pip into ``folder`` for this once."""
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    print("uv is not installed: fetching it for this once ...", flush=True)
    place = Path(folder, "uv")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(place), "uv"]
    if subprocess.call(command):
        raise LockError(f"uv: got none from pip; expected to install it with {' '.join(command)}")
    return [str(place / "bin" / ("uv.exe" if sys.platform == "win32" else "uv"))]


def pins(text):
    """Return {name: line} of a list, conditions shortened, without remarks and what is the GPU build's own.

    >>> pins("b==1 ; os_name == 'nt'\\na==2  # why\\ntriton==3")
    {'a': 'a==2', 'b': 'b==1 ; sys_platform == "win32"'}
    """
    found = {}
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        requirement = Requirement(line)
        name, where = canonicalize_name(requirement.name), short(requirement.marker)
        if where is not None and not OF_THE_GPU_BUILD.fullmatch(name):
            if name in found:
                raise LockError(f"{name}: got two versions, {found[name]} and {line}; expected one for all Pythons")
            found[name] = f"{name}{requirement.specifier}" + f" ; {where}" * bool(where)
    return dict(sorted(found.items()))


def short(marker):
    """Return the shortest condition that means the same as ``marker`` wherever the course runs.

    It is "" where that is everywhere, and None where it is nowhere. ``marker`` is a Marker, its text, or None.

    >>> short('python_full_version < "3.12" and implementation_name != "PyPy"')
    'python_version < "3.12"'
    """
    if marker is None:
        return ""
    served = sorted(pythons.SERVED, key=lambda text: int(text.split(".")[1]))
    holds = {place for place in itertools.product(PLATFORMS, served) if Marker(str(marker)).evaluate(_facts(*place))}
    platforms, versions = {platform for platform, _ in holds}, [v for v in served if any(v == p for _, p in holds)]
    if not holds:
        return None
    if holds == set(itertools.product(platforms, served)):
        absent = PLATFORMS.keys() - platforms
        if len(platforms) == 1:
            return f'sys_platform == "{platforms.pop()}"'
        return f'sys_platform != "{absent.pop()}"' if absent else ""
    if holds == set(itertools.product(PLATFORMS, versions)):
        if versions == served[: len(versions)]:
            return f'python_version < "{served[len(versions)]}"'
        if versions == served[-len(versions) :]:
            return f'python_version >= "{versions[0]}"'
    return str(marker)


def _facts(platform, python):
    """Return what a condition may ask for, of one platform and one Python."""
    system, machine = _SYSTEMS[platform]
    return {
        "sys_platform": platform, "os_name": PLATFORMS[platform], "platform_system": system,
        "platform_machine": machine, "python_version": python, "python_full_version": f"{python}.0",
        "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip
