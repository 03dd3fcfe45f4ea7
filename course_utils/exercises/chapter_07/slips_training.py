"""More ways in which accuracy in batches, and the mended loop of chapter 07, go wrong."""

from __future__ import annotations

import numpy as np

from course_utils import losses
from course_utils.exercises.chapter_07.answers import TooMany, right_in_batches
from course_utils.exercises.chapter_07.answers_loop import mended_but
from course_utils.exercises.engine import Misconception


# ---- accuracy -----------------------------------------------------------------------------------------------------
def of_batches(combine):
    """Build an accuracy that makes ``combine(rights, sizes, N, batch_size)`` of what each batch gave."""

    def wrong(predict, x, labels, batch_size):
        rights, sizes = map(np.array, zip(*right_in_batches(predict, x, labels, batch_size), strict=True))
        return combine(rights, sizes, len(x), batch_size)

    return wrong


def judged(hits):
    """Build an accuracy that counts ``hits(logits, labels of the batch, all labels)`` in each batch."""

    def wrong(predict, x, labels, batch_size):
        starts = range(0, len(x), batch_size)
        batches = ((predict(x[s : s + batch_size]), labels[s : s + batch_size]) for s in starts)
        return sum(hits(logits, wanted, labels) for logits, wanted in batches) / len(x)

    return wrong


def at_once(predict, x, labels, batch_size):
    """Give all examples to ``predict`` in one call."""
    return float(np.mean(predict(x).argmax(axis=1) == labels))


