"""Runs that the learner's own machine has made for an explorer: kept for this session and, beside it, in their folder.

The file has the form of the stored measurements (`data.runs`). It is written whole and then renamed, so that a kernel
killed at any moment leaves the one of before.
"""

from __future__ import annotations

import json
import math
import os
import threading
from dataclasses import asdict

from course_utils import settings, whole_files
from course_utils.data import runs
from course_utils.locks import lock

_ADDING = threading.Lock()


class OwnRuns:
    """The runs in one file of the course home; `command` says in it what made them."""

    def __init__(self, file, command):
        self.file, self.command = file, command
        self._session, self._read = (), (None, ())

    def all(self) -> tuple:
        """Return every run: those of the file, then those of this session that it lacks. A damaged file holds none."""
        kept = self._kept()
        return kept + tuple(run for run in self._session if run not in kept)

    def add(self, run) -> str:
        """Keep a run; return "", or why it is kept for this session only."""
        run = runs.Run(**_finite(asdict(run)))
        with _ADDING:
            self._session += (run,)
            try:
                self._write(run)
            except (OSError, ValueError) as error:
                return getattr(error, "strerror", None) or str(error)
        return ""

    def _path(self):
        return settings.course_home() / self.file

    def _kept(self):
        try:
            path = self._path()
            found = path.stat()
            stamp = str(path), found.st_mtime_ns, found.st_size
            if stamp != self._read[0]:
                self._read = stamp, _load(path)
            return self._read[1]
        except OSError:  # nothing there yet, or a folder that cannot be used
            return ()

    def _write(self, run):
        path = self._path()
        with lock(path.with_name(f".{path.name}.lock")):
            kept = _load(path) if path.exists() else ()
            if path.exists() and not kept:
                os.replace(path, path.with_name(f"{path.name}.damaged"))
            whole_files.replace(path, runs.text(runs.Runs(self.command, "on this machine", (*kept, run))))


def _load(path):
    try:
        return tuple(runs.Run(**run) for run in json.loads(path.read_text(encoding="utf-8"))["runs"])
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _finite(value):
    """Write None for a number that JSON lacks: the loss of a run that has diverged."""
    if isinstance(value, float):
        value = float(f"{value:.6g}")
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value
