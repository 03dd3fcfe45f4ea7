"""LeNet-5 as published, each choice changed alone, and all of them: accuracy and time over ten seeds."""

from dataclasses import replace

import numpy as np

from course_utils import data
from course_utils.experiment import lenet5_run
from course_utils.maintenance.measure import Job
from course_utils.models.lenet5 import MODERN, prepare

SEEDS = range(10)
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


def jobs() -> list:
    """List every variant from every seed: trained on the 4,000 embedded digits, looked at on the 1,000 test digits."""
    return [Job(label, seed, trained) for label in VARIANTS for seed in SEEDS]


def trained(label, seed):
    """Train one variant from one seed; return its run."""
    network, run = lenet5_run.trained(label, VARIANTS[label], seed)
    return replace(run, values=_silence(network)) if label == "relu" else run


def _silence(network):
    """What ReLU does to F6: units silent on all training digits, and what that does to the answers.

    `answers` counts how often each digit is answered; `tied` is the share of the test digits, digit by digit, for which
    the smallest distance belongs to two codes.
    """
    digits = data.load("digits")
    train_x, test_x, test_y = prepare(digits.train_x), prepare(digits.test_x), digits.test_y
    distances = network.maps(test_x)["output"]
    tied = (distances == distances.min(axis=1, keepdims=True)).sum(axis=1) > 1
    return {
        "silent_units": int((network.maps(train_x)["F6"].max(axis=0) <= 0).sum()),
        "answers": np.bincount(distances.argmin(axis=1), minlength=10).tolist(),
        "tied": [float(tied[test_y == digit].mean()) for digit in range(10)],
    }
