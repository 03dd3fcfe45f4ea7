"""Training curves that each show one thing: what chapter 12 reads, and the explorer of training curves compares.

All are the modern LeNet-5 on the embedded digits: 2,000 to learn from and 1,000 others to validate on, 20 epochs of
stochastic gradient descent with momentum 0.9 and batches of 50. Each run changes one thing, which its label says. The
runs with 200 digits take smaller batches, so that they are not stopped before they have learned.
"""

import time

import numpy as np

from course_utils.data import load
from course_utils.data.runs import Run

EPOCHS, MOMENTUM = 20, 0.9
TRAIN, VALIDATION = 2000, 1000
SMALL_SET = {"train": 200, "batch": 10, "rate": 0.005}  # as many updates as with 1,000 digits and batches of 50
#: label -> what differs from the healthy run.
DIFFERENCES = {
    "healthy": {},
    "rate too high": {"rate": 1.0},
    "rate too low": {"rate": 0.0001},
    "rate dropped": {"rate": 0.1, "drop_after": 10},
    "200 digits": SMALL_SET,
    "200 digits, leak": {**SMALL_SET, "leak": True},
    "200 digits, shuffled labels": {**SMALL_SET, "shuffled": True},
    "too small a network": {"network": "small", "rate": 0.1},
    "strong augmentation": {"augment": True},
    "50 validation digits": {"validation": 50},
}


def runs():
    """Yield one Run for each label of DIFFERENCES, with seed 0."""
    for label, changes in DIFFERENCES.items():
        yield run(label, **changes)


def run(label, rate=0.02, batch=50, drop_after=None, train=TRAIN, validation=VALIDATION, network="modern",
        augment=False, leak=False, shuffled=False):  # fmt: skip
    """Train once and return the Run; `leak` puts the training digits among those that validate."""
    import torch

    from course_utils.experiment.loop import fit

    x, labels, held_out = _sets(train, validation, leak, shuffled)
    start = time.perf_counter()
    record = fit(
        _network(network), (x, labels), held_out, epochs=EPOCHS, batch_size=batch, progress=False,
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=MOMENTUM),
        schedule=None if drop_after is None else lambda epoch: 1.0 if epoch < drop_after else 0.1,
        augment=_shaken if augment else None,
    )  # fmt: skip
    kept = dict(rate=rate, train=len(x), validation=len(held_out[0]), batch=batch, momentum=MOMENTUM)
    return Run(
        label, 0, kept, *(_finite(getattr(record, name)) for name in (
            "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"
        )), seconds=time.perf_counter() - start,
    )  # fmt: skip


def _sets(train, validation, leak, shuffled):
    from course_utils.models.lenet5 import prepare

    digits = load("digits")
    x, labels = prepare(digits.train_x), digits.train_y.copy()
    held_out = x[TRAIN : TRAIN + validation], labels[TRAIN : TRAIN + validation]
    if leak:  # half of the pictures that validate are those that it learns from
        held_out = tuple(np.concatenate([whole[:train], part[:train]]) for whole, part in zip((x, labels), held_out))
    labels = labels[:train]
    if shuffled:
        labels = np.random.default_rng(0).permutation(labels)
    return x[:train], labels, held_out


def _network(kind):
    from torch import nn

    from course_utils.models.lenet5 import LeNet5

    if kind == "modern":
        return LeNet5.modern()
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv2d(1, 2, 5, stride=3), nn.ReLU(), nn.AvgPool2d(5), nn.Flatten(), nn.Linear(8, 10))


def _shaken(x, rng):
    """Shift each picture by up to 5 pixels either way, and cover a square of 12 × 12 pixels of it."""
    out = np.empty_like(x)
    for k, (picture, (down, right)) in enumerate(zip(x, rng.integers(-5, 6, (len(x), 2)))):
        out[k] = np.roll(picture, (down, right), axis=(1, 2))
        top, left = rng.integers(0, x.shape[2] - 12, 2)
        out[k, :, top : top + 12, left : left + 12] = x.min()
    return out


def _finite(values):
    """Return the values up to the first that is no number, for JSON knows none."""
    values = list(map(float, values))
    bad = next((k for k, value in enumerate(values) if not np.isfinite(value)), len(values))
    return values[:bad]
