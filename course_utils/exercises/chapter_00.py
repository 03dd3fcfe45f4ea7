"""Chapter 00: two predictions and two small exercises, a taste of every kind of cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from course_utils.activations import relu, sigmoid, tanh
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
    thirds = (np.array([1 / 3, 2.0]), np.array([0.7, -1 / 7]), 0.1)
    return [(np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.5), *drawn, thirds]


def _first(n):
    return lambda x, w, b: sum(x[i] * w[i] for i in range(n)) + b


SUM_SLIPS = (
    Misconception(
        "sums multiplied",
        lambda x, w, b: np.sum(x) * np.sum(w) + b,
        "Adding first lets every input meet every weight. Which weight belongs to which input?",
        also=(lambda x, w, b: np.mean(x) * np.mean(w) + b,),
    ),
    Misconception(
        "bias as a factor",
        lambda x, w, b: np.dot(x, w) * b,
        "What would your unit answer for b = 0, whatever comes in? Should it?",
    ),
    Misconception(
        "bias subtracted",
        lambda x, w, b: np.dot(x, w) - b,
        "Should a larger bias make the result larger or smaller? Which way does yours go?",
    ),
    Misconception(
        "only the first input",
        lambda x, w, b: x[0] * w[0] + b,
        "Only the first input has a say. What about the others? (If there is a loop: where does its `return` stand?)",
        also=(lambda x, w, b: x[0] * w[0],),
    ),
    Misconception(
        "only the last input",
        lambda x, w, b: x[-1] * w[-1] + b,
        "Only the last input has a say. What became of the earlier products? (If there is a loop: does each round "
        "add, or start afresh?)",
        also=(lambda x, w, b: x[-1] * w[-1],),
    ),
    Misconception(
        "one input left out",
        lambda x, w, b: np.dot(x[:-1], w[:-1]) + b,
        "One end of the row has no say in your result. How many rounds does a loop over all n inputs need?",
        also=(lambda x, w, b: np.dot(x[1:], w[1:]) + b,),
    ),
    Misconception(
        "a fixed number of inputs",
        _first(2),
        "Yours works for one number of inputs. How many products are there when x has eight elements?",
        also=(_first(3), _first(4)),
    ),
    Misconception(
        "inputs left out",
        lambda x, w, b: np.sum(w) + b,
        "Your result does not depend on x. What does each weight multiply?",
    ),
    Misconception(
        "mean instead of sum",
        lambda x, w, b: np.mean(x * w) + b,
        "List every input and its weight twice: your result stays as it is. Should it?",
        also=(lambda x, w, b: np.mean(x * w), lambda x, w, b: np.mean(x * w + b)),
    ),
    Misconception(
        "inputs and weights added",
        lambda x, w, b: np.sum(x + w) + b,
        "A weight of 0 should silence its input. Does it, in yours?",
        also=(lambda x, w, b: x + w + b,),
    ),
    Misconception(
        "products multiplied together",
        lambda x, w, b: np.prod(x * w) + b,
        "A single input of 0 would silence all the others in your result. What should happen to the products?",
    ),
    Misconception(
        "every input meets every weight",
        lambda x, w, b: np.outer(x, w) + b,
        "You return a table in which every input has met every weight. Which pairs belong together?",
        also=(lambda x, w, b: np.outer(w, x) + b, lambda x, w, b: np.outer(x, w)),
    ),
    Misconception(
        "a function applied already",
        lambda x, w, b: sigmoid(np.dot(x, w) + b),
        "The sum is there, and then it went through a function. Does this exercise ask for one?",
        also=(lambda x, w, b: relu(np.dot(x, w) + b), lambda x, w, b: tanh(np.dot(x, w) + b)),
    ),
    Misconception(
        "two parts not put together",
        lambda x, w, b: (np.dot(x, w), b),
        "You return the products and the bias side by side. A unit has one output: what happens to the two?",
        also=(lambda x, w, b: np.append(x * w, b),),
    ),
    Misconception(
        "bias through the weights",
        lambda x, w, b: np.dot(x + b, w),
        "Your bias gets multiplied on its way. To what is it added: to an input, to a weight, or to the sum?",
        also=(lambda x, w, b: np.dot(x, w + b),),
    ),
)

HALF_SLIPS = (  # (name, message, ways): what each comes to for a weight w and a bias b
    ("sign lost", "Put your x back into wx + b: does it give 0? What happens to the sign of b on the other side?",
     (lambda w, b: b / w,)),
    ("upside down", "The quotient stands on its head. In wx + b = 0, which number is divided by which?",
     (lambda w, b: -w / b, lambda w, b: w / b)),
    ("multiplied instead of divided", "w multiplies x. What undoes a multiplication?",
     (lambda w, b: -w * b, lambda w, b: w * b)),
    ("forgot the weight", "That would be right for weight 1. What happens to x before the bias is added?",
     (lambda w, b: -b, lambda w, b: b)),
    ("weight taken for a term", "In wx + b = 0 the weight is a factor of x, not a term beside it. What undoes that?",
     (lambda w, b: -b - w, lambda w, b: w - b, lambda w, b: b + w, lambda w, b: b - w)),
    ("output given for input", "One half is the output that is wanted. Which input makes the unit give it?",
     (lambda w, b: 0.5,)),
    ("sum of one half", "There wx + b is one half. What is σ of one half? And at which z is σ(z) itself one half?",
     (lambda w, b: (0.5 - b) / w, lambda w, b: (-0.5 - b) / w)),
    ("as if there were no bias", "There the plain σ has its middle. Where does the bias move it?", (lambda w, b: 0.0,)),
)  # fmt: skip


def _half_slips(w, b):
    """Return the Misconceptions for a weight and a bias; a way that comes to what is right, or taken, goes."""
    taken, found = {-b / w}, []
    for name, message, ways in HALF_SLIPS:
        values = [value for value in dict.fromkeys(way(w, b) for way in ways) if value not in taken]
        taken.update(values)
        if values:
            found.append(Misconception(name, values[0], message, also=tuple(values[1:])))
    return tuple(found)


def _other_half_point(rng):
    w, x = int(rng.choice([-5, -4, -2, 4, 5, 8])), float(rng.choice([-2.5, -1.5, 0.75, 2.5, 3.5]))
    bias = f"{abs(x * w):g}" if x * w < 0 else f"−{x * w:g}"
    prompt = f"A unit has weight w = {w} and bias b = {bias}. At which input x is its output exactly one half?"
    return replace(HALF_POINT, prompt=prompt.replace("-", "−"), answer=x, misconceptions=_half_slips(w, -x * w))


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
    misconceptions=_half_slips(2, -3),
    hints=(
        "σ(0) = 0.5. So the question is: for which x is wx + b equal to 0?",
        "Solve the equation 2x − 3 = 0.",
    ),
    solution="""w, b = 2, -3
z = 0  # σ(0) = 1 / (1 + 1) = 1/2: the sum wx + b has to be 0
half_point = (z - b) / w  # 2x − 3 = 0, so 2x = 3 and x = 3/2 = 1.5""",
    explanation="The bias moves the curve, the weight makes it steep: the midpoint lies at x = −b/w.",
)

EXERCISES = (
    Exercise(
        id="00-weighted-sum",
        title="Your first function",
        prompt="Write `weighted_sum(x, w, b)`: multiply each input by its weight, add the products, add the bias. "
        "x and w are arrays of the same length, b is one number.",
        stub="def weighted_sum(x, w, b):\n    ...",
        reference=weighted_sum,
        cases=_cases,
        tolerance=1e-9,
        optional=True,
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
                also=(lambda x, w, b: x * w, lambda x, w, b: np.cumsum(x * w) + b),
            ),
            *SUM_SLIPS,
        ),
        hints=(
            "x * w multiplies the two arrays place by place.",
            "np.sum adds all elements of an array. Then the bias, once.",
        ),
        explanation="This is half of a unit. The other half, the activation function, is chapter 01.",
    ),
    HALF_POINT,
)

PREDICTIONS = (
    Prediction(
        id="00-predict-corner",
        question="The network has learnt from 4,000 handwritten digits. Each stood in the middle of its picture, and "
        "all were about equally large. You draw a tiny nought in one corner of the pad, and the network gets it as it "
        "is. What does it answer?",
        options=(
            Option(
                "0, for a nought is a nought wherever it stands",
                "So it is to you, who have seen noughts of every size. In how many of its 4,000 pictures did the "
                "network find all the ink in one corner?",
            ),
            Option(
                "That this is no digit",
                "It has ten numbers to answer with, one for each digit, and the largest is its answer. Which of the "
                "ten could say “none of these”?",
            ),
            Option(
                "Another digit",
                "Yes. It has ten answers and must give one, and nothing that it has met looked like this.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="00-predict-weight",
        question="The unit's output is σ(wx + b), the S-shaped curve below. What does a larger weight w do to it?",
        options=(
            Option("It moves to the right", "For x = 0 and b = 0, does any weight change the output?"),
            Option("It gets steeper", "Yes: a small change of x now changes wx a lot.", right=True),
            Option("Its top rises above 1", "Between which two numbers does σ always stay?"),
        ),
    ),
)
