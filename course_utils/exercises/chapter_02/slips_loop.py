"""Further ways in which a training loop, and the choice of its learning rate, commonly go wrong."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02.answers import fit_line, line_gradient
from course_utils.exercises.chapter_02.slips_line import TRIPS_X, TRIPS_Y
from course_utils.exercises.engine import Misconception


def trained(step, start=(0.0, 0.0)):
    """Return a training loop that repeats ``w, b = step(w, b, x, y, lr)``."""

    def fit(x, y, lr, steps):
        w, b = start
        for _ in range(steps):
            w, b = step(w, b, x, y, lr)
        return w, b

    return fit


def _plain(w, b, x, y, lr):
    grad_w, grad_b = line_gradient(w, b, x, y)
    return w - lr * grad_w, b - lr * grad_b


def _at_a_rate(rate):
    return lambda x, y, lr, steps: fit_line(x, y, rate, steps)


def _at_a_number_of_steps(number):
    return lambda x, y, lr, steps: fit_line(x, y, lr, number)


def _piled_up(x, y, lr, steps):
    w = b = grad_w = grad_b = 0.0
    for _ in range(steps):
        new_w, new_b = line_gradient(w, b, x, y)
        grad_w, grad_b = grad_w + new_w, grad_b + new_b
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b


def _point_by_point(share=lambda x: 1, fresh=False):
    def step(w, b, x, y, lr):
        for x_i, y_i in zip(x, y, strict=True):
            error = w * x_i + b - y_i
            w = w - lr * error * x_i / share(x)
            b = b - lr * ((w * x_i + b - y_i) if fresh else error) / share(x)
        return w, b

    return trained(step)


def _errors_once(x, y, lr, steps):
    grad_w, grad_b = line_gradient(0.0, 0.0, x, y)
    return -steps * lr * grad_w, -steps * lr * grad_b


def _half_uphill(sign_w, sign_b):
    def step(w, b, x, y, lr):
        grad_w, grad_b = line_gradient(w, b, x, y)
        return w - sign_w * lr * grad_w, b - sign_b * lr * grad_b

    return trained(step)


def _with_rates(factor):
    return lambda x, y, lr, steps: fit_line(x, y, lr * factor * len(x), steps)


def _at_once(x, y, lr, steps):
    w, b = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y)[0]
    return w, b


SUM_TOO = (_with_rates(2), _with_rates(0.5))


def _update_after_the_loop(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        grad_w, grad_b = line_gradient(w, b, x, y)
    return w - lr * grad_w, b - lr * grad_b


def _one_point_a_step(x, y, lr, steps):
    w = b = 0.0
    for k in range(steps):
        i = k % len(x)
        error = w * x[i] + b - y[i]
        w, b = w - lr * error * x[i], b - lr * error
    return w, b


UPHILL_TOO = (_half_uphill(1, -1), _half_uphill(-1, 1))
SINGLE_STEP_TOO = (
    lambda x, y, lr, steps: fit_line(x, y, lr, 1) if steps else None,
    _update_after_the_loop,
    _at_a_number_of_steps(100),
)

FIT_SLIPS = (
    Misconception(
        "gradients pile up",
        _piled_up,
        "Each of your steps still contains the slopes of all earlier ones. What has to be forgotten before the next "
        "backward move?",
    ),
    Misconception(
        "a step for every point",
        _point_by_point(),
        "You move w and b once for each point. J is a mean over all points: how many updates belong to one of the "
        "`steps`?",
        also=(_point_by_point(len), _point_by_point(fresh=True), _point_by_point(len, fresh=True)),
    ),
    Misconception(
        "errors computed once",
        _errors_once,
        "All your steps are equally long. What changes with the line, and has to be worked out afresh in each round?",
    ),
    Misconception(
        "learning rate not used",
        _at_a_rate(1.0),
        "Your result does not depend on `lr`. Which quantity does the learning rate scale?",
        also=tuple(_at_a_rate(rate) for rate in (0.1, 0.01, 0.05, 0.001)),
    ),
    Misconception(
        "one step too few",
        lambda x, y, lr, steps: fit_line(x, y, lr, max(steps - 1, 0)),
        "With `steps=1`, how often do w and b change in yours?",
    ),
    Misconception(
        "another start",
        trained(_plain, (1.0, 1.0)),
        "With `steps=0` nothing is learnt: which w and which b should come back?",
        also=(trained(_plain, (1.0, 0.0)), trained(_plain, (0.0, 1.0)), trained(_plain, (2.0, 0.0))),
    ),
    Misconception(
        "halved twice",
        lambda x, y, lr, steps: fit_line(x, y, lr / 2, steps),
        "Each of your steps is half as long as it should be. Once the 2 of the square has met the ½, is a ½ left?",
    ),
    Misconception(
        "four trips counted",
        lambda x, y, lr, steps: fit_line(x, y, lr * len(x) / 4, steps),
        "Yours is right for four points. What is m when there are nine?",
    ),
    Misconception(
        "the courier's trips whatever comes",
        lambda x, y, lr, steps: fit_line(TRIPS_X, TRIPS_Y, lr, steps),
        "Your line does not depend on x and y. Whose trips does it describe?",
    ),
    Misconception(
        "x left out",
        trained(lambda w, b, x, y, lr: (w - lr * np.mean(w * x + b - y), b - lr * np.mean(w * x + b - y))),
        "Your w and b always change by the same amount. By what is an error multiplied when it is w that moves?",
    ),
    Misconception(
        "squared errors as slopes",
        trained(
            lambda w, b, x, y, lr: (w - lr * np.mean((w * x + b - y) ** 2 * x), b - lr * np.mean((w * x + b - y) ** 2))
        ),
        "A square never tells whether a prediction was too high or too low. Which power of the error is left when e² "
        "is differentiated?",
    ),
    Misconception(
        "the old place forgotten",
        trained(
            lambda w, b, x, y, lr: tuple(new - old for new, old in zip(_plain(w, b, x, y, lr), (w, b), strict=True))
        ),
        "Each round starts from the step alone: where did w and b stand before it?",
        also=(trained(lambda w, b, x, y, lr: (lr * line_gradient(w, b, x, y)[0], lr * line_gradient(w, b, x, y)[1])),),
    ),
    Misconception(
        "bias left out of the prediction",
        trained(lambda w, b, x, y, lr: (w - lr * np.mean((w * x - y) * x), b - lr * np.mean(w * x - y))),
        "Your errors do not depend on b. What does the line predict at x = 0?",
    ),
    Misconception(
        "a shrinking rate",
        lambda x, y, lr, steps: _trained_with_rates(x, y, [lr / (k + 1) for k in range(steps)]),
        "Your steps shrink by more than the slopes do. Does anything in the rule change the learning rate on the way?",
        also=(lambda x, y, lr, steps: _trained_with_rates(x, y, [lr * 0.9**k for k in range(steps)]),),
    ),
    Misconception(
        "gradient of w forgotten",
        trained(lambda w, b, x, y, lr: (w, _plain(w, b, x, y, lr)[1])),
        "Your w never leaves 0. What would your line do with points on a slope?",
    ),
    Misconception(
        "slopes exchanged",
        trained(lambda w, b, x, y, lr: (w - lr * line_gradient(w, b, x, y)[1], b - lr * line_gradient(w, b, x, y)[0])),
        "w moves by the slope of b, and b by that of w. Which slope has the x in it?",
    ),
    Misconception(
        "the best line at once",
        _at_once,
        "That is the line at which an endless walk would arrive. Where is it after so many steps?",
        also=(lambda x, y, lr, steps: np.polyfit(x, y, 1),),
    ),
    Misconception(
        "no update",
        lambda x, y, lr, steps: (0.0, 0.0),
        "w and b still stand at 0. Which of the four moves changes them?",
    ),
    Misconception(
        "one point for each step",
        _one_point_a_step,
        "Each of your steps looks at one point. J is a mean over all of them: which points belong into a step?",
    ),
    Misconception(
        "w used the b that had just changed",
        trained(lambda w, b, x, y, lr: (_plain(w, _plain(w, b, x, y, lr)[1], x, y, lr)[0], _plain(w, b, x, y, lr)[1])),
        "Both slopes belong to one and the same line. Which b did the errors for w look at: the old, or the new?",
    ),
    Misconception(
        "learning rate in one of the two",
        trained(lambda w, b, x, y, lr: (_plain(w, b, x, y, lr)[0], _plain(w, b, x, y, 1.0)[1])),
        "One of your parameters moves by its whole slope. Which line is without the learning rate?",
        also=(trained(lambda w, b, x, y, lr: (_plain(w, b, x, y, 1.0)[0], _plain(w, b, x, y, lr)[1])),),
    ),
)


def _trained_with_rates(x, y, rates):
    w, b = 0.0, 0.0
    for rate in rates:
        w, b = _plain(w, b, x, y, rate)
    return w, b


# ---- the largest rate -----------------------------------------------------------------------------------------------
RATE_SLIPS = (
    Misconception(
        "the explorer's bowl",
        0.5,
        "That is the limit of the explorer's bowl. Which number of its formula set it, and what stands in its "
        "place here?",
    ),
    Misconception(
        "only the first step",
        0.2141,
        "Near there the *first* step lands as high as it began. What do the steps after it do to ω₁, and to ω₂?",
        also=(0.21, 0.215, 0.214, 0.22),
        holds=lambda given, expected: 0.202 < given < 0.23,
    ),
    Misconception(
        "a curvature",
        10.0,
        "That is a curvature. Does a steeper valley allow longer steps, or shorter ones?",
        also=(2.0, 5.0, 20.0),
    ),
    Misconception(
        "the deepest first step",
        109 / 1018,
        "Near there the *first* step goes deepest. Does a longer one already spoil every later step?",
        also=(0.107, 0.105, 0.11),
    ),
    Misconception(
        "an overshoot is not yet a disaster",
        0.15,
        "There the point jumps across the valley, and lands nearer. When would it land exactly as far away?",
        also=(0.12, 0.125, 0.18, 0.19),
    ),
    Misconception(
        "a safe rate",
        0.05,
        "From there descent settles, certainly. Would it also settle with a slightly larger rate?",
        also=(0.01, 0.02, 0.08),
        holds=lambda given, expected: 0 < given < expected,
    ),
    Misconception(
        "beyond the limit",
        0.7,
        "There it never settles, certainly. Would it settle with a slightly smaller rate?",
        also=(0.25, 0.3, 0.4, 0.6, 1.5),
        holds=lambda given, expected: given > expected,
    ),
)
