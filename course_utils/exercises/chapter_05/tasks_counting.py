"""Exercises of chapter 05 in which something is counted: parameters and work, and the pixels that a unit sees."""

from __future__ import annotations

from course_utils.exercises.chapter_05 import answers_sizes as answers
from course_utils.exercises.chapter_05 import slips_counts, slips_field
from course_utils.exercises.engine import Exercise, Misconception

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
    solution="from course_utils.shapes import output_size\n\n\n"
    "def layer_counts(channels, height, width, filters, kernel, stride=1, padding=0):\n"
    "    weights = filters * channels * kernel * kernel\n"
    "    rows, columns = (output_size(n, kernel, stride, padding) for n in (height, width))\n"
    "    return weights + filters, weights * rows * columns  # as course_utils.shapes.convolution counts",
    cases=LAYERS,
    integer=True,
    optional=True,
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
            slips_counts.KERNEL_NOT_SQUARED,
        ),
        *slips_counts.COUNTS,
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
    optional=True,
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
            slips_field.STRIDES_ADDED,
        ),
        Misconception(
            "whole kernels instead of K − 1",
            answers.field_whole_kernel,
            "One place of the kernel looks where the view already was. How many new ones are there?",
            slips_field.WHOLE_KERNEL,
        ),
        *slips_field.RECEPTIVE_FIELD,
    ),
    hints=(
        "Keep two numbers: how much one unit sees, and how many pixels apart two neighbours are. Both begin at 1.",
        "A kernel of K adds K − 1 neighbours to the view, each as far apart as the units *below* are.",
        "Then the stride of this layer multiplies the distance, for the layers above.",
    ),
    explanation="Strides below widen everything above: so LeNet-5 sees its whole picture after five small layers.",
)
