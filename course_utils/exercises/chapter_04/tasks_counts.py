"""Exercises of chapter 04 about counting: dense layers, local windows, shared kernels."""

from __future__ import annotations

from course_utils.exercises import again
from course_utils.exercises.chapter_04 import answers
from course_utils.exercises.chapter_04 import slips_counts as slips
from course_utils.exercises.engine import Exercise, Misconception


def _network(inputs, hidden, outputs):
    """Count a network of two dense layers: weights, then biases."""
    return inputs * hidden + hidden * outputs + hidden + outputs


def count_of_784_15_10():
    """Return weights 784 · 15 + 15 · 10 and the biases 15 + 10, together."""
    return _network(784, 15, 10)


def local_cases(rng):
    """Return (channels, height, width, kernel): oblong pictures of 1 to 4 channels, windows of 2 to 7."""
    fixed = [(1, 28, 28, 5), (3, 32, 32, 5), (1, 7, 9, 3), (3, 9, 7, 3), (1, 5, 5, 5), (2, 12, 6, 2)]
    drawn = rng.integers((1, 8, 8, 2), (5, 20, 20, 8), size=(6, 4))
    return fixed + [tuple(int(n) for n in row) for row in drawn]


def shared_cases(rng):
    """Return (channels, height, width, filters, kernel), among them the same filters on two sizes of picture."""
    fixed = [(1, 28, 28, 1, 5), (1, 28, 28, 30, 5), (1, 56, 56, 30, 5), (3, 32, 32, 16, 3), (3, 9, 7, 6, 3)]
    drawn = rng.integers((1, 8, 8, 2, 2), (5, 30, 30, 12, 8), size=(6, 5))
    return fixed + [tuple(int(n) for n in row) for row in drawn]


COUNT = Exercise(
    id="04-count-by-hand",
    again=again.dense_count,
    title="The parameters of 784–15–10",
    prompt="A network has 784 inputs, one hidden layer of 15 units and 10 output units; each layer is fully connected, "
    "and every unit has a bias. How many parameters (weights and biases together) has it?",
    stub="parameters = ...",
    answer=count_of_784_15_10,
    tolerance=0.5,
    misconceptions=(
        Misconception(
            "biases forgotten",
            lambda: 784 * 15 + 15 * 10,
            "These are the weights. What else does every hidden unit and every output unit have?",
        ),
        Misconception(
            "one bias for each layer",
            lambda: 784 * 15 + 15 * 10 + 2,
            "Do the units of a layer share one bias here, or has each its own?",
        ),
        Misconception(
            "the count with three mistakes",
            lambda: 784 * 150 + 15 * 10 + 2,
            "You may meet that number in print. Work out 784 · 15 on its own: how many digits has it?",
        ),
        Misconception(
            "inputs with biases",
            lambda: _network(784, 15, 10) + 784,
            "An input only holds a pixel. Is there anything to be added to it?",
        ),
        Misconception(
            "output biases forgotten", lambda: _network(784, 15, 10) - 10, "The ten output units are units as well."
        ),
        Misconception(
            "hidden biases forgotten", lambda: _network(784, 15, 10) - 15, "The hidden units have biases as well."
        ),
        Misconception(
            "150 hidden units", lambda: _network(784, 150, 10), "How many hidden units are there? Count the zeros."
        ),
        *slips.COUNT,
    ),
    solution="into_hidden = 784 * 15  # 11,760: one weight for each pair of an input and a hidden unit\n"
    "into_output = 15 * 10  # 150\n"
    "biases = 15 + 10  # one for each unit, none for the inputs\n"
    "parameters = into_hidden + into_output + biases",
    hints=(
        "Layer by layer: a dense layer has one weight for each pair of an input and a unit.",
        "784 · 15 weights lead into the hidden layer, 15 · 10 out of it.",
        "Biases: one for each hidden unit and one for each output unit, none for the inputs.",
    ),
    explanation="784 · 15 + 15 · 10 weights and 15 + 10 biases. `shapes.dense` counts it layer by layer.",
)

