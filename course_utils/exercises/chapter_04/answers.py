"""The functions that chapter 04 asks for, and the ways they commonly go wrong.

The first function of each group is the reference, shown by ``solution``. Each of the others makes one known mistake, so
that ``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np


# ---- colour pictures as a network takes them ------------------------------------------------------------------------
def to_nchw(photos):
    """Return (N, H, W, 3) bytes as (N, 3, H, W) numbers from 0 to 1."""
    return photos.transpose(0, 3, 1, 2) / 255


def nchw_reshaped(photos):
    n, height, width, channels = photos.shape
    return photos.reshape(n, channels, height, width) / 255


def nchw_on_its_side(photos):
    return photos.transpose(0, 3, 2, 1) / 255


def nchw_bytes(photos):
    return photos.transpose(0, 3, 1, 2)


def nchw_by_256(photos):
    return photos.transpose(0, 3, 1, 2) / 256


def nchw_whole_numbers(photos):
    return photos.transpose(0, 3, 1, 2) // 255


def nchw_by_largest(photos):
    return photos.transpose(0, 3, 1, 2) / photos.max()


def nchw_not_moved(photos):
    return photos / 255


def nchw_blue_first(photos):
    return photos[..., ::-1].transpose(0, 3, 1, 2) / 255


# ---- two pictures, halfway between ----------------------------------------------------------------------------------
def blend(a, b):
    """Return the picture halfway between two pictures of bytes, again as bytes, rounded down."""
    wide = a.astype(np.int64) + b  # room for sums up to 510
    return (wide // 2).astype(np.uint8)


def blend_with_bug(a, b):
    return (a + b) // 2


def blend_halved_first(a, b):
    return a // 2 + b // 2


def blend_clipped(a, b):
    return (np.minimum(a.astype(np.int64) + b, 255) // 2).astype(np.uint8)


def blend_sum(a, b):
    return np.minimum(a.astype(np.int64) + b, 255).astype(np.uint8)


# ---- the place of a pixel in the flat row ---------------------------------------------------------------------------
def flat_index(channel, row, column, shape):
    """Return where a pixel of a (C, H, W) picture stands after flattening, counted from 0."""
    _, height, width = shape
    return (channel * height + row) * width + column


def flat_index_by_height(channel, row, column, shape):
    _, height, width = shape
    return (channel * width + row) * height + column


def flat_index_columns_first(channel, row, column, shape):
    _, height, width = shape
    return (channel * width + column) * height + row


def flat_index_channel_last(channel, row, column, shape):
    channels, _, width = shape
    return (row * width + column) * channels + channel


def flat_index_from_one(channel, row, column, shape):
    return flat_index(channel, row, column, shape) + 1


def flat_index_no_channel(channel, row, column, shape):
    return row * shape[2] + column


def flat_index_sum(channel, row, column, shape):
    return channel + row * shape[2] + column


# ---- a dense layer that meets shuffled pixels -----------------------------------------------------------------------
def permuted_weights(W, order):
    """Return the weights (D, K) with which x[:, order] gives what x gives with W."""
    return W[order]  # place j of the new row holds pixel order[j], so it needs that pixel's weights


def permuted_back(W, order):
    return W[np.argsort(order)]


def permuted_not(W, order):
    return W


def permuted_columns(W, order):
    return W[:, order]


def permuted_reversed(W, order):
    return W[::-1]


# ---- counting -------------------------------------------------------------------------------------------------------
def local_parameters(channels, height, width, kernel):
    """Count a locally connected layer: at each position of the window a unit with weights and a bias of its own."""
    positions = (height - kernel + 1) * (width - kernel + 1)
    return positions * (channels * kernel * kernel + 1)


def local_no_bias(channels, height, width, kernel):
    return (height - kernel + 1) * (width - kernel + 1) * channels * kernel * kernel


def local_one_bias(channels, height, width, kernel):
    return local_no_bias(channels, height, width, kernel) + 1


def local_off_by_one(channels, height, width, kernel):
    return (height - kernel) * (width - kernel) * (channels * kernel * kernel + 1)


def local_every_pixel(channels, height, width, kernel):
    return height * width * (channels * kernel * kernel + 1)


def local_no_channels(channels, height, width, kernel):
    return local_parameters(1, height, width, kernel)


def local_shared(channels, height, width, kernel):
    return channels * kernel * kernel + 1


def local_side_only(channels, height, width, kernel):
    return (height - kernel + 1) * (width - kernel + 1) * (channels * kernel + 1)


def local_sees_everything(channels, height, width, kernel):
    return (height - kernel + 1) * (width - kernel + 1) * (channels * height * width + 1)


def shared_parameters(channels, height, width, filters, kernel):
    """Count a convolution layer: each filter has one weight for each number in its window, and one bias."""
    return filters * (channels * kernel * kernel + 1)


def shared_no_bias(channels, height, width, filters, kernel):
    return filters * channels * kernel * kernel


def shared_one_bias(channels, height, width, filters, kernel):
    return shared_no_bias(channels, height, width, filters, kernel) + 1


def shared_bias_per_unit(channels, height, width, filters, kernel):
    positions = (height - kernel + 1) * (width - kernel + 1)
    return filters * (channels * kernel * kernel + positions)


def shared_not_shared(channels, height, width, filters, kernel):
    return filters * local_parameters(channels, height, width, kernel)


def shared_no_channels(channels, height, width, filters, kernel):
    return filters * (kernel * kernel + 1)


def shared_bias_per_channel(channels, height, width, filters, kernel):
    return filters * channels * (kernel * kernel + 1)


def shared_one_filter(channels, height, width, filters, kernel):
    return channels * kernel * kernel + 1
