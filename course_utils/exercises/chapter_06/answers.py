"""The functions that chapter 06 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so
that ``check`` can recognise it; its comment-free body is the mistake.
"""

from __future__ import annotations

import math

import numpy as np

from course_utils import pooling, shapes

FIRST, LAST = 0, -1


def slide(x, window, stride, padding, fill, reduce):
    """Pad ``x`` (N, C, H, W) with ``fill`` on all four sides and reduce each window (N, C, K, K) to (N, C)."""
    rim = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, rim, constant_values=fill)
    rows, columns = shapes.output_shape(*x.shape[2:], window, stride, padding)
    out = np.empty((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        out[:, :, i, j] = reduce(padded[:, :, top : top + window, left : left + window])
    return out


def largest(patch):
    return patch.max(axis=(2, 3))


def mean(patch):
    return patch.mean(axis=(2, 3))


# ---- the shape of what comes out ----------------------------------------------------------------------------------
def pooled_shape(shape, window, stride, padding):
    """Return the shape (N, C, OH, OW) that pooling leaves of the shape (N, C, H, W)."""
    n, c, height, width = shape
    rows = shapes.output_size(height, window, stride, padding)
    columns = shapes.output_size(width, window, stride, padding)
    return n, c, rows, columns


def _shape_by(size):
    """Build a pooled_shape that works out each axis with ``size(axis, window, stride, padding)``."""

    def wrong(shape, window, stride, padding):
        return (*shape[:2], *(size(axis, window, stride, padding) for axis in shape[2:]))

    return wrong


shape_no_padding = _shape_by(lambda a, k, s, p: (a - k) // s + 1)
shape_padding_once = _shape_by(lambda a, k, s, p: (a + p - k) // s + 1)
shape_no_plus_one = _shape_by(lambda a, k, s, p: (a + 2 * p - k) // s)
shape_float = _shape_by(lambda a, k, s, p: (a + 2 * p - k) / s + 1)
shape_ceil = _shape_by(lambda a, k, s, p: math.ceil((a + 2 * p - k) / s) + 1)
shape_stride_is_window = _shape_by(lambda a, k, s, p: (a + 2 * p - k) // k + 1)


def shape_swapped(shape, window, stride, padding):
    n, c, rows, columns = pooled_shape(shape, window, stride, padding)
    return n, c, columns, rows


def shape_one_channel(shape, window, stride, padding):
    n, _, rows, columns = pooled_shape(shape, window, stride, padding)
    return n, 1, rows, columns


# ---- max pooling --------------------------------------------------------------------------------------------------
def max_pool(x, window, stride, padding):
    """Return the largest value in each window of ``x`` (N, C, H, W), shape (N, C, OH, OW)."""
    rim = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, rim, constant_values=-np.inf)  # smaller than every number: a padded cell never wins
    rows, columns = shapes.output_shape(*x.shape[2:], window, stride, padding)
    out = np.empty((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        out[:, :, i, j] = padded[:, :, top : top + window, left : left + window].max(axis=(2, 3))
    return out


def max_pool_zero_padded(x, window, stride, padding):
    return slide(x, window, stride, padding, 0.0, largest)


def max_pool_unpadded(x, window, stride, padding):
    return max_pool(x, window, stride, 0)


def max_pool_stride_is_window(x, window, stride, padding):
    return max_pool(x, window, window, padding)


def max_pool_stride_one(x, window, stride, padding):
    return max_pool(x, window, 1, padding)


def max_pool_mean(x, window, stride, padding):
    return slide(x, window, stride, padding, 0.0, mean)


def max_pool_smallest(x, window, stride, padding):
    return slide(x, window, stride, padding, np.inf, lambda patch: patch.min(axis=(2, 3)))


def max_pool_across_channels(x, window, stride, padding):
    return max_pool(x, window, stride, padding).max(axis=1, keepdims=True)


def max_pool_transposed(x, window, stride, padding):
    return max_pool(x, window, stride, padding).swapaxes(2, 3)


# ---- its gradient -------------------------------------------------------------------------------------------------
def max_pool_backward(grad_out, x, window, stride):
    """Return the gradient of ``x`` (N, C, H, W): each entry of ``grad_out`` goes to the winner of its window."""
    grad_x = np.zeros_like(x)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * stride, j * stride
        patch = x[n, c, top : top + window, left : left + window]
        p, q = np.unravel_index(patch.argmax(), patch.shape)  # argmax names the first of equals, row by row
        grad_x[n, c, top + p, left + q] += grad_out[n, c, i, j]
    return grad_x


def routed(share, add=True):
    """Build a backward pass that gives ``share(patch)`` (K, K) of each incoming gradient to the cells of its window."""

    def backward(grad_out, x, window, stride):
        grad_x = np.zeros_like(x)
        for n, c, i, j in np.ndindex(grad_out.shape):
            place = n, c, slice(i * stride, i * stride + window), slice(j * stride, j * stride + window)
            given = grad_out[n, c, i, j] * share(x[place])
            grad_x[place] = grad_x[place] + given if add else np.where(given != 0, given, grad_x[place])
        return grad_x

    return backward


def winner(patch, which=FIRST):
    """Return 1 at one of the largest cells of ``patch``, 0 elsewhere."""
    chosen = np.zeros(patch.size)
    chosen[np.flatnonzero(patch == patch.max())[which]] = 1.0
    return chosen.reshape(patch.shape)


def all_winners(patch):
    return (patch == patch.max()).astype(float)


max_backward_written = routed(winner, add=False)
max_backward_every_tie = routed(all_winners)
max_backward_shared_tie = routed(lambda patch: all_winners(patch) / all_winners(patch).sum())
max_backward_last_tie = routed(lambda patch: winner(patch, LAST))
max_backward_averaged = routed(lambda patch: np.full(patch.shape, 1 / patch.size))
max_backward_to_all = routed(np.ones_like)
max_backward_transposed = routed(lambda patch: winner(patch).T)


def max_backward_ones(grad_out, x, window, stride):
    return max_pool_backward(np.ones_like(grad_out), x, window, stride)


def max_backward_times_x(grad_out, x, window, stride):
    return x * max_pool_backward(grad_out, x, window, stride)


# ---- average pooling in which padded cells do not count -----------------------------------------------------------
def avg_pool(x, window, stride, padding):
    """Return the mean of the real cells of each window of ``x`` (N, C, H, W), shape (N, C, OH, OW)."""
    rows, columns = shapes.output_shape(*x.shape[2:], window, stride, padding)
    out = np.empty((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride - padding, j * stride - padding  # where the window begins, seen from the picture
        patch = x[:, :, max(top, 0) : top + window, max(left, 0) : left + window]  # the part inside the picture
        out[:, :, i, j] = patch.mean(axis=(2, 3))
    return out


def avg_pool_counted(x, window, stride, padding):
    return slide(x, window, stride, padding, 0.0, mean)


def avg_pool_summed(x, window, stride, padding):
    return slide(x, window, stride, padding, 0.0, lambda patch: patch.sum(axis=(2, 3)))


def avg_pool_by_stride(x, window, stride, padding):
    return avg_pool_summed(x, window, stride, padding) / stride**2


def avg_pool_by_window(x, window, stride, padding):
    return avg_pool_summed(x, window, stride, padding) / window


def avg_pool_nonzero(x, window, stride, padding):
    counts = avg_pool_summed((x != 0).astype(float), window, stride, padding)
    return avg_pool_summed(x, window, stride, padding) / np.maximum(counts, 1.0)


def avg_pool_largest(x, window, stride, padding):
    return max_pool(x, window, stride, padding)


def avg_pool_across_channels(x, window, stride, padding):
    return avg_pool(x, window, stride, padding).mean(axis=1, keepdims=True)


# ---- the planted bugs ---------------------------------------------------------------------------------------------
def avg_pool_backward(grad_out, shape, window, stride):
    """Return the gradient of the input of average pooling, an array of ``shape`` (N, C, H, W)."""
    grad_x = np.zeros(shape)
    for i, j in np.ndindex(grad_out.shape[2:]):
        top, left = i * stride, j * stride
        share = grad_out[:, :, i, j] / window**2  # (N, C): every cell of the window had this much weight
        grad_x[:, :, top : top + window, left : left + window] += share[:, :, None, None]
    return grad_x


def broken_backward(grad_out, shape, window, stride):
    """Return the gradient of the input of average pooling, an array of ``shape``. Two of its lines are wrong."""
    grad_x = np.zeros(shape)
    for i, j in np.ndindex(grad_out.shape[2:]):
        top, left = i * stride, j * stride
        share = grad_out[:, :, i, j] / stride**2
        grad_x[:, :, top : top + window, left : left + window] = share[:, :, None, None]
    return grad_x


def broken_only_written(grad_out, shape, window, stride):
    return broken_backward(grad_out, shape, window, stride) * stride**2 / window**2


def broken_only_count(grad_out, shape, window, stride):
    return avg_pool_backward(grad_out, shape, window, stride) * window**2 / stride**2


def broken_no_count(grad_out, shape, window, stride):
    return avg_pool_backward(grad_out, shape, window, stride) * window**2


def broken_one_axis(grad_out, shape, window, stride):
    return avg_pool_backward(grad_out, shape, window, stride) * window


# ---- what survives a shift ----------------------------------------------------------------------------------------
def share_kept(image, columns):
    """Return how much of the inked part of a pooled ``image`` (H, W) stays as it was, moved ``columns`` to the right.

    Max pooling 2 × 2, stride 2. The share is taken over the pooled cells that hold ink before or after the move.
    """
    moved = np.zeros_like(image)
    moved[:, columns:] = image[:, :-columns]
    before, after = (pooling.max_pool2d(picture[None, None], 2) for picture in (image, moved))
    inked = (before > 0) | (after > 0)
    return np.mean(before[inked] == after[inked])


def moved_right(image, columns):
    return np.pad(image, ((0, 0), (columns, 0)))[:, :-columns]


def pooled_picture(image):
    return max_pool(image[None, None], 2, 2, 0)[0, 0]


def kept_by(move=moved_right, view=pooled_picture, inked=lambda before, after: (before > 0) | (after > 0)):
    """Build a share_kept that moves by ``move``, looks at pictures by ``view`` and counts the cells of ``inked``."""

    def wrong(image, columns):
        before, after = view(image), view(move(image, columns))
        counted = inked(before, after)
        return np.mean(before[counted] == after[counted])

    return wrong


kept_rolled = kept_by(lambda image, columns: np.roll(image, columns, axis=1))
kept_left = kept_by(lambda image, columns: moved_right(image[:, ::-1], columns)[:, ::-1])
kept_down = kept_by(lambda image, columns: moved_right(image.T, columns).T)
kept_background_too = kept_by(inked=lambda before, after: np.ones(before.shape, bool))
kept_unpooled = kept_by(view=lambda image: image)
kept_inked_before = kept_by(inked=lambda before, after: before > 0)


def kept_changed(image, columns):
    return 1 - share_kept(image, columns)


def kept_shift_after_pooling(image, columns):
    return kept_by(view=lambda pooled: pooled)(pooled_picture(image), columns)
