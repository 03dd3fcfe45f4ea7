"""The learner's own network: a layer around two functions, a network of layers, one step of training, the loop.

What is here is the reference, shown by ``solution``; the known mistakes stand in ``slips_parts`` and ``slips_loop``.
"""

from __future__ import annotations

import numpy as np

from course_utils import losses
from course_utils.exercises.chapter_07.answers import accuracy


class Layer:
    """A layer with weights: ``function(x, weight, bias)`` forward, ``gradients(grad_out, x, weight)`` backward."""

    def __init__(self, function, gradients, weight, bias):
        self.function, self.gradients = function, gradients
        self.params, self.grads = {"weight": weight, "bias": bias}, {}

    def forward(self, x):
        """Return the layer's output, and keep x for the way back."""
        self.x = x
        return self.function(x, self.params["weight"], self.params["bias"])

    def backward(self, grad_out):
        """Fill ``grads``; return the gradient of the x that came last."""
        grad_x, grad_weight, grad_bias = self.gradients(grad_out, self.x, self.params["weight"])
        self.grads = {"weight": grad_weight, "bias": grad_bias}
        return grad_x


class Network:
    """Layers, one after the other."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        """Return what the last layer gives out, each layer having got what the one before gave."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_out):
        """Return the gradient of the network's input; every layer has filled its ``grads`` on the way."""
        for layer in reversed(self.layers):
            grad_out = layer.backward(grad_out)
        return grad_out


def train_step(network, x, labels, lr=0.2):
    """Move all parameters of a network one step downhill, in place; return the loss of the batch before the step."""
    loss, grad = losses.softmax_cross_entropy(network.forward(x), labels)
    network.backward(grad)
    for layer in network.layers:
        for name, array in layer.params.items():
            array -= lr * layer.grads[name]  # into the array that the layer computes with
    return loss


def train(network, step, x, labels, epochs, batch_size, seed):
    """Train in shuffled mini-batches by ``step(network, x, labels)``; return the accuracy over all of x by epoch."""
    rng = np.random.default_rng(seed)
    curve = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):  # to the very end: the last batch may be smaller
            rows = order[start : start + batch_size]
            step(network, x[rows], labels[rows])  # pictures and labels in one order
        curve.append(accuracy(network.forward, x, labels, batch_size))
    return curve
