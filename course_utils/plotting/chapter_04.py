"""Figures of chapter 04, one call each: pictures with their numbers, three ways to connect, a shift, a history."""

from __future__ import annotations

import numpy as np

from course_utils.plotting.chapter_04_axes import (
    draw_connections,
    draw_field_of,
    draw_fields,
    draw_numbers,
    draw_pictures,
    draw_shift,
    draw_timeline,
    draw_tuning,
    draw_weight_matrices,
)
from course_utils.plotting.style import Picture, figure

HISTORY = (
    (1906, "Sherrington", "“receptive field”: the skin from which a reflex can be set off"),
    (1938, "Hartline", "the term for vision: single fibres of the optic nerve of a frog"),
    (1953, "Kuffler", "retina of the cat: a centre and a surround that oppose each other"),
    (1959, "Hubel and Wiesel", "visual cortex of the cat: cells for edges and bars of one direction"),
    (1962, "Hubel and Wiesel", "visual cortex of the cat: simple cells and complex cells"),
    (1980, "Fukushima", "Neocognitron: local layers, the same features looked for everywhere"),
    (1989, "LeCun and others", "shared kernels learned by backpropagation, on postal codes"),
    (1998, "LeCun and others", "LeNet-5"),
)


# ---- pictures as arrays ---------------------------------------------------------------------------------------------
def numbers(image, top, left, size=10):
    """Picture a grey picture (H, W) of bytes, and a part of it enlarged with its numbers."""
    fig, axes = figure(ncols=2, width=9.5, height=4.6)
    draw_numbers(axes, image, top, left, size)
    part = np.asarray(image)[top : top + size, left : left + size]
    between = (part > 0) & (part < 200)
    at_the_edge = between & _has_neighbour(part == 0)
    alt = (
        f"A handwritten digit, and {size} by {size} of its pixels enlarged with their values: {np.sum(part == 0)} are "
        f"0, {np.sum(part >= 200)} are 200 or more; of the {between.sum()} between, {at_the_edge.sum()} touch a 0."
    )
    return Picture(fig, alt)


