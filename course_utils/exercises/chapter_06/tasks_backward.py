"""The exercises of chapter 06 that go backward: where a gradient goes, and a layer with two planted bugs."""

from __future__ import annotations

import numpy as np

from course_utils import pooling, shapes
from course_utils.exercises.chapter_06 import answers, slips_backward
from course_utils.exercises.engine import Exercise, Misconception

SETTINGS = ((2, 2), (3, 2), (2, 1), (3, 1), (3, 3), (2, 3), (4, 2), (3, 2), (2, 2), (5, 3))  # window, stride


def backward_cases(rng):
    """Return (grad_out, x, window, stride); every other ``x`` holds ties, as a digit after ReLU does."""
    peak, flat = np.array([[[[1.0, 0, 2], [0, 9, 3], [4, 2, 5]]]]), np.array([[[[0.0, 0, 1, 2], [0, 0, 3, 3]]]])
    small = [(np.array([[[[1.0, 2], [3, 4]]]]), peak, 2, 1), (np.array([[[[10.0, 20]]]]), flat, 2, 2)]
    cases = []
    for number, (window, stride) in enumerate(SETTINGS):
        x = rng.normal(size=(1 + number % 2, 1 + number % 3, 6 + number % 2, 7 - number % 3))
        x = np.maximum(np.round(2 * x), 0.0) if number % 2 else x
        grad_out = rng.normal(size=(*x.shape[:2], *shapes.output_shape(*x.shape[2:], window, stride)))
        cases.append((grad_out, x, window, stride))
    return [*small, *cases]


def average_cases(rng):
    """Return (grad_out, shape, window, stride)."""
    return [(grad_out, x.shape, window, stride) for grad_out, x, window, stride in backward_cases(rng)]


MAX_BACKWARD = Exercise(
    id="06-max-pool-backward",
    title="Max pooling's gradient",
    prompt="Write `max_pool_backward(grad_out, x, window, stride)`. `x` has shape $(N, C, H, W)$, `grad_out` has the "
    "shape of the pooled maps, $(N, C, OH, OW)$; return the gradient of `x`, in the shape of `x`. No padding. Where "
    "several cells of a window are equally large, the *first*, row by row, gets it all.",
    stub="def max_pool_backward(grad_out, x, window, stride):\n    ...  # return grad_x, the shape of x",
    reference=answers.max_pool_backward,
    stand_in=lambda grad_out, x, window, stride: pooling.max_pool2d_backward(grad_out, x, window, stride=stride),
    cases=backward_cases,
    misconceptions=(
        Misconception(
            "written instead of added",
            answers.max_backward_written,
            "A cell can win in two windows that overlap. What becomes of the first gradient when the second arrives?",
        ),
        Misconception(
            "every tie gets the whole gradient",
            answers.max_backward_every_tie,
            "Take a window of four zeros. How much gradient comes in, and how much do you hand out?",
        ),
        Misconception(
            "ties share the gradient",
            answers.max_backward_shared_tie,
            "Nothing is lost or made that way, and some libraries might do so. Here one cell shall get it all: which?",
        ),
        Misconception(
            "the last of equals",
            answers.max_backward_last_tie,
            "You found the last of the equal cells. Reading row by row, which comes first?",
        ),
        Misconception(
            "averaged",
            answers.max_backward_averaged,
            "That is the gradient of average pooling. How much does the output move when a cell moves that did not "
            "win?",
        ),
        Misconception(
            "every cell of the window gets the whole gradient",
            answers.max_backward_to_all,
            "How much does the output move when a cell moves that did not win?",
        ),
        Misconception(
            "row and column of the winner swapped",
            answers.max_backward_transposed,
            "`argmax` numbers the cells row by row. Which of its two parts is the row?",
        ),
        Misconception(
            "the incoming gradient forgotten",
            answers.max_backward_ones,
            "You marked the winners, with 1. What arrives from above at each of them?",
        ),
        Misconception(
            "times the input",
            answers.max_backward_times_x,
            "The output is the winning cell itself. If that cell grows by 1, by how much does the output grow?",
        ),
        *slips_backward.MAX_BACKWARD,
    ),
    hints=(
        "Go over the entries of `grad_out`. Each belongs to one window, and each window has one winner.",
        "`patch.argmax()` gives the number of the winner within its window, counted row by row; "
        "`np.unravel_index(number, patch.shape)` turns it into a row and a column.",
        "Add, with `+=`, at row i · stride + p and column j · stride + q.",
    ),
    tolerance=1e-9,
    explanation="All that comes in goes out again, to one cell of each window. A cell that wins twice gets both.",
)

PLANTED_BUG = Exercise(
    id="06-planted-bug",
    title="Find the two bugs",
    prompt="`broken_backward` above passed its test with windows of 2 × 2 and stride 2, and two of its lines are "
    "wrong. Copy it here under the name `mended_backward` and mend both.",
    stub="def mended_backward(grad_out, shape, window, stride):\n    ...  # return grad_x, an array of `shape`",
    reference=answers.avg_pool_backward,
    cases=average_cases,
    misconceptions=(
        Misconception(
            "both bugs still there",
            answers.broken_backward,
            "Set window 3 and stride 2 and let every entry of `grad_out` be 1. What should the cell in the middle get?",
        ),
        Misconception(
            "overlapping windows still overwrite",
            answers.broken_only_written,
            "One bug is gone. A cell that lies in two windows hears from both: does yours?",
        ),
        Misconception(
            "still the wrong count",
            answers.broken_only_count,
            "One bug is gone. Add up all that comes in and all that goes out: are they equal when window and stride "
            "differ?",
        ),
        Misconception(
            "not divided at all",
            answers.broken_no_count,
            "If one cell of a window grows by 1, by how much does the mean of the window grow?",
        ),
        Misconception(
            "divided by one side", answers.broken_one_axis, "How many cells does a window of 3 × 3 have, three?"
        ),
        *slips_backward.PLANTED_BUG,
    ),
    hints=(
        "Both mistakes are invisible while window and stride are equal. What else changes when they differ?",
        "One is about the number of cells in a window. The other is about cells that lie in more than one window.",
        "Without padding, the sum of `grad_x` must equal the sum of `grad_out`. Check it for window 3 and stride 2.",
    ),
    tolerance=1e-9,
    explanation="Test a layer where its numbers differ: window and stride, rows and columns, examples and channels.",
)
