"""More mistakes of chapter 09 in local response normalisation, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_09 import answers_network as answers
from course_utils.exercises.engine import Misconception


def near(C, i, n):
    return list(range(max(0, i - n // 2), min(C, i + n // 2 + 1)))


def damped(of):
    """Return lrn whose sum for channel i is ``of(a, i, n)``, an array (N, H, W)."""

    def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
        sums = np.stack([of(a, i, n) for i in range(a.shape[1])], axis=1)
        return a / (k + alpha * sums) ** beta

    return lrn


def formula(of):
    """Return lrn as ``of(a, S, k, alpha, beta)``, S being the right sums of squares (N, C, H, W)."""

    def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
        sums = [np.sum(a[:, near(a.shape[1], i, n)] ** 2, axis=1) for i in range(a.shape[1])]
        return of(a, np.stack(sums, axis=1), k, alpha, beta)

    return lrn


def along(axis):
    """Return lrn whose neighbours lie along another axis than the channels'."""

    def lrn(a, *more, **named):
        turned = answers.lrn(np.ascontiguousarray(np.swapaxes(a, 1, axis)), *more, **named)
        return np.swapaxes(turned, 1, axis)

    return lrn


def one_after_the_other(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    b = a.copy()
    for i in range(a.shape[1]):
        b[:, i] = b[:, i] / (k + alpha * np.sum(b[:, near(a.shape[1], i, n)] ** 2, axis=1)) ** beta
    return b


def whole_windows_only(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    whole, b = answers.lrn(a, n, k, alpha, beta), np.zeros_like(a)
    inner = slice(n // 2, max(n // 2, a.shape[1] - n // 2))
    b[:, inner] = whole[:, inner]
    return b


def whole_windows_rest_unchanged(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    whole, b = answers.lrn(a, n, k, alpha, beta), a.copy()
    inner = slice(n // 2, max(n // 2, a.shape[1] - n // 2))
    b[:, inner] = whole[:, inner]
    return b


NOT_SQUARED_ALSO = (damped(lambda a, i, n: np.sum(a[:, near(a.shape[1], i, n)], axis=1)),)
ALL_ALSO = (
    formula(lambda a, S, k, alpha, beta: a / (k + alpha * np.sum(a**2)) ** beta),
    damped(lambda a, i, n: np.sum(a[:, i] ** 2, axis=(1, 2), keepdims=True)),
)
LRN = (
    Misconception(
        "multiplied instead of divided",
        formula(lambda a, S, k, alpha, beta: a * (k + alpha * S) ** beta),
        "The more active the neighbours, the larger is what comes out of yours. Should they damp, or amplify?",
    ),
    Misconception(
        "k always 1",
        lambda a, n=5, k=2.0, alpha=1e-4, beta=0.75: answers.lrn(a, n, 1.0, alpha, beta),
        "Many programs have another k by default. Which one has the paper, and where does your argument `k` enter?",
        also=(lambda a, n=5, k=2.0, alpha=1e-4, beta=0.75: answers.lrn(a, n, 1.0, alpha / n, beta),),
    ),
    Misconception(
        "k left out",
        formula(lambda a, S, k, alpha, beta: a / (alpha * S) ** beta),
        "If a channel and its neighbours are silent, by what do you divide?",
    ),
    Misconception(
        "alpha before the bracket",
        formula(lambda a, S, k, alpha, beta: a / (alpha * (k + S)) ** beta),
        "Which of the two terms in the bracket is multiplied by alpha?",
    ),
    Misconception(
        "the power of the sum alone",
        formula(lambda a, S, k, alpha, beta: a / (k + (alpha * S) ** beta)),
        "Where does the bracket begin that is raised to the power beta: before k, or after it?",
        also=(formula(lambda a, S, k, alpha, beta: a / (k + alpha * S**beta)),),
    ),
    Misconception(
        "a mean, not a sum",
        damped(lambda a, i, n: np.mean(a[:, near(a.shape[1], i, n)] ** 2, axis=1)),
        "At the edges fewer channels take part. Does the formula divide by their number?",
    ),
    Misconception(
        "squared after adding",
        damped(lambda a, i, n: np.sum(a[:, near(a.shape[1], i, n)], axis=1) ** 2),
        "What if one neighbour answers +100 and another −100: do they cancel in the formula?",
    ),
    Misconception(
        "only the channel itself",
        damped(lambda a, i, n: a[:, i] ** 2),
        "In the sum, the index is j and not i. Whose responses does it collect?",
        also=(damped(lambda a, i, n: len(near(a.shape[1], i, n)) * a[:, i] ** 2),
              damped(lambda a, i, n: n * a[:, i] ** 2)),
    ),
    Misconception(
        "neighbours on one side only",
        damped(lambda a, i, n: np.sum(a[:, max(0, i - n // 2) : i + 1] ** 2, axis=1)),
        "A channel has neighbours before it and after it. Do both damp it in yours?",
        also=(damped(lambda a, i, n: np.sum(a[:, i : i + n // 2 + 1] ** 2, axis=1)),
              damped(lambda a, i, n: np.sum(a[:, i : i + n] ** 2, axis=1)),
              damped(lambda a, i, n: np.sum(a[:, max(0, i - n + 1) : i + 1] ** 2, axis=1))),
    ),
    Misconception(
        "a slice that begins below 0",
        damped(lambda a, i, n: np.sum(a[:, i - n // 2 : i + n // 2 + 1] ** 2, axis=1)),
        "The first channels are wrong. In Python, which channels does a slice like `a[:, -2:3]` take?",
    ),
    Misconception(
        "the first neighbour missing",
        damped(lambda a, i, n: np.sum(a[:, max(0, i - n // 2 + 1) : i + n // 2 + 1] ** 2, axis=1)),
        "With n = 5, how many channels before i belong to its window, and how many do you take?",
    ),
    Misconception(
        "edges left out",
        whole_windows_only,
        "The first and the last channels have fewer neighbours. What does the task say of them?",
        also=(whole_windows_rest_unchanged,),
    ),
    Misconception(
        "neighbours that are damped already",
        one_after_the_other,
        "When channel 1 is computed, has channel 0 still the response that came in?",
    ),
    Misconception(
        "neighbours along another axis",
        along(3),
        "The axes are (N, C, H, W). Along which of them does your window run, and along which should it?",
        also=(along(2), along(0)),
    ),
    Misconception(
        "alpha times n",
        lambda a, n=5, k=2.0, alpha=1e-4, beta=0.75: answers.lrn(a, n, k, alpha * n, beta),
        "torch has to be given n times the alpha, because it divides by n itself. Does your own sum divide?",
    ),
    Misconception(
        "the divisor alone",
        formula(lambda a, S, k, alpha, beta: (k + alpha * S) ** beta),
        "That is what a response is divided by. What comes out?",
        also=(formula(lambda a, S, k, alpha, beta: 1 / (k + alpha * S) ** beta),),
    ),
    Misconception(
        "a window of another width",
        lambda a, n=5, *more, **named: answers.lrn(a, n + 2, *more, **named),
        "With n = 3, which channels take part in the sum for channel 4? Which take part in yours?",
        also=(lambda a, n=5, *more, **named: answers.lrn(a, n - 2, *more, **named),
 lambda a, n=5, *more, **named: answers.lrn(a, 2 * n - 1, *more, **named)),
    ),
    Misconception(
        "a root of the sum",
        damped(lambda a, i, n: np.sqrt(np.sum(a[:, near(a.shape[1], i, n)] ** 2, axis=1))),
        "A length is the root of a sum of squares. Does the formula take that root?",
    ),
)  # fmt: skip
