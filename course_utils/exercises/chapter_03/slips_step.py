"""Ways in which the training step of chapter 03 goes wrong, beside those in ``answers``."""

from __future__ import annotations

import numpy as np

from course_utils.activations import sigmoid
from course_utils.exercises.chapter_03.answers import train_step
from course_utils.exercises.engine import Misconception


def step(
    slope_o=lambda o: o * (1 - o),
    slope_h=lambda h: h * (1 - h),
    back=lambda delta_o, difference: delta_o,
    weights=lambda W2: W2,
    size=lambda K: 1,
    biased=True,
    tails=lambda x, h, W1, W2: (x, h),
    rates=lambda lr: (lr, lr),
    outer=(np.outer, np.outer),
):
    """Return a training step in which what is given takes the place of the right rule."""

    def moved(x, t, W1, b1, W2, b2, lr):
        h = sigmoid(x @ W1 + b1 * biased)
        o = sigmoid(h @ W2 + b2 * biased)
        difference = (o - t) * size(len(t))
        delta_o = difference * slope_o(o)
        delta_h = (weights(W2) @ back(delta_o, difference)) * slope_h(h)
        into_h, into_o = tails(x, h, W1, W2)
        first, second = rates(lr)
        return W1 - first * outer[0](into_h, delta_h), W2 - second * outer[1](into_o, delta_o)

    return moved


def turned(tail, delta):
    return np.outer(delta, tail)


def in_place(x, t, W1, b1, W2, b2, lr):
    W1[:], W2[:] = train_step(x, t, W1, b1, W2, b2, lr)
    return W1, W2


def linear_output(x, t, W1, b1, W2, b2, lr):
    h = sigmoid(x @ W1 + b1)
    delta_o = h @ W2 + b2 - t
    return W1 - lr * np.outer(x, (W2 @ delta_o) * h * (1 - h)), W2 - lr * np.outer(h, delta_o)


def slopes_at_net(x, t, W1, b1, W2, b2, lr, of=lambda net: net * (1 - net)):
    net_h = x @ W1 + b1
    h = sigmoid(net_h)
    net_o = h @ W2 + b2
    delta_o = (sigmoid(net_o) - t) * of(net_o)
    return W1 - lr * np.outer(x, (W2 @ delta_o) * of(net_h)), W2 - lr * np.outer(h, delta_o)


def hidden_slope_at_net(x, t, W1, b1, W2, b2, lr):
    net_h = x @ W1 + b1
    return step(slope_h=lambda h: net_h * (1 - net_h))(x, t, W1, b1, W2, b2, lr)


def error_for_slope(sign):
    """Return the step whose hidden slope is e(1 − e), with the error e that came back, counted as ``sign`` (o − t)."""

    def moved(x, t, W1, b1, W2, b2, lr):
        h = sigmoid(x @ W1 + b1)
        o = sigmoid(h @ W2 + b2)
        delta_o = (o - t) * o * (1 - o)
        back = W2 @ delta_o
        return W1 - lr * np.outer(x, back * (1 - sign * back)), W2 - lr * np.outer(h, delta_o)

    return moved


def changes(x, t, W1, b1, W2, b2, lr):
    return tuple(new - old for new, old in zip(train_step(x, t, W1, b1, W2, b2, lr), (W1, W2), strict=True))


def gradients(x, t, W1, b1, W2, b2, lr):
    return tuple(-change / lr for change in changes(x, t, W1, b1, W2, b2, lr))


