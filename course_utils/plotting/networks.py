"""Figures that look into a network: small pictures on one scale, mistakes, a confusion matrix, accuracies."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.style import PALETTE, SIGNED_MAP, equally_long, figure, signed_limits, with_looks

LOOKS = (  # a colour never stands alone: each has its dash and its mark
    ("blue", "-", "o"),
    ("orange", "--", "s"),
    ("green", ":", "^"),
    ("purple", "-.", "D"),
)


def tiles(ax, pictures, columns, labels=None, signed=False, limits=None):
    """Draw ``pictures`` (K, H, W) side by side on one Axes, ``columns`` to a row, all on one scale; return the image.

    ``signed`` colours by the diverging map with white at zero; otherwise 0 is white and the largest value dark.
    ``labels`` (K texts) stand above their pictures. ``limits``, a dict of vmin and vmax, holds the scale of another
    figure for comparison. Raises ValueError for a number of labels that is not K.

    >>> from course_utils.plotting import figure
    >>> image = tiles(figure()[1], np.zeros((6, 5, 5)), columns=3, signed=True)
    """
    pictures = validation.array("pictures", pictures, shape=("K", "H", "W"))
    columns = validation.integer("columns", columns, minimum=1)
    if labels is not None and len(labels) != len(pictures):
        raise validation.value_error("labels", f"{len(labels)} labels", f"{len(pictures)}, one for each picture")
    if limits is None:
        limits = signed_limits(pictures) if signed else {"vmin": 0, "vmax": float(pictures.max()) or 1.0}
    sheet, gap = _sheet(pictures, columns, labelled=labels is not None)
    height, width = pictures.shape[1:]
    image = ax.imshow(sheet, cmap=SIGNED_MAP if signed else "gray_r", **limits)
    for k, label in enumerate(labels or ()):
        middle, top = (k % columns) * (width + gap[1]) + width / 2 - 0.5, (k // columns) * (height + gap[0])
        ax.text(middle, top - 0.8, label, ha="center", va="bottom", fontsize=12)
    for k in range(len(pictures)):
        _frame(ax, (k // columns) * (height + gap[0]), (k % columns) * (width + gap[1]), height, width)
    rows, across = sheet.shape
    ax.set(xlim=(-1, across), ylim=(rows, -1 - (gap[0] - 1 if labels else 0)))  # room for frames, and for the labels
    ax.set_axis_off()
    return image


def _sheet(pictures, columns, labelled):
    """Return one array with all pictures and NaN between them, and the gaps (vertical, horizontal) in pixels."""
    count, height, width = pictures.shape
    rows = -(-count // columns)
    gap = max(1, height // 8) + (max(2, height // 3) if labelled else 0), max(1, width // 8)
    sheet = np.full((rows * (height + gap[0]) - gap[0], columns * (width + gap[1]) - gap[1]), np.nan)
    for k, picture in enumerate(pictures):
        top, left = (k // columns) * (height + gap[0]), (k % columns) * (width + gap[1])
        sheet[top : top + height, left : left + width] = picture
    return sheet, gap


def _frame(ax, top, left, height, width):
    right, bottom = left + width - 0.5, top + height - 0.5
    corners = [left - 0.5, right, right, left - 0.5, left - 0.5], [top - 0.5, top - 0.5, bottom, bottom, top - 0.5]
    ax.plot(*corners, color=PALETTE["grey"], linewidth=0.6)


def pictures(axes, images, titles):
    """Draw ``images`` (K, H, W) with values in 0..1 on as many axes, ink dark on light, each under its title.

    Returns the axes.
    """
    images = validation.array("images", images, shape=("K", "H", "W"))
    for ax, image, title in zip(np.ravel(axes), images, titles, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(title, fontsize=12)
        ax.set_axis_off()
    return axes


def confusion_matrix(ax, counts, names):
    """Draw how often each true class (row) was taken for each class (column); returns ax.

    ``counts`` (C, C) holds whole numbers. Mistakes are shaded, the darker the more frequent; the right answers on the
    diagonal are framed instead, for they would drown everything else.
    """
    counts = validation.array("counts", counts, shape=(len(names), len(names)))
    mistakes = np.where(np.eye(len(names), dtype=bool), 0, counts)
    most = max(1.0, float(mistakes.max()))
    ax.imshow(mistakes, cmap="Greys", vmin=0, vmax=2 * most)  # the darkest stays light enough for dark ink
    for (row, column), count in np.ndenumerate(counts):
        weight = "bold" if row == column else "normal"
        if count:
            ax.text(column, row, f"{int(count)}", ha="center", va="center", fontsize=12, weight=weight)
    for k in range(len(names)):
        _frame(ax, k, k, 1, 1)
    ax.set(xticks=range(len(names)), xticklabels=names, yticks=range(len(names)), yticklabels=names)
    ax.set(xlabel="answer of the network", ylabel="true class")
    ax.grid(False)
    return ax


def training_curves(history, ax=None):
    """Draw the accuracy of a training run over its epochs; return the Axes.

    `history` is a `training.History`, whose first entry is from before the first update, or an
    `experiment.record.Record`, which begins with the first epoch. Training and, where there was one, validation; on
    `ax`, or on a new figure's.
    """
    ax = figure(height=4)[1] if ax is None else ax
    first, held_out = 0, getattr(history, "test_accuracy", None)
    if held_out is None:
        first, held_out = 1, history.validation_accuracy
    found = {"training set": history.train_accuracy, "validation set": held_out}
    shown = {label: values for label, values in found.items() if len(values)}
    for label, values, (color, dash, mark) in with_looks("history", shown, LOOKS):
        epochs = np.arange(first, first + len(values))
        ax.plot(epochs, 100 * values, dash, marker=mark, ms=5, color=PALETTE[color], label=label)
    ax.set(xlabel="epochs so far", ylabel="right answers (%)", ylim=(0, 102))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="lower right")
    return ax


def accuracies(ax, x, series, xlabel, chance=0.1):
    """Draw accuracies in 0..1 over ``x`` (n,) on ``ax`` and return it; ``series`` maps a label to values (n,).

    The thin line marks what guessing would get.
    """
    for label, values, (color, dash, mark) in with_looks("series", series, LOOKS):
        places, values = equally_long(x=x, values=values)
        ax.plot(places, 100 * values, dash, marker=mark, ms=5, color=PALETTE[color], label=label)
    ax.axhline(100 * chance, color=PALETTE["grey"], lw=1.2)
    beside = ax.get_yaxis_transform()  # to the right of the Axes, where no curve can cross it
    ax.text(1.01, 100 * chance, "guessing", color=PALETTE["grey"], fontsize=11, va="center", transform=beside)
    ax.set(xlabel=xlabel, ylabel="right answers (%)", ylim=(0, 102))
    if len(series) > 1:
        ax.legend()
    return ax


def probabilities(ax, shares, names, true=None):
    """Draw the probabilities ``shares`` (C,) of the classes ``names`` as bars on ``ax``; return it.

    The bar of the class ``true``, where given, is hatched.
    """
    shares = validation.array("shares", shares, shape=(len(names),))
    bars = ax.bar(range(len(names)), shares, color=PALETTE["blue"])
    if true is not None:
        bars[true].set(hatch="//", edgecolor="white")
    ax.set(xticks=range(len(names)), xticklabels=names, xlabel="class", ylabel="probability", ylim=(0, 1.02))
    return ax


def run_curves(record):
    """Draw loss and accuracy of an `experiment.record.Record` over its epochs, side by side; return the Figure.

    One legend for both stands above them, where it covers no curve.
    """
    fig, (left, right) = figure(1, 2, width=10, height=4)
    epochs = np.arange(1, record.epochs + 1)
    series = {"training set": record.train_loss, "validation set": record.validation_loss}
    shown = {label: values for label, values in series.items() if len(values)}
    for label, values, (color, dash, mark) in with_looks("record", shown, LOOKS):
        left.plot(epochs, values, dash, marker=mark, ms=5, color=PALETTE[color], label=label)
    left.set(xlabel="epochs so far", ylabel="loss")
    training_curves(record, right).get_legend().remove()
    for ax in (left, right):
        ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        ax.set_xlim(0.5, max(1, record.epochs) + 0.5)  # or one epoch alone would have ticks at fractions of it
    fig.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig
