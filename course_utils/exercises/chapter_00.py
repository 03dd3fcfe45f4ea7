"""Chapter 00: one prediction and two small exercises, a taste of every kind of cell."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.engine import Exercise, Misconception, Option, Prediction


def weighted_sum(x, w, b):
    """Return x·w + b, what a unit computes before its activation function."""
    total = b
    for value, weight in zip(x, w, strict=True):
        total = total + value * weight
    return total


def _cases(rng):
    sizes = (1, 2, 2, 3, 3, 4, 5, 8)
    drawn = [(rng.normal(size=n).round(2), rng.normal(size=n).round(2), round(float(rng.normal()), 2)) for n in sizes]
    return [(np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.5), *drawn]


EXERCISES = (
    Exercise(
        id="00-half-point",
        title="Where the output is one half",
        prompt="A unit has weight w = 2 and bias b = −3. At which input x is its output exactly one half? "
        "Work it out, type the number, then check it on the explorer.",
        stub="half_point = ...",
        answer=1.5,
        tolerance=0.005,
        misconceptions=(
            Misconception(
                "sign lost",
                -1.5,
                "Put your x back into wx + b: does it give 0? What happens to the sign of b on the other side?",
            ),
            Misconception(
                "upside down",
                2 / 3,
                "The quotient stands on its head. In wx + b = 0, which number is divided by which?",
            ),
            Misconception("multiplied instead of divided", 6.0, "w multiplies x. What undoes a multiplication?"),
            Misconception(
                "forgot the weight",
                3.0,
                "That would be right for weight 1. Here x is doubled before the bias is added.",
            ),
        ),
        hints=(
            "σ(0) = 0.5. So the question is: for which x is wx + b equal to 0?",
            "Solve 2x − 3 = 0.",
        ),
        explanation="The bias moves the curve, the weight makes it steep: the midpoint lies at x = −b/w.",
    ),
    Exercise(
        id="00-weighted-sum",
        title="Your first function",
        prompt="Write `weighted_sum(x, w, b)`: multiply each input by its weight, add the products, add the bias. "
        "x and w are arrays of the same length, b is one number.",
        stub="def weighted_sum(x, w, b):\n    ...",
        reference=weighted_sum,
        cases=_cases,
        tolerance=1e-9,
        misconceptions=(
            Misconception(
                "forgot the bias",
                lambda x, w, b: float(np.dot(x, w)),
                "Each product is there. Which of the three arguments is not used yet?",
            ),
            Misconception(
                "bias added to every product",
                lambda x, w, b: float(np.sum(x * w + b)),
                "How often does the unit add its bias: once, or once for every input?",
            ),
            Misconception(
                "weights left out",
                lambda x, w, b: float(np.sum(x) + b),
                "Every input counts as much as any other here. What are the weights for?",
            ),
            Misconception(
                "products not added up",
                lambda x, w, b: x * w + b,
                "You return one number for each input. A unit has one output: what happens to the products?",
            ),
        ),
        hints=(
            "x * w multiplies the two arrays place by place.",
            "np.sum adds all elements of an array. Then the bias, once.",
        ),
        explanation="This is half of a unit. The other half, the activation function, is chapter 01.",
    ),
)

PREDICTIONS = (
    Prediction(
        id="00-predict-weight",
        question="The unit's output is σ(wx + b), the S-shaped curve below. What does a larger weight w do to it?",
        options=(
            Option("It moves to the right", "Moving is the bias's work. Drag the weight and watch the middle."),
            Option("It gets steeper", "Yes: a small change of x now changes wx a lot.", right=True),
            Option(
                "Its top rises above 1",
                "σ never leaves the space between 0 and 1, whatever you put into it.",
            ),
        ),
    ),
)
