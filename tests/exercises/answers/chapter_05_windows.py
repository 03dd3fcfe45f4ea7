"""Answers to the windows of chapter 05, as other people write them, right and wrong."""

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


def places(n, k, s, p):
    return len(range(0, n + 2 * p - k + 1, s))


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
    ("05-correlate", "the bias nine times", lambda image, kernel, bias=0.0: map_of(image, kernel) + 9 * bias, None),
    (
        "05-correlate",
        "kernel normalised",
        lambda image, kernel, bias=0.0: map_of(image, kernel / kernel.sum()) + bias,
        "divided by a sum or by a largest value",
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
]
