"""Every number that the explorer of training curves says, beside one worked out from the runs' files, or from a log."""

import csv
import itertools
import json
import math
from pathlib import Path

import numpy as np
from said import compared

RUNS = Path(__file__).parents[2] / "data" / "runs"
DEEP = {"plain network, 20 layers": "plain20", "plain network, 44 layers": "plain44",
        "residual network, 44 layers": "residual44"}  # fmt: skip
NUMBERS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")


def stored(name):
    """Return {label: (columns of numbers, one for each epoch)} of the first run of each label."""
    found = {}
    for run in json.loads((RUNS / f"{name}.json").read_text(encoding="utf-8"))["runs"]:
        curves = {key: [math.nan if v is None else v for v in run[key]] for key in NUMBERS}
        found.setdefault(run["label"], curves)
    return found


STORED = stored("curves") | {name: stored("degradation")[label] for name, label in DEEP.items()}
NAMED = {"200 digits": [200], "200 digits, leak": [200], "200 digits, shuffled labels": [200],
         "50 validation digits": [50], **{name: [int(name[-9:-7])] for name in DEEP}}  # fmt: skip
OWN = "your own run"


def logged(text):
    """Return the columns of a log; none of no log."""
    rows = list(csv.DictReader(text.partition("\n")[2].splitlines()))
    return {key: [float(row[key]) for row in rows] for key in NUMBERS} if rows else None


def kept(accuracy, loss):
    """Return the epoch, from 1, that the program keeps: the best accuracy, of equals the lowest loss."""
    return 1 + min(range(len(accuracy)), key=lambda k: (-accuracy[k], loss[k]))


def read(run):
    """Return the numbers that the reading of a run names, of ten classes."""
    train_loss, train, loss, accuracy = (np.array(run[key]) for key in NUMBERS)
    said, lost = [100 * train[-1], 100 * accuracy[-1]], ~np.isfinite(train_loss + loss)
    if lost.any():
        first = int(lost.argmax())
        before = accuracy[:first]
        return [*said, first + 1, *([kept(before, loss[:first]), 100 * before.max()] if first else [])]
    if len(train) == 1 or max(said) < 15:
        return [*said, *([len(train)] if len(train) > 1 else [])]
    gap = said[0] - said[1]
    said += [abs(gap)] if abs(gap) > 5 else []
    said += [int(loss.argmin()) + 1] if loss[-1] > 1.15 * loss.min() else []
    return [*said, *([] if said[1] < 15 else [kept(accuracy, loss), 100 * accuracy.max()])]


def curves_say(state, text):
    said, of_each = [], text.split(" B (", 1)
    for name, part in zip(dict.fromkeys((state["first"], state["second"])), of_each):
        run = logged(state["run"]) if name == OWN else STORED[name]
        where = [10, 6] if "(to make sure: chapter 10, section 6)" in part else []
        said += [*NAMED.get(name, []), *map(plain, read(run) if run else []), *where]
    return said


def plain(value):
    return value if isinstance(value, int) else float(value)


def own_log(rng, epochs):
    """Return a log as text: curves that climb or guess, a loss that may turn or be lost from an epoch on."""
    rise = 1 - np.exp(-np.arange(1, epochs + 1) / rng.uniform(0.3, 9))
    low, high = (0.05, rng.uniform(0.05, 0.2)) if rng.random() < 0.3 else (0.1, rng.choice([1.0, rng.uniform(0.4, 1)]))
    train, held = (np.clip(low + (top - low) * rise + rng.normal(0, 0.01, epochs), 0, 1)
                   for top in (high, high * rng.choice([1, rng.uniform(0.2, 1)])))  # fmt: skip
    train[-1], held[-1] = (rng.choice([shares[-1], rng.choice([1, 0.9997, 0.0003, 0])]) for shares in (train, held))
    losses = [3 * (1 - shares) + rng.uniform(0, 0.1, epochs) for shares in (train, held)]
    losses[1][epochs // 2 :] *= rng.choice([1, 1.5])
    if rng.random() < 0.2:
        losses[rng.integers(2)][rng.integers(epochs) :] = math.nan
    rows = zip(losses[0], train, losses[1], held)
    return "\n".join(["csv:log.csv", ",".join(NUMBERS), *(",".join(map(str, row)) for row in rows)])


def states(count=250):
    yield from (dict(first=a, second=b) for a, b in itertools.product(STORED, STORED))
    rng, names = np.random.default_rng(12), [*STORED]
    for _ in range(count):
        log = own_log(rng, int(rng.choice([1, 2, 5, 20, 60])))
        pair = [OWN, str(rng.choice([*names, OWN]))]
        yield dict(zip(("first", "second"), rng.permutation(pair).tolist()), run=log)
    yield dict(first=OWN, second=OWN)
    yield dict(run=own_log(rng, 5), first="healthy", second="200 digits")


ALL = {"TrainingCurves": (states, curves_say)}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
