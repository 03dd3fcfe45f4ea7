"""The gradients, factors, paths and counts that chapter 11 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np


# ---- a residual sum, backward -------------------------------------------------------------------------------------
def block_backward(grad_out, x, W1, W2):
    """Return (grad_x, grad_W1, grad_W2) of y = relu(relu(x W1) W2 + x); x and grad_out (N, D), both weights (D, D)."""
    net = x @ W1
    hidden = np.maximum(0, net)
    total = hidden @ W2 + x
    grad_total = grad_out * (total > 0)  # the sum hands this to both of its terms
    grad_W2 = hidden.T @ grad_total
    grad_net = (grad_total @ W2.T) * (net > 0)
    grad_W1 = x.T @ grad_net
    return grad_net @ W1.T + grad_total, grad_W1, grad_W2  # x was used twice: two gradients add up


def parts(grad_out, x, W1, W2, last=True):
    """Return hidden, grad_total, grad_net as above; with ``last=False`` the final ReLU is passed over."""
    net = x @ W1
    hidden = np.maximum(0, net)
    grad_total = grad_out * (hidden @ W2 + x > 0) if last else grad_out
    return hidden, grad_total, (grad_total @ W2.T) * (net > 0)


def block_backward_no_identity(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2)
    return grad_net @ W1.T, x.T @ grad_net, hidden.T @ grad_total


def block_backward_no_last_relu(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2, last=False)
    return grad_net @ W1.T + grad_total, x.T @ grad_net, hidden.T @ grad_total


def block_backward_identity_unmasked(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2)
    return grad_net @ W1.T + grad_out, x.T @ grad_net, hidden.T @ grad_total


def block_backward_last_mask_of_branch(grad_out, x, W1, W2):
    net = x @ W1
    hidden = np.maximum(0, net)
    grad_total = grad_out * (hidden @ W2 > 0)
    grad_net = (grad_total @ W2.T) * (net > 0)
    return grad_net @ W1.T + grad_total, x.T @ grad_net, hidden.T @ grad_total


def block_backward_shared_out(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out / 2, x, W1, W2)
    return grad_net @ W1.T + grad_total, x.T @ grad_net, hidden.T @ grad_total


def block_backward_multiplied(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2)
    return (grad_net @ W1.T) * grad_total, x.T @ grad_net, hidden.T @ grad_total


def block_backward_adds_x(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2)
    return grad_net @ W1.T + x, x.T @ grad_net, hidden.T @ grad_total


def block_backward_adds_one(grad_out, x, W1, W2):
    hidden, grad_total, grad_net = parts(grad_out, x, W1, W2)
    return grad_net @ W1.T + 1, x.T @ grad_net, hidden.T @ grad_total


def block_backward_no_inner_relu(grad_out, x, W1, W2):
    hidden, grad_total, _ = parts(grad_out, x, W1, W2)
    grad_net = grad_total @ W2.T
    return grad_net @ W1.T + grad_total, x.T @ grad_net, hidden.T @ grad_total


def block_backward_not_turned(grad_out, x, W1, W2):
    net = x @ W1
    hidden, grad_total, _ = parts(grad_out, x, W1, W2)
    grad_net = (grad_total @ W2) * (net > 0)
    return grad_net @ W1 + grad_total, x.T @ grad_net, hidden.T @ grad_total


# ---- a bug in a residual sum --------------------------------------------------------------------------------------
def sum_backward(grad_out, x, W):
    """Return (grad_x, grad_W) of y = x + relu(x W); x and grad_out (N, D), W (D, D)."""
    grad_net = grad_out * (x @ W > 0)  # a new array: the shortcut still needs grad_out as it came
    return grad_net @ W.T + grad_out, x.T @ grad_net


def broken_sum_backward(grad_out, x, W):
    grad_branch = grad_out
    grad_branch[x @ W <= 0] = 0
    grad_x = grad_branch @ W.T + grad_out
    return grad_x, x.T @ grad_branch


def sum_backward_masks_both(grad_out, x, W):
    grad_net = grad_out * (x @ W > 0)
    return grad_net @ W.T + grad_net, x.T @ grad_net


def sum_backward_late_copy(grad_out, x, W):
    kept = grad_out.copy()
    grad_out[x @ W <= 0] = 0
    return grad_out @ W.T + kept, x.T @ grad_out


def sum_backward_no_identity(grad_out, x, W):
    grad_net = grad_out * (x @ W > 0)
    return grad_net @ W.T, x.T @ grad_net


def sum_backward_no_relu(grad_out, x, W):
    return grad_out @ W.T + grad_out, x.T @ grad_out


def sum_backward_mask_of_x(grad_out, x, W):
    grad_net = grad_out * (x > 0)
    return grad_net @ W.T + grad_out, x.T @ grad_net


# ---- factors ------------------------------------------------------------------------------------------------------
def chain(slopes, skips):
    """Return the slope of a chain of blocks: 1 + F′ where a block has a shortcut, F′ where it has none."""
    slopes, skips = np.asarray(slopes), np.asarray(skips)
    return np.prod(np.where(skips, 1 + slopes, slopes))


def chain_one_outside(slopes, skips):
    return 1 + np.prod(slopes)


def chain_all_plain(slopes, skips):
    return np.prod(slopes)


def chain_all_residual(slopes, skips):
    return np.prod(1 + np.asarray(slopes))


def chain_sum(slopes, skips):
    return np.sum(np.where(skips, 1 + np.asarray(slopes), slopes))


def chain_first_order(slopes, skips):
    slopes, skips = np.asarray(slopes), np.asarray(skips)
    return (1 + np.sum(slopes[skips])) * np.prod(slopes[~skips])


def chain_skips_cut(slopes, skips):
    return np.prod(np.where(skips, 1, slopes))


def chain_exchanged(slopes, skips):
    return np.prod(np.where(skips, slopes, 1 + np.asarray(slopes)))


# ---- paths --------------------------------------------------------------------------------------------------------
def path_counts(skips):
    """Return how many paths pass exactly 0, 1, …, L branches; ``skips`` says which of L blocks have a way round.

    >>> path_counts([True, True, False])
    array([0, 1, 2, 1])
    """
    counts = np.zeros(len(skips) + 1, dtype=int)
    counts[0] = 1  # before the first block there is one path, which has passed nothing
    for skip in skips:
        through = np.append(0, counts[:-1])  # every path may go through F, and is then one branch longer
        counts = through + counts if skip else through
    return counts


def path_counts_all_skip(skips):
    return path_counts([True] * len(skips))


def path_counts_plain_optional(skips):
    found = path_counts([True] * int(np.sum(skips)))
    return np.append(found, np.zeros(len(skips) + 1 - len(found), dtype=int))


def path_counts_total(skips):
    return 2 ** int(np.sum(skips))


def path_counts_powers(skips):
    return 2 ** np.arange(len(skips) + 1)


def path_counts_uniform(skips):
    found = path_counts(skips)
    return np.where(found > 0, 1, 0)


def path_counts_one_short(skips):
    return path_counts(skips)[1:]


# ---- what there is to learn ---------------------------------------------------------------------------------------
def parameters(n, widths=(16, 32, 64), channels=3, classes=10):
    """Count what a 6n + 2 network with option A learns: weights, a scale and a shift per channel, the dense layer."""
    count = channels * widths[0] * 9 + 2 * widths[0]  # the first convolution and its normalisation
    inputs = widths[0]
    for width in widths:
        for _ in range(n):
            count += inputs * width * 9 + width * width * 9 + 4 * width
            inputs = width
    return count + (widths[-1] + 1) * classes


def blocks_of_widths(n, widths):
    """Return (inputs, width) for each block, first to last."""
    pairs = [(before, width) for before, width in zip((widths[0], *widths), widths)]
    return [pair if k == 0 else (pair[1], pair[1]) for pair in pairs for k in range(n)]


def parameters_with(per_block, stem=2, dense=None):
    """Return the count that adds ``per_block(inputs, width)`` for each block, and ``stem`` numbers a channel."""
    dense = dense or (lambda width, classes: (width + 1) * classes)

    def count(n, widths=(16, 32, 64), channels=3, classes=10):
        first = channels * widths[0] * 9 + stem * widths[0]
        return first + sum(per_block(*pair) for pair in blocks_of_widths(n, widths)) + dense(widths[-1], classes)

    return count


def weights(inputs, width):
    return inputs * width * 9 + width * width * 9


parameters_no_normalisation = parameters_with(weights, stem=0)
parameters_biases_too = parameters_with(lambda i, w: weights(i, w) + 6 * w, stem=3)
parameters_biases_instead = parameters_with(lambda i, w: weights(i, w) + 2 * w, stem=1)
parameters_running_too = parameters_with(lambda i, w: weights(i, w) + 8 * w, stem=4)
parameters_one_convolution = parameters_with(lambda i, w: i * w * 9 + 2 * w)
parameters_same_width = parameters_with(lambda i, w: 2 * w * w * 9 + 4 * w)
parameters_option_b = parameters_with(lambda i, w: weights(i, w) + 4 * w + (i * w + 2 * w if i != w else 0))
parameters_no_dense_bias = parameters_with(lambda i, w: weights(i, w) + 4 * w, dense=lambda w, c: w * c)
parameters_dense_over_maps = parameters_with(lambda i, w: weights(i, w) + 4 * w, dense=lambda w, c: (w * 8 * 8 + 1) * c)
