"""Ways in which the counts of a convolution layer go wrong, beside those in ``answers``."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.chapter_05.answers_sizes import layer_counts
from course_utils.exercises.engine import Misconception


def counted(parameters=None, work=None):
    """Return the counts with another rule for one of them, given (C, F, K, rows, columns) and the whole call."""

    def counts(channels, height, width, filters, kernel, stride=1, padding=0):
        rows, columns = (shapes.output_size(size, kernel, stride, padding) for size in (height, width))
        known = channels, filters, kernel, rows, columns
        given = height, width, stride, padding
        found = layer_counts(channels, height, width, filters, kernel, stride, padding)
        return (
            parameters(*known, *given) if parameters else found[0],
            work(*known, *given) if work else found[1],
        )

    return counts


def weights(C, F, K):
    return F * C * K * K


def real_pixels_met(C, F, K, rows, columns, height, width, stride, padding):
    """Count the products with pixels of the picture itself, for each axis on its own."""

    def met(size, places):
        starts = [k * stride - padding for k in range(places)]
        return sum(min(size, start + K) - max(0, start) for start in starts)

    return F * C * met(height, rows) * met(width, columns)


COUNTS = (
    Misconception(
        "returned in another order",
        lambda *given: layer_counts(*given)[::-1],
        "Both numbers are there. Which of them is asked for first?",
    ),
    Misconception(
        "multiplications and additions counted apart",
        counted(work=lambda C, F, K, rows, columns, *_: 2 * weights(C, F, K) * rows * columns),
        "Some programs count so, and call it FLOPs. How often does a weight meet a pixel?",
        (counted(work=lambda C, F, K, rows, columns, *_: (2 * weights(C, F, K) - F) * rows * columns),),
    ),
    Misconception(
        "the bias counted as work",
        counted(work=lambda C, F, K, rows, columns, *_: (weights(C, F, K) + F) * rows * columns),
        "Does a bias meet a pixel?",
        (
            counted(work=lambda C, F, K, rows, columns, *_: weights(C, F, K) * rows * columns + F),
            counted(work=lambda C, F, K, rows, columns, *_: (2 * weights(C, F, K) + F) * rows * columns),
            counted(work=lambda C, F, K, rows, columns, *_: (weights(C, F, K) + 1) * rows * columns),
        ),
    ),
    Misconception(
        "a square picture assumed",
        counted(work=lambda C, F, K, rows, columns, *_: weights(C, F, K) * rows * rows),
        "Square pictures come out right. How many places are there across, in an oblong one?",
        (counted(work=lambda C, F, K, rows, columns, *_: weights(C, F, K) * columns * columns),),
    ),
    Misconception(
        "the work of one filter only",
        counted(work=lambda C, F, K, rows, columns, *_: C * K * K * rows * columns),
        "That is what one map costs. How many maps does the layer make?",
    ),
    Misconception(
        "one filter only",
        counted(
            lambda C, F, K, *_: C * K * K + 1,
            lambda C, F, K, rows, columns, *_: C * K * K * rows * columns,
        ),
        "That is one filter, and one filter makes one map. How many has the layer?",
        (counted(lambda C, F, K, *_: C * K * K + 1),),
    ),
    Misconception(
        "the work of one channel only",
        counted(work=lambda C, F, K, rows, columns, *_: F * K * K * rows * columns),
        "The weights are right. How many channels does one output look at, and how many products is that?",
        (
            counted(lambda C, F, K, *_: F * (K * K + 1)),
            counted(lambda C, F, K, *_: C * (K * K + 1), lambda C, F, K, rows, columns, *_: C * K * K * rows * columns),
        ),
    ),
    Misconception(
        "products with the frame left out",
        counted(work=real_pixels_met),
        "A padded pixel is a pixel of value 0. Does the program multiply it as well?",
    ),
    Misconception(
        "the outputs counted as work",
        counted(work=lambda C, F, K, rows, columns, *_: F * rows * columns),
        "That is how many numbers come out. What does one of them cost?",
        (counted(work=lambda C, F, K, rows, columns, *_: rows * columns),),
    ),
    Misconception(
        "the first place not counted",
        counted(work=lambda C, F, K, rows, columns, *_: weights(C, F, K) * (rows - 1) * (columns - 1)),
        "You counted the steps. How many places does a window visit that takes no step at all?",
        (counted(work=lambda C, F, K, rows, columns, *_: weights(C, F, K) * (rows - 1) * columns),),
    ),
    Misconception(
        "padding counted once",
        counted(
            work=lambda C, F, K, rows, columns, height, width, stride, padding: (
                weights(C, F, K) * ((height + padding - K) // stride + 1) * ((width + padding - K) // stride + 1)
            )
        ),
        "How many pixels longer does a row become when both its ends get `padding` of them?",
    ),
    Misconception(
        "the frame as places",
        counted(
            work=lambda C, F, K, rows, columns, height, width, stride, padding: (
                weights(C, F, K) * (height + 2 * padding) * (width + 2 * padding)
            )
        ),
        "Does a map have as many places as the padded picture has pixels?",
    ),
    Misconception(
        "the picture's size over the stride",
        counted(
            work=lambda C, F, K, rows, columns, height, width, stride, padding: (
                weights(C, F, K) * (height // stride) * (width // stride)
            )
        ),
        "Take a window as large as the picture, and no padding. How many places has it, and how many by your formula?",
    ),
)

KERNEL_NOT_SQUARED = (
    counted(lambda C, F, K, *_: F * (C * K + 1)),
    counted(work=lambda C, F, K, rows, columns, *_: F * C * K * rows * columns),
)
