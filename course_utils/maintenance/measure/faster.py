"""Does tanh learn faster than the sigmoid? Four S-shaped functions, each at its best rate, from a hundred starts."""

import time
from itertools import product

import numpy as np

from course_utils import activations
from course_utils.data.runs import Run

SEEDS, TUNING_SEEDS = range(100), range(1000, 1050)
STEPS, UNITS = 300, 20
RATES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4)
SIZES = (0.5, 1, 2, 3, 4, 6)  # standard deviations of the first weights
ONE_RATE = {"wave": (0.2, 1), "soft step": (0.2, 3)}  # task -> rate and size for all functions alike
LOST = 1000.0  # what is stored for an error above it, or that is no number
#: Function -> itself, and its slope by its output.
FUNCTIONS = {
    "sigmoid": (activations.sigmoid, lambda y: y * (1 - y)),
    "sigmoid − ½": (lambda z: activations.sigmoid(z) - 0.5, lambda y: 0.25 - y**2),
    "2 sigmoid − 1": (lambda z: 2 * activations.sigmoid(z) - 1, lambda y: (1 - y**2) / 2),
    "tanh": (activations.tanh, lambda y: 1 - y**2),
}
PLACES = np.linspace(-2, 2, 41)[:, None]  # (41, 1)
TASKS = {"wave": np.sin(2 * PLACES), "soft step": activations.sigmoid(4 * PLACES)}


def errors(function, task, rate, size, seeds) -> np.ndarray:
    """Return the mean squared errors (2, starts), at first and after STEPS steps of gradient descent.

    One hidden layer of UNITS units, all starts side by side; `size` scales the first weights. LOST stands for what has
    grown beyond it.
    """
    (f, slope), wanted = FUNCTIONS[function], TASKS[task]
    w, b, v = (np.array(parts) for parts in zip(*(_drawn(size, seed) for seed in seeds), strict=True))
    c = np.zeros((len(w), 1, 1))
    start = np.mean((f(PLACES @ w + b) @ v + c - wanted) ** 2, axis=(1, 2))
    for _ in range(STEPS):
        y = f(np.clip(PLACES @ w + b, -LOST, LOST))  # (starts, 41, units); clipped only where all is lost
        error = (y @ v + c - wanted) / len(PLACES)  # (starts, 41, 1)
        grad_z = (error @ v.transpose(0, 2, 1)) * slope(y)
        v, c = v - rate * y.transpose(0, 2, 1) @ error, c - rate * error.sum(axis=1, keepdims=True)
        w, b = w - rate * PLACES.T @ grad_z, b - rate * grad_z.sum(axis=1, keepdims=True)
        v, c = np.clip(v, -LOST, LOST), np.clip(c, -LOST, LOST)
    end = np.mean((f(np.clip(PLACES @ w + b, -LOST, LOST)) @ v + c - wanted) ** 2, axis=(1, 2))
    return np.minimum([start, end], LOST)


def _drawn(size, seed):
    rng = np.random.default_rng(seed)
    w, b = size * rng.normal(size=(1, UNITS)), size * rng.normal(size=(1, UNITS))
    return w, b, rng.normal(size=(UNITS, 1)) / np.sqrt(UNITS)


def tuned(function, task) -> tuple:
    """Return (rate, size, tried): the pair with the smallest median error of those at which no tuning start gets worse.

    `tried` lists [rate, size, median error, starts that ended above their first error] for every pair. Beyond a rate at
    which every second start gets worse no larger one is tried.
    """
    tried = []
    for size in SIZES:
        for rate in RATES:
            start, end = errors(function, task, rate, size, TUNING_SEEDS)
            tried.append([rate, size, float(np.median(end)), int(np.sum(end > start))])
            if tried[-1][3] > len(end) / 2:
                break
    rate, size, _, _ = min((row for row in tried if row[3] == 0), key=lambda row: row[2])
    return rate, size, tried


def runs():
    """Tune each function for each task on 50 starts, then train it from 100 others, which are the same for all."""
    for task, function in product(TASKS, FUNCTIONS):
        begun = time.process_time()
        rate, size, tried = tuned(function, task)
        kept = {"function": function, "task": task, "rate": rate, "first_weights": size, "steps": STEPS,
                "units": UNITS, "seeds": "0 to 99", "tuned_on": "seeds 1000 to 1049"}  # fmt: skip
        one_rate, one_size = ONE_RATE[task]
        values = {
            "errors": errors(function, task, rate, size, SEEDS)[1].tolist(),
            "one_rate": {"rate": one_rate, "first_weights": one_size,
                         "errors": errors(function, task, one_rate, one_size, SEEDS)[1].tolist()},
            "tried": tried,
        }  # fmt: skip
        yield Run(f"{function}, {task}", 0, kept, seconds=time.process_time() - begun, values=values)
