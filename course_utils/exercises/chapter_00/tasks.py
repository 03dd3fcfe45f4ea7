"""Exercises of chapter 00: a unit's weighted sum, and where its output is one half."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from course_utils.exercises.chapter_00 import answers, slips
from course_utils.exercises.engine import Exercise


def _cases(rng):
    sizes = (1, 2, 2, 3, 3, 4, 5, 8)
    drawn = [(rng.normal(size=n).round(2), rng.normal(size=n).round(2), round(float(rng.normal()), 2)) for n in sizes]
    thirds = (np.array([1 / 3, 2.0]), np.array([0.7, -1 / 7]), 0.1)
    return [(np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.5), *drawn, thirds]


WEIGHTED_SUM = Exercise(
    id="00-weighted-sum",
    title="Your first function",
    prompt="Write `weighted_sum(x, w, b)`: multiply each input by its weight, add the products, add the bias. "
    "x and w are arrays of the same length, b is one number.",
    stub="def weighted_sum(x, w, b):\n    ...",
    reference=answers.weighted_sum,
    cases=_cases,
    tolerance=1e-9,
    optional=True,
    misconceptions=slips.SUM_SLIPS,
    hints=(
        "x * w multiplies the two arrays place by place.",
        "np.sum adds all elements of an array. Then the bias, once.",
    ),
    explanation="This is half of a unit. The other half, the activation function, is chapter 01.",
)


def _other_half_point(rng):
    w, x = int(rng.choice([-5, -4, -2, 4, 5, 8])), float(rng.choice([-2.5, -1.5, 0.75, 2.5, 3.5]))
    bias = f"{abs(x * w):g}" if x * w < 0 else f"−{x * w:g}"
    prompt = f"A unit has weight w = {w} and bias b = {bias}. At which input x is its output exactly one half?"
    return replace(HALF_POINT, prompt=prompt.replace("-", "−"), answer=x, misconceptions=slips.half_slips(w, -x * w))


HALF_POINT = Exercise(
    id="00-half-point",
    title="Where the output is one half",
    prompt="A unit has weight w = 2 and bias b = −3. At which input x is its output exactly one half? "
    "Work it out, type the number, then check it on the explorer.",
    stub="half_point = ...",
    answer=1.5,
    tolerance=0.005,
    optional=True,
    again=_other_half_point,
    misconceptions=slips.half_slips(2, -3),
    hints=(
        "σ(0) = 0.5. So the question is: for which x is wx + b equal to 0?",
        "Solve the equation 2x − 3 = 0.",
    ),
    solution="""w, b = 2, -3
z = 0  # σ(0) = 1 / (1 + 1) = 1/2: the sum wx + b has to be 0
half_point = (z - b) / w  # 2x − 3 = 0, so 2x = 3 and x = 3/2 = 1.5""",
    explanation="The bias moves the curve, the weight makes it steep: the midpoint lies at x = −b/w.",
)
