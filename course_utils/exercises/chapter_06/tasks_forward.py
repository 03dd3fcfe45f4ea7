"""The exercises of chapter 06 that go forward: windows by hand, the shape that is left, max and average pooling."""

from __future__ import annotations

import numpy as np

from course_utils import pooling
from course_utils.exercises.chapter_06 import answers, slips_forward, slips_sizes
from course_utils.exercises.chapter_06.slips_sizes import on_map
from course_utils.exercises.engine import Exercise, Misconception

# window, stride, padding
SETTINGS = (
    (2, 2, 0),
    (3, 2, 0),
    (3, 2, 1),
    (2, 1, 0),
    (3, 1, 1),
    (2, 2, 1),
    (3, 3, 1),
    (2, 3, 0),
    (4, 2, 2),
    (5, 3, 2),
)


def shape_cases(_):
    """Return (shape, window, stride, padding), among them sizes that do not divide and an empty batch."""
    return [
        ((1, 1, 28, 28), 2, 2, 0),
        ((2, 3, 8, 8), 2, 2, 1),
        ((5, 6, 28, 20), 2, 2, 0),
        ((1, 96, 55, 55), 3, 2, 0),
        ((4, 2, 7, 10), 3, 3, 0),
        ((3, 64, 112, 112), 3, 2, 1),
        ((10, 4, 9, 6), 3, 2, 1),
        ((0, 5, 12, 17), 4, 3, 2),
        ((7, 8, 5, 4), 2, 1, 0),
        ((2, 1, 11, 5), 5, 4, 2),
    ]


def pooling_cases(rng):
    """Return (x, window, stride, padding): every setting, in pictures that are not square; some all below zero."""
    cases = []
    for number, (window, stride, padding) in enumerate(SETTINGS):
        x = rng.normal(size=(1 + number % 2, 1 + number % 3, 6 + number % 2, 8 - number % 3))
        cases.append((-np.abs(x) if number % 3 == 2 else x, window, stride, padding))
    below, row = np.array([[[[-3.0, -5], [-2, -7]]]]), np.array([[[[4.0, 1, 6, 2]]]])  # short enough to be shown whole
    # no number that a padded cell could hold is smaller than all of these
    small = [(below, 3, 2, 1), (np.concatenate([row, row + 1], axis=2), 2, 1, 0), (1e35 * below, 3, 2, 1)]
    return [*small, *cases, (np.round(np.maximum(rng.normal(size=(2, 2, 6, 5)), 0), 1), 3, 2, 1)]


OVERLAP_BY_HAND = Exercise(
    id="06-overlap-by-hand",
    title="Overlapping windows by hand",
    prompt="Pool the map of 5 × 5 numbers above with paper and pencil: max pooling, window 3 × 3, stride 2. Give the "
    "rows of the result as a list of lists.",
    stub="overlap_pooled = ...",
    answer=lambda: on_map(3, 2),
    misconceptions=(
        Misconception(
            "window of 2",
            on_map(2, 2),
            "Those are windows of 2 × 2. How wide is one of yours to be?",
            also=(np.array([[7.0, 2, 3], [6, 5, 2], [4, 1, 8]]),),
        ),
        Misconception(
            "stride 1",
            on_map(3, 1),
            "You moved the window by one cell each time. By how many does stride 2 move it?",
        ),
        Misconception(
            "mean instead of maximum",
            lambda: on_map(3, 2, answers.mean),
            "You averaged. What does max pooling keep of a window?",
        ),
        Misconception(
            "transposed",
            on_map(3, 2).T,
            "Right numbers, other places. Does the window go along a row first, or down a column?",
        ),
        *slips_sizes.BY_HAND,
    ),
    hints=(
        "The first window covers rows 0 to 2 and columns 0 to 2. Where does the next one to the right begin?",
        "With stride 2 the second window begins at column 2: the two share a column.",
        "Two positions fit along each axis, so the answer has two rows of two numbers.",
    ),
    solution="""# rows 0 to 2, columns 0 to 2 and 2 to 4
top_left = max(4, 0, 2, 1, 7, 0, 0, 2, 5)
top_right = max(2, 1, 3, 0, 2, 0, 5, 1, 1)
# rows 2 to 4, columns 0 to 2 and 2 to 4
bottom_left = max(0, 2, 5, 6, 1, 0, 2, 4, 1)
bottom_right = max(5, 1, 1, 0, 3, 2, 1, 0, 8)
overlap_pooled = [[top_left, top_right], [bottom_left, bottom_right]]""",
    explanation="The 5 in the middle lies in all four windows, and wins in one. That is what overlapping means.",
)

