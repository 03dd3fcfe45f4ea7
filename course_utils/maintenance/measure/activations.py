"""The activations of chapter 09 compared: how fast the small AlexNet learns with ReLU, tanh and the logistic unit.

Each has first weights that suit it, and its own learning rate: half of it and twice as much give higher training errors
in the last epoch, on average over `RATE_SEEDS`. Then it is trained from `SEEDS`. Neither dropout nor augmentation holds
learning back. ReLU and tanh are trained with the paper's first weights too, and the logistic unit with Glorot's, which
are made for a slope of 1 at 0, where its own is 1/4.
"""

import time

import numpy as np
import torch

from course_utils.data import augmentation
from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.maintenance.measure import Job
from course_utils.maintenance.measure.alexnet import BATCH, CONTRAST, SIDE, pictures
from course_utils.models.alexnet import SmallAlexNet

SEEDS, RATE_SEEDS = range(10), (10, 11)
PATCHES, EPOCHS = 800, 12

#: Label -> the activation, the first weights, and the best rate.
VARIANTS = {
    "relu": ("relu", "he", 2.5e-4),
    "tanh": ("tanh", "xavier", 2.5e-4),
    "sigmoid": ("sigmoid", "xavier4", 1e-3),
    "sigmoid_glorot": ("sigmoid", "xavier", 1e-3),
    "relu_paper": ("relu", "paper", 1e-3),
    "tanh_paper": ("tanh", "paper", 2.5e-4),
}


def jobs() -> list:
    """List the runs that compare rates, which are called "LABEL, rate RATE", then those at the best of each variant."""
    tried = [
        Job(f"{label}, rate {factor * best:g}", seed, trained)
        for label, (_, _, best) in VARIANTS.items() for factor in (0.5, 1, 2) for seed in RATE_SEEDS
    ]  # fmt: skip
    return tried + [Job(label, seed, trained) for label in VARIANTS for seed in SEEDS]


def trained(label, seed):
    """Train with one activation and its first weights, at the rate that the label names or else at the best."""
    name, _, rate = label.partition(", rate ")
    activation, initialisation, best = VARIANTS[name]
    start = time.process_time()
    train_x, train_y, _, _, mean = pictures(PATCHES)
    contrast = 255.0 if initialisation == "paper" else CONTRAST  # the paper's pixels run to 255
    train_x = np.ascontiguousarray(augmentation.centre_crop(contrast * (train_x - mean), SIDE))
    model = SmallAlexNet(seed=seed, dropout=0, activation=activation, initialisation=initialisation)
    model = model.to(memory_format=torch.channels_last)  # a fifth faster
    record = loop.fit(
        model, (train_x, train_y), epochs=EPOCHS, batch_size=BATCH, seed=seed, progress=False,
        optimizer=lambda parameters: torch.optim.Adam(parameters, lr=float(rate or best)),
    )  # fmt: skip
    settings = {"patches": PATCHES, "epochs": EPOCHS, "batch": BATCH, "rate": float(rate or best), "contrast": contrast}
    settings |= {"activation": activation, "initialisation": initialisation}
    seconds = time.process_time() - start
    return Run(label, seed, settings, train_accuracy=record.train_accuracy, seconds=seconds)
