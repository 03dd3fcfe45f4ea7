"""Figures of chapter 09 with photographs and stored runs: crops, colours, filters, rankings, measurements."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting import differences
from course_utils.plotting.style import PALETTE, Picture, figure

LOOKS = (("blue", "-", "o"), ("orange", "--", "s"), ("green", ":", "^"), ("purple", "-.", "D"))
OUTLINES = (("blue", "-"), ("orange", "--"), ("green", ":"), ("purple", "-."), ("ink", "-"))


CAT = "A cat's face"  # what the chapter's photograph shows


def preparation(original, small, square, centred):
    """Return a Picture of a photograph, (H, W, 3) bytes, that is scaled, cut to a square and centred, (3, S, S)."""
    fig, axes = figure(ncols=4, width=6, height=1.8)
    sizes = [f"{height} × {width}" for height, width in (original.shape[:2], small.shape[:2], square.shape[1:])]
    photographs(axes, [original, small, square, centred + 0.5], [*sizes, "0 is grey"])
    alt = f"{CAT} as it was taken, {sizes[0]} pixels; scaled to {sizes[1]}; cut to {sizes[2]}; and centred, "
    return Picture(fig, alt=f"{alt}its values from {centred.min():.1f} to {centred.max():.1f} around grey.")


def two_crops(square, places, size):
    """Return a Picture of two windows of ``size`` in a picture (3, H, W), and of the second one mirrored.

    ``places`` are their first row and column.
    """
    fig, axes = figure(ncols=4, width=6, height=1.8)
    crops(axes[0], square, places, size)
    windows = [square[:, row : row + size, column : column + size] for row, column in places]
    titles = [f"from ({row}, {column})" for row, column in places]
    photographs(axes[1:], [*windows, windows[-1][..., ::-1]], [*titles, "mirrored"])
    shared = np.prod([max(0, size - abs(a - b)) for a, b in zip(*places)]) / size**2
    alt = f"{CAT} with {len(places)} outlined windows of {size} × {size}, which share {100 * shared:.0f} % of their "
    return Picture(fig, alt=f"{alt}pixels; the windows, and the last one mirrored.")


def colour_shifts(square, components, steps):
    """Return a Picture of a picture (3, H, W) with its colours moved: ``steps`` are (component, alpha) pairs."""
    fig, axes = figure(ncols=len(steps), width=1.5 * len(steps), height=1.8)
    moves = [components.vectors[:, k] * alpha * components.values[k] for k, alpha in steps]
    titles = [f"p{'₁₂₃'[k]}, α = {alpha:g}".replace("-", "−") for k, alpha in steps]
    photographs(axes, [square + move[:, None, None] for move in moves], titles)
    words = [f"{title}: {_moved(move)}" for title, move in zip(titles, moves)]
    return Picture(fig, alt=f"{CAT}, its colours moved along principal components. {'; '.join(words)}.")


def _moved(move):
    """Say in words what a shift of red, green and blue does to a picture."""
    if (move > 0).all() or (move < 0).all():
        return "brighter" if move[0] > 0 else "darker"
    names = ("red", "green", "blue")
    return f"more {names[int(np.argmax(move))]}, less {names[int(np.argmin(move))]}"


def five_patches(square, size):
    """Return a Picture of the four corners and the centre, ``size`` wide, of (3, S, S); and of one corner mirrored."""
    far = square.shape[-1] - size
    places = [(0, 0), (0, far), (far, 0), (far, far), (far // 2, far // 2)]
    fig, axes = figure(ncols=3, width=4.8, height=1.9)
    crops(axes[0], square, places, size)
    corner = square[:, :size, :size]
    photographs(axes[1:], [corner, corner[..., ::-1]], ["top left", "mirrored"])
    common = max(0, size - far)
    alt = f"{CAT} with {len(places)} outlined windows of {size} × {size}, four corners and the centre; the middle "
    return Picture(fig, alt=f"{alt}{common} × {common} pixels lie in all of them. One window, and its mirror image.")


def filter_sheets(before, after):
    """Return a Picture of first-layer kernels (F, 3, K, K) before and after training."""
    fig, axes = figure(ncols=2, width=12, height=3.4)
    for ax, weights, title in zip(axes, (before, after), ("before", "after training")):
        filters(ax, weights, columns=8, title=title)
    shares = [_one_colour(weights) for weights in (before, after)]
    alt = f"The {len(before)} kernels of the first layer in colour, before and after training. The middling kernel is "
    return Picture(
        fig, alt=f"{alt}one flat colour to {100 * shares[0]:.0f} % before, to {100 * shares[1]:.0f} % after."
    )


def _one_colour(weights):
    """Return the median, over kernels, of the share of the squared weights that is the kernel's mean colour."""
    mean = weights.mean(axis=(2, 3), keepdims=True)
    return float(np.median((mean**2).sum(axis=(1, 2, 3)) * weights[0, 0].size / (weights**2).sum(axis=(1, 2, 3))))


