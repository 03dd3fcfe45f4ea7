"""Exercises of chapter 01 about slopes, their product through depth, and dead units."""

from __future__ import annotations

import numpy as np

from course_utils import activations
from course_utils.exercises.chapter_01 import answers
from course_utils.exercises.chapter_01 import slips_slopes as slips
from course_utils.exercises.chapter_01.slips_chain import CHAIN_SLIPS
from course_utils.exercises.chapter_01.slips_dead import DEAD_SLIPS
from course_utils.exercises.engine import Exercise, Misconception

SIGMOID_SLOPE = Exercise(
    id="01-sigmoid-slope",
    title="The sigmoid's slope",
    prompt="Write `sigmoid_slope(z)`: the slope $σ'(z)$ at the *input* $z$, for a number or an array of any shape. "
    "`activations.sigmoid` is allowed, `activations.sigmoid_grad` would spoil it.",
    stub="def sigmoid_slope(z):\n    ...",
    reference=answers.sigmoid_slope,
    cases=answers.z_cases,
    misconceptions=(
        Misconception(
            "z used as if it were y",
            answers.slope_of_raw_input,
            "In y(1 − y), y is the **output**. What do you have to do to z before the formula may be used?",
        ),
        Misconception(
            "value for slope",
            activations.sigmoid,
            "That is the height of the curve: it only ever grows. How steep is the curve far to the right?",
        ),
        Misconception(
            "activated twice",
            answers.slope_activated_twice,
            "How often does z go through the sigmoid in your function? The formula y(1 − y) already expects an output.",
        ),
        Misconception(
            "y missing", answers.slope_without_rest, "At z = 0 your slope is 0.5. How large may it be at most?"
        ),
        Misconception(
            "plus for minus", answers.slope_plus, "A sigmoid flattens out: which factor must go to 0 when y goes to 1?"
        ),
        Misconception(
            "the slope of tanh",
            answers.slope_of_tanh,
            "1 − y² is the rule of another function. Whose?",
            also=(activations.tanh_grad,),
        ),
        *slips.SIGMOID_SLOPE_SLIPS,
    ),
    hints=(
        "First compute the output y.",
        "The slope, expressed through the output, is y times something.",
        "At z = 0: y = 0.5, slope 0.25. Which something makes that true?",
    ),
    tolerance=1e-6,
)

TANH = Exercise(
    id="01-tanh-from-sigmoid",
    title="tanh out of a sigmoid",
    prompt="Write `tanh_from_sigmoid(z)`: $\\tanh z$, made of `activations.sigmoid` by sums and products alone; "
    "`np.tanh` would spoil it.",
    stub="def tanh_from_sigmoid(z):\n    ...",
    reference=answers.tanh_from_sigmoid,
    cases=answers.z_cases,
    misconceptions=(
        Misconception(
            "no 2 inside",
            answers.tanh_without_inner_two,
            "Your curve has the right range, but at 0 it climbs with slope ½. What must happen to z so that it climbs "
            "with slope 1?",
        ),
        Misconception(
            "no 2 outside",
            answers.tanh_without_outer_two,
            "Yours lies between −1 and 0. How wide is the range of tanh?",
        ),
        Misconception(
            "not lowered",
            answers.tanh_not_lowered,
            "Yours lies between 0 and 2. Where is the middle of tanh's range?",
            also=(lambda z: 2 * activations.sigmoid(z),),
        ),
        Misconception(
            "only shifted",
            answers.tanh_both_twos_missing,
            "A shift alone keeps the range 1 wide. How wide is that of tanh?",
            also=(lambda z: activations.sigmoid(z) - 0.5, lambda z: activations.sigmoid(2 * z) - 0.5),
        ),
        *slips.TANH_SLIPS,
    ),
    hints=(
        "Compare the ranges: (0, 1) must become (−1, 1). Stretch, then shift.",
        "Compare the slopes at 0: the stretched sigmoid has slope 0.5 there, tanh has 1.",
        "Squeezing the curve sideways by a factor doubles its slope: put the factor on z.",
    ),
    tolerance=1e-6,
    optional=True,
)

