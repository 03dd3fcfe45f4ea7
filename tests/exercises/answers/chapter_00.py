"""Answers to the exercises of chapter 00, written as other people write them: right ones, and wrong ones by name."""

import math

import numpy as np
import torch


def loop_with_index(x, w, b):
    s = 0
    for i in range(len(x)):
        s += x[i] * w[i]
    return s + b


def bias_as_a_weight(x, w, b):
    return np.append(x, 1.0) @ np.append(w, b)


def by_torch(x, w, b):
    return torch.dot(torch.tensor(x), torch.tensor(w)) + b


def by_single_precision(x, w, b):
    return np.dot(x.astype(np.float32), w.astype(np.float32)) + np.float32(b)


def return_too_far_in(x, w, b):
    total = b
    for a, c in zip(x, w):
        total += a * c
        return total


def assigned_not_added(x, w, b):
    s = 0
    for i in range(len(x)):
        s = x[i] * w[i]
    return s + b


def last_index_missing(x, w, b):
    total = b
    for i in range(len(x) - 1):
        total += x[i] * w[i]
    return total


def two_inputs(x, w, b):
    return x[0] * w[0] + x[1] * w[1] + b


def bias_in_the_loop(x, w, b):
    total = 0
    for a, c in zip(x, w):
        total += a * c + b
    return total


def weights_overwritten(x, w, b):
    w *= x
    return w.sum() + b


def column_times_row(x, w, b):
    return x.reshape(-1, 1) * w + b


RIGHT = [
    ("00-half-point", "a fraction", 3 / 2),
    ("00-half-point", "a NumPy number", np.float64(1.5)),
    ("00-half-point", "a tensor", torch.tensor(1.5)),
    ("00-half-point", "words", "1.5"),
    ("00-weighted-sum", "a loop with an index", loop_with_index),
    ("00-weighted-sum", "np.dot", lambda x, w, b: np.dot(x, w) + b),
    ("00-weighted-sum", "@", lambda x, w, b: w @ x + b),
    ("00-weighted-sum", "einsum", lambda x, w, b: np.einsum("i,i->", x, w) + b),
    ("00-weighted-sum", "a generator", lambda x, w, b: b + sum(a * c for a, c in zip(x, w))),
    ("00-weighted-sum", "the bias as one more weight", bias_as_a_weight),
    ("00-weighted-sum", "torch", by_torch),
    ("00-weighted-sum", "float32", by_single_precision),
    ("00-weighted-sum", "fsum", lambda x, w, b: math.fsum([*(x * w), b])),
]

WRONG = [
    ("00-half-point", "b / w", -1.5, "sign lost"),
    ("00-half-point", "w / b", -0.6667, "upside down"),
    ("00-half-point", "b times w", 6, "multiplied instead of divided"),
    ("00-half-point", "z = 1/2", 1.75, "sum of one half"),
    ("00-half-point", "3 minus 2", 1, "weight taken for a term"),
    ("00-half-point", "the output", 0.5, "output given for input"),
    ("00-half-point", "no bias", 0, "as if there were no bias"),
    ("00-half-point", "a sloppy look at the explorer", 1.4, None),
    ("00-weighted-sum", "sums first", lambda x, w, b: sum(x) * sum(w) + b, "sums multiplied"),
    ("00-weighted-sum", "times b", lambda x, w, b: x @ w * b, "bias as a factor"),
    ("00-weighted-sum", "return in the loop", return_too_far_in, "only the first input"),
    ("00-weighted-sum", "= for +=", assigned_not_added, "only the last input"),
    ("00-weighted-sum", "range(n - 1)", last_index_missing, "one input left out"),
    ("00-weighted-sum", "two inputs written out", two_inputs, "a fixed number of inputs"),
    ("00-weighted-sum", "bias in the loop", bias_in_the_loop, "bias added to every product"),
    ("00-weighted-sum", "column times row", column_times_row, "every input meets every weight"),
    ("00-weighted-sum", "minus b", lambda x, w, b: np.sum(x * w) - b, "bias subtracted"),
    ("00-weighted-sum", "np.mean", lambda x, w, b: np.mean(x * w) + b, "mean instead of sum"),
    (
        "00-weighted-sum",
        "sigmoid at once",
        lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))),
        "a function applied already",
    ),
    ("00-weighted-sum", "x + w", lambda x, w, b: (x + w).sum() + b, "inputs and weights added"),
    ("00-weighted-sum", "only the product", lambda x, w, b: x * w, "products not added up"),
    ("00-weighted-sum", "the weights changed", weights_overwritten, None),
    ("00-weighted-sum", "np.prod", lambda x, w, b: np.prod(x * w) + b, "products multiplied together"),
]
