"""Answers to the later exercises of chapter 06 as other people write them: gradients, bugs, shifts, fields.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import numpy as np
import torch

F = torch.nn.functional


# ---- the gradient of max pooling
def autograd(grad_out, x, window, stride):
    leaf = torch.tensor(x, requires_grad=True)
    F.max_pool2d(leaf, window, stride).backward(torch.tensor(grad_out))
    return leaf.grad


def scatter(grad_out, x, window, stride):
    n, c, h, w = x.shape
    flat = np.zeros(x.size)
    seen = np.arange(x.size).reshape(x.shape)
    for b in range(n):
        for k in range(c):
            for i in range(grad_out.shape[2]):
                for j in range(grad_out.shape[3]):
                    where = seen[b, k, i * stride : i * stride + window, j * stride : j * stride + window].ravel()
                    np.add.at(flat, where[np.argmax(x.ravel()[where])], grad_out[b, k, i, j])
    return flat.reshape(n, c, h, w)


def mask_then_cumsum(grad_out, x, window, stride):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(grad_out.shape[2:]):
        part = np.s_[:, :, i * stride : i * stride + window, j * stride : j * stride + window]
        cells = x[part].reshape(*x.shape[:2], -1)
        mask = cells == cells.max(-1, keepdims=True)
        mask &= np.cumsum(mask, axis=-1) == 1
        dx[part] += (mask * grad_out[:, :, i, j, None]).reshape(x[part].shape)
    return dx


def loops(put, early=False):
    """Build a backward pass of four loops; ``put(dx, rows, columns, patch, g)`` puts one gradient in its place."""

    def backward(grad_out, x, window, stride):
        dx = np.zeros(x.shape)
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                for i in range(grad_out.shape[2]):
                    for j in range(grad_out.shape[3]):
                        rows, cols = slice(i * stride, i * stride + window), slice(j * stride, j * stride + window)
                        put(dx[n, c], rows, cols, x[n, c][rows, cols], grad_out[n, c, i, j])
                        if early:
                            return dx
        return dx

    return backward


def coursera(dx, rows, cols, patch, g):
    dx[rows, cols] += (patch == np.max(patch)) * g


def naive_write(dx, rows, cols, patch, g):
    dx[rows, cols] = (patch == patch.max()) * g


def winner_write(dx, rows, cols, patch, g):
    p, q = np.argwhere(patch == patch.max())[0]
    dx[rows.start + p, cols.start + q] = g


def last_winner(dx, rows, cols, patch, g):
    p, q = np.argwhere(patch == patch.max())[-1]
    dx[rows.start + p, cols.start + q] += g


def forgets_the_window(dx, rows, cols, patch, g):
    p, q = np.unravel_index(np.argmax(patch), patch.shape)
    dx[p, q] += g


def mirrored(dx, rows, cols, patch, g):
    q, p = divmod(int(np.argmax(patch)), patch.shape[1])
    dx[rows.start + p, cols.start + q] += g


def fair(dx, rows, cols, patch, g):
    mask = patch == patch.max()
    dx[rows, cols] += g * mask / mask.sum()


# ---- the planted bugs
def average_autograd(grad_out, shape, window, stride):
    leaf = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    F.avg_pool2d(leaf, window, stride).backward(torch.tensor(grad_out))
    return leaf.grad.numpy()


def average(share, add=True):
    """Build the mended function but for the share of a gradient and, perhaps, the sum."""

    def mended(grad_out, shape, window, stride):
        dx = np.zeros(shape)
        for i in range(grad_out.shape[2]):
            for j in range(grad_out.shape[3]):
                part = np.s_[:, :, i * stride : i * stride + window, j * stride : j * stride + window]
                given = share(grad_out[:, :, i : i + 1, j : j + 1], window, stride)
                dx[part] = dx[part] + given if add else given + 0 * dx[part]
        return dx

    return mended


def per_cell(grad_out, shape, window, stride):
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(grad_out.shape):
        for p in range(window):
            for q in range(window):
                dx[n, c, i * stride + p, j * stride + q] += grad_out[n, c, i, j] / (window * window)
    return dx


# ---- shifts
def pooled(image):
    return image.reshape(image.shape[0] // 2, 2, image.shape[1] // 2, 2).max(axis=(1, 3))


def shifted(image, columns):
    return np.hstack([np.zeros((len(image), columns)), image])[:, : image.shape[1]]


def share(of, move=shifted, pool=pooled):
    return lambda image, columns: of(pool(image), pool(move(image, columns)))


def by_counting(image, columns):
    same = total = 0
    for a, b in zip(pooled(image).ravel(), pooled(shifted(image, columns)).ravel(), strict=True):
        total += a > 0 or b > 0
        same += a == b and a > 0
    return same / total


def torch_share(image, columns):
    pool = lambda x: F.max_pool2d(torch.tensor(x)[None, None], 2)[0, 0]  # noqa: E731
    a, b = pool(image), pool(shifted(image, columns))
    ink = (a + b) > 0
    return (a == b)[ink].double().mean().item()


def stale_columns(image, columns):
    moved = image.copy()
    moved[:, columns:] = image[:, :-columns]
    a, b = pooled(image), pooled(moved)
    return (a == b)[(a > 0) | (b > 0)].mean()


RIGHT = [
    ("06-gradient-by-thought", "lists", [[0, 3, 0], [0, 0, 0], [4, 0, 8]]),
    ("06-gradient-by-thought", "an array of floats", np.array([[0, 3.0, 0], [0, 0, 0], [4, 0, 8]])),
    ("06-gradient-by-thought", "a tensor", torch.tensor([[0, 3, 0], [0, 0, 0], [4, 0, 8]])),
    ("06-max-pool-backward", "autograd", autograd),
    ("06-max-pool-backward", "flat indices and add.at", scatter),
    ("06-max-pool-backward", "first of a mask", mask_then_cumsum),
    ("06-planted-bug", "autograd", average_autograd),
    ("06-planted-bug", "cell by cell", per_cell),
    ("06-planted-bug", "slices", average(lambda g, window, stride: g / window / window)),
    ("06-share-kept", "counted", by_counting),
    ("06-share-kept", "PyTorch", torch_share),
    ("06-share-kept", "masked mean", share(lambda a, b: np.mean((a == b)[np.maximum(a, b) > 0]))),
    ("06-unit-sees", "a whole number", 16),
    ("06-unit-sees", "a float", 16.0),
    ("06-unit-sees", "a NumPy number", np.int64(16)),
]

WRONG = [
    ("06-gradient-by-thought", "mean", [[0.25, 0.75, 0.5], [1.25, 3.75, 2.5], [1, 3, 2]], "the gradient of the mean"),
    (
        "06-gradient-by-thought",
        "all to all",
        [[1, 3, 2], [5, 15, 10], [4, 12, 8]],
        "every cell of the window gets the whole",
    ),
    ("06-gradient-by-thought", "both 6es", [[8, 3, 0], [0, 0, 0], [4, 0, 8]], "all cells that equal a winner"),
    ("06-gradient-by-thought", "6es share", [[4, 3, 0], [0, 0, 0], [4, 0, 4]], "all cells that equal a winner"),
    (
        "06-gradient-by-thought",
        "written over",
        [[0, 2, 0], [0, 0, 0], [4, 0, 8]],
        "the last window writes over the first",
    ),
    (
        "06-gradient-by-thought",
        "first kept",
        [[0, 1, 0], [0, 0, 0], [4, 0, 8]],
        "the last window writes over the first",
    ),
    ("06-gradient-by-thought", "columns first", [[0, 0, 4], [3, 0, 0], [0, 0, 8]], "transposed"),
    ("06-gradient-by-thought", "4 top right", [[0, 5, 0], [0, 0, 0], [2, 0, 8]], "transposed"),
    ("06-gradient-by-thought", "wins counted", [[0, 2, 0], [0, 0, 0], [1, 0, 1]], "winners marked with 1"),
    ("06-gradient-by-thought", "marks", [[0, 1, 0], [0, 0, 0], [1, 0, 1]], "winners marked with 1"),
    ("06-gradient-by-thought", "times values", [[0, 21, 0], [0, 0, 0], [36, 0, 48]], "times the cell's value"),
    ("06-gradient-by-thought", "in windows", [[2, 1, 0], [4, 8, 0], [0, 0, 0]], "the place within the window"),
    ("06-gradient-by-thought", "the middle", [[0, 0, 0], [0, 15, 0], [0, 0, 0]], "the cell in the most windows"),
    ("06-gradient-by-thought", "the 9 alone", [[0, 0, 0], [0, 0, 0], [15, 0, 0]], "one winner for the whole map"),
    ("06-gradient-by-thought", "what arrives", [[1, 2], [4, 8]], "one slope for each window"),
    ("06-gradient-by-thought", "flat", [0, 3, 0, 0, 0, 0, 4, 0, 8], "all in one row"),
    ("06-gradient-by-thought", "nothing known", [[0, 7, 0], [0, 0, 0], [4, 0, 8]], None),
    ("06-max-pool-backward", "Coursera's mask", loops(coursera), "every tie gets the whole gradient"),
    ("06-max-pool-backward", "mask written over the window", loops(naive_write), "the whole window written"),
    ("06-max-pool-backward", "= for +=", loops(winner_write), "written instead of added"),
    ("06-max-pool-backward", "last of equals", loops(last_winner), "the last of equals"),
    ("06-max-pool-backward", "place in the window", loops(forgets_the_window), "the place within the window"),
    ("06-max-pool-backward", "divmod turned over", loops(mirrored), "row and column of the winner swapped"),
    ("06-max-pool-backward", "shared ties", loops(fair), "ties share the gradient"),
    ("06-max-pool-backward", "return in the loop", loops(coursera, early=True), "only the first windows"),
    ("06-max-pool-backward", "average's backward", lambda g, x, k, s: average_autograd(g, x.shape, k, s), "averaged"),
    ("06-planted-bug", "untouched", average(lambda g, k, s: g / s**2, add=False), "both bugs still there"),
    (
        "06-planted-bug",
        "count mended",
        average(lambda g, k, s: g / k**2, add=False),
        "overlapping windows still overwrite",
    ),
    ("06-planted-bug", "sum mended", average(lambda g, k, s: g / s**2), "still the wrong count"),
    ("06-planted-bug", "distribute_value by one side", average(lambda g, k, s: g / k), "divided by one side"),
    ("06-planted-bug", "no share", average(lambda g, k, s: g), "not divided at all"),
    ("06-planted-bug", "both sizes", average(lambda g, k, s: g / (k * s)), "window times stride"),
    (
        "06-share-kept",
        "np.roll",
        share(lambda a, b: (a == b)[(a > 0) | (b > 0)].mean(), lambda i, c: np.roll(i, c, 1)),
        "what leaves at the right comes back at the left",
    ),
    ("06-share-kept", "all cells", share(lambda a, b: (a == b).mean()), "background counted"),
    ("06-share-kept", "percent", share(lambda a, b: 100 * (a == b)[(a > 0) | (b > 0)].mean()), "in percent"),
    ("06-share-kept", "and for or", share(lambda a, b: (a == b)[(a > 0) & (b > 0)].mean()), "inked both times only"),
    (
        "06-share-kept",
        "not pooled",
        share(lambda a, b: (a == b)[(a > 0) | (b > 0)].mean(), pool=lambda i: i),
        "nothing pooled",
    ),
    ("06-share-kept", "left columns not cleared", stale_columns, "the left columns stay"),
    ("06-share-kept", "whole greys", lambda image, columns: by_counting(image.astype(int), columns), None),
    ("06-share-kept", "shift of one", lambda image, columns: by_counting(image, 1), "always by one column"),
    ("06-share-kept", "a count", share(lambda a, b: int(((a == b) & (a > 0)).sum())), "a number of cells"),
    ("06-unit-sees", "strides forgotten", 11, "strides forgotten"),
    ("06-unit-sees", "sum of windows", 14, "the last pooling forgotten, or the windows added up"),
    ("06-unit-sees", "product", 100, "windows multiplied"),
    ("06-unit-sees", "whole windows", 22, "whole windows added"),
    ("06-unit-sees", "area", 256, "an area"),
    ("06-unit-sees", "recursion the wrong way", 28, "the rule for going back used forward"),
]
