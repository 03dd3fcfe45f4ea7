"""Exercises of chapter 04 about pictures as arrays: their axes, their bytes, their flat row, and its order."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_04 import answers
from course_utils.exercises.chapter_04 import slips_pictures as slips
from course_utils.exercises.chapter_04 import slips_places as places
from course_utils.exercises.engine import Exercise, Misconception


def photo_cases(rng):
    """Return batches of 1 to 4 small colour pictures, upright, wide and square, none of them with a 255 in it."""
    sizes = ((1, 2, 3), (2, 3, 2), (3, 4, 4), (1, 1, 5), (4, 3, 3), (2, 5, 2), (1, 4, 3), (3, 2, 2), (1, 3, 6))
    return [(rng.integers(0, 250, size=(*size, 3), dtype=np.uint8),) for size in sizes]


def blend_cases(rng):
    """Return pairs of grey and colour pictures: dark ones that never overflow, bright ones that do, and the ends."""
    shapes = ((2, 3), (3, 3), (4, 2), (1, 1), (2, 2, 3), (3, 1, 3), (5, 2), (2, 4), (1, 5))
    drawn = [
        tuple(rng.integers(low, 256, size=shape, dtype=np.uint8) for _ in "ab")
        for shape, low in zip(shapes, (0, 100, 130, 200, 0, 90, 0, 60, 150), strict=True)
    ]
    dark = tuple(rng.integers(0, 120, size=(3, 2), dtype=np.uint8) for _ in "ab")
    ends = np.array([[255, 255, 0, 1]], dtype=np.uint8), np.array([[255, 1, 0, 2]], dtype=np.uint8)
    return [*drawn, dark, ends]


def index_cases(rng):
    """Return (channel, row, column, shape) with shapes that are not square, the first and the last pixel included."""
    shapes = ((3, 4, 6), (1, 5, 3), (3, 2, 7), (2, 6, 4), (4, 3, 5), (3, 8, 2), (2, 2, 3), (5, 3, 4))
    drawn = [(*(int(rng.integers(1, size) if size > 1 else 0) for size in shape), shape) for shape in shapes]
    return [(0, 0, 0, (3, 4, 5)), (2, 3, 4, (3, 4, 5)), (0, 1, 0, (1, 28, 20)), *drawn]


def order_cases(rng):
    """Return (W, order): weights (D, K) with K at least D, and orders that are not their own inverse."""
    sizes = ((4, 4), (5, 5), (6, 6), (4, 7), (8, 8), (5, 6), (7, 7), (9, 9), (6, 8))
    return [(rng.normal(size=(d, k)), np.roll(_shuffled(rng, d), 1)) for d, k in sizes]


def _shuffled(rng, size):
    while True:
        order = rng.permutation(size)
        if not np.array_equal(order[order], np.arange(size)) and order[0] != size - 1:
            return order


TO_NCHW = Exercise(
    id="04-to-nchw",
    title="Photographs, as a network takes them",
    prompt="Write `to_nchw(photos)`: a batch of colour photographs of shape (N, H, W, 3), whole numbers from 0 to 255, "
    "becomes an array of shape (N, 3, H, W) with numbers from 0 to 1, where 255 becomes 1.",
    stub="def to_nchw(photos):\n    ...",
    reference=answers.to_nchw,
    cases=photo_cases,
    misconceptions=(
        Misconception(
            "reshape instead of transpose",
            answers.nchw_reshaped,
            "The shape is right, but do the numbers still belong together? `reshape` keeps the order in which they lie "
            "in memory. What moves an axis?",
            slips.RESHAPED,
        ),
        Misconception(
            "height and width swapped",
            answers.nchw_on_its_side,
            "Your pictures lie on their side. In which order come the last two axes?",
        ),
        Misconception("not scaled", answers.nchw_bytes, "The axes are right. What is the largest number now?"),
        Misconception(
            "divided by 256", answers.nchw_by_256, "What becomes of 255, the brightest value, in your function?"
        ),
        Misconception(
            "divided as whole numbers",
            answers.nchw_whole_numbers,
            "Hardly anything but 0 and 1 is left. What drops the fractions: a `//`, a rounding, or a type?",
            slips.WHOLE_NUMBERS,
        ),
        Misconception(
            "scaled by its own maximum",
            answers.nchw_by_largest,
            "A dark picture and a bright one come out alike. Should the scale depend on the picture?",
            slips.BY_LARGEST,
        ),
        Misconception("axes left as they were", answers.nchw_not_moved, "Which axis holds the colours now?"),
        Misconception(
            "blue first", answers.nchw_blue_first, "Channel 0 should be red. What is it in yours? (Do not turn it.)"
        ),
        *slips.TO_NCHW,
    ),
    hints=(
        "Two steps: move one axis, then scale.",
        "`photos.transpose(...)` takes the old axes in their new order: old axis 0 first, then which?",
        "Old axes: 0 is N, 1 is H, 2 is W, 3 is the colour. Dividing by 255 makes floats by itself.",
    ),
)

BLEND = Exercise(
    id="04-blend",
    title="Find the bug between two pictures",
    prompt="`blend_with_bug(a, b)` above should return the picture halfway between two pictures of `uint8`. Mend it: "
    "write `blend(a, b)`, which returns $(a + b)/2$, rounded down, again as `uint8`, and is right for bright pictures "
    "too.",
    stub="def blend(a, b):\n    ...",
    reference=answers.blend,
    cases=blend_cases,
    dtype="uint8",
    misconceptions=(
        Misconception(
            "the sum does not fit",
            answers.blend_with_bug,
            "Try two bytes of 200: what is `a + b`, and what is it as a `uint8`? Is there room at that moment?",
            (slips.converted_late,),
        ),
        Misconception(
            "halved first",
            answers.blend_halved_first,
            "Nearly. Try a = b = 255: each half loses something. How much do the two lose together?",
            slips.HALVED_FIRST,
        ),
        Misconception(
            "clipped before halving",
            answers.blend_clipped,
            "No wrap-around, but how bright can your result be at most? At which moment may it be cut off?",
            slips.CLIPPED,
        ),
        Misconception("not halved", answers.blend_sum, "That is the sum. What is halfway?", slips.NOT_HALVED),
        *slips.BLEND,
    ),
    hints=(
        "Run it on two pictures that hold a single pixel of 200. What comes out, what should?",
        "The sum of two bytes can be as large as 510. Which type has room for it?",
        "Convert *before* you add: `a.astype(int) + b`. At the end, back to `np.uint8`.",
    ),
    equivalent_mutants=("wide // 2 -> wide / 2",),
)

FLAT_INDEX = Exercise(
    id="04-flat-index",
    title="Where a pixel ends up",
    prompt="Write `flat_index(channel, row, column, shape)`: a picture of shape $(C, H, W)$ is flattened by "
    "`reshape(-1)`. At which place of the flat row does the given pixel stand? Places, channels, rows and columns are "
    "counted from 0. Return a whole number.",
    stub="def flat_index(channel, row, column, shape):\n    ...",
    reference=answers.flat_index,
    cases=index_cases,
    integer=True,
    optional=True,
    misconceptions=(
        Misconception(
            "height and width swapped",
            answers.flat_index_by_height,
            "One row down: how many pixels are passed on the way, as many as the picture is high or as it is wide?",
        ),
        Misconception(
            "column by column",
            answers.flat_index_columns_first,
            "Which index runs fastest in memory, the row's or the column's?",
        ),
        Misconception(
            "channel last",
            answers.flat_index_channel_last,
            "That is the order of (H, W, C). Where does the channel stand in (C, H, W)?",
            places.CHANNEL_LAST,
        ),
        Misconception("counted from 1", answers.flat_index_from_one, "At which place stands the very first pixel?"),
        Misconception(
            "channel forgotten",
            answers.flat_index_no_channel,
            "How many pixels come before the first one of channel 1?",
        ),
        Misconception(
            "a channel counted as one place",
            answers.flat_index_sum,
            "How far apart are the same pixel of channel 0 and of channel 1?",
        ),
        *places.FLAT_INDEX,
    ),
    hints=(
        "Count what comes *before* the pixel: whole channels, then whole rows, then pixels of its own row.",
        "A whole row has W pixels. A whole channel has H rows.",
        "Try it on a small array: `np.arange(24).reshape(2, 3, 4)` shows at every pixel its own place.",
    ),
)

PERMUTED = Exercise(
    id="04-permuted-weights",
    title="Pixels in another order",
    prompt="A dense layer computes `x @ W + b`, with `W` of shape $(D, K)$. From now on the pixels arrive in another "
    "order, as `x[:, order]`. Write `permuted_weights(W, order)`: the weights with which the layer gives exactly the "
    "same outputs as before, so that `x[:, order] @ permuted_weights(W, order)` equals `x @ W`.",
    stub="def permuted_weights(W, order):\n    ...",
    reference=answers.permuted_weights,
    cases=order_cases,
    misconceptions=(
        Misconception(
            "shuffled back",
            answers.permuted_back,
            "Place 0 now holds pixel `order[0]`. Whose weights must stand in row 0: that pixel's, or those of the "
            "pixel that went away to place `order[0]`?",
            places.BACK,
        ),
        Misconception("left as they were", answers.permuted_not, "Whose weight does each pixel meet now?"),
        Misconception(
            "units shuffled",
            answers.permuted_columns,
            "Columns are units, rows are inputs. Which of the two changed their order?",
            places.COLUMNS,
        ),
        Misconception(
            "turned over", answers.permuted_reversed, "That fits one order only, the one from back to front."
        ),
        *places.PERMUTED,
    ),
    hints=(
        "Write the sum out for one unit: each pixel times its own weight. In what order may a sum be added up?",
        "Row i of W belongs to pixel i. After shuffling, place j holds pixel `order[j]`.",
        "Rows of an array are picked by a list of their numbers: `W[...]`.",
    ),
)
