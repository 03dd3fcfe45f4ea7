"""Further ways in which cross-entropy and its gradient commonly go wrong."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02.answers import softmax, softmax_loss
from course_utils.exercises.engine import Misconception


def one_hot(labels, classes):
    """Return a row with a single 1 for each label, shape (N, classes)."""
    return np.eye(classes)[labels]


def scaled(loss_factor, grad_factor):
    """Return loss and gradient, each multiplied by a function of N and K."""

    def wrong(logits, labels):
        loss, grad = softmax_loss(logits, labels)
        return loss * loss_factor(*logits.shape), grad * grad_factor(*logits.shape)

    return wrong


def with_loss(loss, grad=None):
    """Return another loss, ``loss(p, y)``, and the right gradient, or ``grad(p, y)``; y is one-hot."""

    def wrong(logits, labels):
        p, y = softmax(logits), one_hot(labels, logits.shape[1])
        with np.errstate(all="ignore"):
            return loss(p, y), grad(p, y) if grad else (p - y) / len(labels)

    return wrong


def with_shares(shares):
    """Return loss and gradient made of other numbers than the probabilities of softmax."""

    def wrong(logits, labels):
        p, y = shares(logits), one_hot(labels, logits.shape[1])
        return _cross_entropy(p, y), (p - y) / len(y)

    return wrong


def _with_grad(grad):
    return with_loss(_cross_entropy, grad)


def _cross_entropy(p, y):
    return -np.sum(y * np.log(p)) / len(y)


def _binary(mean):
    return lambda p, y: -mean(y * np.log(p) + (1 - y) * np.log(1 - p), y)


def _numbers_as_rows(average):
    def wrong(logits, labels):
        p = softmax(logits)
        return average(-np.log(p[labels])), softmax_loss(logits, labels)[1]

    return wrong


def _numbers_as_columns(average):
    return lambda logits, labels: (average(-np.log(softmax(logits)[:, labels])), softmax_loss(logits, labels)[1])


def _softmax_twice(logits, labels):
    return softmax_loss(softmax(logits), labels)


def _without_softmax(gradient_too, sign=-1):
    def wrong(logits, labels):
        n = len(labels)
        grad = (logits - one_hot(labels, logits.shape[1])) / n if gradient_too else softmax_loss(logits, labels)[1]
        return sign * np.mean(logits[np.arange(n), labels]), grad

    return wrong


def _labels_as_numbers(logits, labels):
    return softmax_loss(logits, labels)[0], (softmax(logits) - labels[:, None]) / len(labels)


def _labels_as_numbers_too(logits, labels):
    p = softmax(logits)
    return -np.mean(np.sum(labels[:, None] * np.log(p), axis=1)), (p - labels[:, None]) / len(labels)


ONE, N, PER_N, PER_K, PER_NK = (
    lambda n, k: 1,
    lambda n, k: n,
    lambda n, k: 1 / n,
    lambda n, k: 1 / k,
    lambda n, k: 1 / n / k,
)

LOSS_SLIPS = (
    Misconception(
        "loss summed, gradient averaged",
        scaled(N, ONE),
        "Your gradient belongs to a mean, your loss grows with the batch. Are they of one and the same function?",
    ),
    Misconception(
        "mean over all N·K entries",
        scaled(PER_K, ONE),
        "`np.mean` over a table divides by all its entries. How many examples are there?",
        also=(scaled(PER_K, PER_K), scaled(ONE, PER_K), scaled(N, PER_K)),
    ),
    Misconception(
        "divided by the batch twice",
        scaled(ONE, PER_N),
        "How often is the size of the batch divided out in yours, once or twice?",
        also=(scaled(PER_N, ONE), scaled(PER_N, PER_N)),
    ),
    Misconception(
        "divided by the classes",
        scaled(lambda n, k: n / k, lambda n, k: n / k),
        "You divide by the number of classes. Over what is the mean taken?",
        also=(scaled(ONE, lambda n, k: n / k), scaled(lambda n, k: n / k, ONE)),
    ),
    Misconception(
        "class numbers used as rows",
        _numbers_as_rows(np.mean),
        "`p[labels]` picks whole rows, by numbers that are classes. How do you name one entry in each row?",
        also=(
            _numbers_as_rows(np.sum),
            lambda logits, labels: (
                _numbers_as_rows(np.sum)(logits, labels)[0] / len(labels),
                softmax_loss(logits, labels)[1],
            ),
        ),
    ),
    Misconception(
        "every example meets every label",
        _numbers_as_columns(np.mean),
        "`p[:, labels]` is a table of N by N numbers. With how many true classes does one example meet its loss?",
        also=(
            _numbers_as_columns(np.sum),
            lambda logits, labels: (
                np.sum(-np.log(softmax(logits)[:, labels])) / len(labels),
                softmax_loss(logits, labels)[1],
            ),
        ),
    ),
    Misconception(
        "a yes-or-no loss for each class",
        with_loss(_binary(lambda t, y: t.sum() / len(y))),
        "You also charge for 1 − p of the other classes. Which terms has −Σ y ln p?",
        also=(with_loss(_binary(lambda t, y: t.mean())), with_loss(_binary(lambda t, y: t.sum()))),
    ),
    Misconception(
        "softmax applied twice",
        _softmax_twice,
        "Your probabilities went through softmax once more. What does the loss expect, and what does it get?",
        also=(
            lambda logits, labels: (_softmax_twice(logits, labels)[0], softmax_loss(logits, labels)[1]),
            lambda logits, labels: (softmax_loss(logits, labels)[0], _softmax_twice(logits, labels)[1]),
        ),
    ),
    Misconception(
        "squared error for the loss",
        with_loss(lambda p, y: np.sum((p - y) ** 2) / len(y)),
        "Your gradient is that of the cross-entropy, your loss is made of squares. What is the price of surprise?",
        also=(
            with_loss(lambda p, y: np.mean((p - y) ** 2)),
            with_loss(lambda p, y: np.sum((p - y) ** 2) / 2 / len(y)),
            with_loss(lambda p, y: np.sum((p - y) ** 2)),
        ),
    ),
    Misconception(
        "a slope that is already in p − y",
        _with_grad(lambda p, y: (p - y) * p * (1 - p) / len(y)),
        "p(1 − p) belongs to one output and a squared error. When softmax met the logarithm here, what was left?",
        also=(_with_grad(lambda p, y: (p - y) * p / len(y)), _with_grad(lambda p, y: (p - y) * p * (1 - p))),
    ),
    Misconception(
        "softmax left out",
        _without_softmax(False),
        "Your loss looks at the logits themselves. What turns them into probabilities?",
        also=(_without_softmax(True), _without_softmax(False, 1), _without_softmax(True, 1)),
    ),
    Misconception(
        "logarithm left out",
        with_loss(lambda p, y: -np.sum(y * p) / len(y)),
        "Your loss changes by 1 at most, however wrong the network is. How should the price grow as p falls to 0?",
        also=(with_loss(lambda p, y: 1 - np.sum(y * p) / len(y)), with_loss(lambda p, y: np.sum(y * p) / len(y))),
    ),
    Misconception(
        "log of the mean",
        with_loss(lambda p, y: -np.log(np.sum(y * p) / len(y))),
        "You averaged the probabilities and then took the logarithm. Which comes first in the loss of a batch?",
    ),
    Misconception(
        "slope along the probabilities",
        _with_grad(lambda p, y: -y / p / len(y)),
        "That is how L changes with each **probability**. Through which function do the probabilities hang on the "
        "logits?",
        also=(_with_grad(lambda p, y: -y / p), _with_grad(lambda p, y: -1 / p / len(y))),
    ),
    Misconception(
        "the other classes forgotten",
        _with_grad(lambda p, y: (p - y) * y / len(y)),
        "Only the true class has a slope in yours. What happens to the loss when another logit grows?",
        also=(_with_grad(lambda p, y: (p - 1) * y), _with_grad(lambda p, y: -y / len(y))),
    ),
    Misconception(
        "1 taken off everywhere",
        _with_grad(lambda p, y: (p - 1) / len(y)),
        "How many entries of each row should lose a 1?",
        also=(_with_grad(lambda p, y: p - 1),),
    ),
    Misconception(
        "1 added to the true class",
        _with_grad(lambda p, y: (p + y) / len(y)),
        "The rows of your gradient add up to more than 0. What should they add up to?",
        also=(_with_grad(lambda p, y: p + y),),
    ),
    Misconception(
        "class numbers taken for one-hot",
        _labels_as_numbers,
        "You calculate with the class numbers themselves: class 4 would be four times as true as class 1. How does a "
        "number become a row with a single 1?",
        also=(_labels_as_numbers_too,),
    ),
    Misconception(
        "one loss for each example",
        with_loss(lambda p, y: -np.sum(y * np.log(p), axis=1)),
        "You return N losses. Which one number speaks for the batch?",
    ),
    Misconception(
        "−1 put in instead of taken off",
        _with_grad(lambda p, y: np.where(y == 1, -1, p) / len(y)),
        "The entry of the true class forgot its probability. Is it set to a number, or lowered by one?",
    ),
    Misconception(
        "one result of two",
        lambda logits, labels: softmax_loss(logits, labels)[0],
        "Two things are asked for: how wrong the network is, and which way its logits should move. Which do you "
        "return?",
        also=(lambda logits, labels: softmax_loss(logits, labels)[1],),
    ),
    Misconception(
        "logits minus truth",
        lambda logits, labels: (
            softmax_loss(logits, labels)[0],
            (logits - one_hot(labels, logits.shape[1])) / len(labels),
        ),
        "**Probability** minus truth. Is the number from which you take the 1 a probability?",
        also=(lambda logits, labels: (softmax_loss(logits, labels)[0], logits - one_hot(labels, logits.shape[1])),),
    ),
    Misconception(
        "surprise at the other side",
        with_loss(lambda p, y: -np.sum(y * np.log(1 - p)) / len(y)),
        "Certain and right should cost nothing. What does it cost in yours?",
        also=(with_loss(lambda p, y: -np.sum((1 - y) * np.log(1 - p)) / len(y)),),
    ),
    Misconception(
        "labels not used in the loss",
        with_loss(lambda p, y: -np.sum(p * np.log(p)) / len(y)),
        "Your loss does not change when the labels do. Whose probability does it look at?",
        also=(with_loss(lambda p, y: -np.mean(p * np.log(p))), with_loss(lambda p, y: -np.mean(np.log(p)))),
    ),
    Misconception(
        "gradient added over the batch",
        _with_grad(lambda p, y: (p - y).sum(axis=0) / len(y)),
        "Every example has logits of its own. What shape has the gradient with respect to all of them?",
        also=(_with_grad(lambda p, y: (p - y).sum(axis=0)), _with_grad(lambda p, y: (p - y).sum(axis=1))),
    ),
    Misconception(
        "other shares than softmax",
        with_shares(lambda logits: softmax(logits.T).T),
        "Your probabilities are not those of softmax along each row. What do the numbers of one row add up to?",
        also=(
            with_shares(lambda logits: np.exp(logits) / np.exp(logits).sum()),
            with_shares(lambda logits: 1 / (1 + np.exp(-logits))),
            with_shares(np.exp),
        ),
    ),
)
