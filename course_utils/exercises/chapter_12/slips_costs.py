"""More mistakes of chapter 12 about what a layer costs and how processes share the work, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_12 import answers
from course_utils.exercises.engine import Misconception


# ---- a grouped convolution ----------------------------------------------------------------------------------------
def cost(change):
    """Return grouped_cost that hands on ``change(weights, places, F, groups)`` of the right numbers."""

    def grouped_cost(C, H, W, F, K, S=1, P=0, groups=1):
        parameters, work = answers.grouped_cost(C, H, W, F, K, S, P, groups)
        return change(parameters - F, work // (parameters - F), F, groups)

    return grouped_cost


def at_places(places):
    """Return grouped_cost whose window stops at ``places(size, K, S, P)`` places along each side."""

    def grouped_cost(C, H, W, F, K, S=1, P=0, groups=1):
        weights = F * (C // groups) * K * K
        return weights + F, weights * places(H, K, S, P) * places(W, K, S, P)

    return grouped_cost


def with_arguments(change):
    """Return the right grouped_cost of ``change(C, H, W, F, K, S, P, groups)``."""

    def grouped_cost(C, H, W, F, K, S=1, P=0, groups=1):
        return answers.grouped_cost(*change(C, H, W, F, K, S, P, groups))

    return grouped_cost


def one_side(C, H, W, F, K, S=1, P=0, groups=1):
    weights, places = F * (C // groups) * K, cost(lambda w, places, F, g: places)(C, H, W, F, K, S, P, groups)
    return weights + F, weights * places


def two_sides(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, work = one_side(C, H, W, F, K, S, P, groups)
    return 2 * (parameters - F) + F, 2 * work


DIVIDED_TWICE_ALSO = (
    cost(lambda w, places, F, g: (w // g + F, w // g * places)),
    cost(lambda w, places, F, g: (w // g + F // g, w // g * places)),
)
BIAS_IN_WORK_ALSO = (cost(lambda w, places, F, g: (w + F, w * places + F)),)
SQUARE_ALSO = (with_arguments(lambda C, H, W, *more: (C, W, W, *more)),)
GROUPED_COST = (
    Misconception(
        "groups in one number only",
        cost(lambda w, places, F, g: (w * g + F, w * places)),
        "One of your two numbers knows the groups and the other does not. Which weights does a filter work with?",
        also=(cost(lambda w, places, F, g: (w + F, w * g * places)),),
    ),
    Misconception(
        "the work divided twice",
        cost(lambda w, places, F, g: (w + F, w * places // g)),
        "Your weights are divided by the groups already. Has the work, which follows from them, to be divided again?",
    ),
    Misconception(
        "two for each product",
        cost(lambda w, places, F, g: (w + F, 2 * w * places)),
        "Some programs count a product and a sum as two operations. How does this course count a multiply-add?",
    ),
    Misconception(
        "the two exchanged",
        cost(lambda w, places, F, g: (w * places, w + F)),
        "Which of the two was asked for first?",
    ),
    Misconception(
        "one bias for each group",
        cost(lambda w, places, F, g: (w + g, w * places)),
        "What has a bias: a layer, a group, or a filter?",
        also=(cost(lambda w, places, F, g: (w + 1, w * places)),
              cost(lambda w, places, F, g: (w + F // g, w * places)),
              cost(lambda w, places, F, g: (w + F * g, w * places))),
    ),
    Misconception(
        "the padding left out",
        with_arguments(lambda C, H, W, F, K, S, P, g: (C, H, W, F, K, S, 0, g)),
        "Rings of zeros make room for the window. At how many places does it stop then?",
    ),
    Misconception(
        "padding on one side only",
        with_arguments(lambda C, H, W, F, K, S, P, g: (C, H + P, W + P, F, K, S, 0, g)),
        "How many sides has a ring?",
    ),
    Misconception(
        "the stride left out",
        with_arguments(lambda C, H, W, F, K, S, P, g: (C, H, W, F, K, 1, P, g)),
        "Does your window stop at every pixel, or at every `S`-th?",
    ),
    Misconception(
        "as many places as fit without the window",
        at_places(lambda size, K, S, P: size // S),
        "How far can a window of 5 move along 28 pixels? How wide is the window itself?",
        also=(at_places(lambda size, K, S, P: -(-size // S)), at_places(lambda size, K, S, P: (size + 2 * P) // S)),
    ),
    Misconception(
        "one place too few",
        at_places(lambda size, K, S, P: (size + 2 * P - K) // S),
        "A window that cannot move at all: at how many places does it stop?",
    ),
    Misconception("one side of the kernel", one_side, "How many weights has a K × K window?", also=(two_sides,)),
    Misconception(
        "rounded up",
        at_places(lambda size, K, S, P: -(-(size + 2 * P - K) // S) + 1),
        "If the last step leads over the edge, does the window stop there? Up or down: how is rounded?",
    ),
)  # fmt: skip


# ---- gradients of several processes -------------------------------------------------------------------------------
def weighted(weights):
    return lambda gradients, counts: np.tensordot(weights(np.asarray(counts, float)), gradients, axes=1)


def counts_along_the_last_axis(gradients, counts):
    return (gradients * counts).sum(axis=0) / np.sum(counts)


def room_for_one_axis(gradients, counts):
    return (gradients * np.asarray(counts)[:, None]).sum(axis=0) / np.sum(counts)


GLOBAL_GRADIENT = (
    Misconception(
        "times the processes",
        weighted(lambda n: len(n) * n / n.sum()),
        "If all processes had the same gradient, what would the whole batch have: the same, or a multiple?",
    ),
    Misconception(
        "room for one axis only",
        room_for_one_axis,
        "`gradients` may have more than two axes. How many axes of length 1 does `counts` need behind its own?",
    ),
    Misconception(
        "counts along the wrong axis",
        counts_along_the_last_axis,
        "Which axis of `gradients` numbers the processes: the first, or the last?",
    ),
    Misconception(
        "the largest part only",
        lambda gradients, counts: np.array(gradients[int(np.argmax(counts))]),
        "The process with the most examples does not have all of them. What about the others'?",
    ),
    Misconception(
        "roots of the counts",
        weighted(lambda n: np.sqrt(n) / np.sqrt(n).sum()),
        "Twice as many examples: by how much more do they weigh in a sum over all examples?",
    ),
    Misconception(
        "divided by the largest count",
        weighted(lambda n: n / n.max()),
        "Weights of a mean add up to 1. Do yours?",
        also=(weighted(lambda n: n / n.mean()), weighted(lambda n: n / n[0])),
    ),
    Misconception(
        "summed over everything",
        lambda gradients, counts: np.sum(weighted(lambda n: n / n.sum())(gradients, counts)),
        "Over which axis do you add up, and which shape should be left?",
        also=(lambda gradients, counts: np.mean(gradients),),
    ),
    Misconception(
        "weighted twice",
        weighted(lambda n: n**2 / (n**2).sum()),
        "Twice as many examples: by how much more do they weigh in a sum over all examples?",
        also=(weighted(lambda n: n**2 / n.sum()),),
    ),
    Misconception(
        "divided by the counts",
        weighted(lambda n: 1 / n),
        "Each process has divided by its count already. Do you want to divide once more, or to undo it?",
        also=(weighted(lambda n: 1 / n / len(n)),),
    ),
)
