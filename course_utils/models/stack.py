"""A plain stack of six convolutions for small pictures, with batch normalisation or without: nothing else differs."""

import torch
from torch import nn

from course_utils import settings, validation

WIDTHS = (8, 8, 16, 16, 32, 32)  # the third and the fifth convolution halve the size


class Stack(nn.Module):
    """Six 3×3 convolutions with ReLU, the mean over each map, one dense layer to `classes` logits.

    `normalised` puts batch normalisation between each convolution and its ReLU; such a convolution has no bias, which
    the mean would take away. He's first weights, drawn from `seed`; `scale` multiplies those of the convolutions.

    >>> [sum(p.numel() for p in Stack(kind).parameters()) for kind in (False, True)]
    [18370, 18482]
    """

    def __init__(self, normalised, channels=1, classes=10, scale=1.0, seed=settings.SEED):
        super().__init__()
        normalised, scale = validation.boolean("normalised", normalised), validation.positive("scale", scale)
        generator = torch.Generator().manual_seed(validation.integer("seed", seed, minimum=0))
        self.layers, inputs = nn.Sequential(), channels
        for number, width in enumerate(WIDTHS, 1):
            stride = 2 if number in (3, 5) else 1
            conv = nn.Conv2d(inputs, width, 3, stride, padding=1, bias=not normalised)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu", generator=generator)
            with torch.no_grad():
                conv.weight.mul_(scale)
            if not normalised:
                nn.init.zeros_(conv.bias)
            self.layers.add_module(f"conv{number}", conv)
            if normalised:
                self.layers.add_module(f"norm{number}", nn.BatchNorm2d(width))
            self.layers.add_module(f"relu{number}", nn.ReLU())
            inputs = width
        self.fc = nn.Linear(inputs, classes)
        nn.init.uniform_(self.fc.weight, -(inputs**-0.5), inputs**-0.5, generator)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x):
        """Return logits (N, classes) for pictures (N, channels, H, W)."""
        return self.fc(self.layers(x).mean(dim=(2, 3)))
