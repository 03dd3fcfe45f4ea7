"""Further ways in which softmax commonly goes wrong."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02.answers import softmax
from course_utils.exercises.engine import Misconception


def quiet(function):
    """Return ``function`` without NumPy's warnings, for mistakes that overflow on purpose."""

    def silenced(*args):
        with np.errstate(all="ignore"):
            return function(*args)

    return silenced


def _shares(values, axis=1, keepdims=True):
    return values / values.sum(axis=axis, keepdims=keepdims)


def _shifted(logits, axis=1, keepdims=True):
    return logits - logits.max(axis=axis, keepdims=keepdims)


def _clipped(limit):
    return quiet(lambda logits: _shares(np.exp(np.clip(logits, -limit, limit))))


def _cut_above(limit):
    return quiet(lambda logits: _shares(np.exp(np.minimum(logits, limit))))


def _in_place(logits):
    logits -= logits.max(axis=1, keepdims=True)
    return _shares(np.exp(logits))


def _taken_off_late(logits):
    exponentials = np.exp(logits)
    return _shares(exponentials - exponentials.max(axis=1, keepdims=True))


def _log_softmax(logits):
    return _shifted(logits) - np.log(np.exp(_shifted(logits)).sum(axis=1, keepdims=True))


def _standardised(logits):
    return (logits - logits.mean(axis=1, keepdims=True)) / logits.std(axis=1, keepdims=True)


DOWN_COLUMNS_TOO = (
    quiet(lambda logits: _shares(np.exp(logits), axis=0)),
    quiet(lambda logits: _shares(np.exp(logits - logits.max()), axis=0)),
    quiet(lambda logits: _shares(np.exp(_shifted(logits)), axis=0)),
)

NO_EXPONENTIAL_TOO = (
    quiet(lambda logits: _shares(np.abs(logits))),
    quiet(lambda logits: _shares(logits - logits.min(axis=1, keepdims=True))),
)

