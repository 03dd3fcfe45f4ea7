"""The exercise of chapter 12 about the block that small pretrained networks are made of: widen, look around, narrow."""

from __future__ import annotations

from course_utils.exercises.chapter_12.answers_blocks import block_parameters, counted
from course_utils.exercises.engine import Exercise, Misconception


def cases(rng):
    """Return (inputs, outputs, expansion, kernel): the network's own blocks, and others."""
    own = [(32, 16, 1, 3), (16, 24, 6, 3), (24, 24, 6, 3), (24, 40, 6, 5), (40, 80, 6, 3), (192, 320, 6, 3)]
    return [*own, (8, 8, 1, 5), (5, 7, 4, 3), (12, 20, 3, 7), (3, 2, 2, 1), (10, 6, 3, 4)]


BLOCK_COST = Exercise(
    id="12-block-cost",
    title="What a block costs",
    prompt="Write `block_parameters(inputs, outputs, expansion, kernel)`: how many numbers a block learns. A 1×1 "
    "convolution widens `inputs` maps to `expansion` times as many; a depthwise K×K convolution looks around in each "
    "of them; a 1×1 convolution narrows them to `outputs`. No convolution has biases; behind each stands batch "
    "normalisation, with a scale and a shift for each map. With an `expansion` of 1 the first 1×1 is left out, with "
    "the normalisation behind it.",
    stub="def block_parameters(inputs, outputs, expansion, kernel):\n    ...  # return a whole number",
    reference=block_parameters,
    cases=cases,
    integer=True,
    optional=True,
    misconceptions=(
        Misconception(
            "every filter sees all maps",
            counted(full=1),
            "Your K×K convolution has a plane of weights for every pair of maps. How many maps does a depthwise filter "
            "see?",
        ),
        Misconception(
            "no normalisation",
            counted(norms=0),
            "What is learned behind each convolution, beside its weights?",
        ),
        Misconception(
            "one number for each map",
            counted(norms=1),
            "A bias would be one number for each map. How many does batch normalisation learn?",
        ),
        Misconception(
            "averages counted as learned",
            counted(norms=4),
            "Batch normalisation keeps four numbers for each map. Which of them does the gradient change, and which "
            "are merely averaged?",
        ),
        Misconception(
            "biases besides",
            counted(norms=3),
            "You count three numbers for each map beside the weights. Would a bias change anything, if the mean is "
            "taken out behind it?",
        ),
        Misconception(
            "widened without widening",
            counted(always=True),
            "With an `expansion` of 1, which of the three convolutions is there?",
        ),
        Misconception(
            "never widened",
            counted(change=lambda inputs, expansion: inputs),
            "How many maps does the depthwise convolution read: as many as come in, or `expansion` times as many?",
        ),
        Misconception(
            "one side of the kernel",
            counted(kernel_power=1),
            "How many weights has one K × K window?",
        ),
        Misconception(
            "the last normalisation at full width",
            counted(last=lambda wide, outputs: wide),
            "How many maps leave the last convolution, and are normalised?",
            also=(counted(last=lambda wide, outputs: 0),),
        ),
        Misconception(
            "a shortcut that learns",
            counted(extra=lambda inputs, wide, outputs: inputs * outputs),
            "What is there to learn in adding what came in?",
        ),
        Misconception(
            "the first 1×1 left out",
            counted(extra=lambda inputs, wide, outputs: -(inputs + 2) * wide if wide > inputs else 0),
            "Who makes the wide maps out of the narrow ones, and with how many weights?",
        ),
    ),
    hints=(
        "Three convolutions, each with its normalisation: count each of the three by itself, and begin with how many "
        "maps are in the middle.",
        "A 1×1 convolution has a weight for each pair of an input map and an output map; a depthwise one has K·K for "
        "each map; a normalisation has two for each map that leaves.",
        "The middle has `expansion * inputs` maps. Leave out the first convolution and its normalisation where "
        "`expansion` is 1.",
    ),
)
