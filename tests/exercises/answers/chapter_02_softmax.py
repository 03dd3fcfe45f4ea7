"""Answers to the exercises of chapter 02 about softmax, written as other people write them: right and wrong ones."""

import numpy as np
import torch
import torch.nn.functional as F


# ---- softmax
def softmax_by_rows(logits):
    out = np.empty(logits.shape)
    for i, row in enumerate(logits):
        e = np.exp(row - max(row))
        out[i] = e / sum(e)
    return out


def softmax_by_logs(logits):
    m = logits.max(1)
    return np.exp(logits - (m + np.log(np.exp(logits - m[:, None]).sum(1)))[:, None])


def softmax_in_wide_floats(logits):
    e = np.exp((logits - np.max(logits, axis=-1, keepdims=True)).astype(np.longdouble))
    return (e / e.sum(-1, keepdims=True)).astype(float)


def softmax_with_epsilon(logits):
    e = np.exp(logits - np.amax(logits, axis=1)[:, np.newaxis])
    return e / (np.sum(e, axis=1)[:, np.newaxis] + 1e-8)


def softmax_without_keepdims(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


def softmax_mixed_axes(logits):
    e = np.exp(logits - np.max(logits, axis=0))
    return e / np.sum(e, axis=1, keepdims=True)


def softmax_shifted_late(logits):
    e = np.exp(logits)
    e -= np.max(e, axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)


def softmax_of_shares(logits):
    e = np.exp(logits / np.max(logits))
    return e / e.sum(axis=1, keepdims=True)


def softmax_of_sigmoids(logits):
    s = 1 / (1 + np.exp(-logits))
    return s / s.sum(axis=1, keepdims=True)


def softmax_clipped(logits):
    e = np.exp(np.clip(logits, -500, 500))
    return e / e.sum(axis=1, keepdims=True)


def softmax_in_place(logits):
    logits -= np.max(logits, axis=1, keepdims=True)
    return np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)


def softmax_of_one_list(logits):
    e = np.exp(logits - np.max(logits))
    return e / e.sum()


# ---- the loss
def probabilities(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def one_hot(labels, K):
    y = np.zeros((len(labels), K))
    y[np.arange(len(labels)), labels] = 1
    return y


def loss_in_torch(logits, labels):
    z = torch.tensor(logits, requires_grad=True)
    loss = F.cross_entropy(z, torch.tensor(labels))
    loss.backward()
    return loss.item(), z.grad.numpy()


def loss_by_loops(logits, labels):
    N, K = logits.shape
    loss, grad = 0.0, np.zeros_like(logits)
    for i in range(N):
        z = logits[i] - logits[i].max()
        total = np.sum(np.exp(z))
        loss += np.log(total) - z[labels[i]]
        for k in range(K):
            grad[i, k] = (np.exp(z[k]) / total - (k == labels[i])) / N
    return loss / N, grad


def loss_with_epsilon(logits, labels):
    N, p = len(labels), probabilities(logits)
    y = one_hot(labels, logits.shape[1])
    return -np.sum(y * np.log(p + 1e-7)) / N, (p - y) / N


def loss_by_nudges(logits, labels, h=1e-5):
    def loss(z):
        return -np.mean(np.log(probabilities(z)[np.arange(len(labels)), labels]))

    grad = np.zeros_like(logits)
    for place in np.ndindex(logits.shape):
        nudge = np.zeros_like(logits)
        nudge[place] = h
        grad[place] = (loss(logits + nudge) - loss(logits - nudge)) / (2 * h)
    return loss(logits), grad


def loss_of_softmax_twice(logits, labels):
    return loss_in_torch(probabilities(logits), labels)


def loss_of_all_entries(logits, labels):
    p, y = probabilities(logits), one_hot(labels, logits.shape[1])
    return np.mean(-y * np.log(p)), (p - y) / len(labels)


def loss_of_rows(logits, labels):
    p = probabilities(logits)
    return -np.mean(np.log(p[labels])), (p - one_hot(labels, logits.shape[1])) / len(labels)


def loss_summed(logits, labels):
    p, n = probabilities(logits), np.arange(len(labels))
    return -np.sum(np.log(p[n, labels])), (p - one_hot(labels, logits.shape[1])) / len(labels)


def loss_of_yes_and_no(logits, labels):
    p, y = probabilities(logits), one_hot(labels, logits.shape[1])
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(labels)


def loss_in_bits(logits, labels):
    p, y = probabilities(logits), one_hot(labels, logits.shape[1])
    return -np.sum(y * np.log2(p)) / len(y), (p - y) / len(y)


def loss_of_squares(logits, labels):
    p, y = probabilities(logits), one_hot(labels, logits.shape[1])
    return np.mean((p - y) ** 2), (p - y) / len(y)


def loss_with_a_sigmoid_habit(logits, labels):
    p, y = probabilities(logits), one_hot(labels, logits.shape[1])
    return -np.sum(y * np.log(p)) / len(y), (p - y) * p * (1 - p) / len(y)


def loss_with_whole_columns(logits, labels):
    p = probabilities(logits)
    loss = -np.log(p[range(len(labels)), labels]).mean()
    p[:, labels] -= 1
    return loss, p / len(labels)


# ---- the planted bugs
def mended_by_one_hot(x, w, b, labels):
    d = (probabilities(x @ w + b) - one_hot(labels, w.shape[1])) / x.shape[0]
    return x.T @ d, d.sum(0)


def mended_by_torch(x, w, b, labels):
    w, b = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True)
    F.cross_entropy(torch.tensor(x) @ w + b, torch.tensor(labels)).backward()
    return w.grad, b.grad


