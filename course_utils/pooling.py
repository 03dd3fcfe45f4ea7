"""Pooling layers: the largest value or the mean of each window, channel by channel, and their gradients.

`x` has shape (N, C, H, W), the result (N, C, OH, OW), with the output sizes of `shapes.output_shape`. `kernel` (the
pooling window), `stride` and `padding` are a whole number or a pair (vertical, horizontal); `stride` None means that of
the kernel, so that windows lie side by side. Nothing is learned, and channels never mix. float32 stays float32, whole
numbers become float64, and nothing that is passed in is written to.

All raise ValueError for other shapes, a window larger than the padded input, padding above half the kernel (a window
could lie in the padding alone), NaN and infinities; TypeError for anything but real numbers. N may be 0.
"""

import numpy as np

from course_utils import shapes, validation


def max_pool2d(x, kernel, stride=None, padding=0) -> np.ndarray:
    """Return the largest value of each window.

    Padding is −∞, which never wins: a ring of zeros would, wherever all values are negative.

    >>> max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), kernel=2)[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    return max_pool2d_winner(x, kernel, stride, padding)[0]


def max_pool2d_winner(x, kernel, stride=None, padding=0) -> tuple[np.ndarray, np.ndarray]:
    """Return what `max_pool2d` returns, and which element of each window it was, both (N, C, OH, OW).

    The elements of a window are numbered from 0, row by row; of several largest ones the first wins.

    >>> max_pool2d_winner(np.array([[[[1.0, 3.0], [3.0, 2.0]]]]), kernel=2)[1]
    array([[[[1]]]], dtype=uint8)
    """
    x, w = _checked(x, kernel, stride, padding)
    padded = _padded(x, w, -np.inf)
    first, *others = (padded[:, :, rows, columns] for _, _, rows, columns in w.offsets())  # each (N, C, OH, OW)
    largest, winner = first.copy("K"), np.zeros_like(first, np.min_scalar_type(w.height * w.width))
    for number, values in enumerate(others, start=1):  # `values`: what element `number` of every window holds
        later = values > largest  # strictly: among equals the one that came first stays
        np.maximum(winner, later * winner.dtype.type(number), out=winner)
        np.maximum(largest, values, out=largest)
    return largest, winner


def max_pool2d_backward(grad_out, x, kernel, stride=None, padding=0, winner=None) -> np.ndarray:
    """Return the gradient with respect to x: each window hands its gradient to its largest value.

    Where several values of a window are the largest, the first in reading order (row by row) receives all of it: digits
    have such ties all over their background. Where windows overlap, a pixel that wins several receives the sum.
    `winner` is what `max_pool2d_winner` returned for the same arguments; without it, it is found again.

    >>> max_pool2d_backward(np.ones((1, 1, 1, 1)), np.array([[[[3.0, 3.0], [1.0, 3.0]]]]), kernel=2)[0, 0]
    array([[1., 0.],
           [0., 0.]])
    """
    x, w = _checked(x, kernel, stride, padding)
    grad_out = _gradient(grad_out, x, w)
    if winner is None:
        winner = max_pool2d_winner(x, kernel, stride, padding)[1]
    winner = validation.same_shape("winner", winner, "grad_out", grad_out)
    share = np.empty_like(winner, grad_out.dtype)  # in memory as `winner`: numbers that meet should lie side by side
    share[...] = grad_out
    grad = np.zeros_like(x, grad_out.dtype, shape=_padded_shape(x, w))
    apart = w.down >= w.height and w.right >= w.width  # then no pixel lies in two windows, and nothing adds up
    for number, (_, _, rows, columns) in enumerate(w.offsets()):
        pixels, won = grad[:, :, rows, columns], winner == number
        np.multiply(share, won, out=pixels) if apart else np.add(pixels, share * won, out=pixels)
    return grad[:, :, *w.inside(*x.shape[2:])]


def avg_pool2d(x, kernel, stride=None, padding=0, count_padding=True) -> np.ndarray:
    """Return the mean of each window.

    Padding is 0. With ``count_padding`` (torch's default) every mean is over all KH·KW places; without it, over those
    that lie in the picture.

    >>> avg_pool2d(np.ones((1, 1, 4, 4)), kernel=3, stride=2, padding=1)[0, 0, 0].round(3)
    array([0.444, 0.667])
    """
    x, w = _checked(x, kernel, stride, padding)
    padded = _padded(x, w, 0)
    total = np.zeros((*x.shape[:2], w.rows, w.columns), x.dtype)
    for _, _, rows, columns in w.offsets():
        total += padded[:, :, rows, columns]
    return total / _places(x, w, count_padding)


def avg_pool2d_backward(grad_out, x, kernel, stride=None, padding=0, count_padding=True) -> np.ndarray:
    """Return the gradient with respect to x: each window spreads its gradient evenly over its places.

    Of `x` only the shape matters. A share that falls on padding is lost, unless padding is not counted.

    >>> avg_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2)), kernel=2)[0, 0]
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    x, w = _checked(x, kernel, stride, padding)
    share = _gradient(grad_out, x, w) / _places(x, w, count_padding)
    grad = np.zeros(_padded_shape(x, w), share.dtype)
    for _, _, rows, columns in w.offsets():
        grad[:, :, rows, columns] += share
    return grad[:, :, *w.inside(*x.shape[2:])]


