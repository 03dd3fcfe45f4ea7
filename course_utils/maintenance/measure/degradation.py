"""Degradation: plain and residual networks of 20 and 44 layers (and 56) on small digits, training error over seeds."""

import time

import numpy as np
import torch

from course_utils import data
from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.models.resnet import CifarResNet, prepare_small

SEEDS, EPOCHS, BATCH = range(5), 6, 100
RATE, MOMENTUM, WIDTHS = 0.1, 0.9, (8, 16, 32)
PER_CLASS = 200
#: Label -> (depth, whether it has shortcuts).
NETWORKS = {
    "plain20": (20, False),
    "plain44": (44, False),
    "residual20": (20, True),
    "residual44": (44, True),
    "plain56": (56, False),
    "residual56": (56, True),
}


def digits() -> tuple:
    """Return ((x, labels), (x, labels)): 2,000 training digits, 200 of each class, and the 1,000 test digits, 16 × 16.

    Both are standardised with the training digits' mean and deviation.
    """
    found = data.load("digits", train=10 * PER_CLASS)
    train, mean, std = prepare_small(found.train_x)
    return (train, found.train_y), (prepare_small(found.test_x, mean, std)[0], found.test_y)


def train(depth, residual, seed, epochs=EPOCHS, sets=None, progress=False):
    """Return (network, `Record`) of one training run in the configuration of this experiment."""
    train_set, test_set = sets or digits()
    network = CifarResNet(depth, WIDTHS, channels=1, residual=residual, seed=seed)
    record = loop.fit(
        network, train_set, test_set, epochs=epochs, batch_size=BATCH, seed=seed, progress=progress,
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=RATE, momentum=MOMENTUM),
    )  # fmt: skip
    return network, record


def runs():
    """Train every network from every seed."""
    sets = digits()
    settings = {"epochs": EPOCHS, "batch_size": BATCH, "optimizer": f"SGD {RATE:g}, momentum {MOMENTUM:g}",
                "widths": list(WIDTHS), "digits": int(np.size(sets[0][1]))}  # fmt: skip
    for label, (depth, residual) in NETWORKS.items():
        for seed in SEEDS:
            start = time.process_time()
            _, found = train(depth, residual, seed, sets=sets)
            yield Run(label, seed, {**settings, "depth": depth, "residual": residual}, found.train_loss,
                      found.train_accuracy, found.validation_loss, found.validation_accuracy,
                      time.process_time() - start)  # fmt: skip
