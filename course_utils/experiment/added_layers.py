"""New blocks on top of a trained network, as chapter 11 adds them: plain or residual, random or as the identity."""

import numpy as np
import torch
from torch import nn

from course_utils import validation
from course_utils.experiment import loop
from course_utils.models.blocks import Block

KINDS = ("plain", "plain, identity", "plain, normalised identity", "residual", "residual, zero")
ADDED_BLOCKS = 12  # two layers each


class Extended(nn.Module):
    """New blocks on top of feature maps that are given, then the mean of each map and a copy of a dense layer."""

    def __init__(self, blocks, fc):
        super().__init__()
        self.blocks, self.fc = nn.Sequential(*blocks), nn.Linear(fc.in_features, fc.out_features)
        self.fc.load_state_dict(fc.state_dict())

    def forward(self, maps):
        """Return logits (N, classes) for maps (N, C, H, W)."""
        return self.fc(self.blocks(maps).mean(dim=(2, 3)))


def new_blocks(kind, channels, count=ADDED_BLOCKS, seed=0, maps=None) -> list:
    """Return `count` blocks of one of `KINDS`.

    "plain" and "residual" begin with He's weights; "plain, identity" hands on its input because each filter copies one
    channel, without normalisation; "residual, zero" because the last scale of each branch is 0. "plain, normalised
    identity" copies as well, and the scale and shift of each normalisation give back the deviation and mean of `maps`
    (N, C, H, W), the input, which it takes away. Raises ValueError for another kind.
    """
    identity = "identity" in validation.choice("kind", kind, KINDS)
    generator = torch.Generator().manual_seed(seed)
    normalise = kind != "plain, identity"
    blocks = [Block(channels, channels, residual="residual" in kind, normalise=normalise) for _ in range(count)]
    for layer in _layers(blocks, nn.Conv2d):
        if identity:
            nn.init.dirac_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        else:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    for layer in _layers(blocks, nn.BatchNorm2d) if identity else ():
        _give_back(layer, torch.as_tensor(maps))
    for block in blocks if kind == "residual, zero" else ():
        nn.init.zeros_(block.last_normalisation.weight)
    return blocks


def _layers(blocks, kind):
    return [layer for block in blocks for layer in block.modules() if isinstance(layer, kind)]


@torch.no_grad()
def _give_back(normalisation, maps):
    """Set a normalisation so that it hands on numbers of the mean and variance of `maps`, in training and in use."""
    mean, variance = maps.mean(dim=(0, 2, 3)), maps.var(dim=(0, 2, 3), unbiased=False)
    normalisation.running_mean.copy_(mean)
    normalisation.running_var.copy_(variance)
    normalisation.weight.copy_((variance + normalisation.eps).sqrt())
    normalisation.bias.copy_(mean)


def maps_of(network, x) -> np.ndarray:
    """Return what a trained network hands to its dense layer, before the mean: (N, C, H, W)."""
    return loop.outputs(nn.Sequential(network.stem, network.stages), x)
