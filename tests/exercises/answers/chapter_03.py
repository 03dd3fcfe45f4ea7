"""Answers to the exercises of chapter 03 as other people write them: right ones, and wrong ones with their names."""

import copy
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import torch


def sigma(z):
    return 1 / (1 + np.exp(-z))


# ---- a layer's backward pass ----------------------------------------------------------------------------------------
def backward_by_einsum(delta, x, W):
    return np.einsum("nk,dk->nd", delta, W), np.einsum("nd,nk->dk", x, delta), np.einsum("nk->k", delta)


def backward_by_loops(delta, x, W):
    N, D, K = len(x), *W.shape
    dx, dW, db = np.zeros((N, D)), np.zeros((D, K)), np.zeros(K)
    for n in range(N):
        for k in range(K):
            db[k] += delta[n, k]
            for d in range(D):
                dx[n, d] += delta[n, k] * W[d, k]
                dW[d, k] += delta[n, k] * x[n, d]
    return dx, dW, db


def backward_by_autograd(delta, x, W):
    x, W = torch.tensor(x, requires_grad=True), torch.tensor(W, requires_grad=True)
    b = torch.zeros(W.shape[1], dtype=torch.float64, requires_grad=True)
    (x @ W + b).backward(torch.tensor(delta))
    return [x.grad, W.grad, b.grad]


def backward_single(delta, x, W):
    delta, x, W = (torch.tensor(a, dtype=torch.float32) for a in (delta, x, W))
    return delta @ W.T, x.T @ delta, delta.sum(0)


def backward_mean_of_all(delta, x, W):
    m = x.shape[0]
    return np.dot(delta, W.T) / m, np.dot(x.T, delta) / m, np.sum(delta, axis=0) / m


def backward_m_as_in_a_video_course(delta, x, W):
    m = x.shape[0]
    dW = 1 / m * np.dot(x.T, delta)
    db = 1 / m * np.sum(delta, axis=0)
    return np.dot(delta, W.T), dW, db


def backward_rotated(delta, x, W):
    dW = x.T @ delta
    db = delta.sum(0)
    dx = delta @ W.T
    return dW, db, dx


def backward_with_a_sigmoid(delta, x, W):
    return delta.dot(W.T) * x * (1 - x), x.T.dot(delta), delta.sum(0)


def backward_last_example(delta, x, W):
    dx = np.zeros_like(x)
    for n in range(len(x)):
        dx[n] = W @ delta[n]
        dW = np.outer(x[n], delta[n])
        db = delta[n]
    return dx, dW, db


def backward_first_example(delta, x, W):
    for n in range(len(x)):
        return delta @ W.T, np.outer(x[n], delta[n]), delta[n]


# ---- one training step ----------------------------------------------------------------------------------------------
def step_with_loops(x, t, W1, b1, W2, b2, lr):
    D, H, K = W1.shape[0], W1.shape[1], W2.shape[1]
    h = [1 / (1 + math.exp(-(sum(x[d] * W1[d, j] for d in range(D)) + b1))) for j in range(H)]
    o = [1 / (1 + math.exp(-(sum(h[j] * W2[j, k] for j in range(H)) + b2))) for k in range(K)]
    d_o = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in range(K)]
    d_h = [sum(d_o[k] * W2[j, k] for k in range(K)) * h[j] * (1 - h[j]) for j in range(H)]
    return (
        [[W1[d, j] - lr * d_h[j] * x[d] for j in range(H)] for d in range(D)],
        [[W2[j, k] - lr * d_o[k] * h[j] for k in range(K)] for j in range(H)],
    )


def step_by_autograd(x, t, W1, b1, W2, b2, lr):
    W1, W2 = (torch.tensor(W, requires_grad=True) for W in (W1, W2))
    out = torch.sigmoid(torch.sigmoid(torch.tensor(x) @ W1 + b1) @ W2 + b2)
    (0.5 * (torch.tensor(t) - out) ** 2).sum().backward()
    return W1 - lr * W1.grad, W2 - lr * W2.grad