def _places(x, w, count_padding):
    """Return by how much each window's sum is divided: KH·KW, or (OH, OW) counts of the places in the picture."""
    if validation.boolean("count_padding", count_padding):
        return x.dtype.type(w.height * w.width)
    sizes = (x.shape[2:], (w.height, w.width), (w.down, w.right), (w.pad_down, w.pad_right), (w.rows, w.columns))
    inside = []
    for size, kernel, stride, padding, count in zip(*sizes):
        first = np.arange(count) * stride - padding
        inside.append(np.minimum(first + kernel, size) - np.maximum(first, 0))
    return np.outer(*inside).astype(x.dtype)


def upsample_nearest(x, factor) -> np.ndarray:
    """Return x with every pixel repeated `factor` times in both directions (or a pair of factors).

    It restores the size that pooling took away, and none of what was lost.

    >>> upsample_nearest(np.array([[[[1.0, 2.0]]]]), 2)[0, 0]
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """
    down, right = shapes.pair("factor", factor, 1)
    return _images(x).repeat(down, axis=2).repeat(right, axis=3)


def _images(value):
    value = validation.array("x", value, shape=("N", "C", "H", "W"), allow_empty=True, allow_inf=False)
    if 0 in value.shape[1:]:
        raise validation.value_error("x", f"shape {value.shape}", "shape (N, C, H, W) with C, H and W at least 1")
    return value


def _checked(x, kernel, stride, padding):
    x, kernel = _images(x), shapes.pair("kernel", kernel, 1)
    stride = kernel if stride is None else shapes.pair("stride", stride, 1)
    padding = shapes.pair("padding", padding)
    for pad, size in zip(padding, kernel):
        if 2 * pad > size:
            raise validation.value_error("padding", str(pad), f"at most half the kernel, {size // 2}")
    return x, shapes.window(*x.shape[2:], kernel, stride, padding)


def _gradient(grad_out, x, w):
    shape = (*x.shape[:2], w.rows, w.columns)
    return validation.array("grad_out", grad_out, shape=shape, allow_empty=len(x) == 0, allow_inf=False)


def _padded_shape(x, w):
    return (*x.shape[:2], x.shape[2] + 2 * w.pad_down, x.shape[3] + 2 * w.pad_right)


def _padded(x, w, value):
    if _padded_shape(x, w) == x.shape:
        return x
    padded = np.full_like(x, value, shape=_padded_shape(x, w))
    padded[:, :, *w.inside(*x.shape[2:])] = x
    return padded
