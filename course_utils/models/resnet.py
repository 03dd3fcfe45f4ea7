"""Residual networks as published, each with its plain twin: the same layers without the shortcuts.

Source: He, Zhang, Ren and Sun 2015, arXiv:1512.03385, table 1 (224 × 224) and section 4.2 (CIFAR-10).
"""

import numpy as np
import torch
from torch import nn

from course_utils import settings, validation
from course_utils.models import resnet_plan as plan
from course_utils.models.blocks import Block, convolution, normalisation

INITIALISATIONS = ("he", "xavier", "small")
SMALL = 0.01  # standard deviation of "small", AlexNet's


class ResNet(nn.Module):
    """What both families share: a stem, stages of blocks, the mean over each map, one dense layer.

    `blocks` is the list of all blocks; ``blocks[3].enabled = False`` takes one branch away.
    """

    def _assemble(self, stem, stages, inputs, classes, end=None):
        self.stem, self.stages = stem, nn.Sequential(*(nn.Sequential(*stage) for stage in stages))
        self.end = end or nn.Identity()  # a pre-activation network normalises once more
        self.fc = nn.Linear(inputs, classes)

    @property
    def blocks(self) -> list:
        """All blocks, first to last."""
        return [block for stage in self.stages for block in stage]

    def forward(self, x):
        """Return logits (N, classes) for pictures (N, C, H, W)."""
        channels = self.stem[0].in_channels
        if x.ndim != 4 or x.shape[1] != channels:
            raise validation.value_error("x", f"shape {tuple(x.shape)}", f"(N, {channels}, H, W)")
        x = self.end(self.stages(self.stem(x)))
        return self.fc(x.mean(dim=(2, 3)))

    def _initialise(self, kind, zero_last, seed):
        """Draw all weights from one generator, in the order of the layers; biases begin at 0, scales at 1."""
        validation.choice("initialisation", kind, INITIALISATIONS)
        if self.fc.weight.is_meta:  # a network without numbers, made for counting
            return
        generator = torch.Generator().manual_seed(validation.integer("seed", seed, minimum=0))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                _draw(layer.weight, kind, generator)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
        if kind == "small":
            _draw(self.fc.weight, kind, generator)
        else:  # wider logits than these make deep networks slow to start
            nn.init.uniform_(self.fc.weight, -(self.fc.in_features**-0.5), self.fc.in_features**-0.5, generator)
        nn.init.zeros_(self.fc.bias)
        for block in self.blocks if zero_last else ():
            nn.init.zeros_(block.last_normalisation.weight)


def _draw(weight, kind, generator):
    if kind == "he":
        nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)
    elif kind == "xavier":
        nn.init.xavier_normal_(weight, generator=generator)
    else:
        nn.init.normal_(weight, 0, SMALL, generator)


def _check(option, residual, normalise, preactivation, zero_last):
    """Raise ValueError for an unknown option, and for options that do not go together."""
    validation.choice("option", option, plan.OPTIONS)
    if zero_last and not (normalise and residual):
        raise validation.value_error("zero_last", "True", "False without normalisation, or without shortcuts")
    if zero_last and preactivation:
        raise validation.value_error("zero_last", "True", "False with preactivation: no normalisation comes last there")


class CifarResNet(ResNet):
    """The 6n + 2 family: one 3×3 convolution, three stages of n blocks, the mean over each map, one dense layer.

    `widths` are the channels of the stages; each stage after the first halves the size. ``residual=False`` is the plain
    twin, which with option "A" has exactly as many parameters. `option` is "A", "B" or "C"; `normalise` whether batch
    normalisation follows each convolution; `preactivation` the order of 2016; `zero_last` whether each branch begins at
    0; `initialisation` "he", "xavier" or "small" (standard deviation 0.01).

    Raises ValueError for a depth that is not 6n + 2 and for options that do not go together.

    >>> sum(p.numel() for p in CifarResNet(20).parameters())
    269722
    """

    def __init__(
        self, depth, widths=(16, 32, 64), channels=3, classes=10, residual=True, option="A", normalise=True,
        preactivation=False, zero_last=False, initialisation="he", seed=settings.SEED,
    ):  # fmt: skip
        super().__init__()
        n, channels = plan.blocks_of(depth), validation.integer("channels", channels, minimum=1)
        widths = [validation.integer("widths", width, minimum=1) for width in widths]
        if len(widths) != 3:
            raise validation.value_error("widths", str(tuple(widths)), "three, one for each stage")
        _check(option, residual, normalise, preactivation, zero_last)
        options = dict(residual=residual, option=option, normalise=normalise, preactivation=preactivation)
        first = widths[0]
        stem = [convolution(channels, first, 3, normalise=normalise)]
        if not preactivation:
            stem += [normalisation(first, normalise), nn.ReLU()]
        stages, inputs = [], first
        for number, width in enumerate(widths):
            strides = [1 if number == 0 else 2] + [1] * (n - 1)
            stages.append([Block(i, width, s, **options) for i, s in zip([inputs] + [width] * (n - 1), strides)])
            inputs = width
        end = nn.Sequential(normalisation(inputs, normalise), nn.ReLU()) if preactivation else None
        self._assemble(nn.Sequential(*stem), stages, inputs, classes, end)
        self._initialise(initialisation, zero_last, seed)


