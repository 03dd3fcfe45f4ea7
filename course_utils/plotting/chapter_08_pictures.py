"""Figures of chapter 08, each one call: what is drawn, and the same in words, from the same numbers."""

from __future__ import annotations

import numpy as np

from course_utils import activations, validation
from course_utils.models import digit_codes
from course_utils.plotting import chapter_08 as draw
from course_utils.plotting import differences as changes
from course_utils.plotting import networks
from course_utils.plotting.style import Picture, figure

EDGE = 1.7159  # LeNet-5's units lie between −EDGE and EDGE
CODE = (12, 7)  # rows and columns of a code
SHAPES = {"LeNet-5": activations.lecun_tanh, "tanh": np.tanh, "logistic": activations.sigmoid}


def number(value, form="g"):
    """Write a number with a true minus sign.

    >>> number(-0.25)
    '−0.25'
    """
    return format(float(value), form).replace("-", "−")


def architecture(rows, side=32):
    """Draw LeNet-5 layer by layer; ``rows`` are those of ``lenet5_plan.rows``."""
    layers = [("input", (1, side, side)), *((row.layer, row.shape) for row in rows)]
    fig, ax = figure(width=11, height=2.9)
    draw.architecture(ax, layers)
    said = [f"{name} {'×'.join(map(str, shape))}" for name, shape in layers]
    return Picture(fig, alt=f"Layers from left to right, maps to scale and dense ones as bars: {', '.join(said)}.")


def bends(reach=4.0):
    """Draw the bend of LeNet-5, tanh and the logistic sigmoid for net inputs from −reach to reach."""
    a = np.linspace(-reach, reach, 201)
    fig, ax = figure(width=7, height=4)
    curves = {name: (a, f(a)) for name, f in SHAPES.items()}
    draw.bends(ax, curves, points=[(at, activations.lecun_tanh(at)) for at in (-1.0, 1.0)])
    said = [f"{name} from {number(f(-reach), '.2f')} to {number(f(reach), '.2f')}" for name, f in SHAPES.items()]
    dots = f"LeNet-5's takes 1 to {activations.lecun_tanh(1.0):.2f} and −1 to −{activations.lecun_tanh(1.0):.2f}"
    return Picture(fig, alt=f"Three S-shaped curves: {', '.join(said)}; {dots}.")


def sub_sampled(results):
    """Draw the maps of ``results`` (label -> (H, W)) side by side."""
    maps = {label: validation.array(label, values, ndim=2) for label, values in results.items()}
    fig, ax = figure(width=8, height=2.9)
    networks.tiles(ax, np.stack(list(maps.values())), columns=len(maps), labels=list(maps), signed=True)
    ax.set_ylim(top=-3)  # one row of labels needs no more room
    said = [f"{label}: {number(m.min(), '.1f')} to {number(m.max(), '.1f')}, {_spread(m)}" for label, m in maps.items()]
    return Picture(fig, alt=f"One digit, sub-sampled in {len(maps)} ways; {'; '.join(said)}.")


def _spread(values):
    """Say whether values crowd at both ends or lie between them too."""
    low, high = values.min(), values.max()
    between = np.mean((values > low + 0.2 * (high - low)) & (values < high - 0.2 * (high - low)))
    return f"{between:.0%} of its cells between the extremes"


def connection_table(table, lit=0):
    """Draw which of S2's maps each map of C3 reads, one column emphasised."""
    fig, ax = figure(width=8.5, height=3.6)
    draw.connection_table(ax, table, lit=lit)
    rows, crosses = 1 + max(map(max, table)), sum(map(len, table))
    groups = ", ".join(f"column {column} rows {' '.join(map(str, sources))}" for column, sources in enumerate(table))
    size = f"Table of {rows} rows, maps of S2, and {len(table)} columns, maps of C3, with {crosses} crosses"
    return Picture(fig, alt=f"{size}; column {lit} is lit. {groups[0].upper() + groups[1:]}.")


