"""Ways in which fusing two kernels, and the step of a kernel that learns, go wrong."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_05.answers import quick
from course_utils.exercises.engine import Misconception


# ---- two kernels in one ---------------------------------------------------------------------------------------------
def spread(k1, k2, put=lambda old, new: old + new, more=0):
    """Return k1, once for each weight of k2, put together in an array that is ``more`` rows and columns too large."""
    (h1, w1), (h2, w2) = k1.shape, k2.shape
    out = np.zeros((h1 + h2 - 1 + more, w1 + w2 - 1 + more))
    for m, n in np.ndindex(h2, w2):
        out[m : m + h1, n : n + w1] = put(out[m : m + h1, n : n + w1], k2[m, n] * k1)
    return out


def turned(kernel):
    return kernel[::-1, ::-1]


def as_large_as(which):
    def cropped(k1, k2):
        (rows, columns), whole = (k1, k2)[which].shape, spread(k1, k2)
        top, left = (whole.shape[0] - rows) // 2, (whole.shape[1] - columns) // 2
        return whole[top : top + rows, left : left + columns]

    return cropped


def side_by_side(k1, k2):
    """k2 laid over a k1 that is padded so that both touch, as windows are laid: no flip."""
    return spread(k1, turned(k2))


def only_where_it_fits(returned, expected, k1, k2):
    """Whether there is a value for each place of k2 inside k1 (or an error where there is none), and no more."""
    if isinstance(returned, Exception):
        return isinstance(returned, ValueError) and any(a < b for a, b in zip(k1.shape, k2.shape))
    places = [max(a - b + 1, 0) for a, b in zip(k1.shape, k2.shape)]
    return np.size(returned) in (0, places[0] * places[1]) and np.size(returned) < np.size(expected)


FUSE = (
    Misconception(
        "one of the two turned round",
        side_by_side,
        "You laid one kernel over the other as a window lies on a picture. Take the kernel (0, 1) twice: each pass "
        "shifts the picture by a pixel. By how much do both together, and by how much does your one kernel?",
        (lambda k1, k2: spread(turned(k1), k2),),
    ),
    Misconception(
        "only where one kernel lies inside the other",
        lambda k1, k2: quick(k1, turned(k2)),
        "After both passes, how many pixels along an axis has a value seen, and how many weights has your kernel?",
        (quick, lambda k1, k2: quick(k2, turned(k1)), lambda k1, k2: quick(k2, k1)),
        holds=only_where_it_fits,
    ),
    Misconception(
        "as large as one of the two",
        as_large_as(0),
        "The outer weights are missing. A value of the second map sees several of the first: how far apart do the "
        "outermost pixels lie that go into it?",
        (as_large_as(1), lambda k1, k2: as_large_as(0)(k1, turned(k2)), lambda k1, k2: as_large_as(1)(turned(k1), k2)),
    ),
    Misconception(
        "overwritten where the copies overlap",
        lambda k1, k2: spread(k1, k2, put=lambda old, new: new),
        "A pixel may reach a value by several ways. What happens to the weight of the first way when the second comes?",
        (lambda k1, k2: spread(k2, k1, put=lambda old, new: new),),
    ),
    Misconception(
        "the fused kernel turned round",
        lambda k1, k2: turned(spread(k1, k2)),
        "The right weights, after half a turn. Do the passes flip their kernels?",
    ),
    Misconception(
        "lying on its side",
        lambda k1, k2: spread(k1, k2).T,
        "Square kernels may hide it: which of your loops goes down, and which index of the result is that?",
    ),
    Misconception(
        "added or multiplied weight by weight",
        lambda k1, k2: k1 * k2,
        "Let both kernels be a single 1 in the middle of zeros: both copy. Now let only the second be all zeros: what "
        "remains of the picture, and by which kernel of yours? And how far can two passes see?",
        (lambda k1, k2: k1 + k2, lambda k1, k2: k1 @ k2, lambda k1, k2: k2 @ k1),
    ),
    Misconception(
        "every product kept apart",
        np.kron,
        "Two ways that lead from the same pixel to the same value: are they two weights, or one?",
        (lambda k1, k2: np.kron(k2, k1), lambda k1, k2: np.outer(k1, k2)),
    ),
    Misconception(
        "one of the two passes only",
        lambda k1, k2: k1.copy(),
        "That is what one pass does. And the other?",
        (
            lambda k1, k2: k2.copy(),
            lambda k1, k2: np.pad(k1, [(0, n - 1) for n in k2.shape]),
            lambda k1, k2: np.pad(k2, [(0, n - 1) for n in k1.shape]),
        ),
    ),
    Misconception(
        "a row and a column too many",
        lambda k1, k2: spread(k1, k2, more=1),
        "How many pixels does a value see through a kernel of 1 after a kernel of 3?",
        (lambda k1, k2: np.pad(spread(k1, k2), ((1, 0), (1, 0))),),
    ),
)


# ---- a kernel that is learned ---------------------------------------------------------------------------------------
def slope_of(kernel, image, off):
    """For each weight, the sum of the pixels that it meets, each times what is off there."""
    return quick(image, off)


def stepped(off=lambda made, target: made - target, over=lambda off, kernel, image: off.size, end=None, turn=None):
    """Return a step in which one thing differs: what is off, what the sum is divided by, or what is done at the end."""
    end = end or (lambda kernel, slope, rate: kernel - rate * slope)

    def step(kernel, image, target, rate):
        error = off(quick(image, kernel), target)
        slope = slope_of(kernel, image, error) / over(error, kernel, image)
        return end(kernel, turn(slope) if turn else slope, rate)

    return step


def at_one_place(place, over):
    def step(kernel, image, target, rate):
        off = quick(image, kernel) - target
        row, column = (place % n for n in off.shape)
        window = image[row : row + kernel.shape[0], column : column + kernel.shape[1]]
        return kernel - rate * off[row, column] * window / (off.size if over else 1)

    return step


def at_each_place(over):
    def step(kernel, image, target, rate):
        kernel = kernel.copy()
        for i, j in np.ndindex(target.shape):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            off = np.sum(window * kernel) - target[i, j]
            kernel -= rate * off * window / (target.size if over else 1)
        return kernel

    return step


def weight_by_weight(kernel, image, target, rate):
    kernel = kernel.copy()
    for m, n in np.ndindex(kernel.shape):
        off = quick(image, kernel) - target
        kernel[m, n] -= rate * np.mean(off * image[m : m + off.shape[0], n : n + off.shape[1]])
    return kernel


def alike_for_all(kernel, image, target, rate):
    return kernel - rate * np.mean(quick(image, kernel) - target)


def loss_alone(kernel, image, target, rate):
    return np.mean((quick(image, kernel) - target) ** 2) / 2


LEARNED_KERNEL = (
    Misconception(
        "uphill",
        stepped(end=lambda kernel, slope, rate: kernel + rate * slope),
        "Work out the loss before your step and after it. In which direction did you walk?",
    ),
    Misconception(
        "the sum in the place of the mean",
        stepped(over=lambda *_: 1),
        "On a picture with twice as many places your step is twice as long. Which letter of the loss prevents that?",
        (stepped(over=lambda *_: 0.5),),
    ),
    Misconception(
        "the ½ left out",
        stepped(over=lambda off, *_: off.size / 2),
        "Your step is twice as long. The square brings a 2 when one takes the slope: what stands before the sum?",
        (stepped(over=lambda off, *_: off.size * 2),),
    ),
    Misconception(
        "the mean over something else",
        stepped(over=lambda off, kernel, image: kernel.size),
        "Over how many products did you add up for one weight, and by how many did you divide?",
        (
            stepped(over=lambda off, kernel, image: image.size),
            stepped(over=lambda off, *_: len(off)),
            stepped(over=lambda off, *_: off.shape[1]),
        ),
    ),
    Misconception(
        "the learning rate left out",
        stepped(end=lambda kernel, slope, rate: kernel - slope),
        "Does your step change when `rate` is ten times smaller?",
        (stepped(end=lambda kernel, slope, rate: kernel - slope / rate),),
    ),
    Misconception(
        "no step, only the slope",
        stepped(end=lambda kernel, slope, rate: slope),
        "That is what the loss does when a weight is nudged. Where is the kernel after the step?",
        (
            stepped(end=lambda kernel, slope, rate: rate * slope),
            stepped(end=lambda kernel, slope, rate: -rate * slope),
            stepped(end=lambda kernel, slope, rate: -slope),
        ),
    ),
    Misconception(
        "the map instead of what is off",
        stepped(off=lambda made, target: made),
        "Suppose the kernel is right already: should it move? Does yours?",
        (
            stepped(off=lambda made, target: target),
            stepped(off=lambda made, target: np.ones_like(made)),
            stepped(off=lambda made, target: -target),
        ),
    ),
    Misconception(
        "the square or the size of what is off",
        stepped(off=lambda made, target: (made - target) ** 2),
        "Where the map is too low and where it is too high, the kernel should move in opposite ways. Does what you "
        "multiply by still know which it is, and by how much?",
        (
            stepped(off=lambda made, target: np.abs(made - target)),
            stepped(off=lambda made, target: np.sign(made - target)),
            stepped(off=lambda made, target: (made - target) ** 2 / 2),
        ),
    ),
    Misconception(
        "the slope turned round",
        stepped(turn=turned),
        "Which pixels does the weight in the *upper left* corner of the kernel meet: those that begin where?",
        (
            stepped(off=lambda made, target: turned(made - target)),
            stepped(turn=lambda slope: slope[::-1]),
            stepped(turn=lambda slope: slope[:, ::-1]),
        ),
    ),
    Misconception(
        "one place only",
        at_one_place(0, over=False),
        "At how many places was this weight used? Over how many of them does your slope gather?",
        (at_one_place(-1, over=False), at_one_place(0, over=True), at_one_place(-1, over=True)),
    ),
    Misconception(
        "a step at every place",
        at_each_place(over=True),
        "The kernel moves while you go over the picture. With which kernel do the later places find out how far they "
        "are off, and with which should they?",
        (at_each_place(over=False),),
    ),
    Misconception(
        "the map made anew after every weight",
        weight_by_weight,
        "When the second weight gets its slope, where is the first one: still where it was, or moved already?",
    ),
    Misconception(
        "the same for every weight",
        alike_for_all,
        "All your weights move by the same amount. Do the first and the last weight meet the same pixels?",
        (
            stepped(turn=lambda slope: np.full(slope.shape, slope.mean())),
            stepped(turn=lambda slope: np.full(slope.shape, slope.sum())),
        ),
    ),
    Misconception(
        "the loss itself",
        loss_alone,
        "That says how far off the map is as a whole. What is asked for has the shape of the kernel: one number for "
        "each weight. How does the loss react to each?",
    ),
)
