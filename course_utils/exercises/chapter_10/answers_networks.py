"""What chapter 10 asks for about networks from 2013 to 2015, and its known mistakes.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np


# ---- a 1 × 1 convolution -------------------------------------------------------------------------------------------
def one_by_one(x, weight):
    """Return the 1 × 1 convolution of x (N, C, H, W) with weight (F, C): shape (N, F, H, W)."""
    pixels = x.transpose(0, 2, 3, 1)  # (N, H, W, C): the channels of a pixel side by side
    return (pixels @ weight.T).transpose(0, 3, 1, 2)


def one_by_one_reshaped(x, weight):
    n, c, h, w = x.shape
    return (x.reshape(n * h * w, c) @ weight.T).reshape(n, len(weight), h, w)


def one_by_one_reshaped_behind(x, weight):
    n, c, h, w = x.shape
    return (x.transpose(0, 2, 3, 1).reshape(-1, c) @ weight.T).reshape(n, len(weight), h, w)


def one_by_one_reshaped_before(x, weight):
    n, c, h, w = x.shape
    return (x.reshape(n, h, w, c) @ weight.T).transpose(0, 3, 1, 2)


def one_by_one_turned(x, weight):
    return one_by_one(x, weight.reshape(weight.shape[::-1]).T)


def one_by_one_averaged(x, weight):
    return one_by_one(x, weight) / x.shape[1]


def one_by_one_pooled(x, weight):
    return x.mean(axis=(2, 3)) @ weight.T


def one_by_one_pooled_sum(x, weight):
    return x.sum(axis=(2, 3)) @ weight.T


def one_by_one_relu(x, weight):
    return np.maximum(one_by_one(x, weight), 0)


def one_by_one_channels_last(x, weight):
    return x.transpose(0, 2, 3, 1) @ weight.T


def one_by_one_all_weights(x, weight):
    return weight.sum(axis=1)[:, None, None] * x.sum(axis=1, keepdims=True)


# ---- small convolutions for a large one ----------------------------------------------------------------------------
def small_stack(kernel, channels):
    """Return how many 3 × 3 convolutions see as much as one kernel × kernel, and their weights together."""
    layers = (kernel - 1) // 2  # the first sees 3 pixels, each further one 2 more
    return layers, layers * 3 * 3 * channels * channels


def stack_with(layers=lambda kernel: (kernel - 1) // 2, weights=lambda channels: 9 * channels**2):
    """Return small_stack with another count of layers, or of one layer's weights."""
    return lambda kernel, channels: (layers(kernel), layers(kernel) * weights(channels))


def small_stack_large_weights(kernel, channels):
    return (kernel - 1) // 2, kernel**2 * channels**2


def small_stack_one_layers_weights(kernel, channels):
    return (kernel - 1) // 2, 9 * channels**2


def small_stack_each_large(kernel, channels):
    return (kernel - 1) // 2, (kernel - 1) // 2 * kernel**2 * channels**2


# ---- the module of GoogLeNet ---------------------------------------------------------------------------------------
def module(channels, one, before_three, three, before_five, five, pooled):
    """Return the maps that a module gives out, and the weights of its six convolutions."""
    weights = channels * (one + before_three + before_five + pooled)  # the 1 × 1 convolutions
    weights += 3 * 3 * before_three * three + 5 * 5 * before_five * five
    return one + three + five + pooled, weights


def module_reductions_out(channels, one, before_three, three, before_five, five, pooled):
    outputs, weights = module(channels, one, before_three, three, before_five, five, pooled)
    return outputs + before_three + before_five, weights


def module_naive(channels, one, before_three, three, before_five, five, pooled):
    return one + three + five + pooled, channels * (one + 9 * three + 25 * five + pooled)


def module_reads_all(channels, one, before_three, three, before_five, five, pooled):
    weights = channels * (one + before_three + before_five + pooled + 9 * three + 25 * five)
    return one + three + five + pooled, weights


def module_added(channels, one, before_three, three, before_five, five, pooled):
    outputs, weights = module(channels, one, before_three, three, before_five, five, pooled)
    return max(one, three, five, pooled), weights


def module_pool_handed_on(channels, one, before_three, three, before_five, five, pooled):
    _, weights = module(channels, one, before_three, three, before_five, five, 0)
    return one + three + five + channels, weights


def module_pool_free(channels, one, before_three, three, before_five, five, pooled):
    _, weights = module(channels, one, before_three, three, before_five, five, 0)
    return one + three + five + pooled, weights


def module_rows(channels, one, before_three, three, before_five, five, pooled):
    weights = channels * (one + before_three + before_five + pooled)
    return one + three + five + pooled, weights + 3 * before_three * three + 5 * before_five * five


def module_reductions_free(channels, one, before_three, three, before_five, five, pooled):
    weights = channels * (one + pooled) + 9 * before_three * three + 25 * before_five * five
    return one + three + five + pooled, weights


def module_pool_window(channels, one, before_three, three, before_five, five, pooled):
    outputs, weights = module(channels, one, before_three, three, before_five, five, pooled)
    return outputs, weights + 8 * channels * pooled


def module_biases(channels, one, before_three, three, before_five, five, pooled):
    outputs, weights = module(channels, one, before_three, three, before_five, five, pooled)
    return outputs, weights + outputs + before_three + before_five


# ---- a highway gate ------------------------------------------------------------------------------------------------
def highway_slope(x, w, b, gate_w, gate_b):
    """Return dy/dx of y = t·h + (1 − t)·x, with h = tanh(w·x + b) and t = σ(gate_w·x + gate_b)."""
    h = np.tanh(w * x + b)
    t = 1 / (1 + np.exp(-(gate_w * x + gate_b)))
    h_slope, t_slope = w * (1 - h**2), gate_w * t * (1 - t)
    return t * h_slope + t_slope * (h - x) + (1 - t)


def slope_with(formula):
    """Return highway_slope with another formula of (x, h, t, slope of h, slope of t, w, gate_w)."""

    def mistaken(x, w, b, gate_w, gate_b):
        h, t = np.tanh(w * x + b), 1 / (1 + np.exp(-(gate_w * x + gate_b)))
        return formula(x, h, t, w * (1 - h**2), gate_w * t * (1 - t), w, gate_w)

    return mistaken


slope_gate_constant = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + (1 - t))
slope_one = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + dt * (h - x) + 1)
slope_one_gate_constant = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + 1)
slope_nothing_carried = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + dt * h)
slope_carry_constant = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + dt * h + (1 - t))
slope_carry_added = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + dt * (h + x) + (1 - t))
slope_transform_constant = slope_with(lambda x, h, t, dh, dt, w, gate_w: dt * (h - x) + (1 - t))
slope_no_gate_weight = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * dh + t * (1 - t) * (h - x) + (1 - t))
slope_no_weight = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * (1 - h**2) + dt * (h - x) + (1 - t))
slope_exchanged = slope_with(lambda x, h, t, dh, dt, w, gate_w: (1 - t) * dh - dt * (h - x) + t)
slope_product = slope_with(lambda x, h, t, dh, dt, w, gate_w: dt * dh - dt * x + (1 - t))
slope_value = slope_with(lambda x, h, t, dh, dt, w, gate_w: t * h + (1 - t) * x)