LEAKY = Exercise(
    id="01-leaky-slope",
    title="The slope of leaky ReLU",
    prompt="Write `leaky_slope(z, a)`: the slope of leaky ReLU at `z` (a number or an array), with the course's "
    "convention that the slope at exactly $z = 0$ is $a$.",
    stub="def leaky_slope(z, a):\n    ...",
    reference=answers.leaky_slope,
    cases=answers.leaky_cases,
    misconceptions=(
        Misconception(
            "slope on the wrong side",
            answers.leaky_slope_wrong_side,
            "On which side of 0 is leaky ReLU the identity?",
            also=(lambda z, a: np.where(z < 0, 1.0, a),),
        ),
        Misconception(
            "value for slope",
            answers.leaky_value,
            "That is the height of the curve. How steep is it, for instance at z = 3?",
        ),
        Misconception(
            "slope times z",
            answers.leaky_slope_times_z,
            "On a straight line, does the slope depend on where you stand?",
            also=(lambda z, a: np.where(z > 0, z, a), lambda z, a: np.where(z > 0, z, 1.0)),
        ),
        Misconception(
            "no leak", answers.leaky_slope_plain, "That is plain ReLU. What happens to the left of 0 when it leaks?"
        ),
        Misconception(
            "the other convention at 0",
            answers.leaky_slope_at_zero,
            "At exactly 0 there is no slope, only a convention. Which one does the exercise ask for?",
            also=tuple(
                answers.leaky_slope_with(middle) for middle in (lambda a: (1 + a) / 2, lambda a: 0, lambda a: 0.5)
            ),
        ),
        *slips.LEAKY_SLIPS,
    ),
    hints=(
        "Two cases, decided for each element: `np.where(condition, this, that)`.",
        "To the right of 0 the curve is y = z. To the left it is y = az. What are the slopes of these two lines?",
        "z = 0 belongs to the left side here: is it `>` or `>=`?",
    ),
)

CHAIN = Exercise(
    id="01-slope-chain",
    title="Find the bug in a chain of slopes",
    prompt="`chain_with_bug(zs)` should return the product of the slopes that a gradient meets in a row of sigmoid "
    "units, whose pre-activations are `zs`. For `[0, 0]` it must give $0.25 · 0.25 = 0.0625$, and it does not. Find "
    "the mistake, and write the repaired function as `slope_chain(zs)`.",
    stub="def slope_chain(zs):\n    ...",
    reference=answers.slope_chain,
    cases=answers.chain_cases,
    misconceptions=(
        Misconception(
            "slope at the output",
            answers.chain_at_outputs,
            "`sigmoid_grad` is a function of the **input** z. What does the code hand to it?",
        ),
        Misconception(
            "sum of slopes",
            answers.chain_sum,
            "A gradient is multiplied at each layer. Do your slopes add up or multiply?",
            also=(lambda zs: 1 + answers.chain_sum(zs),),
        ),
        Misconception(
            "mean of slopes",
            answers.chain_mean,
            "Should ten layers leave as much as one? What does a mean say about depth?",
        ),
        Misconception(
            "values for slopes", answers.chain_of_values, "Those are the outputs y. What does a gradient meet instead?"
        ),
        Misconception("last layer only", answers.chain_last, "What became of the earlier layers?"),
        Misconception(
            "the best case",
            answers.chain_best_case,
            "0.25 is the slope at z = 0 only. Does your function look at zs at all?",
        ),
        *CHAIN_SLIPS,
    ),
    hints=(
        "Run it on a single z = 0. What comes out, what should?",
        "Print what goes into `sigmoid_grad` in each round.",
        "The slope belongs to the pre-activation of that layer.",
    ),
    tolerance=1e-6,
)

DEAD = Exercise(
    id="01-count-dead",
    title="Count the dead units",
    prompt="Write `count_dead(X, W, b)`: how many units of the ReLU layer are *dead* on the data `X`, that is, have a "
    "pre-activation of 0 or less for **every** row of `X`? Return a whole number.",
    stub="def count_dead(X, W, b):\n    ...",
    reference=answers.count_dead,
    cases=answers.dead_cases,
    integer=True,
    misconceptions=(
        Misconception(
            "one example decides",
            answers.dead_for_one,
            "You looked at one example. May another one still wake the unit?",
        ),
        Misconception(
            "any instead of every",
            answers.dead_for_any,
            "Is a unit dead when **one** example leaves it silent, or when all do?",
            also=(lambda X, W, b: int(np.sum(np.any(X @ W + b < 0, axis=0))),),
        ),
        Misconception(
            "examples counted",
            answers.dead_rows,
            "Rows are examples, columns are units. Along which axis do you ask `all`?",
        ),
        Misconception(
            "zeros counted", answers.dead_zeros, "You counted single outputs. How many **units** are there at most?"
        ),
        Misconception(
            "negative on average",
            answers.dead_on_average,
            "Can a unit with a negative mean still fire for one example?",
        ),
        Misconception(
            "0 taken as alive", answers.dead_strict, "What is the slope of ReLU at exactly z = 0, by convention?"
        ),
        Misconception(
            "forgot the bias",
            answers.dead_without_bias,
            "What does a bias of −100 do to a unit? Does your count see it?",
        ),
        Misconception(
            "living units counted",
            answers.alive,
            "Those are the units that fire for somebody. Which ones are asked for?",
        ),
        *DEAD_SLIPS,
    ),
    hints=(
        "Compute all pre-activations first: shape (N, units).",
        "`z <= 0` is a table of yes and no. `np.all(..., axis=...)` asks a question about whole rows or whole columns.",
        "Units are columns, so the examples lie along axis 0. `np.sum` of yes and no counts the yes.",
    ),
)
