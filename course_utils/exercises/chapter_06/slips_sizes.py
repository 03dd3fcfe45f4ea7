"""More ways in which the size of a pooled map, and a map pooled by hand, go wrong."""

from __future__ import annotations

import math

import numpy as np

from course_utils.exercises.chapter_06 import answers
from course_utils.exercises.chapter_06.answers import largest
from course_utils.exercises.engine import Misconception


# ---- sizes --------------------------------------------------------------------------------------------------------
def axes(size):
    """Build a pooled_shape that works out each axis with ``size(axis, window, stride, padding)``."""
    return lambda shape, window, stride, padding: (
        *shape[:2],
        *(size(axis, window, stride, padding) for axis in shape[2:]),
    )


POOLED_SHAPE = (
    Misconception(
        "stride and padding exchanged",
        axes(lambda a, k, s, p: (a + 2 * s - k) // p + 1),
        "Which of your numbers widens the map, and which one divides? Look at the order of the arguments.",
    ),
    Misconception(
        "window and stride exchanged",
        axes(lambda a, k, s, p: (a + 2 * p - s) // k + 1),
        "How much room does the window need before it can move at all, and how far does each move take it?",
    ),
    Misconception(
        "square maps taken for granted",
        lambda shape, window, stride, padding: (
            *shape[:2],
            *answers.pooled_shape(shape, window, stride, padding)[2:3] * 2,
        ),
        "Is every map as wide as it is high? Work out the second axis on its own.",
        also=(
            lambda shape, window, stride, padding: (
                *shape[:2],
                *answers.pooled_shape(shape, window, stride, padding)[3:] * 2,
            ),
        ),
    ),
    Misconception(
        "only the two sides",
        lambda shape, window, stride, padding: answers.pooled_shape(shape, window, stride, padding)[2:],
        "Right, as far as it goes. What comes before rows and columns in `(N, C, H, W)`?",
        also=(lambda shape, window, stride, padding: answers.pooled_shape(shape, window, stride, padding)[1:],),
    ),
    Misconception(
        "rounded to the nearest",
        axes(lambda a, k, s, p: round((a + 2 * p - k) / s) + 1),
        "Where the stride does not divide, a last move is begun that does not fit. Is it made?",
        also=(axes(lambda a, k, s, p: round((a + 2 * p - k) / s + 1)),),
    ),
    Misconception(
        "the window left out",
        axes(lambda a, k, s, p: math.ceil(a / s)),
        "Your size does not depend on the window. Can a large window take as many places as a small one?",
        also=(axes(lambda a, k, s, p: a // s), axes(lambda a, k, s, p: (a + 2 * p) // s)),
    ),
    Misconception(
        "only a part is divided",
        axes(lambda a, k, s, p: a + 2 * p - k // s + 1),
        "`//` binds more strongly than `+` and `−`. What should stand to the left of it, as a whole?",
        also=(
            axes(lambda a, k, s, p: a - k + 2 * p // s + 1),
            axes(lambda a, k, s, p: (a + 2 * p) // s - k + 1),
            axes(lambda a, k, s, p: (a - k) // s + 2 * p + 1),
        ),
    ),
    Misconception(
        "the 1 is divided as well",
        axes(lambda a, k, s, p: (a + 2 * p - k + 1) // s),
        "The window stands somewhere before it moves. Should that first position be divided by the stride, too?",
    ),
    Misconception(
        "padding taken off",
        axes(lambda a, k, s, p: (a - 2 * p - k) // s + 1),
        "Do the rings make the map larger or smaller?",
    ),
)


# ---- by hand ------------------------------------------------------------------------------------------------------
MAP = np.array([[4, 0, 2, 1, 3], [1, 7, 0, 2, 0], [0, 2, 5, 1, 1], [6, 1, 0, 3, 2], [2, 4, 1, 0, 8]], dtype=float)


def on_map(window, stride, reduce=answers.largest):
    """Return ``MAP`` pooled by ``reduce``."""
    return answers.slide(MAP[None, None], window, stride, 0, 0.0, reduce)[0, 0]


WIDE = np.pad(MAP, ((0, 1), (0, 1)), constant_values=-np.inf)
BY_HAND = (
    Misconception(
        "all in one row",
        on_map(3, 2).ravel(),
        "Which of your numbers stand side by side in the result, and which below each other?",
        also=(on_map(3, 2).reshape(4, 1),),
    ),
    Misconception(
        "windows side by side",
        answers.slide(WIDE[None, None], 3, 3, 0, 0.0, largest)[0, 0],
        "Your windows share no cell. Where does the second window begin when the stride is 2?",
        also=(on_map(3, 3),),
    ),
    Misconception(
        "padded",
        answers.slide(MAP[None, None], 3, 2, 1, -np.inf, largest)[0, 0],
        "Some of your windows hang over the border. Was any padding asked for?",
        also=(answers.slide(MAP[None, None], 3, 2, 1, 0.0, largest)[0, 0],),
    ),
    Misconception(
        "minimum",
        on_map(3, 2, lambda patch: patch.min(axis=(2, 3))),
        "You kept the smallest of each window. Which one is asked for?",
    ),
    Misconception(
        "sum",
        on_map(3, 2, lambda patch: patch.sum(axis=(2, 3))),
        "You added each window up. What does max pooling keep of it?",
    ),
    Misconception(
        "one place of every window",
        on_map(3, 2, lambda patch: patch[:, :, 0, 0]),
        "You took the same place of each window. What would make its largest number stay?",
        also=(on_map(3, 2, lambda patch: patch[:, :, 1, 1]),),
    ),
)
