"""Further ways in which the gradients of a classifier are commonly mended badly."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02.answers import classifier_gradients, softmax
from course_utils.exercises.chapter_02.slips_loss import PER_K, PER_N, N, one_hot
from course_utils.exercises.engine import Misconception


def classifier(change=None, w_factor=lambda n, k: 1, b_factor=lambda n, k: 1, bias=True):
    """Return gradients whose error was changed, or which were multiplied by a function of N and K."""

    def wrong(x, w, b, labels):
        n, k = len(labels), w.shape[1]
        p = softmax(x @ w + b * bias)
        error = (change(p, labels) if change else p - one_hot(labels, k)) / n
        return x.T @ error * w_factor(n, k), error.sum(axis=0) * b_factor(n, k)

    return wrong


def _rows_lowered(p, labels):
    p[labels] -= 1
    return p


def _places_exchanged(p, labels):
    p[labels, np.arange(len(labels))] -= 1
    return p


def _value_put(value):
    def change(p, labels):
        p[np.arange(len(labels)), labels] = value
        return p

    return change


def _error_of(x, w, b, labels):
    return (softmax(x @ w + b) - one_hot(labels, w.shape[1])) / len(labels)


BUG_SLIPS = (
    Misconception(
        "rows instead of entries",
        classifier(_rows_lowered),
        "`error[labels]` names rows, by numbers that are classes. Which entry of each row should lose a 1?",
        also=(classifier(_rows_lowered, b_factor=N),),
    ),
    Misconception(
        "row and column exchanged",
        classifier(_places_exchanged),
        "In `error[row, column]`, which of the two is the example, and which is its class?",
        also=(classifier(_places_exchanged, b_factor=N),),
    ),
    Misconception(
        "put in instead of taken off",
        classifier(_value_put(-1)),
        "The entry of the true class forgot its probability. Is it set to a number, or lowered by one?",
        also=(classifier(_value_put(-1), b_factor=N), classifier(_value_put(0)), classifier(_value_put(1))),
    ),
    Misconception(
        "1 added",
        classifier(lambda p, labels: p + one_hot(labels, p.shape[1])),
        "Truth is taken **off** the probability. What should a row of `error` add up to?",
    ),
    Misconception(
        "1 taken off everywhere",
        classifier(lambda p, labels: p - 1),
        "How many entries of each row should lose a 1?",
        also=(classifier(lambda p, labels: p - 1, b_factor=N),),
    ),
    Misconception(
        "divided by the batch twice",
        classifier(w_factor=PER_N, b_factor=PER_N),
        "How often is the batch divided out now? Follow `error` from line to line.",
        also=(classifier(w_factor=PER_N), classifier(b_factor=PER_N)),
    ),
    Misconception(
        "divided by the classes",
        classifier(w_factor=lambda n, k: n / k, b_factor=lambda n, k: n / k),
        "The loss is a mean over the examples. By which number do you divide?",
        also=(
            classifier(b_factor=lambda n, k: n / k),
            classifier(b_factor=PER_K),
            classifier(w_factor=PER_K, b_factor=PER_K),
        ),
    ),
    Misconception(
        "the batch size written down",
        classifier(w_factor=lambda n, k: n / 64, b_factor=lambda n, k: n / 64),
        "64 is the size of most batches here, not of all. Where does the size of this batch stand?",
        also=(classifier(b_factor=lambda n, k: n / 64),),
    ),
    Misconception(
        "slopes of b added along the wrong axis",
        lambda x, w, b, labels: (classifier_gradients(x, w, b, labels)[0], _error_of(x, w, b, labels).sum(axis=1)),
        "You return one slope for each example. To what does each b belong?",
        also=(
            lambda x, w, b, labels: (classifier_gradients(x, w, b, labels)[0], _error_of(x, w, b, labels).mean(axis=1)),
            lambda x, w, b, labels: (classifier_gradients(x, w, b, labels)[0], _error_of(x, w, b, labels)),
        ),
    ),
    Misconception(
        "the batch missing in the slope of w",
        classifier(w_factor=N),
        "Double the batch by repeating it: which of your two slopes changes, and should it?",
    ),
    Misconception(
        "bias left out of the forward move",
        classifier(bias=False),
        "Your gradients do not depend on b. What are the logits of the classifier?",
    ),
)
