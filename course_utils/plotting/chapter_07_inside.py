"""Figures of chapter 07 that look into the trained network: its mistakes, filters and maps, and what it bears."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting import networks
from course_utils.plotting.style import PALETTE, Picture, figure


def percent(share):
    """Write a share in whole percent; one that would be written as all or none says so.

    >>> percent(0.954), percent(0.9999)
    ('95 %', '>99 %')
    """
    return ">99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


def confusion(counts, names):
    """Return the Picture of a confusion matrix: ``counts`` (C, C), a row for each true class."""
    fig, ax = figure(width=6.4, height=5.6)
    networks.confusion_matrix(ax, counts, names)
    wrong = np.where(np.eye(len(names), dtype=bool), 0, counts)
    true, taken = np.unravel_index(wrong.argmax(), wrong.shape)
    return Picture(
        fig,
        f"Confusion matrix of {len(names)} classes: {counts.trace()} of {counts.sum()} on the diagonal; the most "
        f"frequent mistake, {wrong.max()} times, is {names[true]} taken for {names[taken]}.",
    )


def surest_mistakes(pictures, true, answers, shares, most=12):
    """Return the Picture of the mistakes of which the network was surest, each with class, answer and share."""
    wrong = np.flatnonzero(np.asarray(answers) != true)
    surest = wrong[np.argsort(shares[wrong])[::-1][:most]]
    fig, axes = figure(nrows=2, ncols=-(-most // 2), width=11, height=4)
    titles = [f"{true[i]}, not {answers[i]} ({percent(shares[i]).replace(' ', '')})" for i in surest]
    for ax in np.ravel(axes):
        ax.set_axis_off()
    if len(surest):
        networks.pictures(np.ravel(axes)[: len(surest)], pictures[surest], titles)
    least = f", all of them with at least {percent(shares[surest].min())} for a wrong class" if len(surest) else ""
    listed = f": {'; '.join(titles)}" if titles else ""
    return Picture(fig, f"The {len(surest)} surest of {len(wrong)} mistakes{least}{listed}.")


def alike(first, after):
    """Return for each filter the correlation of its weights before and after training."""
    pairs = zip(first.reshape(len(first), -1), after.reshape(len(after), -1), strict=True)
    return np.array([np.corrcoef(a, b)[0, 1] for a, b in pairs])


def neighbours(weight):
    """Return the correlation of weights that lie side by side in filters (F, KH, KW): 0 in noise, near 1 if smooth."""
    return float(np.corrcoef(weight[:, :, :-1].ravel(), weight[:, :, 1:].ravel())[0, 1])


def filters_before_and_after(first, after):
    """Return the Picture of filters (F, KH, KW) before and after training, on one scale, and their differences."""
    change, limit = after - first, float(max(abs(first).max(), abs(after).max()))
    fig, axes = figure(nrows=3, width=10, height=5.6)
    for ax, weight, title in zip(axes, (first, after, change), ("before", "after", "after − before"), strict=True):
        limits = None if weight is change else {"vmin": -limit, "vmax": limit}
        image = networks.tiles(ax, weight, -(-len(weight) // 2), signed=True, limits=limits)
        ax.set_title(title)
        fig.colorbar(image, ax=ax)
    return Picture(
        fig,
        f"{len(first)} filters before and after training, and their differences. The weights of the middle filter "
        "agree "
        f"with a correlation of {np.median(alike(first, after)):.2f}; the largest change is {abs(change).max():.2f}, "
        "the "
        f"largest weight {limit:.2f}. Neighbouring weights agree with {neighbours(first):.2f} before, and with "
        f"{neighbours(change):.2f} in the differences.",
    )


def filters(weight):
    """Return the Picture of filters (F, KH, KW), all on one scale."""
    fig, ax = figure(width=10, height=2.4)
    fig.colorbar(networks.tiles(ax, weight, -(-len(weight) // 2), signed=True), ax=ax)
    positive = int((weight.sum(axis=(1, 2)) > 0).sum())
    return Picture(
        fig,
        f"{len(weight)} filters; in {positive} of them the positive weights outweigh the negative ones. Neighbouring "
        f"weights agree with a correlation of {neighbours(weight):.2f}.",
    )


def feature_maps(picture, maps):
    """Return the Picture of what the filters make of one picture (H, W): ``maps`` (F, OH, OW) after ReLU."""
    fig, (left, right) = figure(ncols=2, width=12, height=3.1, gridspec_kw={"width_ratios": [1, 3.6]})
    networks.pictures([left], picture[None], ["in"])
    networks.tiles(right, maps, 10)
    shares, empty = (maps > 0).mean(axis=(1, 2)), int((maps.max(axis=(1, 2)) == 0).sum())
    return Picture(
        fig,
        f"A handwritten digit and the {len(maps)} feature maps that the filters make of it: they answer on "
        f"{percent(shares.min())} to {percent(shares.max())} of their places; {empty} stay empty.",
    )


def moved_digits(steps, series):
    """Return the Picture of accuracy over a shift in pixels; ``series`` maps a direction to accuracies."""
    fig, ax = figure(height=4)
    networks.accuracies(ax, steps, series, "pixels moved (+: right, down)")
    still = list(steps).index(0)
    said = []
    for label, shares in series.items():
        half, pairs = "never below one half", list(zip(map(abs, steps), shares, strict=True))
        first = min((far for far, share in pairs if share < 0.5), default=None)
        if first:
            there = [share for far, share in pairs if far == first]
            half = f"below one half from {first} pixels on ({percent(min(there))} to {percent(max(there))} there)"
        said.append(f"{label}: {percent(shares[still])} unmoved, {half}, {percent(min(shares))} at worst")
    return Picture(fig, f"Accuracy over the shift in pixels. {'; '.join(said)}.")


def fewer_filters(removed, shares):
    """Return the Picture of accuracy over how many filters were set to zero, in many orders: ``shares`` (orders, n)."""
    shares = validation.array("shares", shares, shape=("orders", len(removed)))
    fig, ax = figure(height=4)
    for name, shade, inside in (("all orders", 0.16, (0, 100)), ("eight of ten", 0.34, (10, 90))):
        low, high = 100 * np.percentile(shares, inside, axis=0)
        ax.fill_between(removed, low, high, color=PALETTE["blue"], alpha=shade, lw=0, label=name)
    networks.accuracies(ax, removed, {"median": np.median(shares, axis=0)}, f"filters set to zero, of {max(removed)}")
    ax.legend()
    said = []
    for count, found in zip(removed, np.transpose(shares), strict=True):
        middle, low, high = map(percent, (np.median(found), found.min(), found.max()))
        said.append(f"{count} gone: {middle} ({low} to {high})")
    return Picture(
        fig,
        f"Accuracy over the number of filters set to zero, in {len(shares)} orders: the median, and the worst and the "
        f"best order. {'; '.join(said)}.",
    )


def turned_digits(pictures, shown, angles, shares):
    """Return the Picture of one digit turned by the angles ``shown``, and of accuracy over all ``angles``."""
    ratios = [1] * len(shown) + [4.5]
    fig, axes = figure(ncols=len(ratios), width=12, height=3.4, gridspec_kw={"width_ratios": ratios})
    networks.pictures(axes[:-1], pictures, [f"{angle}°" for angle in shown])
    networks.accuracies(axes[-1], list(angles), {"test digits": shares}, "turned by (degrees)")
    said = ", ".join(f"{percent(dict(zip(angles, shares, strict=True))[angle])} at {angle}°" for angle in shown)
    return Picture(
        fig, f"A digit turned by {', '.join(f'{angle}°' for angle in shown)}, and accuracy over the angle: {said}."
    )
