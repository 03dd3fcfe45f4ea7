"""A program that works beside the kernel, so that the page and the next cell need not wait for it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

from course_utils import settings


class Job:
    """Run ``python -m module arguments`` in a process of its own; hand on each line of JSON that it prints.

    ``on_line(content)`` gets a dict for each line, ``on_end(code, words)`` comes last, with the exit code and the last
    line of its complaints; both from another thread. The program should end when its standard input is closed: this
    happens in `stop`, and when this Python ends in whatever way. Raises OSError where it cannot be started.
    """

    def __init__(self, module, arguments, on_line, on_end):
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # stopping a cell must not stop it
            env={**settings.child_environment(), "PYTHONIOENCODING": "utf-8"},
        )
        self._complaints, self._told = [], (on_line, on_end)
        self._threads = [threading.Thread(target=act, daemon=True) for act in (self._listen, self._hear_complaints)]
        for thread in self._threads:
            thread.start()

    @property
    def running(self) -> bool:
        """Whether the program has not ended yet."""
        return self._process.poll() is None

    def stop(self):
        """End it at once; ``on_end`` still comes."""
        self._process.kill()

    def wait(self, seconds=None):
        """Wait until the program has ended and everything has been handed on."""
        self._threads[0].join(seconds)

    def _listen(self):
        on_line, on_end = self._told
        for line in self._process.stdout:
            if line.startswith("{"):
                on_line(json.loads(line))
        code = self._process.wait()
        self._threads[1].join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()
        on_end(code, self._complaints[-1] if self._complaints else "")

    def _hear_complaints(self):
        self._complaints.extend(line.strip() for line in self._process.stderr if line.strip())
