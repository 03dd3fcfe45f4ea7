"""Ways in which the counts of chapter 04 go wrong, beside those in ``answers``."""

from __future__ import annotations

from course_utils.exercises.chapter_04.answers import shared_parameters
from course_utils.exercises.engine import Misconception

COUNT = (
    Misconception(
        "the layers multiplied",
        784 * 15 * 10,
        "Is there an edge for every input, hidden unit and output together? Which pairs are connected?",
        (784 * 15 * 10 + 15 + 10,),
    ),
    Misconception(
        "the first layer only",
        784 * 15 + 15,
        "Two layers have weights. What leads out of the hidden layer?",
        (784 * 15,),
    ),
    Misconception(
        "the inputs connected to the outputs",
        784 * 15 + 784 * 10 + 15 + 10,
        "From where do the edges come that arrive at an output unit?",
        (784 * 15 + 784 * 10, 784 * 15 + 15 * 10 + 784 * 10 + 15 + 10),
    ),
    Misconception(
        "units counted instead of weights",
        784 + 15 + 10,
        "That is how many units there are, or inputs among them. How many edges are there between two layers?",
        (15 + 10,),
    ),
    Misconception(
        "one bias for everything",
        784 * 15 + 15 * 10 + 1,
        "Does the network have a single bias, or every unit its own?",
        (784 * 15 + 15 * 10 + 3,),
    ),
    Misconception(
        "a bias for every weight",
        2 * (784 * 15 + 15 * 10),
        "How many biases does one unit have, however many edges arrive at it?",
    ),
    Misconception(
        "biases on the side that comes in",
        784 * (15 + 1) + 15 * (10 + 1),
        "Edges lead from one layer to the next. At which of their ends stand the units that add a bias?",
    ),
    Misconception(
        "bytes instead of parameters",
        4 * (784 * 15 + 15 * 10 + 15 + 10),
        "How many numbers are there, whatever room each of them takes?",
        (8 * (784 * 15 + 15 * 10 + 15 + 10),),
    ),
)


def local(rows, columns, unit=lambda C, K: C * K * K + 1):
    """Return a count of ``rows(H, K)`` times ``columns(W, K)`` positions with ``unit(C, K)`` parameters each."""
    return lambda channels, height, width, kernel: (
        rows(height, kernel) * columns(width, kernel) * unit(channels, kernel)
    )


def places(size, kernel):
    return size - kernel + 1


def square(side):
    """Return the count of a picture that is taken to be as wide and as high as ``side(height, width)``."""
    return lambda channels, height, width, kernel: (
        places(side(height, width), kernel) ** 2 * (channels * kernel * kernel + 1)
    )


def unit(parameters):
    return local(places, places, parameters)


