"""The 2-2-2 network of `backprop` once more, in four matrix lines forward and four backward, for any batch and width.

Shapes: X (N, D) inputs, T (N, M) targets, W1 (D, K), b1 (K,), W2 (K, M), b2 (M,). For the worked example N = 1 and
D = K = M = 2; column j of W1 holds the weights into hidden unit j, so W1 = [[w1, w3], [w2, w4]].
"""

from typing import NamedTuple

import numpy as np

from course_utils import validation
from course_utils.activations import sigmoid, sigmoid_grad
from course_utils.dense import affine, affine_backward
from course_utils.losses import half_mse


class Forward(NamedTuple):
    """What the forward pass computes: `net_h`, `out_h` of shape (N, K), `net_o`, `out_o` of shape (N, M)."""

    net_h: np.ndarray
    out_h: np.ndarray
    net_o: np.ndarray
    out_o: np.ndarray


def matrices(example):
    """Return the numbers of a `backprop.WorkedExample` as a dictionary of arrays X, T, W1, b1, W2, b2.

    >>> from course_utils.backprop import WorkedExample
    >>> matrices(WorkedExample())["W1"]
    array([[0.15, 0.25],
           [0.2 , 0.3 ]])
    """
    from course_utils.backprop import WorkedExample

    n = example
    if not isinstance(n, WorkedExample):
        raise validation.type_error("example", validation.describe(n), "a WorkedExample")
    return {
        "X": np.array([[n.i1, n.i2]]),
        "T": np.array([[n.t1, n.t2]]),
        "W1": np.array([[n.w1, n.w3], [n.w2, n.w4]]),
        "b1": np.array([n.b_h1, n.b_h2]),
        "W2": np.array([[n.w5, n.w7], [n.w6, n.w8]]),
        "b2": np.array([n.b_o1, n.b_o2]),
    }


def forward_matrix(X, W1, b1, W2, b2):
    """Return the `Forward` pass of the two-layer sigmoid network; shapes as at the top of this file.

    Raises ValueError or TypeError for shapes that do not fit, empty arrays, NaN and anything but real numbers.

    >>> from course_utils.backprop import WorkedExample
    >>> numbers = matrices(WorkedExample())
    >>> del numbers["T"]
    >>> forward_matrix(**numbers).out_o.round(9)
    array([[0.75136507, 0.77292847]])
    """
    X, W1, b1 = _layer("X", X, "W1", W1, "b1", b1)
    net_h = affine(X, W1, b1)  # (N, K)
    out_h = sigmoid(net_h)
    _, W2, b2 = _layer("out_h", out_h, "W2", W2, "b2", b2)
    net_o = affine(out_h, W2, b2)  # (N, M)
    return Forward(net_h, out_h, net_o, sigmoid(net_o))


def backward_matrix(X, T, W1, b1, W2, b2):
    """Return the error and its gradients, (E, {"W1", "b1", "W2", "b2"}), each gradient in its parameter's shape.

    E is `losses.half_mse`: Σ ½(t − o)² over a row's outputs, averaged over the rows. The bias gradients are for a bias
    of each unit's own; that of one shared bias is their sum.

    Raises ValueError or TypeError for shapes that do not fit, empty arrays, NaN and anything but real numbers.

    >>> from course_utils.backprop import WorkedExample
    >>> error, gradients = backward_matrix(**matrices(WorkedExample()))
    >>> round(error, 9), gradients["W2"].round(9)
    (0.298371109, array([[ 0.08216704, -0.02260254],
           [ 0.08266763, -0.02274024]]))
    """
    net_h, out_h, net_o, out_o = forward_matrix(X, W1, b1, W2, b2)
    T = validation.array("T", T, shape=out_o.shape, allow_inf=False)
    error, grad_out_o = half_mse(out_o, T)
    delta_o = grad_out_o * sigmoid_grad(net_o)  # (N, M)
    grad_out_h, grad_W2, grad_b2 = affine_backward(delta_o, out_h, W2)
    delta_h = grad_out_h * sigmoid_grad(net_h)  # (N, K)
    _, grad_W1, grad_b1 = affine_backward(delta_h, X, W1)
    return error, {"W1": grad_W1, "b1": grad_b1, "W2": grad_W2, "b2": grad_b2}


def _layer(x_name, x, weight_name, weight, bias_name, bias):
    # affine checks the same, but under its own argument names
    x = validation.array(x_name, x, shape=("N", "D"), allow_inf=False)
    weight = validation.array(weight_name, weight, shape=(x.shape[1], "units"), allow_inf=False)
    return x, weight, validation.array(bias_name, bias, shape=(weight.shape[1],), allow_inf=False)
