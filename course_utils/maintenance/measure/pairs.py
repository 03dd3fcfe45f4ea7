"""How far two networks differ that differ in nothing but their seed: which test digits forty of a kind get wrong.

Two recipes, those of the small networks that the chapter on your own network trains: a residual network of 8 layers and
a small AlexNet, forty seeds each (first weights and order of the digits), on the 4,000 embedded digits. Of each network
the numbers of the test digits that it gets wrong are kept, with its answers, so that every pair can be compared.
"""

import time

import numpy as np

from course_utils.data import load
from course_utils.data.runs import Run

SEEDS = range(40)
RECIPES = ("residual", "alexnet")


def runs():
    """Train each recipe from each seed; the 1,000 test digits are looked at, once, at the end."""
    for label in RECIPES:
        for seed in SEEDS:
            yield run(label, seed)


def run(label, seed):
    """Train one network and return its Run; ``values`` has the digits that it gets wrong and what it takes them for."""
    from course_utils.experiment.loop import fit, predict

    digits, start = load("digits"), time.process_time()
    network, prepare, how = _recipe(label, digits.train_x, seed)
    record = fit(network, (prepare(digits.train_x), digits.train_y), seed=seed, progress=False, **how)
    answers = predict(network, prepare(digits.test_x))
    wrong = np.flatnonzero(answers != digits.test_y)
    return Run(
        label, seed, {name: how[name] for name in ("epochs", "batch_size")},
        train_loss=list(map(float, record.train_loss)), train_accuracy=list(map(float, record.train_accuracy)),
        validation_accuracy=[1 - len(wrong) / len(answers)], seconds=time.process_time() - start,
        values={"wrong": wrong.tolist(), "answers": answers[wrong].tolist()},
    )  # fmt: skip


def _recipe(label, train_x, seed):
    """Return the untrained network, what prepares pictures for it, and the arguments of its training."""
    import torch

    from course_utils.models.alexnet import SmallAlexNet
    from course_utils.models.resnet import CifarResNet, prepare_small

    if label == "residual":
        _, *scale = prepare_small(train_x)
        return CifarResNet(8, widths=(8, 16, 32), channels=1, seed=seed), lambda x: prepare_small(x, *scale)[0], dict(
            epochs=5, batch_size=100, schedule=lambda epoch: 1 if epoch < 4 else 0.1,
            optimizer=lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
        )  # fmt: skip
    mean, std = train_x.mean(), train_x.std()
    around = ((0, 0), (0, 0), (2, 2), (2, 2))  # to 32 × 32, with paper
    return SmallAlexNet(32, 10, channels=1, dropout=0, seed=seed), lambda x: np.pad(
        (x - mean) / std, around, constant_values=-mean / std
    ), dict(
        epochs=3, batch_size=50, schedule=lambda epoch: 1 if epoch < 2 else 0.2,
        optimizer=lambda parameters: torch.optim.Adam(parameters, lr=0.001),
    )  # fmt: skip
