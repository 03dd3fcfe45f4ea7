"""Answers to the layer and the training step of chapter 03, as other people write them, right and wrong."""

import math

import numpy as np
import torch


def sigma(z):
    return 1 / (1 + np.exp(-z))


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


RIGHT = [
    ("03-dense-backward", "einsum", backward_by_einsum),
    ("03-dense-backward", "three loops", backward_by_loops),
    ("03-dense-backward", "autograd, a list of tensors", backward_by_autograd),
    ("03-dense-backward", "float32 tensors", backward_single),
    ("03-repair-the-step", "lists and loops", step_with_loops),
    ("03-repair-the-step", "autograd", step_by_autograd),
    ("03-repair-the-step", "rows, t - o, and a plus", step_by_rows),
]

WRONG = [
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
    (
        "03-dense-backward",
        "db from dW",
        lambda d, x, W: (d @ W.T, x.T @ d, np.sum(x.T @ d, axis=0)),
        "the bias's gradient added up from grad_W",
    ),
    ("03-dense-backward", "by the number of units", lambda d, x, W: (d @ W.T, x.T @ d / W.shape[1], d.sum(0)), None),
    ("03-dense-backward", "a factor 2", lambda d, x, W: (d @ W.T, 2 * x.T @ d, d.sum(0)), None),
    (
        "03-repair-the-step",
        "output slope missing",
        trainer(delta_of=lambda e, o: e),
        "forgot the output unit's derivative",
    ),
    (
        "03-repair-the-step",
        "the error sent back",
        trainer(error_of=lambda e, d, W2: W2 @ e),
        "the difference sent back instead of the delta",
    ),
    ("03-repair-the-step", "e(1 - e)", trainer(hidden=lambda e, h: 1 - e), "the slope taken from the error"),
    ("03-repair-the-step", "net(1 - net)", step_at_net, "the slope at net instead of out"),
    ("03-repair-the-step", "2(o - t)", trainer(factor=2), "the ½ forgotten"),
    ("03-repair-the-step", "no biases", trainer(biases=0), "no biases in the forward pass"),
    (
        "03-repair-the-step",
        "sigmoid_prime of an output",
        trainer(hidden=lambda e, h: sigma(h) * (1 - sigma(h))),
        "the sigmoid's slope taken twice through it",
    ),
    ("03-repair-the-step", "-= on the arguments", step_in_place, "weights changed in place"),
    ("03-repair-the-step", "-= in sequence", step_in_sequence_in_place, "used updated weights"),
    ("03-repair-the-step", "W2 and W1", lambda *a: step_by_rows(*a)[::-1], "returned in another order"),
    ("03-repair-the-step", "the plus of t - o with o - t", trainer(factor=-1), "wrong sign"),
    ("03-repair-the-step", "outer(delta, x)", step_outer_the_wrong_way, "outer product turned over"),
    (
        "03-repair-the-step",
        "lr fixed at 0.5",
        lambda x, t, W1, b1, W2, b2, lr: step_by_rows(x, t, W1, b1, W2, b2, 0.5),
        "forgot the learning rate",
    ),
]
