"""Window stepper: a window moves over a table of numbers and leaves one number at each place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.explorers.engine import Cells, Choice, Explorer, Grid, Pick, Slider, Toggle
from course_utils.explorers.window_examples import CROSS, INPUTS, KERNELS, PICTURE
from course_utils.explorers.window_moves import seen, setting, winner
from course_utils.explorers.window_words import formula, sentence, size_line
from course_utils.explorers.words import number

MODES = (("correlate", "weighted sum"), ("max", "maximum"), ("average", "mean"))
ROWS, COLUMNS = (1, 7), (1, 8)  # the sizes that an input may have
SIDES = (1, 5)  # the sizes that a kernel may have
PADDINGS = (0, 1, 2)
PLACES = (ROWS[1] + 2 * PADDINGS[-1], COLUMNS[1] + 2 * PADDINGS[-1])  # a 1×1 window on the largest padded input


class WindowStepper(Explorer):
    """Move a window over a table of numbers, one place at a time: convolution and pooling by the same machine.

    Keywords (all are controls): ``input`` (up to 7 rows of up to 8 numbers) and ``kernel`` (up to 5×5; pooling takes
    only its size), ``mode`` ("correlate", "max", "average"), ``flip`` (True: the kernel is turned by 180° first, true
    convolution), ``stride`` 1 to 3, ``padding`` 0 to 2, ``bias`` −5 to 5, ``zeros`` (pooling: True lets the padding
    take part as zeros; False means −∞ for max, not counted for average) and ``place``, the output cell (row, column).
    Tables to choose from: ``window_examples.INPUTS`` and ``KERNELS``, pairs (name, table). Functions:
    ``convolution.correlate2d_naive`` and ``convolve2d_naive``, ``pooling.max_pool2d`` and ``avg_pool2d``.
    """

    title = "Window stepper"
    controls = (
        Choice("mode", "The window yields", MODES, "correlate", live=True),
        Toggle("flip", "Flip the kernel (convolution)", False),
        Toggle("zeros", "Pooling takes padding as zeros", False, live=True),
        Slider("stride", "Stride", values=(1, 2, 3), value=1),
        Slider("padding", "Padding", values=PADDINGS, value=0, live=True),
        Slider("bias", "Bias", values=tuple(range(-5, 6)), value=0, live=True),
        Cells("input", "Input", PICTURE, presets=INPUTS, rows=ROWS, columns=COLUMNS),
        Cells("kernel", "Kernel (pooling: only its size)", CROSS, presets=KERNELS, rows=SIDES, columns=SIDES),
        Pick("place", "Place of the window", panel="output", rows=PLACES[0], columns=PLACES[1]),
    )
    panels = (
        Grid("input", "Input, padding and window", wide=True),
        Grid("kernel", "Kernel, or what is pooled", wide=True),
        Grid("output", "Output so far (point at it)", wide=True),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        names = ("input", "kernel", "mode", "flip", "stride", "padding", "zeros", "bias")
        key = tuple(state[name] for name in names)
        found = setting(*key)
        rows, columns = found.output.shape if found.output is not None else (1, 1)
        return scene(key, min(state["place"][0], rows - 1), min(state["place"][1], columns - 1))


@lru_cache(maxsize=256)  # where an output is smaller than the pick, many picks mean the same place
def scene(key, row, column):
    """Return the whole frame for one setting and one place of the window."""
    s = setting(*key)
    if s.refused:
        nothing = {"values": [["–"]]}
        return {"input": input_grid(s, None), "kernel": kernel_grid(s, None), "output": nothing,
                "formula": [size_line(s)], "sentence": s.refused + _way_out(s)}  # fmt: skip
    at = (row * s.stride, column * s.stride)
    return {
        "input": input_grid(s, at),
        "kernel": kernel_grid(s, at),
        "output": output_grid(s, row, column),
        "formula": formula(s, row, column),
        "sentence": sentence(s, row, column),
    }


def _way_out(s):
    return " Take a smaller kernel." if s.padding == PADDINGS[-1] else " Take a smaller kernel, or change the padding."


def cell(value):
    """Return a number as a table shows it: whole ones without a point, −∞ as a word."""
    if np.isinf(value):
        return number(value)
    return int(value) if value == int(value) else round(float(value), 4)


def input_grid(s, at):
    """Return the padded input with the window marked, and in max pooling the cell that wins."""
    rows, columns = s.padded.shape
    p = s.padding
    dim = [(r, c) for r in range(rows) for c in range(columns) if not (p <= r < rows - p and p <= c < columns - p)]
    lit = []
    if at is not None:
        height, width = s.kernel.shape
        lit = [(at[0] + r, at[1] + c, "orange") for r in range(height) for c in range(width)]
        if s.mode == "max":
            top = winner(s, at)
            lit.append((at[0] + top[0], at[1] + top[1], "purple"))
    return {
        "values": [[cell(v) for v in row] for row in s.padded],
        "row_labels": [number(r - p) for r in range(rows)],
        "column_labels": [number(c - p) for c in range(columns)],
        "dim": dim,
        "highlight": lit,
    }


def kernel_grid(s, at):
    """Return the kernel as it is laid on the window; in pooling, what the window sees."""
    if s.mode == "correlate":
        return {"values": [[cell(v) for v in row] for row in s.kernel]}
    if at is None:
        return {"values": [["·"] * s.kernel.shape[1]] * s.kernel.shape[0]}
    window, real = seen(s, at)
    lit = [(*winner(s, at), "purple")] if s.mode == "max" else []
    dim = [(int(r), int(c)) for r, c in np.argwhere(~real)]
    return {"values": [[cell(v) for v in row] for row in window], "highlight": lit, "dim": dim}


def output_grid(s, row, column):
    """Return the output, filled up to this place row by row.

    What is still to come keeps its room, in figure spaces: a table that changed its width would move under the pointer.
    """
    rows, columns = s.output.shape
    done = row * columns + column
    shown = [[cell(v) for v in line] for line in s.output]
    table = [
        [v if r * columns + c <= done else "\u2007" * len(str(v)) for c, v in enumerate(line)]
        for r, line in enumerate(shown)
    ]
    return {
        "values": table,
        "row_labels": [str(r) for r in range(rows)],
        "column_labels": [str(c) for c in range(columns)],
        "highlight": [(row, column, "orange")],
    }
