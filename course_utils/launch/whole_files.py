"""Files that are there whole or not at all, whatever happens while they are written."""

import contextlib
import errno
import json
import os
import tempfile
import time
from pathlib import Path

STALE_SECONDS = 3600  # a part this old belongs to a program that was killed


def dumps(notebook):
    """Return the text of a notebook file: sorted keys, one space deep, as Jupyter writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def missing(path):
    """Say whether there is nothing at ``path``; an empty file, which a full disk may leave behind, is nothing."""
    try:
        return os.stat(path).st_size == 0
    except FileNotFoundError:
        return not os.path.islink(path)


def replace(path, data):
    """Write bytes to ``path`` in one step. Raises OSError, leaving what was there, when they cannot be written."""
    path = Path(os.path.realpath(path))  # a learner may have put the file elsewhere, and a link here
    with _beside(path, data) as part:
        os.replace(part, path)


def create(path, data):
    """Write bytes to ``path`` in one step where nothing stands yet; raises FileExistsError where something does."""
    path = Path(path)
    with _beside(path, data) as part:
        if os.path.lexists(path) and missing(path):
            os.replace(part, path)
        elif os.name == "nt":
            os.rename(part, path)  # there it refuses to overwrite
        else:
            _link(part, path)


def _link(part, path):
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        with open(path, "xb"):  # a drive without links: take the name first; an empty file counts as nothing
            os.replace(part, path)


@contextlib.contextmanager
def _beside(path, data):
    """Write bytes to a hidden file in the same folder, and remove it if it is still there afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        yield part
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sweep(folder):
    """Remove the hidden parts that killed programs left in a folder."""
    for part in Path(folder).glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()
