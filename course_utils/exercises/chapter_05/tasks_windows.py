"""Exercises of chapter 05 about windows on a picture: one value, a whole map, the flip."""

from __future__ import annotations

import numpy as np

from course_utils.exercises import again
from course_utils.exercises.chapter_05 import answers
from course_utils.exercises.chapter_05 import slips_windows as slips
from course_utils.exercises.engine import Exercise, Misconception

BIAS = 0.5


def value_by_hand(kernel=answers.ASYMMETRIC, place=(1, 2), bias=BIAS):
    """Return the value that exercise 1 asks for, or the one that another kernel, place or bias leads to."""
    return float(answers.correlate(answers.PICTURE, kernel)[place] + bias)


def map_cases(rng):
    """Return (image, kernel, bias): the chapter's own, then square and oblong ones, a single pixel, a full window.

    Kernels of one row, one column or one pixel give even a program that mistakes sizes something to return.
    """
    whole = answers.PICTURE.astype(int)  # as in the notebook: fractions come in by the bias alone
    own = [(answers.PICTURE, answers.ASYMMETRIC, 0.5), (whole, answers.SYMMETRIC.astype(int))]
    own += [(whole[:3], whole[:2, :4], 0.5)]
    sizes = (((4, 4), (3, 3)), ((3, 5), (2, 2)), ((5, 4), (2, 3)), ((4, 6), (2, 4)), ((4, 4), (4, 4)), ((3, 4), (1, 1)))
    sizes += (((4, 3), (3, 1)), ((3, 4), (1, 2)))
    drawn = [(rng.normal(size=image), rng.normal(size=kernel), rng.normal()) for image, kernel in sizes]
    return [*own, *drawn, (rng.normal(size=(6, 4)), rng.normal(size=(4, 3)))]


def flip_cases(rng):
    """Return (image, kernel): the chapter's own, square and oblong ones, and single pixels that show the kernel."""
    spark = np.zeros((5, 5))
    spark[2, 2] = 1.0
    sizes = (((4, 4), (3, 3)), ((4, 5), (3, 3)), ((4, 3), (2, 2)), ((6, 6), (5, 5)), ((5, 6), (3, 5)), ((5, 4), (4, 2)))
    drawn = [(rng.normal(size=image), rng.normal(size=kernel)) for image, kernel in sizes]
    return [(answers.PICTURE, answers.ASYMMETRIC), (spark, answers.ASYMMETRIC), *drawn]


BY_HAND = Exercise(
    id="05-window-by-hand",
    again=again.window,
    title="One window by hand",
    prompt="Same picture, another kernel and a bias: the rows of the kernel are $(1, 2, 0)$, $(0, 1, -1)$ and $(3, 0, "
    "-2)$, and $b = 0.5$. What is the value of the map at row 1, column 2? (Count from 0, as NumPy does.)",
    stub="map_1_2 = ...",
    answer=value_by_hand,
    misconceptions=(
        Misconception(
            "bias forgotten",
            lambda: value_by_hand(bias=0.0),
            "The nine products are added up rightly. What else is added to them?",
        ),
        Misconception(
            "bias at every product",
            lambda: value_by_hand(bias=9 * BIAS),
            "Nine products make one output. How many times is the bias added to one output?",
        ),
        Misconception(
            "row and column exchanged",
            lambda: value_by_hand(place=(2, 1)),
            "That is a value of this map, from another place. Which of the two indices moves the window down?",
        ),
        Misconception(
            "counted from 1",
            lambda: value_by_hand(place=(0, 1)),
            "That is a value of this map, from another place. Where does the window lie for row 0, column 0?",
        ),
        Misconception(
            "kernel flipped",
            lambda: value_by_hand(kernel=answers.ASYMMETRIC[::-1, ::-1]),
            "Which number of the kernel meets the top left pixel of the window: its first, or its last?",
        ),
        Misconception(
            "the kernel of before, or turned",
            lambda: value_by_hand(kernel=answers.SYMMETRIC),
            "Which kernel did you lay over the picture, with which row on top, and are all nine products in?",
        ),
        *slips.BY_HAND,
    ),
    solution="# the window: rows 1 to 3, columns 2 to 4 of the picture, each pixel times the number that lies on it\n"
    "row_1 = 1 * 1 + 1 * 2 + 0 * 0  # 3\n"
    "row_2 = 1 * 0 + 1 * 1 + 1 * -1  # 0\n"
    "row_3 = 1 * 3 + 1 * 0 + 0 * -2  # 3\n"
    "map_1_2 = row_1 + row_2 + row_3 + 0.5  # and the bias, once",
    hints=(
        "Cut the window out on paper first: three rows from row 1 on, three columns from column 2 on.",
        "Multiply each pixel with the number of the kernel that lies on it. Where either is 0 there is nothing to do.",
        "Row by row the products are (1, 2, 0), then (0, 1, −1), then what the last row gives. Then comes the bias.",
    ),
    explanation="Nine products, one sum, one bias: that is every number of every feature map.",
)