def one_apart(predict, x, labels, batch_size):
    """Let each batch begin one example after the last."""
    found = 0
    for start in range(-(-len(x) // batch_size)):
        rows = slice(start, start + batch_size)
        found += np.sum(predict(x[rows]).argmax(axis=1) == labels[rows])
    return found / len(x)


ACCURACY = (
    Misconception(
        "more than a batch at once",
        at_once,
        "A real network may not have the memory for all examples. How many does `predict` get from you in one call?",
        holds=lambda returned, *_: isinstance(returned, TooMany),
    ),
    Misconception(
        "only the last batch counted",
        of_batches(lambda rights, sizes, n, size: rights[-1] / n),
        "Follow your counter through two batches. What is left in it of the first?",
        also=(of_batches(lambda rights, sizes, n, size: rights[-1] / sizes[-1]),),
    ),
    Misconception(
        "only the first batch",
        of_batches(lambda rights, sizes, n, size: rights[0] / n),
        "When does your function return, before or after the last batch?",
        also=(of_batches(lambda rights, sizes, n, size: rights[0] / sizes[0]),),
    ),
    Misconception(
        "the first labels for every batch",
        judged(lambda logits, wanted, labels: np.sum(logits.argmax(axis=1) == labels[: len(logits)])),
        "The second batch has other examples than the first. Which labels do you compare it with?",
    ),
    Misconception(
        "the largest along the wrong axis",
        judged(lambda logits, wanted, labels: np.sum(logits.argmax(axis=0) == wanted)),
        "Logits have shape (n, classes). Along which axis does one example's answer lie?",
    ),
    Misconception(
        "the smallest logit",
        judged(lambda logits, wanted, labels: np.sum(logits.argmin(axis=1) == wanted)),
        "Which class does a network answer, the one with the largest logit or with the smallest?",
    ),
    Misconception(
        "logits instead of answers",
        judged(lambda logits, wanted, labels: np.sum(logits.max(axis=1) == wanted)),
        "You compare the largest logit itself with the label. Where in its row does that logit stand?",
    ),
    Misconception(
        "in percent",
        of_batches(lambda rights, sizes, n, size: 100 * rights.sum() / n),
        "A share runs from 0 to 1. What does a perfect classifier get from you?",
    ),
    Misconception(
        "shares added up",
        of_batches(lambda rights, sizes, n, size: np.sum(rights / sizes)),
        "A perfect classifier gets the number of batches from you. What is missing?",
        also=(of_batches(lambda rights, sizes, n, size: rights.sum() / size),),
    ),
    Misconception(
        "a mean number for each batch",
        of_batches(lambda rights, sizes, n, size: rights.mean()),
        "That is how many are right in a batch, on average. Which part of all examples are they?",
    ),
    Misconception(
        "batches counted as full",
        of_batches(lambda rights, sizes, n, size: np.sum(rights / sizes * size) / n),
        "You multiply the share of each batch by `batch_size`. How many examples has the last one?",
    ),
    Misconception(
        "the rest left out of both",
        of_batches(lambda rights, sizes, n, size: rights[:-1].sum() / max(sizes[:-1].sum(), 1)),
        "Is the last batch among those that you ask, even where it is a whole one?",
        also=(of_batches(lambda rights, sizes, n, size: rights[:-1].sum() / n),),
    ),
    Misconception(
        "batches that begin one example apart",
        one_apart,
        "Your second batch begins at example 1. Where does it begin when the first one has `batch_size` examples?",
    ),
    Misconception(
        "rounded",
        of_batches(lambda rights, sizes, n, size: round(rights.sum() / n, 2)),
        "How many digits does your share keep? Somebody may want to compare two networks that differ in the next one.",
        also=tuple(
            of_batches((lambda digits: lambda rights, sizes, n, size: round(rights.sum() / n, digits))(d))
            for d in (1, 3, 4)
        ),
    ),
    Misconception(
        "divided in whole numbers",
        of_batches(lambda rights, sizes, n, size: rights.sum() // n),
        "`//` rounds down. Which shares are left?",
    ),
)


# ---- the training loop --------------------------------------------------------------------------------------------
def loop(step=None, orders=None, curve=None, start=lambda w, w0: w, first=True):
    """Build a training loop that is right but for what is given.

    ``step(w, x, labels, lr, all)`` returns the next weights, ``orders(rng, N, epoch, kept)`` the order of an epoch,
    ``curve(measured, seen)`` an entry of the curve, ``start(w, w0)`` the weights at the beginning of an epoch.
    """
    step = step or (lambda w, x, labels, lr, everything: w - lr * x.T @ slope(x, w, labels))
    orders = orders or (lambda rng, n, epoch, kept: rng.permutation(n))

    def train(x, labels, w, lr, epochs, batch_size, seed):
        rng, w0, kept = np.random.default_rng(seed), w, []
        measured = [losses.softmax_cross_entropy(x @ w, labels)[0]] if first else []
        for epoch in range(epochs):
            kept.append(orders(rng, len(x), epoch, kept))
            w, seen = start(w, w0), []
            for s in range(0, len(x), batch_size):
                rows = kept[-1][s : s + batch_size]
                seen.append(losses.softmax_cross_entropy(x[rows] @ w, labels[rows])[0])
                w = step(w, x[rows], labels[rows], lr, (x, labels))
            whole = losses.softmax_cross_entropy(x @ w, labels)[0]
            measured.append(curve(whole, seen) if curve else whole)
        return w, np.array(measured)

    return train


def slope(x, w, labels):
    """Return the gradient of the loss along the logits (n, classes)."""
    return losses.softmax_cross_entropy(x @ w, labels)[1]


def every_update(x, labels, w, lr, epochs, batch_size, seed):
    """Measure after each update, not after each epoch."""
    rng, curve = np.random.default_rng(seed), [losses.softmax_cross_entropy(x @ w, labels)[0]]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            w = w - lr * x[rows].T @ slope(x[rows], w, labels[rows])
            curve.append(losses.softmax_cross_entropy(x @ w, labels)[0])
    return w, np.array(curve)


PLANTED_BUGS = (
    Misconception(
        "not shuffled",
        loop(orders=lambda rng, n, epoch, kept: np.arange(n)),
        "Where do your batches take their order from?",
    ),
    Misconception(
        "one order for all epochs",
        loop(orders=lambda rng, n, epoch, kept: kept[0] if kept else rng.permutation(n)),
        "How many permutations are to be drawn, one in all or one for each epoch?",
    ),
    Misconception(
        "the caller's start at each epoch",
        loop(start=lambda w, w0: w0),
        "With which weights does your second epoch begin? What did the first one learn, and where is it?",
    ),
    Misconception(
        "learning rate forgotten",
        loop(lambda w, x, labels, lr, everything: w - x.T @ slope(x, w, labels)),
        "Where in your update does `lr` come in?",
    ),
    Misconception(
        "divided by the batch once more",
        loop(lambda w, x, labels, lr, everything: w - lr * x.T @ slope(x, w, labels) / len(x)),
        "`softmax_cross_entropy` has averaged over the batch already. Is there a reason to do it again?",
    ),
    Misconception(
        "uphill",
        loop(lambda w, x, labels, lr, everything: w + lr * x.T @ slope(x, w, labels)),
        "Does your curve fall or rise? Which way does a gradient point?",
    ),
    Misconception(
        "the whole set at each step",
        loop(lambda w, x, labels, lr, everything: w - lr * everything[0].T @ slope(everything[0], w, everything[1])),
        "How many pictures does one of your updates see, and how many are in a batch?",
    ),
    Misconception(
        "the curve of the batches",
        loop(curve=lambda whole, seen: float(np.mean(seen))),
        "The curve holds the loss of the *whole* set after each epoch. On which pictures do you measure, and when?",
        also=(loop(curve=lambda whole, seen: seen[-1]), loop(curve=lambda whole, seen: seen[0])),
    ),
    Misconception(
        "no point before the first update",
        loop(first=False),
        "The curve has one entry more than there are epochs. Which loss stands first in it?",
    ),
    Misconception(
        "a point for every update",
        every_update,
        "How many entries has your curve, and how many epochs are there?",
    ),
    Misconception(
        "results exchanged",
        lambda *arguments: mended_but()(*arguments)[::-1],
        "Two results are asked for, weights and curve. Which of yours comes first?",
    ),
)
