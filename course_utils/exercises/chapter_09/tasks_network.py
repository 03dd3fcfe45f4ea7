"""Exercises of chapter 09 about the network: sizes that fit, the price of a split layer, normalisation, two bugs."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_09 import answers_network as answers
from course_utils.exercises.chapter_09 import slips_lrn
from course_utils.exercises.chapter_09 import slips_network as slips
from course_utils.exercises.engine import Exercise, Misconception


def fitting_cases(rng):
    """Return (places, kernel[, stride, padding]), the first being AlexNet's conv1."""
    return [
        (55, 11, 4),
        (27, 5, 1, 2),
        (13, 3, 2),
        (6, 3, 2, 1),
        (112, 7, 2, 3),
        (10, 4, 3, 2),
        (1, 5, 2, 1),
        (28, 5),
        (9, 2, 5, 1),
        (20, 6, 4, 1),
    ]


def split_cases(rng):
    """Return (C, F, K, towers): conv2, conv4 and conv5 of AlexNet, an unsplit layer, more than two towers."""
    return [
        (96, 256, 5, 2),
        (384, 384, 3, 2),
        (384, 256, 3, 2),
        (256, 384, 3, 1),
        (12, 24, 5, 3),
        (8, 4, 1, 4),
        (6, 10, 7, 2),
        (32, 64, 5, 2),
        (20, 30, 3, 10),
        (9, 15, 4, 3),
        (5, 3, 2, 1),
    ]


def lrn_cases(rng):
    """Return (a[, n, k, alpha, beta]): mostly large responses, so that the sum counts, and some with few channels."""
    found = []
    shapes = ((1, 7, 2, 3), (2, 6, 3, 2), (1, 9, 1, 2), (2, 3, 2, 2), (1, 8, 3, 3), (3, 5, 1, 1), (1, 12, 2, 2))
    settings = ((), (3,), (5, 1.0, 0.01), (7, 2.0, 0.001, 0.5), (3, 1.5, 0.02, 1.5), (5, 2.0, 0.01), (5,))
    for shape, more in zip(shapes, settings, strict=True):
        found.append((rng.normal(0, 60, shape), *more))
    beside = np.array([1.0, 50.0]).reshape(1, 2, 1, 1)
    return [*found, (beside,), (np.abs(rng.normal(0, 90, (1, 11, 2, 1))), 5, 2.0, 1e-3)]


def head_cases(rng):
    """Return (a, weight, kept, training): both ways of use, with responses of both signs, large enough to matter."""
    found = []
    for k, (N, C, H, W, K) in enumerate(((2, 6, 2, 2, 3), (3, 5, 1, 2, 2), (1, 8, 2, 1, 4), (2, 4, 3, 1, 3)) * 2):
        units = C * H * W
        a, weight = rng.normal(0, 80, (N, C, H, W)), rng.normal(size=(units, K))
        found.append((a, weight, rng.random((N, units)) < 0.5, k % 2 == 0 if k < 4 else k % 2 == 1))
    return found


FITTING_SIDE = Exercise(
    id="09-fitting-side",
    title="The picture that fits",
    prompt="Write `fitting_side(places, kernel, stride=1, padding=0)`: the side of the square picture over which a "
    "window has exactly `places` places along a side, with no pixel left over at the end. (For 55 places of an 11 × 11 "
    "window with stride 4, what should the paper have printed?)",
    stub="def fitting_side(places, kernel, stride=1, padding=0):\n    ...",
    reference=answers.fitting_side,
    cases=fitting_cases,
    integer=True,
    misconceptions=(
        Misconception(
            "one step too many",
            answers.fitting_side_one_step_more,
            "A window that has two places moves how many times?",
        ),
        Misconception(
            "the window left out",
            answers.fitting_side_without_kernel,
            "With a single place the window does not move at all. How large must the picture be then?",
        ),
        Misconception(
            "the padding left out",
            answers.fitting_side_padding_ignored,
            "Rings of padding make the picture larger before the window comes. Can the picture itself be smaller then?",
        ),
        Misconception("padding on one side only", answers.fitting_side_padding_once, "How many sides has a ring?"),
        Misconception(
            "padding added instead of taken off",
            answers.fitting_side_padding_added,
            "The window needs a certain width. If padding gives part of it, how much must the picture give?",
        ),
        Misconception(
            "the number of places, not the side",
            answers.fitting_side_places,
            "You went from a side to its places. Here the places are given. Which way round?",
        ),
        *slips.FITTING_SIDE,
    ),
    hints=(
        "places = (side + 2·padding − kernel)/stride + 1, and the division must come out whole. Solve for the side.",
        "Take one place: the window lies still, and the padded picture is as wide as the window.",
        "Each further place adds one stride to the width of the padded picture.",
    ),
)

