"""What chapter 09 asks for about the network, and its known mistakes.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np

from course_utils import dropout, normalisation


# ---- the side of a picture that fits -------------------------------------------------------------------------------
def fitting_side(places, kernel, stride=1, padding=0):
    """Return the side from which a window has exactly ``places`` places and leaves no pixel over."""
    return (places - 1) * stride + kernel - 2 * padding


def fitting_side_one_step_more(places, kernel, stride=1, padding=0):
    return places * stride + kernel - 2 * padding


def fitting_side_without_kernel(places, kernel, stride=1, padding=0):
    return (places - 1) * stride - 2 * padding


def fitting_side_padding_ignored(places, kernel, stride=1, padding=0):
    return (places - 1) * stride + kernel


def fitting_side_padding_once(places, kernel, stride=1, padding=0):
    return (places - 1) * stride + kernel - padding


def fitting_side_padding_added(places, kernel, stride=1, padding=0):
    return (places - 1) * stride + kernel + 2 * padding


def fitting_side_places(places, kernel, stride=1, padding=0):
    return (places + 2 * padding - kernel) // stride + 1


# ---- parameters of a split layer -----------------------------------------------------------------------------------
def split_parameters(C, F, K, towers):
    """Return weights and biases of F kernels K×K over C maps, where each kernel reads its own tower's maps only."""
    return F * (C // towers) * K * K + F


def split_unsplit(C, F, K, towers):
    return F * C * K * K + F


def split_twice(C, F, K, towers):
    return (F // towers) * (C // towers) * K * K + F


def split_one_tower(C, F, K, towers):
    return (F // towers) * (C // towers) * K * K + F // towers


def split_without_biases(C, F, K, towers):
    return F * (C // towers) * K * K


def split_biases_too(C, F, K, towers):
    return F * (C // towers) * K * K + F // towers


def split_one_kernel_side(C, F, K, towers):
    return F * (C // towers) * K + F


# ---- local response normalisation ----------------------------------------------------------------------------------
def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    """Return a / (k + α Σ a²)^β, the sum running over up to n neighbouring channels, for a of shape (N, C, H, W)."""
    C, reach = a.shape[1], n // 2
    b = np.empty_like(a)
    for i in range(C):
        near = a[:, max(0, i - reach) : min(C, i + reach + 1)]  # (N, up to n, H, W)
        b[:, i] = a[:, i] / (k + alpha * np.sum(near**2, axis=1)) ** beta
    return b


def lrn_with(a, n, k, alpha, beta, around, use=np.square):
    """Return the normalised responses where ``around(i)`` lists the channels of the sum."""
    b = np.empty_like(a)
    for i in range(a.shape[1]):
        b[:, i] = a[:, i] / (k + alpha * use(a[:, around(i)]).sum(axis=1)) ** beta
    return b


def lrn_alpha_over_n(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return lrn(a, n, k, alpha / n, beta)


def lrn_n_each_side(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return lrn(a, 2 * n + 1, k, alpha, beta)


def lrn_one_short(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    C, reach = a.shape[1], n // 2
    return lrn_with(a, n, k, alpha, beta, lambda i: range(max(0, i - reach), min(C, max(i + reach, 1))))


def lrn_round_the_corner(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    C, reach = a.shape[1], n // 2
    return lrn_with(a, n, k, alpha, beta, lambda i: [(i + s) % C for s in range(-reach, reach + 1)])


def lrn_without_itself(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    C, reach = a.shape[1], n // 2

    def others(i):
        return [j for j in range(max(0, i - reach), min(C, i + reach + 1)) if j != i]

    return lrn_with(a, n, k, alpha, beta, others)


def lrn_not_squared(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    C, reach = a.shape[1], n // 2
    near = [range(max(0, i - reach), min(C, i + reach + 1)) for i in range(C)]
    return lrn_with(a, n, k, alpha, beta, lambda i: near[i], np.abs)


def lrn_all_channels(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return lrn(a, 2 * a.shape[1] + 1, k, alpha, beta)


def lrn_no_power(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return lrn(a, n, k, alpha, 1.0)


def lrn_in_space(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    """Sum over an n × n square of the same map."""
    reach = n // 2
    padded = np.pad(a**2, ((0, 0), (0, 0), (reach, reach), (reach, reach)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1), axis=(2, 3))
    return a / (k + alpha * windows.sum(axis=(4, 5))) ** beta


# ---- two planted bugs ----------------------------------------------------------------------------------------------
def mended_head(a, weight, kept, training):
    """Return logits (N, K) from responses a (N, C, H, W), weight (C·H·W, K), and booleans kept (N, C·H·W)."""
    h = normalisation.local_response(np.maximum(a, 0))  # after ReLU
    h = h.reshape(len(h), len(weight))
    h = dropout.train(h, kept) if training else dropout.test(h, 0.5)
    return h @ weight


def broken_head(a, weight, kept, training):
    """Both bugs, as the chapter shows them."""
    h = np.maximum(normalisation.local_response(a), 0)
    h = h.reshape(len(h), -1)
    return dropout.train(h, kept) @ weight


def head_norm_first(a, weight, kept, training):
    h = np.maximum(normalisation.local_response(a), 0).reshape(len(a), -1)
    return (dropout.train(h, kept) if training else dropout.test(h, 0.5)) @ weight


def head_always_drops(a, weight, kept, training):
    h = normalisation.local_response(np.maximum(a, 0)).reshape(len(a), -1)
    return dropout.train(h, kept) @ weight


def head_full_strength(a, weight, kept, training):
    h = normalisation.local_response(np.maximum(a, 0)).reshape(len(a), -1)
    return (dropout.train(h, kept) if training else h) @ weight


def head_always_halved(a, weight, kept, training):
    h = normalisation.local_response(np.maximum(a, 0)).reshape(len(a), -1)
    return dropout.test(dropout.train(h, kept) if training else h, 0.5) @ weight


def head_other_way_round(a, weight, kept, training):
    return mended_head(a, weight, kept, not training)
