"""Answers about chapter 12's costs as other people write them: right ones, and mistakes with their names."""

import math
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F


# ---- the right ones, in other styles ----
def cost_loops(C, H, W, F, K, S=1, P=0, groups=1):
    rows = len(range(0, H + 2 * P - K + 1, S))
    columns = len(range(0, W + 2 * P - K + 1, S))
    weights = sum(C // groups * K * K for _ in range(F))
    return [weights + F, weights * rows * columns]


def cost_torch(C, H, W, filters, K, S=1, P=0, groups=1):
    layer = torch.nn.Conv2d(C, filters, K, S, P, groups=groups)
    places = F.conv2d(torch.zeros(1, C, H, W), layer.weight, None, S, P, 1, groups)[0, 0].numel()
    return sum(p.numel() for p in layer.parameters()), layer.weight.numel() * places


def cost_with(
    weights=lambda C, F, K, g: F * C // g * K * K,
    rows=lambda n, K, S, P: (n + 2 * P - K) // S + 1,
    ends=lambda w, p, F, g: (w + F, w * p),
):
    def cost(C, H, W, F, K, S=1, P=0, groups=1):
        w = weights(C, F, K, groups)
        return ends(w, rows(H, K, S, P) * rows(W, K, S, P), F, groups)

    return cost


def gradient_loop(gradients, counts):
    total = np.zeros_like(gradients[0])
    for gradient, count in zip(gradients, counts):
        total += gradient * count
    return total / sum(counts)


def gradient_repeated(gradients, counts):
    return np.repeat(gradients, counts, axis=0).mean(axis=0)


def gradient_fractions(gradients, counts):
    whole = int(sum(counts))
    return sum(float(Fraction(int(c), whole)) * g for g, c in zip(gradients, counts))


RIGHT = [
    ("12-grouped-cost", "ranges", cost_loops),
    ("12-grouped-cost", "torch", cost_torch),
    ("12-grouped-cost", "divided later", cost_with(weights=lambda C, F, K, g: C * F * K**2 // g)),
    ("12-global-gradient", "a loop", gradient_loop),
    ("12-global-gradient", "np.average", lambda gradients, counts: np.average(gradients, axis=0, weights=counts)),
    ("12-global-gradient", "every example", gradient_repeated),
    ("12-global-gradient", "fractions", gradient_fractions),
    ("12-global-gradient", "einsum, torch",
     lambda g, n: torch.einsum("r...,r->...", torch.tensor(g), torch.tensor(n / n.sum()))),
]  # fmt: skip


# ---- the wrong ones ----
def cost_padding_first(C, H, W, F, K, P=0, S=1, groups=1):
    return cost_loops(C, H, W, F, K, S, P, groups)


WRONG = [
    ("12-grouped-cost", "no groups", cost_with(weights=lambda C, F, K, g: C * F * K * K), "every filter sees all maps"),
    ("12-grouped-cost", "twice", cost_with(weights=lambda C, F, K, g: (C // g) * (F // g) * K * K), "divided twice"),
    ("12-grouped-cost", "FLOPs", cost_with(ends=lambda w, p, F, g: (w + F, 2 * w * p)), "two for each product"),
    ("12-grouped-cost", "bias added as work",
     cost_with(ends=lambda w, p, F, g: (w + F, (w + F) * p)), "the bias counted as work"),
    ("12-grouped-cost", "exchanged", cost_with(ends=lambda w, p, F, g: (w * p, w + F)), "the two exchanged"),
    ("12-grouped-cost", "work / groups again",
     cost_with(ends=lambda w, p, F, g: (w + F, w * p // g)), "the work divided twice"),
    ("12-grouped-cost", "padding once",
     cost_with(rows=lambda n, K, S, P: (n + P - K) // S + 1), "padding on one side only"),
    ("12-grouped-cost", "n // S",
     cost_with(rows=lambda n, K, S, P: n // S), "as many places as fit without the window"),
    ("12-grouped-cost", "padding sixth", cost_padding_first, None),
    ("12-global-gradient", "DDP", lambda g, n: sum(g) / len(g), "all processes alike"),
    ("12-global-gradient", "world size", lambda g, n: gradient_loop(g, n) * len(n), "times the processes"),
    ("12-global-gradient", "sum of sums", lambda g, n: gradient_loop(g, n) * sum(n), "the sum over examples"),
    ("12-global-gradient", "[:, None]", lambda g, n: (g * n[:, None]).sum(0) / n.sum(), "room for one axis only"),
    ("12-global-gradient", "no axis", lambda g, n: (g * n).sum(0) / n.sum(), "counts along the wrong axis"),
    ("12-global-gradient", "sum / total", lambda g, n: sum(g) / sum(n), "means taken for sums"),
    ("12-global-gradient", "per process",
     lambda g, n: sum(a * b for a, b in zip(g, n)) / len(n), "divided by the processes"),
    ("12-grouped-cost", "ceil", cost_with(rows=lambda n, K, S, P: math.ceil((n + 2 * P - K) / S) + 1), "rounded up"),
    ("12-grouped-cost", "a bias in each group", cost_with(ends=lambda w, p, F, g: (w + F * g, w * p)),
     "one bias for each group"),
    ("12-global-gradient", "n²", lambda g, n: np.average(g, axis=0, weights=n**2), "weighted twice"),
    ("12-global-gradient", "/ n", lambda g, n: sum(a / b for a, b in zip(g, n)), "divided by the counts"),
]  # fmt: skip
