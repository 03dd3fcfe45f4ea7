"""Files that are there whole or not at all, whatever happens while they are written.

Standard library only: the environment is set up with it, before anything is installed.
"""

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

STALE_SECONDS = 3600  # a part this old belongs to a program that was killed


def missing(path):
    """Say whether there is nothing at ``path``; an empty file, which a full disk may leave behind, is nothing."""
    try:
        return os.stat(path).st_size == 0
    except FileNotFoundError:
        return not os.path.islink(path)


def replace(path, data):
    """Write bytes, or text as UTF-8, to ``path`` in one step.

    The folder is made where it is missing. Raises OSError, leaving what was there, when they cannot be written.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as file:
        file.write(_bytes(data))


@contextlib.contextmanager
def writing(path):
    """Yield a binary file to write to, which takes the place of ``path`` in one step when the block ends well.

    Raises OSError, leaving what was there, when that cannot be done.

    Example: ``with writing(folder / "net.npz") as file: np.savez(file, **params)``
    """
    path = Path(os.path.realpath(path))  # a learner may have put the file elsewhere, and a link here
    with _beside(path) as (file, part):
        yield file
        _finish(file)
        os.replace(part, path)


def create(path, data):
    """Write bytes or text to ``path`` in one step where nothing stands; raises FileExistsError where something does."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path) as (file, part):
        file.write(_bytes(data))
        _finish(file)
        if os.path.lexists(path) and missing(path):
            os.replace(part, path)
        elif os.name == "nt":
            os.rename(part, path)  # there it refuses to overwrite
        else:
            _link(part, path)


def sweep(folder, older=STALE_SECONDS):
    """Remove the hidden parts that killed programs left in a folder, those at least `older` seconds old."""
    for part in Path(folder).glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime >= older:
                part.unlink()


def _bytes(data):
    return data.encode("utf-8") if isinstance(data, str) else data


def _finish(file):
    """Force to the disk what was written, and close the file: on Windows an open one cannot be renamed."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _link(part, path):
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        with open(path, "xb"):  # a drive without links: take the name first; an empty file counts as nothing
            os.replace(part, path)


@contextlib.contextmanager
def _beside(path):
    """Yield (open file, its name) of a hidden file in the same folder; remove it if it is still there afterwards."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    try:
        with open(handle, "wb") as file:
            os.chmod(part, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            yield file, part
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
