"""Figures of chapter 06: windows over numbers, rows that are shifted, pictures with boxes, shares that survive."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from course_utils import shapes, validation
from course_utils.plotting.style import PALETTE, SIGNED_MAP, signed_limits

COLOURS = ("blue", "orange", "green", "purple")
STYLES = ("-", "--", ":", "-.")  # a colour never stands alone: each has its dash
TINT = 0.22  # opacity of a coloured cell: dark numbers stay readable on every colour
HATCHES = (None, "//")


def number_grid(ax, values, title="", color=None, lit=()):
    """Draw ``values`` (rows, columns) as a table of numbers on ``ax`` and return it.

    ``color`` tints every cell, ``lit`` is a list of (row, column, colour) that are tinted instead. Row 0 is on top.
    """
    values = validation.array("values", values, ndim=2)
    marked = {(row, column): name for row, column, name in lit}
    for (row, column), value in np.ndenumerate(values):
        name = marked.get((row, column), color)
        face = (PALETTE[name], TINT) if name else "none"
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fc=face, ec=PALETTE["grey"], lw=0.8))
        ax.text(column, row, number_text(value), ha="center", va="center")
    rows, columns = values.shape
    ax.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal", title=title)
    ax.set_axis_off()
    return ax


def number_text(value):
    """Write a number for a cell: at most two decimals, a true minus, ``−∞`` for minus infinity.

    >>> number_text(-2.0), number_text(2.25), number_text(-np.inf)
    ('−2', '2.25', '−∞')
    """
    return "−∞" if np.isneginf(value) else f"{round(float(value), 2) + 0.0:g}".replace("-", "−")


def windows(axes, values, pooled, window, stride, names=("map", "pooled")):
    """Draw ``values`` (H, W) with its pooling windows outlined, and ``pooled`` (OH, OW) beside it; return the axes.

    Each window has a colour and a dash, and its result has the same colour. Overlapping outlines are drawn smaller.
    """
    left, right = axes
    pooled = validation.array("pooled", pooled, ndim=2)
    number_grid(left, values, names[0])
    lit = []
    for number, (i, j) in enumerate(np.ndindex(pooled.shape)):
        color, inset = COLOURS[number % 4], 0.06 + (0.07 * (number % 4) if stride < window else 0.0)
        corner = j * stride - 0.5 + inset, i * stride - 0.5 + inset
        side = window - 2 * inset
        look = dict(fill=False, ec=PALETTE[color], lw=3, ls=STYLES[number % 4])
        left.add_patch(Rectangle(corner, side, side, **look))
        lit.append((i, j, color))
    number_grid(right, pooled, names[1], lit=lit)
    return axes


def shifted_rows(axes, rows, pooled, window=2):
    """Draw each of ``rows`` (label -> values (W,)) with its windows, and below it its entry of ``pooled``.

    Returns the axes. Windows lie side by side; the cells that hold more than 0 are tinted.
    """
    for ax, (label, row) in zip(np.ravel(axes), rows.items(), strict=True):
        row, below = validation.array("row", row, ndim=1), validation.array("pooled", pooled[label], ndim=1)
        _strip(ax, row, 0.0, 1.0, "blue")
        _strip(ax, below, 1.5, window, "orange")
        for edge in range(0, len(row) + 1, window):
            ax.plot([edge, edge], [-0.25, 1.25], color=PALETTE["ink"], lw=2.5)
        ax.set(xlim=(-0.1, len(row) + 0.1), ylim=(2.7, -0.4))
        ax.set_title(label, loc="left")
        ax.set_axis_off()
    return axes


def _strip(ax, values, top, width, color):
    for place, value in enumerate(values):
        face = (PALETTE[color], TINT) if value > 0 else "none"
        ax.add_patch(Rectangle((place * width, top), width, 1, fc=face, ec=PALETTE["grey"], lw=1))
        ax.text((place + 0.5) * width, top + 0.5, number_text(value), ha="center", va="center")


def pictures(axes, images, boxes=None, signed=()):
    """Draw ``images`` (title -> (H, W)) side by side, ink dark on light, and return the axes.

    ``boxes`` maps a title to rectangles (row, column, height, width, colour). Titles in ``signed`` hold differences:
    red above zero, blue below.
    """
    for ax, (title, image) in zip(np.ravel(axes), images.items(), strict=True):
        image = validation.array("image", image, ndim=2)
        if title in signed:
            ax.imshow(image, cmap=SIGNED_MAP, **signed_limits([*np.ravel(image), 0.5]))
        else:
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=float(max(image.max(), 1e-9)))
        for row, column, height, width, color in (boxes or {}).get(title, ()):
            corner = column - 0.5, row - 0.5
            ax.add_patch(Rectangle(corner, width, height, fill=False, ec=PALETTE[color], lw=3))
        ax.set_title(title, fontsize=13)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color=PALETTE["grey"])
    return axes


def shares(ax, groups, kinds, ylabel, percent=True):
    """Draw bars for each of ``kinds``, one beside the other for each of ``groups`` (label -> values); return ``ax``."""
    width = 0.8 / len(groups)
    for number, (label, values) in enumerate(groups.items()):
        values = validation.array(f"groups[{label!r}]", values, shape=(len(kinds),))
        places = np.arange(len(kinds)) + (number - (len(groups) - 1) / 2) * width
        bars = ax.bar(places, values, 0.92 * width, color=PALETTE[COLOURS[number]], label=label, hatch=HATCHES[number],
                      ec="white", lw=0)  # fmt: skip
        ax.bar_label(bars, [f"{v:.0%}" if percent else f"{v:.2f}" for v in values], padding=2, fontsize=11)
    ax.set_xticks(range(len(kinds)), kinds)
    ax.set_ylabel(ylabel)
    if percent:
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.margins(y=0.14)
    ax.grid(axis="x", visible=False)
    if len(groups) > 1:
        ax.legend()
    return ax


def field_boxes(layers, unit):
    """Return the boxes (row, column, height, width, "orange") that ``unit`` (row, column) of the last layer sees.

    One list for the input and one for every layer of ``layers``, a sequence of (kernel, stride) without padding.

    >>> field_boxes([(5, 1), (2, 2)], (3, 4))[0]
    [(6, 8, 6, 6, 'orange')]
    """
    found = []
    for skipped in range(len(layers) + 1):
        field = shapes.receptive_field(layers[skipped:])[-1]
        ends = [shapes.seen(field, index) for index in unit]
        (top, bottom), (left, right) = ends
        found.append([(top, left, bottom - top + 1, right - left + 1, "orange")])
    return found
