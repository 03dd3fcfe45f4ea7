"""The exercise of chapter 06 in which the gradient of max pooling is found by thinking, before any code."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_06 import answers, slips_backward
from course_utils.exercises.engine import Exercise, Misconception

# Window 2, stride 1: four windows that overlap, no ties in any. The 7 wins two of them; of the two 6es one wins, one
# loses; the middle lies in all four and wins none. Sums of 1, 2, 4 and 8 tell which of them they are made of.
MAP = np.array([[6.0, 7, 3], [2, 5, 4], [9, 1, 6]])
ARRIVING = np.array([[1.0, 2], [4, 8]])


def slopes(backward=answers.max_pool_backward, arriving=ARRIVING):
    """Return what ``backward`` hands back of ``arriving`` to the nine cells of the map, (3, 3)."""
    return backward(arriving[None, None], MAP[None, None], 2, 1)[0, 0]


def at(row, column, value):
    """Return the right answer with another ``value`` in one cell."""
    changed = slopes()
    changed[row, column] = value
    return changed


def alone(row, column):
    """Return the answer in which one cell receives all that arrives."""
    return np.bincount([3 * row + column], [ARRIVING.sum()], 9).reshape(3, 3)


def _smallest_wins(patch):
    return (patch == patch.min()).astype(float)


def in_the_window(p, q, top, left):
    """Place a gradient where the winner stands in its own window, as if all windows began in the corner."""
    return p, q


WINS = (slopes() > 0).astype(float)

GRADIENT_BY_THOUGHT = Exercise(
    id="06-gradient-by-thought",
    title="Nine slopes, by thought",
    prompt="The map of 3 × 3 numbers above is max pooled, window 2 × 2, stride 1. The table beside it says how steeply "
    "the loss rises with each of the four results. Now one cell of the map grows, by so little that it overtakes no "
    "other, and the other eight stay. How steeply does the loss rise with it? Give the nine slopes as a list of three "
    "rows.",
    stub="map_slopes = ...",
    answer=slopes,
    misconceptions=(
        Misconception(
            "the gradient of the mean",
            lambda: slopes(answers.max_backward_averaged),
            "You gave each cell of a window an equal share, as a mean would. When the 3 grows by a hair, does the "
            "largest number of its window grow?",
        ),
        Misconception(
            "every cell of the window gets the whole",
            lambda: slopes(answers.max_backward_to_all),
            "You gave each cell all that arrives at its windows. When the 1 grows by a hair, which maximum grows?",
        ),
        Misconception(
            "all cells that equal a winner",
            lambda: at(0, 0, 8.0),
            "There are two 6es, and you treat them alike. In which windows does each lie, and what else lies there?",
            also=(lambda: at(0, 0, 8.0) * np.where(MAP == 6, 0.5, 1.0),),  # shared, a half each
        ),
        Misconception(
            "the last window writes over the first",
            lambda: slopes(answers.max_backward_written),
            "The 7 lies in two windows. When it grows by a hair, how many results grow with it?",
            also=(lambda: at(0, 1, 1.0),),
        ),
        Misconception(
            "two windows averaged",
            lambda: at(0, 1, 1.5),
            "When the 7 grows by a hair, two results grow by that hair *each*. What do both do to the loss together?",
        ),
        Misconception(
            "transposed",
            lambda: slopes().T,
            "Right numbers, other places. Which cell of your answer belongs to the 9, row first?",
            also=(
                lambda: slopes(arriving=ARRIVING.T),
                lambda: slopes(answers.max_backward_transposed),
            ),
        ),
        Misconception(
            "winners marked with 1",
            WINS,
            "You marked the cells that matter. How much does each matter to the *loss*?",
            also=(lambda: slopes(answers.max_backward_ones),),
        ),
        Misconception(
            "times the cell's value",
            lambda: slopes(answers.max_backward_times_x),
            "A maximum *is* its largest cell. When that cell grows by 1, by how much does the maximum grow?",
        ),
        Misconception(
            "the place within the window",
            lambda: slopes(slips_backward.placed(in_the_window)),
            "You counted rows and columns inside each window. Where in the map does that window begin?",
        ),
        Misconception(
            "the cell in the most windows",
            lambda: alone(1, 1),
            "The 5 lies in all four windows. Is it the largest of any?",
        ),
        Misconception(
            "one winner for the whole map",
            lambda: alone(2, 0),
            "The 9 is the largest of the map. In how many of the four windows does it lie?",
        ),
        Misconception(
            "the smallest followed",
            lambda: slopes(answers.routed(_smallest_wins)),
            "You followed the smallest number of each window. Which one is the result made of?",
        ),
        Misconception(
            "one slope for each window",
            ARRIVING,
            "Those are the slopes along the four *results*. How many cells has the map, and what does each do?",
            also=(lambda: ARRIVING.ravel(),),
        ),
        Misconception("all in one row", lambda: slopes().ravel(), "Nine numbers, yes. How many rows has the map?"),
    ),
    hints=(
        "Take one cell in your mind and let it grow by a hair. Which of the four results grow with it?",
        "A result grows only with the largest cell of its window. Go through the windows, and find the four.",
        "Where a cell is the largest of two windows, both results grow with it. The loss feels both.",
    ),
    tolerance=1e-9,
    solution="""# the four windows, each written as a row: which cell is the largest?
#   6 7 2 5: the 7    7 3 5 4: the 7 again    2 5 9 1: the 9    5 4 1 6: the 6 at the bottom right
slope_of_7 = 1 + 2  # two results grow with it
slope_of_9 = 4
slope_of_6 = 8
map_slopes = [[0, slope_of_7, 0], [0, 0, 0], [slope_of_9, 0, slope_of_6]]""",
    explanation="The other 6 loses against the 7, and the 5 in the middle, which lies in all four windows, wins none: "
    "their slope is 0. Check the sum: what comes in goes out.",
)
