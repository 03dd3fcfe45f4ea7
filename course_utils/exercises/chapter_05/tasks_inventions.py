"""Exercises of chapter 05 in which a kernel is made: drawn by hand, put together from two, learned from pictures."""

from __future__ import annotations

import numpy as np

from course_utils import convolution
from course_utils.data import marks
from course_utils.exercises.chapter_05 import answers_inventions as answers
from course_utils.exercises.chapter_05 import slips_inventions as slips
from course_utils.exercises.engine import Exercise, Misconception

LARGEST_KERNEL = 7


# ---- a cross or a ring ----------------------------------------------------------------------------------------------


def strongest(make, picture, mark):
    """Return the strongest answer of the learner's filters to ``picture``, and to blank paper; ``mark`` is not read."""
    kernels, biases = _filters(make())
    maps = convolution.conv2d(picture[None, None], kernels[:, None], biases)
    return {"strongest answer": float(maps.max()), "on blank paper": float(biases.max())}


def _filters(made):
    if not isinstance(made, tuple | list) or len(made) != 2:
        raise ValueError("two things are asked for: kernels (F, K, K), and biases (F,)")
    kernels, biases = (np.asarray(part, dtype=float) for part in made)
    if kernels.ndim != 3 or biases.shape != (len(kernels),):
        came = f"kernels of shape {kernels.shape} and biases of shape {biases.shape} came"
        raise ValueError(f"{came}; expected (F, K, K) and (F,)")
    if max(kernels.shape[1:]) > LARGEST_KERNEL:
        raise ValueError(f"kernels of {kernels.shape[1]} × {kernels.shape[2]} came; expected at most 7 × 7")
    return kernels, biases


def tells_apart(answer, picture, mark):
    """Return whether the strongest answer is above 0 on a ×, and only there."""
    return (answer["strongest answer"] > 0) == (mark == "×")


def mark_cases(rng):
    """Return (picture, mark): × of every size and ○ of every size at two places each, and blank paper."""
    made = [(np.zeros((9, 10), dtype=int), "blank")]
    for mark, draw, sizes in (("×", marks.cross, (3, 4, 5, 6)), ("○", marks.ring, (2, 3, 4, 5))):
        for size in sizes:
            for _ in range(2):
                height, width = (int(n) for n in 2 * size + 1 + rng.integers(1, 6, 2))
                height, width = max(height, 8), max(width, 9)
                row, column = (int(rng.integers(0, n - 2 * size)) for n in (height, width))
                made.append((marks.on_paper(draw(size), height, width, row, column).astype(int), mark))
    return made


