"""The sketches of the lecturer's guide, few strokes each: chapters 07 to 12."""

from __future__ import annotations

import numpy as np

from course_utils.models import alexnet_plan, lenet5_plan
from course_utils.plotting.board import Board

__all__ = ["block", "drawer", "ladder", "rows", "three_sets", "towers"]


def rows():
    """Chapter 07: a small picture, and each of its windows laid out as a row."""
    board, picture = Board(7.6), np.arange(1, 10).reshape(3, 3)
    for (i, j), value in np.ndenumerate(picture):
        board.box(0.8 + 1.4 * j, 4.9 - 1.4 * i, 1.4, 1.4, str(value), size=14)
    board.line((0.7, 6.4), (3.7, 6.4), (3.7, 3.4), (0.7, 3.4), (0.7, 6.4), colour="orange", width=3.5)
    board.arrow((5.4, 4.6), (7.6, 4.6)).words(6.5, 5.3, "copy", size=12)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (2, 2)).reshape(4, 4)
    for (i, j), value in np.ndenumerate(windows):
        board.box(8.2 + 1.4 * j, 5.1 - 1.3 * i, 1.4, 1.3, str(value), "orange" if i == 0 else "ink", size=14)
    board.words(14.4, 3.8, "×", size=20).words(16.6, 6.8, "filter,\nas a column", "blue", size=11)
    for k in range(4):
        board.box(15.8, 1.2 + 1.2 * k, 1.4, 1.2, f"w{4 - k}", "blue")
    board.words(10.9, 0.4, "a row for each window", size=12)
    return board.picture(
        "A picture of nine numbers with its first window framed; an arrow to a matrix of four rows, one for each "
        "window, the framed one first; beside it a filter laid out as a column of four weights."
    )


def ladder():
    """Chapter 08: LeNet-5 as a ladder: sides shrink, maps grow in number."""
    board, x = Board(7.4), 0.4
    shapes = [("input", (1, lenet5_plan.SIDE)), *((r.layer, r.shape) for r in lenet5_plan.rows() if len(r.shape) > 1)]
    for name, (maps, side, *_) in shapes:
        size = max(0.35, side / 10)
        for k in range(3 if maps > 1 else 1):
            board.box(x + 0.18 * k, 2.6 + 0.18 * k, size, size, colour="blue" if k == 0 else "grey")
        board.words(x + size / 2, 1.9, name, size=13).words(x + size / 2, 1.1, f"{maps} × {side}²", size=11)
        x += max(size + 1.1, 2.1)
    board.words(x + 0.5, 3.1, "→ F6\n→ ten codes", size=12)
    board.words(8.5, 6.9, "sides shrink  →        maps grow in number  →", colour="orange", size=13)
    return board.picture(
        "LeNet-5 from left to right: " + ", ".join(f"{n} {m} × {s[0]}²" for n, (m, *s) in shapes) + "."
    )


def towers():
    """Chapter 09: two rows of boxes, wires that cross before conv3 and before the dense layers."""
    board, plan = Board(7.2), alexnet_plan.full()
    layers = [(conv.name, conv.split) for conv in plan.convolutions] + [(dense.name, False) for dense in plan.dense[:2]]
    for k, (name, split) in enumerate(layers):
        x = 0.8 + 2.7 * k
        for y in (4.3, 1.3):
            board.box(x, y, 1.6, 1.5, name, "blue" if y > 2 else "green", size=11)
            if k:
                board.arrow((x - 1.1, y + 0.75), (x, y + 0.75))
        if k and not split:
            board.arrow((x - 1.1, 4.8), (x, 2.3), colour="red").arrow((x - 1.1, 2.3), (x, 4.8), colour="red")
    board.words(10, 6.6, "two cards; they speak before conv3 and before the dense layers", size=13)
    board.words(10, 0.5, "along a row: half of the maps        across: all of them", "red", size=11)
    return board.picture(
        "Two rows of boxes, from conv1 to fc7. Arrows stay in their row, and cross between the rows before conv3, fc6 "
        "and fc7."
    )


def drawer():
    """Chapter 10: one normalisation, in training and in use."""
    board = Board(8)
    for y, name, source, colour in ((5.3, "training", "this batch", "blue"), (1.2, "use", "the drawer", "orange")):
        board.words(1.5, y + 0.9, name, size=14).arrow((3.2, y + 0.9), (8.2, y + 0.9))
        board.box(8.2, y, 5.2, 1.8, "(x − mean) / deviation", size=12).arrow((13.4, y + 0.9), (16, y + 0.9))
        board.words(17.9, y + 0.9, "× γ + β", size=13).words(4.9, y + 2.0, source, colour=colour, size=12)
        board.arrow((6.2, y + 2.0), (9.6, y + 1.8), colour=colour, bend=0.15)
    board.arrow((4.9, 6.8), (4.9, 3.8), colour="grey").words(5.2, 4.7, "a little of each batch", "grey", 11, "left")
    return board.picture(
        "One normalisation, twice. In training its mean and deviation come from this batch, in use from a drawer, into "
        "which a little of each batch is put."
    )


def block():
    """Chapter 11: a branch of two layers, a way round it, and a sum."""
    board = Board(6.6)
    board.words(0.9, 3, "x", size=16).arrow((1.4, 3), (4, 3)).box(4, 2.2, 3, 1.6, "layer").arrow((7, 3), (9, 3))
    board.box(9, 2.2, 3, 1.6, "layer").arrow((12, 3), (14.2, 3)).circle(14.8, 3, 0.6, "+", size=18)
    board.arrow((15.4, 3), (16.4, 3)).box(16.4, 2.4, 1.8, 1.2, "ReLU", size=11).arrow((18.2, 3), (19.6, 3))
    board.line((2.6, 3), (2.6, 5.4), (14.8, 5.4), colour="orange", width=3).arrow((14.8, 5.4), (14.8, 3.6), "orange")
    board.words(8.6, 5.9, "the way round: x, unchanged", "orange", size=13)
    board.words(8, 1.3, "the branch: F(x), what is missing", size=13).words(14.8, 1.3, "F(x) + x", "orange", size=13)
    return board.picture(
        "A residual block: x goes through two layers, which make F(x), and round them unchanged; a plus adds the two, "
        "and a ReLU follows."
    )


def three_sets():
    """Chapter 12: three sets with three uses, and a wall before the last."""
    board = Board(6.4)
    board.box(0.8, 2.2, 7.2, 2, "training", "blue", 14).box(8.6, 2.2, 3.2, 2, "validation", "green", 13)
    board.box(14.2, 2.2, 3.6, 2, "test", "orange", 14)
    board.line((13, 0.8), (13, 5.6), width=5)
    board.words(4.4, 5.0, "learn", "blue", 15).words(10.2, 5.0, "choose", "green", 15)
    board.words(16, 5.0, "report, once", "orange", 15)
    board.arrow((13.9, 1.4), (11.4, 1.4), colour="red").line((12.6, 0.9), (13.4, 1.9), colour="red", width=3)
    board.line((12.6, 1.9), (13.4, 0.9), colour="red", width=3).words(8.9, 1.4, "nothing comes back", "red", size=12)
    return board.picture(
        "Three boxes: training, to learn; validation, to choose; and, behind a wall, test, to report once. An arrow "
        "back through the wall is crossed out."
    )
