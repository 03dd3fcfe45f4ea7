"""The pictures of chapter 06: each takes the numbers that it shows, and says in words what they come to."""

from __future__ import annotations

import numpy as np

from course_utils import pooling, validation
from course_utils.plotting.chapter_06 import (
    field_boxes,
    number_grid,
    number_text,
    pictures,
    shares,
    shifted_rows,
    windows,
)
from course_utils.plotting.style import PALETTE, Picture, figure


def _rows(values):
    """Write numbers (H, W) row by row, as a table is read aloud."""
    return "; ".join(" ".join(map(number_text, row)) for row in np.atleast_2d(values))


def _size(values):
    return " by ".join(map(str, np.shape(values)))


def pooled_windows(values, pooled, window, stride, title="max pooled"):
    """Show ``values`` (H, W) with its pooling windows outlined, and beside it what is left of each, ``pooled``."""
    ratios = {"width_ratios": [np.shape(values)[1], np.shape(pooled)[1]]}
    fig, axes = figure(ncols=2, width=6, height=3.2, gridspec_kw=ratios)
    windows(axes, values, pooled, window, stride, names=("map", title))
    largest = pooling.max_pool2d(np.asarray(values, float)[None, None], window, stride)[0, 0]
    kept = "the largest number" if np.array_equal(largest, pooled) else "one number"
    alt = f"A map of {_size(values)} numbers, row by row {_rows(values)}, cut into {np.size(pooled)} windows of "
    alt += f"{window} by {window}; beside it {kept} of each: {_rows(pooled)}."
    return Picture(fig, alt=alt)


def grids(tables):
    """Show tables of numbers, title -> (H, W), side by side."""
    ratios = {"width_ratios": [np.shape(values)[1] for values in tables.values()]}
    widest = max(len(values) for values in tables.values())
    width = sum(0.62 * columns + 0.5 for columns in ratios["width_ratios"])
    fig, axes = figure(ncols=len(tables), width=width, height=0.62 * widest + 0.6, gridspec_kw=ratios, squeeze=False)
    for ax, (title, values) in zip(axes[0], tables.items()):
        number_grid(ax, values, title)
    return Picture(
        fig, alt=". ".join(f"{title}, {_size(v)} numbers, row by row: {_rows(v)}" for title, v in tables.items()) + "."
    )


def padded(ring, maxima):
    """Show a map in a ring one cell wide, ``ring`` (H + 2, W + 2), and beside it the ``maxima`` of its windows.

    Tinted are the cells of the ring, and the maxima that are no numbers of the map.
    """
    ring, maxima = np.asarray(ring, float), np.asarray(maxima, float)
    inside = np.zeros(ring.shape, bool)
    inside[1:-1, 1:-1] = True
    strange = ~np.isin(maxima, ring[inside])
    fig, axes = figure(ncols=2, width=7, height=3.6, gridspec_kw={"width_ratios": [3, 1]})
    number_grid(axes[0], ring, "in its ring", lit=[(*at, "orange") for at in np.argwhere(~inside).tolist()])
    number_grid(axes[1], maxima, "its maxima", lit=[(*at, "orange") for at in np.argwhere(strange).tolist()])
    alt = f"A map of {_size(ring[1:-1, 1:-1])} numbers in a ring of {number_text(ring[0, 0])}, and the maxima of its "
    alt += f"windows, {_rows(maxima)}: {strange.sum()} of the {maxima.size} are no numbers of the map."
    return Picture(fig, alt=alt)


def pooled_pictures(images):
    """Show ``images``, title -> (H, W): a picture first, then what several ways to pool have left of it."""
    fig, axes = figure(ncols=len(images), width=2.75 * len(images), height=3)
    pictures(axes, images)
    dark = {title: float(np.mean(image)) for title, image in images.items()}
    told = "; ".join(f"{title}: {_size(images[title])}, {value:.2f}" for title, value in dark.items())
    alt = f"A digit, and what pooling has left of it, with the mean darkness of each, from 0 to 1. {told}. "
    return Picture(fig, alt=f"{alt}The darkest is “{max(dark, key=dark.get)}”.")


def moved_rows(rows, pooled):
    """Show ``rows``, label -> (W,), cut into windows of two, and their ``pooled`` rows; the first is unmoved."""
    fig, axes = figure(ncols=len(rows), width=11, height=2)
    shifted_rows(axes, rows, pooled)
    first, *others = rows
    told = [f"{first}: {_rows(rows[first])} is pooled to {_rows(pooled[first])}"]
    for label in others:
        same = "the same" if np.array_equal(pooled[label], pooled[first]) else "another row"
        told.append(f"{label}: {_rows(rows[label])} is pooled to {_rows(pooled[label])}, {same}")
    return Picture(fig, alt=". ".join(told) + ".")


def robustness(measured, kinds):
    """Show two bar charts over ``kinds`` of pooling: the share of cells unchanged, and the size of the change.

    measured maps what was pooled to an array (2, number of kinds): those shares, and those sizes.
    """
    fig, axes = figure(nrows=2, width=10, height=6.4)
    told, kinds = [], list(kinds)
    charts = (("inked cells unchanged", np.argmax), ("size of the change", np.argmin))
    for row, (ax, (label, best)) in enumerate(zip(axes, charts)):
        shares(ax, {name: values[row] for name, values in measured.items()}, kinds, label)
        for name, values in measured.items():
            listed = ", ".join(f"{kind} {value:.0%}" for kind, value in zip(kinds, values[row]))
            told.append(f"{label}, {name}: {listed}; the most robust is {kinds[best(values[row])]}")
    return Picture(fig, alt="Two bar charts, after a move by one pixel. " + ". ".join(told) + ".")


