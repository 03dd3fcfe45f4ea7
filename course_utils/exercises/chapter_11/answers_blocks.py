"""The residual blocks that chapter 11 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np

from course_utils.convolution import conv2d


# ---- a block that keeps the size ----------------------------------------------------------------------------------
def residual_block(x, W1, b1, W2, b2):
    """Return relu(F(x) + x), F being two 3×3 convolutions with a ReLU between; x (N, C, H, W)."""
    hidden = np.maximum(0, conv2d(x, W1, b1, padding=1))
    branch = conv2d(hidden, W2, b2, padding=1)  # no ReLU yet
    return np.maximum(0, branch + x)


def branch_of(x, W1, b1, W2, b2, stride=1):
    hidden = np.maximum(0, conv2d(x, W1, b1, stride, padding=1))
    return conv2d(hidden, W2, b2, padding=1)


def residual_block_plain(x, W1, b1, W2, b2):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2))


def residual_block_relu_first(x, W1, b1, W2, b2):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2)) + x


def residual_block_relu_twice(x, W1, b1, W2, b2):
    return np.maximum(0, np.maximum(0, branch_of(x, W1, b1, W2, b2)) + x)


def residual_block_no_last_relu(x, W1, b1, W2, b2):
    return branch_of(x, W1, b1, W2, b2) + x


def residual_block_no_first_relu(x, W1, b1, W2, b2):
    return np.maximum(0, conv2d(conv2d(x, W1, b1, padding=1), W2, b2, padding=1) + x)


def residual_block_around_one_layer(x, W1, b1, W2, b2):
    hidden = np.maximum(0, conv2d(x, W1, b1, padding=1))
    return np.maximum(0, conv2d(hidden, W2, b2, padding=1) + hidden)


def residual_block_around_each(x, W1, b1, W2, b2):
    hidden = np.maximum(0, conv2d(x, W1, b1, padding=1) + x)
    return np.maximum(0, conv2d(hidden, W2, b2, padding=1) + hidden)


def residual_block_rectified_shortcut(x, W1, b1, W2, b2):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2) + np.maximum(0, x))


def residual_block_subtracts(x, W1, b1, W2, b2):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2) - x)


def residual_block_one_filter(x, W1, b1, W2, b2):
    return residual_block(x, W1, b1, W1, b1)


def residual_block_in_place(x, W1, b1, W2, b2):
    x += branch_of(x, W1, b1, W2, b2)
    return np.maximum(0, x)


# ---- option A -----------------------------------------------------------------------------------------------------
def shortcut_a(x, channels, stride):
    """Return x (N, C, H, W) at every stride-th row and column, with zeros as channels C to ``channels`` − 1."""
    kept = x[:, :, ::stride, ::stride]
    return np.pad(kept, ((0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)))


def shortcut_a_zeros_first(x, channels, stride):
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (channels - x.shape[1], 0), (0, 0), (0, 0)))


def shortcut_a_both_sides(x, channels, stride):
    new = channels - x.shape[1]
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (new // 2, new - new // 2), (0, 0), (0, 0)))


def shortcut_a_repeats(x, channels, stride):
    return x[:, np.arange(channels) % x.shape[1], ::stride, ::stride]


def shortcut_a_corner(x, channels, stride):
    rows, columns = -(-x.shape[2] // stride), -(-x.shape[3] // stride)
    return shortcut_a(x[:, :, :rows, :columns], channels, 1)


def shortcut_a_offset(x, channels, stride):
    return shortcut_a(x[:, :, stride - 1 :, stride - 1 :], channels, stride)


def shortcut_a_rows_only(x, channels, stride):
    return np.pad(x[:, :, ::stride], ((0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)))


def shortcut_a_blanks(x, channels, stride):
    found = np.zeros((len(x), channels, *x.shape[2:]))
    found[:, : x.shape[1], ::stride, ::stride] = x[:, :, ::stride, ::stride]
    return found


def shortcut_a_adds_channels(x, channels, stride):
    return shortcut_a(x, channels + x.shape[1], stride)


def shortcut_a_ones(x, channels, stride):
    new = channels - x.shape[1]
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (0, new), (0, 0), (0, 0)), constant_values=1)


# ---- a block that changes the size --------------------------------------------------------------------------------
def wider_block(x, W1, b1, W2, b2, stride):
    """Return relu(F(x) + s(x)): the first convolution strides, the shortcut s is option A; (N, F, OH, OW)."""
    hidden = np.maximum(0, conv2d(x, W1, b1, stride, padding=1))
    branch = conv2d(hidden, W2, b2, padding=1)
    return np.maximum(0, branch + shortcut_a(x, branch.shape[1], stride))


def wider_block_with(shortcut):
    """Return the block that uses ``shortcut(x, channels, stride)`` in place of option A."""

    def block(x, W1, b1, W2, b2, stride):
        branch = branch_of(x, W1, b1, W2, b2, stride)
        return np.maximum(0, branch + shortcut(x, branch.shape[1], stride))

    return block


wider_block_zeros_first = wider_block_with(shortcut_a_zeros_first)
wider_block_repeats = wider_block_with(shortcut_a_repeats)
wider_block_offset = wider_block_with(shortcut_a_offset)
wider_block_no_shortcut = wider_block_with(lambda x, channels, stride: 0)
wider_block_rectified = wider_block_with(lambda x, *rest: shortcut_a(np.maximum(0, x), *rest))


def wider_block_stride_late(x, W1, b1, W2, b2, stride):
    hidden = np.maximum(0, conv2d(x, W1, b1, padding=1))
    branch = conv2d(hidden, W2, b2, stride, padding=1)
    return np.maximum(0, branch + shortcut_a(x, branch.shape[1], stride))


def wider_block_stride_twice(x, W1, b1, W2, b2, stride):
    hidden = np.maximum(0, conv2d(x, W1, b1, stride, padding=1))
    branch = conv2d(hidden, W2, b2, stride, padding=1)
    return np.maximum(0, branch + shortcut_a(x, branch.shape[1], stride**2))


def wider_block_relu_first(x, W1, b1, W2, b2, stride):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2, stride)) + shortcut_a(x, len(W2), stride)


def wider_block_no_last_relu(x, W1, b1, W2, b2, stride):
    return branch_of(x, W1, b1, W2, b2, stride) + shortcut_a(x, len(W2), stride)


def wider_block_identity(x, W1, b1, W2, b2, stride):
    return np.maximum(0, branch_of(x, W1, b1, W2, b2, stride) + x)
