"""The functions that chapter 02 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so
that ``check`` can recognise it; its comment-free body is the mistake.
"""

from __future__ import annotations

import numpy as np


# ---- a line -----------------------------------------------------------------------------------------------------
def line_gradient(w, b, x, y):
    """Return (dJ/dw, dJ/db) of J = 1/(2m) sum (w x + b - y)^2."""
    error = w * x + b - y
    return np.mean(error * x), np.mean(error)


def line_gradient_sum(w, b, x, y):
    error = w * x + b - y
    return np.sum(error * x), np.sum(error)


def line_gradient_scaled(factor):
    def scaled(w, b, x, y):
        grad_w, grad_b = line_gradient(w, b, x, y)
        return factor * grad_w, factor * grad_b

    return scaled


def line_gradient_no_bias(w, b, x, y):
    return line_gradient(w, b, x, y)[0], 0.0


def line_gradient_x_twice(w, b, x, y):
    grad_w, _ = line_gradient(w, b, x, y)
    return grad_w, grad_w


def line_gradient_no_x(w, b, x, y):
    _, grad_b = line_gradient(w, b, x, y)
    return grad_b, grad_b


def line_gradient_absolute(w, b, x, y):
    error = np.abs(w * x + b - y)
    return np.mean(error * x), np.mean(error)


# ---- the training loop --------------------------------------------------------------------------------------------
def fit_line(x, y, lr, steps):
    """Return (w, b) after ``steps`` steps of gradient descent from w = b = 0."""
    w, b = 0.0, 0.0
    for _ in range(steps):
        error = w * x + b - y  # forward, then compare
        grad_w, grad_b = np.mean(error * x), np.mean(error)  # backward
        w, b = w - lr * grad_w, b - lr * grad_b  # update
    return w, b


def fit_line_uphill(x, y, lr, steps):
    return fit_line(x, y, -lr, steps)


def fit_line_once(x, y, lr, steps):
    return fit_line(x, y, lr, 1)


def fit_line_one_more(x, y, lr, steps):
    return fit_line(x, y, lr, steps + 1)


def fit_line_sequential(x, y, lr, steps):
    w, b = 0.0, 0.0
    for _ in range(steps):
        w = w - lr * np.mean((w * x + b - y) * x)
        b = b - lr * np.mean(w * x + b - y)
    return w, b


def fit_line_no_bias(x, y, lr, steps):
    w = 0.0
    for _ in range(steps):
        w = w - lr * np.mean((w * x - y) * x)
    return w, 0.0


def fit_line_sum(x, y, lr, steps):
    return fit_line(x, y, lr * len(x), steps)


def fit_line_double(x, y, lr, steps):
    return fit_line(x, y, 2 * lr, steps)


# ---- momentum -----------------------------------------------------------------------------------------------------
def momentum_step(w, v, grad, lr, mu):
    """Return (new w, new v): v <- mu v - lr grad, w <- w + v."""
    v = mu * v - lr * grad
    return w + v, v


def momentum_old_velocity(w, v, grad, lr, mu):
    return w + v, mu * v - lr * grad


def momentum_uphill(w, v, grad, lr, mu):
    v = mu * v + lr * grad
    return w + v, v


def momentum_minus_twice(w, v, grad, lr, mu):
    v = mu * v - lr * grad
    return w - v, v


def momentum_forgetful(w, v, grad, lr, mu):
    return w - lr * grad, -lr * grad


def momentum_no_rate(w, v, grad, lr, mu):
    v = mu * v - grad
    return w + v, v


def momentum_rate_last(w, v, grad, lr, mu):
    """The other common convention, in which the velocity adds up gradients: the same path while lr stays."""
    v = mu * v + grad
    return w - lr * v, v


def momentum_pushed_twice(w, v, grad, lr, mu):
    v = mu * v - lr * grad
    return w + v - lr * grad, v