LOCAL = (
    Misconception(
        "a square picture assumed",
        square(lambda height, width: height),
        "Square pictures come out right. In a picture of 7 × 9, how many places are there downwards, how many across?",
        (square(lambda height, width: width),),
    ),
    Misconception(
        "windows side by side",
        local(lambda size, kernel: size // kernel, lambda size, kernel: size // kernel),
        "By how many pixels does the window move from one position to the next?",
        (local(lambda size, kernel: (size - kernel) // kernel + 1, places),),
    ),
    Misconception(
        "a bias for every channel",
        unit(lambda C, K: C * (K * K + 1)),
        "On grey pictures you are right. How many biases does one unit have, however many channels it sees?",
    ),
    Misconception(
        "channels added instead of multiplied",
        unit(lambda C, K: C + K * K + 1),
        "A window on a colour picture is a block. How many numbers does it hold?",
        (unit(lambda C, K: C + 2 * K + 1),),
    ),
    Misconception(
        "one position too many",
        local(lambda size, kernel: size - kernel + 2, lambda size, kernel: size - kernel + 2),
        "A window of 5 in a row of 5 pixels: how many places has it? And by your formula?",
        (local(lambda size, kernel: size - kernel + 1, lambda size, kernel: size - kernel + 2),),
    ),
    Misconception(
        "half a kernel lost instead of K − 1",
        local(lambda size, kernel: size - kernel // 2, lambda size, kernel: size - kernel // 2),
        "A window of 3 in a row of 7 pixels: from which pixels can it start? How many are these?",
        (local(lambda size, kernel: size - 2 * (kernel // 2), lambda size, kernel: size - 2 * (kernel // 2)),),
    ),
    Misconception(
        "brackets lost",
        lambda channels, height, width, kernel: height - kernel + 1 * width - kernel + 1 * (channels * kernel**2 + 1),
        "Python multiplies before it adds. Which of your additions should happen first?",
        (
            lambda channels, height, width, kernel: (height - kernel + 1) * (width - kernel) + 1 * channels * kernel**2,
            lambda channels, height, width, kernel: height - kernel + 1 * width - kernel + 1 * channels * kernel**2 + 1,
        ),
    ),
    Misconception(
        "the units counted, not their parameters",
        unit(lambda C, K: 1),
        "That is how many units there are. How many parameters has each of them?",
        (unit(lambda C, K: C),),
    ),
)


def shared(filters_times=lambda F, C, K: F * C * K * K, plus=lambda F, C, K: F, times=lambda H, W, K: 1):
    """Return a count of weights and biases, times something that depends on the picture."""
    return lambda channels, height, width, filters, kernel: (
        (filters_times(filters, channels, kernel) + plus(filters, channels, kernel)) * times(height, width, kernel)
    )


BY_SIZE = (
    shared(times=lambda H, W, K: H * W),
    shared(plus=lambda F, C, K: 0, times=lambda H, W, K: H * W),
    shared(plus=lambda F, C, K: 0, times=lambda H, W, K: (H - K + 1) * (W - K + 1)),
    lambda channels, height, width, filters, kernel: filters * (channels * height * width + 1),
    lambda channels, height, width, filters, kernel: filters * channels * kernel**2 * height * width + filters,
    lambda channels, height, width, filters, kernel: filters * channels * height * width * kernel**2,
)
PER_UNIT = (lambda channels, height, width, filters, kernel: filters * (channels * kernel**2 + height * width),)
ONE_FILTER = (lambda channels, height, width, filters, kernel: channels * kernel * kernel,)

SHARED = (
    Misconception(
        "side for area",
        shared(lambda F, C, K: F * C * K),
        "How many pixels has a window that is `kernel` wide and high?",
        (shared(lambda F, C, K: 2 * F * C * K),),
    ),
    Misconception(
        "a bias for every weight of a window",
        shared(plus=lambda F, C, K: C * K * K),
        "How many numbers are added at the end, once the products of one window have been added up?",
        (shared(plus=lambda F, C, K: F * C * K * K), shared(plus=lambda F, C, K: F * K * K)),
    ),
    Misconception(
        "a bias for every channel that comes in",
        shared(plus=lambda F, C, K: C),
        "A bias is added to each map that comes out. How many maps is that?",
        (lambda channels, height, width, filters, kernel: shared_parameters(filters, height, width, channels, kernel),),
    ),
    Misconception(
        "each filter on one channel",
        shared(lambda F, C, K: C * K * K, lambda F, C, K: C),
        "How many kernels has the layer, and through how many channels does each of them look?",
        (shared(lambda F, C, K: C * K * K, lambda F, C, K: F),),
    ),
    Misconception(
        "added instead of multiplied",
        shared(lambda F, C, K: F * (C + K * K)),
        "A kernel is a block: so many channels, each a square. How many numbers does a block hold?",
        (shared(lambda F, C, K: F + C * K * K, lambda F, C, K: 1),),
    ),
    Misconception(
        "brackets lost",
        lambda channels, height, width, filters, kernel: filters * channels * kernel * (kernel + 1),
        "Python multiplies before it adds. Which of your additions should happen first?",
        (
            lambda channels, height, width, filters, kernel: filters * channels * (kernel + 1) * kernel,
            lambda channels, height, width, filters, kernel: filters * channels * (kernel + 1) ** 2,
        ),
    ),
    Misconception(
        "the outputs counted",
        lambda channels, height, width, filters, kernel: filters * (height - kernel + 1) * (width - kernel + 1),
        "That is how many numbers come out. How many different ones has the layer to learn?",
        (lambda channels, height, width, filters, kernel: (height - kernel + 1) * (width - kernel + 1),),
    ),
)
