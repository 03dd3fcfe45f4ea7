"""Tables of chapter 03 as text: stored measurements of signs in batches, and of functions that race."""

from __future__ import annotations

import numpy as np

TASKS = ("wave", "soft step")
FUNCTIONS = ("sigmoid", "sigmoid − ½", "2 sigmoid − 1", "tanh")


def one_sign(stored):
    """Return, for sigmoid and tanh units and each size of batch, how often all weights of a unit move the same way.

    `stored` are the runs of ``signs``; of the networks of each kind the smallest and the largest share are named.
    """
    lines = ["examples in the batch: " + "".join(f"{size:12d}" for size in stored.runs[0].values["batches_of"])]
    for name in stored.labels:
        shares = np.array([run.values["one_sign"] for run in stored.where(name)])  # (networks, sizes)
        ends = zip(shares.min(axis=0), shares.max(axis=0), strict=True)
        lines.append(f"{name:>21}: " + "".join(f"{f'{low:.0%} to {high:.0%}':>12}" for low, high in ends))
    return "\n".join(lines)


def ahead(stored, name, rival, one_rate=False):
    """Return in how many of the starts a function of ``faster`` ends below a rival: (on the wave, on the soft step).

    Each function goes at its own best rate, or, with `one_rate`, all at the same.
    """
    runs = {run.label: run for run in stored}

    def errors(function, task):
        values = runs[f"{function}, {task}"].values
        return np.array(values["one_rate"]["errors"] if one_rate else values["errors"])

    return tuple(int(np.sum(errors(name, task) < errors(rival, task))) for task in TASKS)


def race(stored):
    """Return, for each function of ``faster``, its best rates and in how many of 100 starts it is ahead of others."""
    runs = {run.label: run for run in stored}
    heads = "rate", "ahead of: sigmoid", "sigmoid − ½", "sigmoid, one rate"
    lines = [f"{', '.join(TASKS):15}" + "".join(f"{head:>18}" for head in heads)]
    for name in FUNCTIONS:
        rates = [runs[f"{name}, {task}"].settings["rate"] for task in TASKS]
        pairs = ahead(stored, name, "sigmoid"), ahead(stored, name, "sigmoid − ½"), ahead(stored, name, "sigmoid", True)
        own = name == "sigmoid", name == "sigmoid − ½", name == "sigmoid"
        said = ["" if itself else f"{wave}, {step}" for itself, (wave, step) in zip(own, pairs, strict=True)]
        lines.append(f"{name:15}" + "".join(f"{text:>18}" for text in (f"{rates[0]}, {rates[1]}", *said)).rstrip())
    return "\n".join(lines)