def biases_trained(x, t, W1, b1, W2, b2, lr):
    h = sigmoid(x @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    return (*train_step(x, t, W1, b1, W2, b2, lr), b1, b2 - lr * np.sum((o - t) * o * (1 - o)))


def uphill_in(layer):
    def moved(x, t, W1, b1, W2, b2, lr):
        new = list(train_step(x, t, W1, b1, W2, b2, lr))
        new[layer] = train_step(x, t, W1, b1, W2, b2, -lr)[layer]
        return tuple(new)

    return moved


def error_squared(x, t, W1, b1, W2, b2, lr):
    h = sigmoid(x @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    delta_o = 0.5 * (t - o) ** 2 * o * (1 - o)
    return W1 - lr * np.outer(x, (W2 @ delta_o) * h * (1 - h)), W2 - lr * np.outer(h, delta_o)


NO_RATE = tuple(step(rates=rates) for rates in (lambda lr: (1.0, lr), lambda lr: (lr, 1.0), lambda lr: (0.5, 0.5)))

SLIPS = (
    Misconception(
        "forgot the output unit's derivative",
        step(slope_o=lambda o: 1),
        "Between net_o and the error stands a sigmoid, too. Is its slope in your delta?",
        (linear_output, step(slope_o=lambda o: 1, slope_h=lambda h: 1)),
    ),
    Misconception(
        "the difference sent back instead of the delta",
        step(back=lambda delta_o, difference: difference),
        "What travels back over the edges of an output unit: how E changes with its out, or with its net?",
    ),
    Misconception(
        "the slope taken from the error",
        error_for_slope(1),
        "A sigmoid's slope is written with its own output. Whose output stands in your hidden slope?",
        (error_for_slope(-1),),
    ),
    Misconception(
        "the slope at net instead of out",
        slopes_at_net,
        "y(1 − y) is the sigmoid's slope where its value is y. Which number did you put in for y?",
        (hidden_slope_at_net,),
    ),
    Misconception(
        "the sigmoid's slope taken twice through it",
        step(slope_o=lambda o: sigmoid(o) * (1 - sigmoid(o)), slope_h=lambda h: sigmoid(h) * (1 - sigmoid(h))),
        "h and o have been through the sigmoid already. Do they go through it again for the slope?",
        (
            step(slope_h=lambda h: sigmoid(h) * (1 - sigmoid(h))),
            step(slope_o=lambda o: sigmoid(o) * (1 - sigmoid(o))),
        ),
    ),
    Misconception(
        "half of a slope",
        step(slope_h=lambda h: h),
        "The sigmoid's slope is a product of two factors. Are both of them there, in both layers?",
        (step(slope_h=lambda h: 1 - h), step(slope_o=lambda o: o), step(slope_o=lambda o: 1 - o)),
    ),
    Misconception(
        "the ½ forgotten",
        step(size=lambda K: 2),
        "Your steps are twice too long. What becomes of the 2 of the square when it meets the ½ of the error?",
    ),
    Misconception(
        "averaged over the outputs",
        step(size=lambda K: 1 / K),
        "With one output you are right. Does E divide by the number of outputs?",
        (step(size=lambda K: 2 / K), step(size=lambda K: 0.5)),
    ),
    Misconception(
        "the error in the place of its slope",
        error_squared,
        "Squaring belongs to E. What is left of the square once you ask how fast E changes?",
    ),
    Misconception(
        "no biases in the forward pass",
        step(biased=False),
        "What is added to the products before they go through the sigmoid? That the biases stay as they are does not "
        "mean that they are not there.",
    ),
    Misconception(
        "W2 turned over on the way back",
        step(weights=lambda W2: W2.T),
        "Row of W2: at which unit does the edge start? Which axis has to be added up to come back to the hidden units?",
    ),
    Misconception(
        "net or weight in the place of the tail's value",
        step(tails=lambda x, h, W1, W2: (x, np.ones_like(h))),
        "A weight's gradient is the delta at the head of its edge times the value at its tail. Which value stands at "
        "the tail of an edge of W2?",
        (
            lambda x, t, W1, b1, W2, b2, lr: step(tails=lambda *_: (x, x @ W1 + b1))(x, t, W1, b1, W2, b2, lr),
            step(tails=lambda x, h, W1, W2: (np.ones_like(x), h)),
            step(tails=lambda x, h, W1, W2: (x, W2.sum(axis=1))),
        ),
    ),
    Misconception(
        "outer product turned over",
        step(outer=(turned, turned)),
        "Row of W: at which unit does an edge start? Which of the two vectors should give the rows of the product?",
        (step(outer=(turned, np.outer)), step(outer=(np.outer, turned))),
    ),
    Misconception(
        "one layer goes uphill",
        uphill_in(0),
        "One of the two layers moves as it should. Which sign stands before the gradient of the other?",
        (uphill_in(1),),
    ),
    Misconception(
        "the change instead of the new weights",
        changes,
        "That is how far the weights move, or which way. Where do they start from?",
        (gradients, lambda *given: tuple(-part for part in changes(*given))),
    ),
    Misconception(
        "returned in another order",
        lambda *given: train_step(*given)[::-1],
        "Both matrices are there. Which of them comes first?",
    ),
    Misconception(
        "biases moved and returned",
        biases_trained,
        "Trained biases are welcome elsewhere. Which two arrays are asked for here?",
    ),
    Misconception(
        "weights changed in place",
        in_place,
        "Whose array is the `W1` that your function was given? When it is done, has the caller still the old weights?",
    ),
    Misconception(
        "only the hidden layer moved",
        lambda x, t, W1, b1, W2, b2, lr: (train_step(x, t, W1, b1, W2, b2, lr)[0], W2),
        "What about W2?",
    ),
)
