"""A pytest plugin that remembers how long each test took, so that `make quick` can choose; pyproject.toml loads it.

``.durations.json`` at the course's root, which git ignores: {file: {function: [tests, seconds]}}. A notebook's cells
count as one function. A run of part of a function's tests changes nothing of what is known of all of them.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from course_utils import settings, whole_files

NAME = ".durations.json"
#: What is taken for the seconds of a test of which nothing is known, by where its file stands.
GUESSES = {
    "notebooks/": 8.0, "tests/browser/": 3.0, "tests/javascript/": 10.0, "tests/first_run/": 1.0,
    "tests/classroom/": 0.5, "tests/maintenance/": 0.5, "tests/experiment/": 0.5, "tests/notebooks/": 0.3,
    "tests/": 0.05,
}  # fmt: skip


class Clock:
    """Adds up the seconds of set-up, call and clearing away, and writes them when the session ends."""

    def __init__(self, config):
        self.config, self.seconds, self.tests = config, defaultdict(float), defaultdict(set)

    def pytest_runtest_logreport(self, report):
        """Count a part of a test; of what failed or was skipped the time says nothing."""
        if report.passed:
            self.seconds[place(report.nodeid)] += report.duration
            self.tests[place(report.nodeid)].add(report.nodeid)

    def pytest_sessionfinish(self):
        """Write what is new beside what was known."""
        found = read(self.config.rootpath)
        for (file, function), seconds in self.seconds.items():
            tests = len(self.tests[file, function])
            if tests >= found.get(file, {}).get(function, (0, 0))[0]:
                found.setdefault(file, {})[function] = [tests, round(seconds, 3)]
        try:
            whole_files.replace(self.config.rootpath / NAME, json.dumps(found, indent=0, sort_keys=True))
        except OSError:  # a course that may only be read is tested all the same
            pass


def pytest_configure(config):
    """Listen in the process that hears of every test: with several workers, the one that leads them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Clock(config), "course-clock")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Where several processes share the files out, put the longest first, so that all end at about the same time."""
    if not hasattr(config, "workerinput"):
        return
    times, files = read(config.rootpath), defaultdict(float)
    for item in items:
        files[place(item.nodeid)[0]] += expected(item.nodeid, times)
    items.sort(key=lambda item: -files[place(item.nodeid)[0]])  # a stable order: within a file nothing moves


def place(nodeid):
    """Return (file, function) of a test's id; of a notebook's cell, the notebook and "cells".

    >>> place("tests/core/test_a.py::TestB::test_c[05-x::y]"), place("notebooks/01_a.ipynb::Cell 3")
    (('tests/core/test_a.py', 'TestB::test_c'), ('notebooks/01_a.ipynb', 'cells'))
    """
    file, _, function = nodeid.partition("::")
    return file, "cells" if file.endswith(".ipynb") else function.partition("[")[0]


def read(root=None):
    """Return what is known of the tests in ``root``; nothing where the file is missing or damaged."""
    try:
        found = json.loads((Path(root or settings.ROOT) / NAME).read_text(encoding="utf-8"))
        return {file: {name: (int(n), float(s)) for name, (n, s) in of.items()} for file, of in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def expected(nodeid, times):
    """Return the seconds that a test will take by what is known, ``times``; of a cell, its share of the notebook."""
    file, function = place(nodeid)
    tests, seconds = times.get(file, {}).get(function, (0, 0.0))
    if tests:
        return seconds / tests
    guess = next(seconds for start, seconds in GUESSES.items() if file.startswith(start) or start == "tests/")
    return guess / 20 if function == "cells" else guess
