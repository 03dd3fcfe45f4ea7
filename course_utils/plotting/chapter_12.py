"""Figures of chapter 12: coloured pictures and filters, what moved an answer, intervals, curves to be recognised."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.networks import pictures as grey_pictures
from course_utils.plotting.style import PALETTE, SIGNED_MAP, Picture, figure, printable, signed_limits

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


# ---- whole figures, one call each -----------------------------------------------------------------------------------
def class_sheet(pictures, labels, names, each=10, most=12):
    """Picture the first ``each`` of ``pictures`` (N, 3, H, W) of every class, a row for each of ``names``.

    Of many classes the first ``most`` are shown.
    """
    shown = [printable(name) for name in names[:most]]
    chosen = [np.flatnonzero(labels == k)[:each] for k in range(len(shown))]
    columns = max(len(rows) for rows in chosen)
    sheet = np.ones((len(shown) * columns, *pictures.shape[1:]))
    for k, rows in enumerate(chosen):
        sheet[k * columns : k * columns + len(rows)] = pictures[rows]
    fig, ax = figure(width=9, height=0.3 + 0.86 * len(shown))
    colour_sheet(ax, sheet, columns, labels=shown)
    colours = (_colour(pictures[labels == k]) for k in range(len(shown)))
    told = "; ".join(f"{name}, mean red, green and blue {colour}" for name, colour in zip(shown, colours))
    size = f"{pictures.shape[2]} by {pictures.shape[3]} pixels"
    which = f"each of {len(names)} classes" if len(names) <= most else f"the first {most} of {len(names)} classes"
    return Picture(fig, f"Up to {columns} pictures of {size} of {which}: {told}.")


def _colour(pictures):
    return ", ".join(f"{value:.2f}" for value in pictures.mean(axis=(0, 2, 3)))


def filter_pair(stages):
    """Picture the first layer's filters, (F, 3, KH, KW), at two ``stages``, {"before training": …}, by one scale."""
    (_, first), (_, last) = stages.items()
    limit = max(np.abs(first).max(), np.abs(last).max())
    fig, axes = figure(ncols=2, width=10, height=1.7)
    fig.get_layout_engine().set(wspace=0.12)
    for ax, (title, filters) in zip(axes, stages.items()):
        colour_filters(ax, filters, columns=8, limit=limit)
        ax.set_title(title)
    moved = np.linalg.norm(last - first) / np.linalg.norm(first)
    count, _, height, width = first.shape
    alt = (
        f"{count} filters of {height} by {width} in colour, {' and '.join(stages)}: between the two they differ by "
        f"{moved:.0%} of their length."
    )
    return Picture(fig, alt)


def moved_answer(picture, maps, title):
    """Picture a picture (3, H, W) and ``maps``, {title: array (h, w)}, that say what moved a network's answer."""
    fig, axes = figure(ncols=1 + len(maps), width=2.75 + 2.75 * len(maps), height=3.1)
    title = printable(title)
    evidence(axes, picture, maps, title)
    told = "; ".join(f"{name}, {_told(values)}" for name, values in maps.items())
    return Picture(fig, f"{title[:1].upper()}{title[1:]}, and beside it {len(maps)} maps: {told}.")


def _told(values):
    """Say in words how fine a map is, in how few places half of it lies, and on which side."""
    amounts = np.clip(values, 0, None)
    ordered = np.sort(amounts.ravel())[::-1]
    share = (1 + np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)) / ordered.size
    thirds = [part.mean() for part in np.array_split(amounts, 3, axis=1)]
    side = ("left", "middle", "right")[int(np.argmax(thirds))]
    return f"{values.shape[0]} by {values.shape[1]}, half of it in {share:.0%} of its places, most in the {side} third"


def disagreements(digits, answers, labels):
    """Picture digits (K, 28, 28) under what several networks read, ``answers`` (K, networks), and what they are."""
    columns = 5
    fig, axes = figure(nrows=-(-len(digits) // columns), ncols=columns, width=10, height=4.8)
    axes = np.ravel(axes)
    readings(axes[: len(digits)], digits, answers, labels)
    for ax in axes[len(digits) :]:
        ax.set_axis_off()
    read = "; ".join(ax.get_title() for ax in axes[: len(digits)])
    right = np.mean(np.asarray(answers) == np.asarray(labels)[:, None])
    return Picture(fig, f"{len(digits)} digits, each with what was read and what it is: {read}. {right:.0%} is right.")


def interval_rows(counts, interval):
    """Picture for each of ``counts``, (right, total), the share with the ends that ``interval(right, total)`` gives."""
    rows = [(f"{right:,} of {total:,}", right / total, interval(right, total)) for right, total in counts]
    fig, ax = figure(width=8, height=0.4 + 0.5 * len(rows))
    intervals(ax, rows)
    told = "; ".join(f"{name}, {100 * low:.1f} to {100 * high:.1f}" for name, _, (low, high) in rows)
    return Picture(fig, f"Shares of right answers with their intervals in per cent: {told}.")


def nameless(runs):
    """Picture accuracy over the epochs of some runs, training and validation, each under a letter."""
    fig, axes = figure(ncols=len(runs), width=3 * len(runs), height=3.3, sharey=True)
    nameless_curves(axes, runs, "ABCDEFGH"[: len(runs)])
    told = "; ".join(f"{ax.get_title()}, {_course(ax.lines[0])}, validation {_course(ax.lines[1])}" for ax in axes)
    epochs = len(runs[0].train_accuracy)
    return Picture(fig, f"Accuracy in per cent over {epochs} epochs, training first: {told}.")


def _course(line):
    values = line.get_ydata()
    return f"{values[0]:.0f} to {values[-1]:.0f} (highest {values.max():.0f})"
