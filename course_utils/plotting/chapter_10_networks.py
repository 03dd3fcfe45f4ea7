"""Figures of chapter 10 on networks: a pixel's channels and a matrix, two windows for one, a module, gates in a row."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from course_utils import highway, shapes
from course_utils.models import counts, googlenet_plan
from course_utils.plotting.style import PALETTE, Picture, figure

INK, BLUE, ORANGE, GREY = (PALETTE[name] for name in ("ink", "blue", "orange", "grey"))
PALE, DEEP = "#e3eef7", "#f4b183"  # black words stay readable on both, and they differ in greyscale
MARKS, DASHES = ("o", "s", "^", "D"), ("-", "--", ":", "-.")


# ---- a 1 × 1 convolution ------------------------------------------------------------------------------------------
def one_by_one(channels=5, filters=3, side=4, pixel=(1, 2)):
    """Return a drawing of a 1 × 1 convolution: one pixel's channels, a matrix, the same pixel of the result."""
    fig, ax = figure(width=9, height=3)
    _maps(ax, 0.0, channels, side, pixel, BLUE)
    _cells(ax, 6.6, filters, channels, "white")
    _cells(ax, 10.4, channels, 1, BLUE)
    ax.text(11.55, 0, "=", ha="center", va="center", fontsize=17)
    _cells(ax, 12.1, filters, 1, ORANGE)
    _maps(ax, 14.9, filters, side, pixel, ORANGE)
    _arrow(ax, (13.1, 0), (14.5, 0))
    for x, words in ((2.2, f"{channels} maps:\na pixel is {channels} numbers"), (16.8, f"{filters} maps")):
        ax.text(x, -2.4, words, ha="center", va="top", fontsize=12)
    ax.text(9.7, -2.4, f"the same {filters} × {channels} weights\nat every pixel", ha="center", va="top", fontsize=12)
    ax.set(xlim=(-0.4, 19), ylim=(-4.2, 2.7), aspect="equal")
    ax.set_axis_off()
    return Picture(
        fig,
        f"A 1 × 1 convolution: the {channels} numbers of one pixel, row {pixel[0]}, column {pixel[1]} of {channels} "
        f"maps of {side} by {side}, meet a matrix of {filters} × {channels} weights and give the {filters} "
        f"numbers of the same pixel; every other pixel has the same matrix.",
    )


def _maps(ax, left, count, side, pixel, color):
    """Draw maps one behind the other, the last one at the back, with one pixel filled in each."""
    cell, step = 0.75, 0.35
    for number in reversed(range(count)):
        x, y = left + number * step, -side * cell / 2 - (count - 1) * step / 2 + number * step
        ax.add_patch(Rectangle((x, y), side * cell, side * cell, facecolor="white", edgecolor=INK, linewidth=1))
        corner = x + pixel[1] * cell, y + (side - 1 - pixel[0]) * cell
        ax.add_patch(Rectangle(corner, cell, cell, facecolor=color, edgecolor=INK, linewidth=0.8))


def _cells(ax, left, rows, columns, face):
    """Draw a matrix, or a column of numbers, with its middle at the height 0."""
    cell = 0.68
    for i, j in np.ndindex(rows, columns):
        look = dict(facecolor=face, edgecolor=INK, linewidth=0.8)
        ax.add_patch(Rectangle((left + j * cell, rows * cell / 2 - (i + 1) * cell), cell, cell, **look))


def _arrow(ax, start, end):
    style = dict(arrowstyle="-|>", mutation_scale=13, shrinkA=0, shrinkB=0)
    ax.add_patch(FancyArrowPatch(start, end, color=INK, linewidth=1.4, **style))


# ---- small windows one on the other -------------------------------------------------------------------------------
def stacks(*kernels):
    """Return stacks of convolutions along one axis, side by side: what one cell of the last layer sees in each layer.

    Each of ``kernels`` is a tuple of kernel sizes, first layer first, such as (3, 3). All are of stride 1.
    """
    fields = [[field.size for field in shapes.receptive_field([(k, 1) for k in reversed(stack)])] for stack in kernels]
    fig, axes = figure(1, len(kernels), width=9, height=3, squeeze=False)
    widest = max(seen[-1] for seen in fields)
    for ax, stack, seen in zip(axes[0], kernels, fields):
        _stack(ax, stack, seen, widest + 2)
    said = [
        f"{_name(stack)} sees {seen[-1]} pixels" + (f", layer by layer {', '.join(map(str, seen))}" * (len(stack) > 1))
        for stack, seen in zip(kernels, fields)
    ]
    return Picture(fig, f"What one cell of the last layer sees, along one axis. {'; '.join(said)}.")


def _name(stack):
    return " on ".join(f"{k} × {k}" for k in stack)


