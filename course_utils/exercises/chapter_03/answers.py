"""The functions that chapter 03 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np

from course_utils.activations import sigmoid


# ---- one dense layer ----------------------------------------------------------------------------------------------
def dense_backward(delta, x, W):
    """Return (grad_x, grad_W, grad_b) of the layer net = x W + b.

    delta (N, K) is dE/dnet, x (N, D) what came in, W (D, K) the weights.
    """
    grad_x = delta @ W.T  # (N, D): each input adds up all the paths that leave it
    grad_W = x.T @ delta  # (D, K): each weight adds up all the samples that used it
    grad_b = delta.sum(axis=0)  # (K,): and so does each bias
    return grad_x, grad_W, grad_b


def dense_backward_mean(delta, x, W):
    return delta @ W.T, x.T @ delta, delta.mean(axis=0)


def dense_backward_mean_everywhere(delta, x, W):
    return delta @ W.T, x.T @ delta / len(x), delta.mean(axis=0)


def dense_backward_turned(delta, x, W):
    return delta @ W.T, delta.T @ x, delta.sum(axis=0)


def dense_backward_not_turned(delta, x, W):
    return delta @ W, x.T @ delta, delta.sum(axis=0)


def dense_backward_no_sum(delta, x, W):
    return delta @ W.T, x.T @ delta, delta


def dense_backward_wrong_axis(delta, x, W):
    return delta @ W.T, x.T @ delta, delta.sum(axis=1)


def dense_backward_one_number(delta, x, W):
    return delta @ W.T, x.T @ delta, delta.sum()


def dense_backward_sign(delta, x, W):
    return tuple(-part for part in dense_backward(delta, x, W))


# ---- one training step --------------------------------------------------------------------------------------------
def train_step(x, t, W1, b1, W2, b2, lr):
    """Return (W1, W2) after one step of gradient descent on ½ Σ (t − out)², biases frozen.

    x (D,), t (K,), W1 (D, H), W2 (H, K); b1 and b2 are numbers.
    """
    h = sigmoid(x @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    delta_o = (o - t) * o * (1 - o)
    delta_h = (W2 @ delta_o) * h * (1 - h)  # every gradient is taken at the old weights ...
    W1_new = W1 - lr * np.outer(x, delta_h)
    W2_new = W2 - lr * np.outer(h, delta_o)  # ... and only then does any weight move
    return W1_new, W2_new


def train_step_sequential(x, t, W1, b1, W2, b2, lr):
    h = sigmoid(x @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    delta_o = (o - t) * o * (1 - o)
    W2 = W2 - lr * np.outer(h, delta_o)
    delta_h = (W2 @ delta_o) * h * (1 - h)
    W1 = W1 - lr * np.outer(x, delta_h)
    return W1, W2


def train_step_other_layer_first(x, t, W1, b1, W2, b2, lr):
    W1_new, _ = train_step(x, t, W1, b1, W2, b2, lr)
    h = sigmoid(x @ W1_new + b1)
    o = sigmoid(h @ W2 + b2)
    return W1_new, W2 - lr * np.outer(h, (o - t) * o * (1 - o))


def train_step_uphill(x, t, W1, b1, W2, b2, lr):
    W1_new, W2_new = train_step(x, t, W1, b1, W2, b2, -lr)
    return W1_new, W2_new


def train_step_no_rate(x, t, W1, b1, W2, b2, lr):
    return train_step(x, t, W1, b1, W2, b2, 1.0)


def train_step_no_hidden_slope(x, t, W1, b1, W2, b2, lr):
    h = sigmoid(x @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    delta_o = (o - t) * o * (1 - o)
    return W1 - lr * np.outer(x, W2 @ delta_o), W2 - lr * np.outer(h, delta_o)


def train_step_only_outer(x, t, W1, b1, W2, b2, lr):
    return W1, train_step(x, t, W1, b1, W2, b2, lr)[1]


# ---- the gradient check -------------------------------------------------------------------------------------------
def gradient_gap(f, w, gradient, eps=1e-4):
    """Return the largest distance between ``gradient`` and the central differences of f at w, arrays of one shape."""
    slopes = np.empty_like(w)
    for k in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[k] = eps  # one weight at a time
        slopes[k] = (f(w + nudge) - f(w - nudge)) / (2 * eps)
    return np.max(np.abs(slopes - gradient))


def gradient_gap_from(slope):
    """Return the check that uses ``slope(f, w, nudge, eps)`` in place of the central difference."""

    def gap(f, w, gradient, eps=1e-4):
        nudges = (eps * unit.reshape(w.shape) for unit in np.eye(w.size))
        slopes = np.array([slope(f, w, nudge, eps) for nudge in nudges]).reshape(w.shape)
        return np.max(np.abs(slopes - gradient))

    return gap


def central(f, w, nudge, eps):
    return (f(w + nudge) - f(w - nudge)) / (2 * eps)


gradient_gap_one_sided = gradient_gap_from(lambda f, w, nudge, eps: (f(w + nudge) - f(w)) / eps)
gradient_gap_no_two = gradient_gap_from(lambda f, w, nudge, eps: (f(w + nudge) - f(w - nudge)) / eps)
gradient_gap_backwards = gradient_gap_from(lambda f, w, nudge, eps: (f(w - nudge) - f(w + nudge)) / (2 * eps))


def gradient_gap_all_at_once(f, w, gradient, eps=1e-4):
    return np.max(np.abs((f(w + eps) - f(w - eps)) / (2 * eps) - gradient))


def gradient_gap_signed(f, w, gradient, eps=1e-4):
    slopes = [central(f, w, eps * unit.reshape(w.shape), eps) for unit in np.eye(w.size)]
    return np.max(np.reshape(slopes, w.shape) - gradient)


def gradient_gap_total(f, w, gradient, eps=1e-4):
    slopes = [central(f, w, eps * unit.reshape(w.shape), eps) for unit in np.eye(w.size)]
    return np.sum(np.abs(np.reshape(slopes, w.shape) - gradient))


class Valley:
    """A function of an array with a name to show: f(w) = Σ scale · w³ + Σ w · Σ w², smooth and not symmetric."""

    def __init__(self, scale):
        self.scale = scale

    def __call__(self, w):
        w = np.asarray(w, dtype=float)
        return float(np.sum(self.scale * w**3) + np.sum(w) * np.sum(w**2))

    def gradient(self, w):
        """Return the true gradient, an array like w."""
        return 3 * self.scale * w**2 + np.sum(w**2) + 2 * w * np.sum(w)

    def __eq__(self, other):
        return isinstance(other, Valley) and self.scale == other.scale

    def __hash__(self):
        return hash(self.scale)

    def __repr__(self):
        return f"f(w) = {self.scale:g}·Σw³ + Σw·Σw²"