LOCAL = Exercise(
    id="04-count-local",
    title="Count a local layer",
    prompt="Write `local_parameters(channels, height, width, kernel)`: a window of `kernel` × `kernel` pixels moves "
    "over a picture of shape (C, H, W), one pixel at a time, and never leaves it. At each position stands one unit "
    "with its *own* weights (for all channels of its window) and its own bias. How many parameters does that make?",
    stub="def local_parameters(channels, height, width, kernel):\n    ...",
    reference=answers.local_parameters,
    cases=local_cases,
    misconceptions=(
        Misconception(
            "biases forgotten", answers.local_no_bias, "Each unit adds one more number. How many units are there?"
        ),
        Misconception(
            "one bias for all",
            answers.local_one_bias,
            "Nothing is shared in this layer: whose bias is it that all of them use?",
        ),
        Misconception(
            "one position too few",
            answers.local_off_by_one,
            "A window of 5 in a row of 5 pixels: how many places has it? And by your formula?",
        ),
        Misconception(
            "a unit for every pixel",
            answers.local_every_pixel,
            "Where does the window hang over the edge, and may it?",
        ),
        Misconception(
            "channels forgotten",
            answers.local_no_channels,
            "A window on a colour picture is a block. How many numbers does it hold?",
        ),
        Misconception(
            "weights shared",
            answers.local_shared,
            "That is one unit's share. Does the next position use the same weights in *this* layer?",
        ),
        Misconception(
            "side for area", answers.local_side_only, "How many pixels has a window that is `kernel` wide and high?"
        ),
        Misconception(
            "sees the whole picture",
            answers.local_sees_everything,
            "Each unit looks through its window only. How many numbers does it see?",
        ),
        *slips.LOCAL,
    ),
    hints=(
        "First one unit: how many weights, how many biases?",
        "Then how many units: in a row of 7 pixels a window of 3 can begin at 0, 1, 2, 3 or 4.",
        "Positions down times positions across, times the parameters of one unit.",
    ),
)

SHARED = Exercise(
    id="04-count-shared",
    title="Count a shared layer",
    prompt="Write `shared_parameters(channels, height, width, filters, kernel)`: now all positions share. There are "
    "`filters` different kernels, each `kernel` × `kernel` pixels over all channels, each with one bias, and each of "
    "them is used at every position of the picture. How many parameters does that make?",
    stub="def shared_parameters(channels, height, width, filters, kernel):\n    ...",
    reference=answers.shared_parameters,
    granted=("`height` may be ignored", "`width` may be ignored"),
    cases=shared_cases,
    misconceptions=(
        Misconception("biases forgotten", answers.shared_no_bias, "Each kernel comes with one more number. Which?"),
        Misconception(
            "one bias for all filters", answers.shared_one_bias, "Do different kernels have to have the same bias?"
        ),
        Misconception(
            "a bias for every position",
            answers.shared_bias_per_unit,
            "The weights are shared over the positions in your count. And the bias?",
            slips.PER_UNIT,
        ),
        Misconception(
            "image size in the count",
            answers.shared_not_shared,
            "Try it on a picture twice as large. Should a kernel grow because the picture did?",
            slips.BY_SIZE,
        ),
        Misconception(
            "channels forgotten",
            answers.shared_no_channels,
            "On a colour picture a kernel has weights for red, for green and for blue. Has yours?",
        ),
        Misconception(
            "a bias for every channel",
            answers.shared_bias_per_channel,
            "The channels of one window are added up to a single number. How many biases does that need?",
        ),
        Misconception(
            "only one filter",
            answers.shared_one_filter,
            "How many different kernels does the layer have?",
            slips.ONE_FILTER,
        ),
        *slips.SHARED,
    ),
    hints=(
        "Take one kernel: a block of channels × kernel × kernel weights.",
        "Which of the five arguments does the answer not depend on?",
        "One bias for each kernel, then times the number of kernels.",
    ),
    explanation="Height and width do not occur: that is what sharing means.",
)
