"""The inputs and kernels that the window stepper offers, as tables of numbers."""

from __future__ import annotations

#: The 5×5 picture and the 3×3 kernel of the course: their map is [[4, 3, 4], [2, 4, 3], [2, 3, 4]].
PICTURE = ((1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0))
CROSS = ((1, 0, 1), (0, 1, 0), (1, 0, 1))
#: No symmetry at all, so that it shows the flip.
ASYMMETRIC = ((1, 2, 0), (0, 1, -1), (3, 0, -2))

INPUTS = (
    ("5×5 example", PICTURE),
    ("4×4, counting", ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16))),
    ("4×4, all negative", ((-1, -5, -2, -7), (-4, -3, -8, -6), (-9, -2, -5, -1), (-6, -7, -4, -3))),
    ("4×4, all ones", ((1,) * 4,) * 4),
    ("6×6, an edge", ((0, 0, 0, 9, 9, 9),) * 6),
    ("7×7, one point", tuple(tuple(float(r == c == 3) for c in range(7)) for r in range(7))),
    ("row with two peaks", ((0, 5, 0, 0, 0, 3, 0, 0),)),
    ("the row, moved left", ((5, 0, 0, 0, 3, 0, 0, 0),)),
    ("the row, moved right", ((0, 0, 5, 0, 0, 0, 3, 0),)),
)
KERNELS = (
    ("3×3 example", CROSS),
    ("3×3, asymmetric", ASYMMETRIC),
    ("3×3, right minus left", ((-1, 0, 1),) * 3),
    ("3×3, all ones", ((1,) * 3,) * 3),
    ("2×2, all ones", ((1,) * 2,) * 2),
    ("1×2, all ones", ((1, 1),)),
    ("3×5, all ones", ((1,) * 5,) * 3),
    ("5×5, all ones", ((1,) * 5,) * 5),
    ("1×1, double", ((2,),)),
)
