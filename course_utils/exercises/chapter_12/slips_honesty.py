"""More mistakes of chapter 12 about numbers that can be believed, each with its question."""

from __future__ import annotations

import math

import numpy as np

from course_utils.exercises.chapter_12 import answers
from course_utils.exercises.engine import Misconception


# ---- which epoch to keep ------------------------------------------------------------------------------------------
def best_of(measure):
    """Return best_epoch as the first largest entry of ``measure(train, validation, test)``, counted from 1."""
    return lambda *sets: int(np.argmax(measure(*map(np.asarray, sets)))) + 1


def ties_by(which):
    """Return best_epoch that lets another set decide between equally good epochs."""

    def best_epoch(*sets):
        best = np.flatnonzero(np.asarray(sets[1]) == np.max(sets[1]))
        return int(best[np.argmax(np.asarray(sets[which])[best])]) + 1

    return best_epoch


def first_peak(train, validation, test):
    falls = np.flatnonzero(np.diff(validation) < 0)
    return int(falls[0]) + 1 if len(falls) else len(validation)


BEST_EPOCH = (
    Misconception(
        "two sets together",
        best_of(lambda train, validation, test: validation + test),
        "Three sets, and one of them is there for choosing. Which have you let take part?",
        also=(best_of(lambda a, b, c: a + b), best_of(lambda a, b, c: a + b + c), best_of(lambda a, b, c: a + c)),
    ),
    Misconception(
        "ties decided by the test set",
        ties_by(2),
        "Two epochs are equally good for the set that chooses. Which set did you ask then, and what says the task?",
        also=(ties_by(0),),
    ),
    Misconception(
        "the first fall ends it",
        first_peak,
        "Accuracies go up and down. Can a later epoch still be better than the one before the first fall?",
    ),
    Misconception(
        "the accuracy, not its epoch",
        lambda train, validation, test: np.max(validation),
        "That is how good the best epoch was. Which epoch was it?",
        also=(lambda train, validation, test: np.max(test),),
    ),
    Misconception(
        "one too far",
        lambda train, validation, test: int(np.argmax(validation)) + 2,
        "If the very first epoch is the best, which number do you give it?",
    ),
)


# ---- how sure is an accuracy? -------------------------------------------------------------------------------------
def wilson(root=None, middle=None, scale=None, result=None):
    """Return interval with a piece of it replaced; each gets (p, n, z), ``result`` the middle, spread and scale."""

    def interval(right, total, z=1.96):
        p, n = right / total, total
        m = middle(p, n, z) if middle else p + z**2 / (2 * n)
        spread = root(p, n, z) if root else z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        s = scale(p, n, z) if scale else 1 + z**2 / n
        return result(m, spread, s) if result else ((m - spread) / s, (m + spread) / s)

    return interval


def z_not_squared(right, total, z=1.96):
    p, scale = right / total, 1 + z / total
    middle, spread = p + z / (2 * total), z * math.sqrt(p * (1 - p) / total + z / (4 * total**2))
    return (middle - spread) / scale, (middle + spread) / scale


def clipped(right, total, z=1.96):
    low, high = answers.interval_symmetric(right, total, z)
    return max(0.0, low), min(1.0, high)


def moved_below_the_root(right, total, z=1.96):
    n = total + z**2
    p = (right + z**2 / 2) / n
    spread = z * math.sqrt(p * (1 - p) / n)
    return p - spread, p + spread


def with_z(fixed):
    return lambda right, total, z=1.96: answers.interval(right, total, fixed)


def rounded(digits):
    return wilson(result=lambda m, spread, s: (round((m - spread) / s, digits), round((m + spread) / s, digits)))


def round_the_share(right, total, z=1.96):
    low, high = answers.interval(right, total, z)
    return right / total - (high - low) / 2, right / total + (high - low) / 2


