"""AlexNet as published in 2012, with its two towers; its one-tower twin; and a small network of the same shape.

Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks".
"""

import numpy as np
import torch
from torch import nn

from course_utils import settings, validation
from course_utils.data.augmentation import ten_patches
from course_utils.models import alexnet_plan
from course_utils.models.local_response import LocalResponseNorm

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
INITIALISATIONS = ("paper", "he", "xavier", "xavier4")
STD = 0.01  # of the paper's first weights: the standard deviation; the variance is 0.0001


class TowerNet(nn.Module):
    """A network from an `alexnet_plan.Plan`: five convolutions, three dense layers, one flat list of steps.

    `towers` is 2, where half of the kernels of the split layers read half of the maps (``groups=2``), or 1. `lrn` is
    whether conv1 and conv2 are normalised after their ReLU and before pooling; `overlapping` whether pooling windows
    are 3 wide with a stride of 2 instead of 2 wide; `dropout` the rate before the last two dense layers.
    """

    def __init__(
        self, plan, towers=2, dropout=0.5, lrn=True, overlapping=True, activation="relu", initialisation="paper",
        seed=settings.SEED,
    ):  # fmt: skip
        super().__init__()
        validation.choice("activation", activation, tuple(ACTIVATIONS))
        validation.choice("initialisation", initialisation, INITIALISATIONS)
        dropout = validation.number("dropout", dropout, minimum=0, below=1)
        self.plan, self.towers, self.overlapping = plan, towers, overlapping
        rows = alexnet_plan.rows(plan, towers, overlapping)  # refuses what does not fit
        steps, channels = [], plan.channels
        for layer in plan.convolutions:
            steps += self._convolution(layer, channels, lrn, activation)
            channels = layer.kernels
        steps.append(("flatten", nn.Flatten()))
        for layer, row in zip(plan.dense, rows[len(plan.convolutions) :]):
            steps += _dense(layer, row.inputs, dropout, activation, last=layer is plan.dense[-1])
        self.steps = nn.ModuleDict(steps)
        self._initialise(initialisation, seed)

    def _convolution(self, layer, channels, lrn, activation):
        groups = self.towers if layer.split else 1
        convolved = nn.Conv2d(channels, layer.kernels, layer.kernel, layer.stride, layer.padding, groups=groups)
        found = [(layer.name, convolved), (f"{layer.name}_bend", ACTIVATIONS[activation]())]
        if layer.normalised and lrn:
            found.append((f"{layer.name}_lrn", LocalResponseNorm() if self.towers == 1 else TowerwiseNorm()))
        if layer.pooled:
            found.append((f"{layer.name}_pool", nn.MaxPool2d(3 if self.overlapping else 2, stride=2)))
        return found

    def _initialise(self, kind, seed):
        """Draw all weights from one generator; the paper's biases are 1 in conv2, conv4, conv5, fc6 and fc7.

        "xavier4" is Glorot's rule times 4: the rule is made for a slope of 1 at 0, and the logistic unit's is 1/4.
        """
        layers = [(layer, self.steps[layer.name]) for layer in (*self.plan.convolutions, *self.plan.dense)]
        if layers[0][1].weight.is_meta:  # a network without numbers, made for counting
            return
        generator = torch.Generator().manual_seed(validation.integer("seed", seed, minimum=0))
        for layer, module in layers:
            if kind == "paper":
                nn.init.normal_(module.weight, 0, STD, generator)
                nn.init.constant_(module.bias, layer.bias)
                continue
            if kind == "he":
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
            else:
                nn.init.xavier_normal_(module.weight, gain=4 if kind == "xavier4" else 1, generator=generator)
            nn.init.zeros_(module.bias)

    def forward(self, x):
        """Return logits (N, classes) for pictures (N, C, side, side)."""
        check_pictures(self.plan, x)
        for step in self.steps.values():
            x = step(x)
        return x

    def table(self) -> list:
        """Return an `alexnet_plan.Row` for each layer."""
        return alexnet_plan.rows(self.plan, self.towers, self.overlapping)


def check_pictures(plan, x):
    """Raise ValueError unless `x` is (N, C, side, side) as the plan has it."""
    wanted = (plan.channels, plan.side, plan.side)
    if x.ndim != 4 or tuple(x.shape[1:]) != wanted:
        raise validation.value_error("x", f"shape {tuple(x.shape)}", f"(N, {', '.join(map(str, wanted))})")


class TowerwiseNorm(nn.Module):
    """Local response normalisation in each tower by itself: a GPU held the maps of its own kernels only.

    The paper lets the sum run over "adjacent" maps of the layer, in an order that it calls arbitrary, and says that the
    GPUs communicate only in certain layers, conv1 and conv2 not being among them.
    """

    def __init__(self):
        super().__init__()
        self.norm = LocalResponseNorm()

    def forward(self, a):
        """Return the normalised responses, (N, C, H, W)."""
        return torch.cat([self.norm(half) for half in a.chunk(2, dim=1)], dim=1)


def _dense(layer, inputs, dropout, activation, last):
    before = [(f"{layer.name}_dropout", nn.Dropout(dropout))] if layer.dropout and dropout else []
    after = [] if last else [(f"{layer.name}_bend", ACTIVATIONS[activation]())]
    return [*before, (layer.name, nn.Linear(inputs, layer.units)), *after]


class AlexNet(TowerNet):
    """AlexNet for pictures (N, 3, 227, 227): 60,965,224 parameters, or 62,378,344 with ``towers=1``.

    The options are those of `TowerNet`. Its weights take 244 MB.
    """

    def __init__(self, towers=2, classes=1000, side=alexnet_plan.SIDE, **options):
        super().__init__(alexnet_plan.full(classes, side), towers, **options)


class SmallAlexNet(TowerNet):
    """The same shape of network for pictures (N, 3, 32, 32) or (N, 3, 64, 64), to train on a laptop.

    Kernels 32-64-96-96-64, two dense layers of 256 units. The options are those of `TowerNet`, with He's
    initialisation and without LRN (which makes it 2.5 times slower) where nothing else is asked.
    """

    def __init__(self, size=32, classes=8, channels=3, towers=2, lrn=False, initialisation="he", **options):
        plan = alexnet_plan.small(classes, size, channels)
        super().__init__(plan, towers, lrn=lrn, initialisation=initialisation, **options)


def ten_patch_probabilities(model, x, size) -> np.ndarray:
    """Return the mean of a model's ten answers, (N, classes): probabilities over ten patches of each picture.

    `x` is float32 (N, C, H, W), `size` the side of the patches, which the model takes. Section 4.1 of the paper.
    """
    was = model.training
    model.eval()
    with torch.no_grad():
        answers = [
            model(torch.from_numpy(np.ascontiguousarray(patch))).softmax(dim=1) for patch in ten_patches(x, size)
        ]
    model.train(was)
    return torch.stack(answers).mean(dim=0).numpy()
