"""Figures of chapter 05: signals that slide, tables of numbers under a window, photographs and maps, and blocks."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting.chapter_05_blocks import block_layer, reach, receptive_fields
from course_utils.plotting.style import PALETTE, SIGNED_MAP, equally_long, signed_limits

__all__ = [
    "block_layer",
    "numbers",
    "pictures",
    "reach",
    "receptive_fields",
    "response",
    "signals",
    "sliding",
    "under_the_window",
]

BLUE, ORANGE, GREEN, GREY, INK = (PALETTE[name] for name in ("blue", "orange", "green", "grey", "ink"))
TINT = {"orange": "#FBE0CC", "blue": "#CFE6F5", "green": "#CDEEE2"}


# ---- signals ----------------------------------------------------------------------------------------
def signals(axes, t, x, h):
    """Draw x(t) and h(t), shape (n,), on two axes of their own and together on the third; return the axes."""
    t, x, h = equally_long(t=t, x=x, h=h)
    left, middle, right = axes
    for ax in (left, right):
        ax.plot(t, x, color=BLUE, label="x")
    for ax in (middle, right):
        ax.plot(t, h, "--", color=ORANGE, label="h")
    for ax, title in zip(axes, ("x alone", "h alone", "both on one axis"), strict=True):
        ax.set(xlabel="t (hours)", title=title, ylim=(-0.05, 1.25))
    right.legend()
    return axes


def sliding(axes, tau, x, h, times):
    """Draw for each of ``times`` how h(t − τ) lies over x(τ), and the area of their product; return the axes.

    tau and x have shape (n,); ``h`` is a function of arrays.
    """
    tau, x = equally_long(tau=tau, x=x)
    for ax, t in zip(np.ravel(axes), times, strict=True):
        turned = h(t - tau)
        ax.plot(tau, x, color=BLUE, label="x(τ)")
        ax.plot(tau, turned, "--", color=ORANGE, label="h(t − τ)")
        ax.fill_between(tau, x * turned, color=GREEN, alpha=0.45, label="their product")
        ax.axvline(t, color=GREY, lw=1.2)
        area = np.sum(x * turned) * (tau[1] - tau[0])
        ax.set(title=f"t = {t:g}: area {area:.2f}", xlabel="τ (hours)", ylim=(-0.05, 1.25))
    np.ravel(axes)[-1].legend(loc="upper right", fontsize=10, borderaxespad=0.1)
    return axes


def response(ax, t, y, times):
    """Draw y(t), shape (n,), with dots at ``times``; return ax."""
    t, y = equally_long(t=t, y=y)
    ax.plot(t, y, color=GREEN)
    ax.plot(times, np.interp(times, t, y), "o", color=INK, ms=8)
    ax.set(xlabel="t (hours)", ylabel="y(t)", ylim=(-0.05, 1.25))
    return ax


# ---- numbers ----------------------------------------------------------------------------------------
def numbers(ax, values, title="", lit=None, color="orange", ring=0):
    """Draw a table of numbers (R, C) as cells and return ax.

    lit: (row, column, height, width) of the cells to tint, in ``color`` ("orange", "blue" or "green"). ring: how many
    rows and columns at each border are padding, drawn grey.

    >>> from course_utils.plotting import figure
    >>> ax = numbers(figure()[1], np.pad(np.eye(3), 1), "padding 1", lit=(0, 0, 3, 3), ring=1)
    """
    values = validation.array("values", values, ndim=2, allow_nan=True)
    rows, columns = values.shape
    for (r, c), value in np.ndenumerate(values):
        inside = ring <= r < rows - ring and ring <= c < columns - ring
        marked = lit and lit[0] <= r < lit[0] + lit[2] and lit[1] <= c < lit[1] + lit[3]
        face = TINT[color] if marked else "white" if inside else "#EEEEEE"
        ax.add_patch(Rectangle((c, r), 1, 1, facecolor=face, edgecolor="#A0A0A0", lw=1))
        text = "" if np.isnan(value) else f"{value:g}".replace("-", "−")
        ax.text(c + 0.5, r + 0.5, text, ha="center", va="center", fontsize=13, color=INK if inside else "#5A5A5A")
    if lit:
        ax.add_patch(Rectangle((lit[1], lit[0]), lit[3], lit[2], fill=False, edgecolor=PALETTE[color], lw=3))
    ax.set(xlim=(-0.08, columns + 0.08), ylim=(rows + 0.08, -0.08), aspect="equal", title=title)
    ax.axis("off")
    return ax


def under_the_window(axes, image, kernel, output, place):
    """Draw picture, kernel and map as numbers, with the window at ``place`` (row, column) tinted; return the axes.

    image (H, W), kernel (KH, KW), output (OH, OW); values of the map after ``place`` in reading order are left out.
    """
    image, kernel, output = (
        validation.array(name, value, ndim=2)
        for name, value in (("image", image), ("kernel", kernel), ("output", output))
    )
    known = np.full(output.size, np.nan)
    so_far = np.ravel_multi_index(place, output.shape) + 1
    known[:so_far] = output.ravel()[:so_far]
    left, middle, right = axes
    numbers(left, image, "picture", (*place, *kernel.shape))
    numbers(middle, kernel, "kernel", (0, 0, *kernel.shape), "blue")
    numbers(right, known.reshape(output.shape), "map", (*place, 1, 1), "green")
    return axes


# ---- photographs and maps ---------------------------------------------------------------------------
def pictures(axes, images, titles, signed=False):
    """Draw ``images``, each (H, W) or (H, W, 3), under their ``titles``; return the axes.

    Grey pictures run from 0 (black) to 1 (white). With ``signed`` they are maps: red above 0, blue below, white at 0,
    each on a scale of its own. Raises ValueError when there are not as many titles and axes as images.

    >>> from course_utils.plotting import figure
    >>> axes = pictures([figure()[1]], [np.array([[-1.0, 2.0]])], ["a map"], signed=True)
    """
    axes = np.ravel(axes)
    for name, found in (("titles", len(titles)), ("axes", len(axes))):
        if found != len(images):
            raise validation.value_error(name, f"{found} of them", f"as many as images, {len(images)}")
    for ax, image, title in zip(axes, images, titles, strict=True):
        limits = signed_limits(image) if signed else {"vmin": 0, "vmax": 1}
        ax.imshow(image, cmap=SIGNED_MAP if signed else "gray", **limits)
        ax.set_title(title, fontsize=13)
        ax.set_axis_off()
    return axes
