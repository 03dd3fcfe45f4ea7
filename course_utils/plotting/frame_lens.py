"""Still picture of an explorer's lens: input and window, kernel, output, in one row."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import ConnectionPatch, Rectangle

from course_utils.plotting.frame_pictures import TINT, ink_on
from course_utils.plotting.style import PALETTE, SIGNED_MAP

NUMBERS = 12  # rows and columns up to which the numbers stand in the cells
PALE = 1.6  # a table uses its colours only to 1/1.6 of their end, so that its numbers read well


def draw_lens(ax, spec, content):
    """Draw the input with the window on it, the kernel and the output side by side; channels below one another."""
    ax.set_axis_off()
    ax.set_title("")  # it says what hands can do
    output = content["output"]
    most = max(content["input"].shape[2], output.shape[2] if output is not None else 3)
    count = (
        1
        if content.get("colour")
        else max(map(len, (content["input"], content["kernel"], [] if output is None else output)))
    )
    places = [ax.inset_axes(box) for box in _boxes(count, [most, max(0.45 * most, 2), most])]
    rows = [places[3 * k : 3 * k + 3] for k in range(count)]
    for channel, (left, middle, right) in enumerate(rows):
        _input(left, content, channel)
        _kernel(middle, content, channel)
        _output(right, content, channel)
    if content["padding"] and not content["photo"]:
        _ring(rows, content)
    if output is not None:
        _window(rows, content)


def _boxes(rows, widths):
    """Places of the pictures: one row for each channel, the widths in these proportions."""
    gap, high = 0.03, (0.94 - 0.08 * (rows - 1)) / rows  # under each one's name
    unit = (1 - 2 * gap) / sum(widths)
    for row in range(rows):
        x = 0.0
        for width in widths:
            yield (x, 0.94 - (row + 1) * high - 0.08 * row, width * unit, high)
            x += width * unit + gap


def _show(ax, values, title, colours, low, high):
    """Show one channel; numbers in its cells where they are few."""
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)
    ax.imshow(values, cmap=colours, vmin=low, vmax=high)
    if max(values.shape) > NUMBERS:
        return
    for (r, c), value in np.ndenumerate(values):
        ink = ink_on(ax.images[0].to_rgba(value))
        ax.text(c, r, f"{value:.3g}".replace("-", "−"), ha="center", va="center", fontsize=8, color=ink)


def _input(ax, content, channel):
    if channel >= len(content["input"]):
        ax.set_axis_off()
        return
    values = content["input"][channel]
    if content.get("colour"):
        ax.set(xticks=[], yticks=[])
        ax.set_title("Input", fontsize=9)
        ax.imshow(content["rgb"])
        return
    size = np.abs(values).max(initial=0.0) or 1.0
    low, high, colours = (0, 255, "gray") if content["photo"] else (-0.2 * size, 5 * size, "gray_r")
    _show(ax, np.asarray(values, float), "Input", colours, low, high)


def _kernel(ax, content, channel):
    weights = np.asarray(content["kernel"], float)
    if content["mode"] in ("max", "mean") or channel >= len(weights):
        ax.set_axis_off()
        if not channel:
            size = "×".join(map(str, weights.shape[1:]))
            ax.text(0.5, 0.5, f"{content['mode']} of {size}", ha="center", va="center", transform=ax.transAxes)
        return
    reach = (np.abs(weights).max(initial=0.0) or 1.0) * 2.6
    _show(ax, weights[channel], "Kernel", SIGNED_MAP, -reach, reach)


def _output(ax, content, channel):
    output = content["output"]
    if output is None or channel >= len(output) or (content.get("colour") and channel):
        ax.set_axis_off()
        if output is None and not channel:
            ax.text(0.5, 0.5, "no output", ha="center", va="center", transform=ax.transAxes)
        return
    values, reach = np.asarray(output, float), content["reach"]
    if content.get("colour"):
        ax.set(xticks=[], yticks=[])
        ax.set_title("Output", fontsize=9)
        ax.imshow(_colours(values, content["display"]))
    elif content["display"] == "signed":
        end = reach * (1 if content["photo"] else PALE)
        _show(ax, values[channel], "Output", SIGNED_MAP, -end, end)
    else:
        grey = np.abs(values[channel]) if content["display"] == "absolute" else values[channel]
        _show(ax, grey, "Output", "gray", 0, reach)


def _colours(values, display):
    """Three channels as a picture, as the page shows them."""
    shown = np.abs(values) if display == "absolute" else 127.5 + values / 2 if display == "signed" else values
    return np.clip(np.rint(shown), 0, 255).astype(np.uint8).transpose(1, 2, 0)


def _ring(rows, content):
    """Leave room for the padding round the tables that have it: the window goes there too."""
    rings = content["padding"]
    for axes in rows:
        ax = axes[2 if content["mode"] == "transposed" else 0]
        if ax.images:
            high, wide = ax.images[0].get_array().shape[:2]
            ax.add_patch(Rectangle((-0.5, -0.5), wide, high, fill=False, ec=PALETTE["grey"], lw=0.8))
            ax.set(xlim=(-0.5 - rings, wide - 0.5 + rings), ylim=(high - 0.5 + rings, -0.5 - rings))


def _window(rows, content):
    """Mark the window, the cell that it makes, and the way from one to the other."""
    (row, column), stride, orange = content["place"], content["stride"], PALETTE["orange"]
    high, wide = (content["dilation"] * (side - 1) + 1 for side in content["kernel"].shape[1:])
    top, left = row * stride - content["padding"] - 0.5, column * stride - content["padding"] - 0.5
    turned = content["mode"] == "transposed"
    under, other = (2, 0) if turned else (0, 2)
    for axes in rows:
        if axes[under].images:
            face = (orange, TINT) if not content["photo"] else "none"
            axes[under].add_patch(Rectangle((left, top), wide, high, fc=face, ec=orange, lw=2, clip_on=False))
        if axes[other].images:
            axes[other].add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec=orange, lw=2))
        if content["point"] and axes[under].images:
            r, c = content["point"]
            axes[under].add_patch(Rectangle((c - 0.5, r - 0.5), 1, 1, fill=False, ec=PALETTE["blue"], lw=2))
    _beam(rows, (left + wide, top, high), (row, column), turned)


def _beam(rows, window, cell, turned):
    """Two thin lines from the window to the cell that it makes (transposed: from the pixel to its copy)."""
    right, top, high = window
    first = rows[0]
    for down in (0, 1):
        near, far = (right, top + down * high), (cell[1] - 0.5, cell[0] - 0.5 + down)
        if turned:
            near, far = (cell[1] + 0.5, cell[0] - 0.5 + down), (right - 1, top + down * high)
        line = ConnectionPatch(
            near, far, "data", "data", axesA=first[0], axesB=first[2], color=PALETTE["orange"], lw=0.8
        )
        first[0].figure.add_artist(line)
