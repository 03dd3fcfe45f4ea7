"""The same six convolutions with batch normalisation and without, each at its own best rate, from two kinds of start.

2,000 digits to learn from, 1,000 others to choose the rate by (three starts), the 1,000 test digits for the end (ten
other starts, the same for both). SGD with momentum 0.9, batches of 50, 12 epochs, the rate falling to 0 as a cosine.
"""

import math
import time
from itertools import product

import numpy as np
import torch

from course_utils import data
from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.models.resnet import prepare_small
from course_utils.models.stack import Stack

EPOCHS, BATCH, MOMENTUM = 12, 50, 0.9
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
STARTS = {"He's weights": 1.0, "a quarter of them": 0.25}
KINDS = {"plain": False, "normalised": True}
CHOOSING, SEEDS = range(100, 103), range(10)
LEARNED, CHOSEN_BY = 2000, 1000


def digits() -> tuple:
    """Return three pairs (x, labels), 16 × 16: to learn from, to choose by, and the 1,000 test digits."""
    found = data.load("digits")
    train, mean, std = prepare_small(found.train_x[:LEARNED])
    rest = slice(LEARNED, LEARNED + CHOSEN_BY)
    choice, test = (prepare_small(x, mean, std)[0] for x in (found.train_x[rest], found.test_x))
    return (train, found.train_y[:LEARNED]), (choice, found.train_y[rest]), (test, found.test_y)


def train(normalised, scale, rate, seed, train_set, other=None, epochs=EPOCHS):
    """Return (network, `Record`) of one training run; `other` is only looked at."""
    network = Stack(normalised, scale=scale, seed=seed)
    record = loop.fit(
        network, train_set, other, epochs=epochs, batch_size=BATCH, seed=seed, progress=False,
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=MOMENTUM),
        schedule=lambda epoch: (1 + math.cos(math.pi * epoch / epochs)) / 2,
    )  # fmt: skip
    return network, record


def runs():
    """Choose a rate for each kind and start, then train each from ten starts."""
    train_set, choice, test = digits()
    for (kind, normalised), (start, scale) in product(KINDS.items(), STARTS.items()):
        label, errors = f"{kind}, {start}", {}
        for rate in RATES:
            begun = time.process_time()
            each = [train(normalised, scale, rate, seed, train_set, choice)[1] for seed in CHOOSING]
            errors[rate] = [1 - record.validation_accuracy[-1] for record in each]
            values = {"validation_error": errors[rate]}
            yield Run(f"{label}: {rate:g}", CHOOSING[0], {"rate": rate}, seconds=_since(begun), values=values)
        best = min(RATES, key=lambda rate: np.mean(errors[rate]))
        for seed in SEEDS:
            begun = time.process_time()
            network, record = train(normalised, scale, best, seed, train_set, choice)
            wrong = loop.predict(network, test[0]) != test[1]
            values = {"test_error": float(wrong.mean()), "train_accuracy": record.train_accuracy[-1],
                      "wrong": np.packbits(wrong).tobytes().hex()}  # fmt: skip
            yield Run(label, seed, {"rate": best}, validation_accuracy=record.validation_accuracy,
                      seconds=_since(begun), values=values)  # fmt: skip


def _since(begun):
    return time.process_time() - begun
