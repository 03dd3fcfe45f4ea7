"""Figures of chapter 09: the two towers, shares of parameters and work, normalisation, windows, weights, steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import normalisation, validation
from course_utils.plotting.style import PALETTE, Picture, equally_long, figure

BLUE, ORANGE, GREEN, PURPLE, GREY, INK = (
    PALETTE[name] for name in ("blue", "orange", "green", "purple", "grey", "ink")
)
TINTS = ("#dbe9f4", "#fbe3d6")  # upper tower, lower tower
HATCHES = (None, "//")


def two_towers(rows):
    """Return a Picture of AlexNet's layers as two rows of boxes, with wires that cross where a layer reads both."""
    fig, ax = figure(width=12, height=4)
    towers(ax, rows)
    *names, last = crossing(rows) or ["no layer"]
    where = f"{', '.join(names)} and {last}" if names else last
    alt = f"{len(rows)} layers as two rows of boxes, one for each graphics card, from the picture on; the wires "
    return Picture(fig, alt=f"{alt}cross before {where}, and run straight before all other layers.")


def crossing(rows):
    """Return the names of the layers that read the maps of both towers; the first, which reads the picture, is none.

    >>> from course_utils.models import alexnet_plan
    >>> crossing(alexnet_plan.rows(alexnet_plan.full()))
    ['conv3', 'fc6', 'fc7', 'fc8']
    """
    pairs = pairwise(rows)
    return [row.layer for before, row in pairs if row.inputs in (before.pooled[0], int(np.prod(before.pooled)))]


def towers(ax, rows):
    """Draw AlexNet's layers as two rows of boxes, and who reads whose maps; return ax.

    ``rows`` are the eight rows of ``AlexNet().table()``. A thin line joins what one tower passes on to itself, a thick
    one crosses over where a layer reads both.
    """
    crosses = crossing(rows)
    for column, row in enumerate(rows, 1):
        last = row is rows[-1]
        for tower, y in enumerate((0.0,) if last else (1.0, -1.0)):
            _layer_box(ax, column, y, TINTS[tower] if not last else "#e9e9e9", _half(row.shape, last))
        ax.text(column, 2.0, row.layer, ha="center", fontsize=13, weight="bold")
        if column > 1:
            _joined(ax, column, crosses=row.layer in crosses, last=last)
    _layer_box(ax, 0, 0.0, "#e9e9e9", "3 × 227\n× 227")
    ax.text(0, 2.0, "picture", ha="center", fontsize=13, weight="bold")
    for y in (1.0, -1.0):
        _wire(ax, 0, 0.0, y, GREY, 1.5)
    ax.text(-0.55, 1.0, "GPU 1", ha="center", va="center", fontsize=12, color=GREY)
    ax.text(-0.55, -1.0, "GPU 2", ha="center", va="center", fontsize=12, color=GREY)
    ax.set(xlim=(-0.9, len(rows) + 0.5), ylim=(-1.7, 2.4))
    ax.set_axis_off()
    return ax


def _half(shape, whole):
    channels = shape[0] if whole else shape[0] // 2
    return f"{channels}" if len(shape) == 1 else f"{channels} × {shape[1]}\n× {shape[2]}"


def _layer_box(ax, column, y, color, text):
    ax.add_patch(Rectangle((column - 0.34, y - 0.45), 0.68, 0.9, facecolor=color, edgecolor=INK, linewidth=1.2))
    ax.text(column, y, text, ha="center", va="center", fontsize=11)


def _joined(ax, column, crosses, last):
    for y in (1.0, -1.0):
        if last:
            _wire(ax, column - 1, y, 0.0, ORANGE, 2.6)
            continue
        _wire(ax, column - 1, y, y, GREY, 1.5)
        if crosses:
            _wire(ax, column - 1, y, -y, ORANGE, 2.6)


def _wire(ax, column, start, end, color, width):
    ax.plot((column + 0.34, column + 0.66), (start, end), color=color, linewidth=width, solid_capstyle="butt")


def parameters_and_work(rows):
    """Return a Picture of each layer's share of all parameters, and of all multiply-adds; ``rows`` as in `shares`."""
    fig, axes = figure(ncols=2, width=11, height=4)
    shares(axes, rows)
    dense = [row for row in rows if row.layer.startswith("fc")]
    convolutions = [row for row in rows if row not in dense]
    stored = f"{_of('parameters', dense, rows)} of the parameters, {_most('parameters', rows)}"
    done = f"{_of('multiply_adds', convolutions, rows)} of the multiply-adds, {_most('multiply_adds', rows)}"
    alt = f"Shares by layer, two rows of bars: the {len(dense)} dense layers hold {stored}; "
    return Picture(fig, alt=f"{alt}the {len(convolutions)} convolutions do {done}.")