POOLED_SHAPE = Exercise(
    id="06-pooled-shape",
    title="The shape that is left",
    prompt="Write `pooled_shape(shape, window, stride, padding)`: the shape $(N, C, OH, OW)$ that pooling leaves of a "
    "batch of `shape` $(N, C, H, W)$, as a tuple of whole numbers. `padding` rings are put round each map first. You "
    "may call `shapes.output_size`; writing the formula out is the better exercise.",
    stub="def pooled_shape(shape, window, stride, padding):\n    ...  # return n, c, rows, columns",
    reference=answers.pooled_shape,
    cases=shape_cases,
    integer=True,
    optional=True,
    misconceptions=(
        Misconception(
            "padding ignored",
            answers.shape_no_padding,
            "Your sizes are right as long as nothing is padded. How tall is the map once the rings are round it?",
        ),
        Misconception(
            "padding counted once",
            answers.shape_padding_once,
            "A ring goes all the way round. At how many ends of a row does it add a cell?",
        ),
        Misconception(
            "one position too few",
            answers.shape_no_plus_one,
            "You counted the moves of the window. How many positions are there when it moves not at all?",
        ),
        Misconception(
            "float sizes",
            answers.shape_float,
            "An array cannot have half a row. Which division of whole numbers gives a whole number?",
        ),
        Misconception(
            "rounded up",
            answers.shape_ceil,
            "Your last window hangs over the edge where the stride does not divide. May it?",
        ),
        Misconception(
            "stride taken from the window",
            answers.shape_stride_is_window,
            "Your windows never overlap. Which of the two, window or stride, says how far it moves?",
        ),
        Misconception(
            "height and width swapped", answers.shape_swapped, "Which comes first in `(N, C, H, W)`, rows or columns?"
        ),
        Misconception(
            "one channel left",
            answers.shape_one_channel,
            "Does pooling look across channels, or does it treat each map for itself?",
        ),
        *slips_sizes.POOLED_SHAPE,
    ),
    hints=(
        "Two of the four numbers pass through untouched. Which?",
        "Padding adds to both ends of an axis before the window starts to move.",
        "Positions = moves + 1, and a move that does not fit is not made: `//` is the division you need.",
    ),
    explanation="One formula for convolution and pooling alike, padding included. The number of channels is left "
    "alone.",
)

MAX_POOL = Exercise(
    id="06-max-pool",
    title="Max pooling",
    prompt="Write `max_pool(x, window, stride, padding)` for a batch `x` of shape $(N, C, H, W)$: the largest value of "
    "each window, shape $(N, C, OH, OW)$. Values may be negative, and a padded cell must never win. "
    "`shapes.output_shape` and `np.pad(..., constant_values=...)` will help.",
    stub="def max_pool(x, window, stride, padding):\n    ...  # return an array (N, C, OH, OW)",
    reference=answers.max_pool,
    stand_in=lambda x, window, stride, padding: pooling.max_pool2d(x, window, stride=stride, padding=padding),
    cases=pooling_cases,
    misconceptions=(
        Misconception(
            "zero-padded max",
            answers.max_pool_zero_padded,
            "Give your function a map of which every number is −5, with padding 1. Where do the zeros come from?",
        ),
        Misconception(
            "padding ignored", answers.max_pool_unpadded, "Where in your function does `padding` have any effect?"
        ),
        Misconception(
            "windows that never overlap",
            answers.max_pool_stride_is_window,
            "You move by the width of the window. What should happen for window 3 and stride 2?",
        ),
        Misconception(
            "stride 1",
            answers.max_pool_stride_one,
            "You visit every position. Where does window number `i` begin when the stride is 2?",
        ),
        Misconception(
            "mean instead of maximum", answers.max_pool_mean, "You averaged. What does max pooling keep of a window?"
        ),
        Misconception("minimum", answers.max_pool_smallest, "You kept the smallest. Which one is asked for?"),
        Misconception(
            "largest across channels",
            answers.max_pool_across_channels,
            "Your result has one channel. How many maps go in, and how many should come out?",
        ),
        Misconception(
            "rows and columns swapped",
            answers.max_pool_transposed,
            "Right numbers in the wrong places. Which of your two counters runs down the rows?",
        ),
        *slips_forward.MAX_POOL,
    ),
    hints=(
        "Pad first, with a number that no cell of any map can lose against.",
        "Then two loops over the positions (i, j). The window begins at row i · stride and column j · stride.",
        "`padded[:, :, top : top + window, left : left + window].max(axis=(2, 3))` does all examples and channels at "
        "once.",
    ),
    tolerance=1e-9,
    explanation="Minus infinity loses against every number. Zero loses only against positive ones.",
)

AVG_POOL = Exercise(
    id="06-avg-pool",
    title="Average pooling at the border",
    prompt="Write `avg_pool(x, window, stride, padding)` for `x` of shape $(N, C, H, W)$: the mean of each window, "
    "where padded cells *do not count*: a window that hangs over the border is averaged over its real cells only.",
    stub="def avg_pool(x, window, stride, padding):\n    ...  # return an array (N, C, OH, OW)",
    reference=answers.avg_pool,
    cases=pooling_cases,
    optional=True,
    misconceptions=(
        Misconception(
            "padded cells counted",
            answers.avg_pool_counted,
            "Try a map of ones: your corners come out below 1. By how many cells did you divide there, and how many of "
            "them are real?",
        ),
        Misconception(
            "divided by the stride",
            answers.avg_pool_by_stride,
            "How many cells does a window hold? Does the stride matter?",
        ),
        Misconception(
            "divided by one side",
            answers.avg_pool_by_window,
            "A window of 3 × 3 has more than three cells, has it not?",
        ),
        Misconception("sum instead of mean", answers.avg_pool_summed, "You added up. What is missing to a mean?"),
        Misconception(
            "zeros of the picture not counted",
            answers.avg_pool_nonzero,
            "A cell that holds 0 is a cell of the picture all the same. Which cells should be left out instead?",
        ),
        Misconception("maximum instead of mean", answers.avg_pool_largest, "You kept the largest. What is an average?"),
        Misconception(
            "mean across channels",
            answers.avg_pool_across_channels,
            "Your result has one channel. How many maps go in, and how many should come out?",
        ),
        *slips_forward.AVG_POOL,
    ),
    hints=(
        "Try it without padding the array: in the coordinates of the picture, where does window (i, j) begin?",
        "It begins at row i · stride − padding, which may be negative: cut it off at 0.",
        "A slice that runs beyond the last row simply ends there, so `.mean(axis=(2, 3))` counts only real cells.",
    ),
    tolerance=1e-9,
    explanation="PyTorch calls this `count_include_pad=False`. Its default is True: the border comes out darker.",
)
