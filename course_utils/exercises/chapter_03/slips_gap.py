"""Ways in which a gradient check goes wrong, beside those in ``answers``."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_03.answers import central, gradient_gap, gradient_gap_from
from course_utils.exercises.engine import Misconception


def gap_by(measure, slope=central):
    """Return the check that compares slopes and gradient by ``measure(slopes, gradient)``."""

    def gap(f, w, gradient, eps=1e-4):
        slopes = [slope(f, w, eps * unit.reshape(w.shape), eps) for unit in np.eye(w.size)]
        return measure(np.reshape(slopes, w.shape), gradient)

    return gap


def gap_in_steps(visit, copied=True):
    """Return the check whose slope at entry k is ``visit(f, w, k, eps)``, made on one copy of w, or on w itself."""

    def gap(f, w, gradient, eps=1e-4):
        w = w.copy() if copied else w
        slopes = np.array([visit(f, w, k, eps) for k in np.ndindex(w.shape)]).reshape(w.shape)
        return np.max(np.abs(slopes - gradient))

    return gap


def not_put_back(f, w, k, eps):
    w[k] += eps
    above = f(w)
    w[k] -= 2 * eps
    return (above - f(w)) / (2 * eps)


def one_step_short(f, w, k, eps):
    w[k] += eps
    above = f(w)
    w[k] -= eps
    return (above - f(w)) / (2 * eps)


def raised_for_good(f, w, k, eps):
    below = f(w)
    w[k] += eps
    return (f(w) - below) / eps


def lowered_from_raised(f, w, k, eps):
    w[k] += eps
    above = f(w)
    w[k] -= eps
    below = f(w)
    w[k] += eps
    return (above - below) / (2 * eps)


def rows_at_once(f, w, gradient, eps=1e-4):
    slopes = np.zeros_like(w)
    for k in range(len(w)):
        nudge = np.zeros_like(w)
        nudge[k] = eps
        slopes[k] = central(f, w, nudge, eps)
    return np.max(np.abs(slopes - gradient))


def fixed(eps_kept):
    return lambda f, w, gradient, eps=1e-4: gradient_gap(f, w, gradient, eps_kept)


def entry_only(which):
    return gap_by(lambda slopes, gradient: np.abs(slopes - gradient).flat[which])


def relative(slopes, gradient):
    return np.max(np.abs(slopes - gradient) / np.maximum(1e-8, np.abs(slopes) + np.abs(gradient)))


def ratio_of_lengths(slopes, gradient):
    length = np.linalg.norm
    return length(slopes - gradient) / (length(slopes) + length(gradient))


def of_the_larger(slopes, gradient):
    return np.max(np.abs(slopes - gradient) / np.maximum(np.abs(slopes), np.abs(gradient)))


SIGNED = (
    gap_by(lambda slopes, gradient: np.max(gradient - slopes)),
    gap_by(lambda slopes, gradient: np.abs(np.max(slopes - gradient))),
    gap_by(lambda slopes, gradient: np.abs(np.max(gradient - slopes))),
)
ONE_SIDED = (gradient_gap_from(lambda f, w, nudge, eps: (f(w) - f(w - nudge)) / eps),)
TOTAL = (
    gap_by(lambda slopes, gradient: np.linalg.norm(slopes - gradient)),
    gap_by(lambda slopes, gradient: np.sum((slopes - gradient) ** 2)),
    gap_by(lambda slopes, gradient: np.max(np.sum(np.abs(slopes - gradient), axis=0))),
)

SLIPS = (
    Misconception(
        "eps ignored",
        fixed(1e-4),
        "Call it twice, with two values of eps that are far apart. Does anything change?",
        tuple(map(fixed, (1e-3, 1e-5, 1e-6, 1e-7, 1e-8))),
    ),
    Misconception(
        "relative instead of plain distance",
        gap_by(relative),
        "A share of the gradient's size is a good measure too, and some courses use it. Which distance is asked for "
        "here?",
        (
            gap_by(ratio_of_lengths),
            gap_by(of_the_larger),
            gap_by(lambda slopes, gradient: np.max(np.abs(slopes - gradient) / np.abs(slopes))),
            gap_by(lambda slopes, gradient: np.max(np.abs(slopes - gradient) / np.abs(gradient))),
            gap_by(lambda slopes, gradient: np.linalg.norm(slopes - gradient) / np.linalg.norm(slopes + gradient)),
        ),
    ),
    Misconception(
        "an entry not put back",
        gap_in_steps(not_put_back),
        "When the second entry is nudged, where does the first one stand?",
        (gap_in_steps(not_put_back, False), gap_in_steps(raised_for_good), gap_in_steps(raised_for_good, False)),
    ),
    Misconception(
        "one array under two names",
        gap_in_steps(one_step_short),
        "`up = w` makes a second name, not a second array. How far apart were the two points at which f was taken?",
        (
            gap_in_steps(one_step_short, False),
            gap_in_steps(lowered_from_raised),
            gap_in_steps(lowered_from_raised, False),
            gap_by(lambda slopes, gradient: np.max(np.abs(gradient))),
        ),
    ),
    Misconception(
        "divided by 2, then multiplied by eps",
        gradient_gap_from(lambda f, w, nudge, eps: (f(w + nudge) - f(w - nudge)) / 2 * eps),
        "Python works through `/` and `*` from left to right. By what is the difference divided in the end?",
        (
            gradient_gap_from(lambda f, w, nudge, eps: f(w + nudge) - f(w - nudge) / (2 * eps)),
            gradient_gap_from(lambda f, w, nudge, eps: f(w + nudge) - f(w - nudge)),
        ),
    ),
    Misconception(
        "a whole row at once",
        rows_at_once,
        "For a flat array you are right. In a table, how many entries does `w[k]` hold?",
    ),
    Misconception(
        "one entry only",
        entry_only(0),
        "Spoil another entry of the gradient: does your result notice?",
        (entry_only(-1),),
    ),
    Misconception(
        "the mean or the least instead of the largest",
        gap_by(lambda slopes, gradient: np.mean(np.abs(slopes - gradient))),
        "One wrong entry among a million right ones: would your result give the alarm?",
        (
            gap_by(lambda slopes, gradient: np.min(np.abs(slopes - gradient))),
            gap_by(lambda slopes, gradient: np.median(np.abs(slopes - gradient))),
            gap_by(lambda slopes, gradient: np.mean((slopes - gradient) ** 2)),
            gap_by(lambda slopes, gradient: np.sqrt(np.mean((slopes - gradient) ** 2))),
        ),
    ),
    Misconception(
        "sizes compared, signs lost",
        gap_by(lambda slopes, gradient: np.max(np.abs(np.abs(slopes) - np.abs(gradient)))),
        "A slope of 2 and a gradient of −2: how far apart are they?",
        (gap_by(lambda slopes, gradient: abs(np.max(np.abs(slopes)) - np.max(np.abs(gradient)))),),
    ),
    Misconception(
        "all the distances, or the slopes",
        gap_by(lambda slopes, gradient: np.abs(slopes - gradient)),
        "One number is asked for. Which one of those that you returned, or made of them?",
        (gap_by(lambda slopes, gradient: slopes), gap_by(lambda slopes, gradient: slopes - gradient)),
    ),
    Misconception(
        "a verdict instead of a number",
        gap_by(lambda slopes, gradient: bool(np.allclose(slopes, gradient, atol=1e-5))),
        "Whether it is good enough is for the caller to say. How far off is the worst entry?",
        (gap_by(lambda slopes, gradient: bool(np.max(np.abs(slopes - gradient)) < 1e-5)),),
    ),
)
