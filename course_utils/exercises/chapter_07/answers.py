"""What chapter 07 asks for around the layer: sizes, weights at the start, ReLU's backward, accuracy, a training loop.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import math

import numpy as np

from course_utils.shapes import output_shape


# ---- how many numbers reach the first dense layer -----------------------------------------------------------------
def dense_inputs(H, W, filters, K, S=1, P=0, pool=2):
    """Return how many numbers come out of a K×K convolution and a pool×pool pooling of stride ``pool``, flattened."""
    OH, OW = output_shape(H, W, K, S, P)
    OH, OW = output_shape(OH, OW, pool, pool)
    return filters * OH * OW


def exact_size(size, K, S, P):
    return (size + 2 * P - K) / S + 1


def dense_inputs_float(H, W, filters, K, S=1, P=0, pool=2):
    return filters * exact_size(H, K, S, P) / pool * exact_size(W, K, S, P) / pool


def dense_inputs_late_floor(H, W, filters, K, S=1, P=0, pool=2):
    return int(dense_inputs_float(H, W, filters, K, S, P, pool))


def dense_inputs_area_floor(H, W, filters, K, S=1, P=0, pool=2):
    OH, OW = output_shape(H, W, K, S, P)
    return filters * (OH * OW // pool**2)


def dense_inputs_ceil(H, W, filters, K, S=1, P=0, pool=2):
    OH, OW = output_shape(H, W, K, S, P)
    return filters * math.ceil(OH / pool) * math.ceil(OW / pool)


def dense_inputs_no_pool(H, W, filters, K, S=1, P=0, pool=2):
    OH, OW = output_shape(H, W, K, S, P)
    return filters * OH * OW


def dense_inputs_pool_once(H, W, filters, K, S=1, P=0, pool=2):
    OH, OW = output_shape(H, W, K, S, P)
    return filters * OH * OW // pool


def dense_inputs_no_filters(H, W, filters, K, S=1, P=0, pool=2):
    return dense_inputs(H, W, 1, K, S, P, pool)


def dense_inputs_padding_once(H, W, filters, K, S=1, P=0, pool=2):
    return dense_inputs(H + P, W + P, filters, K, S, 0, pool)


def dense_inputs_padding_ignored(H, W, filters, K, S=1, P=0, pool=2):
    return dense_inputs(H, W, filters, K, S, 0, pool)


def dense_inputs_square(H, W, filters, K, S=1, P=0, pool=2):
    return dense_inputs(H, H, filters, K, S, P, pool)


# ---- He's standard deviation --------------------------------------------------------------------------------------
def he_std(shape):
    """Return √(2 / fan-in) for weights of shape (F, C, KH, KW), a convolution, or (D, M), a dense layer."""
    if len(shape) == 4:
        F, C, KH, KW = shape
        fan_in = C * KH * KW  # how many products one output adds up
    else:
        fan_in, M = shape
    return math.sqrt(2 / fan_in)


def fans(shape):
    """Return (fan-in, fan-out) of weights of ``shape``."""
    if len(shape) == 4:
        F, C, KH, KW = shape
        return C * KH * KW, F * KH * KW
    return shape


def he_std_kernel_only(shape):
    return he_std((shape[0], 1, *shape[2:]) if len(shape) == 4 else shape)


def he_std_fan_out(shape):
    return math.sqrt(2 / fans(shape)[1])


def he_variance(shape):
    return 2 / fans(shape)[0]


def he_std_without_two(shape):
    return math.sqrt(1 / fans(shape)[0])


def glorot_std(shape):
    return math.sqrt(2 / sum(fans(shape)))


def he_std_all_weights(shape):
    return math.sqrt(2 / math.prod(shape))


def he_std_first_axis(shape):
    return math.sqrt(2 / shape[0])


def he_std_all_but_first(shape):
    return math.sqrt(2 / math.prod(shape[1:]))


# ---- ReLU backward ------------------------------------------------------------------------------------------------
def relu_backward(grad_out, x):
    """Return the gradient with respect to x, both arrays of one shape: grad_out where x > 0, else 0."""
    return grad_out * (x > 0)


def relu_backward_in_place(grad_out, x):
    grad_out[x <= 0] = 0
    return grad_out


def relu_backward_writes_x(grad_out, x):
    x[x <= 0] = 0
    return grad_out * (x > 0)


def relu_backward_mask_of_gradient(grad_out, x):
    return np.maximum(grad_out, 0)


def relu_backward_slope_only(grad_out, x):
    return (x > 0).astype(float)


def relu_backward_times_output(grad_out, x):
    return grad_out * np.maximum(x, 0)


def relu_backward_at_zero(grad_out, x):
    return grad_out * (x >= 0)


# ---- accuracy in batches ------------------------------------------------------------------------------------------
class TooMany(ValueError):
    """More examples at once than were allowed."""


class Scores:
    """A classifier with a name to show: its logits are ``x @ weights``, for at most ``most`` examples at a time."""

    def __init__(self, weights, most=None):
        self.weights, self.most = weights, most

    def __call__(self, x):
        if self.most and len(x) > self.most:
            raise TooMany(f"predict got {len(x)} examples at once; batch_size is {self.most}")
        return np.asarray(x) @ self.weights

    def __eq__(self, other):
        return isinstance(other, Scores) and np.array_equal(self.weights, other.weights) and self.most == other.most

    def __hash__(self):
        return hash(self.weights.tobytes())

    def __repr__(self):
        return f"a classifier of {self.weights.shape[1]} classes"


def accuracy(predict, x, labels, batch_size):
    """Return the share of the N examples that are classified right, ``predict`` being given batch_size at a time."""
    right = 0
    for start in range(0, len(x), batch_size):  # the last batch may be smaller
        logits = predict(x[start : start + batch_size])
        right += np.sum(logits.argmax(axis=1) == labels[start : start + batch_size])
    return right / len(x)


def right_in_batches(predict, x, labels, batch_size, whole_only=False):
    """Return for each batch (right, size), without the last one where it is not whole."""
    stop = len(x) // batch_size * batch_size if whole_only else len(x)
    found = []
    for start in range(0, stop, batch_size):
        rows = slice(start, min(start + batch_size, stop))
        hits = predict(x[rows]).argmax(axis=1) == labels[rows]
        found.append((int(hits.sum()), len(hits)))
    return found


def accuracy_drops_the_rest(predict, x, labels, batch_size):
    return sum(right for right, _ in right_in_batches(predict, x, labels, batch_size, True)) / len(x)


def accuracy_of_whole_batches(predict, x, labels, batch_size):
    found = right_in_batches(predict, x, labels, batch_size, True)
    return sum(right for right, _ in found) / sum(size for _, size in found)


def accuracy_mean_of_means(predict, x, labels, batch_size):
    return float(np.mean([right / size for right, size in right_in_batches(predict, x, labels, batch_size)]))


def accuracy_count(predict, x, labels, batch_size):
    return accuracy(predict, x, labels, batch_size) * len(x)


def accuracy_errors(predict, x, labels, batch_size):
    return 1 - accuracy(predict, x, labels, batch_size)


def accuracy_by_nominal_size(predict, x, labels, batch_size):
    found = right_in_batches(predict, x, labels, batch_size)
    return sum(right for right, _ in found) / (len(found) * batch_size)
