"""Figures of chapter 05, third and fourth part: filters on photographs, moved pictures, fields, kernels, relatives."""

from __future__ import annotations

import numpy as np

from course_utils import convolution_kinds, data, shapes
from course_utils.plotting.chapter_05_blocks import receptive_fields, seen_counts
from course_utils.plotting.chapter_05_tables import in_a_row, numbers, pictures
from course_utils.plotting.style import Picture, figure


# ---- photographs and what filters make of them ----------------------------------------------------------------------
def through_channels(photo, map_, scene):
    """Picture a colour photograph (H, W, 3) from 0 to 1, its red channel, and the map of a filter over its channels.

    scene: the photograph's name, for the description.
    """
    fig, axes = figure(ncols=3, width=10, height=2.5)
    pictures(axes[:2], [photo, photo[:, :, 0]], ["photograph", "red channel alone"])
    pictures(axes[2:], [map_], ["weighted sum of the channels"], signed=True)
    white = photo.min(axis=2) > 0.75
    red = photo[:, :, 0] - photo[:, :, 1:].max(axis=2) > 0.25
    alt = (
        f"{data.alt_text(scene)} On its white parts the red channel has {photo[white, 0].mean():.2f} in the mean and "
        f"the weighted map {map_[white].mean():.2f}, on its red parts {photo[red, 0].mean():.2f} and "
        f"{map_[red].mean():.2f}."
    )
    return Picture(fig, alt)


def filtered(photo, maps, titles, scene):
    """Picture a grey photograph (H, W), six maps under their ``titles``, and the strength of the last two together.

    The last three maps are signed: they come from kernels whose weights add up to 0.
    """
    titles = list(titles)
    fig, axes = figure(nrows=2, ncols=4, width=10, height=3.9)
    axes = axes.ravel()
    pictures(axes[:4], [photo, *maps[:3]], ["photograph, grey", *titles[:3]])
    pictures(axes[4:7], maps[3:], titles[3:], signed=True)
    pictures(axes[7:], [np.hypot(maps[4], maps[5]) / 3], ["both Sobel: strength"])
    ranges = "; ".join(f"{title} from {made.min():.1f} to {made.max():.1f}" for title, made in zip(titles, maps))
    return Picture(
        fig, f"{data.alt_text(scene)} In grey from {photo.min():.1f} to {photo.max():.1f}, and six maps: {ranges}."
    )


def marks_found(examples, kernels, biases):
    """Picture marks and, below each, what is above 0 in the maps of the filters; the largest of all filters counts.

    examples: {name: picture (H, W)}; kernels: (F, K, K); biases: (F,).
    """
    kernels, biases = np.asarray(kernels, float), np.asarray(biases, float)
    fig, (top, bottom) = figure(nrows=2, ncols=len(examples), width=2.3 * len(examples), height=4.6, squeeze=False)
    words = []
    for name, above, below in zip(examples, top, bottom):
        answers = _answers(examples[name], kernels, biases)
        pictures([above], [1 - examples[name]], [name])
        pictures([below], [answers], [f"above 0: {(answers > 0).sum()}"], signed=True)
        words.append(f"{name} {(answers > 0).sum()}")
    return Picture(fig, f"Marks and the maps of the filters; places above 0: {', '.join(words)}.")


def _answers(picture, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernels.shape[1:])  # (OH, OW, K, K)
    maps = np.einsum("ijpq,fpq->fij", windows, kernels) + biases[:, None, None]
    return np.maximum(maps, 0).max(axis=0)


def moved(here, there, map_here, map_there, scene):
    """Picture two sections (H, W) of one photograph and their maps."""
    fig, axes = figure(ncols=4, width=10, height=2.4)
    pictures(axes[:2], [here, there], ["here", "there"])
    pictures(axes[2:], [map_here, map_there], ["map of here", "map of there"], signed=True)
    columns = [int(np.argmax(np.abs(made)) % made.shape[1]) for made in (map_here, map_there)]
    alt = (
        f"{data.alt_text(scene)} Two sections of it and their edge maps: the strongest edge stands at column "
        f"{columns[0]} in the first map and at column {columns[1]} in the second."
    )
    return Picture(fig, alt)


def after_relu(signed, clipped):
    """Picture a map (H, W) with both signs and what a bias and the ReLU have left of it."""
    fig, (left, right) = figure(ncols=2, width=7, height=2.8)
    pictures([left], [signed], ["convolution"], signed=True)
    pictures([right], [clipped], ["after bias and ReLU"])
    before, after = (np.mean(values > 0) for values in (signed, clipped))
    words = f"{before:.0%} of the values are above 0, and the same after bias and ReLU: {after:.0%} are"
    return Picture(fig, f"An edge map in which {words}.")


