"""Further ways in which the slopes of a line commonly go wrong."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_02.answers import line_gradient
from course_utils.exercises.engine import Misconception

BY_HAND_SLIPS = (
    Misconception(
        "squared errors times x",
        3.25,
        "The slope along w contains each error once, not squared. What is the derivative of e² with respect to e?",
        also=(1.625, 13.0, 6.5),
    ),
    Misconception(
        "another line",
        -3.75,
        "That is the slope of another line. Which w and which b does this one have?",
        also=(-5.25, -0.25, -15.0),
    ),
    Misconception(
        "a trip not counted",
        -7 / 3,
        "How many trips are there? Does the one of 0 km count in the mean?",
        also=(-7 / 6, 7 / 3),
    ),
    Misconception(
        "product of two means",
        -1.5,
        "The mean error times the mean distance gives that. Must not each error meet the distance of its own trip "
        "first?",
    ),
    Misconception(
        "a nudge",
        -1.74825,
        "Close: that is what a small nudge sees, because the curve bends a little on the way. What does the formula "
        "give?",
        also=(-1.7325, -1.749825, -1.75175, -1.7675, -1.750175),
    ),
    Misconception(
        "sum of the errors",
        -4.0,
        "Those are the errors alone, added up. What is each of them multiplied by when it is w that moves?",
        also=(4.0,),
    ),
)


# ---- both slopes ------------------------------------------------------------------------------------------------
def slopes(function):
    """Return a gradient made by ``function(error, x)``, with error = w x + b - y."""
    return lambda w, b, x, y: function(w * x + b - y, x)


def _table_of_errors(turned, average=np.mean):
    def gradient(w, b, x, y):
        error = (w * x + b)[:, None] - y  # (m, m): every prediction minus every truth
        return average(error * (x if turned else x[:, None])), average(error)

    return gradient


def _sum_over_m(table):
    return np.sum(table) / len(table)


def _nudged(width):
    def gradient(w, b, x, y):
        def loss(w, b):
            return np.mean((w * x + b - y) ** 2) / 2

        return (loss(w + width, b) - loss(w, b)) / width, (loss(w, b + width) - loss(w, b)) / width

    return gradient


def _times_w(w, b, x, y):
    error = w * x + b - y
    return np.mean(error * w), np.mean(error)


def _below_m_less_one(w, b, x, y):
    with np.errstate(all="ignore"):
        scale = len(x) / np.float64(len(x) - 1)
        return tuple(scale * slope for slope in line_gradient(w, b, x, y))


def _half_of_squares(w, b, x, y):
    return np.mean((w * x + b - y) ** 2) / 2


TRIPS_X, TRIPS_Y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 4.0, 8.0])

SUMS_TOO = tuple(slopes(lambda e, x, k=k: (k * np.sum(e * x), k * np.sum(e))) for k in (2, 0.5, -1))
X_LEFT_OUT_TOO = (slopes(lambda e, x: (np.mean(e) * len(x), np.mean(e) * len(x))), _times_w)

GRADIENT_SLIPS = (
    Misconception(
        "squared errors as slopes",
        slopes(lambda e, x: (np.mean(e**2 * x), np.mean(e**2))),
        "A square never tells whether a prediction was too high or too low. Which power of the error is left when e² "
        "is differentiated?",
        also=(
            slopes(lambda e, x: (np.mean(e**2 * x), np.mean(e))),
            slopes(lambda e, x: (np.mean(e**2 * x) / 2, np.mean(e**2) / 2)),
            slopes(lambda e, x: (np.sum(e**2 * x), np.sum(e**2))),
            slopes(lambda e, x: (2 * np.mean(e**2 * x), 2 * np.mean(e**2))),
            slopes(lambda e, x: (np.mean(e**2) / 2, np.mean(e**2) / 2)),
        ),
    ),
    Misconception(
        "every prediction meets every truth",
        _table_of_errors(False),
        "For m points you have m² errors: a column met a row. Which shape does `error` have in your function, and "
        "which should it have?",
        also=(_table_of_errors(True), _table_of_errors(False, _sum_over_m), _table_of_errors(True, _sum_over_m)),
    ),
    Misconception(
        "product of two means",
        slopes(lambda e, x: (np.mean(e) * np.mean(x), np.mean(e))),
        "Errors and distances were averaged apart. How would you notice, then, which error belongs to which x?",
        also=(
            slopes(lambda e, x: (np.sum(e) * np.sum(x) / len(x), np.mean(e))),
            slopes(lambda e, x: (np.sum(e) * np.sum(x), np.sum(e))),
        ),
    ),
    Misconception(
        "bias left out of the prediction",
        lambda w, b, x, y: line_gradient(w, 0.0, x, y),
        "Your slopes do not depend on b. What does the line predict at x = 0?",
    ),
    Misconception(
        "weight left out of the prediction",
        lambda w, b, x, y: line_gradient(0.0, b, x, y),
        "Your slopes do not depend on w. What does the line predict?",
        also=(lambda w, b, x, y: line_gradient(1.0, b, x, y),),
    ),
    Misconception(
        "truth left out",
        lambda w, b, x, y: line_gradient(w, b, x, 0 * y),
        "Your slopes do not depend on y. What makes a prediction an error?",
    ),
    Misconception(
        "1/m in one of the two",
        slopes(lambda e, x: (np.mean(e * x), np.sum(e))),
        "List every point twice: one of your slopes stays as it is, the other doubles. Should they differ in that?",
        also=(slopes(lambda e, x: (np.sum(e * x), np.mean(e))),),
    ),
    Misconception(
        "four trips counted",
        slopes(lambda e, x: (np.sum(e * x) / 4, np.sum(e) / 4)),
        "Yours is right for four points. What is m when there are nine?",
        also=(slopes(lambda e, x: (np.sum((e * x)[:4]) / 4, np.sum(e[:4]) / 4)),),
    ),
    Misconception(
        "the courier's trips whatever comes",
        lambda w, b, x, y: line_gradient(w, b, TRIPS_X, TRIPS_Y),
        "Your slopes do not depend on x and y. Whose trips do they describe?",
    ),
    Misconception(
        "one slope for each point",
        slopes(lambda e, x: (e * x, e)),
        "You return as many numbers as there are points. J has one slope along w: what becomes of the m products?",
        also=(slopes(lambda e, x: (e * x / len(x), e / len(x))),),
    ),
    Misconception(
        "a single point",
        slopes(lambda e, x: (e[0] * x[0], e[0])),
        "Only one of the points has a say in your slopes. (If there is a loop: does each round add, or start afresh? "
        "And where does its `return` stand?)",
        also=(
            slopes(lambda e, x: (e[0] * x[0] / len(x), e[0] / len(x))),
            slopes(lambda e, x: (e[-1] * x[-1], e[-1])),
            slopes(lambda e, x: (e[-1] * x[-1] / len(x), e[-1] / len(x))),
        ),
    ),
    Misconception(
        "signs of the errors only",
        slopes(lambda e, x: (np.mean(np.sign(e) * x), np.mean(np.sign(e)))),
        "An error of five minutes pulls no harder than one of a second in yours. Which loss has that slope: the "
        "square, or the absolute value?",
    ),
    Misconception(
        "a nudge",
        _nudged(1e-3),
        "Close: a nudge of finite width sees a little of the curve's bend as well. What does the formula for the slope "
        "give, with no nudge in it?",
        also=tuple(_nudged(width) for width in (1e-2, 1e-4, 1e-5, -1e-3, 0.1)),
    ),
    Misconception(
        "one slope of two",
        slopes(lambda e, x: np.mean(e * x)),
        "The line has two knobs. The slope along which of them do you return?",
        also=(slopes(lambda e, x: np.mean(e)), slopes(lambda e, x: np.mean(e * x) + np.mean(e))),
    ),
    Misconception(
        "brackets lost",
        lambda w, b, x, y: (np.mean(w * x + b - y * x), np.mean(w * x + b - y)),
        "Is it the whole error that meets x in your slope along w, or only its last term?",
    ),
    Misconception(
        "a sign in the error",
        lambda w, b, x, y: line_gradient(w, -b, x, y),
        "Prediction minus truth: with which signs do w x, b and y stand in your error?",
        also=(lambda w, b, x, y: line_gradient(w, b, x, -y), lambda w, b, x, y: line_gradient(-w, b, x, y)),
    ),
    Misconception(
        "m − 1 for m",
        _below_m_less_one,
        "With a single point yours divides by 0. By how many is a mean over m points divided?",
    ),
    Misconception(
        "loss instead of slopes",
        _half_of_squares,
        "That is a height, made of squares. How does J change when w, or b, grows a little?",
        also=(lambda *given: 2 * _half_of_squares(*given),),
    ),
    Misconception(
        "slopes of the line itself",
        lambda w, b, x, y: (np.mean(x), 1.0),
        "That is how the prediction changes with w and with b. How much does J change with the prediction?",
        also=(lambda w, b, x, y: (w, b),),
    ),
)
