"""Switchboard: turn each of LeNet-5's choices to today's, and see what it counts and what was measured."""

from __future__ import annotations

import numpy as np

from course_utils.explorers import switchboard_training as training
from course_utils.explorers.engine import Action, Choice, Explorer, Grid, Lines, marks
from course_utils.explorers.switchboard_words import button, combination, sentence
from course_utils.models import lenet5_plan as plan

LAYERS = tuple(row.layer for row in plan.rows())
YLIM = (86, 99)
LAST = training.SEEDS[-1]
XLIM = (-0.5, LAST + 0.5)
EDGE = 0.25  # how far inside the axis a dot is drawn that lies beyond it


class Switchboard(Explorer):
    """Turn LeNet-5's choices one by one; see parameters, connections, and the accuracy where it was measured.

    Controls are the switches of `lenet5.LeNet5` and its two losses. The counts are those of ``lenet5_plan.rows``, the
    accuracies those of ``data/runs/lenet5.json``: ten seeds, 20 epochs on the 4,000 digits. What is not among them is
    trained when the button is pressed, by the same recipe, and kept in the learner's folder.
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
    actions = (Action("train", "Train this combination"),)
    panels = (
        Grid("counts", "Layer by layer; orange: not as published", rows=len(LAYERS) + 1, columns=3),
        Lines(
            "accuracy", "Test digits right, run by run", x="seed", y="%", xlim=XLIM, ylim=YLIM, height=300,
            counts=True,
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
            "actions": {"train": button(switches, state["loss"])},
        }

    @classmethod
    def act(cls, name, state, tell):
        """Train the combination of a state, if there is a seed left to try."""
        switches, loss = {one: state[one] for one in plan.SWITCHES}, state["loss"]
        now = button(switches, loss)
        if not now["ready"]:
            return tell(now["note"], running=False)
        return training.train(switches, loss, combination(switches, loss), tell)

    @classmethod
    def outside(cls, live):
        """The runs of this machine, by what makes a dot of them."""
        return tuple((tuple(run.settings.items()), run.seed) for run in training.OWN.all())


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
    """Return the accuracies, seed by seed: the published network, the modern one, and this one with its mean.

    What this machine has trained is purple; a dot that lies beyond the axis stands at its edge, with its number.
    """
    stored = training.accuracies(switches, loss)
    here = {seed: run.validation_accuracy[-1] for seed, run in training.own(switches, loss).items()}
    shown = (
        ("as published", dict(enumerate(training.accuracies(plan.check(), training.LOSSES[0]))), "grey", 8),
        (
            "all of today's",
            dict(enumerate(training.accuracies(plan.check(**plan.MODERN), training.LOSSES[0]))),
            "blue",
            8,
        ),
        ("this one, and its mean", dict(enumerate(stored)), "orange", 5),
        ("this one, here", {} if stored else here, "purple", 6),
    )
    found = [mark for one in shown if one[1] for mark in _row(*one)]
    if stored:
        return [*found, marks.line([-0.4, LAST + 0.4], [100 * np.mean(stored)] * 2, "orange", width=2)]
    return found if here else [*found, marks.text(LAST / 2, 91, "this one: not measured yet", "orange", align="center")]


def _row(label, values, color, size):
    percent = {seed: 100 * value for seed, value in values.items()}
    inside = np.clip(list(percent.values()), YLIM[0] + EDGE, YLIM[1] - EDGE)
    beyond = [(seed, value) for seed, value in percent.items() if value < YLIM[0]]
    return [
        marks.points(np.array(list(percent)), inside, color, size=size, label=label),
        *(marks.text(seed, YLIM[0] + 1, f"{value:.1f} %", color, align="center") for seed, value in beyond),
    ]


def formula(rows):
    """Return the two sums."""
    parameters, connections = sums(rows)
    return f"{parameters:,} parameters (published: 60,000), {connections:,} connections (published: 340,908)"
