"""The last three exercises of chapter 02: softmax, its loss, and a classifier with two planted bugs."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02 import answers
from course_utils.exercises.chapter_02.answers_also_right import LOSS_ALSO_RIGHT
from course_utils.exercises.chapter_02.slips_bugs import BUG_SLIPS
from course_utils.exercises.chapter_02.slips_loss import LOSS_SLIPS
from course_utils.exercises.chapter_02.slips_softmax import DOWN_COLUMNS_TOO, NO_EXPONENTIAL_TOO, SOFTMAX_SLIPS
from course_utils.exercises.engine import Exercise, Misconception


def softmax_cases(rng):
    """Return logits (N, K): ordinary ones, very large ones, and rows of very different height."""
    heights = np.array([[900.0], [0.0], [-900.0]])
    ordinary = [(rng.normal(size=shape),) for shape in ((2, 3), (4, 2), (1, 5), (3, 3), (6, 4))]
    large = [(1000 + rng.normal(size=(2, 4)),), (heights + rng.normal(size=(3, 3)),)]
    return [*ordinary, *large, (np.zeros((2, 4)),), (np.array([[0.0, 900.0, -900.0], [1.0, 40.0, -40.0]]),)]


def labelled_cases(rng):
    """Return (logits, labels), among them a single example, repeated classes and an undecided network."""
    shapes = ((4, 3), (6, 5), (1, 3), (2, 2), (8, 3), (3, 10), (5, 4))
    ordinary = [(2 * rng.normal(size=(n, k)), rng.integers(0, k, n)) for n, k in shapes]
    return [*ordinary, (np.zeros((3, 4)), np.array([0, 2, 2]))]


def classifier_cases(rng):
    """Return (x, w, b, labels) for small classifiers."""
    shapes = ((4, 3, 3), (7, 5, 4), (1, 2, 3), (3, 1, 2), (8, 2, 5), (2, 6, 2), (5, 4, 3), (6, 3, 10))
    draw = rng.normal
    return [(draw(size=(n, d)), draw(size=(d, k)), draw(size=k), rng.integers(0, k, n)) for n, d, k in shapes]


SOFTMAX = Exercise(
    id="02-softmax",
    title="Softmax that never overflows",
    prompt="Write `softmax(logits)` for an array of shape $(N, K)$, one row per example: the probabilities of every "
    "row, same shape. It must also answer for a logit of 1000, and for rows of very different height.",
    stub="def softmax(logits):\n    ...  # return probabilities, shape (N, K)",
    reference=answers.softmax,
    cases=softmax_cases,
    misconceptions=(
        Misconception(
            "exp overflows",
            answers.softmax_overflowing,
            "e to the 1000 is too large for any float. Which constant could you take off a row without changing its "
            "softmax?",
        ),
        Misconception(
            "one maximum for the whole batch",
            answers.softmax_global_max,
            "In a row far below the largest one, every exponential becomes 0. Whose maximum should each row lose?",
        ),
        Misconception(
            "sums down the columns",
            answers.softmax_down_columns,
            "Your columns add up to 1. Which axis runs over the classes of one example?",
            also=DOWN_COLUMNS_TOO,
        ),
        Misconception(
            "one sum for the whole batch",
            answers.softmax_whole_batch,
            "All your numbers together add up to 1. What should each single row add up to?",
        ),
        Misconception(
            "one sum for the whole batch, and exp overflows",
            answers.softmax_whole_batch_overflowing,
            "Two things at once. First: all your numbers together add up to 1; what should each single row add up to?",
        ),
        Misconception(
            "no exponential",
            answers.softmax_no_exponential,
            "Your shares are made of the logits themselves. What turns a logit, negative or not, into a positive "
            "number?",
            also=NO_EXPONENTIAL_TOO,
        ),
        Misconception(
            "the winner takes all",
            answers.softmax_hard,
            "Your rows hold a single 1. What does softmax do for a logit that comes a close second?",
        ),
        Misconception(
            "not normalised",
            answers.softmax_not_normalised,
            "What do the numbers of one of your rows add up to?",
        ),
        *SOFTMAX_SLIPS,
    ),
    hints=(
        "Softmax does not change when a constant is taken off all logits of a row. Choose that constant well.",
        "`logits.max(axis=1, keepdims=True)` has shape (N, 1) and is taken off row by row.",
        "The same `axis=1, keepdims=True` serves for the sum of the exponentials.",
    ),
    explanation="With the maximum of its row taken off, the largest logit becomes 0 and its exponential exactly 1: no "
    "overflow, and a sum of at least 1.",
)

SOFTMAX_LOSS = Exercise(
    id="02-softmax-loss",
    title="The loss and its gradient",
    prompt="Write `softmax_loss(logits, labels)`: the mean cross-entropy of a batch, and its gradient with respect to "
    "the logits. `logits` has shape $(N, K)$, `labels` holds $N$ class numbers. `losses.softmax` is there for you to "
    "use.",
    stub="def softmax_loss(logits, labels):\n    ...  # return loss, grad",
    reference=answers.softmax_loss,
    names=("loss", "grad"),
    also_right=LOSS_ALSO_RIGHT,
    cases=labelled_cases,
    misconceptions=(
        Misconception(
            "gradient p instead of p − y",
            answers.softmax_loss_gradient_p,
            "Your gradient would push every logit down, the right one too. What is missing in the column of the true "
            "class?",
            also=(lambda logits, labels: (answers.softmax_loss(logits, labels)[0], answers.softmax(logits)),),
        ),
        Misconception(
            "batch size missing in the gradient",
            answers.softmax_loss_not_averaged,
            "Your loss is a mean. What must then happen to the gradient when the batch is twice as large?",
        ),
        Misconception(
            "sum instead of mean",
            answers.softmax_loss_summed,
            "Your loss grows with the batch. Should a class of sixty look worse than a class of thirty?",
        ),
        Misconception(
            "sign of the gradient",
            answers.softmax_loss_sign,
            "If the logit of the true class grows, does the loss rise or fall? So which sign has its slope?",
        ),
        Misconception(
            "minus sign of the loss",
            answers.softmax_loss_no_minus,
            "The logarithm of a probability is never positive. Which sign should a loss have?",
            also=(lambda *given: tuple(-part for part in answers.softmax_loss(*given)),),
        ),
        Misconception(
            "log of the wrong class",
            answers.softmax_loss_wrong_class,
            "You took the probability of the network's favourite. Whose probability does the loss look at?",
        ),
        Misconception(
            "log of every class",
            answers.softmax_loss_all_classes,
            "Your loss adds the logs of all classes. With y one-hot, how many of them survive?",
        ),
        Misconception(
            "whole columns instead of single entries",
            answers.softmax_loss_whole_columns,
            "`grad[:, labels]` is every row of those columns. How do you name one entry in each row?",
        ),
        Misconception(
            "logarithm to another base",
            answers.softmax_loss_to_base(10),
            "Your loss is right up to a constant factor. Which logarithm has the slope 1/p?",
            also=(answers.softmax_loss_to_base(2),),
        ),
        *LOSS_SLIPS,
    ),
    hints=(
        "`p[np.arange(n), labels]` picks one entry from each row: the probability of the true class.",
        "The loss is minus the mean of the logarithms of those entries.",
        "The gradient is the probabilities with 1 taken off those same entries, and then the mean's share.",
    ),
    explanation="Each row of the gradient adds up to 0: what the true class gains, the others give.",
)

PLANTED_BUG = Exercise(
    id="02-planted-bug",
    title="Find the two bugs",
    prompt="`broken_gradients` above runs without complaint, and two of its lines are wrong. Copy it here under the "
    "name `mended_gradients` and mend both.",
    stub="def mended_gradients(x, w, b, labels):\n    ...  # return grad_w, grad_b",
    reference=answers.classifier_gradients,
    names=("grad_w", "grad_b"),
    cases=classifier_cases,
    misconceptions=(
        Misconception(
            "both bugs still there",
            answers.broken_gradients,
            "Print `error` for two examples after each line. Which entries should have lost a 1, and which have?",
        ),
        Misconception(
            "the batch still missing in the slope of b",
            answers.broken_bias_only,
            "One bug is gone. Double the batch by repeating it: which of your two slopes changes, and should it?",
        ),
        Misconception(
            "whole columns still lose a 1",
            answers.broken_columns_only,
            "One bug is gone. In `error`, how many entries of each row should be negative?",
        ),
        Misconception(
            "the batch now missing in both",
            answers.classifier_not_averaged,
            "Your two slopes agree with each other now, but the loss is a mean over the batch. Are they?",
        ),
        Misconception(
            "gradient p instead of p − y",
            answers.classifier_gradient_p,
            "Your gradients no longer look at the labels. What must come off the true class?",
        ),
        Misconception(
            "one slope for all biases",
            answers.classifier_scalar_bias,
            "There is one b for each class. Over which axis alone should you add?",
            also=(answers.classifier_total_bias,),
        ),
        *BUG_SLIPS,
    ),
    hints=(
        "Follow the shapes, then follow single entries: take two examples with different labels.",
        "One bug is about which entries lose a 1. The other is about a mean that is only half there.",
        "`error[np.arange(n), labels]` names one entry in each row. Then compare how the two slopes treat n.",
    ),
    explanation="Both bugs ran without a word. Comparing with nudges, on a tiny batch, takes seconds and finds them.",
)

SOFTMAX_TASKS = (SOFTMAX, SOFTMAX_LOSS, PLANTED_BUG)
