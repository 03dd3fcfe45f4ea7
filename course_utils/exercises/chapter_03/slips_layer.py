"""Ways in which the backward pass of a dense layer goes wrong, beside those in ``answers``."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from course_utils.exercises.chapter_03.answers import dense_backward
from course_utils.exercises.engine import Misconception


def with_part(place, part):
    """Return the backward pass with ``part(delta, x, W)`` in ``place`` of its three gradients."""

    def backward(delta, x, W):
        parts = list(dense_backward(delta, x, W))
        parts[place] = part(delta, x, W)
        return tuple(parts)

    return backward


def grad_x(part):
    return with_part(0, part)


def grad_W(part):
    return with_part(1, part)


def grad_b(part):
    return with_part(2, part)


def exchanged(order):
    return lambda delta, x, W: tuple(dense_backward(delta, x, W)[k] for k in order)


def one_example(which):
    return lambda delta, x, W: (delta @ W.T, np.outer(x[which], delta[which]), delta[which])


def means_multiplied(delta, x, W):
    return delta @ W.T, np.outer(x.mean(axis=0), delta.mean(axis=0)), delta.mean(axis=0)


def everything_averaged(delta, x, W):
    return tuple(part / len(x) for part in dense_backward(delta, x, W))


def slope_put_in(delta, x, W):
    return (delta @ W.T) * x * (1 - x), x.T @ delta, delta.sum(axis=0)


ORDERS = [exchanged(order) for order in permutations(range(3)) if order != (0, 1, 2)]

AVERAGED = (
    everything_averaged,
    grad_W(lambda delta, x, W: x.T @ delta / len(x)),
    lambda delta, x, W: (delta @ W.T / len(x), x.T @ delta / len(x), delta.sum(axis=0)),
)
WRONG_AXIS = (grad_b(lambda delta, x, W: delta.mean(axis=1)),)
TURNED = (lambda delta, x, W: (delta @ W, delta.T @ x, delta.sum(axis=0)),)

SLIPS = (
    Misconception(
        "returned in another order",
        ORDERS[-1],
        "All three gradients are there. In which order are they asked for?",
        tuple(ORDERS[:-1]),
    ),
    Misconception(
        "the weights in the place of the inputs",
        grad_W(lambda delta, x, W: W.T @ delta),
        "How much does net change when an entry of W changes: as much as another weight, or as what came in?",
        (grad_W(lambda delta, x, W: W * delta.sum(axis=0)), grad_W(lambda delta, x, W: W @ delta.T)),
    ),
    Misconception(
        "the inputs in the place of the weights",
        grad_x(lambda delta, x, W: delta @ x.T),
        "How much does net change when an entry of x changes? What multiplies that entry?",
        (grad_x(lambda delta, x, W: x * delta.sum(axis=1, keepdims=True)),),
    ),
    Misconception(
        "`*` for `@`",
        grad_W(lambda delta, x, W: x * delta),
        "Entry by entry, or rows with columns? Which of the two adds up over the examples?",
        (
            grad_x(lambda delta, x, W: delta * W.T),
            lambda delta, x, W: (delta * W.T, x.T * delta, delta.sum(axis=0)),
            lambda delta, x, W: (delta * W, x * delta, delta.sum(axis=0)),
        ),
    ),
    Misconception(
        "a sigmoid's slope too many",
        slope_put_in,
        "Does this layer end with a sigmoid? Where in `net = x @ W + b` would its slope come from?",
        (
            grad_x(lambda delta, x, W: (delta * x @ W * (1 - x @ W)) @ W.T),
            lambda delta, x, W: dense_backward(delta * (x @ W) * (1 - x @ W), x, W),
        ),
    ),
    Misconception(
        "one example only",
        one_example(-1),
        "Take a batch of two. Do both of its examples leave a trace in your gradients of W and b?",
        (
            one_example(0),
            grad_W(lambda delta, x, W: np.outer(x[-1], delta[-1])),
            grad_W(lambda delta, x, W: np.outer(x[0], delta[0])),
            grad_b(lambda delta, x, W: delta[0]),
            grad_b(lambda delta, x, W: delta[-1]),
        ),
    ),
    Misconception(
        "sums multiplied instead of products added",
        grad_W(lambda delta, x, W: np.outer(x.sum(axis=0), delta.sum(axis=0))),
        "Each example's delta belongs to its own inputs. When is added up: before the product, or after it?",
        (means_multiplied, grad_W(lambda delta, x, W: np.outer(x.mean(axis=0), delta.sum(axis=0)))),
    ),
    Misconception(
        "the bias's gradient added up from grad_W",
        grad_b(lambda delta, x, W: (x.T @ delta).sum(axis=0)),
        "net = x @ W + b: is b multiplied by anything that came in?",
        (
            grad_b(lambda delta, x, W: (x.T @ delta).sum(axis=0) / len(x)),
            grad_b(lambda delta, x, W: (x.T @ delta).mean(axis=0)),
        ),
    ),
    Misconception(
        "the bias's gradient as a table",
        grad_b(lambda delta, x, W: delta.sum(axis=0, keepdims=True)),
        "The numbers are right. `b` has the shape (K,): has its gradient?",
        (grad_b(lambda delta, x, W: delta.sum(axis=0)[:, None]),),
    ),
)