def _stack(ax, stack, seen, width):
    """Draw the rows of cells from the picture, at the bottom, to one cell of the last layer, at the top."""
    layers = len(stack)
    for level in range(layers + 1):
        reach = seen[layers - level]  # what the layers above this one see of it
        for cell in range(-(width // 2), width // 2 + 1):
            lit = abs(cell) <= reach // 2
            face = (DEEP if level else PALE) if lit else "white"
            look = dict(facecolor=face, edgecolor=INK if lit else GREY, linewidth=1.4 if lit else 0.6)
            ax.add_patch(Rectangle((cell - 0.45, 1.6 * level), 0.9, 0.8, **look))
        if level < layers:
            above = seen[layers - level - 1]
            for sign in (-1, 1):
                ends = sign * reach / 2, sign * above / 2
                ax.plot(ends, (1.6 * level + 0.8, 1.6 * level + 1.6), color=BLUE, linewidth=1.4, linestyle="--")
    ax.text(0, 1.6 * layers + 1.05, _name(stack), ha="center", fontsize=13)
    ax.text(0, -0.25, f"{seen[-1]} pixels of the picture", ha="center", va="top", fontsize=12)
    ax.set(xlim=(-width / 2 - 0.8, width / 2 + 0.8), ylim=(-1.3, 7.2), aspect="equal")
    ax.set_axis_off()


# ---- the module of GoogLeNet --------------------------------------------------------------------------------------
def module(name="3a", shape=(192, 28, 28)):
    """Return a drawing of one module of GoogLeNet with the work of every convolution, in million multiply-adds."""
    plan, rows = googlenet_plan.MODULES[name], googlenet_plan.module(name, shape)
    work = {row.layer: row.multiply_adds / 1e6 for row in rows}
    maps = {row.layer: row.shape[0] for row in rows}
    branches = (("1×1",), ("1×1 before 3×3", "3×3"), ("1×1 before 5×5", "5×5"), ("pooling", "1×1 after pooling"))
    fig, ax = figure(width=9.5, height=4.4)
    wide = _box(ax, 5.4, 0, 11.4, f"{shape[0]} maps of {shape[1]} × {shape[2]}", "white")
    for number, branch in enumerate(branches):
        x, bottom = 1.2 + 2.8 * number, wide
        for level, layer in enumerate(branch, start=2 - len(branch) + 1 if len(branch) == 1 else 1):
            words = f"max 3×3, stride 1\n{shape[0]} maps" if layer == "pooling" else _layer(layer, maps, work)
            _arrow(ax, (x, bottom), (x, 1.9 * level - 0.6))
            bottom = _box(ax, x, 1.9 * level, 2.5, words, "white" if layer == "pooling" else _fill(layer))
        _arrow(ax, (x, bottom), (x, 5.1))
    _box(ax, 5.4, 5.7, 11.4, f"{plan.outputs} maps: the four results, one behind the other", "white")
    ax.set(xlim=(-0.6, 11.4), ylim=(-0.8, 6.5))
    ax.set_axis_off()
    said = [f"{layer}, {maps[layer]} filters, {work[layer]:.0f} million" for layer in work]
    return Picture(
        fig,
        f"Module {name} of GoogLeNet on {shape[0]} maps: four branches side by side, {plan.outputs} maps in all. "
        f"Multiply-adds: {'; '.join(said)}; together {counts.total(rows).multiply_adds / 1e6:.0f} million.",
    )


def _layer(layer, maps, work):
    return f"{layer.split()[0]}, {maps[layer]} filters\n{work[layer]:.0f} million"


def _fill(layer):
    return DEEP if layer.split()[0] == "1×1" else PALE


def _box(ax, x, y, width, words, fill):
    """Draw a box with its middle at (x, y); return the height of its upper edge."""
    ax.add_patch(Rectangle((x - width / 2, y - 0.6), width, 1.2, facecolor=fill, edgecolor=INK, linewidth=1.1))
    ax.text(x, y, words, ha="center", va="center", fontsize=11.5)
    return y + 0.6


# ---- gates in a row -----------------------------------------------------------------------------------------------
def gates(biases=(-1, -2, -3), depths=(1, 5, 10, 20, 35, 50), seeds=5):
    """Return the share of a gradient that arrives through so many highway layers, by the bias at which gates begin.

    Marks are measured, one for each seed; lines are what is carried by the gates alone, (1 − σ(b)) to the depth.
    """
    fig, ax = figure(width=8.5, height=4.2)
    said, reach = [], np.arange(0, max(depths) + 1)
    for bias, mark, dash, name in zip(biases, MARKS, DASHES[1:], ("orange", "purple", "blue", "green")):
        carried = 1 - 1 / (1 + np.exp(-bias))
        found = np.array([[highway.gradient_ratio(d, bias, seed=s) for s in range(seeds)] for d in depths])
        color = PALETTE[name]
        ax.plot(
            reach,
            carried**reach,
            dash,
            color=color,
            label=f"gates begin at {bias}: {carried:.3f} carried".replace("-", "−"),
        )
        ax.plot(np.repeat(depths, seeds), found.ravel(), mark, color=color, ms=6, mfc="none", mew=1.5)
        said.append(f"bias {bias}: {np.median(found[-1]):.2g} arrives, {carried ** depths[-1]:.2g} by the gates alone")
    ax.plot(reach, np.ones(len(reach)), DASHES[0], color=INK, label="nothing in the way: x itself")
    ax.set(yscale="log", ylim=(1e-4, 2), xlabel="highway layers", ylabel="share of the gradient that arrives")
    ax.legend(loc="lower left", fontsize=11)
    words = (
        f"Share of a gradient that arrives through up to {max(depths)} highway layers, before training, {seeds} starts"
    )
    return Picture(fig, f"{words}. After {depths[-1]} layers, {'; '.join(said)}.".replace("-", "−"))