def step_by_rows(x, t, W1, b1, W2, b2, lr):
    X, T = x.reshape(1, -1), t.reshape(1, -1)
    a1 = sigma(np.dot(X, W1) + b1)
    a2 = sigma(np.dot(a1, W2) + b2)
    error = T - a2
    d2 = error * a2 * (1 - a2)
    d1 = d2.dot(W2.T) * a1 * (1 - a1)
    return W1 + lr * X.T.dot(d1), W2 + lr * a1.T.dot(d2)


def trainer(delta_of=lambda e, o: e * o * (1 - o), error_of=lambda e, d, W2: W2 @ d, biases=1, hidden=None, factor=1):
    """Write the usual script with one line of it exchanged."""

    def step(x, t, W1, b1, W2, b2, lr):
        hidden_output = sigma(x @ W1 + biases * b1)
        final_output = sigma(hidden_output @ W2 + biases * b2)
        error = factor * (t - final_output)
        delta = delta_of(error, final_output)
        hidden_error = error_of(error, delta, W2)
        slope = hidden(hidden_error, hidden_output) if hidden else hidden_output * (1 - hidden_output)
        return W1 + lr * np.outer(x, hidden_error * slope), W2 + lr * np.outer(hidden_output, delta)

    return step


def step_in_place(x, t, W1, b1, W2, b2, lr):
    h = sigma(x @ W1 + b1)
    o = sigma(h @ W2 + b2)
    d_o = (o - t) * o * (1 - o)
    d_h = W2.dot(d_o) * h * (1 - h)
    W1 -= lr * np.outer(x, d_h)
    W2 -= lr * np.outer(h, d_o)
    return W1, W2


def step_in_sequence_in_place(x, t, W1, b1, W2, b2, lr):
    h = sigma(x @ W1 + b1)
    o = sigma(h @ W2 + b2)
    d_o = (o - t) * o * (1 - o)
    W2 -= lr * np.outer(h, d_o)
    W1 -= lr * np.outer(x, W2.dot(d_o) * h * (1 - h))
    return W1, W2


def step_at_net(x, t, W1, b1, W2, b2, lr):
    z1 = x @ W1 + b1
    h = sigma(z1)
    o = sigma(h @ W2 + b2)
    d_o = (o - t) * o * (1 - o)
    return W1 - lr * np.outer(x, (W2 @ d_o) * z1 * (1 - z1)), W2 - lr * np.outer(h, d_o)


def step_outer_the_wrong_way(x, t, W1, b1, W2, b2, lr):
    h = sigma(x @ W1 + b1)
    o = sigma(h @ W2 + b2)
    d_o = (o - t) * o * (1 - o)
    d_h = (W2 @ d_o) * h * (1 - h)
    return W1 - lr * np.outer(d_h, x), W2 - lr * np.outer(d_o, h)


# ---- the gradient check ---------------------------------------------------------------------------------------------
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


OUT1, OUT2 = 0.751365070, 0.772928465

RIGHT = [
    ("03-net-h1", "the sum as typed into a calculator", 0.15 * 0.05 + 0.2 * 0.1 + 0.35),
    ("03-net-h1", "exact fractions", Fraction(15, 2000) + Fraction(2, 100) + Fraction(35, 100)),
    ("03-net-h1", "an array's dot product", np.array([0.05, 0.1]) @ np.array([0.15, 0.2]) + 0.35),
    ("03-total-error", "nine digits", 0.298371109),
    ("03-total-error", "six digits, as a decimal", Decimal("0.298371")),
    ("03-total-error", "torch's sum", 0.5 * ((torch.tensor([OUT1, OUT2]) - torch.tensor([0.01, 0.99])) ** 2).sum()),
    ("03-delta-o1", "two factors", (OUT1 - 0.01) * OUT1 * (1 - OUT1)),
    ("03-delta-o1", "six digits", 0.138499),
    ("03-delta-o1", "one element in an array", np.array([0.138498562])),
    ("03-grad-w1", "nine decimals", 0.000438568),
    ("03-grad-w1", "in powers of ten", 4.38568e-4),
    ("03-grad-w1", "text with a comma", "0,000438568"),
    ("03-dense-backward", "einsum", backward_by_einsum),
    ("03-dense-backward", "three loops", backward_by_loops),
    ("03-dense-backward", "autograd, a list of tensors", backward_by_autograd),
    ("03-dense-backward", "float32 tensors", backward_single),
    ("03-repair-the-order", "lists and loops", step_with_loops),
    ("03-repair-the-order", "autograd", step_by_autograd),
    ("03-repair-the-order", "rows, t - o, and a plus", step_by_rows),
    ("03-gradient-gap", "nditer, each entry put back", gap_like_a_course),
    ("03-gradient-gap", "flattened", gap_flat),
    ("03-gradient-gap", "deep copies", gap_with_deepcopy),
]

