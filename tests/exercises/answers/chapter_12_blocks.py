"""Answers to chapter 12's exercise about blocks, as other people write them."""

import torch
from torch import nn

from course_utils.models.efficientnet_lite import InvertedResidual


def counted_by_torch(inputs, outputs, expansion, kernel):
    block = InvertedResidual(inputs, outputs, expansion, kernel, stride=1)
    return sum(parameter.numel() for parameter in block.parameters())


def layer_by_layer(inputs, outputs, expansion, kernel):
    layers, wide = [], expansion * inputs
    if expansion != 1:
        layers += [nn.Conv2d(inputs, wide, 1, bias=False), nn.BatchNorm2d(wide)]
    layers += [nn.Conv2d(wide, wide, kernel, groups=wide, bias=False), nn.BatchNorm2d(wide)]
    layers += [nn.Conv2d(wide, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
    return int(sum(torch.tensor(p.shape).prod() for layer in layers for p in layer.parameters()))


def convolution(C, F, K=1, groups=1, norm=2):
    return F * (C // groups) * K**2 + norm * F


def put_together(inputs, outputs, expansion, kernel):
    wide = inputs * expansion
    total = convolution(wide, wide, kernel, groups=wide) + convolution(wide, outputs)
    return total + (convolution(inputs, wide) if expansion > 1 else 0)


def put_together_wrongly(change):
    def answer(inputs, outputs, expansion, kernel):
        return change(inputs, inputs * expansion, outputs, expansion, kernel)

    return answer


RIGHT = [
    ("12-block-cost", "the course's block", counted_by_torch),
    ("12-block-cost", "torch layers", layer_by_layer),
    ("12-block-cost", "a function for each", put_together),
]

WRONG = [
    ("12-block-cost", "no groups", put_together_wrongly(
        lambda i, w, o, e, k: convolution(w, w, k) + convolution(w, o) + (convolution(i, w) if e > 1 else 0)),
     "every filter sees all maps"),
    ("12-block-cost", "weights only", put_together_wrongly(
        lambda i, w, o, e, k: (i * w if e > 1 else 0) + w * k * k + w * o), "no normalisation"),
    ("12-block-cost", "biases for norms", put_together_wrongly(
        lambda i, w, o, e, k: (convolution(i, w, norm=1) if e > 1 else 0) + convolution(1, w, k, norm=1)
        + convolution(w, o, norm=1)), "one number for each map"),
    ("12-block-cost", "the whole state_dict", put_together_wrongly(
        lambda i, w, o, e, k: (convolution(i, w, norm=4) if e > 1 else 0) + convolution(1, w, k, norm=4)
        + convolution(w, o, norm=4)), "averages counted as learned"),
    ("12-block-cost", "always three", put_together_wrongly(
        lambda i, w, o, e, k: convolution(i, w) + convolution(1, w, k) + convolution(w, o)),
     "widened without widening"),
    ("12-block-cost", "a window of K", put_together_wrongly(
        lambda i, w, o, e, k: (convolution(i, w) if e > 1 else 0) + w * k + 2 * w + convolution(w, o)),
     "one side of the kernel"),
    ("12-block-cost", "no last norm", put_together_wrongly(
        lambda i, w, o, e, k: (convolution(i, w) if e > 1 else 0) + convolution(1, w, k) + w * o),
     "the last normalisation at full width"),
    ("12-block-cost", "two of the three", put_together_wrongly(
        lambda i, w, o, e, k: convolution(1, w, k) + convolution(w, o)), "the first 1×1 left out"),
]  # fmt: skip
