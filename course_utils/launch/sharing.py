"""Know whether anybody else has a folder open: many may use it at a time, and one alone may change it."""

import contextlib
import time
from pathlib import Path

from course_utils.locks import loosen, take

PATIENCE = 60  # seconds: a merge takes one or two


class Use:
    """One program's use of a folder.

    ``alone`` says whether nobody else uses it now; nobody else can then begin to before `share` is called.
    """

    def __init__(self, file):
        self._file = file
        self.alone = take(file)

    def share(self):
        """Let others use the folder as well, after waiting for one who is changing it."""
        if self.alone:
            loosen(self._file)
            self.alone = False
        until = time.monotonic() + PATIENCE
        while not take(self._file, alone=False) and time.monotonic() < until:
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
    if take(file, alone=False):
        return file
    file.close()
    return None
