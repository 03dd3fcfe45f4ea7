"""Questions of chapter 07 about sizes and counts, which come back with other numbers."""

from __future__ import annotations

import numpy as np

from course_utils import convolution
from course_utils.exercises.engine import Option, Prediction


def rows(rng=None):
    """Ask for the shape of an im2col matrix."""
    n, channels, side, kernel = 10, 3, 7, 5
    if rng is not None:
        n, channels = int(rng.integers(4, 21)), int(rng.integers(2, 5))
        side, kernel = int(rng.integers(6, 10)), int(rng.integers(2, 5))
    places, area = (side - kernel + 1) ** 2, kernel**2
    return Prediction(
        "07-predict-rows",
        f"{n} pictures of {channels} channels, {side} × {side} pixels, x of shape ({n}, {channels}, {side}, {side}), "
        "and "
        f"a {kernel} × {kernel} kernel with stride 1. What shape has the matrix of im2col?",
        (
            Option(
                f"({n}, {channels * area}): a row for each picture",
                f"A picture holds many windows. At how many places does a {kernel} × {kernel} window fit?",
            ),
            Option(
                f"({n * places}, {area}): a row for each place of each picture",
                "The rows are right. But a window reaches through all channels. How many numbers does it hold?",
            ),
            Option(
                f"({n * places}, {channels * area}): a row for each place of each picture",
                f"Yes. {side - kernel + 1} × {side - kernel + 1} places in each of {n} pictures make {n * places} "
                "rows, "
                f"and a window of {channels} × {kernel} × {kernel} numbers makes {channels * area} columns.",
                right=True,
            ),
            Option(
                f"({n * places * channels}, {area}): a row for each place and channel",
                "Then a filter would meet one channel at a time. What would still have to be done with its sums, and "
                "what should one row hold instead?",
            ),
        ),
        again=rows,
    )


def memory(rng=None):
    """Ask how much larger than its pictures an im2col matrix is."""
    kernel = 5 if rng is None else int(rng.choice([3, 7, 9, 11]))
    times = (28 - kernel + 1) ** 2 * kernel**2 / 784
    return Prediction(
        "07-predict-memory",
        f"A hundred digits, (100, 1, 28, 28), and a {kernel} × {kernel} kernel. How many times as large as the digits "
        "is "
        "their im2col matrix?",
        (
            Option(
                "Just as large: it holds the same numbers",
                "The same numbers, yes, but how often each? Look for one pixel in several rows of a small matrix.",
            ),
            Option(
                f"{kernel} times",
                "A window moves in two directions. By how many of them is a pixel in the middle seen, across and down?",
            ),
            Option(
                f"Between {int(times)} and {int(times) + 1} times",
                f"Yes. A pixel in the middle is copied into {kernel**2} windows, one in a corner into a single one; "
                "the "
                f"mean is {times:.1f}.",
                right=True,
            ),
            Option(
                f"Exactly {kernel**2} times",
                "That holds for every pixel that is far enough from the rim. How often is a corner copied?",
            ),
        ),
        again=memory,
    )


def there_and_back(rng=None):
    """Ask what comes back to one pixel when im2col is followed by col2im."""
    side, kernel, row, column, value = 3, 2, 1, 1, 5
    if rng is not None:
        side, kernel = int(rng.integers(4, 7)), int(rng.integers(2, 4))
        row, column, value = 1, int(rng.integers(1, side - 1)), int(rng.integers(3, 10))
    seen = convolution.col2im(np.ones(((side - kernel + 1) ** 2, kernel**2)), (1, 1, side, side), kernel)[0, 0]
    count = int(seen[row, column])
    return Prediction(
        "07-predict-there-and-back",
        f"In a picture of {side} × {side} pixels a {value} stands in row {row}, column {column}, counted from 0. The "
        f"picture goes through `im2col` with {kernel} × {kernel} windows, and its rows through `col2im`. What stands "
        "in "
        "the place of that pixel then?",
        (
            Option(
                f"{value}: it comes back as it went",
                "How many copies of it are in the matrix, and what does `col2im` do with each of them?",
            ),
            Option(
                f"{count * value}",
                f"Yes. {count} windows see that pixel, so it stands in the matrix {count} times, and all its copies "
                "are "
                "added up.",
                right=True,
            ),
            Option(
                f"{value / count:g}: its share",
                "Does anything divide on the way? And how would shares add up to a gradient?",
            ),
            Option(
                f"{value * count * kernel**2}: once for every number of every window that sees it",
                "A window copies a pixel into one of its places. How many windows are there that see it?",
            ),
        ),
        again=there_and_back,
    )


def parameters(rng=None):
    """Ask which part of a network's parameters lies in its convolution."""
    filters, kernel, hidden = 30, 5, 100
    if rng is not None:
        filters, hidden = int(rng.choice([16, 20, 24, 40])), int(rng.choice([80, 120, 150, 200]))
        kernel = int(rng.choice([3, 5, 7]))
    own = filters * (kernel**2 + 1)
    pooled = (28 - kernel + 1) // 2
    total = own + filters * pooled**2 * hidden + hidden + 10 * hidden + 10
    return Prediction(
        "07-predict-parameters",
        f"Digits of 28 × 28 go through a convolution of {filters} filters {kernel} × {kernel}, ReLU, 2 × 2 pooling, a "
        f"dense layer of {hidden} units, ReLU and a dense layer of 10. Which part of all the parameters belongs to the "
        "convolution?",
        (
            Option(
                "More than half: it does so much of the work",
                "Every filter is used again at all places, and counts once. How many weights does one have?",
            ),
            Option(
                "About a tenth",
                f"Count: {filters} filters and their biases. And how many weights lie between the pooled maps and "
                f"{hidden} units?",
            ),
            Option(
                f"Less than one in {10 ** (len(str(total // own)) - 1)}",
                f"Yes: {own:,} of {total:,}. Sharing is that cheap, and full connection that dear.",
                right=True,
            ),
            Option(
                "None: filters are fixed",
                "Fixed filters were the rule before such networks. Which arrays does your `train_step` change?",
            ),
        ),
        again=parameters,
    )


PREDICT_ROWS, PREDICT_MEMORY = rows(), memory()
PREDICT_THERE_AND_BACK, PREDICT_PARAMETERS = there_and_back(), parameters()
