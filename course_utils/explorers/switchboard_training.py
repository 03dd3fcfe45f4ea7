"""What was measured of LeNet-5's switches, stored or on this machine, and how a combination comes to be trained."""

from __future__ import annotations

import itertools
import json
import threading
import time
from functools import cache

import numpy as np

from course_utils.data import runs
from course_utils.data.runs import Run
from course_utils.explorers.background import Job
from course_utils.explorers.own_runs import OwnRuns
from course_utils.models import lenet5_plan as plan

LOSSES = ("distance", "map")
SEEDS, EPOCHS = range(10), 20
PROGRAM = "course_utils.experiment.lenet5_run"
OWN = OwnRuns("switchboard.json", f"python -m {PROGRAM}")
_ONE_AT_A_TIME = threading.Lock()


def key(switches, loss):
    """Return what tells one combination from all others: with softmax, the losses of distances play no part."""
    return tuple(sorted(switches.items())), LOSSES[0] if switches["output"] == "softmax" else loss


@cache
def measured():
    """Return the runs of ``data/runs/lenet5.json`` by their `key`."""
    return _by_key(runs.load("lenet5"))


def _by_key(some):
    found = {}
    for run in some:
        switches = plan.check(**{k: v for k, v in run.settings.items() if k in plan.SWITCHES})
        found.setdefault(key(switches, run.settings.get("loss_kind", LOSSES[0])), []).append(run)
    return found


def accuracies(switches, loss):
    """Return the final test accuracies of a combination's stored runs, or an empty list where there are none."""
    return [run.validation_accuracy[-1] for run in measured().get(key(switches, loss), ())]


def own(switches, loss) -> dict:
    """Return the `Run` of each seed with which this machine has trained a combination."""
    found = _by_key(OWN.all()).get(key(switches, loss), ())
    return {run.seed: run for run in sorted(found, key=lambda run: run.seed)}


def next_seed(switches, loss):
    """Return the first seed that this machine has not tried for a combination; None after the last."""
    return next((seed for seed in SEEDS if seed not in own(switches, loss)), None)


@cache
def combinations() -> int:
    """How many combinations there are to measure."""
    every = itertools.product(*plan.SWITCHES.values())
    return len({key(dict(zip(plan.SWITCHES, one, strict=True)), loss) for one in every for loss in LOSSES})


@cache
def seconds() -> int:
    """How long a run takes: the mean of the stored ones."""
    return round(np.mean([run.seconds for run in runs.load("lenet5")]))


@cache
def spread():
    """Return by how much two stored runs that differ in the seed alone end apart: nine in ten pairs at most, and all.

    Shares of the test digits.
    """
    pairs = [
        abs(a - b)
        for some in measured().values()
        for k, a in enumerate(run.validation_accuracy[-1] for run in some)
        for b in [run.validation_accuracy[-1] for run in some[k + 1 :]]
    ]
    return float(np.quantile(pairs, 0.9)), max(pairs)


def train(switches, loss, words, tell):
    """Train a combination with its next seed in a program beside this one; return what stops it.

    ``tell`` is that of `Explorer.act`; `words` name the combination in it.
    """
    seed = next_seed(switches, loss)
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        return tell("A combination is being trained already: one at a time.", running=False)
    try:
        return _Training(switches, loss, seed, f"{words}, seed {seed}", tell).stop
    except BaseException:
        _ONE_AT_A_TIME.release()
        raise


class _Training:
    """One run on its way: what its lines say, and what becomes of it."""

    def __init__(self, switches, loss, seed, words, tell):
        self.words, self.tell, self.start, self.first, self.stopped, self.run = (
            words,
            tell,
            time.monotonic(),
            None,
            False,
            None,
        )
        arguments = {**switches, **({"loss_kind": loss} if loss != LOSSES[0] else {})}
        tell(f"Training: {words}. Its own Python starts first.")
        self.job = Job(
            PROGRAM,
            [json.dumps(arguments), "--seed", f"{seed}", "--epochs", f"{EPOCHS}", "--leash"],
            self._line,
            self._end,
        )

    def stop(self):
        self.stopped = True
        self.job.stop()

    def _line(self, content):
        if "run" in content:
            self.run = Run(**{**content["run"], "seconds": time.monotonic() - self.start})
            return
        done, of, now = content["epoch"], content["epochs"], time.monotonic()
        self.first = self.first or (done, now)
        left = ""
        if done > self.first[0]:
            left = f", about {(now - self.first[1]) / (done - self.first[0]) * (of - done):.0f} s left"
        self.tell(f"Training: {self.words}. Epoch {done} of {of}, {100 * content['accuracy']:.1f} %{left}.")

    def _end(self, code, complaint):
        _ONE_AT_A_TIME.release()
        if self.run is not None:
            unkept = OWN.add(self.run)
            kept = f"Kept for this session only: {unkept}." if unkept else "It is kept in your folder."
            right = f"{100 * self.run.validation_accuracy[-1]:.1f} % right"
            text = f"Trained in {self.run.seconds:.0f} s: {self.words}, {right}. {kept}"
        elif self.stopped:
            text = f"Stopped: {self.words}. Nothing of it was kept."
        else:
            text = f"It could not be trained: {complaint or f'its Python ended with code {code}'}."
        self.tell(text, running=False, changed=self.run is not None)