WRONG = [
    ("03-net-h1", "no bias", 0.0275, "forgot the bias"),
    ("03-net-h1", "i1 and i2 exchanged", 0.15 * 0.1 + 0.2 * 0.05 + 0.35, "the inputs exchanged"),
    ("03-net-h1", "the misprint w3", 0.15 * 0.05 + 0.25 * 0.1 + 0.35, "w3 instead of w2"),
    ("03-net-h1", "through the sigmoid", sigma(0.3775), "out instead of net"),
    ("03-net-h1", "b2", 0.0275 + 0.6, "the other bias"),
    ("03-net-h1", "everything added", 0.05 + 0.15 + 0.1 + 0.2 + 0.35, "added instead of multiplied"),
    ("03-net-h1", "0.5 for 0.05", 0.15 * 0.5 + 0.2 * 0.1 + 0.35, "a decimal place slipped in an input"),
    ("03-net-h1", "(w1 + w2)(i1 + i2)", 0.35 * 0.15 + 0.35, "sums multiplied"),
    ("03-net-h1", "ten times too large", 3.775, None),
    ("03-total-error", "no half", (OUT1 - 0.01) ** 2 + (OUT2 - 0.99) ** 2, "one half forgotten"),
    ("03-total-error", "np.mean of squares, halved", 0.5 * np.mean([0.549622, 0.047120]), "averaged instead of added"),
    ("03-total-error", "after the step", 0.291027774, "the error after a step"),
    ("03-total-error", "the famous digits", 0.291027924, "the error after a step"),
    (
        "03-total-error",
        "outputs of two digits",
        0.5 * (0.75 - 0.01) ** 2 + 0.5 * (0.773 - 0.99) ** 2,
        "rounded too early",
    ),
    ("03-total-error", "early rounding", 0.298355, "rounded too early"),
    (
        "03-total-error",
        "targets exchanged",
        0.5 * (OUT1 - 0.99) ** 2 + 0.5 * (OUT2 - 0.01) ** 2,
        "the targets exchanged",
    ),
    ("03-total-error", "nets", 0.5 * (1.105905967 - 0.01) ** 2 + 0.5 * (1.224921404 - 0.99) ** 2, "net instead of out"),
    ("03-total-error", "absolute values", 0.741365 + 0.217072, "forgot the square"),
    ("03-total-error", "three digits", 0.298, None),
    ("03-delta-o1", "t - o", (0.01 - OUT1) * OUT1 * (1 - OUT1), "wrong sign"),
    ("03-delta-o1", "no slope", OUT1 - 0.01, "forgot the derivative"),
    ("03-delta-o1", "early rounding", 0.74 * 0.1868, "rounded too early"),
    ("03-delta-o1", "as printed by hand", 0.138486, "rounded too early"),
    ("03-delta-o1", "cut off", 0.138498, "truncated instead of rounded"),
    ("03-delta-o1", "2(o - t)", 2 * (OUT1 - 0.01) * OUT1 * (1 - OUT1), "one half forgotten"),
    ("03-delta-o1", "no brackets", OUT1 - 0.01 * OUT1 * (1 - OUT1), "brackets lost"),
    ("03-delta-o1", "gradient of w5", 0.082167041, "one factor too many"),
    ("03-delta-o1", "times the learning rate", 0.5 * 0.138498562, "half of it"),
    ("03-delta-o1", "a percentage", 13.8498562, None),
    ("03-grad-w1", "through o1 only", 0.138498562 * 0.4 * 0.241300709 * 0.05, "missed one of two paths"),
    ("03-grad-w1", "the program of the famous digits", 0.000364723, "used updated weights"),
    ("03-grad-w1", "no input", 0.008771355, "stopped at delta"),
    ("03-grad-w1", "i2", 0.008771355 * 0.1, "twice too large"),
    (
        "03-grad-w1",
        "o - t sent back",
        (0.74136507 * 0.4 - 0.21707153 * 0.5) * 0.241300709 * 0.05,
        "differences sent back instead of deltas",
    ),
    ("03-grad-w1", "times the learning rate", 0.5 * 0.000438568, "averaged the two paths"),
    ("03-grad-w1", "the new w1", 0.149780716, "the new weight instead of its gradient"),
    ("03-grad-w1", "out_h1 for the slope", 0.03635030639 * 0.593269992 * 0.05, "half of the hidden slope"),
    ("03-grad-w1", "two digits", 0.00044, None),
    ("03-dense-backward", "all by m", backward_mean_of_all, "averaged over the batch"),
    ("03-dense-backward", "dW and db by m", backward_m_as_in_a_video_course, "averaged over the batch"),
    ("03-dense-backward", "dW, db, dx", backward_rotated, "returned in another order"),
    ("03-dense-backward", "a sigmoid's slope", backward_with_a_sigmoid, "a sigmoid's slope too many"),
    ("03-dense-backward", "= for +=", backward_last_example, "one example only"),
    ("03-dense-backward", "return in the loop", backward_first_example, "one example only"),
    (
        "03-dense-backward",
        "W.T @ delta",
        lambda d, x, W: (d @ W.T, W.T @ d, d.sum(0)),
        "the weights in the place of the inputs",
    ),
    (
        "03-dense-backward",
        "keepdims",
        lambda d, x, W: (d @ W.T, x.T @ d, np.sum(d, axis=0, keepdims=True)),
        "the bias's gradient as a table",
    ),
    ("03-dense-backward", "db = delta", lambda d, x, W: (d @ W.T, x.T @ d, d), "bias not summed"),
    ("03-dense-backward", "delta @ W", lambda d, x, W: (d @ W, x.T @ d, d.sum(0)), "W not transposed"),
    (
        "03-dense-backward",
        "columns as examples",
        lambda d, x, W: (d @ W.T, d.T @ x, d.sum(0)),
        "grad_W the wrong way round",
    ),
    ("03-dense-backward", "a factor 2", lambda d, x, W: (d @ W.T, 2 * x.T @ d, d.sum(0)), None),
    (
        "03-repair-the-order",
        "output slope missing",
        trainer(delta_of=lambda e, o: e),
        "forgot the output unit's derivative",
    ),
    (
        "03-repair-the-order",
        "the error sent back",
        trainer(error_of=lambda e, d, W2: W2 @ e),
        "the difference sent back instead of the delta",
    ),
    ("03-repair-the-order", "e(1 - e)", trainer(hidden=lambda e, h: 1 - e), "the slope taken from the error"),
    ("03-repair-the-order", "net(1 - net)", step_at_net, "the slope at net instead of out"),
    ("03-repair-the-order", "2(o - t)", trainer(factor=2), "the ½ forgotten"),
    ("03-repair-the-order", "no biases", trainer(biases=0), "no biases in the forward pass"),
    (
        "03-repair-the-order",
        "sigmoid_prime of an output",
        trainer(hidden=lambda e, h: sigma(h) * (1 - sigma(h))),
        "the sigmoid's slope taken twice through it",
    ),
    ("03-repair-the-order", "-= on the arguments", step_in_place, "weights changed in place"),
    ("03-repair-the-order", "-= in sequence", step_in_sequence_in_place, "used updated weights"),
    ("03-repair-the-order", "W2 and W1", lambda *a: step_by_rows(*a)[::-1], "returned in another order"),
    ("03-repair-the-order", "the plus of t - o with o - t", trainer(factor=-1), "wrong sign"),
    ("03-repair-the-order", "outer(delta, x)", step_outer_the_wrong_way, "outer product turned over"),
    (
        "03-repair-the-order",
        "lr fixed at 0.5",
        lambda x, t, W1, b1, W2, b2, lr: step_by_rows(x, t, W1, b1, W2, b2, 0.5),
        "forgot the learning rate",
    ),
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
