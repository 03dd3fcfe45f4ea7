"""The blocks of residual networks: F(x) + x, and the same without the x.

Source: He, Zhang, Ren and Sun 2015, arXiv:1512.03385; 2016, "Identity mappings in deep residual networks",
arXiv:1603.05027.
"""

import torch
from torch import nn

from course_utils import validation
from course_utils.models.resnet_plan import EXPANSION


class ZeroPadShortcut(nn.Module):
    """Option A: every second pixel where the size halves, new channels filled with zeros; nothing to learn."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        if outputs < inputs:
            raise validation.value_error(
                "outputs", f"{outputs} channels after {inputs}", "at least as many: A only adds"
            )
        self.stride, self.extra = stride, outputs - inputs

    def forward(self, x):
        """Return (N, outputs, H/stride, W/stride)."""
        x = x[:, :, :: self.stride, :: self.stride]
        return nn.functional.pad(x, (0, 0, 0, 0, 0, self.extra))  # from the last axis: width, height, channels


def convolution(inputs, outputs, kernel, stride=1, normalise=True):
    """Return a convolution that keeps the size (but for the stride); it needs no bias where normalisation follows."""
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=not normalise)


def normalisation(channels, normalise=True):
    """Return batch normalisation, or nothing."""
    return nn.BatchNorm2d(channels) if normalise else nn.Identity()


def shortcut(inputs, outputs, stride, option, normalise=True):
    """Return what carries x round a block.

    The identity where nothing changes (but a projection with option "C"); where channels or size change, zeros for new
    channels ("A") or a 1×1 convolution ("B", "C").
    """
    validation.choice("option", option, ("A", "B", "C"))
    changes = inputs != outputs or stride != 1
    if option == "C" or (option == "B" and changes):
        return nn.Sequential(convolution(inputs, outputs, 1, stride, normalise), normalisation(outputs, normalise))
    return ZeroPadShortcut(inputs, outputs, stride) if changes else nn.Identity()


class Block(nn.Module):
    """relu(F(x) + x), or relu(F(x)) for the plain twin; F is two 3×3 convolutions, or 1×1, 3×3, 1×1.

    `branch` is F, `shortcut` carries x (None in a plain block). ``enabled = False`` takes F away from a trained network
    (a plain block then passes on its input, as far as the size allows). With `preactivation` normalisation and ReLU
    come before each convolution and nothing follows the addition.

    >>> block = Block(16, 32, stride=2)
    >>> block(torch.zeros(1, 16, 8, 8)).shape, block.shortcut(torch.zeros(1, 16, 8, 8)).shape
    (torch.Size([1, 32, 4, 4]), torch.Size([1, 32, 4, 4]))
    """

    def __init__(
        self, inputs, width, stride=1, *, kind="basic", residual=True, option="A", normalise=True, preactivation=False
    ):
        super().__init__()
        validation.choice("kind", kind, tuple(EXPANSION))
        outputs = width * EXPANSION[kind]
        self.inputs, self.outputs, self.stride, self.enabled = inputs, outputs, stride, True
        self.preactivation = preactivation
        plan = [(inputs, width, 3, stride), (width, width, 3, 1)]
        if kind == "bottleneck":  # the paper strides in the first 1×1; some later versions in the 3×3
            plan = [(inputs, width, 1, stride), (width, width, 3, 1), (width, outputs, 1, 1)]
        self.branch = nn.Sequential(*_layers(plan, normalise, preactivation))
        self.shortcut = shortcut(inputs, outputs, stride, option, normalise) if residual else None
        self.instead = None if residual else shortcut(inputs, outputs, stride, "A")  # for lesions of plain blocks

    def forward(self, x):
        """Return (N, outputs, H/stride, W/stride), halves rounded up.

        Raises ValueError for an x that is not (N, inputs, H, W).
        """
        if x.ndim != 4 or x.shape[1] != self.inputs:
            raise validation.value_error("x", f"shape {tuple(x.shape)}", f"(N, {self.inputs}, H, W)")
        if not self.enabled:
            total = (self.shortcut or self.instead)(x)
        else:
            total = self.branch(x) if self.shortcut is None else self.branch(x) + self.shortcut(x)
        return total if self.preactivation else torch.relu(total)

    @property
    def last_normalisation(self):
        """The last normalisation of the branch, whose scale of 0 makes F vanish."""
        return [layer for layer in self.branch if isinstance(layer, nn.BatchNorm2d)][-1]


def _layers(plan, normalise, preactivation):
    """Return convolution, normalisation and ReLU in the order of 2015, or of 2016."""
    found = []
    for number, (inputs, outputs, kernel, stride) in enumerate(plan):
        convolved = convolution(inputs, outputs, kernel, stride, normalise)
        if preactivation:
            found += [normalisation(inputs, normalise), nn.ReLU(), convolved]
        else:
            bend = [nn.ReLU()] if number < len(plan) - 1 else []  # the last ReLU comes after the addition
            found += [convolved, normalisation(outputs, normalise), *bend]
    return found
