"""Answers to the exercises of chapter 01, written as other people write them: right ones, and wrong ones by name."""

import math

import numpy as np
import torch


def sig(z):
    return 1.0 / (1.0 + np.exp(-z))


def dsig(z):
    return sig(z) * (1 - sig(z))


# ---- a layer
def layer_by_loops(X, W, b):
    out = np.zeros((X.shape[0], W.shape[1]))
    for n in range(X.shape[0]):
        for k in range(W.shape[1]):
            z = b[k]
            for d in range(X.shape[1]):
                z += X[n, d] * W[d, k]
            out[n, k] = sig(z)
    return out


def layer_in_torch(X, W, b):
    X, W, b = (torch.tensor(part, dtype=torch.float32) for part in (X, W, b))
    return torch.sigmoid(torch.nn.functional.linear(X, W.T, b))


def layer_with_ones(X, W, b):
    return sig(np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b]))


def layer_returning_early(X, W, b):
    for x in X:
        return sig(x @ W + b)


def layer_in_an_int_buffer(X, W, b):
    out = np.zeros((len(X), W.shape[1]), dtype=int)
    out[:] = sig(X @ W + b)
    return out


# ---- two layers in one
def merge_by_basis(W1, b1, W2, b2):
    def both(x):
        return (x @ W1 + b1) @ W2 + b2

    d = W1.shape[0]
    b = both(np.zeros(d))
    return np.array([both(row) - b for row in np.eye(d)]), b


def merge_with_ones(W1, b1, W2, b2):
    stacked = np.vstack([W1, b1]) @ W2
    return stacked[:-1], stacked[-1] + b2


# ---- slopes
def slope_by_nudge(z):
    h = 1e-5
    return (sig(z + h) - sig(z - h)) / (2 * h)


def slope_by_autograd(z):
    z = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(z).sum().backward()
    return z.grad


def slope_with_math(z):
    y = 1 / (1 + math.exp(-z))
    return y * (1 - y)


def leaky_by_mask(z, a):
    z = np.asarray(z, dtype=float)
    slope = np.full(z.shape, a)
    slope[z > 0] = 1
    return slope


def leaky_overwriting(z, a):
    d = np.array(z, dtype=float)
    d[d <= 0] = a
    d[d > 0] = 1
    return d


def leaky_by_if(z, a):
    if z > 0:
        return 1.0
    return a


def leaky_by_iteration(z, a):
    return [1.0 if v > 0 else a for v in z]


def leaky_by_difference(z, a, h=1e-6):
    def f(z):
        return np.where(z > 0, z, a * z)

    return (f(z + h) - f(z - h)) / (2 * h)


# ---- the chain
def chain_repaired(zs):
    factor = 1.0
    for z in zs:
        y = sig(z)
        factor *= y * (1 - y)
    return factor


def chain_by_logs(zs):
    return np.exp(sum(np.log(dsig(np.asarray(z))) for z in zs))


def chain_backwards(zs):
    return 1.0 if len(zs) == 0 else dsig(zs[-1]) * chain_backwards(zs[:-1])


def chain_from_zero(zs):
    factor = 0
    for z in zs:
        factor *= dsig(z)
    return factor


def chain_returning_early(zs):
    factor = 1.0
    for z in zs:
        factor = factor * dsig(z)
        return factor


def chain_of_units(zs):
    factor, y = 1.0, zs[0]
    for _ in range(len(zs)):
        factor = factor * dsig(y)
        y = sig(y)
    return factor


def chain_forgetting(zs):
    for z in zs:
        factor = dsig(z)
    return factor


# ---- dead units
def dead_by_loops(X, W, b):
    count = 0
    for k in range(W.shape[1]):
        if all(float(x @ W[:, k] + b[k]) <= 0 for x in X):
            count += 1
    return count


def dead_by_output(X, W, b):
    return int((np.maximum(X @ W + b, 0).sum(axis=0) == 0).sum())


def dead_in_torch(X, W, b):
    z = torch.tensor(X) @ torch.tensor(W) + torch.tensor(b)
    return (z.max(dim=0).values <= 0).sum().item()


def dead_counting_every_zero(X, W, b):
    count = 0
    for row in X @ W + b:
        for z in row:
            if z <= 0:
                count += 1
    return count


def dead_below_zero(X, W, b):
    return int(np.sum(np.all(np.maximum(X @ W + b, 0) < 0, axis=0)))


