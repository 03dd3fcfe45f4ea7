"""Ways in which the size of a map and the padding that keeps it go wrong, beside those in ``answers``."""

from __future__ import annotations

import math

import numpy as np

from course_utils import shapes
from course_utils.exercises.chapter_05.answers_sizes import pad_to_keep
from course_utils.exercises.engine import Misconception

# ---- output size ----------------------------------------------------------------------------------------------------
right_size = shapes.output_size


def a_float(returned, expected, *given):
    """Return whether the right size came back as a float, its fraction cut off or not."""
    return isinstance(returned, float) and math.floor(returned) == expected


def padding_taken_away(size, kernel, stride=1, padding=0):
    return (size - 2 * padding - kernel) // stride + 1


FLOATS = (
    lambda size, kernel, stride=1, padding=0: float(right_size(size, kernel, stride, padding)),
    lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + stride) / stride,
)
BY_STEPS = (lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // stride + 2,)

OUTPUT_SIZE = (
    Misconception(
        "as large as the row, over the stride",
        lambda size, kernel, stride=1, padding=0: math.ceil(size / stride),
        "Some libraries pad so much that this comes out. How much padding is there here, and who says so?",
        (
            lambda size, kernel, stride=1, padding=0: size // stride,
            lambda size, kernel, stride=1, padding=0: (size - 1) // stride + 1,
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride,
        ),
    ),
    Misconception(
        "kernel forgotten",
        lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride + 1,
        "A window as long as the whole row: how many places has it, and how many by your formula?",
        (lambda size, kernel, stride=1, padding=0: (size + 2 * padding - 1) // stride + 1,),
    ),
    Misconception(
        "padding added after the division",
        lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 2 * padding + 1,
        "At stride 1 you are right. The added pixels make the row longer: does the window stop at each of them?",
        (lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + padding + 1,),
    ),
    Misconception(
        "kernel subtracted after the division",
        lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride - kernel + 1,
        "At stride 1 you are right. Is the kernel's size measured in pixels, or in steps?",
        (lambda size, kernel, stride=1, padding=0: size // stride + 2 * padding - kernel + 1,),
    ),
    Misconception(
        "brackets lost",
        lambda size, kernel, stride=1, padding=0: size - kernel + 2 * padding // stride + 1,
        "Python divides before it adds. Which part of your formula does the stride really divide?",
        (
            lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel // stride + 1,
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // (stride + 1),
        ),
    ),
    Misconception(
        "stride ignored",
        lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel + 1,
        "At stride 1 you are right. How many places does a window visit that moves by 2?",
        (lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) * stride,),
    ),
    Misconception(
        "stride and padding exchanged",
        lambda n, k, p=0, s=1: (n + 2 * p - k) // max(1, s) + 1,
        "Which comes first in the `def` line of the task, stride or padding? And in yours?",
    ),
    Misconception(
        "every step rounded up with one more",
        lambda size, kernel, stride=1, padding=0: math.ceil((size + 2 * padding - kernel + 1) / stride) + 1,
        "Take a window that just fits. How many places has it, and how many by your formula?",
        BY_STEPS,
    ),
)


# ---- padding that keeps the size ------------------------------------------------------------------------------------
def framed(rows, columns=None, **mode):
    """Return the padding with ``rows(K)`` above and below, ``columns(K)`` at both sides."""

    def made(image, kernel_height, kernel_width):
        across = (columns or rows)(kernel_width)
        return np.pad(image, (rows(kernel_height), across), **mode)

    return made


def half(kernel):
    return kernel // 2, kernel // 2


def one_size(side):
    """Return the padding that uses one kernel size for both axes."""
    return lambda image, kernel_height, kernel_width: pad_to_keep(image, *[side(kernel_height, kernel_width)] * 2)


def not_a_whole_number(returned, *given):
    """Return whether NumPy refused to pad by something that is not a whole number."""
    return isinstance(returned, TypeError) and "integ" in str(returned)


AT_ONE_END = (framed(lambda kernel: (kernel - 1, 0)),)
EDGE = (framed(half, mode="reflect"), framed(half, mode="symmetric"), framed(half, mode="wrap"))

SAME_PADDING = (
    Misconception(
        "one size for both axes",
        one_size(lambda height, width: height),
        "Square kernels work. A kernel 3 high and 5 wide: how many columns does it cost, and how many rows?",
        (one_size(lambda height, width: width), one_size(max), one_size(min)),
    ),
    Misconception(
        "half of a pixel",
        framed(lambda kernel: (kernel / 2, kernel / 2)),
        "`np.pad` wants whole numbers. Which of Python's two division signs gives one?",
        (framed(lambda kernel: ((kernel - 1) / 2, (kernel - 1) / 2)),),
        holds=not_a_whole_number,
    ),
    Misconception(
        "above and below taken for height and width",
        lambda image, kernel_height, kernel_width: np.pad(image, (kernel_height // 2, kernel_width // 2)),
        "A single pair means (before, after) to `np.pad`, for every axis. How many pairs does a picture need?",
    ),
    Misconception(
        "half of it at one end only",
        framed(lambda kernel: (kernel // 2, 0)),
        "Half of the missing rows are back. Where do the others come from?",
        (framed(lambda kernel: (0, kernel // 2)),),
    ),
    Misconception(
        "rows only",
        framed(half, lambda kernel: (0, 0)),
        "The height is kept. And the width?",
        (framed(lambda kernel: (0, 0), half),),
    ),
    Misconception(
        "other numbers than zeros",
        framed(half, constant_values=1),
        "The size is right. What should the added pixels hold?",
        (framed(half, mode="mean"), framed(half, constant_values=-1), framed(half, constant_values=255)),
    ),
    Misconception(
        "nothing added",
        lambda image, kernel_height, kernel_width: image,
        "How large is the map of a 3 × 3 kernel on your picture?",
        (
            lambda image, kernel_height, kernel_width: np.zeros(image.shape),
            lambda image, *kernel: image[tuple(slice(k // 2, n - k // 2) for k, n in zip(kernel, image.shape))],
        ),
    ),
)
