"""Normalisation: local response, as AlexNet has it, and over the batch, as most networks since 2015 have it."""

from typing import NamedTuple

import numpy as np

from course_utils import validation

N, K, ALPHA, BETA = 5, 2.0, 1e-4, 0.75  # the AlexNet paper's constants
EPS, MOMENTUM = 1e-5, 0.1  # of batch normalisation: what torch takes


def local_response(a, n=N, k=K, alpha=ALPHA, beta=BETA) -> np.ndarray:
    """Divide every response by a power of the activity in its channel and the channels beside it.

    `a` is (N, C, H, W), any real numbers; the result has its shape. Channel i is divided by
    (k + α · Σ a²)^β, the sum over the n channels i − n/2 … i + n/2 (whole numbers, cut at the first and the last
    channel) at the same row and column. `n` is odd, so that the window has a middle; `k` is above 0, so that nothing
    is divided by 0. Nothing here is learned.

    Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks",
    section 3.3. ``torch.nn.LocalResponseNorm`` divides α by n before it uses it: give it 5e-4 for the paper's 1e-4.

    Raises TypeError or ValueError for anything else, naming the argument.

    >>> a = np.array([1.0, 50.0]).reshape(1, 2, 1, 1)
    >>> local_response(a).ravel().round(3)
    array([ 0.544, 27.216])
    """
    a = validation.array("a", a, ndim=4)
    scale = _scale(a, n, k, alpha)  # (N, C, H, W)
    return a / scale ** validation.number("beta", beta, minimum=0)


def _scale(a, n, k, alpha):
    n, k = validation.integer("n", n, minimum=1), validation.positive("k", k)
    if n % 2 == 0:
        raise validation.value_error("n", str(n), "an odd number, so that a channel has as many neighbours either side")
    alpha = validation.number("alpha", alpha, minimum=0)
    channels, reach = a.shape[1], n // 2
    squares = np.zeros_like(a)
    for step in range(-min(reach, channels - 1), min(reach, channels - 1) + 1):
        here = slice(max(0, -step), channels - max(0, step))  # channels that have a neighbour `step` further on
        there = slice(max(0, step), channels - max(0, -step))
        squares[:, here] += a[:, there] ** 2
    return k + alpha * squares


# --- batch normalisation: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1 -----------------------------------


class Nodes(NamedTuple):
    """The nodes of batch normalisation's graph, forward: each is computed from those before it.

    `mean`, `variance` and `deviation` (the root of variance + eps) have a number for each channel, in a shape that
    broadcasts against x; `centred`, `squares`, `normed` and `out` have the shape of x.
    """

    mean: np.ndarray
    centred: np.ndarray
    squares: np.ndarray
    variance: np.ndarray
    deviation: np.ndarray
    normed: np.ndarray
    out: np.ndarray


def batch_norm_nodes(x, gamma, beta, eps=EPS) -> Nodes:
    """Return every node on the way from x to γ·x̂ + β; the arguments are those of `batch_norm`."""
    x, gamma, beta, axes = _batch(x, gamma, beta)
    mean = x.mean(axis=axes, keepdims=True)  # (1, C) or (1, C, 1, 1)
    centred = x - mean
    squares = centred**2
    variance = squares.mean(axis=axes, keepdims=True)  # divided by the count m, not by m − 1
    deviation = np.sqrt(variance + _eps(eps, variance))
    normed = centred / deviation
    return Nodes(mean, centred, squares, variance, deviation, normed, gamma * normed + beta)


def batch_norm(x, gamma, beta, eps=EPS) -> np.ndarray:
    """Normalise each channel over the batch, as in training; then scale by γ and shift by β.

    `x` is (N, D), each of the D columns a channel, or (N, C, H, W); `gamma` and `beta` have one number for each
    channel. Mean and variance are those of the m numbers that a channel has in this batch (m = N, or N·H·W); the
    variance divides by m. `eps` under the root keeps a constant channel from a division by 0. The result has x's shape.

    Raises ValueError for a batch with a single number in a channel, which has no spread, for shapes that do not fit
    and for numbers that are not finite; TypeError for anything but real numbers.

    >>> batch_norm([[1.0], [3.0]], [2.0], [10.0], eps=0).ravel()
    array([ 8., 12.])
    """
    return batch_norm_nodes(x, gamma, beta, eps).out


def batch_norm_node_gradients(grad_out, x, gamma, eps=EPS) -> dict:
    """Return the gradient at each node of the graph, by its name, last node first, and "gamma", "beta" and "x".

    `grad_out` is the gradient at the output, shape of x. A node that is used twice gets two parts, which add up:
    the centred numbers go into the squares and into the quotient, x into the mean and into the difference.
    """
    nodes = batch_norm_nodes(x, gamma, np.zeros_like(gamma, dtype=float), eps)
    x, gamma, _, axes = _batch(x, gamma, gamma)
    grad = {"out": validation.array("grad_out", grad_out, shape=x.shape, allow_inf=False)}
    count = x.size // gamma.size
    grad["beta"] = grad["out"].sum(axis=axes)
    grad["gamma"] = (grad["out"] * nodes.normed).sum(axis=axes)
    grad["normed"] = grad["out"] * gamma
    grad["deviation"] = -(grad["normed"] * nodes.centred).sum(axis=axes, keepdims=True) / nodes.deviation**2
    grad["variance"] = grad["deviation"] / (2 * nodes.deviation)
    grad["squares"] = np.broadcast_to(grad["variance"] / count, x.shape)
    grad["centred"] = grad["normed"] / nodes.deviation + 2 * nodes.centred * grad["squares"]
    grad["mean"] = -grad["centred"].sum(axis=axes, keepdims=True)
    grad["x"] = grad["centred"] + grad["mean"] / count
    return grad