def fields(images, layers, unit):
    """Show ``images``, title -> (H, W), the input and one for each of ``layers``, (kernel, stride) without padding.

    Marked is the cell ``unit`` (row, column) of the last, and all that it depends on in those before.
    """
    boxes = dict(zip(images, field_boxes(layers, unit), strict=True))
    fig, axes = figure(ncols=len(images), width=10, height=3.6)
    pictures(axes, images, boxes)
    *below, last = images
    seen = [f"{boxes[title][0][2]} by {boxes[title][0][3]} cells of the {title}" for title in reversed(below)]
    alt = f"One cell of the {last} ({_size(images[last])}) is marked, and what it depends on: {', then '.join(seen)}."
    return Picture(fig, alt=alt)


def handed_back(arriving, values, received):
    """Show the gradients that arrive (OH, OW), the map ``values`` (H, W), and what ``received``, title -> (H, W).

    Tinted are the cells that receive something; in the map those of the first of ``received``.
    """
    tables = {"arrives": arriving, "map": values, **received}
    ratios = [np.shape(table)[1] for table in tables.values()]
    width = 0.65 * sum(ratios) + 0.6 * len(ratios)
    fig, axes = figure(ncols=len(tables), width=width, height=3, gridspec_kw={"width_ratios": ratios})
    winners = next(iter(received.values()))
    number_grid(axes[0], arriving, "arrives", color="purple")
    number_grid(axes[1], values, "map", lit=_lit(winners))
    for ax, (title, grad) in zip(axes[2:], received.items()):
        number_grid(ax, grad, title, lit=_lit(grad))
    told = "; ".join(f"{title}: {_received(grad)}" for title, grad in received.items())
    return Picture(fig, alt=f"Gradients arrive, {_rows(arriving)}, for a map {_rows(values)}. {told}.")


def _lit(grad):
    """Return the cells that receive something: orange for a few, blue where all do."""
    color = "blue" if np.all(grad) else "orange"
    return [(*at, color) for at in np.argwhere(grad).tolist()]


def _received(grad):
    grad = validation.array("received", grad, ndim=2)
    given = np.argwhere(grad)
    alone = " and ".join(f"{number_text(grad[r, c])} at row {r}, column {c}" for r, c in given)
    each = alone if len(given) < min(5, grad.size) else f"from {number_text(grad.min())} to {number_text(grad.max())}"
    return f"{number_text(grad.sum())} in all, for {len(given)} of {grad.size} cells: {each}"


def blown_up(picture, pooled, again):
    """Show a ``picture`` (H, W), its ``pooled`` version, that made large ``again``, and what is different then."""
    names = ("picture", "average pooled", "up-sampled again", "picture − up-sampled")
    picture, again = np.asarray(picture, float), np.asarray(again, float)
    fig, axes = figure(ncols=4, width=11, height=3)
    pictures(axes, dict(zip(names, (picture, pooled, again, picture - again))), signed=names[3:])
    inked, wrong = picture > 0, ~np.isclose(picture, again, atol=1e-6)
    rim = inked & (_least_neighbour(picture) == 0)
    at_rim, within = (np.abs(picture - again)[cells].mean() for cells in (rim, inked & ~rim))
    alt = (
        f"A digit of {_size(picture)}, pooled to {_size(pooled)}, and made {_size(again)} again: of its {inked.sum()} "
    )
    alt += (
        f"inked pixels {(wrong & inked).sum()} are not what they were. The mean difference is {at_rim:.2f} at the rim "
    )
    return Picture(fig, alt=f"{alt}of the strokes, {within:.2f} inside.")


def _least_neighbour(picture):
    """Return the smallest of the four neighbours of each pixel (0 beyond the edge)."""
    ring = np.pad(picture, 1)
    return np.minimum.reduce([ring[:-2, 1:-1], ring[2:, 1:-1], ring[1:-1, :-2], ring[1:-1, 2:]])


def columns_used(stored):
    """Show in which columns the squared gradient of a middle unit lies, before training and after; ``stored`` Runs.

    Each thin line is one start, each thick one the mean of all.
    """
    groups = {name: np.array([run.values[name] for run in stored]) for name in ("before", "after")}  # (starts, columns)
    field = stored.runs[0].values["field"]
    fig, ax = figure(width=8, height=3.6)
    offsets = np.arange(groups["before"].shape[1]) - groups["before"].shape[1] // 2
    for (name, found), color, dash in zip(groups.items(), ("blue", "orange"), ("--", "-")):
        ax.plot(offsets, found.T, dash, color=PALETTE[color], linewidth=0.6, alpha=0.5)
        ax.plot(offsets, found.mean(axis=0), dash, color=PALETTE[color], label=f"{name} training")
    for edge in (-field / 2, field / 2):
        ax.axvline(edge, color=PALETTE["ink"], linestyle=":")
    ax.set(
        xlim=(-field / 2 - 2, field / 2 + 2),
        xticks=range(-8, 9, 4),
        xlabel="columns from the middle",
        ylabel="share of the whole",
    )
    ax.legend()
    middle = {name: found.mean(axis=0)[offsets == 0][0] for name, found in groups.items()}
    words = f"Where the squared gradient of a middle unit lies, column by column, {len(stored)} starts; the field has "
    words += f"{field} columns. " + "; ".join(
        f"{name} training {share:.0%} in the middle" for name, share in middle.items()
    )
    return Picture(fig, alt=f"{words} column.")
