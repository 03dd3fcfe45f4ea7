"""Which models `train` and `test` know. To try a new one, edit this file only.

A model is a function of the number of channels, the side of the (square) pictures, the number of classes and a seed; it
returns a ``torch.nn.Module`` that turns (N, C, side, side) into logits (N, classes)::

    @register("one-layer")
    def one_layer(channels, side, classes, seed):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Flatten(), nn.Linear(channels * side**2, classes))

and ``python -m course_utils.experiment.train --model one-layer --data digits`` trains it. `train` and `test` stay as
they are as long as pictures go in and one number for each class comes out. Where a model takes pictures of one size, of
some sizes, or one number of channels only, say so: ``@register("x", side=(32, 64), channels=1)``; ``least=6`` says that
smaller ones leave nothing for its layers. `train` takes Adam unless told otherwise; ``@register("x", optimizer="sgd")``
makes it stochastic gradient descent for this model, ``lr=0.01`` sets its rate.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import nn

from course_utils import settings, validation

MODELS = {}
RATES = {"sgd": 0.1, "adam": 1e-3}  # of optimizers, where neither the command line nor the model says another


@dataclass(frozen=True)
class Entry:
    """Hold how a model is made, and what it asks of the pictures (None: it takes what comes).

    `side` is one number or several to choose from, `least` the smallest where any is taken. `prepare`, where there is
    one, takes pictures in [0, 1] and replaces the standardisation that all others get. `optimizer` and `lr` are
    what `train` takes when it is not told: a rate of 0.1, which suits networks that are normalised, makes others
    diverge.
    """

    make: object
    side: int | tuple | None = None
    channels: int | None = None
    prepare: object = None
    optimizer: str = "adam"
    lr: float | None = None
    least: int = 1

    @property
    def sides(self) -> tuple:
        """The sides of which the model takes one, in order; empty where it takes any from `least` on."""
        return () if self.side is None else tuple(sorted(np.atleast_1d(self.side).tolist()))

    @property
    def wants(self) -> str:
        """What the model takes, in words."""
        return " or ".join(f"{side} × {side}" for side in self.sides) or f"at least {self.least} × {self.least}"

    def takes(self, side) -> bool:
        """Whether pictures of this side fit."""
        return side in self.sides if self.sides else side >= self.least


def register(name, side=None, channels=None, prepare=None, optimizer="adam", lr=None, least=1):
    """Return a decorator that puts a function into the list of models under `name`; the rest is as in `Entry`."""
    validation.choice("optimizer", optimizer, tuple(RATES))

    def keep(make):
        if name in MODELS:
            raise validation.value_error("name", repr(name), "a name that no other model has")
        MODELS[name] = Entry(make, side, channels, prepare, optimizer, lr or RATES[optimizer], least)
        return make

    return keep


def build(name, channels, side, classes, seed=settings.SEED) -> nn.Module:
    """Return a model by its name for pictures (N, channels, side, side).

    Raises ValueError for a name that is not registered, and for pictures that the model cannot take.
    """
    entry = MODELS[validation.choice("model", name, tuple(MODELS))]
    if not entry.takes(side):
        raise validation.value_error("side", str(side), f"{entry.wants}, which is what {name} takes")
    if entry.channels not in (None, channels):
        raise validation.value_error("channels", str(channels), f"{entry.channels}, which is what {name} takes")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)  # for a function that forgets it: the same seed gives the same first weights
        return entry.make(channels, side, classes, seed)


# Each network is imported where it is made: a run loads the one that it trains.
def as_in_1998(x):
    """Scale pictures from [0, 1] to LeNet-5's −0.1 (paper) and 1.175 (ink)."""
    from course_utils.models import lenet5

    return (lenet5.PAPER + np.float32(lenet5.INK - lenet5.PAPER) * x).astype(np.float32)


@register("lenet5", side=32, channels=1, prepare=as_in_1998, lr=0.002)
def published_lenet5(channels, side, classes, seed):
    """LeNet-5 as published; its ten codes are ten digits, so it has ten classes."""
    from course_utils.models import lenet5

    if classes != 10:
        raise validation.value_error("classes", str(classes), "10: lenet5 compares with ten codes; try lenet5-modern")
    return lenet5.LeNet5(seed=seed)


@register("lenet5-modern", side=32, channels=1)
def modern_lenet5(channels, side, classes, seed):
    """LeNet-5 with today's choices, and with as many outputs as there are classes."""
    from course_utils.models import lenet5

    network = lenet5.LeNet5.modern(seed)
    if classes != 10:
        torch.manual_seed(seed)
        network.output = nn.Linear(network.output.in_features, classes)
    return network


@register("simple-convnet", least=6)
def simple_convnet(channels, side, classes, seed):
    """The network of chapter 07 in torch: convolution 5×5, ReLU, max pooling, two dense layers."""
    torch.manual_seed(seed)
    pooled = (side - 4) // 2
    network = nn.Sequential(
        nn.Conv2d(channels, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(30 * pooled**2, 100), nn.ReLU(), nn.Linear(100, classes),
    )  # fmt: skip
    for layer in (network[0], network[4], network[6]):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return network


@register("alexnet", side=227, channels=3, optimizer="sgd", lr=0.01)
def full_alexnet(channels, side, classes, seed):
    """AlexNet with its two towers: 61 million parameters, for pictures of 227 × 227."""
    from course_utils.models import alexnet

    return alexnet.AlexNet(classes=classes, seed=seed)


@register("alexnet-small", side=(32, 64))
def small_alexnet(channels, side, classes, seed):
    """The same shape of network for 32 × 32 or 64 × 64."""
    from course_utils.models import alexnet

    return alexnet.SmallAlexNet(side, classes, channels, seed=seed)


def _cifar(depth, residual, channels, side, classes, seed):
    from course_utils.models import resnet

    return resnet.CifarResNet(depth, channels=channels, classes=classes, residual=residual, seed=seed)


def _imagenet(depth, channels, side, classes, seed):
    from course_utils.models import resnet

    return resnet.ImageNetResNet(depth, classes, seed=seed)


for _depth in (8, 14, 20, 32, 44, 56, 110):
    register(f"resnet{_depth}", optimizer="sgd")(partial(_cifar, _depth, True))
    register(f"plain{_depth}", optimizer="sgd")(partial(_cifar, _depth, False))
for _depth in (18, 34, 50):
    register(f"resnet{_depth}", channels=3, optimizer="sgd")(partial(_imagenet, _depth))
