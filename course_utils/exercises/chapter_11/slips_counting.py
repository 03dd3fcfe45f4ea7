"""More mistakes of chapter 11 with factors, paths and the number of parameters, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_11 import answers_paths as answers
from course_utils.exercises.chapter_11.answers_paths import parameters_with, weights
from course_utils.exercises.engine import Misconception


# ---- factors ------------------------------------------------------------------------------------------------------
def factors(slopes, skips):
    return np.where(skips, 1 + np.asarray(slopes), slopes)


def skipped(slopes, skips):
    return np.asarray(slopes)[np.asarray(skips, bool)]


FIRST_ORDER_ALSO = (lambda slopes, skips: 1 + np.sum(slopes), lambda slopes, skips: 1 + np.sum(skipped(slopes, skips)))
ADDED_ALSO = (lambda slopes, skips: np.sum(slopes),)
CHAIN = (
    Misconception(
        "factors not multiplied",
        factors,
        "You have the slope of every block. What is the slope of the whole chain?",
        also=(lambda slopes, skips: np.cumprod(factors(slopes, skips)), lambda s, k: np.cumprod(factors(s, k)[::-1])),
    ),
    Misconception(
        "begun at 0",
        lambda slopes, skips: 0.0,
        "A product that begins at 0: what does it become, whatever follows? What must it begin with?",
    ),
    Misconception(
        "one block only",
        lambda slopes, skips: factors(slopes, skips)[0],
        "How many blocks does your result know? A `return`, or an `=`, inside a loop keeps one of them.",
        also=(lambda slopes, skips: factors(slopes, skips)[-1],),
    ),
    Misconception(
        "plain blocks left out",
        lambda slopes, skips: np.prod(1 + skipped(slopes, skips)),
        "A block without a shortcut still has a slope. Where is it in yours?",
        also=(lambda slopes, skips: np.prod(skipped(slopes, skips)),),
    ),
    Misconception(
        "1 taken off",
        lambda slopes, skips: np.prod(np.where(skips, 1 - np.asarray(slopes), slopes)),
        "What is the derivative of x + F(x): does F′ make it larger, or smaller?",
        also=(lambda slopes, skips: np.prod(np.where(skips, np.asarray(slopes) - 1, slopes)),),
    ),
    Misconception(
        "signs lost",
        lambda slopes, skips: abs(np.prod(factors(slopes, skips))),
        "A slope may be negative. What becomes of a minus sign in yours?",
        also=(lambda slopes, skips: np.prod(factors(np.abs(slopes), skips)),),
    ),
    Misconception(
        "a mean",
        lambda slopes, skips: np.mean(factors(slopes, skips)),
        "Each block is applied to the result of the one before. Is the slope of both together between the two slopes?",
    ),
)


# ---- paths --------------------------------------------------------------------------------------------------------
def fed_by_themselves(skips):
    counts = np.zeros(len(skips) + 1, dtype=int)
    counts[0] = 1
    for skip in skips:
        for length in range(1, len(skips) + 1):  # upwards: the new count is read again at once
            counts[length] += counts[length - 1]
        counts[0] = int(skip) * counts[0]
    return counts


def dead_ends(skips):
    return answers.path_counts(skips) * int(all(skips))


ONE_SHORT_ALSO = (lambda skips: answers.path_counts(skips)[:-1],)
POWERS_ALSO = (lambda skips: 2 ** np.arange(len(skips) + 1)[::-1], lambda skips: 2 ** np.arange(1, len(skips) + 1))
TOTAL_ALSO = (lambda skips: 2 ** len(skips), lambda skips: len(skips) + 1, lambda skips: int(np.sum(skips)))
UNIFORM_ALSO = (lambda skips: [1] * (len(skips) + 1),)
PATHS = (
    Misconception(
        "at most, not exactly",
        lambda skips: np.cumsum(answers.path_counts(skips)),
        "Your numbers never get smaller. Do they count the paths through exactly so many branches, or up to so many?",
    ),
    Misconception(
        "counts that feed themselves",
        fed_by_themselves,
        "Within one block, may a path go through F twice? Look at which counts are read after they were changed.",
    ),
    Misconception(
        "shares, not counts",
        lambda skips: answers.path_counts(skips) / answers.path_counts(skips).sum(),
        "How many paths, or which part of them?",
    ),
    Misconception(
        "plain blocks as dead ends",
        dead_ends,
        "A block without a shortcut can be passed in one way. Which?",
        also=(lambda skips: np.eye(1, len(skips) + 1, dtype=int)[0] if not all(skips) else answers.path_counts(skips),),
    ),
    Misconception(
        "exchanged",
        lambda skips: answers.path_counts([not skip for skip in skips]),
        "True means that there is a shortcut. Which blocks leave a choice in yours?",
    ),
)


# ---- what there is to learn ---------------------------------------------------------------------------------------
def learned(n, widths=(16, 32, 64), channels=3, classes=10):
    return answers.parameters(n, widths, channels, classes)


def counted(block, rest=lambda widths, channels, classes: 0):
    """Return parameters as if blocks held ``block(inputs, width, first)``, plus stem and dense layer, plus ``rest``."""

    def parameters(n, widths=(16, 32, 64), channels=3, classes=10):
        count = channels * widths[0] * 9 + 2 * widths[0] + (widths[-1] + 1) * classes
        for before, width in zip((widths[0], *widths), widths):
            count += sum(block(before, width, k == 0) for k in range(n))
        return count + rest(widths, channels, classes)

    return parameters


def block(inputs, width, first):
    return weights(inputs if first else width, width) + 4 * width


PROJECTIONS_ALSO = (parameters_with(lambda i, w: weights(i, w) + 4 * w + (i * w if i != w else 0)),)
PARAMETERS = (
    Misconception(
        "the first convolution left out",
        counted(block, lambda widths, channels, classes: -channels * widths[0] * 9 - 2 * widths[0]),
        "What stands between the picture and the first block, and what does it learn?",
        also=(
            counted(block, lambda widths, channels, classes: -channels * widths[0] * 9),
            counted(block, lambda widths, channels, classes: -2 * widths[0]),
        ),
    ),
    Misconception(
        "the dense layer left out",
        counted(block, lambda widths, channels, classes: -(widths[-1] + 1) * classes),
        "Which layer turns the means of the maps into classes, and what does it learn?",
    ),
    Misconception(
        "one block for each width",
        lambda n, *more, **named: learned(1, *more, **named),
        "What is n for? How many blocks has a stage?",
    ),
    Misconception(
        "every block comes from the width before",
        counted(lambda inputs, width, first: weights(inputs, width) + 4 * width),
        "Which width arrives at the second block of a stage: that of the stage before, or of its own?",
    ),
    Misconception(
        "widths that always double",
        counted(lambda i, w, first: weights(w // 2 if first and i != w else w, w) + 4 * w),
        "How many channels arrive at a stage: half of its own, or as many as the stage before gave out?",
    ),
    Misconception(
        "one normalisation a block",
        counted(lambda inputs, width, first: block(inputs, width, first) - 2 * width),
        "After how many of the convolutions of a block does a normalisation stand?",
    ),
    Misconception(
        "a row, not a square",
        counted(
            lambda i, w, first: block(i, w, first) - weights(i if first else w, w) * 2 // 3,
            lambda widths, channels, classes: -channels * widths[0] * 6,
        ),
        "How many weights has a 3 × 3 window?",
    ),
    Misconception(
        "one layer too many",
        lambda n, *more, **named: learned(n + 1, *more, **named),
        "Count the layers of your network: are they 6n + 2?",
        also=(lambda n, *more, **named: learned(n - 1, *more, **named),),
    ),
    Misconception(
        "layers counted, not numbers",
        lambda n, *more, **named: 6 * n + 2,
        "That is how many layers there are. How many numbers does each of them learn?",
    ),
)
