"""Answers to the channels and the layer of chapter 05, as other people write them, right and wrong."""

import numpy as np
import torch
import torch.nn.functional as F


def map_of(image, kernel):
    """Lay the kernel over every place where it fits."""
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    places = [[(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(columns)] for i in range(rows)]
    return np.array(places, dtype=float)


def maps(block, kernel):
    return np.array([map_of(x, k) for x, k in zip(block, kernel)])


def channels_in_torch(block, kernel, bias=0.0):
    return F.conv2d(torch.tensor(block)[None], torch.tensor(kernel)[None], torch.tensor([float(bias)], dtype=float))[
        0, 0
    ]


def channels_added_in_a_loop(block, kernel, bias=0.0):
    total = bias
    for c in range(block.shape[0]):
        total = total + map_of(block[c], kernel[c])
    return total


def channels_by_blocks(block, kernel, bias=0.0):
    C, KH, KW = kernel.shape
    rows, columns = block.shape[1] - KH + 1, block.shape[2] - KW + 1
    return [[np.vdot(block[:, i : i + KH, j : j + KW], kernel) + bias for j in range(columns)] for i in range(rows)]


def channels_bias_in_the_loop(block, kernel, bias=0.0):
    total = 0
    for c in range(len(block)):
        total = total + map_of(block[c], kernel[c]) + bias
    return total


def channels_overwritten(block, kernel, bias=0.0):
    for c in range(len(block)):
        total = map_of(block[c], kernel[c])
    return total + bias


def layer(
    x,
    weight,
    bias,
    stride=1,
    padding=0,
    pad=lambda p: (p, p),
    size=lambda n, k, s, p: (n + 2 * p - k) // s + 1,
    start=lambda i, s, p: i * s,
):
    """The chapter's loops, to be mended or broken at three places."""
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), pad(padding), pad(padding)))
    y = np.zeros((n, f, size(h, kh, stride, padding), size(w, kw, stride, padding)))
    for i, j in np.ndindex(*y.shape[2:]):
        top, left = start(i, stride, padding), start(j, stride, padding)
        y[:, :, i, j] = np.einsum("ncpq,fcpq->nf", padded[:, :, top : top + kh, left : left + kw], weight) + bias
    return y


def broken(**rules):
    return lambda x, weight, bias, stride=1, padding=0: layer(x, weight, bias, stride, padding, **rules)


def layer_in_torch(x, weight, bias, stride=1, padding=0):
    return F.conv2d(*(torch.tensor(a) for a in (x, weight, bias)), stride=stride, padding=padding)


def layer_one_row(x, weight, bias, stride=1, padding=0):
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((n, f, oh, ow))
    for i, j in np.ndindex(oh, ow):
        window = padded[:, None, :, i * stride : i * stride + kh, j : j + kw]
        y[:, :, i, j] = (window * weight).sum(axis=(2, 3, 4)) + bias
    return y


def places(n, k, s, p):
    return len(range(0, n + 2 * p - k + 1, s))


RIGHT = [
    ("05-channels", "torch", channels_in_torch),
    ("05-channels", "a sum in a loop", channels_added_in_a_loop),
    ("05-channels", "blocks and lists", channels_by_blocks),
    ("05-planted-bug", "einsum", layer),
    ("05-planted-bug", "torch", layer_in_torch),
    (
        "05-planted-bug",
        "float32",
        lambda x, weight, bias, stride=1, padding=0: layer(
            x.astype(np.float32), weight.astype(np.float32), bias, stride, padding
        ),
    ),
]

WRONG = [
    (
        "05-channels",
        "max",
        lambda block, kernel, bias=0.0: maps(block, kernel).max(0) + bias,
        "the largest channel wins",
    ),
    ("05-channels", "bias in the loop", channels_bias_in_the_loop, "one bias for each channel"),
    ("05-channels", "= for +=", channels_overwritten, "one channel only"),
    (
        "05-channels",
        "np.sum of all",
        lambda block, kernel, bias=0.0: np.sum(maps(block, kernel)) + bias,
        "all added up to one number",
    ),
    (
        "05-channels",
        "mean",
        lambda block, kernel, bias=0.0: np.mean(maps(block, kernel), axis=0) + bias,
        "channels averaged",
    ),
    (
        "05-channels",
        "grey first",
        lambda block, kernel, bias=0.0: map_of(block.sum(0), kernel.sum(0)) + bias,
        "channels mixed before the products",
    ),
    (
        "05-channels",
        "keepdims",
        lambda block, kernel, bias=0.0: maps(block, kernel).sum(0, keepdims=True) + bias,
        "an axis left over",
    ),
    (
        "05-channels",
        "a list of maps",
        lambda block, kernel, bias=0.0: [m + bias for m in maps(block, kernel)],
        "channels not summed",
    ),
    (
        "05-channels",
        "minus the bias",
        lambda block, kernel, bias=0.0: maps(block, kernel).sum(0) - bias,
        "the bias subtracted or multiplied",
    ),
    (
        "05-channels",
        "half as loud",
        lambda block, kernel, bias=0.0: channels_added_in_a_loop(block, kernel, bias) / 2,
        None,
    ),
    (
        "05-planted-bug",
        "padding left out",
        lambda x, weight, bias, stride=1, padding=0: layer_in_torch(x, weight, bias, stride),
        "no padding at all",
    ),
    (
        "05-planted-bug",
        "stride and padding exchanged",
        lambda x, w, b, p=0, s=1: layer_in_torch(x, w, b, max(1, s), p),
        "stride and padding exchanged",
    ),
    (
        "05-planted-bug",
        "size with one p",
        broken(size=lambda n, k, s, p: (n + p - k) // s + 1),
        "padding still counted once",
    ),
    ("05-planted-bug", "i + stride", broken(start=lambda i, s, p: i), "the window still moves by one"),
    ("05-planted-bug", "stride downwards", layer_one_row, "stride downwards only"),
    (
        "05-planted-bug",
        "max(i·s - p, 0)",
        broken(start=lambda i, s, p: max(i * s - p, 0)),
        "the padding taken off again",
    ),
    ("05-planted-bug", "both at the far end", broken(pad=lambda p: (0, 2 * p)), None),
    (
        "05-planted-bug",
        "one ring at the far end",
        broken(pad=lambda p: (0, p), size=lambda n, k, s, p: (n + p - k) // s + 1),
        "padding at the far end only",
    ),
    (
        "05-planted-bug",
        "no bias",
        lambda x, weight, bias, stride=1, padding=0: layer(x, weight, 0, stride, padding),
        "bias forgotten",
    ),
]
