"""Exercises of chapter 05 about the size of a map: how large it is, and the padding that keeps it."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.chapter_05 import answers_sizes as answers
from course_utils.exercises.chapter_05 import slips_maps as slips
from course_utils.exercises.engine import Exercise, Misconception

SIZES = (
    (5, 3),
    (28, 5),
    (7, 3, 3),
    (8, 3, 3),
    (32, 5, 1, 2),
    (227, 11, 4),
    (224, 11, 4),
    (224, 7, 2, 3),
    (9, 4, 2, 1),
    (10, 3, 4, 2),
    (5, 5),
    (6, 1, 2),
)


def padding_cases(rng):
    """Return (image, kernel height, kernel width) with odd kernels, square and oblong."""
    sizes = (((4, 5), 3, 3), ((3, 6), 5, 5), ((5, 3), 3, 5), ((2, 2), 7, 1), ((6, 4), 1, 3), ((4, 4), 1, 1))
    more = (((3, 3), 11, 5), ((5, 7), 3, 7))
    return [(rng.normal(size=shape), kh, kw) for shape, kh, kw in sizes + more]


OUTPUT_SIZE = Exercise(
    id="05-output-size",
    title="How large is the map?",
    prompt="Write `output_size(size, kernel, stride=1, padding=0)` for one axis: how many places has a window of "
    "`kernel` pixels in a row of `size` pixels with `padding` more at *either* end, when it moves by `stride`? The "
    "window always fits. A size is a whole number, an `int`.",
    stub="def output_size(size, kernel, stride=1, padding=0):\n    ...",
    reference=shapes.output_size,
    solution="def output_size(size, kernel, stride=1, padding=0):\n"
    "    return (size + 2 * padding - kernel) // stride + 1  # course_utils.shapes.output_size also checks its input",
    cases=SIZES,
    integer=True,
    misconceptions=(
        Misconception(
            "float sizes",
            answers.size_float,
            "A map with a fraction of a row? What happens to the pixels that are too few for one more step?",
            slips.FLOATS,
            slips.a_float,
        ),
        Misconception(
            "padding counted once",
            answers.size_padding_once,
            "How many pixels longer does a row become when both its ends get `padding` of them?",
        ),
        Misconception(
            "the first place not counted",
            answers.size_no_plus_one,
            "You counted the steps. How many places does a window visit that takes no step at all?",
        ),
        Misconception(
            "kernel instead of stride",
            answers.size_by_kernel,
            "Your windows lie side by side. By how much does the window move from one place to the next?",
        ),
        Misconception(
            "rounded instead of cut off",
            answers.size_rounded,
            "Half a step or more: does it count as a whole one? Where would that last window end?",
        ),
        Misconception(
            "rounded up",
            answers.size_rounded_up,
            "Your last window sticks out beyond the pixels. Is a step that does not fit a step?",
        ),
        Misconception(
            "padding forgotten",
            answers.size_no_padding,
            "Without padding you are right. And with it?",
        ),
        Misconception(
            "padding taken away",
            slips.padding_taken_away,
            "Without padding you are right. Does a row become longer or shorter when zeros are put at its ends?",
        ),
        Misconception(
            "added 1 before dividing",
            answers.size_one_before_dividing,
            "At stride 1 you are right. Is the first place divided by the stride as well?",
        ),
        *slips.OUTPUT_SIZE,
    ),
    hints=(
        "First: how far can the window travel from its first place, in pixels?",
        "It travels in whole steps of `stride`. Python's `//` counts whole steps.",
        "The number of places is one more than the number of steps.",
    ),
    explanation="The rule of every convolution and pooling layer. Pixels that `//` cuts off are never seen.",
)

SAME_PADDING = Exercise(
    id="05-same-padding",
    title="Padding that keeps the size",
    prompt="Write `pad_to_keep(image, kernel_height, kernel_width)`: put so many rings of zeros round an image $(H, "
    "W)$ that a kernel of this size, moved by 1, gives a map of shape $(H, W)$ again. Both kernel sizes are odd, and "
    "they may differ. `np.pad(image, ((top, bottom), (left, right)))` does the adding.",
    stub="def pad_to_keep(image, kernel_height, kernel_width):\n    ...  # return the padded image",
    reference=answers.pad_to_keep,
    granted=("`kernel_height` is odd in all cases", "`kernel_width` is odd in all cases"),
    cases=padding_cases,
    reveal_shape=False,
    optional=True,
    misconceptions=(
        Misconception(
            "the whole loss at each end",
            answers.pad_all_at_each_end,
            "A kernel of size K costs K − 1 rows. How many of these have to come back at the top, how many below?",
        ),
        Misconception(
            "all at one end",
            answers.pad_all_at_the_far_end,
            "The map has the right size, but which pixel lies under the middle of the kernel now? Is it the map's own?",
            slips.AT_ONE_END,
        ),
        Misconception(
            "height and width swapped",
            answers.pad_swapped,
            "Square kernels work. Along which axis does a kernel that is 3 high and 5 wide cost four pixels?",
        ),
        Misconception(
            "the edge repeated instead of zeros",
            answers.pad_with_the_edge,
            "The size is right. What should the added pixels hold?",
            slips.EDGE,
        ),
        Misconception(
            "half the kernel, rounded up",
            answers.pad_by_kernel,
            "Your map would be larger than the picture. How many rings does a kernel of size 1 need?",
        ),
        Misconception("always one ring", answers.pad_one_ring, "One ring suits a kernel of 3. And a kernel of 5?"),
        *slips.SAME_PADDING,
    ),
    hints=(
        "Without padding, H − KH + 1 rows are left. How many are missing?",
        "Half of them come back at the top, half at the bottom. For odd kernels the half is a whole number.",
        "The same for the columns, with the width of the kernel.",
    ),
    explanation="3 → 1 ring, 5 → 2, 7 → 3, 11 → 5. For an even kernel no whole number does.",
)
