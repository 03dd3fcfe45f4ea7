"""Where the course lives on disk, and the seed that its examples share.

Nothing here is heavy to import, and nothing is created until a function is called.
"""

import contextlib
import os
import site
from pathlib import Path

from course_utils import __version__

#: The package, from which Python imports.
PACKAGE = Path(__file__).resolve().parent

#: Whether the course came as a wheel, which carries its folder inside the package, and is no checkout.
INSTALLED = (PACKAGE / "_course").is_dir()

#: The folder that holds ``notebooks/`` and ``data/``. It is only read.
ROOT = PACKAGE / "_course" if INSTALLED else PACKAGE.parent

#: Small data sets that ship with the course.
DATA = ROOT / "data"

#: The chapters.
NOTEBOOKS = ROOT / "notebooks"

#: Seed of every local random generator, so that the prose can speak about what is drawn.
SEED = 0


class FolderError(OSError):
    """Says which folder cannot be used, why, and what to do."""


def course_home() -> Path:
    """Return the learner's own folder (progress, saved work), creating it on demand.

    The environment variable ``COURSE_HOME`` names it; without one it is ``my_course`` beside the notebooks, which git
    ignores, or, where the course is installed or may only be read (a class shares it), ``from-neuron-to-resnet`` in the
    user's home.

    Raises FolderError, an OSError that says what to do about it, when the folder cannot be made or written.

    >>> course_home().is_dir()
    True
    """
    chosen = os.environ.get("COURSE_HOME")
    if not chosen and not INSTALLED:
        with contextlib.suppress(FolderError):
            return _folder("COURSE_HOME", ROOT / "my_course", os.W_OK | os.X_OK)
    return _folder("COURSE_HOME", chosen or Path("~") / "from-neuron-to-resnet", os.W_OK | os.X_OK)


def cache_dir() -> Path:
    """Return the folder for downloaded data sets, creating it on demand.

    The environment variable ``COURSE_DATA`` names it (a class can share one folder, filled by
    the lecturer and only read by the others); without one it is ``downloads`` in `course_home`.

    Raises FolderError, an OSError that says what to do about it, when the folder cannot be made or read.
    """
    chosen = os.environ.get("COURSE_DATA")
    return _folder("COURSE_DATA", chosen or course_home() / "downloads", os.R_OK | os.X_OK)


def out_dir(name: str) -> Path:
    """Return the folder that a command writes to if none is named: at the top of a checkout, else in `course_home`."""
    return (course_home() if INSTALLED else ROOT) / name


def child_environment(environment=os.environ) -> dict[str, str]:
    """Return ``environment`` with a PYTHONPATH on which a new Python finds this very course, wherever it is started.

    Where the course lies among Python's own packages it is as it was: they must not come before the standard library.
    """
    own = [Path(folder).resolve() for folder in (*site.getsitepackages(), site.getusersitepackages())]
    path = [] if PACKAGE.parent in own else [str(PACKAGE.parent)]
    path += filter(None, [environment.get("PYTHONPATH")])
    return {**environment, **({"PYTHONPATH": os.pathsep.join(path)} if path else {})}


def command(name: str, arguments: str = "") -> str:
    """Return what to type for one of the course's commands.

    >>> command("lab") in ("make lab", "python -m course_utils lab")
    True
    """
    if INSTALLED:
        return f"python -m course_utils {name} {arguments}".rstrip()
    return f'make {name} ARGS="{arguments}"' if arguments else f"make {name}"


def restore(*files: str) -> str:
    """Return what to type to get back ``files`` of `ROOT`, such as "data/digits.npz"."""
    if INSTALLED:
        wheel = f"from_neuron_to_resnet-{__version__}-py3-none-any.whl"
        return f"python -m pip install --force-reinstall --no-deps {wheel}"
    return f"git checkout -- {' '.join(files)}"


def _folder(variable: str, place, use) -> Path:
    folder = Path(place)
    try:
        folder = folder.expanduser().absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, use):
            raise PermissionError(f"it is there, but may not be {'written' if use & os.W_OK else 'read'}")
    except (OSError, ValueError, RuntimeError) as error:  # a null byte in the path; "~" of nobody
        wanted = "written" if use & os.W_OK else "read"
        in_the_way = isinstance(error, (FileExistsError, NotADirectoryError))
        reason = "a file is in the way" if in_the_way else getattr(error, "strerror", None) or str(error)
        raise FolderError(
            f"{variable}: got the folder '{folder}' ({reason}); expected one that can be created and {wanted}. "
            f"Set the environment variable {variable} to such a folder and start the course again."
        ) from error
    return folder