# ---- what a unit sees -----------------------------------------------------------------------------------------------
def seen_below(layers, names, pixels, unit):
    """Picture along one axis what ``unit`` of the last layer sees in each layer below; ``layers``: (kernel, stride).

    >>> seen_below([(3, 1), (3, 1)], ["first", "second"], pixels=9, unit=2).alt
    'One unit of second sees 3 units of first and 5 pixels of the picture.'
    """
    fig, ax = figure(width=10.5, height=1.0 + 0.75 * len(layers))
    receptive_fields(ax, layers, names, pixels, unit)
    *counts, field = seen_counts(layers)[1:]
    words = [f"{count} units of {name}" for count, name in zip(counts, reversed(names[:-1]))]
    return Picture(fig, f"One unit of {names[-1]} sees {', '.join(words)} and {field} pixels of the picture.")


# ---- a kernel that is learned ---------------------------------------------------------------------------------------
def learned(kernels, hidden, steps):
    """Picture the kernels (KH, KW) after each of ``steps``, and beside them the hidden one that they are to find."""
    shown = [kernels[step] for step in steps]
    fig, axes = figure(ncols=len(shown) + 1, width=2.2 * (len(shown) + 1), height=2.5)
    for ax, step, kernel in zip(axes, steps, shown):
        numbers(ax, np.round(kernel, 1) + 0.0, f"after {step} step{'s' * (step != 1)}")
    numbers(axes[-1], hidden, "the hidden one", lit=(0, 0, *np.shape(hidden)), color="blue")
    off = ", ".join(f"{np.abs(kernel - hidden).max():.2g} after {step}" for kernel, step in zip(shown, steps))
    return Picture(fig, f"A kernel while it learns; the largest of its distances from the hidden one is {off} steps.")


# ---- relatives ------------------------------------------------------------------------------------------------------
def spread_window(size, kernel, dilations):
    """Picture which of size × size pixels a square kernel meets at its first place, for each of ``dilations``."""
    fig, axes = figure(ncols=len(dilations), width=3.2 * len(dilations), height=3.3)
    words = []
    for ax, dilation in zip(axes, dilations):
        met = np.zeros((size, size), bool)
        reach = shapes.dilated(kernel, dilation)
        met[:reach:dilation, :reach:dilation] = True
        numbers(ax, np.where(met, 1.0, np.nan), f"dilation {dilation}", lit=met)
        words.append(f"{met.sum()} pixels of a square of {reach} by {reach} at dilation {dilation}")
    return Picture(fig, f"The pixels under a kernel of {kernel} by {kernel}: {', '.join(words)}.")


def stamped(image, kernel, stride):
    """Picture a transposed convolution: an image (H, W), the kernel that is laid down for each pixel, the result."""
    made = convolution_kinds.conv2d_transposed(image[None, None], kernel[None, None], stride=stride)[0, 0]
    fig, axes = in_a_row(image, kernel, made, height=3.0)
    numbers(axes[0], image, "picture", lit=(0, 0, 1, 1))
    numbers(axes[1], kernel, "kernel", lit=(0, 0, *kernel.shape), color="blue")
    numbers(axes[2], made, f"transposed, stride {stride}", lit=(0, 0, *kernel.shape))
    corner, middle = made[0, 0], made[tuple(n // 2 for n in made.shape)]
    alt = (
        f"A picture of {_by(image)}, a kernel of {_by(kernel)} and, with stride {stride}, a result of {_by(made)}; its "
        f"corner is {corner:g}, its middle {middle:g}."
    )
    return Picture(fig, alt)


def channel_by_channel(block, kernel):
    """Picture a depthwise convolution: each channel of a block (C, H, W) under its own kernel of (C, KH, KW)."""
    maps = convolution_kinds.conv2d_depthwise(np.asarray(block)[None], kernel)[0]
    rows = list(zip(block, kernel, maps))
    fig, axes = in_a_row(*(table for row in rows for table in row), height=2.6)
    for c, row in enumerate(rows):
        for ax, table, title, tint in zip(axes[3 * c :], row, ("channel", "kernel", "map"), ("", "blue", "green")):
            numbers(ax, table, f"{title} {c}", lit=np.full(table.shape, bool(tint)), color=tint or "blue")
    return Picture(
        fig, f"{len(rows)} channels, each under a kernel of its own, make {len(rows)} maps of {_by(maps[0])}."
    )


def _by(table):
    return " by ".join(map(str, np.shape(table)))
