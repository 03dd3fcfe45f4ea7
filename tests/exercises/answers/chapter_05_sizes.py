"""Answers to the sizes and counts of chapter 05, as other people write them, right and wrong."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def pad_by_hand(image, kernel_height, kernel_width):
    p, q = (kernel_height - 1) // 2, (kernel_width - 1) // 2
    out = np.zeros((image.shape[0] + 2 * p, image.shape[1] + 2 * q))
    out[p : p + image.shape[0], q : q + image.shape[1]] = image
    return out


def places(n, k, s, p):
    return len(range(0, n + 2 * p - k + 1, s))


def counted(work, parameters=lambda c, f, k: f * (c * k * k + 1)):
    """The usual two lines, with another rule in one of them."""

    def counts(channels, height, width, filters, kernel, stride=1, padding=0):
        rows, columns = places(height, kernel, stride, padding), places(width, kernel, stride, padding)
        return parameters(channels, filters, kernel), work(channels, filters, kernel, rows, columns)

    return counts


def counts_in_torch(channels, height, width, filters, kernel, stride=1, padding=0):
    conv = torch.nn.Conv2d(channels, filters, kernel, stride, padding)
    out = conv(torch.zeros(1, channels, height, width))
    return sum(p.numel() for p in conv.parameters()), out[0].numel() * conv.weight[0].numel()


def counts_of_a_square(channels, height, width, filters, kernel, stride=1, padding=0):
    out = (height + 2 * padding - kernel) // stride + 1
    return filters * (channels * kernel**2 + 1), out * out * filters * channels * kernel**2


def field_from_the_end(layers):
    r = 1
    for kernel, stride in reversed(layers):
        r = (r - 1) * stride + kernel
    return r


def field_by_intervals(layers):
    first, last = 0, 0
    for kernel, stride in layers[::-1]:
        first, last = first * stride, last * stride + kernel - 1
    return last - first + 1


def field_forward(layers):
    r = 1
    for kernel, stride in layers:
        r = (r - 1) * stride + kernel
    return r


def field_by_the_layer_below(layers):
    r, below = 1, 1
    for kernel, stride in layers:
        r += (kernel - 1) * below
        below = stride
    return r


def field_darknet(layers):
    r = 1
    for kernel, stride in layers:
        r = r * 2 + 1 if stride == 2 else r + kernel - 1
    return r


def field_whole_kernels(layers):
    r, j = 1, 1
    for k, s in layers:
        r += k * j
        j *= s
    return r


def field_from_zero(layers):
    r, j = 0, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return r


def field_stride_first(layers):
    r, j = 1, 1
    for k, s in layers:
        j *= s
        r += (k - 1) * j
    return r


RIGHT = [
    ("05-output-size", "int of a quotient", lambda n, k, s=1, p=0: int((n - k + 2 * p) / s + 1)),
    ("05-output-size", "math.floor", lambda n, k, s=1, p=0: math.floor((n + 2 * p - (k - 1) - 1) / s + 1)),
    (
        "05-output-size",
        "counting places",
        lambda size, kernel, stride=1, padding=0: places(size, kernel, stride, padding),
    ),
    ("05-same-padding", "slices", pad_by_hand),
    (
        "05-same-padding",
        "torch",
        lambda image, kh, kw: F.pad(torch.tensor(image), (kw // 2, kw // 2, kh // 2, kh // 2)),
    ),
    ("05-same-padding", "int of a half", lambda image, kh, kw: np.pad(image, [(int(kh / 2),) * 2, (int(kw / 2),) * 2])),
    ("05-counts", "torch", counts_in_torch),
    ("05-counts", "a list", lambda *a: list(counts_in_torch(*a))),
    ("05-counts", "numpy integers", lambda *a: np.array(counts_in_torch(*a))),
    ("05-receptive-field", "from the end", field_from_the_end),
    ("05-receptive-field", "intervals", field_by_intervals),
    (
        "05-receptive-field",
        "numpy",
        lambda layers: (
            1 + sum((k - 1) * int(np.prod([s for _, s in layers[:i]], dtype=int)) for i, (k, _) in enumerate(layers))
        ),
    ),
]

WRONG = [
    ("05-output-size", "np.floor", lambda n, k, s=1, p=0: np.floor((n + 2 * p - k) / s) + 1, "float sizes"),
    ("05-output-size", "a true quotient", lambda n, k, s=1, p=0: (n + 2 * p - k) / s + 1, "float sizes"),
    ("05-output-size", "SAME", lambda n, k, s=1, p=0: math.ceil(n / s), "as large as the row, over the stride"),
    (
        "05-output-size",
        "2p outside",
        lambda n, k, s=1, p=0: (n - k) // s + 2 * p + 1,
        "padding added after the division",
    ),
    (
        "05-output-size",
        "k outside",
        lambda n, k, s=1, p=0: (n + 2 * p) // s - k + 1,
        "kernel subtracted after the division",
    ),
    ("05-output-size", "no brackets", lambda n, k, s=1, p=0: n - k + 2 * p // s + 1, "brackets lost"),
    (
        "05-output-size",
        "other order of defaults",
        lambda size, kernel, padding=0, stride=1: (size + 2 * padding - kernel) // stride + 1 if stride else size,
        None,
    ),
    (
        "05-output-size",
        "other order of defaults, short names",
        lambda n, k, p=0, s=1: (n + 2 * p - k) // s + 1 if s else n,
        "stride and padding exchanged",
    ),
    ("05-output-size", "kernel left out", lambda n, k, s=1, p=0: (n + 2 * p) // s + 1, "kernel forgotten"),
    ("05-output-size", "ceil", lambda n, k, s=1, p=0: -((k - n - 2 * p) // s) + 1, "rounded up"),
    ("05-output-size", "p once", lambda n, k, s=1, p=0: (n + p - k) // s + 1, "padding counted once"),
    ("05-output-size", "negative", lambda n, k, s=1, p=0: -((n + 2 * p - k) // s + 1), None),
    ("05-same-padding", "height for both", lambda image, kh, kw: np.pad(image, kh // 2), "one size for both axes"),
    (
        "05-same-padding",
        "reflect",
        lambda image, kh, kw: np.pad(image, ((kh // 2, kh // 2), (kw // 2, kw // 2)), "reflect"),
        "the edge repeated instead of zeros",
    ),
    (
        "05-same-padding",
        "/ 2",
        lambda image, kh, kw: np.pad(image, ((kh / 2, kh / 2), (kw / 2, kw / 2))),
        "half of a pixel",
    ),
    (
        "05-same-padding",
        "(k - 1) / 2",
        lambda image, kh, kw: np.pad(image, [((k - 1) / 2,) * 2 for k in (kh, kw)]),
        "half of a pixel",
    ),
    (
        "05-same-padding",
        "one pair",
        lambda image, kh, kw: np.pad(image, (kh // 2, kw // 2)),
        "above and below taken for height and width",
    ),
    (
        "05-same-padding",
        "K - 1 everywhere",
        lambda image, kh, kw: np.pad(image, ((kh - 1,) * 2, (kw - 1,) * 2)),
        "the whole loss at each end",
    ),
    (
        "05-same-padding",
        "ones",
        lambda image, kh, kw: np.pad(image, ((kh // 2, kh // 2), (kw // 2, kw // 2)), constant_values=1),
        "other numbers than zeros",
    ),
    (
        "05-same-padding",
        "width first",
        lambda image, kh, kw: np.pad(image, ((kw // 2, kw // 2), (kh // 2, kh // 2))),
        "height and width swapped",
    ),
    ("05-same-padding", "doubled", lambda image, kh, kw: 2 * pad_by_hand(image, kh, kw), None),
    (
        "05-counts",
        "FLOPs",
        counted(lambda c, f, k, r, w: 2 * f * c * k * k * r * w),
        "multiplications and additions counted apart",
    ),
    (
        "05-counts",
        "bias as work",
        counted(lambda c, f, k, r, w: f * (c * k * k + 1) * r * w),
        "the bias counted as work",
    ),
    ("05-counts", "a square picture", counts_of_a_square, "a square picture assumed"),
    ("05-counts", "exchanged", lambda *a: counts_in_torch(*a)[::-1], "returned in another order"),
    ("05-counts", "one map", counted(lambda c, f, k, r, w: c * k * k * r * w), "the work of one filter only"),
    ("05-counts", "one channel", counted(lambda c, f, k, r, w: f * k * k * r * w), "the work of one channel only"),
    (
        "05-counts",
        "no biases",
        counted(lambda c, f, k, r, w: f * c * k * k * r * w, lambda c, f, k: f * c * k * k),
        "biases forgotten",
    ),
    ("05-counts", "k for k²", counted(lambda c, f, k, r, w: f * c * k * r * w), "kernel size not squared"),
    ("05-counts", "three times", counted(lambda c, f, k, r, w: 3 * f * c * k * k * r * w), None),
    ("05-receptive-field", "the other recursion, forward", field_forward, "started from the wrong end"),
    (
        "05-receptive-field",
        "l + (f - 1) s of the layer below",
        field_by_the_layer_below,
        "the stride of one layer below only",
    ),
    ("05-receptive-field", "2r + 1", field_darknet, "doubled at every layer with a stride"),
    ("05-receptive-field", "r += k·j", field_whole_kernels, "whole kernels instead of K − 1"),
    ("05-receptive-field", "r = 0", field_from_zero, "begun with nothing"),
    ("05-receptive-field", "stride first", field_stride_first, "stride one layer too early"),
    ("05-receptive-field", "area", lambda layers: field_from_the_end(layers) ** 2, "pixels of the area"),
    ("05-receptive-field", "product", lambda layers: math.prod(k for k, _ in layers), "kernels multiplied"),
    (
        "05-receptive-field",
        "strides ignored",
        lambda layers: sum(k for k, _ in layers) - len(layers) + 1,
        "strides ignored",
    ),
    ("05-receptive-field", "twice", lambda layers: 2 * field_from_the_end(layers), None),
]