def mended_by_loops(x, w, b, labels):
    dw, db = np.zeros_like(w), np.zeros_like(b)
    for row, label in zip(x, labels):
        d = probabilities((row @ w + b)[None])[0]
        d[label] -= 1
        dw += np.outer(row, d) / len(x)
        db += d / len(x)
    return dw, db


def half_mended(change, over_n):
    def mended(x, w, b, labels):
        n = len(labels)
        error = probabilities(x @ w + b)
        change(error, n, labels)
        return x.T @ error / n, error.sum(axis=0) / (n if over_n else 1)

    return mended


def entries(error, n, labels):
    error[np.arange(n), labels] -= 1


def columns(error, n, labels):
    error[:, labels] -= 1


def rows(error, n, labels):
    error[labels] -= 1


def exchanged(error, n, labels):
    error[labels, np.arange(n)] -= 1


def put_in(error, n, labels):
    error[np.arange(n), labels] = -1


def mended_twice(x, w, b, labels):
    d = (probabilities(x @ w + b) - one_hot(labels, w.shape[1])) / len(x)
    return x.T @ d / len(x), d.sum(0)


def mended_along_the_classes(x, w, b, labels):
    d = (probabilities(x @ w + b) - one_hot(labels, w.shape[1])) / len(x)
    return x.T @ d, d.sum(axis=1)


RIGHT = [
    ("02-softmax", "row by row", softmax_by_rows),
    ("02-softmax", "by logarithms", softmax_by_logs),
    ("02-softmax", "wider floats", softmax_in_wide_floats),
    ("02-softmax", "a small epsilon", softmax_with_epsilon),
    ("02-softmax", "torch in float32", lambda logits: torch.tensor(logits).float().softmax(1)),
    ("02-softmax-loss", "torch", loss_in_torch),
    ("02-softmax-loss", "loops", loss_by_loops),
    ("02-softmax-loss", "an epsilon in the logarithm", loss_with_epsilon),
    ("02-softmax-loss", "the gradient by nudges", loss_by_nudges),
    ("02-planted-bug", "one-hot", mended_by_one_hot),
    ("02-planted-bug", "torch", mended_by_torch),
    ("02-planted-bug", "loops", mended_by_loops),
    ("02-planted-bug", "entries, and n below both", half_mended(entries, True)),
]

WRONG = [
    ("02-softmax", "no keepdims", softmax_without_keepdims, "keepdims left out"),
    ("02-softmax", "two axes", softmax_mixed_axes, "maximum down the columns"),
    ("02-softmax", "shifted after exp", softmax_shifted_late, "maximum taken off too late"),
    ("02-softmax", "log_softmax", lambda z: torch.log_softmax(torch.tensor(z), 1), "logarithms of the probabilities"),
    ("02-softmax", "divided by the maximum", softmax_of_shares, "divided instead of shifted"),
    ("02-softmax", "sigmoids", softmax_of_sigmoids, "sigmoids normalised"),
    ("02-softmax", "clipped", softmax_clipped, "logits cut off"),
    ("02-softmax", "in place", softmax_in_place, "logits changed in place"),
    ("02-softmax", "of a single list", softmax_of_one_list, "one sum for the whole batch"),
    ("02-softmax-loss", "softmax twice", loss_of_softmax_twice, "softmax applied twice"),
    ("02-softmax-loss", "np.mean of the table", loss_of_all_entries, "mean over all N·K entries"),
    ("02-softmax-loss", "p[labels]", loss_of_rows, "class numbers used as rows"),
    ("02-softmax-loss", "a sum", loss_summed, "loss summed, gradient averaged"),
    ("02-softmax-loss", "yes and no", loss_of_yes_and_no, "a yes-or-no loss for each class"),
    ("02-softmax-loss", "bits", loss_in_bits, "logarithm to another base"),
    ("02-softmax-loss", "squares", loss_of_squares, "squared error for the loss"),
    ("02-softmax-loss", "p(1 - p)", loss_with_a_sigmoid_habit, "a slope that is already in p − y"),
    ("02-softmax-loss", "columns", loss_with_whole_columns, "whole columns instead of single entries"),
    ("02-softmax-loss", "the loss alone", lambda *given: loss_by_loops(*given)[0], "one result of two"),
    ("02-planted-bug", "nothing mended", half_mended(columns, False), "both bugs still there"),
    ("02-planted-bug", "columns left", half_mended(columns, True), "whole columns still lose a 1"),
    ("02-planted-bug", "n left", half_mended(entries, False), "the batch still missing in the slope of b"),
    ("02-planted-bug", "rows", half_mended(rows, True), "rows instead of entries"),
    ("02-planted-bug", "row and column", half_mended(exchanged, True), "row and column exchanged"),
    ("02-planted-bug", "= -1", half_mended(put_in, True), "put in instead of taken off"),
    ("02-planted-bug", "n twice", mended_twice, "divided by the batch twice"),
    ("02-planted-bug", "along the classes", mended_along_the_classes, "slopes of b added along the wrong axis"),
]