def ranked_answers(x, scores, labels, names, k=5):
    """Return a Picture of pictures (K, 3, H, W) above bars for their ``k`` likeliest classes, by ``scores``."""
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    fig, axes = figure(nrows=2, ncols=len(x), width=2.4 * len(x), height=5.4)
    ranked(axes, x, shares, labels, names, k)
    places = [1 + int((row > row[label]).sum()) for row, label in zip(scores, labels)]
    said = ", ".join(f"{names[label]} in place {place}" for label, place in zip(labels, places))
    return Picture(fig, alt=f"{len(x)} patches above their {k} likeliest classes as bars. The true class: {said}.")


def recipes(train, changes, base, reach=11.0):
    """Return a Picture of training errors, and of what each change does to the test errors.

    ``train`` maps every recipe to its errors (seeds,) in percent, ``base`` being the one with which the others are
    compared; ``changes`` maps these to differences in points, as in `differences.differences`.
    """
    fig, axes = figure(ncols=2, width=10.5, height=0.4 * len(train) + 1)
    measured(axes[0], train, base, "errors (%)").set_title("training patches")
    rows = {base: (np.zeros(0), None), **changes}
    differences.differences(axes[1], rows, reach, "points more (or less) than base recipe")
    axes[1].set_title("test patches")
    axes[1].set_yticklabels([])
    least = min(train, key=lambda name: np.mean(train[name]))
    alt = f"Errors of {len(train)} recipes, {len(train[base])} seeds each. In training “{least}” has the fewest, "
    alt += f"{np.mean(train[least]):.1f} %, and “{base}” {np.mean(train[base]):.1f} %. On the test patches, in points "
    return Picture(fig, alt=f"{alt}more than “{base}”: {differences.said(changes)}.")


def bends(suited, paper):
    """Return a Picture of training errors over epochs, from two kinds of first weights; arguments as in `learning`."""
    fig, axes = figure(ncols=2, width=10.5, height=3.8, sharey=True)
    for ax, groups, title in zip(axes, (suited, paper), ("first weights that suit each", "the paper's first weights")):
        learning(ax, groups).set_title(title)
    ends = [", ".join(f"{name} {np.mean(found[:, -1]):.0f} %" for name, found in g.items()) for g in (suited, paper)]
    epochs = next(iter(suited.values())).shape[1]
    alt = f"Errors in training over {epochs} epochs, at the end on average. Left, with first weights that suit each: "
    return Picture(fig, alt=f"{alt}{ends[0]}. Right, with the paper's first weights: {ends[1]}.")


def photographs(axes, pictures, titles):
    """Draw colour pictures, each (3, H, W) or (H, W, 3) with values from 0 to 1 or bytes, under titles; return axes."""
    for ax, picture, title in zip(np.ravel(axes), pictures, titles, strict=True):
        ax.imshow(_shown(picture))
        ax.set_title(title, fontsize=12)
        ax.set_axis_off()
    return axes


def _shown(picture):
    picture = np.asarray(picture)
    picture = picture if picture.shape[-1] == 3 else picture.transpose(1, 2, 0)
    return picture if picture.dtype == np.uint8 else np.clip(picture, 0, 1)


def crops(ax, picture, places, size):
    """Draw a picture with the outlines of some windows, ``places`` (K, 2) being their first row and column; return ax.

    The windows, at most five, have different colours and dashes.
    """
    if len(places) > len(OUTLINES):
        raise validation.value_error("places", f"{len(places)} places", f"at most {len(OUTLINES)}")
    photographs([ax], [picture], [f"{picture.shape[-1]} × {picture.shape[-1]}"])
    for (row, column), (color, dash) in zip(places, OUTLINES):
        look = dict(fill=False, edgecolor=PALETTE[color], linestyle=dash, linewidth=2.6)
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), size, size, **look))
    return ax


