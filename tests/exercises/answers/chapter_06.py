"""Answers to chapter 06 as other people write them: right ones, and wrong ones with the name that they should get.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import math

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

F = torch.nn.functional


# ---- sizes
def torch_shape(shape, window, stride, padding):
    n, c, h, w = shape
    return (n, c, math.floor((h + 2 * padding - window) / stride) + 1, int((w + 2 * padding - window) / stride + 1))


def counted_shape(shape, window, stride, padding):
    sides = []
    for side in shape[2:]:
        place, count = 0, 0
        while place + window <= side + 2 * padding:
            place, count = place + stride, count + 1
        sides.append(count)
    return [shape[0], shape[1], *sides]


def formula(size):
    """Build a pooled_shape of a formula for one side."""

    def pooled_shape(shape, window, stride, padding):
        n, c, h, w = shape
        return n, c, size(h, window, stride, padding), size(w, window, stride, padding)

    return pooled_shape


# ---- max pooling
def strided(x, window, stride, padding):
    padded = np.full((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), -np.inf)
    padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    return sliding_window_view(padded, (window, window), axis=(2, 3))[:, :, ::stride, ::stride].max(axis=(-2, -1))


def by_torch(x, window, stride, padding):
    return F.max_pool2d(torch.tensor(x), window, stride, padding)


def four_loops(fill, best=max, start=None, at=lambda i, s: i * s, total=lambda cells, window: cells):
    """Build a pooling of plain Python loops; ``fill`` stands in the ring."""

    def pool(x, window, stride, padding):
        n, c, h, w = x.shape
        rows, cols = (h + 2 * padding - window) // stride + 1, (w + 2 * padding - window) // stride + 1
        out = np.zeros((n, c, rows, cols))

        def cell(b, k, r, q):
            r, q = r - padding, q - padding
            return x[b, k, r, q] if 0 <= r < h and 0 <= q < w else fill

        for b, k, i, j in np.ndindex(out.shape):
            top, left = at(i, stride), at(j, stride)
            cells = [cell(b, k, top + p, left + q) for p in range(window) for q in range(window)]
            out[b, k, i, j] = best(cells if start is None else [start, *cells])
        return out

    return pool


def cs231n_unpadded_count(x, window, stride, padding):
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - window) // stride, 1 + (w - window) // stride))
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], constant_values=-np.inf)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = np.max(
                x[:, :, i * stride : i * stride + window, j * stride : j * stride + window], (2, 3)
            )
    return out


def returns_in_the_loop(x, window, stride, padding):
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], constant_values=-np.inf)
    rows, cols = (x.shape[2] - window) // stride + 1, (x.shape[3] - window) // stride + 1
    out = np.zeros((x.shape[0], x.shape[1], rows, cols))
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for i in range(rows):
                for j in range(cols):
                    a, b = i * stride, j * stride
                    out[n, c, i, j] = x[n, c, a : a + window, b : b + window].max()
        return out


def whole_buffer(x, window, stride, padding):
    return strided(x, window, stride, padding).astype(int)


# ---- average pooling
def sums_over_counts(x, window, stride, padding):
    ring = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    add = lambda a: sliding_window_view(np.pad(a, ring), (window, window), axis=(2, 3))[:, :, ::stride, ::stride]  # noqa: E731
    return add(x).sum((-2, -1)) / add(np.ones_like(x)).sum((-2, -1))


def by_nanmean(x, window, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=np.nan)
    return np.nanmean(sliding_window_view(padded, (window, window), axis=(2, 3))[:, :, ::stride, ::stride], axis=(4, 5))


def torch_average(**how):
    return lambda x, window, stride, padding: F.avg_pool2d(torch.tensor(x), window, stride, padding, **how).numpy()


def pushed_inside(x, window, stride, padding):
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h + 2 * padding - window) // stride + 1, (w + 2 * padding - window) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            r, q = max(0, i * stride - padding), max(0, j * stride - padding)
            out[:, :, i, j] = x[:, :, r : min(h, r + window), q : min(w, q + window)].mean((2, 3))
    return out


def negative_start(x, window, stride, padding):
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h + 2 * padding - window) // stride + 1, (w + 2 * padding - window) // stride + 1))
    for i, j in np.ndindex(out.shape[2:]):
        r, q = i * stride - padding, j * stride - padding
        out[:, :, i, j] = x[:, :, r : r + window, q : q + window].mean((2, 3))
    return out


RIGHT = [
    ("06-overlap-by-hand", "nested lists", [[7, 5], [6, 8]]),
    ("06-overlap-by-hand", "an array of floats", np.array([[7.0, 5.0], [6.0, 8.0]])),
    ("06-overlap-by-hand", "a tensor", torch.tensor([[7, 5], [6, 8]])),
    ("06-pooled-shape", "math.floor and int", torch_shape),
    ("06-pooled-shape", "counted by a loop, as a list", counted_shape),
    ("06-pooled-shape", "ceiling of the room left", formula(lambda a, k, s, p: -(-(a + 2 * p - k + 1) // s))),
    ("06-max-pool", "sliding windows", strided),
    ("06-max-pool", "PyTorch", by_torch),
    ("06-max-pool", "four loops with math.inf", four_loops(-math.inf)),
    ("06-max-pool", "only the real cells", four_loops(None, lambda cells: max(c for c in cells if c is not None))),
    ("06-avg-pool", "sums over counts", sums_over_counts),
    ("06-avg-pool", "NaN and nanmean", by_nanmean),
    ("06-avg-pool", "PyTorch", torch_average(count_include_pad=False)),
]

WRONG = [
    ("06-overlap-by-hand", "stride 2 taken for the window", [[7, 2], [6, 5]], "window of 2"),
    ("06-overlap-by-hand", "flat list", [7, 5, 6, 8], "all in one row"),
    ("06-overlap-by-hand", "columns first", [[7, 6], [5, 8]], "transposed"),
    ("06-overlap-by-hand", "cut into blocks of 3", [[7, 3], [6, 8]], "windows side by side"),
    ("06-overlap-by-hand", "nine windows", [[7, 7, 5], [7, 7, 5], [6, 5, 8]], "stride 1"),
    ("06-overlap-by-hand", "with a ring of zeros", [[7, 7, 3], [7, 7, 3], [6, 4, 8]], "padded"),
    ("06-pooled-shape", "no padding", formula(lambda a, k, s, p: int((a - k) / s) + 1), "padding ignored"),
    (
        "06-pooled-shape",
        "PyTorch's order",
        formula(lambda a, k, p, s: (a + 2 * p - k) // s + 1),
        "stride and padding exchanged",
    ),
    ("06-pooled-shape", "true division", formula(lambda a, k, s, p: (a + 2 * p - k) / s + 1), "float sizes"),
    ("06-pooled-shape", "np.floor", formula(lambda a, k, s, p: np.floor((a + 2 * p - k) / s) + 1), None),
    ("06-pooled-shape", "precedence", formula(lambda a, k, s, p: a + 2 * p - k // s + 1), "only a part is divided"),
    ("06-pooled-shape", "TensorFlow SAME", formula(lambda a, k, s, p: math.ceil(a / s)), "the window left out"),
    (
        "06-pooled-shape",
        "the 1 inside",
        formula(lambda a, k, s, p: int((a - k + 2 * p + 1) / s)),
        "the 1 is divided as well",
    ),
    (
        "06-pooled-shape",
        "round()",
        formula(lambda a, k, s, p: round((a + 2 * p - k) / s) + 1),
        "rounded to the nearest",
    ),
    (
        "06-pooled-shape",
        "rows twice",
        lambda shape, k, s, p: (*shape[:2], *[(shape[2] + 2 * p - k) // s + 1] * 2),
        "square maps taken for granted",
    ),
    ("06-max-pool", "np.pad's zeros", four_loops(0.0), "zero-padded max"),
    ("06-max-pool", "minus two", four_loops(-2), "padded with a number that can win"),
    ("06-max-pool", "minus a billion", four_loops(-1e9), "padded with a number that can win"),
    ("06-max-pool", "minus 9999", four_loops(-9999), "padded with a number that can win"),
    ("06-max-pool", "best = 0", four_loops(-math.inf, start=0.0), "the search begins at 0"),
    ("06-max-pool", "no padding in the size", cs231n_unpadded_count, "size without the padding"),
    ("06-max-pool", "return one tab too far", returns_in_the_loop, "only the first windows"),
    (
        "06-max-pool",
        "window begins at i",
        four_loops(-math.inf, at=lambda i, s: i),
        "windows that begin at their number",
    ),
    ("06-max-pool", "int buffer", whole_buffer, "cut to whole numbers"),
    (
        "06-max-pool",
        "argmax",
        four_loops(-math.inf, lambda cells: cells.index(max(cells))),
        "the place instead of the number",
    ),
    ("06-max-pool", "by size", four_loops(0.0, lambda cells: max(cells, key=abs)), "largest without its sign"),
    ("06-avg-pool", "PyTorch's default", torch_average(), "padded cells counted"),
    (
        "06-avg-pool",
        "max pooling's ring",
        four_loops(-math.inf, lambda cells: sum(cells) / len(cells)),
        "padded with minus infinity",
    ),
    ("06-avg-pool", "start cut, end not", pushed_inside, "windows pushed inside"),
    ("06-avg-pool", "slice from −1", negative_start, "a start below 0"),
    ("06-avg-pool", "NaN and mean", four_loops(math.nan, lambda cells: np.mean(cells)), "padded with NaN"),
    ("06-avg-pool", "sum", four_loops(0.0, sum), "sum instead of mean"),
    (
        "06-avg-pool",
        "only nonzero cells",
        four_loops(0.0, lambda cells: sum(cells) / max(1, np.count_nonzero(cells))),
        "zeros of the picture not counted",
    ),
    ("06-avg-pool", "median", four_loops(math.nan, np.nanmedian), "the median"),
]
