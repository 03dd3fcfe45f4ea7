"""The functions that chapter 01 asks for, and the ways they commonly go wrong.

The first function of each group is the reference, shown by ``solution``. Each of the others makes one known mistake, so
that ``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np

from course_utils.activations import leaky_relu, sigmoid, sigmoid_grad


# ---- a layer ----------------------------------------------------------------------------------------------------
def sigmoid_layer(X, W, b):
    """Return sigmoid(X W + b), one row for each example."""
    return sigmoid(X @ W + b)


def layer_no_bias(X, W, b):
    return sigmoid(X @ W)


def layer_bias_after(X, W, b):
    return sigmoid(X @ W) + b


def layer_weights_first(X, W, b):
    return sigmoid(W @ X + b)


def layer_turned(X, W, b):
    return sigmoid(X @ W.T + b)


def layer_no_function(X, W, b):
    return X @ W + b


# ---- two linear layers in one -----------------------------------------------------------------------------------
def merge(W1, b1, W2, b2):
    """Return (W, b) of the one layer that does what two linear layers do."""
    return W1 @ W2, b1 @ W2 + b2


def merge_other_order(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


def merge_biases_added(W1, b1, W2, b2):
    return W1 @ W2, b1 + b2


def merge_first_bias_lost(W1, b1, W2, b2):
    return W1 @ W2, b2


def merge_second_bias_lost(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2


def merge_weights_added(W1, b1, W2, b2):
    return W1 + W2, b1 @ W2 + b2


# ---- slopes and functions ---------------------------------------------------------------------------------------
def sigmoid_slope(z):
    """Return the slope of the sigmoid at the input z."""
    y = sigmoid(z)
    return y * (1 - y)


def slope_of_raw_input(z):
    return z * (1 - z)


def slope_activated_twice(z):
    return sigmoid_slope(sigmoid(z))


def slope_without_rest(z):
    return 1 - sigmoid(z)


def slope_plus(z):
    return sigmoid(z) * (1 + sigmoid(z))


def slope_of_tanh(z):
    return 1 - sigmoid(z) ** 2


def tanh_from_sigmoid(z):
    """Return tanh(z), computed with the sigmoid alone."""
    return 2 * sigmoid(2 * z) - 1


def tanh_without_inner_two(z):
    return 2 * sigmoid(z) - 1


def tanh_without_outer_two(z):
    return sigmoid(2 * z) - 1


def tanh_not_lowered(z):
    return 2 * sigmoid(2 * z)


def tanh_both_twos_missing(z):
    return sigmoid(z) - 1


def leaky_slope(z, a):
    """Return the slope of leaky ReLU at z: 1 where z > 0, a elsewhere."""
    return np.where(z > 0, 1.0, a)


def leaky_slope_wrong_side(z, a):
    return np.where(z > 0, a, 1.0)


def leaky_value(z, a):
    return leaky_relu(z, a)


def leaky_slope_times_z(z, a):
    return np.where(z > 0, 1.0, a * z)


def leaky_slope_plain(z, a):
    return np.where(z > 0, 1.0, 0.0)


def leaky_slope_at_zero(z, a):
    return np.where(z >= 0, 1.0, a)


def leaky_slope_with(middle):
    """Return the slope with another value than a at exactly 0."""
    return lambda z, a: np.where(z == 0, middle(a), leaky_slope(z, a))


# ---- a product of slopes ----------------------------------------------------------------------------------------
def slope_chain(zs):
    """Return the product of the sigmoid's slopes at the pre-activations zs."""
    factor = 1.0
    for z in zs:
        factor = factor * sigmoid_grad(z)
    return factor


def chain_at_outputs(zs):
    """Multiply the slopes at the outputs: the bug that the chapter plants."""
    factor = 1.0
    for z in zs:
        factor = factor * sigmoid_grad(sigmoid(z))
    return factor


def chain_sum(zs):
    return np.sum(sigmoid_grad(zs))


def chain_mean(zs):
    return np.mean(sigmoid_grad(zs))


def chain_of_values(zs):
    return np.prod(sigmoid(zs))


def chain_last(zs):
    return sigmoid_grad(zs[-1])


def chain_best_case(zs):
    return 0.25 ** len(zs)


# ---- dead units -------------------------------------------------------------------------------------------------
def count_dead(X, W, b):
    """Return how many ReLU units have a pre-activation of 0 or less for every row of X."""
    z = X @ W + b  # (N, units)
    return int(np.sum(np.all(z <= 0, axis=0)))