CORRELATE = Exercise(
    id="05-correlate",
    title="The whole map",
    prompt="Write `correlate(image, kernel, bias=0.0)`: lay the kernel over every place of the image where it fits, "
    "multiply, add up, add the bias, and return the map. `image` has shape $(H, W)$, `kernel` has shape $(KH, KW)$, "
    "and neither need be square. Loops are welcome.",
    stub="def correlate(image, kernel, bias=0.0):\n    ...  # return the map, shape (OH, OW)",
    reference=answers.correlate,
    cases=map_cases,
    misconceptions=(
        Misconception(
            "flipped kernel",
            answers.correlate_flipped,
            "You computed the true convolution. Which number of the kernel should meet the top left pixel?",
        ),
        Misconception(
            "kernel transposed",
            answers.correlate_transposed_kernel,
            "Try a kernel with a single 1 in its top right corner. Which pixel of the window did yours pick?",
        ),
        Misconception(
            "height and width swapped in the map",
            answers.correlate_map_transposed,
            "Your map lies on its side. Which loop moves the window down, and which index of the map is that?",
        ),
        Misconception(
            "height and width swapped in the loops",
            answers.correlate_sizes_swapped,
            "Square pictures come out right. In an oblong one: how many places are there downwards, how many across?",
        ),
        Misconception(
            "bias at every product",
            answers.correlate_bias_per_product,
            "Your map is too high everywhere by the same amount. How often is the bias added to one output?",
        ),
        Misconception(
            "bias forgotten",
            answers.correlate_no_bias,
            "With bias 0 all is well. Where does the bias come in?",
        ),
        Misconception(
            "last row and column missing",
            answers.correlate_last_missing,
            "A window of 3 in a row of 5: from which columns can it start? Does your loop visit the last of them?",
        ),
        Misconception(
            "last row and column left at zero",
            answers.correlate_last_left_zero,
            "Your map has the right size, but its last row and column are 0. Where does your loop stop?",
        ),
        Misconception(
            "mean instead of sum",
            answers.correlate_mean,
            "Every value is a fixed fraction of what it should be. Are the products averaged or added?",
        ),
        Misconception(
            "windows side by side",
            answers.correlate_side_by_side,
            "Your windows never share a pixel. How far does the window move from one output to the next?",
        ),
        *slips.CORRELATE,
    ),
    hints=(
        "There are H − KH + 1 places downwards and W − KW + 1 across: that is the shape of the map.",
        "`image[i : i + KH, j : j + KW]` is the window whose top left pixel is (i, j).",
        "`np.sum(window * kernel)` is all there is to compute at one place, but for the bias.",
    ),
    explanation="Four loops in two lines: two of them are hidden in `np.sum(window * kernel)`.",
    tolerance=1e-9,
)

FLIP = Exercise(
    id="05-flip",
    title="The true convolution",
    prompt="`correlate2d_naive` of the package does what your `correlate` does. Use it to write `convolve(image, "
    "kernel)`, the *true* convolution, at all places where the kernel fits.",
    stub="def convolve(image, kernel):\n    ...  # return the map, shape (OH, OW)",
    reference=answers.convolve,
    cases=flip_cases,
    optional=True,
    misconceptions=(
        Misconception(
            "not flipped",
            answers.convolve_not_flipped,
            "That is the cross-correlation. What happens to one of the two signals before they meet?",
        ),
        Misconception(
            "transposed instead of turned",
            answers.convolve_transposed,
            "`kernel.T` leaves the top left number where it is. Where should half a turn take it?",
        ),
        Misconception(
            "only one axis flipped: upside down",
            answers.convolve_rows_only,
            "The first row has become the last. What about the first column?",
        ),
        Misconception(
            "only one axis flipped: left to right",
            answers.convolve_columns_only,
            "The first column has become the last. What about the first row?",
        ),
        Misconception(
            "a quarter turn",
            answers.convolve_quarter_turn,
            "`np.rot90` turns by 90 degrees. How many of these make half a turn?",
            slips.QUARTER,
        ),
        Misconception(
            "the picture turned instead of the kernel",
            answers.convolve_picture_turned,
            "The right values are there, but your map stands on its head. Which of the two should have been turned?",
            slips.UPRIGHT,
        ),
        Misconception(
            "flipped and transposed",
            answers.convolve_other_diagonal,
            "Two flips make half a turn. Did you need a third operation?",
        ),
        *slips.FLIP,
    ),
    hints=(
        "In $I(i-m, j-n)\\,K(m, n)$ both indices run backwards.",
        "A slice with step −1 runs backwards along its axis.",
        "Both axes of the kernel need such a slice. Then everything else is done by `correlate2d_naive`.",
    ),
    explanation="Flipping both axes is half a turn: a kernel that looks the same after it cannot show the difference.",
    tolerance=1e-9,
)
