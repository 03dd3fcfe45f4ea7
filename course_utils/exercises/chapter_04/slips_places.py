"""Ways in which the place of a pixel and the order of the pixels go wrong, beside those in ``answers``."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_04.answers import flat_index
from course_utils.exercises.engine import Misconception


# ---- the place of a pixel in the flat row ---------------------------------------------------------------------------
def built_in(channel, row, column, shape):
    return channel * 784 + row * 28 + column


def shape_read_backwards(channel, row, column, shape):
    height, width, channels = shape
    return flat_index(channel, row, column, (channels, height, width))


CHANNEL_LAST = (
    lambda channel, row, column, shape: (row * shape[1] + column) * shape[2] + channel,
    lambda channel, row, column, shape: (column * shape[1] + row) * shape[0] + channel,
)

FLAT_INDEX = (
    Misconception(
        "the numbers of one picture built in",
        built_in,
        "Where do you use `shape`? A picture of another size has rows of another length.",
        (
            lambda channel, row, column, shape: row * 28 + column,
            lambda channel, row, column, shape: channel * shape[1] * shape[2] + row * 28 + column,
        ),
    ),
    Misconception(
        "a square picture assumed",
        lambda channel, row, column, shape: channel * shape[2] ** 2 + row * shape[2] + column,
        "How many pixels has a channel that is 2 high and 5 wide?",
        (
            lambda channel, row, column, shape: (channel * shape[1] + row) * shape[1] + column,
            lambda channel, row, column, shape: channel * shape[1] ** 2 + row * shape[2] + column,
        ),
    ),
    Misconception(
        "the shape read as (H, W, C)",
        shape_read_backwards,
        "Which of the three numbers of `shape` is the number of channels?",
    ),
    Misconception(
        "a channel counted as one row",
        lambda channel, row, column, shape: (channel + row) * shape[2] + column,
        "How many rows has a whole channel?",
        (
            lambda channel, row, column, shape: channel * shape[1] + row * shape[2] + column,
            lambda channel, row, column, shape: channel * shape[2] + row * shape[1] + column,
            lambda channel, row, column, shape: channel * shape[0] + row * shape[1] + column * shape[2],
        ),
    ),
    Misconception(
        "channels counted by their number",
        lambda channel, row, column, shape: (channel * shape[0] + row) * shape[2] + column,
        "How far is it from a pixel to the same one of the next channel? What does that depend on?",
    ),
    Misconception(
        "rows multiplied by the column",
        lambda channel, row, column, shape: channel * shape[1] * shape[2] + row * column,
        "Count the pixels that come before it in its own channel: whole rows, and then?",
        (lambda channel, row, column, shape: channel * row * column,),
    ),
    Misconception(
        "a row counted as one place",
        lambda channel, row, column, shape: channel * shape[1] * shape[2] + row + column,
        "How far is it from a pixel to the one right below it?",
        (lambda channel, row, column, shape: channel + row + column,),
    ),
    Misconception(
        "the row or the column forgotten",
        lambda channel, row, column, shape: channel * shape[1] * shape[2] + row * shape[2],
        "Two pixels next to each other, or one above the other: do they get different places from you?",
        (lambda channel, row, column, shape: channel * shape[1] * shape[2] + column,),
    ),
    Misconception(
        "channels and rows counted from 1",
        lambda channel, row, column, shape: flat_index(channel - 1, row - 1, column, shape),
        "Counted from 0: how many whole rows stand before row 0?",
        (
            lambda channel, row, column, shape: flat_index(channel, row - 1, column, shape),
            lambda channel, row, column, shape: flat_index(channel, row, column, shape) - 1,
            lambda channel, row, column, shape: flat_index(channel + 1, row + 1, column + 1, shape),
        ),
    ),
)


# ---- a dense layer that meets shuffled pixels -----------------------------------------------------------------------
def overwritten(W, order):
    new = W  # a second name
    for j, pixel in enumerate(order):
        new[j] = W[pixel]
    return new


def in_place(W, order):
    W[:] = W[order]
    return W


BACK = (lambda W, order: np.linalg.inv(np.eye(len(order))[order]) @ W,)
COLUMNS = (lambda W, order: W[:, np.argsort(order)], lambda W, order: W.T[order])

PERMUTED = (
    Misconception(
        "inputs and units exchanged",
        lambda W, order: W[order].T,
        "Which shape must your weights have, so that `x[:, order] @` them is allowed?",
        (lambda W, order: W.T,),
    ),
    Misconception(
        "rows and columns shuffled",
        lambda W, order: W[order][:, order],
        "The inputs came in another order. Did the units as well?",
    ),
    Misconception(
        "shuffled twice",
        lambda W, order: W[order][order],
        "Shuffle once with `x[:, order]`: how often have the weights to follow?",
    ),
    Misconception(
        "overwritten on the way",
        overwritten,
        "When you come to fetch row 0, does it still hold what it held? `new = W` makes a second name, not a copy.",
    ),
    Misconception(
        "weights changed in place",
        in_place,
        "The numbers are right. Whose array is `W`, and has the caller still the old weights?",
    ),
    Misconception(
        "multiplied by the order",
        lambda W, order: W * order[:, None],
        "`order` holds the numbers of pixels. Are they there to be multiplied with, or to pick by?",
    ),
    Misconception(
        "sorted",
        lambda W, order: np.sort(W, axis=0),
        "In what order should the rows stand: by size, or so that each meets its own pixel?",
    ),
)