def _has_neighbour(mask):
    """Return where at least one of the eight neighbours of a cell is True."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    moved = [padded[r : r + height, c : c + width] for r in range(3) for c in range(3) if (r, c) != (1, 1)]
    return np.any(moved, axis=0)


def grey_and_bilevel(image, bilevel):
    """Picture a grey picture beside the same one with fewer levels."""
    fig, axes = figure(ncols=2, width=6, height=3.1)
    levels = [len(np.unique(picture)) for picture in (image, bilevel)]
    draw_pictures(axes, [image, bilevel], [f"grey: {levels[0]} levels", f"bilevel: {levels[1]} levels"])
    alt = (
        f"The same handwritten digit twice: with {levels[0]} levels of grey and smooth edges; with {levels[1]} levels, "
        "its edges in steps."
    )
    return Picture(fig, alt)


def mixture(a, b, mixed):
    """Picture two colour pictures of bytes and what a formula made of them."""
    fig, axes = figure(ncols=3, width=10, height=2.6)
    draw_pictures(axes, [a, b, mixed], ["a", "b", "(a + b) // 2"])
    darker = np.mean(np.asarray(mixed) < np.minimum(a, b))
    alt = (
        "A cup of coffee, a dahlia, and their mixture: "
        f"{darker:.0%} of its values are darker than in both pictures, so that bright places turn dark or false."
        if darker
        else "A cup of coffee, a dahlia, and their mixture: no value is darker than in both pictures."
    )
    return Picture(fig, alt)


def channels(photo):
    """Picture a photograph (H, W, 3) and its three channels in grey."""
    fig, axes = figure(ncols=4, width=11, height=2.3)
    parts = [photo[:, :, c] for c in range(3)]
    names = ["all three", "channel 0: red", "channel 1: green", "channel 2: blue"]
    draw_pictures(axes, [photo, *parts], names)
    petals = parts[0] > 150
    red, green, blue = (part[petals].mean() for part in parts)
    alt = (
        "An orange dahlia in colour, then its red, green and blue channels in grey. Where red is above 150, on the "
        f"petals, the channels are {red:.0f}, {green:.0f} and {blue:.0f} on the average."
    )
    return Picture(fig, alt)


def moved_or_forced(moved, forced):
    """Picture channel 0 of a photograph after `transpose` and after `reshape`."""
    fig, axes = figure(ncols=2, width=8, height=2.9)
    draw_pictures(axes, [moved, forced], ["transpose(2, 0, 1)[0]", "reshape(3, H, W)[0]"])
    steps = [np.abs(np.diff(picture.astype(float), axis=1)).mean() for picture in (moved, forced)]
    alt = (
        f"Left channel 0 after transpose: neighbours in a row differ by {steps[0]:.0f} levels on the average. Right "
        f"after reshape: by {steps[1]:.0f}, fine stripes, with the top of the dahlia stretched over them."
    )
    return Picture(fig, alt)


# ---- the list -------------------------------------------------------------------------------------------------------
def shuffled_digits(digits, order, labels):
    """Picture digits (n, 784) in a row, and below each the same pixels in another order."""
    count = len(digits)
    fig, axes = figure(nrows=2, ncols=count, width=11, height=3.1)
    few = np.vstack([digits, digits[:, order]]).reshape(2 * count, 28, 28)
    draw_pictures(axes, few, [str(label) for label in labels] + [""] * count, vmax=1)
    kept = np.mean(np.asarray(order) == np.arange(len(order)))
    alt = (
        f"The digits {', '.join(str(label) for label in labels)}, and below each the same pixels in another order, in "
        f"which {kept:.1%} of them stand where they stood: " + ("grey noise." if kept < 0.1 else "hardly changed.")
    )
    return Picture(fig, alt)


def shift_curve(shifts, shares):
    """Picture the share of right answers over the number of pixels by which the digits were moved."""
    fig, ax = figure(width=8, height=3.8)
    draw_shift(ax, shifts, shares)
    guessing = [shift for shift, share in zip(shifts, shares, strict=True) if share < 0.15]
    steps = ", ".join(f"{share:.0%} at {shift}" for shift, share in zip(shifts, shares, strict=True))
    end = f"; from {guessing[0]} on it is near guessing, one in ten." if guessing else "; always far above guessing."
    return Picture(fig, f"Share of test digits right over the shift in pixels: {steps}{end}")


# ---- full, local, shared --------------------------------------------------------------------------------------------
def connections(inputs=8, window=3):
    """Picture a row of pixels and the units above it, connected in three ways."""
    fig, axes = figure(ncols=3, width=11.5, height=1.9)
    draw_connections(axes, inputs, window)
    titles = "; ".join(ax.get_title().replace(",", " and") for ax in axes)
    alt = (
        f"{inputs} pixels and {inputs - window + 1} units, three times. {titles}. In the last drawing the edges of all "
        f"units have the same {window} looks."
    )
    return Picture(fig, alt)


def weight_matrices(matrices):
    """Picture weight matrices (inputs, units) by name, {"full": ...}, one colour scale for all."""
    fig, axes = figure(ncols=len(matrices), width=9, height=5.6)
    bar = draw_weight_matrices(np.atleast_1d(axes), list(matrices.values()), list(matrices))
    fig.colorbar(bar, ax=axes, label="weight", shrink=0.8)
    pixels, units = next(iter(matrices.values())).shape
    counts = (
        f"{name}, {np.sum(matrix != 0) / units:g} weights other than 0 in each column, "
        f"{len(np.unique(matrix[matrix != 0]))} different ones in all"
        for name, matrix in matrices.items()
    )
    return Picture(fig, f"Matrices of {pixels} by {units} weights: {'; '.join(counts)}.")


# ---- fields, cells and their history --------------------------------------------------------------------------------
def fields(pixels=9, window=3, layers=2):
    """Picture a row of pixels, layers of units above it, and what the middle unit at the top depends on."""
    fig, ax = figure(width=8, height=3.4)
    draw_fields(ax, pixels, window, layers)
    seen = ", ".join(text.get_text() for text in reversed(ax.texts))
    return Picture(fig, f"A row of {pixels} pixels, {layers} layers above it, windows of {window}. In orange: {seen}.")


def timeline(events=HISTORY):
    """Picture a history, oldest first; ``events`` are (year, who, what)."""
    fig, ax = figure(width=11, height=4.6)
    draw_timeline(ax, events)
    found = " ".join(f"{year} {who}: {what}." for year, who, what in events if year < 1970)
    built = " ".join(f"{year} {who}: {what}." for year, who, what in events if year >= 1970)
    return Picture(fig, f"Timeline. Found in animals: {found} Built by engineers: {built}")


def tuning(weights, bar, angles, responses):
    """Picture a unit's weights, a bar of light, and the unit's answers to bars of all angles, in degrees."""
    fig, axes = figure(ncols=3, width=11, height=3.2, gridspec_kw={"width_ratios": (1, 1, 1.8)})
    draw_field_of(axes[0], weights, "weights of the unit")
    draw_pictures(axes[1:2], [bar], ["a bar of light"], vmax=1)
    draw_tuning(axes[2], angles, responses)
    responses = np.asarray(responses)
    silent = np.sum(responses == 0)
    alt = (
        "Weights with a positive bar between two negative ones; a bar of light; the unit's answer over the direction "
        f"of the bar: largest at {angles[responses.argmax()]:g} degrees, 0 at {silent} of {len(responses)} directions."
    )
    return Picture(fig, alt)
