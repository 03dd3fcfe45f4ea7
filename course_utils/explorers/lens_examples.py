"""What the convolution lens offers: inputs and kernels as tables of numbers, and photographs."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.data import pictures

#: The 5×5 picture and the 3×3 kernel of the course: their map is [[4, 3, 4], [2, 4, 3], [2, 3, 4]].
PICTURE = ((1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0))
CROSS = ((1, 0, 1), (0, 1, 0), (1, 0, 1))
#: No symmetry at all, so that it shows the flip.
ASYMMETRIC = ((1, 2, 0), (0, 1, -1), (3, 0, -2))
#: Two channels and a kernel with a slice for each: their maps are [[2, 0], [1, 1]] and [[1, 0], [0, 1]], added up.
BLOCK = (((1, 0, 2), (0, 1, 0), (2, 1, 0)), ((0, 1, 0), (1, 0, 1), (0, 1, 0)))
SLICES = (((1, 0), (0, 1)), ((0, -1), (2, 0)))

SEVEN = tuple(
    tuple(map(int, row))
    for row in ["00000000", "02999920", "00000920", "00004900", "00009300", "00029000", "00049000", "00000000"]
)

INPUTS = (
    ("5×5, the course's", PICTURE),
    ("4×4, counting", ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16))),
    ("4×4, all negative", ((-1, -5, -2, -7), (-4, -3, -8, -6), (-9, -2, -5, -1), (-6, -7, -4, -3))),
    ("4×4, all ones", ((1,) * 4,) * 4),
    ("6×6, an edge", ((0, 0, 0, 9, 9, 9),) * 6),
    ("7×7, one point", tuple(tuple(float(r == c == 3) for c in range(7)) for r in range(7))),
    ("8×8, a seven", SEVEN),
    ("row with two peaks", ((0, 5, 0, 0, 0, 3, 0, 0),)),
    ("the row, moved left", ((5, 0, 0, 0, 3, 0, 0, 0),)),
    ("the row, moved right", ((0, 0, 5, 0, 0, 0, 3, 0),)),
    ("two channels, 3×3", BLOCK),
    ("three channels, red spot", (
        ((9, 9, 9), (9, 9, 9), (9, 9, 9)), ((9, 9, 9), (9, 0, 9), (9, 9, 9)), ((9, 9, 9), (9, 0, 9), (9, 9, 9)))),
)  # fmt: skip
KERNELS = (
    ("3×3, the course's", CROSS),
    ("3×3, asymmetric", ASYMMETRIC),
    ("copy", ((0, 0, 0), (0, 1, 0), (0, 0, 0))),
    ("right minus left", ((-1, 0, 1),) * 3),
    ("Sobel, horizontal", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    ("blur 3×3", ((1 / 9,) * 3,) * 3),
    ("sharpen", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    ("3×3, all ones", ((1,) * 3,) * 3),
    ("2×2, all ones", ((1,) * 2,) * 2),
    ("1×2, all ones", ((1, 1),)),
    ("3×5, all ones", ((1,) * 5,) * 3),
    ("5×5, all ones", ((1,) * 5,) * 5),
    ("1×1, double", ((2,),)),
    ("two slices, 2×2", SLICES),
    ("three slices, red only", (((1,),), ((-0.5,),), ((-0.5,),))),
)
#: Photographs as squares of 128 pixels, grey: name -> (label, the share of the width at which the square begins).
PHOTOGRAPHS = {"chelsea": ("photograph: a cat", 0.2), "astronaut": ("photograph: an astronaut", 0.18)}
SIDE = 128
LUMINANCE = np.array([0.299, 0.587, 0.114])  # weights of red, green, blue: ITU-R BT.601


@cache
def photograph(name):
    """Return a photograph of the lens, uint8 (128, 128): a square of its full height (or less), grey."""
    rgb = pictures.photograph(name)  # (H, W, 3)
    side = min(rgb.shape[:2])
    left = min(int(PHOTOGRAPHS[name][1] * rgb.shape[1]), rgb.shape[1] - side)
    grey = rgb[:side, left : left + side] @ LUMINANCE  # (side, side)
    edges = np.linspace(0, side, SIDE + 1).round().astype(int)
    rows = np.add.reduceat(grey, edges[:-1], axis=0) / np.diff(edges)[:, None]
    return np.rint(np.add.reduceat(rows, edges[:-1], axis=1) / np.diff(edges)).astype(np.uint8)
