"""Answers about chapter 11's ways back as other people write them: right ones, and mistakes with their names."""

from itertools import product
from math import comb, prod

import numpy as np
import torch
import torch.nn.functional as F


# ---- the right ones, in other styles ----
def relu(z):
    return z * (z > 0)


def loss(grad_out, x, W1, W2):
    return np.sum(grad_out * relu(relu(x @ W1) @ W2 + x))


def central(grad_out, *leaves, of=loss, h=1e-6):
    grads = []
    for k, leaf in enumerate(leaves):
        grad = np.zeros_like(leaf)
        for place in np.ndindex(leaf.shape):
            step = np.zeros_like(leaf)
            step[place] = h
            up, down = list(leaves), list(leaves)
            up[k], down[k] = leaf + step, leaf - step
            grad[place] = (of(grad_out, *up) - of(grad_out, *down)) / (2 * h)
        grads.append(grad)
    return tuple(grads)


def autograd(grad_out, *leaves):
    leaves = [torch.tensor(leaf, requires_grad=True) for leaf in leaves]
    x, W1, W2 = leaves
    F.relu(F.relu(x @ W1) @ W2 + x).backward(torch.tensor(grad_out))
    return [leaf.grad for leaf in leaves]


def backprop(dout, x, W1, W2, both=lambda d: d, skip=lambda d, x, dout: d, order=lambda *grads: grads):
    a = x @ W1
    h = np.maximum(a, 0)
    d = both(dout * (h @ W2 + x > 0))
    da = d.dot(W2.T)
    da[a <= 0] = 0
    return order(da.dot(W1.T) + skip(d, x, dout), x.T.dot(da), h.T.dot(d))


def sum_loss(grad_out, x, W):
    return (grad_out * (x + relu(x @ W))).sum()


def sum_with_copy(grad_out, x, W):
    branch = grad_out.copy()
    branch[x @ W <= 0] = 0
    return np.add(branch @ W.T, grad_out), x.T @ branch


def sum_where(grad_out, x, W, mask=None, skip=None):
    d = np.where(x @ W > 0 if mask is None else mask(x), grad_out, 0)
    return d @ W.T + (grad_out if skip is None else skip(d, x)), x.T @ d


def paths_by_product(skips):
    counts = [0] * (len(skips) + 1)
    for way in product(*[(0, 1) if skip else (1,) for skip in skips]):
        counts[sum(way)] += 1
    return counts


def paths_by_binomials(skips):
    free = sum(bool(s) for s in skips)
    plain = len(skips) - free
    return [comb(free, length - plain) if length >= plain else 0 for length in range(len(skips) + 1)]


def polynomial(skips):
    product = np.array([1])
    for skip in skips:
        product = np.convolve(product, [1, 1] if skip else [0, 1])
    return product


def chain_loop(slopes, skips, start=1.0, of=lambda slope, skip: slope + bool(skip)):
    total = start
    for slope, skip in zip(slopes, skips):
        total *= of(slope, skip)
    return total


def chain_torch(slopes, skips):
    x = first = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    for slope, skip in zip(slopes, skips):
        x = slope * x + (x if skip else 0)
    x.backward()
    return first.grad


def count(n, widths=(16, 32, 64), channels=3, classes=10, norm=2, dense_bias=1, shortcut=lambda a, b: 0, forget=False):
    total, before = 9 * channels * widths[0] + norm * widths[0], widths[0]
    for width in widths:
        arriving = before
        for k in range(n):
            total += 9 * arriving * width + 9 * width**2 + 2 * norm * width
            total += shortcut(before, width) if k == 0 and before != width else 0
            arriving = before if forget else width
        before = width
    return total + widths[-1] * classes + dense_bias * classes


def torch_layers(n, widths=(16, 32, 64), channels=3, classes=10):
    layers, before = [], channels
    for width in [widths[0], *(w for w in widths for _ in range(2 * n))]:
        layers += [torch.nn.Conv2d(before, width, 3, bias=False), torch.nn.BatchNorm2d(width)]
        before = width
    net = torch.nn.Sequential(*layers, torch.nn.Linear(before, classes))
    return sum(p.numel() for p in net.parameters())


RIGHT = [
    ("11-block-backward", "autograd", autograd),
    ("11-block-backward", "central differences", central),
    ("11-block-backward", "masks by index", backprop),
    ("11-sum-bug", "a copy", sum_with_copy),
    ("11-sum-bug", "np.where", sum_where),
    ("11-sum-bug", "central differences", lambda *given: central(*given, of=sum_loss)),
    ("11-chain", "loop", chain_loop),
    ("11-chain", "autograd", chain_torch),
    ("11-chain", "math.prod", lambda slopes, skips: prod(1 + s if k else s for s, k in zip(slopes, skips))),
    ("11-paths", "all paths written down", paths_by_product),
    ("11-paths", "binomials", paths_by_binomials),
    ("11-paths", "a polynomial", polynomial),
    ("11-parameters", "loops", count),
    ("11-parameters", "torch's own layers", torch_layers),
]  # fmt: skip


# ---- the wrong ones ----
def in_place_backprop(dout, x, W1, W2):
    a = x @ W1
    h = np.maximum(a, 0)
    dout[h @ W2 + x <= 0] = 0
    da = (dout @ W2.T) * (a > 0)
    return da @ W1.T + dout, x.T @ da, h.T @ dout


def sum_by_view(grad_out, x, W):
    branch = grad_out[:]
    branch[x @ W <= 0] = 0
    return branch @ W.T + grad_out, x.T @ branch


def upwards(skips):
    counts = [1] + [0] * len(skips)
    for skip in skips:
        for length in range(1, len(counts)):
            counts[length] += counts[length - 1]
        if not skip:
            counts[0] = 0
    return counts


