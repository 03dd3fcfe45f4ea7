"""The first five exercises of chapter 02: a line, its training loop, learning rate and momentum."""

from __future__ import annotations

import numpy as np

from course_utils.exercises import again
from course_utils.exercises.chapter_02 import answers
from course_utils.exercises.chapter_02.slips_line import BY_HAND_SLIPS, GRADIENT_SLIPS, SUMS_TOO, X_LEFT_OUT_TOO
from course_utils.exercises.chapter_02.slips_loop import FIT_SLIPS, RATE_SLIPS, SINGLE_STEP_TOO, SUM_TOO, UPHILL_TOO
from course_utils.exercises.chapter_02.slips_momentum import MOMENTUM_SLIPS
from course_utils.exercises.engine import Exercise, Misconception

# The courier's four trips, used from the first page of the chapter on.
KILOMETRES = np.array([0.0, 1.0, 2.0, 3.0])
MINUTES = np.array([1.0, 3.0, 4.0, 8.0])


def line_cases(rng):
    """Return (w, b, x, y) for the courier's trips and for clouds of one to nine points."""
    courier = [(w, b, KILOMETRES, MINUTES) for w, b in ((0.0, 0.0), (2.0, 0.0), (1.0, 1.0))]
    return courier + [(*rng.normal(size=2), rng.normal(size=m), rng.normal(size=m)) for m in (3, 5, 9, 1, 2, 7)]


def fit_cases(rng):
    """Return (x, y, lr, steps), with learning rates at which every known mistake stays finite."""
    settings = ((4, 0.05, 3), (6, 0.02, 12), (5, 0.1, 0), (3, 0.05, 1), (1, 0.2, 5), (9, 0.01, 30), (2, 0.1, 8))
    clouds = [(rng.uniform(-1, 1, m), rng.normal(size=m), lr, steps) for m, lr, steps in settings]
    return [*clouds, (KILOMETRES, MINUTES, 0.02, 10)]


def momentum_cases(rng):
    """Return (w, v, grad, lr, mu) with arrays of no, one and two dimensions."""
    settings = (((3,), 0.1, 0.9), ((2, 4), 0.3, 0.5), ((1,), 1.0, 0.0), ((5,), 0.01, 0.99), ((), 0.2, 0.9))
    ordinary = [(*rng.normal(size=(3, *shape)), lr, mu) for shape, lr, mu in settings]
    w, v, grad = rng.normal(size=(3, 4))
    return [*ordinary, (w, 0 * v, grad, 0.1, 0.9), (w, v, 0 * grad, 0.1, 0.9), (w, v, grad, 0.0, 0.5)]


BY_HAND = Exercise(
    id="02-slope-by-hand",
    again=again.slope_by_hand,
    title="One slope by hand",
    prompt="The line now has $w = 2$ and $b = 0$. With pencil and paper, for the courier's four trips: what is "
    "$\\partial J/\\partial w$? Give the number.",
    stub="slope_w = ...",
    answer=lambda: float(answers.line_gradient(2.0, 0.0, KILOMETRES, MINUTES)[0]),
    misconceptions=(
        Misconception(
            "forgot the 1/m", -7.0, "You added up four trips. What does the m in 1/(2m) do to a sum?", also=(-14.0,)
        ),
        Misconception("kept the 2", -3.5, "The square brings down a 2. What stands before the sum, waiting for it?"),
        Misconception("halved twice", -0.875, "The ½ has met its 2 already. Is there a second ½ anywhere?"),
        Misconception(
            "sign of the error",
            1.75,
            "Is the error prediction minus truth, or truth minus prediction?",
            also=(7.0, 3.5, 0.875),
        ),
        Misconception(
            "slope of b instead of w",
            -1.0,
            "By what is each error multiplied when it is w that moves?",
            also=(1.0, -0.5),
        ),
        Misconception(
            "loss instead of slope",
            0.75,
            "That is a height, made of squares. How does J change when w grows a little?",
            also=(1.5, 3.0, 6.0),
        ),
        *BY_HAND_SLIPS,
    ),
    hints=(
        "Write four columns: x, the prediction 2x, the truth y, and the error, prediction minus truth.",
        "The slope along w is the mean of error · x over the four trips.",
        "The errors are −1, −1, 0 and −2. Multiply each by its x before you average.",
    ),
    solution="""x = [0, 1, 2, 3]
errors = [2 * 0 - 1, 2 * 1 - 3, 2 * 2 - 4, 2 * 3 - 8]  # prediction 2x minus truth y: −1, −1, 0, −2
products = [-1 * 0, -1 * 1, 0 * 2, -2 * 3]  # each error times its x: 0, −1, 0, −6
slope_w = sum(products) / 4  # −7 over the four trips: −1.75""",
    explanation="Negative: turning w up from 2 still lowers J. The best w, 2.2, lies above.",
    tolerance=1e-6,
)

