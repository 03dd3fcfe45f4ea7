"""More mistakes of chapter 11 with a shortcut across a change of size, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_11.answers_blocks import shortcut_a
from course_utils.exercises.engine import Misconception


def windows(x, stride, mode):
    """Return x pooled over stride × stride windows; ``mode`` "ceil" keeps the last, smaller ones, "floor" does not."""
    H, W = (size + (-size % stride if mode == "ceil" else -(size % stride)) for size in x.shape[2:])
    padded = np.full((*x.shape[:2], max(H, x.shape[2]), max(W, x.shape[3])), np.nan)
    padded[:, :, : x.shape[2], : x.shape[3]] = x
    return padded[:, :, :H, :W].reshape(*x.shape[:2], H // stride, stride, W // stride, stride)


def pooled(reduce, mode):
    return lambda x, channels, stride: shortcut_a(reduce(windows(x, stride, mode), axis=(3, 5)), channels, 1)


def last_lost(x, channels, stride):
    rows, columns = (size // stride * stride for size in x.shape[2:])
    return shortcut_a(x[:, :, :rows, :columns], channels, stride)


def padded_along(axis):
    def shortcut(x, channels, stride):
        widths = [(0, 0)] * 4
        widths[axis] = (0, channels - x.shape[1])
        return np.pad(x[:, :, ::stride, ::stride], widths)

    return shortcut


def filled_up(picked):
    """Return ``picked(x, stride)`` with zeros appended until there are ``channels`` channels."""

    def shortcut(x, channels, stride):
        kept = picked(x, stride)
        return np.pad(kept, ((0, 0), (0, max(0, channels - kept.shape[1])), (0, 0), (0, 0)))

    return shortcut


def quarters(x, channels, stride):
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (channels // 4, channels // 4), (0, 0), (0, 0)))


def last_repeated(x, channels, stride):
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)), mode="edge")


def columns_only(x, channels, stride):
    return np.pad(x[:, :, :, ::stride], ((0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)))


def with_zeros_between(x, channels, stride):
    found = shortcut_a(x, max(channels, 2 * x.shape[1]), stride)
    order = [k for pair in zip(range(x.shape[1]), range(x.shape[1], 2 * x.shape[1])) for k in pair]
    return found[:, [*order, *range(2 * x.shape[1], found.shape[1])]][:, :channels]


REPEATS_ALSO, ONE_DIRECTION_ALSO = (last_repeated,), (columns_only,)
OFFSET_ALSO = (lambda x, channels, stride: shortcut_a(x[:, :, 1:, 1:], channels, stride),)
BOTH_SIDES_ALSO = (quarters,)
SHORTCUT = (
    Misconception(
        "always every second",
        lambda x, channels, stride: shortcut_a(x, channels, 2),
        "Which rows do you keep when `stride` is 3, or 1?",
    ),
    Misconception(
        "no stride",
        lambda x, channels, stride: shortcut_a(x, channels, 1),
        "The branch has fewer rows and columns than x. What must the shortcut drop to fit?",
    ),
    Misconception(
        "no new channels",
        lambda x, channels, stride: x[:, :, ::stride, ::stride],
        "How many channels has your result, and how many are asked for?",
    ),
    Misconception(
        "pooled instead of picked",
        pooled(np.nanmean, "ceil"),
        "Each number of yours comes from several pixels. Which pixel does option A keep of a window, and what of the "
        "others?",
        also=(pooled(np.nanmean, "floor"), pooled(np.nanmax, "ceil"), pooled(np.nanmax, "floor")),
    ),
    Misconception(
        "the last row lost",
        last_lost,
        "Of five rows, which are kept with stride 2? Begin with the first, and count to the end.",
    ),
    Misconception(
        "twice the channels",
        lambda x, channels, stride: shortcut_a(x, 2 * x.shape[1], stride),
        "Do the channels always double? What does the argument `channels` say?",
    ),
    Misconception(
        "zeros along the wrong axis",
        padded_along(0),
        "The axes are (N, C, H, W). Along which of them has your result grown?",
        also=(padded_along(2), padded_along(3)),
    ),
    Misconception(
        "steps along the wrong axes",
        filled_up(lambda x, stride: x[::stride, ::stride]),
        "The axes are (N, C, H, W). Which of them may lose entries?",
        also=(filled_up(lambda x, stride: x[:, ::stride, ::stride]), filled_up(lambda x, stride: x[:, ::stride])),
    ),
    Misconception(
        "zeros between the channels",
        with_zeros_between,
        "Channel 1 of x should stay channel 1. Where does it stand in yours?",
    ),
)