def backprop_with(**parts):
    return lambda *given: backprop(*given, **parts)


WRONG = [
    ("11-block-backward", "shortcut forgotten",
     backprop_with(skip=lambda d, x, dout: 0), "the identity's gradient forgotten"),
    ("11-block-backward", "dout along the shortcut",
     backprop_with(skip=lambda d, x, dout: dout), "the shortcut goes round the last ReLU"),
    ("11-block-backward", "adds x", backprop_with(skip=lambda d, x, dout: x), "x added"),
    ("11-block-backward", "weights first",
     backprop_with(order=lambda x, w1, w2: (w1, w2, x)), "the results in another order"),
    ("11-block-backward", "/ N",
     backprop_with(order=lambda x, w1, w2: (x, w1 / len(x), w2 / len(x))), "averaged over the batch"),
    ("11-block-backward", ".T of the weights",
     backprop_with(order=lambda x, w1, w2: (x, w1.T, w2.T)), "weights' gradients lying on their side"),
    ("11-block-backward", "halves", backprop_with(both=lambda d: d / 2), "the gradient shared out"),
    ("11-block-backward", "dout *= mask", in_place_backprop, "wrote into grad_out"),
    ("11-sum-bug", "a view", sum_by_view, "the bug itself"),
    ("11-sum-bug", "exchanged", lambda *given: sum_where(*given)[::-1], "the results exchanged"),
    ("11-sum-bug", "all masked", lambda *given: sum_where(*given, skip=lambda d, x: d), "both paths masked"),
    ("11-sum-bug", "x > 0", lambda *given: sum_where(*given, mask=lambda x: x > 0), "the mask of x"),
    ("11-sum-bug", "no shortcut", lambda *given: sum_where(*given, skip=lambda d, x: 0), "the shortcut forgotten"),
    ("11-sum-bug", "plus one", lambda *given: sum_where(*given, skip=lambda d, x: 1), "1 added"),
    ("11-sum-bug", "no mask", lambda *given: sum_where(*given, mask=lambda x: x == x), "no mask left"),
    ("11-chain", "1 + F' for all", lambda slopes, skips: np.prod([1 + s for s in slopes]), "a shortcut everywhere"),
    ("11-chain", "1 plus the product",
     lambda slopes, skips: 1 + chain_loop(slopes, skips, of=lambda s, k: s), "one 1 for the whole chain"),
    ("11-chain", "1 plus the sum", lambda slopes, skips: 1 + sum(slopes), "only paths with at most one F"),
    ("11-chain", "from 0", lambda slopes, skips: chain_loop(slopes, skips, start=0), "begun at 0"),
    ("11-chain", "overwritten",
     lambda slopes, skips: [s + bool(k) for s, k in zip(slopes, skips)][-1], "one block only"),
    ("11-chain", "a list",
     lambda slopes, skips: [s + bool(k) for s, k in zip(slopes, skips)], "factors not multiplied"),
    ("11-chain", "if skip: continue",
     lambda slopes, skips: chain_loop(slopes, skips, of=lambda s, k: 1 if k else s), "only the shortcuts"),
    ("11-paths", "in place, upwards", upwards, "counts that feed themselves"),
    ("11-paths", "Pascal", lambda skips: [comb(len(skips), k) for k in range(len(skips) + 1)], "a shortcut everywhere"),
    ("11-paths", "2 ** L", lambda skips: 2 ** len(skips), "only their number"),
    ("11-paths", "range(L)", lambda skips: paths_by_product(skips)[: len(skips)], "one number short"),
    ("11-paths", "turned round", lambda skips: paths_by_product(skips)[::-1], "plain blocks left out"),
    ("11-paths", "cumulative", lambda skips: np.cumsum(paths_by_product(skips)), "at most, not exactly"),
    ("11-paths", "not skip", lambda skips: paths_by_product([not s for s in skips]), "exchanged"),
    ("11-parameters", "no normalisation", lambda *given, **k: count(*given, **k, norm=0), "normalisation left out"),
    ("11-parameters", "running statistics",
     lambda *given, **k: count(*given, **k, norm=4), "means and variances counted"),
    ("11-parameters", "projection", lambda *given: count(*given, shortcut=lambda a, b: a * b), "projections counted"),
    ("11-parameters", "projection, normalised",
     lambda *given: count(*given, shortcut=lambda a, b: a * b + 2 * b), "projections counted"),
    ("11-parameters", "arriving not updated",
     lambda *given: count(*given, forget=True), "every block comes from the width before"),
    ("11-parameters", "Linear(bias=False)", lambda *given: count(*given, dense_bias=0), "no biases in the dense layer"),
    ("11-parameters", "one block a stage", lambda n, *more: count(1, *more), "one block for each width"),
    ("11-block-backward", "no masks", lambda d, x, A, B: ((g := d @ B.T) @ A.T + d, x.T @ g, relu(x @ A).T @ d),
     "no mask at all"),
    ("11-block-backward", "stepped", lambda d, x, A, B: backprop(d, x, A, B, order=lambda x, a, b: (x, A - a, B - b)),
     "a step taken already"),
    ("11-sum-bug", "g > 0", lambda g, x, W: ((d := g * (g > 0)) @ W.T + g, x.T @ d), "a mask of the gradient's sign"),
    ("11-sum-bug", "times ReLU", lambda g, x, W: ((d := g * relu(x @ W)) @ W.T + g, x.T @ d),
     "the value of ReLU, not its slope"),
    ("11-paths", "ones", lambda skips: [1] * (len(skips) + 1), "which lengths, not how many"),
]  # fmt: skip
