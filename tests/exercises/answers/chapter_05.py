"""Answers to the exercises of chapter 05 as other people write them: right ones, and wrong ones with their names."""

import math
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F


def map_of(image, kernel):
    """Lay the kernel over every place where it fits."""
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    places = [[(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(columns)] for i in range(rows)]
    return np.array(places, dtype=float)


# ---- the whole map --------------------------------------------------------------------------------------------------
def map_by_four_loops(image, kernel, bias=0.0):
    H, W = image.shape
    KH, KW = kernel.shape
    out = []
    for i in range(H - KH + 1):
        row = []
        for j in range(W - KW + 1):
            s = bias
            for p in range(KH):
                for q in range(KW):
                    s += image[i + p, j + q] * kernel[p, q]
            row.append(s)
        out.append(row)
    return out


def map_in_torch(image, kernel, bias=0.0):
    x, k = torch.tensor(image, dtype=torch.float64), torch.tensor(kernel, dtype=torch.float64)
    return F.conv2d(x[None, None], k[None, None])[0, 0] + bias


def map_by_shifts(image, kernel, bias=0.0):
    (H, W), (KH, KW) = image.shape, kernel.shape
    out = np.full((H - KH + 1, W - KW + 1), float(bias))
    for p in range(KH):
        for q in range(KW):
            out += kernel[p, q] * image[p : p + H - KH + 1, q : q + W - KW + 1]
    return out


def map_in_float32(image, kernel, bias=0.0):
    out = np.zeros((image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1), dtype=np.float32)
    for i, j in np.ndindex(out.shape):
        out[i, j] = (image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel).sum() + bias
    return out


def map_square_kernel(image, kernel, bias=0.0):
    f = kernel.shape[0]
    out = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + f, j : j + f] * kernel) + bias
    return out