def filters(ax, weights, columns=8, title=""):
    """Draw kernels (F, 3, K, K) in colour, each stretched to its own range, as a sheet; return ax."""
    weights = validation.array("weights", weights, shape=("F", 3, "K", "L"))
    count, _, height, width = weights.shape
    rows = -(-count // columns)
    sheet = np.ones((rows * (height + 1) - 1, columns * (width + 1) - 1, 3))
    for k, kernel in enumerate(weights):
        low, high = kernel.min(), kernel.max()
        top, left = (k // columns) * (height + 1), (k % columns) * (width + 1)
        sheet[top : top + height, left : left + width] = ((kernel - low) / (high - low or 1)).transpose(1, 2, 0)
    ax.imshow(sheet)
    ax.set_xlim(-2.5, sheet.shape[1] + 1.5)  # a margin that sets two sheets side by side apart
    ax.set_title(title, fontsize=13)
    ax.set_axis_off()
    return ax


def ranked(axes, pictures, probabilities, labels, names, k=5):
    """Draw pictures above their ``k`` likeliest classes as bars; the bar of the true class is hatched; return axes.

    ``axes`` is (2, K): pictures above, bars below. ``probabilities`` is (K, classes).
    """
    for column, (picture, shares, label) in enumerate(zip(pictures, probabilities, labels, strict=True)):
        photographs([axes[0][column]], [picture], [names[label]])
        ax = axes[1][column]
        for place, best in enumerate(np.argsort(-shares)[:k]):
            true = best == label
            look = dict(color=PALETTE["orange" if true else "blue"], hatch="//" if true else None, edgecolor="white")
            ax.barh(place, max(float(shares[best]), 0.006), height=0.45, **look)
            ax.text(0.01, place + 0.47, names[best], va="center", fontsize=11)
        ax.set(xlim=(0, 1), ylim=(k - 0.2, -0.4), yticks=[], xticks=[0, 1])
        ax.grid(False)
    return axes


def measured(ax, groups, base, xlabel):
    """Draw one dot for each seed and a bar at their mean, one line for each name of ``groups``; return ax.

    ``groups`` maps a name to its values (seeds,) in percent. The first name is what the others are compared with: a
    band spans its seeds, ``base`` being its name.
    """
    names = list(groups)
    first = np.asarray(groups[base], dtype=float)
    ax.axvspan(first.min(), first.max(), color=PALETTE["grey"], alpha=0.18, linewidth=0)
    for place, name in enumerate(names):
        values = np.asarray(groups[name], dtype=float)
        color = PALETTE["orange" if name == base else "blue"]
        ax.plot(values, [place] * len(values), "o", color=color, ms=8, alpha=0.7, markeredgecolor="white")
        ax.plot([values.mean()] * 2, [place - 0.3, place + 0.3], color=color, linewidth=3)
    ax.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.5), xlabel=xlabel)
    ax.grid(False, axis="y")
    return ax


def learning(ax, groups, ylabel="errors in training (%)"):
    """Draw training errors over epochs: ``groups`` maps a name to (seeds, epochs) in percent; return ax.

    A line with the name's mark is the mean over the seeds, the band behind it reaches from the best to the worst.
    """
    for (name, values), (color, dash, mark) in zip(groups.items(), LOOKS):
        values = validation.array(f"groups[{name!r}]", values, ndim=2)
        epochs = np.arange(1, values.shape[1] + 1)
        ax.fill_between(epochs, values.min(axis=0), values.max(axis=0), color=PALETTE[color], alpha=0.2, linewidth=0)
        ax.plot(epochs, values.mean(axis=0), dash, marker=mark, ms=5, color=PALETTE[color], label=name)
    ax.axhline(25, color=PALETTE["grey"], linewidth=1.2)
    ax.text(1, 26.5, "25 %", color=PALETTE["grey"], fontsize=11)
    ax.set(xlabel="epochs", ylabel=ylabel, ylim=(0, 125), yticks=range(0, 101, 20))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(ncols=2, loc="upper right", fontsize=11)
    return ax
