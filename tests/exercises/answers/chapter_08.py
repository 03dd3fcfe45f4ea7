"""Answers to chapter 08 as other people write them: right ones, and wrong ones with the name that they should get.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import math

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

F = torch.nn.functional


# ---- connections
def unit_by_unit(side, kernel, pairs, maps):
    used = 0
    for _ in range(side - kernel + 1):
        for _ in range(side - kernel + 1):
            used += pairs * kernel * kernel + maps
    return used


def by_hooks(side, kernel, pairs, maps):
    out = side - (kernel - 1)
    return int(out**2 * pairs * math.pow(kernel, 2)) + maps * out * out


# ---- sub-sampling
def lecun(a):
    return 1.7159 * np.tanh(a * 2.0 / 3.0)


def sub(total, bend=lecun, mix=lambda s, c, b: s * c + b):
    """Build a sub_sample of a sum of the cells, a bend, and the way in which coefficient and bias come in."""
    return lambda x, coefficient, bias: bend(mix(total(x), coefficient.reshape(-1, 1, 1), bias.reshape(-1, 1, 1)))


def four_slices(x):
    return sum(x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1))


def wrong_reshape(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, w // 2, 4).sum(-1)


def by_torch(x, coefficient, bias):
    x, coefficient, bias = map(torch.tensor, (x, coefficient, bias))
    a = 4 * F.avg_pool2d(x, 2) * coefficient.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1)
    return 1.7159 * torch.tanh(2 / 3 * a)


def by_loops(x, coefficient, bias):
    n, c, h, w = x.shape
    out = np.zeros((n, c, h // 2, w // 2))
    for k in range(c):
        for i in range(h // 2):
            for j in range(w // 2):
                s = x[:, k, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].sum(axis=(1, 2))
                out[:, k, i, j] = 1.7159 * np.tanh(2 / 3 * (coefficient[k] * s + bias[k]))
    return out


def column_coefficients(x, coefficient, bias):
    return lecun(four_slices(x) * coefficient + bias)


# ---- one map of C3
def windows(s2):
    return sliding_window_view(s2, (5, 5), axis=(1, 2))


def by_einsum(s2, kernels, bias, sources):
    return np.einsum("mijpq,mpq->ij", windows(s2[list(sources)]), kernels) + bias


def torch_map(s2, kernels, bias, sources):
    read = torch.tensor(s2)[list(sources)][None]
    return F.conv2d(read, torch.tensor(kernels)[None], torch.tensor([bias], dtype=torch.float64))[0, 0]


def added_up(pick=lambda kernels, k, m: kernels[k], bias_at=0, combine=lambda out, new: out + new, order=list):
    """Build a c3_map of a loop over the sources; ``bias_at`` says how often the bias comes in on the way."""

    def c3_map(s2, kernels, bias, sources):
        out = np.zeros((s2.shape[1] - 4, s2.shape[2] - 4))
        for k, m in enumerate(order(sources)):
            new = np.einsum("ijpq,pq->ij", windows(s2[m : m + 1])[0], pick(kernels, k, m))
            out = combine(out, new + bias if bias_at else new)
        return out if bias_at else out + bias

    return c3_map


def scipy_style(s2, kernels, bias, sources):
    return by_einsum(s2, kernels[:, ::-1, ::-1], bias, sources)


def first_maps(s2, kernels, bias, sources):
    return by_einsum(s2[: len(sources)], kernels, bias, range(len(sources)))


# ---- distances
def expanded(features, codes):
    return (features**2).sum(1, keepdims=True) - 2 * features @ codes.T + (codes**2).sum(1)


def cdist(features, codes):
    return torch.cdist(torch.tensor(features), torch.tensor(codes)) ** 2


def nested(features, codes):
    return [[sum((a - b) ** 2 for a, b in zip(x, c, strict=True)) for c in codes] for x in features]


# ---- the loss
def logaddexp(distances, labels, j):
    far = np.logaddexp(-j, np.logaddexp.reduce(-distances, axis=1))
    return np.mean(np.take_along_axis(distances, labels[:, None], axis=1)[:, 0] + far)


def eleventh_class(distances, labels, j):
    logits = -torch.cat([torch.tensor(distances), torch.full((len(labels), 1), float(j))], dim=1)
    return F.cross_entropy(logits, torch.tensor(labels))


def loss(near=lambda d, y: d[range(len(y)), y], far=lambda d, j: np.exp(-j) + np.exp(-d).sum(1), total=np.mean):
    """Build a map_loss of its parts."""
    return lambda distances, labels, j: total(near(distances, labels) + np.log(far(distances, j)))


def example_by_example(distances, labels, j):
    losses = []
    for row, label in zip(distances, labels, strict=True):
        losses.append(row[label] + math.log(math.exp(-j) + sum(math.exp(-y) for y in row)))
    return sum(losses) / len(losses)


RIGHT = [
    ("08-connections", "place by place", unit_by_unit),
    ("08-connections", "weights and biases apart", by_hooks),
    (
        "08-connections",
        "floor of a quotient",
        lambda side, kernel, pairs, maps: ((side - kernel) // 1 + 1) ** 2 * (pairs * kernel**2 + maps),
    ),
    ("08-sub-sample", "four slices", sub(four_slices)),
    ("08-sub-sample", "PyTorch", by_torch),
    ("08-sub-sample", "loops", by_loops),
    ("08-c3-parameters", "a number", 1516),
    ("08-c3-parameters", "a sum", sum(25 * reads + 1 for reads in [3] * 6 + [4] * 9 + [6])),
    ("08-c3-parameters", "a float", 1516.0),
    ("08-c3-map", "einsum", by_einsum),
    ("08-c3-map", "PyTorch", torch_map),
    ("08-c3-map", "source after source", added_up()),
    ("08-c5-field", "a number", 32),
    ("08-c5-field", "NumPy", np.int64(32)),
    ("08-c5-field", "from the end", ((((1 - 1) * 1 + 5 - 1) * 2 + 2 - 1) * 1 + 5 - 1) * 2 + 2 + 4),
    ("08-rbf", "three terms", expanded),
    ("08-rbf", "cdist, squared", cdist),
    ("08-rbf", "nested lists", nested),
    ("08-planted-bugs", "logaddexp", logaddexp),
    ("08-planted-bugs", "an eleventh class", eleventh_class),
    ("08-planted-bugs", "example by example", example_by_example),
    ("08-first-weights", "a quotient", 2.4 / 75),
    ("08-first-weights", "typed", 0.032),
    ("08-first-weights", "a tensor", torch.tensor(0.032)),
]

WRONG = [
    (
        "08-connections",
        "no biases",
        lambda side, kernel, pairs, maps: (side - kernel + 1) ** 2 * pairs * kernel**2,
        "biases forgotten",
    ),
    (
        "08-connections",
        "no + 1",
        lambda side, kernel, pairs, maps: (side - kernel) ** 2 * (pairs * kernel**2 + maps),
        "one place too few",
    ),
    (
        "08-connections",
        "bias a pair",
        lambda side, kernel, pairs, maps: (side - kernel + 1) ** 2 * pairs * (kernel**2 + 1),
        "a bias for each pair",
    ),
    (
        "08-connections",
        "FLOPs",
        lambda side, kernel, pairs, maps: (side - kernel + 1) ** 2 * 2 * pairs * kernel**2,
        "a multiplication and an addition for each weight",
    ),
    (
        "08-connections",
        "one axis",
        lambda side, kernel, pairs, maps: (side - kernel + 1) * (pairs * kernel**2 + maps),
        "places along one axis",
    ),
    ("08-connections", "parameters", lambda side, kernel, pairs, maps: pairs * kernel**2 + maps, "parameters counted"),
    (
        "08-connections",
        "pixels",
        lambda side, kernel, pairs, maps: side * side * (pairs * kernel**2 + maps),
        "a place for every pixel",
    ),
    ("08-sub-sample", "mean", sub(lambda x: four_slices(x) / 4), "mean for sum"),
    ("08-sub-sample", "max pooling", sub(lambda x: F.max_pool2d(torch.tensor(x), 2).numpy()), "maximum taken"),
    ("08-sub-sample", "a reshape too short", sub(wrong_reshape), "reshaped across windows"),
    (
        "08-sub-sample",
        "two axes exchanged in a reshape",
        sub(lambda x: x.reshape(*x.shape[:2], x.shape[2] // 2, x.shape[3] // 2, 2, 2).sum((4, 5))),
        "reshaped across windows",
    ),
    ("08-sub-sample", "tanh", sub(four_slices, np.tanh), "plain tanh"),
    ("08-sub-sample", "sigmoid", sub(four_slices, lambda a: 1 / (1 + np.exp(-a))), "logistic sigmoid"),
    ("08-sub-sample", "0.66", sub(four_slices, lambda a: 1.7159 * np.tanh(0.66 * a)), "constants cut short"),
    ("08-sub-sample", "3a/2", sub(four_slices, lambda a: 1.7159 * np.tanh(3 * a / 2)), "2/3 turned over"),
    ("08-sub-sample", "picked", sub(lambda x: x[..., ::2, ::2]), "one element picked"),
    ("08-sub-sample", "coefficient along the columns", column_coefficients, "one number for each column"),
    ("08-sub-sample", "no negative β", lambda x, coefficient, bias: by_loops(x, abs(coefficient), bias), None),
    ("08-c3-parameters", "full table", 2416, "every map reads all six"),
    ("08-c3-parameters", "weights", 1500, "biases forgotten"),
    ("08-c3-parameters", "26 a cross", 1560, "a bias for each cross"),
    ("08-c3-parameters", "connections", 151600, "connections counted"),
    ("08-c3-parameters", "map 0", 76, "one map only"),
    ("08-c3-parameters", "6 biases", 1506, "biases of another layer"),
    ("08-c3-map", "by the map's number", added_up(lambda kernels, k, m: kernels[m]), "an index beyond the end"),
    ("08-c3-map", "bias inside the loop", added_up(bias_at=1), "a bias for each source"),
    ("08-c3-map", "= for +=", added_up(combine=lambda out, new: new), "only the last source"),
    ("08-c3-map", "scipy's convolve", scipy_style, "kernels flipped"),
    ("08-c3-map", "first maps", first_maps, "the first maps read"),
    ("08-c3-map", "sorted sources", added_up(order=sorted), "kernels in the order of the maps"),
    ("08-c3-map", "first kernel", added_up(lambda kernels, k, m: kernels[0]), "one kernel for all"),
    ("08-c5-field", "sum", 19, "windows added up"),
    ("08-c5-field", "16 + 5 · 4", 36, "the last window added whole"),
    ("08-c5-field", "28", 28, "the side of a digit's picture"),
    ("08-c5-field", "S4", 16, "the last layer forgotten"),
    ("08-c5-field", "no strides", 15, "strides forgotten"),
    ("08-c5-field", "the window", 5, "the window taken for the field"),
    ("08-rbf", "norm", lambda features, codes: np.linalg.norm(features[:, None] - codes, axis=-1), "root taken"),
    ("08-rbf", "cdist", lambda features, codes: torch.cdist(torch.tensor(features), torch.tensor(codes)), "root taken"),
    ("08-rbf", "no pairs", lambda features, codes: np.sum((features - codes) ** 2, axis=1), "row by row"),
    (
        "08-rbf",
        "batch centred",
        lambda features, codes: expanded(features - features.mean(0), codes),
        "samples centred",
    ),
    ("08-rbf", "product", lambda features, codes: features @ codes.T, "product with the code"),
    (
        "08-rbf",
        "no 2",
        lambda features, codes: expanded(features, codes) + features @ codes.T,
        "a term of the square wrong",
    ),
    ("08-rbf", "Gaussian", lambda features, codes: np.exp(-expanded(features, codes)), "bell curve"),
    ("08-rbf", "mean", lambda features, codes: expanded(features, codes) / features.shape[1], "mean over the features"),
    ("08-rbf", "transposed", lambda features, codes: expanded(codes, features), "rows and columns exchanged"),
    (
        "08-rbf",
        "length of a code of ±1",
        lambda f, c: (f**2).sum(1)[:, None] - 2 * f @ c.T + len(c[0]),
        "a term of the square wrong",
    ),
    ("08-planted-bugs", "sign left", loss(far=lambda d, j: np.exp(-j) + np.exp(d).sum(1)), "still the wrong sign"),
    ("08-planted-bugs", "columns left", loss(near=lambda d, y: d[:, y].mean(axis=1)), "still all labels for all"),
    (
        "08-planted-bugs",
        "softmax cross-entropy",
        lambda d, y, j: F.cross_entropy(-torch.tensor(d), torch.tensor(y)),
        "constant left out",
    ),
    ("08-planted-bugs", "sum", loss(total=np.sum), "sum for mean"),
    ("08-planted-bugs", "e to j", loss(far=lambda d, j: np.exp(j) + np.exp(-d).sum(1)), "e to plus j"),
    (
        "08-planted-bugs",
        "mean inside",
        loss(far=lambda d, j: np.exp(-j) + np.exp(-d).mean(1)),
        "mean for the sum over classes",
    ),
    ("08-planted-bugs", "no mean", loss(total=lambda losses: losses), "a loss for each example"),
    (
        "08-planted-bugs",
        "all examples in one sum",
        loss(far=lambda d, j: np.exp(-j) + np.exp(-d).sum()),
        "added up over examples, not classes",
    ),
    ("08-first-weights", "one window", 0.096, "one window only"),
    ("08-first-weights", "all six", 0.016, "all six maps"),
    ("08-first-weights", "root", 2.4 / math.sqrt(75), "a root of the fan-in"),
    ("08-first-weights", "He", math.sqrt(2 / 75), "He's rule"),
    ("08-first-weights", "width", 0.064, "the whole width"),
    ("08-first-weights", "three maps", 0.8, "maps counted, not inputs"),
    ("08-first-weights", "fan-in", 75, "F itself"),
]
