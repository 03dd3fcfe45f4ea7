"""Ways in which one window, a whole map and the flip go wrong, beside those in ``answers``."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_05.answers import ASYMMETRIC, PICTURE, quick
from course_utils.exercises.engine import Misconception

# ---- one window by hand ---------------------------------------------------------------------------------------------
WINDOW = PICTURE[1:4, 2:5]
PRODUCTS = WINDOW * ASYMMETRIC
BIAS = 0.5

BY_HAND = (  # the picture holds few different numbers, so one wrong value often stands for several slips
    Misconception(
        "signs lost",
        float(np.abs(PRODUCTS).sum() + BIAS),
        "Two of the kernel's numbers are negative. Does either of them lie on a pixel that is not 0?",
    ),
    Misconception(
        "mean instead of sum",
        float(PRODUCTS.mean() + BIAS),
        "Are the nine products averaged, or added up?",
        (float((PRODUCTS.sum() + BIAS) / 9), float(PRODUCTS.sum() / 5 + BIAS)),
    ),
    Misconception(
        "a matrix product",
        float((ASYMMETRIC @ WINDOW).sum() + BIAS),
        "Rows times columns is another operation. With which single number of the kernel does a pixel meet here?",
    ),
    Misconception(
        "one row too low",
        float(quick(PICTURE, ASYMMETRIC, BIAS)[2, 2]),
        "That is a value of this map, from next door. Which pixel is the top left one of your window?",
    ),
    Misconception(
        "the diagonal only",
        float(np.trace(PRODUCTS) + BIAS),
        "A kernel lies on a square of nine pixels. Are all nine products there?",
    ),
    Misconception(
        "the kernel's own sum",
        float(ASYMMETRIC.sum() + BIAS),
        "Every number of the kernel is in. And the pixels that lie under them?",
    ),
)


# ---- one kernel over one picture ------------------------------------------------------------------------------------
def windowed(value, size=None, dtype=float):
    """Return a map whose entry is ``value(window, kernel, bias)``, of ``size(image, kernel)`` if not (OH, OW)."""

    def made(image, kernel, bias=0.0):
        (h, w), (kh, kw) = image.shape, kernel.shape
        rows, columns = size(h, w, kh, kw) if size else (h - kh + 1, w - kw + 1)
        out = np.zeros((rows, columns), dtype=dtype or image.dtype)
        for i, j in np.ndindex(out.shape):
            window = image[i : i + kh, j : j + kw]
            out[i, j] = value(window, kernel, bias)
        return out

    return made


def product(window, kernel, bias):
    return np.sum(window * kernel) + bias


def square_kernel(side):
    """Return the map of a kernel that is taken to be as wide and as high as its axis ``side``."""

    def made(image, kernel, bias=0.0):
        k = kernel.shape[side]
        rows, columns = image.shape[0] - k + 1, image.shape[1] - k + 1
        places = [[product(image[i : i + k, j : j + k], kernel, bias) for j in range(columns)] for i in range(rows)]
        return np.array(places)

    return made


def padded(mode):
    """Return the map of an image that is padded first; ``mode`` says with how many zeros for a kernel size."""

    def made(image, kernel, bias=0.0):
        frame = [mode(size) for size in kernel.shape]
        return quick(np.pad(image, frame), kernel, bias)

    return made


def left_at_zero(image, kernel, bias=0.0):
    out = np.zeros(image.shape)
    small = quick(image, kernel, bias)
    out[: len(small), : small.shape[1]] = small
    return out


def middle_of_zeros(image, kernel, bias=0.0):
    small = quick(image, kernel, bias)
    lost = [size - 1 for size in kernel.shape]
    return np.pad(small, [(n // 2, n - n // 2) for n in lost])


def not_reset(image, kernel, bias=0.0, by_row=False):
    products = quick(image, kernel)
    totals = np.cumsum(products, axis=1) if by_row else np.cumsum(products).reshape(products.shape)
    return totals + bias


def not_reset_with_bias(image, kernel, bias=0.0):
    made = quick(image, kernel, bias)
    return np.cumsum(made).reshape(made.shape)


def changed(change):
    return lambda image, kernel, bias=0.0: change(quick(image, kernel, bias))


def by_kernel_sum(image, kernel, bias=0.0):
    return quick(image, kernel / np.sum(kernel), bias)


WHOLE_NUMBERS = Misconception(
    "an array of whole numbers",
    windowed(product, dtype=None),
    "Where did you make the map, and what may its entries hold: fractions too? Think of a bias of 0.5.",
    (
        windowed(product, dtype=int),
        changed(np.trunc),
        changed(np.round),
        changed(np.floor),
        changed(lambda made: made.astype(int)),
    ),
)

CORRELATE = (
    WHOLE_NUMBERS,
    Misconception(
        "a square kernel assumed",
        square_kernel(0),
        "Square kernels come out right. How high and how wide is a kernel of shape (2, 3)?",
        (square_kernel(1), windowed(product, lambda h, w, kh, kw: (h - kh + 1, w - kh + 1))),
    ),
    Misconception(
        "a square picture assumed",
        windowed(product, lambda h, w, kh, kw: (h - kh + 1, h - kw + 1)),
        "Square pictures come out right. In an oblong one: how many places are there downwards, how many across?",
        (windowed(product, lambda h, w, kh, kw: (w - kh + 1, w - kw + 1)),),
    ),
    Misconception(
        "padded to the size of the picture",
        padded(lambda size: ((size - 1) // 2, size // 2)),
        "Your map is as large as the picture. Does a window that hangs over the edge fit?",
        (
            padded(lambda size: (size // 2, (size - 1) // 2)),
            padded(lambda size: (size // 2, size // 2)),
            left_at_zero,
            middle_of_zeros,
        ),
    ),
    Misconception(
        "a place wherever the two touch",
        padded(lambda size: (size - 1, size - 1)),
        "Your map is larger than the picture. Does the whole kernel lie on pixels at its first place?",
        (lambda image, kernel, bias=0.0: padded(lambda size: (size - 1, size - 1))(image, kernel[::-1, ::-1], bias),),
    ),
    Misconception(
        "the sum not set back to 0",
        not_reset,
        "The first value is right. When the window moves on, with what does the next sum begin?",
        (not_reset_with_bias, lambda image, kernel, bias=0.0: not_reset(image, kernel, bias, by_row=True)),
    ),
    Misconception(
        "a matrix product",
        windowed(lambda window, kernel, bias: np.sum(window @ kernel) + bias),
        "`@` and `np.dot` take rows times columns. With which single number of the kernel should a pixel meet?",
        (
            windowed(lambda window, kernel, bias: np.sum(kernel @ window) + bias),
            windowed(lambda window, kernel, bias: np.sum(window @ kernel.T) + bias),
            windowed(lambda window, kernel, bias: (window @ kernel)[0, 0] + bias),
        ),
    ),
    Misconception(
        "finished after the first row",
        changed(lambda made: made[:1]),
        "How often does your `return` let the loops go round? Look at how far it is indented.",
        (
            changed(lambda made: made[0]),
            changed(lambda made: np.pad(made[:1], ((0, len(made) - 1), (0, 0)))),
            changed(lambda made: np.pad(made[:1, :1], ((0, len(made) - 1), (0, made.shape[1] - 1)))),
            changed(lambda made: made[0, 0]),
        ),
    ),
    Misconception(
        "one place too many",
        padded(lambda size: (0, 1)),
        "At your last place some of the kernel hangs over the edge. How many places has a window of 5 in a row of 5?",
    ),
    Misconception(
        "negative values cut off",
        changed(lambda made: np.maximum(made, 0)),
        "A map is not a picture: may it hold a negative number?",
        (changed(lambda made: np.clip(made, 0, 255)), changed(np.abs)),
    ),
    Misconception(
        "divided by a sum or by a largest value",
        by_kernel_sum,
        "Something is divided here, to keep the numbers in bounds. Is a division part of multiply and add?",
        (changed(lambda made: made / max(1e-9, np.abs(made).max())),),
    ),
    Misconception(
        "the bias subtracted or multiplied",
        lambda image, kernel, bias=0.0: quick(image, kernel, -bias),
        "With bias 0 you are right. What is done with it: added, subtracted, multiplied?",
        (lambda image, kernel, bias=0.0: quick(image, kernel) * (bias or 1.0),),
    ),
    Misconception(
        "the largest product instead of the sum",
        windowed(lambda window, kernel, bias: np.max(window * kernel) + bias),
        "Does one product decide, or do all of them together?",
        (windowed(lambda window, kernel, bias: np.max(window) + bias),),
    ),
)


# ---- the flip -------------------------------------------------------------------------------------------------------
def laid(kernel_change=lambda kernel: kernel, map_change=lambda made: made):
    """Return the cross-correlation with a changed kernel, its map changed, too."""
    return lambda image, kernel: map_change(quick(image, kernel_change(kernel)))


def framed(mode):
    def made(image, kernel):
        turned = kernel[::-1, ::-1]
        return quick(np.pad(image, [mode(size) for size in kernel.shape]), turned)

    return made


QUARTER = (laid(lambda kernel: np.rot90(kernel, 3)),)
UPRIGHT = (laid(lambda kernel: kernel[::-1], lambda made: made[::-1]),)

FLIP = (
    Misconception(
        "kernel and picture both turned",
        laid(map_change=lambda made: made[::-1, ::-1]),
        "Only one of the two signals is to be turned. What happened to your map, or to the other one?",
    ),
    Misconception(
        "signs changed",
        laid(lambda kernel: -kernel),
        "A flip moves the weights to other places. Does it make any of them negative?",
        (laid(lambda kernel: -kernel[::-1, ::-1]),),
    ),
    Misconception(
        "places where the kernel does not fit",
        framed(lambda size: (size - 1, size - 1)),
        "Your map is larger than asked for. At which places does the whole kernel lie on the picture?",
        (
            framed(lambda size: (size // 2, (size - 1) // 2)),
            framed(lambda size: ((size - 1) // 2, size // 2)),
            framed(lambda size: (size // 2, size // 2)),
        ),
    ),
)