def map_same(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    return map_of(np.pad(image, ((kh // 2, kh - 1 - kh // 2), (kw // 2, kw - 1 - kw // 2))), kernel) + bias


def map_row_returned(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel) + bias
        return out


def map_of_ints(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), dtype=int)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel) + bias
    return out


def map_like_the_image(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), image.dtype)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel) + bias
    return out


def map_not_reset(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    s = 0
    for i, j in np.ndindex(out.shape):
        for p, q in np.ndindex(kh, kw):
            s += image[i + p, j + q] * kernel[p, q]
        out[i, j] = s + bias
    return out


def map_by_dot(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(np.dot(image[i : i + kh, j : j + kw], kernel)) + bias
    return out


def map_zeros_like(image, kernel, bias=0.0):
    kh, kw = kernel.shape
    out = np.zeros(image.shape)
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel) + bias
    return out


def map_of_a_square(image, kernel, bias=0.0):
    n = image.shape[0] - kernel.shape[0] + 1
    out = np.zeros((n, image.shape[0] - kernel.shape[1] + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel) + bias
    return out


# ---- channels -------------------------------------------------------------------------------------------------------
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


# ---- padding --------------------------------------------------------------------------------------------------------
def pad_by_hand(image, kernel_height, kernel_width):
    p, q = (kernel_height - 1) // 2, (kernel_width - 1) // 2
    out = np.zeros((image.shape[0] + 2 * p, image.shape[1] + 2 * q))
    out[p : p + image.shape[0], q : q + image.shape[1]] = image
    return out


# ---- the layer ------------------------------------------------------------------------------------------------------
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


# ---- counts ---------------------------------------------------------------------------------------------------------
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


# ---- receptive fields -----------------------------------------------------------------------------------------------
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
    ("05-window-by-hand", "a fraction", Fraction(13, 2)),
    ("05-window-by-hand", "torch", torch.tensor(6.5)),
    ("05-window-by-hand", "text with a comma", "6,5"),
    ("05-correlate", "four loops and lists", map_by_four_loops),
    ("05-correlate", "torch", map_in_torch),
    ("05-correlate", "shifted pictures", map_by_shifts),
    ("05-correlate", "a float32 buffer", map_in_float32),
    ("05-flip", "np.flip", lambda image, kernel: map_of(image, np.flip(kernel))),
    ("05-flip", "rot90 twice", lambda image, kernel: map_of(image, np.rot90(np.rot90(kernel)))),
    ("05-flip", "torch", lambda image, kernel: map_in_torch(image, kernel[::-1, ::-1].copy())),
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
    ("05-channels", "torch", channels_in_torch),
    ("05-channels", "a sum in a loop", channels_added_in_a_loop),
    ("05-channels", "blocks and lists", channels_by_blocks),
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
    ("05-window-by-hand", "no bias", 6, "bias forgotten"),
    ("05-window-by-hand", "the bias nine times", 6 + 9 * 0.5, "bias at every product"),
    ("05-window-by-hand", "row 2, column 1", 5.5, "row and column exchanged"),
    ("05-window-by-hand", "counted from 1", 1.5, "counted from 1"),
    ("05-window-by-hand", "scipy's convolve2d", 0.5, "kernel flipped"),
    ("05-window-by-hand", "averaged", 6 / 9 + 0.5, "mean instead of sum"),
    ("05-window-by-hand", "a lost minus", 8.5, "signs lost"),
    ("05-window-by-hand", "a row too low", 7.5, "one row too low"),
    ("05-window-by-hand", "twice", 13.0, None),
    ("05-correlate", "f = kernel.shape[0]", map_square_kernel, "a square kernel assumed"),
    ("05-correlate", "mode same", map_same, "padded to the size of the picture"),
    ("05-correlate", "np.zeros(image.shape)", map_zeros_like, "padded to the size of the picture"),
    ("05-correlate", "return in the loop", map_row_returned, "finished after the first row"),
    ("05-correlate", "dtype=int", map_of_ints, "an array of whole numbers"),
    ("05-correlate", "the image's dtype", map_like_the_image, "an array of whole numbers"),
    ("05-correlate", "sum not reset", map_not_reset, "the sum not set back to 0"),
    ("05-correlate", "np.dot", map_by_dot, "a matrix product"),
    ("05-correlate", "H for W", map_of_a_square, "a square picture assumed"),
    (
        "05-correlate",
        "ReLU",
        lambda image, kernel, bias=0.0: np.maximum(map_of(image, kernel) + bias, 0),
        "negative values cut off",
    ),
    (
        "05-correlate",
        "convolve2d",
        lambda image, kernel, bias=0.0: map_of(image, kernel[::-1, ::-1]) + bias,
        "flipped kernel",
    ),
    ("05-correlate", "a list for the bias", lambda image, kernel, bias=0.0: map_of(image, kernel) + 9 * bias, None),
    (
        "05-correlate",
        "kernel normalised",
        lambda image, kernel, bias=0.0: map_of(image, kernel / kernel.sum()) + bias,
        "divided by the kernel's sum",
    ),
    ("05-flip", "correlate2d", map_of, "not flipped"),
    ("05-flip", "kernel.T", lambda image, kernel: map_of(image, kernel.T), "transposed instead of turned"),
    (
        "05-flip",
        "fliplr",
        lambda image, kernel: map_of(image, np.fliplr(kernel)),
        "only one axis flipped: left to right",
    ),
    ("05-flip", "rot90", lambda image, kernel: map_of(image, np.rot90(kernel)), "a quarter turn"),
    ("05-flip", "rot90 backwards", lambda image, kernel: map_of(image, np.rot90(kernel, -1)), "a quarter turn"),
    (
        "05-flip",
        "the map flipped",
        lambda image, kernel: map_of(image, kernel)[::-1, ::-1],
        "kernel and picture both turned",
    ),
    (
        "05-flip",
        "mode full",
        lambda image, kernel: map_of(
            np.pad(image, [(kernel.shape[0] - 1,) * 2, (kernel.shape[1] - 1,) * 2]), kernel[::-1, ::-1]
        ),
        "places where the kernel does not fit",
    ),
    ("05-flip", "minus", lambda image, kernel: map_of(image, -kernel), "signs changed"),
    ("05-flip", "twice as loud", lambda image, kernel: 2 * map_of(image, np.flip(kernel)), None),
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
        "05-channels",
        "max",
        lambda block, kernel, bias=0.0: maps(block, kernel).max(0) + bias,
        "the largest channel wins",
    ),
    ("05-channels", "bias in the loop", channels_bias_in_the_loop, "one bias for each channel"),
    ("05-channels", "= for +=", channels_overwritten, "first channel only"),
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
    ("05-channels", "minus the bias", lambda block, kernel, bias=0.0: maps(block, kernel).sum(0) - bias, None),
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
    (
        "05-planted-bug",
        "padding left out",
        lambda x, weight, bias, stride=1, padding=0: layer_in_torch(x, weight, bias, stride),
        "no padding at all",
    ),
    (
        "05-planted-bug",
        "stride and padding exchanged",
        lambda x, weight, bias, padding=0, stride=1: layer_in_torch(x, weight, bias, max(1, stride), padding),
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
