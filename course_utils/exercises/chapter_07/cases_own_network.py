"""What the exercises about the learner's own network are judged on, and how what was written is put to use.

The cases hold plain arrays, by name; ``use_layer`` and its like build small parts around them, run what the learner
wrote, and return all that can be seen of it. The parts are the package's, never another exercise's reference: a copy of
the course without solutions has these functions, too.
"""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np

from course_utils import convolution, dense, losses
from course_utils.layers import Sequential

# ---- a layer -------------------------------------------------------------------------------------------------------
DENSE = ((2, 3, 2, 2), (1, 2, 4, 3), (3, 3, 3, 3), (4, 1, 2, 2), (2, 5, 1, 4), (3, 4, 4, 1))  # N, D, M, N of the other
MAPS = (((2, 1, 4, 3), (2, 1, 2, 2), 1), ((1, 2, 4, 5), (3, 2, 3, 2), 2), ((3, 1, 5, 5), (2, 1, 3, 3), 3))


def layer_cases(rng):
    """Return what a layer meets: a batch ``first``, then ``x`` with the gradient of what it gives out."""
    found = []
    for n, inputs, outputs, other in DENSE:
        first, x = rng.normal(size=(other, inputs)), rng.normal(size=(n, inputs))
        weight, bias = rng.normal(size=(inputs, outputs)), rng.normal(size=outputs)
        found.append(dict(first=first, x=x, grad_out=rng.normal(size=(n, outputs)), weight=weight, bias=bias))
    for shape, kernel, other in MAPS:
        first, x = rng.normal(size=(other, *shape[1:])), rng.normal(size=shape)
        weight, bias = rng.normal(size=kernel), rng.normal(size=kernel[0])
        grad_out = rng.normal(size=convolution.conv2d_im2col(x, weight, bias).shape)
        found.append(dict(first=first, x=x, grad_out=grad_out, weight=weight, bias=bias))
    return found


def use_layer(layer_class, first, x, grad_out, weight, bias):
    """Return what a layer gives out and back for x, after a batch before it, and once more after an update."""
    functions = (dense.affine, dense.affine_backward)
    if x.ndim == 4:
        functions = (convolution.conv2d_im2col, convolution.conv2d_im2col_backward)
    layer = layer_class(*functions, weight.copy(), bias.copy())
    layer.backward(np.ones_like(layer.forward(first)))
    out = layer.forward(x)
    grad_x = layer.backward(grad_out)
    grads = {name: layer.grads.get(name) for name in ("weight", "bias")}
    for array in layer.params.values():
        array += 1.0  # in place, as an optimizer does
    return out, grad_x, grads["weight"], grads["bias"], layer.forward(x)


# ---- a network -----------------------------------------------------------------------------------------------------
class Product:
    """The simplest layer with a memory: x @ weight."""

    def __init__(self, weight):
        self.params, self.grads = {"weight": weight}, {}
        self.x = np.zeros((1, len(weight)))  # a layer that is never run forward still has a way back

    def forward(self, x):
        """Return x @ weight and keep x."""
        self.x = x
        return x @ self.params["weight"]

    def backward(self, grad_out):
        """Fill ``grads``; return the gradient of x."""
        self.grads = {"weight": self.x.T @ np.resize(grad_out, (len(self.x), np.shape(grad_out)[-1]))}
        return grad_out @ self.params["weight"].T


class Bend:
    """tanh: a layer without weights, so that the order of the products counts."""

    def __init__(self):
        self.params, self.grads, self.out = {}, {}, 0.0

    def forward(self, x):
        """Return tanh(x) and keep it."""
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad_out):
        """Return the gradient of x."""
        return grad_out * (1 - self.out**2)


# N, then the widths from the input to the output: products, with a tanh between them
WIDTHS = ((2, 3, 2), (1, 2, 2, 2), (3, 3, 3, 3), (2, 2, 3, 4), (1, 4, 1), (3, 2, 2, 2, 2), (2, 3, 3, 3), (4, 2, 2))


def network_cases(rng):
    """Return a batch x, the gradient of what comes out, and the weights of the layers."""
    found = []
    for n, *widths in WIDTHS:
        x, grad_out = rng.normal(size=(n, widths[0])), rng.normal(size=(n, widths[-1]))
        found.append(dict(x=x, grad_out=grad_out, weights=[rng.normal(size=pair) for pair in pairwise(widths)]))
    return found


def layers_of(weights):
    """Return the layers: products with a tanh between them."""
    layers = []
    for weight in weights:
        layers += [Bend(), Product(weight.copy())]
    return layers[1:]


