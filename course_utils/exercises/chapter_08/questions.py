"""Recall questions of chapter 08: three about what it needs, when it begins, and five about itself, at its end."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction


def parameters(channels=2, filters=4, kernel=3):
    """Ask what a convolution learns."""
    window = kernel * kernel
    return Prediction(
        "08-recall-parameters",
        f"A convolution reads {channels} maps and makes {filters}, with windows of {kernel} × {kernel} and a bias "
        "for each map that it makes. How many numbers does it learn?",
        (
            Option(f"{filters * window + filters:,}", "How many kernels has one map that reads several maps?"),
            Option(f"{filters * channels * window:,}", "Those are the weights. What else is added to each map?"),
            Option(f"{filters * (channels * window + 1):,}", "Yes: a kernel for each pair, a bias for each map.", True),
            Option(f"{filters * channels * (window + 1):,}", "How often is a bias added: for each pair, or each map?"),
        ),
        again=lambda rng: parameters(
            *(int(n) for n in (rng.integers(2, 7), rng.integers(7, 17), 2 * rng.integers(1, 4) + 1))
        ),
    )


def two_layers(side=28):
    """Ask for the size after a convolution and a pooling."""
    after = shapes.output_size(shapes.output_size(side, 5), 2, 2)
    return Prediction(
        "08-recall-two-layers",
        f"A map of {side} × {side} goes through a convolution of 5 × 5 without padding and then through max pooling of "
        "2 × 2 with stride 2. What size comes out?",
        (
            Option(f"{after} × {after}", "Yes: the window loses four at the edge, and the pooling halves.", right=True),
            Option(f"{side // 2} × {side // 2}", "At how many places does a window of 5 fit in a row without padding?"),
            Option(f"{side - 4} × {side - 4}", "That is after the convolution. What does a stride of 2 do?"),
            Option(f"{side // 2 - 4} × {side // 2 - 4}", "Which of the two layers comes first?"),
        ),
        again=lambda rng: two_layers((24, 32, 36, 40, 64)[rng.integers(5)]),
    )


POOLING_LEARNS = Prediction(
    "08-recall-pooling-learns",
    "A max pooling of 2 × 2 follows a convolution of 16 maps. What does training change in the pooling?",
    (
        Option("One weight for each cell of its window", "What does the maximum multiply its four numbers by?"),
        Option("One number for each of the 16 maps", "Write the maximum of four numbers. Is there anything to be set?"),
        Option("Nothing", "Yes: a maximum has nothing to learn. Its gradient only finds its way through.", right=True),
        Option("Which of the four cells it prefers", "Who decides which cell wins: its place, or its number?"),
    ),
)


def connections(maps=2, kernel=3, side=7):
    """Ask how often the numbers of a convolution are used."""
    learned, places = maps * (kernel**2 + 1), (side - kernel + 1) ** 2
    return Prediction(
        "08-recall-connections",
        f"A convolution makes {maps} maps from one map of {side} × {side}, with windows of {kernel} × {kernel}, "
        "stride 1, no padding. How many connections has it, as LeNet’s authors count?",
        (
            Option(f"{learned:,}", "That is what it learns. At how many places is each of these numbers used?"),
            Option(f"{learned * places:,}", "Yes: every number, biases too, once at every place.", right=True),
            Option(f"{maps * kernel**2 * places:,}", "What else than products does each unit add up?"),
            Option(f"{learned * side**2:,}", "May the window hang over the edge?"),
        ),
        again=lambda rng: connections(int(rng.integers(4, 13)), (3, 5)[rng.integers(2)], int(rng.integers(8, 21))),
    )


def one_map(reads=2):
    """Ask what one map of C3 learns."""
    return Prediction(
        "08-recall-one-map",
        f"Wired like C3: a map reads {reads} maps through windows of 5 × 5. How many numbers does this one map learn?",
        (
            Option(f"{25 * reads + 1}", "Yes: a kernel for each map that it reads, and a single bias.", right=True),
            Option(f"{25 * reads}", "And what is added to the sum of its windows?"),
            Option("26", "Do all the maps that it reads share one kernel?"),
            Option(f"{26 * reads}", "How often is a bias added to one sum?"),
        ),
        again=lambda rng: one_map((3, 4, 5, 6)[rng.integers(4)]),
    )


def read_distances(values=(2, 30)):
    """Ask which answer is the one to distrust."""
    sure, unsure = min(values), max(values)
    return Prediction(
        "08-recall-distrust",
        f"Two pictures: for the first the smallest of the ten distances is {sure}, for the second it is {unsure}. "
        "What do you make of it?",
        (
            Option("The second is read with more certainty", "What does a large distance say about features and code?"),
            Option(
                "The second may be misread, or be no digit",
                "Yes: no code is near. But a small distance is no proof, for training never saw what is no digit.",
                right=True,
            ),
            Option("The first is certainly right", "Did training ever keep anything else away from the codes?"),
            Option("Nothing: only the order counts", "The order names the answer. What do the sizes say beyond it?"),
        ),
        again=lambda rng: read_distances((int(rng.integers(1, 6)), int(rng.integers(25, 80)))),
    )


FIXED_CODES = Prediction(
    "08-recall-fixed-codes",
    "The loss is the mean distance to the right code. Why must the codes then stay fixed?",
    (
        Option("Otherwise the gradient of the distance does not exist", "Can a square not be differentiated?"),
        Option(
            "Otherwise ten equal codes and constant features would cost nothing",
            "Yes: the loss looks at the right code only, and nothing holds the others away.",
            right=True,
        ),
        Option(
            "Otherwise there would be too many numbers to learn", "10 · 84 = 840 numbers. Is that many beside 60,000?"
        ),
        Option("Otherwise the distances could become negative", "Can a sum of squares?"),
    ),
)

ONE_RUN = Prediction(
    "08-recall-one-run",
    "You change one thing in a network, train once, and it reads 0.3 points more. Runs of one recipe lie up to a point "
    "apart. What have you learnt?",
    (
        Option("The change helps by 0.3 points", "How much would the same network have differed with another seed?"),
        Option("The change does nothing", "Does a spread of a point rule out a gain of 0.3?"),
        Option(
            "Nothing settled: more seeds of both are needed",
            "Yes: what counts is the mean of several differences, seed by seed, beside its standard error.",
            True,
        ),
        Option("The change helps, if it was made for a good reason", "Do the numbers know the reason?"),
    ),
)

BEFORE = (parameters(), two_layers(), POOLING_LEARNS)
AFTER = (connections(), one_map(), read_distances(), FIXED_CODES, ONE_RUN)
