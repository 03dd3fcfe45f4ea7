"""How much of its receptive field does a unit use, before training and after? Eight 3 × 3 convolutions on digits.

The field of a unit of the last layer has 17 × 17 pixels. What it uses is measured as by Luo et al. 2016, "Understanding
the effective receptive field in deep convolutional neural networks": the gradient of a unit in the middle of the last
maps along the pixels, squared, averaged over units and over the test digits.
"""

import time

import numpy as np
import torch
from torch import nn

from course_utils.data import load
from course_utils.data.runs import Run
from course_utils.experiment.loop import evaluate, fit

SEEDS, LAYERS, CHANNELS, EPOCHS, BATCH, RATE, SHOWN = range(7), 8, 8, 12, 50, 0.01, 200


def network(seed):
    """Return the stack with He's weights: convolutions, normalisation, ReLU; means of the maps; a dense layer."""
    torch.manual_seed(seed)
    layers, channels = [], 1
    for _ in range(LAYERS):
        layers += [nn.Conv2d(channels, CHANNELS, 3, padding=1, bias=False), nn.BatchNorm2d(CHANNELS), nn.ReLU()]
        channels = CHANNELS
    for layer in layers[::3]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, 10))


def columns(net, x) -> np.ndarray:
    """Return the share (W,) of the mean squared gradient that lies in each column, for a unit in the middle."""
    x = torch.tensor(x, requires_grad=True)
    maps = net[: 3 * LAYERS - 1].eval()(x)  # before the last ReLU, which would leave some units without any gradient
    middle = maps[:, :, x.shape[2] // 2, x.shape[3] // 2]
    energy = torch.zeros_like(x)
    for channel in range(CHANNELS):
        (slope,) = torch.autograd.grad(middle[:, channel].sum(), x, retain_graph=True)
        energy += slope**2
    across = energy.sum(dim=(0, 1, 2))
    return (across / across.sum()).detach().numpy()


def width(shares, held=0.95) -> int:
    """Return over how many columns, as many to either side of the middle one, this share is spread.

    >>> width(np.array([0.02, 0.2, 0.5, 0.25, 0.03]))
    3
    """
    middle = len(shares) // 2
    for reach in range(middle + 1):
        if shares[max(0, middle - reach) : middle + reach + 1].sum() >= held:
            return 2 * reach + 1
    return len(shares)


def runs():
    """Train from every start on 2,000 digits; keep the columns before and after."""
    digits = load("digits", train=2000)
    shown = digits.test_x[:SHOWN]
    for seed in SEEDS:
        start, net = time.process_time(), network(seed)
        before = columns(net, shown)
        record = fit(net, (digits.train_x, digits.train_y), epochs=EPOCHS, batch_size=BATCH, seed=seed, progress=False,
                     optimizer=lambda weights: torch.optim.Adam(weights, lr=RATE),
                     schedule=lambda epoch: (1 + np.cos(np.pi * epoch / EPOCHS)) / 2)  # fmt: skip
        after, test = columns(net, shown), evaluate(net, digits.test_x, digits.test_y)
        values = {"before": before.tolist(), "after": after.tolist(), "widths": [width(before), width(after)],
                  "field": 2 * LAYERS + 1, "accuracy": test.accuracy}  # fmt: skip
        kept = {"layers": LAYERS, "channels": CHANNELS, "epochs": EPOCHS, "batch_size": BATCH, "train": 2000,
                "optimizer": f"Adam {RATE:g}, cosine to 0"}  # fmt: skip
        yield Run("eight 3 × 3", seed, kept, train_loss=record.train_loss, train_accuracy=record.train_accuracy,
                  seconds=time.process_time() - start, values=values)  # fmt: skip
