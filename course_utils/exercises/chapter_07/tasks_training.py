"""Exercises of chapter 07 about training: accuracy over a whole set, and a training loop with three planted bugs."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_07 import answers, answers_loop, slips_training
from course_utils.exercises.engine import Exercise, Misconception

# examples, inputs, classes, batch size
LOOPS = (
    (7, 3, 3, 3),
    (8, 2, 2, 4),
    (6, 4, 3, 4),
    (9, 2, 4, 2),
    (5, 3, 2, 8),
    (10, 3, 3, 5),
    (4, 2, 2, 1),
    (11, 5, 3, 4),
)


def accuracy_cases(rng):
    """Return (predict, x, labels, batch_size): batches that divide the set, that do not, and that are larger."""
    found = []
    for count, classes, size in (
        (7, 3, 3),
        (10, 4, 4),
        (12, 3, 4),
        (5, 2, 8),
        (1, 3, 1),
        (23, 5, 6),
        (9, 3, 2),
        (4, 3, 1),
    ):
        x, weights = rng.normal(size=(count, 4)), rng.normal(size=(4, classes))
        labels = (x @ weights).argmax(axis=1)
        wrong = rng.permutation(count)[: count // 3]
        labels[wrong] = (labels[wrong] + 1) % classes
        found.append((answers.Scores(weights, size), x, labels, size))
    weights = np.eye(2)
    x = np.array([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [1.0, 2.0], [5.0, 0.0]])
    return [*found, (answers.Scores(weights, 2), x, np.array([0, 1, 0, 1, 0]), 2)]  # all right, and one left over


def loop_cases(rng):
    """Return (x, labels, w, lr, epochs, batch_size, seed) for small sets, whole batches and a rest."""
    found = []
    for k, (count, inputs, classes, size) in enumerate(LOOPS):
        x, w = rng.normal(size=(count, inputs)), rng.normal(size=(inputs, classes))
        found.append((x, rng.permutation(np.arange(count) % classes), w, 0.3 + 0.05 * k, 1 + k % 2, size, k))
    return found


ACCURACY = Exercise(
    id="07-accuracy",
    title="Accuracy, with the last batch too",
    optional=True,
    prompt="Write `accuracy(predict, x, labels, batch_size)`: the share, from 0 to 1, of the N examples `x` (N, …) "
    "that `predict` gets right. `predict(batch)` returns logits of shape (n, classes) and is to be called with at most "
    "`batch_size` examples at a time. `labels` has shape (N,), for any N.",
    stub="def accuracy(predict, x, labels, batch_size):\n    ...",
    granted=("`batch_size` may be ignored",),  # one example at a time is never too many
    reference=answers.accuracy,
    cases=accuracy_cases,
    misconceptions=(
        Misconception(
            "the last batch lost",
            answers.accuracy_drops_the_rest,
            "With 5 examples and batches of 2, how many batches do you look at, and by how many examples do you "
            "divide? A perfect classifier should get 1.",
        ),
        Misconception(
            "only whole batches",
            answers.accuracy_of_whole_batches,
            "The examples after the last whole batch are never asked. What if the hard ones are among them?",
        ),
        Misconception(
            "mean of the batches",
            answers.accuracy_mean_of_means,
            "Your last batch may hold a single example. How much does it count, beside one in a full batch?",
        ),
        Misconception(
            "a count, not a share", answers.accuracy_count, "How many are right, or which part of them is right?"
        ),
        Misconception(
            "the error rate", answers.accuracy_errors, "A perfect classifier gets 0 from you. Which comparison counts?"
        ),
        Misconception(
            "divided by full batches",
            answers.accuracy_by_nominal_size,
            "The last batch is smaller than the others. How many examples have you really seen?",
        ),
        *slips_training.ACCURACY,
    ),
    hints=(
        "`range(0, len(x), batch_size)` gives the start of every batch, the last partial one included.",
        "A slice that reaches beyond the end simply ends there.",
        "Add up how many are right over all batches; divide once, at the end, by the number of examples.",
    ),
)

PLANTED_BUGS = Exercise(
    id="07-planted-bugs",
    title="Find the three bugs",
    optional=True,
    prompt="`broken_training` above runs without complaint, and three things are wrong with it. Write "
    "`mended_training` with the same arguments and results: the trained weights, and the loss of the whole set before "
    "the first update and after each epoch. Draw one `rng.permutation(len(x))` for each epoch, as it does.",
    stub="def mended_training(x, labels, w, lr, epochs, batch_size, seed):\n    ...  # return w, curve",
    reference=answers_loop.train_classifier,
    cases=loop_cases,
    names=("w", "curve"),
    misconceptions=(
        Misconception(
            "all three bugs",
            answers_loop.broken_training,
            "Start with the first batch of the first epoch: which pictures are in it, and which labels?",
        ),
        Misconception(
            "labels of other pictures",
            answers_loop.mended_but("labels"),
            "The pictures of a batch come in shuffled order. Do their labels?",
        ),
        Misconception(
            "the last batch is never trained on",
            answers_loop.mended_but("last"),
            "With 8 examples and batches of 4, at which starts does your inner loop stop?",
        ),
        Misconception(
            "the rest is left out",
            answers_loop.train_whole_batches_only,
            "With 7 examples and batches of 3, how often is the seventh shuffled example used?",
        ),
        Misconception(
            "the caller's weights are changed",
            answers_loop.mended_but("caller"),
            "Whoever called you trains a second time from the same start. From which weights, really?",
        ),
        Misconception(
            "labels and last batch",
            answers_loop.mended_but("labels", "last"),
            "One is mended. Print the indices of the pictures and of the labels of one batch: are they the same?",
        ),
        *slips_training.PLANTED_BUGS,
    ),
    hints=(
        "Take five examples and batches of two, and write down for every batch which rows and which labels it uses.",
        "Where does `range(0, len(x) - batch_size, batch_size)` stop, and which examples are never reached?",
        "`w -= …` changes the array that the caller handed over. What would leave it alone?",
    ),
)