class ImageNetResNet(ResNet):
    """The family for 224 × 224: a 7×7 convolution of stride 2, max pooling, four stages, 1,000 classes.

    `depth` is 18, 34 (two 3×3 convolutions a block), 50, 101 or 152 (bottlenecks). The other arguments are those of
    `CifarResNet`; with `preactivation` the first convolution is neither normalised nor rectified.
    """

    def __init__(
        self, depth, classes=1000, residual=True, option="B", preactivation=False, zero_last=False, seed=settings.SEED
    ):
        super().__init__()
        kind, counts = plan.IMAGENET[validation.choice("depth", depth, tuple(plan.IMAGENET))]
        _check(option, residual, True, preactivation, zero_last)
        options = dict(kind=kind, residual=residual, option=option, preactivation=preactivation)
        stem = [nn.Conv2d(3, plan.STEM, 7, 2, padding=3, bias=False)]
        stem += [] if preactivation else [normalisation(plan.STEM), nn.ReLU()]
        stages, inputs = [], plan.STEM
        for number, (width, count) in enumerate(zip(plan.STAGES, counts)):
            blocks = []
            for position in range(count):
                stride = 2 if number > 0 and position == 0 else 1
                blocks.append(Block(inputs, width, stride, **options))
                inputs = blocks[-1].outputs
            stages.append(blocks)
        end = nn.Sequential(normalisation(inputs), nn.ReLU()) if preactivation else None
        self._assemble(nn.Sequential(*stem, nn.MaxPool2d(3, 2, padding=1)), stages, inputs, classes, end)
        self._initialise("he", zero_last, seed)


def resnet18(classes=1000, **options):
    """Return ResNet-18, option B: 11,689,512 parameters. `options` are those of `ImageNetResNet`."""
    return ImageNetResNet(18, classes, **options)


def resnet34(classes=1000, **options):
    """Return ResNet-34, option B: 21,797,672 parameters."""
    return ImageNetResNet(34, classes, **options)


def resnet50(classes=1000, **options):
    """Return ResNet-50, option B: 25,557,032 parameters; its stride is in the first 1×1, as in the paper."""
    return ImageNetResNet(50, classes, **options)


def resnet20(classes=10, **options):
    """Return the 20-layer network of the CIFAR family: 269,722 parameters. `options` are those of `CifarResNet`."""
    return CifarResNet(20, classes=classes, **options)


def resnet32(classes=10, **options):
    """Return the 32-layer network of the CIFAR family: 464,154 parameters."""
    return CifarResNet(32, classes=classes, **options)


def resnet44(classes=10, **options):
    """Return the 44-layer network of the CIFAR family: 658,586 parameters."""
    return CifarResNet(44, classes=classes, **options)


def resnet56(classes=10, **options):
    """Return the 56-layer network of the CIFAR family: 853,018 parameters."""
    return CifarResNet(56, classes=classes, **options)


def resnet110(classes=10, **options):
    """Return the 110-layer network of the CIFAR family: 1,727,962 parameters."""
    return CifarResNet(110, classes=classes, **options)


def prepare_small(x, mean=None, std=None) -> tuple:
    """Turn digits in [0, 1], (N, 1, 28, 28), into 16 × 16 pictures with mean 0 and deviation 1 over the whole set.

    Two rings of paper make 32 × 32, then each 2×2 is averaged: a quarter of the pixels, a quarter of the work. Give the
    `mean` and `std` of the training set for a test set. Returns (x, mean, std), x float32 (N, 1, 16, 16). Raises
    ValueError for pictures that are all one grey, which have no deviation.

    >>> prepare_small(np.random.default_rng(0).random((5, 1, 28, 28)))[0].shape
    (5, 1, 16, 16)
    """
    x = validation.array("x", x, shape=("N", 1, 28, 28))
    wide = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    small = wide.reshape(len(x), 1, 16, 2, 16, 2).mean(axis=(3, 5))
    mean = float(small.mean()) if mean is None else validation.number("mean", mean)
    if std is None and small.max() == small.min():
        raise validation.value_error("x", f"one grey, {small.max():g}, everywhere", "pictures that differ somewhere")
    std = float(small.std()) if std is None else validation.positive("std", std)
    return ((small - mean) / std).astype(np.float32), mean, std