def _of(what, some, rows):
    part, whole = (sum(getattr(row, what) for row in group) for group in (some, rows))
    return f"{100 * part / whole:.0f} %"


def _most(what, rows):
    largest = max(rows, key=lambda row: getattr(row, what))
    return f"{largest.layer} alone {_of(what, [largest], rows)}"


def shares(axes, rows):
    """Draw each layer's share of all parameters and of all multiply-adds as bars on two axes; return them.

    Convolutions are plain, dense layers hatched. ``rows`` are those of ``AlexNet().table()``.
    """
    names = [row.layer for row in rows]
    for ax, what in zip(axes, ("parameters", "multiply_adds"), strict=True):
        counts = np.array([getattr(row, what) for row in rows], dtype=float)
        percent = 100 * counts / counts.sum()
        for place, (name, share) in enumerate(zip(names, percent)):
            dense = name.startswith("fc")
            look = dict(color=ORANGE if dense else BLUE, hatch="//" if dense else None, edgecolor="white")
            ax.barh(place, share, **look)
            ax.text(share + 1, place, f"{share:.1f} %", va="center", fontsize=12)
        ax.set(yticks=range(len(names)), yticklabels=names, xlim=(0, 80), ylim=(len(names) - 0.5, -0.5))
        ax.set(xlabel=f"share of all {what.replace('_', '-')} (%)")
        ax.grid(False, axis="y")
    return axes


def damping(responses, neighbours):
    """Return a Picture of responses before and after normalisation, a curve for each level of the neighbours."""
    fig, ax = figure(height=4)
    curves = damped(ax, responses, neighbours).lines[:-1]
    enlarged = any((curve.get_ydata() > np.asarray(responses)).any() for curve in curves)
    line = "some curves rise above the unchanged line" if enlarged else "no curve rises above the unchanged line"
    peaks = [responses[int(np.argmax(curve.get_ydata()))] for curve in curves]
    turns = [f"at {level} beyond {peak:g}" for level, peak in zip(neighbours, peaks) if peak < responses[-1]]
    bent = f"; with neighbours {' and '.join(turns)} the curve bends down again" if turns else ""
    ends = ", ".join(f"{curve.get_ydata()[-1]:.0f}" for curve in curves)
    levels = ", ".join(f"{level:g}" for level in neighbours)
    alt = f"A response before and after normalisation: {line}{bent}. "
    return Picture(fig, alt=f"{alt}A response of {responses[-1]:g} becomes {ends} with neighbours at {levels}.")


def damped(ax, responses, neighbours):
    """Draw what local response normalisation makes of a channel's ``responses`` (n,), one curve for each level.

    ``neighbours`` are the levels of the two channels beside it. The paper's constants; returns ax.
    """
    (responses,) = equally_long(responses=responses)
    looks = ((BLUE, "-"), (GREEN, "--"), (PURPLE, ":"), (ORANGE, "-."))
    for level, (color, dash) in zip(neighbours, looks):
        a = np.zeros((1, 3, 1, len(responses)))
        a[0, 1, 0], a[0, ::2] = responses, level
        ax.plot(responses, normalisation.local_response(a)[0, 1, 0], dash, color=color, label=f"neighbours {level}")
    ax.plot(responses, responses, color=GREY, linewidth=1, label="unchanged")
    ax.set(xlabel="response after ReLU", ylabel="after normalisation", ylim=(0, 0.72 * responses.max()))
    ax.legend(title="two channels beside it", loc="upper left", fontsize=11, title_fontsize=11)
    return ax


def two_poolings(size=9):
    """Return a Picture of windows of 2 and of 3, both with stride 2, over a row of ``size`` cells."""
    fig, axes = figure(ncols=2, width=10, height=1.8)
    pooling_windows(axes, size)
    counts = []
    for window in (2, 3):
        starts = np.arange(0, size - window + 1, 2)
        covered = np.bincount((starts[:, None] + np.arange(window)).ravel(), minlength=size)
        shared, unseen = (covered > 1).sum(), (covered == 0).sum()
        counts.append(f"{len(starts)} windows of {window}, {shared} cells in two of them and {unseen} in none")
    return Picture(fig, alt=f"A row of {size} cells under pooling windows with stride 2: {'; '.join(counts)}.")


def pooling_windows(axes, size=9):
    """Draw how windows of 2 and of 3, both with stride 2, lie over a row of ``size`` cells; return the axes."""
    for ax, window in zip(axes, (2, 3), strict=True):
        for cell in range(size):
            ax.add_patch(Rectangle((cell, 0), 1, 1, facecolor="white", edgecolor=GREY))
        starts = range(0, size - window + 1, 2)
        for number, start in enumerate(starts):
            color, dash, low = ((BLUE, "-", 1.25), (ORANGE, "--", 1.75))[number % 2]
            ax.plot((start + 0.12, start + window - 0.12), (low, low), color=color, linestyle=dash, linewidth=5)
            for cell in range(start, start + window):
                ax.add_patch(Rectangle((cell, 0), 1, 1, facecolor=color, alpha=0.25))
        title = f"windows of {window}, stride 2: {len(starts)} of them"
        ax.set(xlim=(-0.2, size + 0.2), ylim=(-0.2, 2.2), aspect="equal", title=title)
        ax.set_axis_off()
    return axes


