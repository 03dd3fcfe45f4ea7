"""The fully connected layer before its activation, xW + b, for a whole batch at once, and its gradients."""

import numpy as np

from course_utils import validation


def affine(x, weight, bias) -> np.ndarray:
    """Return x W + b: one row of pre-activations for each row of `x`.

    `x` has shape (N, D), `weight` (D, M) and `bias` (M,); the result has shape (N, M). Row n of x holds the D inputs
    of example n, column j of W the weights of unit j.

    Raises ValueError for other shapes, empty arrays, NaN and infinities; TypeError for anything but real numbers.

    >>> affine([[1.0, 2.0]], [[1.0, 0.0], [0.0, -1.0]], [0.5, 0.5])
    array([[ 1.5, -1.5]])
    """
    x, weight = _x_and_weight(x, weight)
    bias = validation.array("bias", bias, shape=(weight.shape[1],), allow_inf=False)
    return x @ weight + bias  # (N, D) @ (D, M) + (M,)


def affine_backward(grad_out, x, weight) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients (grad_x, grad_weight, grad_bias) of a loss through x W + b.

    `grad_out` is the loss's gradient with respect to the result of `affine`, shape (N, M); `x` (N, D) and `weight`
    (D, M) are what `affine` was given. The gradients have the shapes of x (N, D), weight (D, M) and bias (M,); those
    of weight and bias are summed over the batch.

    Raises ValueError for other shapes, empty arrays, NaN and infinities; TypeError for anything but real numbers.

    >>> grad_x, grad_weight, grad_bias = affine_backward([[1.0]], [[2.0, 3.0]], [[4.0], [5.0]])
    >>> grad_x, grad_weight.ravel(), grad_bias
    (array([[4., 5.]]), array([2., 3.]), array([1.]))
    """
    x, weight = _x_and_weight(x, weight)
    shape = (len(x), weight.shape[1])
    grad_out = validation.array("grad_out", grad_out, shape=shape, allow_inf=False)
    return grad_out @ weight.T, x.T @ grad_out, np.sum(grad_out, axis=0)


def _x_and_weight(x, weight):
    x = validation.array("x", x, shape=("N", "D"), allow_inf=False)
    return x, validation.array("weight", weight, shape=(x.shape[1], "M"), allow_inf=False)
