"""Ten bitmaps of 12 rows and 7 columns, drawn for this course: the codes that LeNet-5's output units stand for.

The paper drew its own for the whole printable ASCII set and showed them in its figure 3. Any two of these differ in at
least 19 of the 84 pixels.
"""

import numpy as np

from course_utils import validation

ROWS, COLUMNS = 12, 7

#: "#" is ink (+1), "." is paper (−1).
BITMAPS = (
    """
    ..###..
    .##.##.
    ##...##
    ##...##
    ##...##
    ##...##
    ##...##
    ##...##
    ##...##
    .##.##.
    ..###..
    .......
    """,
    """
    ...##..
    ..###..
    .####..
    ...##..
    ...##..
    ...##..
    ...##..
    ...##..
    ...##..
    ...##..
    .######
    .######
    """,
    """
    .#####.
    ##...##
    .....##
    .....##
    ....##.
    ...##..
    ..##...
    .##....
    ##.....
    ##.....
    #######
    #######
    """,
    """
    #######
    #######
    ....##.
    ...##..
    ..####.
    .....##
    .....##
    .....##
    .....##
    ##...##
    .#####.
    .......
    """,
    """
    .....#.
    ....##.
    ...###.
    ..#.##.
    .#..##.
    #...##.
    #######
    #######
    ....##.
    ....##.
    ....##.
    ....##.
    """,
    """
    #######
    ##.....
    ##.....
    ##.....
    ######.
    #....##
    .....##
    .....##
    .....##
    ##..##.
    .####..
    .......
    """,
    """
    ...###.
    ..##...
    .##....
    ##.....
    ##.###.
    ###..##
    ##...##
    ##...##
    ##...##
    ##...##
    .##.##.
    ..###..
    """,
    """
    #######
    #######
    .....##
    ....##.
    ....##.
    ...##..
    ...##..
    ..##...
    ..##...
    .##....
    .##....
    .##....
    """,
    """
    .......
    .#####.
    ##...##
    ##...##
    ##...##
    .#####.
    .#####.
    ##...##
    ##...##
    ##...##
    ##...##
    .#####.
    """,
    """
    ..###..
    .##.##.
    ##...##
    ##...##
    ##...##
    .##.###
    ..##.##
    .....##
    .....##
    .....##
    ...##..
    .###...
    """,
)


def _read(bitmap):
    lines = bitmap.split()
    return [[1.0 if mark == "#" else -1.0 for mark in line] for line in lines]


#: float32 (10, 84), entries ±1: row k is the code of digit k, its pixels row by row.
CODES = np.array([_read(bitmap) for bitmap in BITMAPS], np.float32).reshape(10, ROWS * COLUMNS)
CODES.setflags(write=False)


def picture(digit) -> np.ndarray:
    """Return the code of a digit as a picture, float32 (12, 7) of ±1. Raises ValueError for anything but 0 … 9.

    >>> int(picture(1)[0].sum())  # two pixels of ink, five of paper
    -3
    """
    digit = validation.integer("digit", digit, minimum=0, maximum=9)
    return CODES[digit].reshape(ROWS, COLUMNS).copy()


def distances() -> np.ndarray:
    """Return in how many of the 84 pixels each two codes differ (the Hamming distance), (10, 10).

    >>> int(distances()[0, 0])
    0
    """
    return (CODES[:, None] != CODES[None]).sum(axis=2)