SPLIT_PARAMETERS = Exercise(
    id="09-split-parameters",
    title="What the split saves",
    prompt="Write `split_parameters(C, F, K, towers)`: how many weights and biases a convolution with `F` kernels of K "
    "× K has over `C` feature maps, when maps and kernels are dealt out evenly to `towers` towers and a kernel reads "
    "only the maps of its own tower. `towers=1` is the ordinary layer. Return a whole number.",
    stub="def split_parameters(C, F, K, towers):\n    ...",
    reference=answers.split_parameters,
    cases=split_cases,
    integer=True,
    misconceptions=(
        Misconception(
            "as if nothing were split",
            answers.split_unsplit,
            "How many maps does one kernel read, when the other tower's maps are out of its reach?",
        ),
        Misconception(
            "kernels divided as well",
            answers.split_twice,
            "Each tower has fewer kernels, yes. But there are several towers: how many kernels in all?",
        ),
        Misconception("one tower only", answers.split_one_tower, "You counted one tower. How many are there?"),
        Misconception("no biases", answers.split_without_biases, "Every kernel has one more number. Which?"),
        Misconception(
            "biases shared out",
            answers.split_biases_too,
            "A bias belongs to a kernel. How many kernels are there, in all towers together?",
        ),
        Misconception("one side of the kernel", answers.split_one_kernel_side, "How many weights has a K × K window?"),
        *slips.SPLIT_PARAMETERS,
    ),
    hints=(
        "Count one kernel first: how many maps does it read, and how many weights for each map?",
        "Then take it times the number of all kernels, and add the biases.",
        "conv4 has 384 kernels of 3 × 3 × 192, with one bias each.",
    ),
)

LRN = Exercise(
    id="09-lrn",
    optional=True,
    title="Local response normalisation",
    prompt="Write `lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75)` for responses `a` of shape (N, C, H, W): every response "
    "divided by $(k + \\alpha\\sum a^2)^\\beta$, where the sum runs, at the same place of the same picture, over the "
    "channels from $i - n/2$ to $i + n/2$ (`n` is odd, n/2 rounded down, both ends included), as far as there are "
    "channels. The result has the shape of `a`.",
    stub="def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):\n    ...",
    reference=answers.lrn,
    cases=lrn_cases,
    granted=("`n` is odd in all cases",),
    misconceptions=(
        Misconception(
            "alpha divided by n",
            answers.lrn_alpha_over_n,
            "That is what torch's layer does with its alpha. Where in the paper's formula is n a divisor?",
        ),
        Misconception(
            "n channels on each side",
            answers.lrn_n_each_side,
            "n counts the whole window. With n = 5, how far does it reach to either side?",
        ),
        Misconception(
            "the last neighbour missing",
            answers.lrn_one_short,
            "Where does a Python slice stop: at its end, or before it?",
        ),
        Misconception(
            "round the corner",
            answers.lrn_round_the_corner,
            "Is the last channel a neighbour of the first? (A negative index in NumPy counts from the end.)",
        ),
        Misconception(
            "a channel not counted with its neighbours",
            answers.lrn_without_itself,
            "The sum runs from i − n/2 to i + n/2. Is i among them?",
        ),
        Misconception(
            "not squared",
            answers.lrn_not_squared,
            "What is summed: the responses, or something that grows faster?",
            also=slips_lrn.NOT_SQUARED_ALSO,
        ),
        Misconception(
            "all channels",
            answers.lrn_all_channels,
            "Local: how much takes part in the sum of one response, and how much in yours?",
            also=slips_lrn.ALL_ALSO,
        ),
        Misconception("beta forgotten", answers.lrn_no_power, "You divide by the bracket. What stands above it?"),
        Misconception(
            "neighbours in the picture",
            answers.lrn_in_space,
            "Your neighbours lie beside the pixel, in the same map. Over which axis does the paper's sum run?",
        ),
        *slips_lrn.LRN,
    ),
    hints=(
        "Go over the channels in a loop: for channel i take the slice of its neighbours on axis 1.",
        "`a[:, max(0, i - n // 2) : i + n // 2 + 1]` has up to n channels; a slice may reach beyond the end.",
        "Square, sum over axis 1, times alpha, plus k, to the power beta: the divisor of channel i, (N, H, W).",
    ),
)

PLANTED_BUGS = Exercise(
    id="09-planted-bugs",
    title="Two things in the wrong place",
    prompt="`broken_head` above runs and learns, and is not what the paper describes, in two places. Write "
    "`mended_head(a, weight, kept, training)` with the same arguments: responses `a` of shape (N, C, H, W), before "
    "ReLU, dropout at the rate 0.5 with the mask `kept` while `training`, and the paper's way of using the network "
    "when not. Return logits (N, K).",
    stub="def mended_head(a, weight, kept, training):\n    ...",
    reference=answers.mended_head,
    cases=head_cases,
    misconceptions=(
        Misconception(
            "nothing mended",
            answers.broken_head,
            "In which order do ReLU and normalisation come? And what is different when the network is used?",
        ),
        Misconception(
            "the order still wrong",
            answers.head_norm_first,
            "Negative responses are about to become 0. Should they still damp their neighbours?",
            also=slips.NORM_FIRST_ALSO,
        ),
        Misconception(
            "dropout when the network is used",
            answers.head_always_drops,
            "Ask the network the same question twice. Should it matter which mask came along?",
            also=slips.ALWAYS_DROPS_ALSO,
        ),
        Misconception(
            "all units at full strength",
            answers.head_full_strength,
            "While training, half of the units spoke. What does the next layer receive when all of them do?",
        ),
        Misconception(
            "halved while training too",
            answers.head_always_halved,
            "Half of the units are silent while training. Is there anything left to make up for then?",
        ),
        Misconception(
            "the two uses exchanged", answers.head_other_way_round, "When is `kept` used: while training, or after?"
        ),
        *slips.PLANTED_BUGS,
    ),
    hints=(
        "Two functions of the package are needed: `normalisation.local_response` and, twice, `dropout`.",
        "ReLU first, then the normalisation: silent units should not silence others.",
        "`dropout.train` takes a mask, `dropout.test` a rate. Which of them belongs to which use of the network?",
    ),
)
