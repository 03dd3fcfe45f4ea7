"""Progress bars: one line that changes, on a terminal and in a notebook; a line now and then in a log file."""

import sys

#: Seconds between two lines of a log at first; later a tenth of the time that has passed, so that a run of a hundred
#: hours fills about a hundred lines, and one of a minute about twenty.
SHORTEST = 1.0
GROWTH = 0.1


def progress_bar(**options):
    """Return tqdm's bar with these options on the present stdout, which Jupyter does not paint red.

    Where stdout is a file or a pipe, the bar writes whole lines, few of them.

    Example: ``progress_bar(total=100, disable=True).update()`` shows nothing.
    """
    from tqdm import tqdm

    if redraws(sys.stdout) or options.get("disable"):
        return tqdm(file=sys.stdout, **options)
    return _line_bar()(file=sys.stdout, **{**options, "mininterval": SHORTEST})


def redraws(stream) -> bool:
    """Say whether a line can be written over: on a terminal, and in a notebook.

    >>> import io
    >>> redraws(io.StringIO())
    False
    """
    try:
        return bool(stream.isatty()) or type(stream).__module__.split(".")[0] == "ipykernel"
    except (AttributeError, ValueError):  # no stream at all, or a closed one
        return False


def _line_bar():
    """Return the class of bars for a log; made here since only who shows a bar needs tqdm."""
    from tqdm import tqdm

    class LineBar(tqdm):
        """A bar that begins a new line each time, and does so seldom."""

        due, written = 0.0, ""

        def display(self, msg=None, pos=None):
            now = self._time()
            if now >= self.due:
                self.due = now + max(SHORTEST, GROWTH * (now - getattr(self, "start_t", now)))
                self._write(msg or str(self))

        def close(self):
            if not self.disable:
                self._write(str(self))  # how it ended, whenever the last line was
                self.sp = None  # there is no line to be cleared or ended
            super().close()

        def _write(self, text):
            if text != self.written:
                self.written = text
                self.fp.write(text.strip() + "\n")
                self.fp.flush()

    return LineBar
