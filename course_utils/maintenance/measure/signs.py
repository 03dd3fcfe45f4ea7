"""How often all weights of a unit must move the same way, for one example and for batches of 8, 64 and 256."""

import time

import numpy as np

from course_utils import activations, data, losses
from course_utils.data.runs import Run

SEEDS, STEPS, BATCH, RATE, HIDDEN = range(10), 1000, 64, 0.5, 50
LOOKED_AT = range(200, STEPS + 1, 10)  # steps before which the signs are counted
SIZES = (1, 8, 64, 256)
#: Function of the hidden units -> variance of their first weights, times the number of inputs: made for its slope at 0.
STARTS = {"sigmoid": 16, "tanh": 1}


def share_of_one_sign(gradient) -> float:
    """Return the share of the units, columns of a gradient (inputs, units), whose weights all have one sign in it."""
    return float(np.mean(np.all(gradient > 0, axis=0) | np.all(gradient < 0, axis=0)))


def runs():
    """Train 784-50-10 networks of sigmoid and tanh units with batches of 64; watch the gradients of the 10 outputs."""
    digits = data.load("digits", flatten=True)
    for name, variance in STARTS.items():
        for seed in SEEDS:
            start = time.process_time()
            shares, right = _trained(activations.by_name(name), variance, digits, seed)
            kept = {
                "layers": [784, HIDDEN, 10],
                "hidden": name,
                "first_weights": f"variance {variance}/n and 1/n",
                "batch_size": BATCH,
                "rate": RATE,
                "steps": STEPS,
                "looked_at": "steps 200, 210 … 1000",
            }
            values = {"batches_of": list(SIZES), "one_sign": shares, "test_accuracy": right}
            yield Run(name, seed, kept, seconds=time.process_time() - start, values=values)


def _trained(h, variance, digits, seed):
    """Return the mean shares of one sign, one for each of SIZES, and the test accuracy at the end."""
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(784, HIDDEN)) * np.sqrt(variance / 784), np.zeros(HIDDEN)
    last = rng.normal(size=(HIDDEN, 10)) * np.sqrt(1 / HIDDEN), np.zeros(10)
    params, found = [part.astype(np.float32) for part in (*first, *last)], []
    for step in range(STEPS + 1):
        if step in LOOKED_AT:
            batches = [rng.choice(len(digits.train_x), size, replace=False) for size in SIZES]
            found.append([share_of_one_sign(_gradients(h, params, digits, rows)[2]) for rows in batches])
        rows = rng.choice(len(digits.train_x), BATCH, replace=False)
        for part, gradient in zip(params, _gradients(h, params, digits, rows), strict=True):
            part -= RATE * gradient
    w, b, v, c = params
    answers = (h.function(digits.test_x @ w + b) @ v + c).argmax(axis=1)
    return np.mean(found, axis=0).tolist(), float(np.mean(answers == digits.test_y))


def _gradients(h, params, digits, rows):
    w, b, v, c = params
    x = digits.train_x[rows]
    z = x @ w + b  # (N, 50)
    y = h.function(z)
    _, error = losses.softmax_cross_entropy(y @ v + c, digits.train_y[rows])  # (N, 10)
    grad_z = (error @ v.T) * h.gradient(z)
    return x.T @ grad_z, grad_z.sum(axis=0), y.T @ error, error.sum(axis=0)
