"""Figures of chapter 05: signals that slide, tables of numbers under a window, sizes, blocks of channels.

The figures of its later parts are in `chapter_05_pictures`; all are called from here. Functions that take Axes are
helpers, the others return a `Picture`.
"""

from __future__ import annotations

import numpy as np

from course_utils import convolution, shapes
from course_utils.plotting.chapter_05_blocks import block_layer, reach, receptive_fields, seen_counts
from course_utils.plotting.chapter_05_pictures import (
    after_relu,
    channel_by_channel,
    filtered,
    learned,
    marks_found,
    moved,
    seen_below,
    spread_window,
    stamped,
    through_channels,
)
from course_utils.plotting.chapter_05_tables import in_a_row, numbers, pictures, under_the_window
from course_utils.plotting.style import PALETTE, Picture, equally_long, figure

__all__ = [
    "after_relu",
    "block_layer",
    "blocks",
    "bright_pixel",
    "channel_by_channel",
    "channel_sum",
    "fillings",
    "filtered",
    "learned",
    "marks_found",
    "moved",
    "numbers",
    "padded_maps",
    "pictures",
    "rain_and_response",
    "reach",
    "receptive_fields",
    "response",
    "seen_below",
    "seen_counts",
    "signals",
    "sliding",
    "sliding_response",
    "spread_window",
    "stamped",
    "through_channels",
    "under_the_window",
    "water",
    "window_at",
    "windows_along",
]

BLUE, ORANGE, GREEN, GREY, INK = (PALETTE[name] for name in ("blue", "orange", "green", "grey", "ink"))


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


def rain_and_response(t, x, h):
    """Picture x(t) and h(t), shape (n,), alone and on one axis.

    >>> t = np.linspace(-1, 2, 301)
    >>> rain_and_response(t, ((t >= 0) & (t < 1)) * 1.0, (t >= 0) * 1.0).alt[:52]
    'The rain x is 1 from 0 to 1 hours and 0 elsewhere; t'
    """
    fig, axes = figure(ncols=3, width=11, height=3)
    signals(axes, t, x, h)
    wet = t[np.asarray(x) > 0]
    top = int(np.argmax(h))
    alt = (
        f"The rain x is {np.max(x):g} from {_hours(wet[0])} to {_hours(wet[-1])} hours and 0 elsewhere; the response h "
        f"jumps to {h[top]:.2g} at {_hours(t[top])} hours and is down to {h[-1]:.2f} at {_hours(t[-1])}; then both on "
        "one axis."
    )
    return Picture(fig, alt)


def _hours(time):
    return f"{round(float(time), 1) + 0.0:g}"


def sliding_response(t, x, h, times):
    """Picture for each of ``times`` how h(t − τ) lies over x(τ); ``h`` is a function of arrays."""
    fig, axes = figure(ncols=len(times), width=11, height=3, sharey=True)
    sliding(axes, t, x, h, times)
    areas = [np.sum(x * h(time - t)) * (t[1] - t[0]) for time in times]
    words = ", ".join(f"{area:.2f} at {time:g} hours" for area, time in zip(areas, times))
    return Picture(fig, f"The turned response slides over the rain; the area of their product is {words}.")


def water(t, y, times):
    """Picture y(t), shape (n,), with dots at ``times``."""
    fig, ax = figure(width=8, height=3)
    response(ax, t, y, times)
    top = int(np.argmax(y))
    words = f"rises to {y[top]:.2f} at {_hours(t[top])} hours and is down to {y[-1]:.2f} at the end"
    return Picture(fig, f"The water at the bridge {words}.")


# ---- a window on a picture --------------------------------------------------------------------------
def window_at(image, kernel, place):
    """Picture an image (H, W), a kernel (KH, KW) laid on it at ``place``, and the map up to that place.

    >>> window_at(np.eye(3), np.ones((2, 2)), place=(0, 1)).alt
    'A picture of 3 by 3, its 2 by 2 window at row 0, column 1 tinted; the kernel; the map so far: 2, 1.'
    """
    output = convolution.correlate2d_naive(image, kernel)
    fig, axes = in_a_row(image, kernel, output, height=3.2)
    under_the_window(axes, image, kernel, output, place)
    so_far = output.ravel()[: np.ravel_multi_index(place, output.shape) + 1]
    alt = (
        f"A picture of {_by(image)}, its {_by(kernel)} window at row {place[0]}, column {place[1]} tinted; the kernel; "
        f"the map so far: {', '.join(f'{value:g}' for value in so_far)}."
    )
    return Picture(fig, alt)


def _by(table):
    return " by ".join(map(str, np.shape(table)))


def bright_pixel(image, kernel, correlation, convolved):
    """Picture what the two operations make of an image with one bright pixel."""
    fig, axes = in_a_row(image, kernel, correlation, convolved, height=2.9)
    numbers(axes[0], image, "picture")
    numbers(axes[1], kernel, "kernel", lit=(0, 0, *np.shape(kernel)), color="blue")
    numbers(axes[2], correlation, "cross-correlation")
    numbers(axes[3], convolved, "convolution")
    first, second = (_like(found, kernel) for found in (correlation, convolved))
    return Picture(fig, f"A single bright pixel: cross-correlation gives {first}, convolution gives {second}.")


