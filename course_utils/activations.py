"""Activation functions and their slopes, one pair after the other.

Every function takes `z`, the pre-activation, as a number or an array of any shape, and answers in
the same shape: float32 stays float32, whole numbers become float64, a number gives a number. The
slope functions (``…_grad``) take the *input* z too, not the output y. None of them writes to `z`.

All of them hold for any finite z (no overflow, no warning), and at ±infinity give the limit.
They raise TypeError for anything but real numbers, ValueError for NaN and empty arrays.

>>> sigmoid(0.0)
np.float64(0.5)
>>> relu([-2, 3])
array([0., 3.])
"""

import functools
from typing import NamedTuple

import numpy as np

from course_utils import validation

#: LeCun's scaled tanh, f(a) = A tanh(S a): LeCun et al. 1998, "Gradient-Based Learning Applied to
#: Document Recognition", appendix A. The two numbers make f(±1) = ±1 (to 3e-6).
LECUN_A = 1.7159
LECUN_S = 2 / 3


def _elementwise(formula):
    """Wrap a formula on arrays: check z, let tiny results round to 0, give numbers for numbers."""

    @functools.wraps(formula)
    def checked(z, *args, **kwargs):
        z = validation.array("z", z)
        # exp(-1000) is 0 and 2z may pass the largest float: both are the answer, not an accident.
        with np.errstate(under="ignore", over="ignore"):
            return np.asarray(formula(z, *args, **kwargs))[()]  # [()]: a number for a number

    return checked


@_elementwise
def sigmoid(z):
    """Return the logistic sigmoid 1 / (1 + e^(−z)), between 0 and 1, in the shape of z.

    >>> sigmoid(1000.0)
    np.float64(1.0)
    """
    small = np.exp(-np.abs(z))  # never above 1, so nothing can overflow
    return np.where(z >= 0, 1, small) / (1 + small)


@_elementwise
def sigmoid_grad(z):
    """Return the sigmoid's slope y(1 − y) at the input z; at most 0.25, at z = 0.

    >>> sigmoid_grad(0.0)
    np.float64(0.25)
    """
    # 1 − σ(z) is written σ(−z): the difference would lose its digits where σ(z) is close to 1.
    return sigmoid(z) * sigmoid(-z)


@_elementwise
def tanh(z):
    """Return (e^z − e^(−z)) / (e^z + e^(−z)) = 2σ(2z) − 1, between −1 and 1, in the shape of z.

    >>> tanh(0.0)
    np.float64(0.0)
    """
    return np.tanh(z)


@_elementwise
def tanh_grad(z):
    """Return the slope of tanh, 1 − y², at the input z; at most 1, at z = 0.

    >>> tanh_grad(0.0)
    np.float64(1.0)
    """
    # tanh z = 2σ(2z) − 1, so its slope is 4σ′(2z): equal to 1 − y², without the lost digits.
    return 4 * sigmoid_grad(2 * z)


