"""Further ways in which slopes and curves commonly go wrong."""

from __future__ import annotations

import math

import numpy as np

from course_utils.activations import leaky_relu, sigmoid, sigmoid_grad
from course_utils.exercises.engine import Misconception


def stops_at_arrays(returned, expected, z, *rest):
    """Return whether an array, and no single number, made the program stop (an array of one element may pass)."""
    return np.ndim(z) > 0 and (isinstance(returned, Exception) or np.size(z) == 1)


def stops_beside_rows(returned, expected, z, *rest):
    """Return whether only a row got through: a single number, or a table, made the program stop."""
    return np.ndim(z) != 1 and isinstance(returned, Exception)


def stops_at_tables(returned, expected, z, *rest):
    """Return whether a table, and neither a number nor a row, made the program stop."""
    return np.ndim(z) > 1 and isinstance(returned, Exception)


def _no_tables(right):
    def wrong(z, *rest):
        if np.ndim(z) > 1:
            raise ValueError("a table")
        return right(z, *rest)

    return Misconception(
        "no tables",
        wrong,
        "Yours works for a number and for a row, and stops at a table. Which NumPy functions take any shape?",
        holds=stops_at_tables,
    )


def _numbers_only(wrong):
    return Misconception(
        "single numbers only",
        wrong,
        "Yours works for one number and stops at an array. An `if` asks one question, and `math` takes one number: "
        "what does NumPy offer for many at once?",
        holds=stops_at_arrays,
    )


def _rows_only(wrong):
    return Misconception(
        "rows only",
        wrong,
        "Yours works for a row of numbers and stops at another shape, such as a single number. Which NumPy functions "
        "take any shape?",
        holds=stops_beside_rows,
    )


def _written_into(z, value):
    z[...] = value  # a number cannot be written into
    return z


def _slope_of_one_number(z):
    y = 1 / (1 + math.exp(-z))
    return y * (1 - y)


def _climbed(width):
    return lambda z: sigmoid(z + width) - sigmoid(z)


def _nudged(width):
    return lambda z: _climbed(width)(z) / width


SIGMOID_SLOPE_SLIPS = (
    Misconception(
        "a falling curve",
        lambda z: -sigmoid_grad(z),
        "Every slope of yours is negative. Does the sigmoid fall anywhere?",
        also=(lambda z: sigmoid(z) - 1,),
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
        "Far out on one side yours stays near 1. Is the curve still climbing there?",
        also=(lambda z: (1 - sigmoid(z)) ** 2,),
    ),
    Misconception(
        "a difference that is not divided",
        lambda z: sigmoid(z + 0.001) - sigmoid(z),
        "You return how much the curve climbs over a nudge. How much does it climb for each **unit** of it?",
        also=tuple(_climbed(width) for width in (1.0, 0.1, 0.01, 1e-4, 1e-5, 1e-6)),
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
    _no_tables(sigmoid_grad),
    _numbers_only(_slope_of_one_number),
    _rows_only(lambda z: _written_into(z.copy(), sigmoid_grad(z))),
    Misconception(
        "one factor too many",
        lambda z: sigmoid(z) * (1 - sigmoid(z)) ** 2,
        "At z = 0 your slope is 1/8. How many factors has y(1 − y)?",
        also=(lambda z: sigmoid(z) ** 2 * (1 - sigmoid(z)),),
    ),
    Misconception(
        "brackets lost below the line",
        lambda z: np.exp(-np.asarray(z)) / 1 + np.exp(-np.asarray(z)) ** 2,
        "What stands below the line, and what is squared? Compare the brackets of your formula with those of the text.",
        also=(lambda z: np.exp(-np.asarray(z)) / (1 + np.exp(-np.asarray(z)) ** 2),),
    ),
    Misconception(
        "a wide nudge",
        _nudged(0.01),
        "Close: between two points the curve bends a little. How wide is your nudge, and does it lie on both sides of "
        "z?",
        also=tuple(_nudged(width) for width in (0.1, 1e-3, 1e-4)),
    ),
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
        also=(lambda z: sigmoid(z) ** 2 - 1, lambda z: 2 * sigmoid(z) ** 2 - 1, lambda z: 2 * sigmoid(2 * z) ** 2 - 1),
    ),
    _no_tables(np.tanh),
    _numbers_only(lambda z: 2 / (1 + math.exp(-2 * z)) - 1),
    _rows_only(lambda z: _written_into(z.copy(), np.tanh(z))),
    Misconception(
        "neither stretched nor lowered",
        lambda z: sigmoid(2 * z),
        "Yours lies between 0 and 1. What is the range of tanh?",
        also=(sigmoid,),
    ),
    Misconception(
        "slope of tanh",
        lambda z: 1 - np.tanh(z) ** 2,
        "That is the rule for a slope. How high is tanh itself?",
        also=(lambda z: 1 - sigmoid(z) ** 2, lambda z: 1 - sigmoid(2 * z) ** 2),
    ),
)


def _height_over_place(z, a):
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
        also=(lambda z, a: _written_into(z.copy(), 1.0),),
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
        also=(lambda z, a: np.where(z > 0, 1 - a, a),),
    ),
    Misconception(
        "height over place",
        _height_over_place,
        "y divided by z is the slope of a line through the origin, except in one place. Which z cannot be divided by?",
    ),
    _no_tables(lambda z, a: np.where(np.asarray(z) > 0, 1.0, a)),
    _numbers_only(lambda z, a: 1.0 if z > 0 else a),
    _rows_only(lambda z, a: np.array([1.0 if value > 0 else a for value in z])),
    Misconception(
        "a corner in another place",
        lambda z, a: np.where(z > a, 1.0, a),
        "At which z does leaky ReLU change its slope?",
        also=(lambda z, a: np.where(z > 1, 1.0, a), lambda z, a: np.where(z > -a, 1.0, a)),
    ),
    Misconception(
        "the sign of z",
        lambda z, a: np.sign(z),
        "A negative slope belongs to a falling curve. Does leaky ReLU fall to the left of 0?",
        also=(lambda z, a: np.where(z > 0, 1.0, -1.0), lambda z, a: np.sign(z) * np.where(z > 0, 1, a)),
    ),
    Misconception(
        "the leak everywhere",
        lambda z, a: np.full_like(z, a),
        "Your slope is a on both sides. What is it where the curve is y = z?",
        also=(lambda z, a: a,),
    ),
)
