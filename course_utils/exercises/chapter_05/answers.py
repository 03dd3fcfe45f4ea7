"""The windows that chapter 05 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so
that ``check`` can recognise it; its comment-free body is the mistake.
"""

from __future__ import annotations

import numpy as np

from course_utils import convolution, shapes

# The picture and the two kernels that the chapter works with from its second section on.
PICTURE = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]], dtype=float)
SYMMETRIC = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], dtype=float)
ASYMMETRIC = np.array([[1, 2, 0], [0, 1, -1], [3, 0, -2]], dtype=float)


# ---- one kernel over one picture ------------------------------------------------------------------------------------
def correlate(image, kernel, bias=0.0):
    """Return the map (OH, OW) of ``kernel`` (KH, KW) laid over every place of ``image`` (H, W), plus ``bias``."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    oh, ow = h - kh + 1, w - kw + 1  # as many rows and columns as there are places
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = image[i : i + kh, j : j + kw]
            out[i, j] = np.sum(window * kernel) + bias
    return out


def quick(image, kernel, bias=0.0):
    """Return the same map without Python's loops, for the mistakes below: each is tried on every wrong answer."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijpq,pq->ij", windows, kernel) + bias


def correlate_flipped(image, kernel, bias=0.0):
    return quick(image, kernel[::-1, ::-1], bias)


def correlate_transposed_kernel(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    oh, ow = shapes.output_shape(*image.shape, (kh, kw))
    places = [[np.sum(image[i : i + kh, j : j + kw] * kernel.T) for j in range(ow)] for i in range(oh)]
    return np.array(places) + bias


def correlate_map_transposed(image, kernel, bias=0.0):
    return quick(image, kernel, bias).T


def correlate_sizes_swapped(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    (h, w), out = image.shape, []
    for i in range(w - kw + 1):
        out.append([np.sum(image[i : i + kh, j : j + kw] * kernel) + bias for j in range(h - kh + 1)])
    return np.array(out)


def correlate_bias_per_product(image, kernel, bias=0.0):
    return quick(image, kernel, bias * kernel.size)


def correlate_no_bias(image, kernel, bias=0.0):
    return quick(image, kernel)


def correlate_last_missing(image, kernel, bias=0.0):
    return quick(image, kernel, bias)[:-1, :-1]


def correlate_last_left_zero(image, kernel, bias=0.0):
    out = quick(image, kernel, bias)
    out[-1], out[:, -1] = 0, 0
    return out


def correlate_mean(image, kernel, bias=0.0):
    return quick(image, kernel / kernel.size, bias)


def correlate_side_by_side(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    return quick(image, kernel, bias)[::kh, ::kw]


# ---- the flip -------------------------------------------------------------------------------------------------------
def convolve(image, kernel):
    """Return the true convolution of ``image`` (H, W) with ``kernel`` (KH, KW), where the kernel fits: (OH, OW)."""
    turned = kernel[::-1, ::-1]  # upside down and left to right: half a turn
    return convolution.correlate2d_naive(image, turned)


def convolve_not_flipped(image, kernel):
    return quick(image, kernel)


def convolve_transposed(image, kernel):
    return quick(image, kernel.T)


def convolve_rows_only(image, kernel):
    return quick(image, kernel[::-1])


def convolve_columns_only(image, kernel):
    return quick(image, kernel[:, ::-1])


def convolve_quarter_turn(image, kernel):
    return quick(image, np.rot90(kernel))


def convolve_picture_turned(image, kernel):
    return quick(image[::-1, ::-1], kernel)


def convolve_other_diagonal(image, kernel):
    return quick(image, kernel[::-1, ::-1].T)


# ---- channels -------------------------------------------------------------------------------------------------------
def correlate_channels(block, kernel, bias=0.0):
    """Return the one map (OH, OW) of a filter ``kernel`` (C, KH, KW) over a ``block`` (C, H, W), plus ``bias``."""
    maps = [convolution.correlate2d_naive(x, k) for x, k in zip(block, kernel, strict=True)]  # C maps (OH, OW)
    return np.sum(maps, axis=0) + bias


def maps_of(block, kernel, bias=0.0):
    """Return the C maps (C, OH, OW), not yet added up: the same as in ``correlate_channels``, but fast."""
    windows = np.lib.stride_tricks.sliding_window_view(block, kernel.shape[1:], axis=(1, 2))
    return np.einsum("cijpq,cpq->cij", windows, kernel) + bias


def channels_not_summed(block, kernel, bias=0.0):
    return maps_of(block, kernel, bias)


def channels_changed(change=lambda block, kernel: (block, kernel), biases=lambda C: 1):
    """Return the filter over what ``change`` makes of block and kernel, its bias added ``biases(C)`` times."""
    return lambda block, kernel, bias=0.0: maps_of(*change(block, kernel)).sum(axis=0) + bias * biases(len(block))


channels_averaged = channels_changed(lambda block, kernel: (block, kernel / len(kernel)))
channels_bias_each = channels_changed(biases=lambda C: C)
channels_no_bias = channels_changed(biases=lambda C: 0)
channels_one_slice = channels_changed(lambda block, kernel: (block, np.broadcast_to(kernel[0], kernel.shape)))
channels_first_only = channels_changed(lambda block, kernel: (block[:1], kernel[:1]))
channels_crossed = channels_changed(
    lambda block, kernel: (np.broadcast_to(block.sum(axis=0), block.shape), kernel),
)


# ---- the planted bugs -----------------------------------------------------------------------------------------------
def conv_layer(x, weight, bias, stride=1, padding=0):
    """Return the maps (N, F, OH, OW) of ``weight`` (F, C, KH, KW) over ``x`` (N, C, H, W), one ``bias`` per filter."""
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    oh = (h + 2 * padding - kh) // stride + 1  # padding at both ends ...
    ow = (w + 2 * padding - kw) // stride + 1
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((n, f, oh, ow))
    for i, j in np.ndindex(oh, ow):
        top, left = i * stride, j * stride  # ... and windows that move by the stride
        window = padded[:, None, :, top : top + kh, left : left + kw]  # (N, 1, C, KH, KW)
        y[:, :, i, j] = (window * weight).sum(axis=(2, 3, 4)) + bias
    return y


def broken_conv(x, weight, bias, stride=1, padding=0):
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    oh = (h + padding - kh) // stride + 1
    ow = (w + padding - kw) // stride + 1
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((n, f, oh, ow))
    for i, j in np.ndindex(oh, ow):
        window = padded[:, None, :, i : i + kh, j : j + kw]
        y[:, :, i, j] = (window * weight).sum(axis=(2, 3, 4)) + bias
    return y


def conv_padding_once(x, weight, bias, stride=1, padding=0):
    oh = (x.shape[2] + padding - weight.shape[2]) // stride + 1
    ow = (x.shape[3] + padding - weight.shape[3]) // stride + 1
    return conv_layer(x, weight, bias, stride, padding)[:, :, :oh, :ow]


def conv_window_moves_by_one(x, weight, bias, stride=1, padding=0):
    y = conv_layer(x, weight, bias, stride, padding)
    return conv_layer(x, weight, bias, 1, padding)[:, :, : y.shape[2], : y.shape[3]]


def conv_rows_stride_only(x, weight, bias, stride=1, padding=0):
    y = conv_layer(x, weight, bias, stride, padding)
    return conv_layer(x, weight, bias, 1, padding)[:, :, ::stride, : y.shape[3]]


def conv_padded_at_far_end(x, weight, bias, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))
    return conv_layer(padded, weight, bias, stride)
