"""Answers to chapter 10's exercises on networks from 2013 to 2015, as other people write them."""

import numpy as np


def pixel_by_pixel(x, weight):
    n, c, h, w = x.shape
    out = np.zeros((n, len(weight), h, w))
    for i, j in np.ndindex(h, w):
        out[:, :, i, j] = x[:, :, i, j] @ weight.T
    return out


def column_of_pixels(x, weight):
    n, c, h, w = x.shape
    return (weight @ x.reshape(n, c, h * w)).reshape(n, len(weight), h, w)


def two_layers_seen(kernel, channels):
    layers, seen = 0, 1
    while seen < kernel:
        layers, seen = layers + 1, seen + 2
    return layers, sum(3 * 3 * channels * channels for _ in range(layers))


def layer_by_layer(channels, one, before_three, three, before_five, five, pooled):
    layers = [
        (1, channels, one),
        (1, channels, before_three),
        (3, before_three, three),
        (1, channels, before_five),
        (5, before_five, five),
        (1, channels, pooled),
    ]
    return one + three + five + pooled, sum(k * k * i * o for k, i, o in layers)


def by_nudging(x, w, b, gate_w, gate_b):
    def y(x):
        t = 1 / (1 + np.exp(-(gate_w * x + gate_b)))
        return t * np.tanh(w * x + b) + (1 - t) * x

    return (y(x + 1e-6) - y(x - 1e-6)) / 2e-6


def with_sigma(x, w, b, gate_w, gate_b):
    h, t = np.tanh(w * x + b), (1 + np.tanh((gate_w * x + gate_b) / 2)) / 2
    return 1 + t * (w / np.cosh(w * x + b) ** 2 - 1) + (h - x) * gate_w * (t - t**2)


RIGHT = [
    ("10-one-by-one", "pixel by pixel", pixel_by_pixel),
    ("10-one-by-one", "from the left", column_of_pixels),
    ("10-one-by-one", "einsum", lambda x, weight: np.einsum("fc,nchw->nfhw", weight, x)),
    ("10-one-by-one", "tensordot", lambda x, weight: np.moveaxis(np.tensordot(x, weight, (1, 1)), -1, 1)),
    ("10-small-stack", "counted up", two_layers_seen),
    ("10-module", "layer by layer", layer_by_layer),
    ("10-highway-slope", "by nudging", by_nudging),
    ("10-highway-slope", "another form", with_sigma),
]

WRONG = [
    (
        "10-one-by-one",
        "reshaped rows",
        lambda x, weight: np.reshape(
            np.dot(np.reshape(x, (-1, x.shape[1])), weight.T), (len(x), len(weight), *x.shape[2:])
        ),
        "reshaped where axes had to change places",
    ),
    (
        "10-one-by-one",
        "global mean",
        lambda x, weight: np.einsum("fc,nchw->nf", weight, x) / x[0, 0].size,
        "the maps put together",
    ),
    (
        "10-one-by-one",
        "rectified",
        lambda x, weight: np.maximum(0, column_of_pixels(x, weight)),
        "ReLU as well",
    ),
    ("10-one-by-one", "zeros", lambda x, weight: np.zeros((len(x), len(weight), *x.shape[2:])), None),
    (
        "10-small-stack",
        "thirds",
        lambda kernel, channels: (int(np.ceil(kernel / 3)), int(np.ceil(kernel / 3)) * 9 * channels**2),
        "three pixels for every layer",
    ),
    (
        "10-small-stack",
        "one map",
        lambda kernel, channels: ((kernel - 1) // 2, (kernel - 1) // 2 * 3 * 3),
        "a single map",
    ),
    (
        "10-small-stack",
        "the seven by seven",
        lambda kernel, channels: ((kernel - 1) // 2, (kernel * channels) ** 2),
        "the large window's weights",
    ),
    (
        "10-module",
        "no narrow layers",
        lambda c, a, r3, b, r5, d, p: (a + b + d + p, c * a + c * 9 * b + c * 25 * d + c * p),
        "no narrow layers",
    ),
    (
        "10-module",
        "everything concatenated",
        lambda c, a, r3, b, r5, d, p: (a + b + d + p + r3 + r5, layer_by_layer(c, a, r3, b, r5, d, p)[1]),
        "narrow maps handed on",
    ),
    (
        "10-highway-slope",
        "as in a residual block",
        lambda x, w, b, v, c: 1 + w * (1 - np.tanh(w * x + b) ** 2) / (1 + np.exp(-v * x - c)),
        "a whole 1 for the carried part",
    ),
    (
        "10-highway-slope",
        "fixed gate",
        lambda x, w, b, v, c: (
            w * (1 - np.tanh(w * x + b) ** 2) / (1 + np.exp(-v * x - c)) + 1 / (1 + np.exp(v * x + c))
        ),
        "the gate as a constant",
    ),
]
