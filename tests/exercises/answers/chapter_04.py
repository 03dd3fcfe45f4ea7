"""Answers to the exercises of chapter 04 as other people write them: right ones, and wrong ones with their names."""

import math

import numpy as np
import torch


# ---- axes -----------------------------------------------------------------------------------------------------------
def nchw_by_loops(photos):
    n, h, w, c = photos.shape
    out = np.empty((n, c, h, w))
    for i in range(n):
        for k in range(c):
            out[i, k] = photos[i, :, :, k] / 255.0
    return out


def nchw_bgr(photos):
    return np.transpose(photos[:, :, :, [2, 1, 0]], (0, 3, 1, 2)).astype("float32") / 255


def nchw_into_bytes(photos):
    out = np.zeros((len(photos), 3, *photos.shape[1:3]), dtype=photos.dtype)
    for i, photo in enumerate(photos):
        out[i] = photo.transpose(2, 0, 1) / 255
    return out


# ---- blends ---------------------------------------------------------------------------------------------------------
def blend_in_loops(a, b):
    out = np.zeros_like(a)
    for place in np.ndindex(a.shape):
        out[place] = (int(a[place]) + int(b[place])) // 2
    return out


def blend_by_shift(a, b):
    return (a & b) + ((a ^ b) >> 1)


