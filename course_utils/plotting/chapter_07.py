"""Figures of chapter 07: windows that become rows, how often a pixel is used, the network as a row of blocks."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting.style import PALETTE

INK, GREY, BLUE, ORANGE = (PALETTE[name] for name in ("ink", "grey", "blue", "orange"))
WINDOWS = (BLUE, ORANGE)  # the two windows of the first figure, solid and dashed


def numbers(ax, table, title=""):
    """Draw a table (R, K) of whole numbers as a grid on ``ax`` and return it."""
    table = validation.array("table", table, ndim=2)
    rows, columns = table.shape
    for (row, column), value in np.ndenumerate(table):
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="white", edgecolor=GREY, linewidth=0.8))
        ax.text(column, row, f"{value:g}".replace("-", "−"), ha="center", va="center", fontsize=12)
    ax.set(xlim=(-0.7, columns - 0.3), ylim=(rows - 0.3, -0.7), aspect="equal", title=title)
    ax.set_axis_off()
    return ax


def windows_to_rows(axes, image, columns, kernel, places):
    """Draw an image (H, W) of numbers and its im2col matrix, two windows and their rows framed alike; return the axes.

    ``columns`` (OH·OW, KH·KW) is the matrix for stride 1, ``places`` two window numbers (rows of the matrix).
    """
    left, right = axes
    image, columns = validation.array("image", image, ndim=2), validation.array("columns", columns, ndim=2)
    numbers(left, image, "image")
    numbers(right, columns, "im2col: one row for each window")
    across = image.shape[1] - kernel[1] + 1
    for place, color, dash in zip(places, WINDOWS, ("-", "--"), strict=True):
        corner = place % across - 0.5, place // across - 0.5
        look = dict(fill=False, edgecolor=color, linestyle=dash, linewidth=3.2)
        left.add_patch(Rectangle(corner, kernel[1], kernel[0], **look))
        right.add_patch(Rectangle((-0.5, place - 0.5), columns.shape[1], 1, **look))
    return axes


def use_counts(ax, counts, title):
    """Draw how many windows see each pixel, ``counts`` (H, W), as shaded numbers on ``ax``; return it."""
    counts = validation.array("counts", counts, ndim=2)
    ax.imshow(counts, cmap="Greys", vmin=0, vmax=1.8 * counts.max())
    for (row, column), count in np.ndenumerate(counts):
        ax.text(column, row, f"{count:g}", ha="center", va="center", fontsize=12)
    ax.set_title(title)
    ax.set_axis_off()
    return ax


# (name under the block, width and height of what is drawn, sheets, what the arrow to the next block does, its length)
BLOCKS = (
    ("picture\n1 × 28 × 28", (2.8, 2.8), 1, "Conv\n5 × 5", 1.5),
    ("feature maps\n30 × 24 × 24", (2.4, 2.4), 5, "ReLU", 1.2),
    ("feature maps\n30 × 24 × 24", (2.4, 2.4), 5, "MaxPool\n2 × 2", 1.7),
    ("pooled maps\n30 × 12 × 12", (1.2, 1.2), 5, "Dense", 1.9),
    ("hidden\n100", (0.32, 2.6), 1, "ReLU", 1.2),
    ("hidden\n100", (0.32, 2.6), 1, "Dense", 1.4),
    ("logits\n10", (0.32, 1.0), 1, "softmax", 1.6),
    ("probabilities\n10", (0.32, 1.0), 1, "", 0.0),
)
LIFT = 0.13  # how far one sheet of a stack looks out behind another


def structure(ax, parameters):
    """Draw SimpleConvNet as a row of blocks, each arrow with its layer and its parameters; returns ax.

    ``parameters`` maps the position of an arrow (0 is the convolution) to the number of weights and biases there.
    """
    left = 0.0
    for k, (name, (width, height), sheets, step, length) in enumerate(BLOCKS):
        _block(ax, left, width, height, sheets)
        ax.text(left + width / 2, -1.75, name, ha="center", va="top", fontsize=12)
        start = left + width + LIFT * (sheets - 1) + 0.1
        left = start + length
        if step:
            middle, arrow = (
                (start + left - 0.1) / 2,
                dict(arrowstyle="-|>", color=GREY, linewidth=2, shrinkA=0, shrinkB=0),
            )
            ax.annotate("", (left - 0.1, 0), (start, 0), arrowprops=arrow)
            ax.text(middle, 0.15, step, ha="center", va="bottom", fontsize=12)
            if k in parameters:
                ax.text(middle, -0.15, f"{parameters[k]:,}", ha="center", va="top", fontsize=12, color=ORANGE)
    ax.set(xlim=(-0.3, left + 0.7), ylim=(-3.1, 2.1), aspect="equal")
    ax.set_axis_off()
    return ax


def _block(ax, left, width, height, sheets):
    for sheet in reversed(range(sheets)):
        corner = left + LIFT * sheet, -height / 2 + LIFT * sheet
        ax.add_patch(Rectangle(corner, width, height, facecolor="#dbe9f4", edgecolor=INK, linewidth=1.2))
