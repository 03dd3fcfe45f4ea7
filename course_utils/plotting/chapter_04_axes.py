"""What the figures of chapter 04 are made of: each function draws on axes that it is given, and returns them."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle, Rectangle

from course_utils import validation
from course_utils.plotting.style import PALETTE, SIGNED_MAP, equally_long, signed_limits

INK, GREY, BLUE, ORANGE, GREEN, PURPLE = (
    PALETTE[name] for name in ("ink", "grey", "blue", "orange", "green", "purple")
)
BEHIND = dict(facecolor="white", edgecolor="none", pad=0.5)  # keeps a line from running through a number
PATTERNS = ("full", "local", "shared")
# One look for each place in the window, so that shared weights are told apart in greyscale too.
LOOKS = ((ORANGE, "-"), (BLUE, "--"), (GREEN, ":"))


def draw_pictures(axes, images, titles, vmin=0, vmax=255):
    """Draw pictures, (H, W) grey or (H, W, 3) in colour, one on each of as many axes, under their titles.

    ``vmin`` is drawn black and ``vmax`` white in grey pictures. Returns the axes.
    """
    axes = np.atleast_1d(axes)
    if not len(images) == len(titles) == axes.size:
        came = f"{len(images)} images and {len(titles)} titles"
        raise validation.value_error("images", came, f"one of each for {axes.size} axes")
    for ax, image, title in zip(axes.ravel(), images, titles, strict=True):
        ax.imshow(image, cmap="gray", vmin=vmin, vmax=vmax)
        ax.set_title(title, fontsize=13)
        ax.set_axis_off()
    return axes


def draw_numbers(axes, image, top, left, size=10):
    """Draw a grey picture (H, W) with a frame round a part of it, and that part enlarged with its numbers.

    ``axes`` is a pair; the part begins at row ``top`` and column ``left`` and is ``size`` pixels high and wide.
    """
    image = validation.array("image", image, ndim=2)
    whole, part = axes
    whole.imshow(image, cmap="gray", vmin=0, vmax=255)
    frame = dict(facecolor="none", edgecolor=ORANGE, linewidth=3)
    whole.add_patch(Rectangle((left - 0.5, top - 0.5), size, size, **frame))
    cut = image[top : top + size, left : left + size]
    part.imshow(cut, cmap="gray", vmin=0, vmax=255)
    for (row, column), value in np.ndenumerate(cut):
        ink = "white" if value < 128 else INK
        part.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=9, color=ink)
    part.set_xticks(range(size), range(left, left + size))
    part.set_yticks(range(size), range(top, top + size))
    for ax in axes:
        ax.grid(False)
        ax.set(xlabel="column", ylabel="row")
    return axes


def draw_connections(axes, inputs=8, window=3):
    """Draw a row of inputs and the units above it three times: fully, locally, and with shared weights connected.

    Edges of one look carry one and the same weight; a grey edge has a weight of its own. Returns the three axes.
    """
    units = inputs - window + 1
    for ax, pattern in zip(axes, PATTERNS, strict=True):
        for unit in range(units):
            seen = range(inputs) if pattern == "full" else range(unit, unit + window)
            for pixel in seen:
                color, dash = LOOKS[pixel - unit] if pattern == "shared" else (GREY, "-")
                ends = (pixel, unit + (window - 1) / 2), (0, 1.6)
                ax.plot(*ends, dash, color=color, lw=1.0 if pattern == "full" else 2.0, zorder=1)
        for x in range(inputs):
            ax.add_patch(Rectangle((x - 0.28, -0.28), 0.56, 0.56, facecolor="white", edgecolor=BLUE, lw=2, zorder=2))
        for unit in range(units):
            middle = (unit + (window - 1) / 2, 1.6)
            ax.add_patch(Circle(middle, 0.3, facecolor="white", edgecolor=INK, lw=2, zorder=2))
        weights = {"full": inputs * units, "local": window * units, "shared": window}[pattern]
        biases = "1 bias" if pattern == "shared" else f"{units} biases"
        ax.set_title(f"{pattern}: {weights} weights, {biases}", fontsize=14)
        ax.set(xlim=(-0.6, inputs - 0.4), ylim=(-0.5, 2.1), aspect="equal")
        ax.axis("off")
    return axes


def draw_weight_matrices(axes, matrices, titles):
    """Draw matrices (inputs, units) of weights side by side, one colour scale for all; a weight of 0 stays white.

    Returns the last image, for a colour bar.
    """
    limits = signed_limits(np.concatenate([np.ravel(matrix) for matrix in matrices]))
    for ax, matrix, title in zip(axes, matrices, titles, strict=True):
        image = ax.imshow(matrix, cmap=SIGNED_MAP, **limits)
        ax.set_title(title, fontsize=13)
        ax.set_xlabel("unit")
        ax.grid(False)
    axes[0].set_ylabel("pixel")
    return image


def draw_field_of(ax, weights, title):
    """Draw the weights (H, W) of one unit as a picture, red positive, blue negative, white at 0; returns ax."""
    weights = validation.array("weights", weights, ndim=2)
    ax.imshow(
        weights, cmap=SIGNED_MAP, **signed_limits(1.6 * weights)
    )  # paler, so that red and blue differ in grey too
    ax.set_title(title, fontsize=13)
    ax.set_axis_off()
    return ax


def draw_shift(ax, shifts, shares):
    """Draw the share of right answers, 0..1, over the number of pixels by which the pictures were moved."""
    shifts, shares = equally_long(shifts=shifts, shares=shares)
    ax.plot(shifts, shares, "-o", color=BLUE, ms=8)
    ax.axhline(0.1, color=GREY, ls="--", lw=1.5)
    ax.text(shifts[0], 0.115, "guessing", color=GREY, va="bottom")
    for x, y in zip(shifts, shares, strict=True):
        ax.annotate(f"{y:.0%}", (x, y), xytext=(9, 12), textcoords="offset points", bbox=BEHIND)
    ax.set(xlabel="pixels to the right", ylabel="test digits right", ylim=(0, 1.05), xticks=shifts)
    ax.margins(x=0.08)
    return ax


def draw_fields(ax, pixels=9, window=3, layers=2):
    """Draw a row of pixels and ``layers`` of units above it; the receptive field of the middle top unit is coloured.

    Each unit sees ``window`` neighbours of the layer below. Returns ax.
    """
    counts = [pixels - layer * (window - 1) for layer in range(layers + 1)]
    marked = {counts[-1] // 2}
    for layer in range(layers, -1, -1):
        height, offset = 1.5 * layer, layer * (window - 1) / 2
        below = {unit + k for unit in marked for k in range(window)}
        for unit in range(counts[layer]):
            look = dict(facecolor=ORANGE if unit in marked else "white", edgecolor=BLUE if layer == 0 else INK, lw=2)
            x = unit + offset
            shape = (
                Rectangle((x - 0.3, height - 0.3), 0.6, 0.6, **look) if layer == 0 else Circle((x, height), 0.3, **look)
            )
            ax.add_patch(shape).set_zorder(2)
            for pixel in range(unit, unit + window) if layer else ():
                color, width = (ORANGE, 2.4) if unit in marked else (GREY, 0.8)
                ax.plot((x, pixel + offset - (window - 1) / 2), (height, height - 1.5), color=color, lw=width, zorder=1)
        name = "pixels" if layer == 0 else f"layer {layer}"
        ax.text(pixels - 0.2, height, f"{name}: {len(marked)}", va="center", fontsize=14)
        marked = below
    ax.set(xlim=(-0.6, pixels + 2.2), ylim=(-0.6, 1.5 * layers + 0.6), aspect="equal")
    ax.axis("off")
    return ax


def draw_timeline(ax, events):
    """Draw a history: ``events`` are (year, who, what), oldest first, one line each beside its year. Returns ax."""
    years = np.array([year for year, _, _ in events])
    rows = np.arange(len(events))[::-1]
    ax.plot(np.zeros(len(rows)), rows, "-", color=GREY, lw=2, zorder=1)
    biology = years < 1970
    ax.plot(np.zeros(biology.sum()), rows[biology], "o", color=GREEN, ms=11, label="found in animals")
    ax.plot(np.zeros((~biology).sum()), rows[~biology], "s", color=ORANGE, ms=11, label="built by engineers")
    for row, (year, who, what) in zip(rows, events, strict=True):
        ax.text(-0.25, row, f"{year}", ha="right", va="center", fontsize=14, fontweight="bold")
        ax.text(0.25, row, who, va="center", fontsize=14)
        ax.text(3.0, row, what, va="center", fontsize=13)
    ax.set(xlim=(-1.1, 11), ylim=(-0.6, len(events) - 0.4))
    ax.axis("off")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
    return ax


def draw_tuning(ax, angles, responses):
    """Draw how strongly a cell answers to bars of each angle, in degrees; returns ax."""
    angles, responses = equally_long(angles=angles, responses=responses)
    ax.plot(angles, responses, "-o", color=BLUE, ms=5)
    ax.set(xlabel="direction of the bar (degrees)", ylabel="answer of the unit", xticks=range(0, 181, 45))
    return ax