def blend_in_torch(a, b):
    return ((torch.tensor(a).int() + torch.tensor(b)) // 2).to(torch.uint8)


# ---- places ---------------------------------------------------------------------------------------------------------
def place_by_looking(channel, row, column, shape):
    return np.arange(np.prod(shape)).reshape(shape)[channel, row, column]


def place_by_counting(channel, row, column, shape):
    passed = 0
    for c in range(shape[0]):
        for r in range(shape[1]):
            for k in range(shape[2]):
                if (c, r, k) == (channel, row, column):
                    return passed
                passed += 1


def place_in_a_digit(channel, row, column, shape):
    return channel * 28 * 28 + row * 28 + column


def place_hwc(channel, row, column, shape):
    h, w, c = shape
    return channel * h * w + row * w + column


# ---- permutations ---------------------------------------------------------------------------------------------------
def weights_by_matrix(W, order):
    return np.eye(len(order))[order] @ W


def weights_by_loop(W, order):
    new = np.empty_like(W)
    for place in range(len(order)):
        new[place, :] = W[order[place], :]
    return new


def weights_scattered(W, order):
    new = np.empty_like(W)
    for i, place in enumerate(order):
        new[place] = W[i]
    return new


def weights_aliased(W, order):
    new = W
    for j in range(len(order)):
        new[j] = W[order[j]]
    return new


def weights_both_axes(W, order):
    return W[np.ix_(order, order)]


# ---- counts ---------------------------------------------------------------------------------------------------------
def local_by_walking(channels, height, width, kernel):
    total = 0
    for _ in range(height - kernel + 1):
        for _ in range(width - kernel + 1):
            total += channels * kernel**2 + 1
    return total


def local_by_torch(channels, height, width, kernel):
    windows = torch.nn.functional.unfold(torch.zeros(1, channels, height, width), kernel)
    return windows.numel() + windows.shape[-1]


def shared_by_torch(channels, height, width, filters, kernel):
    return sum(p.numel() for p in torch.nn.Conv2d(channels, filters, kernel).parameters())


def shared_by_shape(channels, height, width, filters, kernel):
    return np.zeros((filters, channels, kernel, kernel)).size + np.zeros(filters).size


RIGHT = [
    ("04-to-nchw", "permute and float32", lambda p: torch.tensor(p).permute(0, 3, 1, 2).float() / 255),
    ("04-to-nchw", "loops", nchw_by_loops),
    ("04-to-nchw", "moveaxis, then times 1/255", lambda p: np.moveaxis(p, 3, 1) * (1 / 255)),
    ("04-to-nchw", "stack on axis 1", lambda p: np.stack([p[..., 0], p[..., 1], p[..., 2]], axis=1) / 255),
    ("04-blend", "loops with int", blend_in_loops),
    ("04-blend", "bit tricks", blend_by_shift),
    ("04-blend", "torch", blend_in_torch),
    ("04-blend", "floats in between", lambda a, b: (a * 0.5 + b * 0.5).astype("uint8")),
    ("04-blend", "mean over a new axis", lambda a, b: np.mean(np.stack([a, b]), axis=0).astype(np.uint8)),
    ("04-count-by-hand", "torch", sum(p.numel() for p in torch.nn.Linear(784, 15).parameters()) + 160),
    ("04-count-by-hand", "float", 785 * 15.0 + 16 * 10.0),
    ("04-count-by-hand", "text", "11935"),
    ("04-flat-index", "ravel_multi_index", lambda c, r, k, shape: np.ravel_multi_index((c, r, k), shape)),
    ("04-flat-index", "looking it up", place_by_looking),
    ("04-flat-index", "counting", place_by_counting),
    ("04-permuted-weights", "a permutation matrix", weights_by_matrix),
    ("04-permuted-weights", "row by row", weights_by_loop),
    ("04-permuted-weights", "take", lambda W, order: np.take(W, order, axis=0)),
    ("04-permuted-weights", "a list of rows", lambda W, order: [W[i].tolist() for i in order]),
    ("04-count-local", "window by window", local_by_walking),
    ("04-count-local", "torch's unfold", local_by_torch),
    ("04-count-local", "keywords of another order", lambda C, H, W, k: (H + 1 - k) * (W + 1 - k) * (1 + k * k * C)),
    ("04-count-shared", "torch's layer", shared_by_torch),
    ("04-count-shared", "sizes of arrays", shared_by_shape),
    ("04-count-shared", "weights and biases", lambda c, h, w, f, k: int(math.prod((f, c, k, k)) + f)),
]

WRONG = [
    ("04-to-nchw", ".T", lambda p: p.T / 255, "all the axes turned round"),
    (
        "04-to-nchw",
        "reshape",
        lambda p: p.reshape(p.shape[0], 3, p.shape[1], p.shape[2]) / 255,
        "reshape instead of transpose",
    ),
    ("04-to-nchw", "-1 to 1", lambda p: np.moveaxis(p / 127.5 - 1, -1, 1), "from −1 to 1"),
    ("04-to-nchw", "swapaxes", lambda p: np.swapaxes(p, 1, 3) / 255, "height and width swapped"),
    ("04-to-nchw", "BGR as OpenCV", nchw_bgr, "blue first"),
    ("04-to-nchw", "an output of bytes", nchw_into_bytes, "divided as whole numbers"),
    ("04-to-nchw", "standardised", lambda p: np.moveaxis((p - p.mean()) / p.std(), -1, 1), "mean taken away"),
    (
        "04-to-nchw",
        "min and max",
        lambda p: np.moveaxis((p - p.min()) / (p.max() - p.min()), -1, 1),
        "scaled by its own maximum",
    ),
    (
        "04-to-nchw",
        "stack without axis",
        lambda p: np.stack([p[..., i] for i in range(3)]) / 255,
        "colours before pictures",
    ),
    ("04-to-nchw", "the first picture", lambda p: np.transpose(p[0], (2, 0, 1)) / 255, "one picture only"),
    ("04-to-nchw", "not scaled", lambda p: torch.tensor(p).permute(0, 3, 1, 2), "not scaled"),
    ("04-to-nchw", "upside down", lambda p: np.moveaxis(p[:, ::-1], -1, 1) / 255, None),
    ("04-blend", "int64", lambda a, b: (a.astype(int) + b) // 2, "another type than bytes"),
    ("04-blend", "uint16", lambda a, b: (a.astype(np.uint16) + b) // 2, "another type than bytes"),
    ("04-blend", "lists", lambda a, b: ((a.astype(int) + b) // 2).tolist(), "another type than bytes"),
    ("04-blend", "floored floats", lambda a, b: np.floor(a / 2 + b / 2), "another type than bytes"),
    (
        "04-blend",
        "round",
        lambda a, b: np.round((a.astype(float) + b) / 2).astype(np.uint8),
        "rounded instead of cut off",
    ),
    ("04-blend", "np.average", lambda a, b: np.average([a, b], axis=0), "fractions kept"),
    (
        "04-blend",
        "cast after the sum",
        lambda a, b: ((a + b).astype(np.int32) // 2).astype(np.uint8),
        "the sum does not fit",
    ),
    ("04-blend", "int8", lambda a, b: ((a.astype(int) + b) // 2).astype(np.int8), "a type with a sign"),
    ("04-blend", "np.mean without an axis", lambda a, b: np.uint8(np.mean([a, b])), "one number for the whole picture"),
    ("04-blend", "a + b // 2", lambda a, b: (a.astype(int) + b // 2).astype(np.uint8), "only one of them halved"),
    ("04-blend", "cv2.add", lambda a, b: np.clip(a.astype(int) + b, 0, 255).astype(np.uint8), "not halved"),
    ("04-blend", "/2 each as bytes", lambda a, b: (a / 2).astype("uint8") + (b / 2).astype("uint8"), "halved first"),
    ("04-blend", "a third picture", lambda a, b: ((a.astype(int) + b) // 3).astype(np.uint8), None),
    ("04-count-by-hand", "one layer", 784 * 15 + 15, "the first layer only"),
    ("04-count-by-hand", "no biases", 784 * 15 + 150, "biases forgotten"),
    ("04-count-by-hand", "a product of three", 784 * 15 * 10, "the layers multiplied"),
    ("04-count-by-hand", "784·10 too", 784 * 15 + 784 * 10 + 25, "the inputs connected to the outputs"),
    ("04-count-by-hand", "in·(out + 1)", 784 * 16 + 15 * 11, "biases on the side that comes in"),
    ("04-count-by-hand", "bytes", 4 * 11935, "bytes instead of parameters"),
    ("04-count-by-hand", "units", 784 + 15 + 10, "units counted instead of weights"),
    ("04-count-by-hand", "one too many", 11936, None),
    ("04-flat-index", "784 and 28", place_in_a_digit, "the numbers of one picture built in"),
    ("04-flat-index", "h, w, c = shape", place_hwc, "the shape read as (H, W, C)"),
    ("04-flat-index", "c·H + r·W + k", lambda c, r, k, s: c * s[1] + r * s[2] + k, "a channel counted as one row"),
    ("04-flat-index", "rows of H", lambda c, r, k, s: c * s[1] * s[2] + r * s[1] + k, "height and width swapped"),
    ("04-flat-index", "channels last", lambda c, r, k, s: r * s[2] * s[0] + k * s[0] + c, "channel last"),
    ("04-flat-index", "+ 1", lambda c, r, k, s: c * s[1] * s[2] + r * s[2] + k + 1, "counted from 1"),
    ("04-flat-index", "W² a channel", lambda c, r, k, s: c * s[2] * s[2] + r * s[2] + k, "a square picture assumed"),
    ("04-flat-index", "no channel", lambda c, r, k, s: r * s[2] + k, "channel forgotten"),
    ("04-flat-index", "no column", lambda c, r, k, s: c * s[1] * s[2] + r * s[2], "the row or the column forgotten"),
    ("04-flat-index", "a float", lambda c, r, k, s: float((c * s[1] + r) * s[2] + k), None),
    ("04-permuted-weights", "scatter", weights_scattered, "shuffled back"),
    ("04-permuted-weights", "argsort", lambda W, order: W[np.argsort(order), :], "shuffled back"),
    ("04-permuted-weights", "columns", lambda W, order: W[:, order], "units shuffled"),
    ("04-permuted-weights", "both axes", weights_both_axes, "rows and columns shuffled"),
    ("04-permuted-weights", "an alias", weights_aliased, "overwritten on the way"),
    ("04-permuted-weights", "transposed", lambda W, order: W[order].T, "inputs and units exchanged"),
    ("04-permuted-weights", "twice", lambda W, order: W[order][order], "shuffled twice"),
    ("04-permuted-weights", "as it was", lambda W, order: W.copy(), "left as they were"),
    ("04-permuted-weights", "twice as large", lambda W, order: 2 * W[order], None),
    ("04-count-local", "square", lambda c, h, w, k: (h - k + 1) ** 2 * (c * k * k + 1), "a square picture assumed"),
    ("04-count-local", "no + 1", lambda c, h, w, k: (h - k) * (w - k) * (c * k * k + 1), "one position too few"),
    ("04-count-local", "every pixel", lambda c, h, w, k: h * w * (c * k * k + 1), "a unit for every pixel"),
    (
        "04-count-local",
        "side by side",
        lambda c, h, w, k: (h // k) * (w // k) * (c * k * k + 1),
        "windows side by side",
    ),
    ("04-count-local", "no biases", lambda c, h, w, k: (h - k + 1) * (w - k + 1) * c * k * k, "biases forgotten"),
    (
        "04-count-local",
        "c(k² + 1)",
        lambda c, h, w, k: (h - k + 1) * (w - k + 1) * c * (k * k + 1),
        "a bias for every channel",
    ),
    ("04-count-local", "no brackets", lambda c, h, w, k: h - k + 1 * w - k + 1 * (c * k * k + 1), "brackets lost"),
    ("04-count-local", "k for k²", lambda c, h, w, k: (h - k + 1) * (w - k + 1) * (c * k + 1), "side for area"),
    ("04-count-local", "twice", lambda c, h, w, k: 2 * (h - k + 1) * (w - k + 1) * (c * k * k + 1), None),
    ("04-count-shared", "times H·W", lambda c, h, w, f, k: f * (c * k * k + 1) * h * w, "image size in the count"),
    (
        "04-count-shared",
        "bias = C·k·k",
        lambda c, h, w, f, k: f * c * k * k + c * k * k,
        "a bias for every weight of a window",
    ),
    (
        "04-count-shared",
        "a bias for each input channel",
        lambda c, h, w, f, k: f * c * k * k + c,
        "a bias for every channel that comes in",
    ),
    ("04-count-shared", "depthwise", lambda c, h, w, f, k: c * k * k + c, "each filter on one channel"),
    ("04-count-shared", "no biases", lambda c, h, w, f, k: f * c * k**2, "biases forgotten"),
    ("04-count-shared", "grey only", lambda c, h, w, f, k: f * (k**2 + 1), "channels forgotten"),
    ("04-count-shared", "one bias", lambda c, h, w, f, k: f * c * k**2 + 1, "one bias for all filters"),
    (
        "04-count-shared",
        "a dense layer on the map",
        lambda c, h, w, f, k: f * (c * h * w + 1),
        "image size in the count",
    ),
    (
        "04-count-shared",
        "a bias for every pixel",
        lambda c, h, w, f, k: f * c * k * k + f * h * w,
        "a bias for every position",
    ),
    ("04-count-shared", "two too many", lambda c, h, w, f, k: f * (c * k * k + 1) + 2, None),
]
