"""Convolution lens: the kernel lies on the picture; every number can be seen, pointed at and changed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.explorers.controls_lens import Place, Tables
from course_utils.explorers.engine import Choice, Explorer, Number, Toggle
from course_utils.explorers.lens_arithmetic import DILATIONS, PADDINGS, SIDES, STRIDES, Setting, output, refusal
from course_utils.explorers.lens_examples import CROSS, INPUTS, KERNELS, PHOTOGRAPHS, PICTURE, SIDE, photograph
from course_utils.explorers.lens_formula import formula
from course_utils.explorers.lens_words import sentence
from course_utils.explorers.panels import Lens

MODES = (("sum", "weighted sum"), ("transposed", "transposed"), ("max", "maximum"), ("mean", "mean"))
TABLE = (1, 8)  # rows and columns that a typed input may have
TITLE = "Drag the window, point at a cell, double-click a number to change it"
MOST = 3 * SIDE + 12  # rows of the largest output: a photograph, transposed with stride 3


class ConvolutionLens(Explorer):
    """Lay a kernel on a picture: convolution, transposed convolution and pooling by one and the same window.

    Keywords (all are controls): ``input``, a table of up to 8×8 numbers, up to three such channels, or a photograph
    ("chelsea", "astronaut"); ``kernel``, up to 5×5, a slice for each channel or one for all (pooling takes only its
    size); ``mode`` ("sum", "transposed", "max", "mean"), ``stride`` 1 to 3, ``padding`` 0 to 2, ``dilation`` 1 to 3,
    ``flip`` (True: the kernel is turned by 180° first, true convolution), ``zeros`` (pooling: True lets the padding
    take part as zeros; False means −∞ for max, not counted for mean), ``bias``, ``place`` (row, column) of the output
    (transposed: of the input) and ``point``, a cell under the window that is pointed at, or None. Ready ones:
    ``lens_examples.INPUTS`` and ``KERNELS``, pairs (name, table). Functions: ``convolution.conv2d`` and ``col2im``,
    ``pooling.max_pool2d`` and ``avg_pool2d``.
    """

    title = "Convolution lens"
    controls = (
        Tables("input", "Input", "lens", PICTURE, presets=INPUTS, rows=TABLE, columns=TABLE,
               names=tuple((name, label) for name, (label, _) in PHOTOGRAPHS.items())),
        Tables("kernel", "Kernel", "lens", CROSS, presets=KERNELS, rows=SIDES, columns=SIDES),
        Choice("mode", "The window yields", MODES, "sum", live=True),
        Choice("stride", "Stride", STRIDES, 1, live=True),
        Choice("padding", "Padding", PADDINGS, 0, live=True),
        Choice("dilation", "Dilation", DILATIONS, 1, live=True),
        Toggle("flip", "Flip the kernel", False, live=True),
        Toggle("zeros", "Pool padding as zeros", False, live=True),
        Number("bias", "Bias", 0.0, -999, 999, step=1, optional=False),
        Place("place", "Place of the window", "lens", MOST, MOST, (0, 0)),
        Place("point", "Cell that is pointed at", "lens", MOST, MOST, None, optional=True),
    )  # fmt: skip
    panels = (Lens("lens", TITLE, pictures={name: photograph(name) for name in PHOTOGRAPHS}),)

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        names = ("input", "kernel", "mode", "stride", "padding", "dilation", "flip", "zeros", "bias")
        s, out = worked_out(*(state[name] for name in names))
        place, point = clipped(s, state["place"]), state["point"] and clipped(s, state["point"], s.ground)
        photo = isinstance(state["input"], str)
        return {
            "lens": content(s, out, place, point, photo),
            "formula": formula(s, place, point, out),
            "sentence": sentence(s, place, point, out),
        }


@lru_cache(maxsize=16)  # while only the window moves, nothing is worked out again
def worked_out(picture, kernel, *rest):
    """Return (the `Setting` of one state, its output or None where it is refused)."""
    named = isinstance(picture, str)
    x = photograph(picture)[None].astype(float) if named else np.array(picture, float)
    s = Setting(x, np.array(kernel, float), *rest)
    return s, None if refusal(s) else output(s)


def clipped(s, cell, size=None):
    """Return a cell held inside the places of a setting, or inside a grid of another size."""
    return tuple(max(0, min(at, n - 1)) for at, n in zip(cell, size or s.places, strict=True))


def content(s, out, place, point, photo):
    """Return the content of a `Lens` panel."""
    grey = photo and (not s.sums or keeps_brightness(s.kernel))
    return {
        "input": s.x.astype(np.uint8) if photo else s.x,
        "kernel": s.kernel,
        "output": out,
        "mode": s.mode,
        "stride": s.stride,
        "padding": s.padding,
        "dilation": s.dilation,
        "flip": s.flip,
        "zeros": s.zeros,
        "bias": s.bias,
        "divisor": s.divisor,
        "place": list(place),
        "point": point and list(point),
        "photo": photo,
        "display": "cut" if grey else "signed",
        "reach": 255.0 if grey else reach(out),
    }


def keeps_brightness(kernel):
    """Whether a kernel makes of a photograph what still looks like one: its weights add up to more than they cancel."""
    total = float(np.sum(kernel))
    return total > 0.05 and float(np.sum(np.abs(kernel))) <= 9.01 * total


def reach(out):
    """Return the largest size in an output, 1 where there is none."""
    return float(np.abs(out).max(initial=0.0)) or 1.0 if out is not None else 1.0
