"""Know whether anybody else has a folder open: many may use it at a time, and one alone may change it.

The operating system lets go of a lock when its process ends, however it ends. The empty file of the lock stays.
"""

import contextlib
import errno
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

BUSY = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
PLACES = 64  # on Windows, where one byte is one user
PATIENCE = 60  # seconds: a merge takes one or two


class Use:
    """One program's use of a folder.

    ``alone`` says whether nobody else uses it now; nobody else can then begin to before `share` is called.
    """

    def __init__(self, file):
        self._file = file
        self.alone = _take(file, alone=True)

    def share(self):
        """Let others use the folder as well, after waiting for one who is changing it."""
        if self.alone:
            _let_go(self._file)
            self.alone = False
        until = time.monotonic() + PATIENCE
        while not _take(self._file, alone=False) and time.monotonic() < until:
            time.sleep(0.1)


@contextlib.contextmanager
def use(lock):
    """Use the folder whose lock file is ``lock`` while the block runs; yield the `Use`."""
    path = Path(lock)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        yield Use(file)


def hold(lock):
    """Return an open file that keeps a folder in use until it is closed; None while somebody changes the folder."""
    file = Path(lock).open("ab")  # noqa: SIM115
    if _take(file, alone=False):
        return file
    file.close()
    return None


def _take(file, alone):
    """Try to lock without waiting; say whether it worked."""
    try:
        if fcntl:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        elif alone:
            _lock_bytes(file, 0, PLACES)
        else:
            return any(_is_free(file, place) for place in range(PLACES))
    except OSError as error:
        # Some network drives know no locks. Jupyter then still asks before it overwrites a file that has changed.
        return error.errno not in BUSY
    return True


def _is_free(file, place):
    try:
        _lock_bytes(file, place, 1)
    except OSError:
        return False
    return True


def _lock_bytes(file, first, count):
    file.seek(first)
    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)


def _let_go(file):
    if fcntl:
        return  # a shared lock takes the place of the other
    with contextlib.suppress(OSError):
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, PLACES)
