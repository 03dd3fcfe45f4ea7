"""Local response normalisation, as AlexNet has it: active neighbours damp a channel.

Batch normalisation, which the residual networks use, is torch's own.
"""

import numpy as np

from course_utils import validation

N, K, ALPHA, BETA = 5, 2.0, 1e-4, 0.75  # the paper's constants


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
