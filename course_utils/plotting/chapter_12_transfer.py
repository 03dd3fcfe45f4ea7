"""Figures of chapter 12 about transfer: what a pretrained network answers, its filters, what its layers are worth."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.data import imagenet
from course_utils.plotting import differences
from course_utils.plotting.chapter_12 import colour_filters
from course_utils.plotting.style import PALETTE, Picture, figure

EVEN = 0.5  # share of the squared weights, made up by the filter's mean colour, from which on it is one of colour
BARELY = 0.01  # a filter's length, as a share of the longest


def top_five(pictures, answers, columns=2):
    """Picture each of ``pictures``, {name: uint8 (H, W, 3)}, beside bars for the network's likeliest classes.

    ``answers`` maps the same names to pairs (class number of ImageNet, probability), the likeliest first.
    """
    names = imagenet.class_names()
    rows = -(-len(pictures) // columns)
    fig, axes = figure(rows, 2 * columns, width=8.4, height=1.35 * rows, width_ratios=[0.65, 1] * columns)
    axes = axes.reshape(-1, 2)
    for (shown, bars), (name, picture) in zip(axes, pictures.items()):
        shown.imshow(picture)
        shown.set_title(name, fontsize=12)
        _bars(bars, [(names[number], share) for number, share in answers[name]])
    for ax in [*axes[:, 0], *axes[len(pictures) :].ravel()]:
        ax.set_axis_off()
    said = (f"{name}, {_percent(names, answers[name][:2])}" for name in pictures)
    return Picture(fig, f"{len(pictures)} pictures, each with its likeliest classes as bars: {'; '.join(said)}.")


def _bars(ax, rows):
    for place, (name, share) in enumerate(rows):
        ax.barh(place, share, height=0.8, color=PALETTE["blue" if place == 0 else "grey"], alpha=0.35)
        ax.text(0.02, place, f"{name} {_share(share)}", va="center", fontsize=11)
    ax.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5), xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def _percent(names, pairs):
    return ", ".join(f"{names[number]} {_share(share)}" for number, share in pairs)


def _share(share):
    return f"{100 * share:.0f} %" if share >= 0.005 else "below 1 %"


def kinds(filters):
    """Count filters (F, 3, KH, KW): those that change from place to place, of one colour, and blank.

    >>> spot = np.eye(3)[:, :, None] * np.ones(3)
    >>> kinds(np.stack([spot - spot.mean(), np.ones((3, 3, 3)), np.zeros((3, 3, 3))]))
    {'changing': 1, 'of one colour': 1, 'blank': 1}
    """
    filters = validation.array("filters", filters, shape=("F", 3, "KH", "KW"))
    power = (filters**2).sum(axis=(1, 2, 3))
    even = (filters.mean(axis=(2, 3)) ** 2).sum(axis=1) * filters[0, 0].size  # of the mean colour alone
    blank = power <= BARELY**2 * power.max()
    colour = ~blank & (even >= EVEN * power)
    return {"changing": int((~blank & ~colour).sum()), "of one colour": int(colour.sum()), "blank": int(blank.sum())}


def first_filters(sets):
    """Picture first layers, {title: filters (F, 3, KH, KW)}, each filter by its own largest weight, grey where 0."""
    fig, axes = figure(ncols=len(sets), width=10, height=2.6, width_ratios=[2, 3][: len(sets)])
    said = []
    for ax, (title, filters) in zip(np.ravel(axes), sets.items()):
        largest = np.abs(filters).max(axis=(1, 2, 3), keepdims=True)
        longest = np.linalg.norm(filters.reshape(len(filters), -1), axis=1).max()
        colour_filters(ax, filters / np.maximum(largest, BARELY * longest), columns=8, limit=1)
        ax.set_title(title)
        counted = ", ".join(f"{count} {kind}" for kind, count in kinds(filters).items() if count)
        said.append(f"{title}: {len(filters)} filters, {counted}")
    return Picture(fig, f"First filters in colour. {'; '.join(said)}.")


def worth(errors, changes, base, reach):
    """Picture test errors, {name: (seeds,) in percent}, and beside them each name's difference to ``base``.

    ``changes`` maps the other names to (differences (seeds,) in points, `uncertainty.Estimate`).
    """
    fig, axes = figure(ncols=2, width=10.5, height=0.42 * len(errors) + 1.3)
    for place, values in enumerate(errors.values()):
        axes[0].plot(values, [place] * len(values), "o", color=PALETTE["blue"], ms=6, alpha=0.8)
        axes[0].plot(np.mean(values), place, "D", color=PALETTE["ink"], ms=8)
    axes[0].set(yticks=range(len(errors)), yticklabels=list(errors), ylim=(len(errors) - 0.4, -0.6), xlim=(0, None))
    axes[0].set(xlabel="test errors (%)", title="each seed, and the mean")
    axes[0].grid(False, axis="y")
    rows = {name: changes.get(name, (np.zeros(0), None)) for name in errors}
    differences.differences(axes[1], rows, reach, f"points more (or fewer) than {base}")
    axes[1].set(yticklabels=[], title="differences")
    means = ", ".join(f"{name} {np.mean(values):.1f}" for name, values in errors.items())
    return Picture(fig, f"Test errors in percent: {means}. More than {base}, in points: {differences.said(changes)}.")
