"""Exercises of chapter 05 in which sizes and weights are counted: maps, padding, parameters, receptive fields."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.chapter_05.sizes import answers as answers
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
LAYERS = (
    (1, 28, 28, 1, 5),
    (3, 32, 32, 8, 5),
    (1, 28, 28, 30, 5, 1, 2),
    (6, 14, 14, 16, 5, 2),
    (3, 9, 12, 4, 3, 2, 1),
    (2, 7, 5, 3, 1, 3),
    (5, 4, 6, 2, 4, 1, 1),
    (64, 16, 16, 64, 3, 1, 1),
    (3, 227, 227, 96, 11, 4),
)
STACKS = (
    [(3, 1), (3, 1), (3, 1)],
    [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)],
    [(3, 2), (3, 2), (3, 2)],
    [(5, 1)],
    [(7, 2), (3, 2), (3, 1), (3, 1)],
    [(11, 4), (3, 2), (5, 1)],
    [(1, 1), (3, 3), (1, 2), (3, 1)],
    [(2, 2), (2, 2), (2, 2), (2, 2)],
    [(4, 3), (5, 1), (2, 4), (3, 2)],
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
        Misconception("padding forgotten", answers.size_no_padding, "Without padding you are right. And with it?"),
        Misconception(
            "added 1 before dividing",
            answers.size_one_before_dividing,
            "At stride 1 you are right. Is the first place divided by the stride as well?",
        ),
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
    cases=padding_cases,
    reveal_shape=False,
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
        ),
        Misconception(
            "half the kernel, rounded up",
            answers.pad_by_kernel,
            "Your map would be larger than the picture. How many rings does a kernel of size 1 need?",
        ),
        Misconception("always one ring", answers.pad_one_ring, "One ring suits a kernel of 3. And a kernel of 5?"),
    ),
    hints=(
        "Without padding, H − KH + 1 rows are left. How many are missing?",
        "Half of them come back at the top, half at the bottom. For odd kernels the half is a whole number.",
        "The same for the columns, with the width of the kernel.",
    ),
    explanation="3 → 1 ring, 5 → 2, 7 → 3, 11 → 5. An even kernel would need half a ring.",
)

COUNTS = Exercise(
    id="05-counts",
    title="What does a layer cost?",
    prompt="Write `layer_counts(channels, height, width, filters, kernel, stride=1, padding=0)` for square kernels. "
    "Return two whole numbers: the *parameters* (weights and biases), and the *multiply-adds* for one picture (how "
    "often a weight meets a pixel, padding included).",
    stub="def layer_counts(channels, height, width, filters, kernel, stride=1, padding=0):\n"
    "    ...  # return parameters, multiply_adds",
    reference=answers.layer_counts,
    names=("parameters", "multiply_adds"),
    solution="def layer_counts(channels, height, width, filters, kernel, stride=1, padding=0):\n"
    "    weights = filters * channels * kernel * kernel\n"
    "    rows, columns = (output_size(n, kernel, stride, padding) for n in (height, width))\n"
    "    return weights + filters, weights * rows * columns  # as course_utils.shapes.convolution counts",
    cases=LAYERS,
    integer=True,
    misconceptions=(
        Misconception(
            "a bias for every position",
            answers.counts_bias(lambda channels, filters, positions: filters * positions),
            "Positions share the weights. Do they not share the bias too?",
        ),
        Misconception(
            "one bias for the whole layer",
            answers.counts_bias(lambda channels, filters, positions: 1),
            "With one filter you are right. To what does a bias belong: the layer, or the filter?",
        ),
        Misconception(
            "biases forgotten",
            answers.counts_bias(lambda channels, filters, positions: 0),
            "The weights are right. What else does each filter learn?",
        ),
        Misconception(
            "a bias for each channel of each filter",
            answers.counts_bias(lambda channels, filters, positions: filters * channels),
            "The channels of one filter add up to one map. How many biases does one map need?",
        ),
        Misconception(
            "channels forgotten",
            answers.counts_channels_forgotten,
            "Grey pictures come out right. How deep is a filter that looks at a colour picture?",
        ),
        Misconception(
            "weights not shared",
            answers.counts_not_shared,
            "You gave each position weights of its own. What makes a layer a convolution?",
        ),
        Misconception(
            "the work of one position only",
            answers.counts_one_position,
            "That is what one output of each filter costs. How many outputs has a map?",
        ),
        Misconception(
            "a position for every pixel",
            answers.counts_every_pixel,
            "Does a map have as many places as the picture has pixels?",
        ),
        Misconception(
            "stride ignored",
            answers.counts_stride_ignored,
            "At stride 1 you are right. How many places does a window visit that moves by 2?",
        ),
        Misconception(
            "padding ignored",
            answers.counts_padding_ignored,
            "Without padding you are right. Does a wider frame leave room for more windows?",
        ),
        Misconception(
            "kernel size not squared",
            answers.counts_kernel_not_squared,
            "How many pixels lie under a square window of size 5?",
        ),
    ),
    hints=(
        "One filter has C·K·K weights and one bias. Height and width play no part in that.",
        "One output of one map costs as many multiply-adds as a filter has weights.",
        "A map has as many outputs as there are places, down times across (exercise 4), and there are F maps.",
    ),
    explanation="Parameters do not depend on the size of the picture; the work does.",
)

RECEPTIVE_FIELD = Exercise(
    id="05-receptive-field",
    title="How far does a unit see?",
    prompt="Write `field_size(layers)`: `layers` is a list of pairs `(kernel, stride)`, first layer first. Return how "
    "many pixels of the picture, along one axis, one unit of the last layer depends on. It is a whole number.",
    stub="def field_size(layers):\n    ...",
    reference=answers.field_size,
    solution="def field_size(layers):\n"
    "    size, jump = 1, 1\n"
    "    for kernel, stride in layers:\n"
    "        size, jump = size + (kernel - 1) * jump, jump * stride\n"
    "    return size  # course_utils.shapes.receptive_field gives this for every layer",
    cases=[(stack,) for stack in STACKS],
    integer=True,
    misconceptions=(
        Misconception(
            "strides ignored",
            answers.field_strides_ignored,
            "With stride 1 everywhere you are right. How far apart are two neighbouring units after a stride of 2?",
        ),
        Misconception(
            "kernels added up",
            answers.field_sum_of_kernels,
            "A stack of one layer is right. By how much does a second 3-kernel widen the view of a first one?",
        ),
        Misconception(
            "only the last kernel",
            answers.field_last_kernel,
            "That is what the unit sees of the layer below. What do those units see?",
        ),
        Misconception(
            "stride one layer too early",
            answers.field_stride_too_early,
            "A single layer with stride 2: does its stride change what one of its units sees?",
        ),
        Misconception(
            "each layer's own stride only",
            answers.field_own_stride_only,
            "How far apart the inputs of a layer lie is decided below it. By which strides?",
        ),
        Misconception(
            "strides added instead of multiplied",
            answers.field_strides_added,
            "Stride 2, then stride 2 again: how many pixels are two neighbours apart now?",
        ),
        Misconception(
            "whole kernels instead of K − 1",
            answers.field_whole_kernel,
            "One tap of the kernel looks where the view already was. How many new ones are there?",
        ),
    ),
    hints=(
        "Keep two numbers: how much one unit sees, and how many pixels apart two neighbours are. Both begin at 1.",
        "A kernel of K adds K − 1 neighbours to the view, each as far apart as the units *below* are.",
        "Then the stride of this layer multiplies the distance, for the layers above.",
    ),
    explanation="Strides below widen everything above: so LeNet-5 sees its whole picture after five small layers.",
)
