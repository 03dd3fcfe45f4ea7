"""Exercises of chapter 12 about what a layer costs and how processes share the work."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_12 import answers, slips_costs
from course_utils.exercises.engine import Exercise, Misconception


def layer_cases(rng):
    """Return (C, H, W, F, K[, S, P, groups]) with and without groups, square and not."""
    return [
        (1, 28, 28, 30, 5),
        (6, 14, 14, 16, 5),
        (48, 27, 27, 128, 5, 1, 2),
        (96, 27, 27, 256, 5, 1, 2, 2),
        (256, 13, 13, 384, 3, 1, 1),
        (384, 13, 11, 384, 3, 1, 1, 2),
        (8, 9, 12, 8, 3, 1, 1, 8),
        (3, 33, 21, 12, 7, 2, 3, 3),
        (4, 10, 15, 6, 1, 2, 0, 2),
        (6, 7, 9, 15, 4, 1, 0, 3),
    ]


def gradient_cases(rng):
    """Return (gradients, counts): arrays of several ranks, equal and unequal counts."""
    sizes = (((2,), (50, 50)), ((3, 2), (32, 32, 8)), ((4,), (7, 1)), ((2, 3), (100, 60)), ((1, 2, 2), (5, 4, 4, 4)))
    more = (((3,), (1, 2, 3)), ((2, 2), (64, 63)), ((5,), (9,)))
    return [(rng.normal(size=(len(counts), *shape)), np.array(counts)) for shape, counts in sizes + more]


GROUPED_COST = Exercise(
    id="12-grouped-cost",
    title="A row of the table, with groups",
    prompt="Write `grouped_cost(C, H, W, F, K, S=1, P=0, groups=1)`: the parameters (with one bias for each filter) "
    "and the multiply-adds (for one picture, biases left out) of a K×K convolution from C maps of H×W to F maps, "
    "stride `S`, padding `P`. With `groups` = g the maps are divided into g equal parts, the filters too, and each "
    "filter sees only the maps of its own part, as in the two towers of AlexNet. Return the pair of whole numbers.",
    stub="def grouped_cost(C, H, W, F, K, S=1, P=0, groups=1):\n    ...  # return parameters, multiply_adds",
    reference=answers.grouped_cost,
    cases=layer_cases,
    names=("parameters", "multiply_adds"),
    integer=True,
    optional=True,
    misconceptions=(
        Misconception(
            "every filter sees all maps",
            answers.cost_without_groups,
            "Your numbers are those of one group. How many maps does a filter see when there are two?",
        ),
        Misconception(
            "divided twice",
            answers.cost_divided_twice,
            "With two groups each half of the filters sees half of the maps. How many filters are there in all, still?",
            also=slips_costs.DIVIDED_TWICE_ALSO,
        ),
        Misconception("no biases", answers.cost_without_bias, "What does every filter add after its sum?"),
        Misconception(
            "the bias counted as work",
            answers.cost_bias_in_work,
            "How many products does one output add up? The bias is added without a multiplication.",
            also=slips_costs.BIAS_IN_WORK_ALSO,
        ),
        Misconception(
            "one output for each input pixel",
            answers.cost_at_input_places,
            "At how many places does the window stop: at every pixel that goes in, or once for each that comes out?",
        ),
        Misconception(
            "weights at every place",
            answers.cost_weights_at_each_place,
            "When the window moves on, does it take new weights?",
        ),
        Misconception(
            "a square picture",
            answers.cost_square,
            "Are H and W equal in the case that failed?",
            also=slips_costs.SQUARE_ALSO,
        ),
        *slips_costs.GROUPED_COST,
    ),
    hints=(
        "Begin with one filter: how many maps does it see, and how many weights is that?",
        "All F filters together have F times as many weights, and F biases.",
        "Every weight is used once at each place of the output: multiply the weights (without biases) by OH·OW.",
    ),
)

GLOBAL_GRADIENT = Exercise(
    id="12-global-gradient",
    title="One gradient out of several",
    prompt="One or more processes have each worked on a part of one batch. `gradients` has shape (R, …): for each of R "
    "processes the gradient of the *mean* loss over its own examples. `counts` (R,) says how many examples each had. "
    "Write `global_gradient(gradients, counts)`: the gradient of the mean loss over *all* examples.",
    stub="def global_gradient(gradients, counts):\n    ...  # return an array, without the first axis",
    reference=answers.global_gradient,
    cases=gradient_cases,
    optional=True,
    misconceptions=(
        Misconception(
            "all processes alike",
            answers.gradient_plain_mean,
            "Suppose one process had 7 examples and the other 1. How much should that one example weigh?",
        ),
        Misconception(
            "the sum of means", answers.gradient_sum, "With two equal halves, is yours the mean gradient, or twice it?"
        ),
        Misconception(
            "the sum over examples",
            answers.gradient_of_the_sum,
            "That is the gradient of the summed loss. What turns a sum into a mean?",
        ),
        Misconception(
            "divided by the processes",
            answers.gradient_divided_by_processes,
            "You have weighted by the counts. How many terms does the whole sum have: processes, or examples?",
        ),
        Misconception(
            "the small ones weigh more",
            answers.gradient_inverse_shares,
            "Does a process with more examples count for more in yours, or for less?",
        ),
        Misconception(
            "means taken for sums",
            answers.gradient_sum_over_total,
            "Each process has divided by its own count already. What must be undone before you divide by the total?",
        ),
        Misconception(
            "one process only", answers.gradient_first_process, "Where do the other processes' examples come in?"
        ),
        *slips_costs.GLOBAL_GRADIENT,
    ),
    hints=(
        "Mean times count is a sum. What are the sums, and what is the mean of everything?",
        "Each gradient gets the weight counts[r] / counts.sum().",
        "`np.tensordot` with `axes=1` adds up over one axis, however many other axes there are.",
    ),
)
