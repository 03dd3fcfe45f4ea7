"""Switchboard: turn each of LeNet-5's choices to today's, and see what it counts and what was measured."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.data import runs
from course_utils.explorers.engine import Bars, Choice, Explorer, Lines, marks
from course_utils.explorers.weights_counter import count_text
from course_utils.explorers.words import number
from course_utils.models import lenet5_plan as plan

HIGH = 260
LOSSES = ("distance", "map")
PLACES = {"published": 0.0, "here": 1.0, "modern": 2.0}


@cache
def measured():
    """Return the runs of ``data/runs/lenet5.json`` by what was switched: (switches as a sorted tuple, loss) -> runs."""
    found = {}
    for run in runs.load("lenet5"):
        switches = plan.check(**{k: v for k, v in run.settings.items() if k in plan.SWITCHES})
        key = tuple(sorted(switches.items())), run.settings.get("loss_kind", LOSSES[0])
        found.setdefault(key, []).append(run)
    return found


def accuracies(switches, loss):
    """Return the final test accuracies of a combination, or an empty list where it was not trained.

    With softmax the two losses of distances play no part.
    """
    loss = LOSSES[0] if switches["output"] == "softmax" else loss
    found = measured().get((tuple(sorted(switches.items())), loss), ())
    return [run.validation_accuracy[-1] for run in found]


class Switchboard(Explorer):
    """Turn LeNet-5's choices one by one; see parameters, connections, and the accuracy where it was measured.

    Controls are the switches of `lenet5.LeNet5` and its two losses. The counts are those of ``lenet5_plan.rows``, the
    accuracies those of ``data/runs/lenet5.json``: five seeds, 20 epochs on the 4,000 digits.
    """

    title = "Switchboard of LeNet-5"
    controls = (
        Choice("c3", "C3 reads", (("table", "by the table"), ("full", "all six maps")), "table"),
        Choice(
            "subsampling",
            "Sub-sampling",
            (("trainable", "trainable"), ("average", "average pooling"), ("max", "max pooling")),
            "trainable",
        ),
        Choice("activation", "Bend", (("scaled_tanh", "1.7159 tanh(2a/3)"), ("relu", "ReLU")), "scaled_tanh"),
        Choice("output", "Output", (("rbf", "distances to codes"), ("softmax", "softmax")), "rbf"),
        Choice("initialisation", "First weights", (("fan_in", "±2.4/fan-in"), ("he", "He's rule")), "fan_in"),
        Choice("loss", "Loss of distances", (("distance", "Eq. 8"), ("map", "Eq. 9 (MAP)")), "distance"),
    )
    panels = (
        Lines("accuracy", "Right test answers, a dot for each seed (%)", xlim=(-0.6, 2.6), ylim=(86, 99), height=HIGH),
        Bars("parameters", "Parameters by layer", ylim=(1, 1e6), y="powers of ten", log=True, height=HIGH),
        Bars("connections", "Connections by layer", ylim=(1, 1e7), y="powers of ten", log=True, height=HIGH),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        switches = {name: state[name] for name in plan.SWITCHES}
        rows, published = plan.rows(**switches), plan.rows()
        return {
            "parameters": bars(rows, published, "parameters"),
            "connections": bars(rows, published, "connections"),
            "accuracy": dots(switches, state["loss"]),
            "formula": [formula(rows)],
            "sentence": sentence(switches, state["loss"]),
        }


def bars(rows, published, what):
    """Return a bar for each layer; orange where it differs from the published network."""
    values = [getattr(row, what) for row in rows]
    before = [getattr(row, what) for row in published]
    return {
        "labels": [row.layer for row in rows],
        "values": [float(max(v, 1)) for v in values],
        "text": [count_text(v) for v in values],
        "colors": ["orange" if v != b else "blue" for v, b in zip(values, before, strict=True)],
    }


def dots(switches, loss):
    """Return the accuracies of the published network, of this one, and of the modern one, each with its mean."""
    shown = {
        "published": (accuracies(plan.check(), LOSSES[0]), "grey", "as published"),
        "here": (accuracies(switches, loss), "orange", "this one"),
        "modern": (accuracies(plan.check(**plan.MODERN), LOSSES[0]), "grey", "all of today's"),
    }
    found = []
    for name, (values, color, words) in shown.items():
        x, percent = PLACES[name], 100 * np.array(values)
        found.append(marks.text(x, 86.4, words, align="center"))
        if len(values):
            found.append(marks.points(x + np.linspace(-0.18, 0.18, len(values)), percent, color=color, size=6))
            found.append(marks.line([x - 0.3, x + 0.3], [percent.mean()] * 2, color="ink", width=2))
        else:
            found.append(marks.text(x, 92.5, "not measured", align="center", color="orange"))
    return found


def formula(rows):
    """Return the two sums."""
    parameters, connections = (sum(getattr(row, what) for row in rows) for what in ("parameters", "connections"))
    return f"{parameters:,} parameters (published: 60,000), {connections:,} connections (published: 340,908)"


def sentence(switches, loss):
    """Say how many choices differ from the published ones, and what was measured."""
    default = plan.check()
    turned = sum(switches[name] != default[name] for name in switches)
    softmax = switches["output"] == "softmax"
    turned += loss != LOSSES[0] and not softmax
    which = (
        "This is LeNet-5 as published." if not turned else f"{turned} of its choices differ from the published ones."
    )
    if softmax and loss != LOSSES[0]:
        which += " With softmax there are no distances, so that the loss of distances plays no part."
    values = accuracies(switches, loss)
    if not values:
        return f"{which} This combination was not trained: only single changes, and all of today's together, were."
    low, high, mean = (number(100 * v) for v in (min(values), max(values), float(np.mean(values))))
    return f"{which} Five runs of 20 epochs: {low} to {high} % of the test digits right, {mean} % on average."
