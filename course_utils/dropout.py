"""Dropout: while a network learns, units are silenced at random; when it is used, all of them speak.

Source: Krizhevsky, Sutskever and Hinton 2012, section 4.2; Hinton and others 2012, arXiv:1207.0580.
"""

import numpy as np

from course_utils import validation


def mask(shape, rate, rng) -> np.ndarray:
    """Draw which units are kept: booleans of `shape`, each False with probability `rate` (0 ≤ rate < 1).

    >>> int(mask((1000,), 0.5, np.random.default_rng(0)).sum())
    527
    """
    rate = _rate(rate)
    if not isinstance(rng, np.random.Generator):
        raise validation.type_error("rng", validation.describe(rng), "numpy.random.default_rng(seed)")
    return rng.random(shape) >= rate


def train(x, kept) -> np.ndarray:
    """Silence what is not kept, as the paper does while training: x (…) and `kept`, booleans of its shape.

    The gradient goes the same way: ``train(dout, kept)``.

    >>> train(np.array([1.0, 2.0]), np.array([True, False]))
    array([1., 0.])
    """
    x, kept = validation.array("x", x, allow_empty=True), _kept(kept)
    validation.same_shape("kept", kept, "x", x)
    return x * kept.astype(x.dtype)


def test(x, rate) -> np.ndarray:
    """Let all units speak, each multiplied by 1 − rate, as the paper does when the network is used.

    The sum that the next layer receives is then what it was on average while training.

    >>> test(np.array([1.0, 2.0]), 0.5)
    array([0.5, 1. ])
    """
    x = validation.array("x", x, allow_empty=True)
    return x * x.dtype.type(1 - _rate(rate))


def inverted(x, kept, rate) -> np.ndarray:
    """Silence what is not kept and multiply the rest by 1/(1 − rate): today's form, with nothing to do in use.

    >>> inverted(np.array([1.0, 2.0]), np.array([True, False]), 0.5)
    array([2., 0.])
    """
    x = train(x, kept)
    return x / x.dtype.type(1 - _rate(rate))


def _rate(rate):
    return validation.number("rate", rate, minimum=0, below=1)


def _kept(kept):
    kept = np.asarray(kept)
    if kept.dtype != bool:
        raise validation.type_error("kept", validation.describe(kept), "booleans, True for what is kept")
    return kept


test.__test__ = False  # the name is the paper's; pytest need not collect it
