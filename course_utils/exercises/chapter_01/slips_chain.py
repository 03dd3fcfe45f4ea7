"""Further ways in which a product of slopes commonly goes wrong."""

from __future__ import annotations

import numpy as np

from course_utils.activations import sigmoid, sigmoid_grad, tanh_grad
from course_utils.exercises.engine import Misconception


def _fed_forward(zs):
    factor, y = 1.0, zs[0]
    for _ in zs:
        factor, y = factor * sigmoid_grad(y), sigmoid(y)
    return factor


CHAIN_SLIPS = (
    Misconception(
        "one unit feeds the next",
        _fed_forward,
        "You send an output on into the next unit. Each number in zs already is a pre-activation: which slope belongs "
        "to it?",
    ),
    Misconception(
        "a product that starts at 0",
        lambda zs: 0.0,
        "Everything you return is 0, and no slope of the sigmoid is. From which number does a product have to start?",
    ),
    Misconception(
        "first layer only",
        lambda zs: sigmoid_grad(zs[0]),
        "Only the first z has a say. What about the later ones? (If there is a loop: where does its `return` stand?)",
    ),
    Misconception(
        "one slope for all layers",
        lambda zs: sigmoid_grad(zs[0]) ** len(zs),
        "You raise a single slope to a power. Do all layers have the same slope?",
        also=(
            lambda zs: np.mean(sigmoid_grad(zs)) ** len(zs),
            lambda zs: sigmoid_grad(np.mean(zs)) ** len(zs),
            lambda zs: np.sqrt(np.mean(sigmoid_grad(zs) ** 2)) ** len(zs),
            lambda zs: sigmoid_grad(zs[-1]) ** len(zs),
            lambda zs: np.max(sigmoid_grad(zs)) ** len(zs),
            lambda zs: np.min(sigmoid_grad(zs)) ** len(zs),
        ),
    ),
    Misconception(
        "one slope of all z together",
        lambda zs: sigmoid_grad(np.sum(zs)),
        "You took one slope, of all the z together. How many slopes does the gradient meet?",
        also=(lambda zs: sigmoid_grad(np.prod(zs)), lambda zs: sigmoid_grad(np.mean(zs))),
    ),
    Misconception(
        "slopes not multiplied",
        lambda zs: sigmoid_grad(zs),
        "You return one number for each layer. What is left of the gradient when it has passed all of them?",
        also=(lambda zs: np.cumprod(sigmoid_grad(zs)),),
    ),
    Misconception(
        "another function's slope",
        lambda zs: np.prod(tanh_grad(zs)),
        "Your slopes belong to another function. How large can a slope of the sigmoid be at most?",
        also=(lambda zs: np.prod(1 - sigmoid(zs) ** 2), lambda zs: np.prod(sigmoid(zs) * (1 + sigmoid(zs)))),
    ),
    Misconception(
        "half of the slope",
        lambda zs: np.prod(1 - sigmoid(zs)),
        "At z = 0 a slope of yours is 0.5. Which factor is missing from y(1 − y)?",
    ),
    Misconception(
        "formula of the output, given the input",
        lambda zs: np.prod(zs * (1 - zs)),
        "In y(1 − y), y is an output. What are the numbers in zs?",
        also=(lambda zs: np.prod(sigmoid(zs) * (1 - zs)), lambda zs: np.prod(zs * (1 - sigmoid(zs)))),
    ),
    Misconception(
        "a sign for each layer",
        lambda zs: np.prod(-sigmoid_grad(zs)),
        "With an odd number of layers yours is negative. Does the sigmoid fall anywhere?",
    ),
    Misconception(
        "one layer left out",
        lambda zs: np.prod([sigmoid_grad(z) for z in zs[1:]]),
        "One end of the row has no say in your product. How many rounds does a loop over all layers need?",
        also=(lambda zs: np.prod([sigmoid_grad(z) for z in zs[:-1]]),),
    ),
    Misconception(
        "no slopes in it",
        lambda zs: np.prod(zs),
        "You multiplied the pre-activations. What does a gradient meet at each unit?",
    ),
    Misconception(
        "a single slope of many",
        lambda zs: np.min(sigmoid_grad(zs)),
        "You return one of the slopes. How many does the gradient pass on its way?",
        also=(lambda zs: np.max(sigmoid_grad(zs)),),
    ),
)
