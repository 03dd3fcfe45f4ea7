"""Exercise of chapter 11 on what there is to learn in a network of the 6n + 2 family."""

from __future__ import annotations

from course_utils.exercises.chapter_11 import answers_paths as answers
from course_utils.exercises.chapter_11 import slips_counting
from course_utils.exercises.engine import Exercise, Misconception


def network_cases(rng):
    """Return (n, widths, channels, classes), the paper's networks first."""
    own = [(n,) for n in (3, 5, 7, 18)]
    small = [(1, (8, 16, 32), 1, 10), (2, (8, 16, 32), 1, 10), (3, (4, 8, 16), 3, 2), (2, (5, 7, 11), 1, 3)]
    return [*own, *small, (1, (16, 16, 32), 3, 10), (4, (6, 6, 6), 2, 5)]


PARAMETERS = Exercise(
    id="11-parameters",
    title="What a 6n + 2 network learns",
    prompt="Write `parameters(n, widths=(16, 32, 64), channels=3, classes=10)`: how many numbers the network of 6n + 2 "
    "layers learns. A 3 × 3 convolution from the picture's `channels` to `widths[0]`; for each width n blocks of two 3 "
    "× 3 convolutions, the first of a stage coming from the width before; after every convolution (they have no bias) "
    "a scale and a shift for each channel; shortcuts of option A; the mean over each map; a dense layer with biases.",
    stub="def parameters(n, widths=(16, 32, 64), channels=3, classes=10):\n    ...  # return a whole number",
    reference=answers.parameters,
    optional=True,
    cases=network_cases,
    misconceptions=(
        Misconception(
            "normalisation left out",
            answers.parameters_no_normalisation,
            "A scale and a shift for each channel are learned too. How many normalisations does a block hold?",
        ),
        Misconception(
            "biases as well",
            answers.parameters_biases_too,
            "A bias before normalisation would be subtracted again with the mean. Do these convolutions have any?",
        ),
        Misconception(
            "one number a channel",
            answers.parameters_biases_instead,
            "You count one number a channel after each convolution. Are those biases, which these convolutions do not "
            "have, or one of the two numbers of a normalisation?",
        ),
        Misconception(
            "means and variances counted",
            answers.parameters_running_too,
            "Normalisation also keeps a running mean and variance. Does gradient descent learn them?",
        ),
        Misconception(
            "one convolution a block",
            answers.parameters_one_convolution,
            "6n + 2 layers: three stages of n blocks. How many layers has a block?",
        ),
        Misconception(
            "stages that begin at their own width",
            answers.parameters_same_width,
            "How many channels arrive at the first convolution of the second stage?",
        ),
        Misconception(
            "projections counted",
            answers.parameters_option_b,
            "That is option B. What does option A learn where the number of channels grows?",
            also=slips_counting.PROJECTIONS_ALSO,
        ),
        Misconception(
            "no biases in the dense layer",
            answers.parameters_no_dense_bias,
            "The dense layer is the one that has biases. How many?",
        ),
        Misconception(
            "the dense layer sees whole maps",
            answers.parameters_dense_over_maps,
            "After the mean over each map, how many numbers are left for the dense layer?",
        ),
        *slips_counting.PARAMETERS,
    ),
    hints=(
        "A 3 × 3 convolution from C to F channels has 9·C·F weights; its normalisation 2·F.",
        "Two nested loops: over widths, and over the n blocks. Remember how many channels arrive.",
        "The dense layer: one weight for each channel and class, one bias for each class.",
    ),
)