LINE_GRADIENT = Exercise(
    id="02-line-gradient",
    title="Both slopes of a line",
    prompt="Write `line_gradient(w, b, x, y)`, which returns the pair $(\\partial J/\\partial w,\\ \\partial "
    "J/\\partial b)$ for the line $wx + b$. `x` and `y` are arrays of any length $m$.",
    stub="def line_gradient(w, b, x, y):\n    ...  # return grad_w, grad_b",
    reference=answers.line_gradient,
    names=("grad_w", "grad_b"),
    cases=line_cases,
    misconceptions=(
        Misconception(
            "forgot the 1/m",
            answers.line_gradient_sum,
            "Your slopes grow with the number of points. What should happen when every point is listed twice?",
            also=SUMS_TOO,
        ),
        Misconception(
            "forgot what the 2 is for",
            answers.line_gradient_scaled(2),
            "Your slopes are twice too steep. Where does the 2 that comes down from the square go?",
        ),
        Misconception(
            "halved twice",
            answers.line_gradient_scaled(0.5),
            "Your slopes are half as steep as they should be. Once the 2 of the square has met the ½, is any ½ left?",
        ),
        Misconception(
            "sign of the error",
            answers.line_gradient_scaled(-1),
            "If every prediction is too high, should the slope of J along b be positive or negative?",
            also=(answers.line_gradient_scaled(-2), answers.line_gradient_scaled(-0.5)),
        ),
        Misconception(
            "gradient of b forgotten",
            answers.line_gradient_no_bias,
            "Raise the whole line a little. Does J really stay as it is?",
        ),
        Misconception(
            "b treated like w",
            answers.line_gradient_x_twice,
            "In wx + b, what multiplies b? That is what its errors are multiplied by.",
        ),
        Misconception(
            "x left out",
            answers.line_gradient_no_x,
            "In wx + b, what multiplies w? Could a trip of 0 km say anything about w?",
            also=X_LEFT_OUT_TOO,
        ),
        Misconception(
            "errors without their sign",
            answers.line_gradient_absolute,
            "A line that is too high and a line that is too low give you the same slopes. Should they?",
        ),
        *GRADIENT_SLIPS,
    ),
    hints=(
        "One line for the errors, `w * x + b - y`, keeps the rest short.",
        "The slope along w averages error · x. Along b, x is replaced by the number that multiplies b.",
        "`np.mean` does the 1/m, and the 2 of the square has cancelled the ½.",
    ),
    explanation="Every layer follows this pattern: the slope of a weight is an error times what the weight multiplies.",
)

FIT_LINE = Exercise(
    id="02-fit-line",
    title="The training loop",
    prompt="Write `fit_line(x, y, lr, steps)`: start at $w = b = 0$, go `steps` times through forward, error, "
    "backward, update, and return `(w, b)`.",
    stub="def fit_line(x, y, lr, steps):\n    ...  # return w, b",
    reference=answers.fit_line,
    names=("w", "b"),
    cases=fit_cases,
    misconceptions=(
        Misconception(
            "uphill",
            answers.fit_line_uphill,
            "The gradient points where J grows. Which way should w go, and which way b?",
            also=UPHILL_TOO,
        ),
        Misconception(
            "a single step",
            answers.fit_line_once,
            "Your result is the same for 3 steps and for 30. Which lines have to be repeated?",
            also=SINGLE_STEP_TOO,
        ),
        Misconception(
            "one step too many",
            answers.fit_line_one_more,
            "With `steps=0`, how often should w and b change?",
        ),
        Misconception(
            "b used the w that had just changed",
            answers.fit_line_sequential,
            "Both slopes belong to one and the same line. Which w did the errors for b look at: the old, or the new?",
        ),
        Misconception(
            "gradient of b forgotten",
            answers.fit_line_no_bias,
            "Your b never leaves 0. What would your line do with points far above the origin?",
        ),
        Misconception(
            "forgot the 1/m",
            answers.fit_line_sum,
            "Your steps get longer when there are more points. Is the slope a sum or a mean?",
            also=SUM_TOO,
        ),
        Misconception(
            "forgot what the 2 is for",
            answers.fit_line_double,
            "Each of your steps is twice too long. Where does the 2 of the square go?",
        ),
        *FIT_SLIPS,
    ),
    hints=(
        "Three lines inside the loop: the errors, the two slopes, the two updates.",
        "Work out both slopes before you change either parameter.",
        "`w, b = w - lr * grad_w, b - lr * grad_b` changes both at once.",
    ),
    explanation="Swap the line for a network and the mean for a mini-batch: the loop stays as you have written it.",
)

