"""One window on one table of numbers: what it reads, what it yields, and why some windows have no place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_utils import convolution, pooling


class Setting(NamedTuple):
    """All that does not depend on the place of the window."""

    mode: str
    flip: bool
    stride: int
    padding: int
    zeros: bool  # pooling: the padding takes part, as zeros
    bias: float
    padded: np.ndarray  # (H + 2 P, W + 2 P), what the window reads
    kernel: np.ndarray  # (KH, KW), as it is laid on: turned if flipped
    output: np.ndarray | None  # (OH, OW); None where the window has no place
    refused: str  # why there is none


@lru_cache(maxsize=64)
def setting(picture, kernel, mode, flip, stride, padding, zeros, bias):
    """Return the `Setting` of one state; ``picture`` and ``kernel`` are tables as `Cells` keeps them.

    >>> setting(((1, 2), (3, 4)), ((1, 1), (1, 1)), "correlate", False, 1, 0, False, 0.0).output
    array([[10.]])
    """
    x, k = np.array(picture, float), np.array(kernel, float)
    ring = -np.inf if mode == "max" and not zeros else 0.0
    padded = np.pad(x, padding, constant_values=ring)
    laid = k[::-1, ::-1] if flip and mode == "correlate" else k
    refused = refusal(padded.shape, k.shape, mode, padding)
    output = None if refused else values(x, k, mode, flip, stride, padding, zeros, bias)
    return Setting(mode, flip, stride, padding, zeros, bias, padded, laid, output, refused)


def values(x, k, mode, flip, stride, padding, zeros, bias):
    """Return the output (OH, OW), by the package's own functions."""
    if mode == "correlate":
        slide = convolution.convolve2d_naive if flip else convolution.correlate2d_naive
        return slide(x, k, bias=bias, stride=stride, padding=padding)
    batch = x[None, None]
    if mode == "average":
        return pooling.avg_pool2d(batch, k.shape, stride, padding, count_padding=zeros)[0, 0]
    if zeros:  # the mistake: zeros instead of −∞
        return pooling.max_pool2d(np.pad(batch, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2)), k.shape, stride)[
            0, 0
        ]
    return pooling.max_pool2d(batch, k.shape, stride, padding)[0, 0]


def refusal(padded, window, mode, padding):
    """Return why this window has no place, or "".

    >>> refusal((2, 2), (3, 3), "max", 0)[:45]
    'The 3×3 window is larger than the input, 2×2:'
    """
    size = f"{window[0]}×{window[1]}"
    if window[0] > padded[0] or window[1] > padded[1]:
        whole = f"the {'padded ' if padding else ''}input, {padded[0]}×{padded[1]}"
        return f"The {size} window is larger than {whole}: it has no place there, and there is no output."
    if mode != "correlate" and 2 * padding > min(window):
        return (
            f"Padding {padding} is more than half of the {size} window: a window could lie in the padding alone, with "
            "nothing in it to pool. Pooling refuses that, so there is no output."
        )
    return ""


def seen(s, at):
    """Return what the window sees at ``at`` = (row, column) of the padded input, and which of it is input."""
    height, width = s.kernel.shape
    rows, columns = slice(at[0], at[0] + height), slice(at[1], at[1] + width)
    real = np.zeros(s.padded.shape, bool)
    p = s.padding
    real[p : s.padded.shape[0] - p, p : s.padded.shape[1] - p] = True
    return s.padded[rows, columns], real[rows, columns]


def winner(s, at):
    """Return the place (row, column) in the window of its largest value, the first in row order."""
    window, _ = seen(s, at)
    return tuple(int(v) for v in np.unravel_index(np.argmax(window), window.shape))
