"""One download at a time: a lock on a file that two kernels, or two threads, can share."""

import errno
import time
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

_BUSY = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextmanager
def lock(path, waiting=None):
    """Hold an exclusive lock on ``path`` (created if need be) while the block runs, waiting for it if need be.

    ``waiting()`` is called once when somebody else holds it. The operating system drops the lock when its
    process ends, however it ends, so a killed kernel leaves nothing to clean up; the empty file stays,
    because removing it would let a third process lock another file of the same name.

    Example: ``with lock(folder / ".mnist.lock"): ...``
    """
    with open(path, "ab") as handle:
        told = False
        while not _try(handle):
            if waiting and not told:
                waiting()
            told = True
            time.sleep(0.1)
        try:
            yield
        finally:
            _release(handle)


def _try(handle):
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        # Some network drives know no locks. Going on unlocked is safe enough there: nothing becomes visible
        # before its checksum is right, so the worst outcome is a download done twice.
        return error.errno not in _BUSY
    return True


def _release(handle):
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_UN)
        else:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
    except OSError:
        pass  # never locked (see above), or closed: either way it is free
