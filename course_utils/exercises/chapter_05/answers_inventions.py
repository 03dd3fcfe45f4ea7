"""Answers of chapter 05: a kernel drawn by hand, put together from two, learned from pictures."""

from __future__ import annotations

import numpy as np

from course_utils import convolution


def cross_filters():
    """Return two kernels (2, 5, 5), one along each diagonal, and their biases (2,)."""
    stroke = np.eye(5)
    kernels = np.stack([stroke, stroke[::-1]])  # from upper left to lower right, and the other way
    return kernels, np.full(2, -4.5)  # a × puts 5 pixels of ink under one of them, no ○ more than 4


def fuse(k1, k2):
    """Return one kernel (h1 + h2 − 1, w1 + w2 − 1) that does what ``k1`` (h1, w1) and then ``k2`` (h2, w2) do."""
    (h1, w1), (h2, w2) = k1.shape, k2.shape
    fused = np.zeros((h1 + h2 - 1, w1 + w2 - 1))  # what two passes see
    for m, n in np.ndindex(h2, w2):
        fused[m : m + h1, n : n + w1] += k2[m, n] * k1  # weight (m, n) of the second uses the first, moved by (m, n)
    return fused


def kernel_step(kernel, image, target, rate):
    """Return ``kernel`` (KH, KW) after one step down the loss ½ · mean((map − target)²); ``target`` is (OH, OW)."""
    off = convolution.correlate2d_naive(image, kernel) - target  # (OH, OW): by how much each value is off
    oh, ow = off.shape
    slope = np.zeros(kernel.shape)
    for m, n in np.ndindex(kernel.shape):
        slope[m, n] = np.mean(off * image[m : m + oh, n : n + ow])  # the pixels that weight (m, n) meets
    return kernel - rate * slope