def dead_for_one(X, W, b):
    return int(np.sum(X[0] @ W + b <= 0))


def dead_for_any(X, W, b):
    return int(np.sum(np.any(X @ W + b <= 0, axis=0)))


def dead_rows(X, W, b):
    return int(np.sum(np.all(X @ W + b <= 0, axis=1)))


def dead_zeros(X, W, b):
    return int(np.sum(X @ W + b <= 0))


def dead_on_average(X, W, b):
    return int(np.sum(np.mean(X @ W + b, axis=0) <= 0))


def dead_strict(X, W, b):
    return int(np.sum(np.all(X @ W + b < 0, axis=0)))


def dead_without_bias(X, W, b):
    return int(np.sum(np.all(X @ W <= 0, axis=0)))


def alive(X, W, b):
    return int(np.sum(np.any(X @ W + b > 0, axis=0)))


# ---- the arguments on which they are judged ---------------------------------------------------------------------
def layer_cases(rng):
    """Return (X, W, b): square and oblong, one example and many, one input and one unit."""
    shapes = ((3, 3, 3), (4, 3, 2), (1, 5, 4), (6, 2, 3), (2, 2, 2), (5, 1, 3), (3, 4, 1), (7, 4, 4))
    return [(rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=k)) for n, d, k in shapes]


def merge_cases(rng):
    """Return (W1, b1, W2, b2): square layers of equal width first, where every wrong order still has a shape."""
    shapes = ((2, 2, 2), (3, 3, 3), (3, 2, 2), (3, 2, 4), (1, 3, 1), (4, 1, 2), (2, 5, 3), (4, 4, 4))
    draw = rng.normal
    return [(draw(size=(d, k)), draw(size=k), draw(size=(k, m)), draw(size=m)) for d, k, m in shapes]


def z_cases(rng):
    """Return single numbers, a row and a table of pre-activations."""
    numbers = [(0.0,), (1.0,), (-2.0,), (float(rng.normal()),), (6.0,)]
    return [*numbers, (rng.normal(size=5),), (3 * rng.normal(size=(2, 3)),), (rng.normal(size=1),)]


def leaky_cases(rng):
    """Return (z, a), with z exactly 0 among them and several values of a."""
    rows = [(rng.normal(size=4), a) for a in (0.01, 0.1, 1 / 3, 0.5)]
    return [
        *rows,
        (np.array([-1.0, 0.0, 1.0]), 0.2),
        (np.array([0.0]), 0.1),
        (np.array([-3.0, 2.5]), 0.05),
        (-2.0, 0.25),
        (rng.normal(size=(2, 3)), 0.15),
    ]


def chain_cases(rng):
    """Return lists of pre-activations for one layer and for up to ten."""
    return [(rng.normal(size=k),) for k in (1, 2, 3, 5, 10)] + [
        (np.zeros(4),),
        (np.array([3.0, -3.0]),),
        (np.full(3, 5.0),),
    ]


def dead_cases(rng):
    """Return (X, W, b): mixed layers, one unit pushed down, a unit that only reaches 0, all dead, none dead."""
    mixed = []
    for n, k, push in ((6, 5, 1), (8, 4, 2), (5, 6, 3), (9, 3, 0)):
        X, W, b = rng.uniform(0.1, 1, size=(n, 3)), rng.normal(size=(3, k)), rng.normal(size=k)
        b[:push] = -20.0
        mixed.append((X, W, b))
    reach_zero = (np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([-1.0, -1.0]))
    X, W = rng.uniform(size=(4, 3)), rng.normal(size=(3, 4))
    signed = (rng.normal(size=(9, 3)), 2 * rng.normal(size=(3, 7)), np.full(7, -0.4))
    half = (np.array([[1.0], [-1.0], [2.0]]), np.array([[-1.0, 1.0, -3.0]]), np.array([0.5, -0.5, -9.0]))
    mostly = (np.array([[1.0], [2.0], [9.0]]), np.array([[1.0, -1.0, -1.0, 1.0]]), np.array([-3.0, 3.0, -1.0, -2.5]))
    rare = []  # silent for all examples but one, however many there are
    for n in (12, 120):
        seen = np.full((n, 1), -1.0)
        seen[n // 2] = 1.0
        rare.append((seen, np.array([[1.0, -1.0, 1.0]]), np.array([-0.5, -2.0, -3.0])))
    return [*mixed, *rare, reach_zero, (X, W, np.full(4, -50.0)), (X, W, np.full(4, 50.0)), signed, half, mostly]
