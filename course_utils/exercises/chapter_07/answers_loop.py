"""The training loop of chapter 07 with three planted bugs, and what it becomes when some of them are mended."""

from __future__ import annotations

import numpy as np

from course_utils import losses


def train_classifier(x, labels, w, lr, epochs, batch_size, seed):
    """Return the trained weights, like w (D, K), and the loss of the whole set before training and after each epoch.

    x has shape (N, D), labels (N,); the logits are x @ w.
    """
    rng = np.random.default_rng(seed)
    w = w.copy()  # the caller's weights stay as they are
    curve = [losses.softmax_cross_entropy(x @ w, labels)[0]]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):  # to the very end: the last batch may be smaller
            rows = order[start : start + batch_size]
            _, grad = losses.softmax_cross_entropy(x[rows] @ w, labels[rows])  # pictures and labels in one order
            w -= lr * x[rows].T @ grad
        curve.append(losses.softmax_cross_entropy(x @ w, labels)[0])
    return w, np.array(curve)


def broken_training(x, labels, w, lr, epochs, batch_size, seed):
    """Train as the chapter shows it, with all three bugs."""
    rng = np.random.default_rng(seed)
    curve = [losses.softmax_cross_entropy(x @ w, labels)[0]]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - batch_size, batch_size):
            rows = order[start : start + batch_size]
            _, grad = losses.softmax_cross_entropy(x[rows] @ w, labels[start : start + batch_size])
            w -= lr * x[rows].T @ grad
        curve.append(losses.softmax_cross_entropy(x @ w, labels)[0])
    return w, np.array(curve)


def mended_but(*left):
    """Return the loop with the bugs in ``left`` ("labels", "last", "caller") still in it."""

    def train(x, labels, w, lr, epochs, batch_size, seed):
        rng, w = np.random.default_rng(seed), w if "caller" in left else w.copy()
        curve = [losses.softmax_cross_entropy(x @ w, labels)[0]]
        for _ in range(epochs):
            order = rng.permutation(len(x))
            stop = len(x) - batch_size if "last" in left else len(x)
            for start in range(0, stop, batch_size):
                rows = order[start : start + batch_size]
                wanted = labels[start : start + batch_size] if "labels" in left else labels[rows]
                w -= lr * x[rows].T @ losses.softmax_cross_entropy(x[rows] @ w, wanted)[1]
            curve.append(losses.softmax_cross_entropy(x @ w, labels)[0])
        return w, np.array(curve)

    return train


def train_whole_batches_only(x, labels, w, lr, epochs, batch_size, seed):
    """Leave out the last batch only where it is not whole: half of the second bug."""
    rng, w = np.random.default_rng(seed), w.copy()
    curve = [losses.softmax_cross_entropy(x @ w, labels)[0]]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x) // batch_size * batch_size, batch_size):
            rows = order[start : start + batch_size]
            w -= lr * x[rows].T @ losses.softmax_cross_entropy(x[rows] @ w, labels[rows])[1]
        curve.append(losses.softmax_cross_entropy(x @ w, labels)[0])
    return w, np.array(curve)