LARGEST_RATE = Exercise(
    id="02-largest-rate",
    again=again.largest_rate,
    title="Where descent stops descending",
    prompt="A bowl that the explorer does not have: $f(\\omega) = 5(\\omega_1 - 1)^2 + (\\omega_2 + \\frac12)^2$. "
    "Below some learning rate, plain gradient descent reaches its minimum from every start. Above it, it never settles "
    "from $(0, 1)$. Which learning rate?",
    stub="largest_rate = ...",
    answer=0.2,
    misconceptions=(
        Misconception("the flat direction", 1.0, "That is the limit for ω₂. What does it do to ω₁, which is steeper?"),
        Misconception(
            "the best rate, not the largest",
            0.1,
            "There ω₁ arrives in a single step. Is a little more already fatal, or does it overshoot and come back?",
        ),
        *RATE_SLIPS,
    ),
    hints=(
        "Look at ω₁ alone. Its slope is 10(ω₁ − 1): how far from 1 is it after one step, compared with before?",
        "Each step multiplies the distance from 1 by 1 − 10α.",
        "Distances shrink while that factor lies between −1 and 1. Do the same for ω₂; the stricter limit counts.",
    ),
    solution="""# One step turns the distance ω₁ − 1 into (1 − 10α)(ω₁ − 1), and ω₂ + ½ into (1 − 2α)(ω₂ + ½).
limit_1 = 2 / 10  # 1 − 10α = −1: from here on ω₁ no longer comes nearer
limit_2 = 2 / 2  # 1 − 2α = −1: the same for ω₂
largest_rate = min(limit_1, limit_2)  # the stricter of 0.2 and 1""",
    explanation="The steepest direction sets the limit: 2 over its curvature (how fast its slope grows), here 2/10.",
    tolerance=1e-3,
)

MOMENTUM_STEP = Exercise(
    id="02-momentum-step",
    title="One step with momentum",
    prompt="Write `momentum_step(w, v, grad, lr, mu)`: first $v \\leftarrow \\mu v - \\alpha g$, then $w \\leftarrow w "
    "+ v$. Return the new `(w, v)`, and leave the arrays that came in as they were.",
    stub="def momentum_step(w, v, grad, lr, mu):\n    ...  # return w, v",
    reference=answers.momentum_step,
    names=("w", "v"),
    cases=momentum_cases,
    misconceptions=(
        Misconception(
            "moved with the old velocity",
            answers.momentum_old_velocity,
            "Your velocity is right. Which velocity moved w: the one before the push, or the one after?",
        ),
        Misconception(
            "uphill",
            answers.momentum_uphill,
            "The slope should push downhill. Which sign does the gradient have in your velocity?",
        ),
        Misconception(
            "one minus too many",
            answers.momentum_minus_twice,
            "The minus sign already lives in the velocity. What is left to do with w?",
        ),
        Misconception(
            "no memory",
            answers.momentum_forgetful,
            "Your result ignores the old velocity. Where should it come in, and how much of it?",
        ),
        Misconception(
            "learning rate forgotten",
            answers.momentum_no_rate,
            "Your push is the whole gradient. What scales it?",
        ),
        Misconception(
            "the other convention",
            answers.momentum_rate_last,
            "That is a true momentum rule too, the one PyTorch uses: its velocity adds up gradients. In the rule "
            "above, where do the learning rate and the minus sign come in?",
        ),
        Misconception(
            "pushed twice",
            answers.momentum_pushed_twice,
            "The push is already part of the velocity. Does w need it a second time?",
        ),
        *MOMENTUM_SLIPS,
    ),
    hints=(
        "Two lines are enough, and their order matters.",
        "Make the new velocity first: a part of the old one, minus the scaled gradient.",
        "Write `v = ...`, not `v *= ...`: the second form changes the array of whoever called you.",
    ),
    optional=True,
    explanation="With `mu=0` this is plain gradient descent; with `mu=0.9` a steady slope moves w ten times as fast "
    "in the end.",
)

DESCENT_TASKS = (BY_HAND, LINE_GRADIENT, FIT_LINE, LARGEST_RATE, MOMENTUM_STEP)
