"""Does a blur before the stride make answers steadier? The network of chapter 07 with three poolings, digits moved.

Each pooling halves the side: the maximum of 2 × 2, that maximum with stride 1 and then a blur (Zhang 2019), and the
maximum of 4 × 4, which sees as many cells as the blurred one.

Each network learns from 2,000 digits. For each pooling the rate is chosen on 1,000 others, from other starts than those
measured; it falls to 0 along a cosine. What is compared is paired by start.
"""

import time
from itertools import product

import numpy as np
import torch
from torch import nn

from course_utils.data import load
from course_utils.data.runs import Run
from course_utils.experiment.loop import fit, predict
from course_utils.models.blur_pool import MaxBlurPool

SEEDS, TUNING_SEEDS, EPOCHS, BATCH, TRAIN = range(10), (100, 101), 6, 50, 2000
RATES = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016)  # of Adam
POOLINGS = {
    "max 2/2": lambda: nn.MaxPool2d(2),
    "max, then blur": MaxBlurPool,
    "max 4/2": lambda: nn.MaxPool2d(4, 2, padding=1),  # torch pads a maximum with −∞
}
MOVES = ((0, 1), (0, -1), (1, 0), (-1, 0))  # (down, right), in pixels


def network(pooling, seed):
    """Return the network of chapter 07, with He's weights and one of `POOLINGS`."""
    torch.manual_seed(seed)
    layers = (nn.Conv2d(1, 30, 5), nn.ReLU(), POOLINGS[pooling](), nn.Flatten(),
              nn.Linear(30 * 12**2, 100), nn.ReLU(), nn.Linear(100, 10))  # fmt: skip
    for layer in layers:
        if hasattr(layer, "weight"):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def trained(pooling, seed, rate, examples):
    """Train one network on a pair (x, labels); return it and its `Record`."""
    net = network(pooling, seed)
    record = fit(net, examples, epochs=EPOCHS, batch_size=BATCH, seed=seed, progress=False,
                 optimizer=lambda weights: torch.optim.Adam(weights, lr=rate),
                 schedule=lambda epoch: (1 + np.cos(np.pi * epoch / EPOCHS)) / 2)  # fmt: skip
    return net, record


def moved(x, down, right):
    """Move pictures (N, 1, H, W) by up to one pixel either way; zeros come in."""
    rim = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    height, width = x.shape[2:]
    return rim[:, :, 1 - down : 1 - down + height, 1 - right : 1 - right + width]


def answers(net, x):
    """Return the answers to x (N,), and to x moved in each of the four directions (4, N)."""
    return predict(net, x), np.array([predict(net, moved(x, *move)) for move in MOVES])


def runs():
    """Yield for each pooling the trial of rates and every start, then the differences."""
    digits = load("digits")
    learn, choose = (digits.train_x[:TRAIN], digits.train_y[:TRAIN]), (digits.train_x[3000:], digits.train_y[3000:])
    test = digits.test_x, digits.test_y
    found = {}
    for pooling in POOLINGS:
        trial = _chosen(pooling, learn, choose)
        yield trial
        found[pooling] = []
        for seed in SEEDS:
            run, per_digit = _measured(pooling, seed, trial.values["chosen"], learn, test)
            found[pooling].append(per_digit)
            yield run
    yield from _differences(found)


def _chosen(pooling, learn, choose):
    """Try every rate from the tuning starts; the one with the best mean on the digits held out is chosen."""
    start = time.process_time()
    shares = [[float(np.mean(predict(trained(pooling, seed, rate, learn)[0], choose[0]) == choose[1]))
               for seed in TUNING_SEEDS] for rate in RATES]  # fmt: skip
    means = np.mean(shares, axis=1)
    values = {"rates": list(RATES), "means": means.tolist(), "chosen": RATES[int(means.argmax())]}
    kept = {"epochs": EPOCHS, "batch_size": BATCH, "seeds": list(TUNING_SEEDS), "train": TRAIN}
    return Run(f"rate of {pooling}", 0, kept, seconds=time.process_time() - start, values=values)


def _measured(pooling, seed, rate, learn, test):
    """Train once; return the `Run`, and for every test digit (3, N): right, right when moved, same answer."""
    start = time.process_time()
    net, record = trained(pooling, seed, rate, learn)
    here, there = answers(net, test[0])
    per_digit = np.array([here == test[1], (there == test[1]).mean(axis=0), (there == here).mean(axis=0)], float)
    values = dict(zip(("accuracy", "moved", "agreement"), per_digit.mean(axis=1).tolist()))
    kept = {"epochs": EPOCHS, "batch_size": BATCH, "train": TRAIN, "optimizer": f"Adam {rate:g}, cosine to 0"}
    ended = {"train_loss": record.train_loss, "train_accuracy": record.train_accuracy}
    seconds = time.process_time() - start
    return Run(pooling, seed, kept, **ended, seconds=seconds, values=values), per_digit


def _differences(found):
    """Yield what each other pooling changes against max 2/2: mean, and standard errors over starts and over digits."""
    base = np.array(found["max 2/2"])  # (starts, 3, digits)
    for pooling, what in product(list(POOLINGS)[1:], range(3)):
        change = np.array(found[pooling])[:, what] - base[:, what]  # (starts, digits)
        starts, by_digit = change.mean(axis=1), change.mean(axis=0)
        values = {"difference": float(change.mean()), "over_starts": _error(starts), "over_digits": _error(by_digit)}
        name = ("accuracy", "moved", "agreement")[what]
        yield Run(f"{pooling} − max 2/2: {name}", 0, {"starts": len(starts)}, values=values)


def _error(values):
    """Return the standard error of the mean of values (n,)."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))
