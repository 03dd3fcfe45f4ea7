"""A highway layer: a gate decides, for each unit, how much of its input is transformed and how much carried on.

Source: Srivastava, Greff and Schmidhuber 2015, "Highway networks", arXiv:1505.00387, section 2.
"""

from typing import NamedTuple

import numpy as np

from course_utils import validation
from course_utils.activations import relu, relu_grad, sigmoid
from course_utils.dense import affine, affine_backward


class Weights(NamedTuple):
    """What a highway layer of D units learns: weights (D, D) and biases (D,) of the transform, and of its gate."""

    weight: np.ndarray
    bias: np.ndarray
    gate_weight: np.ndarray
    gate_bias: np.ndarray


def start(units, gate_bias, seed=0) -> Weights:
    """Return first weights: He's for the transform, Glorot's for the gate, and ``gate_bias`` for all of its biases.

    With a negative ``gate_bias`` the layer begins by carrying most of its input on (section 2.2 of the paper names −1
    and −3 as examples).

    >>> start(4, gate_bias=-3).gate_bias
    array([-3., -3., -3., -3.])
    """
    units = validation.integer("units", units, minimum=1)
    gate_bias, rng = validation.number("gate_bias", gate_bias), np.random.default_rng(seed)
    transform, gate = (rng.normal(0, np.sqrt(gain / units), (units, units)) for gain in (2, 1))
    return Weights(transform, np.zeros(units), gate, np.full(units, gate_bias))


def highway(x, weights) -> np.ndarray:
    """Return y = T·H + (1 − T)·x for a batch: H = relu(x W + b) is the transform, T = σ(x W_T + b_T) its gate.

    `x` has shape (N, D) and `weights` is `Weights` of D units; the result has shape (N, D). Raises TypeError or
    ValueError for other shapes, NaN and infinities.

    >>> shut = start(2, gate_bias=-40)
    >>> highway(np.array([[1.0, -2.0]]), shut)
    array([[ 1., -2.]])
    """
    transform, gate = _parts(x, weights)
    transformed, opened = relu(transform), sigmoid(gate)
    return opened * transformed + (1 - opened) * x


def highway_backward(grad_out, x, weights) -> tuple[np.ndarray, Weights]:
    """Return the gradients (grad_x, `Weights` of gradients) of a loss through `highway`.

    `grad_out` (N, D) is the loss's gradient with respect to the result. x is used three times: carried on, in the
    transform and in the gate; so three gradients arrive at it. Raises what `highway` raises.
    """
    transform, gate = _parts(x, weights)
    transformed, opened = relu(transform), sigmoid(gate)
    grad_out = validation.array("grad_out", grad_out, shape=np.shape(x), allow_inf=False)
    at_transform = grad_out * opened * relu_grad(transform)
    at_gate = grad_out * (transformed - x) * opened * (1 - opened)  # σ' = σ(1 − σ)
    through, weight, bias = affine_backward(at_transform, x, weights.weight)
    aside, gate_weight, gate_bias = affine_backward(at_gate, x, weights.gate_weight)
    return grad_out * (1 - opened) + through + aside, Weights(weight, bias, gate_weight, gate_bias)


def _parts(x, weights):
    """Return what enters the activation of the transform and that of the gate, both (N, D)."""
    units = np.shape(weights.weight)[-1]
    x = validation.array("x", x, shape=("N", units), allow_inf=False)
    transform = affine(x, weights.weight, weights.bias)
    return transform, affine(x, weights.gate_weight, weights.gate_bias)


def gradient_ratio(depth, gate_bias=None, units=64, batch=32, seed=0) -> float:
    """Return the gradient's norm at the input of so many layers, over that at their output, before the first step.

    Layers are highway layers whose gates begin at ``gate_bias``; with None they are plain, relu(x W + b). Input and
    outgoing gradient are drawn from normal distributions by ``seed``, as are the weights.

    >>> gradient_ratio(20, gate_bias=-40)
    1.0
    """
    depth = validation.integer("depth", depth, minimum=1)
    rng = np.random.default_rng(seed)
    x, grad = rng.normal(size=(2, batch, units))
    layers = [start(units, -1 if gate_bias is None else gate_bias, seed=[seed, number]) for number in range(depth)]
    inputs, first = [], grad
    for layer in layers:
        inputs.append(x)
        x = relu(affine(x, layer.weight, layer.bias)) if gate_bias is None else highway(x, layer)
    for layer, x in zip(reversed(layers), reversed(inputs)):
        grad = _plain_backward(grad, x, layer) if gate_bias is None else highway_backward(grad, x, layer)[0]
    return float(np.linalg.norm(grad) / np.linalg.norm(first))


def _plain_backward(grad, x, layer):
    return affine_backward(grad * relu_grad(affine(x, layer.weight, layer.bias)), x, layer.weight)[0]
