"""Tables of chapter 11 as text: stored measurements of errors and gradients, and what the stages of networks learn."""

from __future__ import annotations

import numpy as np

from course_utils import uncertainty
from course_utils.models import resnet_plan

#: Columns of the table of gradients: two lines of heading, which together are the end of the stored label.
STARTS = (("normalised,", "he"), ("not normalised,", "he"), ("not normalised,", "xavier"), ("not normalised,", "small"))
NETWORKS = ("plain20", "plain56", "plain110", "residual20", "residual56", "residual110")


def errors_after(stored, epochs):
    """Return the smallest and largest training error of each network's starts after so many epochs, in percent."""
    lines = [f"{'after':11}" + "".join(f"{f'{epoch} epochs':>18}" for epoch in epochs)]
    for label in stored.labels:
        found = np.array([1 - np.array(run.train_accuracy) for run in stored.where(label)])  # (starts, epochs)
        lines.append(f"{label:11}" + "".join(f"{_range(found[:, epoch - 1]):>18}" for epoch in epochs))
    return "\n".join(lines)


def added(stored, kinds):
    """Return, for kinds of new layers on a trained network, their training errors and what they add to that below.

    The first epoch is the mean over its batches, the end all training digits with the network as it is used; the last
    column pairs the ends with the errors of the networks below, in points: mean difference and Student's interval.
    """
    below = [100 * run.values["train_error"] for run in stored.where("plain20")]
    lines = [f"{'new layers':27}{'first epoch':>16}{'at the end':>17}{'more than below, points':>27}"]
    for kind in kinds:
        runs = stored.where(f"plain20 + {kind}")
        ends = np.array([run.values["end_error"] for run in runs])
        more = uncertainty.paired(100 * ends, below)
        mean, low, high = (round(number, 1) + 0.0 for number in (more.mean, more.low, more.high))  # no −0.0
        said = f"{mean:+.1f} ({low:+.1f} to {high:+.1f})".replace("-", "−")
        lines.append(f"{kind:27}{_range([1 - run.train_accuracy[0] for run in runs]):>16}{_range(ends):>17}{said:>27}")
    return "\n".join(lines)


def _range(errors):
    return f"{100 * min(errors):.1f} … {100 * max(errors):4.1f} %"


def gradient_ends(stored):
    """Return the gradient's norm at the first and at the last convolution, by network and start."""
    measured = {run.label: run.values["norms"] for run in stored}
    lines = ["".join([" " * 11, *(f"{word:>18}" for word in words)]) for words in zip(*STARTS)]
    for name in NETWORKS:
        norms = [measured[f"{name}, {' '.join(start)}"] for start in STARTS]
        lines.append(f"{name:11}" + "".join(f"{f'{n[0]:.0e} / {n[-1]:.0e}':>18}" for n in norms))
    return "\n".join(lines)


def imagenet(depths):
    """Return, stage by stage, the blocks and the numbers to learn of networks for pictures of 224 × 224."""
    plans = [resnet_plan.imagenet(depth) for depth in depths]
    lines = [f"{'':9}{'side':>5}" + "".join(f"{f'ResNet-{depth}':>22}" for depth in depths)]
    for rows in zip(*plans):
        cells = (f"{f'{row.blocks} blocks' if row.blocks else '':>9}{row.parameters:>13,}" for row in rows)
        lines.append(f"{rows[0].name:9}{rows[0].side:>5}" + "".join(cells))
    totals = (sum(row.parameters for row in plan) for plan in plans)
    return "\n".join([*lines, f"{'total':14}" + "".join(f"{total:>22,}" for total in totals)])


def cifar(depths):
    """Return, stage by stage, the numbers to learn of networks of the 6n + 2 family."""
    lines = [f"{'n':>3}{'layers':>8}{'stem':>6}{'stage 1':>11}{'stage 2':>11}{'stage 3':>12}{'fc':>5}{'total':>12}"]
    for depth in depths:
        stem, *stages, fc = (row.parameters for row in resnet_plan.cifar(depth))
        middle = "".join(f"{count:>{width},}" for count, width in zip(stages, (11, 11, 12)))
        total = stem + sum(stages) + fc
        lines.append(f"{resnet_plan.blocks_of(depth):>3}{depth:>8}{stem:>6}{middle}{fc:>5}{total:>12,}")
    return "\n".join(lines)
