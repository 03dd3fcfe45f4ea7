"""A pytest plugin that runs the picked tests in their order until the time is up, and tells what it has left.

`run` loads it, and hands the plan over as a file that COURSE_QUICK names: {"picks": [[file, rank, only], ...], "ends":
when by the clock, "told": where to write what has been done}.
"""

import json
import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from course_utils.maintenance import durations


class Chosen:
    """One run."""

    def __init__(self, plan, root):
        self.ends, self.told, self.times = plan["ends"], Path(plan["told"]), durations.read(root)
        self.picks = {}
        for file, rank, only in plan["picks"]:
            self.picks.setdefault(file, []).append((rank, re.compile(only)))
        self.done, self.failed, self.skipped, self.left = Counter(), [], Counter(), Counter()
        self.planned = Counter()
        self.running, self.since = [], 0.0

    def rank(self, item):
        """Return how near an item is to the change; None where no pick is of it."""
        file, _, name = item.nodeid.partition("::")
        return min((rank for rank, only in self.picks.get(file, ()) if only.search(name)), default=None)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        """Keep the picked, nearest first, and of equally near ones whole functions together, the short first."""
        near = [(rank, item) for item in items if (rank := self.rank(item)) is not None]
        places = [durations.place(item.nodeid) for _, item in near]
        costs = Counter()
        for place, (_, item) in zip(places, near, strict=True):
            costs[place] += durations.expected(item.nodeid, self.times)
        order = sorted(range(len(near)), key=lambda k: (near[k][0], costs[places[k]], places[k], k))
        items[:] = [near[k][1] for k in order]
        self.costs, self.planned = costs, Counter(item.nodeid.partition("::")[0] for item in items)
        self.tell()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        """Leave an item for which there is no time; of a notebook all cells, since each needs those before it."""
        file, function = place = durations.place(item.nodeid)
        whole = function == "cells"
        cost = self.costs[place] if whole else durations.expected(item.nodeid, self.times)
        started = whole and self.done[file]
        if time.time() + (0 if started else cost) > self.ends or (whole and self.left[file]):
            self.left[file] += 1
            self.tell()
            item.session._setupstate.teardown_exact(nextitem)  # as at the end of a test: what was set up for it goes
            return True
        self.running, self.since = [item.nodeid, cost], time.time()
        self.tell()
        return None

    def pytest_runtest_logreport(self, report):
        """Count, and write at every test, since this process may be ended when the time is up."""
        file = report.nodeid.partition("::")[0]
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.skipped:
            self.skipped[file] += 1
        if report.when == "call" or (report.when == "setup" and not report.passed):
            self.done[file] += 1
            self.running, self.since = [], 0.0

    def pytest_sessionfinish(self):
        """Nothing is running any more."""
        self.running, self.since = [], 0.0
        self.tell()

    def pytest_collectreport(self, report):
        """A file that cannot be collected has failed."""
        if report.failed:
            self.failed.append(report.nodeid)
            self.tell()

    def tell(self):
        """Write what has been done so far."""
        said = {name: getattr(self, name) for name in ("planned", "done", "failed", "skipped", "running", "since")}
        self.told.write_text(json.dumps(said), encoding="utf-8")


def pytest_configure(config):
    """Begin."""
    plan = json.loads(Path(os.environ["COURSE_QUICK"]).read_text(encoding="utf-8"))
    config.pluginmanager.register(Chosen(plan, config.rootpath), "course-chosen")