def shares_left(scales, factors):
    """Return a Picture of how much of a weight is left, over the size of its feature; ``factors`` as in `shrinkage`."""
    fig, ax = figure(height=3.8)
    shrinkage(ax, scales, factors)
    runs = [f"{label}: from {values[0]:.2f} to {values[-1]:.2f}" for label, values in factors.items()]
    alt = f"Share of a weight that is left, for features from {scales[0]:g} to {scales[-1]:g} in size. "
    return Picture(fig, alt=f"{alt}{'; '.join(runs)}.")


def shrinkage(ax, scales, factors):
    """Draw how much of a least-squares weight is left over a feature's ``scales`` (n,); return ax.

    ``factors`` maps a label to (n,) shares; the first is drawn as a line, the second dashed, a third as crosses.
    """
    looks = (dict(color=BLUE), dict(color=ORANGE, linestyle="--"), dict(color=INK, linestyle="none", marker="x", ms=9))
    for (label, values), look in zip(factors.items(), looks):
        places, values = equally_long(scales=scales, values=values)
        ax.plot(places, values, label=label, **look)
    ax.set(xscale="log", ylim=(0, 1.05), xlabel="size of the feature (standard deviation)")
    ax.set(ylabel="share of the weight that is left")
    ax.legend(loc="upper left")
    return ax


def first_weights(stds, labels):
    """Return a Picture of the densities of first weights with each of the standard deviations ``stds``."""
    fig, ax = figure(height=3.4)
    weight_histograms(ax, stds, labels)
    spans = [f"{label}: nearly all between {-3 * std:g} and {3 * std:g}" for std, label in zip(stds, labels)]
    return Picture(fig, alt=f"First weights by {len(stds)} readings, as hills around 0: {'; '.join(spans)}.")


def weight_histograms(ax, stds, labels, count=20_000):
    """Draw densities of weights from N(0, std²) for each of ``stds``, filled and outlined; return ax."""
    rng = np.random.default_rng(0)
    edges = np.linspace(-0.35, 0.35, 141)
    looks = (dict(color=ORANGE, alpha=0.55), dict(color=BLUE, histtype="step", linewidth=2.2))
    for std, label, look in zip(stds, labels, looks, strict=True):
        ax.hist(rng.normal(0, std, count), edges, density=True, label=label, **look)
    ax.set(xlabel="first weight", ylabel="density")
    ax.legend()
    return ax


def two_rules(lengths, drop):
    """Return a Picture of step lengths (n,) for each rule, the learning rate falling at step ``drop``."""
    fig, ax = figure(height=3.6)
    steps(ax, lengths, drop)
    values = np.array(list(lengths.values()))
    gap = np.ptp(values[:, :drop], axis=0).max()
    before = "equal" if gap < 1e-9 else f"at most {gap:.2g} apart"
    fallen = [_fallen(label, row, drop) for label, row in lengths.items()]
    alt = f"Step lengths by {len(values)} rules, {before} until the learning rate falls at step {drop}. "
    return Picture(fig, alt=f"{alt}Then by {'; by '.join(fallen)}.")


def _fallen(label, row, drop):
    """Say how long the first step after the drop is, and how many more it takes to come near the last one."""
    late = int((np.abs(row[drop:] - row[-1]) > 0.5 * row[-1]).sum())
    return f"“{label}” {row[drop]:.3f} at once" + (f", falling for {late} steps more" if late else "")


def steps(ax, lengths, drop):
    """Draw step lengths over the step number for each rule, the learning rate falling at step ``drop``; return ax."""
    looks = ((BLUE, "-", "o"), (ORANGE, "--", "s"))
    for (label, values), (color, dash, mark) in zip(lengths.items(), looks):
        values = validation.array(label, values, ndim=1)
        ax.plot(np.arange(len(values)), values, dash, marker=mark, ms=4, color=color, label=label)
    top = 1.35 * max(np.max(values) for values in lengths.values())  # room for the legend above the curves
    ax.axvline(drop - 0.5, color=GREY, linewidth=1.2)
    ax.text(drop - 1, 0.05 * top, "rate ÷ 10 ", ha="right", color=GREY, fontsize=12)
    ax.set(xlabel="step", ylabel="length of the step", ylim=(0, top))
    ax.legend(loc="upper left")
    return ax