def use_network(network_class, x, grad_out, weights):
    """Return what a network gives out, back, and into its layers, and what it gives out the second time."""
    layers = layers_of(weights)
    network = network_class(list(layers))
    out = network.forward(x)
    grad_x = network.backward(grad_out)
    grads = np.concatenate([layer.grads["weight"].ravel() for layer in layers[::2] if layer.grads] or [np.zeros(0)])
    return out, grad_x, grads, network.forward(x)


# ---- a step --------------------------------------------------------------------------------------------------------
class Holder(Product):
    """A product that computes with the array that it was given, whatever ``params`` says later."""

    def __init__(self, weight):
        super().__init__(weight)
        self.held = weight

    def forward(self, x):
        """Return x @ weight and keep x."""
        self.x = x
        return x @ self.held

    def backward(self, grad_out):
        """Fill ``grads``; return the gradient of x."""
        self.grads = {"weight": self.x.T @ grad_out}
        return grad_out @ self.held.T


class Shift:
    """A layer that adds one bias to each column, and holds the array that it was given."""

    def __init__(self, bias):
        self.params, self.grads, self.held = {"bias": bias}, {}, bias

    def forward(self, x):
        """Return x + bias."""
        return x + self.held

    def backward(self, grad_out):
        """Fill ``grads``; return the gradient of x."""
        self.grads = {"bias": grad_out.sum(axis=0)}
        return grad_out


# examples, inputs, units, classes, learning rate
STEPS = (
    (3, 2, 3, 3, 0.1), (2, 3, 2, 2, 0.5), (4, 2, 3, 4, None), (5, 4, 3, 3, 0.2), (1, 2, 2, 2, 1.0),
    (3, 3, 3, 3, 0.05), (6, 2, 4, 3, 0.3), (2, 5, 2, 4, None),
)  # fmt: skip


def step_cases(rng):
    """Return a batch, its labels, the parameters of two layers, and a learning rate (None: the usual one)."""
    found = []
    for n, inputs, units, classes, lr in STEPS:
        parts = dict(x=rng.normal(size=(n, inputs)), labels=rng.integers(0, classes, n), lr=lr)
        parts |= dict(weight=rng.normal(size=(inputs, units)), bias=rng.normal(size=units))
        found.append(parts | dict(last=rng.normal(size=(units, classes))))
    return found


def network_of(layers):
    """Return a network of these layers; ``layers`` is the list that the learner's step goes through."""
    inner = Sequential([(f"layer {i}", layer) for i, layer in enumerate(layers)])
    return SimpleNamespace(layers=layers, forward=inner.forward, backward=inner.backward)


def use_step(step, x, labels, lr, weight, bias, last):
    """Return the loss that a step gives, and the parameters with which the layers compute afterwards."""
    layers = [Holder(weight.copy()), Shift(bias.copy()), Bend(), Holder(last.copy())]
    network = network_of(layers)
    other = network.forward(x[::-1] + 1)  # a batch before this one has left its gradient in the layers
    network.backward(losses.softmax_cross_entropy(other, labels)[1])
    loss = step(network, x, labels) if lr is None else step(network, x, labels, lr)
    return loss, layers[0].held, layers[1].held, layers[3].held


# ---- the loop ------------------------------------------------------------------------------------------------------
# examples, inputs, classes, epochs, batch size
LOOPS = (
    (7, 3, 3, 1, 3), (8, 2, 2, 2, 4), (6, 4, 3, 1, 4), (9, 2, 4, 3, 2), (5, 3, 2, 1, 8), (10, 3, 3, 2, 5),
    (4, 2, 2, 1, 1), (11, 5, 3, 2, 4),
)  # fmt: skip


def loop_cases(rng):
    """Return a set, the first weights, and how to train: whole batches, a rest, batches larger than the set."""
    found = []
    for seed, (count, inputs, classes, epochs, size) in enumerate(LOOPS):
        x, labels = rng.normal(size=(count, inputs)), rng.permutation(np.arange(count) % classes)
        weight = rng.normal(size=(inputs, classes))
        found.append(dict(x=x, labels=labels, weight=weight, epochs=epochs, batch_size=size, seed=seed))
    return found


def use_loop(train, x, labels, weight, epochs, batch_size, seed):
    """Return the curve of a training loop, and the weights that it ends with."""
    layer = Product(weight.copy())

    def step(network, pictures, labels):
        grad = losses.softmax_cross_entropy(network.forward(pictures), labels)[1]
        layer.params["weight"] -= 0.7 * pictures.T @ grad

    curve = train(network_of([layer]), step, x, labels, epochs, batch_size, seed)
    return curve, layer.params["weight"]
