"""Answers to the exercises of chapter 05 in which a kernel is made, as other people write them, right and wrong."""

import numpy as np
import torch
import torch.nn.functional as F

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
CROSSING = np.array([[1.0, 0, 1], [0, 1, 0], [1, 0, 1]])


def map_of(image, kernel):
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    return np.array([[(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(columns)] for i in range(rows)])


# ---- a cross or a ring
def filters(*kernels, bias):
    return lambda: (np.array(kernels, dtype=float), np.full(len(kernels), float(bias)))


def strict_diagonals():
    """Ones along the diagonal, something against ink beside it."""
    kernel = np.where(np.eye(5), 1, -0.2)
    return [kernel.tolist(), kernel[::-1].tolist()], [-4.1, -4.1]


def one_diagonal_and_noise():
    return np.stack([np.eye(5), np.full((5, 5), -1.0)]), np.array([-4.9, -0.5])


# ---- two kernels in one
def fuse_by_the_single_pixel(k1, k2):
    """What both passes make of one bright pixel is the fused kernel, turned round."""
    rows, columns = (a + b - 1 for a, b in zip(k1.shape, k2.shape))
    spark = np.zeros((2 * rows - 1, 2 * columns - 1))
    spark[rows - 1, columns - 1] = 1
    return map_of(map_of(spark, k1), k2)[::-1, ::-1]


def fuse_by_padding(k1, k2):
    padded = np.pad(k1, [(n - 1, n - 1) for n in k2.shape])
    return map_of(padded, k2[::-1, ::-1])


def fuse_in_torch(k1, k2):
    return F.conv2d(torch.tensor(k1)[None, None], torch.tensor(k2).flip(0, 1)[None, None],
                    padding=tuple(n - 1 for n in k2.shape))[0, 0]  # fmt: skip


def fuse_cropped(k1, k2):
    rows, columns = ((n - 1) // 2 for n in k2.shape)
    return fuse_by_padding(k1, k2)[rows : rows + k1.shape[0], columns : columns + k1.shape[1]]


def fuse_overwritten(k1, k2):
    out = np.zeros((k1.shape[0] + k2.shape[0] - 1, k1.shape[1] + k2.shape[1] - 1))
    for m in range(k2.shape[0]):
        for n in range(k2.shape[1]):
            out[m : m + k1.shape[0], n : n + k1.shape[1]] = k2[m, n] * k1
    return out


# ---- a kernel that is learned
def step_in_torch(kernel, image, target, rate):
    k = torch.tensor(kernel, requires_grad=True)
    off = F.conv2d(torch.tensor(image)[None, None], k[None, None])[0, 0] - torch.tensor(target)
    (0.5 * (off**2).mean()).backward()
    return k.detach() - rate * k.grad


def step_in_loops(kernel, image, target, rate, sign=-1, mean=True, twice=1):
    kh, kw = kernel.shape
    oh, ow = target.shape
    new = kernel.copy()
    off = map_of(image, kernel) - target
    for m in range(kh):
        for n in range(kw):
            total = 0.0
            for i in range(oh):
                for j in range(ow):
                    total += off[i, j] * image[i + m, j + n]
            new[m, n] += sign * twice * rate * total / (oh * ow if mean else 1)
    return new


def step_by_correlation(kernel, image, target, rate):
    off = map_of(image, kernel) - target
    return kernel - rate / off.size * map_of(image, off)


def step_by_nudges(kernel, image, target, rate):
    def loss(k):
        return np.mean((map_of(image, k) - target) ** 2) / 2

    slope = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        for sign in (1, -1):
            nudged = kernel.copy()
            nudged[place] += sign * 1e-4
            slope[place] += sign * loss(nudged) / 2e-4
    return kernel - rate * slope


def step_place_by_place(kernel, image, target, rate):
    new = kernel.copy()
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            off = (window * new).sum() - target[i, j]
            new = new - rate * off * window / target.size
    return new


def step_weight_by_weight(kernel, image, target, rate):
    new = np.array(kernel)
    oh, ow = target.shape
    for m in range(kernel.shape[0]):
        for n in range(kernel.shape[1]):
            off = map_of(image, new) - target
            new[m, n] = new[m, n] - rate * (off * image[m : m + oh, n : n + ow]).sum() / (oh * ow)
    return new


def step_last_place(kernel, image, target, rate):
    off = map_of(image, kernel) - target
    for i, j in np.ndindex(off.shape):
        slope = off[i, j] * image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
    return kernel - rate * slope


def step_true_convolution(kernel, image, target, rate):
    off = map_of(image, kernel) - target
    return kernel - rate * map_of(image, off[::-1, ::-1]) / off.size


RIGHT = [
    ("05-cross-or-ring", "long strokes", filters(np.eye(5), np.eye(5)[::-1], bias=-4.2)),
    ("05-cross-or-ring", "the crossing", filters(CROSSING, bias=-4)),
    ("05-cross-or-ring", "ink in a square", filters(np.ones((3, 3)), bias=-4.5)),
    ("05-cross-or-ring", "one direction is enough", filters(np.eye(6), bias=-5)),
    ("05-cross-or-ring", "against ink beside the stroke, in lists", strict_diagonals),
    ("05-cross-or-ring", "a filter that is never above 0", one_diagonal_and_noise),
    ("05-fuse", "one bright pixel", fuse_by_the_single_pixel),
    ("05-fuse", "padded and turned", fuse_by_padding),
    ("05-fuse", "the other way round", lambda k1, k2: fuse_by_padding(k2, k1)),
    ("05-fuse", "torch", fuse_in_torch),
    ("05-learned-kernel", "torch's own gradient", step_in_torch),
    ("05-learned-kernel", "four loops", step_in_loops),
    ("05-learned-kernel", "what is off as a kernel", step_by_correlation),
    ("05-learned-kernel", "nudges", step_by_nudges),
]

WRONG = [
    ("05-cross-or-ring", "short strokes", filters(np.eye(3), np.eye(3)[::-1], bias=-2.5), "a ring taken for a cross"),
    ("05-cross-or-ring", "four in a row", filters(np.eye(4), np.eye(4)[::-1], bias=-3.5), "a ring taken for a cross"),
    ("05-cross-or-ring", "no bias", filters(np.eye(5), bias=0), "a ring taken for a cross"),
    ("05-cross-or-ring", "a bias with plus", filters(CROSSING, bias=4), "an answer on blank paper"),
    ("05-cross-or-ring", "too strict", filters(np.eye(5), bias=-7), "crosses missed"),
    ("05-cross-or-ring", "all zeros", filters(np.zeros((3, 3)), bias=0), "crosses missed"),
    ("05-cross-or-ring", "longer than a small cross", filters(np.eye(7), bias=-7.5), "crosses missed"),
    ("05-cross-or-ring", "Sobel", filters(SOBEL, SOBEL.T, bias=-3), "strokes that both have"),
    ("05-cross-or-ring", "a level stroke", filters([[1, 1, 1]], bias=-2.5), "strokes that both have"),
    ("05-cross-or-ring", "kernels alone", lambda: np.stack([np.eye(5)] * 3), "kernels and biases in another form"),
    ("05-cross-or-ring", "one bias for two", lambda: (np.stack([np.eye(5)] * 2), -4.5),
     "kernels and biases in another form"),
    ("05-cross-or-ring", "too large", filters(np.eye(9), bias=-4.5), "kernels and biases in another form"),
    ("05-fuse", "as a window lies", lambda k1, k2: fuse_by_padding(k1, k2[::-1, ::-1]), "one of the two turned round"),
    ("05-fuse", "the first as a window", lambda k1, k2: fuse_by_padding(k1[::-1, ::-1], k2),
     "one of the two turned round"),
    ("05-fuse", "cropped to the first", fuse_cropped, "as large as one of the two"),
    ("05-fuse", "where it fits", lambda k1, k2: map_of(k1, k2), "only where one kernel lies inside the other"),
    ("05-fuse", "= for +=", fuse_overwritten, "overwritten where the copies overlap"),
    ("05-fuse", "added", lambda k1, k2: k1 + k2, "added or multiplied weight by weight"),
    ("05-fuse", "@", lambda k1, k2: k1 @ k2, "added or multiplied weight by weight"),
    ("05-fuse", "kron", np.kron, "every product kept apart"),
    ("05-fuse", "not turned back", lambda k1, k2: fuse_by_the_single_pixel(k1, k2)[::-1, ::-1],
     "the fused kernel turned round"),
    ("05-fuse", "on its side", lambda k1, k2: fuse_by_padding(k1, k2).T, "lying on its side"),
    ("05-fuse", "twice", lambda k1, k2: 2 * fuse_by_padding(k1, k2), None),
    ("05-learned-kernel", "+=", lambda *a: step_in_loops(*a, sign=1), "uphill"),
    ("05-learned-kernel", "no mean", lambda *a: step_in_loops(*a, mean=False), "the sum in the place of the mean"),
    ("05-learned-kernel", "the 2 of the square", lambda *a: step_in_loops(*a, twice=2), "the ½ left out"),
    ("05-learned-kernel", "the 2 and no mean", lambda *a: step_in_loops(*a, twice=2, mean=False),
     "the sum in the place of the mean"),
    ("05-learned-kernel", "no rate", lambda k, i, t, r: step_in_loops(k, i, t, 1), "the learning rate left out"),
    ("05-learned-kernel", "the slope alone", lambda k, i, t, r: k - step_in_loops(k, i, t, 1),
     "no step, only the slope"),
    ("05-learned-kernel", "target − map", lambda k, i, t, r: 2 * k - step_in_loops(k, i, t, r), "uphill"),
    ("05-learned-kernel", "the map for off", lambda k, i, t, r: step_in_loops(k, i, 0 * t, r),
     "the map instead of what is off"),
    ("05-learned-kernel", "place by place", step_place_by_place, "a step at every place"),
    ("05-learned-kernel", "weight by weight", step_weight_by_weight, "the map made anew after every weight"),
    ("05-learned-kernel", "slope overwritten", step_last_place, "one place only"),
    ("05-learned-kernel", "convolved", step_true_convolution, "the slope turned round"),
    ("05-learned-kernel", "mean of off for all", lambda k, i, t, r: k - r * np.mean(map_of(i, k) - t),
     "the same for every weight"),
    ("05-learned-kernel", "the loss", lambda k, i, t, r: 0.5 * np.mean((map_of(i, k) - t) ** 2), "the loss itself"),
    ("05-learned-kernel", "three times", lambda k, i, t, r: step_in_loops(k, i, t, 3 * r), None),
]  # fmt: skip
