"""Figures of chapter 07: windows that become rows, how often a pixel is used, the network as a row of blocks.

What looks into the trained network is drawn in ``chapter_07_inside``; the chapter finds all of it here.
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting import networks
from course_utils.plotting.chapter_07_inside import (
    alike,
    confusion,
    feature_maps,
    fewer_filters,
    filters,
    filters_before_and_after,
    moved_digits,
    neighbours,
    surest_mistakes,
    turned_digits,
)  # fmt: skip
from course_utils.plotting.style import PALETTE, Picture, figure

__all__ = [
    "alike", "confusion", "counts_of_windows", "feature_maps", "fewer_filters", "filters", "filters_before_and_after",
    "learning_curves", "moved_digits", "neighbours", "network_of", "numbers", "rows_of_windows", "structure",
    "surest_mistakes", "turned_digits", "use_counts", "windows_to_rows",
]  # fmt: skip

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


# what is drawn of each step: width, height, sheets, what the arrow to the next block says, and its length
BLOCKS = (
    ((2.8, 2.8), 1, "Conv\n{kernel}", 1.5),
    ((2.4, 2.4), 5, "ReLU", 1.2),
    ((2.4, 2.4), 5, "MaxPool\n2 × 2", 1.7),
    ((1.2, 1.2), 5, "Dense", 1.9),
    ((0.32, 2.6), 1, "ReLU", 1.2),
    ((0.32, 2.6), 1, "Dense", 1.4),
    ((0.32, 1.0), 1, "softmax", 1.6),
    ((0.32, 1.0), 1, "", 0.0),
)
NAMES = ("picture", "feature maps", "feature maps", "pooled maps", "hidden", "hidden", "logits", "probabilities")
LIFT = 0.13  # how far one sheet of a stack looks out behind another


def structure(ax, parameters, shapes, kernel=(5, 5)):
    """Draw a small convolutional network as a row of blocks, each arrow with its layer and its parameters; returns ax.

    ``parameters`` maps the position of an arrow (0 is the convolution) to the number of weights and biases there;
    ``shapes`` are those of the eight blocks.
    """
    left = 0.0
    for k, ((size, sheets, step, length), name, shape) in enumerate(zip(BLOCKS, NAMES, shapes, strict=True)):
        _block(ax, left, *size, sheets)
        ax.text(left + size[0] / 2, -1.75, f"{name}\n{_times(shape)}", ha="center", va="top", fontsize=12)
        start = left + size[0] + LIFT * (sheets - 1) + 0.1
        left = start + length
        if step:
            _arrow(ax, start, left - 0.1, step.format(kernel=_times(kernel)), parameters.get(k))
    ax.set(xlim=(-0.3, left + 0.7), ylim=(-2.75, 2.0), aspect="equal")
    ax.set_axis_off()
    return ax


def _times(shape):
    return " × ".join(map(str, shape))


def _arrow(ax, start, end, step, parameters):
    look = dict(arrowstyle="-|>", color=GREY, linewidth=2, shrinkA=0, shrinkB=0)
    ax.annotate("", (end, 0), (start, 0), arrowprops=look)
    ax.text((start + end) / 2, 0.15, step, ha="center", va="bottom", fontsize=12)
    if parameters is not None:
        ax.text((start + end) / 2, -0.15, f"{parameters:,}", ha="center", va="top", fontsize=12, color=ORANGE)


def _block(ax, left, width, height, sheets):
    for sheet in reversed(range(sheets)):
        corner = left + LIFT * sheet, -height / 2 + LIFT * sheet
        ax.add_patch(Rectangle(corner, width, height, facecolor="#dbe9f4", edgecolor=INK, linewidth=1.2))


# ---- pictures ------------------------------------------------------------------------------------------------------
def rows_of_windows(image, columns, kernel, places):
    """Return the Picture of an image (H, W) beside its im2col matrix, two windows and their rows framed alike."""
    fig, axes = figure(ncols=2, width=11, height=4.2, gridspec_kw={"width_ratios": [image.shape[1], columns.shape[1]]})
    windows_to_rows(axes, image, columns, kernel, places)
    framed = " and ".join(f"window {place} with row {place}" for place in places)
    return Picture(
        fig,
        f"An image of {image.shape[0]} by {image.shape[1]} numbers, from {image.min():g} to {image.max():g}, and its "
        f"im2col matrix of {len(columns)} rows of {columns.shape[1]}; {framed} are framed alike.",
    )


def counts_of_windows(counts):
    """Return the Picture of how many windows see each pixel: ``counts`` maps a stride to an array (H, W)."""
    fig, axes = figure(ncols=len(counts), width=9, height=4)
    said = []
    for ax, (stride, seen) in zip(np.ravel(axes), counts.items(), strict=True):
        use_counts(ax, seen, f"stride {stride}")
        said.append(f"with stride {stride} from {seen.min():g} to {seen.max():g}, {seen[0, 0]:g} in the corner")
    return Picture(fig, f"How many windows see each pixel of a picture: {'; '.join(said)}.")


def network_of(layers):
    """Return the Picture of a network of seven ``layers``: what each of them makes of a picture, and its parameters."""
    x = np.zeros((1, 1, 28, 28), np.float32)
    shapes, parameters = [x.shape[1:]], {}
    for number, layer in enumerate(layers):
        x = layer.forward(x)
        shapes.append(x.shape[1:])
        if layer.params:
            parameters[number] = sum(array.size for array in layer.params.values())
    shapes = [*shapes[:4], *shapes[5:], shapes[-1]]  # flattened numbers are not drawn, probabilities are
    parameters = {k - (k > 3): count for k, count in parameters.items()}
    kernel = layers[0].params["weight"].shape[2:]
    fig, ax = figure(width=12.5, height=2.6)
    structure(ax, parameters, shapes, kernel)
    sizes = ", then ".join(_times(shape) for shape in shapes)
    most = max(parameters, key=parameters.get)
    counted = ", ".join(f"{count:,}" for count in parameters.values())
    return Picture(
        fig,
        f"The network as a row of blocks of the sizes {sizes}; its layers with weights have {counted} parameters, most "
        f"of them between {_times(shapes[most])} and {_times(shapes[most + 1])}.",
    )


def learning_curves(curves):
    """Return the Picture of accuracies by epoch: ``curves`` maps a label to one share for each epoch."""
    fig, ax = figure(height=4)
    epochs = range(1, 1 + max(map(len, curves.values())))
    networks.accuracies(ax, epochs, curves, "epochs so far")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ends = "; ".join(f"{label} from {shares[0]:.0%} to {shares[-1]:.0%}" for label, shares in curves.items())
    return Picture(fig, f"Accuracy after each of {len(epochs)} epochs: {ends}.")
