"""A pooling made of parts, any of which may be wrong, and the mistakes that all kinds of pooling share."""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.exercises.chapter_06.answers import largest
from course_utils.exercises.engine import Misconception


def ring(fill=0.0, **how):
    """Return a padding that puts ``fill`` (or what ``np.pad`` makes by ``how``) round all four sides."""
    how = how or {"constant_values": fill}

    def pad(x, padding):
        return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), **how)

    return pad


LOW = ring(-np.inf)


def pool(reduce=largest, pad=LOW, size=shapes.output_size, move=None, sides=lambda x: x.shape[2:]):
    """Build a pooling of its parts; ``size`` works out one axis, windows move by ``move`` (or the stride)."""

    def pooled(x, window, stride, padding):
        padded, step = pad(x, padding), move or stride
        out = np.zeros((*x.shape[:2], *(size(axis, window, stride, padding) for axis in sides(x))))
        for i, j in np.ndindex(*out.shape[2:]):
            out[:, :, i, j] = reduce(padded[:, :, i * step : i * step + window, j * step : j * step + window])
        return out

    return pooled


def unpadded_size(size, window, stride, padding):
    """Return the size of one axis, its padding forgotten."""
    return shapes.output_size(size, window, stride)


def then(change, pooling):
    """Return ``pooling`` with its result changed by ``change``."""
    return lambda x, window, stride, padding: change(pooling(x, window, stride, padding))


def before(change, pooling):
    """Return ``pooling`` of an ``x`` changed by ``change``."""
    return lambda x, window, stride, padding: pooling(change(x), window, stride, padding)


def kept_only(pooling, *places):
    """Return a pooling whose loop ends after ``places``: the rest of its result stays 0."""

    def wrong(x, window, stride, padding):
        whole = pooling(x, window, stride, padding)
        out = np.zeros_like(whole)
        out[places] = whole[places]
        return out

    return wrong


ALL = slice(None)


def early(pooling):
    """Return the ways in which ``return`` stands inside a loop of ``pooling``."""
    return (
        kept_only(pooling, ALL, ALL, 0, 0),
        kept_only(pooling, ALL, ALL, 0),
        kept_only(pooling, ALL, 0),
        kept_only(pooling, 0),
        kept_only(pooling, 0, 0),
        kept_only(pooling, 0, 0, 0),
        kept_only(pooling, 0, 0, 0, 0),
    )


ONE_END = "A ring goes all the way round. At how many ends of a row do you add cells?"
ROUND = "Every number that you return is a whole one. Of which type is the array that you write into?"


def common(reduce, pad):
    """Return the misconceptions that max and average pooling share: right is to ``pad`` and then ``reduce``."""
    return (*_of_windows(reduce, pad), *_of_sizes(reduce, pad), *_of_axes(reduce, pad))


def _of_windows(reduce, pad):
    first, *others = early(pool(reduce, pad))
    return (
        Misconception(
            "windows that begin at their number",
            pool(reduce, pad, move=1),
            "You have as many windows as the stride asks for. At which row does the second one begin when the stride "
            "is 2?",
        ),
        Misconception(
            "only the first windows",
            first,
            "Most of your result was never filled. When does your function return, before or after its last window?",
            also=tuple(others),
        ),
    )


def _of_sizes(reduce, pad):
    def one_end(pad):
        return pool(reduce, pad, lambda a, k, s, p: (a + p - k) // s + 1)

    return (
        Misconception(
            "size without the padding",
            pool(reduce, pad, unpadded_size),
            "How many windows fit along the *padded* map, and for how many did you make room?",
            also=(
                pool(reduce, pad, lambda a, k, s, p: (a - k) // s + 1),
                pool(reduce, pad, lambda a, k, s, p: int((a - k) / s) + 1),
            ),
        ),
        Misconception(
            "padded at one end only",
            one_end(lambda x, p: pad(x, p)[:, :, p:, p:]),
            ONE_END,
            also=(one_end(lambda x, p: pad(x, p)[:, :, : x.shape[2] + p, : x.shape[3] + p]),),
        ),
        Misconception(
            "square maps taken for granted",
            pool(reduce, pad, sides=lambda x: x.shape[2:3] * 2),
            "Is every map as wide as it is high? How many windows fit along a row, and how many down a column?",
            also=(pool(reduce, pad, sides=lambda x: x.shape[3:] * 2),),
        ),
    )


def _of_axes(reduce, pad):
    right, low = pool(reduce, pad), {"constant_values": -np.inf}
    return (
        Misconception(
            "all examples and channels in one",
            pool(lambda patch: reduce(patch.reshape(1, 1, 1, -1))[0, 0], pad),
            "Your result is the same for all maps. Over which axes of the patch do you reduce, and which ones stay?",
        ),
        Misconception(
            "examples and channels padded as well",
            lambda x, window, stride, padding: pool(reduce)(np.pad(x, padding, **low), window, stride, 0),
            "Your result has more examples or channels than the input. Which axes of `(N, C, H, W)` are to be padded?",
            also=(lambda x, window, stride, padding: pool(reduce)(np.pad(x, padding), window, stride, 0),),
        ),
        Misconception(
            "channels taken for the last axis",
            lambda x, window, stride, padding: np.moveaxis(right(np.moveaxis(x, 3, 1), window, stride, padding), 1, 3),
            "In `(N, C, H, W)`, which two axes does the window move along?",
        ),
        Misconception(
            "cut to whole numbers",
            then(np.trunc, right),
            ROUND,
            also=(then(np.round, right), then(lambda out: out.astype(int), right)),
        ),
    )
