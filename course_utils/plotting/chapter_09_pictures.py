"""Figures of chapter 09 with photographs and stored runs: crops, colours, filters, rankings, measurements."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting.style import PALETTE

LOOKS = (("blue", "-", "o"), ("orange", "--", "s"), ("green", ":", "^"), ("purple", "-.", "D"))
OUTLINES = (("blue", "-"), ("orange", "--"), ("green", ":"), ("purple", "-."), ("ink", "-"))


def photographs(axes, pictures, titles):
    """Draw colour pictures, each (3, H, W) or (H, W, 3) with values from 0 to 1 or bytes, under titles; return axes."""
    for ax, picture, title in zip(np.ravel(axes), pictures, titles, strict=True):
        ax.imshow(_shown(picture))
        ax.set_title(title, fontsize=12)
        ax.set_axis_off()
    return axes


def _shown(picture):
    picture = np.asarray(picture)
    picture = picture if picture.shape[-1] == 3 else picture.transpose(1, 2, 0)
    return picture if picture.dtype == np.uint8 else np.clip(picture, 0, 1)


def crops(ax, picture, places, size):
    """Draw a picture with the outlines of some windows, ``places`` (K, 2) being their first row and column; return ax.

    The windows, at most five, have different colours and dashes.
    """
    if len(places) > len(OUTLINES):
        raise validation.value_error("places", f"{len(places)} places", f"at most {len(OUTLINES)}")
    photographs([ax], [picture], [f"{picture.shape[-1]} × {picture.shape[-1]}"])
    for (row, column), (color, dash) in zip(places, OUTLINES):
        look = dict(fill=False, edgecolor=PALETTE[color], linestyle=dash, linewidth=2.6)
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), size, size, **look))
    return ax


def filters(ax, weights, columns=8, title=""):
    """Draw kernels (F, 3, K, K) in colour, each stretched to its own range, as a sheet; return ax."""
    weights = validation.array("weights", weights, shape=("F", 3, "K", "L"))
    count, _, height, width = weights.shape
    rows = -(-count // columns)
    sheet = np.ones((rows * (height + 1) - 1, columns * (width + 1) - 1, 3))
    for k, kernel in enumerate(weights):
        low, high = kernel.min(), kernel.max()
        top, left = (k // columns) * (height + 1), (k % columns) * (width + 1)
        sheet[top : top + height, left : left + width] = ((kernel - low) / (high - low or 1)).transpose(1, 2, 0)
    ax.imshow(sheet)
    ax.set_xlim(-2.5, sheet.shape[1] + 1.5)  # a margin that sets two sheets side by side apart
    ax.set_title(title, fontsize=13)
    ax.set_axis_off()
    return ax


def ranked(axes, pictures, probabilities, labels, names, k=5):
    """Draw pictures above their ``k`` likeliest classes as bars; the bar of the true class is hatched; return axes.

    ``axes`` is (2, K): pictures above, bars below. ``probabilities`` is (K, classes).
    """
    for column, (picture, shares, label) in enumerate(zip(pictures, probabilities, labels, strict=True)):
        photographs([axes[0][column]], [picture], [names[label]])
        ax = axes[1][column]
        for place, best in enumerate(np.argsort(-shares)[:k]):
            true = best == label
            look = dict(color=PALETTE["orange" if true else "blue"], hatch="//" if true else None, edgecolor="white")
            ax.barh(place, max(float(shares[best]), 0.006), height=0.45, **look)
            ax.text(0.01, place + 0.47, names[best], va="center", fontsize=11)
        ax.set(xlim=(0, 1), ylim=(k - 0.2, -0.4), yticks=[], xticks=[0, 1])
        ax.grid(False)
    return axes


def measured(ax, groups, base, xlabel):
    """Draw one dot for each seed and a bar at their mean, one line for each name of ``groups``; return ax.

    ``groups`` maps a name to its values (seeds,) in percent. The first name is what the others are compared with: a
    band spans its seeds, ``base`` being its name.
    """
    names = list(groups)
    first = np.asarray(groups[base], dtype=float)
    ax.axvspan(first.min(), first.max(), color=PALETTE["grey"], alpha=0.18, linewidth=0)
    for place, name in enumerate(names):
        values = np.asarray(groups[name], dtype=float)
        color = PALETTE["orange" if name == base else "blue"]
        ax.plot(values, [place] * len(values), "o", color=color, ms=8, alpha=0.7, markeredgecolor="white")
        ax.plot([values.mean()] * 2, [place - 0.3, place + 0.3], color=color, linewidth=3)
    ax.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.5), xlabel=xlabel)
    ax.grid(False, axis="y")
    return ax


def learning(ax, groups, ylabel="errors in training (%)"):
    """Draw training errors over epochs: ``groups`` maps a name to (seeds, epochs) in percent; return ax.

    Every seed is a thin line, the mean a thick one with the name's mark.
    """
    for (name, values), (color, dash, mark) in zip(groups.items(), LOOKS):
        values = validation.array(f"groups[{name!r}]", values, ndim=2)
        epochs = np.arange(1, values.shape[1] + 1)
        for seed in values:
            ax.plot(epochs, seed, dash, color=PALETTE[color], linewidth=0.9, alpha=0.6)
        ax.plot(epochs, values.mean(axis=0), dash, marker=mark, ms=5, color=PALETTE[color], label=name)
    ax.axhline(25, color=PALETTE["grey"], linewidth=1.2)
    ax.text(1, 26.5, "25 %", color=PALETTE["grey"], fontsize=11)
    ax.set(xlabel="epochs", ylabel=ylabel, ylim=(0, 100))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return ax
