"""Further ways in which slopes and their product commonly go wrong."""

from __future__ import annotations

import math

import numpy as np

from course_utils.activations import leaky_relu, sigmoid, sigmoid_grad, tanh_grad
from course_utils.exercises.engine import Misconception


def stops_at_arrays(returned, expected, z, *rest):
    """Return whether an array, and no single number, made the program stop (an array of one element may pass)."""
    return np.ndim(z) > 0 and (isinstance(returned, Exception) or np.size(z) == 1)


def stops_beside_rows(returned, expected, z, *rest):
    """Return whether only a row got through: a single number, or a table, made the program stop."""
    return np.ndim(z) != 1 and isinstance(returned, Exception)


def numbers_only(wrong):
    return Misconception(
        "single numbers only",
        wrong,
        "Yours works for one number and stops at an array. An `if` asks one question, and `math` takes one number: "
        "what does NumPy offer for many at once?",
        holds=stops_at_arrays,
    )


def rows_only(wrong):
    return Misconception(
        "rows only",
        wrong,
        "Yours works for a row of numbers and stops at another shape, such as a single number. Which NumPy functions "
        "take any shape?",
        holds=stops_beside_rows,
    )


def written_into(z, value):
    z[...] = value  # a number cannot be written into
    return z


def slope_of_one_number(z):
    y = 1 / (1 + math.exp(-z))
    return y * (1 - y)


SIGMOID_SLOPE_SLIPS = (
    Misconception(
        "a falling curve",
        lambda z: -sigmoid_grad(z),
        "Every slope of yours is negative. Does the sigmoid fall anywhere?",
    ),
    Misconception(
        "z and y mixed",
        lambda z: z * (1 - sigmoid(z)),
        "In y(1 − y) the same number stands twice. Is it the same in both places of your function?",
        also=(lambda z: sigmoid(z) * (1 - z), lambda z: sigmoid(z * (1 - z))),
    ),
    Misconception(
        "the square of y",
        lambda z: sigmoid(z) ** 2,
        "Far to the right yours stays near 1. Is the curve still climbing there?",
    ),
    Misconception(
        "brackets lost",
        lambda z: 0.0 * z,
        "Your slope is 0 everywhere. In which order does Python work out `y * 1 - y`, if that is what stands there?",
    ),
    Misconception(
        "times z",
        lambda z: z * sigmoid_grad(z),
        "At z = 0 your slope is 0. Is the curve flat there?",
    ),
    numbers_only(slope_of_one_number),
    rows_only(lambda z: written_into(z.copy(), sigmoid_grad(z))),
)

TANH_SLIPS = (
    Misconception(
        "raised instead of lowered",
        lambda z: 2 * sigmoid(2 * z) + 1,
        "Yours lies between 1 and 3. Which way must the stretched curve move to be centred at 0?",
        also=(lambda z: sigmoid(2 * z) + 1, lambda z: 2 * sigmoid(z) + 1, lambda z: sigmoid(z) + 1),
    ),
    Misconception(
        "upside down",
        lambda z: 1 - 2 * sigmoid(2 * z),
        "Yours falls from left to right. What does tanh do?",
        also=(lambda z: 2 * sigmoid(-2 * z) - 1, lambda z: 1 - 2 * sigmoid(z)),
    ),
    Misconception(
        "lowered before it is stretched",
        lambda z: 2 * (sigmoid(2 * z) - 1),
        "Yours lies between −2 and 0. Which comes first, the stretching or the shift by 1?",
        also=(lambda z: 2 * (sigmoid(z) - 1),),
    ),
    Misconception(
        "moved sideways",
        lambda z: 2 * sigmoid(2 * z - 1),
        "Taking 1 off z moves the curve to the right. In which direction should it move?",
        also=(
            lambda z: 2 * sigmoid(2 * (z - 1)),
            lambda z: 2 * sigmoid(z - 1),
            lambda z: sigmoid(2 * z - 1),
            lambda z: 2 * sigmoid(2 * z - 1) - 1,
        ),
    ),
    Misconception(
        "widened instead of squeezed",
        lambda z: 2 * sigmoid(z / 2) - 1,
        "At 0 your curve climbs with a slope of ¼. Does the factor on z make it steeper or flatter?",
    ),
    Misconception(
        "too steep",
        lambda z: 2 * sigmoid(4 * z) - 1,
        "At 0 your curve climbs with a slope of 2. How steep is tanh there?",
    ),
    Misconception(
        "a power instead of a factor",
        lambda z: sigmoid(2 * z) ** 2 - 1,
        "Squaring bends the curve out of its shape. What stretches it to twice its height?",
        also=(lambda z: sigmoid(z) ** 2 - 1,),
    ),
    numbers_only(lambda z: 2 / (1 + math.exp(-2 * z)) - 1),
    rows_only(lambda z: written_into(z.copy(), np.tanh(z))),
)


def height_over_place(z, a):
    with np.errstate(invalid="ignore"):
        return leaky_relu(z, a) / z


LEAKY_SLIPS = (
    Misconception(
        "sign of the leak",
        lambda z, a: np.where(z > 0, 1.0, -a),
        "To the left of 0 the curve is y = az. Does it rise or fall when z grows?",
    ),
    Misconception(
        "one line undoes the other",
        lambda z, a: np.ones_like(z),
        "Your slope is 1 on both sides. If you write into an array twice: what does the second line find there after "
        "the first?",
        also=(lambda z, a: written_into(z.copy(), 1.0),),
    ),
    Misconception(
        "a leak of its own",
        lambda z, a: np.where(z > 0, 1.0, 0.01),
        "The leak is always the same in your function. Which argument says how large it is?",
        also=(lambda z, a: np.where(z > 0, 1.0, 0.1), lambda z, a: np.where(z >= 0, 1.0, 0.01)),
    ),
    Misconception(
        "one term of the mixture",
        lambda z, a: np.where(z > 0, 1 - a, 0.0),
        "Leaky ReLU is az + (1 − a) ReLU(z). How many of the two terms have a slope in your function?",
        also=(lambda z, a: np.where(z > 0, 1 - a, a), lambda z, a: np.where(z > 0, 1 + a, a)),
    ),
    Misconception(
        "height over place",
        height_over_place,
        "y divided by z is the slope of a line through the origin, except in one place. Which z cannot be divided by?",
    ),
    numbers_only(lambda z, a: 1.0 if z > 0 else a),
    rows_only(lambda z, a: np.array([1.0 if value > 0 else a for value in z])),
)


def fed_forward(zs):
    factor, y = 1.0, zs[0]
    for _ in zs:
        factor, y = factor * sigmoid_grad(y), sigmoid(y)
    return factor


CHAIN_SLIPS = (
    Misconception(
        "one unit feeds the next",
        fed_forward,
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
    ),
    Misconception(
        "a sign for each layer",
        lambda zs: np.prod(-sigmoid_grad(zs)),
        "With an odd number of layers yours is negative. Does the sigmoid fall anywhere?",
    ),
)
