"""Drawings of chapter 05 that are not data: blocks of channels, windows along a row, what a unit sees."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from course_utils import shapes, validation
from course_utils.plotting.style import PALETTE

BLUE, ORANGE, GREEN, GREY, INK = (PALETTE[name] for name in ("blue", "orange", "green", "grey", "ink"))
SLANT = np.array([0.42, 0.30])  # how a step into the depth of a block is drawn
LIGHT = {BLUE: "#CFE6F5", ORANGE: "#FBE0CC", GREEN: "#CDEEE2"}


# ---- blocks -----------------------------------------------------------------------------------------
def block_layer(ax, block, filters, kernel):
    """Draw a block (C, H, W), the filters that go over it and the block of maps that they make; return ax.

    ``block`` is (C, H, W), ``kernel`` the size of the square kernels. Lengths are drawn to scale of their square root,
    so that 3 and 32 both find room.

    >>> from course_utils.plotting import figure
    >>> ax = block_layer(figure()[1], block=(3, 32, 32), filters=8, kernel=5)
    """
    channels, height, width = (validation.integer(f"block[{k}]", n, minimum=1) for k, n in enumerate(block))
    rows, columns = shapes.output_shape(height, width, kernel)
    ax.set(xlim=(-0.4, 17.8), ylim=(-1.7, 7.9), aspect="equal")
    ax.axis("off")
    _block(ax, (0, 1.0), (channels, height, width), BLUE, f"input feature maps\n({channels}, {height}, {width})")
    for k in range(3):
        _block(ax, (8.0, 5.4 - 2.6 * k), (channels, kernel, kernel), ORANGE)
    ax.text(9.2, -0.35, "⋮", ha="center", va="center", fontsize=16)
    words = f"{filters} filters, each\n({channels}, {kernel}, {kernel}) and one bias"
    ax.text(9.2, -1.65, words, ha="center", va="bottom", fontsize=12)
    _block(ax, (12.3, 1.0), (filters, rows, columns), GREEN, f"output feature maps\n({filters}, {rows}, {columns})")
    for x in (6.4, 10.9):
        ax.annotate("", (x + 1.0, 3.6), (x, 3.6), arrowprops=dict(arrowstyle="-|>", color=INK, lw=2, mutation_scale=18))
    return ax


def _block(ax, corner, shape, color, words=""):
    """Draw a block with its lower left front corner at ``corner``; its depth is the number of channels."""
    depth, high, wide = (0.8 * np.sqrt(n) for n in shape)
    x, y = corner
    back = SLANT * depth
    front = np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
    top = np.array([front[3], front[2], front[2] + back, front[3] + back])
    side = np.array([front[1], front[2], front[2] + back, front[1] + back])
    for face in (front, top, side):
        ax.add_patch(Polygon(face, facecolor=LIGHT[color], edgecolor=color, lw=1.6))
    for step in np.arange(1, shape[0]) / shape[0]:  # the channels, as sheets of the top and the side
        shift = back * step
        line = front[[3, 2, 1]] + shift
        ax.plot(*line.T, color=color, lw=0.8)
    if words:
        ax.text(x + wide / 2 + back[0] / 2, -1.65, words, ha="center", va="bottom", fontsize=12)


# ---- windows along a row ----------------------------------------------------------------------------
def reach(ax, size, kernel, stride=1, padding=0):
    """Draw a row of pixels, every window over it, and the pixels that no window reaches; return ax.

    Padding is drawn grey, pixels out of reach are hatched.

    >>> from course_utils.plotting import figure
    >>> reach(figure()[1], size=7, kernel=3, stride=3).get_title(loc="left")
    '7 pixels, kernel 3, stride 3, padding 0: 2 outputs, 1 unused'
    """
    count = shapes.output_size(size, kernel, stride, padding)
    lost = shapes.unused(size, kernel, stride, padding)
    for place in range(-padding, size + padding):
        inside, left_out = 0 <= place < size, place >= size + padding - lost
        face, hatch = ("white" if inside else "#EEEEEE"), ("////" if left_out else None)
        ax.add_patch(Rectangle((place, 0), 1, 0.8, facecolor=face, edgecolor=GREY, hatch=hatch, lw=1.2))
        paper = dict(fc=face, ec="none", pad=1) if left_out else None  # behind the number, so that it can be read
        words = dict(ha="center", va="center", fontsize=11, color=INK if inside else "#5A5A5A", bbox=paper)
        ax.text(place + 0.5, 0.4, str(place) if inside else "pad", **words)
    for k in range(count):
        start, low = k * stride - padding, -0.45 - 0.42 * k
        ax.plot([start + 0.08, start + kernel - 0.08], [low, low], color=BLUE, lw=5, solid_capstyle="butt")
    words = f"{size} pixels, kernel {kernel}, stride {stride}, padding {padding}: {count} outputs"
    ax.set_title(f"{words}, {lost} unused" if lost else words, fontsize=12, loc="left")
    ax.set(xlim=(-padding - 0.2, size + padding + 0.2), ylim=(-0.3 - 0.42 * count, 1.0))
    ax.axis("off")
    return ax


# ---- what a unit sees -------------------------------------------------------------------------------
def receptive_fields(ax, layers, names, pixels, unit):
    """Draw along one axis what ``unit`` of the last layer sees, layer by layer down to the picture; return ax.

    ``layers`` is a sequence of (kernel, stride), ``names`` holds one name per layer, ``pixels`` is the picture's size.

    >>> from course_utils.plotting import figure
    >>> ax = receptive_fields(figure()[1], [(3, 1), (3, 2)], ["first", "second"], pixels=15, unit=2)
    """
    fields = shapes.receptive_field(layers)
    counts = [pixels]
    for layer in layers:
        counts.append(shapes.output_size(counts[-1], *layer))
    first = last = unit
    for level in range(len(layers), -1, -1):
        size, jump, start = fields[level]
        centres = start + np.arange(counts[level]) * jump + (size - 1) / 2
        seen = (np.arange(counts[level]) >= first) & (np.arange(counts[level]) <= last)
        ax.scatter(centres[~seen], np.full((~seen).sum(), level), s=46, marker="s", color="#D0D0D0")
        ax.scatter(centres[seen], np.full(seen.sum(), level), s=46, marker="s", color=ORANGE, zorder=3)
        name = names[level - 1] if level else "picture"
        ax.text(-1.5, level, f"{name}: {counts[level]}", ha="right", va="center", fontsize=12)
        ax.text(pixels + 0.5, level, f"{last - first + 1} seen", va="center", fontsize=12, color=ORANGE)
        if level:
            kernel, stride = layers[level - 1]
            below = (first * stride, last * stride + kernel - 1)
            _funnel(ax, centres[[first, last]], below, fields[level - 1], level)
            first, last = below
    ax.set(xlim=(-0.42 * pixels, pixels * 1.22), ylim=(-0.5, len(layers) + 0.5))
    ax.axis("off")
    return ax


def seen_counts(layers):
    """Return how many units one unit of the last layer sees, layer by layer down to the picture.

    >>> seen_counts([(3, 1), (3, 2)])
    [1, 3, 5]
    """
    counts = [1]
    for kernel, stride in reversed(layers):
        counts.append((counts[-1] - 1) * stride + kernel)
    return counts


def _funnel(ax, above, below, field, level):
    """Draw the lines from the outermost units seen on ``level`` to those seen below."""
    for top, index in zip(above, below, strict=True):
        bottom = field.start + index * field.jump + (field.size - 1) / 2
        ax.plot([top, bottom], [level, level - 1], color=ORANGE, lw=1.2, zorder=1)
