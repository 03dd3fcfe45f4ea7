"""What a trained network's batch normalisation would do with other statistics than its running averages."""

import copy

import torch
from torch import nn


def layers(model) -> list:
    """Return the batch normalisations of a model, in the order in which it was built."""
    return [layer for layer in model.modules() if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d))]


def own_statistics(model) -> nn.Module:
    """Return a copy that normalises every batch by the batch's own mean and variance, in use too.

    What one picture is taken for then depends on the others of its batch.
    """
    found = copy.deepcopy(model)
    for layer in layers(found):
        layer.running_mean = layer.running_var = None  # torch then takes the batch's own in either mode
        layer.track_running_stats = False
    return found


def estimated_again(model, x, batch_size=100) -> nn.Module:
    """Return a copy of a model that was treated as by `estimate_again`."""
    found = copy.deepcopy(model)
    estimate_again(found, x, batch_size)
    return found


def estimate_again(model, x, batch_size=100):
    """Make the averages of a model the plain means over the batches of `x` (N, C, H, W); no weight changes.

    `x` are training pictures. A last batch of fewer than `batch_size` is left out where there is a whole one, so that
    each counts alike. All other layers work as in use (no unit is dropped). Afterwards the averages move with the
    momentum of before, and the model is in the mode that it was in.
    """
    found, was = [layer for layer in layers(model) if layer.running_mean is not None], model.training
    momenta = [layer.momentum for layer in found]
    model.eval()
    for layer in found:
        layer.reset_running_stats()
        layer.train().momentum = None  # torch's word for the mean over all batches
    whole = max(len(x) // batch_size * batch_size, min(len(x), batch_size)) if found else 0
    with torch.no_grad():
        for some in torch.as_tensor(x)[:whole].split(batch_size):
            model(some)
    for layer, momentum in zip(found, momenta, strict=True):
        layer.momentum = momentum
    model.train(was)


def inputs(model, x) -> list:
    """Return what enters each normalisation, arrays (N, C, H, W), for pictures `x`, normalised as in training.

    The model stays as it was, its averages too.
    """
    found, seen = copy.deepcopy(model).train(), []
    for layer in layers(found):
        layer.register_forward_pre_hook(lambda _, given: seen.append(given[0].numpy()))
    with torch.no_grad():
        found(torch.as_tensor(x))
    return seen


def lag(model, present) -> list:
    """Return for each normalisation how far the averages of `model` are from those of `present`.

    That is the mean over the channels of |mean − present mean| / present standard deviation.
    """
    return [
        float(((a.running_mean - b.running_mean).abs() / (b.running_var + b.eps).sqrt()).mean())
        for a, b in zip(layers(model), layers(present), strict=True)
    ]


class Beside:
    """Running averages with other momenta, kept beside a model while it is trained; the weights are not touched.

    Call `after_step` after each step. What the batch gave is read from how the model's own averages moved.
    """

    def __init__(self, training, momenta):
        self.training, self.layers = training, layers(training)
        self.before = [self._pair(layer) for layer in self.layers]
        self.kept = {momentum: [self._pair(layer) for layer in self.layers] for momentum in momenta}

    @staticmethod
    def _pair(layer):
        return torch.stack([layer.running_mean, layer.running_var]).double()

    def after_step(self):
        """Take in the batch that the model has just seen."""
        for i, layer in enumerate(self.layers):
            now, own = self._pair(layer), layer.momentum
            batch = (now - (1 - own) * self.before[i]) / own
            self.before[i] = now
            for momentum, pairs in self.kept.items():
                pairs[i] = (1 - momentum) * pairs[i] + momentum * batch

    def model(self, momentum) -> nn.Module:
        """Return a copy of the model with the averages of that momentum."""
        found = copy.deepcopy(self.training)
        for layer, (mean, variance) in zip(layers(found), self.kept[momentum], strict=True):
            layer.running_mean.copy_(mean)
            layer.running_var.copy_(variance.clamp(min=0))  # rounding of a batch that was read back
        return found