CROSS_OR_RING = Exercise(
    id="05-cross-or-ring",
    title="Cross or ring?",
    prompt="Write `cross_filters()`. It returns `kernels` of shape $(F, K, K)$, as many as you like and $K$ at most 7, "
    "and `biases` of shape $(F,)$, such that on every picture with a × at least one value of the maps (no padding) is "
    "above 0, and on pictures with a ○, or with nothing, no value is. The pen is one pixel wide, ink is 1 and paper 0; "
    "a × is 7 to 13 pixels wide, a ○ 5 to 11, and both lie anywhere.",
    stub="def cross_filters():\n    ...  # return kernels, shape (F, K, K), and biases, shape (F,)",
    reference=answers.cross_filters,
    cases=mark_cases,
    call=strongest,
    accept=tells_apart,
    misconceptions=(
        Misconception(
            "an answer on blank paper",
            lambda: (np.eye(5)[None], np.array([4.5])),
            "On blank paper every product is 0. What is left then, and which sign must it have?",
            holds=lambda returned, expected, picture, mark: returned["on blank paper"] > 0 and mark != "×",
        ),
        Misconception(
            "a ring taken for a cross",
            lambda: (np.stack([np.eye(3), np.eye(3)[::-1]]), np.full(2, -2.5)),
            "Every × is found, but a ○ answers as well. Lay your kernel on the ○ that is shown: at which place does so "
            "much ink lie under it, and what has a × that goes on there?",
            holds=lambda returned, expected, picture, mark: returned["strongest answer"] > 0 and mark == "○",
        ),
        Misconception(
            "crosses missed",
            lambda: (np.stack([np.eye(5), np.eye(5)[::-1]]), np.full(2, -5.0)),
            "No ○ answers, but neither does this ×. At its best place, how much does it make of your kernel, and what "
            "is left of that after the bias?",
            holds=lambda returned, expected, picture, mark: returned["strongest answer"] <= 0 and mark == "×",
        ),
        Misconception(
            "kernels and biases in another form",
            lambda: np.eye(5),
            "How many kernels are there, and how many biases? Print both shapes: the first axes should agree.",
            holds=lambda returned, *case: isinstance(returned, ValueError),
        ),
        Misconception(
            "strokes that both have",
            lambda: (np.array([[[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]]), np.array([-3.0])),
            "Some × stay unheard while some ○ answer. In which directions do the strokes of a × run, how long are "
            "they, and does your kernel lie along them?",
            holds=lambda returned, *case: "strongest answer" in returned,
        ),
    ),
    hints=(
        "Draw a × and a ○ on squared paper. Where does the ink of the × run straight for longer than any of the ○'s?",
        "A kernel of ones along such a stroke counts the ink that lies under it. How high can a × get, and how high "
        "does a ○?",
        "The bias goes between the two counts, with a minus: then only the larger one stays above 0. `case(…)` gives "
        "you a picture to try on.",
    ),
    explanation="Kernels that look like what they are to find, and biases that say how well it must fit. Others than "
    "ours do as well: along the strokes, or on the crossing.",
    equivalent_mutants=("5 -> 6", "-1 -> +1"),
)


# ---- two kernels in one ---------------------------------------------------------------------------------------------


def kernel_pairs(rng):
    """Return pairs of kernels: square, oblong, equal in size or not, single weights, single rows."""
    sizes = (((1, 2), (1, 2)), ((2, 2), (2, 2)), ((3, 3), (3, 3)), ((2, 3), (3, 2)), ((1, 3), (3, 1)), ((3, 2), (1, 1)))
    sizes += (((1, 1), (2, 4)), ((4, 2), (2, 3)), ((2, 1), (3, 3)), ((3, 3), (5, 5)))
    return [(rng.normal(size=one), rng.normal(size=two)) for one, two in sizes]


FUSE = Exercise(
    id="05-fuse",
    title="Two kernels in one",
    prompt="Write `fuse(k1, k2)`: return the *one* kernel whose map is, on every picture, the map of `k2` over the map "
    "of `k1`: no padding, stride 1, no flip, no activation function in between. Both kernels may have any shape.",
    stub="def fuse(k1, k2):\n    ...  # return one kernel",
    reference=answers.fuse,
    cases=kernel_pairs,
    optional=True,
    misconceptions=slips.FUSE,
    hints=(
        "How many pixels does a value see after both passes, if the kernels have 3 and 3 weights along an axis? So "
        "many weights has your kernel.",
        "Weight (m, n) of `k2` multiplies a value of the first map, and that value is `k1`, laid m rows further down "
        "and n columns further right.",
        "So begin with zeros, and for each (m, n) add `k2[m, n] * k1` at the place that begins at (m, n).",
    ),
    explanation="That is the true convolution of the two kernels, at every place where they touch, so `fuse(k1, k2)` "
    "and `fuse(k2, k1)` are the same. Two passes with nothing in between are one layer: only an activation function "
    "between them makes more of them (chapter 01).",
    tolerance=1e-9,
    reveal_shape=False,
)


# ---- a kernel that is learned ---------------------------------------------------------------------------------------


def step_cases(rng):
    """Return (kernel, image, target, rate): maps of some other kernel, some disturbed, one of the kernel itself."""
    sizes = (((4, 5), (2, 2)), ((5, 5), (3, 3)), ((4, 6), (2, 3)), ((6, 4), (3, 2)), ((5, 4), (1, 1)), ((4, 7), (1, 3)))
    sizes += (((7, 4), (3, 1)), ((6, 8), (3, 3)), ((3, 4), (3, 4)))
    made = []
    for number, (image_size, kernel_size) in enumerate(sizes):
        image, kernel, other = (rng.normal(size=size) for size in (image_size, kernel_size, kernel_size))
        target = convolution.correlate2d_naive(image, other)
        made.append((kernel, image, target + number % 2 * rng.normal(size=target.shape), 0.1 + rng.random()))
    kernel, image = rng.normal(size=(2, 2)), rng.normal(size=(4, 4))
    return [*made, (kernel, image, convolution.correlate2d_naive(image, kernel), 0.5)]


LEARNED_KERNEL = Exercise(
    id="05-learned-kernel",
    title="A kernel that is learned",
    prompt="Write `kernel_step(kernel, image, target, rate)`. `image` $(H, W)$ and the map `target` $(OH, OW)$ are "
    "given; `kernel` $(KH, KW)$ is a guess, whose own map $S$ is still off. The loss is half the mean, over all $M$ "
    "places, of the squares: $\\frac{1}{2M}\\sum_{i,j}(S_{ij} - T_{ij})^2$, with $T$ for `target`. Return the kernel "
    "after one step of gradient descent, with learning rate `rate`.",
    stub="def kernel_step(kernel, image, target, rate):\n    ...  # return the kernel after one step",
    reference=answers.kernel_step,
    cases=step_cases,
    misconceptions=slips.LEARNED_KERNEL,
    hints=(
        "First the map of the guess (`correlate2d_naive`, or your own `correlate`), and by how much each of its values "
        "is off.",
        "A nudge of weight (m, n) moves value (i, j) by the pixel that it meets there. Which pixel is that? The slope "
        "gathers the products of *off* and that pixel, over all places.",
        "For weight (m, n) those pixels are `image[m : m + OH, n : n + OW]`, as many as the map has values. Take the "
        "mean of the products, and go down: kernel minus rate times slope.",
    ),
    explanation="The pixels that a weight meets, weighted by how far off the value is that it went into: chapter 07 "
    "does the same with channels, filters and batches.",
    tolerance=1e-9,
)
