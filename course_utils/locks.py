"""Locks on files, which processes share and which the operating system drops when their process ends, however it ends.

Many may share a lock at a time, or one may hold it alone. The empty file of a lock stays, for removing it would let a
third process lock another file of the same name. Standard library only: the environment is set up under such a lock,
before anything is installed; and the package filelock, which comes with it, knows only locks that one holds alone.
"""

import errno
import time
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

_BUSY = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_PLACES = 64  # on Windows, where one byte is one that shares


@contextmanager
def lock(path, waiting=None):
    """Hold the lock on the file ``path`` (created if need be) alone while the block runs; yield the open file.

    ``waiting()`` is called once when it has to be waited for. A file of somebody else's, in a folder that a class
    shares, is locked as well as an own one, where it may be read.

    Example: ``with lock(folder / ".mnist.lock"): ...``
    """
    with _opened(path) as file:
        told = False
        while not take(file):
            if waiting and not told:
                waiting()
            told = True
            time.sleep(0.1)
        try:
            yield file
        finally:
            let_go(file)


def _opened(path):
    try:
        return open(path, "ab")
    except PermissionError:
        if fcntl is None:
            raise
        return open(path, "rb")


def take(file, alone=True) -> bool:
    """Try to lock an open file without waiting, alone or with others; say whether it worked.

    Some network drives know no locks: there all may go on, as if they held it. Nothing that the course writes becomes
    visible before it is whole, so the worst outcome is work that is done twice.
    """
    try:
        if fcntl:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        elif alone:
            _lock_bytes(file, 0, _PLACES)
        else:
            return any(_is_free(file, place) for place in range(_PLACES))
    except OSError as error:
        return error.errno not in _BUSY
    return True


def let_go(file):
    """Let go of the lock on an open file, if it is held alone."""
    with suppress(OSError):  # never locked (see `take`), or closed: either way it is free
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_UN)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, _PLACES)


def loosen(file):
    """Get ready to share a lock that is held alone: elsewhere than on Windows the one takes the place of the other."""
    if not fcntl:
        let_go(file)


def _is_free(file, place):
    try:
        _lock_bytes(file, place, 1)
    except OSError:
        return False
    return True


def _lock_bytes(file, first, count):
    file.seek(first)
    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
