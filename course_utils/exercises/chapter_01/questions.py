"""Recall questions of chapter 01, activation functions, asked when the chapter is done and on later days."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def _parameters(inputs=4, units=3):
    return Prediction(
        id="01-recall-parameters",
        question=f"Every one of {units} units sees the same {inputs} inputs. How many numbers can this layer learn?",
        options=(
            Option(f"{inputs * units}", "Those are the weights. What else does a unit own?"),
            Option(
                f"{inputs * units + units}", "A weight for each pair of input and unit, a bias for each unit.", True
            ),
            Option(
                f"{inputs * units + inputs}",
                "You gave a number to each input besides the weights. To what does a bias belong?",
            ),
            Option(f"{inputs + units}", "How many arrows lead from the inputs to the units, all in all?"),
        ),
        again=lambda rng: _parameters(*(int(n) for n in rng.choice(range(3, 10), size=2, replace=False))),
    )


def _slope(y=0.8):
    return Prediction(
        id="01-recall-slope-from-output",
        question=f"A sigmoid unit answers y = {y:g}. How steep is the sigmoid at the place where this unit stands?",
        options=(
            Option(f"{y * (1 - y):.2f}", "y(1 − y): the output is all that the slope needs.", right=True),
            Option(f"{1 - y * y:.2f}", "Can a sigmoid be steeper than a quarter? Whose slope is 1 − y²?"),
            Option(f"{1 - y:.2f}", "What is your formula at z = 0, and how steep is the sigmoid there?"),
            Option("0.25", "At which output is the sigmoid as steep as that? Is it this one?"),
        ),
        again=lambda rng: _slope(float(rng.choice((0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9)))),
    )


MERGED_BIAS = Prediction(
    id="01-recall-merged-bias",
    question="Two layers without a function between them, x → xW1 + b1 and then times W2, plus b2, are replaced by one "
    "layer. Which bias does the new layer need?",
    options=(
        Option("b1 + b2", "On its way out, does b1 meet anything before b2 is added?"),
        Option("b2", "What do the two layers answer to x = 0? And one with the bias b2?"),
        Option("b1 W2 + b2", "b1 goes through the second layer like everything that the first one sends.", right=True),
        Option("(b1 + b2) W2", "Which of the two is added **after** W2 has done its work?"),
    ),
)

DEAD = ((-3, -1, -2, -4), (-1, 0, -5, -2), (-2, -6, 0, -1))
ALIVE = ((-3, 2, -1, -4), (-5, -1, -2, 1), (3, 1, -2, 4), (0, -1, -3, 2))


def _dead(rows=(ALIVE[0], DEAD[1], ALIVE[2])):
    table = "; ".join(f"{name}: {', '.join(f'{z:g}' for z in row)}" for name, row in zip("ABC", rows)).replace("-", "−")
    count = sum(row in DEAD for row in rows)
    replies = (
        "Go through the units one by one. Is there one that none of the four lifts above 0?",
        "Ask each unit by itself: is there an example that wakes it? How many answer no?",
        "What does it take for a unit to be dead: one example below 0, most of them, or all?",
        "Does any of the three rows hold a number above 0?",
    )
    labels = ("None", "One", "Two", "All three")
    right = "Dead is a unit whose z is 0 or less for **every** example; a single number above 0 saves it."
    return Prediction(
        id="01-recall-dead",
        question=f"The pre-activations of three ReLU units for the only four training examples: {table}. How many of "
        "the units are dead?",
        options=tuple(Option(label, right if k == count else replies[k], k == count) for k, label in enumerate(labels)),
        again=_other_dead,
    )


def _other_dead(rng):
    rows = [(DEAD if rng.random() < 0.5 else ALIVE) for _ in range(3)]
    return _dead(tuple(kind[rng.integers(len(kind))] for kind in rows))


FAR_LEFT = Prediction(
    id="01-recall-far-left",
    question="Four units stand at z = −4: a sigmoid, a tanh, a ReLU, and a leaky ReLU with a = 0.1. A small change of "
    "z moves the output of one of them most. Which?",
    options=(
        Option("The sigmoid", "It still has a little slope there. How much, and how much has each of the others?"),
        Option("The tanh", "Steepest in the middle. How much has it left to fall at z = −4?"),
        Option("The ReLU", "On which side of 0 does a ReLU answer at all?"),
        Option("The leaky ReLU", "Its slope is a = 0.1; the S-shapes are nearly flat there, ReLU is flat.", right=True),
    ),
)

AFTER = (_parameters(), MERGED_BIAS, _slope(), _dead(), FAR_LEFT)
