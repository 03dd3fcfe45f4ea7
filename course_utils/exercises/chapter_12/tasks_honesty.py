"""Exercises of chapter 12 about numbers that can be believed: intervals, mistakes, choices, leaks, curves."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_12 import answers, answers_leak, slips_curves, slips_honesty, slips_leak
from course_utils.exercises.engine import AlsoRight, Exercise, Misconception


def interval_cases(rng):
    """Return (right, total[, z]): small and large sets, none right, all right."""
    return [
        (965, 1000), (970, 1000), (19, 20), (20, 20), (0, 12), (50, 100), (9650, 10000), (3, 8, 2.576), (61, 100, 1.0),
        (5, 7),
    ]  # fmt: skip


def mistake_cases(rng):
    """Return (labels, answers, classes), with pairs that come several times and classes that never come."""
    found = []
    for count, classes in ((6, 3), (10, 4), (1, 2), (8, 5), (20, 3), (12, 2), (7, 7)):
        labels = rng.integers(0, classes, count)
        guesses = np.where(rng.random(count) < 0.6, labels, rng.integers(0, classes, count))
        found.append((labels, guesses, classes))
    several = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 0]), 4
    many_classes = np.array([11, 2, 11]), np.array([3, 11, 3]), 12
    return [*found, several, many_classes]


def record_cases(rng):
    """Return (train, validation, test) accuracies over epochs; ties, and peaks at different places."""
    found = [tuple(rng.uniform(0.5, 0.95, (3, epochs)).round(2)) for epochs in (5, 6, 8, 10, 4, 7, 12)]
    ties = ([0.7, 0.9, 0.99, 0.95], [0.8, 0.9, 0.9, 0.85], [0.7, 0.8, 0.86, 0.9])
    early = ([0.6, 0.9, 0.8], [0.9, 0.7, 0.8], [0.6, 0.9, 0.8])
    three = ([0.7, 0.9, 0.99, 0.97], [0.8, 0.9, 0.9, 0.9], [0.7, 0.8, 0.9, 0.85])
    return [*found, *(tuple(map(np.array, case)) for case in (ties, early, three))]


def leak_cases(rng):
    """Return three small sets, features on unlike scales, and numbers of neighbours to choose from, in any order."""
    choices = ((1, 3, 5, 7), (5, 1, 3), (7, 3, 1, 5, 9), [3, 7], (9, 5, 1))
    found = []
    while len(found) < 9:
        sizes, features = (rng.integers(12, 20), *rng.integers(7, 11, 2)), int(rng.integers(2, 4))
        shift = rng.normal(size=features)
        parts = []
        for k, size in enumerate(sizes):
            labels = rng.permutation(np.arange(size) % 2)
            x = rng.normal(size=(size, features)) + labels[:, None] * shift + 0.8 * k
            parts += [x * np.array([1, 6, 30])[:features], labels]
        case = (*parts, choices[len(found) % len(choices)])
        if _tells_apart(case):
            found.append(case)
    return found


def _tells_apart(case):
    right = answers_leak.mended_experiment(*case)
    others = [
        answers_leak.with_leaks(*names)(*case) for names in (("all", "test"), ("train", "test"), ("all", "validation"))
    ]
    return sum(other != right for other in others) >= 2


INTERVAL = Exercise(
    id="12-interval",
    title="How sure is an accuracy?",
    prompt="Write `interval(right, total, z=1.96)`: Wilson's interval for the true accuracy when `right` of `total` "
    "test pictures were classified right, by the formula above. Return the pair (low, high), from 0 to 1.",
    stub="def interval(right, total, z=1.96):\n    ...  # return low, high",
    reference=answers.interval,
    cases=interval_cases,
    names=("low", "high"),
    misconceptions=(
        Misconception(
            "p ± z standard errors",
            answers.interval_symmetric,
            "With 20 of 20 right your interval has no width at all. Are you certain after twenty pictures?",
            also=slips_honesty.SYMMETRIC_ALSO,
        ),
        Misconception(
            "one standard error", answers.interval_one_error, "What is the number z for, and where is it in yours?"
        ),
        Misconception(
            "not divided", answers.interval_not_scaled, "The whole fraction has a denominator: 1 + z²/n. Where is it?"
        ),
        Misconception(
            "the middle not moved",
            answers.interval_not_moved,
            "With 20 of 20 right, does your interval still contain 1, the share that was seen? Which term is missing "
            "from the middle?",
        ),
        Misconception(
            "no square root",
            answers.interval_no_square_root,
            "A variance or its root: what does the formula do with the sum before it is multiplied by z?",
        ),
        Misconception(
            "the error rate", answers.interval_of_errors, "Is your interval round the right answers or the wrong ones?"
        ),
        *slips_honesty.INTERVAL,
    ),
    hints=(
        "Compute p, then the three pieces: the middle, the spread, and the scale 1 + z²/n.",
        "The spread is z · √(p(1 − p)/n + z²/(4n²)).",
        "From the middle, p + z²/(2n), the spread goes down to low and up to high. What is done to both at the end?",
    ),
)

CONFUSION = Exercise(
    id="12-confusion",
    title="The table of mistakes",
    prompt="Write `confusion(labels, answers, classes)`: an array (classes, classes) whose entry (i, j) counts "
    "the pictures of class i that were taken for j. `labels` and `answers` are arrays (N,) of class numbers; "
    "a class may be missing in both.",
    stub="def confusion(labels, answers, classes):\n    ...  # return an array (classes, classes)",
    reference=answers.confusion,
    cases=mistake_cases,
    optional=True,
    misconceptions=(
        Misconception(
            "every pair counted once",
            answers.confusion_once,
            "Add up your table: is it the number of pictures? (In NumPy, `counts[labels, answers] += 1` writes each "
            "place once, however often it stands in the list.)",
        ),
        Misconception(
            "rows and columns exchanged",
            answers.confusion_turned,
            "Take one picture of class 0 that was taken for 1. Is your 1 in row 0?",
        ),
        Misconception(
            "only the mistakes", answers.confusion_only_mistakes, "Where are the right answers in your table?"
        ),
        Misconception(
            "shares, not counts",
            answers.confusion_shares,
            "How many, or which part of them?",
            also=slips_honesty.SHARES_ALSO,
        ),
        Misconception(
            "only classes that occur",
            answers.confusion_seen_classes,
            "How many rows should there be when a class has no picture?",
            also=slips_honesty.SEEN_ALSO,
        ),
        *slips_honesty.CONFUSION,
    ),
    hints=(
        "A loop over `zip(labels, answers)` is quite good enough.",
        "For each pair add 1 at [label, answer].",
        "Without a loop: `np.add.at` adds again where a pair comes again; `counts[labels, answers] += 1` does not.",
    ),
)

BEST_EPOCH = Exercise(
    id="12-best-epoch",
    title="Which epoch to keep",
    prompt="After every epoch the accuracy on three sets was written down: `train`, `validation` and `test`, arrays "
    "(E,). Write `best_epoch(train, validation, test)`: the number, counted from 1, of the epoch whose weights you may "
    "keep and report. Of equally good ones take the first.",
    stub="def best_epoch(train, validation, test):\n    ...  # return a whole number from 1 on",
    reference=answers.best_epoch,
    cases=record_cases,
    granted=("`train` may be ignored", "`test` may be ignored"),
    misconceptions=(
        Misconception(
            "chosen by the test set",
            answers.best_epoch_by_test,
            "If the test set chooses, who is left to say how good the choice was?",
        ),
        Misconception(
            "chosen by the training set",
            answers.best_epoch_by_training,
            "A network that learns its pictures by heart wins this contest. Which set has it not seen?",
        ),
        Misconception("always the last", answers.last_epoch, "Is the last epoch the best one in the case that failed?"),
        Misconception(
            "counted from 0", answers.best_epoch_from_zero, "What number has the first epoch: 0, or 1 as asked?"
        ),
        Misconception(
            "the last of equals",
            answers.best_epoch_last_of_equals,
            "Two epochs are equally good. Which one was asked for?",
        ),
        Misconception(
            "the smallest accuracy",
            answers.best_epoch_smallest,
            "These are accuracies, not losses. Which way is better?",
        ),
        Misconception(
            "the smallest gap",
            answers.best_epoch_by_gap,
            "An untrained network has hardly any gap. Is the gap what you want to be small, or the mistakes?",
        ),
        *slips_honesty.BEST_EPOCH,
    ),
    hints=(
        "Only one of the three sets may choose.",
        "`np.argmax` gives the place of the largest entry, the first one where there are several.",
        "Places are counted from 0, epochs from 1.",
    ),
)

PLANTED_LEAK = Exercise(
    id="12-planted-leak",
    title="Find the two leaks",
    prompt="`broken_experiment` above reports a test accuracy that is not one: the test set has been used twice before "
    "it is asked. Write `mended_experiment` with the same arguments and results, the chosen k and its accuracy on the "
    "test set. `nearest` may be used as it is. Of equally good k take the first.",
    stub="def mended_experiment(\n    train_x, train_y, validation_x, validation_y, test_x, test_y, candidates\n):\n"
    "    ...  # return k, accuracy",
    reference=answers_leak.mended_experiment,
    cases=leak_cases,
    names=("k", "accuracy"),
    also_right=(
        AlsoRight(
            answers_leak.with_leaks("seen", "validation"),
            "The test set is asked once, and last. With the mean and the deviation of the training set alone, the "
            "validation set would be as new to the network as well.",
        ),
    ),
    misconceptions=(
        Misconception(
            "both leaks",
            answers_leak.with_leaks("all", "test"),
            "Mark every line in which the test set occurs. Which of them come before the last one?",
        ),
        Misconception(
            "the test set still chooses",
            answers_leak.with_leaks("train", "test"),
            "The scale is mended. Whose labels decide about k?",
        ),
        Misconception(
            "standardised with everything",
            answers_leak.with_leaks("all", "validation"),
            "The choice is mended. From which pictures do the mean and the standard deviation come?",
            also=(answers_leak.with_leaks("test", "validation"),),
        ),
        Misconception(
            "every set with its own scale",
            answers_leak.with_leaks("own", "validation"),
            "A picture that arrives alone tomorrow has no mean of its own. Which numbers would you use for it?",
        ),
        Misconception(
            "the training set chooses",
            answers_leak.with_leaks("train", "train"),
            "Every training example is its own nearest neighbour. What does k = 1 always get there?",
        ),
        Misconception(
            "nothing standardised",
            answers_leak.not_standardised,
            "One feature is many times as large as another. Which of them decides about the distances?",
        ),
        Misconception(
            "the validation accuracy reported",
            answers_leak.reports_validation,
            "That number was the best of several. On which set has nothing been chosen?",
        ),
        *slips_leak.PLANTED_LEAK,
    ),
    hints=(
        "`np.concatenate([train_x, validation_x, test_x])` knows something that it should not.",
        "Mean and standard deviation come from `train_x` alone, and are applied to all three.",
        "k is the candidate with the best accuracy on the validation set; only then is the test set asked, once.",
    ),
    # Distances do not change when everything is shifted alike, and the best count has the best share.
    equivalent_mutants=("train_x.mean -> train_x.sum", "x - mean -> x + mean", "np.sum -> np.mean"),
)

DIAGNOSIS = Exercise(
    id="12-diagnosis",
    title="Read four training curves",
    prompt="Four runs of one network are drawn above, A to D. Each has one fault: the learning rate is too **high**, "
    "the learning rate is too **low**, there are too **few** pictures to learn from, or the **labels** of the training "
    'pictures have been shuffled. Type the four letters in this order, for instance `"ABCD"` if A had the high rate, '
    "B the low one, C the few pictures and D the shuffled labels.",
    stub="diagnosis = ...  # four letters: high, low, few, labels",
    answer="DBCA",
    misconceptions=slips_curves.DIAGNOSIS,
    hints=(
        "Begin with the training curves alone: which run learns nothing at all?",
        "Of the others, which is still on its way when the drawing ends?",
        "Two learn by heart. One of them has learned something that also holds elsewhere.",
    ),
    solution="""high = "D"  # training ends near 10 %: not even its own pictures are learned
low = "B"  # training 77 %, validation 76 %, both still rising
few = "C"  # training 100 %, validation 83 %: by heart, and useful elsewhere too
labels = "A"  # training 100 %, validation 7 %: by heart, and nothing that holds elsewhere
diagnosis = high + low + few + labels""",
)