SOFTMAX_SLIPS = (
    Misconception(
        "keepdims left out",
        lambda logits: _shares(np.exp(_shifted(logits)), keepdims=False),
        "A row of N sums meets the columns of the table: only a square batch lets that pass, and mixes the examples. "
        "Which shape lets each row meet its own sum?",
        also=(
            quiet(lambda logits: _shares(np.exp(logits), keepdims=False)),
            quiet(lambda logits: _shares(np.exp(_shifted(logits, keepdims=False)))),
            quiet(lambda logits: _shares(np.exp(_shifted(logits, keepdims=False)), keepdims=False)),
            quiet(lambda logits: _shares(np.exp(logits - logits.max()), keepdims=False)),
        ),
    ),
    Misconception(
        "maximum down the columns",
        quiet(lambda logits: _shares(np.exp(_shifted(logits, axis=0)))),
        "Within a row, every logit may lose the same constant without harm. Does each logit of a row lose the same in "
        "yours?",
    ),
    Misconception(
        "maximum taken off too late",
        quiet(_taken_off_late),
        "When the largest number is taken off, has `exp` not seen it already? And may exponentials be shifted?",
        also=(quiet(lambda logits: _shares(np.exp(logits)) - _shares(np.exp(logits)).max(axis=1, keepdims=True)),),
    ),
    Misconception(
        "maximum taken off in one place only",
        quiet(lambda logits: np.exp(logits) / np.exp(_shifted(logits)).sum(axis=1, keepdims=True)),
        "A common factor cancels only if it stands above the line and below. Where do your logits lose their maximum?",
        also=(quiet(lambda logits: np.exp(_shifted(logits)) / np.exp(logits).sum(axis=1, keepdims=True)),),
    ),
    Misconception(
        "logarithms of the probabilities",
        _log_softmax,
        "Those are logarithms of probabilities. How is a number got back from its logarithm?",
        also=(
            lambda logits: -_log_softmax(logits),
            quiet(lambda logits: logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))),
        ),
    ),
    Misconception(
        "divided instead of shifted",
        quiet(lambda logits: _shares(np.exp(logits / logits.max(axis=1, keepdims=True)))),
        "Dividing the logits changes the distances between them, and with these the shares. What may be done to all "
        "logits of a row without changing their distances?",
        also=(
            quiet(lambda logits: _shares(np.exp(logits / logits.max()))),
            quiet(lambda logits: _shares(np.exp(logits / np.abs(logits).max()))),
            quiet(lambda logits: _shares(np.exp(logits / np.abs(logits).max(axis=1, keepdims=True)))),
            quiet(lambda logits: _shares(np.exp(logits / logits.sum(axis=1, keepdims=True)))),
            quiet(lambda logits: _shares(np.exp(_standardised(logits)))),
            quiet(lambda logits: _shares(np.exp(logits / 1000))),
            quiet(lambda logits: _shares(np.exp(logits / 100))),
        ),
    ),
    Misconception(
        "another constant taken off",
        quiet(lambda logits: _shares(np.exp(logits - logits.mean(axis=1, keepdims=True)))),
        "After your shift, how large, or how small, can the largest logit of a row still be? Think of (0, 900, −900).",
        also=(
            quiet(lambda logits: _shares(np.exp(logits - logits.min(axis=1, keepdims=True)))),
            quiet(lambda logits: _shares(np.exp(logits - np.median(logits, axis=1, keepdims=True)))),
            quiet(lambda logits: _shares(np.exp(logits - logits[:, :1]))),
            quiet(lambda logits: _shares(np.exp(logits - logits.mean()))),
            quiet(lambda logits: _shares(np.exp(logits - 1000))),
            quiet(lambda logits: _shares(np.exp(logits - logits.min()))),
        ),
    ),
    Misconception(
        "sigmoids normalised",
        quiet(lambda logits: _shares(1 / (1 + np.exp(-logits)))),
        "Your numbers add up to 1, but each logit first went through another function. Which one turns it into a "
        "positive number here?",
        also=(quiet(lambda logits: 1 / (1 + np.exp(-logits))), quiet(lambda logits: _shares(np.maximum(logits, 0)))),
    ),
    Misconception(
        "logits cut off",
        _clipped(500),
        "Two different logits beyond your limit become equal. Are their probabilities equal?",
        also=tuple(_clipped(limit) for limit in (700, 709, 100, 50, 10, 600))
        + tuple(_cut_above(limit) for limit in (709, 700, 500, 100)),
    ),
    Misconception(
        "sign of the logits",
        lambda logits: softmax(-logits),
        "Your largest probability belongs to the smallest logit. Which way round should it be?",
        also=(
            quiet(lambda logits: _shares(np.exp(-_shifted(logits)))),
            quiet(lambda logits: _shares(np.exp(-logits))),
        ),
    ),
    Misconception(
        "another base",
        quiet(lambda logits: _shares(2.0 ** _shifted(logits))),
        "The distances between your shares are not those of powers of e. Which number do you raise to a power?",
        also=(
            quiet(lambda logits: _shares(10.0 ** _shifted(logits))),
            quiet(lambda logits: _shares(_shifted(logits) ** 2)),
        ),
    ),
    Misconception(
        "the first row only",
        lambda logits: softmax(logits[:1])[0],
        "One row came out. What about the other examples? (If there is a loop: where does its `return` stand?)",
        also=(
            lambda logits: softmax(logits[:1]),
            lambda logits: softmax(logits[-1:]),
            lambda logits: softmax(logits[-1:])[0],
        ),
    ),
    Misconception(
        "logits changed in place",
        _in_place,
        "The probabilities are right, and the logits of whoever called you have changed. Which of `x -= m` and `x = x "
        "- m` makes a new array?",
    ),
    Misconception(
        "softmax twice",
        lambda logits: softmax(softmax(logits)),
        "Your probabilities lie closer together than they should. How often do the logits go through softmax?",
    ),
    Misconception(
        "the winner's number",
        lambda logits: logits.argmax(axis=1),
        "You return which class wins each row. How sure is the network of it, and of the others?",
        also=(lambda logits: softmax(logits).max(axis=1),),
    ),
)
