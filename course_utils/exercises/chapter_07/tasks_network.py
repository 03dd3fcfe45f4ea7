"""Exercises of chapter 07 about the parts of the network: ReLU backward, sizes, and the size of the first weights."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_07 import answers, slips_network
from course_utils.exercises.engine import Exercise, Misconception


def relu_cases(rng):
    """Return (grad_out, x) of several ranks, some with an x of exactly 0."""
    shapes = ((4,), (2, 3), (3, 2), (1, 2, 2, 2), (5,), (2, 1, 3, 2), (6,), (3, 3))
    found = [(rng.normal(size=shape), rng.normal(size=shape)) for shape in shapes]
    for _, x in found[::2]:
        x.flat[rng.integers(x.size)] = 0.0
    return found


def size_cases(rng):
    """Return (H, W, filters, K[, S, P, pool]), most of which do not divide evenly."""
    return [
        (28, 28, 30, 4),
        (28, 28, 30, 5),
        (28, 28, 30, 6),
        (28, 28, 30, 5, 2),
        (12, 13, 3, 4, 3),
        (9, 12, 4, 3, 2, 1),
        (15, 11, 7, 4, 3, 2),
        (32, 20, 6, 5, 1, 1, 3),
        (14, 17, 16, 3, 1, 0, 4),
        (11, 8, 5, 4, 2, 3, 2),
    ]


def he_cases(rng):
    """Return weight shapes of convolutions and dense layers."""
    shapes = ((30, 1, 5, 5), (4320, 100), (100, 10), (16, 6, 5, 5), (64, 64, 3, 3), (8, 3, 1, 7), (784, 10), (7, 7))
    return [(shape,) for shape in (*shapes, (1, 5, 2, 3), (12, 40))]


RELU_BACKWARD = Exercise(
    id="07-relu-backward",
    title="ReLU, backward, and nobody harmed",
    optional=True,
    prompt="Write `relu_backward(grad_out, x)`: the gradient with respect to `x`, where `x` is what went into ReLU and "
    "`grad_out`, of the same shape, is the gradient of what came out. At $x = 0$ take the slope 0. Neither argument "
    "may be changed.",
    stub="def relu_backward(grad_out, x):\n    ...",
    reference=answers.relu_backward,
    cases=relu_cases,
    misconceptions=(
        Misconception(
            "wrote into the gradient",
            answers.relu_backward_in_place,
            "Another layer may be about to read the same array. What does it find there now?",
        ),
        Misconception(
            "wrote into x",
            answers.relu_backward_writes_x,
            "x belongs to the layer before. May you change it?",
        ),
        Misconception(
            "the mask taken from the gradient",
            answers.relu_backward_mask_of_gradient,
            "A negative gradient is a perfectly good gradient. Whose sign decides whether it passes?",
        ),
        Misconception(
            "only the slope",
            answers.relu_backward_slope_only,
            "That is how y changes with x. What else does the chain rule multiply it by?",
        ),
        Misconception(
            "multiplied by the output",
            answers.relu_backward_times_output,
            "Where x is positive, y = x. What is the slope of that line: x, or a constant?",
        ),
        Misconception(
            "a slope at zero",
            answers.relu_backward_at_zero,
            "Which slope should be taken where x is 0?",
            also=(lambda grad_out, x: grad_out * np.heaviside(x, 0.5),),
        ),
        *slips_network.RELU_BACKWARD,
    ),
    hints=(
        "Where x is positive ReLU passes everything on; elsewhere nothing.",
        "`x > 0` is an array of True and False, and counts as 1 and 0 in a product.",
        "A product makes a new array. An assignment to part of `grad_out` does not.",
    ),
)

DENSE_INPUTS = Exercise(
    id="07-dense-inputs",
    title="How many inputs has the first dense layer?",
    optional=True,
    prompt="Write `dense_inputs(H, W, filters, K, S=1, P=0, pool=2)`: how many numbers arrive at the first dense layer "
    "when an H×W picture goes through a K×K convolution (stride `S`, padding `P`, so many `filters`) and then through "
    "a pooling of window and stride `pool` without padding. A whole number, for every size that does not divide too.",
    stub="def dense_inputs(H, W, filters, K, S=1, P=0, pool=2):\n    ...  # return a whole number",
    reference=answers.dense_inputs,
    cases=size_cases,
    misconceptions=(
        Misconception(
            "halves of pixels",
            answers.dense_inputs_float,
            "Can a feature map be 12.5 numbers wide? Where must the fraction be dropped?",
        ),
        Misconception(
            "floor only at the end",
            answers.dense_inputs_late_floor,
            "Put in a 4×4 filter and work out the pooled size of one side by hand. Is it a whole number in yours, "
            "before you multiply?",
        ),
        Misconception(
            "floor of the area",
            answers.dense_inputs_area_floor,
            "Pooling halves each side. Is half of each side, rounded down, a quarter of the area, rounded down?",
        ),
        Misconception(
            "rounded up",
            answers.dense_inputs_ceil,
            "A last column that does not fill a window: is it pooled, or left out?",
        ),
        Misconception("pooling forgotten", answers.dense_inputs_no_pool, "What happens between ReLU and dense layer?"),
        Misconception(
            "pooled along one side only",
            answers.dense_inputs_pool_once,
            "A 2×2 window: how many numbers become one?",
        ),
        Misconception(
            "one feature map only",
            answers.dense_inputs_no_filters,
            "How many feature maps arrive, and what does flattening do with them?",
        ),
        Misconception(
            "padding counted once",
            answers.dense_inputs_padding_once,
            "Padding goes to the left and to the right. How much does the width grow?",
        ),
        Misconception(
            "padding forgotten", answers.dense_inputs_padding_ignored, "What does `P` do to the size of the picture?"
        ),
        Misconception("width taken for height", answers.dense_inputs_square, "Is every picture as wide as it is high?"),
        *slips_network.DENSE_INPUTS,
    ),
    hints=(
        "Do it in the order of the layers: first the two sides after the convolution, then those after the pooling.",
        "`output_shape(H, W, kernel, stride, padding)` answers for either layer, in whole numbers.",
        "Flattening only counts: feature maps times height times width.",
    ),
    integer=True,
)

HE_STD = Exercise(
    id="07-he-std",
    title="How large should the first weights be?",
    optional=True,
    prompt="Write `he_std(shape)`: the standard deviation $\\sqrt{2/n_{in}}$ for a layer of a ReLU network. "
    "`shape` is the shape of its weights: (F, C, KH, KW) for a convolution, (D, M) for a dense layer of D inputs and M "
    "units. The fan-in $n_{in}$ is the number of products that one output adds up.",
    stub="def he_std(shape):\n    ...",
    reference=answers.he_std,
    cases=he_cases,
    misconceptions=(
        Misconception(
            "channels left out",
            answers.he_std_kernel_only,
            "One output adds up a whole window. Through how many channels does the window reach?",
        ),
        Misconception(
            "fan-out",
            answers.he_std_fan_out,
            "You count where one number goes *to*. How many products come *together* in one output?",
        ),
        Misconception(
            "variance instead of standard deviation",
            answers.he_variance,
            "2/n is the variance. What makes a standard deviation of it?",
        ),
        Misconception(
            "the 2 forgotten",
            answers.he_std_without_two,
            "Behind a ReLU the mean square is half of what it was. What makes up for it in the next layer?",
        ),
        Misconception(
            "Glorot's formula",
            answers.glorot_std,
            "That one serves tanh, with both directions in mind. Which number stands alone under He's 2?",
        ),
        Misconception(
            "all weights counted",
            answers.he_std_all_weights,
            "Does one output use every weight of the layer, or those of its own filter or unit?",
        ),
        Misconception(
            "the first axis taken for the fan-in",
            answers.he_std_first_axis,
            "In (F, C, KH, KW) the first axis counts the filters. Do they all add to one output?",
        ),
        Misconception(
            "a dense layer read like a convolution",
            answers.he_std_all_but_first,
            "In (D, M) the inputs come first. Which of the two does one unit add up?",
        ),
        *slips_network.HE_STD,
    ),
    hints=(
        "How many numbers does one output of the layer look at?",
        "For a convolution it is one window: C·KH·KW. For a dense layer it is the D inputs.",
        "`len(shape)` tells the two apart. Then the root of 2 over that number.",
    ),
)
