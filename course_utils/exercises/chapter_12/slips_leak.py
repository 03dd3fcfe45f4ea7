"""More mistakes of chapter 12 in the experiment that leaks, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_12.answers_leak import nearest
from course_utils.exercises.engine import Misconception


def first_of_best(scores, candidates):
    return int(np.argmax(scores))


def share(guesses, labels):
    return np.mean(guesses == labels)


def experiment(choose=first_of_best, neighbours="train", report=share, result=lambda k, i, a: (k, a)):
    """Return the experiment with one of its steps done otherwise: the choice, the neighbours, the report."""

    def mended_experiment(train_x, train_y, validation_x, validation_y, test_x, test_y, candidates):
        mean, std = train_x.mean(axis=0), train_x.std(axis=0)
        train_x, validation_x, test_x = ((x - mean) / std for x in (train_x, validation_x, test_x))
        i = choose([share(nearest(train_x, train_y, validation_x, k), validation_y) for k in candidates], candidates)
        if neighbours == "both":
            train_x, train_y = np.concatenate([train_x, validation_x]), np.concatenate([train_y, validation_y])
        guesses = nearest(train_x, train_y, test_x, candidates[i])
        return result(candidates[i], i, report(guesses, test_y))

    return mended_experiment


def last_of_best(scores, candidates):
    return len(scores) - 1 - int(np.argmax(scores[::-1]))


def smallest_of_best(scores, candidates):
    return min((i for i, score in enumerate(scores) if score == max(scores)), key=lambda i: candidates[i])


PLANTED_LEAK = (
    Misconception(
        "the validation set learned from",
        experiment(neighbours="both"),
        "Your last line lets the validation pictures be neighbours too. Some do so on purpose; does "
        "`broken_experiment` do it?",
    ),
    Misconception(
        "the last of equals",
        experiment(choose=last_of_best),
        "Two values of k are equally good. Which one was asked for?",
    ),
    Misconception(
        "the smallest of equals",
        experiment(choose=smallest_of_best),
        "The candidates need not be in order. Of equally good ones, which stands first in the list?",
    ),
    Misconception(
        "the worst k",
        experiment(choose=lambda scores, candidates: int(np.argmin(scores))),
        "Your scores are shares of right answers. Should the largest of them be chosen, or the smallest?",
    ),
    Misconception(
        "the place of k, not k",
        experiment(result=lambda k, i, accuracy: (i, accuracy)),
        "`argmax` gives a place in the list. Which k stands there?",
    ),
    Misconception(
        "k and accuracy exchanged",
        experiment(result=lambda k, i, accuracy: (accuracy, k)),
        "Which of the two did `broken_experiment` return first?",
    ),
    Misconception(
        "the error",
        experiment(report=lambda guesses, labels: np.mean(guesses != labels)),
        "Is your second number the share of right answers, or of wrong ones?",
    ),
    Misconception(
        "a count, not a share",
        experiment(report=lambda guesses, labels: np.sum(guesses == labels)),
        "How many were right, or which part of them?",
    ),
    Misconception(
        "k alone",
        experiment(result=lambda k, i, accuracy: k),
        "Two results are asked for. How good is the k that you have chosen?",
        also=(experiment(result=lambda k, i, accuracy: accuracy),),
    ),
)