RIGHT = [
    ("01-one-unit", "a NumPy number", np.float64(0.731058578)),
    ("01-one-unit", "four decimals", 0.7311),
    ("01-one-unit", "words with a comma", "0,7311"),
    ("01-one-unit", "float32", torch.sigmoid(torch.tensor(1.0))),
    ("01-layer", "three loops", layer_by_loops),
    ("01-layer", "torch in float32", layer_in_torch),
    ("01-layer", "the bias as a row of weights", layer_with_ones),
    ("01-layer", "a transposed product", lambda X, W, b: sig((W.T @ X.T).T + b)),
    ("01-layer", "through tanh", lambda X, W, b: 0.5 * np.tanh((X @ W + b) / 2) + 0.5),
    ("01-merge", "by the rows of the identity", merge_by_basis),
    ("01-merge", "by a row of ones", merge_with_ones),
    ("01-merge", "a list, transposed products", lambda W1, b1, W2, b2: [(W2.T @ W1.T).T, W2.T @ b1 + b2]),
    ("01-sigmoid-slope", "by the definition", lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    ("01-sigmoid-slope", "by two nudges", slope_by_nudge),
    ("01-sigmoid-slope", "by autograd", slope_by_autograd),
    ("01-sigmoid-slope", "y - y²", lambda z: sig(z) - sig(z) ** 2),
    ("01-sigmoid-slope", "by cosh", lambda z: 0.25 / np.cosh(np.asarray(z) / 2) ** 2),
    ("01-tanh-from-sigmoid", "a difference of two", lambda z: sig(2 * z) - sig(-2 * z)),
    ("01-tanh-from-sigmoid", "from the other side", lambda z: 1 - 2 * sig(-2 * z)),
    ("01-tanh-from-sigmoid", "twice the centred one", lambda z: 2 * (sig(z + z) - 0.5)),
    ("01-leaky-slope", "a mask", leaky_by_mask),
    ("01-leaky-slope", "a sum of two conditions", lambda z, a: 1.0 * (z > 0) + a * (z <= 0)),
    ("01-leaky-slope", "a + (1 - a) step", lambda z, a: a + (1 - a) * np.heaviside(z, 0)),
    ("01-slope-chain", "the repaired loop", chain_repaired),
    ("01-slope-chain", "np.prod", lambda zs: np.prod([dsig(z) for z in zs])),
    ("01-slope-chain", "by logarithms", chain_by_logs),
    ("01-slope-chain", "recursion", chain_backwards),
    ("01-count-dead", "loops", dead_by_loops),
    ("01-count-dead", "outputs that add up to 0", dead_by_output),
    ("01-count-dead", "torch", dead_in_torch),
    ("01-count-dead", "not any above 0", lambda X, W, b: int((~(X @ W + b > 0).any(axis=0)).sum())),
]

WRONG = [
    ("01-one-unit", "e^z for e^-z", 1 / (1 + math.exp(1)), "sign in the exponent"),
    ("01-one-unit", "z", 1.0, "stopped before the function"),
    ("01-one-unit", "tanh", 0.7616, "another function"),
    ("01-one-unit", "no bias", 0.5622, "forgot the bias"),
    ("01-one-unit", "one sign lost", np.float64(sig(1.5)), "lost a minus sign"),
    ("01-one-unit", "no brackets", 1 / 1 + math.exp(-1), "brackets lost"),
    ("01-one-unit", "too few digits", 0.73, None),
    ("01-layer", "e^z for e^-z", lambda X, W, b: 1 / (1 + np.exp(X @ W + b)), "sign in the exponent"),
    ("01-layer", "* for @", lambda X, W, b: sig(X * W + b), "element by element"),
    ("01-layer", "W.T @ X", lambda X, W, b: sig(W.T @ X + b), "weights on the left"),
    ("01-layer", "X @ W.T", lambda X, W, b: sig(np.dot(X, W.T) + b), "weights turned over"),
    ("01-layer", "columns as in another course", lambda X, W, b: sig(W.T @ X.T + b[:, None]), "examples as columns"),
    ("01-layer", "bias as a column", lambda X, W, b: sig(X @ W + b.reshape(-1, 1)), "bias as a column"),
    ("01-layer", "tanh", lambda X, W, b: np.tanh(X @ W + b), "another function"),
    ("01-layer", "return in the loop", layer_returning_early, "a single example"),
    ("01-layer", "inputs activated", lambda X, W, b: sig(X) @ W + b, "function on the inputs"),
    ("01-layer", "an int buffer", layer_in_an_int_buffer, None),
    ("01-merge", "* for @", lambda W1, b1, W2, b2: (W1 * W2, b1 * W2 + b2), "element by element"),
    ("01-merge", "b1 @ W1", lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W1 + b2), "bias through the wrong layer"),
    ("01-merge", "columns", lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2), "columns for rows"),
    ("01-merge", "b first", lambda W1, b1, W2, b2: (b1 @ W2 + b2, W1 @ W2), None),
    ("01-merge", "biases added", lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2), "biases just added"),
    ("01-merge", "(b1 + b2) W2", lambda W1, b1, W2, b2: (W1 @ W2, (b1 + b2) @ W2), "second bias through W2"),
    ("01-merge", "only W", lambda W1, b1, W2, b2: W1 @ W2, "half of the answer"),
    ("01-sigmoid-slope", "s(s - 1)", lambda z: sig(z) * (sig(z) - 1), "a falling curve"),
    ("01-sigmoid-slope", "half converted", lambda z: z * (1 - sig(z)), "z and y mixed"),
    ("01-sigmoid-slope", "z(1 - z)", lambda z: z * (1 - z), "z used as if it were y"),
    ("01-sigmoid-slope", "y * 1 - y", lambda z: sig(z) * 1 - sig(z), "brackets lost"),
    ("01-sigmoid-slope", "1/(1 + e^-z)²", lambda z: 1 / (1 + np.exp(-z)) ** 2, "the square of y"),
    ("01-sigmoid-slope", "math.exp", slope_with_math, "single numbers only"),
    ("01-sigmoid-slope", "tanh'", lambda z: 1 - np.tanh(z) ** 2, "the slope of tanh"),
    ("01-tanh-from-sigmoid", "+ 1", lambda z: 2 * sig(2 * z) + 1, "raised instead of lowered"),
    ("01-tanh-from-sigmoid", "1 - 2s", lambda z: 1 - 2 * sig(2 * z), "upside down"),
    ("01-tanh-from-sigmoid", "brackets", lambda z: 2 * (sig(2 * z) - 1), "lowered before it is stretched"),
    ("01-tanh-from-sigmoid", "z / 2", lambda z: 2 * sig(z / 2) - 1, "widened instead of squeezed"),
    ("01-tanh-from-sigmoid", "2s(z) - 1", lambda z: sig(z) - sig(-z), "no 2 inside"),
    ("01-tanh-from-sigmoid", "s(z) - 1/2", lambda z: sig(z) - 0.5, "only shifted"),
    ("01-leaky-slope", "-a", lambda z, a: np.where(z > 0, 1, -a), "sign of the leak"),
    ("01-leaky-slope", "two lines, one array", leaky_overwriting, "one line undoes the other"),
    ("01-leaky-slope", "if", leaky_by_if, "single numbers only"),
    ("01-leaky-slope", "a list comprehension", leaky_by_iteration, "rows only"),
    ("01-leaky-slope", "0.01 whatever a is", lambda z, a: np.where(z > 0, 1, 0.01), "a leak of its own"),
    ("01-leaky-slope", "half-way at 0", leaky_by_difference, "the other convention at 0"),
    ("01-leaky-slope", ">=", lambda z, a: np.where(np.asarray(z) < 0, a, 1.0), "the other convention at 0"),
    ("01-slope-chain", "starts at 0", chain_from_zero, "a product that starts at 0"),
    ("01-slope-chain", "return in the loop", chain_returning_early, "first layer only"),
    ("01-slope-chain", "feeds y forward", chain_of_units, "one unit feeds the next"),
    ("01-slope-chain", "keeps nothing", chain_forgetting, "last layer only"),
    ("01-slope-chain", "the bug unrepaired", lambda zs: np.prod([dsig(sig(z)) for z in zs]), "slope at the output"),
    ("01-slope-chain", "a sum", lambda zs: sum(dsig(z) for z in zs), "sum of slopes"),
    ("01-slope-chain", "z(1 - z)", lambda zs: np.prod(zs * (1 - zs)), "formula of the output, given the input"),
    (
        "01-count-dead",
        "the weights",
        lambda X, W, b: int((W <= 0).all(axis=0).sum()),
        "weights instead of pre-activations",
    ),
    ("01-count-dead", "the mask", lambda X, W, b: (X @ W + b <= 0).all(axis=0), "answers instead of their number"),
    ("01-count-dead", "every zero", dead_counting_every_zero, "zeros counted"),
    ("01-count-dead", "relu below 0", dead_below_zero, "outputs below 0"),
    ("01-count-dead", "the wrong axis", lambda X, W, b: int((X @ W + b <= 0).all(axis=1).sum()), "examples counted"),
    (
        "01-count-dead",
        "nine in ten",
        lambda X, W, b: int(((X @ W + b <= 0).mean(0) > 0.9).sum()),
        "silent now and then",
    ),
    ("01-count-dead", "a float", lambda X, W, b: float((X @ W + b <= 0).all(axis=0).sum()), None),
    ("01-count-dead", "no bias", lambda X, W, b: int((X @ W <= 0).all(axis=0).sum()), "forgot the bias"),
    ("01-count-dead", "a share", lambda X, W, b: (X @ W + b <= 0).all(axis=0).mean(), "a share instead of a number"),
]