SYMMETRIC_ALSO = (clipped,)
INTERVAL = (
    Misconception(
        "the last term below the root",
        wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n))),
        "Two terms stand below the root. What is each of them divided by?",
        also=(
            wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**3))),
            wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z**2 / (2 * n**2))),
            wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z**2 / n**2)),
            wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n)),
        ),
    ),
    Misconception(
        "n missing below the root",
        wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) + z**2 / (4 * n**2))),
        "With a hundred times as many pictures, does your interval become narrower as it should?",
    ),
    Misconception(
        "z not squared",
        z_not_squared,
        "The letter z stands in four places. In which of them is it squared?",
        also=(
            wilson(middle=lambda p, n, z: p + z / (2 * n)),
            wilson(scale=lambda p, n, z: 1 + z / n),
            wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / n + z / (4 * n**2))),
            wilson(middle=lambda p, n, z: p + z / (2 * n), scale=lambda p, n, z: 1 + z / n),
        ),
    ),
    Misconception(
        "no z before the root",
        wilson(root=lambda p, n, z: math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))),
        "How many standard errors does the interval reach to either side? What stands before the root?",
    ),
    Misconception(
        "the half of the middle",
        wilson(middle=lambda p, n, z: p + z**2 / n),
        "By how much is the middle moved: z²/n, or another fraction of it?",
        also=(wilson(middle=lambda p, n, z: p + z**2 / 2 * n), wilson(middle=lambda p, n, z: p + z**2 / (4 * n))),
    ),
    Misconception(
        "only one part divided",
        wilson(result=lambda m, spread, s: (m / s - spread, m / s + spread)),
        "The long fraction line has everything above it. In Python, what does `a - b / c` divide?",
        also=(wilson(result=lambda m, spread, s: (m - spread / s, m + spread / s)),),
    ),
    Misconception(
        "high and low exchanged",
        wilson(result=lambda m, spread, s: ((m + spread) / s, (m - spread) / s)),
        "The pair is to begin with the smaller one. Which sign belongs to it?",
    ),
    Misconception(
        "one end only",
        wilson(result=lambda m, spread, s: (m - spread) / s),
        "An interval has two ends. Which of them have you returned?",
        also=(wilson(result=lambda m, spread, s: (m + spread) / s),),
    ),
    Misconception(
        "the middle and half the width",
        wilson(result=lambda m, spread, s: (m / s, spread / s)),
        "You return a middle and a distance. What are the two ends?",
    ),
    Misconception(
        "a division without remainder",
        lambda right, total, z=1.96: answers.interval(right // total * total, total, z),
        "What is 965 // 1000, and what is the share of right answers?",
    ),
    Misconception(
        "the moved share below the root",
        moved_below_the_root,
        "That is Agresti and Coull's interval, a good one too. In the formula above, which p stands below the root?",
    ),
    Misconception(
        "z fixed",
        lambda right, total, z=1.96: answers.interval(right, total, 1.96),
        "Does your interval become narrower when `z` is 1? Which z was given in the case that failed?",
        also=tuple(with_z(z) for z in (2, 1.645, 2.576, 1.95996398)),
    ),
    Misconception(
        "in percent",
        wilson(result=lambda m, spread, s: (100 * (m - spread) / s, 100 * (m + spread) / s)),
        "The task asks for shares from 0 to 1. In which unit are yours?",
    ),
    Misconception(
        "1 − p missing",
        wilson(root=lambda p, n, z: z * math.sqrt(p / n + z**2 / (4 * n**2))),
        "If all answers were right, how much would they scatter? Which factor of p(1 − p) says so?",
        also=(wilson(root=lambda p, n, z: z * math.sqrt(p * p / n + z**2 / (4 * n**2))),),
    ),
    Misconception(
        "n − 1",
        lambda right, total, z=1.96: answers.interval(right, total - 1, z),
        "Variances of samples are sometimes divided by n − 1. Does this formula do so?",
        also=(wilson(root=lambda p, n, z: z * math.sqrt(p * (1 - p) / (n - 1) + z**2 / (4 * n**2))),),
    ),
    Misconception(
        "rounded",
        rounded(3),
        "How many digits have you kept? Rounding is for the very end, when the numbers are read.",
        also=(rounded(2), rounded(4), rounded(1)),
    ),
    Misconception(
        "evenly round the observed share",
        round_the_share,
        "Yours reaches as far up as down from the share that was seen. Around what does the formula lie?",
    ),
)


# ---- which mistakes? ----------------------------------------------------------------------------------------------
def one_row_many_names(labels, guesses, classes):
    return np.tile(answers.confusion(labels, guesses, classes).sum(axis=0), (classes, 1))


def up_to_the_largest(labels, guesses, classes):
    return answers.confusion(labels, guesses, int(max(labels.max(), guesses.max())) + 1)


def normalised(total):
    """Return confusion as shares of ``total(counts)``."""

    def confusion(labels, guesses, classes):
        counts = answers.confusion(labels, guesses, classes)
        return counts / np.maximum(total(counts), 1)

    return confusion


SHARES_ALSO = (normalised(lambda counts: counts.sum(axis=0)), normalised(np.sum))
SEEN_ALSO = (up_to_the_largest,)
CONFUSION = (
    Misconception(
        "rows that are one and the same",
        one_row_many_names,
        "All rows of your table are equal. How many lists does `[[0] * 3] * 3` make, and how many names for one?",
    ),
    Misconception(
        "only the right answers",
        lambda labels, guesses, classes: np.diag(np.diag(answers.confusion(labels, guesses, classes))),
        "Which entries of the table say what was taken for what?",
    ),
    Misconception(
        "not all pairs",
        lambda labels, guesses, classes: answers.confusion(labels[:1], guesses[:1], classes),
        "How many pictures does your table hold? Where does your loop end?",
        also=(
            lambda labels, guesses, classes: answers.confusion(labels[-1:], guesses[-1:], classes),
            lambda labels, guesses, classes: answers.confusion(labels[:-1], guesses[:-1], classes),
            lambda labels, guesses, classes: answers.confusion(labels[1:], guesses[1:], classes),
        ),
    ),
    Misconception(
        "counted both ways",
        lambda labels, guesses, classes: (c := answers.confusion(labels, guesses, classes)) + c.T,
        "A 4 taken for a 9, and a 9 taken for a 4: are these one mistake or two?",
        also=(lambda labels, guesses, classes: np.maximum(c := answers.confusion(labels, guesses, classes), c.T),),
    ),
    Misconception(
        "one count for each class",
        lambda labels, guesses, classes: np.diag(answers.confusion(labels, guesses, classes)),
        "Your result has one number for each class. Where does it say for *which* other class one was taken?",
        also=(
            lambda labels, guesses, classes: np.bincount(labels, minlength=classes),
            lambda labels, guesses, classes: np.bincount(labels[labels != guesses], minlength=classes),
        ),
    ),
)