def _like(found, kernel):
    """Say what a map has of a kernel."""
    if np.array_equal(found, kernel):
        return "the kernel as it is"
    return "the kernel upside down and mirrored" if np.array_equal(found, kernel[::-1, ::-1]) else "another table"


# ---- sizes ------------------------------------------------------------------------------------------
def windows_along(size, kernel, *settings):
    """Picture every window of ``kernel`` over a row of ``size`` pixels, once for each (stride, padding).

    >>> windows_along(7, 3, (3, 0)).alt
    'A row of 7 pixels: 2 windows of 3 at stride 3, the last pixel is out of reach.'
    """
    heights = [1.0 + 0.22 * shapes.output_size(size, kernel, *setting) for setting in settings]
    share = {"height_ratios": heights}
    fig, axes = figure(nrows=len(settings), width=8, height=0.4 + sum(heights), squeeze=False, gridspec_kw=share)
    words = []
    for ax, (stride, padding) in zip(axes[:, 0], settings):
        reach(ax, size, kernel, stride, padding)
        lost = shapes.unused(size, kernel, stride, padding)
        said = f"{shapes.output_size(size, kernel, stride, padding)} windows of {kernel} at stride {stride}"
        said += f" with padding {padding}" if padding else ""
        words.append(said + _out_of_reach(lost))
    return Picture(fig, f"A row of {size} pixels: {'; '.join(words)}.")


def _out_of_reach(lost):
    if not lost:
        return ""
    return ", the last pixel is out of reach" if lost == 1 else f", the last {lost} pixels are out of reach"


def padded_maps(image, kernel, rings):
    """Picture an image (H, W) in each of ``rings`` rings of zeros, and the map that the kernel makes of it."""
    maps = [convolution.correlate2d_naive(image, kernel, padding=ring) for ring in rings]
    framed = [np.pad(image, ring) for ring in rings]
    fig, axes = in_a_row(*(table for pair in zip(framed, maps) for table in pair), height=3.6)
    for ring, padded, made, ax, result in zip(rings, framed, maps, axes[::2], axes[1::2]):
        numbers(ax, padded, f"padding {ring}", lit=(0, 0, *np.shape(kernel)), ring=ring)
        numbers(result, made, "its map", lit=(0, 0, 1, 1), color="green")
    words = "; ".join(f"in {ring} ring{'s' * (ring > 1)} a map of {_by(made)}" for ring, made in zip(rings, maps))
    return Picture(fig, f"The {_by(image)} picture in rings of zeros, and the maps of a {_by(kernel)} kernel: {words}.")


def fillings(values, rings, modes):
    """Picture a table (R, C) in ``rings`` rings of padding, once for each of NumPy's ``modes``."""
    fig, axes = figure(ncols=len(modes), width=10, height=3.7)
    corners = []
    for ax, mode in zip(axes, modes):
        table = np.pad(values, rings, mode=mode)
        numbers(ax, table, mode, ring=rings)
        corners.append(f"{mode}: upper left corner {table[0, 0]:g}")
    return Picture(
        fig, f"A table of {_by(values)} in {rings} rings of padding, filled in {len(modes)} ways; {'; '.join(corners)}."
    )


# ---- blocks -----------------------------------------------------------------------------------------
def channel_sum(block, kernel):
    """Picture how each channel of a block (C, H, W) meets its slice of a kernel (C, KH, KW), and what comes of it."""
    shares = [convolution.correlate2d_naive(channel, weights) for channel, weights in zip(block, kernel)]
    fig, axes = in_a_row(*(table for trio in zip(block, kernel, shares) for table in trio), shares[0], height=2.6)
    for c, tables in enumerate(zip(block, kernel, shares)):
        for ax, table, title in zip(axes[3 * c :], tables, ("channel", "kernel", "share")):
            numbers(ax, table, f"{title} {c}", lit=np.full(table.shape, title == "kernel"), color="blue")
    total = np.sum(shares, axis=0)
    numbers(axes[-1], total, "the map", lit=(0, 0, *total.shape), color="green")
    values = ", ".join(f"{value:g}" for value in total.ravel())
    alt = (
        f"{len(block)} channels, each under its own slice of the kernel, give {len(shares)} shares; added up: {values}."
    )
    return Picture(fig, alt)


def blocks(block, filters, kernel):
    """Picture a block (C, H, W), the filters that pass over it and the block of maps that they make."""
    fig, ax = figure(width=10, height=4.4)
    block_layer(ax, block, filters, kernel)
    out = (filters, *shapes.output_shape(*block[1:], kernel))
    into, one, made = (" by ".join(map(str, shape)) for shape in (block, (block[0], kernel, kernel), out))
    return Picture(fig, f"A block of {into}; {filters} filters of {one}, each with one bias; a block of {made}.")
