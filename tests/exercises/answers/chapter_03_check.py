"""Answers to the gradient check of chapter 03, as other people write them, right and wrong."""

import copy

import numpy as np


def gap_like_a_course(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    it = np.nditer(w, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = w[ix]
        w[ix] = old + eps
        above = f(w)
        w[ix] = old - eps
        below = f(w)
        w[ix] = old
        grad[ix] = (above - below) / (2 * eps)
        it.iternext()
    return np.abs(grad - gradient).max()


def gap_flat(f, w, gradient, eps=1e-4):
    worst = 0.0
    for k in range(w.size):
        up, down = w.flatten(), w.flatten()
        up[k] += eps
        down[k] -= eps
        slope = (f(up.reshape(w.shape)) - f(down.reshape(w.shape))) / (2 * eps)
        worst = max(worst, abs(slope - gradient.flatten()[k]))
    return worst


def gap_with_deepcopy(f, w, gradient, eps=1e-4):
    found = []
    for index, _ in np.ndenumerate(w):
        up, down = copy.deepcopy(w), copy.deepcopy(w)
        up[index], down[index] = up[index] + eps, down[index] - eps
        found.append(abs((f(up) - f(down)) / (2 * eps) - gradient[index]))
    return max(found)


def slopes(f, w, eps=1e-4):
    grad = np.zeros(w.shape)
    for k in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[k] += eps
        down[k] -= eps
        grad[k] = (f(up) - f(down)) / (2 * eps)
    return grad


def gap_measured(measure):
    return lambda f, w, gradient, eps=1e-4: measure(slopes(f, w, eps), gradient)


def relative_error(x, y):
    return np.max(np.abs(x - y) / (np.maximum(1e-8, np.abs(x) + np.abs(y))))


def ratio(num, grad):
    return np.linalg.norm(grad - num) / (np.linalg.norm(grad) + np.linalg.norm(num))


def gap_never_put_back(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        w[k] += eps
        up = f(w)
        w[k] -= 2 * eps
        grad[k] = (up - f(w)) / (2 * eps)
    return np.abs(grad - gradient).max()


def gap_two_names(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        up = w
        down = w
        up[k] += eps
        down[k] -= eps
        grad[k] = (f(up) - f(down)) / (2 * eps)
    return np.abs(grad - gradient).max()


def gap_two_names_in_turn(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        up = w
        up[k] += eps
        above = f(up)
        down = w
        down[k] -= eps
        grad[k] = (above - f(down)) / (2 * eps)
    return np.abs(grad - gradient).max()


def gap_without_brackets(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[k] = eps
        grad[k] = (f(w + nudge) - f(w - nudge)) / 2 * eps
    return np.abs(grad - gradient).max()


def gap_by_rows(f, w, gradient, eps=1e-4):
    grad = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return np.abs(grad - gradient).max()


def gap_first_only(f, w, gradient, eps=1e-4):
    for k in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[k] += eps
        down[k] -= eps
        return abs((f(up) - f(down)) / (2 * eps) - gradient[k])


def gap_forward(f, w, gradient, eps=1e-4):
    base, worst = f(w), 0
    for k in np.ndindex(w.shape):
        up = w.copy()
        up[k] += eps
        worst = max(worst, abs((f(up) - base) / eps - gradient[k]))
    return worst


def gap_backward(f, w, gradient, eps=1e-4):
    found = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        down = w.copy()
        down[k] -= eps
        found[k] = (f(w) - f(down)) / eps
    return np.max(np.abs(found - gradient))


RIGHT = [
    ("03-gradient-gap", "nditer, each entry put back", gap_like_a_course),
    ("03-gradient-gap", "flattened", gap_flat),
    ("03-gradient-gap", "deep copies", gap_with_deepcopy),
]

WRONG = [
    ("03-gradient-gap", "relative error", gap_measured(relative_error), "relative instead of plain distance"),
    ("03-gradient-gap", "ratio of norms", gap_measured(ratio), "relative instead of plain distance"),
    (
        "03-gradient-gap",
        "mean",
        gap_measured(lambda n, g: np.mean(np.abs(n - g))),
        "the mean or the least instead of the largest",
    ),
    ("03-gradient-gap", "norm", gap_measured(lambda n, g: np.linalg.norm(n - g)), "added up instead of the largest"),
    ("03-gradient-gap", "no abs", gap_measured(lambda n, g: (n - g).max()), "kept the sign"),
    ("03-gradient-gap", "abs outside", gap_measured(lambda n, g: abs((g - n).max())), "kept the sign"),
    ("03-gradient-gap", "never put back", gap_never_put_back, "an entry not put back"),
    ("03-gradient-gap", "up = down = w", gap_two_names, "one array under two names"),
    ("03-gradient-gap", "up = w, then down = w", gap_two_names_in_turn, "one array under two names"),
    ("03-gradient-gap", "/ 2 * eps", gap_without_brackets, "divided by 2, then multiplied by eps"),
    ("03-gradient-gap", "rows", gap_by_rows, "a whole row at once"),
    ("03-gradient-gap", "return in the loop", gap_first_only, "one entry only"),
    ("03-gradient-gap", "forward difference", gap_forward, "one-sided difference"),
    ("03-gradient-gap", "backward difference", gap_backward, "one-sided difference"),
    ("03-gradient-gap", "own eps", lambda f, w, gradient, eps=1e-4: gap_flat(f, w, gradient, 1e-5), "eps ignored"),
    ("03-gradient-gap", "half of the gap", gap_measured(lambda n, g: np.abs(n - g).max() / 2), None),
]
