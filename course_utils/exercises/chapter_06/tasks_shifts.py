"""The exercises of chapter 06 about shifts, and about what a pooled unit sees."""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.exercises import again
from course_utils.exercises.chapter_06 import answers, slips_backward
from course_utils.exercises.engine import Exercise, Misconception

LENET = ((5, 1), (2, 2), (5, 1), (2, 2))  # (window, stride) of LeNet-5's first four layers


def picture_cases(rng):
    """Return (image, columns): pictures with an empty background, flat strokes, ink at the border; some in greys."""
    cases = []
    for number in range(10):
        height, width = 8 + 2 * (number % 3), 10 + 2 * (number % 2)
        image = np.round(np.maximum(rng.normal(size=(height, width)), 0.0))
        image[:2], image[:, : number % 4] = 0.0, 0.0
        image[4:6, 2:7] = 3.0  # a flat stroke, in which windows can win either way
        cases.append((image / (1, 4)[number % 2], 1 + number % 3))
    return cases


def sees(layers):
    """Return how many input pixels, along one axis, a unit of the last layer sees."""
    return shapes.receptive_field(layers)[-1].size


SHARE_KEPT = Exercise(
    id="06-share-kept",
    title="What survives a shift?",
    prompt="Write `share_kept(image, columns)` for one picture `image` $(H, W)$ of ink ≥ 0, with `columns` at least 1. "
    "Move the picture by `columns` to the right (zeros come in at the left, what runs over the edge is lost), max pool "
    "it with window 2 and stride 2 before and after, and return the share of pooled cells that are exactly unchanged, "
    "counted over the cells that hold ink before *or* after. `pooling.max_pool2d` is there to be used.",
    stub="def share_kept(image, columns):\n    ...  # return a number from 0 to 1",
    reference=answers.share_kept,
    cases=picture_cases,
    misconceptions=(
        Misconception(
            "what leaves at the right comes back at the left",
            answers.kept_rolled,
            "`np.roll` is a merry-go-round. What should come in at the left?",
        ),
        Misconception("moved to the left", answers.kept_left, "Which way did the ink go?"),
        Misconception("moved down", answers.kept_down, "You moved the rows. Which axis holds the columns?"),
        Misconception(
            "background counted",
            answers.kept_background_too,
            "An empty corner is always unchanged. Is that what pooling should be praised for?",
        ),
        Misconception(
            "nothing pooled", answers.kept_unpooled, "That is the share of pixels unchanged. Where is the pooling?"
        ),
        Misconception(
            "share that changed", answers.kept_changed, "Does your number grow when more stays the same, or when less?"
        ),
        Misconception(
            "cells that were empty before left out",
            answers.kept_inked_before,
            "A cell that was empty and now holds ink has changed too. Is it among those you count?",
        ),
        Misconception(
            "shifted after pooling",
            answers.kept_shift_after_pooling,
            "You pooled first and then moved the pooled map. What is to be moved?",
        ),
        *slips_backward.SHARE_KEPT,
    ),
    hints=(
        "Three steps: move, pool both pictures, compare.",
        "`moved[:, columns:] = image[:, :-columns]` on an array of zeros moves the ink.",
        "A mask of the cells to count, `(before > 0) | (after > 0)`, then the mean of `before == after` over it.",
    ),
    tolerance=1e-9,
    explanation="Counted too, the empty background would have lifted the share to four fifths, with pooling or "
    "without.",
)

UNIT_SEES = Exercise(
    id="06-unit-sees",
    again=again.unit_sees,
    title="What a pooled unit sees",
    prompt="Convolution 5 × 5 (stride 1), pooling 2 × 2 (stride 2), convolution 5 × 5 (stride 1), pooling 2 × 2 "
    "(stride 2): the first four layers of LeNet-5. How many pixels of the input does one unit after the *second* "
    "pooling see, along one axis?",
    stub="pixels_seen = ...",
    answer=lambda: sees(LENET),
    misconceptions=(
        Misconception(
            "the window taken for the receptive field",
            2,
            "That is how many cells of the map below it the unit sees. And how far does each of those see?",
        ),
        Misconception(
            "the last pooling forgotten, or the windows added up",
            lambda: sees(LENET[:-1]),
            "That is what a unit before the last pooling sees (and, by chance, the sum of the four windows). A pooled "
            "unit looks at two of those, side by side: how far apart do they lie?",
        ),
        Misconception(
            "strides forgotten",
            lambda: sees([(window, 1) for window, _ in LENET]),
            "You added each window's width minus 1. After a pooling with stride 2, how far apart in the input are two "
            "neighbours?",
        ),
        Misconception(
            "half of the stack",
            lambda: sees(LENET[:2]),
            "That is what a unit after the first pooling sees. What do the two layers add that are still to come?",
        ),
        Misconception(
            "windows multiplied", 100, "Neighbouring windows of a convolution overlap. Is the product not too much?"
        ),
        Misconception(
            "whole windows added",
            22,
            "A unit sees its neighbour's pixels and a few more. Of a window of k cells, how many lie beyond the first?",
            also=(21,),
        ),
        Misconception(
            "the stride counted in its own layer",
            19,
            "A pooling looks at cells as far apart as the layers *below* have put them. From when on does its own "
            "stride count?",
        ),
        Misconception(
            "the rule for going back used forward",
            28,
            "(r − 1) · stride + window goes from the last layer down to the input. In which order did you take the "
            "layers?",
        ),
        Misconception(
            "an area",
            lambda: sees(LENET) ** 2,
            "Along one axis, please. How many pixels is that square wide?",
        ),
        Misconception(
            "begun at 0", lambda: sees(LENET) - 1, "Before any layer, how many pixels does a pixel see of the input?"
        ),
        Misconception(
            "the distance of neighbours",
            4,
            "So far apart in the input lie two neighbours of that map. And how wide is what each of them sees?",
        ),
        Misconception(
            "the size of the map",
            5,
            "That is how many units the map has along one axis (or the window of a convolution). How much does each "
            "of them see?",
        ),
        Misconception(
            "convolutions only",
            10,
            "You added the two convolutions. What do the poolings add, and what do their strides do to all that "
            "follows?",
            also=(9,),
        ),
    ),
    hints=(
        "Keep two numbers: r, how many pixels a unit sees, and j, how many pixels apart two neighbours are. Both begin "
        "at 1.",
        "A layer with window k makes r grow by (k − 1) · j; after that, its stride multiplies j.",
        "After the first convolution r = 5 and j = 1. After the first pooling r = 6 and j = 2. Two more to go.",
    ),
    solution="""r, j = 1, 1  # a pixel sees itself; its neighbour is one pixel away
r, j = r + (5 - 1) * j, j * 1  # convolution: 5 pixels, neighbours 1 apart
r, j = r + (2 - 1) * j, j * 2  # pooling: 6 pixels, neighbours 2 apart
r, j = r + (5 - 1) * j, j * 1  # convolution: 14 pixels, 2 apart
r, j = r + (2 - 1) * j, j * 2  # pooling: two of those, 2 pixels apart
pixels_seen = r""",
    explanation="`shapes.receptive_field` keeps the same two numbers, for any stack.",
    tolerance=1e-9,
)
