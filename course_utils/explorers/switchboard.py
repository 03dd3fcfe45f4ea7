"""Switchboard: turn each of LeNet-5's choices to today's, and see what it counts and what was measured."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.data import runs
from course_utils.explorers import switchboard_training as training
from course_utils.explorers.engine import Action, Choice, Explorer, Grid, Lines, marks
from course_utils.explorers.switchboard_words import combination, sentence
from course_utils.models import lenet5_plan as plan

LOSSES = ("distance", "map")
LAYERS = tuple(row.layer for row in plan.rows())
YLIM = (86, 99)
EDGE = 0.25  # how far inside the axis a dot is drawn that lies beyond it


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
        Grid("counts", "Layer by layer; orange: not as published", rows=len(LAYERS) + 1, columns=3),
        Lines(
            "accuracy", "Test digits right, five runs", x="seed", y="%", xlim=(-0.5, 4.5), ylim=(86, 99), height=300
        ),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        switches = {name: state[name] for name in plan.SWITCHES}
        rows = plan.rows(**switches)
        return {
            "counts": counts(rows, plan.rows()),
            "accuracy": dots(switches, state["loss"]),
            "formula": [formula(rows)],
            "sentence": sentence(switches, state["loss"]),
        }


def counts(rows, published):
    """Return the table of the counts, the sums in the last line; orange where it differs from the published network."""
    now, before = (
        [[f"{n:,}" for n in row] for row in (*((r.parameters, r.connections) for r in some), sums(some))]
        for some in (rows, published)
    )
    shapes = [shape_text(row.shape) for row in rows] + [""]
    changed = [(r, c) for r, line in enumerate(now) for c in range(2) if line[c] != before[r][c]]
    return {
        "values": [[shape, *line] for shape, line in zip(shapes, now, strict=True)],
        "row_labels": [*LAYERS, "sum"],
        "column_labels": ["size", "parameters", "connections"],
        "highlight": [(r, c + 1, "orange") for r, c in changed],
    }


def sums(rows):
    """Return the sums of parameters and of connections."""
    return sum(row.parameters for row in rows), sum(row.connections for row in rows)


def shape_text(shape):
    """Write the size of a layer as the paper does.

    >>> shape_text((6, 28, 28)), shape_text((84,))
    ('6@28×28', '84')
    """
    return f"{shape[0]}@{shape[1]}×{shape[2]}" if len(shape) == 3 else str(shape[0])


def dots(switches, loss):
    """Return the accuracies, seed by seed, of the published network, the modern one, and of this one, with its mean."""
    shown = (
        ("as published", accuracies(plan.check(), LOSSES[0]), "grey", 8),
        ("all of today's", accuracies(plan.check(**plan.MODERN), LOSSES[0]), "blue", 8),
        ("this one, and its mean", accuracies(switches, loss), "orange", 5),
    )
    found = [
        marks.points(np.arange(len(values)), 100 * np.array(values), color, size=size, label=label)
        for label, values, color, size in shown
        if values
    ]
    here = 100 * np.array(shown[-1][1])
    if here.size:
        return [*found, marks.line([-0.4, 4.4], [here.mean()] * 2, "orange", width=2)]
    return [*found, marks.text(2, 91, "this one: not measured", "orange", align="center")]


def formula(rows):
    """Return the two sums."""
    parameters, connections = sums(rows)
    return f"{parameters:,} parameters (published: 60,000), {connections:,} connections (published: 340,908)"


def sentence(switches, loss):
    """Say how many choices differ from the published ones, and what was measured."""
    default = plan.check()
    turned = sum(switches[name] != default[name] for name in switches)
    softmax = switches["output"] == "softmax"
    turned += loss != LOSSES[0] and not softmax
    which = "This is LeNet-5 as published."
    if turned:
        count = "One of its choices differs" if turned == 1 else f"{turned} of its choices differ"
        which = f"{count} from the published network."
    if softmax and loss != LOSSES[0]:
        which += " With softmax there are no distances, so that the loss of distances plays no part."
    if switches["activation"] == "relu" and not softmax:
        least = int((CODES < 0).sum(axis=1).min())
        which += f" After ReLU no feature can be −1: no distance falls below {least}, the fewest −1s of a code."
    values = accuracies(switches, loss)
    if not values:
        return f"{which} This combination was not trained: only single changes, and all of today's together, were."
    low, high, mean = (f"{100 * v:.1f}" for v in (min(values), max(values), np.mean(values)))
    return f"{which} Five runs of 20 epochs: {low} to {high} % of the test digits right, {mean} % on average."
