"""Figures of chapter 11: coloured pictures and filters, what moved an answer, intervals, curves to be recognised."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.networks import pictures as grey_pictures
from course_utils.plotting.style import PALETTE, SIGNED_MAP, signed_limits

BLUE, ORANGE, GREY, INK = (PALETTE[name] for name in ("blue", "orange", "grey", "ink"))


def colour_sheet(ax, pictures, columns, labels=None):
    """Draw coloured pictures (K, 3, H, W), values in 0..1, side by side on ``ax``, ``columns`` to a row; return it.

    ``labels``, a text for each row, stand at its left.
    """
    pictures = validation.array("pictures", pictures, shape=("K", 3, "H", "W"))
    columns = validation.integer("columns", columns, minimum=1)
    count, _, height, width = pictures.shape
    rows, gap = -(-count // columns), max(1, width // 10)
    if labels is not None and len(labels) != rows:
        raise validation.value_error("labels", f"{len(labels)} labels", f"{rows}, one for each row")
    step = height + gap, width + gap
    sheet = np.ones((rows * step[0] - gap, columns * step[1] - gap, 3))
    for k, picture in enumerate(pictures):
        top, left = (k // columns) * step[0], (k % columns) * step[1]
        sheet[top : top + height, left : left + width] = picture.transpose(1, 2, 0).clip(0, 1)
    ax.imshow(sheet)
    for row, label in enumerate(labels or ()):
        ax.text(-gap, row * step[0] + height / 2, label, ha="right", va="center", fontsize=13)
    ax.set_axis_off()
    return ax


def colour_filters(ax, filters, columns, limit=None):
    """Draw the first layer's filters (F, 3, KH, KW) in colour, grey where a weight is 0; return ``ax``.

    A weight of ``limit`` has the full colour; None takes the largest. Drawings to be compared need one limit.
    """
    filters = validation.array("filters", filters, shape=("F", 3, "KH", "KW"))
    limit = np.abs(filters).max() if limit is None else limit
    return colour_sheet(ax, 0.5 + filters / (2 * limit), columns)


def evidence(axes, picture, maps, title):
    """Draw a picture (3, H, W) under its title and, beside it, maps that say what moved an answer; return the axes.

    ``maps`` is a dict from title to an array (h, w) of any size. Maps without a negative entry are drawn dark on white;
    signed ones by the diverging map, red where the answer needed what is there.
    """
    picture = validation.array("picture", picture, shape=(3, "H", "W"))
    axes = np.ravel(axes)
    axes[0].imshow(picture.transpose(1, 2, 0).clip(0, 1))
    axes[0].set_title(title, fontsize=12)
    for ax, (name, values) in zip(axes[1:], maps.items(), strict=True):
        values = validation.array(name, values, ndim=2)
        if values.min() < 0:
            ax.imshow(values, cmap=SIGNED_MAP, **signed_limits(values))
        else:
            ax.imshow(values, cmap="gray_r", vmin=0, vmax=float(values.max()) or 1.0)
        ax.set_title(name, fontsize=12)
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color=GREY, linewidth=0.8)
    return axes


def intervals(ax, rows):
    """Draw for each of ``rows``, (name, share, (low, high)), the share as a dot on its interval; return ``ax``."""
    for k, (_, share, (low, high)) in enumerate(rows):
        ax.plot([100 * low, 100 * high], [k, k], color=BLUE, lw=3)
        ax.plot([100 * share], [k], "o", color=INK, ms=7)
    ax.set(yticks=range(len(rows)), yticklabels=[name for name, *_ in rows], ylim=(len(rows) - 0.4, -0.6))
    ax.set(xlabel="right answers (%)")
    ax.grid(axis="y", visible=False)
    return ax


def nameless_curves(axes, runs, letters="ABCD"):
    """Draw accuracy of some runs, training and validation, each on its own axes under a letter; return the axes."""
    axes = np.ravel(axes)
    for ax, run, letter in zip(axes, runs, letters, strict=True):
        for values, dash, mark, color, label in (
            (run.train_accuracy, "-", "o", BLUE, "training"),
            (run.validation_accuracy, "--", "s", ORANGE, "validation"),
        ):
            ax.plot(np.arange(1, len(values) + 1), 100 * np.array(values), dash, marker=mark, ms=4, color=color,
                    label=label)  # fmt: skip
        ax.set(title=letter, xlabel="epoch", ylim=(0, 103))
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylabel("right answers (%)")
    axes[1 % len(axes)].legend(loc="upper left")
    return axes


def readings(axes, digits, answers, labels):
    """Draw ``digits`` (K, 28, 28), each on an axes, under what networks read in it and what it is; return the axes.

    ``answers`` (K, networks) and ``labels`` (K,) are class numbers.
    """
    titles = [f"{' '.join(str(a) for a in row)}, is {label}" for row, label in zip(answers, labels, strict=True)]
    return grey_pictures(axes, digits, titles)
