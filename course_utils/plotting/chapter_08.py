"""Figures of chapter 08: LeNet-5 drawn to scale, its table, its codes, its bend, and what its switches are worth."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting.networks import LOOKS
from course_utils.plotting.style import PALETTE, with_looks

MOST = 6  # sheets drawn for a layer with more maps
NEAR = 2  # layers whose maps are smaller than that are drawn as a bar of units


def architecture(ax, layers):
    """Draw a network as stacks of maps from left to right on ``ax`` and return it.

    ``layers`` is a list of (name, shape): (C, H, W) for maps, drawn to scale, or (units,), drawn as a bar.
    """
    left, highest = 0.0, 32
    for name, shape in layers:
        sheets, side = (min(shape[0], MOST), shape[1]) if len(shape) == 3 and shape[1] > 1 else (1, 0)
        width = _sheets(ax, left, sheets, side) if side else _bar(ax, left, shape[0])
        text = f"{shape[0]}@{shape[1]}×{shape[2]}" if len(shape) == 3 else f"{shape[0]}"
        ax.text(left + width / 2, -24, name, ha="center", fontweight="bold", fontsize=12)
        ax.text(left + width / 2, -30, text, ha="center", fontsize=11)
        left += width + 11
    ax.set(xlim=(-3, left - 6), ylim=(-33, highest / 2 + 12), aspect="equal")
    ax.set_axis_off()
    return ax


def _sheets(ax, left, count, side):
    """Draw maps behind each other, the first in front; return the width of the stack."""
    step = 2.2
    for k in reversed(range(count)):
        corner = left + step * k, -side / 2 + step * k * 0.6
        ax.add_patch(Rectangle(corner, side, side, fc="white", ec=PALETTE["blue"], lw=1.3))
    return side + step * (count - 1)


def _bar(ax, left, units):
    """Draw a column of units, its height growing with their number; return its width."""
    height = 6 + 2.6 * np.sqrt(units)
    ax.add_patch(Rectangle((left, -height / 2), 4, height, fc=PALETTE["orange"], ec=PALETTE["ink"], lw=1, alpha=0.7))
    return 4


def bends(ax, curves, points=()):
    """Draw activation functions on ``ax`` and return it: ``curves`` maps a label to (x (n,), values (n,)).

    ``points`` is a list of (x, y) that are marked with a dot.
    """
    for (label, (x, y)), (color, dash, _) in zip(curves.items(), LOOKS, strict=False):
        ax.plot(x, y, dash, color=PALETTE[color], label=label)
    for x, y in points:
        ax.plot(x, y, "o", color=PALETTE["ink"], ms=8)
    ax.axhline(0, color=PALETTE["grey"], lw=0.8)
    ax.axvline(0, color=PALETTE["grey"], lw=0.8)
    ax.set(xlabel="net input a", ylabel="output")
    ax.legend(loc="upper left")
    return ax


def connection_table(ax, table, lit=None):
    """Draw which of S2's maps (rows) each map of C3 (columns) reads, one cross each, on ``ax``; return it.

    ``table`` lists for each column the rows; ``lit`` is a column to be emphasised.
    """
    rows = 1 + max(max(sources) for sources in table)
    for column, sources in enumerate(table):
        for row in range(rows):
            chosen, here = row in sources, column == lit
            color = PALETTE["orange"] if here else PALETTE["blue"]
            face = (color, 0.75 if here else 0.45) if chosen else "white"
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fc=face, ec=PALETTE["grey"], lw=0.8))
            if chosen:
                ax.text(column, row, "X", ha="center", va="center", fontsize=12, fontweight="bold")
    ax.set(
        xlim=(-0.5, len(table) - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal", xlabel="map of C3", ylabel="map of S2"
    )
    ax.set(xticks=range(len(table)), yticks=range(rows))
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.grid(False)
    return ax


def shares(ax, names, parameters, connections):
    """Draw each layer's share of parameters and of connections, in percent, as pairs of bars; return the Axes."""
    places, width = np.arange(len(names)), 0.4
    for shift, values, color, hatch, label in (
        (-0.5, parameters, "blue", None, "parameters"),
        (0.5, connections, "orange", "//", "connections"),
    ):
        share = 100 * np.asarray(values) / np.sum(values)
        bars = ax.bar(places + shift * width, share, width, color=PALETTE[color], hatch=hatch, ec="white", label=label)
        texts = [f"{v:.0f}" if v >= 1 else ("<1" if v > 0 else "0") for v in share]
        ax.bar_label(bars, texts, fontsize=11)
    ax.set(xticks=places, xticklabels=names, ylabel="share (%)", ylim=(0, 92))
    ax.legend()
    return ax


def early(ax, curves):
    """Draw mean accuracies (0..1) over the first epochs, with the range over the runs shaded; return the Axes.

    ``curves`` maps a label to an array (runs, epochs).
    """
    for label, values in curves.items():
        validation.array(f"curves[{label!r}]", values, ndim=2)
    means = {label: np.mean(values, axis=0) for label, values in curves.items()}
    for label, mean, (color, dash, mark) in with_looks("curves", means, LOOKS):
        epochs, values = np.arange(1, len(mean) + 1), 100 * np.asarray(curves[label])
        ax.fill_between(epochs, values.min(axis=0), values.max(axis=0), color=PALETTE[color], alpha=0.15, lw=0)
        ax.plot(epochs, 100 * mean, dash, marker=mark, ms=5, color=PALETTE[color], label=label)
    ax.set(xlabel="epochs so far", ylabel="right test answers (%)")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="lower right")
    return ax


def bars_of_distances(ax, distances):
    """Draw ten squared distances as bars, the smallest one marked; return the Axes."""
    distances = validation.array("distances", distances, shape=(10,))
    best = int(np.argmin(distances))
    colors = [PALETTE["orange"] if k == best else PALETTE["blue"] for k in range(10)]
    bars = ax.bar(range(10), distances, color=colors)
    ax.bar_label(bars, [f"{d:.0f}" for d in distances], fontsize=11)
    ax.set(xticks=range(10), xlabel="code of the digit", ylabel="squared distance")
    return ax
