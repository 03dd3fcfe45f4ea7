"""Loss functions, each returning the loss and its gradient with respect to its first argument.

Both losses are means over the batch, so that neither grows with the number of examples. Gradients have the first
argument's shape, float32 for float32 and float64 for whole numbers; losses are plain floats, and everything between
is computed in float64. Nothing that is passed in is written to.
"""

import numpy as np

from course_utils import validation


def half_mse(pred, target) -> tuple[float, np.ndarray]:
    """Return half the mean squared error and its gradient with respect to `pred`.

    J = 1/(2m) Σᵢ ‖f(xᵢ) − yᵢ‖² over the m examples of the first axis, and ∂J/∂pred = (pred − target)/m. With `pred`
    of shape (m,) every element is an example; with (m, D) every row is one, and its D squared errors are added, not
    averaged. A single number is one example. `target` has the shape of `pred`: nothing is broadcast.

    Raises ValueError for shapes that differ, empty arrays, NaN and infinities; TypeError for anything but real numbers.

    >>> half_mse([1.0, 3.0], [0.0, 1.0])
    (1.25, array([0.5, 1. ]))
    """
    pred = validation.array("pred", pred, allow_inf=False)
    target = validation.array("target", target, allow_inf=False)
    validation.same_shape("target", target, "pred", pred)
    m = len(pred) if pred.ndim else 1
    with np.errstate(over="ignore", under="ignore"):  # a run that diverges has an infinite loss: an answer, no accident
        error = np.subtract(pred, target, dtype=np.float64)
        loss = float(np.sum(error**2) / (2 * m))
        return loss, (error / m).astype(pred.dtype)[()]


def softmax(logits) -> np.ndarray:
    """Return e^(aₖ) / Σⱼ e^(aⱼ) over the last axis: shares that add up to 1, in the shape of `logits`.

    `logits` has shape (C,) for one example or (N, C) for a batch.

    Raises ValueError for another number of axes, empty arrays, NaN and infinities; TypeError for anything but real
    numbers.

    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    logits = validation.array("logits", logits, ndim=(1, 2), allow_inf=False)
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(_log_softmax(logits)).astype(logits.dtype)


def softmax_cross_entropy(logits, labels) -> tuple[float, np.ndarray]:
    """Return the mean of −log softmax(logits)[label] and its gradient with respect to `logits`.

    `logits` has shape (N, C), `labels` holds N class numbers from 0 to C − 1. The gradient has shape (N, C): softmax
    minus one-hot, divided by N. (Krizhevsky, Sutskever and Hinton 2012, section 3.5, maximise the same mean
    log-probability.)

    Raises ValueError for other shapes, one-hot rows in place of class numbers, classes that do not exist, empty arrays,
    NaN and infinities; TypeError for labels that are not whole numbers.

    >>> loss, gradient = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> round(loss, 6), gradient
    (0.693147, array([[ 0.5, -0.5]]))
    """
    logits = validation.array("logits", logits, shape=("N", "C"), allow_inf=False)
    n, classes = logits.shape
    labels = validation.labels("labels", labels, classes=classes, count=n)
    rows = np.arange(n)
    with np.errstate(over="ignore", under="ignore"):
        log_shares = _log_softmax(logits)  # (N, C)
        loss = float(-np.mean(log_shares[rows, labels]))
        gradient = np.exp(log_shares)
        gradient[rows, labels] -= 1
        return loss + 0.0, (gradient / n).astype(logits.dtype)  # + 0.0: a perfect score costs 0, not −0


def _log_softmax(logits):
    # Taking the largest logit off changes no share, and leaves nothing above e^0 to overflow.
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True).astype(np.float64)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