@_elementwise
def relu(z):
    """Return z where z > 0 and 0 elsewhere: the rectified linear unit.

    Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet Classification with Deep Convolutional
    Neural Networks", section 3.1.

    >>> relu([-1.5, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return np.where(z > 0, z, np.zeros_like(z))


@_elementwise
def relu_grad(z):
    """Return the slope of ReLU at the input z: 1 where z > 0, 0 elsewhere.

    At z = 0 there is no slope; 0 is the convention, torch's too.

    >>> relu_grad([-1.5, 0.0, 2.0])
    array([0., 0., 1.])
    """
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))


@_elementwise
def leaky_relu(z, slope=0.01):
    """Return z where z > 0 and slope · z elsewhere, with 0 ≤ slope ≤ 1.

    Source: Maas, Hannun and Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic
    Models", section 2.

    >>> leaky_relu([-100.0, 2.0])
    array([-1.,  2.])
    """
    slope = validation.number("slope", slope, minimum=0, maximum=1)
    if slope == 0:
        return relu(z)  # 0 · (−infinity) would be NaN
    return np.where(z > 0, z, slope * z)


@_elementwise
def leaky_relu_grad(z, slope=0.01):
    """Return the slope of leaky ReLU at the input z: 1 where z > 0, `slope` elsewhere.

    At z = 0 there is no slope; `slope` is the convention, torch's too.

    >>> leaky_relu_grad([-100.0, 2.0])
    array([0.01, 1.  ])
    """
    slope = validation.number("slope", slope, minimum=0, maximum=1)
    return np.where(z > 0, np.ones_like(z), np.full_like(z, slope))


@_elementwise
def lecun_tanh(z):
    """Return LeCun's scaled tanh, 1.7159 tanh(2z/3), which passes through (1, 1) and (−1, −1).

    Source: LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition",
    appendix A.

    >>> round(float(lecun_tanh(1.0)), 6)
    0.999997
    """
    return LECUN_A * np.tanh(LECUN_S * z)


@_elementwise
def lecun_tanh_grad(z):
    """Return the slope of LeCun's scaled tanh at the input z, 1.7159 · 2/3 · (1 − tanh²(2z/3)).

    >>> round(float(lecun_tanh_grad(0.0)), 6)
    1.143933
    """
    return LECUN_A * LECUN_S * tanh_grad(LECUN_S * z)


@_elementwise
def linear(z, slope=1.0, intercept=0.0):
    """Return slope · z + intercept: the activation that gains nothing, however often it is stacked.

    >>> linear([1, 2])
    array([1., 2.])
    """
    slope = validation.number("slope", slope)
    intercept = validation.number("intercept", intercept)
    if slope == 0:
        return np.full_like(z, intercept)  # 0 · infinity would be NaN
    return slope * z + intercept


@_elementwise
def linear_grad(z, slope=1.0):
    """Return the slope of `linear`, the same at every z.

    >>> linear_grad([1, 2])
    array([1., 1.])
    """
    return np.full_like(z, validation.number("slope", slope))


class Activation(NamedTuple):
    """What the course knows about one activation function.

    `function` and `gradient` take z; `range` is (lower, upper) of the outputs; `formula` and
    `gradient_formula` are Unicode text; `label` is how the prose writes the name.
    """

    name: str
    label: str
    function: object
    gradient: object
    range: tuple
    formula: str
    gradient_formula: str


_INFINITY = float("inf")

#: Every activation by name, in the order in which chapter 01 meets them: the one register, from which its explorers,
#: its tests and whoever names one take them.
FUNCTIONS = {
    entry.name: entry
    for entry in (
        Activation("linear", "linear", linear, linear_grad, (-_INFINITY, _INFINITY), "f(z) = z", "f′(z) = 1"),
        Activation(
            "sigmoid", "sigmoid", sigmoid, sigmoid_grad, (0.0, 1.0), "σ(z) = 1 / (1 + e⁻ᶻ)", "σ′(z) = σ(z)(1 − σ(z))"
        ),
        Activation("tanh", "tanh", tanh, tanh_grad, (-1.0, 1.0), "tanh z = 2σ(2z) − 1", "tanh′(z) = 1 − tanh²(z)"),
        Activation(
            "relu", "ReLU", relu, relu_grad, (0.0, _INFINITY), "f(z) = max(0, z)", "f′(z) = 1 where z > 0, else 0"
        ),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            leaky_relu,
            leaky_relu_grad,
            (-_INFINITY, _INFINITY),
            "f(z) = z where z > 0, else 0.01z",
            "f′(z) = 1 where z > 0, else 0.01",
        ),
        Activation(
            "lecun_tanh",
            "LeCun's tanh",
            lecun_tanh,
            lecun_tanh_grad,
            (-LECUN_A, LECUN_A),
            "f(z) = 1.7159 tanh(2z/3)",
            "f′(z) = 1.7159 · 2/3 · (1 − tanh²(2z/3))",
        ),
    )
}


def by_name(name) -> Activation:
    """Return the `Activation` called `name`, for example "relu" or, as the prose has it, "ReLU".

    Raises ValueError, listing the names, for any other.

    >>> by_name("leaky ReLU").function(-100.0)
    np.float64(-1.0)
    """
    for entry in FUNCTIONS.values():
        if isinstance(name, str) and name in (entry.name, entry.label):
            return entry
    return FUNCTIONS[validation.choice("name", name, tuple(FUNCTIONS))]