def codes():
    """Draw the ten codes of the output layer."""
    pictures = np.stack([digit_codes.picture(k) for k in range(10)])
    fig, ax = figure(width=9, height=2.2)
    networks.tiles(ax, pictures, columns=10, labels=list("0123456789"), limits={"vmin": -1, "vmax": 1})
    apart = digit_codes.distances() + 1000 * np.eye(10)
    closest = [f"{i} and {k}" for i, k in np.argwhere(np.triu(apart == apart.min(), 1))]
    alike = f"those of {', and of '.join(closest)} differ least, in {int(apart.min())} pixels"
    return Picture(fig, alt=f"Drawn digits of {CODE[0]} × {CODE[1]} pixels, the codes from 0 to 9; {alike}.")


def features_and_distances(features, distances):
    """Draw the 84 features beside the code that they are nearest to, and the distances to all ten."""
    distances = validation.array("distances", distances, shape=(10,))
    best, second = np.argsort(distances)[:2]
    fig, (left, right) = figure(ncols=2, width=9, height=3.8, gridspec_kw={"width_ratios": [1, 2]})
    pair = np.stack([np.reshape(features, CODE), digit_codes.picture(best)])
    networks.tiles(left, pair, columns=2, labels=["F6", f"code of {best}"], limits={"vmin": -EDGE, "vmax": EDGE})
    draw.bars_of_distances(right, distances)
    same = np.mean(np.sign(pair[0]) == np.sign(pair[1]))
    near = f"the smallest is {distances[best]:.0f}, to {best}, then {distances[second]:.0f}, to {second}"
    return Picture(fig, alt=f"F6 beside the code of {best}: {same:.0%} of the pixels have its sign. Distances: {near}.")


def shares(rows):
    """Draw each layer's share of parameters and connections; ``rows`` are those of ``lenet5_plan.rows``."""
    names = [row.layer for row in rows]
    counts = {what: np.array([getattr(row, what) for row in rows]) for what in ("parameters", "connections")}
    fig, ax = figure(width=9, height=4)
    draw.shares(ax, names, counts["parameters"], counts["connections"])
    said = [f"{what}: {_largest(names, values)}" for what, values in counts.items()]
    return Picture(fig, alt=f"Share of each layer, largest first. {'; '.join(said)}.")


def _largest(names, values, most=3):
    order = np.argsort(values)[::-1][:most]
    return ", ".join(f"{names[k]} {values[k] / values.sum():.0%}" for k in order)


def training(record, lowest=70):
    """Draw the accuracy of a ``Record`` epoch by epoch, from ``lowest`` percent up."""
    fig, ax = figure(width=7.5, height=4)
    record.plot(ax)
    ax.set_ylim(lowest, 101)
    ends = (
        f"{record.train_accuracy[-1]:.0%} of the training and {record.validation_accuracy[-1]:.0%} of the other digits"
    )
    return Picture(fig, alt=f"Accuracy over {len(record.train_accuracy)} epochs; at the end {ends} are read rightly.")


def differences(groups, reach=3.0):
    """Draw what each change does to the right answers: ``groups`` as in `differences.differences`, in points."""
    fig, ax = figure(width=9, height=4.8)
    changes.differences(ax, groups, reach, "right answers more (or fewer) than as published, in points")
    return Picture(fig, alt=f"Differences from the published network, in points: {changes.said(groups, 2)}.")


def early(runs, names):
    """Draw the accuracy of the variants of ``names`` (label -> words) over the epochs, mean and range."""
    curves = {words: np.array([run.validation_accuracy for run in runs.where(label)]) for label, words in names.items()}
    fig, ax = figure(width=8, height=4)
    draw.early(ax, curves)
    said = []
    for words, values in curves.items():
        mean = values.mean(axis=0)
        said.append(f"{words}: {mean[0]:.0%} after one epoch, {mean[9]:.1%} after ten, {mean[-1]:.1%} at the end")
    return Picture(fig, alt=f"Test accuracy over {values.shape[1]} epochs, mean and range; {'; '.join(said)}.")