def batch_norm_backward(grad_out, x, gamma, eps=EPS) -> tuple:
    """Return the gradients (grad_x, grad_gamma, grad_beta) of a loss through `batch_norm`.

    What `batch_norm_node_gradients` finds node by node, put together: with g = γ·grad_out at x̂,
    grad_x = (g − mean(g) − x̂·mean(g·x̂)) / deviation, the means over the m numbers of each channel.

    >>> grad_x, grad_gamma, grad_beta = batch_norm_backward([[1.0], [0.0], [0.0]], [[0.0], [1.0], [2.0]], [1.0], eps=0)
    >>> grad_x.ravel().round(3), grad_gamma.round(3), grad_beta
    (array([ 0.204, -0.408,  0.204]), array([-1.225]), array([1.]))
    """
    nodes = batch_norm_nodes(x, gamma, np.zeros_like(gamma, dtype=float), eps)
    x, gamma, _, axes = _batch(x, gamma, gamma)
    grad_out = validation.array("grad_out", grad_out, shape=x.shape, allow_inf=False)
    grad_gamma, grad_beta = (grad_out * nodes.normed).sum(axis=axes), grad_out.sum(axis=axes)
    g = gamma * grad_out
    level, tilt = (part.mean(axis=axes, keepdims=True) for part in (g, g * nodes.normed))
    return (g - level - nodes.normed * tilt) / nodes.deviation, grad_gamma, grad_beta


def update_averages(mean, variance, x, momentum=MOMENTUM) -> tuple:
    """Return the running averages (mean, variance), each (C,), after one more training batch x.

    new = (1 − momentum)·old + momentum·batch: `momentum` is the weight of the newest batch, as in torch; other
    libraries call 1 − momentum by that name. As in the paper and in torch the variance that goes in is the unbiased
    one (divided by m − 1), although the batch itself was normalised by the biased one (divided by m).

    >>> mean, variance = update_averages([0.0], [1.0], [[1.0], [3.0]])
    >>> mean.round(3), variance.round(3)
    (array([0.2]), array([1.1]))
    """
    x, mean, variance, axes = _batch(x, mean, variance, ("mean", "variance"))
    momentum = validation.number("momentum", momentum, minimum=0, maximum=1)
    count = x.size // mean.size
    pairs = (mean, x.mean(axis=axes)), (variance, x.var(axis=axes) * count / (count - 1))
    return tuple((1 - momentum) * old.ravel() + momentum * new for old, new in pairs)


def batch_norm_in_use(x, gamma, beta, mean, variance, eps=EPS) -> np.ndarray:
    """Normalise with running averages instead of the batch's own: what one example gets depends on it alone.

    `mean` and `variance` have a number for each channel, as `update_averages` returns them; the rest is as in
    `batch_norm`, but a batch of one will do. For fixed averages this is a scale and a shift, so the gradient is
    grad_out·γ/√(variance + eps).

    >>> batch_norm_in_use([[3.0]], [2.0], [10.0], [1.0], [4.0], eps=0).ravel()
    array([12.])
    """
    x, mean, variance, _ = _batch(x, mean, variance, ("mean", "variance"), least=1)
    _, gamma, beta, _ = _batch(x, gamma, beta, least=1)
    if (variance < 0).any():
        raise validation.value_error("variance", f"{variance.min():g}", "no number below 0")
    return gamma * (x - mean) / np.sqrt(variance + _eps(eps, variance)) + beta


def _batch(x, first, second, names=("gamma", "beta"), least=2):
    """Return x, both vectors in a shape that broadcasts against x, and the axes that a channel is averaged over."""
    x = validation.array("x", x, ndim=(2, 4), allow_inf=False)
    axes, shape = ((0,), (1, -1)) if x.ndim == 2 else ((0, 2, 3), (1, -1, 1, 1))
    pair = [validation.array(name, v, shape=(x.shape[1],), allow_inf=False) for name, v in zip(names, (first, second))]
    if x.size // x.shape[1] < least:
        raise validation.value_error("x", f"shape {x.shape}, one number in each channel",
                                     "at least two, or there is no spread to normalise by")  # fmt: skip
    return x, *(v.reshape(shape) for v in pair), axes


def _eps(eps, variance):
    eps = validation.number("eps", eps, minimum=0)
    if eps == 0 and (variance == 0).any():
        raise validation.value_error("eps", "0 with a channel that is constant in x", "a number above 0")
    return eps
