"""Weights counter: one picture and one number of hidden units, connected fully, locally, and with shared weights."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils import data, shapes
from course_utils.explorers.engine import Bars, Choice, Explorer, Pixels, Slider
from course_utils.explorers.words import power_text

SIDES = (12, 16, 28, 32, 56, 64, 100, 227, 500, 1000)
KERNELS = (3, 5, 7, 10, 11)
MAPS = (1, 6, 30, 100)
UNITS = (("windows", "one for each window inside"), ("pixels", "one for each pixel"))
LARGEST = 160  # pixels of the picture that is drawn; on a panel of this size nobody sees more
EYE = (0.36, 0.26)  # where the window is drawn, as shares of its way down and to the right
LAYERS = ("full", "local", "shared")
COLOURS = ("grey", "blue", "orange")
BYTES = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("bytes", 1))


class Counts(NamedTuple):
    """The three layers' `shapes.Count`, and what they are made of: pixels, hidden units in all, pixels in a window."""

    full: shapes.Count
    local: shapes.Count
    shared: shapes.Count
    pixels: int
    units: int
    window: int


def counts(side, kernel, maps, units):
    """Count the three layers that lead from a grey picture of ``side`` × ``side`` pixels to the same hidden units.

    ``units`` is "windows" (one unit for each place of the window inside the picture) or "pixels" (as many units as
    pixels: the picture gets a border of kernel − 1 more pixels in all, which the window may enter).

    >>> [count.parameters for count in counts(28, 5, 1, "windows")[:3]]
    [452160, 14976, 26]
    """
    wide = side if units == "windows" else side + kernel - 1
    local = shapes.local(1, wide, wide, maps, kernel)
    shared = shapes.convolution(1, wide, wide, maps, kernel)
    full = shapes.dense(side * side, local.biases)  # each unit has one bias, so these are the units
    return Counts(full, local, shared, side * side, local.biases, kernel * kernel)


def count_text(number):
    """Write a count for people: all digits up to seven of them, then a power of ten.

    >>> count_text(451_584), count_text(10**12), count_text(51_529 * 10**6).replace("\\u00a0", " ")
    ('451,584', '10¹²', '5.2 × 10¹⁰')
    """
    if number < 10**7:
        return f"{number:,}"
    power = round(math.log10(number))
    if number == 10**power:
        return "10" + str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return power_text(float(number))


def memory_text(weights):
    """Write how much memory ``weights`` numbers of 4 bytes (float32) take.

    >>> memory_text(10**12), memory_text(25)
    ('4 TB', '100 bytes')
    """
    size = 4 * weights
    unit, scale = next((unit, scale) for unit, scale in BYTES if size >= scale)
    return f"{size / scale:.3g} {unit}"


class WeightsCounter(Explorer):
    """Count the weights of three layers that lead from one picture to the same hidden units.

    Controls: the side of a grey picture, the side of the window (the kernel), the number of maps (kernels), and whether
    there is a hidden unit for each window that fits inside the picture or one for each pixel. The formulas are those of
    ``shapes``.
    """

    title = "Weights counter: full, local, shared"
    controls = (
        Slider("side", "Picture side (pixels)", values=SIDES, value=28),
        Slider("kernel", "Window side (kernel)", values=KERNELS, value=5),
        Slider("maps", "Kernels (a map each)", values=MAPS, value=1),
        Choice("units", "Hidden units in a map", UNITS, "windows"),
    )
    panels = (
        Pixels("scale", "What one unit sees (fully connected: all of it)", height=300),
        Bars("weights", "Weights to be learned", ylim=(1, 1e16), y="powers of ten", log=True, height=300),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        found = counts(state["side"], state["kernel"], state["maps"], state["units"])
        weights = [count.weights for count in found[:3]]
        return {
            "scale": _scale(state["side"], state["kernel"]),
            "weights": {
                "labels": list(LAYERS),
                "values": [float(w) for w in weights],
                "colors": list(COLOURS),
                "text": [count_text(w) for w in weights],
            },
            "formula": _formula(found, state["maps"]),
            "sentence": _sentence(state, found),
        }


@cache
def cat(side):
    """Return the face of a cat in grey, uint8, ``side`` × ``side`` pixels: means over the pixels of the photograph.

    >>> cat(12).shape
    (12, 12)
    """
    grey = data.photograph("chelsea")[:300, 75:375].mean(axis=2)  # (300, 300)
    edges = np.linspace(0, 300, side + 1).astype(int)
    sums = np.add.reduceat(np.add.reduceat(grey, edges[:-1], axis=0), edges[:-1], axis=1)
    sizes = np.diff(edges)
    return np.round(sums / np.outer(sizes, sizes)).astype(np.uint8)


def _scale(side, kernel):
    """The picture, coarser where it is larger than can be drawn, and the window on it to scale."""
    shown = cat(min(side, LARGEST))
    unit = len(shown) / side
    row, column = (unit * round(share * (side - kernel)) for share in EYE)
    box = (row, column, unit * kernel, unit * kernel, "orange")
    return {"pixels": shown, "map": "gray", "vmin": 0, "vmax": 255, "boxes": [box]}


def _formula(found, maps):
    """One line for each layer: its weights as a product, its biases, the sum."""
    products = (
        f"{found.pixels:,} pixels × {found.units:,} units",
        f"{found.window} in a window × {found.units:,} units",
        f"{found.window} in a window × {_many(maps, 'kernel')}",
    )
    lines = []
    for name, color, product, count in zip(LAYERS, COLOURS, products, found[:3], strict=True):
        biases = _many(count.biases, "bias", "biases")
        total = (f"{count.parameters:,} parameters", color)
        lines.append([f"{name}: {product} = {count.weights:,} weights, + {biases} = ", total])
    return lines


def _many(number, one, more=None):
    return f"1 {one}" if number == 1 else f"{number:,} {more or one + 's'}"


def _sentence(state, found):
    side, kernel = state["side"], state["kernel"]
    return (
        f"A picture of {side} × {side} and {found.units:,} hidden units. Fully connected, the weights fill "
        f"{memory_text(found.full.weights)} (4 bytes each); with windows of {kernel} × {kernel}, "
        f"{memory_text(found.local.weights)}; with {'one shared kernel' if state['maps'] == 1 else 'shared kernels'}, "
        f"{memory_text(found.shared.weights)}. Multiply-adds for one picture: {count_text(found.full.multiply_adds)}, "
        f"{count_text(found.local.multiply_adds)} and {count_text(found.shared.multiply_adds)}: windows save "
        "weights and work, sharing saves weights only."
    )
