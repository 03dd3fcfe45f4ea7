"""LeNet-5 as published, each choice changed alone, and all of them: accuracy and time over five seeds."""

import time

import numpy as np

from course_utils import data
from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.models.lenet5 import MODERN, LeNet5, prepare

SEEDS, EPOCHS, BATCH, RATE = range(5), 20, 50, 2e-3
#: Label -> arguments of LeNet5.
VARIANTS = {
    "published": {},
    "full_c3": {"c3": "full"},
    "average": {"subsampling": "average"},
    "max": {"subsampling": "max"},
    "relu": {"activation": "relu"},
    "softmax": {"output": "softmax"},
    "map": {"loss_kind": "map"},
    "he": {"initialisation": "he"},
    "modern": MODERN,
}


def runs():
    """Train every variant from every seed on the 4,000 embedded digits; the 1,000 test digits are looked at."""
    digits = data.load("digits")
    train, test = (prepare(digits.train_x), digits.train_y), (prepare(digits.test_x), digits.test_y)
    for label, switches in VARIANTS.items():
        for seed in SEEDS:
            start = time.process_time()
            network = LeNet5(**switches, seed=seed)
            found = loop.fit(network, train, test, epochs=EPOCHS, batch_size=BATCH, seed=seed, progress=False)
            yield Run(
                label, seed, {**switches, "epochs": EPOCHS, "batch_size": BATCH, "optimizer": f"Adam {RATE:g}"},
                found.train_loss, found.train_accuracy, found.validation_loss, found.validation_accuracy,
                time.process_time() - start, _silence(network, train[0], *test) if label == "relu" else {},
            )  # fmt: skip


def _silence(network, train_x, test_x, test_y):
    """What ReLU does to F6: units silent on all training digits, and what that does to the answers.

    `answers` counts how often each digit is answered; `tied` is the share of the test digits, digit by digit, for which
    the smallest distance belongs to two codes.
    """
    distances = network.maps(test_x)["output"]
    tied = (distances == distances.min(axis=1, keepdims=True)).sum(axis=1) > 1
    return {
        "silent_units": int((network.maps(train_x)["F6"].max(axis=0) <= 0).sum()),
        "answers": np.bincount(distances.argmin(axis=1), minlength=10).tolist(),
        "tied": [float(tied[test_y == digit].mean()) for digit in range(10)],
    }