# ---- softmax and its loss -----------------------------------------------------------------------------------------
def softmax(logits):
    """Return the probabilities of each row of ``logits`` (N, K), same shape."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # the largest becomes 0, so exp cannot overflow
    exponentials = np.exp(shifted)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_overflowing(logits):
    with np.errstate(over="ignore", invalid="ignore"):
        exponentials = np.exp(logits)
        return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_global_max(logits):
    with np.errstate(invalid="ignore"):
        exponentials = np.exp(logits - logits.max())
        return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_down_columns(logits):
    return softmax(logits.T).T


def softmax_whole_batch(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()


def softmax_whole_batch_overflowing(logits):
    with np.errstate(over="ignore", invalid="ignore"):
        exponentials = np.exp(logits)
        return exponentials / exponentials.sum()


def softmax_no_exponential(logits):
    return logits / logits.sum(axis=1, keepdims=True)


def softmax_hard(logits):
    return (logits == logits.max(axis=1, keepdims=True)).astype(float)


def softmax_not_normalised(logits):
    return np.exp(logits - logits.max(axis=1, keepdims=True))


def softmax_loss(logits, labels):
    """Return the mean cross-entropy of ``logits`` (N, K) for ``labels`` (N,), and its gradient (N, K)."""
    n = len(labels)
    p = softmax(logits)
    loss = -np.mean(np.log(p[np.arange(n), labels]))
    grad = p.copy()
    grad[np.arange(n), labels] -= 1  # p - y, with y one-hot
    return loss, grad / n


def softmax_loss_gradient_p(logits, labels):
    return softmax_loss(logits, labels)[0], softmax(logits) / len(labels)


def softmax_loss_not_averaged(logits, labels):
    loss, grad = softmax_loss(logits, labels)
    return loss, grad * len(labels)


def softmax_loss_summed(logits, labels):
    loss, grad = softmax_loss(logits, labels)
    return loss * len(labels), grad * len(labels)


def softmax_loss_sign(logits, labels):
    loss, grad = softmax_loss(logits, labels)
    return loss, -grad


def softmax_loss_no_minus(logits, labels):
    loss, grad = softmax_loss(logits, labels)
    return -loss, grad


def softmax_loss_wrong_class(logits, labels):
    _, grad = softmax_loss(logits, labels)
    return -np.mean(np.log(softmax(logits).max(axis=1))), grad


def softmax_loss_all_classes(logits, labels):
    _, grad = softmax_loss(logits, labels)
    return -np.mean(np.sum(np.log(softmax(logits)), axis=1)), grad


def softmax_loss_whole_columns(logits, labels):
    loss, _ = softmax_loss(logits, labels)
    grad = softmax(logits)
    grad[:, labels] -= 1
    return loss, grad / len(labels)


def softmax_loss_to_base(base):
    def to_base(logits, labels):
        loss, grad = softmax_loss(logits, labels)
        return loss / np.log(base), grad

    return to_base


# ---- the planted bugs ---------------------------------------------------------------------------------------------
def classifier_gradients(x, w, b, labels):
    """Return (grad_w, grad_b) of the mean cross-entropy of the classifier ``x @ w + b``."""
    n = len(labels)
    error = softmax(x @ w + b)  # (N, K)
    error[np.arange(n), labels] -= 1  # one entry in each row
    error /= n
    return x.T @ error, error.sum(axis=0)


def broken_gradients(x, w, b, labels):
    """Return (grad_w, grad_b) of a one-layer classifier. Two of its lines are wrong."""
    n = len(labels)
    error = softmax(x @ w + b)
    error[:, labels] -= 1
    grad_w = x.T @ error / n
    grad_b = error.sum(axis=0)
    return grad_w, grad_b


def broken_bias_only(x, w, b, labels):
    grad_w, grad_b = classifier_gradients(x, w, b, labels)
    return grad_w, grad_b * len(labels)


def broken_columns_only(x, w, b, labels):
    grad_w, grad_b = broken_gradients(x, w, b, labels)
    return grad_w, grad_b / len(labels)


def classifier_not_averaged(x, w, b, labels):
    grad_w, grad_b = classifier_gradients(x, w, b, labels)
    return grad_w * len(labels), grad_b * len(labels)


def classifier_gradient_p(x, w, b, labels):
    error = softmax(x @ w + b) / len(labels)
    return x.T @ error, error.sum(axis=0)


def classifier_total_bias(x, w, b, labels):
    grad_w, grad_b = classifier_gradients(x, w, b, labels)
    return grad_w, grad_b.sum()


def classifier_scalar_bias(x, w, b, labels):
    grad_w, grad_b = classifier_gradients(x, w, b, labels)
    return grad_w, np.full_like(grad_b, grad_b.mean())
