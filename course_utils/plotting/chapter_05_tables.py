"""Tables of numbers and rows of pictures for chapter 05: functions that take Axes, draw on them and return them."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import validation
from course_utils.plotting.style import PALETTE, SIGNED_MAP, figure, signed_limits

INK = PALETTE["ink"]
TITLE, GAP = 0.42, 0.3  # inches above a table and beside it
TINT = {"orange": "#FBE0CC", "blue": "#CFE6F5", "green": "#CDEEE2"}


# ---- numbers ----------------------------------------------------------------------------------------
def numbers(ax, values, title="", lit=None, color="orange", ring=0):
    """Draw a table of numbers (R, C) as cells and return ax.

    lit: the cells to tint, in ``color`` ("orange", "blue" or "green"): (row, column, height, width) of a rectangle,
    which gets a frame, or a table (R, C) of booleans. ring: how many rows and columns at each border are padding,
    drawn grey. NaN is an empty cell.

    >>> from course_utils.plotting import figure
    >>> ax = numbers(figure()[1], np.pad(np.eye(3), 1), "padding 1", lit=(0, 0, 3, 3), ring=1)
    """
    values = validation.array("values", values, ndim=2, allow_nan=True)
    rows, columns = values.shape
    marked = _marked(lit, values.shape)
    for (r, c), value in np.ndenumerate(values):
        inside = ring <= r < rows - ring and ring <= c < columns - ring
        face = TINT[color] if marked[r, c] else "white" if inside else "#EEEEEE"
        ax.add_patch(Rectangle((c, r), 1, 1, facecolor=face, edgecolor="#A0A0A0", lw=1))
        text = "" if np.isnan(value) else f"{value:g}".replace("-", "−")
        ax.text(c + 0.5, r + 0.5, text, ha="center", va="center", fontsize=13, color=INK if inside else "#5A5A5A")
    if isinstance(lit, tuple):
        ax.add_patch(Rectangle((lit[1], lit[0]), lit[3], lit[2], fill=False, edgecolor=PALETTE[color], lw=3))
    ax.set(xlim=(-0.08, columns + 0.08), ylim=(rows + 0.08, -0.08), aspect="equal", title=title)
    ax.axis("off")
    return ax


def _marked(lit, shape):
    """Return which cells of a table are to be tinted, as booleans (R, C)."""
    if lit is None or not isinstance(lit, tuple):
        return np.zeros(shape, bool) if lit is None else np.asarray(lit, bool)
    marked = np.zeros(shape, bool)
    marked[lit[0] : lit[0] + lit[2], lit[1] : lit[1] + lit[3]] = True
    return marked


def in_a_row(*tables, height):
    """Make a figure ``height`` inches high with axes for ``tables`` side by side, in which all cells are equally large.

    Returns (figure, axes).

    >>> len(in_a_row(np.eye(5), np.eye(3), height=3)[1])
    2
    """
    rows = max(np.shape(table)[0] for table in tables)
    widths = [np.shape(table)[1] + 0.16 for table in tables]  # as `numbers` frames them
    cell = (height - TITLE) / (rows + 0.16)
    width = cell * sum(widths) + GAP * len(tables)
    return figure(ncols=len(tables), width=width, height=height, gridspec_kw={"width_ratios": widths})


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
